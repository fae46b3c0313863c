"""A player of Axelrod as a box that is asked what it would do after a word of rounds.

Coin flips are not left to chance: what the player draws is compared with something, each
comparison is a flip of known probability, and either outcome can be had. The law after a
word is the action or, where coins are flipped, every path of flips with the action at its
end.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, NoReturn

from trustgame.interop._casting import C, D, Mould, Sitting
from trustgame.interop.learning import NotFinite

__all__ = ["Box", "Coin", "Replay", "law_of", "probability"]

Flip = tuple[float, bool]  # probability of yes, and whether it was yes

_MOST_PATHS = 64
_MOST_ROUNDS = 300_000  # asked of one player, then it is given up
_KEPT = 40  # words up to this length are remembered with all their beginnings


class Draw:
    """A random number that is only ever compared."""

    def __init__(self, coin: Coin) -> None:
        self._coin = coin
        self._low, self._high = 0.0, 1.0

    def __lt__(self, bound: float) -> bool:
        if bound <= self._low or bound >= self._high:
            return bound >= self._high
        below = self._coin.flip((bound - self._low) / (self._high - self._low))
        if below:
            self._high = bound
        else:
            self._low = bound
        return below

    __le__ = __lt__

    def __gt__(self, bound: float) -> bool:
        return not self < bound

    __ge__ = __gt__


class Coin:
    """Takes the place of Axelrod's random generator and keeps what was flipped."""

    def __init__(self, chance: Callable[[], float] | None = None) -> None:
        self._chance = chance
        self.script: list[bool] = []  #: outcomes to come; then by chance, or yes
        self.flips: list[Flip] = []

    def flip(self, p: float) -> bool:
        """Flip a coin that says yes with probability p."""
        if p <= 0 or p >= 1:
            return p >= 1
        if self.script:
            yes = self.script.pop(0)
        else:
            yes = self._chance is None or self._chance() < p
        self.flips.append((float(p), yes))
        return yes

    def random(self, *size: int) -> Draw:
        """Return a number between 0 and 1."""
        if size:
            raise NotFinite("it draws many numbers at once")
        return Draw(self)

    def random_choice(self, p: float = 0.5) -> Any:
        """Return C with probability p."""
        return C if self.flip(p) else D

    def random_flip(self, action: Any, threshold: float) -> Any:
        """Return the action, flipped with some probability."""
        return action.flip() if self.flip(threshold) else action

    def __getattr__(self, name: str) -> NoReturn:
        raise NotFinite(f"it draws by `{name}`, which is no flip of a coin")


class Replay(Sitting):
    """A match in which coins are flipped by a script, by chance, or always say yes."""

    def __init__(self, mould: Mould, chance: Callable[[], float] | None = None) -> None:
        super().__init__(mould)
        self.coin = self.player._random = Coin(chance)

    def act(self) -> int:
        """Return the action the player intends."""
        self.coin.flips.clear()
        action: int = super().act()
        if action not in (0, 1):
            raise NotFinite(f"it answers {action!r}, neither C nor D")
        return action

    def look(self, own: list[Any], seen: list[Any], mine: int, theirs: int) -> int:
        """Return the action after given rounds, of a player that keeps nothing in mind.

        ``mine`` and ``theirs`` are the numbers of defections in them.
        """
        self.player._history.set_to(own, seen, mine)
        self._seen.set_to(seen, own, theirs)
        return self.act()


class Box:
    """Answers what a player would do after a word of rounds."""

    def __init__(self, mould: Mould) -> None:
        self.mould = mould
        self._known: dict[bytes, Hashable] = {}
        self._rounds = 0

    def ask(self, word: bytes) -> Hashable:
        """Return the law after a word."""
        law = self._known.get(word)
        if law is None:
            law = self._known[word] = self._replayed(word)
        return law

    def _replayed(self, word: bytes) -> Hashable:
        """Return the law after a word, by replay."""
        script: list[bool] | None = []
        paths: list[tuple[tuple[Flip, ...], int]] = []
        while script is not None:
            self._rounds += len(word) + 1
            if self._rounds > _MOST_ROUNDS:
                raise NotFinite(f"no end was found in {_MOST_ROUNDS:,} rounds of asking")
            play = Replay(self.mould)
            for at, letter in enumerate(word):
                action = play.act()
                if at < _KEPT and not play.coin.flips:
                    self._known.setdefault(word[:at], action)
                play.see(letter >> 1, letter & 1)
            play.coin.script = script
            action = play.act()
            if not play.coin.flips:
                return action
            if len(paths) == _MOST_PATHS:
                raise NotFinite("its flips of the coin have too many outcomes")
            paths.append((tuple(play.coin.flips), action))
            script = _next(paths[-1][0])
        return tuple(paths)


def law_of(p: float) -> Hashable:
    """Return the law of one flip that gives C with probability p."""
    if p <= 0 or p >= 1:
        return int(p <= 0)
    return ((((float(p), True),), 0), (((float(p), False),), 1))


def probability(law: Hashable) -> float:
    """Return P(C) under a law."""
    if not isinstance(law, tuple):
        return 0.0 if law else 1.0
    total = 0.0
    for flips, action in law:
        share = 1.0 - action
        for p, yes in flips:
            share *= p if yes else 1 - p
        total += share
    return total


def _next(flips: tuple[Flip, ...]) -> list[bool] | None:
    """Return the script of the next path: the last yes becomes a no."""
    outcomes = [yes for _, yes in flips]
    while outcomes:
        if outcomes.pop():
            return [*outcomes, False]
    return None
