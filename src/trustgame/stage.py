r"""The stage game: what one round pays each role.

Two roles, buyer (row) and seller (column), each cooperate ``C = 0`` or defect ``D = 1``.
Seen from a role, :math:`R` is mutual cooperation, :math:`S` lone cooperation (the sucker's
payoff), :math:`T` lone defection (temptation) and :math:`P` mutual defection (punishment).
A role faces a *prisoner's dilemma* when :math:`T > R > P > S`.

With regard :math:`\alpha` a role cares for :math:`u + \alpha v`, its own payoff and a share
of the partner's; the game of utilities is again a stage game, often of another kind.
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from trustgame import _validate as check
from trustgame.exceptions import SpecificationError
from trustgame.typing import FloatArray, Role

__all__ = ["COOPERATE", "DEFECT", "StageGame", "largest_difference"]

COOPERATE = 0
DEFECT = 1

Matrix = tuple[tuple[float, float], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class StageGame:
    """One round's material payoffs, ``[buyer action][seller action]``, C first.

    Parameters
    ----------
    buyer, seller : 2 x 2 numbers
        What the buyer and the seller receive.

    Raises
    ------
    SpecificationError
        If a matrix is not 2 x 2 or holds anything but finite numbers.

    Examples
    --------
    >>> stage = StageGame(buyer=[[3, 0], [5, 1]], seller=[[3, 5], [0, 1]])
    >>> stage == StageGame.prisoners_dilemma(T=5, R=3, P=1, S=0)
    True
    >>> stage.kind, stage.equilibria()
    ("prisoner's dilemma", ((0.0, 0.0),))
    """

    buyer: Matrix
    seller: Matrix

    def __post_init__(self) -> None:
        for name in check.ROLES:
            object.__setattr__(self, name, _matrix(name, getattr(self, name)))

    @classmethod
    def prisoners_dilemma(
        cls, *, T: float = 5, R: float = 3, P: float = 1, S: float = 0
    ) -> StageGame:
        """Return the symmetric dilemma with T > R > P > S; by default 5, 3, 1, 0."""
        T, R, P, S = (check.number(n, v) for n, v in zip("TRPS", (T, R, P, S), strict=True))
        if not T > R > P > S:
            raise SpecificationError(
                "`prisoners_dilemma` needs T > R > P > S; "
                f"got T={T:g}, R={R:g}, P={P:g}, S={S:g}. "
                "For another kind of game use StageGame.from_roles."
            )
        same = {"T": T, "R": R, "P": P, "S": S}
        return cls.from_roles(buyer=same, seller=same)

    @classmethod
    def from_roles(
        cls, *, buyer: Mapping[str, float], seller: Mapping[str, float]
    ) -> StageGame:
        """Return the game in which each role has its own T, R, P and S.

        Examples
        --------
        >>> same = dict(T=0, R=-0.5, P=-5, S=-10)
        >>> StageGame.from_roles(buyer=same, seller=same).average("buyer")
        (-5.25, -2.5)
        """
        for name, own in (("buyer", buyer), ("seller", seller)):
            check.known_keys(name, own, "TRPS", required="TRPS")
        b, s = buyer, seller
        return cls(
            buyer=((b["R"], b["S"]), (b["T"], b["P"])),
            seller=((s["R"], s["T"]), (s["S"], s["P"])),
        )

    @property
    def payoffs(self) -> FloatArray:
        """Payoffs [2, 2, 2]: role, buyer's action, seller's action."""
        return np.array((self.buyer, self.seller))

    def roles(self, role: Role) -> dict[str, float]:
        """Return T, R, P and S as a role sees them."""
        own = self.payoffs[check.role("role", role)]
        if role == "seller":
            own = own.T
        (R, S), (T, P) = own.tolist()
        return {"T": T, "R": R, "P": P, "S": S}

    @property
    def is_dilemma(self) -> bool:
        """Whether T > R > P > S for both roles."""
        return all(self._role_kind(role) == "prisoner's dilemma" for role in check.ROLES)

    @property
    def rewards_cooperation(self) -> bool:
        """Whether the sum at CC exceeds the mean of the sums at CD and DC."""
        total = self.payoffs.sum(axis=0)
        return bool(total[0, 0] > (total[0, 1] + total[1, 0]) / 2)

    @property
    def kind(self) -> str:
        """Name of the 2 x 2 game; ``"buyer's / seller's"`` where the roles' games differ.

        A role's game is named by its best replies, to cooperation and to defection:

        ==========  ============================================================
        D and D     prisoner's dilemma if T > R > P > S; deadlock if P >= R
        C and D     stag hunt if R > P; coordination on defection if P >= R
        D and C     snowdrift if R > S (chicken, hawk-dove); hero or leader else
        C and C     harmony if R > P; concord if P >= R
        a tie       degenerate
        ==========  ============================================================
        """
        first, second = (self._role_kind(role) for role in check.ROLES)
        return first if first == second else f"{first} / {second}"

    def _role_kind(self, role: str) -> str:
        """Return the name of the game one role faces."""
        own = self.roles(role)  # type: ignore[arg-type]
        T, R, P, S = (own[name] for name in "TRPS")
        if T == R or S == P:
            return "degenerate"
        match (T > R, P > S):
            case (True, True):
                return "prisoner's dilemma" if R > P else "deadlock"
            case (False, True):
                return "stag hunt" if R > P else "coordination on defection"
            case (True, False):
                if R > S:
                    return "snowdrift"
                return "hero" if S > T else "leader"
            case _:
                return "harmony" if R > P else "concord"

    def equilibria(self) -> tuple[tuple[float, float], ...]:
        """Return the Nash equilibria as (P(buyer cooperates), P(seller cooperates)).

        Pure ones first, from mutual cooperation to mutual defection, then the mixed one in
        which each role makes the other indifferent. Where a tie makes a continuum of them,
        its corners are listed.

        Examples
        --------
        >>> hunt = dict(T=3, R=4, P=2, S=0)
        >>> StageGame.from_roles(buyer=hunt, seller=hunt).equilibria()
        ((1.0, 1.0), (0.0, 0.0), (0.6666666666666666, 0.6666666666666666))
        """
        own, other = self.payoffs
        gain_b, gain_s = (
            own[0] - own[1],
            other[:, 0] - other[:, 1],
        )  # of C, by the other's move
        # The buyer's mix makes the seller indifferent, and the other way round.
        p, q = _indifferent(*gain_s), _indifferent(*gain_b)
        pure = [(x, y) for x in (1.0, 0.0) for y in (1.0, 0.0)]
        mixed = [(x, q) for x in (1.0, 0.0)] + [(p, y) for y in (1.0, 0.0)] + [(p, q)]
        return tuple(
            (x, y)
            for x, y in pure + mixed
            if x is not None
            and y is not None
            and _is_best(x, gain_b, y)
            and _is_best(y, gain_s, x)
        )

    def average(self, role: Role) -> tuple[float, float]:
        """Return a role's mean payoff of C and of D against a partner who flips a coin."""
        own = self.roles(role)
        return (own["R"] + own["S"]) / 2, (own["T"] + own["P"]) / 2

    def with_regard(self, buyer: float, seller: float) -> StageGame:
        """Return the game of utilities: own payoff + regard times the partner's.

        Examples
        --------
        Caring for two thirds of the partner's payoff ends the standard dilemma:

        >>> StageGame.prisoners_dilemma().with_regard(0.7, 0.7).kind
        'harmony'
        """
        b = check.interval("buyer", buyer, -1, 1)
        s = check.interval("seller", seller, -1, 1)
        own, other = self.payoffs
        return StageGame(buyer=own + b * other, seller=other + s * own)

    def to_dict(self) -> dict[str, Any]:
        """Return the matrices as plain lists."""
        return {role: [list(row) for row in getattr(self, role)] for role in check.ROLES}

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any], where: str = "stage") -> StageGame:
        """Return the game of a plain table; the reverse of ``to_dict``."""
        check.known_keys(where, plain, check.ROLES, required=check.ROLES)
        return cls(**plain)

    def _repr_html_(self) -> str:
        """Return the bimatrix for a notebook."""
        cells = "".join(
            f"<tr><th>buyer {a}</th>"
            + "".join(
                f"<td>{self.buyer[i][j]:g}, {self.seller[i][j]:g}</td>" for j in range(2)
            )
            + "</tr>"
            for i, a in enumerate("CD")
        )
        head = "<tr><th></th><th>seller C</th><th>seller D</th></tr>"
        return f"<table><caption>{html.escape(self.kind)}</caption>{head}{cells}</table>"


