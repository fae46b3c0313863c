"""Compiled loops of selection: where replicators settle, and what rare mutants change.

Blind: arrays in, arrays filled. Letters: G tables; B, S kinds of buyers and sellers; n
kinds of one population or entries of a whole state; N states of a chain.
"""

from __future__ import annotations

import math

import numpy as np

from trustgame._compiled import kernel

# Dormand & Prince (1980), order 5 with an estimate of order 4
NODES = np.array([
    [1 / 5, 0, 0, 0, 0, 0],
    [3 / 40, 9 / 40, 0, 0, 0, 0],
    [44 / 45, -56 / 15, 32 / 9, 0, 0, 0],
    [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729, 0, 0],
    [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656, 0],
    [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84],
])  # fmt: skip
ERROR = np.array(
    [71 / 57600, 0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40]
)


@kernel
def shares_of(u, low, x):
    """Fill shares x [n] from logarithms u[low : low + n]; return the log of their sum."""
    n = x.shape[0]
    top = u[low]
    for i in range(1, n):
        top = max(top, u[low + i])
    total = 0.0
    for i in range(n):
        x[i] = math.exp(u[low + i] - top)
        total += x[i]
    for i in range(n):
        x[i] /= total
    return top + math.log(total)


@kernel
def slopes(own, x, y, one, r, mutation, scale, present, low, f, du):
    """Fill du[low : low + n], the slopes of one population's logarithms.

    own [n, m] is what it earns against partners y [m]. Returns (movement, fastest growth).
    """
    n, m = own.shape
    mean = 0.0
    for i in range(n):
        total = 0.0
        for j in range(m):
            total += own[i, j] * y[j]
        if r > 0.0 and one:
            total = (1.0 - r) * total + r * own[i, i]
        elif r > 0.0:
            for j in range(m):
                if j == i:
                    continue
                sorted_ = 0.0
                if x[i] > 0.0:
                    sorted_ = r * math.sqrt(x[j] * y[i] * y[j] / x[i])
                    sorted_ = min(sorted_, x[j] * y[i] / x[i])
                elif x[j] > 0.0 and y[i] > 0.0:
                    sorted_ = y[j]
                total += min(sorted_, y[j]) * (own[i, i] - own[i, j])
        f[i] = total
        mean += x[i] * total
    moving, growing = 0.0, 0.0
    for i in range(n):
        speed = 0.0
        if present[low + i]:
            speed = (1.0 - mutation) * (f[i] - mean)
            if mutation > 0.0 and n > 1:
                tiny = max(x[i], 1e-300)
                speed += mutation * scale * ((1.0 - tiny) / (n - 1) / tiny - 1.0)
            moving += abs(x[i] * speed)
            growing = max(growing, speed)
        du[low + i] = speed
    return moving, growing


@kernel
def derivative(own_b, own_s, u, x, y, one, r, mutation, scale, present, f, du):
    """Fill du [n] of the whole contest; return how far it is from rest, on its scale."""
    B = x.shape[0]
    parts = 1 if one else 2
    for part in range(2):
        shares_of(u, B if part == 1 and not one else 0, x if part == 0 else y)
    unrest = 0.0
    for part in range(parts):
        own, mine, theirs, low = own_b, x, y, 0
        if part == 1:
            own, mine, theirs, low = own_s, y, x, B
        moving, growing = slopes(
            own, mine, theirs, one, r, mutation, scale, present, low, f, du
        )
        unrest = max(unrest, moving if mutation > 0.0 else max(moving, growing))
    return unrest / scale


@kernel
def add_met(x, y, one, weight, met):
    """Add to met [B, S] how often each couple meets now, weighed."""
    for i in range(met.shape[0]):
        for j in range(met.shape[1]):
            met[i, j] += weight * x[i] * (x[j] if one else y[j])


@kernel
def settle_one(own_b, own_s, start, one, r, mutation, scale, limits, x, y, met):
    """Integrate from logarithms ``start`` [n] until rest; fill x [B], y [S].

    -inf in ``start`` means absent for good. Returns (time, whether at rest). The first step
    has length 0: it only finds the slopes. ``met`` [B, S], if it is not empty, is filled
    with how often couples meet, on average over time without the first quarter of steps.
    """
    rest, longest, tolerance, steps, end = limits
    n = start.shape[0]
    before, weighed = np.zeros(met.shape), 0.0
    k, f = np.zeros((7, n)), np.empty(n)
    u, trial = np.empty(n), np.empty(n)
    present = np.empty(n, np.bool_)
    for i in range(n):
        present[i] = start[i] > -1e300
        u[i] = max(start[i], -1e300)
    t, h, unrest = 0.0, 0.0, np.inf
    for step in range(int(steps)):
        if unrest <= rest or t * scale >= longest or t >= end:
            break
        h = min(h, end - t)
        after = unrest
        for stage in range(5 if step == 0 else 0, 6):
            for i in range(n):
                change = 0.0
                for s in range(stage + 1):
                    change += NODES[stage, s] * k[s, i]
                trial[i] = u[i] + h * change
            after = derivative(
                own_b, own_s, trial, x, y, one, r, mutation, scale, present, f, k[stage + 1]
            )
        worst = 1e-30
        for i in range(n):
            error = 0.0
            for s in range(7):
                error += ERROR[s] * k[s, i]
            if present[i]:
                worst = max(worst, abs(h * error) / (tolerance * (1.0 + abs(u[i]))))
        if worst <= 1.0:
            t += h
            unrest = after
            for i in range(n):
                u[i] = trial[i]
                k[0, i] = k[6, i]
            if met.size > 0:
                if 4 * step >= steps:
                    met += 0.5 * h * before
                    add_met(x, y, one, 0.5 * h, met)
                    weighed += h
                before[:] = 0.0
                add_met(x, y, one, 1.0, before)
        h *= min(5.0, max(0.2, 0.9 * worst**-0.2))
        if step == 0:
            h = 0.01 / scale
    for part in range(2):  # of where it is, not of a step that was tried and refused
        shares_of(u, x.shape[0] if part == 1 and not one else 0, x if part == 0 else y)
    if weighed > 0.0:
        met /= weighed
    elif met.size > 0:
        add_met(x, y, one, 1.0, met)
    return t, unrest <= rest


