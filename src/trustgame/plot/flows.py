"""Where selection pushes shares from anywhere: a square for two sides, a triangle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.offsetbox import AnnotationBbox, DrawingArea
from matplotlib.patches import Polygon
from matplotlib.patheffects import withStroke

from trustgame.deals import words
from trustgame.deals.labels import Labels
from trustgame.deals.words import say, sentence_case
from trustgame.exceptions import RefusedError
from trustgame.plot import palette
from trustgame.plot.anatomy import Telling, body, dress, is_slide, open_axes, wrap
from trustgame.plot.palette import Sizes
from trustgame.plot.selected import foot, names_of, process, start, stop, sure
from trustgame.typing import FloatArray

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from trustgame.evolve.selection import Selection

__all__ = ["phase_plane", "simplex", "tell_phase_plane", "tell_simplex"]

_CORNERS = np.array([[0.5, np.sqrt(3) / 2], [0.0, 0.0], [1.0, 0.0]])  # first on top
_GRID = 41


def tell_phase_plane(result: Selection, labels: Labels | None = None) -> Telling:
    """Return what the chart ``phase_plane`` says, and its numbers."""
    _must_fit(result, one=False)
    return _tell(result, Labels() if labels is None else labels, "phase")


def tell_simplex(result: Selection, labels: Labels | None = None) -> Telling:
    """Return what the chart ``simplex`` says, and its numbers."""
    _must_fit(result, one=True)
    return _tell(result, Labels() if labels is None else labels, "simplex")


def phase_plane(
    result: Selection,
    *,
    ax: Axes | None = None,
    size: str | None = None,
    labels: Labels | None = None,
    **style: Any,
) -> Axes:
    """Draw the flow of two populations that choose between two strategies each.

    Parameters
    ----------
    result : Selection
        What ``tg.replicator`` gives for two strategies on each side.
    ax : Axes, optional
        Where to draw; a new slide unless given.
    size : {"slide", "column", "square", "poster"}, optional
        The new figure's size, without ``ax``: a slide unless given.
    labels : Labels, optional
        The words of a deal.
    **style
        Properties of the arrows, as ``streamplot`` names them.

    Raises
    ------
    RefusedError
        If there are more strategies, or one population.
    """
    labels = Labels() if labels is None else labels
    telling = tell_phase_plane(result, labels)
    ax, sizes = open_axes(ax, size)
    dress(ax, telling, sizes)
    axis = np.linspace(0, 1, _GRID)
    U, V = np.empty((_GRID, _GRID)), np.empty((_GRID, _GRID))
    for j, q in enumerate(axis):
        for i, p in enumerate(axis):
            u, v = result.velocity(np.array([p, 1 - p]), np.array([q, 1 - q]))
            U[j, i], V[j, i] = u[0], v[0]
    _streams(ax, axis, axis, U, V, sizes, style)
    path = np.column_stack([result.buyers[:, 0], result.sellers[:, 0]])
    points = [(x[0], y[0], kind) for x, y, kind in result.rest_points()]
    ax.set(xlim=(0, 1), ylim=(0, 1), aspect="equal", anchor="W")
    _course(ax, path, points, sizes)
    for spine in ax.spines.values():
        spine.set(visible=True, color=palette.DIM, linewidth=0.25 * sizes.line)
    ticks = [0, 0.5, 1]
    for axis_ in (ax.xaxis, ax.yaxis):
        axis_.set_ticks(ticks, labels=[words.percent(t) for t in ticks])
    pad = 1.1 * sizes.mark  # clear of the marks in the corners
    ax.tick_params(length=0, labelsize=sizes.text, labelcolor=palette.INK, pad=pad)
    names = names_of(result.contest, labels)
    room = 0.92 * body(ax)[0]
    for k, (at, drop, va) in enumerate((((0, 0), -2.5, "top"), ((0, 1), 0.8, "bottom"))):
        text = say(f"phase.{'xy'[k]}", side=labels.sides[k].name, name=names[k][0])
        if k and not is_slide(ax):  # above the square stands the title
            text = wrap(text[2:], 0.9 * body(ax)[1], sizes.text, lines=2)
            ax.set_ylabel(text, fontsize=sizes.text, color=palette.DIM, parse_math=False)
            continue
        ax.annotate(wrap(text, room, sizes.text, lines=2), at, xycoords="axes fraction",
                    xytext=(0, drop * sizes.text), textcoords="offset points",
                    fontsize=sizes.text, color=palette.DIM, ha="left", va=va,
                    parse_math=False, annotation_clip=False)  # fmt: skip
    _legend(ax, telling, points, sizes, 1.0)
    return ax


def simplex(
    result: Selection,
    *,
    ax: Axes | None = None,
    size: str | None = None,
    labels: Labels | None = None,
    **style: Any,
) -> Axes:
    """Draw the flow of one population among three strategies, as a triangle.

    Parameters
    ----------
    result : Selection
        What ``tg.replicator`` gives for three strategies in one population.
    ax : Axes, optional
        Where to draw; a new slide unless given.
    size : {"slide", "column", "square", "poster"}, optional
        The new figure's size, without ``ax``: a slide unless given.
    labels : Labels, optional
        The words of a deal.
    **style
        Properties of the arrows, as ``streamplot`` names them.

    Raises
    ------
    RefusedError
        If there are not three strategies, or two populations.
    """
    labels = Labels() if labels is None else labels
    telling = tell_simplex(result, labels)
    ax, sizes = open_axes(ax, size)
    dress(ax, telling, sizes)
    across = np.linspace(0, 1, 2 * _GRID - 1)
    up = across * _CORNERS[0, 1]
    to_shares = np.linalg.inv(np.vstack([_CORNERS.T, np.ones(3)]))
    U = np.full((len(up), len(across)), np.nan)
    V = U.copy()
    for j, y in enumerate(up):
        for i, x in enumerate(across):
            z = to_shares @ (x, y, 1)
            if z.min() >= -1e-9:
                z = np.clip(z, 0, None)
                U[j, i], V[j, i] = result.velocity(z / z.sum(), z / z.sum())[0] @ _CORNERS
    masked = np.ma.masked_invalid(U), np.ma.masked_invalid(V)
    _streams(ax, across, up, *masked, sizes, style)
    ax.add_patch(Polygon(_CORNERS, closed=True, fill=False, edgecolor=palette.DIM,
                         linewidth=0.25 * sizes.line, clip_on=False, zorder=2))  # fmt: skip
    points = [(*(x @ _CORNERS), kind) for x, _, kind in result.rest_points()]
    ax.set(xlim=(0, 1), ylim=(0, _CORNERS[0, 1]), aspect="equal", anchor="W")
    ax.axis("off")
    _course(ax, result.buyers @ _CORNERS, points, sizes)
    names = names_of(result.contest, labels)[0]
    wide, high = body(ax)
    gap = 1.6 * sizes.mark
    ends = (
        ((gap, 0), "left", "center", 0.55 * wide),
        ((0, -gap), "center", "top", 0.8 * high),
        ((0, -gap), "center", "top", 0.8 * high),
    )
    for corner, name, (aside, ha, va, room) in zip(_CORNERS, names, ends, strict=True):
        ax.annotate(wrap(name, room, sizes.text, lines=3), corner, xytext=aside,
                    textcoords="offset points", fontsize=sizes.text, ha=ha, va=va,
                    color=palette.INK, fontweight="bold", parse_math=False,
                    annotation_clip=False)  # fmt: skip
    _legend(ax, telling, points, sizes, 0.86)
    return ax


def _must_fit(result: Selection, *, one: bool) -> None:
    """Refuse what does not fit in a square or a triangle."""
    n, m = (len(names) for names in result.names)
    if one and (not result.contest.one or n != 3):
        raise RefusedError(
            "`simplex` shows three strategies in one population; this has "
            f"{n} and {m} in {result.population}. Use `shares`."
        )
    if not one and (result.contest.one or (n, m) != (2, 2)):
        raise RefusedError(
            "`phase_plane` shows two populations with two strategies each; this has "
            f"{n} and {m} in {result.population}. Use `shares`, or population='two'."
        )


def _tell(result: Selection, labels: Labels, chart: str) -> Telling:
    """Return the texts of a flow: what attracts, and how often."""
    names = names_of(result.contest, labels)
    points = result.rest_points()
    stable = [(x, y) for x, y, kind in points if kind == "stable"]
    ends = [_end(x, y, names, result.contest.one) for x, y in stable]
    reached = result.basins([np.concatenate(pair) for pair in stable])
    elsewhere = 1 - float(reached.sum())
    if stable and elsewhere > reached.max():
        finding = say("phase.stable_slow" if len(stable) > 1 else "phase.stable_slow_one",
                      n=len(stable), end=ends[0], share=_about(elsewhere))  # fmt: skip
    elif len(stable) == 1:
        finding = say("phase.stable_one", end=ends[0], share=_about(reached[0]))
    elif stable:
        best = int(np.argmax(reached))
        finding = say("phase.stable_many", n=len(stable), end=ends[best],
                      share=_about(reached[best]))  # fmt: skip
    else:
        finding = say("phase.stable_none")
    told = process(result)
    if chart == "simplex":
        told = sentence_case(told)
    question = say(f"{chart}.question", process=told, start=start(result, labels),
                   stop=stop(result))  # fmt: skip
    shape = say(f"{chart}.shape", n=len(points), stable=len(stable))
    return Telling(
        finding=finding,
        question=question,
        footer=foot(result.contest, labels, say("selection.how")),
        sentence=say("phase.sentence", finding=finding, sure=sure(result)),
        alt=f"{finding}. {shape}",
        table=pd.DataFrame({"end": ends, "share_of_starts": reached}),
    )


def _about(share: float) -> str:
    """Return a share of starts, as precise as counting some hundred of them is."""
    return words.percent(round(float(share), 2))


def _end(
    x: FloatArray, y: FloatArray, names: tuple[list[str], list[str]], one: bool
) -> str:
    """Return a rest point in words."""
    who = []
    for own, z in zip(names, (x, y), strict=True):
        best = int(np.argmax(z))
        told = {"name": own[best], "share": words.percent(round(float(z[best]), 2))}
        who.append(say("phase.end_pure" if z[best] > 0.995 else "phase.end_mix", **told))
    return who[0] if one else say("phase.end_pair", one=who[0], other=who[1])


def _face(kind: str) -> str:
    """Return the inside of a rest point: filled, open, or grey."""
    filled = {"stable": palette.INK, "unstable": palette.PAPER}
    return filled.get(kind, palette.GUIDE)


def _streams(
    ax: Axes, x: FloatArray, y: FloatArray, U: Any, V: Any, sizes: Sizes,
    style: dict[str, Any],
) -> None:  # fmt: skip
    """Draw the flow in grey."""
    kept: dict[str, Any] = {
        "color": palette.GUIDE, "linewidth": 0.35 * sizes.line, "density": 1.1,
        "arrowsize": 0.4 * sizes.line, "zorder": 1, "broken_streamlines": True,
    }  # fmt: skip
    if np.nanmax(np.hypot(U, V)) > 0:
        ax.streamplot(x, y, U, V, **(kept | style))


def _course(
    ax: Axes, path: FloatArray, points: list[tuple[float, float, str]], sizes: Sizes
) -> None:
    """Draw what happened from the start, and where nothing moves."""
    long = float(np.hypot(*np.diff(path, axis=0).T).sum())
    line = sizes.line * min(1.0, max(0.2, 2 / max(long, 1e-9)))  # a spiral is no blot
    halo = [withStroke(linewidth=1.9 * line, foreground=palette.HALO)]
    ax.plot(*path.T, color=palette.INK, linewidth=line, zorder=4, clip_on=False,
            path_effects=halo, solid_capstyle="round", gid="course")  # fmt: skip
    ax.plot(*path[0], marker="D", color=palette.PAPER, markeredgecolor=palette.INK,
            markersize=0.8 * sizes.mark, markeredgewidth=sizes.line / 2, zorder=5,
            clip_on=False, gid="start")  # fmt: skip
    for x, y, kind in points:
        ax.plot(x, y, marker="o", color=_face(kind), markeredgecolor=palette.INK,
                markersize=1.25 * sizes.mark, markeredgewidth=sizes.line / 2, zorder=6,
                clip_on=False, gid=f"rest {kind}")  # fmt: skip


def _legend(
    ax: Axes, telling: Telling, points: list[tuple[float, float, str]], sizes: Sizes,
    top: float,
) -> None:  # fmt: skip
    """Say at the right what the marks mean, and how many starts each end attracts."""
    texts = {"stable": "attracts", "unstable": "repels", "neutral": "drifts"}
    wide, high = body(ax)
    room = max(7 * sizes.text, wide - 1.25 * high - 8 * sizes.mark)
    kinds = [kind for kind in texts if any(point[2] == kind for point in points)]
    marks = [("D", palette.PAPER, 0.8, say("phase.start"))]
    for kind in kinds:
        rows = [say(f"phase.{texts[kind]}")]
        if kind == "stable" and room > 12 * sizes.text:
            rows = [
                say("phase.attracting", end=end, share=_about(share))
                for end, share in zip(*telling.table.to_dict("list").values(), strict=True)
            ]
        marks += [("o", _face(kind), 1.25, row) for row in rows]
    elsewhere = 1 - float(telling.table["share_of_starts"].sum())
    if (
        room > 12 * sizes.text and len(telling.table) and elsewhere >= 0.005
    ):  # slow spirals, and what comes to no rest
        marks.append(("", "none", 0.0, say("phase.elsewhere", share=_about(elsewhere))))
    drop = -0.7 * sizes.text
    for mark, face, scale, told in marks:
        text = wrap(told, room, sizes.text, lines=3)
        box = DrawingArea(0, 0)
        box.add_artist(Line2D([0], [0], marker=mark, color=face,
                              markersize=scale * sizes.mark, markeredgecolor=palette.INK,
                              markeredgewidth=sizes.line / 2))  # fmt: skip
        ax.add_artist(AnnotationBbox(box, (1, top), xybox=(3 * sizes.mark, drop),
                                     xycoords="axes fraction", boxcoords="offset points",
                                     frameon=False, annotation_clip=False))  # fmt: skip
        ax.annotate(text, (1, top), xycoords="axes fraction",
                    xytext=(4.4 * sizes.mark, drop + 0.6 * sizes.text), va="top",
                    textcoords="offset points", fontsize=sizes.text, color=palette.INK,
                    parse_math=False, annotation_clip=False)  # fmt: skip
        drop -= (1.25 * (1 + text.count("\n")) + 0.55) * sizes.text
