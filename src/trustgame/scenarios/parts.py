"""The parts of a scenario: sources, assumptions, parameters with their boxes, rules."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from functools import partial
from keyword import iskeyword
from typing import Any

from trustgame import _validate as check
from trustgame.exceptions import SpecificationError

__all__ = ["KINDS", "MUST", "TIERS", "Assumption", "Judged", "Parameter", "Source"]

TIERS = ("core", "choose", "library")

#: How a number is written: as a plain number, a percentage, rounds, money, years, odds.
KINDS = ("number", "percent", "rounds", "money", "years", "one_in")

#: The rules of a verdict: how far a number lies on the claim's side of its bounds.
MUST = ("be above", "be at least", "be below", "be at most", "lie within")

_put = object.__setattr__


def _texts(name: str, value: Any) -> tuple[str, ...]:
    """Return a list of texts."""
    if not isinstance(value, list | tuple):
        raise SpecificationError(f"`{name}` must be a list of texts; got {value!r}.")
    return tuple(check.text(f"{name}[{i}]", part) for i, part in enumerate(value))


@dataclass(frozen=True, slots=True)
class Source:
    """A work the claim or its model rests on."""

    title: str
    year: int
    author: str = ""

    def __post_init__(self) -> None:
        check.text("sources.title", self.title)
        if not isinstance(self.author, str):
            raise SpecificationError(
                f"`sources.author` must be a text; got {self.author!r}."
            )
        _put(self, "year", check.count("sources.year", self.year, 1500))


@dataclass(frozen=True, slots=True)
class Assumption:
    """Something put in by construction, and the parameters or quantities that hold it."""

    says: str
    names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check.text("assumed.says", self.says)
        _put(self, "names", _texts("assumed.names", self.names))


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number that may be varied.

    Parameters
    ----------
    name : str
        What formulas call it.
    value : float
        Its value in the claim's own setting.
    words : str
        What people call it.
    box : (float, float), optional
        The settings over which robustness is measured; fixed if neither this nor ``among``
        is given.
    among : tuple of float, optional
        The settings, where there are only some.
    kind : str
        How it is written: one of ``KINDS``.
    whole : bool
        Whether it counts something.
    scale : {"plain", "log"}
        How distances in the box are measured and settings drawn.
    options : tuple of str
        What people call each of ``among``.
    """

    name: str
    value: float
    words: str
    box: tuple[float, float] | None = None
    among: tuple[float, ...] | None = None
    kind: str = "number"
    whole: bool = False
    scale: str = "plain"
    options: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        put = partial(_put, self)
        where = f"parameters.{self.name}"
        if not self.name.isidentifier() or iskeyword(self.name):
            raise SpecificationError(
                f"`{where}` must be a name that a formula can read (letters, digits, _)."
            )
        if not isinstance(self.whole, bool):
            raise SpecificationError(
                f"`{where}.whole` must be true or false; got {self.whole!r}."
            )
        put("value", check.number(f"{where}.value", self.value))
        check.text(f"{where}.words", self.words)
        check.one_of(f"{where}.kind", self.kind, KINDS)
        check.one_of(f"{where}.scale", self.scale, ("plain", "log"))
        if self.box is not None and self.among is not None:
            raise SpecificationError(
                f"`{where}` has both `box` and `among`; keep one: an interval or a list."
            )
        if self.box is not None:
            put("box", self._checked_box(where))
        if self.among is not None:
            put("among", self._checked_list(where))
        put("options", _texts(f"{where}.options", self.options))
        if self.options and len(self.options) != len(self.among or ()):
            raise SpecificationError(
                f"`{where}.options` must name each of `among` ({len(self.among or ())}); "
                f"got {len(self.options)}."
            )

    def _checked_box(self, where: str) -> tuple[float, float]:
        """Return the box, which must hold more than a point and the value."""
        if not isinstance(self.box, tuple | list) or len(self.box) != 2:
            raise SpecificationError(
                f"`{where}.box` must be two numbers [low, high]; got {self.box!r}."
            )
        low, high = (check.number(f"{where}.box", end) for end in self.box)
        if not low < high:
            raise SpecificationError(
                f"`{where}.box` is empty: low must be below high; got [{low:g}, {high:g}]. "
                "For one fixed setting leave `box` out."
            )
        if not low <= self.value <= high:
            raise SpecificationError(
                f"`{where}.value` must lie in its box [{low:g}, {high:g}]; "
                f"got {self.value:g}."
            )
        if self.scale == "log" and low <= 0:
            raise SpecificationError(
                f"`{where}.box` must be above 0 on a log scale; got [{low:g}, {high:g}]."
            )
        if self.whole and not (low.is_integer() and high.is_integer()):
            raise SpecificationError(
                f"`{where}.box` must be whole numbers; got [{low:g}, {high:g}]."
            )
        return low, high

    def _checked_list(self, where: str) -> tuple[float, ...]:
        """Return the list, which must hold the value and another one."""
        listed = self.among if isinstance(self.among, tuple | list) else ()
        clean = tuple(check.number(f"{where}.among", part) for part in listed)
        if len(set(clean)) < 2 or self.value not in clean:
            raise SpecificationError(
                f"`{where}.among` must list at least two settings, the value "
                f"{self.value:g} among them; got {list(clean)}."
            )
        return clean

    @property
    def is_free(self) -> bool:
        """Whether it has a box or a list."""
        return self.box is not None or self.among is not None

    def draw(self, u: float) -> float:
        """Return the setting at a place u in [0, 1), all settings alike."""
        if self.among is not None:
            return self.among[int(u * len(self.among))]
        low, high = self._ends
        if self.whole and self.scale == "plain":
            return float(math.floor(low + u * (high - low + 1)))
        return self.value_at(u)

    def place(self, value: float) -> float:
        """Return where in its box a value lies, 0 to 1."""
        low, high = self._ends
        if self.scale == "log":
            return float(math.log(value / low) / math.log(high / low))
        return (value - low) / (high - low)

    def value_at(self, place: float) -> float:
        """Return the value at a place of the box, a whole one if it counts something."""
        low, high = self._ends
        value = low + place * (high - low)
        if self.scale == "log":
            value = min(max(low * float((high / low) ** place), low), high)
        return float(round(value)) if self.whole else value

    @property
    def _ends(self) -> tuple[float, float]:
        """The ends of the box."""
        return self.box or (self.value, self.value)

    def to_dict(self) -> dict[str, Any]:
        """Return what differs from the defaults, without the name."""
        plain: dict[str, Any] = {}
        for spec in fields(self):
            value = getattr(self, spec.name)
            if spec.name == "name" or value == spec.default:
                continue
            plain[spec.name] = list(value) if isinstance(value, tuple) else value
        return plain


