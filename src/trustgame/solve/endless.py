r"""What a chain without a last round adds up to, or settles into.

Where play must end by chance, the expected number of visits to each joint state solves
:math:`(I - HG)\, n = e_0`. Where it may go on for ever, the states split into transient
ones and closed classes in which every round is followed by another and nobody leaves; each
class has its stationary distribution, reached with a probability that again solves a linear
system. Averages over closed classes are Cesaro limits, right for periodic classes too
(Puterman 1994, *Markov Decision Processes*, appendix A).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from trustgame.solve import _kernels
from trustgame.solve.chain import JointChain
from trustgame.typing import BoolArray, FloatArray

__all__ = ["LongRun", "closed_classes", "long_run", "solve_linear"]

_FEW = 300  # events up to which one dense elimination is the faster way
_DENSE = 800  # order up to which dense algebra is the faster one


@dataclass(frozen=True, eq=False)
class LongRun:
    """Totals where play ends, shares of time where it does not."""

    flow: FloatArray  #: [L, 2, 2] expected rounds, or long-run share of *played* rounds
    clock: FloatArray  #: [L, 2, 2] the same as a share of all clock rounds
    waiting: float  #: clock rounds outside: expected number, or long-run share
    length: float  #: expected clock rounds; inf if play may never end
    played: float  #: expected rounds played together


def long_run(chain: JointChain) -> LongRun:
    """Return what the chain adds up to without a last round."""
    return _dense(chain) if len(chain.events) <= _FEW else _sparse(chain)


def _dense(chain: JointChain) -> LongRun:
    """Return the long run by elimination in one compiled call, over events."""
    L = chain.game.depths
    flow, clock = np.zeros((L, 4)), np.zeros((L, 4))
    waiting, length, played = _kernels.endless(
        chain.states, chain.leave, chain.weights, chain.slots, chain.events,
        chain.pointer, chain.target, chain.chance, chain.stop,
        chain.continuation, flow, clock,
    )  # fmt: skip
    return LongRun(flow.reshape(L, 2, 2), clock.reshape(L, 2, 2), waiting, length, played)


def _sparse(chain: JointChain) -> LongRun:
    """Return the long run by sparse algebra, for chains of many events."""
    N = len(chain.leave)
    continuation = chain.game.arrays().continuation
    depth = chain.states[:, 0]
    classes = closed_classes(chain)
    passing = np.ones(N, dtype=bool)
    for members in classes:
        passing[members] = False
    visits = _visits(chain, passing)
    transient = _flow(chain, visits)
    left = np.bincount(depth, visits * chain.leave, minlength=len(continuation))
    for_ever = float(left[continuation == 1].sum())
    ending = continuation < 1
    waiting = float((left[ending] / (1 - continuation[ending])).sum())

    recurrent = np.zeros_like(transient)
    absorbed = 0.0
    arriving = chain.to_states @ (chain.to_events @ visits)
    arriving[0] += 1.0
    for members in classes:
        weight = float(arriving[members].sum())
        share = np.zeros(N)
        share[members] = _stationary(chain, members)
        recurrent += weight * _flow(chain, share)
        absorbed += weight
    endless = absorbed + for_ever
    if endless <= 0:
        played = float(transient.sum())
        return LongRun(transient, transient, waiting, played + waiting, played)
    if absorbed > 0:
        share = recurrent / absorbed
        return LongRun(share, recurrent / endless, for_ever / endless, np.inf, np.inf)
    nothing = np.zeros_like(transient)
    return LongRun(transient, nothing, 1.0, np.inf, float(transient.sum()))


def closed_classes(chain: JointChain) -> list[Any]:
    """Return the classes of states that play never leaves and in which it never ends."""
    if not (chain.game.arrays().continuation == 1).any():
        return []
    from scipy.sparse.csgraph import connected_components

    step = (chain.to_states @ chain.to_events).tocoo()  # [to, from]
    n, label = connected_components(step, connection="strong")
    leaks = np.zeros(n, dtype=bool)
    leaks[label[chain.leave > 0]] = True
    ends = np.append(chain.stop > 0, False)[chain.slots] & (chain.weights[0] > 0)
    leaks[label[ends.any(axis=1)]] = True
    to, origin = label[step.coords[0]], label[step.coords[1]]
    leaks[origin[to != origin]] = True
    return [np.flatnonzero(label == c) for c in np.flatnonzero(~leaks)]


def _visits(chain: JointChain, passing: BoolArray) -> FloatArray:
    """Return the expected visits [N] to the passing states, from the start; 0 elsewhere."""
    visits = np.zeros(len(passing))
    if not passing[0]:
        return visits
    G, H = chain.to_events[:, passing], chain.to_states[passing]
    first = np.zeros(int(passing.sum()))
    first[0] = 1.0
    if G.shape[0] < G.shape[1]:
        events = solve_linear(G @ H, G @ first)
        visits[passing] = first + H @ events
    else:
        visits[passing] = solve_linear(H @ G, first)
    return visits


def solve_linear(M: Any, right: FloatArray) -> FloatArray:
    """Solve (I - M) x = right for a sparse M whose powers vanish."""
    n = M.shape[0]
    if n <= _DENSE:
        return np.linalg.solve(np.eye(n) - M.toarray(), right)
    from scipy.sparse import eye_array
    from scipy.sparse.linalg import splu

    solution: FloatArray = splu((eye_array(n) - M).tocsc()).solve(right)
    return solution


def _stationary(chain: JointChain, members: Any) -> FloatArray:
    """Return the stationary distribution of a closed class, over its members."""
    step = chain.to_states[members] @ chain.to_events[:, members]  # [to, from]
    n = len(members)
    if n <= _DENSE:
        exact: FloatArray = _kernels.stationary(np.ascontiguousarray(step.toarray().T))
        return exact
    # One state's share set to 1 leaves a regular system for the others.
    rest = solve_linear(step[1:, 1:], step[1:, [0]].toarray()[:, 0])
    share = np.concatenate([[1.0], rest])
    scaled: FloatArray = share / share.sum()
    return scaled


def _flow(chain: JointChain, visits: FloatArray) -> FloatArray:
    """Return rounds played [L, 2, 2] by depth and outcome, from visits to states."""
    L = chain.game.depths
    flow = np.zeros((L, 4))
    np.add.at(flow, chain.states[:, 0], visits[:, None] * chain.weights[0])
    return flow.reshape(L, 2, 2)
