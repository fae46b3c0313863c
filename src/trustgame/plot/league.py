"""A round robin as a table of colours: who gets what from whom."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from trustgame import _validate as check
from trustgame.deals import words
from trustgame.deals.labels import Labels
from trustgame.deals.words import say
from trustgame.plot import palette
from trustgame.plot.anatomy import Telling, body, dress, fit, open_axes, plain_frame, width
from trustgame.plot.captions import footer
from trustgame.plot.faces import face_size, put_face
from trustgame.plot.palette import Sizes
from trustgame.plot.scale import colour_scale, every, one_line, scale_height, upright
from trustgame.typing import FloatArray, Role

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from trustgame.tournament.league import League

__all__ = ["how_sure", "league_heatmap", "measured", "tell_league_heatmap"]


def tell_league_heatmap(
    result: League,
    labels: Labels | None = None,
    *,
    role: Role = "buyer",
    measure: str = "payoff",
) -> Telling:
    """Return what the chart ``league_heatmap`` says, and its numbers."""
    labels = Labels() if labels is None else labels
    seat = check.role("role", role)
    side, name, write = measured(labels, seat, measure)
    table, rows, columns = _ordered(result, seat, measure)
    frame = result.ranking(role, measure=measure)
    means = frame[measure]
    told = {
        "side": side.name,
        "round": labels.round,
        "rounds": labels.rounds,
        "C": side.cooperate,
        "best": side.player(str(means.index[0])),
        "worst": side.player(str(means.index[-1])),
        "most": write(float(means.iloc[0])),
        "least": write(float(means.iloc[-1])),
        "n": len(means),
        "first": int((frame["rank"] == 1).sum()),
    }
    own = "cooperation" if measure == "cooperation" else "payoff"
    if told["first"] == len(means) > 1:
        finding = say(f"league.even_{own}", **told)
    elif len(means) == 1:
        finding = say(f"league.alone_{own}", **told)
    elif int(told["first"]) > 1:
        finding = say(f"league.shared_{own}", **told)
    else:
        finding = say(f"league.finding_{own}", **told)
    pairs = _pairs(result, seat, measure, labels, write)
    shape = say(
        "league.shape",
        rows=len(rows),
        columns=len(columns),
        one=labels.buyer.name,
        other=labels.seller.name,
        low=write(float(np.nanmin(table))),
        high=write(float(np.nanmax(table))),
    )
    question = say(
        f"league.question_{measure}",
        one=labels.buyer.name,
        other=labels.seller.name,
        **told,
    )
    if not result.exact.all():
        question += " " + say("league.circles")
    numbers = result.to_frame()
    numbers["buyer"] = [labels.buyer.player(str(n)) for n in numbers["buyer"]]
    numbers["seller"] = [labels.seller.player(str(n)) for n in numbers["seller"]]
    how, sure = how_sure(result)
    return Telling(
        finding=finding,
        question=question,
        footer=footer(result.game, labels, how=how),
        sentence=f"{finding}. {pairs} {say('league.not')} {sure}",
        alt=f"{finding}. {shape} {name}.",
        table=numbers,
    )


def league_heatmap(
    result: League,
    *,
    ax: Axes | None = None,
    size: str | None = None,
    labels: Labels | None = None,
    role: Role = "buyer",
    measure: str = "payoff",
    **style: Any,
) -> Axes:
    """Draw every pair of a round robin as a coloured cell.

    Rows are the buyer's strategies and columns the seller's, the best of each side first;
    where both sides have the same ones, both stand in the order of the role that is shown,
    so that twins meet on the diagonal. Of too many names every second, third ... is
    written. A dot marks a cell that was sampled.

    Parameters
    ----------
    result : League
        What ``tg.round_robin`` gives.
    ax : Axes, optional
        Where to draw; a new slide unless given.
    size : {"slide", "column", "square", "poster"}, optional
        The new figure's size, without ``ax``: a slide unless given.
    labels : Labels, optional
        The words of a deal.
    role : {"buyer", "seller"}
        Whose numbers are shown.
    measure : {"payoff", "utility", "cooperation"}
        Which numbers.
    **style
        Properties of the cells, as ``pcolormesh`` names them.
    """
    labels = Labels() if labels is None else labels
    telling = tell_league_heatmap(result, labels, role=role, measure=measure)
    seat = check.role("role", role)
    _, name, write = measured(labels, seat, measure)
    table, rows, columns = _ordered(result, seat, measure)
    ax, sizes = open_axes(ax, size)
    dress(ax, telling, sizes)
    B, S = table.shape
    limits = (
        (0.0, 1.0) if measure == "cooperation" else (np.nanmin(table), np.nanmax(table))
    )
    cells: dict[str, Any] = {
        "cmap": palette.MAP_RAMP,
        "vmin": limits[0],
        "vmax": limits[1],
        "edgecolors": palette.PAPER,
        "linewidth": 0.25 * sizes.line if max(B, S) <= 20 else 0.0,
        "gid": "cells",
    }
    mesh = ax.pcolormesh(np.arange(S + 1), np.arange(B + 1), table, **(cells | style))
    ax.set(xlim=(0, S), ylim=(B, 0))
    plain_frame(ax, sizes, grid="")
    ax.spines["bottom"].set_visible(False)
    pitch = _name_both(ax, labels, rows, columns, sizes)
    _write_cells(ax, mesh, table, write, sizes, pitch)
    order = (
        [result.buyer_names.index(n) for n in rows],
        [result.seller_names.index(n) for n in columns],
    )
    y, x = np.nonzero(~result.exact[np.ix_(*order)])
    if len(x):
        spot_size = max(1.0, 0.12 * min(*pitch, 3 * sizes.mark))
        spot = (x + 0.9, y + 0.14)
        ax.plot(
            *spot,
            "o",
            color=palette.PAPER,
            markeredgecolor=palette.INK,
            markeredgewidth=0.4 * spot_size,
            markersize=2 * spot_size,
            linestyle="none",
            gid="sampled",
        )
    colour_scale(ax, mesh, name, write, sizes, (S * pitch[0], B * pitch[1]))
    return ax


def measured(
    labels: Labels, seat: int, measure: str
) -> tuple[Any, str, Callable[..., str]]:
    """Return whose measure it is, its name with units, and how its numbers are written."""
    side = labels.sides[seat]
    name = say(
        f"league.measure_{measure}",
        side=side.name,
        C=side.cooperate,
        money=labels.money,
        round=labels.round,
        rounds=labels.rounds,
    )
    return side, name, words.percent if measure == "cooperation" else words.amount


def how_sure(result: League) -> tuple[str, str]:
    """Return how the numbers were found, for the footer and for the sentence."""
    missing = int((~result.exact).sum())
    if not missing:
        return "", say("sure.exact")
    told = {
        "pairs": words.counted(missing),
        "all": words.counted(result.exact.size),
        "n": words.counted(result.matches),
    }
    return say("league.sampled", **told), say("league.sampled_sentence", **told)


def _ordered(
    result: League, seat: int, measure: str
) -> tuple[FloatArray, list[str], list[str]]:
    """Return one role's table [B, S] with the best of each side first, and the names."""
    parts = {"payoff": result.payoff, "utility": result.utility}
    table = parts.get(measure, result.cooperation_by_role)[..., seat]
    rows, columns = (
        [str(n) for n in result.ranking(r, measure=measure).index]  # type: ignore[arg-type]
        for r in check.ROLES
    )
    if set(rows) == set(columns):  # the same order, so that twins meet on the diagonal
        rows = columns = (rows, columns)[seat]
    at_row = [result.buyer_names.index(n) for n in rows]
    at_column = [result.seller_names.index(n) for n in columns]
    return table[np.ix_(at_row, at_column)], rows, columns


