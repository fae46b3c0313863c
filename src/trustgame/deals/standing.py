"""Where a deal stands: the patience that trust needs there, and the patience there is.

Trust "can hold" where two who never forgive are an equilibrium, if nobody slips: where the
line of the map is drawn. The line is a critical continuation of the game kept at one depth;
whether the deal's own chance of another round is past it is asked of the equilibrium check
itself, for a line does not promise that every longer deal holds too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from trustgame.deals import words
from trustgame.deals.describe import horizon
from trustgame.deals.words import say
from trustgame.exceptions import RefusedError
from trustgame.solve.critical import critical_continuation
from trustgame.solve.equilibrium import is_equilibrium
from trustgame.solve.evaluate import evaluate

if TYPE_CHECKING:
    from trustgame.deals.deal import Deal
    from trustgame.deals.labels import Labels
    from trustgame.game import TrustGame

__all__ = ["standing"]

_GRIM = "grim_trigger"


def standing(deal: Deal) -> Iterator[str]:
    """Yield the thresholds, where the deal is against them, and what its pair comes to."""
    yield from _thresholds(deal)
    game, labels = deal.game, deal.labels
    chances = game.arrays().continuation
    at = horizon(game, labels)
    if deal.time.last is None and (chances == chances[0]).all():
        chance = words.percent(chances[0])
        yield say("threshold.own_chance", horizon=at, round=labels.round, chance=chance)
    else:
        yield say("threshold.own", horizon=at)
    if deal.time.last is None:
        yield _verdicts(deal)
    else:
        yield say("threshold.known_end", rounds=labels.rounds)
    yield _pair(deal)


def _levels(deal: Deal) -> list[int]:
    """Return where to look: the start, and the deep end if it is elsewhere."""
    return sorted({deal.relationship.start, deal.relationship.depths - 1})


def _sober(deal: Deal, level: int) -> TrustGame:
    """Return the game kept at one depth, in which nobody slips or misreads."""
    game = deal.game
    held = game.held_at(float(game.arrays().positions[level]))
    return held.replace(tremble=0.0, misperception=0.0)


def _thresholds(deal: Deal) -> Iterator[str]:
    """Say what chance of another round the unforgiving, and the deal's own pair, need."""
    buyer, seller = deal.pair_players
    pairs = [
        (say("threshold.unforgiving"), _GRIM, _GRIM),
        (_named(deal), buyer.strategy, seller.strategy),
    ]
    told: dict[str, str] = {}  # who, by what is said of them
    for who, first, second in pairs:
        try:
            spots = _spots(deal, first, second)
        except RefusedError as error:
            yield say("threshold.refused", who=who, reason=str(error))
            continue
        told[spots] = (
            say("threshold.two", one=told[spots], other=who) if spots in told else who
        )
    for spots, who in told.items():
        yield say("threshold.holds", who=who, spots=spots)


def _spots(deal: Deal, first: Any, second: Any) -> str:
    """Return what chance of another round a pair needs, at each depth looked at."""
    labels, levels = deal.labels, _levels(deal)
    needed = [critical_continuation(_sober(deal, at), first, second) for at in levels]
    names = [labels.depth(level) for level in levels]
    spots = [say("threshold.spot", depth=name) for name in names]
    if len(levels) == 1:
        spots = [""]
    elif needed[0] == needed[1]:
        spots = [say("threshold.spots", first=names[0], last=names[1])]
    return "; ".join(
        _least(labels, least, spot) for least, spot in zip(needed, spots, strict=False)
    )


def _least(labels: Labels, least: float | None, spot: str) -> str:
    """Say from which chance of another round on, and where, a pair holds."""
    if not least:
        key = "threshold.never" if least is None else "threshold.always"
        return say(key, spot=spot)
    return say(
        "threshold.least",
        spot=spot,
        chance=words.percent(least),
        rounds=labels.count(round(1 / (1 - least), 1)),
        round=labels.round,
    )


def _verdicts(deal: Deal) -> str:
    """Say at the start and at the deep end whether the deal goes on long enough."""
    labels, levels = deal.labels, _levels(deal)
    verdicts = [_verdict(deal, level) for level in levels]
    if len(levels) == 1:
        return say("threshold.only", verdict=verdicts[0])
    depth, deepest = (labels.depth(level) for level in levels)
    if verdicts[0] == verdicts[1]:
        return say("threshold.both", depth=depth, deepest=deepest, verdict=verdicts[0])
    return say(
        "threshold.each",
        depth=depth,
        deepest=deepest,
        first=verdicts[0],
        last=verdicts[1],
    )


def _verdict(deal: Deal, level: int) -> str:
    """Say whether trust can hold at one depth with the deal's own chance there."""
    labels: Labels = deal.labels
    sober = _sober(deal, level)
    chance = float(deal.game.arrays().continuation[level])
    least = critical_continuation(sober, _GRIM, _GRIM)
    own = sober.replace(rounds=None, continuation=chance)
    if is_equilibrium(own, _GRIM, _GRIM).nash:
        if not least:
            return say("threshold.enough_always")
        spare = labels.count(round(1 / (1 - chance) - 1 / (1 - least), 1))
        if words.amount(round(1 / (1 - chance) - 1 / (1 - least), 1)) == "0":
            return say("threshold.just")
        return say("threshold.enough", spare=spare)
    if least is None:
        return say("threshold.hopeless")
    if least < chance:
        return say("threshold.shut")
    missing = max(round(1 / (1 - least) - 1 / (1 - chance), 1), 0.1)
    return say("threshold.short", missing=labels.count(missing))


def _pair(deal: Deal) -> str:
    """Say what the pair that the charts follow comes to, all errors counted in."""
    labels = deal.labels
    buyer, seller = deal.pair_players
    found = evaluate(deal.game, buyer.strategy, seller.strategy)
    return say(
        "threshold.does",
        who=_named(deal),
        C=labels.buyer.cooperate,
        c=labels.seller.cooperate,
        p=words.percent(found.cooperation[0]),
        q=words.percent(found.cooperation[1]),
        rounds=labels.rounds,
        round=labels.round,
        one=labels.buyer.name,
        other=labels.seller.name,
        vb=labels.pay(found.payoff[0]),
        vs=labels.pay(found.payoff[1]),
    )


def _named(deal: Deal) -> str:
    """Return the pair that the charts follow by its words."""
    buyer, seller = (player.words for player in deal.pair_players)
    key = "alike" if buyer == seller else "pair"
    return say(f"threshold.{key}", buyer=buyer, seller=seller)
