"""Pictures of lines: quantities over one parameter, with marks, walls and people's data."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from trustgame.deals.labels import Labels
from trustgame.deals.numerals import write
from trustgame.deals.words import listed, say
from trustgame.plot import palette
from trustgame.plot.anatomy import plain_frame
from trustgame.plot.callouts import Callout, Callouts
from trustgame.plot.lines import EndLabels
from trustgame.plot.palette import Sizes
from trustgame.plot.story_axes import (
    colour_of,
    dashes_for,
    limits,
    line_look,
    name_axes,
    put_ticks,
)
from trustgame.plot.story_marks import (
    are_bars,
    draw_marks,
    groups,
    loss_area,
    mark_callouts,
)
from trustgame.plot.story_points import Crossing, Lines, crossing_words, crossings

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw_lines", "shape_of_lines"]


# --- drawing ---


def draw_lines(
    ax: Axes,
    lines: Lines,
    labels: Labels,
    sizes: Sizes,
    style: Mapping[str, Any],
    *,
    size: float | None = None,
    room: float = 0.24,
    ends: bool = True,
    most: int = 6,
    across: str | None = None,
    up: str | None = None,
) -> None:
    """Draw a picture of lines: ``size`` of its type, ``room`` for labels at line ends."""
    size = sizes.text if size is None else size
    if lines.x.log:
        ax.set_xscale("log")
    if lines.y.log:
        ax.set_yscale("log")
    plain_frame(ax, sizes)
    ax.tick_params(labelsize=size)
    heights = [*lines.frame["y"], *(m[k] for m in lines.marks for k in ("y", "low", "high")
                                    if k in m and math.isfinite(m[k]))]  # fmt: skip
    low, high = limits(heights, lines.y, lines.spec["y"].get("range"))
    if lines.spec.get("loss", False) and low >= -1e-12:
        low = -0.06 * (high - low)
    ax.set_ylim(low, high)
    left, right = _across(lines)
    ax.set_xlim(left, right)
    if lines.spec.get("loss", False):
        loss_area(ax, "y", sizes)
    elif low < 0 < high:
        ax.axhline(0, color=palette.DIM, linewidth=0.25 * sizes.line, zorder=1)
    ax.spines["bottom"].set_visible(not low < 0 < high)
    draw_marks(ax, lines.marks, lines.x, sizes)
    dashes = dashes_for(lines.spec["lines"])
    few = lines.x.whole and len(lines.frame) <= 12 * len(dashes)
    for i in lines.numbers:
        _draw_line(ax, lines, i, dashes[i], few, sizes, style)
    found = crossings(lines)
    for k, one in enumerate(found):
        ax.plot(one.x, one.y, marker="o", markersize=1.35 * sizes.mark, linestyle="none",
                markerfacecolor="none", markeredgecolor=palette.INK, zorder=6,
                markeredgewidth=0.55 * sizes.line, gid=f"crossing {k}")  # fmt: skip
    put_ticks(ax.set_xticks, (left, right), lines.x, labels, most)
    put_ticks(ax.set_yticks, (low, high), lines.y, labels, most)
    ax.minorticks_off()
    name_axes(
        ax,
        lines.x.titled(labels) if across is None else across,
        lines.y.titled(labels) if up is None else up,
        sizes,
        size,
    )
    if ends:
        _label_ends(ax, lines, dashes, sizes, size, room, (low, high))
    _label_points(ax, lines, found, labels, sizes, size, (low, high))


def _draw_line(
    ax: Axes,
    lines: Lines,
    i: int,
    dash: Any,
    few: bool,
    sizes: Sizes,
    style: Mapping[str, Any],
) -> None:
    """Draw a line; a move has its mark at the end, and few points have one each."""
    at, role = lines.points(i), lines.role(i)
    look = line_look(role, dash, sizes)
    mark = palette.MOVE_MARKS[role == "defect"]
    if few:
        look |= {"marker": mark, "markersize": 0.7 * sizes.mark}
    ax.plot(*at.T, gid=f"line {i}", **(look | dict(style)))
    there = at[np.isfinite(at[:, 1])]
    low, high = ax.get_ylim()
    if role in ("cooperate", "defect") and len(there) and low <= there[-1, 1] <= high:
        ax.plot(
            *there[-1],
            marker=mark,
            markersize=sizes.mark,
            color=look["color"],
            linestyle="none",
            clip_on=False,
            zorder=look["zorder"],
            gid=f"end {i}",
        )


def _label_ends(
    ax: Axes,
    lines: Lines,
    dashes: Sequence[Any],
    sizes: Sizes,
    size: float,
    room: float,
    ends: tuple[float, float],
) -> None:
    """Write at the end of each line what it is; lines that are one have one label."""
    low, high = ends
    labels: list[str] = []
    stops: list[float] = []
    heights: list[float] = []
    members: list[int] = []
    for i in lines.numbers:
        at = lines.points(i)
        there = at[np.isfinite(at[:, 1])]
        if not len(there) or not lines.label(i):
            continue
        twin = next(
            (k for k, j in enumerate(members) if _alike(lines, i, j, high - low)), None
        )
        if twin is not None:
            labels[twin] = say("story.same", one=labels[twin], other=lines.label(i))
            continue
        labels.append(lines.label(i))
        members.append(i)
        stops.append(min(max(float(there[-1, 1]), low), high))
        heights.append(float(there[:, 1].mean()))
    if not members:
        return
    # Where ends coincide, the higher line's label stands higher.
    ranks = np.argsort(np.argsort(heights, kind="stable"), kind="stable")
    stops = [
        stop + 1e-6 * (high - low) * rank for stop, rank in zip(stops, ranks, strict=True)
    ]
    colours = [colour_of(lines.role(i)) for i in members]
    kept = [dashes[i] for i in members]
    ax.add_artist(EndLabels(ax, stops, labels, colours, sizes, room=room, size=size,
                            dashes=kept))  # fmt: skip


def _alike(lines: Lines, i: int, j: int, span: float) -> bool:
    """Tell whether two lines cannot be told apart."""
    one, other = lines.points(i), lines.points(j)
    return one.shape == other.shape and bool(
        np.allclose(one, other, rtol=0, atol=0.004 * span, equal_nan=True)
        and np.allclose(one[:, 0], other[:, 0])
    )


def _across(lines: Lines) -> tuple[float, float]:
    """Return the ends of the x axis: the points, and half a step around bars."""
    xs = [*lines.frame["x"], *(m["x"] for m in lines.marks if m["kind"] == "mark")]
    left, right = float(min(xs)), float(max(xs))
    if lines.x.log:
        wide = (right / left) ** 0.015
        return left / wide, right * wide
    span = right - left or 1.0
    if lines.x.whole and span <= 40:
        return left - 0.6, right + 0.6
    return left - 0.01 * span, right + 0.01 * span


def _same_spot(
    ax: Axes, one: Crossing, other: Crossing, lines: Lines, labels: Labels
) -> bool:
    """Tell whether two crossings say the same where one cannot be told from the other."""
    low, high = ax.get_xlim()
    return abs(one.x - other.x) < 0.01 * abs(high - low) and (
        crossing_words(one, lines.x, labels) == crossing_words(other, lines.x, labels)
    )


def _label_points(
    ax: Axes,
    lines: Lines,
    found: Sequence[Crossing],
    labels: Labels,
    sizes: Sizes,
    size: float,
    ends: tuple[float, float],
) -> None:
    """Write beside crossings, marks and walls what they are."""
    callouts = [
        Callout(
            crossing_words(one, lines.x, labels),
            ((one.x, one.y),),
            bold=True,
            sides=("se", "e", "s", "nw", "ne", "n", "w", "sw")
            if one.rises
            else ("ne", "e", "n", "sw", "se", "s", "w", "nw"),
            gid=f"crossing {k}",
        )
        for k, one in enumerate(found)
        if not any(_same_spot(ax, one, other, lines, labels) for other in found[:k])
    ]
    callouts += mark_callouts(lines.marks, lines.x)
    if lines.spec.get("loss", False) and ends[0] < 0:
        callouts.append(Callout(say("story.loss"), floor=ends[0], ceiling=0.0, gid="loss"))
    if not callouts:
        return
    ink = [lines.points(i) for i in lines.numbers]
    ink += [np.array([(m["x"], ends[0]), (m["x"], ends[1])]) for m in lines.marks
            if m["kind"] == "wall"]  # fmt: skip
    if lines.spec.get("loss", False):
        ink.append(np.array([(x, 0.0) for x in ax.get_xlim()]))
    for group in groups(lines.marks):
        if are_bars(group, lines.x):
            ink += [
                np.array([(m["x"] + side, m["y"]) for side in (-0.36, 0.36)]) for m in group
            ]
    dots = [(one.x, one.y) for one in found]
    dots += [(m["x"], m["y"]) for m in lines.marks if math.isfinite(m.get("y", math.nan))]
    widest = 0.34 if size >= sizes.text else 0.6
    reach = 0.8 * sizes.mark
    ax.add_artist(Callouts(ax, callouts, ink, dots, size, reach, room=widest))


# --- in words ---


def shape_of_lines(lines: Lines, labels: Labels) -> str:
    """Return in words what a picture of lines shows."""
    parts = [_course(lines, i, labels) for i in lines.numbers]
    found = crossings(lines)
    if found:
        spots = [
            say(
                "story.crossing",
                line=lines.label(one.lines[0]) or lines.y.words,
                other=lines.label(one.lines[1])
                if len(one.lines) > 1
                else say("story.zero"),
                x=crossing_words(one, lines.x, labels),
            )
            for one in found
        ]
        parts.append(say("story.crossings", spots=listed(spots)))
    named = [m["label"] for m in lines.marks if m["label"]]
    if named:
        parts.append(say("story.marked", marks=listed(dict.fromkeys(named))))
    first, last = (write(end, lines.x.kind, labels)
                   for end in (lines.frame["x"].min(), lines.frame["x"].max()))  # fmt: skip
    return say("story.lines_shape", y=lines.y.words, x=lines.x.words, first=first,
               last=last, lines=" ".join(parts))  # fmt: skip


def _course(lines: Lines, i: int, labels: Labels) -> str:
    """Return where a line begins, turns and ends."""
    at = lines.points(i)
    y = at[np.isfinite(at[:, 1]), 1]
    told = {"line": lines.label(i) or lines.y.words}
    if not len(y):
        return say("story.no_value", **told)
    told |= {
        "first": write(y[0], lines.y.kind, labels),
        "last": write(y[-1], lines.y.kind, labels),
    }
    slack = 0.02 * float(np.ptp(y))
    top, low = (write(end, lines.y.kind, labels) for end in (y.max(), y.min()))
    if top == low:  # as written: what is too little to be said has not moved
        return say("story.stays", **told)
    if y.max() > max(y[0], y[-1]) + slack:
        return say("story.peaks", top=top, **told)
    if y.min() < min(y[0], y[-1]) - slack:
        return say("story.dips", low=low, **told)
    return say("story.goes", **told)
