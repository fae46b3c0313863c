r"""A number that depends on the depth of the relationship.

A depth ladder of L levels has positions :math:`d_l = l / (L - 1)` in [0, 1], shallow to
deep (0 if L = 1). Every quantity of a relationship, and the entries of a strategy, may be a
*curve* over position:

============================  =====================================================
a number                      the same at every depth
``between(shallow, deep)``    a straight line
``step(at, before, after)``   ``before``, and ``after`` from position ``at`` on
``values(v0, v1, ...)``       one value per level, joined by straight lines elsewhere
``per_role(buyer, seller)``   one curve for each role
============================  =====================================================

Curves are frozen, hashable, equal by structure, and keep their numbers as floats.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from trustgame import _validate as check
from trustgame.exceptions import SpecificationError
from trustgame.typing import FloatArray

__all__ = [
    "Curve",
    "Line",
    "PerRole",
    "RoleCurve",
    "Step",
    "Values",
    "as_curve",
    "between",
    "curve_from_plain",
    "curve_to_plain",
    "per_role",
    "positions",
    "read",
    "step",
    "values",
]


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line from the shallow end to the deep end."""

    shallow: float
    deep: float

    def __post_init__(self) -> None:
        for name in ("shallow", "deep"):
            object.__setattr__(self, name, check.number(name, getattr(self, name)))

    @property
    def knots(self) -> tuple[float, ...]:
        """Values that bound the curve."""
        return (self.shallow, self.deep)

    def at(self, position: FloatArray) -> FloatArray:
        """Return the values at positions in [0, 1]."""
        return (1 - position) * self.shallow + position * self.deep


@dataclass(frozen=True, slots=True)
class Step:
    """One value before a position, another from there on."""

    switch: float
    before: float
    after: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "switch", check.interval("at", self.switch, 0, 1))
        for name in ("before", "after"):
            object.__setattr__(self, name, check.number(name, getattr(self, name)))

    @property
    def knots(self) -> tuple[float, ...]:
        """Values that bound the curve."""
        return (self.before, self.after)

    def at(self, position: FloatArray) -> FloatArray:
        """Return the values at positions in [0, 1]."""
        return np.where(position >= self.switch, self.after, self.before)


@dataclass(frozen=True, slots=True)
class Values:
    """One value per level, joined by straight lines where a game has other levels."""

    levels: tuple[float, ...]

    def __post_init__(self) -> None:
        if isinstance(self.levels, str) or not isinstance(
            self.levels, Sequence | np.ndarray
        ):
            raise SpecificationError(f"`values` must be numbers; got {self.levels!r}.")
        if len(self.levels) == 0:
            raise SpecificationError("`values` needs at least one value; got none.")
        numbers = (check.number(f"values[{i}]", v) for i, v in enumerate(self.levels))
        object.__setattr__(self, "levels", tuple(numbers))

    @property
    def knots(self) -> tuple[float, ...]:
        """Values that bound the curve."""
        return self.levels

    def at(self, position: FloatArray) -> FloatArray:
        """Return the values at positions in [0, 1]."""
        return np.interp(position, positions(len(self.levels)), self.levels)


Curve: TypeAlias = float | Line | Step | Values


@dataclass(frozen=True, slots=True)
class PerRole:
    """One curve for the buyer, one for the seller."""

    buyer: Curve
    seller: Curve

    def __post_init__(self) -> None:
        for name in check.ROLES:
            if isinstance(getattr(self, name), PerRole):
                raise SpecificationError(
                    f"`per_role` takes one curve per role; `{name}` has two."
                )
            object.__setattr__(self, name, as_curve(name, getattr(self, name)))


RoleCurve: TypeAlias = Curve | PerRole


def between(shallow: float, deep: float) -> Line:
    """Return a straight line from the shallow end to the deep end.

    Examples
    --------
    >>> read(between(1, 2), positions(3))
    array([1. , 1.5, 2. ])
    """
    return Line(shallow, deep)


def step(at: float, before: float, after: float) -> Step:
    """Return a curve that is ``before`` until position ``at`` and ``after`` from there on.

    Examples
    --------
    >>> read(step(0.5, 1, 2), positions(3))
    array([1., 2., 2.])
    """
    return Step(at, before, after)


def values(*levels: float) -> Values:
    """Return a curve given by one value per level.

    Examples
    --------
    A game with other levels reads between them:

    >>> read(values(1, 1.2, 1.8), positions(5))
    array([1. , 1.1, 1.2, 1.5, 1.8])
    """
    return Values(levels)


def per_role(buyer: Curve, seller: Curve) -> PerRole:
    """Return one curve for each role.

    Examples
    --------
    >>> per_role(buyer=0.1, seller=between(0.1, 0.02))
    PerRole(buyer=0.1, seller=Line(shallow=0.1, deep=0.02))
    """
    return PerRole(buyer, seller)


def positions(depths: int) -> FloatArray:
    """Return the positions [L] of a ladder's levels: l / (L - 1), and 0 if there is one."""
    return np.arange(depths) / max(depths - 1, 1)


def read(curve: Curve, at: FloatArray) -> FloatArray:
    """Return the values of a curve at positions, in the shape of ``at``."""
    at = np.asarray(at, dtype=float)
    return np.full(at.shape, curve) if isinstance(curve, float) else curve.at(at)


def as_curve(
    name: str,
    value: Any,
    rule: Callable[[str, Any], float] = check.number,
    *,
    roles: bool = False,
) -> Any:
    """Return a clean curve whose every value keeps ``rule``.

    Parameters
    ----------
    name : str
        What the curve is called in an error.
    value : number or curve
        What the user wrote.
    rule : callable
        ``rule(name, number)`` raises where the number breaks it.
    roles : bool
        Whether the curve may differ per role.
    """
    if isinstance(value, PerRole):
        if not roles:
            raise SpecificationError(
                f"`{name}` is shared by both roles; got a `per_role` curve."
            )
        parts = (as_curve(f"{name}.{r}", getattr(value, r), rule) for r in check.ROLES)
        return PerRole(*parts)
    if isinstance(value, Line | Step | Values):
        for knot in value.knots:
            rule(name, knot)
        return value
    return rule(name, value)


def curve_to_plain(curve: RoleCurve) -> Any:
    """Return a curve as TOML has it: number, table or array."""
    match curve:
        case Line():
            return {"shallow": curve.shallow, "deep": curve.deep}
        case Step():
            return {"at": curve.switch, "before": curve.before, "after": curve.after}
        case Values():
            return list(curve.levels)
        case PerRole():
            return {r: curve_to_plain(getattr(curve, r)) for r in check.ROLES}
        case _:
            return curve


_TABLES: dict[frozenset[str], Callable[..., RoleCurve]] = {
    frozenset({"shallow", "deep"}): between,
    frozenset({"at", "before", "after"}): step,
    frozenset({"buyer", "seller"}): per_role,
}


def curve_from_plain(name: str, plain: Any) -> Any:
    """Return the curve that a number, table or array stands for; the reverse of above."""
    if isinstance(plain, list):
        return values(*plain)
    if not isinstance(plain, Mapping):
        return plain
    make = _TABLES.get(frozenset(plain))
    if make is None:
        known = [key for keys in _TABLES for key in sorted(keys)]
        for key in plain:
            if key not in known:
                check.known_keys(name, plain, known)
        raise SpecificationError(
            f"`{name}` must be a number, an array, {{shallow, deep}}, "
            f"{{at, before, after}} or {{buyer, seller}}; got the keys {sorted(plain)}."
        )
    return make(
        **{key: curve_from_plain(f"{name}.{key}", part) for key, part in plain.items()}
    )
