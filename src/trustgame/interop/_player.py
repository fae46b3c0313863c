"""The class that plays an automaton among Axelrod's players."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import axelrod
import numpy as np
from axelrod import Action

from trustgame.automata import Automaton, Recipe, minimise
from trustgame.exceptions import RefusedError
from trustgame.game import TrustGame
from trustgame.stage import StageGame
from trustgame.typing import Role

__all__ = ["player_class"]

C, D = Action.C, Action.D
_USUAL = TrustGame(StageGame.prisoners_dilemma())


class AutomatonPlayer(axelrod.Player):  # type: ignore[misc]
    """Plays an automaton; base of the classes that ``to_axelrod`` makes."""

    strategy_here: Automaton | Recipe
    fixed_game: TrustGame | None
    role: Role

    def __init__(self) -> None:
        self._wait()
        super().__init__()

    def receive_match_attributes(self) -> None:
        """Read the payoffs of the match, if the strategy depends on them."""
        told = self.match_attributes["game"]
        game = self.fixed_game or _game_of(told.A.tolist(), told.B.tolist())
        self._moves, self._chances, self._last, traits = _lowered(
            self.strategy_here, game, self.role
        )
        self.classifier.update(traits)
        self._wait()

    def _wait(self) -> None:
        """Stand where no round has been played."""
        self._state, self._known = 0, 0

    def strategy(self, opponent: Any) -> Any:
        """Return the action intended after all rounds so far."""
        own, seen = self.history, opponent.history
        if len(own) < self._known:
            self._wait()
        for t in range(self._known, len(own)):
            self._state = self._moves[self._state][2 * (own[t] is D) + (seen[t] is D)]
        self._known = len(own)
        length = self.match_attributes["length"]
        if self._last and 0 < length < math.inf and self._known >= length - self._last:
            return D
        p = self._chances[self._state]
        if p in (0, 1):
            return C if p else D
        return self._random.random_choice(p)

    def __reduce__(self) -> Any:
        """Pickle by what made the class."""
        made = (self.strategy_here, self.fixed_game, self.role)
        return _rebuilt, made, self.__dict__


def _rebuilt(strategy: Any, game: TrustGame | None, role: Role) -> Any:
    """Return a player of a class that is made again."""
    return player_class(strategy, game, role)()


@lru_cache(maxsize=1024)
def player_class(
    strategy: Automaton | Recipe, game: TrustGame | None, role: Role
) -> type[AutomatonPlayer]:
    """Return the class of players of a strategy; the same one each time."""
    traits = _lowered(strategy, game or _USUAL, role)[-1]
    words = "".join(c if c.isalnum() else " " for c in strategy.name).title()
    made = type(
        words.replace(" ", "") or "Strategy",
        (AutomatonPlayer,),
        {
            "__doc__": f"The strategy '{strategy.name}' of trustgame.",
            "__module__": __name__,
            "name": strategy.name,
            "classifier": traits,
            "strategy_here": strategy,
            "fixed_game": game,
            "role": role,
        },
    )
    return made


@lru_cache(maxsize=1024)
def _lowered(
    strategy: Automaton | Recipe, game: TrustGame, role: Role
) -> tuple[list[list[int]], list[float], int, dict[str, Any]]:
    """Return moves [X, 4], P(C) [X], last rounds and classifier of a strategy in a game."""
    automaton = strategy
    if isinstance(automaton, Recipe):
        automaton = automaton.resolve(game, role)
    arrays = automaton.arrays(game.arrays().positions)
    if arrays.leave.any():
        raise RefusedError(
            f"'{automaton.name}' walks away, which no match of Axelrod's knows of."
        )
    small = minimise(
        Automaton(
            automaton.name,
            tuple(arrays.cooperate[0].tolist()),
            tuple(arrays.next_state[0].tolist()),
            start=automaton.start,
        )
    )
    moves = np.array(small.next_state).reshape(-1, 4).tolist()
    chances = [float(p) for p in small.cooperate]  # type: ignore[arg-type]
    uses = {"length"} if automaton.end_rounds else set()
    if isinstance(strategy, Recipe):
        uses.add("game")
    traits = {
        "memory_depth": _memory(moves),
        "stochastic": any(0 < p < 1 for p in chances),
        "makes_use_of": uses,
        "long_run_time": False,
        "inspects_source": False,
        "manipulates_source": False,
        "manipulates_state": False,
    }
    return moves, chances, automaton.end_rounds, traits


def _memory(moves: list[list[int]]) -> float:
    """Return after how many rounds, the same for both, any two states have become one."""
    n = len(moves)
    apart = {(x, y) for y in range(n) for x in range(y)}
    for rounds in range(n * n):
        if not apart:
            return rounds
        steps = ((moves[x][a], moves[y][a]) for x, y in apart for a in range(4))
        after = {(min(x, y), max(x, y)) for x, y in steps if x != y}
        if after == apart:
            return math.inf
        apart = after
    return math.inf


@lru_cache(maxsize=256)
def _game(own: tuple[Any, ...], other: tuple[Any, ...]) -> TrustGame:
    """Return Axelrod's game as one of ours."""
    return TrustGame(StageGame(buyer=own, seller=other))


def _game_of(own: list[list[float]], other: list[list[float]]) -> TrustGame:
    """Return the game of two matrices."""
    return _game(tuple(map(tuple, own)), tuple(map(tuple, other)))
