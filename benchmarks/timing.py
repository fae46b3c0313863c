"""Time jobs side by side: one after the other, again and again, in one process."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from statistics import median
from typing import Any, NamedTuple


class Row(NamedTuple):
    """One line of the results."""

    job: str
    ours: str
    theirs: str = ""
    ratio: str = ""
    target: str = ""


def interleaved(
    jobs: Mapping[str, Callable[[], Any]], repeats: int
) -> dict[str, list[float]]:
    """Return seconds by job; every repetition runs all: a slow moment hits all."""
    seconds: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(repeats):
        for name, job in jobs.items():
            start = time.perf_counter()
            job()
            seconds[name].append(time.perf_counter() - start)
    return seconds


def middle_ratio(slow: list[float], fast: list[float]) -> float:
    """Return the median over repetitions of slow / fast."""
    return median(s / f for s, f in zip(slow, fast, strict=True))


def in_units(seconds: float) -> str:
    """Return a time in the unit that suits it."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds * 1e9:.3g} ns"
