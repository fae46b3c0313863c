r"""The joint chain of two automata and a relationship.

A round takes the joint state (depth, x, y) to an *event*: what was actually done, and the
next-state rows from which play goes on. An event takes play to the next states: the depth
moves, each side reads the other rightly or wrongly, and another round follows or not. With
:math:`G` [K, N] from states to events and :math:`H` [N, K] from events to states (its
columns sum to the chance that play goes on), one round is

.. math:: z_t = G\, w_t, \qquad w_{t+1} = H\, z_t .

States with equal next-state rows share their events, so a memory-one pair has at most four
events per depth however many states it has; what is reported needs events alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from trustgame.automata import Automaton
from trustgame.game import TrustGame
from trustgame.solve import _kernels
from trustgame.typing import FloatArray, IntArray

if TYPE_CHECKING:
    from scipy.sparse import csc_array

__all__ = ["NO_LAST", "JointChain", "joint_chain"]

#: Stands for "no last round" where a kernel wants a number.
NO_LAST = 2**62


@dataclass(frozen=True, eq=False)
class JointChain:
    """The reachable part of the chain; N joint states, K events, state 0 the start."""

    game: TrustGame
    end_rounds: tuple[int, int]
    states: IntArray  #: [N, 3] depth, buyer's state, seller's state
    leave: FloatArray  #: [N] P(somebody leaves before the round)
    #: [4, N, 4] P(event slot | state) while nobody, the buyer, the seller, both count down
    weights: FloatArray
    slots: IntArray  #: [N, 4] event after CC, CD, DC, DD; K where there is none
    events: IntArray  #: [K, 2] depth, slot
    pointer: IntArray  #: [K + 1] where each event's next states begin
    target: IntArray  #: [.] next state
    chance: FloatArray  #: [.] P(next state | event), continuation included
    stop: FloatArray  #: [K] P(no round follows | event)

    @property
    def continuation(self) -> FloatArray:
        """P(another round follows) [L], as an array that kernels take."""
        return np.array(self.game.arrays().continuation)

    def forward(
        self, rounds: int, *, last: int, by_round: bool
    ) -> tuple[FloatArray, FloatArray]:
        """Return P(played at depth with outcome) and P(waiting outside) over rounds.

        Parameters
        ----------
        rounds : int
            How many rounds to run.
        last : int
            The round that is counted down to, or ``NO_LAST``.
        by_round : bool
            One row per round; else one row of sums.

        Returns
        -------
        flow : [H, L, 2, 2], frozen : [H, L]
        """
        H, L = rounds if by_round else 1, self.game.depths
        flow, frozen = np.zeros((H, L, 4)), np.zeros((H, L))
        _kernels.forward(
            self.states, self.leave, self.weights, self.slots, self.events,
            self.pointer, self.target, self.chance, self.continuation,
            rounds, last, *self.end_rounds, flow, frozen,
        )  # fmt: skip
        return flow.reshape(H, L, 2, 2), frozen

    def moments(self, role: int, rounds: int) -> tuple[float, float]:
        """Return the mean and variance of a role's total payoff over at most ``rounds``."""
        arrays = self.game.arrays()
        mean, variance = np.zeros(len(self.leave)), np.zeros(len(self.leave))
        _kernels.backward(
            self.states, self.leave, self.weights, self.slots, self.events,
            self.pointer, self.target, self.chance, self.stop, self.continuation,
            rounds, *self.end_rounds, self.reward(arrays.payoff[:, role]),
            arrays.outside[role], mean, variance,
        )  # fmt: skip
        return float(mean[0]), float(variance[0])

    def reward(self, payoff: FloatArray) -> FloatArray:
        """Return the payoff [K] of each event, given payoffs [L, 2, 2]."""
        return payoff.reshape(-1, 4)[self.events[:, 0], self.events[:, 1]]

    @cached_property
    def to_events(self) -> csc_array:
        """The matrix G [K, N] without countdown."""
        from scipy.sparse import csc_array

        weights = self.weights[0]
        used = weights > 0
        columns = np.broadcast_to(np.arange(len(weights))[:, None], weights.shape)
        shape = (len(self.events), len(weights))
        return csc_array((weights[used], (self.slots[used], columns[used])), shape=shape)

    @cached_property
    def to_states(self) -> csc_array:
        """The matrix H [N, K]."""
        from scipy.sparse import csc_array

        shape = (len(self.leave), len(self.events))
        return csc_array((self.chance, self.target, self.pointer), shape=shape)


def joint_chain(game: TrustGame, buyer: Automaton, seller: Automaton) -> JointChain:
    """Return the joint chain of a pair: only what play can reach from the start."""
    buyer.must_begin(game)
    seller.must_begin(game)
    arrays = game.arrays()
    # Copies: the kernel is compiled for arrays that may be written to, and only for them.
    numbers = (arrays.movement, arrays.tremble, arrays.misperception, arrays.continuation)
    ends = (buyer.end_rounds, seller.end_rounds) if game.rounds is not None else (0, 0)
    sides = []
    for player, end in ((buyer, ends[0]), (seller, ends[1])):
        own = [np.array(part) for part in player.arrays(arrays.positions)]
        rows = np.empty_like(own[2][:, :, 0, 0])
        _kernels.rows_of(own[2], rows)
        sides += [*own, rows, end > 0, player.start]
    parts = _kernels.build(
        *sides, *(np.array(part) for part in numbers), np.array([game.relationship.start])
    )
    return JointChain(game, ends, *parts)
