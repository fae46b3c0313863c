"""Every pairing at once: small charts of value by horizon, in one table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.patches import Rectangle

from trustgame import _validate as check
from trustgame.deals import words
from trustgame.deals.labels import Labels
from trustgame.deals.words import say
from trustgame.exceptions import SpecificationError
from trustgame.plot import palette
from trustgame.plot.anatomy import Telling, body, dress, open_axes, width
from trustgame.plot.captions import footer, sure
from trustgame.plot.lines import spread
from trustgame.plot.palette import Sizes
from trustgame.plot.scale import few_lines, one_line
from trustgame.plot.ticks import thin

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from trustgame.solve.horizons import Horizons

__all__ = ["MOST", "tell_value_grid", "value_grid"]

#: More players a side than this and their small charts cannot be read.
MOST = 6

_LEFT = 0.17  # where the small charts begin, as a share of the axes


def tell_value_grid(result: Sequence[Horizons], labels: Labels | None = None) -> Telling:
    """Return what the chart ``value_grid`` says, and its numbers."""
    labels = Labels() if labels is None else labels
    _names(result)
    told = {
        "one": labels.buyer.name,
        "other": labels.seller.name,
        "n": len(result),
        "rounds": labels.count(result[0].rounds[-1]),
        "last": words.counted(result[0].rounds[-1]),
    }
    ends = np.stack([one.value[-1] for one in result])  # [pairings, 2]
    both = ends.sum(axis=1)
    for key, k in (("best", int(both.argmax())), ("worst", int(both.argmin()))):
        told[key] = labels.buyer.player(result[k].buyer.name)
        told[f"{key}_other"] = labels.seller.player(result[k].seller.name)
    told["most"], told["least"] = labels.pay(both.max()), labels.pay(both.min())
    for i, role in enumerate(check.ROLES):
        k = int(ends[:, i].argmax())
        names = (
            labels.buyer.player(result[k].buyer.name),
            labels.seller.player(result[k].seller.name),
        )
        told[f"{role}_best"], told[f"{role}_other"] = names[i], names[1 - i]
        told[f"{role}_most"] = labels.pay(ends[k, i])
    even = np.ptp(both) <= 1e-9 * max(1.0, float(abs(both).max()))
    finding = say("grid.even" if even else "grid.finding", **told)
    kept = thin(len(result[0].rounds))
    table = pd.concat(
        [
            pd.DataFrame(
                {
                    "buyer": labels.buyer.player(one.buyer.name),
                    "seller": labels.seller.player(one.seller.name),
                    "rounds": one.rounds[kept],
                    "value_buyer": one.value[kept, 0],
                    "value_seller": one.value[kept, 1],
                }
            )
            for one in result
        ],
        ignore_index=True,
    )
    return Telling(
        finding=finding,
        question=say(
            "grid.question" if len(result[0].rounds) > 1 else "grid.question_once",
            round=labels.round,
            rounds=labels.rounds,
            last=told["last"],
        ),
        footer=footer(
            result[0].game, labels, time=say("horizon.time", rounds=labels.rounds)
        ),
        sentence=f"{say('grid.sentence', **told)} {say('horizon.not')} {sure()}",
        alt=f"{finding}. {say('grid.shape', **told)}",
        table=table,
    )


def value_grid(
    result: Sequence[Horizons],
    *,
    ax: Axes | None = None,
    size: str | None = None,
    labels: Labels | None = None,
    **style: Any,
) -> Axes:
    """Draw what every pairing is worth to both sides, by how long it lasts.

    Parameters
    ----------
    result : sequence of Horizons
        What ``by_horizon`` gives for every buyer with every seller, in the same game.
    ax : Axes, optional
        Where to draw; a new slide unless given. Each pairing is an Axes within it, found in
        ``ax.child_axes``, buyers down and sellers across.
    size : {"slide", "column", "square", "poster"}, optional
        The new figure's size, without ``ax``: a slide unless given.
    labels : Labels, optional
        The words of a deal.
    **style
        Properties of the lines, as matplotlib names them.

    Raises
    ------
    SpecificationError
        If a pairing is missing or there twice, or a side has more than six players.
    """
    labels = Labels() if labels is None else labels
    telling = tell_value_grid(result, labels)
    buyers, sellers = _names(result)
    ax, sizes = open_axes(ax, size)
    ax.set(xlim=(0, 1), ylim=(0, 1))
    ax.axis("off")
    dress(ax, telling, sizes)
    room, tall = body(ax)
    top_names = [
        few_lines(
            labels.seller.player(name),
            0.92 * (1 - _LEFT) / len(sellers) * room,
            sizes.small,
            2,
        )
        for name in sellers
    ]
    lines = max(text.count("\n") + 1 for text in top_names)
    corner = "\n".join(
        one_line(text, 0.95 * _LEFT * room, sizes.small, bold=True)
        for text in (
            say("grid.columns", other=labels.seller.name),
            say("grid.rows", one=labels.buyer.name),
        )
    )
    lines = max(lines, corner.count("\n") + 1)
    bottom = 2.2 * sizes.small / tall
    top = 1 - (1.3 * lines + 0.4) * sizes.small / tall
    wide, high = (1 - _LEFT) / len(sellers), (top - bottom) / len(buyers)
    both = [float(one.value[-1].sum()) for one in result]
    best = int(np.argmax(both)) if np.ptp(both) > 1e-9 * max(1.0, abs(max(both))) else -1
    put: dict[str, Any] = {
        "fontsize": sizes.small,
        "color": palette.INK,
        "parse_math": False,
    }
    ax.text(
        _LEFT - 0.008,
        top + 0.3 * sizes.small / tall,
        corner,
        fontweight="bold",
        ha="right",
        va="bottom",
        **put,
    )
    for column, text in enumerate(top_names):
        ax.text(
            _LEFT + (column + 0.5) * wide,
            top + 0.3 * sizes.small / tall,
            text,
            ha="center",
            va="bottom",
            **put,
        )
    fitting = max(1, int(high * tall / (1.25 * sizes.small)))
    for row, name in enumerate(buyers):
        text = few_lines(
            labels.buyer.player(name), 0.92 * _LEFT * room, sizes.small, min(3, fitting)
        )
        ax.text(
            _LEFT - 0.008, top - (row + 0.5) * high, text, ha="right", va="center", **put
        )
    ends = [words.amount(value) for one in result for value in one.value[-1]]
    label = max(width(text, sizes.small) for text in ends) / room  # share of the axes
    drawn = max(0.3 * wide, 0.9 * wide - label - 0.016)
    values = telling.table[["value_buyer", "value_seller"]]
    limits = min(0.0, float(values.min().min())), max(0.0, float(values.max().max()))
    for k, one in enumerate(result):
        row, column = buyers.index(one.buyer.name), sellers.index(one.seller.name)
        left, low = _LEFT + column * wide, top - (row + 1) * high
        small = ax.inset_axes((left + 0.05 * wide, low + 0.1 * high, drawn, 0.8 * high))
        _small_chart(small, one, sizes, limits, (0.012 / drawn, 0.8 * high * tall), style)
        ax.add_patch(
            Rectangle(
                (left + 0.02 * wide, low + 0.03 * high),
                0.96 * wide,
                0.94 * high,
                facecolor="none",
                edgecolor=palette.INK if k == best else palette.GRID,
                linewidth=0.8 * sizes.line if k == best else 0.2 * sizes.line,
                clip_on=False,
                gid="best" if k == best else None,
                zorder=3 if k == best else 1,
            )
        )
    _key(ax, labels, sizes, room, 0.5 * bottom)
    return ax


def _names(result: Sequence[Horizons]) -> tuple[list[str], list[str]]:
    """Return the buyers' and sellers' names in order; every pairing must be there once."""
    if not result:
        raise SpecificationError(
            "`result` must hold at least one pair's horizons; got none."
        )
    buyers = list(dict.fromkeys(one.buyer.name for one in result))
    sellers = list(dict.fromkeys(one.seller.name for one in result))
    pairs = {(one.buyer.name, one.seller.name) for one in result}
    if len(pairs) != len(result) or len(pairs) != len(buyers) * len(sellers):
        raise SpecificationError(
            f"`result` must hold every one of {len(buyers)} x {len(sellers)} pairings "
            f"once; got {len(result)}."
        )
    if max(len(buyers), len(sellers)) > MOST:
        raise SpecificationError(
            f"`result` must hold at most {MOST} buyers and {MOST} sellers, or the small "
            f"charts cannot be read; got {len(buyers)} x {len(sellers)}. Draw the league: "
            "tg.plot.league_heatmap(tg.round_robin(game, buyers, sellers))."
        )
    return buyers, sellers


def _small_chart(
    small: Axes,
    one: Horizons,
    sizes: Sizes,
    limits: tuple[float, float],
    scale: tuple[float, float],
    style: dict[str, Any],
) -> None:
    """Draw one pairing: two lines and what they end at."""
    low, top = limits
    pad = 0.08 * (top - low or 1)
    gap, tall = scale
    small.axhline(0, color=palette.GRID, linewidth=0.25 * sizes.line, zorder=1)
    kept = thin(len(one.rounds))
    mark = "o" if len(one.rounds) == 1 else None
    for i, role in enumerate(check.ROLES):
        line: dict[str, Any] = {
            "color": palette.SIDES[i],
            "linestyle": palette.SIDE_LINES[i],
            "linewidth": 0.75 * sizes.line,
            "marker": mark,
            "markersize": 0.6 * sizes.mark,
            "zorder": 2 + i,
        }
        small.plot(
            one.rounds[kept], one.value[kept, i], gid=f"value_{role}", **(line | style)
        )
    small.set_ylim(low - pad, top + pad)
    first, last = float(one.rounds[0]), float(one.rounds[-1])
    small.set_xlim(first - (0.03 * (last - first) or 1), last)
    small.axis("off")
    at = [float((v - low + pad) / (top - low + 2 * pad)) for v in one.value[-1]]
    line_height = 1.25 * sizes.small / tall
    for i, y in enumerate(spread(at, [line_height] * 2, -0.06, 1.06)):
        small.text(
            1 + gap,
            y,
            words.amount(one.value[-1, i]),
            transform=small.transAxes,
            fontsize=sizes.small,
            color=palette.INK,
            va="center",
            ha="left",
            parse_math=False,
            gid=f"end{i}",
        )
        small.plot(
            [1.0, 1 + 0.8 * gap],
            [at[i], y],
            color=palette.SIDES[i],
            clip_on=False,
            linewidth=0.4 * sizes.line,
            transform=small.transAxes,
        )


def _key(ax: Axes, labels: Labels, sizes: Sizes, room: float, y: float) -> None:
    """Write under the table which line is whose."""
    note = say("grid.key", money=labels.money)
    x = _LEFT + 0.01
    each = (1 - x - width(note, sizes.small) / room - 0.16) / 2
    for i, side in enumerate(labels.sides):
        name = one_line(side.name, each * room, sizes.small)
        ax.plot(
            [x, x + 0.035],
            [y, y],
            color=palette.SIDES[i],
            clip_on=False,
            linestyle=palette.SIDE_LINES[i],
            linewidth=0.75 * sizes.line,
        )
        ax.text(
            x + 0.043,
            y,
            name,
            fontsize=sizes.small,
            va="center",
            color=palette.INK,
            parse_math=False,
        )
        x += 0.043 + width(name, sizes.small) / room + 0.03
    ax.text(
        x, y, note, fontsize=sizes.small, va="center", color=palette.DIM, parse_math=False
    )
