"""A sweep as a picture: a line over one axis, a map over two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.ticker import MaxNLocator

from trustgame import _validate as check
from trustgame._version import __version__
from trustgame.deals import words
from trustgame.deals.labels import Labels
from trustgame.deals.words import listed, say
from trustgame.exceptions import RefusedError
from trustgame.plot import palette
from trustgame.plot.anatomy import Telling, body, dress, open_axes, plain_frame
from trustgame.plot.captions import join
from trustgame.plot.palette import Sizes
from trustgame.plot.scale import colour_scale, every, one_line, scale_height
from trustgame.typing import FloatArray

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from trustgame.sweep.result import Sweep

__all__ = ["sweep", "tell_sweep"]

_TIE = 1e-9  # of the largest number: what is nearer than that is the same


def tell_sweep(
    result: Sweep, labels: Labels | None = None, *, of: str | None = None
) -> Telling:
    """Return what the chart ``sweep`` says, and its numbers."""
    del labels  # a sweep speaks of its own names
    name, table = _table(result, of)
    found = np.argwhere(np.isfinite(table))
    values = table[tuple(found.T)]
    failed = int(table.size - len(found))
    told: dict[str, Any] = {
        "result": _plain(name),
        "most": words.amount(float(values.max())),
        "least": words.amount(float(values.min())),
        "where": _where(result, table, float(values.max())),
        "lowest": _where(result, table, float(values.min())),
        "axes": listed(map(_plain, result.grid.names)),
        "n": words.counted(len(found)),
        "failed": say("sweep.failed", n=words.counted(failed)) if failed else "",
    }
    told |= {"rows": table.shape[0], "columns": table.shape[-1]}
    flat = "" if np.ptp(values) > 0 else "_flat"
    finding = say(f"sweep.finding{flat}", **told)
    seed = "" if result.seed is None else say("sweep.sampled", seed=result.seed)
    return Telling(
        finding=finding,
        question=say("sweep.question", **told),
        footer=join(result.measure.rpartition(".")[2], seed, f"trustgame {__version__}"),
        sentence=say(f"sweep.sentence{flat}", **(told | {"finding": finding})),
        alt=f"{finding}. "
        + say(f"sweep.shape_{'line' if table.ndim == 1 else 'map'}", **told),
        table=result.to_frame(),
    )


def sweep(
    result: Sweep,
    *,
    ax: Axes | None = None,
    size: str | None = None,
    labels: Labels | None = None,
    of: str | None = None,
    **style: Any,
) -> Axes:
    """Draw one number of a sweep: a line over one axis, coloured cells over two.

    Parameters
    ----------
    result : Sweep
        What ``tg.sweep`` gives over one or two axes. Points that failed stay open.
    ax : Axes, optional
        Where to draw; a new slide unless given.
    size : {"slide", "column", "square", "poster"}, optional
        The new figure's size, without ``ax``: a slide unless given.
    labels : Labels, optional
        Not used: a sweep speaks of its own names.
    of : str, optional
        Which of its numbers; the first unless given.
    **style
        Properties of the line, or of the cells as ``pcolormesh`` names them.

    Raises
    ------
    RefusedError
        If there are more than two axes, or no point was worked out.
    """
    telling = tell_sweep(result, labels, of=of)
    name, table = _table(result, of)
    ax, sizes = open_axes(ax, size)
    dress(ax, telling, sizes)
    plain_frame(ax, sizes, grid="y" if table.ndim == 1 else "")
    if table.ndim == 1:
        _line(ax, result, table, _plain(name), sizes, style)
    else:
        _cells(ax, result, table, _plain(name), sizes, style)
    return ax


def _table(result: Sweep, of: str | None) -> tuple[str, FloatArray]:
    """Return the name of a number and its table, if it can be drawn."""
    axes = len(result.grid.names)
    if axes > 2:
        raise RefusedError(
            f"`sweep` shows one or two axes; this has {axes}: "
            f"{', '.join(result.grid.names)}. Fix the others, or use `to_frame()`."
        )
    if not result.results:
        raise RefusedError(
            "`sweep` shows numbers; no point of this was worked out. See `.failed`."
        )
    name = result.results[0] if of is None else check.one_of("of", of, result.results)
    table = result.array(name)
    if not np.isfinite(table).any():
        raise RefusedError(f"`sweep` shows numbers; {name!r} has none that is finite.")
    return name, table


def _plain(name: str) -> str:
    """Return a name of Python's in plain words."""
    return name.replace("_", " ").strip()


def _where(result: Sweep, table: FloatArray, value: float) -> str:
    """Return in words where a number is met; an axis that does not matter is said so."""
    met = np.abs(table - value) <= _TIE * np.abs(table[np.isfinite(table)]).max()
    first = np.argwhere(met)[0]
    free: list[int] = []
    for axis in range(met.ndim) if not met.all() else ():
        line: list[Any] = [slice(None) if k in {axis, *free} else i
                           for k, i in enumerate(first)]  # fmt: skip
        free += [axis] if met[tuple(line)].all() else []
    where = listed(
        say("sweep.at", axis=_plain(name), value=_told(values[first[k]]))
        for k, (name, values) in enumerate(result.grid.values)
        if k not in free
    )
    for k in free:
        where = say("sweep.any", where=where, axis=_plain(result.grid.names[k]))
    left = int(met.sum()) - int(np.prod([met.shape[k] for k in free]))
    more = "sweep.more_one" if left == 1 else "sweep.more"
    return say(more, where=where, n=words.counted(left)) if left else where


