"""The parts of a match strip: tiles, the step line of depth, and the key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.offsetbox import AnnotationBbox, DrawingArea
from matplotlib.patches import Polygon, Rectangle
from matplotlib.transforms import Affine2D

from trustgame.deals.labels import Labels
from trustgame.deals.words import say
from trustgame.plot import palette
from trustgame.plot.anatomy import width
from trustgame.plot.palette import Sizes
from trustgame.plot.scale import one_line

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "ROWS",
    "SPAN",
    "TILE",
    "TOP_DEPTH_BELOW",
    "KeyRows",
    "draw_depth",
    "draw_key",
    "draw_tiles",
    "key_rows",
]

ROWS = (2.6, 1.2)  # lower edges of buyer's and seller's tiles
SPAN = 4.23  # height of tiles and depth together, in the same units
TILE = 0.8  # of a round's width, and of a row's height
_FLOOR, _RISE = -0.66, 1.45  # the shallow end of the depth line, and how far it can rise
TOP_DEPTH_BELOW = ROWS[1] + TILE - (_FLOOR + _RISE)  # from the top of the seller's tiles

#: The key's entries by line: kind of mark, text, and where it begins.
KeyRows = list[list[tuple[int, str, float]]]


def draw_tiles(
    ax: Axes,
    table: pd.DataFrame,
    role: str,
    partner: str,
    row: int,
    size: float,
    style: dict[str, Any],
) -> None:
    """Draw one side's row: deeds as tiles, slips as notches, misreadings dashed."""
    low, half = ROWS[row], TILE / 2
    notch = 0.36 * TILE
    done, meant = table[f"done_{role}"], table[f"intended_{role}"]
    seen, real = table[f"seen_{role}"], table[f"done_{partner}"]
    for k, (did, wanted, saw, was) in enumerate(
        zip(done, meant, seen, real, strict=True), 1
    ):
        move = "CD".index(did)
        box: dict[str, Any] = {
            "facecolor": palette.MOVES[move],
            "edgecolor": palette.PAPER,
            "linewidth": 0.8,
            "gid": f"{role} {k} {did}",
        }
        x0, x1, top = k - half, k + half, low + TILE
        if did == wanted:
            ax.add_patch(Rectangle((x0, low), TILE, TILE, **(box | style)))
        else:
            corners = [
                (x0, low),
                (x1, low),
                (x1, top - notch),
                (x1 - notch, top),
                (x0, top),
            ]
            ax.add_patch(Polygon(corners, **(box | style)))
            ax.plot(
                x1 - 0.24 * notch,
                top - 0.24 * notch,
                "o",
                markersize=0.34 * size**0.5 + 2,
                color=palette.MOVES["CD".index(wanted)],
                markeredgecolor=palette.PAPER,
                gid=f"meant {role} {k}",
                zorder=4,
            )
        ax.scatter(
            [k],
            [low + half],
            s=size,
            marker=palette.MOVE_MARKS[move],
            color=palette.PAPER,
            linewidths=0,
            zorder=3,
        )
        if saw != was:
            believed = "CD".index(saw)
            y = low - 0.43 if row == 0 else top + 0.05
            ax.add_patch(
                Rectangle(
                    (k - 0.27, y),
                    0.54,
                    0.36,
                    facecolor=palette.PAPER,
                    edgecolor=palette.INK,
                    linestyle=(0, (2.4, 1.4)),
                    linewidth=1.6,
                    gid=f"misread {role} {k}",
                    zorder=3,
                )
            )
            ax.scatter(
                [k],
                [y + 0.18],
                s=0.34 * size,
                marker=palette.MOVE_MARKS[believed],
                color=palette.MOVES[believed],
                linewidths=0,
                zorder=4,
            )


def draw_depth(
    ax: Axes, levels: int, table: pd.DataFrame, labels: Labels, sizes: Sizes, unit: float
) -> tuple[list[float], list[str]]:
    """Draw the step line of depth beneath the tiles; return its ticks and their names."""
    if levels == 1:
        return [], []
    scale = Affine2D().scale(1, _RISE / (levels - 1)).translate(0, _FLOOR)
    depth = table["depth"].to_numpy(dtype=float)
    edges = np.arange(len(depth) + 1) + 0.5
    at = scale.transform(np.column_stack([np.zeros(levels), np.arange(levels)]))[:, 1]
    for k, level in enumerate(depth.astype(int)):
        ax.add_patch(
            Rectangle(
                (edges[k], -0.68),
                1,
                at[level] + 0.68,
                linewidth=0,
                zorder=1,
                facecolor=palette.depth_colour(level / (levels - 1)),
                alpha=0.55,
            )
        )
    ax.stairs(
        depth,
        edges,
        baseline=None,
        color=palette.depth_colour(1),
        linewidth=sizes.line,
        transform=scale + ax.transData,
        gid="depth",
        zorder=2,
    )
    apart = _RISE / (levels - 1) * unit
    few = range(levels) if apart > 1.15 * sizes.small else (0, levels - 1)
    names = [labels.depth(k) if labels.depths else say("depth.level", level=k) for k in few]
    return [float(at[k]) for k in few], names


