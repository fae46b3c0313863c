"""Pictures of several small pictures of lines, side by side on one slide."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from matplotlib.transforms import Bbox

from trustgame.deals.labels import Labels
from trustgame.deals.words import say
from trustgame.plot import palette
from trustgame.plot.anatomy import balance, body, fit, width
from trustgame.plot.palette import Sizes
from trustgame.plot.story_lines import draw_lines, shape_of_lines
from trustgame.plot.story_points import Lines, lines_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from trustgame.scenarios.pictures import Drawn

__all__ = ["draw_panels", "panels_of", "shape_of_panels"]

Margins = tuple[float, float, float, float]  # left, bottom, right, top, in points


class Within:
    """Keeps a panel to its part of an Axes, less margins in points, at any size.

    Parameters
    ----------
    parent : Axes
        Whose part it is.
    part : (float, float, float, float)
        Left, bottom, right and top, as shares of the parent.
    margins : (float, float, float, float)
        What stays free inside that part, in points.
    """

    def __init__(
        self, parent: Axes, part: tuple[float, float, float, float], margins: Margins
    ) -> None:
        self.parent, self.part, self.margins = parent, part, margins

    def __call__(self, ax: Any, renderer: Any) -> Bbox:
        """Return where the panel lies in its figure."""
        figure = cast("Figure", self.parent.figure)
        room = self.parent.get_position().transformed(figure.transFigure)
        point = figure.dpi / 72
        left, bottom, right, top = (point * side for side in self.margins)
        x0, x1 = (room.x0 + share * room.width for share in (self.part[0], self.part[2]))
        y0, y1 = (room.y0 + share * room.height for share in (self.part[1], self.part[3]))
        least = 0.15
        wide = max(x1 - x0 - left - right, least * (x1 - x0))
        high = max(y1 - y0 - bottom - top, least * (y1 - y0))
        box = Bbox.from_bounds(x0 + left, y0 + bottom, wide, high)
        return box.transformed(figure.transFigure.inverted())


def panels_of(drawn: Drawn, parameter: Callable[[Any], Any]) -> dict[str, Lines]:
    """Return what every panel holds, by its title."""
    frame, marks = drawn.frame, drawn.marks
    titles = list(dict.fromkeys(frame["panel"]))
    return {
        title: lines_of(
            spec,
            frame[frame["panel"] == title],
            marks if marks.empty else marks[marks["panel"] == title],
            parameter(spec["x"]),
        )
        for title, spec in zip(titles, drawn.spec["panels"], strict=True)
    }


def draw_panels(
    ax: Axes,
    panels: Mapping[str, Lines],
    labels: Labels,
    sizes: Sizes,
    style: Mapping[str, Any],
) -> None:
    """Draw every panel; words that all axes share are written once."""
    ax.set(xlim=(0, 1), ylim=(0, 1))
    ax.axis("off")
    wide, high = body(ax)
    point = ax.figure.dpi / 72
    n = len(panels)
    columns = n if n < 4 else math.ceil(n / 2)
    rows = math.ceil(n / columns)
    size, gap = sizes.small, 1.2 * sizes.small
    acrosses = [lines.x.titled(labels) for lines in panels.values()]
    ups = [lines.y.titled(labels) for lines in panels.values()]
    x_once, y_once = len(set(acrosses)) == 1, len(set(ups)) == 1
    foot = _shared(ax, acrosses[0], (0.5, 0), sizes, wide) if x_once else 0.0
    head = _shared(ax, ups[0], (0, 1), sizes, wide) if y_once else 0.0
    cell = wide / columns, (high - foot - head) / rows
    title_room = cell[0] - gap
    titles = [fit(t, title_room, sizes.text, size, bold=True) for t in panels]
    top = max((text.count("\n") + 1) * 1.25 * used for text, used in titles) + 0.9 * size
    if not y_once:
        top += 1.4 * size
    several = any(len(lines.numbers) > 1 for lines in panels.values())
    names = max(_longest(lines, size) for lines in panels.values()) if several else 0.0
    share = 0.28 if columns > 2 else 0.34
    right = gap + (min(names, share * cell[0]) + 0.9 * size if several else 0.0)
    bottom = 1.8 * size + (0.0 if x_once else 1.5 * size)
    tall = (high - foot - head) / high
    for k, (lines, (title, used)) in enumerate(zip(panels.values(), titles, strict=True)):
        row, column = divmod(k, columns)
        part = (
            column / columns,
            foot / high + tall * (1 - (row + 1) / rows),
            (column + 1) / columns,
            foot / high + tall * (1 - row / rows),
        )
        small = ax.inset_axes((part[0], part[1], part[2] - part[0], part[3] - part[1]))
        draw_lines(
            small,
            lines,
            labels,
            sizes,
            style,
            size=size,
            ends=several,
            most=4,
            room=share * cell[0] * point / ax.figure.bbox.width,
            across="",
            up="",
        )
        left = max(width(t.get_text(), size) for t in small.get_yticklabels()) + 8
        small.set_axes_locator(Within(ax, part, (left, bottom, right, top)))
        _heading(small, title, used, left, 0.9 * size + (0 if y_once else 1.4 * size))
        put: dict[str, Any] = {"fontsize": size, "color": palette.DIM, "parse_math": False}
        if not x_once:
            small.set_xlabel(balance(acrosses[k], cell[0] - gap, size), **put)
        if not y_once:
            _heading(small, ups[k], size, left, 0.9 * size, bold=False)


def _heading(
    ax: Axes, text: str, size: float, left: float, up: float, bold: bool = True
) -> None:
    """Write above a panel, from its left edge on."""
    ax.annotate(text, (0, 1), xytext=(-left, up), xycoords="axes fraction",
                textcoords="offset points", ha="left", va="baseline", fontsize=size,
                fontweight="bold" if bold else "normal", parse_math=False,
                color=palette.INK if bold else palette.DIM, annotation_clip=False,
                linespacing=1.1, gid="panel title" if bold else "y words")  # fmt: skip


def _shared(
    ax: Axes, text: str, at: tuple[float, float], sizes: Sizes, wide: float
) -> float:
    """Write what all panels share at an edge; return the height it takes in points."""
    text = balance(text, 0.95 * wide, sizes.text)
    x, y = at
    ax.text(x, y, text, ha="left" if x == 0 else "center", va="top" if y == 1 else "bottom",
            fontsize=sizes.text, color=palette.DIM, parse_math=False,
            gid="y words" if y == 1 else "x words")  # fmt: skip
    return (text.count("\n") + 1) * 1.3 * sizes.text


def _longest(lines: Lines, size: float) -> float:
    """Return the width of the longest name of a panel's lines, in points."""
    return max(width(lines.label(i), size) for i in lines.numbers)


def shape_of_panels(panels: Mapping[str, Lines], labels: Labels) -> str:
    """Return in words what the panels show."""
    parts: Sequence[str] = [
        say("story.panel", title=title, shape=shape_of_lines(lines, labels))
        for title, lines in panels.items()
    ]
    return say("story.panels_shape", n=len(panels), panels=" ".join(parts))
