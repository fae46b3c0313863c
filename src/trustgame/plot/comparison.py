"""A sample beside exact values: how far apart, in standard errors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from trustgame.deals import words
from trustgame.deals.labels import Labels
from trustgame.deals.words import say
from trustgame.plot import palette
from trustgame.plot.anatomy import Telling, body, dress, open_axes, plain_frame
from trustgame.plot.captions import footer, sure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from trustgame.simulate.compare import Comparison

__all__ = ["comparison", "tell_comparison"]

_MOST = 40  # more numbers than this cannot be told apart


def tell_comparison(result: Comparison, labels: Labels | None = None) -> Telling:
    """Return what the chart ``comparison`` says, and its numbers."""
    labels = Labels() if labels is None else labels
    table = result.to_frame()
    order = np.argsort(-table["z"].abs().to_numpy(dtype=float), kind="stable")[:_MOST]
    table = table.iloc[np.sort(order)].reset_index(drop=True)
    sample = result.sample
    n = len(sample.value)
    z = table["z"].to_numpy(dtype=float)
    beyond = int((np.abs(z) > 2).sum())
    far = words.decimal(np.nanmax(np.abs(z)), 1)
    told = {"far": far, "n": len(table), "beyond": beyond}
    finding = say("comparison.finding", **told)
    return Telling(
        finding=finding,
        question=say("comparison.question"),
        footer=footer(
            sample.game,
            labels,
            (sample.buyer, sample.seller),
            how=say("footer.sampled", n=words.counted(n)),
        ),
        sentence=f"{say('comparison.sentence', **told)} {sure(n)}",
        alt=f"{finding}. {say('comparison.shape', **told)}",
        table=table,
    )


def comparison(
    result: Comparison,
    *,
    ax: Axes | None = None,
    labels: Labels | None = None,
    **style: Any,
) -> Axes:
    """Draw how many standard errors lie between sampled and exact, number by number.

    Parameters
    ----------
    result : Comparison
        What ``Sample.compare`` gives. Of very many numbers those furthest apart are drawn.
    ax : Axes, optional
        Where to draw; a new slide unless given.
    labels : Labels, optional
        The words of a deal.
    **style
        Properties of the dots, as matplotlib names them for lines.
    """
    labels = Labels() if labels is None else labels
    telling = tell_comparison(result, labels)
    ax, sizes = open_axes(ax)
    dress(ax, telling, sizes)
    table = telling.table
    z = table["z"].to_numpy(dtype=float)
    rows = np.arange(len(z))
    wide = max(3.0, 1.1 * float(np.nanmax(np.abs(z))))
    ax.axvspan(-2, 2, color=palette.GRID, linewidth=0, zorder=0, alpha=0.6)
    ax.axvline(0, color=palette.INK, linewidth=1, zorder=1)
    dots: dict[str, Any] = {
        "color": palette.INK,
        "marker": "o",
        "markersize": 0.7 * sizes.mark,
        "linestyle": "none",
    }
    ax.plot(z, rows, gid="z", **(dots | style))
    plain_frame(ax, sizes, grid="")
    ax.set(xlim=(-wide, wide), ylim=(len(z) - 0.4, -0.6))
    ticks = [tick for tick in ax.get_xticks() if abs(tick) <= wide]
    ax.set_xticks(ticks, labels=[words.amount(tick) for tick in ticks])
    fit = max(1, int(body(ax)[1] * 0.82 / (1.3 * sizes.small)))
    shown = rows[:: -(-len(rows) // fit)]
    names = [_named(table["quantity"][k], table["part"][k]) for k in shown]
    ax.set_yticks(shown, labels=names, fontsize=sizes.small, parse_math=False)
    ax.set_xlabel(say("comparison.x"), fontsize=sizes.text, color=palette.DIM)
    return ax


def _named(quantity: str, part: str) -> str:
    """Return what one number is called."""
    if not part:
        return say(f"comparison.{quantity}")
    level = part.removeprefix("level ")
    known = {"buyer": "usual.buyer", "seller": "usual.seller"}
    told = say(known[part]) if part in known else part
    if level != part:
        told = say("depth.level", level=level)
    return say("comparison.part", quantity=say(f"comparison.{quantity}"), part=told)
