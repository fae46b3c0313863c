"""What stands beside the lines of a scenario: people's data, marks, walls, losses."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from trustgame.plot import palette
from trustgame.plot.callouts import POINT_SIDES, Callout
from trustgame.plot.palette import Sizes
from trustgame.plot.story_axes import Scale, colour_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["are_bars", "draw_marks", "groups", "loss_area", "mark_callouts"]

_MANY = 6  # people's data at so many rounds are bars


def _is_point(mark: Mapping[str, Any]) -> bool:
    """Tell whether a mark is a point, and no wall or line."""
    return mark["kind"] == "mark" and math.isfinite(mark.get("y", math.nan))


def groups(marks: Sequence[Mapping[str, Any]]) -> list[list[Mapping[str, Any]]]:
    """Return points that belong together: a label counts until the next one.

    Examples
    --------
    >>> rows = [{"kind": "mark", "role": "people", "x": x, "y": 1.0, "label": label}
    ...         for x, label in ((1, "lab"), (2, ""), (3, "field"))]
    >>> [len(group) for group in groups(rows)]
    [2, 1]
    """
    found: list[list[Mapping[str, Any]]] = []
    for mark in marks:
        if not _is_point(mark):
            continue
        last = found[-1][0] if found else None
        same = last is not None and last["role"] == mark["role"] == "people"
        if last is not None and same and mark["label"] in ("", last["label"]):
            found[-1].append(mark)
        else:
            found.append([mark])
    return found


def draw_marks(
    ax: Axes, marks: Sequence[Mapping[str, Any]], x: Scale, sizes: Sizes
) -> None:
    """Draw walls, marks, and people's data: open circles, or bars where there are many."""
    for k, mark in enumerate(marks):
        if mark["kind"] == "wall":
            ax.axvline(mark["x"], color=palette.INK, linewidth=0.8 * sizes.line, zorder=2,
                       gid=f"wall {k}")  # fmt: skip
        elif mark["kind"] == "mark" and not _is_point(mark):
            ax.axvline(mark["x"], color=palette.DIM, linewidth=0.375 * sizes.line,
                       linestyle=(0, (2, 2)), zorder=2, gid=f"mark {k}")  # fmt: skip
    for k, group in enumerate(groups(marks)):
        xs, ys = (np.array([mark[key] for mark in group], dtype=float) for key in "xy")
        role = str(group[0]["role"])
        if are_bars(group, x):
            ax.bar(xs, ys, width=0.72, facecolor=palette.BAR, edgecolor=palette.INK,
                   linewidth=0.25 * sizes.line, zorder=1.5, gid=f"people {k}")  # fmt: skip
        else:
            _dots(ax, xs, ys, role, k, sizes)
        _intervals(ax, group, sizes)


def _dots(ax: Axes, xs: Any, ys: Any, role: str, k: int, sizes: Sizes) -> None:
    """Draw the points of a group; those of people are open, and joined by a thin line."""
    people = role == "people"
    ax.plot(
        xs,
        ys,
        linestyle=(0, (1, 2)) if people else "none",
        linewidth=0.25 * sizes.line,
        color=palette.INK,
        marker="X" if role == "defect" else "o",
        markersize=1.15 * sizes.mark,
        markerfacecolor=palette.PAPER if people else colour_of(role),
        markeredgecolor=palette.INK if people else palette.PAPER,
        markeredgewidth=0.5 * sizes.line,
        zorder=5,
        clip_on=False,
        gid=f"{role} {k}",
    )


def _intervals(ax: Axes, group: Iterable[Mapping[str, Any]], sizes: Sizes) -> None:
    """Draw the intervals of points that have one."""
    for mark in group:
        ends = [mark.get(key, math.nan) for key in ("low", "high")]
        if all(math.isfinite(end) for end in ends):
            ax.plot(
                [mark["x"]] * 2,
                ends,
                color=palette.INK,
                linewidth=0.4 * sizes.line,
                zorder=4.5,
                marker="_",
                markersize=0.7 * sizes.mark,
                gid="interval",
            )


def are_bars(group: Sequence[Mapping[str, Any]], x: Scale) -> bool:
    """Tell whether a group of points is drawn as bars behind the lines."""
    many = len({mark["x"] for mark in group}) >= _MANY
    return group[0]["role"] == "people" and x.whole and not x.log and many


def mark_callouts(marks: Sequence[Mapping[str, Any]], x: Scale) -> list[Callout]:
    """Return the labels of walls, lines and groups of points."""
    found = [
        Callout(
            str(mark["label"]),
            ((float(mark["x"]), math.nan),),
            bold=mark["kind"] == "wall",
            gid=str(mark["kind"]),
        )
        for mark in marks
        if mark["kind"] in ("wall", "mark") and not _is_point(mark) and mark["label"]
    ]
    for group in groups(marks):
        if group[0]["label"]:
            points = tuple((float(mark["x"]), float(mark["y"])) for mark in group)
            sides = ("n",) if are_bars(group, x) else POINT_SIDES
            found.append(Callout(str(group[0]["label"]), points, sides=sides, gid="mark"))
    return found


def loss_area(ax: Axes, axis: str, sizes: Sizes) -> None:
    """Tint and hatch what lies below zero, and draw the zero line."""
    low = (ax.get_ylim() if axis == "y" else ax.get_xlim())[0]
    look: dict[str, Any] = {
        "facecolor": palette.LOSS,
        "edgecolor": palette.LOSS_HATCH,
        "hatch": "//",
        "linewidth": 0,
        "zorder": 0.2,
        "gid": "loss area",
    }
    line: dict[str, Any] = {
        "color": palette.INK,
        "linewidth": 0.4 * sizes.line,
        "zorder": 1,
        "gid": "zero",
    }
    if low < 0:
        (ax.axhspan if axis == "y" else ax.axvspan)(low, 0, **look)
    (ax.axhline if axis == "y" else ax.axvline)(0, **line)
