"""The catalogue of strategies, one file per family.

``strategies.tit_for_tat`` and ``strategies["tit_for_tat"]`` are the same automaton; every
function that takes a strategy takes its name too. Iterating gives the names. One strategy
has one name and any number of aliases from other literatures: ``strategies["copycat"]`` and
``strategies["TFT"]`` are tit-for-tat. Case, spaces and hyphens do not count in a name.

An entry is an automaton, or a recipe that becomes one when a game and a role are known
(generous tit-for-tat and the zero-determinant strategies read their payoffs). The threshold
strategies are a family without end: ``strategies["threshold_7"]``.

What is no finite automaton is not here, well known or not: rules that count without bound
(gradual, Shubik, majority), test statistics (Downing, Graaskamp, Stein and Rapoport) or
search for cycles (calculator). Two of Axelrod's first tournament are finite, but made of
counters of hundreds of states (Feld, Tullock), and are left out too.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

from trustgame import _registry
from trustgame import _validate as check
from trustgame.automata import Automaton, Recipe
from trustgame.exceptions import RefusedError, SpecificationError, UnknownNameError
from trustgame.game import TrustGame
from trustgame.stage import StageGame
from trustgame.strategies import (
    depth_aware,
    end_aware,
    leavers,
    longer_memory,
    memory_one,
    reciprocal,
    sales,
    starters,
    testers,
    triggers,
    unconditional,
    zero_determinant,
)
from trustgame.strategies._entry import Entry
from trustgame.typing import Role

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Entry", "entry", "find", "name_of", "names", "resolve", "table", "where"]

_FAMILIES: tuple[tuple[str, tuple[Entry, ...]], ...] = (
    ("unconditional", unconditional.ENTRIES),
    ("reciprocal", reciprocal.ENTRIES),
    ("memory-one", memory_one.ENTRIES),
    ("longer memory", longer_memory.ENTRIES),
    ("zero-determinant", zero_determinant.ENTRIES),
    ("triggers", triggers.ENTRIES),
    ("testers", testers.ENTRIES),
    ("starters", starters.ENTRIES),
    ("depth-aware", depth_aware.ENTRIES),
    ("end-aware", end_aware.ENTRIES),
    ("leavers", leavers.ENTRIES),
    ("sales", sales.ENTRIES),
)
_ENTRIES = {
    e.name: replace(e, family=family) for family, entries in _FAMILIES for e in entries
}
_CALLED = {called: e for e in _ENTRIES.values() for called in (e.name, *e.aliases)}
_THRESHOLD = re.compile(r"threshold_(\d{1,4})")


def names() -> tuple[str, ...]:
    """Return the names of all strategies, family by family."""
    return tuple(_ENTRIES)


def entry(name: str) -> Entry:
    """Return what the catalogue records of a strategy, by its name or an alias.

    Raises
    ------
    UnknownNameError
        If a name is nobody's; the nearest one is offered.

    Examples
    --------
    >>> entry("copycat").name
    'tit_for_tat'
    """
    found = _called(name)
    if found is None:
        raise UnknownNameError(
            f"unknown strategy {name!r}."
            + (check.suggest(name, _CALLED) or f" Known: {', '.join(_ENTRIES)}.")
        )
    return found


def find(name: str) -> Any:
    """Return the strategy of a name; ``"library:Name"`` asks that library's service."""
    library, colon, _ = name.partition(":") if isinstance(name, str) else ("", "", "")
    if colon and _registry.has(f"strategies from {library}"):
        return _registry.service(f"strategies from {library}")(name)
    return entry(name).strategy


