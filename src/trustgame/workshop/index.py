"""A deal whose margins are hidden: every amount on a scale on which the offer is 100."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from trustgame import _validate as check
from trustgame.deals import Deal
from trustgame.deals.words import say
from trustgame.exceptions import SpecificationError
from trustgame.stage import StageGame

__all__ = ["indexed"]


def indexed(deal: Deal, size: float = 100) -> Deal:
    """Return the deal with all amounts scaled so that the offer is ``size``.

    The offer is what both doing their part leaves the seller in one round. One factor for
    both sides: no decision changes. Prices and costs are left out of the new deal, and its
    unit of money is a neutral word. If the offer leaves the seller nothing, the largest
    amount of the round is ``size`` instead.

    One factor also means: whoever knows a single one of the amounts in money, as a buyer
    knows its own, can work out all the others. What is hidden is hidden from the rest.

    Raises
    ------
    SpecificationError
        If ``size`` is no positive number, or all amounts are 0.

    Examples
    --------
    >>> from trustgame.deals import Labels, Time
    >>> deal = Deal(
    ...     Labels(money="k€"), StageGame.prisoners_dilemma(), Time(about=10),
    ...     buyers=("tit_for_tat",), sellers=("tit_for_tat",))
    >>> shown = indexed(deal)
    >>> shown.stage.seller[0][0], shown.labels.money
    (100.0, 'points')
    """
    size = check.positive("index", size)
    buyer, seller = (np.array(table, dtype=float) for table in
                     (deal.stage.buyer, deal.stage.seller))  # fmt: skip
    offer = float(seller[0, 0])
    if offer <= 0:
        offer = float(max(np.abs(buyer).max(), np.abs(seller).max()))
    if offer == 0:
        raise SpecificationError(
            "`index` needs an amount to scale by; all of the deal's amounts are 0. "
            "Leave `index` out."
        )
    factor = size / offer
    stage = StageGame((buyer * factor).tolist(), (seller * factor).tolist())
    outside = None if deal.outside is None else tuple(factor * x for x in deal.outside)
    labels = replace(deal.labels, money=say("index.unit"))
    return replace(deal, labels=labels, stage=stage, outside=outside, money=None)  # type: ignore[arg-type]
