"""Selection, slowly: every chain written out and solved densely, every word by hand."""

from __future__ import annotations

import itertools
import math

import numpy as np

MASK = 2**64 - 1
GAMMA = 0x9E3779B97F4A7C15


def mix64(z: int) -> int:
    """SplitMix64's finaliser, in whole numbers."""
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


def halves(key: int, run: int, step: int, slot: int) -> tuple[int, int]:
    """The low and the high half of a word."""
    base = mix64(key ^ mix64((run * GAMMA) & MASK))
    word = mix64((base + (4 * step + slot) * GAMMA) & MASK)
    return word & 0xFFFFFFFF, word >> 32


def fermi(better: float, intensity: float) -> float:
    """Chance to copy somebody who earns that much more."""
    return 1 / (1 + math.exp(-intensity * better))


def earnings(own, counts):
    """What each strategy earns in one population of these counts, oneself left out."""
    n, Z = len(own), sum(counts)
    return [
        sum((counts[j] - (i == j)) * own[i][j] for j in range(n)) / (Z - 1)
        for i in range(n)
    ]


def comparison_run(own, counts, *, steps, intensity, mutation, key, run):
    """Counts after every step of one run of pairwise comparison in one population."""
    people = [i for i, c in enumerate(counts) for _ in range(c)]
    Z, n = len(people), len(own)
    seen = [tuple(people.count(i) for i in range(n))]
    for t in range(steps):
        low, high = halves(key, run, t, 0)
        what, whether = halves(key, run, t, 1)
        a = low * Z >> 32
        b = high * (Z - 1) >> 32
        b += b >= a
        i, j = people[a], people[b]
        if whether < int(mutation * 2**32 + 0.5):
            j = what * (n - 1) >> 32
            j += j >= i
            people[a] = j
        elif i != j:
            pi = earnings(own, seen[-1])
            if what < fermi(pi[j] - pi[i], intensity) * 2**32:
                people[a] = j
        seen.append(tuple(people.count(i) for i in range(n)))
    return seen


def moran_run(own, counts, *, steps, intensity, mutation, key, run):
    """Counts after every step of one run of Moran's process with exponential fitness."""
    people = [i for i, c in enumerate(counts) for _ in range(c)]
    Z, n = len(people), len(own)
    seen = [tuple(people.count(i) for i in range(n))]
    for t in range(steps):
        low, high = halves(key, run, t, 0)
        what, whether = halves(key, run, t, 1)
        pi = earnings(own, seen[-1])
        weights = [c * math.exp(intensity * p) for c, p in zip(seen[-1], pi, strict=True)]
        left = high / 2**32 * sum(weights)
        j = 0
        while left >= weights[j]:
            left -= weights[j]
            j += 1
        if whether < int(mutation * 2**32 + 0.5):
            k = what * (n - 1) >> 32
            j = k + (k >= j)
        people[low * Z >> 32] = j
        seen.append(tuple(people.count(i) for i in range(n)))
    return seen


def fixation(own, size, intensity, *, mapping="fermi"):
    """P(one 0 takes over a population of 1), from the equations of the absorbing chain."""
    A, b = np.eye(size + 1), np.zeros(size + 1)
    b[size] = 1.0
    for k in range(1, size):
        pi = earnings(own, (k, size - k))
        if mapping == "fermi":
            up = k * (size - k) * fermi(pi[0] - pi[1], intensity)
            down = k * (size - k) * fermi(pi[1] - pi[0], intensity)
        else:
            fit = [
                math.exp(intensity * p)
                if mapping == "exp"
                else 1 - intensity + intensity * p
                for p in pi
            ]
            up, down = fit[0] * k * (size - k), fit[1] * (size - k) * k
        A[k, k - 1], A[k, k + 1] = -down / (up + down), -up / (up + down)
    return float(np.linalg.solve(A, b)[1])


def null_vector(P):
    """The stationary distribution of a small dense chain, by least squares."""
    n = len(P)
    A = np.vstack([P.T - np.eye(n), np.ones(n)])
    return np.linalg.lstsq(A, np.append(np.zeros(n), 1.0), rcond=None)[0]


def small_mutation(own, size, intensity):
    """Shares among uniform states in the limit of rare mutants, one population."""
    n = len(own)
    P = np.zeros((n, n))
    for i, j in itertools.permutations(range(n), 2):
        pair = [[own[j][j], own[j][i]], [own[i][j], own[i][i]]]
        P[i, j] = fixation(pair, size, intensity) / (n - 1)
    P += np.diag(1 - P.sum(axis=1))
    return null_vector(P)


def full_chain(own, size, intensity, mutation):
    """Long-run shares under pairwise comparison with mutation, from a dense chain."""
    n = len(own)
    states = [c for c in itertools.product(range(size + 1), repeat=n) if sum(c) == size]
    at = {state: k for k, state in enumerate(states)}
    P = np.zeros((len(states), len(states)))
    for state in states:
        pi = earnings(own, state)
        for j, i in itertools.permutations(range(n), 2):
            if state[j] == 0:
                continue
            after = list(state)
            after[j], after[i] = state[j] - 1, state[i] + 1
            copied = state[i] / (size - 1) * fermi(pi[i] - pi[j], intensity)
            rate = state[j] / size * ((1 - mutation) * copied + mutation / (n - 1))
            P[at[state], at[tuple(after)]] += rate
    P += np.diag(1 - P.sum(axis=1))
    return null_vector(P) @ np.array(states) / size


def two_state_pair(p, q, stay, benefits, cost, tremble):
    """Long-run (payoff, payoff, cooperation, cooperation) of two memory-one players.

    ``p`` and ``q`` [8] cooperate after CC, CD, DC, DD (own move first) in state 1, then in
    state 2; the index is the state of the round to come and the moves of the last one.
    ``stay[s][k]`` is the chance of state 1 after k cooperators in state s; ``benefits`` of
    the two states. Hilbe, Simsa, Chatterjee & Nowak (2018), in their own variables: (state,
    moves) of a round, eight of them.
    """
    p, q = (np.asarray(z) * (1 - 2 * tremble) + tremble for z in (p, q))
    mirror = (0, 2, 1, 3)
    M = np.zeros((8, 8))
    for state in range(2):
        for last in range(4):
            cooperators = (2, 1, 1, 0)[last]
            for after in range(2):
                chance = stay[state][cooperators]
                chance = chance if after == 0 else 1 - chance
                x, y = p[4 * after + last], q[4 * after + mirror[last]]
                moves = (x * y, x * (1 - y), (1 - x) * y, (1 - x) * (1 - y))
                for now in range(4):
                    M[4 * state + last, 4 * after + now] += chance * moves[now]
    v = null_vector(M)
    mine = np.array([b - cost for b in benefits]), -cost, np.array(benefits)
    pay = [0.0, 0.0]
    for state in range(2):
        CC, CD, DC, _ = v[4 * state : 4 * state + 4]
        pay[0] += CC * mine[0][state] + CD * mine[1] + DC * mine[2][state]
        pay[1] += CC * mine[0][state] + DC * mine[1] + CD * mine[2][state]
    share = v.reshape(2, 4).sum(axis=0)
    return pay[0], pay[1], share[0] + share[1], share[0] + share[2]
