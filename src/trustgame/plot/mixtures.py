"""The equilibria of a league: what is played in each, and whether it lasts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from trustgame.deals import words
from trustgame.deals.labels import Labels
from trustgame.deals.words import say
from trustgame.plot import palette
from trustgame.plot.anatomy import Telling, body, dress, open_axes, width
from trustgame.plot.palette import Sizes
from trustgame.plot.scale import one_line
from trustgame.plot.selected import foot, how_many, inclinations, names_of
from trustgame.plot.selection import key
from trustgame.typing import FloatArray

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from trustgame.evolve.stability import Equilibria

__all__ = ["equilibria", "tell_equilibria"]

_MOST = 10  # rows that can be told apart
_SEEN = 5e-4  # a share below this has no colour


def tell_equilibria(result: Equilibria, labels: Labels | None = None) -> Telling:
    """Return what the chart ``equilibria`` says, and its numbers."""
    labels = Labels() if labels is None else labels
    coop = result.cooperation.mean(axis=1)
    n = len(result)
    told = {
        "n": words.counted(n),
        "C": labels.buyer.cooperate,
        "most": words.percent(float(coop.max())),
        "least": words.percent(float(coop.min())),
        "stable": words.counted(sum(kind == "stable" for kind in result.stability)),
        "strict": words.counted(int(result.strict.sum())),
        "set": how_many(result.contest),
        "left": words.counted(max(0, n - _MOST)),
    }
    finding = say(f"equilibria.finding_{'one' if n == 1 else 'many'}", **told)
    rest = " " + say("equilibria.left", **told) if n > _MOST else ""
    return Telling(
        finding=finding,
        question=say("equilibria.question", **told) + rest,
        footer=foot(result.contest, labels, say("footer.exact")),
        sentence=say("equilibria.sentence", finding=finding,
                     sure=say("selection.sure_exact"), **told),
        alt=f"{finding}. {say('equilibria.shape', rows=min(n, _MOST))}",
        table=result.to_frame(),
    )  # fmt: skip


def equilibria(
    result: Equilibria,
    *,
    ax: Axes | None = None,
    size: str | None = None,
    labels: Labels | None = None,
    **style: Any,
) -> Axes:
    """Draw a row for each equilibrium: what is played, cooperation, and whether it lasts.

    Parameters
    ----------
    result : Equilibria
        What ``tg.equilibria`` gives. Of very many the most cooperative ones are drawn.
    ax : Axes, optional
        Where to draw; a new slide unless given.
    size : {"slide", "column", "square", "poster"}, optional
        The new figure's size, without ``ax``: a slide unless given.
    labels : Labels, optional
        The words of a deal.
    **style
        Properties of the bars, as matplotlib names them.
    """
    labels = Labels() if labels is None else labels
    telling = tell_equilibria(result, labels)
    ax, sizes = open_axes(ax, size)
    dress(ax, telling, sizes)
    wide, high = body(ax)
    ax.set(xlim=(0, wide), ylim=(0, high))
    ax.axis("off")
    names, one = names_of(result.contest, labels), result.contest.one
    rows = min(len(result), _MOST)
    after = width(words.percent(1), sizes.text) + 3.4 * sizes.text
    low, head = 2.2 * sizes.text, 1.8 * sizes.small
    pitch = min((high - low - head) / rows, 5.2 * sizes.text)
    gap = 0 if one else 0.8 * sizes.text
    span = (wide - after - gap) / (1 if one else 2)
    put: dict[str, Any] = {"fontsize": sizes.small, "color": palette.DIM, "va": "top",
                           "parse_math": False}  # fmt: skip
    if not one:
        for i, side in enumerate(labels.sides):
            name = one_line(side.name, 0.95 * span, sizes.small)
            ax.text(i * (span + gap), high, name, **put)
    move = one_line(labels.buyer.cooperate, 0.95 * after, sizes.small)
    ax.text(wide, high, move, ha="right", gid="head", **put)
    for k in range(rows):
        top = high - head - k * pitch
        parts = (result.buyers[k], result.sellers[k])
        inclined = inclinations(result.contest, *parts)
        for i in range(1 if one else 2):
            place = (i * (span + gap), top - 0.86 * pitch, span, 0.76 * pitch)
            _mixture(ax, names[i], parts[i], inclined[i], place, sizes, style, k)
        middle = top - 0.48 * pitch
        face = {"stable": palette.INK, "unstable": palette.PAPER}
        ax.plot(wide - after + sizes.text, middle, "o", markersize=1.1 * sizes.mark,
                color=face.get(result.stability[k], palette.GUIDE), clip_on=False,
                markeredgecolor=palette.INK, markeredgewidth=0.3 * sizes.line,
                gid=f"{result.stability[k]} {k}")  # fmt: skip
        ax.text(wide, middle, words.percent(float(result.cooperation[k].mean())),
                fontsize=sizes.text, color=palette.INK, ha="right", va="center",
                gid=f"cooperation {k}")  # fmt: skip
    key(ax, say("selection.scale", C=labels.buyer.cooperate), sizes, (wide, high))
    return ax


def _mixture(
    ax: Axes, names: list[str], shares: FloatArray, inclined: FloatArray,
    place: tuple[float, float, float, float], sizes: Sizes, style: dict[str, Any],
    k: int,
) -> None:  # fmt: skip
    """Draw one population of one equilibrium as a bar; parts with room are named."""
    left, bottom, wide, tall = place
    ramp = palette.map_ramp()
    for j in np.argsort(-shares, kind="stable"):
        share = float(shares[j])
        if share < _SEEN:
            continue
        face = ramp(float(np.clip(inclined[j], 0, 1)))
        box: dict[str, Any] = {"facecolor": face, "edgecolor": palette.GUIDE,
                               "linewidth": sizes.line / 4, "clip_on": False,
                               "gid": f"share {k}"}  # fmt: skip
        ax.barh(bottom + tall / 2, share * wide, height=tall, left=left, **(box | style))
        told = names[j] if share > 1 - _SEEN else say(
            "equilibria.part", name=names[j], share=words.percent(share)
        )  # fmt: skip
        if width(told, sizes.small) < 0.94 * share * wide and 1.3 * sizes.small < tall:
            ax.text(left + share * wide / 2, bottom + tall / 2, told, fontsize=sizes.small,
                    ha="center", va="center", color=palette.on(face), parse_math=False,
                    gid=f"part {k}")  # fmt: skip
        left += share * wide
