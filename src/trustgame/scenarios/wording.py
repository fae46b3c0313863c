"""A scenario's words in another language: laid over its file, which keeps all else.

A language's ``scenarios/<name>.toml`` has the shape of the scenario's own file and only its
words: claim, question, what is assumed and judged, labels, sentences. Entries of lists
(``[[judged]]``, ``[[pictures]]``) are told apart by their place. What it does not say stays
as the scenario's file has it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

from trustgame import _language
from trustgame.exceptions import FileFormatError, SpecificationError

__all__ = [
    "all_names",
    "faults",
    "must_be_sound",
    "only_words",
    "plain_scenario",
    "worded",
    "words_of",
]

Place = tuple[str | int, ...]

_ALONE = ("title", "claim", "question")
_WHOLE = ("labels", "words")
_PARTS = ("assumed", "judged", "parameters", "pictures", "phrases", "on_deal")
_KEYS = ("says", "words", "label", "title", "question", "sure", "options", "refused")
_OWN = (["pictures", "shows"], ["pictures", "not"])  # a picture's own text


@cache
def all_names() -> tuple[str, ...]:
    """Return the names of the files of this folder."""
    files = resources.files("trustgame.scenarios").iterdir()
    return tuple(sorted(f.name[:-5] for f in files if f.name.endswith(".toml")))


@cache
def _own(name: str) -> str:
    """Return a scenario's file."""
    file = resources.files("trustgame.scenarios").joinpath(f"{name}.toml")
    return file.read_text(encoding="utf-8")


def plain_scenario(name: str) -> dict[str, Any]:
    """Return the tables of a scenario's file."""
    return tomllib.loads(_own(name))


def words_of(plain: Mapping[str, Any]) -> dict[Place, str]:
    """Return the words of a scenario's tables by their places.

    Examples
    --------
    >>> words_of({"claim": "It pays.", "judged": [{"says": "It gains", "size": 0}]})
    {('claim',): 'It pays.', ('judged', 0, 'says'): 'It gains'}
    """
    return {place: value for place, value in _leaves((), plain) if _is_word(place, value)}


def only_words(plain: Mapping[str, Any], say: Callable[[str], str] = str) -> dict[str, Any]:
    """Return a scenario's tables with nothing but its words in their places.

    Examples
    --------
    >>> only_words({"id": "C1", "judged": [{"size": 0}, {"says": "a", "size": 1}]})
    {'judged': [{}, {'says': 'a'}]}
    """

    def kept(place: Place, value: Any) -> Any:
        if isinstance(value, Mapping):
            parts = {key: kept((*place, key), part) for key, part in value.items()}
            return {key: part for key, part in parts.items() if _said(part)}
        if isinstance(value, list):
            parts_in = [kept((*place, i), part) for i, part in enumerate(value)]
            return parts_in if any(map(_said, parts_in)) else []
        return say(value) if _is_word(place, value) else None

    found: dict[str, Any] = kept((), plain)
    return found


def _said(part: Any) -> bool:
    """Tell whether anything is left of a part."""
    return part is not None and part not in ({}, [])


def worded(name: str, language: _language.Language) -> dict[str, Any]:
    """Return the tables of a scenario with a language's words in them.

    Raises
    ------
    SpecificationError
        If the language's file holds more than the scenario's words; file and key are named.
    """
    plain = plain_scenario(name)
    for fault in faults(name, language):
        raise SpecificationError(fault)
    for place, text in _leaves((), language.scenario(name)):
        spot: Any = plain
        for step in place[:-1]:
            spot = spot[step]
        spot[place[-1]] = text
    return plain


def must_be_sound(language: _language.Language) -> None:
    """Refuse a language of which a scenario's words cannot be used."""
    for name in all_names():
        for fault in faults(name, language):
            raise SpecificationError(fault)
    for fault in strange_files(language):
        raise SpecificationError(fault)


def strange_files(language: _language.Language) -> Iterator[str]:
    """Yield which of the language's files of scenarios are no scenario's."""
    folder = language.folder / _language.SCENARIOS
    for path in sorted(folder.glob("*.toml")):
        if path.stem not in all_names():
            yield (
                f"'{path}' is named after no scenario; known: {', '.join(all_names())}. "
                "Rename it or take it out."
            )


def faults(name: str, language: _language.Language) -> Iterator[str]:
    """Yield what is wrong with a language's words for a scenario, a sentence each."""
    path = language.folder / _language.SCENARIOS / f"{name}.toml"
    try:
        own = language.scenario(name)
    except FileFormatError as error:
        yield str(error)
        return
    plain = plain_scenario(name)
    known = words_of(plain)
    for place, text in _leaves((), own):
        where = f"'{path}', `{written(place)}`"
        if place not in known:
            there = place in dict(_leaves((), plain))
            why = "holds no words" if there else "is not in the scenario's own file"
            yield f"{where} {why}; only its words may stand here. Take it out."
        elif not isinstance(text, str) or (known[place].strip() and not text.strip()):
            yield f"{where} must be a text that is not empty; got {text!r}."
        elif fault := _language.wrong_blanks(text, known[place]):
            yield f"{where}: {fault}"


def _is_word(place: Place, value: Any) -> bool:
    """Tell whether what stands at a place is said to people."""
    names = [step for step in place if isinstance(step, str)]
    chosen = names[0] == "phrases"  # of a phrase's options one may be empty
    if not isinstance(value, str) or not (value.strip() or chosen):
        return False
    if names[0] in _ALONE:
        return len(place) == 1
    if names[0] in _WHOLE:
        return True
    return names[0] in _PARTS and ("finding" in names or names[-1] in _KEYS
                                   or names[:2] == ["on_deal", "words"]
                                   or names in _OWN)  # fmt: skip


def _leaves(place: Place, value: Any) -> Iterator[tuple[Place, Any]]:
    """Yield every value of nested tables and lists with its place."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from _leaves((*place, key), part)
    elif isinstance(value, list):
        for i, part in enumerate(value):
            yield from _leaves((*place, i), part)
    else:
        yield place, value


def written(place: Place) -> str:
    """Return a place as errors write it, ``judged[0].says``."""
    text = ""
    for step in place:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text