def _pairs(
    result: League, seat: int, measure: str, labels: Labels, write: Callable[..., str]
) -> str:
    """Return where a side has most and least, in a sentence."""
    table, rows, columns = _ordered(result, seat, measure)
    told: dict[str, Any] = {"side": labels.sides[seat].name}
    for key, flat in (("high", np.nanargmax(table)), ("low", np.nanargmin(table))):
        b, s = np.unravel_index(flat, table.shape)
        told[key] = write(float(table[b, s]))
        told[f"{key}_buyer"] = labels.buyer.player(rows[b])
        told[f"{key}_seller"] = labels.seller.player(columns[s])
    return say("league.pairs", **told)


def _name_both(
    ax: Axes, labels: Labels, rows: list[str], columns: list[str], sizes: Sizes
) -> tuple[float, float]:
    """Name rows and columns as far as there is room; return a cell's size in points."""
    wide, high = body(ax)
    small = sizes.small
    downs = [labels.buyer.player(n) for n in rows]
    across = [labels.seller.player(n) for n in columns]
    corner = [f"↓ {labels.buyer.name}", f"→ {labels.seller.name}"]
    numbered = _numbered(rows, columns)
    if numbered:
        downs = [f"{name}  {i + 1}" for i, name in enumerate(downs)]
        across = [str(i + 1) for i in range(len(columns))]
    most = (0.4 if numbered else 0.28) * wide
    gutter = min(max(width(n, small) for n in (*downs, *corner)), most)
    face = 1.7 * small  # of rows, and of columns unless that would hide a name
    pitch_x = (wide - gutter - face - 20) / len(columns)
    on_end = not numbered and upright(across, pitch_x, sizes)
    tall = min(max(width(n, small) for n in across), 0.3 * high)
    foot = tall if on_end else small * (1.3 if numbered else 3.6)
    pitch_y = (high - foot - scale_height(sizes) - 8) / len(rows)
    shown = every(len(rows), pitch_y, small)
    lower = pitch_y - (face + 10) / len(rows)
    below = every(len(rows), lower, small) == shown
    pitch_y = lower if below else pitch_y
    _faces(ax.yaxis, rows, shown, pitch_y, small)
    lines = max(1, min(3, int(pitch_y / (1.25 * small))))
    texts = [_cut(downs[i], gutter, small, lines) for i in shown]
    ax.set_yticks([i + 0.5 for i in shown], labels=texts, fontsize=small, parse_math=False)
    room = 0.94 * pitch_x
    if numbered:
        shown = every(len(columns), pitch_x, width("88", small))
        texts = [across[i] for i in shown]
    elif on_end:
        shown = every(len(columns), pitch_x, small)
        texts = [one_line(across[i], tall, small) for i in shown]
    else:
        shown = list(range(len(columns)))
        texts = [_cut(name, room, small, 3) for name in across]
    ax.set_xticks([i + 0.5 for i in shown], labels=texts, fontsize=small, parse_math=False)
    ax.tick_params(axis="x", rotation=90 if on_end else 0)
    for label in (*ax.get_xticklabels(), *ax.get_yticklabels()):
        label.set_linespacing(0.95)
    if below:
        _faces(ax.xaxis, columns, shown, pitch_x, small)
    ax.annotate(
        "\n".join(one_line(text, gutter, small) for text in corner),
        (0, 1),
        xytext=(-6, 8),
        xycoords="axes fraction",
        textcoords="offset points",
        ha="right",
        va="bottom",
        fontsize=small,
        color=palette.DIM,
        parse_math=False,
        gid="corner",
    )
    return pitch_x, pitch_y


