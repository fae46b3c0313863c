"""What tables of many rows share: a colour scale with its name, labels that find room."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from trustgame.plot import palette
from trustgame.plot.anatomy import fit, width, wrap
from trustgame.plot.palette import Sizes

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["colour_scale", "every", "few_lines", "one_line", "scale_height", "shortened",
           "upright"]  # fmt: skip


def every(n: int, pitch: float, size: float) -> list[int]:
    """Return which of n labels can be shown: every one, second, third ..., and the last.

    Examples
    --------
    >>> every(8, 7, 14)
    [0, 3, 7]
    """
    step = max(1, math.ceil(1.2 * size / max(pitch, 1e-9)))
    shown = list(range(0, n, step))
    return [*shown[:-1], n - 1] if len(shown) > 1 else shown


def one_line(text: str, room: float, size: float, bold: bool = False) -> str:
    """Return a text on one line; where there is no room, its middle goes, not its end.

    Examples
    --------
    >>> one_line("tit for tat of the 2nd kind", 120, 14)
    'tit for…2nd kind'
    """
    return few_lines(text, room, size, 1, bold)


def few_lines(text: str, room: float, size: float, lines: int, bold: bool = False) -> str:
    r"""Return a text on so many lines at most; where there is no room, its middle goes.

    Examples
    --------
    >>> few_lines("tit for tat of the 2nd kind", 120, 14, 2)
    'tit for tat of the\n2nd kind'
    """
    short = shortened(text, room, size, lines, bold)
    return short if lines == 1 else wrap(short, room, size, bold, lines)


def shortened(text: str, room: float, size: float, lines: int, bold: bool = False) -> str:
    """Return a text that needs so many lines at most, its middle left out if need be."""

    def fits(part: str) -> bool:
        if lines == 1:
            return width(part, size, bold) <= room
        return wrap(part, room, size, bold).count("\n") < lines

    if fits(text):
        return text
    low, high = 2, len(text) - 1  # so many letters fit, and so many do not
    while high - low > 1:
        keep = (low + high) // 2
        low, high = (keep, high) if fits(_without_middle(text, keep)) else (low, keep)
    return _without_middle(text, low)


def _without_middle(text: str, keep: int) -> str:
    """Return so many letters of a text, the first and the last ones."""
    head = (keep + 1) // 2
    return f"{text[:head].rstrip()}…{text[len(text) - keep + head :].lstrip()}"


def upright(names: Sequence[str], pitch: float, sizes: Sizes) -> bool:
    """Tell whether names must stand on end to keep within columns of a width."""
    room = 0.94 * pitch
    for name in names:
        words_fit = max(width(word, sizes.small) for word in name.split(" ")) <= room
        if not words_fit or wrap(name, room, sizes.small).count("\n") > 2:
            return True
    return False


def scale_height(sizes: Sizes) -> float:
    """Return the height in points that a colour scale takes above its axes."""
    return 2.9 * sizes.small + 6


def colour_scale(
    ax: Axes,
    mesh: Any,
    name: str,
    write: Callable[[float], str],
    sizes: Sizes,
    room: tuple[float, float],
    reach: float = 0.0,
) -> None:
    """Draw above axes of a width and height in points what their colours stand for.

    The scale's name may ``reach`` so many points out on the left.
    """
    wide, high = room
    low, top = mesh.get_clim()
    part = max(0.3, min(0.6, 11 * sizes.small / wide))
    above, thick = 8 / high, 0.8 * sizes.small / high
    key = ax.inset_axes((1 - part, 1 + above, part, thick))
    key.imshow(
        np.linspace(0, 1, 256)[None],
        aspect="auto",
        cmap=palette.MAP_RAMP,
        extent=(low, top, 0, 1) if top > low else (low - 1, low + 1, 0, 1),
    )
    for spine in key.spines.values():
        spine.set_visible(False)
    places = 2 - math.floor(math.log10(top - low)) if top > low else 6
    ticks = [low, (low + top) / 2, top] if top > low else [low]
    ticks = [round(float(tick), places) for tick in ticks]
    key.set_yticks([])
    key.set_xticks(ticks, labels=[write(t) for t in ticks], fontsize=sizes.small)
    key.tick_params(
        length=0, top=True, labeltop=True, bottom=False, labelbottom=False, pad=3
    )
    if len(ticks) == 3:
        first, _, last = key.get_xticklabels()
        first.set_horizontalalignment("left")
        last.set_horizontalalignment("right")
    text, size = fit(
        name, 0.97 * (1 - part) * wide + reach, sizes.text, sizes.small, lines=2
    )
    ax.text(
        1 - part - 10 / wide,
        1 + 4 / high,
        text,
        transform=ax.transAxes,
        fontsize=size,
        ha="right",
        va="bottom",
        color=palette.INK,
        parse_math=False,
        linespacing=1.0,
        gid="scale",
    )
