"""Sentences of a scenario: patterns of the file, filled with the numbers of a run.

``"Giving pays from {share:one_in} on"`` writes the quantity ``share`` as odds. The words
of the room (``{buyer}``, ``{seller}``, ``{C}``, ``{d}``, ``{round}`` ...) are there too, so
that a replayed scenario speaks the deal's own words. So are its *phrases*: what is said
hangs on a number, ``[phrases.end] choose = "known"``, ``options = ["open", "announced"]``.
"""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from trustgame import _validate as check
from trustgame.deals import Labels
from trustgame.deals.numerals import write
from trustgame.exceptions import SpecificationError

if TYPE_CHECKING:
    from trustgame.scenarios.spec import Scenario
    from trustgame.scenarios.worlds import World

__all__ = ["OUTLOOKS", "check_words", "fill", "patterns", "room", "write"]

#: How a run can come out: every rule holds, none does, some do.
OUTLOOKS = ("yes", "no", "mixed")

_WORDS = ("shows", "shows_otherwise", "not")


class _Writer(string.Formatter):
    """Fills patterns; the part after the colon says how a number is written."""

    def __init__(self, world: World) -> None:
        self.world = world

    def format_field(self, value: Any, format_spec: str) -> Any:
        """Return a number as its kind says; words as they are."""
        if isinstance(value, str):
            return value
        if format_spec == "money":
            value = self.world.effect(value)
        return write(float(value), format_spec or "number", self.world.scenario.labels)


class _Blanks(Mapping[str, Any]):
    """What a pattern may name: the room's words, and every number of a world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.words = room(world.scenario.labels)

    def __getitem__(self, key: str) -> Any:
        if key in self.words:
            return self.words[key]
        if key in self.world.scenario.phrases:
            return _chosen(key, self.world)
        return self.world.number(key)

    def __iter__(self) -> Iterator[str]:
        return iter(self.words)

    def __len__(self) -> int:
        return len(self.words)


def _chosen(name: str, world: World) -> str:
    """Return what a phrase says in a world: the option of its number, filled in."""
    phrase = world.scenario.phrases[name]
    where, options = f"phrases.{name}", phrase["options"]
    number = world.read(f"{where}.choose", phrase["choose"])
    if number not in range(len(options)):
        raise SpecificationError(
            f"`{where}.choose` must be a whole number from 0 to {len(options) - 1}, the "
            f"place of one of its options; got {number:g}."
        )
    return fill(options[int(number)], world)


def room(labels: Labels) -> dict[str, str]:
    """Return the words of a room by the names that patterns have for them."""
    return {
        "buyer": labels.buyer.name,
        "seller": labels.seller.name,
        "C": labels.buyer.cooperate,
        "D": labels.buyer.defect,
        "c": labels.seller.cooperate,
        "d": labels.seller.defect,
        "round": labels.round,
        "rounds": labels.rounds,
        "money": labels.money,
    }


def fill(pattern: str, world: World) -> str:
    """Return a pattern filled with the numbers and words of a world."""
    return _Writer(world).vformat(pattern, (), _Blanks(world))


def patterns(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Yield every pattern of a scenario with the key it stands at."""
    for key in _WORDS:
        if key in scenario.words:
            yield f"words.{key}", scenario.words[key]
    for name, phrase in scenario.phrases.items():
        for i, text in enumerate(phrase["options"]):
            yield f"phrases.{name}.options[{i}]", text
    for i, picture in enumerate(scenario.pictures):
        where = f"pictures[{i}]"
        finding = picture.get("finding", {})
        if isinstance(finding, str):
            finding = {"always": finding}
        for key, text in finding.items():
            yield f"{where}.finding.{key}", text
        for key in ("question", "name", "sure", "shows", "not"):
            if key in picture:
                yield f"{where}.{key}", picture[key]
        yield from _labels_in(where, picture)


def _labels_in(where: str, part: Any) -> Iterator[tuple[str, str]]:
    """Yield the labels of lines, marks, walls, bars and panels."""
    if isinstance(part, Mapping):
        for key, value in part.items():
            if key in ("label", "title", "words"):
                yield f"{where}.{key}", value
            else:
                yield from _labels_in(f"{where}.{key}", value)
    elif isinstance(part, tuple):
        for i, value in enumerate(part):
            yield from _labels_in(f"{where}[{i}]", value)


def check_words(scenario: Scenario) -> None:
    """Refuse a pattern that cannot be filled."""
    from trustgame.scenarios.parts import KINDS

    check.known_keys("words", scenario.words, _WORDS)
    known = [*scenario.values, *scenario.quantities, *room(scenario.labels)]
    from trustgame.scenarios.worlds import payoff_names

    known += payoff_names()
    for where, pattern in patterns(scenario):
        inside = where.startswith("phrases.")  # a phrase speaks of no other phrase
        names = known if inside else [*known, *scenario.phrases]
        if not isinstance(pattern, str):
            raise SpecificationError(f"`{where}` must be a text; got {pattern!r}.")
        try:
            parts = list(string.Formatter().parse(pattern))
        except ValueError as error:
            raise SpecificationError(
                f"`{where}` must be a text with {{names}} to fill in; got {pattern!r} "
                f"({error})."
            ) from None
        for _, name, kind, _ in parts:
            if name is None:
                continue
            check.one_of(where, name, names)
            if kind:
                check.one_of(where, kind, KINDS)
