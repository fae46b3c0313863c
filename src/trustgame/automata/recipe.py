"""Strategies that read their payoffs from the game that is played."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from trustgame.automata.automaton import Automaton
from trustgame.game import TrustGame
from trustgame.typing import Role

__all__ = ["Recipe"]


@dataclass(frozen=True, slots=True)
class Recipe:
    """A strategy that depends on the payoffs: an automaton only once the game is known.

    Parameters
    ----------
    name : str
        What charts and tables call it.
    build : callable
        ``build(game, role, **settings)`` returns the automaton for that role of that game,
        or raises ``RefusedError`` where the game has no such strategy.
    settings : tuple of (str, float)
        The recipe's own knobs.

    Examples
    --------
    >>> from trustgame.automata.automaton import reactive
    >>> from trustgame.stage import StageGame
    >>> def fair_share(game, role):
    ...     own = game.stages[0].roles(role)
    ...     return reactive(1, own["P"] / own["R"])
    >>> game = TrustGame(StageGame.prisoners_dilemma())
    >>> Recipe("fair share", fair_share).resolve(game, "seller").cooperate
    (1.0, 0.3333333333333333, 1.0)
    """

    name: str
    build: Callable[..., Automaton]
    settings: tuple[tuple[str, float], ...] = ()

    def resolve(self, game: TrustGame, role: Role) -> Automaton:
        """Return the automaton for a role of a game, under the recipe's name."""
        return self.build(game, role, **dict(self.settings)).replace(name=self.name)
