"""Cooperation over time and depth, with the boundary that theory draws on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.patheffects import withStroke

from trustgame import _validate as check
from trustgame.deals import words
from trustgame.deals.labels import Labels
from trustgame.deals.words import listed, say
from trustgame.game import TrustGame
from trustgame.plot import palette
from trustgame.plot.anatomy import Telling, dress, open_axes, plain_frame
from trustgame.plot.captions import footer, join, sure
from trustgame.plot.lines import AlongLine
from trustgame.plot.palette import Sizes
from trustgame.plot.ticks import name_across, name_left
from trustgame.plot.unsettled import dot, headline, how_many
from trustgame.typing import FloatArray

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from trustgame.maps.time_depth import TimeDepthMap

__all__ = ["at_mark", "tell_time_depth_map", "time_depth_map"]

_STYLES: dict[str, Any] = {
    "grim": "solid",
    "alternation": (0, (5, 1.6)),
    "risk_dominance": (0, (1, 1.2)),
}
_PEOPLE_SAY = (1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 300, 500, 1000, 2000, 5000, 10_000)


def tell_time_depth_map(
    result: TimeDepthMap,
    labels: Labels | None = None,
    *,
    here: tuple[float, float] | None = None,
    lines: Sequence[str] = ("grim",),
) -> Telling:
    """Return what the chart ``time_depth_map`` says, and its numbers."""
    labels = Labels() if labels is None else labels
    payoff = result.measure.startswith("payoff")
    write = labels.pay if payoff else words.percent
    column = int(np.argmin(abs(result.times - here[0]))) if here else len(result.times) - 1
    told = {
        "shallow": _depth_name(result, labels, result.positions[0]),
        "deep": _depth_name(result, labels, result.positions[-1]),
        "shallow_share": write(result.table[0, column]),
        "deep_share": write(result.table[-1, column]),
        "time": _time(result, labels, float(result.times[column])),
        "round": labels.round,
    }
    finding, sentence = headline(result, column, told)
    sentence += how_many(result)
    bounds = result.boundary if "grim" in lines else None
    if here is not None:
        sentence += "".join(f" {part}" for part in at_mark(result, here, labels))
    if result.time == "exactly":
        sentence += " " + say("map.known_sentence")
    elif bounds is not None:
        sentence += " " + say(
            "map.line_sentence", line=_finding(bounds, labels, told) + "."
        )
    question = say(f"map.question_{result.depth}", rounds=labels.rounds)
    game = TrustGame(result.stage, result.relationship, continuation=0.5)
    shape = say(
        "map.shape",
        rows=len(result.positions),
        columns=len(result.times),
        low=write(result.table.min()),
        high=write(result.table.max()),
    )
    drawn = _drawn(result, lines)
    line = (
        say("map.footer", lines=listed(say(f"map.name_{name}") for name in drawn))
        if drawn
        else ""
    )
    pair = (result.buyer, result.seller) if not result.selection else ()
    frame = result.to_frame()
    unused = [f"line {name}" for name in result.boundaries if name not in drawn]
    return Telling(
        finding=finding,
        question=question,
        footer=footer(
            game, labels, pair, time=line, how=join(result.selection, say("footer.exact"))
        ),
        sentence=f"{sentence} {sure()}",
        alt=f"{finding}. {shape}{how_many(result)}",
        table=frame.drop(columns=unused),
    )


def time_depth_map(
    result: TimeDepthMap,
    *,
    ax: Axes | None = None,
    size: str | None = None,
    labels: Labels | None = None,
    here: tuple[float, float] | None = None,
    lines: Sequence[str] = ("grim",),
    **style: Any,
) -> Axes:
    """Draw the map of time and depth, with grim trigger's boundary on it.

    Parameters
    ----------
    result : TimeDepthMap
        What ``tg.time_depth_map`` gives.
    ax : Axes, optional
        Where to draw; a new slide unless given.
    size : {"slide", "column", "square", "poster"}, optional
        The new figure's size, without ``ax``: a slide unless given.
    labels : Labels, optional
        The words of a deal.
    here : (float, float), optional
        Time and position of a deal to mark: where it starts.
    lines : sequence of {'grim', 'alternation', 'risk_dominance'}
        The lines of theory to draw; see ``trustgame.maps.boundaries``.
    **style
        Properties of the coloured cells, as ``pcolormesh`` names them.
    """
    labels = Labels() if labels is None else labels
    telling = tell_time_depth_map(result, labels, here=here, lines=lines)
    ax, sizes = open_axes(ax, size)
    scaled = result.time != "continuation"
    if scaled:
        ax.set_xscale("log")
    x, y = _edges(result.times, scaled), _edges(result.positions, False)
    payoff = result.measure.startswith("payoff")
    limits: dict[str, Any] = (
        {} if payoff else dict(zip(("vmin", "vmax"), _half(result.table), strict=True))
    )
    cells: dict[str, Any] = {
        "cmap": palette.MAP_RAMP,
        "shading": "flat",
        "zorder": 0,
        **limits,
    }
    mesh = ax.pcolormesh(x, y, result.table, gid="map", **(cells | style))
    plain_frame(ax, sizes, grid="")
    dot(ax, result, mesh, x, y, sizes)
    ax.set(xlim=(x[0], x[-1]), ylim=(y[0], y[-1]))
    if scaled:
        ticks = [t for t in _PEOPLE_SAY if x[0] <= t <= x[-1]] or result.times.tolist()
        for leading in ("125", "1"):
            if len(ticks) > 7 or (leading == "125" and len(ticks) > 5):
                ticks = [t for t in ticks if str(t)[0] in leading]
        ax.set_xticks(ticks, labels=[words.amount(t) for t in ticks])
        ax.minorticks_off()
    words_x = say(f"map.x_{result.time}", round=labels.round, rounds=labels.rounds)
    name_across(ax, words_x, sizes)
    _depth_ticks(ax, result, labels, sizes)
    halo = [withStroke(linewidth=2.2 * sizes.line, foreground=palette.HALO)]
    found = {name: _line(result, name, x) for name in _drawn(result, lines)}
    known = {name: line for name, line in found.items() if line is not None}
    high = here is None or _up(here[1], y) < 0.5  # their names keep clear of it
    for k, (name, line) in enumerate(known.items()):
        share = 0.14 + 0.22 * k
        ax.plot(
            *line.T,
            color=palette.INK,
            linewidth=sizes.line,
            path_effects=halo,
            zorder=3,
            gid=f"line {name}",
            linestyle=_STYLES[name],
        )
        ax.add_artist(
            AlongLine(
                ax,
                line,
                say(f"map.line_{name}"),
                sizes.text,
                None if len(known) == 1 else 1 - share if high else share,
                lines=list(known.values()),
                dash=_STYLES[name],
            )
        )
    if here is not None:
        ax.plot(
            *here,
            marker="o",
            markersize=1.3 * sizes.mark,
            color=palette.PAPER,
            markeredgecolor=palette.INK,
            markeredgewidth=sizes.line / 2,
            zorder=6,
            gid="here",
            linestyle="none",
            clip_on=False,
        )
        right = _share(ax, here[0]) > 0.75
        low = _up(here[1], y) > 0.9
        ax.annotate(
            say("map.here"),
            here,
            xytext=(
                (-1 if right else 1) * 1.1 * sizes.mark,
                (-1 if low else 1) * 0.75 * sizes.mark,
            ),
            textcoords="offset points",
            fontsize=sizes.text,
            fontweight="bold",
            color=palette.INK,
            zorder=6,
            va="top" if low else "bottom",
            ha="right" if right else "left",
            path_effects=[withStroke(linewidth=sizes.line, foreground=palette.HALO)],
        )
    _ramp(ax, result, labels, mesh, sizes.small, sizes.text)
    dress(ax, telling, sizes)
    return ax


def at_mark(
    result: TimeDepthMap, here: tuple[float, float], labels: Labels
) -> tuple[str, ...]:
    """Say what the map shows at its mark, and why its colour falls with time if it does."""
    row = int(np.argmin(abs(result.positions - here[1])))
    column = int(np.argmin(abs(result.times - here[0])))
    payoff = result.measure.startswith("payoff")
    write = labels.pay if payoff else words.percent
    said = []
    if result.depth == "held" and len(result.positions) > 1 and result.at_rest[row, column]:
        said.append(say("map.here_sentence", share=write(result.table[row, column])))
    first, last = (float(result.table[row, k]) for k in (0, -1))
    bond = result.relationship
    errs = any(np.any(bond.per_level(name)) for name in ("tremble", "misperception"))
    if not payoff and not result.selection and errs and first > max(0.5, last + 0.01):
        short, long = (_time(result, labels, float(result.times[k])) for k in (0, -1))
        said.append(
            say(
                "map.falls_sentence", rounds=labels.rounds, first=write(first),
                last=write(last), short=short, long=long,
            )
        )  # fmt: skip
    return tuple(said)


def _depth_name(result: TimeDepthMap, labels: Labels, position: float) -> str:
    """Return what the room calls a position: a depth's name, or shallow and deep."""
    level = position * (len(labels.depths) - 1)
    if labels.depths and abs(level - round(level)) < 1e-9:
        return labels.depth(round(level))
    return say("map.deep") if position > 0.5 else say("map.shallow")


