r"""What one match can come to: the exact distribution of both players' totals.

While a match of n rounds is played, the totals so far and the last event (see
``trustgame.solve.chain``) are all that matters. With :math:`P_t(v, e)` the chance of totals
v [2] after t rounds of which the last was event e, and E the chances from event to event,

.. math:: P_{t+1}(v + r_{e'}, e') = \sum_e P_t(v, e)\,E(e, e') ,

with :math:`r_e` [2] what an event pays. Few totals can be reached, because the order of
rounds does not count: at most :math:`\binom{n+3}{3}` at one depth, and :math:`(n+1)^2`
where each action costs and gives the same whatever the partner does.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from trustgame.exceptions import RefusedError
from trustgame.game import TrustGame
from trustgame.solve.chain import joint_chain
from trustgame.strategies import resolve
from trustgame.typing import FloatArray, IntArray

__all__ = ["MOST_TOTALS", "MatchTotals", "match_totals", "merged"]

MOST_TOTALS = 2**16
_CELLS = 2**24  # chances held at once
_SAME = 1e-9  # totals closer than this share of the largest payoff are one


class MatchTotals(NamedTuple):
    """The totals a match can come to, in rising order, and their chances."""

    value: FloatArray  #: [T, 2] total utility of buyer and seller
    chance: FloatArray  #: [T] above 0; sums to 1


def match_totals(game: TrustGame, buyer: Any, seller: Any) -> MatchTotals:
    """Return every total utility that a match can come to, and how likely it is.

    Parameters
    ----------
    game : TrustGame
        A game with a last round.
    buyer, seller : Automaton or str
        Two strategies that never leave.

    Returns
    -------
    MatchTotals
        T totals of both, and their chances.

    Raises
    ------
    RefusedError
        Without a last round, for players who may leave, or if there are more than
        ``MOST_TOTALS`` totals.

    Notes
    -----
    Each round costs a product of chances [T, K] with a matrix [K, K] of K events, and a
    sort of the totals.

    Examples
    --------
    One round between two who slip one time in ten: both cooperate, one of them, or neither.

    >>> from trustgame.stage import StageGame
    >>> game = TrustGame(StageGame.prisoners_dilemma(), rounds=1, tremble=0.1)
    >>> value, chance = match_totals(game, "tit_for_tat", "tit_for_tat")
    >>> value.tolist(), chance.round(2).tolist()
    ([[0.0, 5.0], [1.0, 1.0], [3.0, 3.0], [5.0, 0.0]], [0.09, 0.01, 0.81, 0.09])
    """
    players = resolve(buyer, game, "buyer"), resolve(seller, game, "seller")
    if game.rounds is None:
        raise RefusedError(
            "totals of a match have no finite list in a game without a last round. Give "
            "the game rounds=, or sample matches."
        )
    chain = joint_chain(game, *players)
    if chain.leave.any():
        raise RefusedError(
            f"totals of '{players[0].name}' with '{players[1].name}' are not listed: one "
            "of them may leave. Sample matches."
        )
    n, N, K = game.rounds, len(chain.leave), len(chain.events)
    if N * K > _CELLS:
        raise RefusedError(
            f"totals of '{players[0].name}' with '{players[1].name}' are not listed: their "
            f"{N:,} joint states are too many. Sample matches."
        )
    utility = game.arrays().utility
    pay = np.stack([chain.reward(utility[:, role]) for role in range(2)], axis=1)
    kinds, inverse = np.unique(pay, axis=0, return_inverse=True)
    kind = inverse.reshape(-1)
    goes = np.zeros((K, N))  # from event to state
    event = np.repeat(np.arange(K), np.diff(chain.pointer))
    np.add.at(goes, (event, chain.target), chain.chance)
    to_events = [_to_events(part, chain.slots, K) for part in chain.weights]
    steps = [goes @ part for part in to_events]
    grid = _SAME * max(1e-300, float(np.abs(pay).max()))

    ended: list[tuple[FloatArray, FloatArray]] = []
    totals, chances = np.zeros((1, 2)), np.zeros((1, K))
    for t in range(1, n + 1):
        late = int(t > n - chain.end_rounds[0]) + 2 * int(t > n - chain.end_rounds[1])
        after = to_events[late][:1] if t == 1 else chances @ steps[late]
        totals, chances = _grown(totals, after, kinds, kind, grid)
        if len(totals) > MOST_TOTALS or chances.size > _CELLS:
            raise RefusedError(
                f"totals of '{players[0].name}' with '{players[1].name}' are not listed: "
                f"after {t} rounds there are more than {MOST_TOTALS:,}. Sample matches."
            )
        stopping = chain.stop if t < n else np.ones(K)
        ended.append((totals, chances @ stopping))
    value, chance = merged(
        np.concatenate([part for part, _ in ended]),
        np.concatenate([part for _, part in ended]),
        grid,
    )
    return MatchTotals(value, chance / chance.sum())


def merged(
    totals: FloatArray, chance: FloatArray, grid: float
) -> tuple[FloatArray, FloatArray]:
    """Return totals [T, 2] in rising order, equal ones once, and their chances [T]."""
    once, place = _places(totals[chance > 0], grid)
    together = np.zeros(len(once))
    np.add.at(together, place, chance[chance > 0])
    return once, together


def _grown(
    totals: FloatArray, after: FloatArray, kinds: FloatArray, kind: IntArray, grid: float
) -> tuple[FloatArray, FloatArray]:
    """Return totals [T', 2] and chances [T', K] with one more round's payoff added."""
    T = len(totals)
    grown, place = _places(np.concatenate([totals + paid for paid in kinds]), grid)
    chances = np.zeros((len(grown), after.shape[1]))
    for k in range(len(kinds)):
        events = np.flatnonzero(kind == k)
        chances[np.ix_(place[k * T : (k + 1) * T], events)] = after[:, events]
    used = chances.sum(axis=1) > 0
    return grown[used], chances[used]


def _places(totals: FloatArray, grid: float) -> tuple[FloatArray, IntArray]:
    """Return totals in rising order, equal ones once, and where each stands there."""
    (_, one), (others, other) = (
        np.unique(np.round(part / grid), return_inverse=True) for part in totals.T
    )
    _, first, place = np.unique(
        one * len(others) + other, return_index=True, return_inverse=True
    )
    return totals[first], place


def _to_events(weights: FloatArray, slots: Any, K: int) -> FloatArray:
    """Return the chances [N, K] of events in each state."""
    matrix = np.zeros((len(weights), K + 1))
    np.put_along_axis(matrix, slots, weights, axis=1)
    # Slots that lead to no event share column K; two of one state never share another.
    return np.ascontiguousarray(matrix[:, :K])
