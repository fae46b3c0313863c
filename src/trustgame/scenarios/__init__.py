"""Scenarios: claims about selling and trust, each with a model and a verdict that can fail.

One TOML file each lies in this folder. ``scenario("prison")`` reads one by name,
``table()`` lists them, ``verdicts()`` judges them all. The rooms: ``spec`` says what a
scenario is, ``reading`` takes it from its file, ``worlds`` builds its games, ``measures``
works out its numbers, ``run`` and ``verdict`` answer.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from trustgame import _language
from trustgame.exceptions import SpecificationError, UnknownNameError
from trustgame.scenarios import wording
from trustgame.scenarios.board import Board, verdicts
from trustgame.scenarios.keeping import keep
from trustgame.scenarios.parts import TIERS
from trustgame.scenarios.run import ScenarioRun
from trustgame.scenarios.spec import Scenario
from trustgame.scenarios.verdict import Verdict

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "Board", "Scenario", "ScenarioRun", "Verdict",
    "keep", "names", "scenario", "table", "verdicts",
]  # fmt: skip


@cache
def names() -> tuple[str, ...]:
    """Return the names of all scenarios, core ones first.

    Examples
    --------
    >>> names()[:3]
    ('prison', 'one-shot', 'one-ten-hundred')
    """
    return tuple(sorted(wording.all_names(), key=lambda name: _order(_read(name))))


def _order(found: Scenario) -> tuple[int, tuple[tuple[str, int], ...], str]:
    """Return where a scenario stands in a list: by tier, then by its id's numbers."""
    parts = re.findall(r"([A-Za-z]*)(\d*)", found.id)
    key = tuple((letters, int(digits or 0)) for letters, digits in parts)
    return TIERS.index(found.tier), key, found.name


def _read(name: str) -> Scenario:
    """Return a scenario of this folder in the language spoken, read once in each."""
    speech = _language.spoken()
    if name not in speech.kept:
        speech.kept[name] = _worded(name, speech)
    found: Scenario = speech.kept[name]
    return found


def _worded(name: str, speech: _language.Language) -> Scenario:
    """Return a scenario of this folder in a language."""
    plain = wording.worded(name, speech)
    try:
        return Scenario.from_dict(plain)
    except SpecificationError as error:
        raise type(error)(f"{name}.toml, in '{speech.name}': {error}") from None


def scenario(name: str) -> Scenario:
    """Return a scenario by its name or its claim's id.

    Parameters
    ----------
    name : str
        As ``"prison"`` or ``"C01"``; case, spaces and hyphens do not count.

    Raises
    ------
    UnknownNameError
        If there is none; the nearest name is offered.

    Examples
    --------
    >>> scenario("C10").name
    'risky-gift'
    """
    if isinstance(name, str):
        wanted = _bare(name)
        for known in names():
            if wanted in (_bare(known), _bare(_read(known).id)):
                return _read(known)
    from trustgame import _validate as check

    raise UnknownNameError(
        f"unknown scenario {name!r}."
        + (check.suggest(name, names()) or f" Known: {', '.join(names())}.")
    )


def _bare(name: str) -> str:
    """Return a name without case, spaces, hyphens and underscores."""
    return re.sub(r"[\s_-]+", "", name).casefold()


def table() -> pd.DataFrame:
    """Return one row per scenario: id, tier, minutes, claim, question, what is judged.

    Examples
    --------
    >>> table().loc["prison", "tier"]
    'core'
    """
    import pandas as pd

    rows = [
        {
            "name": found.name,
            "id": found.id,
            "tier": found.tier,
            "minutes": found.minutes,
            "claim": found.claim,
            "question": found.question,
            "assumed": "; ".join(part.says for part in found.assumed),
            "judged": "; ".join(rule.says for rule in found.judged),
        }
        for found in map(_read, names())
    ]
    return pd.DataFrame(rows).set_index("name")