def _time(result: TimeDepthMap, labels: Labels, value: float) -> str:
    """Return a time of the map in words."""
    return say(
        f"map.time_{result.time}",
        rounds=labels.count(round(value, 1)),
        round=labels.round,
        share=words.percent(value),
    )


def _finding(bounds: FloatArray, labels: Labels, told: dict[str, str]) -> str:
    """Return what depth does to the time that trust needs."""
    first, last = float(bounds[0]), float(bounds[-1])
    for key, value in (("first", first), ("last", last)):
        if not np.isnan(value):
            told[key] = labels.count(round(1 / (1 - value), 1))
    if np.isnan(first):
        return say(
            "map.never"
            if np.isnan(bounds).all()
            else "map.gained"
            if not np.isnan(last)
            else "map.never",
            **told,
        )
    if np.isnan(last):
        return say("map.lost", **told)
    if max(first, last) < 1e-6:
        return say("map.always", **told)
    if last < 1e-6:
        return say("map.free", **told)
    if told["first"] == told["last"]:
        return say("map.same", **told)
    return say("map.sooner" if last < first else "map.later", **told)


def _edges(centres: FloatArray, scaled: bool) -> FloatArray:
    """Return the edges of cells around their centres, halfway between neighbours."""
    at = np.log(centres) if scaled else np.asarray(centres, dtype=float)
    if len(at) == 1:
        edges = np.array([at[0] - 0.5, at[0] + 0.5])
    else:
        inner = (at[1:] + at[:-1]) / 2
        edges = np.concatenate([[2 * at[0] - inner[0]], inner, [2 * at[-1] - inner[-1]]])
    return np.exp(edges) if scaled else edges


