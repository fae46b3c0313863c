"""What a round can be worth to the two: the feasible payoffs and the rational part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.patches import Polygon
from matplotlib.ticker import MaxNLocator

from trustgame.deals import words
from trustgame.deals.labels import Labels
from trustgame.deals.words import listed, say
from trustgame.plot import palette
from trustgame.plot.anatomy import (
    Telling,
    body,
    dress,
    is_slide,
    open_axes,
    plain_frame,
    wrap,
)
from trustgame.plot.captions import footer, sure
from trustgame.plot.palette import Sizes
from trustgame.plot.payoff_labels import label_points
from trustgame.typing import FloatArray

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from trustgame.solve.payoff_set import PayoffSet

__all__ = ["payoff_set", "tell_payoff_set"]

_SAME = 1e-9  # of the payoffs' size: a difference that counts as none


def tell_payoff_set(result: PayoffSet, labels: Labels | None = None) -> Telling:
    """Return what the chart ``payoff_set`` says, and its numbers."""
    labels = Labels() if labels is None else labels
    one, other = labels.sides
    least, best = float(result.minmax.sum()), result.most_together
    told = {
        "best": labels.pay(best),
        "least": labels.pay(least),
        "round": labels.round,
        "rounds": labels.rounds,
        "one": one.name,
        "other": other.name,
        "money": labels.money,
    }
    near = _SAME * float(np.abs(result.corners).max() or 1)
    start = int(np.searchsorted(result.depths, result.game.relationship.start))
    fails = abs(result.corners[start, 1, 1] - result.minmax).max() <= near
    kind = "nothing" if best - least <= near else "fails" if fails else "secure"
    finding = say(f"payoff_set.{kind}", **told)
    several = len(result.depths) > 1
    slips = bool(result.game.arrays().tremble.any())
    bound = "both" if several and slips else "depth" if several else "slips"
    table = _table(result, labels)
    corners = table[table["kind"] == "outcome"]
    return Telling(
        finding=finding,
        question=say(
            "payoff_set.question",
            depth=say("payoff_set.question_depth") if several else "",
            care=say("payoff_set.question_utility") if result.utility else "",
            **told,
        ),
        footer=footer(result.game, labels),
        sentence=" ".join(
            part
            for part in (
                finding + ".",
                _secured(result, labels),
                _best_pair(result, labels),
                say("payoff_set.not"),
                say(f"payoff_set.bound_{bound}", **told) if several or slips else "",
                sure(),
            )
            if part
        ),
        alt=f"{finding}. "
        + say(
            "payoff_set.shape",
            n=len(result.vertices),
            m=len(result.rational),
            corners=" ".join(
                say(
                    "payoff_set.corner",
                    outcome=row["name"],
                    buyer=labels.pay(row["buyer"]),
                    seller=labels.pay(row["seller"]),
                )
                for _, row in corners.iterrows()
            ),
            **told,
        ),
        table=table,
    )


def payoff_set(
    result: PayoffSet,
    *,
    ax: Axes | None = None,
    size: str | None = None,
    labels: Labels | None = None,
    **style: Any,
) -> Axes:
    """Draw which average payoffs are feasible, and which leave neither side short.

    Parameters
    ----------
    result : PayoffSet
        What ``tg.payoff_set`` gives.
    ax : Axes, optional
        Where to draw; a new slide unless given.
    size : {"slide", "column", "square", "poster"}, optional
        The new figure's size, without ``ax``: a slide unless given.
    labels : Labels, optional
        The words of a deal.
    **style
        Properties of the two areas, as matplotlib names them for patches.
    """
    labels = Labels() if labels is None else labels
    telling = tell_payoff_set(result, labels)
    ax, sizes = open_axes(ax, size)
    for name, part, face, rank in (
        ("feasible", result.vertices, palette.NO, 1),
        ("rational", result.rational, palette.YES, 2),
    ):
        area: dict[str, Any] = {
            "facecolor": face,
            "edgecolor": "none" if rank == 2 else palette.GUIDE,
            "linewidth": 0.3 * sizes.line,
            "joinstyle": "round",
            "zorder": rank,
            "gid": name,
        }
        ax.add_patch(Polygon(part, closed=True, **(area | style)))
    ax.plot(
        *result.frontier.T,
        color=palette.INK,
        linewidth=0.6 * sizes.line,
        solid_capstyle="round",
        zorder=3.5,
        gid="frontier",
    )
    low, high = _limits(result, is_slide(ax))
    ax.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]))
    for axis, draw in enumerate((ax.axvline, ax.axhline)):
        draw(
            result.minmax[axis],
            color=palette.SIDES[axis],
            linestyle=palette.SIDE_LINES[axis],
            linewidth=0.6 * sizes.line,
            zorder=3,
            gid=f"minmax {axis}",
        )
    _draw_corners(ax, result, sizes)
    ax.plot(
        *result.points.T,
        marker="D",
        linestyle="none",
        color=palette.MODEL,
        markeredgecolor=palette.INK,
        markeredgewidth=0.25 * sizes.line,
        markersize=0.65 * sizes.mark,
        zorder=6,
        clip_on=False,
        gid="pairs",
    )
    plain_frame(ax, sizes, grid="")
    for i, line in enumerate((ax.xaxis, ax.yaxis)):
        ticks = MaxNLocator(5).tick_values(low[i], high[i])
        ticks = [t for t in ticks if low[i] <= t <= high[i]]
        line.set_ticks(ticks, labels=[words.amount(t) for t in ticks], parse_math=False)
    ax.spines["left"].set_visible(True)
    dress(ax, telling, sizes)
    across, up = body(ax)
    for line, side, room in zip(
        (ax.xaxis, ax.yaxis), labels.sides, (0.36 * across, 0.8 * up), strict=True
    ):
        text = say(
            "payoff_set.x_utility" if result.utility else "payoff_set.x",
            side=side.name,
            money=labels.money,
            round=labels.round,
        )
        line.set_label_text(
            wrap(text, room, sizes.text, lines=3),
            fontsize=sizes.text,
            color=palette.DIM,
            parse_math=False,
        )
    label_points(ax, result, telling.table, labels, sizes)
    return ax


def _limits(result: PayoffSet, wide: bool) -> tuple[FloatArray, FloatArray]:
    """Return the lower left and upper right of the picture: labels want room around."""
    points = np.vstack([result.vertices, result.minmax, result.points])
    low, high = points.min(axis=0), points.max(axis=0)
    span = np.where(high - low > 0, high - low, np.maximum(2.0, np.abs(high)))
    room = np.array([0.3, 0.16]) if wide else np.array([0.22, 0.16])
    return low - room * span, high + room * span


def _draw_corners(ax: Axes, result: PayoffSet, sizes: Sizes) -> None:
    """Draw the outcomes: a dot at each depth, joined where only stakes differ."""
    ladder = len(set(result.game.stages)) == 1
    shades = result.game.arrays().positions[result.depths]
    for a in range(2):
        for b in range(2):
            course = result.corners[:, a, b]
            if ladder and len(course) > 1:
                ax.plot(*course.T, color=palette.DIM, linewidth=0.25 * sizes.line, zorder=4)
            mark = palette.MOVE_MARKS[a] if a == b else "o"
            for k, (x, y) in enumerate(course):
                face = (
                    palette.depth_colour(shades[k])
                    if len(course) > 1
                    else palette.MOVES[a]
                    if a == b
                    else palette.PAPER
                )
                ax.plot(
                    x,
                    y,
                    mark,
                    color=face,
                    markeredgecolor=palette.INK,
                    markeredgewidth=0.25 * sizes.line,
                    markersize=1.15 * sizes.mark,
                    zorder=5,
                    clip_on=False,
                    gid=f"corner {'CD'[a]}{'CD'[b]} {result.depths[k]}",
                )
    if result.outside is not None:
        ax.plot(
            *result.outside,
            "s",
            color=palette.PAPER,
            markeredgecolor=palette.INK,
            markeredgewidth=0.25 * sizes.line,
            markersize=0.8 * sizes.mark,
            zorder=5,
            clip_on=False,
            gid="outside",
        )


def _outcome(labels: Labels, a: int, b: int) -> str:
    """Return an outcome in the room's words."""
    one, other = labels.buyer.moves[a], labels.seller.moves[b]
    if one == other:
        return say("payoff_set.both", C=one)
    return say("payoff_set.outcome", a=one, b=other)


