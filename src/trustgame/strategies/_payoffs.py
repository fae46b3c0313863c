"""Payoffs as a recipe reads them: material, per role, at every depth's stakes."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from trustgame.curves import Curve, values
from trustgame.exceptions import RefusedError
from trustgame.game import TrustGame
from trustgame.typing import FloatArray, Role

_SAME = 1e-12


class Payoffs(NamedTuple):
    """One role's payoffs by depth [L]."""

    T: FloatArray
    R: FloatArray
    P: FloatArray
    S: FloatArray


def dilemmas(strategy: str, game: TrustGame, role: Role) -> tuple[Payoffs, Payoffs]:
    """Return own and partner's payoffs, or refuse where they are no dilemma."""
    material = game.arrays().payoff  # [L, role, buyer's action, seller's action]
    buyer = Payoffs(
        T=material[:, 0, 1, 0],
        R=material[:, 0, 0, 0],
        P=material[:, 0, 1, 1],
        S=material[:, 0, 0, 1],
    )
    seller = Payoffs(
        T=material[:, 1, 0, 1],
        R=material[:, 1, 0, 0],
        P=material[:, 1, 1, 1],
        S=material[:, 1, 1, 0],
    )
    for name, (T, R, P, S) in (("buyer", buyer), ("seller", seller)):
        broken = np.flatnonzero(~((T > R) & (R > P) & (P > S)))
        if broken.size:
            at = int(broken[0])
            raise RefusedError(
                f"{strategy} needs T > R > P > S for both roles at every depth; at depth "
                f"{at} the {name} has T={T[at]:g}, R={R[at]:g}, P={P[at]:g}, S={S[at]:g}. "
                "Use memory_one with probabilities of your own."
            )
    return (buyer, seller) if role == "buyer" else (seller, buyer)


def by_depth(levels: FloatArray) -> Curve:
    """Return probabilities by depth as a curve: a number if they are all the same."""
    inside = np.clip(levels, 0, 1)  # rounding only: what is asked for is feasible
    if np.ptp(inside) <= _SAME:
        return float(inside[0])
    return values(*inside.tolist())
