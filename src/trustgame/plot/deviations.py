"""A check of an equilibrium: what each side would gain by its best other behaviour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from trustgame import _validate as check
from trustgame.deals.labels import Labels
from trustgame.deals.words import listed, say
from trustgame.plot.anatomy import Telling, dress, open_axes
from trustgame.plot.captions import footer, sure
from trustgame.plot.grouped import draw_groups

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from trustgame.solve.equilibrium import EquilibriumCheck

__all__ = ["equilibrium_check", "tell_equilibrium_check"]


@dataclass(frozen=True, slots=True, eq=False)
class _Gains:
    """The bars of a check: one a side."""

    frame: pd.DataFrame
    words: str
    kind: str = "money"
    roles: tuple[str, ...] = check.ROLES
    faces: Mapping[str, str] = field(default_factory=dict)


def tell_equilibrium_check(
    result: EquilibriumCheck, labels: Labels | None = None
) -> Telling:
    """Return what the chart ``equilibrium_check`` says, and its numbers."""
    labels = Labels() if labels is None else labels
    pair = (result.buyer, result.seller)
    told = {
        "one": labels.buyer.player(result.buyer.name),
        "other": labels.seller.player(result.seller.name),
        "buyer": labels.buyer.name,
        "seller": labels.seller.name,
        "round": labels.round,
    }
    felt, bounded = _felt(result), "_most" if result.is_upper_bound else ""
    gainers = [
        say(
            f"check.gainer{felt}{bounded}",
            side=side.name,
            pay=labels.pay(float(gain)),
            own=labels.pay(float(own)),
        )
        for side, gain, own in zip(
            labels.sides, result.gain, result.material_gain, strict=True
        )
        if gain > 0
    ]
    kind = {True: "holds", False: "breaks", None: "open"}[result.nash]
    finding = say(f"check.{kind}", gainers=listed(gainers) if gainers else "", **told)
    if result.refused or not result.nash:
        more = ""
    elif result.subgame_perfect:
        more = " " + say("check.perfect")
    else:
        more = " " + say("check.threat")
    care = " " + say("check.care") if felt else ""
    bound = care + (" " + say("check.bound") if bounded else "")
    forever = "_forever" if _forever(result) else ""
    return Telling(
        finding=finding,
        question=say(f"check.question{forever}", **told) + bound,
        footer=footer(result.game, labels, pair),
        sentence=f"{finding}.{more}{bound} {sure()}",
        alt=f"{finding}. {say('check.shape')}",
        table=result.to_frame().reset_index(),
    )


def equilibrium_check(
    result: EquilibriumCheck,
    *,
    ax: Axes | None = None,
    size: str | None = None,
    labels: Labels | None = None,
    **style: Any,
) -> Axes:
    """Draw what each side of a pair would gain by its best other behaviour, as bars.

    Parameters
    ----------
    result : EquilibriumCheck
        What ``tg.is_equilibrium`` gives.
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
    telling = tell_equilibrium_check(result, labels)
    ax, sizes = open_axes(ax, size)
    dress(ax, telling, sizes)
    players = (result.buyer.name, result.seller.name)
    names = [
        say("check.row", side=side.name, name=side.player(player))
        for side, player in zip(labels.sides, players, strict=True)
    ]
    frame = pd.DataFrame({"group": names, "series": check.ROLES, "value": result.gain})
    if names[0] == names[1]:  # two of a kind on sides of one name: a bar each all the same
        frame["group"] = [f"{name} ({say(f'usual.{r}')})" for name, r in
                          zip(names, check.ROLES, strict=True)]  # fmt: skip
    if felt := _felt(result):
        frame["told"] = [
            say("check.felt", pay=labels.pay(float(gain)), own=labels.pay(float(own)))
            for gain, own in zip(result.gain, result.material_gain, strict=True)
        ]
    forever = "_forever" if _forever(result) else ""
    words = say(f"check.x{felt}{forever}", round=labels.round)
    draw_groups(ax, _Gains(frame, words), labels, sizes, style)
    return ax


def _felt(result: EquilibriumCheck) -> str:
    """Return ``"_felt"`` if somebody cares for the other's payoff, else nothing."""
    arrays = result.game.arrays()
    return "" if np.array_equal(arrays.payoff, arrays.utility) else "_felt"


def _forever(result: EquilibriumCheck) -> bool:
    """Tell whether play never ends, so that gains are per round."""
    return result.game.horizon == "unbounded"