def _told(value: Any) -> str:
    """Return a value of an axis as people read it."""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return words.amount(float(value)) if number else str(value).replace("_", " ")


def _numbers(values: tuple[Any, ...]) -> FloatArray | None:
    """Return an axis' values if they are numbers that rise; else they stand in a row."""
    if any(isinstance(v, bool) or not isinstance(v, int | float) for v in values):
        return None
    at = np.array(values, dtype=float)
    return at if np.isfinite(at).all() and (np.diff(at) > 0).all() else None


def _line(
    ax: Axes, result: Sweep, table: FloatArray, name: str, sizes: Sizes,
    style: dict[str, Any],
) -> None:  # fmt: skip
    """Draw a line with a mark at each point; values that are no numbers stand in a row."""
    axis, values = result.grid.values[0]
    at = _numbers(values)
    look: dict[str, Any] = {"color": palette.MODEL, "linewidth": sizes.line, "marker": "o",
                            "markersize": 0.5 * sizes.mark, "gid": "value"}  # fmt: skip
    if at is None:
        look |= {"linestyle": "none", "markersize": sizes.mark}
        _name_ticks(ax, values, sizes, body(ax)[0] / len(values))
        at = np.arange(len(values), dtype=float)
        ax.set_xlim(-0.6, len(values) - 0.4)
    elif at.min() > 0 and at.max() >= 50 * at.min():
        ax.set_xscale("log")
        ticks = [10.0**k for k in range(-9, 12) if at.min() <= 10.0**k <= at.max()]
        ax.set_xticks(ticks, labels=[words.amount(t) for t in ticks])
        ax.minorticks_off()
    else:
        low, high = float(at.min()), float(at.max())
        ticks = [t for t in MaxNLocator(5).tick_values(low, high) if low <= t <= high]
        ax.set_xticks(ticks, labels=[words.amount(t) for t in ticks])
    ax.plot(at, table, **(look | style))
    low, high = ax.get_ylim()
    ticks = [t for t in MaxNLocator(5).tick_values(low, high) if low <= t <= high]
    ax.set_yticks(ticks, labels=[words.amount(t) for t in ticks])
    put: dict[str, Any] = {"fontsize": sizes.text, "color": palette.DIM}
    ax.set_xlabel(_plain(axis), parse_math=False, **put)
    ax.set_ylabel(name, parse_math=False, **put)


def _cells(
    ax: Axes, result: Sweep, table: FloatArray, name: str, sizes: Sizes,
    style: dict[str, Any],
) -> None:  # fmt: skip
    """Draw a cell for each point, the first axis upward and the second across."""
    (up, rows), (across, columns) = result.grid.values
    look: dict[str, Any] = {"cmap": palette.MAP_RAMP, "edgecolors": palette.PAPER,
                            "linewidth": 0.15 * sizes.line, "gid": "cells"}  # fmt: skip
    mesh = ax.pcolormesh(
        np.arange(len(columns) + 1) - 0.5, np.arange(len(rows) + 1) - 0.5,
        np.ma.masked_invalid(table), **(look | style),
    )  # fmt: skip
    wide, high = body(ax)
    high -= scale_height(sizes) + 3.4 * sizes.text
    wide *= 0.8
    _name_ticks(ax, columns, sizes, wide / len(columns))
    told = [one_line(_told(value), 0.18 * wide, sizes.small) for value in rows]
    shown = every(len(rows), high / len(rows), sizes.small)
    ax.set_yticks(shown, labels=[told[k] for k in shown], fontsize=sizes.small,
                  parse_math=False)  # fmt: skip
    put: dict[str, Any] = {"fontsize": sizes.text, "color": palette.DIM}
    ax.set_xlabel(_plain(across), parse_math=False, **put)
    ax.set_ylabel(_plain(up), parse_math=False, **put)
    low, top = (float(end) for end in mesh.get_clim())
    if top <= low:
        mesh.set_clim(low - 0.5, low + 0.5)
    colour_scale(ax, mesh, name, words.amount, sizes, (wide, high))


def _name_ticks(ax: Axes, values: tuple[Any, ...], sizes: Sizes, pitch: float) -> None:
    """Write under places in a row what each is, as far as there is room."""
    told = [one_line(_told(value), 6 * sizes.text, sizes.small) for value in values]
    widest = max(len(text) for text in told) * 0.62 * sizes.small
    shown = every(len(values), pitch, max(sizes.small, widest))
    ax.set_xticks(shown, labels=[told[k] for k in shown], fontsize=sizes.small,
                  parse_math=False)  # fmt: skip
