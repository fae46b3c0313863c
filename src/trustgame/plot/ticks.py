"""Numbers along an axis of rounds, and names along any: they leave the picture its room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from trustgame.plot import palette
from trustgame.plot.anatomy import body, fit
from trustgame.plot.palette import Sizes
from trustgame.plot.scale import few_lines

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["name_across", "name_left", "name_up", "round_ticks", "thin"]


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


def name_across(ax: Axes, text: str, sizes: Sizes) -> None:
    """Write under an Axes what runs across, in two lines where one is too wide."""
    told, letters = fit(text, 0.7 * body(ax)[0], sizes.text, sizes.small)
    ax.set_xlabel(told, fontsize=letters, color=palette.DIM, parse_math=False)


def name_up(ax: Axes, text: str, sizes: Sizes) -> None:
    """Write left of an Axes what runs up, in two lines where one is too long."""
    told, letters = fit(text, 0.6 * body(ax)[1], sizes.text, sizes.small)
    ax.set_ylabel(told, fontsize=letters, color=palette.DIM, parse_math=False)


def name_left(
    ax: Axes,
    at: Sequence[float],
    names: Sequence[str],
    sizes: Sizes,
    *,
    share: float = 0.18,
    lines: int = 2,
) -> None:
    """Name places at the left edge, in no more than a share of the width and so many lines.

    Type shrinks first; where the smallest is too large, the middle of a name goes.
    """
    room = share * body(ax)[0]
    told = []
    for name in names:
        text, size = fit(name, room, sizes.text, sizes.small, lines=lines)
        cut = text.endswith("…") and not name.endswith("…")
        told.append((few_lines(name, room, size, lines) if cut else text, size))
    ax.set_yticks(at, labels=[text for text, _ in told], parse_math=False)
    for tick, (_, size) in zip(ax.get_yticklabels(), told, strict=True):
        tick.set_fontsize(size)


def thin(n: int, most: int = 400) -> np.ndarray:
    """Return which of n rounds are drawn: all, or evenly spaced ones with both ends."""
    return np.unique(np.linspace(0, n - 1, min(n, most)).round().astype(int))
