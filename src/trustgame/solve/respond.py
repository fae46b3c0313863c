r"""The best response to an automaton.

Against a partner who is an automaton, a player faces a Markov decision process: the state
is (depth, partner's state), the actions are to intend C, to intend D and, where the game
names an outside option, to leave. With :math:`T_a` the transition of action a (continuation
included) and :math:`r_a` the expected utility of the round,

.. math:: V = \max_a \, (r_a + T_a V)

is solved by backward induction over a known number of rounds and by policy iteration where
play ends by chance (Howard 1960). Where it never ends, policy iteration for long-run
averages first improves the gain, then the bias (Puterman 1994, chapter 9), so chains with
several recurrent classes are right too.

A player who may misread, or be misread, cannot always know the partner's state; the same
numbers are then an upper bound, and the result says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from trustgame import _registry
from trustgame import _validate as check
from trustgame._display import Result
from trustgame.automata import Automaton, minimise
from trustgame.curves import Curve, values
from trustgame.exceptions import RefusedError
from trustgame.game import TrustGame
from trustgame.solve import _kernels
from trustgame.solve.decision import (
    LEAVE,
    SAME,
    Decision,
    decision,
    must_not_mix_horizons,
)
from trustgame.solve.endless import solve_linear
from trustgame.strategies import resolve
from trustgame.typing import BoolArray, FloatArray, IntArray, Role

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from scipy.sparse import csr_array

__all__ = ["BestResponse", "best_response", "howard"]


@dataclass(frozen=True, eq=False, repr=False)
class BestResponse(Result):
    """What a role can make of the game against one automaton."""

    game: TrustGame
    opponent: Automaton
    role: Role
    total_utility: float  #: expected total utility; the long-run average if play never ends
    utility: float  #: per clock round
    value: (
        float  #: expected total material payoff that goes with it; inf if play never ends
    )
    payoff: float  #: material, per clock round
    length: float  #: expected clock rounds
    is_upper_bound: bool  #: whether misreading hides the partner's state
    policy: IntArray  #: [H or 1, L, X] best action by round, depth, partner's state

    def __repr__(self) -> str:
        bound = ", an upper bound" if self.is_upper_bound else ""
        return (
            f"BestResponse({self.role} against {self.opponent.name}: "
            f"utility={self.utility:.4g} per round{bound})"
        )

    @cached_property
    def automaton(self) -> Automaton:
        """The response as a minimal automaton; it may count rounds.

        Raises
        ------
        RefusedError
            If the best response is to leave before the first round.
        """
        return _as_automaton(self)

    def plot(self, *, ax: Axes | None = None, **style: Any) -> Axes:
        """Draw the response as a state diagram; see ``trustgame.plot.automaton``."""
        axes: Axes = _registry.service("plot").automaton(self.automaton, ax=ax, **style)
        return axes

    def to_frame(self) -> pd.DataFrame:
        """Return one row."""
        import pandas as pd

        names = ("total_utility", "utility", "value", "payoff", "length", "is_upper_bound")
        row = {name: getattr(self, name) for name in names}
        index = pd.MultiIndex.from_tuples(
            [(self.role, self.opponent.name)], names=["role", "against"]
        )
        return pd.DataFrame([row], index=index)

    def _made_from(self) -> Mapping[str, Any]:
        return {"game": self.game, "opponent": self.opponent, "role": self.role}


def best_response(game: TrustGame, *, opponent: Any, role: Role) -> BestResponse:
    """Return the best a role can do against an automaton.

    Parameters
    ----------
    game : TrustGame
        The game; it must end, or never end, at every depth alike.
    opponent : Automaton or str
        The partner's strategy.
    role : {"buyer", "seller"}
        Who responds.

    Returns
    -------
    BestResponse
        Largest expected total utility (long-run average if unbounded), exact where nobody
        misreads, and the automaton that reaches it.

    Raises
    ------
    RefusedError
        If play may go on for ever at some depths and ends by chance at others.

    References
    ----------
    .. [1] Puterman, M. L. (1994). *Markov Decision Processes*. Wiley. Chapters 4, 6, 9.

    Examples
    --------
    Against grim trigger, defecting once pays 5 + 0.9 * 1 / (1 - 0.9) = 14, less than 30:

    >>> from trustgame.stage import StageGame
    >>> game = TrustGame(StageGame.prisoners_dilemma(), continuation=0.9)
    >>> reply = best_response(game, opponent="grim_trigger", role="seller")
    >>> round(reply.value, 9), reply.automaton.cooperate
    (30.0, (1.0,))
    """
    partner: Role = "seller" if check.role("role", role) == 0 else "buyer"
    problem = decision(game, resolve(opponent, game, partner, argument="opponent"), role)
    must_not_mix_horizons(game, "a best response")
    if game.rounds is not None:
        totals, policy = _backward(problem, game.rounds)
    elif game.horizon == "geometric":
        worth, best = howard(problem)
        totals, policy = tuple(worth[problem.start].tolist()), best[None]
    else:
        totals, policy = _average(problem)
    utility, material, clock = totals
    unbounded = game.horizon == "unbounded"
    L, X = game.depths, problem.opponent.n_states
    return BestResponse(
        game=game,
        opponent=problem.opponent,
        role=role,
        total_utility=utility,
        utility=utility / clock,
        value=np.inf if unbounded else material,
        payoff=material / clock,
        length=np.inf if unbounded else clock,
        is_upper_bound=problem.is_hidden,
        policy=policy[:, : L * X].reshape(-1, L, X),
    )


Totals = tuple[float, float, float]  #: utility, material payoff, clock rounds


def _backward(problem: Decision, rounds: int) -> tuple[Totals, IntArray]:
    """Return totals from the start and the policy [H, n] of a known number of rounds."""
    n = problem.utility.shape[-1]
    worth = np.zeros((3, n))  # utility, material, clock
    policy = np.zeros((rounds, n), dtype=np.int64)
    index = np.arange(n)
    for left in range(1, rounds + 1):
        phase = 1 if left <= problem.opponent.end_rounds else 0
        step = problem.step[phase]
        q = np.stack([problem.utility[phase, a] + step[a] @ worth[0] for a in range(3)])
        chosen = problem.improve(q, policy[rounds - left])
        after = np.stack([step[a] @ worth[1:].T for a in range(3)])[chosen, index]
        worth = np.stack(
            [
                q[chosen, index],
                problem.material[phase, chosen, index] + after[:, 0],
                1 + after[:, 1],
            ]
        )
        policy[rounds - left] = chosen
    utility, material, clock = worth[:, problem.start].tolist()
    return (utility, material, clock), policy


def howard(problem: Decision, scale: float = 1.0) -> tuple[FloatArray, IntArray]:
    """Return worths [n, 3] (utility, material, clock) and the best policy [n].

    ``scale`` multiplies every transition: the continuation, where the game itself has 1.
    """
    n = problem.utility.shape[-1]
    index = np.arange(n)
    policy = np.zeros(n, dtype=np.int64)
    tried = set()
    while True:
        tried.add(policy.tobytes())
        right = np.stack(
            [
                problem.utility[0, policy, index],
                problem.material[0, policy, index],
                np.ones(n),
            ],
            axis=1,
        )
        worth = solve_linear(scale * problem.under(policy), right)
        q = problem.utility[0] + scale * np.stack(
            [T @ worth[:, 0] for T in problem.step[0]]
        )
        better = problem.improve(q, policy)
        if better.tobytes() in tried:  # no change, or a circle that only rounding makes
            return worth, policy
        policy = better


def _average(problem: Decision) -> tuple[Totals, IntArray]:
    """Return long-run averages and the policy [1, n] where play never ends."""
    n = problem.utility.shape[-1]
    index = np.arange(n)
    policy = np.zeros(n, dtype=np.int64)
    tried = set()
    while True:
        tried.add(policy.tobytes())
        P = problem.under(policy)
        gain, bias = _gain_and_bias(P, problem.utility[0, policy, index])
        by_gain = np.stack([problem.step[0][a] @ gain for a in range(3)])
        better = problem.improve(by_gain, policy)
        if (better == policy).all():
            q = np.stack(
                [problem.utility[0, a] + problem.step[0][a] @ bias for a in range(3)]
            )
            gap = SAME * max(1.0, float(np.abs(gain).max()))
            worst = q.min() - 1
            q = np.where(by_gain >= by_gain[policy, index] - gap, q, worst)
            better = problem.improve(q, policy)
        if better.tobytes() in tried:  # no change, or a circle that only rounding makes
            break
        policy = better
    material, _ = _gain_and_bias(P, problem.material[0, policy, index])
    return (float(gain[problem.start]), float(material[problem.start]), 1.0), policy[None]


def _gain_and_bias(P: csr_array, reward: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return long-run averages [n] and biases [n] of a chain with any number of classes."""
    from scipy.sparse.csgraph import connected_components

    n = len(reward)
    count, label = connected_components(P, connection="strong")
    edges = P.tocoo()
    open_ = np.zeros(count, dtype=bool)
    origin, to = label[edges.coords[0]], label[edges.coords[1]]
    open_[origin[origin != to]] = True
    gain, bias = np.zeros(n), np.zeros(n)
    passing: BoolArray = open_[label]
    for c in np.flatnonzero(~open_):
        members = np.flatnonzero(label == c)
        within = P[members][:, members].toarray()
        share = _kernels.stationary(within.copy())
        gain[members] = share @ reward[members]
        # (I - P + 1 share) is regular, and its solution has share @ bias = 0.
        system = np.eye(len(members)) - within + share
        bias[members] = np.linalg.solve(system, reward[members] - gain[members])
    if passing.any():
        on, settled = np.flatnonzero(passing), np.flatnonzero(~passing)
        inner, leaving = P[on][:, on], P[on][:, settled]
        gain[on] = solve_linear(inner, leaving @ gain[settled])
        bias[on] = solve_linear(inner, reward[on] - gain[on] + leaving @ bias[settled])
    return gain, bias