def _faces(
    axis: Any, names: list[str], shown: list[int], pitch: float, small: float
) -> None:
    """Put faces between the cells and those names of rows or columns that are shown."""
    size = face_size(pitch * (shown[1] if len(shown) > 1 else 1), small)
    axis.set_tick_params(pad=size + 11)
    ax, below = axis.axes, axis.axis_name == "x"
    for i in shown:
        put_face(
            ax, names[i], (i + 0.5, 0) if below else (0, i + 0.5), size,
            coords=ax.get_xaxis_transform() if below else ax.get_yaxis_transform(),
            offset=(0, -5) if below else (-6, 0), align=(0.5, 1.0) if below else (1.0, 0.5),
        )  # fmt: skip


def _numbered(rows: list[str], columns: list[str]) -> bool:
    """Tell whether columns can go by the numbers of the rows: the same, and many."""
    return rows == columns and len(rows) > 6


def _cut(name: str, room: float, size: float, lines: int) -> str:
    """Return a name on so many lines at most, cut where there is no room."""
    return (
        fit(name, room, size, size - 0.1, lines=lines)[0]
        if lines > 1
        else (one_line(name, room, size))
    )


def _write_cells(
    ax: Axes,
    mesh: Any,
    table: FloatArray,
    write: Callable[..., str],
    sizes: Sizes,
    pitch: tuple[float, float],
) -> None:
    """Write every number into its cell, if there is room for all of them."""
    texts = [[write(float(v)) for v in row] for row in table]
    widest = max(width(text, sizes.small) for row in texts for text in row)
    if widest > 0.8 * pitch[0] or 1.3 * sizes.small > pitch[1]:
        return
    for b, row in enumerate(texts):
        for s, text in enumerate(row):
            ax.text(
                s + 0.5,
                b + 0.5,
                text,
                ha="center",
                va="center",
                fontsize=sizes.small,
                color=palette.on(mesh.to_rgba(table[b, s])),
                parse_math=False,
                gid="number",
            )
