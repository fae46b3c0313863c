"""Everybody against everybody, exactly, in one compiled call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from trustgame.automata import Automaton
from trustgame.game import TrustGame
from trustgame.solve import _kernels
from trustgame.solve.path import cooperated, paid
from trustgame.strategies import resolve
from trustgame.typing import FloatArray, IntArray

__all__ = [
    "PairTable",
    "Stacked",
    "begin",
    "pair_table",
    "solve_pairs",
    "solve_stacked",
    "stacked",
]


class PairTable(NamedTuple):
    """Expectations of all pairs of B buyers and S sellers; last axis (buyer, seller)."""

    payoff: FloatArray  #: [B, S, 2] material, per clock round
    utility: FloatArray  #: [B, S, 2] per clock round
    cooperation: FloatArray  #: [B, S, 2]
    length: FloatArray  #: [B, S] clock rounds; inf where play may never end
    played: FloatArray  #: [B, S] rounds played together
    depth: FloatArray  #: [B, S] mean level, given that a round is played


class Stacked(NamedTuple):
    """The numbers of n strategies, padded to X states, as the compiled table takes them."""

    cooperate: FloatArray  #: [n, L, X]
    leave: FloatArray  #: [n, L, X]
    next_state: IntArray  #: [n, L, X, 2, 2]
    end_rounds: IntArray  #: [n]
    start: IntArray  #: [n]


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
    Each strategy is lowered once; joint chains are built and solved inside one compiled
    call. Without a last round the time per pair grows with the cube of its events.

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
    begin(game, (*rows, *columns), [game.relationship.start])
    positions = game.arrays().positions
    return solve_stacked(game, stacked(rows, positions), stacked(columns, positions))


def solve_stacked(game: TrustGame, rows: Stacked, columns: Stacked) -> PairTable:
    """Return the table of strategies that are lowered already; see ``stacked``."""
    arrays = game.arrays()
    pairs, L = (len(rows.start), len(columns.start)), game.depths
    flow, clock = np.zeros((*pairs, 1, L, 4)), np.zeros((*pairs, 1, L, 4))
    totals = np.zeros((*pairs, 3))
    starts = [game.relationship.start]
    fill(game, rows, columns, starts, flow=flow, clock=clock, totals=totals)
    flow, clock = flow[:, :, 0], clock[:, :, 0]
    waiting, length, played = np.moveaxis(totals, -1, 0)
    flows = flow.reshape(*pairs, L, 2, 2)
    share = flow.sum(axis=(2, 3))
    per_round = np.where(np.isinf(length), 1.0, length)[..., None]
    by_depth = flow.sum(axis=-1)

    def by_clock(payoff: FloatArray) -> FloatArray:
        rows_of = clock.reshape(-1, L, 2, 2), waiting.reshape(-1, 1)
        total = paid(*rows_of, payoff, arrays.outside).reshape(*pairs, 2)
        average: FloatArray = total / per_round
        return average

    return PairTable(
        payoff=by_clock(arrays.payoff),
        utility=by_clock(arrays.utility),
        cooperation=cooperated(flows) / share[..., None],
        length=length,
        played=played,
        depth=by_depth @ np.arange(L) / share,
    )


def solve_pairs(
    game: TrustGame,
    rows: list[Automaton],
    columns: list[Automaton],
    starts: Sequence[int],
    **asked: FloatArray | IntArray,
) -> None:
    """Fill the arrays that are asked for in one compiled call; see ``_kernels.table``."""
    begin(game, (*rows, *columns), starts)
    positions = game.arrays().positions
    fill(game, stacked(rows, positions), stacked(columns, positions), starts, **asked)


def begin(game: TrustGame, players: Sequence[Automaton], starts: Sequence[int]) -> None:
    """Refuse players who would leave before the first round where play starts."""
    for level in starts:
        begun = game.replace(relationship=replace(game.relationship, start=level))
        for player in players:
            player.must_begin(begun)


def fill(
    game: TrustGame,
    rows: Stacked,
    columns: Stacked,
    starts: Sequence[int],
    **asked: FloatArray | IntArray,
) -> None:
    """Fill the arrays that are asked for, of strategies that are lowered already."""
    arrays = game.arrays()
    numbers = (arrays.movement, arrays.tremble, arrays.misperception, arrays.continuation)
    arguments: dict[str, FloatArray | IntArray] = {
        "flow": np.zeros((0, 0, 0, 0, 0)),
        "clock": np.zeros((0, 0, 0, 0, 0)),
        "totals": np.zeros((0, 0, 0)),
        "reward": np.zeros((0, 0, 0)),
        "outside": np.zeros(0),
        "wanted": np.zeros(0, dtype=np.int64),
        "out": np.zeros((0, 0, 0, 0, 0)),
    }
    _kernels.table(
        *rows, *columns,
        *(np.array(part) for part in numbers), np.array(starts, dtype=np.int64),
        game.rounds or 0, *(arguments | asked).values(),
    )  # fmt: skip


def stacked(players: list[Automaton], positions: FloatArray) -> Stacked:
    """Return the numbers of all players, padded to the largest number of states."""
    n, L = len(players), len(positions)
    widest = max(player.n_states for player in players)
    cooperate, leave = np.zeros((n, L, widest)), np.zeros((n, L, widest))
    next_state = np.zeros((n, L, widest, 2, 2), dtype=np.int64)
    for i, player in enumerate(players):
        part, X = player.arrays(positions), player.n_states
        cooperate[i, :, :X], leave[i, :, :X] = part.cooperate, part.leave
        next_state[i, :, :X] = part.next_state
    ends, starts = (
        np.array([getattr(player, name) for player in players], dtype=np.int64)
        for name in ("end_rounds", "start")
    )
    return Stacked(cooperate, leave, next_state, ends, starts)
