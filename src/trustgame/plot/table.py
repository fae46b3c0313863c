"""The stage game as a table: what each outcome pays, and who would rather change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.patches import FancyBboxPatch, Rectangle

from trustgame import _validate as check
from trustgame.deals import words
from trustgame.deals.describe import felt_stage
from trustgame.deals.labels import Labels
from trustgame.deals.words import listed, say
from trustgame.exceptions import SpecificationError
from trustgame.game import TrustGame
from trustgame.plot import palette
from trustgame.plot.anatomy import Telling, body, dress, fit, open_axes, shrink, width, wrap
from trustgame.plot.captions import footer
from trustgame.plot.palette import Sizes
from trustgame.stage import StageGame
from trustgame.typing import FloatArray

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["payoff_table", "tell_payoff_table"]

_LEFT = 0.25  # where the cells begin, as a share of the axes
_GAP_X = 0.12  # room for arrows between cells


def tell_payoff_table(
    result: StageGame | TrustGame, labels: Labels | None = None, *, depth: int | None = None
) -> Telling:
    """Return what the chart ``payoff_table`` says, and its numbers."""
    labels = Labels() if labels is None else labels
    game = result if isinstance(result, TrustGame) else TrustGame(result)
    level = _level(game, depth)
    paid, felt = game.arrays().payoff[level], game.arrays().utility[level]
    best = _best(felt)
    rows = [
        {
            "buyer_move": labels.buyer.moves[a],
            "seller_move": labels.seller.moves[b],
            "payoff_buyer": paid[0, a, b],
            "payoff_seller": paid[1, a, b],
            "felt_buyer": felt[0, a, b],
            "felt_seller": felt[1, a, b],
            "best_reply_buyer": bool(best[0, a, b]),
            "best_reply_seller": bool(best[1, a, b]),
        }
        for a in range(2)
        for b in range(2)
    ]
    finding, text = _finding(game, level, labels, paid, best)
    cares = not np.allclose(paid, felt)
    where = say("table.where", depth=labels.depth(level)) if game.depths > 1 else ""
    care = say("table.care", shares=_regard(game, level, labels)) if cares else ""
    question = say("table.question", round=labels.round, where=where)
    return Telling(
        finding=finding,
        question=" ".join(p for p in (question, care) if p),
        footer=footer(game, labels, time=say("table.time", round=labels.round), brief=True),
        sentence=" ".join(
            p
            for p in (
                text,
                care,
                say("table.not", round=labels.round, rounds=labels.rounds),
            )
            if p
        ),
        alt=f"{finding} "
        + say(
            "table.shape",
            cells=" ".join(
                say(
                    "table.cell",
                    a=row["buyer_move"],
                    b=row["seller_move"],
                    buyer=labels.pay(row["payoff_buyer"]),
                    seller=labels.pay(row["payoff_seller"]),
                    one=labels.buyer.name,
                    other=labels.seller.name,
                )
                for row in rows
            ),
        ),
        table=pd.DataFrame(rows),
    )


def payoff_table(
    result: StageGame | TrustGame,
    *,
    ax: Axes | None = None,
    labels: Labels | None = None,
    depth: int | None = None,
    **style: Any,
) -> Axes:
    """Draw one round as a table of outcomes, with an arrow towards each better reply.

    Parameters
    ----------
    result : StageGame or TrustGame
        What is played.
    ax : Axes, optional
        Where to draw; a new slide unless given.
    labels : Labels, optional
        The words of a deal.
    depth : int, optional
        The level of a TrustGame that is shown; where it starts unless said. Stakes are in
        the amounts; regard turns the arrows, and is then shown beside the money.
    **style
        Properties of the four cells, as matplotlib names them for patches.
    """
    labels = Labels() if labels is None else labels
    telling = tell_payoff_table(result, labels, depth=depth)
    ax, sizes = open_axes(ax)
    ax.set(xlim=(0, 1), ylim=(0, 1))
    ax.axis("off")
    dress(ax, telling, sizes)
    plan = _plan(ax, labels, sizes)
    table = telling.table
    paid = table[["payoff_buyer", "payoff_seller"]].to_numpy().T.reshape(2, 2, 2)
    felt = table[["felt_buyer", "felt_seller"]].to_numpy().T.reshape(2, 2, 2)
    best = table[["best_reply_buyer", "best_reply_seller"]].to_numpy().T.reshape(2, 2, 2)
    _headers(ax, labels, sizes, plan)
    cares = not np.allclose(paid, felt)
    space = (0.5 * plan.cell[0] - 0.028) * plan.wide
    pays = [labels.pay(value) for value in paid.ravel()]
    large = min(shrink(pay, space, 1.4 * sizes.text, sizes.small, True) for pay in pays)
    large = max(sizes.small, min(large, 0.26 * plan.cell[1] * plan.high))
    for a in range(2):
        for b in range(2):
            corner = plan.corner(a, b)
            settles = bool(best[:, a, b].all())
            box: dict[str, Any] = {
                "clip_on": False,
                "facecolor": "#F5F5F5",
                "edgecolor": palette.INK if settles else "none",
                "linewidth": 0.8 * sizes.line if settles else 0,
                "boxstyle": "round,pad=0,rounding_size=0.008",
            }
            ax.add_patch(
                FancyBboxPatch(corner, *plan.cell, gid=f"cell{a}{b}", **(box | style))
            )
            _cell(
                ax,
                labels,
                sizes,
                large,
                space,
                plan.cell,
                corner,
                paid[:, a, b],
                felt[:, a, b] if cares else None,
                best[:, a, b],
            )
    _arrows(ax, labels, sizes, plan, felt)
    return ax


class _Plan(NamedTuple):
    """Where things stand, as shares of an Axes that is so many points wide and high."""

    wide: float
    high: float
    top: float
    cell: tuple[float, float]
    moves: list[tuple[str, float]]

    def corner(self, a: int, b: int) -> tuple[float, float]:
        """Return the lower left corner of a cell."""
        gap = self.top - 2 * self.cell[1]
        return _LEFT + b * (self.cell[0] + _GAP_X), self.top - self.cell[1] - a * (
            self.cell[1] + gap
        )


def _plan(ax: Axes, labels: Labels, sizes: Sizes) -> _Plan:
    """Return where things stand: headers take what they need, cells the rest."""
    wide, high = body(ax)
    across = (1 - _LEFT - _GAP_X) / 2
    moves = [
        fit(f"“{move}”", 1.15 * across * wide, sizes.text, sizes.small)
        for move in labels.seller.moves
    ]
    lines = max((text.count("\n") + 1) * 1.25 * size for text, size in moves)
    top = 1 - (0.8 * sizes.small + 1.3 * sizes.text + lines) / high
    gap = min(0.13, max(0.09, 1.9 * sizes.small / high))
    return _Plan(wide, high, top, (across, (top - gap) / 2), moves)


def _level(game: TrustGame, depth: int | None) -> int:
    """Return the level that is shown."""
    level = game.relationship.start if depth is None else check.count("depth", depth, 0)
    if level >= game.depths:
        raise SpecificationError(
            f"`depth` must be a level from 0 to {game.depths - 1}; got {level}."
        )
    return level


def _best(felt: FloatArray) -> Any:
    """Tell of each side and outcome whether its move answers the other's best [2, 2, 2]."""
    return np.stack([felt[0] >= felt[0][::-1], felt[1] >= felt[1][:, ::-1]])