def _secured(result: PayoffSet, labels: Labels) -> str:
    """Return what each side can secure, and how much of what is feasible is more."""
    text = say(
        "payoff_set.sides",
        one=labels.buyer.name,
        other=labels.seller.name,
        buyer=labels.pay(result.minmax[0]),
        seller=labels.pay(result.minmax[1]),
        round=labels.round,
    )
    if result.area <= 0:
        return text
    share = words.percent(min(1.0, result.rational_area / result.area))
    return f"{text} {say('payoff_set.share', share=share)}"


def _best_pair(result: PayoffSet, labels: Labels) -> str:
    """Return which pair has most together, and whether either side falls short."""
    n = len(result.pairs)
    if not n:
        return ""
    best = int(np.argmax(result.points.sum(axis=1)))
    names = [
        side.player(player.name)
        for side, player in zip(labels.sides, result.pairs[best], strict=True)
    ]
    told = {
        "n": n,
        "k": int(result.is_rational.sum()),
        "one": names[0],
        "other": names[1],
        "buyer": labels.pay(result.points[best, 0]),
        "seller": labels.pay(result.points[best, 1]),
        "more": labels.pay(result.left_over[best]),
    }
    spare = result.left_over[best] > _SAME * float(np.abs(result.corners).max())
    text = say("payoff_set.played" if n == 1 else "payoff_set.most", **told)
    text += " " + say("payoff_set.more" if spare else "payoff_set.full", **told)
    if n > 1:
        return f"{text} {say('payoff_set.enough_many', **told)}"
    if result.is_rational[0]:
        return f"{text} {say('payoff_set.enough')}"
    falls = result.points[0] < result.minmax
    who = listed(side.name for side, less in zip(labels.sides, falls, strict=True) if less)
    return f"{text} {say('payoff_set.short', who=who)}"


def _table(result: PayoffSet, labels: Labels) -> pd.DataFrame:
    """Return every point that is drawn, in the room's words."""
    rows: list[tuple[Any, ...]] = [
        ("outcome", _outcome(labels, a, b), int(depth), *result.corners[k, a, b], None)
        for k, depth in enumerate(result.depths)
        for a in range(2)
        for b in range(2)
    ]
    if result.outside is not None:
        rows.append(("outside", say("payoff_set.outside"), None, *result.outside, None))
    rows.append(("minmax", "", None, *result.minmax, None))
    rows += [("feasible", "", None, *spot, None) for spot in result.vertices]
    rows += [("rational", "", None, *spot, None) for spot in result.rational]
    for (buyer, seller), spot, left in zip(
        result.pairs, result.points, result.left_over, strict=True
    ):
        name = say(
            "payoff_set.pair",
            one=labels.buyer.player(buyer.name),
            other=labels.seller.player(seller.name),
        )
        rows.append(("pair", name, None, *spot, float(left)))
    names = ["kind", "name", "depth", "buyer", "seller", "left_over"]
    return pd.DataFrame(rows, columns=names).astype({"depth": "Int64", "left_over": float})
