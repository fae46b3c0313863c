"""Labels of lines: at their ends, where they move apart, or along them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke
from matplotlib.text import Text
from matplotlib.transforms import Bbox, IdentityTransform

from trustgame.plot import palette
from trustgame.plot.anatomy import wrap
from trustgame.plot.palette import Sizes
from trustgame.plot.scale import few_lines
from trustgame.typing import FloatArray

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["AlongLine", "EndLabels", "spread"]


def spread(
    wanted: Sequence[float], heights: Sequence[float], low: float, high: float
) -> list[float]:
    """Return centres near the wanted ones at which boxes of those heights do not overlap.

    Boxes keep their order; they leave [low, high] only if they cannot all fit.

    Examples
    --------
    >>> spread([5, 5], [2, 2], 0, 10)
    [4.0, 6.0]
    """
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    groups: list[
        tuple[float, float, list[int]]
    ] = []  # sum of wanted starts, height, members
    for i in order:
        total, height, members = float(wanted[i]) - heights[i] / 2, float(heights[i]), [i]
        while groups:
            before, below, earlier = groups[-1]
            start = before / len(earlier)
            if _start(start, below, low, high) + below <= _start(
                total / len(members), height, low, high
            ):
                break
            groups.pop()
            total = before + total - below * len(members)
            height, members = below + height, earlier + members
        groups.append((total, height, members))
    centres = [0.0] * len(wanted)
    for total, height, members in groups:
        at = _start(total / len(members), height, low, high)
        for i in members:
            centres[i] = at + heights[i] / 2
            at += heights[i]
    return centres


def _start(wanted: float, height: float, low: float, high: float) -> float:
    """Return the start nearest to the wanted one at which a group lies within bounds."""
    return max(low, min(wanted, high - height))


class EndLabels(Artist):
    """Texts beside the right edge of an Axes, each joined to the end of its line.

    Parameters
    ----------
    ax : Axes
        Where the lines are.
    ends : sequence of float
        Height at which each line ends, in data units.
    texts : sequence of str
        What each label says.
    colours : sequence of str
        The lines' colours, for the joints.
    sizes : Sizes
        Type sizes of the figure.
    room : float
        The widest a label may be, as a share of the figure's width.
    size : float, optional
        The largest type size; that of the figure's texts unless given.
    dashes : sequence, optional
        The lines' styles: where labels had to move, each then has a piece of its line.
    """

    def __init__(
        self,
        ax: Axes,
        ends: Sequence[float],
        texts: Sequence[str],
        colours: Sequence[Any],
        sizes: Sizes,
        *,
        room: float = 0.24,
        size: float | None = None,
        dashes: Sequence[Any] = (),
    ) -> None:
        super().__init__()
        self._size = sizes.text if size is None else size
        self._ends, self._sizes, self._room = list(ends), sizes, room
        self._words = list(texts)
        self.texts = [
            Text(
                0,
                0,
                text,
                fontsize=self._size,
                color=palette.INK,
                va="center",
                ha="left",
                parse_math=False,
                transform=IdentityTransform(),
            )
            for text in texts
        ]
        self._joints = [
            Line2D(
                [],
                [],
                color=colour,
                linewidth=sizes.line / 2,
                transform=IdentityTransform(),
            )
            for colour in colours
        ]
        self._pieces = [
            Line2D(
                [],
                [],
                color=colour,
                linestyle=dash,
                linewidth=0.75 * sizes.line,
                transform=IdentityTransform(),
            )
            for colour, dash in zip(colours, dashes, strict=False)
        ]
        self.set_clip_on(False)
        for child in self.get_children():
            child.set_figure(ax.figure)
            child.axes = ax
        self.set_zorder(5)

    def get_children(self) -> list[Artist]:
        """Return texts, joints and pieces of lines."""
        return [*self.texts, *self._joints, *self._pieces]

    def _place(self, renderer: Any) -> None:
        """Wrap the texts, spread them, and join each to its line."""
        ax = self.axes
        assert ax is not None
        figure = ax.figure
        point = figure.dpi / 72
        size = self._size
        while True:
            room = self._room * figure.bbox.width / point
            heights = []
            for text, words in zip(self.texts, self._words, strict=True):
                text.set_fontsize(size)
                text.set_text(wrap(words, room, size))
                heights.append(
                    text.get_window_extent(renderer).height + 0.45 * size * point
                )
            if sum(heights) <= ax.bbox.height * 1.05 or size <= self._sizes.small:
                break
            size -= 1
        if sum(heights) > ax.bbox.height * 1.05:
            heights = self._cut(room, size, point, renderer)
        low, high = ax.bbox.y0, ax.bbox.y1
        if sum(heights) > high - low:  # taller than the axes: let them stick out alike
            extra = (sum(heights) - (high - low)) / 2
            low, high = low - extra, high + extra
        else:
            low, high = low - min(heights) / 2, high + min(heights) / 2
        at = [float(ax.transData.transform((0, end))[1]) for end in self._ends]
        gap = 16 * point * (size / 18)
        centres = spread(at, heights, low, high)
        moved = max(abs(y - wanted) for y, wanted in zip(centres, at, strict=True))
        piece = 2.4 * gap if moved > 0.6 * size * point and self._pieces else 0.0
        left = ax.bbox.x1 + gap
        for text, joint, y, wanted in zip(
            self.texts, self._joints, centres, at, strict=True
        ):
            text.set_position((left + piece, y))
            joint.set_data([ax.bbox.x1, left - 0.2 * gap], [wanted, y])
        for line, y in zip(self._pieces, centres, strict=False):
            line.set_data([left - 0.2 * gap, left + piece - 0.4 * gap], [y, y])
            line.set_visible(piece > 0)

    def _cut(self, room: float, size: float, point: float, renderer: Any) -> list[float]:
        """Give the longest labels fewer lines until all fit; return heights."""
        lines = [text.get_text().count("\n") + 1 for text in self.texts]
        while True:
            heights = []
            for text, words, n in zip(self.texts, self._words, lines, strict=True):
                text.set_text(few_lines(words, room, size, n))
                tall = text.get_window_extent(renderer).height
                heights.append(tall + 0.45 * size * point)
            assert self.axes is not None
            if sum(heights) <= self.axes.bbox.height * 1.05 or max(lines) == 1:
                return heights
            lines[lines.index(max(lines))] -= 1

    def get_window_extent(self, renderer: Any = None) -> Bbox:
        """Return the box around all labels."""
        if renderer is None:
            renderer = self.axes.figure._get_renderer()  # type: ignore[union-attr]
        self._place(renderer)
        return Bbox.union([text.get_window_extent(renderer) for text in self.texts])

    def get_tightbbox(self, renderer: Any = None) -> Bbox:
        """Return the same box: labels are never clipped."""
        return self.get_window_extent(renderer)

    def draw(self, renderer: Any) -> None:
        """Draw joints and texts."""
        self._place(renderer)
        for child in (*self._joints, *self._pieces, *self.texts):
            child.draw(renderer)
        self.stale = False


class AlongLine(Artist):
    """A label that runs along a line, or beside it where the line is too short.

    ``share`` puts it so high in the Axes, right of all the ``lines`` and behind a piece of
    its own in its ``dash``: where several lines would cross each other's labels.
    """

    def __init__(
        self,
        ax: Axes,
        line: FloatArray,
        text: str,
        size: float,
        share: float | None = None,
        *,
        lines: Sequence[FloatArray] = (),
        dash: Any = "solid",
    ) -> None:
        super().__init__()
        self._line, self._share, self._lines = line, share, list(lines)
        halo = [withStroke(linewidth=0.22 * size, foreground=palette.HALO)]
        self._piece = Line2D(
            [], [], color=palette.INK, linestyle=dash, linewidth=0.16 * size,
            path_effects=halo, transform=IdentityTransform(),
        )  # fmt: skip
        self.text = Text(
            0,
            0,
            text,
            fontsize=size,
            color=palette.INK,
            parse_math=False,
            ha="center",
            va="bottom",
            rotation_mode="anchor",
            transform=IdentityTransform(),
            path_effects=halo,
        )
        self.set_clip_on(False)
        for child in self.get_children():
            child.set_figure(ax.figure)
            child.axes = ax
        self.set_zorder(5)

    def get_children(self) -> list[Artist]:
        """Return the text and the piece of line before it."""
        return [self.text, self._piece]

    def _place(self, renderer: Any) -> None:
        """Put the text along the line if there is room, else to its right."""
        ax = self.axes
        assert ax is not None
        point = ax.figure.dpi / 72
        at = ax.transData.transform(self._line)
        steps = np.hypot(*np.diff(at, axis=0).T)
        along = np.concatenate([[0], np.cumsum(steps)])
        self.text.set_rotation(0)
        self.text.set_horizontalalignment("center")
        self.text.set_position((0, 0))
        long = self.text.get_window_extent(renderer).width
        if self._share is not None:
            self._place_beside(ax, self._share, long, point)
            return
        middle = along[-1] * 0.5
        spot = np.array([np.interp(middle, along, at[:, k]) for k in (0, 1)])
        gap = 6 * point
        if along[-1] > 1.05 * long:
            ends = [
                np.array(
                    [np.interp(middle + s * long / 2, along, at[:, k]) for k in (0, 1)]
                )
                for s in (-1, 1)
            ]
            slope = ends[1] - ends[0]
            if slope[0] < 0:
                slope = -slope
            angle = float(np.degrees(np.arctan2(slope[1], slope[0])))
            if angle > 89:
                angle -= 180
            # On the line's right: below a rising line, above a falling one.
            below = angle > 0
            normal = np.array([slope[1], -slope[0]]) / max(float(np.hypot(*slope)), 1e-9)
            side = normal if normal[0] > 0 else -normal
            base = (ends[0] + ends[1]) / 2
            reach = [float((p - base) @ side) for p in at]
            self.text.set_rotation(angle)
            self.text.set_verticalalignment("top" if below else "bottom")
            self.text.set_position(tuple(base + side * (max(0.0, *reach) * 0.5 + gap)))
            return
        self.text.set_horizontalalignment("left")
        self.text.set_verticalalignment("center")
        left = min(spot[0] + 2 * gap, ax.bbox.x1 - gap - long)
        self.text.set_position((left, spot[1]))

    def _place_beside(self, ax: Any, share: float, long: float, point: float) -> None:
        """Put the text right of all lines, behind a piece of its own line."""
        size = float(self.text.get_fontsize()) * point
        y = ax.bbox.y0 + share * ax.bbox.height
        near = np.linspace(y - size, y + size, 9)
        reach = ax.bbox.x0
        for line in self._lines:
            at = ax.transData.transform(line)
            at = at[np.argsort(at[:, 1])]
            inside = near[(near >= at[0, 1] - size) & (near <= at[-1, 1] + size)]
            reach = max([reach, *np.interp(inside, at[:, 1], at[:, 0])])
        piece = 2.6 * size
        left = min(reach + size, ax.bbox.x1 - 0.5 * size - piece - long)
        self._piece.set_data([left, left + piece], [y, y])
        self.text.set_horizontalalignment("left")
        self.text.set_verticalalignment("center")
        self.text.set_position((left + piece + 0.5 * size, y))

    def get_window_extent(self, renderer: Any = None) -> Bbox:
        """Return the text's box."""
        if renderer is None:
            renderer = self.axes.figure._get_renderer()  # type: ignore[union-attr]
        self._place(renderer)
        return self.text.get_window_extent(renderer)

    def get_tightbbox(self, renderer: Any = None) -> Bbox:
        """Return the same box."""
        return self.get_window_extent(renderer)

    def draw(self, renderer: Any) -> None:
        """Draw the text, and the piece of line before it if there is one."""
        self._place(renderer)
        for child in (self._piece, self.text):
            child.draw(renderer)
        self.stale = False
