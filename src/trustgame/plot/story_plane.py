"""Pictures of planes: a quantity over two parameters, boundaries and corners on it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.colors import ListedColormap
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke

from trustgame.deals.labels import Labels
from trustgame.deals.numerals import write
from trustgame.deals.words import listed, say
from trustgame.plot import palette
from trustgame.plot.anatomy import balance, body, fit, plain_frame, width
from trustgame.plot.callouts import Callout, Callouts
from trustgame.plot.lines import AlongLine
from trustgame.plot.palette import Sizes
from trustgame.plot.scale import colour_scale, scale_height
from trustgame.plot.story_axes import DASHES, Scale, colour_of, put_ticks, scale_of
from trustgame.typing import BoolArray, FloatArray

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw_plane", "shape_of_plane"]


def _grid(frame: pd.DataFrame) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the settings across and up, and the values [up, across]."""
    table = frame.pivot(index="y", columns="x", values="value").sort_index()
    values = table.to_numpy(dtype=float)
    return table.columns.to_numpy(dtype=float), table.index.to_numpy(dtype=float), values


def _edges(at: FloatArray, log: bool) -> FloatArray:
    """Return edges of cells halfway between neighbours; the outer ones at the ends."""
    at = np.log(at) if log else at
    inner = (at[1:] + at[:-1]) / 2
    edges = np.concatenate([at[:1], inner, at[-1:]])
    if len(at) == 1:
        edges = np.array([at[0] - 0.5, at[0] + 0.5])
    return np.exp(edges) if log else edges


def _is_yes_or_no(values: FloatArray) -> bool:
    """Tell whether a quantity is only ever 0 or 1."""
    finite = values[np.isfinite(values)]
    return bool(len(finite)) and bool(np.isin(finite, (0.0, 1.0)).all())


def _boundaries(marks: pd.DataFrame) -> list[tuple[str, FloatArray]]:
    """Return the boundary lines by label, in the picture's order."""
    if marks.empty or "boundary" not in set(marks["kind"]):
        return []
    rows = marks[marks["kind"] == "boundary"]
    return [
        (str(one["label"].iloc[0]), one[["x", "y"]].to_numpy(dtype=float))
        for _, one in rows.groupby("line", sort=True)
    ]