def _half(shares: FloatArray) -> tuple[float, float]:
    """Return the ends of the colour ramp: a half of all shares where one holds the map."""
    if shares.min() >= 0.5:
        return 0.5, 1.0
    return (0.0, 0.5) if shares.max() <= 0.5 else (0.0, 1.0)


def _drawn(result: TimeDepthMap, lines: Sequence[str]) -> list[str]:
    """Return the names of the lines that the map has and that are asked for."""
    for name in lines:
        check.one_of("lines", name, _STYLES)
    return [name for name in lines if name in result.boundaries]


def _line(result: TimeDepthMap, name: str, x: FloatArray) -> FloatArray | None:
    """Return a line's points on the map [n, 2]; None where it lies outside."""
    at = np.asarray(result.boundaries[name], dtype=float)
    if result.time != "continuation":
        at = np.where(np.isnan(at), np.inf, 1 / (1 - np.where(np.isnan(at), 0, at)))
    inside = np.isfinite(at) & (at <= x[-1])
    points = np.column_stack([np.maximum(at, x[0]), result.positions])[inside]
    return points if len(points) > 1 else None


def _depth_ticks(ax: Axes, result: TimeDepthMap, labels: Labels, sizes: Sizes) -> None:
    """Name the depths at the left edge, long names in two lines."""
    levels = len(labels.depths)
    if 1 < levels <= 6:
        at = [level / (levels - 1) for level in range(levels)]
        names = [labels.depth(level) for level in range(levels)]
    else:
        at = [float(result.positions[0]), float(result.positions[-1])]
        names = [_depth_name(result, labels, position) for position in at]
        if len(result.positions) == 1:
            at, names = at[:1], names[:1]
    name_left(ax, at, names, sizes)


def _up(position: float, edges: FloatArray) -> float:
    """Return how far up the map a position lies, 0 to 1."""
    return float((position - edges[0]) / (edges[-1] - edges[0]))


def _share(ax: Axes, value: float) -> float:
    """Return how far along the width a value lies, 0 to 1."""
    low, high = ax.get_xlim()
    if ax.get_xscale() == "log":
        low, high, value = np.log(low), np.log(high), float(np.log(value))
    return float((value - low) / (high - low))


def _ramp(
    ax: Axes, result: TimeDepthMap, labels: Labels, mesh: Any, small: float, text: float
) -> None:
    """Draw above the map what its colours stand for."""
    low, high = mesh.get_clim()
    key = ax.inset_axes((0.66, 1.035, 0.34, 0.045))
    key.imshow(
        np.linspace(0, 1, 256)[None],
        aspect="auto",
        cmap=palette.MAP_RAMP,
        extent=(low, high, 0, 1),
    )
    for spine in key.spines.values():
        spine.set_visible(False)
    write = words.amount if result.measure.startswith("payoff") else words.percent
    key.set_yticks([])
    ticks = [low, (low + high) / 2, high]
    key.set_xticks(ticks, labels=[write(t) for t in ticks], fontsize=small)
    key.tick_params(
        length=0, top=True, labeltop=True, bottom=False, labelbottom=False, pad=3
    )
    role = result.measure.rpartition("_")[2]
    side = labels.seller if role == "seller" else labels.buyer
    name = say(
        f"map.{result.measure}",
        C=side.cooperate,
        side=side.name,
        money=labels.money,
        round=labels.round,
    )
    ax.text(
        0.62,
        1.035 + 0.0225,
        name,
        transform=ax.transAxes,
        fontsize=text,
        ha="right",
        va="center",
        color=palette.INK,
        parse_math=False,
    )
