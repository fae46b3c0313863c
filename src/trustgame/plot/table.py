"""The stage game as a table: what each outcome pays, and who would rather change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.patches import FancyBboxPatch

from trustgame import _validate as check
from trustgame.deals import words
from trustgame.deals.describe import felt_stage
from trustgame.deals.labels import Labels
from trustgame.deals.words import listed, say
from trustgame.exceptions import SpecificationError
from trustgame.game import TrustGame
from trustgame.plot import palette
from trustgame.plot.anatomy import Telling, dress, open_axes, shrink
from trustgame.plot.captions import footer
from trustgame.plot.cells import draw_arrows, draw_cell, draw_headers, plan_of
from trustgame.plot.palette import Sizes
from trustgame.stage import StageGame
from trustgame.typing import FloatArray

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw_table", "payoff_table", "tell_payoff_table"]


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
        alt=f"{finding}. "
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
    size: str | None = None,
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
    size : {"slide", "column", "square", "poster"}, optional
        The new figure's size, without ``ax``: a slide unless given.
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
    ax, sizes = open_axes(ax, size)
    draw_table(ax, telling, labels, sizes, style)
    return ax


def draw_table(
    ax: Axes, telling: Telling, labels: Labels, sizes: Sizes, style: Mapping[str, Any]
) -> None:
    """Draw the table of a telling, whatever its finding is."""
    ax.set(xlim=(0, 1), ylim=(0, 1))
    ax.axis("off")
    dress(ax, telling, sizes)
    plan = plan_of(ax, labels, sizes)
    table = telling.table
    paid = table[["payoff_buyer", "payoff_seller"]].to_numpy().T.reshape(2, 2, 2)
    felt = table[["felt_buyer", "felt_seller"]].to_numpy().T.reshape(2, 2, 2)
    best = table[["best_reply_buyer", "best_reply_seller"]].to_numpy().T.reshape(2, 2, 2)
    draw_headers(ax, labels, sizes, plan)
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
                "facecolor": palette.CELL,
                "edgecolor": palette.INK if settles else "none",
                "linewidth": 0.8 * sizes.line if settles else 0,
                "boxstyle": "round,pad=0,rounding_size=0.008",
            }
            ax.add_patch(
                FancyBboxPatch(corner, *plan.cell, gid=f"cell{a}{b}", **(box | dict(style)))
            )
            draw_cell(
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
    draw_arrows(ax, labels, sizes, plan, felt)


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
