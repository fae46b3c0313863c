"""Compiled loops of finite populations: comparison and birth, one individual at a time.

Blind: arrays in, arrays filled. Letters: n kinds (of sellers behind those of buyers, if
there are two populations); R runs; H recorded times. A random word is a function of (key,
run, step, slot) alone and has two 32-bit halves, low and high: slot 0 says who, slot 1 low
what happens and high whether it is a mutation. So nothing depends on the order of runs.
"""

from __future__ import annotations

import math

import numpy as np

from trustgame._compiled import kernel

U = np.uint64
GAMMA, MIX_1, MIX_2 = U(0x9E3779B97F4A7C15), U(0xBF58476D1CE4E5B9), U(0x94D049BB133111EB)
S27, S30, S31, S32, LOW, FOUR = U(27), U(30), U(31), U(32), U(0xFFFFFFFF), U(4)
WHO, HOW = U(0), U(1)  # slots of a step
HALF = 2.0**32


@kernel(inline="always")
def mix64(z):
    """Return the word scrambled (SplitMix64's finaliser)."""
    z = (z ^ (z >> S30)) * MIX_1
    z = (z ^ (z >> S27)) * MIX_2
    return z ^ (z >> S31)


@kernel(error_model="numpy")
def weigh(table, own, counts, intensity, linear, least, most, weights):
    """Fill weights[least:most] with the chances to be a parent, up to a factor."""
    top = -np.inf
    for i in range(least, most):
        earned = -own[i]
        for k in range(counts.shape[0]):
            earned += counts[k] * table[i, k]
        weights[i] = earned
        if counts[i] > 0:
            top = max(top, earned)
    for i in range(least, most):
        f = 1.0 - intensity + intensity * weights[i]
        if not linear:
            f = math.exp(min(0.0, intensity * (weights[i] - top)))
        weights[i] = counts[i] * f


@kernel(error_model="numpy")
def choose(
    table, own, sizes, kinds, agents_at_start, key, first, births, linear, intensity,
    mutation, every, warm_up, records, sums, ends,
):  # fmt: skip
    """Pairwise comparison, or births and deaths: runs ``first`` to ``first + R - 1``.

    table [n, n] is what a kind earns per partner of a kind, own [n] what it would earn from
    itself; kinds of sellers stand behind those of buyers. ``sizes`` and ``kinds`` [2] are
    of individuals and of kinds per population, the second 0 if there is one. ``mutation``
    is a threshold. Fills records [R, H, n] (counts every ``every`` steps), sums [R, n] (of
    counts after each step past ``warm_up``) and ends [R] (step at which all became alike;
    -1).
    """
    R, H, n = records.shape
    total, buyers = U(sizes[0] + sizes[1]), U(sizes[0])
    steps = (H - 1) * every
    agents, counts = np.empty(total, np.int64), np.empty(n, np.int64)
    since, weights = np.empty(n, np.int64), np.empty(n)
    for run in range(R):
        base = mix64(key ^ mix64((first + U(run)) * GAMMA))
        for i in range(n):
            counts[i], since[i], sums[run, i] = 0, warm_up, 0
        for a in range(total):
            agents[a] = agents_at_start[a]
            counts[agents[a]] += 1
        ends[run] = -1
        t, due = 0, 0
        stale_b, stale_s = True, True
        while t < steps and ends[run] < 0:
            if t == due:
                for i in range(n):
                    records[run, t // every, i] = counts[i]
                due += every
            w = mix64(base + (FOUR * U(t) + WHO) * GAMMA)
            v = U(0)
            t += 1
            a = ((w & LOW) * total) >> S32
            low, size, least, most, partners = U(0), buyers, 0, kinds[0], 0
            if kinds[1] > 0:
                partners = kinds[0]
                if a >= buyers:
                    low, size, least, most, partners = (
                        buyers,
                        total - buyers,
                        kinds[0],
                        n,
                        0,
                    )
            if most - least < 2:
                continue
            i = agents[a]
            j = i
            if births:
                if stale_b if least == 0 else stale_s:
                    weigh(table, own, counts, intensity, linear, least, most, weights)
                    if least == 0:
                        stale_b = False
                    else:
                        stale_s = False
                left = 0.0
                for k in range(least, most):
                    left += weights[k]
                left *= (w >> S32) / HALF
                j = least
                while j < most - 1 and left >= weights[j]:
                    left -= weights[j]
                    j += 1
                while counts[j] == 0:
                    j -= 1
            else:
                b = low + (((w >> S32) * (size - U(1))) >> S32)
                j = agents[b + U(b >= a)]
            if mutation > 0 or (i != j and not births):
                v = mix64(base + (FOUR * U(t - 1) + HOW) * GAMMA)
            if (v >> S32) < mutation:
                parent = j if births else i
                j = least + int(((v & LOW) * U(most - least - 1)) >> S32)
                j += j >= parent
            elif i != j and not births:
                better = own[i] - own[j]
                last = n if partners > 0 or kinds[1] == 0 else kinds[0]
                for k in range(partners, last):
                    better += counts[k] * (table[j, k] - table[i, k])
                if (v & LOW) * (1.0 + math.exp(-intensity * better)) >= HALF:
                    continue
            if i == j:
                continue
            stale_b, stale_s = True, True
            agents[a] = j
            if t > warm_up:
                sums[run, i] += counts[i] * (t - 1 - since[i])
                sums[run, j] += counts[j] * (t - 1 - since[j])
                since[i], since[j] = t - 1, t - 1
            counts[i] -= 1
            counts[j] += 1
            if mutation == 0 and counts[i] == 0:
                alive = 0
                for k in range(n):
                    alive += counts[k] > 0
                if alive == (2 if kinds[1] > 0 else 1):
                    ends[run] = t
        for h in range(-(-t // every), H):
            for i in range(n):
                records[run, h, i] = counts[i]
        for i in range(n):
            sums[run, i] += counts[i] * max(0, steps - since[i])