def resolve(player: Any, game: TrustGame, role: Role, *, argument: str = "") -> Automaton:
    """Return a player as the automaton it is in a role of a game, for the exact solver.

    Parameters
    ----------
    player : Automaton, Recipe or str
        A strategy or its name.
    game : TrustGame
        The game that is played; recipes read their payoffs from it.
    role : {"buyer", "seller"}
        The seat it plays in.
    argument : str
        What an error calls the player; the role unless given.

    Raises
    ------
    UnknownNameError
        If a name is nobody's; the nearest one is offered.
    RefusedError
        If the player is no finite automaton, or the game has no such strategy.
    """
    if not isinstance(game, TrustGame):
        raise SpecificationError(
            f"`game` must be a TrustGame; got {type(game).__name__}. "
            "A stage game becomes one by TrustGame(stage, rounds=10), or continuation=0.9."
        )
    found = find(player) if isinstance(player, str) else player
    if isinstance(found, Recipe):
        try:
            return found.resolve(game, role)
        except RefusedError as error:
            raise RefusedError(
                f"the game has no '{found.name}' for the {role}: {error}"
            ) from None
    if isinstance(found, Automaton):
        return found
    raise RefusedError(
        f"`{argument or role}` must be a finite automaton to be solved exactly; "
        f"'{name_of(found)}' is not one. Use trustgame.simulate, where any player may play."
    )


def name_of(player: Any) -> str:
    """Return what a player is called: its name, or failing that its Python name."""
    if isinstance(player, str):
        return player
    name = getattr(player, "name", None) or getattr(player, "__name__", None)
    return str(name or type(player).__name__)


def table() -> pd.DataFrame:
    """Return the catalogue as a table, one row per strategy.

    What a strategy is called and where it comes from is declared; its properties (nice,
    provocable, forgiving, memory, ...) are computed, see ``trustgame.catalogue``. States of
    a recipe are those it has in the dilemma with payoffs 5, 3, 1, 0.
    """
    import pandas as pd

    usual = TrustGame(StageGame.prisoners_dilemma())
    rows = [
        {
            "name": name,
            "family": e.family,
            "aliases": ", ".join(e.aliases),
            "states": resolve(e.strategy, usual, "buyer").n_states,
            "sales": e.sales,
            "theory": e.theory,
            "source": e.source,
        }
        for name, e in _ENTRIES.items()
    ]
    declared = pd.DataFrame(rows).set_index("name")
    computed = _registry.service("strategy properties").columns(declared.index)
    return declared.join(computed.drop(columns="states"))


def where(game: TrustGame | None = None, *, role: Role = "buyer", **wanted: Any) -> Any:
    """Return the names of the strategies that have all wanted properties.

    See ``trustgame.catalogue.where`` for what may be asked.

    Examples
    --------
    Against a partner who slips once and then cooperates for ever, win-stay lose-shift goes
    on defecting: it wins.

    >>> "win_stay_lose_shift" in where(nice=True, forgiving=False)
    True
    """
    return _registry.service("strategy properties").where(game, role=role, **wanted)


def _called(name: object) -> Entry | None:
    """Return the entry of a name or an alias, if there is one."""
    if not isinstance(name, str):
        return None
    plain = re.sub(r"[\s-]+", "_", name.strip().lower())
    member = _THRESHOLD.fullmatch(plain)
    if member and plain not in _CALLED and int(member[1]) > 0:
        return replace(end_aware.threshold_entry(int(member[1])), family="end-aware")
    return _CALLED.get(plain)


class _Catalogue(ModuleType):
    """The module itself answers to ``[name]`` and to attributes that are names."""

    def __getitem__(self, name: str) -> Any:
        return find(name)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return entry(name).strategy
        except UnknownNameError as error:
            raise AttributeError(str(error)) from None

    def __reduce__(self) -> tuple[Any, ...]:
        return import_module, (self.__name__,)  # a module is not carried but named

    def __iter__(self) -> Iterator[str]:
        return iter(_ENTRIES)

    def __len__(self) -> int:
        return len(_ENTRIES)

    def __contains__(self, name: object) -> bool:
        return _called(name) is not None

    def __dir__(self) -> list[str]:
        return [*__all__, *_ENTRIES]


sys.modules[__name__].__class__ = _Catalogue