@dataclass(frozen=True, slots=True)
class Judged:
    """The rule of a verdict: which number must come out how, fixed before running.

    ``margin`` of a value says how far it lies on the claim's side; the claim's sentence
    holds where that is above 0, or at least 0 for "at least", "at most" and "within".
    """

    says: str
    quantity: str
    must: str
    size: float | None = None
    range: tuple[float, float] | None = None
    kind: str = "number"

    def __post_init__(self) -> None:
        put = partial(_put, self)
        check.text("judged.says", self.says)
        check.text("judged.quantity", self.quantity)
        check.one_of("judged.must", self.must, MUST)
        check.one_of("judged.kind", self.kind, KINDS)
        within = self.must == "lie within"
        if within == (self.range is None) or within == (self.size is not None):
            needs = "`range` = [low, high] alone" if within else "`size`, and no `range`"
            raise SpecificationError(f"`judged` that must {self.must} needs {needs}.")
        if self.size is not None:
            put("size", check.number("judged.size", self.size))
        if self.range is not None:
            if not isinstance(self.range, tuple | list) or len(self.range) != 2:
                raise SpecificationError(
                    f"`judged.range` must be [low, high]; got {self.range!r}."
                )
            low, high = (check.number("judged.range", end) for end in self.range)
            if not low <= high:
                raise SpecificationError(
                    f"`judged.range` is empty; got [{low:g}, {high:g}]."
                )
            put("range", (low, high))

    def margin(self, value: float) -> float:
        """Return how far a value lies on the claim's side of the rule."""
        if self.range is not None:
            return min(value - self.range[0], self.range[1] - value)
        assert self.size is not None
        above = self.must in ("be above", "be at least")
        return value - self.size if above else self.size - value

    def holds(self, value: float) -> bool:
        """Tell whether a value keeps the rule; rounding errors of 1e-9 do not break it."""
        margin = self.margin(value)
        if self.must in ("be above", "be below"):
            return margin > 1e-9
        return margin >= -1e-9