def key_rows(labels: Labels, sizes: Sizes, room: float) -> KeyRows:
    """Return the key's entries by line: kind of mark, text, and where it begins."""
    parts = [
        (
            0,
            say(
                "strip.key_move", one=labels.buyer.cooperate, other=labels.seller.cooperate
            ),
        ),
        (1, say("strip.key_move", one=labels.buyer.defect, other=labels.seller.defect)),
        (2, say("strip.key_slip")),
        (3, say("strip.key_misread")),
    ]
    gap = 1.9 * sizes.small
    rows: KeyRows = [[]]
    x = 0.0
    whole = all(width(text, sizes.small) <= 0.9 * room for _, text in parts)
    for kind, text in parts:  # what must be cut anyway is cut to two a line
        text = one_line(text, (0.9 if whole else 0.45) * room, sizes.small)
        wide = width(text, sizes.small) + 1.75 * gap
        if rows[-1] and x + wide > room:
            rows.append([])
            x = 0.0
        rows[-1].append((kind, text, x))
        x += wide
    return rows


def draw_key(ax: Axes, rows: KeyRows, sizes: Sizes, left: float) -> None:
    """Write under the strip what tiles, notch and dashes mean, from so far left of it."""
    size, gap = sizes.small, 1.9 * sizes.small
    origin, shift = (0.45, 0.0), -left
    for r, row in enumerate(rows):
        y = -3.6 * sizes.text - 1.75 * size * r
        for kind, text, x in row:
            ax.annotate(
                text,
                origin,
                xytext=(shift + x + gap, y),
                fontsize=size,
                va="center",
                ha="left",
                color=palette.INK,
                xycoords=ax.get_xaxis_transform(),
                textcoords="offset points",
                parse_math=False,
            )
            _key_mark(ax, kind, origin, (shift + x + 0.45 * gap, y), size)


def _key_mark(
    ax: Axes,
    kind: int,
    origin: tuple[float, float],
    offset: tuple[float, float],
    size: float,
) -> None:
    """Draw one mark of the key, at an offset in points from a corner of the axes."""
    side = 1.35 * size
    area = DrawingArea(side, side, 0, 0)
    if kind < 2:
        area.add_artist(
            Rectangle((0, 0), side, side, facecolor=palette.MOVES[kind], linewidth=0)
        )
        _dot(area, side / 2, side / 2, 0.5 * side, palette.MOVE_MARKS[kind], palette.PAPER)
    elif kind == 2:
        cut = 0.42 * side
        corners = [(0, 0), (side, 0), (side, side - cut), (side - cut, side), (0, side)]
        area.add_artist(Polygon(corners, facecolor=palette.MOVES[1], linewidth=0))
        _dot(area, side - 0.22 * cut, side - 0.22 * cut, 0.34 * side, "o", palette.MOVES[0])
    else:
        area.add_artist(
            Rectangle(
                (0, 0.1 * side),
                side,
                0.8 * side,
                facecolor=palette.PAPER,
                edgecolor=palette.INK,
                linestyle=(0, (2.4, 1.4)),
                linewidth=1.4,
            )
        )
        _dot(area, side / 2, side / 2, 0.42 * side, palette.MOVE_MARKS[1], palette.MOVES[1])
    ax.add_artist(
        AnnotationBbox(
            area,
            origin,
            xybox=offset,
            xycoords=ax.get_xaxis_transform(),
            boxcoords="offset points",
            frameon=False,
            pad=0,
        )
    )


def _dot(area: Any, x: float, y: float, size: float, mark: str, colour: str) -> None:
    """Put one mark into a drawing area."""
    area.add_artist(
        Line2D(
            [x],
            [y],
            marker=mark,
            markersize=size,
            color=colour,
            markeredgewidth=0,
            linestyle="none",
        )
    )
