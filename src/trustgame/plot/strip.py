"""One match as a strip of tiles: what was meant, what was done, what was seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.offsetbox import AnnotationBbox, DrawingArea
from matplotlib.patches import Polygon, Rectangle
from matplotlib.transforms import Affine2D

from trustgame import _validate as check
from trustgame.deals.labels import Labels
from trustgame.deals.words import listed, say
from trustgame.plot import palette
from trustgame.plot.anatomy import (
    Telling,
    body,
    dress,
    fit,
    open_axes,
    plain_frame,
    width,
    wrap,
)
from trustgame.plot.captions import footer
from trustgame.plot.palette import Sizes
from trustgame.plot.ticks import round_ticks

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from trustgame.simulate.play import Story

__all__ = ["LONGEST", "match_strip", "tell_match_strip"]

#: More rounds than this cannot be told apart from the back of a room; the first are shown.
LONGEST = 24

_ROWS = (2.6, 1.2)  # lower edges of buyer's and seller's tiles
_SPAN = 4.23  # height of tiles and depth together, in the same units
_TILE = 0.8  # of a round's width, and of a row's height


def tell_match_strip(result: Story, labels: Labels | None = None) -> Telling:
    """Return what the chart ``match_strip`` says, and its numbers."""
    labels = Labels() if labels is None else labels
    frame = result.to_frame()
    played = len(frame)
    table = frame.head(LONGEST).reset_index(drop=True)
    totals = table[["total_buyer", "total_seller"]]
    last = totals.iloc[-1] if len(table) else pd.Series(0.0, index=totals.columns)
    told = {
        "rounds": labels.count(played),
        "one": labels.buyer.name,
        "other": labels.seller.name,
        "shown": labels.count(len(table)),
        "buyer": labels.pay(last["total_buyer"]),
        "seller": labels.pay(last["total_seller"]),
    }
    slips = [int((table[f"intended_{r}"] != table[f"done_{r}"]).sum()) for r in check.ROLES]
    misread = [
        int((table["seen_buyer"] != table["done_seller"]).sum()),
        int((table["seen_seller"] != table["done_buyer"]).sum()),
    ]
    counts = _errors(sum(slips), sum(misread))
    cut = say("strip.cut", **told) if played > len(table) else ""
    moves = " ".join(
        say(
            "strip.side",
            side=side.name,
            C=side.cooperate,
            D=side.defect,
            c=int((table[f"done_{r}"] == "C").sum()),
            d=int((table[f"done_{r}"] == "D").sum()),
        )
        for r, side in zip(check.ROLES, labels.sides, strict=True)
    )
    finding = say("strip.finding", errors=counts, **told)
    left = ""
    if result.left is not None:
        who = listed(getattr(labels, role).name for role in result.leavers)
        left = say("strip.left", side=who, round=labels.round, at=result.left[0])
    text = say("strip.sentence", errors=counts, moves=moves, **told)
    seed = result.provenance.get("seed", "")
    return Telling(
        finding=finding,
        question=" ".join(
            p for p in (say("strip.question", round=labels.round), left, cut) if p
        ),
        footer=footer(
            result.game,
            labels,
            (result.buyer, result.seller),
            how=say("strip.how", seed=seed),
        ),
        sentence=" ".join(p for p in (text, left, cut, say("strip.not")) if p),
        alt=f"{finding}. "
        + say("strip.shape", rounds=labels.count(len(table)), moves=moves),
        table=table,
    )


def match_strip(
    result: Story, *, ax: Axes | None = None, labels: Labels | None = None, **style: Any
) -> Axes:
    """Draw one match as two rows of tiles, with the depth of the relationship beneath.

    Parameters
    ----------
    result : Story
        What ``play`` gives. The first rounds are drawn where it is long.
    ax : Axes, optional
        Where to draw; a new slide unless given.
    labels : Labels, optional
        The words of a deal.
    **style
        Properties of the tiles, as matplotlib names them for patches.

    Notes
    -----
    A tile has the colour and the mark of what was *done*. A notch is a slip: the dot in it
    has the colour of what was *meant*. A small dashed tile is a misreading: what this side
    believed it *saw*, in its own row.
    """
    labels = Labels() if labels is None else labels
    telling = tell_match_strip(result, labels)
    ax, sizes = open_axes(ax)
    dress(ax, telling, sizes)
    table = telling.table
    n = len(table)
    shown = max(n, 6)
    room, high = body(ax)
    key = _key_rows(labels, sizes, room)
    unit = (high - 2.8 * sizes.text - (1.75 * len(key) + 0.6) * sizes.small) / _SPAN
    tile = 0.58 * room / shown  # points, about
    mark = (0.5 * min(tile, 0.9 * unit)) ** 2
    for row, (role, partner) in enumerate((("buyer", "seller"), ("seller", "buyer"))):
        _tiles(ax, table, role, partner, row, mark, style)
        player = labels.sides[row].player((result.buyer, result.seller)[row].name)
        _row_label(ax, labels.sides[row].name, player, row, sizes, room, unit)
        total = labels.pay(table[f"total_{role}"].iloc[-1] if n else 0.0)
        ax.text(
            1.017,
            _ROWS[row] + _TILE / 2,
            total,
            fontsize=1.15 * sizes.text,
            fontweight="bold",
            color=palette.INK,
            va="center",
            gid=f"total_{role}",
            transform=ax.get_yaxis_transform(),
            parse_math=False,
        )
        ax.plot(
            [1.003, 1.003],
            [_ROWS[row], _ROWS[row] + _TILE],
            color=palette.SIDES[row],
            linewidth=1.5 * sizes.line,
            transform=ax.get_yaxis_transform(),
            clip_on=False,
            solid_capstyle="butt",
        )
    ax.text(
        1.017,
        _ROWS[0] + _TILE + 0.12,
        say("strip.totals"),
        fontsize=sizes.small,
        color=palette.DIM,
        va="bottom",
        transform=ax.get_yaxis_transform(),
        parse_math=False,
    )
    ticks, names = _depth(ax, result, table, labels, sizes, unit)
    plain_frame(ax, sizes, grid="")
    ax.set_xlim(0.45, shown + 0.55)
    ax.set_ylim(-0.75, _SPAN - 0.75)
    ax.set_yticks(ticks, labels=names, parse_math=False, fontsize=sizes.small)
    ax.set_xticks(at := round_ticks(n) if n else [], labels=[str(k) for k in at])
    ax.set_xlabel(labels.round, fontsize=sizes.text, color=palette.DIM, parse_math=False)
    _key(ax, key, sizes, room)
    return ax


def _row_label(
    ax: Axes, name: str, player: str, row: int, sizes: Sizes, room: float, unit: float
) -> None:
    """Write left of a row who it is and how it plays, in what room there is."""
    wide, tall = 0.2 * room, 1.34 * unit
    name, size = fit(name, wide, sizes.text, sizes.small, bold=True, lines=2)
    used = (name.count("\n") + 1) * 1.25 * size
    lines = int((tall - used) / (1.25 * sizes.small))
    if lines < 1 and "\n" in name:
        name, size = fit(
            name.replace("\n", " "), wide, sizes.text, sizes.small, bold=True, lines=1
        )
        used = 1.25 * size
        lines = int((tall - used) / (1.25 * sizes.small))
    at = (-0.012, _ROWS[row] + _TILE)
    put: dict[str, Any] = {
        "xycoords": ax.get_yaxis_transform(),
        "textcoords": "offset points",
        "va": "top",
        "ha": "right",
        "parse_math": False,
    }
    ax.annotate(
        name, at, xytext=(0, 0), fontsize=size, fontweight="bold", color=palette.INK, **put
    )
    if lines >= 1:
        ax.annotate(
            wrap(player, wide, sizes.small, lines=min(lines, 2)),
            at,
            xytext=(0, -used),
            fontsize=sizes.small,
            color=palette.DIM,
            **put,
        )


def _errors(slips: int, misread: int) -> str:
    """Return how many slips and misreadings a match had, in words."""
    parts = [
        say(f"strip.{key}_one" if count == 1 else f"strip.{key}_many", n=count)
        for key, count in (("slip", slips), ("misreading", misread))
        if count
    ]
    return listed(parts) if parts else say("strip.no_errors")


def _tiles(
    ax: Axes,
    table: pd.DataFrame,
    role: str,
    partner: str,
    row: int,
    size: float,
    style: dict[str, Any],
) -> None:
    """Draw one side's row: deeds as tiles, slips as notches, misreadings dashed."""
    low, half = _ROWS[row], _TILE / 2
    notch = 0.36 * _TILE
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
        x0, x1, top = k - half, k + half, low + _TILE
        if did == wanted:
            ax.add_patch(Rectangle((x0, low), _TILE, _TILE, **(box | style)))
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


