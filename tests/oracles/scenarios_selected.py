"""Selection by hand: every pair's course, the replicator in logarithms, who grows at all.

Part of ``oracles.scenarios``, which says what that is. Own payoffs throughout:
R = u(C, C), S = u(C, D), T = u(D, C), P = u(D, D).
"""

from __future__ import annotations

import math

import numpy as np
from scipy.integrate import solve_ivp

from oracles.scenarios_core import caring, chance_of_another

INF = math.inf


# --- selection among characters that count down, or do not ---

C, D = 0, 1
#: Five characters of two states: P(C) by state, and the next state by (state, own, other).
ALWAYS_C = ((1, 1), lambda state, own, other: state)
ALWAYS_D = ((0, 0), lambda state, own, other: state)
TIT_FOR_TAT = ((1, 0), lambda state, own, other: other)
GRIM = ((1, 0), lambda state, own, other: int(state or own or other))
WIN_STAY = ((1, 0), lambda state, own, other: int(own != other))
CROWD = (ALWAYS_C, ALWAYS_D, TIT_FOR_TAT, GRIM, WIN_STAY)


def crowd(counting_down: int = 0):
    """Return P(C) [S, 2], moves [S, 2, 2, 2, 2] and last rounds of D [S] of everybody.

    After the five come as many grim triggers that defect in the last 1, 2, ... rounds.
    """
    kinds = [*CROWD, *[GRIM] * counting_down]
    start = [0.0] * len(CROWD)
    cooperate = np.array([kind[0] for kind in kinds], dtype=float)
    moves = np.zeros((len(kinds), 2, 2, 2, 2))
    for i, (_, after) in enumerate(kinds):
        for state, own, other in np.ndindex(2, 2, 2):
            moves[i, state, own, other, after(state, own, other)] = 1
    return cooperate, moves, np.array([*start, *range(1, counting_down + 1)])


def course_of(n, known, slips, counting_down=0, rounds=None):
    """Return P(row's C) and P(CC), P(CD), P(DC), P(DD) [4] of all pairs, by round.

    ``rounds`` of them for an open end, where nobody can count down.
    """
    cooperate, moves, last = crowd(counting_down)
    S = len(cooperate)
    there = np.zeros((S, S, 2, 2))
    there[:, :, 0, 0] = 1
    for number in range(1, int(n if known else rounds) + 1):
        wants = cooperate.copy()
        if known:
            wants[number > n - last] = 0
        does = wants * (1 - slips) + (1 - wants) * slips
        chance = np.stack([does, 1 - does], axis=-1)  # [S, state, action]
        outcome = np.einsum("ijab,iax,jby->ijxy", there, chance, chance, optimize=True)
        after = np.zeros_like(there)
        for x, y in np.ndindex(2, 2):
            mine = chance[:, :, x, None] * moves[:, :, x, y]
            theirs = chance[:, :, y, None] * moves[:, :, y, x]
            half = np.einsum("ijab,iac->ijcb", there, mine)
            after += np.einsum("ijcb,jbd->ijcd", half, theirs)
        yield outcome
        there = after


def meetings(n, known, slips, counting_down=0):
    """Return the mean outcome [S, S, 2, 2] of a round between each two."""
    if known:
        return sum(course_of(n, True, slips, counting_down)) / n
    # Open: one linear system per pair for the states where they are, geometric weights.
    d = chance_of_another(n)
    cooperate, moves, _ = crowd(counting_down)
    does = cooperate * (1 - slips) + (1 - cooperate) * slips
    chance = np.stack([does, 1 - does], axis=-1)
    step = np.einsum(
        "iax,jby,iaxyc,jbyxd->ijabcd", chance, chance, moves, moves, optimize=True
    )
    S = len(cooperate)
    system = np.eye(4) - d * step.reshape(S, S, 4, 4).swapaxes(2, 3)
    first = np.zeros((S, S, 4, 1))
    first[:, :, 0] = 1 - d
    there = np.linalg.solve(system, first).reshape(S, S, 2, 2)
    return np.einsum("ijab,iax,jby->ijxy", there, chance, chance, optimize=True)


def earned(outcome, stage):
    """Return what the row earns per round."""
    T, R, P, S = stage
    return (
        outcome[:, :, C, C] * R
        + outcome[:, :, C, D] * S
        + (outcome[:, :, D, C] * T + outcome[:, :, D, D] * P)
    )


def selected(fitness, time, shares=None):
    """Return the shares that the replicator leaves, in logarithms, by an implicit method.

    x' = x (f - mean f), f = fitness x, from equal shares unless given.
    """
    fitness = np.asarray(fitness, dtype=float)
    n = len(fitness)

    def shares_of(u):
        x = np.exp(u - u.max())
        return x / x.sum()

    def rate(_, u):
        x = shares_of(u)
        f = fitness @ x
        return f - x @ f

    def slope(_, u):
        x = shares_of(u)
        f = fitness @ x
        through = fitness * x - np.outer(f, x)
        return through - (f * x + x @ fitness * x - 2 * (x @ f) * x)

    start = np.zeros(n) if shares is None else np.log(shares)
    found = solve_ivp(
        rate, (0, time), start, method="LSODA", jac=slope, rtol=1e-9, atol=1e-9
    )
    assert found.success, found.message
    return shares_of(found.y[:, -1])


