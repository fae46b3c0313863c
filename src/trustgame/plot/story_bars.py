"""Pictures of bars: quantities side by side, values written, single outcomes as dots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.text import Text
from matplotlib.transforms import Bbox, IdentityTransform

from trustgame.deals.labels import Labels
from trustgame.deals.numerals import write
from trustgame.deals.words import listed, say
from trustgame.plot import palette
from trustgame.plot.anatomy import body, fit, plain_frame, width, wrap
from trustgame.plot.lines import spread
from trustgame.plot.palette import Sizes
from trustgame.plot.story_axes import Scale, colour_of, limits, put_ticks, scale_of
from trustgame.plot.story_marks import loss_area
from trustgame.typing import FloatArray

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw_bars", "shape_of_bars"]


class DotLabels(Artist):
    """Names of single outcomes under their dots, moved apart where they are close.

    ``rows`` are the dots of a row as (x, text); ``heights`` where they lie, in data units.
    """

    def __init__(
        self,
        ax: Axes,
        rows: Sequence[Sequence[tuple[float, str]]],
        heights: Sequence[float],
        size: float,
        reach: float,
    ) -> None:
        super().__init__()
        self._rows, self._heights, self._reach = rows, heights, reach
        self._size = size
        self.texts = [
            [
                Text(
                    0,
                    0,
                    text,
                    fontsize=size,
                    color=palette.INK,
                    ha="center",
                    va="top",
                    parse_math=False,
                    transform=IdentityTransform(),
                    gid="dot label",
                    linespacing=1.05,
                )
                for _, text in row
            ]
            for row in rows
        ]
        self.set_clip_on(False)
        for child in self.get_children():
            child.set_figure(ax.figure)
            child.axes = ax
        self.set_zorder(6)

    def get_children(self) -> list[Artist]:
        """Return the texts."""
        return [text for row in self.texts for text in row]

    def _place(self, renderer: Any) -> None:
        """Put each text under its dot, or as near as its neighbours allow."""
        ax = self.axes
        assert ax is not None
        point = ax.figure.dpi / 72
        for row, texts, height in zip(self._rows, self.texts, self._heights, strict=True):
            if not row:
                continue
            room = 0.98 * ax.bbox.width / point / len(row)
            wanted, wides = [], []
            for (x, words), text in zip(row, texts, strict=True):
                text.set_text(wrap(words, room - self._size, self._size))
                wanted.append(float(ax.transData.transform((x, 0))[0]))
                wides.append(text.get_window_extent(renderer).width + self._size * point)
            y = float(ax.transData.transform((0, height))[1])
            y -= (self._reach + 0.15 * self._size) * point
            centres = spread(wanted, wides, ax.bbox.x0, ax.bbox.x1)
            for text, centre in zip(texts, centres, strict=True):
                text.set_position((centre, y))

    def get_window_extent(self, renderer: Any = None) -> Bbox:
        """Return the box around all texts."""
        if renderer is None:
            renderer = self.axes.figure._get_renderer()  # type: ignore[union-attr]
        self._place(renderer)
        return Bbox.union(
            [t.get_window_extent(renderer) for row in self.texts for t in row]
        )

    def get_tightbbox(self, renderer: Any = None) -> Bbox:
        """Return the same box: labels are never clipped."""
        return self.get_window_extent(renderer)

    def draw(self, renderer: Any) -> None:
        """Draw the texts."""
        self._place(renderer)
        for child in self.get_children():
            child.draw(renderer)
        self.stale = False


def _scale(spec: Mapping[str, Any]) -> Scale:
    """Return how the bars' numbers are written."""
    return scale_of(spec.get("y", {"words": ""}))


def _dots(spec: Mapping[str, Any], marks: pd.DataFrame) -> list[list[tuple[float, str]]]:
    """Return the single outcomes behind each bar."""
    rows = iter([] if marks.empty else marks.to_dict("records"))
    return [
        [
            (float(row["y"]), str(row["label"]))
            for row in islice(rows, len(bar.get("dots", ())))
        ]
        for bar in spec["bars"]
    ]


class Rows(NamedTuple):
    """Where bars and the dots under them lie, in points from the top."""

    middles: list[float]
    lanes: list[float]
    thick: float
    high: float


def _rows(
    dots: Sequence[Sequence[tuple[float, str]]], high: float, across: float, sizes: Sizes
) -> Rows:
    """Share a height among bars, the dots under some of them, and the gaps between."""
    blocks = []
    for row in dots:
        room = 0.98 * across / max(len(row), 1) - sizes.small
        lines = max(
            (wrap(text, room, sizes.small).count("\n") + 1 for _, text in row), default=0
        )
        blocks.append(1.4 * sizes.mark + (1.25 * lines + 0.3) * sizes.small if row else 0.0)
    each = (high - sum(blocks)) / len(dots)  # a bar and the gap around it
    thick = max(0.6 * each, min(each, sizes.small))
    middles, lanes, top = [], [], 0.0
    for block in blocks:
        middles.append(top + each / 2)
        lanes.append(top + (each + thick) / 2 + 0.9 * sizes.mark)
        top += each + block
    return Rows(middles, lanes, thick, max(high, top))