def _depth(
    ax: Axes, result: Story, table: pd.DataFrame, labels: Labels, sizes: Sizes, unit: float
) -> tuple[list[float], list[str]]:
    """Draw the step line of depth beneath the tiles; return its ticks and their names."""
    levels = result.game.depths
    if levels == 1:
        return [], []
    scale = Affine2D().scale(1, 1.45 / (levels - 1)).translate(0, -0.66)
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
    apart = 1.45 / (levels - 1) * unit
    few = range(levels) if apart > 1.15 * sizes.small else (0, levels - 1)
    names = [labels.depth(k) if labels.depths else say("depth.level", level=k) for k in few]
    return [float(at[k]) for k in few], names


def _key_rows(
    labels: Labels, sizes: Sizes, room: float
) -> list[list[tuple[int, str, float]]]:
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
    rows: list[list[tuple[int, str, float]]] = [[]]
    x = 0.0
    for kind, text in parts:
        text = wrap(text, 0.9 * room, sizes.small, lines=1)
        wide = width(text, sizes.small) + 1.75 * gap
        if rows[-1] and x + wide > room:
            rows.append([])
            x = 0.0
        rows[-1].append((kind, text, x))
        x += wide
    return rows


def _key(
    ax: Axes, rows: list[list[tuple[int, str, float]]], sizes: Sizes, room: float
) -> None:
    """Write under the strip what tiles, notch and dashes mean, in the room's words."""
    size, gap = sizes.small, 1.9 * sizes.small
    origin, shift = (0.45, 0.0), -0.18 * room
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
