"""Everybody against everybody, exactly, in one compiled call."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from trustgame.automata import Automaton
from trustgame.game import TrustGame
from trustgame.solve import _kernels
from trustgame.solve.evaluate import evaluate
from trustgame.solve.path import cooperated, paid
from trustgame.strategies import resolve
from trustgame.typing import FloatArray, IntArray

__all__ = ["PairTable", "pair_table"]


class PairTable(NamedTuple):
    """Expectations of all pairs of B buyers and S sellers; last axis (buyer, seller)."""

    payoff: FloatArray  #: [B, S, 2] material, per clock round
    utility: FloatArray  #: [B, S, 2] per clock round
    cooperation: FloatArray  #: [B, S, 2]
    length: FloatArray  #: [B, S] clock rounds; inf where play may never end
    depth: FloatArray  #: [B, S] mean level, given that a round is played


def pair_table(game: TrustGame, buyers: Sequence[Any], sellers: Sequence[Any]) -> PairTable:
    """Evaluate every buyer against every seller.

    Parameters
    ----------
    game : TrustGame
        The game.
    buyers, sellers : sequence of Automaton or str
        B and S strategies.

    Returns
    -------
    PairTable
        Arrays [B, S, ...].

    Notes
    -----
    Each strategy is lowered once; joint chains are built and pushed forward inside one
    compiled call. Without a last round, pairs are solved one by one.

    Examples
    --------
    >>> from trustgame.stage import StageGame
    >>> game = TrustGame(StageGame.prisoners_dilemma(), rounds=10)
    >>> pair_table(game, ["tit_for_tat"], ["tit_for_tat", "always_defect"]).payoff[0]
    array([[3. , 3. ],
           [0.9, 1.4]])
    """
    rows = [resolve(player, game, "buyer") for player in buyers]
    columns = [resolve(player, game, "seller") for player in sellers]
    if game.rounds is None:
        return _one_by_one(game, rows, columns)
    for player in (*rows, *columns):
        player.must_begin(game)
    arrays = game.arrays()
    B, S, L = len(rows), len(columns), game.depths
    flow, frozen = np.zeros((B, S, L, 4)), np.zeros((B, S, L))
    numbers = (arrays.movement, arrays.tremble, arrays.misperception, arrays.continuation)
    _kernels.table(
        *_stacked(rows, arrays.positions), *_stacked(columns, arrays.positions),
        *(np.array(part) for part in numbers), game.relationship.start, game.rounds,
        flow, frozen,
    )  # fmt: skip
    flows, waits = flow.reshape(B * S, L, 2, 2), frozen.reshape(B * S, L)
    played = flows.sum(axis=(1, 2, 3))
    length = played + waits.sum(axis=1)
    levels = flows.sum(axis=(2, 3)) @ np.arange(L)

    def by_clock(payoff: FloatArray) -> FloatArray:
        per_round: FloatArray = paid(flows, waits, payoff, arrays.outside) / length[:, None]
        return per_round.reshape(B, S, 2)

    return PairTable(
        payoff=by_clock(arrays.payoff),
        utility=by_clock(arrays.utility),
        cooperation=(cooperated(flows) / played[:, None]).reshape(B, S, 2),
        length=length.reshape(B, S),
        depth=(levels / played).reshape(B, S),
    )


def _stacked(
    players: list[Automaton], positions: FloatArray
) -> tuple[FloatArray | IntArray, ...]:
    """Return the numbers of all players, padded to the largest number of states."""
    n, L = len(players), len(positions)
    widest = max(player.n_states for player in players)
    cooperate, leave = np.zeros((n, L, widest)), np.zeros((n, L, widest))
    next_state = np.zeros((n, L, widest, 2, 2), dtype=np.int64)
    for i, player in enumerate(players):
        part, X = player.arrays(positions), player.n_states
        cooperate[i, :, :X], leave[i, :, :X] = part.cooperate, part.leave
        next_state[i, :, :X] = part.next_state
    ends, starts, sizes = (
        np.array([getattr(player, name) for player in players], dtype=np.int64)
        for name in ("end_rounds", "start", "n_states")
    )
    return cooperate, leave, next_state, ends, starts, sizes


def _one_by_one(
    game: TrustGame, rows: list[Automaton], columns: list[Automaton]
) -> PairTable:
    """Return the table of a game without a last round."""
    results = [[evaluate(game, b, s) for s in columns] for b in rows]
    levels = np.arange(game.depths)

    def gather(read: Any) -> FloatArray:
        return np.array([[read(result) for result in row] for row in results])

    return PairTable(
        payoff=gather(lambda r: r.payoff),
        utility=gather(lambda r: r.utility),
        cooperation=gather(lambda r: r.cooperation),
        length=gather(lambda r: r.length),
        depth=gather(lambda r: r.depth @ levels),
    )
