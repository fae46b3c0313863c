"""Populations that mutate for ever: who can take over, and what is there how often."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.patches import FancyArrowPatch

from trustgame.deals import words
from trustgame.deals.labels import Labels
from trustgame.deals.words import say
from trustgame.exceptions import RefusedError
from trustgame.plot import palette
from trustgame.plot.anatomy import Telling, body, dress, fit, open_axes, width, wrap
from trustgame.plot.palette import Sizes
from trustgame.plot.scale import one_line
from trustgame.plot.selected import foot, how_many, inclinations, names_of, sizes_of
from trustgame.plot.selection import key
from trustgame.typing import FloatArray

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from trustgame.evolve.fixation import Invasions
    from trustgame.evolve.stationary import Stationary

__all__ = ["invasion_graph", "stationary_bars", "tell_invasion_graph",
           "tell_stationary_bars"]  # fmt: skip

_MOST = 24  # points in the ring
_BARS = 10  # bars of one population; the rest is one more


def _states(result: Any, labels: Labels) -> list[str]:
    """Return the room's names of uniform states."""
    buyers, sellers = names_of(result.contest, labels)
    if result.contest.one:
        return [buyers[i] for i, _ in result.states]
    return [f"{buyers[i]} × {sellers[j]}" for i, j in result.states]


def tell_invasion_graph(result: Invasions, labels: Labels | None = None) -> Telling:
    """Return what the chart ``invasion_graph`` says, and its numbers."""
    labels = Labels() if labels is None else labels
    names = _states(result, labels)
    if len(names) > _MOST:
        raise RefusedError(
            f"`invasion_graph` shows at most {_MOST} states; this has {len(names)}. Use "
            "fewer strategies, or `to_frame()`."
        )
    safe = [name for name, lost in zip(names, result.invaded, strict=True) if not lost]
    if not safe:
        finding = say("invasion.resists_none")
    elif len(safe) == 1:
        finding = say("invasion.resists_one", name=safe[0])
    else:
        many = "resists_many" if result.contest.one else "resists_many_two"
        finding = say(f"invasion.{many}", n=len(safe), all=len(names))
    known = result.settings
    process = say(f"invasion.process_{known['process']}")
    question = say("invasion.question", set=how_many(result.contest), process=process,
                   sizes=sizes_of(known, result.contest),
                   value=words.amount(known["intensity"]))  # fmt: skip
    sure = say("selection.sure_exact")
    if result.favoured.any():
        risen = np.where(result.favoured, result.fixation, -1)
        i, j = np.unravel_index(int(np.argmax(risen)), risen.shape)
        sentence = say("invasion.sentence", finding=finding, one=names[i], other=names[j],
                       neutral=words.percent(result.neutral[i, j]),
                       share=words.percent(result.fixation[i, j]), sure=sure)  # fmt: skip
    else:
        sentence = say("invasion.sentence_none", finding=finding, sure=sure)
    shape = say("invasion.shape", n=len(names), m=int(result.favoured.sum()))
    return Telling(
        finding=finding,
        question=question,
        footer=foot(result.contest, labels, say("footer.exact")),
        sentence=sentence,
        alt=f"{finding}. {shape}",
        table=result.to_frame(),
    )


