"""What an automaton does after a history, read from the specs alone, and by trial."""

from __future__ import annotations

import functools
import itertools

from oracles.specs import curve_at, nearest_level

PAIRS = tuple(itertools.product((0, 1), repeat=2))
#: Positions among which every curve of the drawn automata shows all that it does.
GRID = tuple(k / 600 for k in range(601))
NEAR = 1e-9


def move(automaton, state, position, own, seen):
    """Return the next state."""
    table = automaton.next_state
    if isinstance(table[0][0][0], tuple):
        table = table[nearest_level(position, len(table))]
    return table[state][own][seen]


@functools.lru_cache(maxsize=4096)
def acts(automaton, state, position):
    """Return P(leaves) and P(C); P(C) is nobody's business where it surely leaves."""
    leave = curve_at(automaton.leave[state], position)
    if leave > 1 - NEAR:
        return 1.0, None
    return leave, curve_at(automaton.cooperate[state], position)


def same(one, two):
    """Tell whether two things done are one."""
    return all(
        a == b if a is None or b is None else abs(a - b) < NEAR
        for a, b in zip(one, two, strict=True)
    )


def after(automaton, history, position=0.0):
    """Return what it does after a history of (own, seen) at one position; None if gone."""
    state = automaton.start
    for own, seen in history:
        if acts(automaton, state, position)[1] is None:
            return None
        state = move(automaton, state, position, own, seen)
    return acts(automaton, state, position)


def shortest_difference(one, two, positions=GRID, most=99):
    """Return after how many rounds two automata first act differently; None if never."""
    ends = (one.end_rounds, two.end_rounds)
    known, front = set(), {(one.start, two.start)}
    rounds = 0
    while front and rounds <= most:
        following = set()
        for x, y in front:
            for at in positions:
                first, second = acts(one, x, at), acts(two, y, at)
                if not same(first, second):
                    return rounds
                if first[1] is None:
                    continue
                if ends[0] != ends[1] and first[1] > NEAR:
                    return rounds
                for own, seen in PAIRS:
                    following.add(
                        (move(one, x, at, own, seen), move(two, y, at, own, seen))
                    )
        known |= front
        front = following - known
        rounds += 1
    return None