def _as_automaton(reply: BestResponse) -> Automaton:
    """Return the policy as an automaton that follows the partner's states, and rounds."""
    H, L, X = reply.policy.shape
    table = reply.opponent.arrays(
        reply.game.arrays().positions
    ).next_state  # [L, X, own, seen]
    follow = table.swapaxes(
        2, 3
    )  # [L, X, mine, theirs]: the partner moves on its own first
    start_depth, start_state = reply.game.relationship.start, reply.opponent.start
    if reply.policy[0, start_depth, start_state] == LEAVE:
        raise RefusedError(
            f"the best response of the {reply.role} is to leave before the first round, "
            "which no automaton can do. Its value and payoff stand in the result."
        )
    reached = _reached(reply, table)  # [H, L, X]
    states = [(h, x) for h in range(H) for x in range(X) if reached[h, :, x].any()]
    number = {state: i for i, state in enumerate(states)}
    cooperate: list[Curve] = []
    leave: list[Curve] = []
    for h, x in states:
        known = np.flatnonzero(reached[h, :, x])
        nearest = known[np.abs(np.arange(L)[:, None] - known).argmin(axis=1)]
        actions = reply.policy[h, nearest, x]
        cooperate.append(_flat_if_possible(actions == 0))
        leave.append(_flat_if_possible(actions == LEAVE))
    move = np.zeros((L, len(states), 2, 2), dtype=np.int64)
    for i, (h, x) in enumerate(states):
        after = min(h + 1, H - 1)
        for index in np.ndindex(L, 2, 2):
            level, mine, other = index
            to = int(follow[level, x, mine, other])
            move[level, i, mine, other] = number.get((after, to), i)
    same = (move == move[0]).all()
    return minimise(
        Automaton(
            f"best response to {reply.opponent.name}",
            tuple(cooperate),
            tuple((move[0] if same else move).tolist()),
            start=number[0, start_state],
            leave=tuple(leave),
        )
    )


