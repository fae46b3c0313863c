"""A sample beside exact values: how far apart, in standard errors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from trustgame._validate import ROLES
from trustgame.deals import words
from trustgame.deals.labels import Labels
from trustgame.deals.words import say
from trustgame.plot import palette
from trustgame.plot.anatomy import Telling, body, dress, open_axes, plain_frame, wrap
from trustgame.plot.captions import footer, sure
from trustgame.typing import FloatArray

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
    size: str | None = None,
    labels: Labels | None = None,
    **style: Any,
) -> Axes:
    """Draw how many standard errors lie between sampled and exact, number by number.

    Parameters
    ----------
    result : Comparison
        What ``Sample.compare`` gives. The two sides' numbers share a row; of very many
        rows those furthest apart are drawn.
    ax : Axes, optional
        Where to draw; a new slide unless given.
    size : {"slide", "column", "square", "poster"}, optional
        The new figure's size, without ``ax``: a slide unless given.
    labels : Labels, optional
        The words of a deal.
    **style
        Properties of the dots, as matplotlib names them for lines.
    """
    labels = Labels() if labels is None else labels
    telling = tell_comparison(result, labels)
    ax, sizes = open_axes(ax, size)
    dress(ax, telling, sizes)
    table = telling.table
    z = table["z"].to_numpy(dtype=float)
    names = [_name(*row) for row in table[["quantity", "part"]].itertuples(index=False)]
    most = max(3, int(0.84 * body(ax)[1] / (1.16 * sizes.small)))
    rows = _rows(names, z, most)
    wide = max(3.0, 1.1 * float(np.nanmax(np.abs(z))))
    ax.axvspan(-2, 2, color=palette.GRID, linewidth=0, zorder=0, alpha=0.6)
    ax.axvline(0, color=palette.INK, linewidth=0.25 * sizes.line, zorder=1)
    dots: dict[str, Any] = {"markersize": 0.7 * sizes.mark, "linestyle": "none"}
    looks = [
        {"color": colour, "marker": mark, "label": side.name}
        for colour, mark, side in zip(palette.SIDES, "os", labels.sides, strict=True)
    ]
    kinds = np.array([ROLES.index(p) if p in ROLES else 2 for p in table["part"]])
    at = np.array([rows.get(name, -1) for name in names])
    for kind, look in enumerate([*looks, {"color": palette.INK, "marker": "D"}]):
        here = (kinds == kind) & (at >= 0)
        ax.plot(z[here], at[here], gid=f"z {kind}", **(dots | look | style))
    plain_frame(ax, sizes, grid="")
    ax.set(xlim=(-wide, wide), ylim=(len(rows) - 0.4, -0.6))
    ticks = [tick for tick in ax.get_xticks() if abs(tick) <= wide]
    ax.set_xticks(ticks, labels=[words.amount(tick) for tick in ticks])
    ax.set_yticks(range(len(rows)), labels=list(rows), fontsize=sizes.small,
                  parse_math=False)  # fmt: skip
    left = len(set(names)) - len(rows)
    told = say("comparison.x_some", n=left) if left else say("comparison.x")
    ax.set_xlabel(told, fontsize=sizes.text, color=palette.DIM)
    key = ax.legend(
        handles=ax.lines[1:3], loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=2,
        frameon=False, fontsize=sizes.small, labelcolor=palette.INK, borderaxespad=0.1,
    )  # fmt: skip
    for text in key.get_texts():
        text.set_text(wrap(text.get_text(), 0.35 * body(ax)[0], sizes.small, lines=1))
        text.set_parse_math(False)
    return ax


def _name(quantity: str, part: str) -> str:
    """Return what a number is called; those of the two sides share a name."""
    if not part or part in ROLES:
        return say(f"comparison.{quantity}")
    level = part.removeprefix("level ")
    told = part if level == part else say("depth.level", level=level)
    return say("comparison.part", quantity=say(f"comparison.{quantity}"), part=told)


def _rows(names: list[str], z: FloatArray, most: int) -> dict[str, int]:
    """Return the row of each name; of too many names those furthest from exact."""
    far: dict[str, float] = {}
    for name, distance in zip(names, np.abs(np.nan_to_num(z)), strict=True):
        far[name] = max(far.get(name, 0.0), float(distance))
    kept = sorted(far, key=lambda name: -far[name])[:most]
    return {name: row for row, name in enumerate(name for name in far if name in kept)}