def _regard(game: TrustGame, level: int, labels: Labels) -> str:
    """Return how much each side cares for the other's payoff."""
    regard = game.relationship.per_level("regard")[level]
    return listed(
        say("table.cares", side=side.name, share=words.percent(share))
        for side, share in zip(labels.sides, regard, strict=True)
    )


def _finding(
    game: TrustGame, level: int, labels: Labels, paid: FloatArray, best: Any
) -> tuple[str, str]:
    """Return where a round settles, and what that leaves on the table."""
    one, other = labels.sides
    stage = felt_stage(game, level)
    told = {
        "C": one.cooperate,
        "D": one.defect,
        "c": other.cooperate,
        "d": other.defect,
        "round": labels.round,
    }
    together = paid.sum(axis=0)
    if stage.is_dilemma:
        told["lost"] = labels.pay(together[0, 0] - together[1, 1])
        told["both"], told["neither"] = (
            labels.pay(together[0, 0]),
            labels.pay(together[1, 1]),
        )
        if together[0, 0] > together[1, 1]:
            return say("table.dilemma", **told), say("table.dilemma_sentence", **told)
    spots = [(a, b) for a in range(2) for b in range(2) if best[:, a, b].all()]
    names = (
        listed(
            say(
                "table.spot",
                a=one.moves[a],
                b=other.moves[b],
                buyer=labels.pay(paid[0, a, b]),
                seller=labels.pay(paid[1, a, b]),
            )
            for a, b in spots
        )
        if spots
        else ""
    )
    key = ("none", "one", "two", "many", "many")[len(spots)]
    if spots == [(0, 0)]:
        key = "both"
    worth = dict.fromkeys(labels.pay(together[spot]) for spot in spots)
    told |= {
        "spots": names,
        "both": labels.pay(together[0, 0]),
        "worth": say("table.or").join(worth),
    }
    return say(f"table.{key}", **told), say(f"table.{key}_sentence", **told)


