r"""When two automata are the same strategy, and the smallest one that is.

Two states behave alike if, at every position of the ladder, they leave with the same
probability, intend C with the same probability, and move to states that again behave alike
(Moore 1956). "At every position" needs a few positions only: between two *breakpoints*
(the switch of a step, the knots of values, the borders of moves by depth) every curve is a
straight line, so what holds at the breakpoints and at two places between any two of them
holds everywhere, in games of any number of depths.

Where a state leaves for certain, nothing it would do or where it would go is ever seen.

References
----------
Moore, E. F. (1956). Gedanken-experiments on sequential machines. *Automata Studies*,
Princeton, 129-153.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from trustgame.automata.automaton import Automaton
from trustgame.automata.recipe import as_automaton
from trustgame.curves import Curve, Line, Step, Values, positions
from trustgame.relationship import nearest_level
from trustgame.typing import BoolArray, FloatArray, IntArray

__all__ = [
    "Behaviour",
    "Difference",
    "behaviour",
    "equivalent",
    "minimise",
    "tell_apart",
]

_SAME = 1e-12  # probabilities that differ by less are one


class Behaviour(NamedTuple):
    """What an automaton does at all positions that matter: K positions, X states."""

    positions: FloatArray  #: [K] ascending
    cooperate: FloatArray  #: [K, X]
    leave: FloatArray  #: [K, X]
    gone: BoolArray  #: [K, X] leaves for certain: nothing else is ever seen
    next_state: IntArray  #: [K, X, 2, 2]
    reached: BoolArray  #: [X] states that some history, slips included, leads to


def behaviour(automaton: Automaton, *others: Automaton) -> Behaviour:
    """Return what an automaton does wherever it, or one of the others, may change."""
    at = _positions(automaton, *others)
    cooperate, leave, next_state = automaton.arrays(at)
    gone = leave >= 1 - _SAME
    reached = np.zeros(automaton.n_states, dtype=bool)
    new = np.array([automaton.start])
    while new.size:
        reached[new] = True
        after = next_state[:, new][~gone[:, new]]
        new = np.setdiff1d(after, np.flatnonzero(reached))
    return Behaviour(at, cooperate, leave, gone, next_state, reached)


def minimise(automaton: Automaton) -> Automaton:
    """Return the smallest automaton that behaves the same.

    Unreachable states go, and two states are one if they behave alike; see the module.
    States are numbered in the order in which play can first reach them, curves are written
    as plainly as they can be, and moves differ by depth only if they must.

    Examples
    --------
    Win-stay lose-shift needs two states, not five:

    >>> from trustgame.automata.automaton import memory_one
    >>> minimise(memory_one(1, 0, 0, 1)).n_states
    2
    """
    acts = behaviour(automaton)
    block = _blocks(acts)
    outputs = [
        (_plainest(c), _plainest(leave))
        for c, leave in zip(automaton.cooperate, automaton.leave, strict=True)
    ]
    member: dict[int, int] = {}
    for x in sorted(np.flatnonzero(acts.reached).tolist(), key=lambda x: repr(outputs[x])):
        member.setdefault(int(block[x]), x)
    table = np.array(automaton.next_state)
    table = table[None] if table.ndim == 3 else table  # [L, X, 2, 2]
    hidden = _hidden(acts, len(table))
    order = [int(block[automaton.start])]
    number = {order[0]: 0}
    for b in order:  # grows while it runs: a breadth-first walk
        seen = ~hidden[:, member[b]]
        for c in block[table[seen, member[b]]].ravel().tolist():
            if number.setdefault(c, len(order)) == len(order):
                order.append(c)
    keep = [member[b] for b in order]
    moves = np.array([number.get(int(b), 0) for b in block])[table[:, keep]]
    itself = np.arange(len(keep))[None, :, None, None]
    moves = np.where(hidden[:, keep, None, None], itself, moves)
    return automaton.replace(
        cooperate=tuple(outputs[x][0] for x in keep),
        leave=tuple(outputs[x][1] for x in keep),
        next_state=moves[0] if (moves == moves[0]).all() else moves,
        start=0,
    )


@dataclass(frozen=True, slots=True)
class Difference:
    """Where two automata part: the shortest history after which they act differently.

    Examples
    --------
    >>> tell_apart(Automaton("a", (1,), ((0, 0),)), Automaton("b", (0.5,), ((0, 0),)))
    Difference(at the start: C 1 and 0.5)
    """

    history: tuple[
        str, ...
    ]  #: own actual action and partner's as seen, round by round: "CD"
    positions: tuple[float, ...]  #: of these rounds and of the round in question
    what: str  #: "cooperate", "leave" or "end_rounds"
    first: float  #: the first one's probability of C, or of leaving
    second: float  #: the second one's
    rounds_left: int | None = None  #: where they part only near a last round

    def __repr__(self) -> str:
        moved = len(set(self.positions)) > 1 or self.positions[0] != 0
        depths = [f" at {position:.4g}" * moved for position in self.positions]
        rounds = (h + d for h, d in zip(self.history, depths, strict=False))
        after = f"after {', '.join(rounds)}" if self.history else "at the start"
        here = depths[-1].replace(" at", ", position") + (
            f", {self.rounds_left} rounds left" if self.rounds_left else ""
        )
        word = "leaves" if self.what == "leave" else "C"
        return f"Difference({after}{here}: {word} {self.first:.4g} and {self.second:.4g})"


def tell_apart(first: Any, second: Any) -> Difference | None:
    """Return the shortest history after which two automata act differently, if any.

    Parameters
    ----------
    first, second : Automaton or str
        The two strategies, or their names in the catalogue.

    Returns
    -------
    Difference or None
        The history and what they do then; None where no game and no history, slips,
        misreadings and all depths included, can tell them apart.

    Notes
    -----
    A breadth-first walk over pairs of states, X Y of them; among the shortest histories the
    first is given, C before D and own action before the partner's.

    References
    ----------
    .. [1] Hopcroft, J. E. & Karp, R. M. (1971). A linear algorithm for testing equivalence
       of finite automata. Cornell University, TR 71-114.

    Examples
    --------
    Grim trigger and the grudger differ in one thing: their own slips.

    >>> grim = Automaton("grim", (1, 0), (((0, 1), (1, 1)), ((1, 1), (1, 1))))
    >>> grudger = Automaton("grudger", (1, 0), ((0, 1), (1, 1)))
    >>> tell_apart(grim, grudger)
    Difference(after DC: C 0 and 1)
    """
    one, two = as_automaton("first", first), as_automaton("second", second)
    a, b = behaviour(one, two), behaviour(two, one)
    start = (one.start, two.start)
    came: dict[tuple[int, int], Any] = {start: None}
    todo = deque([start])
    while todo:
        pair = todo.popleft()
        found = _differ(a, b, pair, one.end_rounds, two.end_rounds)
        if found is not None:
            k, what, values, left = found
            history, depths = [], [float(a.positions[k])]
            while came[pair] is not None:
                pair, k, own, seen = came[pair]
                history.append("CD"[own] + "CD"[seen])
                depths.append(float(a.positions[k]))
            return Difference(
                tuple(history[::-1]), tuple(depths[::-1]), what, *values, rounds_left=left
            )
        x, y = pair
        for own in (0, 1):
            for seen in (0, 1):
                for k in np.flatnonzero(~a.gone[:, x]).tolist():
                    after = (
                        int(a.next_state[k, x, own, seen]),
                        int(b.next_state[k, y, own, seen]),
                    )
                    if after not in came:
                        came[after] = (pair, k, own, seen)
                        todo.append(after)
    return None


def equivalent(first: Any, second: Any) -> bool:
    """Tell whether two automata are one strategy: alike in every game, after every history.

    Names do not count; numbers of states, the way curves are written and moves that are
    never made do not count either. ``tell_apart`` says where they differ.

    Parameters
    ----------
    first, second : Automaton or str
        The two strategies, or their names in the catalogue.

    Examples
    --------
    >>> from trustgame.automata.automaton import memory_one, reactive
    >>> equivalent(memory_one(1, 0.2, 1, 0.2), reactive(1, 0.2))
    True
    """
    return tell_apart(first, second) is None


def _differ(
    a: Behaviour, b: Behaviour, pair: tuple[int, int], end_a: int, end_b: int
) -> tuple[int, str, tuple[float, float], int | None] | None:
    """Return position, field, both values and rounds left where a pair acts differently."""
    x, y = pair
    for what in ("leave", "cooperate"):
        one, two = getattr(a, what)[:, x], getattr(b, what)[:, y]
        part = np.abs(one - two) > _SAME
        if what == "cooperate":
            part &= ~a.gone[:, x]
        if part.any():
            k = int(part.argmax())
            return k, what, (float(one[k]), float(two[k])), None
    plays_on = ~a.gone[:, x] & (a.cooperate[:, x] > _SAME)
    if end_a != end_b and plays_on.any():
        k = int(plays_on.argmax())
        c = float(a.cooperate[k, x])
        values = (c, 0.0) if end_a < end_b else (0.0, c)
        return k, "end_rounds", values, max(end_a, end_b)
    return None


def _blocks(acts: Behaviour) -> IntArray:
    """Return for each state the number of its class of states that behave alike [X]."""
    n = len(acts.reached)
    c = np.where(acts.gone, -1, _alike(acts.cooperate))
    look = np.concatenate((c, _alike(acts.leave))).T  # [X, 2 K]
    to = np.where(acts.gone[:, :, None, None], n, acts.next_state)  # n: nowhere
    to = np.moveaxis(to, 1, 0).reshape(n, -1)  # [X, K * 4]
    block = np.unique(look, axis=0, return_inverse=True)[1].reshape(-1)
    while True:
        rows = np.column_stack((block, np.append(block, -1)[to]))
        finer = np.unique(rows, axis=0, return_inverse=True)[1].reshape(-1)
        if finer.max() == block.max():
            return np.asarray(finer, dtype=np.int64)
        block = finer


def _alike(numbers: FloatArray) -> IntArray:
    """Return one whole number for all numbers that are the same but for rounding."""
    flat = numbers.ravel()
    order = flat.argsort()
    group = np.zeros(flat.size, dtype=np.int64)
    group[order[1:]] = (np.diff(flat[order]) > _SAME).cumsum()
    return group.reshape(numbers.shape)


def _hidden(acts: Behaviour, levels: int) -> BoolArray:
    """Return at which levels of the move table a state's moves are never made [L, X]."""
    level = [nearest_level(at, levels) for at in acts.positions]
    hidden = np.ones((levels, acts.gone.shape[1]), dtype=bool)
    np.logical_and.at(hidden, level, acts.gone)
    return hidden