@kernel
def settle(fitness, starts, one, r, mutation, limits, xs, ys, times, done, met):
    """Fill shares xs [G, B], ys [G, S], times [G] and done [G] of every table [G, B, S, 2].

    And ``met`` [G, B, S], full of zeros, unless it is empty: see ``settle_one``.

    ``starts`` [G, n] are logarithms of shares: buyers, then sellers unless ``one``.
    ``limits``: (unrest that counts as rest, longest time on the scale, tolerance, steps,
    time to stop at).
    """
    G, B, S = fitness.shape[:3]
    own_b, own_s = np.empty((B, S)), np.empty((S, B))
    for c in range(G):
        low_b, low_s = np.inf, np.inf
        high_b, high_s = -np.inf, -np.inf
        for i in range(B):
            for j in range(S):
                own_b[i, j], own_s[j, i] = fitness[c, i, j, 0], fitness[c, i, j, 1]
                if one:
                    own_b[i, j] = (fitness[c, i, j, 0] + fitness[c, j, i, 1]) / 2.0
                low_b, high_b = min(low_b, own_b[i, j]), max(high_b, own_b[i, j])
                low_s, high_s = min(low_s, own_s[j, i]), max(high_s, own_s[j, i])
        scale = high_b - low_b if one else max(high_b - low_b, high_s - low_s)
        if scale <= 0.0:
            scale = 1.0
        times[c], done[c] = settle_one(
            own_b, own_s, starts[c], one, r, mutation, scale, limits, xs[c], ys[c], met[c]
        )


@kernel
def log_sum(a, b):
    """Return log(exp(a) + exp(b))."""
    if a < b:
        a, b = b, a
    if b == -np.inf:
        return a
    return a + math.log1p(math.exp(b - a))


@kernel
def fixation(own, size, intensity, linear, out):
    """Fill out [n, n] with log P(one ``row`` takes over a population of ``column``).

    The closed product of a birth-death chain, added up in logarithms. ``linear`` uses
    fitness 1 - w + w payoff instead of exp(w payoff); nan where that is not above 0.
    """
    n = len(own)
    others = size - 1.0
    for m in range(n):
        for w in range(n):
            logs, step = 0.0, 0.0
            for k in range(1, size):
                mutant = ((k - 1) * own[m, m] + (size - k) * own[m, w]) / others
                resident = (k * own[w, m] + (size - k - 1) * own[w, w]) / others
                if linear:
                    up = 1.0 - intensity + intensity * mutant
                    down = 1.0 - intensity + intensity * resident
                    step += math.log(down / up) if up > 0.0 and down > 0.0 else np.nan
                else:
                    step -= intensity * (mutant - resident)
                logs = log_sum(logs, step)
            out[m, w] = -logs


@kernel
def stationary_logs(P, share):
    """Fill share [n] of a chain whose off-diagonal rates are exp(P) [n, n]; uses P up.

    Elimination without subtraction (Grassmann, Taksar & Heyman 1985), in logarithms: rates
    like exp(-1000) neither vanish nor lose digits.
    """
    n = len(P)
    for k in range(n - 1, 0, -1):
        away = -np.inf
        for j in range(k):
            away = log_sum(away, P[k, j])
        for i in range(k):
            P[i, k] -= away
            factor = P[i, k]
            if factor > -np.inf:
                for j in range(k):
                    if j != i:
                        P[i, j] = log_sum(P[i, j], factor + P[k, j])
    share[0] = 0.0
    for k in range(1, n):
        share[k] = -np.inf
        for i in range(k):
            share[k] = log_sum(share[k], share[i] + P[i, k])
    logs = share.copy()
    shares_of(logs, 0, share)


@kernel
def stationary_band(band, share):
    """Fill share [N] of a chain whose off-diagonal rates lie in a band; uses it up.

    ``band`` [N, 2 w + 1] holds the rate from i to j in column j - i + w. The same
    elimination as above, without logarithms: the band is the only memory it needs.
    """
    N = band.shape[0]
    w = band.shape[1] // 2
    for k in range(N - 1, 0, -1):
        low = max(0, k - w)
        away = 0.0
        for j in range(low, k):
            away += band[k, j - k + w]
        for i in range(low, k):
            factor = band[i, k - i + w] / away
            band[i, k - i + w] = factor
            if factor > 0.0:
                for j in range(low, k):
                    band[i, j - i + w] += factor * band[k, j - k + w]
    share[0] = 1.0
    for k in range(1, N):
        total = 0.0
        for i in range(max(0, k - w), k):
            total += share[i] * band[i, k - i + w]
        share[k] = total
        if total > 1e200:
            for i in range(k + 1):
                share[i] *= 1e-200
    total = 0.0
    for k in range(N):
        total += share[k]
    for k in range(N):
        share[k] /= total