def invasion_graph(
    result: Invasions,
    *,
    ax: Axes | None = None,
    size: str | None = None,
    labels: Labels | None = None,
    **style: Any,
) -> Axes:
    """Draw which strategies can take over from which, as arrows in a ring.

    An arrow leads from what everybody plays to a mutant that takes over more often than by
    chance alone; the thicker, the more often. A ring marks what resists every mutant.

    Parameters
    ----------
    result : Invasions
        What ``tg.invasions`` gives; at most 24 states.
    ax : Axes, optional
        Where to draw; a new slide unless given.
    size : {"slide", "column", "square", "poster"}, optional
        The new figure's size, without ``ax``: a slide unless given.
    labels : Labels, optional
        The words of a deal.
    **style
        Properties of the arrows, as matplotlib names them for patches.
    """
    labels = Labels() if labels is None else labels
    telling = tell_invasion_graph(result, labels)
    names = _states(result, labels)
    ax, sizes = open_axes(ax, size)
    dress(ax, telling, sizes)
    wide, high = body(ax)
    n = len(names)
    ax.set(xlim=(0, wide), ylim=(0, high))
    ax.axis("off")
    low = 2.2 * sizes.text  # the row of the key
    tall = high - low
    radius = min(1.1 * sizes.mark + 6, 0.9 * tall / max(n, 5))
    room = min(0.3 * wide, max(width(name, sizes.text) for name in names) + 20)
    ring = np.array([min(0.34 * wide, wide / 2 - room - radius), tall / 2 - 1.4 * radius])
    turn = np.pi / 2 - 2 * np.pi * (np.arange(n) + (0.5 if n % 2 == 0 else 0)) / n
    if n == 2:
        turn = np.array([np.pi, 0.0])
    spots = np.array([wide / 2, low + tall / 2]) + ring * np.column_stack(
        [np.cos(turn), np.sin(turn)]
    )
    _arrows(ax, result, spots, radius, sizes, style)
    ramp = palette.map_ramp()
    for k in range(n):
        face = ramp(float(np.clip(result.cooperation[k].mean(), 0, 1)))
        safe = not result.invaded[k]
        ax.scatter(spots[k, 0], spots[k, 1], s=(1.6 * radius) ** 2, color=[face], zorder=3,
                   edgecolors=palette.GUIDE, linewidths=sizes.line / 3,
                   gid=f"state {k}")  # fmt: skip
        if safe:
            ax.scatter(spots[k, 0], spots[k, 1], s=(2.25 * radius) ** 2, zorder=3,
                       facecolors="none", edgecolors=palette.INK,
                       linewidths=0.6 * sizes.line, gid=f"resists {k}")  # fmt: skip
        sign = -1 if np.cos(turn[k]) < -0.05 else 1
        space = wide - spots[k, 0] if sign > 0 else spots[k, 0]
        text, letters = fit(names[k], space - 2.2 * radius, sizes.text, sizes.small)
        ax.annotate(
            text, tuple(spots[k]), xytext=(1.5 * sign * radius, 0),
            textcoords="offset points", fontsize=letters,
            ha="left" if sign > 0 else "right", va="center", color=palette.INK,
            parse_math=False, zorder=2.5,
            fontweight="bold" if safe else "normal",
            bbox={"facecolor": palette.PAPER, "alpha": 0.8, "edgecolor": "none", "pad": 1},
        )  # fmt: skip
    move = labels.buyer.cooperate
    told = say("invasion.resists")
    taken = width(told, sizes.small) + 20
    shown = not result.invaded.all() and taken < 0.3 * wide
    key(ax, say("invasion.scale", C=move), sizes, (wide, high), taken if shown else 0.0)
    if shown:
        ax.text(0, 0.65 * sizes.text / high, told, va="center",
                fontsize=sizes.small, color=palette.INK,
                transform=ax.transAxes)  # fmt: skip
    return ax


def _arrows(
    ax: Axes, result: Invasions, spots: FloatArray, radius: float, sizes: Sizes,
    style: dict[str, Any],
) -> None:  # fmt: skip
    """Draw favoured changes, thin ones first; a pair of opposite ones as two bows."""
    favoured = result.favoured
    with np.errstate(divide="ignore", invalid="ignore"):
        gain = np.log(result.fixation / result.neutral)
    most = max(float(gain[favoured].max()), 1e-12) if favoured.any() else 1.0
    pairs = sorted(np.argwhere(favoured).tolist(), key=lambda ij: gain[ij[0], ij[1]])
    for i, j in pairs:
        both = favoured[j, i]
        share = float(gain[i, j]) / most
        head = 1 + 1.4 * share
        look: dict[str, Any] = {
            "arrowstyle": f"-|>,head_length={1.6 * head:.2f},head_width={0.8 * head:.2f}",
            "connectionstyle": f"arc3,rad={0.18 if both else 0.08}",
            "linewidth": sizes.line * (0.25 + 0.75 * share),
            "color": palette.grey(0.32 + 0.55 * share), "shrinkA": 1.25 * radius,
            "shrinkB": 1.35 * radius,
            "zorder": 1 + share, "mutation_scale": sizes.line, "gid": f"{i} to {j}",
        }  # fmt: skip
        ax.add_patch(FancyArrowPatch(tuple(spots[i]), tuple(spots[j]), **(look | style)))


def tell_stationary_bars(result: Stationary, labels: Labels | None = None) -> Telling:
    """Return what the chart ``stationary_bars`` says, and its numbers."""
    labels = Labels() if labels is None else labels
    names = names_of(result.contest, labels)
    coop = words.percent(result.cooperation.mean())
    best = [int(np.argmax(part)) for part in (result.buyers, result.sellers)]
    told = {"one": names[0][best[0]], "share": words.percent(result.buyers[best[0]]),
            "other": names[1][best[1]], "part": words.percent(result.sellers[best[1]]),
            "buyers": f"{labels.buyer.name}s", "sellers": f"{labels.seller.name}s",
            "name": names[0][best[0]], "coop": coop,
            "C": labels.buyer.cooperate}  # fmt: skip
    finding = say(f"stationary.finding_{'one' if result.contest.one else 'two'}", **told)
    known = result.settings
    rare = "limit" in known
    question = say(f"stationary.question_{'limit' if rare else 'full'}",
                   set=how_many(result.contest), sizes=sizes_of(known, result.contest),
                   process=say(f"invasion.process_{known['process']}"),
                   value=words.amount(known["intensity"]),
                   share=words.percent(known.get("mutation", 0.0)))  # fmt: skip
    n = sum(len(own) for own in (names[:1] if result.contest.one else names))
    return Telling(
        finding=finding,
        question=question,
        footer=foot(result.contest, labels, say("footer.exact")),
        sentence=say("stationary.sentence", finding=finding,
                     sure=say("selection.sure_exact")),
        alt=f"{finding}. {say('stationary.shape', n=n)}",
        table=result.to_frame(),
    )  # fmt: skip