def largest_difference(payoffs: FloatArray) -> float:
    """Return the largest difference between two payoffs [..., 2, 2, 2] of one role.

    The scale on which amounts are large or small, whatever their unit; 1 where each role's
    payoffs are all alike.

    Examples
    --------
    >>> largest_difference(StageGame.prisoners_dilemma().payoffs)
    5.0
    """
    return max(float(np.ptp(payoffs[..., role, :, :])) for role in range(2)) or 1.0


def _matrix(name: str, value: Any) -> Matrix:
    """Return a 2 x 2 tuple of floats."""
    try:
        rows = [list(row) for row in value]
    except TypeError:
        rows = []
    if len(rows) != 2 or any(len(row) != 2 for row in rows):
        shape = (
            " x ".join(map(str, np.shape(value))) if rows and _even(rows) else repr(value)
        )
        raise SpecificationError(
            f"`{name}` must be a 2 x 2 matrix [[CC, CD], [DC, DD]], the buyer's action "
            f"first; got {shape}."
        )
    (a, b), (c, d) = (
        [check.number(f"{name}[{i}][{j}]", cell) for j, cell in enumerate(row)]
        for i, row in enumerate(rows)
    )
    return (a, b), (c, d)


def _even(rows: list[list[Any]]) -> bool:
    """Tell whether all rows have one length."""
    return len({len(row) for row in rows}) == 1


def _indifferent(at_cooperate: float, at_defect: float) -> float | None:
    """Return the partner's P(C) in (0, 1) at which gains of C cancel, if there is one."""
    if at_cooperate * at_defect >= 0:
        return None
    return float(at_defect / (at_defect - at_cooperate))


def _is_best(own: float, gain: FloatArray, other: float) -> bool:
    """Tell whether a P(C) is a best reply, given what C gains against C and D."""
    expected = other * gain[0] + (1 - other) * gain[1]
    if abs(expected) <= 1e-12 * np.abs(gain).max():
        return True
    return own == (1.0 if expected > 0 else 0.0)
