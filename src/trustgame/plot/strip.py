"""One match as a strip of tiles: what was meant, what was done, what was seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

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
)
from trustgame.plot.captions import footer
from trustgame.plot.palette import Sizes
from trustgame.plot.scale import few_lines, one_line
from trustgame.plot.ticks import name_across, round_ticks
from trustgame.plot.tiles import (
    ROWS,
    SPAN,
    TILE,
    TOP_DEPTH_BELOW,
    draw_depth,
    draw_key,
    draw_tiles,
    key_rows,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from trustgame.simulate.play import Story

__all__ = ["LONGEST", "match_strip", "tell_match_strip"]

#: More rounds than this cannot be told apart from the back of a room; the first are shown.
LONGEST = 24


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
            c=_times(int((table[f"done_{r}"] == "C").sum())),
            d=_times(int((table[f"done_{r}"] == "D").sum())),
        )
        for r, side in zip(check.ROLES, labels.sides, strict=True)
    )
    finding = say("strip.finding", errors=counts, **told)
    left = ""
    if result.left is not None:
        who = listed(getattr(labels, role).name for role in result.leavers)
        left = say("strip.left", side=who, round=labels.round, at=result.left[0])
    text = say(
        "strip.sentence_cut" if cut else "strip.sentence",
        errors=counts,
        moves=moves,
        **told,
    )
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
        sentence=" ".join(p for p in (text, left, say("strip.not")) if p),
        alt=f"{finding}. "
        + say("strip.shape", rounds=labels.count(len(table)), moves=moves),
        table=table,
    )


def match_strip(
    result: Story,
    *,
    ax: Axes | None = None,
    size: str | None = None,
    labels: Labels | None = None,
    **style: Any,
) -> Axes:
    """Draw one match as two rows of tiles, with the depth of the relationship beneath.

    Parameters
    ----------
    result : Story
        What ``play`` gives. The first rounds are drawn where it is long.
    ax : Axes, optional
        Where to draw; a new slide unless given.
    size : {"slide", "column", "square", "poster"}, optional
        The new figure's size, without ``ax``: a slide unless given.
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
    ax, sizes = open_axes(ax, size)
    dress(ax, telling, sizes)
    table = telling.table
    n = len(table)
    shown = max(n, 6)
    room, high = body(ax)
    key = key_rows(labels, sizes, room)
    unit = (high - 2.8 * sizes.text - (1.75 * len(key) + 0.6) * sizes.small) / SPAN
    tile = 0.58 * room / shown  # points, about
    mark = (0.5 * min(tile, 0.9 * unit)) ** 2
    for row, (role, partner) in enumerate((("buyer", "seller"), ("seller", "buyer"))):
        draw_tiles(ax, table, role, partner, row, mark, style)
        player = labels.sides[row].player((result.buyer, result.seller)[row].name)
        tall = 1.34 * unit
        if row == 1 and result.game.depths > 1:  # the names of the depths begin below
            tall = TOP_DEPTH_BELOW * unit - 0.75 * sizes.small
        _row_label(ax, labels.sides[row].name, player, row, sizes, room, tall)
        total = labels.pay(table[f"total_{role}"].iloc[-1] if n else 0.0)
        ax.text(
            1.017,
            ROWS[row] + TILE / 2,
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
            [ROWS[row], ROWS[row] + TILE],
            color=palette.SIDES[row],
            linewidth=1.5 * sizes.line,
            transform=ax.get_yaxis_transform(),
            clip_on=False,
            solid_capstyle="butt",
        )
    ax.text(
        1.017,
        ROWS[0] + TILE + 0.12,
        say("strip.totals"),
        fontsize=sizes.small,
        color=palette.DIM,
        va="bottom",
        transform=ax.get_yaxis_transform(),
        parse_math=False,
    )
    ticks, names = draw_depth(ax, result.game.depths, table, labels, sizes, unit)
    names = [one_line(name, 0.26 * room, sizes.small) for name in names]
    plain_frame(ax, sizes, grid="")
    ax.set_xlim(0.45, shown + 0.55)
    ax.set_ylim(-0.75, SPAN - 0.75)
    ax.set_yticks(ticks, labels=names, parse_math=False, fontsize=sizes.small)
    ax.set_xticks(at := round_ticks(n) if n else [], labels=[str(k) for k in at])
    name_across(ax, labels.round, sizes)
    left = max([0.18 * room, *(width(name, sizes.small) for name in names)])
    draw_key(ax, key, sizes, left)
    return ax


def _row_label(
    ax: Axes, side: str, player: str, row: int, sizes: Sizes, room: float, tall: float
) -> None:
    """Write left of a row who it is and how it plays, in what room there is."""
    wide = 0.2 * room
    name, size = fit(side, wide, sizes.text, sizes.small, bold=True, lines=2)
    used = (name.count("\n") + 1) * 1.3 * size
    lines = int((tall - used) / (1.25 * sizes.small))
    if lines < 1 and "\n" in name:
        name, size = fit(side, wide, sizes.text, sizes.small, bold=True, lines=1)
        name = one_line(side, wide, size, bold=True)
        used = 1.3 * size
        lines = int((tall - used) / (1.25 * sizes.small))
    at = (-0.012, ROWS[row] + TILE)
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
            few_lines(player, wide, sizes.small, min(lines, 2)),
            at,
            xytext=(0, -used),
            fontsize=sizes.small,
            color=palette.DIM,
            **put,
        )


def _times(n: int) -> str:
    """Return how often something happened, in words."""
    return say(f"strip.times_{n}" if n < 2 else "strip.times_many", n=n)


def _errors(slips: int, misread: int) -> str:
    """Return how many slips and misreadings a match had, in words."""
    parts = [
        say(f"strip.{key}_one" if count == 1 else f"strip.{key}_many", n=count)
        for key, count in (("slip", slips), ("misreading", misread))
        if count
    ]
    return listed(parts) if parts else say("strip.no_errors")
