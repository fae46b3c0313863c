"""Bars in groups: the same few numbers of several things, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.colors import to_hex

from trustgame.deals.labels import Labels
from trustgame.deals.numerals import write
from trustgame.deals.words import say
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
from trustgame.plot.captions import footer, sure
from trustgame.plot.faces import face_size, put_face
from trustgame.plot.palette import Sizes
from trustgame.plot.story_axes import Scale, limits, put_ticks

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from trustgame.workshop.reckonings import Reckoning

__all__ = ["draw_groups", "grouped_bars", "look_of", "tell_grouped_bars"]


def look_of(role: str) -> tuple[str, str]:
    """Return the colour of a series of bars, and the hatch that tells it from others.

    Examples
    --------
    >>> look_of("buyer") == (palette.SIDES[0], "")
    True
    """
    return {
        "buyer": (palette.SIDES[0], ""),
        "seller": (palette.SIDES[1], "//"),
        "cooperate": (palette.MOVES[0], ""),
        "guide": (palette.GRID, ""),
        "few": (to_hex(palette.depth_colour(0.0)), ""),
        "some": (to_hex(palette.depth_colour(0.5)), ""),
        "many": (to_hex(palette.depth_colour(1.0)), ""),
    }[role]


def tell_grouped_bars(result: Reckoning, labels: Labels | None = None) -> Telling:
    """Return what the chart ``grouped_bars`` says, and its numbers."""
    labels = result.deal.labels if labels is None else labels
    parts = []
    for group, rows in result.frame.groupby("group", sort=False):
        values = zip(rows["series"], rows["value"], strict=True)
        bars = ", ".join(
            say("grouped.bar", series=series, value=write(value, result.kind, labels))
            for series, value in values
        )
        parts.append(say("grouped.group", group=group, bars=bars))
    shape = say("grouped.shape", words=result.words, groups="; ".join(parts))
    return Telling(
        finding=result.finding,
        question=result.question,
        footer=footer(
            result.game or result.deal.game, labels, how=result.how, time=result.time
        ),
        sentence=f"{result.sentence} {sure()}",
        alt=f"{result.finding}. {shape}",
        table=result.to_frame(),
    )


def grouped_bars(
    result: Reckoning,
    *,
    ax: Axes | None = None,
    size: str | None = None,
    labels: Labels | None = None,
    **style: Any,
) -> Axes:
    """Draw a group of bars per row of things, one bar per series.

    A group that is a character has its face beside its name.

    Parameters
    ----------
    result : Reckoning
        What a session works out of a deal.
    ax : Axes, optional
        Where to draw; a new slide unless given.
    size : {"slide", "column", "square", "poster"}, optional
        The new figure's size, without ``ax``: a slide unless given.
    labels : Labels, optional
        The words of a deal.
    **style
        Properties of the bars, as matplotlib names them.
    """
    labels = result.deal.labels if labels is None else labels
    telling = tell_grouped_bars(result, labels)
    ax, sizes = open_axes(ax, size)
    dress(ax, telling, sizes)
    draw_groups(ax, result, labels, sizes, style)
    return ax


def draw_groups(
    ax: Axes, result: Any, labels: Labels, sizes: Sizes, style: dict[str, Any]
) -> None:
    """Draw the bars of a table of group, series and value; wide ones where each has one.

    A column ``told`` says what stands at the bars instead of their values.
    """
    plain_frame(ax, sizes, grid="x")
    table = result.frame
    groups, series = (
        list(dict.fromkeys(table["group"])),
        list(dict.fromkeys(table["series"])),
    )
    values = table["value"].to_numpy(dtype=float)
    scale = Scale(result.words, result.kind)
    wide, high = body(ax)
    texts = [write(value, result.kind, labels) for value in values]
    texts = list(table["told"]) if "told" in table else texts
    alone = not table["group"].duplicated().any()
    thick = 0.9 / (1 if alone else len(series))
    room = (high - 4.4 * sizes.text) / len(groups) * thick  # points a bar has
    many = len(series) if room < sizes.small else 1
    tail = max(width(text, sizes.small) for text in texts) * many + sizes.text
    low, top = limits(list(values), scale, (0, 1) if result.kind == "percent" else None)
    low = 0.0 if values.min() >= 0 else low
    reach = (top - low) * min(0.45, tail / (0.6 * wide))
    top += reach
    low -= reach if values.min() < 0 else 0.0
    for k, name in enumerate(series):
        rows = table[table["series"] == name]
        shift = 0.0 if alone else (k + 0.5) * thick - 0.45
        at = [groups.index(group) + shift for group in rows["group"]]
        colour, hatch = look_of(result.roles[k])
        look: dict[str, Any] = {
            "height": 0.9 * thick, "color": colour, "hatch": hatch,
            "edgecolor": palette.PAPER, "linewidth": 0, "zorder": 3,
        }  # fmt: skip
        ax.barh(at, rows["value"], gid=f"bars {k}", label=name, **(look | style))
        said = [
            text for text, own in zip(texts, table["series"], strict=True) if own == name
        ]
        for y, value, text in zip(at, rows["value"], said, strict=True):
            if room >= sizes.small:
                _value(ax, float(value), y, text, sizes)
    if room < sizes.small:  # a text for each group, in the order of its bars
        for k, group in enumerate(groups):
            own = [float(v) for v in table.loc[table["group"] == group, "value"]]
            text = "  ".join(scale.short(value, labels) for value in own)
            _value(ax, max(0.0, *own), k, text, sizes)
    ax.axvline(0, color=palette.INK, linewidth=0.4 * sizes.line, zorder=4, gid="zero")
    ax.set_xlim(low, top)
    ax.set_ylim(len(groups) - 0.45, -0.55)
    names = [_named(group, 0.3 * wide, room / thick, sizes) for group in groups]
    ax.set_yticks(range(len(groups)), labels=[text for text, _ in names], parse_math=False)
    for tick, (_, fitting) in zip(ax.get_yticklabels(), names, strict=True):
        tick.set_fontsize(fitting)
    if result.faces:
        face = face_size(0.9 * room / thick, sizes.text)
        ax.tick_params(axis="y", pad=face + 16)
        for k, group in enumerate(groups):
            if group in result.faces:
                put_face(ax, result.faces[group], (0, k), face, offset=(-8, 0),
                         coords=ax.get_yaxis_transform(), align=(1.0, 0.5))  # fmt: skip
    widest = 1.6 * max(width(scale.short(end, labels), sizes.text) for end in (low, top))
    most = max(2, min(6, int(0.5 * wide / widest)))
    put_ticks(ax.set_xticks, (low, top - reach), scale, labels, most)
    title, letters = fit(scale.titled(labels), 0.55 * wide, sizes.text, sizes.small)
    ax.set_xlabel(title, fontsize=letters, color=palette.DIM, parse_math=False)
    if len(series) > 1 and not alone:
        _key(ax, sizes, wide)


def _named(group: str, wide: float, high: float, sizes: Sizes) -> tuple[str, float]:
    """Return a group's name wrapped into the room beside its bars, and its type size."""
    size = sizes.text
    while True:
        lines = max(1, min(3, int(high / (1.2 * size))))
        text, fits = fit(group, wide, size, size - 0.1, lines=lines)
        if fits == size:
            return text, size
        if size - 1 < sizes.small:
            return wrap(group, wide, size, lines=lines), size
        size -= 1


def _value(ax: Axes, value: float, y: float, text: str, sizes: Sizes) -> None:
    """Write a bar's value at its end."""
    at = value if np.isfinite(value) else 0.0
    sign = -1 if at < 0 else 1
    ax.annotate(
        text, (at, y), xytext=(sign * 0.4 * sizes.small, 0), textcoords="offset points",
        ha="left" if sign > 0 else "right", va="center_baseline", fontsize=sizes.small,
        color=palette.INK, parse_math=False, gid="value", annotation_clip=False, zorder=6,
    )  # fmt: skip


def _key(ax: Axes, sizes: Sizes, wide: float) -> None:
    """Say above the bars which is which, in the order of each group."""
    handles, names = ax.get_legend_handles_labels()
    room = 0.95 * wide / len(names) - 5 * sizes.small
    key = ax.legend(
        handles, [wrap(name, room, sizes.small, lines=1) for name in names],
        loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=3, frameon=False,
        fontsize=sizes.small, labelcolor=palette.INK, borderaxespad=0.1,
    )  # fmt: skip
    for text in key.get_texts():
        text.set_parse_math(False)
