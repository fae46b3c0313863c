"""What a deal is, in plain sentences: games, money, where it stands, what looks odd."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from trustgame import _validate as check
from trustgame.deals import words
from trustgame.deals.depths import DEPTHS
from trustgame.deals.describe import expected, kinds
from trustgame.deals.outcomes import outcomes
from trustgame.deals.words import say, sentence_case

if TYPE_CHECKING:
    from trustgame.deals.deal import Deal

__all__ = ["advice"]

# Amounts that a room can read lie between these.
_SMALL, _LARGE = 0.01, 1e9


def advice(deal: Deal) -> tuple[str, ...]:
    """Return plain sentences about a deal: games, money, threshold, what looks odd."""
    from trustgame.deals.standing import standing

    return (
        _headline(deal),
        *_games(deal),
        *outcomes(deal),
        *standing(deal),
        *_oddities(deal),
    )


def _headline(deal: Deal) -> str:
    """Say in one sentence what game a round is, for each side and as the deal deepens."""
    game, labels = deal.game, deal.labels
    first = deal.relationship.start
    names = [side.name for side in labels.sides]
    start = [say(_key("headline", kind)) for kind in kinds(game, first)]
    if start[0] == start[1]:
        parts = [say("headline.both", round=labels.round, kind=start[0])]
    else:
        parts = [
            say(
                "headline.each",
                round=labels.round,
                one=names[0],
                kind=start[0],
                other=names[1],
                other_kind=start[1],
            )
        ]
    for level in range(first + 1, game.depths):
        now = [say(_key("headline", kind)) for kind in kinds(game, level)]
        before = [say(_key("headline", kind)) for kind in kinds(game, level - 1)]
        moved = [i for i in range(2) if now[i] != before[i]]
        named = labels.depths == DEPTHS
        key = f"once_{DEPTHS[level]}" if named else "from_depth"
        when = say(f"headline.{key}", depth=labels.depth(level))
        if len(moved) == 2 and now[0] == now[1]:
            parts.append(say("headline.change_both", kind=now[0], when=when))
            continue
        for i in moved:
            parts.append(say("headline.change", side=names[i], kind=now[i], when=when))
    return say("headline.end", text=say("headline.after_exchange").join(parts))


def _games(deal: Deal) -> Iterator[str]:
    """Say what a round is for each side where the deal starts and at the deep end."""
    game, labels = deal.game, deal.labels
    first, last = deal.relationship.start, game.depths - 1
    for i, side in enumerate(labels.sides):
        names = {"side": side.name, "C": side.cooperate, "D": side.defect}
        kind = kinds(game, first)[i]
        yield say("kind.at_start", game=say(_key("kind", kind), **names), **names)
        changes = [
            level
            for level in range(first + 1, last + 1)
            if kinds(game, level)[i] != kinds(game, level - 1)[i]
        ]
        for level in changes:
            there = say(_key("kind", kinds(game, level)[i]), **names)
            yield say("kind.from_depth", depth=labels.depth(level), game=there, **names)
        if not changes and last > first:
            yield say("kind.same", depth=labels.depth(last), **names)


def _key(table: str, kind: str) -> str:
    """Return the key of the sentence about a kind of game."""
    return f"{table}." + kind.replace("prisoner's ", "").replace(" ", "_")


def _oddities(deal: Deal) -> Iterator[str]:
    """Say what a reader may want to look at again."""
    labels = deal.labels
    if labels.buyer.name.casefold() == labels.seller.name.casefold():
        yield say("odd.same_names", name=labels.buyer.name)
    yield from _odd_money(deal)
    yield from _odd_time(deal)
    bond = deal.relationship
    for name in ("stakes", "regard"):
        curve = bond.per_level(name)
        for i, role in enumerate(check.ROLES):
            if curve[-1, i] < curve[0, i]:
                side = getattr(labels, role).name
                yield sentence_case(say(f"odd.falling_{name}", side=side))


def _odd_money(deal: Deal) -> Iterator[str]:
    """Say what is odd about the amounts."""
    labels, money = deal.labels, deal.money
    at_start = deal.game.arrays().payoff[deal.relationship.start]
    idle = [bool((own == own[0, 0]).all()) for own in at_start]
    for i, side in enumerate(labels.sides):
        if idle[i]:
            yield say("odd.nothing_at_stake", side=side.name)
    if money is not None:
        price = labels.pay(money.price)
        names = {"price": price, "round": labels.round}
        if money.price > money.value:
            value = labels.pay(money.value)
            yield say("odd.above_value", side=labels.buyer.name, value=value, **names)
        if money.price < money.cost:
            cost = labels.pay(money.cost)
            yield say("odd.below_cost", side=labels.seller.name, cost=cost, **names)
    for i, side in enumerate(labels.sides):
        both = float(deal.stage.payoffs[i, 0, 0])
        away = 0.0 if deal.outside is None else deal.outside[i]
        if both < away and not idle[i]:
            yield say(
                "odd.below_zero" if deal.outside is None else "odd.below_outside",
                side=side.name,
                amount=labels.pay(both),
                outside=labels.pay(away),
                round=labels.round,
            )
        if money is not None and not idle[i]:
            if money.preparing[i] + money.gained[i] == 0:
                yield say("odd.no_gain", side=side.name, D=side.defect)
            if money.lost[i] == 0:
                yield say("odd.no_harm", side=side.name)
    together = deal.stage.payoffs.sum(axis=0)
    turns = (together[0, 1] + together[1, 0]) / 2
    if together[0, 0] < turns:
        yield say(
            "odd.taking_turns", both=labels.pay(together[0, 0]), one=labels.pay(turns)
        )
    if together[0, 0] <= together[1, 1] and not all(idle):
        yield say(
            "odd.not_together",
            both=labels.pay(together[0, 0]),
            neither=labels.pay(together[1, 1]),
        )
    mass = abs(deal.stage.payoffs).max(axis=(1, 2))
    if mass.max() >= _LARGE or 0 < mass.max() < _SMALL:
        yield say("odd.unit", amount=labels.pay(mass.max()))
    if mass.min() > 0 and mass.max() / mass.min() > 100:
        yield say("odd.unequal", ratio=words.amount(mass.max() / mass.min()))


def _odd_time(deal: Deal) -> Iterator[str]:
    """Say what is odd about the length of the deal and the climb of its relationship."""
    game, labels, time, bond = deal.game, deal.labels, deal.time, deal.relationship
    if time.at_most is not None and time.about is not None and time.at_most < time.about:
        yield say(
            "odd.short_last",
            last=labels.count(time.at_most),
            about=labels.count(time.about),
            expected=labels.count(expected(1 - 1 / time.about, time.at_most)),
        )
    if game.rounds == 1:
        yield say("odd.one_round", rounds=labels.rounds, round=labels.round)
    climb = game.depths - 1 - bond.start
    if climb and bond.deepen == 0:
        yield say("odd.no_deepening", depth=labels.depth(bond.start))
    elif climb and bond.deepen and game.rounds is not None:
        needed = climb / bond.deepen
        if needed >= game.rounds:
            yield say(
                "odd.out_of_reach",
                depth=labels.depth(game.depths - 1),
                needed=labels.count(needed),
                last=labels.count(game.rounds),
            )