def _headers(ax: Axes, labels: Labels, sizes: Sizes, plan: _Plan) -> None:
    """Write the sides and their moves above and left of the cells."""
    one, other = labels.sides
    put: dict[str, Any] = {"color": palette.INK, "parse_math": False}
    ax.add_patch(Rectangle((0, 0), 0.007, plan.top, color=palette.SIDES[0]))
    name, size = fit(
        one.name, 0.42 * _LEFT * plan.wide, sizes.text, sizes.small, bold=True, lines=5
    )
    ax.text(
        0.017,
        plan.top / 2,
        name,
        fontsize=size,
        fontweight="bold",
        va="center",
        ha="left",
        **put,
    )
    for a in range(2):
        y = plan.corner(a, 0)[1] + plan.cell[1] / 2
        lines = max(2, int(plan.cell[1] * plan.high / (1.25 * sizes.small)))
        move, size = fit(
            f"“{one.moves[a]}”",
            0.46 * _LEFT * plan.wide,
            sizes.text,
            sizes.small,
            lines=lines,
        )
        ax.text(_LEFT - 0.012, y, move, fontsize=size, va="center", ha="right", **put)
    bar = 4 / plan.high
    ax.add_patch(Rectangle((_LEFT, 1 - bar), 1 - _LEFT, bar, color=palette.SIDES[1]))
    name, size = fit(
        other.name,
        0.95 * (1 - _LEFT) * plan.wide,
        sizes.text,
        sizes.small,
        bold=True,
        lines=1,
    )
    ax.text(
        (1 + _LEFT) / 2,
        1 - 2 * bar,
        name,
        fontsize=size,
        fontweight="bold",
        va="top",
        ha="center",
        **put,
    )
    for b, (move, size) in enumerate(plan.moves):
        x = plan.corner(0, b)[0] + plan.cell[0] / 2
        ax.text(
            x,
            plan.top + 0.25 * sizes.small / plan.high,
            move,
            fontsize=size,
            va="bottom",
            ha="center",
            **put,
        )


