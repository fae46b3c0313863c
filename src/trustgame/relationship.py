r"""The relationship: a ladder of depths, what each depth changes, and what moves it.

The public state of the game is the depth :math:`l = 0 \ldots L - 1`, at position
:math:`d_l = l / (L - 1)`. Five quantities are curves over position:

=================  ====================================================  ===========
``stakes``         multiplies the stage payoffs                          above 0
``regard``         weight on the partner's payoff in one's utility       [-1, 1]
``misperception``  P(a role misreads the partner's action in a round)    [0, 1/2]
``tremble``        P(a role's intended action comes out flipped)         [0, 1/2]
``continuation``   P(another round follows), read at the *new* depth     [0, 1]
=================  ====================================================  ===========

All but ``continuation`` may differ per role. After mutual cooperation the depth rises by
``deepen`` levels, after a one-sided defection it falls by ``erode``, after mutual defection
by ``drift``. A step :math:`s` moves :math:`\lfloor s \rfloor` levels and one more with
probability :math:`s - \lfloor s \rfloor`; each destination is clamped to the ladder.
An explicit ``transition`` says any other movement, over states that need be no ladder.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import partial
from typing import Any

import numpy as np

from trustgame import _validate as check
from trustgame._validate import frozen
from trustgame.curves import (
    PerRole,
    RoleCurve,
    as_curve,
    curve_from_plain,
    curve_to_plain,
    positions,
    read,
)
from trustgame.exceptions import SpecificationError
from trustgame.typing import FloatArray

__all__ = ["CURVES", "Relationship", "nearest_level"]

#: The curves of a relationship and the rule each value keeps.
CURVES = {
    "stakes": partial(
        check.positive, remedy="For states that pay nothing, use TrustGame.from_states."
    ),
    "regard": partial(check.interval, low=-1, high=1),
    "misperception": partial(
        check.interval,
        low=0,
        high=0.5,
        remedy="Reading wrongly more often than not is reading the opposite.",
    ),
    "tremble": partial(
        check.interval,
        low=0,
        high=0.5,
        remedy="A player who errs more often than not is the opposite strategy.",
    ),
    "continuation": partial(check.interval, low=0, high=1),
}

Transition = tuple[tuple[tuple[tuple[float, ...], ...], ...], ...]


@dataclass(frozen=True, slots=True)
class Relationship:
    """A ladder of depths with its curves and its movement.

    Parameters
    ----------
    depths : int
        Number of levels L, at least 1.
    start : int
        Level of the first round, 0 (shallow) to L - 1.
    deepen, erode, drift : float
        Levels up after mutual cooperation; down after a one-sided defection; down after
        mutual defection (as ``erode`` unless given). Fractions move by chance.
    stakes, regard, misperception, tremble, continuation : number or curve
        See the module's table. ``tg.between``, ``tg.step``, ``tg.values``, ``tg.per_role``.
    transition : nested numbers [L, 2, 2, L], optional
        P(next level) by level, buyer's and seller's actual action; in place of the steps.
    position : float, optional
        Where on the ladder the only level of a held relationship lies (see ``held_at``).

    Raises
    ------
    SpecificationError
        If a value breaks its rule.

    Examples
    --------
    >>> from trustgame.curves import between
    >>> bond = Relationship(depths=3, deepen=1, erode=2, stakes=between(1, 2))
    >>> bond.per_level("stakes")[:, 0]
    array([1. , 1.5, 2. ])
    >>> bond.movement[1, 0, 0], bond.movement[1, 0, 1]
    (array([0., 0., 1.]), array([1., 0., 0.]))
    """

    depths: int = 1
    start: int = 0
    deepen: float = 1.0
    erode: float = 1.0
    drift: float | None = None
    stakes: RoleCurve = 1.0
    regard: RoleCurve = 0.0
    misperception: RoleCurve = 0.0
    tremble: RoleCurve = 0.0
    continuation: RoleCurve = 1.0
    transition: Transition | None = None
    position: float | None = None

    def __post_init__(self) -> None:
        put = partial(object.__setattr__, self)
        put("depths", check.count("depths", self.depths, 1))
        put("start", check.count("start", self.start, 0))
        if self.start >= self.depths:
            raise SpecificationError(
                f"`start` must be a level from 0 to {self.depths - 1} (`depths` is "
                f"{self.depths}); got {self.start}."
            )
        for name in ("deepen", "erode", "drift"):
            if (value := getattr(self, name)) is not None:
                put(name, check.interval(name, value, 0, math.inf))
        for name, rule in CURVES.items():
            clean = as_curve(name, getattr(self, name), rule, roles=name != "continuation")
            put(name, clean)
        if self.transition is not None:
            put("transition", _stochastic(self.transition, self.depths))
        if self.position is not None:
            put("position", check.interval("position", self.position, 0, 1))
            if self.depths != 1:
                raise SpecificationError(
                    f"`position` places the only level of a held relationship; `depths` is "
                    f"{self.depths}. Use held_at(position)."
                )

    @property
    def positions(self) -> FloatArray:
        """Positions [L] of the levels."""
        return (
            positions(self.depths) if self.position is None else np.array([self.position])
        )

    def per_level(self, name: str) -> FloatArray:
        """Return the values of a curve by level and role [L, 2]; of continuation, [L]."""
        check.one_of("name", name, CURVES)
        curve = getattr(self, name)
        if name == "continuation":
            return read(curve, self.positions)
        parts = (
            (curve.buyer, curve.seller) if isinstance(curve, PerRole) else (curve, curve)
        )
        return np.stack([read(part, self.positions) for part in parts], axis=1)

    @property
    def movement(self) -> FloatArray:
        """P(next level) [L, 2, 2, L] by level, buyer's and seller's actual action."""
        if self.transition is not None:
            return np.array(self.transition)
        drift = self.erode if self.drift is None else self.drift
        moves = ((self.deepen, -self.erode), (-self.erode, -drift))
        result = np.zeros((self.depths, 2, 2, self.depths))
        levels = np.arange(self.depths)
        for a in range(2):
            for b in range(2):
                sign, size = math.copysign(1, moves[a][b]), abs(moves[a][b])
                whole = math.floor(min(size, self.depths))
                extra = min(size, self.depths) - whole
                for far, chance in ((whole, 1 - extra), (whole + 1, extra)):
                    there = np.clip(levels + int(sign) * far, 0, self.depths - 1)
                    result[levels, a, b, there] += chance
        return result

    def held_at(self, position: float) -> Relationship:
        """Return one level at that position: every curve is read there, nothing moves.

        Examples
        --------
        >>> from trustgame.curves import between
        >>> Relationship(depths=5, regard=between(0, 0.4)).held_at(0.5).per_level("regard")
        array([[0.2, 0.2]])
        """
        return replace(
            self,
            depths=1,
            start=0,
            transition=None,
            position=check.interval("position", position, 0, 1),
        )

    def starting_at(self, position: float) -> Relationship:
        """Return the same ladder, begun at the nearest level (ties to the shallower).

        Examples
        --------
        >>> Relationship(depths=4).starting_at(0.5).start
        1
        """
        return replace(self, start=nearest_level(position, self.depths))

    def capped_at(self, position: float) -> Relationship:
        """Return the same ladder, which deepens no further than the nearest level.

        Examples
        --------
        >>> Relationship(depths=3).capped_at(0.5).movement[1, 0, 0]
        array([0., 1., 0.])
        """
        top = nearest_level(position, self.depths)
        movement = self.movement
        movement[..., top] += movement[..., top + 1 :].sum(axis=-1)
        movement[..., top + 1 :] = 0.0
        moves = frozen(movement.tolist())
        return replace(self, start=min(self.start, top), transition=moves)

    def to_dict(self) -> dict[str, Any]:
        """Return the spec as plain numbers, lists and tables; without what is not given."""
        plain: dict[str, Any] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if value is None:
                continue
            plain[field.name] = curve_to_plain(value) if field.name in CURVES else value
        if self.transition is not None:
            plain["transition"] = np.array(self.transition).tolist()
        return plain

    @classmethod
    def from_dict(
        cls, plain: Mapping[str, Any], where: str = "relationship"
    ) -> Relationship:
        """Return the relationship of a plain table; the reverse of ``to_dict``."""
        check.known_keys(where, plain, (field.name for field in fields(cls)))
        read_in = {
            key: curve_from_plain(f"{where}.{key}", value) if key in CURVES else value
            for key, value in plain.items()
        }
        return cls(**read_in)


def nearest_level(position: float, depths: int) -> int:
    """Return the level nearest to a position in [0, 1]; ties go to the shallower."""
    exact = check.interval("position", position, 0, 1) * (depths - 1)
    return math.ceil(round(exact - 0.5, 9))


def _stochastic(value: Any, depths: int) -> Transition:
    """Return a transition [L, 2, 2, L] as tuples; each row sums to one."""
    shape = (depths, 2, 2, depths)
    try:
        array = np.array(value, dtype=float)
    except (TypeError, ValueError):
        array = np.empty(0)
    if array.shape != shape:
        got = array.shape if array.size else "numbers of uneven or other form"
        raise SpecificationError(
            f"`transition` must have the shape [depths, 2, 2, depths] = {list(shape)}; "
            f"got {got}."
        )
    totals = array.sum(axis=-1)
    bad = ~np.isfinite(array).all(axis=-1) | (array < 0).any(axis=-1)
    bad |= ~np.isclose(totals, 1, rtol=0, atol=1e-9)
    if bad.any():
        level, a, b = np.argwhere(bad)[0].tolist()
        raise SpecificationError(
            f"`transition[{level}][{a}][{b}]` must be probabilities that sum to 1; got "
            f"{array[level, a, b].tolist()} (sum {totals[level, a, b]:g})."
        )
    return frozen(array.tolist())  # type: ignore[no-any-return]