def draw_bars(
    ax: Axes,
    spec: Mapping[str, Any],
    frame: pd.DataFrame,
    marks: pd.DataFrame,
    labels: Labels,
    sizes: Sizes,
    style: Mapping[str, Any],
) -> None:
    """Draw one bar per row, its value at its end, and under it the outcomes behind it."""
    scale = _scale(spec)
    values = frame["value"].to_numpy(dtype=float)
    dots = _dots(spec, marks)
    wide, high = body(ax)
    plain_frame(ax, sizes, grid="x")
    heights = [v for v in (*values, *(x for row in dots for x, _ in row)) if np.isfinite(v)]
    low, top = limits(heights, scale, spec.get("y", {}).get("range"))
    low = 0.0 if min(heights, default=0.0) >= 0 else low  # bars begin at the edge
    written = [write(value, scale.kind, labels) for value in values]
    longest = max(width(str(label), sizes.text) for label in frame["label"])
    left = min(0.3 * wide, longest + 2)  # where names end
    across = wide - left - 8
    if spec.get("y", {}).get("range") is None:
        low, top = _roomy(values, written, (low, top), across, sizes)
    rows = _rows(dots, high - 3.2 * sizes.text, across, sizes)
    ax.set_xlim(low, top)
    ax.set_ylim(rows.high, 0)
    if spec.get("loss", False):
        loss_area(ax, "x", sizes)
    else:
        ax.axvline(0, color=palette.INK, linewidth=0.4 * sizes.line, zorder=1, gid="zero")
    for k, (bar, value) in enumerate(zip(spec["bars"], values, strict=True)):
        y = rows.middles[k]
        if np.isfinite(value):
            colour = colour_of(str(bar.get("role", "model")))
            look: dict[str, Any] = {"height": rows.thick, "color": colour, "zorder": 3}
            ax.barh(y, value, gid=f"bar {k}", **(look | dict(style)))
        _value(ax, value, y, written[k], sizes)
        _outcomes(ax, dots[k], rows.lanes[k], sizes)
    lines = max(2, int(rows.high / len(values) / (1.3 * sizes.small)))
    names = [
        fit(str(label), left, sizes.text, sizes.small, lines=lines)
        for label in frame["label"]
    ]
    ax.set_yticks(rows.middles, labels=[name for name, _ in names], parse_math=False)
    for tick, (_, size) in zip(ax.get_yticklabels(), names, strict=True):
        tick.set_fontsize(size)
    put_ticks(ax.set_xticks, (low, top), scale, labels)
    ax.set_xlabel(
        scale.titled(labels), fontsize=sizes.text, color=palette.DIM, parse_math=False
    )
    if any(dots):
        ax.add_artist(DotLabels(ax, dots, rows.lanes, sizes.small, 0.5 * sizes.mark))


def _roomy(
    values: FloatArray,
    written: Sequence[str],
    ends: tuple[float, float],
    across: float,
    sizes: Sizes,
) -> tuple[float, float]:
    """Return ends of an axis of that width at which every value finds room past its bar."""
    low, top = ends
    need = [(width(text, 1.1 * sizes.text, True) + sizes.text) / across for text in written]
    finite = [(float(v), n) for v, n in zip(values, need, strict=True) if np.isfinite(v)]
    left = min(0.4, max((n for v, n in finite if v < 0), default=0.0))
    right = min(0.4, max((n for v, n in finite if v >= 0), default=0.0))
    least = min((v for v, _ in finite if v < 0), default=0.0)
    most = max((v for v, _ in finite if v >= 0), default=0.0)
    span = max(top - low, (most - least) / (1 - left - right))
    return min(low, least - left * span), max(top, most + right * span)


def _value(ax: Axes, value: float, y: float, text: str, sizes: Sizes) -> None:
    """Write a bar's value at its end."""
    at = value if np.isfinite(value) else 0.0
    sign = -1 if at < 0 else 1
    ax.annotate(
        text,
        (at, y),
        xytext=(sign * 0.5 * sizes.text, 0),
        textcoords="offset points",
        ha="left" if sign > 0 else "right",
        va="center",
        fontsize=1.1 * sizes.text,
        fontweight="bold",
        color=palette.INK,
        parse_math=False,
        gid="value",
        annotation_clip=False,
        zorder=6,
    )


def _outcomes(ax: Axes, dots: Sequence[tuple[float, str]], y: float, sizes: Sizes) -> None:
    """Draw the outcomes behind a bar on a thin line."""
    if not dots:
        return
    xs = [x for x, _ in dots]
    ax.plot(
        [min(xs), max(xs)],
        [y, y],
        color=palette.DIM,
        linewidth=0.3 * sizes.line,
        zorder=3,
        gid="range",
    )
    ax.plot(xs, [y] * len(xs), linestyle="none", marker="o", markersize=sizes.mark,
            color=palette.DIM, zorder=5, clip_on=False, gid="dots")  # fmt: skip


def shape_of_bars(
    spec: Mapping[str, Any], frame: pd.DataFrame, marks: pd.DataFrame, labels: Labels
) -> str:
    """Return in words what a picture of bars shows."""
    scale = _scale(spec)
    parts = []
    for label, value, dots in zip(
        frame["label"], frame["value"], _dots(spec, marks), strict=True
    ):
        said = say("story.bar", bar=label, value=write(float(value), scale.kind, labels))
        if dots:
            behind = [
                say("story.dot", label=text, value=write(x, scale.kind, labels))
                for x, text in dots
            ]
            said += say("story.behind", dots=listed(behind))
        parts.append(said)
    return say("story.bars_shape", words=scale.words, bars="; ".join(parts))