def _positions(*automata: Automaton) -> FloatArray:
    """Return all breakpoints and two places between any two of them, ascending [K]."""
    breaks: set[float] = set()
    for automaton in automata:
        for curve in (*automaton.cooperate, *automaton.leave):
            match curve:
                case Step():
                    breaks |= {0.0, curve.switch, 1.0}
                case Values():
                    breaks |= set(positions(len(curve.levels)).tolist()) | {1.0}
                case Line():
                    breaks |= {0.0, 1.0}
        levels = np.shape(automaton.next_state)[0] if automaton.moves_by_depth else 1
        if levels > 1:
            breaks |= {0.0, 1.0, *((np.arange(levels - 1) + 0.5) / (levels - 1)).tolist()}
    if not breaks:
        return np.zeros(1)
    ends = np.array(sorted(breaks))
    gaps = np.diff(ends)
    return np.unique(np.concatenate((ends, ends[:-1] + gaps / 3, ends[1:] - gaps / 3)))


def _plainest(curve: Curve) -> Curve:
    """Return the plainest way to write a curve: a number, a line, few values."""
    if isinstance(curve, float):
        return curve + 0.0  # no minus zero
    knots = curve.knots
    if max(knots) - min(knots) <= _SAME:
        return knots[0]
    match curve:
        case Step(switch=0):
            return curve.after
        case Values():
            last = len(knots) - 1
            for parts in range(1, last):
                if last % parts == 0:
                    fewer = Values(knots[:: last // parts])
                    if np.abs(fewer.at(positions(last + 1)) - knots).max() <= _SAME:
                        return Line(*fewer.levels) if parts == 1 else fewer
            return Line(*knots) if last == 1 else curve
    return curve
