"""Points of a map where selection goes round for ever: dotted, and said so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.collections import PolyCollection
from matplotlib.patches import Rectangle

from trustgame.deals.words import say
from trustgame.plot import palette
from trustgame.plot.anatomy import body
from trustgame.plot.palette import Sizes
from trustgame.plot.scale import one_line
from trustgame.typing import FloatArray

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from trustgame.maps.time_depth import TimeDepthMap

__all__ = ["dot", "headline", "how_many"]

_DOTS = ".."  # what loses money is hatched with strokes; this must not be taken for it


def headline(result: TimeDepthMap, column: int, told: dict[str, str]) -> tuple[str, str]:
    """Return finding and sentence of one time: what settled, and where nothing did.

    ``told`` are the words of the map: the shallowest and the deepest depth, their shares.
    """
    money = "_payoff" if result.measure.startswith("payoff") else ""
    low, high = (bool(result.at_rest[row, column]) for row in (0, -1))
    if low and high:
        return say(f"map.no_line{money}", **told), say(f"map.sentence{money}", **told)
    if not low and not high:
        return say("map.unsettled", **told), say(f"map.sentence_colour{money}", **told)
    here, there = ("shallow", "deep") if low else ("deep", "shallow")
    told = told | {
        "depth": told[here],
        "share": told[f"{here}_share"],
        "other": told[there],
    }
    finding = say(f"map.half_settled{money}", **told)
    return finding, f"{say(f'map.sentence_colour{money}', **told)} {finding}."


def how_many(result: TimeDepthMap) -> str:
    """Return at how many points of a map selection does not settle; empty for none."""
    moving = int((~result.at_rest).sum())
    if not moving:
        return ""
    return " " + say("map.unsettled_sentence", n=moving, points=result.at_rest.size)


def dot(
    ax: Axes, result: TimeDepthMap, mesh: Any, x: FloatArray, y: FloatArray, sizes: Sizes
) -> None:
    """Dot the cells of a map, between edges x and y, in which nothing settles."""
    at = np.argwhere(~result.at_rest)
    if not len(at):
        return
    for ink in ("#FFFFFF", "#000000"):
        cells = [
            [(x[g], y[d]), (x[g + 1], y[d]), (x[g + 1], y[d + 1]), (x[g], y[d + 1])]
            for d, g in at
            if palette.on(mesh.cmap(mesh.norm(result.table[d, g]))[:3]) == ink
        ]
        if cells:
            dots = PolyCollection(
                cells, facecolors="none", edgecolors=ink, linewidths=0, hatch=_DOTS,
                zorder=1, gid="unsettled",
            )  # fmt: skip
            ax.add_collection(dots, autolim=False)
    wide, high = body(ax)
    side = 1.1 * sizes.small
    ax.add_patch(
        Rectangle(
            (0, 1 + 0.5 * side / high), 1.6 * side / wide, side / high,
            transform=ax.transAxes, clip_on=False, facecolor="none", gid="unsettled key",
            edgecolor=palette.INK, linewidth=sizes.line / 3,
        )
    )  # fmt: skip
    spots = [(0.4 + 0.4 * i, 0.75 + 0.5 * j) for i in range(3) for j in range(2)]
    ax.plot(
        *(np.array(spots) * side / [wide, high] + [0, 1]).T,
        transform=ax.transAxes, clip_on=False, color=palette.INK, linestyle="none",
        marker="o", markersize=0.12 * side, markeredgewidth=0,
    )  # fmt: skip
    ax.text(
        2.1 * side / wide, 1 + side / high,
        one_line(say("map.unsettled_key"), 0.32 * wide, sizes.small),
        transform=ax.transAxes, fontsize=sizes.small, va="center", color=palette.INK,
        parse_math=False,
    )  # fmt: skip