def _flat_if_possible(chosen: BoolArray) -> Curve:
    """Return 0 or 1 if all depths agree, else one value per depth."""
    if chosen.all() or not chosen.any():
        return float(chosen[0])
    return values(*chosen.astype(float))


def _reached(reply: BestResponse, table: IntArray) -> BoolArray:
    """Return which (round, depth, partner's state) play can reach [H, L, X]."""
    problem = decision(reply.game, reply.opponent, reply.role)
    H, L, X = reply.policy.shape
    reached = np.zeros((H, L * X), dtype=bool)
    now = np.zeros(L * X + L, dtype=bool)
    now[problem.start] = True
    h = 0
    while True:
        reached[h] |= now[: L * X]
        left = reply.game.rounds - h if reply.game.rounds is not None else None
        phase = 1 if left is not None and left <= reply.opponent.end_rounds else 0
        after = np.zeros_like(now)
        for action in range(2):
            acting = np.zeros_like(now)
            acting[: L * X] = now[: L * X] & (reply.policy[h].ravel() == action)
            after |= (problem.step[phase][action].T @ acting) > 0
        if H > 1 or reply.game.rounds is not None:
            h += 1
            if h == H:
                break
            now = after
        else:
            grown = now | after
            if (grown == now).all():
                break
            now = grown
    return reached.reshape(H, L, X)
