"""What a deal is, in plain sentences: its games, its threshold, its oddities."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from trustgame import _validate as check
from trustgame.deals import words
from trustgame.deals.describe import horizon, kinds
from trustgame.deals.words import say, sentence_case
from trustgame.exceptions import RefusedError

if TYPE_CHECKING:
    from trustgame.deals.deal import Deal

__all__ = ["advice"]


def advice(deal: Deal) -> tuple[str, ...]:
    """Return plain sentences about a deal: its games, its threshold, what looks odd."""
    return tuple([*_games(deal), *_threshold(deal), *_oddities(deal)])


def _games(deal: Deal) -> Iterator[str]:
    """Say what a round is for each side where the deal starts and at the deep end."""
    game, labels = deal.game, deal.labels
    first, last = deal.relationship.start, game.depths - 1
    for i, side in enumerate(labels.sides):
        names = {"side": side.name, "C": side.cooperate, "D": side.defect}
        kind = kinds(game, first)[i]
        start = say("kind.at_start", game=say(_key(kind), **names), **names)
        yield start
        changes = [
            level
            for level in range(first + 1, last + 1)
            if kinds(game, level)[i] != kinds(game, level - 1)[i]
        ]
        for level in changes:
            there = say(_key(kinds(game, level)[i]), **names)
            yield say("kind.from_depth", depth=labels.depth(level), game=there, **names)
        if not changes and last > first:
            yield say("kind.same", depth=labels.depth(last), **names)


def _key(kind: str) -> str:
    """Return the key of the sentence about a kind of game."""
    return "kind." + kind.replace("prisoner's ", "").replace(" ", "_")


def _threshold(deal: Deal) -> Iterator[str]:
    """Say where the deal stands against the critical continuation, if nobody slips."""
    from trustgame.solve.critical import critical_continuation

    game, labels = deal.game, deal.labels
    buyer, seller = deal.pair_players
    pairs = [
        (say("threshold.unforgiving"), "grim_trigger", "grim_trigger"),
        (
            say("threshold.pair", buyer=buyer.words, seller=seller.words),
            buyer.strategy,
            seller.strategy,
        ),
    ]
    levels = [0, game.depths - 1] if game.depths > 1 else [0]
    for who, first, second in pairs:
        spots = []
        for level in levels:
            held = game.held_at(float(game.arrays().positions[level]))
            sober = held.replace(tremble=0.0, misperception=0.0)
            try:
                least = critical_continuation(sober, first, second)
            except RefusedError as error:
                yield say("threshold.refused", who=who, reason=str(error))
                break
            spot = (
                say("threshold.spot", depth=labels.depth(level)) if len(levels) > 1 else ""
            )
            if least is None or least == 0:
                spots.append(
                    say(
                        "threshold.never" if least is None else "threshold.always",
                        spot=spot,
                    )
                )
            else:
                rounds, chance = (
                    labels.count(round(1 / (1 - least), 1)),
                    words.percent(least),
                )
                spots.append(
                    say(
                        "threshold.least",
                        spot=spot,
                        chance=chance,
                        rounds=rounds,
                        round=labels.round,
                    )
                )
        else:
            yield say("threshold.holds", who=who, spots="; ".join(spots))
    yield say("threshold.own", horizon=horizon(game, labels))
    if deal.time.exactly is not None:
        yield say("threshold.known_end", rounds=labels.rounds)


def _oddities(deal: Deal) -> Iterator[str]:
    """Say what a reader may want to look at again."""
    game, labels, time = deal.game, deal.labels, deal.time
    arrays = game.arrays()
    if labels.buyer.name.casefold() == labels.seller.name.casefold():
        yield say("odd.same_names", name=labels.buyer.name)
    for i, side in enumerate(labels.sides):
        at_start = arrays.payoff[deal.relationship.start, i]
        if (at_start == at_start[0, 0]).all():
            yield say("odd.nothing_at_stake", side=side.name)
    together = deal.stage.payoffs.sum(axis=0)
    if together[0, 0] < (together[0, 1] + together[1, 0]) / 2:
        yield say(
            "odd.taking_turns",
            both=labels.pay(together[0, 0]),
            one=labels.pay((together[0, 1] + together[1, 0]) / 2),
        )
    mass = abs(deal.stage.payoffs).max(axis=(1, 2))
    if mass.min() > 0 and mass.max() / mass.min() > 100:
        yield say("odd.unequal", ratio=words.amount(mass.max() / mass.min()))
    if time.at_most is not None and time.about is not None and time.at_most < time.about:
        yield say(
            "odd.short_last",
            last=labels.count(time.at_most),
            about=labels.count(time.about),
        )
    if game.rounds == 1:
        yield say("odd.one_round", rounds=labels.rounds, round=labels.round)
    bond = deal.relationship
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
    for name in ("stakes", "regard"):
        curve = bond.per_level(name)
        for i, role in enumerate(check.ROLES):
            if curve[-1, i] < curve[0, i]:
                side = getattr(labels, role).name
                yield sentence_case(say(f"odd.falling_{name}", side=side))
