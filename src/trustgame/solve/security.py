r"""What a role can secure, whatever the partner does: its minmax payoff.

A partner who does nothing but hold a role down makes the trust game a zero-sum stochastic
game on the depth, which has a value (Shapley 1953). It is a ratio here, payoff per round:
the :math:`g` at which the value of *payoff minus g a round* is zero, with

.. math:: v_l = \operatorname{val} \bigl( r_l - g + \textstyle\sum_m G_{lm} v_m \bigr)

at each depth l, where val is the value of a two by two matrix game, r the role's payoffs
with trembles counted in, and G the movement times the continuation. Known last rounds are
solved backwards; play that ends by chance by improving the role's mixtures against their
worst pure reply, which rises to the value (Hoffman & Karp 1966).
"""

from __future__ import annotations

import numpy as np

from trustgame.automata import Automaton
from trustgame.curves import values
from trustgame.exceptions import RefusedError
from trustgame.game import TrustGame
from trustgame.solve.decision import SAME
from trustgame.solve.evaluate import evaluate
from trustgame.typing import BoolArray, FloatArray, IntArray

__all__ = ["reachable_depths", "security"]

_LASTING = 1e-6  # chance of an end that stands for none
_NEAR = 1e-13  # relative gap at which two values count as one


def reachable_depths(game: TrustGame) -> IntArray:
    """Return the depths [K] at which some actions lead to a round, shallow first.

    Examples
    --------
    >>> from trustgame.relationship import Relationship
    >>> from trustgame.stage import StageGame
    >>> bond = Relationship(depths=5, start=1)
    >>> reachable_depths(TrustGame(StageGame.prisoners_dilemma(), bond, rounds=3)).tolist()
    [0, 1, 2, 3]
    """
    arrays = game.arrays()
    going = arrays.movement * arrays.continuation
    on: BoolArray = np.any(going > 0, axis=(1, 2))  # [from, to]
    seen = np.zeros(game.depths, dtype=bool)
    seen[game.relationship.start] = True
    steps = game.depths if game.rounds is None else game.rounds - 1
    for _ in range(min(steps, game.depths)):
        seen |= on[seen].any(axis=0)
    return np.flatnonzero(seen)


def security(game: TrustGame, *, utility: bool = False) -> FloatArray:
    """Return what buyer and seller can each secure per round [2].

    Parameters
    ----------
    game : TrustGame
        The game.
    utility : bool
        Count utilities, with regard, in place of material payoffs.

    Returns
    -------
    array [2]
        With one depth, the value of the stage game (mutual defection's payoff in a dilemma
        without trembles). With several, that of the stochastic game. Where the game names
        an outside option, just that: either side can leave, and so hold the other to it.

    Notes
    -----
    Misreading plays no part: the depth is public, and more need not be known. Where play
    never ends, the value is the limit of those with an ever smaller chance of an end [1]_.
    It is exact where both sides' best play in the limit takes no chances, else taken at a
    chance of one in a million, from which it can be off by the square root of that.

    Raises
    ------
    RefusedError
        If play may go on for ever at some depths and ends by chance at others.

    References
    ----------
    .. [1] Mertens, J.-F. & Neyman, A. (1981). Stochastic games. *International Journal of
       Game Theory* 10, 53-66.
    .. [2] Shapley, L. S. (1953). Stochastic games. *Proceedings of the National Academy of
       Sciences* 39, 1095-1100.
    .. [3] Hoffman, A. J. & Karp, R. M. (1966). On nonterminating stochastic games.
       *Management Science* 12, 359-370.

    Examples
    --------
    >>> from trustgame.stage import StageGame
    >>> security(TrustGame(StageGame.prisoners_dilemma(), continuation=0.9))
    array([1., 1.])
    """
    if game.outside is not None:
        return np.array(game.outside)
    at = game.arrays().continuation[reachable_depths(game)] == 1
    if game.rounds is None and at.any() and not at.all():
        raise RefusedError(
            "what a role can secure is a rate where play ends and an average where it "
            "never does; here `continuation` is 1 at some depths only. Keep it below 1, "
            "or give rounds."
        )
    return np.array([_Holding(game, role, utility).value() for role in (0, 1)])


