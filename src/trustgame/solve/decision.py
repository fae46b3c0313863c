"""The decision process that a player faces against an automaton.

The state is (depth, partner's state), or "outside" at the depth at which somebody left. The
actions are to intend C, to intend D and, where the game names an outside option, to leave.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from trustgame import _validate as check
from trustgame.automata import Automaton, minimise
from trustgame.exceptions import RefusedError
from trustgame.game import TrustGame
from trustgame.typing import FloatArray, IntArray, Role

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["LEAVE", "SAME", "Decision", "decision", "ignored_gain", "must_not_mix_horizons"]

LEAVE = 2  #: the third action, after COOPERATE and DEFECT
SAME = 1e-11  # relative gap below which two actions are equally good; the first is kept


@dataclass(frozen=True, eq=False)
class Decision:
    """A role's decision process against an automaton.

    States are (depth, partner's state) and, behind them, one "outside" state per depth:
    n = L * X + L. Actions: C, D, leave. Arrays carry a first axis of two: the partner as
    usual, and the partner counting down.
    """

    game: TrustGame
    opponent: Automaton
    role: Role
    step: tuple[tuple[csr_array, ...], ...]  #: [2][3] of [n, n]
    utility: FloatArray  #: [2, 3, n] expected utility of the round
    material: FloatArray  #: [2, 3, n] expected material payoff of the round
    may_leave: bool

    @property
    def start(self) -> int:
        """Index of the first state."""
        return self.game.relationship.start * self.opponent.n_states + self.opponent.start

    @property
    def n_actions(self) -> int:
        """Two, or three where one may leave."""
        return 3 if self.may_leave else 2

    @property
    def is_hidden(self) -> bool:
        """Whether misreading can hide the partner's state from the role."""
        me = check.role("role", self.role)
        arrays = self.game.arrays()
        misread = arrays.misperception.max(axis=0)
        if not misread.any():
            return False
        table = minimise(self.opponent).arrays(arrays.positions).next_state
        moves_on_seen = bool((table[..., 0] != table[..., 1]).any())
        moves_on_own = bool((table[:, :, 0] != table[:, :, 1]).any())
        return bool(
            (misread[1 - me] > 0 and moves_on_seen) or (misread[me] > 0 and moves_on_own)
        )

    def under(self, policy: IntArray) -> csr_array:
        """Return the transition [n, n] of a policy [n]."""
        n = len(policy)
        chosen: csr_array = self._all_steps[policy * n + np.arange(n)]
        return chosen

    @cached_property
    def _all_steps(self) -> csr_array:
        """Return the usual transitions of all actions, one below the other [3 n, n]."""
        from scipy.sparse import vstack

        stacked: csr_array = vstack(self.step[0], format="csr")
        return stacked

    def improve(self, worth: FloatArray, policy: IntArray) -> IntArray:
        """Return the policy [n] of best actions by worth [A, n]; ties keep the old."""
        worth = worth[: self.n_actions]
        n = np.arange(len(policy))
        best = worth.argmax(axis=0)
        gap = SAME * max(1.0, float(np.abs(worth).max()))
        return np.where(worth[best, n] > worth[policy, n] + gap, best, policy)


def ignored_gain(game: TrustGame) -> float:
    """Return the gain per round that counts as none: 1e-9 of the range of utilities."""
    return 1e-9 * (float(np.ptp(game.arrays().utility)) or 1.0)


def must_not_mix_horizons(game: TrustGame, what: str) -> None:
    """Refuse a game that ends by chance at some depths and never at others."""
    if game.horizon == "mixed":
        raise RefusedError(
            f"{what} compares totals where play ends and averages where it never does; "
            "here `continuation` is 1 at some depths only. Keep it below 1, or give rounds."
        )


def decision(game: TrustGame, opponent: Automaton, role: Role) -> Decision:
    """Return the decision process of a role against an automaton."""
    from scipy.sparse import csr_array

    me = check.role("role", role)
    arrays = game.arrays()
    theirs = opponent.arrays(arrays.positions)
    L, X = theirs.cooperate.shape
    n = L * X + L
    # From here on axes are (own action, partner's action), whichever role is one's own.
    paid = np.stack([arrays.utility[:, me], arrays.payoff[:, me]])  # [2, L, 2, 2]
    going = arrays.movement * arrays.continuation  # [L, 2, 2, L]
    if me == 1:
        paid, going = paid.swapaxes(2, 3), going.swapaxes(1, 2)
    own_slip, their_slip = arrays.tremble[:, me], arrays.tremble[:, 1 - me]
    misread = arrays.misperception[:, 1 - me]
    level, x = (part.ravel() for part in np.indices((L, X)))
    playing, out = np.arange(L * X), L * X + np.arange(L)
    c = theirs.cooperate[level, x]
    gone = theirs.leave[level, x]
    stays_out = csr_array((arrays.continuation, (out, out)), shape=(n, n))
    outside = float(arrays.outside[me])

    steps, rewards = [], np.zeros((2, 2, 3, n))  # [phase, what, action, n]
    rewards[..., out] = outside
    for phase in range(2 if opponent.end_rounds else 1):
        slip = their_slip[level]
        p_c = c * (1 - slip) + (1 - c) * slip if phase == 0 else slip
        by_action = []
        for intended in range(2):
            parts = []
            for own in range(2):
                for other in range(2):
                    p = np.where(own == intended, 1 - own_slip, own_slip)[level]
                    p = p * (p_c if other == 0 else 1 - p_c) * (1 - gone)
                    rewards[phase, :, intended, playing] += (
                        p * paid[:, level, own, other]
                    ).T
                    for wrong in range(2):
                        q = p * (misread if wrong else 1 - misread)[level]
                        to = theirs.next_state[level, x, other, own ^ wrong]
                        for there in range(L):
                            chance = q * going[level, own, other, there]
                            parts.append((chance, there * X + to))
            rewards[phase, :, intended, playing] += (gone * outside)[:, None]
            parts.append((gone * arrays.continuation[level], out[level]))
            chances = np.concatenate([chance for chance, _ in parts])
            targets = np.concatenate([to for _, to in parts])
            origins = np.tile(playing, len(parts))
            used = chances > 0
            moves = csr_array((chances[used], (origins[used], targets[used])), shape=(n, n))
            by_action.append(csr_array(moves + stays_out))
        rewards[phase, :, LEAVE, playing] = outside
        walk = csr_array((arrays.continuation[level], (playing, out[level])), shape=(n, n))
        by_action.append(csr_array(walk + stays_out))
        steps.append(tuple(by_action))
    if len(steps) == 1:  # nobody counts down: the last rounds are as any other
        steps.append(steps[0])
        rewards[1] = rewards[0]
    return Decision(
        game=game,
        opponent=opponent,
        role=role,
        step=tuple(steps),
        utility=rewards[:, 0],
        material=rewards[:, 1],
        may_leave=game.outside is not None,
    )