def stationary_bars(
    result: Stationary,
    *,
    ax: Axes | None = None,
    size: str | None = None,
    labels: Labels | None = None,
    **style: Any,
) -> Axes:
    """Draw how often each strategy is there in the long run, the most frequent first.

    Parameters
    ----------
    result : Stationary
        What ``tg.stationary`` gives.
    ax : Axes, optional
        Where to draw; a new slide unless given. Each population is an Axes within it, found
        in ``ax.child_axes``. Past ten strategies the rest is one bar.
    size : {"slide", "column", "square", "poster"}, optional
        The new figure's size, without ``ax``: a slide unless given.
    labels : Labels, optional
        The words of a deal.
    **style
        Properties of the bars, as matplotlib names them.
    """
    labels = Labels() if labels is None else labels
    telling = tell_stationary_bars(result, labels)
    names = names_of(result.contest, labels)
    ax, sizes = open_axes(ax, size)
    dress(ax, telling, sizes)
    ax.set(xlim=(0, 1), ylim=(0, 1))
    ax.axis("off")
    wide, high = body(ax)
    one = result.contest.one
    low, top = 2.2 * sizes.text / high, 0 if one else 1.9 * sizes.text / high
    means = inclinations(result.contest, result.buyers, result.sellers)
    for k in range(1 if one else 2):
        left, span = (0, 1) if one else (0.51 * k, 0.49)
        area = ax.inset_axes((left, low, span, 1 - low - top))
        room = (span * wide, (1 - low - top) * high)
        part = (result.buyers, result.sellers)[k]
        _bars(area, names[k], part, means[k], sizes, room, style)
        if not one:
            ax.text(left, 1, say("selection.panel", side=labels.sides[k].name), va="top",
                    fontsize=sizes.text, fontweight="bold", color=palette.INK,
                    parse_math=False)  # fmt: skip
    key(ax, say("selection.scale", C=labels.buyer.cooperate), sizes, (wide, high))
    return ax


def _bars(
    area: Axes, names: list[str], shares: FloatArray, colours: FloatArray, sizes: Sizes,
    room: tuple[float, float], style: dict[str, Any],
) -> None:  # fmt: skip
    """Draw one population's bars."""
    order = np.argsort(-shares, kind="stable")
    most = max(3, min(_BARS, int(room[1] / (1.5 * sizes.small)) - 1))
    ramp = palette.map_ramp()
    rows: list[tuple[str, float, Any]] = [
        (names[i], float(shares[i]), ramp(float(np.clip(colours[i], 0, 1)))) for i in order
    ]
    if len(rows) > most + 1:
        rest = rows[most:]
        told = say("stationary.others", n=len(rest))
        rows = [*rows[:most], (told, sum(row[1] for row in rest), palette.GRID)]
    pitch = room[1] / len(rows)
    size = min(sizes.text, max(sizes.small, 0.6 * pitch))
    longest = max(width(row[0], size) for row in rows)
    left = min(0.42 * room[0], longest + 10)
    value = width(words.percent(1e-4), size) + 10
    full = room[0] - left - value
    scale = full / max(row[1] for row in rows)
    for k, (name, share, face) in enumerate(rows):
        box: dict[str, Any] = {
            "facecolor": face,
            "edgecolor": palette.GUIDE,
            "linewidth": sizes.line / 4,
            "height": min(0.72, 2.2 * size / pitch),
            "gid": f"bar {k}",
        }
        area.barh(k, share * scale, left=left, **(box | style))
        text = wrap(name, left - 10, size, lines=2)
        if pitch < 2.4 * size:
            text = one_line(name, left - 10, size)
        area.text(left - 10, k, text, fontsize=size, ha="right", va="center",
                  color=palette.INK, parse_math=False)  # fmt: skip
        area.text(left + share * scale + 8, k, words.percent(share), fontsize=size,
                  va="center", color=palette.INK)  # fmt: skip
    area.set(xlim=(0, room[0]), ylim=(len(rows) - 0.4, -0.6))
    area.axis("off")
