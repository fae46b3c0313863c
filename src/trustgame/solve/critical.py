r"""The patience a pair needs: for which continuation it is an equilibrium.

The *critical continuation* is the smallest constant :math:`\delta` at which a pair is a
Nash equilibrium. For a fixed deviation the gain is a rational function of :math:`\delta`,

.. math:: g(\delta) = s^{\top} (I - \delta M)^{-1} r ,

and its zeros are generalised eigenvalues of
:math:`\begin{pmatrix} I & r \\ s^\top & 0 \end{pmatrix}` against
:math:`\begin{pmatrix} M & 0 \\ 0 & 0 \end{pmatrix}`. So: find a best deviation at
:math:`\delta`, jump to the next zero of its gain, repeat.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from trustgame import _validate as check
from trustgame.automata import Automaton
from trustgame.exceptions import RefusedError
from trustgame.game import TrustGame
from trustgame.solve.chain import joint_chain
from trustgame.solve.decision import decision, ignored_gain
from trustgame.solve.endless import solve_linear
from trustgame.solve.respond import howard
from trustgame.strategies import resolve
from trustgame.typing import BoolArray, FloatArray, IntArray

__all__ = ["continuation_windows", "critical_continuation"]

_LAST = 1 - 1e-6  # no continuation above this is tried


def critical_continuation(game: TrustGame, buyer: Any, seller: Any) -> float | None:
    """Return the smallest constant continuation at which a pair is a Nash equilibrium.

    ``rounds`` and continuation of the game are replaced by one constant; every other curve
    stays. Gains below 1e-9 of the payoff range per round are ignored.

    Parameters
    ----------
    game : TrustGame
        The game.
    buyer, seller : Automaton or str
        The two strategies.

    Returns
    -------
    float or None
        The critical continuation; None where the pair is no equilibrium below 1 - 1e-6.
        It does not promise equilibrium at every larger one: see ``continuation_windows``.

    Raises
    ------
    RefusedError
        If misreading hides the partner's state, so that best responses are only bounds.

    References
    ----------
    .. [1] Friedman, J. W. (1971). A non-cooperative equilibrium for supergames. *Review of
       Economic Studies* 38, 1-12.

    Examples
    --------
    Grim trigger needs (T - R) / (T - P) = 2 / 4:

    >>> from trustgame.stage import StageGame
    >>> game = TrustGame(StageGame.prisoners_dilemma())
    >>> round(critical_continuation(game, "grim_trigger", "grim_trigger"), 12)
    0.5
    """
    search = _Search(game, resolve(buyer, game, "buyer"), resolve(seller, game, "seller"))
    return search.next_equilibrium(0.0)


def continuation_windows(
    game: TrustGame, buyer: Any, seller: Any, *, resolution: int = 400
) -> tuple[tuple[float, float], ...]:
    """Return all intervals of constant continuation in which a pair is a Nash equilibrium.

    Parameters
    ----------
    game, buyer, seller
        As for ``critical_continuation``.
    resolution : int
        Each window's upper edge is looked for on a grid of so many steps and then refined;
        a gap narrower than a step may be missed. Lower edges are exact.

    Returns
    -------
    tuple of (low, high)
        In rising order; ``high`` is 1 - 1e-6 where the window does not close.

    Examples
    --------
    With gifts of benefit 3 and cost 1, tit-for-tat holds from 1 / 3 on:

    >>> from trustgame.stage import StageGame
    >>> game = TrustGame(StageGame.prisoners_dilemma(T=3, R=2, P=0, S=-1))
    >>> [(low, high)] = continuation_windows(game, "tit_for_tat", "tit_for_tat")
    >>> round(low, 6), round(high, 6)
    (0.333333, 0.999999)
    """
    resolution = check.count("resolution", resolution, 1)
    search = _Search(game, resolve(buyer, game, "buyer"), resolve(seller, game, "seller"))
    windows = []
    low = search.next_equilibrium(0.0)
    while low is not None:
        high = low
        step = _LAST / resolution
        while high < _LAST:
            ahead = min(high + step, _LAST)
            if search.deviation_at(ahead) is None:
                high = ahead
                continue
            inside, outside = high, ahead
            while outside - inside > 1e-12:
                middle = (inside + outside) / 2
                if search.deviation_at(middle) is None:
                    inside = middle
                else:
                    outside = middle
            high = inside
            windows.append((low, high))
            low = search.next_equilibrium(outside)
            break
        else:
            windows.append((low, high))
            break
    return tuple(windows)


class _Search:
    """Walks along a constant continuation: what deviates, and where it stops to pay."""

    def __init__(self, game: TrustGame, buyer: Automaton, seller: Automaton) -> None:
        endless = game.replace(rounds=None, continuation=1.0)
        self.ignore = ignored_gain(endless)
        self.problems = [
            decision(endless, seller, "buyer"),
            decision(endless, buyer, "seller"),
        ]
        if any(problem.is_hidden for problem in self.problems):
            raise RefusedError(
                "`misperception` must be 0 for a critical continuation: who may misread "
                "cannot know the partner's state, and best responses are only bounds. "
                "Use game.replace(misperception=0)."
            )
        self.follow = _following(endless, buyer, seller)

    def deviation_at(self, delta: float) -> tuple[int, IntArray] | None:
        """Return (role, policy) of the most gainful deviation, or None if none gains."""
        M, reward = self.follow
        has = solve_linear(delta * M, reward)[0]
        found, most = None, self.ignore
        for role, problem in enumerate(self.problems):
            worth, policy = howard(problem, delta)
            gain = (1 - delta) * (worth[problem.start, 0] - has[role])
            if gain > most:
                found, most = (role, policy), gain
        return found

    def next_equilibrium(self, delta: float) -> float | None:
        """Return the smallest continuation from ``delta`` on at which nobody deviates."""
        while True:
            deviating = self.deviation_at(delta)
            if deviating is None:
                return delta
            root = self._next_root(*deviating, delta)
            if root is None:
                return None
            delta = root

    def _next_root(self, role: int, policy: IntArray, delta: float) -> float | None:
        """Return where the gain of a fixed deviation next falls to nothing."""
        from scipy.linalg import eigvals
        from scipy.optimize import brentq

        problem = self.problems[role]
        index = np.arange(len(policy))
        P = problem.under(policy).toarray()
        on = _reachable(P, problem.start)
        follow, follow_reward = self.follow
        n, m = int(on.sum()), follow.shape[0]
        M = np.zeros((n + m, n + m))
        M[:n, :n], M[n:, n:] = P[np.ix_(on, on)], follow.toarray()
        r = np.concatenate([problem.utility[0, policy, index][on], follow_reward[:, role]])
        s = np.zeros(n + m)
        s[np.flatnonzero(on).searchsorted(problem.start)], s[n] = 1.0, -1.0

        def gain(d: float) -> float:
            worth = np.linalg.solve(np.eye(n + m) - d * M, r)
            return float((1 - d) * (s @ worth))

        left = np.block([[np.eye(n + m), r[:, None]], [s, np.zeros((1, 1))]])
        right = np.zeros_like(left)
        right[:-1, :-1] = M
        with np.errstate(divide="ignore", invalid="ignore"):
            roots = eigvals(left, right)
        real = roots[np.isfinite(roots) & (np.abs(roots.imag) < 1e-4)].real
        marks = [delta, *np.sort(real[(real > delta) & (real < _LAST)]), _LAST]
        # Zeros come out with a small error: look for the change of sign around each.
        tests = [delta, *[(a + b) / 2 for a, b in pairwise(marks[1:])]]
        tests.append(_LAST)
        for before, after in pairwise(tests):
            if gain(after) <= 0:
                root: float = brentq(gain, before, after, xtol=1e-15, rtol=1e-14)
                while gain(root) > self.ignore / 2:  # step off the last rounding error
                    root = np.nextafter(root, 1.0)
                return root
        return None


def _reachable(P: FloatArray, start: int) -> BoolArray:
    """Return which states [n] a chain reaches from its start."""
    reached = np.zeros(len(P), dtype=bool)
    reached[start] = True
    while True:
        grown = reached | (P[reached] > 0).any(axis=0)
        if (grown == reached).all():
            return reached
        reached = grown


def _following(
    game: TrustGame, buyer: Automaton, seller: Automaton
) -> tuple[Any, FloatArray]:
    """Return the transition [n, n] and utilities [n, 2] of the pair itself, start first.

    States are the joint chain's and one "outside" state behind them; the game never ends.
    """
    from scipy.sparse import csr_array, vstack

    chain = joint_chain(game, buyer, seller)
    arrays = game.arrays()
    step = (chain.to_states @ chain.to_events).T.tocsr()
    n = len(chain.leave)
    inner = csr_array((step.data, step.indices, step.indptr), shape=(n, n + 1))
    walk = csr_array((chain.leave, (np.arange(n), np.full(n, n))), shape=(n, n + 1))
    out = csr_array(([1.0], ([0], [n])), shape=(1, n + 1))
    utility = np.stack(
        [chain.to_events.T @ chain.reward(arrays.utility[:, role]) for role in range(2)],
        axis=1,
    )
    utility = utility + chain.leave[:, None] * arrays.outside
    return vstack([inner + walk, out]).tocsr(), np.vstack([utility, arrays.outside])
