"""What a pair's rounds look like on average: the four outcomes as one bar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.patches import Rectangle

from trustgame import _validate as check
from trustgame.deals import words
from trustgame.deals.labels import Labels
from trustgame.deals.words import say
from trustgame.plot import palette
from trustgame.plot.anatomy import Telling, body, dress, fit, open_axes, plain_frame, width
from trustgame.plot.captions import footer, sure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from trustgame.simulate.sample import Sample
    from trustgame.solve.evaluate import Evaluation

__all__ = ["evaluation", "sample", "tell_evaluation", "tell_sample"]


def tell_evaluation(result: Evaluation | Sample, labels: Labels | None = None) -> Telling:
    """Return what the chart ``evaluation`` (or ``sample``) says, and its numbers."""
    labels = Labels() if labels is None else labels
    n = _matches(result)
    table = pd.DataFrame(
        {
            "buyer_move": labels.buyer.moves[a],
            "seller_move": labels.seller.moves[b],
            "share": float(result.outcomes[a, b]),
        }
        for a in range(2)
        for b in range(2)
    )
    told = {
        "rounds": labels.rounds,
        "both": words.percent(result.outcomes[0, 0]),
        "neither": words.percent(result.outcomes[1, 1]),
    }
    finding = say("shares.finding", **told)
    sides = " ".join(
        say(
            "shares.side",
            side=side.name,
            C=side.cooperate,
            share=words.percent(share),
            **told,
        )
        for side, share in zip(labels.sides, result.cooperation, strict=True)
    )
    parts = " ".join(
        say("shares.outcome", a=a, b=b, share=words.percent(share))
        for a, b, share in zip(
            table["buyer_move"], table["seller_move"], table["share"], strict=True
        )
    )
    how = "" if n is None else say("footer.sampled", n=words.counted(n))
    return Telling(
        finding=finding,
        question=say("shares.question", **told),
        footer=footer(result.game, labels, (result.buyer, result.seller), how=how),
        sentence=f"{sides} {parts} {say('shares.not', **told)} {sure(n)}",
        alt=f"{finding}. {say('shares.shape', parts=parts)}",
        table=table,
    )


tell_sample = tell_evaluation


def evaluation(
    result: Evaluation | Sample,
    *,
    ax: Axes | None = None,
    size: str | None = None,
    labels: Labels | None = None,
    **style: Any,
) -> Axes:
    """Draw the shares of the four outcomes as two rows of tiles, buyer's move above.

    Parameters
    ----------
    result : Evaluation or Sample
        A pair's averages, exact or sampled.
    ax : Axes, optional
        Where to draw; a new slide unless given.
    size : {"slide", "column", "square", "poster"}, optional
        The new figure's size, without ``ax``: a slide unless given.
    labels : Labels, optional
        The words of a deal.
    **style
        Properties of the tiles, as matplotlib names them for patches.
    """
    labels = Labels() if labels is None else labels
    telling = tell_evaluation(result, labels)
    ax, sizes = open_axes(ax, size)
    shares = telling.table["share"].to_numpy()
    edges = np.concatenate([[0], np.cumsum(shares)])
    dress(ax, telling, sizes)
    wide, high = body(ax)
    room = 0.8 * wide
    lines = max(2, int(0.27 * high / (1.25 * sizes.small)))
    for k, share in enumerate(shares):
        if share <= 0:
            continue
        for row, move in enumerate((k // 2, k % 2)):
            low = 1.1 - 1.1 * row
            box: dict[str, Any] = {
                "facecolor": palette.MOVES[move],
                "edgecolor": palette.PAPER,
                "linewidth": 0.375 * sizes.line,
                "gid": f"{check.ROLES[row]} {'CD'[move]} {k}",
            }
            ax.add_patch(Rectangle((edges[k], low), share, 1, **(box | style)))
            middle = edges[k] + share / 2
            if share * room > 1.4 * sizes.mark:
                ax.plot(
                    middle,
                    low + 0.5,
                    palette.MOVE_MARKS[move],
                    color=palette.PAPER,
                    markersize=min(1.8 * sizes.mark, 0.6 * share * room),
                    markeredgewidth=0,
                )
        text = words.percent(share)
        if width(text, sizes.text) < share * room:
            ax.text(
                edges[k] + share / 2,
                2.18,
                text,
                fontsize=sizes.text,
                ha="center",
                va="bottom",
                color=palette.INK,
                gid=f"share {k}",
            )
    for row, side in enumerate(labels.sides):
        ends = say(
            "shares.end",
            side=side.name,
            C=side.cooperate,
            share=words.percent(result.cooperation[row]),
        )
        ends, type_size = fit(ends, 0.26 * room, sizes.text, sizes.small, lines=lines)
        ax.text(
            1.015,
            1.6 - 1.1 * row,
            ends,
            fontsize=type_size,
            va="center",
            color=palette.INK,
            parse_math=False,
        )
        ax.add_patch(
            Rectangle(
                (-0.012, 1.1 - 1.1 * row), 0.008, 1, color=palette.SIDES[row], clip_on=False
            )
        )
    plain_frame(ax, sizes, grid="")
    ax.set(xlim=(-0.012, 1), ylim=(-0.08, 2.6))
    ax.set_yticks([])
    ax.set_xticks([0, 0.5, 1], labels=[*map(words.percent, (0, 0.5, 1))])
    ax.set_xlabel(labels.rounds, fontsize=sizes.text, color=palette.DIM, parse_math=False)
    return ax


def sample(
    result: Sample,
    *,
    ax: Axes | None = None,
    size: str | None = None,
    labels: Labels | None = None,
    **style: Any,
) -> Axes:
    """Draw a sample's shares of the four outcomes; as ``evaluation`` does."""
    return evaluation(result, ax=ax, size=size, labels=labels, **style)


def _matches(result: Any) -> int | None:
    """Return from how many matches the numbers come; None if they are exact."""
    value = getattr(result, "value", None) if hasattr(result, "se") else None
    return None if value is None else len(value)
