"""Numbers along an axis of rounds: those that people say, and those that are drawn."""

from __future__ import annotations

import numpy as np

__all__ = ["round_ticks", "thin"]


def round_ticks(last: int, *, first: int = 1) -> list[int]:
    """Return numbers of rounds that people say, the first and the last among them.

    Examples
    --------
    >>> round_ticks(12), round_ticks(34), round_ticks(10_000)
    ([1, 4, 8, 12], [1, 10, 20, 34], [1, 2500, 5000, 7500, 10000])
    """
    if last <= 6:
        return list(range(first, last + 1))
    step = next(
        scale * unit
        for scale in (10**k for k in range(20))
        for unit in (1, 2, 2.5, 4, 5)
        if last / (scale * unit) <= 4.5 and scale * unit == int(scale * unit)
    )
    inner = [int(k) for k in np.arange(step, last, step) if last - k > 0.6 * step]
    return sorted({first, *inner, last})


def thin(n: int, most: int = 400) -> np.ndarray:
    """Return which of n rounds are drawn: all, or evenly spaced ones with both ends."""
    return np.unique(np.linspace(0, n - 1, min(n, most)).round().astype(int))
