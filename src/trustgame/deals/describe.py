"""What a game is, in the words of a room; without solving it."""

from __future__ import annotations

from trustgame.deals import words
from trustgame.deals.labels import Labels
from trustgame.deals.words import say
from trustgame.game import TrustGame
from trustgame.stage import StageGame

__all__ = ["expected", "felt_stage", "horizon", "kinds"]


def horizon(game: TrustGame, labels: Labels) -> str:
    """Return how long a game goes on, in the room's words; about is not exactly.

    Where a last round cuts an open end, the expected length is what then remains of it.
    """
    chances = game.arrays().continuation
    if (chances == 1).all():
        if game.rounds is None:
            return say("time.endless")
        return say("time.exactly", rounds=labels.count(game.rounds))
    if (chances == chances[0]).all():
        text = say("time.about", rounds=labels.count(expected(chances[0], game.rounds)))
    else:
        text = say("time.chance", round=labels.round, span=words.span(chances))
    if game.rounds is None:
        return text
    return say("time.at_most", time=text, rounds=labels.count(game.rounds))


def expected(chance: float, last: int | None) -> float:
    """Return how many rounds follow from the chance of another, perhaps with a last one."""
    going_on = 0.0 if last is None else chance**last
    return float((1 - going_on) / (1 - chance))


def felt_stage(game: TrustGame, level: int) -> StageGame:
    """Return a round at one depth as the sides weigh it: stakes and regard counted in."""
    buyer, seller = game.arrays().utility[level]
    return StageGame(buyer, seller)


def kinds(game: TrustGame, level: int) -> tuple[str, str]:
    """Return the names of the games that buyer and seller face at one depth."""
    first, _, second = felt_stage(game, level).kind.partition(" / ")
    return first, second or first
