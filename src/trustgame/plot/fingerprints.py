"""A fingerprint: one strategy's payoff over the square of mixed probes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.patheffects import withStroke

from trustgame import _validate as check
from trustgame.deals import words
from trustgame.deals.labels import Labels
from trustgame.deals.words import say
from trustgame.plot import palette
from trustgame.plot.anatomy import Telling, body, dress, fit, open_axes, plain_frame, width
from trustgame.plot.captions import footer, sure
from trustgame.plot.league import measured
from trustgame.plot.scale import colour_scale, scale_height
from trustgame.typing import BoolArray, FloatArray

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from trustgame.solve.fingerprint import Fingerprint

__all__ = ["fingerprint", "tell_fingerprint"]

_CLEAR = 0.92  # of the room beside the square, that words take

#: The corners (x, y) of the square, and what stands there.
_CORNERS: dict[tuple[int, int], str] = {
    (1, 0): "always",
    (0, 0): "probe",
    (1, 1): "reverse",
    (0, 1): "always",
}


def tell_fingerprint(
    result: Fingerprint, labels: Labels | None = None, *, measure: str = "payoff"
) -> Telling:
    """Return what the chart ``fingerprint`` says, and its numbers."""
    labels = Labels() if labels is None else labels
    seat = check.ROLES.index(result.role)
    side, _, write = measured(labels, seat, measure)
    table = _table(result, measure)
    told: dict[str, Any] = {
        "strategy": side.player(result.strategy.name),
        "probe": labels.sides[1 - seat].player(result.probe.name),
        "side": side.name,
        "other": labels.sides[1 - seat].name,
        "round": labels.round,
        "C": side.cooperate,
        "size": len(result.grid),
    }
    told["c"], told["d"] = labels.sides[1 - seat].moves
    for key, sign in (("high", 1.0), ("low", -1.0)):
        best = (sign * table).max()
        told[key] = write(float(sign * best))
        told[f"{key}_where"] = _where(sign * table >= best - 1e-12, labels, result)
    even = np.ptp(table) <= 1e-9 * max(1.0, float(abs(table).max()))
    own = "cooperation" if measure == "cooperation" else "payoff"
    finding = say(f"fingerprint.{'even' if even else 'finding'}_{own}", **told)
    sentence = say("fingerprint.even_sentence" if even else "fingerprint.sentence", **told)
    return Telling(
        finding=finding,
        question=say("fingerprint.question", **told),
        footer=footer(result.game, labels),
        sentence=f"{sentence} {say('fingerprint.not', **told)} {sure()}",
        alt=f"{finding}. {say('fingerprint.shape', **told)}",
        table=result.to_frame(),
    )


def fingerprint(
    result: Fingerprint,
    *,
    ax: Axes | None = None,
    size: str | None = None,
    labels: Labels | None = None,
    measure: str = "payoff",
    **style: Any,
) -> Axes:
    """Draw a fingerprint: colour and height lines over the square, its corners named.

    Parameters
    ----------
    result : Fingerprint
        What ``tg.fingerprint`` gives.
    ax : Axes, optional
        Where to draw; a new slide unless given.
    size : {"slide", "column", "square", "poster"}, optional
        The new figure's size, without ``ax``: a slide unless given.
    labels : Labels, optional
        The words of a deal.
    measure : {"payoff", "cooperation"}
        What is shown of the strategy.
    **style
        Properties of the coloured cells, as ``pcolormesh`` names them.
    """
    labels = Labels() if labels is None else labels
    telling = tell_fingerprint(result, labels, measure=measure)
    seat = check.ROLES.index(result.role)
    _, name, write = measured(labels, seat, measure)
    table = _table(result, measure)
    ax, sizes = open_axes(ax, size)
    dress(ax, telling, sizes)
    grid = result.grid
    limits = (0.0, 1.0) if measure == "cooperation" else (table.min(), table.max())
    cells: dict[str, Any] = {
        "cmap": palette.MAP_RAMP,
        "vmin": limits[0],
        "vmax": limits[1],
        "shading": "nearest",
        "gid": "cells",
        "rasterized": True,
    }
    mesh = ax.pcolormesh(grid, grid, table.T, **(cells | style))
    half = 0.5 / (len(grid) - 1)
    ax.set(xlim=(-half, 1 + half), ylim=(-half, 1 + half))
    plain_frame(ax, sizes, grid="")
    ax.spines["bottom"].set_visible(False)
    ax.tick_params(pad=0.5 * sizes.small)  # the two noughts meet at a corner
    _heights(ax, grid, table, write, sizes.small)
    halo = [withStroke(linewidth=0.75 * sizes.line, foreground=palette.HALO)]
    ax.plot([0, 1], [1, 0], color=palette.INK, linewidth=0.3 * sizes.line,
            linestyle=(0, (5, 4)), gid="diagonal", path_effects=halo)  # fmt: skip
    ticks = [0, 0.5, 1]
    ax.set_xticks(ticks, labels=[words.percent(t) for t in ticks], fontsize=sizes.small)
    ax.set_yticks(ticks, labels=[words.percent(t) for t in ticks], fontsize=sizes.small)
    lowest, _, highest = ax.get_yticklabels()
    lowest.set_verticalalignment("bottom")
    highest.set_verticalalignment("top")  # clear of the scale's name above
    ax.set_aspect("equal")
    wide, high = body(ax)
    other = labels.sides[1 - seat]
    spots = _spots(labels, result, seat)
    side = min(high - scale_height(sizes) - 3.6 * sizes.small, 0.55 * wide)
    side = max(0.45 * wide, min(side, wide - 2 * _flank(spots, sizes.small)))
    flank = 0.5 * (wide - side)
    caption = say("fingerprint.x", c=other.cooperate, other=other.name)
    text, letters = fit(caption, 0.94 * wide, sizes.text, sizes.small, lines=1)
    ax.set_xlabel(text, fontsize=letters, color=palette.DIM, parse_math=False)
    _captions(ax, spots, sizes.small, flank)
    colour_scale(ax, mesh, name, write, sizes, (side, side), reach=0.9 * flank)
    return ax


def _where(there: BoolArray, labels: Labels, result: Fingerprint) -> str:
    """Return one of the marked points [x, y] in words; a corner if there is one."""
    for at in _CORNERS:
        if there[-at[0], -at[1]]:  # 0 is the first of the grid, -1 the last
            return _corner(at, labels, result)
    other = labels.sides[1 - check.ROLES.index(result.role)]
    x, y = (words.percent(float(result.grid[i])) for i in np.argwhere(there)[0])
    return say("fingerprint.where", c=other.cooperate, d=other.defect, x=x, y=y)


def _table(result: Fingerprint, measure: str) -> FloatArray:
    """Return what is shown [x, y]."""
    check.one_of("measure", measure, ("payoff", "cooperation"))
    return result.cooperation if measure == "cooperation" else result.payoff


def _heights(
    ax: Axes, grid: FloatArray, table: FloatArray, write: Any, size: float
) -> None:
    """Draw and name a few lines of equal height, apart on either side of the diagonal."""
    low, top = float(table.min()), float(table.max())
    if top - low <= 1e-9 * max(1.0, abs(top)) or len(grid) < 5:
        return
    step = 10 ** np.floor(np.log10((top - low) / 2))
    step *= next(s for s in (0.5, 1, 2, 5, 10) if (top - low) / (s * step) <= 6)
    levels = np.arange(np.ceil(low / step + 1e-6), top / step - 1e-6) * step
    if not len(levels):
        return
    lines = ax.contour(grid[1:-1], grid[1:-1], table.T[1:-1, 1:-1], levels=levels,
                       colors=palette.INK, linewidths=size / 15)  # fmt: skip
    texts = ax.clabel(lines, fmt=lambda value: str(write(value)), fontsize=size)
    for text in texts or ():
        text.set_path_effects([withStroke(linewidth=size / 4.7, foreground=palette.HALO)])
        text.set_gid("height")


_Spots = dict[tuple[int, float], str]


def _spots(labels: Labels, result: Fingerprint, seat: int) -> _Spots:
    """Return what goes upward, and which players the corners are, by place."""
    spots: _Spots = {corner: _corner(corner, labels, result) for corner in _CORNERS}
    spots[0, 0.5] = say("fingerprint.y", d=labels.sides[1 - seat].defect)
    return spots


def _aside(x: int, size: float) -> float:
    """Return how far from the square words stand: clear of the ticks on the left."""
    return 8 if x else 4.3 * size


def _flank(spots: _Spots, size: float) -> float:
    """Return the width beside the square in which no word need be broken."""
    return max(
        (width(word, size) + 1 + _aside(x, size)) / _CLEAR
        for (x, _), name in spots.items()
        for word in name.split(" ")
    )


def _captions(ax: Axes, spots: _Spots, size: float, flank: float) -> None:
    """Say beside the square what goes upward, and which players its corners are."""
    for (x, y), name in spots.items():
        room = _CLEAR * flank - _aside(x, size)
        text, _ = fit(name, room, size, size - 0.1, lines=4)
        ax.annotate(
            text,
            (x, y),
            xycoords="axes fraction",
            xytext=(_aside(x, size) * (1 if x else -1), 0),
            textcoords="offset points",
            ha="left" if x else "right",
            va="center" if y == 0.5 else "top" if y else "bottom",
            fontsize=size,
            color=palette.DIM if y == 0.5 else palette.INK,
            parse_math=False,
            linespacing=1.0,
            gid="y" if y == 0.5 else "corner",
        )


def _corner(at: tuple[int, int], labels: Labels, result: Fingerprint) -> str:
    """Return the player who stands at a corner of the square."""
    other = labels.sides[1 - check.ROLES.index(result.role)]
    probe = other.player(result.probe.name)
    move = other.cooperate if at == (1, 0) else other.defect
    return say(f"fingerprint.{_CORNERS[at]}", probe=probe, move=move)
