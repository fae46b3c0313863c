"""One, ten, a hundred: cooperation after selection, by how many rounds the deal lasts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from trustgame.deals import words
from trustgame.deals.labels import Labels
from trustgame.deals.words import listed, say
from trustgame.plot import palette
from trustgame.plot.anatomy import Telling, dress, open_axes, plain_frame, width
from trustgame.plot.captions import footer, sure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from trustgame.maps.one_ten_hundred import OneTenHundred
    from trustgame.plot.palette import Sizes

__all__ = ["one_ten_hundred", "tell_one_ten_hundred"]

_SAID = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
_STRIPS = ((-0.26, -0.11), (-0.46, -0.31))  # buyer's, seller's: bottom and top


def tell_one_ten_hundred(result: OneTenHundred, labels: Labels | None = None) -> Telling:
    """Return what the chart ``one_ten_hundred`` says, and its numbers."""
    labels = Labels() if labels is None else labels
    last = int(result.rounds[-1])
    at = [n for n in (1, 10, 100, 1000) if n < last] + [last]
    cooperation = [words.percent(result.cooperation[n - 1]) for n in at]
    shares = [
        say("hundred.at", share=share, n=words.counted(n))
        for share, n in zip(cooperation, at, strict=True)
    ]
    crossings = result.crossings()
    crossings = crossings[crossings["what"] == "cooperation"]
    moves = [
        say("hundred.rises" if row.rises else "hundred.falls", n=row.rounds)
        for row in crossings.itertuples()
    ]
    if not moves:
        high = result.cooperation[0] >= 0.5
        moves = [say("hundred.never_below" if high else "hundred.never_above")]
    finding = say("hundred.finding", shares=listed(shares), rounds=labels.rounds)
    sentence = say("hundred.sentence", rounds=labels.rounds, strategies=len(result.buyers),
                   moves=listed(moves))  # fmt: skip
    shape = say("hundred.shape", n=last, rounds=labels.rounds,
                low=words.percent(result.cooperation.min()),
                high=words.percent(result.cooperation.max()))  # fmt: skip
    return Telling(
        finding=finding,
        question=say(f"hundred.question_{result.time}", rounds=labels.rounds),
        footer=footer(result.game, labels, time=result.selection),
        sentence=f"{sentence} {sure()}",
        alt=f"{finding}. {shape}",
        table=result.to_frame(),
    )


def one_ten_hundred(
    result: OneTenHundred,
    *,
    ax: Axes | None = None,
    size: str | None = None,
    labels: Labels | None = None,
    **style: Any,
) -> Axes:
    """Draw cooperation after selection at every number of rounds, and who is most frequent.

    Parameters
    ----------
    result : OneTenHundred
        What ``tg.one_ten_hundred`` gives.
    ax : Axes, optional
        Where to draw; a new slide unless given.
    size : {"slide", "column", "square", "poster"}, optional
        The new figure's size, without ``ax``: a slide unless given.
    labels : Labels, optional
        The words of a deal.
    **style
        Properties of the line, as matplotlib names them.
    """
    labels = Labels() if labels is None else labels
    telling = tell_one_ten_hundred(result, labels)
    ax, sizes = open_axes(ax, size)
    rounds, last = result.rounds, int(result.rounds[-1])
    edges = np.concatenate(
        [[rounds[0] / 1.06], np.sqrt(rounds[1:] * rounds[:-1]), [last * 1.02]]
    )
    ax.set_xscale("log")
    plain_frame(ax, sizes, grid="")
    ax.set(xlim=(edges[0], edges[-1]), ylim=(_STRIPS[1][0] - 0.02, 1.05))
    ax.hlines([0, 0.5, 1], 0, 1, transform=ax.get_yaxis_transform(), color=palette.GRID,
              linewidth=0.2 * sizes.line, zorder=0.5)  # fmt: skip
    line: dict[str, Any] = {"color": palette.MOVES[0], "linewidth": sizes.line, "zorder": 3,
            "marker": "o" if last == 1 else None, "markersize": sizes.mark}  # fmt: skip
    ax.plot(rounds, result.cooperation, gid="cooperation", **(line | style))
    crossings = result.crossings()
    at_half = (
        crossings.loc[crossings["what"] == "cooperation", "rounds"].astype(int).tolist()
    )
    ticks: list[int] = []
    for n in at_half:
        if all(max(n, t) / min(n, t) > 1.3 for t in ticks):
            ticks.append(n)
            ax.axvline(n, color=palette.DIM, linewidth=0.375 * sizes.line,
                       linestyle=(0, (2, 2)), zorder=1, gid="crossing")  # fmt: skip
    ticks += [n for n in (*(t for t in _SAID if t < last), last)
              if all(max(n, t) / min(n, t) > 1.3 for t in ticks)]  # fmt: skip
    ax.set_xticks(sorted(ticks), labels=[words.counted(n) for n in sorted(ticks)])
    ax.minorticks_off()
    middles = [(low + high) / 2 for low, high in _STRIPS]
    names = [side.name for side in labels.sides]
    ax.set_yticks(
        [0, 0.5, 1, *middles],
        labels=[*map(words.percent, (0, 0.5, 1)), *names],
        parse_math=False,
    )
    below = say(f"hundred.x_{result.time}", rounds=labels.rounds)
    ax.set_xlabel(below, fontsize=sizes.text, color=palette.DIM, parse_math=False)
    dress(ax, telling, sizes)
    for i, (side, shares) in enumerate(
        zip(labels.sides, (result.buyer_shares, result.seller_shares), strict=True)
    ):
        players = (result.buyers, result.sellers)[i]
        spoken = [side.player(player.name) for player in players]
        _strip(ax, edges, shares.argmax(axis=1), spoken, i, sizes)
    return ax


def _strip(
    ax: Axes, edges: Any, leaders: Any, names: list[str], i: int, sizes: Sizes
) -> None:
    """Draw who is most frequent as a row of named spans; a span too short bears no name."""
    low, high = _STRIPS[i]
    begin = np.flatnonzero(np.append(True, leaders[1:] != leaders[:-1]))
    ends = np.append(begin[1:], len(leaders))
    whole = np.log(edges[-1] / edges[0])
    room = ax.get_window_extent().width * 72 / ax.figure.dpi
    for k, (first, last) in enumerate(zip(begin, ends, strict=True)):
        left, right = edges[first], edges[last]
        tint = (palette.FAINT, palette.GRID)[k % 2]
        ax.fill_between([left, right], low, high, color=tint, linewidth=0, zorder=1)
        name = names[leaders[first]]
        if width(name, sizes.small) < 0.9 * room * np.log(right / left) / whole:
            middle = (np.sqrt(left * right), (low + high) / 2)
            ax.text(*middle, name, fontsize=sizes.small, color=palette.INK, ha="center",
                    va="center", parse_math=False)  # fmt: skip
    ax.plot([edges[0], edges[-1]], [high, high], color=palette.SIDES[i],
            linestyle=palette.SIDE_LINES[i], linewidth=sizes.line / 2)  # fmt: skip