def _corners(marks: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the marks that are points."""
    rows: list[Any] = [] if marks.empty else marks.to_dict("records")
    return [m for m in rows if m["kind"] == "mark" and math.isfinite(m.get("y", math.nan))]


def draw_plane(
    ax: Axes,
    spec: Mapping[str, Any],
    frame: pd.DataFrame,
    marks: pd.DataFrame,
    parameters: tuple[Any, Any],
    labels: Labels,
    sizes: Sizes,
    style: Mapping[str, Any],
) -> None:
    """Draw a plane with its colours' scale, boundary lines and marked corners."""
    across, up = (scale_of(spec[k], p) for k, p in zip("xy", parameters, strict=True))
    xs, ys, values = _grid(frame)
    x, y = _edges(xs, across.log), _edges(ys, up.log)
    for scaled, put in ((across.log, ax.set_xscale), (up.log, ax.set_yscale)):
        if scaled:
            put("log")
    plain_frame(ax, sizes, grid="")
    ax.tick_params(pad=sizes.text / 3 + 0.4 * sizes.mark)  # marks may lie on the border
    binary = _is_yes_or_no(values)
    kind = str(spec.get("kind", "number"))
    ends = _ends(values, kind)
    cmap: Any = ListedColormap([palette.NO, palette.YES]) if binary else palette.MAP_RAMP
    cells: dict[str, Any] = {
        "cmap": cmap,
        "shading": "flat",
        "zorder": 0,
        "vmin": ends[0],
        "vmax": ends[1],
        "rasterized": True,
    }
    mesh = ax.pcolormesh(
        x, y, np.ma.masked_invalid(values), gid="plane", **(cells | dict(style))
    )
    ax.set(xlim=(x[0], x[-1]), ylim=(y[0], y[-1]))
    put_ticks(ax.set_xticks, (x[0], x[-1]), across, labels)
    put_ticks(ax.set_yticks, (y[0], y[-1]), up, labels, 5)
    ax.minorticks_off()
    wide, high = body(ax)
    axis: dict[str, Any] = {
        "fontsize": sizes.text,
        "color": palette.DIM,
        "parse_math": False,
    }
    ax.set_xlabel(balance(across.titled(labels), 0.75 * wide, sizes.text), **axis)
    tall = high - scale_height(sizes) - 3.2 * sizes.text
    ax.set_ylabel(balance(up.titled(labels), 0.95 * tall, sizes.text), **axis)
    lines = _draw_boundaries(ax, _boundaries(marks), (x, y), sizes)
    _draw_corners(ax, _corners(marks), lines, sizes)
    unit = Scale(str(spec["words"]), kind)
    room = 0.86 * wide, max(tall, 1.0)
    if binary:
        _key(ax, unit.titled(labels), sizes, room)
    else:
        colour_scale(
            ax, mesh, unit.titled(labels), lambda v: unit.short(v, labels), sizes, room
        )


def _ends(values: FloatArray, kind: str) -> tuple[float, float]:
    """Return the ends of the colour ramp: all shares, or around the numbers there are."""
    finite = values[np.isfinite(values)]
    if not len(finite):
        return 0.0, 1.0
    low, high = float(finite.min()), float(finite.max())
    if _is_yes_or_no(values) or (kind == "percent" and low >= 0 and high <= 1):
        return 0.0, 1.0
    return (low, high) if high > low else (low, low + 1.0)


def _draw_boundaries(
    ax: Axes,
    boundaries: list[tuple[str, FloatArray]],
    edges: tuple[FloatArray, FloatArray],
    sizes: Sizes,
) -> list[FloatArray]:
    """Draw boundaries, black on a white halo, named along them; return what is seen."""
    halo = [withStroke(linewidth=2.2 * sizes.line, foreground=palette.HALO)]
    seen: list[FloatArray] = []
    dashes = list(DASHES.values())
    x, y = edges
    for k, (label, line) in enumerate(boundaries):
        part = _within(line, *edges)
        if len(part) < 2:
            continue
        free = _off_border(part, *edges)
        shown = np.where(_widened(free)[:, None], part, np.nan)
        ax.plot(
            *shown.T,
            color=palette.INK,
            linewidth=0.8 * sizes.line,
            path_effects=halo,
            zorder=3,
            linestyle=dashes[k % len(dashes)],
            gid=f"boundary {k}",
        )
        if label:
            reach = np.array([x[-1] - x[0], y[-1] - y[0]])
            runs = [part[run] for run in _runs(_widened(free))]
            longest = max(
                runs, key=lambda run: float(np.hypot(*(np.ptp(run, axis=0) / reach)))
            )
            ax.add_artist(AlongLine(ax, longest, label, sizes.text, None))
        seen.append(part)
    return seen


def _within(line: FloatArray, x: FloatArray, y: FloatArray) -> FloatArray:
    """Return the longest run of a line that lies on the plane."""
    inside: BoolArray = np.asarray(np.isfinite(line).all(axis=1))
    for k, ends in enumerate((x, y)):
        slack = 1e-9 * (ends[-1] - ends[0])
        inside &= (line[:, k] >= ends[0] - slack) & (line[:, k] <= ends[-1] + slack)
    kept: FloatArray = line[max(_runs(inside), key=len)]
    return kept


def _off_border(line: FloatArray, x: FloatArray, y: FloatArray) -> BoolArray:
    """Tell which points of a line do not lie on a border of the plane; all if none does."""
    low, high = np.array([x[0], y[0]]), np.array([x[-1], y[-1]])
    at = (line - low) / (high - low)
    free = np.asarray(((at > 1e-6) & (at < 1 - 1e-6)).all(axis=1))
    return free if free.any() else ~free


def _widened(kept: BoolArray) -> BoolArray:
    """Return what is kept, and the neighbours of it."""
    wide = kept.copy()
    wide[1:] |= kept[:-1]
    wide[:-1] |= kept[1:]
    return wide


def _runs(kept: BoolArray) -> list[Any]:
    """Return runs of neighbours that are kept, by their places."""
    places = np.flatnonzero(kept)
    return np.split(places, np.flatnonzero(np.diff(places) > 1) + 1)


def _draw_corners(
    ax: Axes, corners: list[dict[str, Any]], lines: list[FloatArray], sizes: Sizes
) -> None:
    """Draw marked settings with their names."""
    for k, mark in enumerate(corners):
        ax.plot(
            mark["x"],
            mark["y"],
            marker="o",
            markersize=1.2 * sizes.mark,
            linestyle="none",
            color=colour_of(mark["role"]) if mark["role"] != "guide" else palette.PAPER,
            markeredgecolor=palette.INK,
            markeredgewidth=0.5 * sizes.line,
            zorder=6,
            clip_on=False,
            gid=f"corner {k}",
        )
    named = [m for m in corners if m["label"]]
    if named:
        callouts = [
            Callout(
                str(m["label"]),
                ((m["x"], m["y"]),),
                bold=True,
                sides=("ne", "nw", "se", "sw", "e", "w", "n", "s"),
                gid="corner",
            )
            for m in named
        ]
        dots = [(m["x"], m["y"]) for m in corners]
        ax.add_artist(Callouts(ax, callouts, lines, dots, sizes.text, 0.8 * sizes.mark))


def _key(ax: Axes, name: str, sizes: Sizes, room: tuple[float, float]) -> None:
    """Draw above the plane which tint means yes."""
    wide, high = room
    at = 1.0
    for text, colour in ((say("story.no"), palette.NO), (say("story.yes"), palette.YES)):
        at -= (width(text, sizes.text) + 4) / wide
        put: dict[str, Any] = {
            "transform": ax.transAxes,
            "fontsize": sizes.text,
            "va": "bottom",
            "parse_math": False,
            "color": palette.INK,
        }
        ax.text(at, 1 + 6 / high, text, ha="left", **put)
        at -= 1.3 * sizes.text / wide
        ax.add_patch(
            Rectangle(
                (at, 1 + 7 / high),
                sizes.text / wide,
                0.9 * sizes.text / high,
                transform=ax.transAxes,
                facecolor=colour,
                clip_on=False,
                edgecolor=palette.DIM,
                linewidth=0.25 * sizes.line,
                gid="key",
            )
        )
        at -= 14 / wide
    text, size = fit(name, at * wide, sizes.text, sizes.small)
    ax.text(at, 1 + 6 / high, text, ha="right", linespacing=1.0, gid="scale",
            **(put | {"fontsize": size}))  # fmt: skip


def shape_of_plane(
    spec: Mapping[str, Any],
    frame: pd.DataFrame,
    marks: pd.DataFrame,
    parameters: tuple[Any, Any],
    labels: Labels,
) -> str:
    """Return in words what a plane shows."""
    across, up = (scale_of(spec[k], p) for k, p in zip("xy", parameters, strict=True))
    xs, ys, values = _grid(frame)
    told = {"words": spec["words"], "x": across.words, "y": up.words}
    for key, scale, at in (("x", across, xs), ("y", up, ys)):
        told[f"{key}_first"] = write(at[0], scale.kind, labels)
        told[f"{key}_last"] = write(at[-1], scale.kind, labels)
    if _is_yes_or_no(values):
        told["share"] = write(float(np.nanmean(values)), "percent", labels)
        said = say("story.plane_yes", **told)
    else:
        kind = str(spec.get("kind", "number"))
        told["low"] = write(float(np.nanmin(values)), kind, labels)
        told["high"] = write(float(np.nanmax(values)), kind, labels)
        said = say("story.plane_shape", **told)
    names = [label for label, _ in _boundaries(marks) if label]
    if names:
        said += " " + say("story.boundaries", lines=listed(names))
    corners = [m["label"] for m in _corners(marks) if m["label"]]
    return said + (" " + say("story.marked", marks=listed(corners)) if corners else "")
