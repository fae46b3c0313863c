"""Subgame perfection by one-shot deviations, over every joint state that play can reach."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from trustgame.automata import Automaton
from trustgame.game import TrustGame
from trustgame.solve.decision import LEAVE
from trustgame.solve.endless import solve_linear
from trustgame.typing import BoolArray, FloatArray

__all__ = ["OneShot", "best_one_shot"]

_ACTIONS = ("intend C", "intend D", "leave")


class OneShot(NamedTuple):
    """One gainful deviation from following a pair."""

    gain: float  #: total utility gained
    role: int
    action: str
    rounds_left: int | None
    depth: int
    states: tuple[int, int]  #: of buyer and seller


def best_one_shot(
    game: TrustGame, buyer: Automaton, seller: Automaton, ignore: float
) -> OneShot | None:
    """Return the most gainful one-shot deviation at any reachable state, if one gains."""
    play = JointStates(game, buyer, seller)
    if game.rounds is None:
        return play.best_deviation(play.fixed_point(), play.reached_ever(), None, ignore)
    reached = play.reached_by_round(game.rounds)
    after = np.zeros((2, *play.shape))
    wait = np.zeros(game.depths)
    best: OneShot | None = None
    for left in range(1, game.rounds + 1):
        wait = 1 + game.arrays().continuation * wait
        worth = play.worth(after, wait, left)
        found = play.best_deviation(worth, reached[game.rounds - left], left, ignore)
        if found is not None and (best is None or found.gain > best.gain):
            best = found
        after = worth[0]
    return best


class JointStates:
    """All joint states (depth, x, y) of a pair that sees everything: [.., L, X, Y]."""

    def __init__(self, game: TrustGame, buyer: Automaton, seller: Automaton) -> None:
        self.game = game
        arrays = self.arrays = game.arrays()
        self.b, self.s = buyer.arrays(arrays.positions), seller.arrays(arrays.positions)
        self.ends = (buyer.end_rounds, seller.end_rounds)
        self.shape = (game.depths, buyer.n_states, seller.n_states)
        self.first = (game.relationship.start, buyer.start, seller.start)
        level, x, y = np.indices(self.shape)
        self.to = {
            (a, c): (self.b.next_state[level, x, a, c], self.s.next_state[level, y, c, a])
            for a in range(2)
            for c in range(2)
        }
        self.leave = np.stack([self.b.leave[level, x], self.s.leave[level, y]])
        self.intend = np.stack([self.b.cooperate[level, x], self.s.cooperate[level, y]])
        self.slip = np.moveaxis(arrays.tremble, 1, 0)[:, :, None, None]

    def ahead(self, values: FloatArray, a: int, c: int) -> FloatArray:
        """Return the value [2, L, X, Y] after actual actions, continuation included."""
        x, y = self.to[a, c]
        going = self.arrays.movement[:, a, c] * self.arrays.continuation
        total = np.zeros((2, *self.shape))
        for there in range(self.shape[0]):
            total += going[:, there][:, None, None] * values[:, there, x, y]
        return total

    def worth(self, after: FloatArray, wait: FloatArray, left: int | None) -> FloatArray:
        """Return values [4, 2, L, X, Y]: following; C, D and leaving once by each role.

        ``after`` is the value of following from the next round on, ``wait`` [L] the clock
        rounds that leaving now pays the outside option for.
        """
        value = np.zeros((2, 2, 2, *self.shape))  # [a, c, role, ...]
        for a, c in self.to:
            paid = np.moveaxis(self.arrays.utility[:, :, a, c], 1, 0)[:, :, None, None]
            value[a, c] = paid + self.ahead(after, a, c)
        intend = self.intend.copy()
        for role in range(2):
            if left is not None and left <= self.ends[role]:
                intend[role] = 0.0
        done = intend * (1 - self.slip) + (1 - intend) * self.slip
        away = (self.arrays.outside[:, None] * wait)[:, :, None, None]

        def played(p: FloatArray, q: FloatArray, role: int) -> FloatArray:
            ends = value[:, :, role]
            kept: FloatArray = q * ends[0, 0] + (1 - q) * ends[0, 1]
            broken: FloatArray = q * ends[1, 0] + (1 - q) * ends[1, 1]
            return p * kept + (1 - p) * broken

        result = np.zeros((4, 2, *self.shape))
        stay = (1 - self.leave[0]) * (1 - self.leave[1])
        for role in range(2):
            result[0, role] = (
                stay * played(done[0], done[1], role) + (1 - stay) * away[role]
            )
            gone = self.leave[1 - role]
            for action, p in ((0, 1 - self.slip[role]), (1, self.slip[role])):
                stays = played(p, done[1], 0) if role == 0 else played(done[0], p, 1)
                result[1 + action, role] = (1 - gone) * stays + gone * away[role]
            result[1 + LEAVE, role] = away[role]
        return result

    def fixed_point(self) -> FloatArray:
        """Return ``worth`` where play ends by chance."""
        wait = 1 / (1 - self.arrays.continuation)
        n = int(np.prod(self.shape))
        zero = np.zeros((2, *self.shape))
        reward = self.worth(zero, wait, None)[0].reshape(2, n).T
        value = solve_linear(self._following(n), reward).T.reshape(2, *self.shape)
        return self.worth(value, wait, None)

    def _following(self, n: int) -> Any:
        """Return the transition [n, n] of following, continuation included."""
        from scipy.sparse import csr_array

        done = self.intend * (1 - self.slip) + (1 - self.intend) * self.slip
        stay = (1 - self.leave[0]) * (1 - self.leave[1])
        parts = []
        for (a, c), (x, y) in self.to.items():
            p = (
                stay
                * (done[0] if a == 0 else 1 - done[0])
                * (done[1] if c == 0 else 1 - done[1])
            )
            going = self.arrays.movement[:, a, c] * self.arrays.continuation
            for there in range(self.shape[0]):
                to = np.ravel_multi_index((np.full(self.shape, there), x, y), self.shape)
                chance = (p * going[:, there][:, None, None]).ravel()
                parts.append(csr_array((chance, (np.arange(n), to.ravel())), shape=(n, n)))
        return sum(parts[1:], parts[0])

    def reached_after(self, now: BoolArray) -> BoolArray:
        """Return the joint states one round on, whatever is done."""
        after = np.zeros(self.shape, dtype=bool)
        for (a, c), (x, y) in self.to.items():
            going = (self.arrays.movement[:, a, c] * self.arrays.continuation) > 0
            for there in range(self.shape[0]):
                on = now & going[:, there][:, None, None]
                after[there, x[on], y[on]] = True
        return after

    def reached_by_round(self, rounds: int) -> list[BoolArray]:
        """Return the joint states that can be reached in each round."""
        now = np.zeros(self.shape, dtype=bool)
        now[self.first] = True
        rows = [now]
        while len(rows) < rounds:
            rows.append(self.reached_after(rows[-1]))
        return rows

    def reached_ever(self) -> BoolArray:
        """Return the joint states that can be reached at all."""
        now = np.zeros(self.shape, dtype=bool)
        now[self.first] = True
        while True:
            grown = now | self.reached_after(now)
            if (grown == now).all():
                return now
            now = grown

    def best_deviation(
        self, worth: FloatArray, reached: BoolArray, left: int | None, ignore: float
    ) -> OneShot | None:
        """Return the most gainful one-shot deviation at reached states, if one gains."""
        trials = worth[1:] if self.game.outside is not None else worth[1:3]
        gain = np.where(reached, trials - worth[0], -np.inf)
        action, role, level, x, y = np.unravel_index(int(gain.argmax()), gain.shape)
        most = float(gain[action, role, level, x, y])
        if not most > ignore:
            return None
        return OneShot(
            most, int(role), _ACTIONS[action], left, int(level), (int(x), int(y))
        )
