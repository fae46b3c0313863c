"""Strategies that are no automaton yet: payoffs still to be read, names to be looked up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from trustgame import _registry
from trustgame.automata.automaton import Automaton
from trustgame.exceptions import SpecificationError
from trustgame.game import TrustGame
from trustgame.typing import Role

__all__ = ["Recipe", "as_automaton", "named"]


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


def named(player: Any) -> Any:
    """Return the strategy of a name; anything but a name as it is."""
    if isinstance(player, str):
        return _registry.service("strategies").find(player)
    return player


def as_automaton(argument: str, player: Any) -> Automaton:
    """Return a strategy or a name as an automaton, without a game.

    Raises
    ------
    SpecificationError
        If it is a recipe, which is no automaton before the game is known, or anything else.
    """
    found = named(player)
    if isinstance(found, Automaton):
        return found
    if isinstance(found, Recipe):
        raise SpecificationError(
            f"`{argument}` must be an automaton; '{found.name}' is one only once the "
            "payoffs are known. Use its resolve(game, role)."
        )
    raise SpecificationError(
        f"`{argument}` must be an automaton or the name of one; got {player!r}."
    )
