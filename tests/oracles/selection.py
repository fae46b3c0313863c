"""Replicator dynamics on a payoff table, in small steps."""

from __future__ import annotations

import numpy as np


def one_population(table, shares, *, time: float, step: float = 0.1):
    """Return the shares after that time; ``table[i][j]`` is what i earns against j.

    Classical Runge-Kutta steps of x' = x (f - mean f). Time is in units of 1 / payoff.
    """
    table = np.asarray(table, dtype=float)
    x = np.asarray(shares, dtype=float)

    def rate(x):
        fitness = table @ x
        return x * (fitness - x @ fitness)

    for _ in range(round(time / step)):
        k1 = rate(x)
        k2 = rate(x + step / 2 * k1)
        k3 = rate(x + step / 2 * k2)
        k4 = rate(x + step * k3)
        x = x + step / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
        x = np.clip(x, 0, None)
        x /= x.sum()
    return x


def two_populations(buyers, sellers, x, y, *, time: float, step: float = 0.1):
    """Return the shares of both after that time.

    ``buyers[i][j]`` and ``sellers[i][j]`` are what buyer i and seller j earn together.
    """
    buyers, sellers = np.asarray(buyers, dtype=float), np.asarray(sellers, dtype=float)
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)

    def rate(x, y):
        f, g = buyers @ y, x @ sellers
        return x * (f - x @ f), y * (g - g @ y)

    for _ in range(round(time / step)):
        a1, b1 = rate(x, y)
        a2, b2 = rate(x + step / 2 * a1, y + step / 2 * b1)
        a3, b3 = rate(x + step / 2 * a2, y + step / 2 * b2)
        a4, b4 = rate(x + step * a3, y + step * b3)
        x = np.clip(x + step / 6 * (a1 + 2 * a2 + 2 * a3 + a4), 0, None)
        y = np.clip(y + step / 6 * (b1 + 2 * b2 + 2 * b3 + b4), 0, None)
        x, y = x / x.sum(), y / y.sum()
    return x, y


def meeting(table, x, y) -> float:
    """Return the mean of a table over pairs drawn with shares x and y."""
    return float(np.asarray(x) @ np.asarray(table) @ np.asarray(y))
