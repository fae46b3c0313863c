r"""Lines that theory draws on a map: the patience at which something becomes possible.

Each is a critical continuation of the game at one depth, without slips, and each comes out
of the exact solver; the closed forms stand in the tests.

==================  ==================================================================
``grim``            mutual grim trigger is an equilibrium (Friedman 1971)
``alternation``     taking turns, C/D then D/C, under the threat of defection for ever,
                    is an equilibrium; it can lie below ``grim``
``risk_dominance``  grim trigger risk-dominates always-defect (Harsanyi & Selten 1988;
                    Dal Bo & Frechette 2011): a coin-flip belief suffices to start
==================  ==================================================================
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from trustgame.automata import Automaton
from trustgame.game import TrustGame
from trustgame.solve.critical import critical_continuation
from trustgame.solve.table import pair_table

__all__ = ["BOUNDARIES", "boundary", "risk_dominance"]

_LAST = 1 - 1e-6  # as far as the exact check goes


def _taking_turns(name: str, mine_first: int) -> Automaton:
    """Return the strategy that gives and takes in turn, and defects for ever after a slip.

    States: my turn to give, my turn to take, the end of trust.
    """
    give = ((2, 1), (2, 2))  # I cooperate, the partner defects: as agreed
    take = ((2, 2), (0, 2))
    return Automaton(name, (1, 0, 0), (give, take, ((2, 2), (2, 2))), start=mine_first)


def _grim(game: TrustGame) -> float | None:
    """Return the continuation from which grim trigger against itself is an equilibrium."""
    return critical_continuation(game, "grim_trigger", "grim_trigger")


def _alternation(game: TrustGame) -> float | None:
    """Return the continuation from which taking turns is one, whoever gives first."""
    orders = [
        critical_continuation(
            game, _taking_turns("turns", b), _taking_turns("turns", 1 - b)
        )
        for b in (0, 1)
    ]
    known = [order for order in orders if order is not None]
    return min(known) if known else None


def risk_dominance(game: TrustGame) -> float | None:
    """Return the smallest continuation at which grim trigger risk-dominates always-defect.

    Parameters
    ----------
    game : TrustGame
        Its rounds and continuation are replaced by one constant.

    Returns
    -------
    float or None
        Where the product of the roles' losses from leaving mutual grim trigger first
        reaches that from leaving mutual defection, utilities counted; None if nowhere.

    References
    ----------
    .. [1] Dal Bo, P. & Frechette, G. R. (2011). The evolution of cooperation in infinitely
       repeated games. *American Economic Review* 101, 411-429.

    Examples
    --------
    Prison: (T + P - S - R) / (T - S) = 5.5 / 10.

    >>> from trustgame.stage import StageGame
    >>> prison = StageGame.prisoners_dilemma(T=0, R=-0.5, P=-5, S=-10)
    >>> round(risk_dominance(TrustGame(prison)), 9)
    0.55
    """
    pair = ("grim_trigger", "always_defect")

    def lead(delta: float) -> float:
        u = pair_table(game.replace(rounds=None, continuation=delta), pair, pair).utility
        trust = max(u[0, 0, 0] - u[1, 0, 0], 0.0) * max(u[0, 0, 1] - u[0, 1, 1], 0.0)
        guard = max(u[1, 1, 0] - u[0, 1, 0], 0.0) * max(u[1, 1, 1] - u[1, 0, 1], 0.0)
        stable = min(u[0, 0, 0] - u[1, 0, 0], u[0, 0, 1] - u[0, 1, 1]) >= 0
        return float(trust - guard) if stable else -1.0

    if lead(0.0) >= 0:
        return 0.0
    if lead(_LAST) < 0:
        return None
    low, high = 0.0, _LAST
    while high - low > 1e-13:
        middle = (low + high) / 2
        low, high = (low, middle) if lead(middle) >= 0 else (middle, high)
    return high


#: The lines by name.
BOUNDARIES: dict[str, Callable[[TrustGame], float | None]] = {
    "grim": _grim,
    "alternation": _alternation,
    "risk_dominance": risk_dominance,
}


def boundary(name: str, game: TrustGame) -> float:
    """Return a line's continuation for a game without slips; nan where there is none."""
    critical = BOUNDARIES[name](game.replace(tremble=0.0, misperception=0.0))
    return np.nan if critical is None else critical