def cooperated(outcome, x):
    """Return P(C) in a round of two who meet with shares x."""
    return float(x @ outcome[:, :, C, :].sum(axis=-1) @ x)


def left(stage, n, *, known, slips=0.0, counting_down=0, care=0.0, time=None):
    """Return (shares, mean outcome) that selection leaves.

    By earnings per round for so much time; by earnings in all, for ever, without one. Time
    counts so that payoffs of 5, 3, 1 and 0 are the measure: on twice those it runs as fast.
    """
    outcome = meetings(n, known, slips, counting_down)
    own = earned(outcome, stage)
    utility = own + care * own.T
    if time is None:
        return selected(n * utility, LONG), outcome
    per_unit = 5 / (max(stage) - min(stage))
    return selected(utility, time * per_unit), outcome


LONG = 1e6  #: long enough for whatever settles


def one_ten_hundred(
    n, known, sight, patience, temptation, slips, reward, punishment, sucker
):
    """Return cooperation after selection that was stopped, by the number of rounds."""
    stage = temptation, reward, punishment, sucker

    def cooperation(n, time=patience, known=known, sight=sight):
        down = int(min(sight, n - 1))
        x, outcome = left(stage, n, known=known, slips=slips, counting_down=down, time=time)
        return cooperated(outcome, x)

    at = {m: cooperation(m) for m in (1, 10, 100)}
    return {
        "cooperation": at[n] if n in at else cooperation(n),
        "at_1": at[1],
        "at_10": at[10],
        "at_100": at[100],
        "begins": at[10] - at[1],
        "late_10": cooperation(10, 100_000, known=True, sight=100),
        "late_100": cooperation(100, 100_000, known=True, sight=100),
    }


def corners(chance, care, temptation, punishment, slips, span, **_):
    """Return cooperation at the four corners after selection, and what slips leave."""
    stage = temptation, 3.0, punishment, 0.0

    def cooperation(care, n, slips=0.0):
        x, outcome = left(stage, n, known=False, slips=slips, care=care)
        return cooperated(outcome, x)

    expected = 1 / (1 - chance)
    found = {
        "left": cooperation(care, expected),
        "left_time": cooperation(0, expected),
        "left_depth": cooperation(care, 1),
        "left_neither": cooperation(0, 1),
        "after": cooperation(care, span, slips),
        "slips_10": cooperation(0, 10, 0.05),
        "slips_100": cooperation(0, 100, 0.05),
    }
    found["interaction"] = (
        found["left"] - found["left_time"] - found["left_depth"] + found["left_neither"]
    )
    return found


def one_round(T, R, P, S, care, openers=0.8):
    """Return where the first move settles if it is all there is: theory row 10.

    ``openers`` of the crowd open with C at first.
    """
    t, r, p, s = caring(T, R, P, S, care)
    trusting, guarded = r - t, s - p
    if trusting >= 0 and guarded >= 0:
        return 1.0
    if trusting <= 0 and guarded <= 0:
        return 0.0
    edge = guarded / (guarded - trusting)
    if trusting < 0:  # snowdrift: both stay
        return edge
    return 1.0 if openers > edge else 0.0  # stag hunt: one of them wins


def deadline(rounds_left, sight, patience, temptation, k=1, **_):
    """Return cooperation by round, and what a deadline costs the seller."""
    stage = temptation, 3.0, 1.0, 0.0
    n, down = int(rounds_left), int(min(sight, rounds_left - 1))
    x, outcome = left(stage, n, known=True, counting_down=down, time=patience)
    # The open end has the same crowd: who would count down cannot.
    y, open_outcome = left(stage, n, known=False, counting_down=down, time=patience)
    by_round = [cooperated(o, x) for o in course_of(n, True, 0, down)]
    open_round = [cooperated(o, y) for o in course_of(n, False, 0, down, rounds=k)]
    with_deadline = float(x @ earned(outcome, stage) @ x)
    without = float(y @ earned(open_outcome, stage) @ y)
    return {
        "course": by_round[int(k) - 1],
        "course_open": open_round[-1],
        "first": by_round[0],
        "last": by_round[-1],
        "below_half": 0.5 - by_round[int(k) - 1],
        "breaks": next((float(i) for i, c in enumerate(by_round, 1) if c <= 0.5), INF),
        "with_deadline": with_deadline,
        "without": without,
        "price": n * (without - with_deadline),
    }


# --- C03: the share of reciprocators that is needed ---


def reciprocators_needed(n, temptation, reward, punishment, sucker, **_):
    """Return theory row 8: l / (H - 1 - g + l), at most 1."""
    g = (temptation - reward) / (reward - punishment)
    loss = (punishment - sucker) / (reward - punishment)
    room = n - 1 - g
    return min(1.0, loss / (room + loss)) if room > 0 else 1.0


def grim_and_guard(n, temptation, reward, punishment, sucker, **_):
    """Return what cheating gains in n rounds, and the share of grim players needed."""
    needed = {
        name: reciprocators_needed(m, temptation, reward, punishment, sucker)
        for name, m in (("needed", n), ("needed_10", 10), ("needed_100", 100))
    }
    return {
        # Row 9: on trust the last round alone is worth cheating in; on defection none is.
        "trust_gain": temptation - reward,
        "guard_gain": 0.0,
        **needed,
    }
