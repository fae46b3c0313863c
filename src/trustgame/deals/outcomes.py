"""What the four outcomes of a round leave each side with, and how the amounts add up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from trustgame.deals import words
from trustgame.deals.words import say

if TYPE_CHECKING:
    from trustgame.deals.deal import Deal

__all__ = ["outcomes"]


def outcomes(deal: Deal) -> Iterator[str]:
    """Yield one sentence for each outcome, and what else a side's amounts hang on.

    The amounts are those of the deal's file, where stakes are 1; a last sentence says what
    a round is worth at the depth at which the deal starts, if that is another amount.
    """
    labels, paid = deal.labels, deal.stage.payoffs
    one, other = labels.sides
    for a in range(2):
        for b in range(2):
            yield say(
                "outcome.each",
                one=one.name,
                other=other.name,
                a=one.moves[a],
                b=other.moves[b],
                buyer=labels.pay(paid[0, a, b]),
                seller=labels.pay(paid[1, a, b]),
                buyer_sum=_sum(deal, "buyer", a, b),
                seller_sum=_sum(deal, "seller", b, a),
                round=labels.round,
            )
    if deal.outside is not None:
        yield say(
            "outcome.after",
            one=one.name,
            other=other.name,
            buyer=labels.pay(deal.outside[0]),
            seller=labels.pay(deal.outside[1]),
            round=labels.round,
        )
    stakes = deal.relationship.per_level("stakes")[deal.relationship.start].tolist()
    names = {"depth": labels.depth(deal.relationship.start), "round": labels.round}
    if stakes[0] == stakes[1]:
        if stakes[0] != 1:
            yield say("outcome.stakes_both", times=words.amount(stakes[0]), **names)
        return
    for side, times in zip(labels.sides, stakes, strict=True):
        if times != 1:
            yield say("outcome.stakes", times=words.amount(times), side=side.name, **names)


def _sum(deal: Deal, role: str, own: int, partner: int) -> str:
    """Return how a payoff adds up, as `` (150 value − 100 price)``; empty if not known."""
    parts = () if deal.money is None else deal.money.parts(role, own, partner)
    if len(parts) < 2:
        return ""
    text = ""
    for i, (word, amount) in enumerate(parts):
        term = say(
            "outcome.term", amount=words.amount(abs(amount)), word=say(f"outcome.{word}")
        )
        if i:
            text += say("outcome.minus" if amount < 0 else "outcome.plus") + term
        else:
            text += say("outcome.below", term=term) if amount < 0 else term
    return say("outcome.sum", parts=text)
