"""What a game is, in the words of a room; without solving it."""

from __future__ import annotations

from trustgame.deals import words
from trustgame.deals.labels import Labels
from trustgame.deals.words import say
from trustgame.game import TrustGame
from trustgame.stage import StageGame

__all__ = ["felt_stage", "horizon", "kinds"]


def horizon(game: TrustGame, labels: Labels) -> str:
    """Return how long a game goes on, in the room's words; about is not exactly."""
    chances = game.arrays().continuation
    if (chances == 1).all():
        if game.rounds is None:
            return say("time.endless")
        return say("time.exactly", rounds=labels.count(game.rounds))
    if (chances == chances[0]).all():
        text = say("time.about", rounds=labels.count(1 / (1 - chances[0])))
    else:
        text = say("time.chance", round=labels.round, span=words.span(chances))
    if game.rounds is None:
        return text
    return say("time.at_most", time=text, rounds=labels.count(game.rounds))


def felt_stage(game: TrustGame, level: int) -> StageGame:
    """Return a round at one depth as the sides weigh it: stakes and regard counted in."""
    buyer, seller = game.arrays().utility[level]
    return StageGame(buyer, seller)


def kinds(game: TrustGame, level: int) -> tuple[str, str]:
    """Return the names of the games that buyer and seller face at one depth."""
    first, _, second = felt_stage(game, level).kind.partition(" / ")
    return first, second or first
