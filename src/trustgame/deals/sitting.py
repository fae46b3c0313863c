"""A few rounds of a deal against a hidden character, and what the best reply would bring.

Randomness is a counter, so a match that was begun can be played again with one move more:
its first rounds stay what they were. The person's moves are lowered to an automaton that
counts its rounds, and the match is the simulator's own, slips and misreadings included.

The match is cut after ``most`` rounds. A character that counts a known end down counts from
the deal's last round, not from the cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from trustgame import _validate as check
from trustgame import strategies
from trustgame.automata import Automaton
from trustgame.deals.deal import Deal, Player
from trustgame.deals.words import say
from trustgame.exceptions import RefusedError
from trustgame.game import TrustGame
from trustgame.simulate.play import Story, play
from trustgame.solve.respond import BestResponse, best_response
from trustgame.typing import Role

__all__ = ["Sitting", "fresh_seed", "said_moves"]


def fresh_seed() -> int:
    """Return a seed that nobody has chosen, short enough to be typed again."""
    return int(np.random.SeedSequence().generate_state(1)[0] % 1_000_000)


@dataclass(frozen=True, slots=True)
class Sitting:
    """One person at the table of a deal.

    Parameters
    ----------
    deal : Deal
        The deal that is played.
    role : {"buyer", "seller"}
        The side the person plays.
    seed : int
        Chooses the hidden character and the match.
    most : int
        So many rounds at most are played.

    Examples
    --------
    >>> from trustgame.deals import Labels, Time
    >>> from trustgame.stage import StageGame
    >>> deal = Deal(
    ...     Labels("A deal"), StageGame.prisoners_dilemma(), Time(exactly=4),
    ...     buyers=("tit_for_tat",), sellers=("tit_for_tat",))
    >>> table = Sitting(deal, role="seller", seed=1)
    >>> story = table.story((0, 1, 0, 0))
    >>> story.done[:, 0].tolist(), story.value.tolist()
    ([0, 0, 1, 0], [11.0, 11.0])
    >>> table.best_reply(4).value  # 3 + 3 + 3, and 5 in the last round
    14.0
    """

    deal: Deal
    role: Role = "seller"
    seed: int = 1
    most: int = 10

    def __post_init__(self) -> None:
        check.role("role", self.role)
        check.count("seed", self.seed, 0)
        check.count("most", self.most, 1)

    @property
    def other(self) -> Role:
        """The hidden side."""
        return "buyer" if self.role == "seller" else "seller"

    @property
    def candidates(self) -> tuple[Player, ...]:
        """Who it may be."""
        return self.deal.buyers if self.other == "buyer" else self.deal.sellers

    @property
    def hidden(self) -> Player:
        """Who it is."""
        generator = np.random.default_rng([self.seed, len(self.candidates)])
        return self.candidates[int(generator.integers(len(self.candidates)))]

    @property
    def cut(self) -> bool:
        """Whether the deal may go on after the last round that is played here."""
        last = self.deal.game.rounds
        return last is None or last > self.most

    @property
    def game(self) -> TrustGame:
        """The deal's game, cut after ``most`` rounds."""
        game = self.deal.game
        return game.replace(rounds=self.most) if self.cut else game

    def story(self, moves: Sequence[int], *, leaves: bool = False) -> Story:
        """Return the match in which the person makes those moves, in order.

        Parameters
        ----------
        moves : sequence of {0, 1}
            What the person means to do, 0 for C; after the last of them it goes on with C.
        leaves : bool
            Whether the person walks away after the last of the moves, one at least.
        """
        n = len(moves)
        person = Automaton(
            "you",
            cooperate=(*(1 - move for move in moves), 1),
            next_state=tuple((min(i + 1, n),) * 2 for i in range(n + 1)),
            leave=(*(0 for _ in moves), int(leaves)),
        )
        partner = self._character(self.most if self.cut else self.deal.game.rounds)
        pair = (person, partner) if self.role == "buyer" else (partner, person)
        return play(self.game, *pair, seed=self.seed)

    def best_reply(self, rounds: int) -> BestResponse:
        """Return the most money to be expected in so many rounds, known to be all."""
        game = self._money(rounds)
        return best_response(game, opponent=self._character(rounds), role=self.role)

    def replies(self, reply: BestResponse, rounds: int) -> tuple[tuple[int, ...], bool]:
        """Return the best reply's moves where nobody slips, and whether it walks away."""
        try:
            own = reply.automaton
        except RefusedError:  # it would leave before the first round
            return (), True
        partner = self._character(rounds)
        pair = (own, partner) if self.role == "buyer" else (partner, own)
        sober = self._money(rounds).replace(tremble=0.0, misperception=0.0)
        story = play(sober, *pair, seed=self.seed)
        mine = story.done[:, check.ROLES.index(self.role)]
        return tuple(mine.tolist()), self.role in story.leavers

    def _money(self, rounds: int) -> TrustGame:
        """Return the game of exactly so many rounds in which only money counts."""
        return self.deal.game.replace(rounds=rounds, continuation=1.0, regard=0.0)

    def _character(self, rounds: int | None) -> Automaton:
        """Return the hidden one as it plays where the match is cut after so many rounds."""
        game = self.deal.game
        known = strategies.resolve(self.hidden.strategy, game, self.other)
        if rounds is None or not known.end_rounds:
            return known
        beyond = np.inf if game.rounds is None else game.rounds - rounds
        return known.replace(end_rounds=int(max(0, known.end_rounds - beyond)))


def said_moves(moves: Sequence[int], words: Sequence[str], *, walks: bool) -> str:
    """Return moves in words, as ``“prepare” 6 times, then “pitch” once``."""
    runs = [(move, len(list(run))) for move, run in groupby(moves)]
    if len(runs) == 1 and not walks:
        return say("play.throughout", move=words[runs[0][0]])
    parts = [
        say("play.times_once" if n == 1 else "play.times", move=words[move], n=n)
        for move, n in runs
    ]
    parts += [say("play.walk")] if walks else []
    text = parts[0]
    for part in parts[1:]:
        text = say("play.then", first=text, last=part)
    return text