def _cell(
    ax: Axes,
    labels: Labels,
    sizes: Sizes,
    large: float,
    space: float,
    cell: tuple[float, float],
    corner: tuple[float, float],
    paid: FloatArray,
    felt: FloatArray | None,
    best: Any,
) -> None:
    """Write what one outcome pays each side, and the two together."""
    x, y = corner
    for i, side in enumerate(labels.sides):
        left = x + i * cell[0] / 2 + 0.016
        ax.add_patch(
            Rectangle(
                (left - 0.008, y + 0.30 * cell[1]),
                0.004,
                0.62 * cell[1],
                color=palette.SIDES[i],
            )
        )
        put: dict[str, Any] = {"ha": "left", "parse_math": False}
        ax.text(
            left + 0.004,
            y + 0.93 * cell[1],
            wrap(side.name, space, sizes.small, lines=1),
            fontsize=sizes.small,
            color=palette.DIM,
            va="top",
            **put,
        )
        ax.text(
            left + 0.004,
            y + (0.50 if felt is None else 0.60) * cell[1],
            _fitting(labels, paid[i], "{}", large, space),
            fontsize=large,
            va="center",
            fontweight="bold" if best[i] else "normal",
            color=palette.INK,
            gid=f"pays{i}",
            **put,
        )
        if felt is not None:
            note = _fitting(
                labels, felt[i], say("table.felt", value="{}"), sizes.small, space
            )
            ax.text(
                left + 0.004,
                y + 0.29 * cell[1],
                note,
                fontsize=sizes.small,
                color=palette.DIM,
                va="bottom",
                **put,
            )
    note = say("table.together", value=labels.pay(paid.sum()))
    ax.text(
        x + cell[0] / 2,
        y + 0.06 * cell[1],
        note,
        fontsize=sizes.small,
        color=palette.DIM,
        va="bottom",
        ha="center",
        parse_math=False,
    )


def _fitting(labels: Labels, value: float, pattern: str, size: float, space: float) -> str:
    """Return an amount in a pattern; without its unit where that is too wide."""
    full = pattern.replace("{}", labels.pay(value))
    if width(full, size, True) <= 1.04 * space:
        return full
    return wrap(pattern.replace("{}", words.amount(value)), space, size, True, 1)


def _arrows(ax: Axes, labels: Labels, sizes: Sizes, plan: _Plan, felt: FloatArray) -> None:
    """Draw, between cells, who would rather change and by how much."""
    cell = plan.cell
    for fixed in range(2):
        for i in range(2):
            own = felt[i, :, fixed] if i == 0 else felt[i, fixed, :]
            gain = float(own[1] - own[0])
            if i == 0:
                x = plan.corner(0, fixed)[0] + cell[0] / 2
                start = (x, plan.corner(0, fixed)[1])
                stop = (x, plan.corner(1, fixed)[1] + cell[1])
            else:
                y = plan.corner(fixed, 0)[1] + cell[1] / 2
                start = (plan.corner(fixed, 0)[0] + cell[0], y)
                stop = (plan.corner(fixed, 1)[0], y)
            if gain < 0:
                start, stop = stop, start
            ax.annotate(
                "",
                xy=stop,
                xytext=start,
                gid=f"arrow{i}{fixed}",
                arrowprops={
                    "arrowstyle": "-|>" if gain else "-",
                    "color": palette.SIDES[i],
                    "linewidth": sizes.line,
                    "mutation_scale": 2 * sizes.mark,
                    "linestyle": "solid",
                    "shrinkA": 3,
                    "shrinkB": 3,
                },
            )
            note = (
                say("table.gain", value=labels.pay(abs(gain)))
                if gain
                else say("table.even")
            )
            at = ((start[0] + stop[0]) / 2, (start[1] + stop[1]) / 2)
            put: dict[str, Any] = {
                "fontsize": sizes.small,
                "color": palette.INK,
                "parse_math": False,
            }
            if i == 0:
                ax.text(at[0] + 0.014, at[1], note, va="center", ha="left", **put)
            else:
                note = wrap(
                    note.replace("\u00a0", " "), 0.94 * _GAP_X * plan.wide, sizes.small
                )
                ax.text(
                    at[0],
                    at[1] + 0.9 * sizes.mark / plan.high,
                    note,
                    va="bottom",
                    ha="center",
                    **put,
                )