class _Holding:
    """The zero-sum game of one role against a partner who holds it down; K depths."""

    def __init__(self, game: TrustGame, role: int, utility: bool) -> None:
        self.game, self.role, self.utility = game, role, utility
        arrays, at = game.arrays(), reachable_depths(game)
        self.first = int(np.searchsorted(at, game.relationship.start))
        slip = arrays.tremble[at][:, :, None, None]  # [K, role, 1, 1]
        same = np.eye(2)
        done = same * (1 - slip) + (1 - same) * slip  # [K, role, intended, actual]
        paid = (arrays.utility if utility else arrays.payoff)[at, role]
        self.endless = game.rounds is None and bool((arrays.continuation[at] == 1).all())
        self.going = arrays.continuation[at] * (1 - _LASTING if self.endless else 1)
        step = arrays.movement[at][..., at] * self.going
        if role == 1:  # the role's own action first
            paid, step = paid.swapaxes(1, 2), step.swapaxes(1, 2)
            done = done[:, ::-1]
        self.reward = np.einsum("kia,kjb,kab->kij", done[:, 0], done[:, 1], paid)
        self.step = np.einsum("kia,kjb,kabm->kijm", done[:, 0], done[:, 1], step)

    def value(self) -> float:
        """Return what the role can secure per round."""
        if len(self.reward) == 1:
            return float(_value(self.reward)[0])
        low, high = float(self.reward.min()), float(self.reward.max())
        if high - low <= _NEAR * max(abs(low), abs(high)):
            return low
        if (self.going == self.going[0]).all():  # the length is the same whatever is done
            total, length = self._total(0.0), self._length()
            found = total / length
        else:
            from scipy.optimize import brentq

            span = high - low
            ends = low - span, high + span
            found = float(brentq(self._total, *ends, xtol=_NEAR * span))
        return min(max(self._limit(found) if self.endless else found, low), high)

    def _length(self) -> float:
        """Return the expected rounds where all depths have one continuation."""
        going, rounds = float(self.going[0]), self.game.rounds
        if rounds is None:
            return 1 / (1 - going)
        return float((going ** np.arange(rounds)).sum())

    def _total(self, per_round: float) -> float:
        """Return the value of the total, so much less a round."""
        reward = self.reward - per_round
        if self.game.rounds is None:
            return float(self._improve(reward)[0][self.first])
        v = np.zeros(len(reward))
        for _ in range(self.game.rounds):
            v = _value(reward + self.step @ v)
        return float(v[self.first])

    def _improve(self, reward: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the value [K] where play ends by chance, and the matrices it solves."""
        v, mixture = None, _mixture(reward)
        while True:
            held = self._held(reward, mixture)
            game = reward + self.step @ held
            near = _NEAR * max(1.0, float(np.abs(held).max()))
            if v is not None and (held <= v + near).all():
                return held, game
            v = held
            better = _value(game) > held + near
            mixture = np.where(better, _mixture(game), mixture)

    def _held(self, reward: FloatArray, mixture: FloatArray) -> FloatArray:
        """Return what a mixture [K] earns against its worst reply [K]."""
        p = np.stack([mixture, 1 - mixture], axis=1)  # [K, own action]
        paid = np.einsum("ki,kij->kj", p, reward)
        step = np.einsum("ki,kijm->kjm", p, self.step)
        K = np.arange(len(mixture))
        reply = paid.argmin(axis=1)
        tried = set()
        while True:
            tried.add(reply.tobytes())
            v = np.linalg.solve(np.eye(len(K)) - step[K, reply], paid[K, reply])
            q = paid + step @ v
            gap = SAME * max(1.0, float(np.abs(q).max()))
            worse = np.where(q[K, 1 - reply] < q[K, reply] - gap, 1 - reply, reply)
            if worse.tobytes() in tried:
                return v
            reply = worse

    def _limit(self, found: float) -> float:
        """Return the value without an end, where the best play near it takes no chances."""
        _, games = self._improve(self.reward - found)
        if not _settled(games).all():
            return found
        own, other = _mixture(games), _mixture(-games.swapaxes(1, 2))
        at = reachable_depths(self.game)
        players = []
        for moves in (own, other) if self.role == 0 else (other, own):
            by_depth = np.zeros(self.game.depths)
            by_depth[at] = moves
            players.append(Automaton("held", (values(*by_depth),), ((0, 0),)))
        exact = evaluate(self.game, *players)
        return float((exact.utility if self.utility else exact.payoff)[self.role])


def _pure(games: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return what either side of matrix games [K, 2, 2] can do without chance [K] each."""
    return games.min(axis=2).max(axis=1), games.max(axis=1).min(axis=1)


def _settled(games: FloatArray) -> BoolArray:
    """Tell which matrix games have a saddle point [K]."""
    low, high = _pure(games)
    near: FloatArray = _NEAR * np.abs(games).max(axis=(1, 2))
    return low >= high - near


def _mixture(games: FloatArray) -> FloatArray:
    """Return the first player's best probability of the first row [K]."""
    (a, b), (c, d) = games[:, 0].T, games[:, 1].T
    across = a - b - c + d
    settled = _settled(games)
    inner = (d - c) / np.where(settled, 1.0, across)
    first = games.min(axis=2).argmax(axis=1) == 0
    return np.where(settled, np.where(first, 1.0, 0.0), np.clip(inner, 0, 1))


def _value(games: FloatArray) -> FloatArray:
    """Return the values [K] of matrix games to the first player, who picks the row."""
    p = _mixture(games)[:, None]
    mixed: FloatArray = (p * games[:, 0] + (1 - p) * games[:, 1]).min(axis=1)
    return mixed
