"""Our strategies at Axelrod's table: players for its Match, Tournament and MoranProcess."""

from __future__ import annotations

from typing import Any

from trustgame import _validate as check
from trustgame.automata import Automaton, Recipe
from trustgame.exceptions import RefusedError, SpecificationError
from trustgame.game import TrustGame
from trustgame.interop.guest import AxelrodPlayer
from trustgame.interop.library import library
from trustgame.strategies import find, name_of
from trustgame.typing import Role

__all__ = ["to_axelrod"]


def to_axelrod(
    strategy: Any, *, game: TrustGame | None = None, role: Role = "buyer"
) -> Any:
    """Return a strategy as a class of Axelrod's players.

    Parameters
    ----------
    strategy : Automaton, Recipe or str
        A strategy, or its name in the catalogue.
    game : TrustGame, optional
        A game of one depth whose payoffs a recipe reads, and at whose position curves are
        read. Without it a recipe reads the payoffs of each match it plays, Axelrod's
        default game among them, and curves are read at the shallow end.
    role : {"buyer", "seller"}
        Whose payoffs a recipe reads where the roles differ.

    Returns
    -------
    class of axelrod.Player
        ``to_axelrod("grim_trigger")()`` is a player. Its instances pickle and clone; the
        stochastic ones draw from ``self._random``, which Axelrod seeds; the classifier is
        computed, with slips of the player's own hand counted in.

    Raises
    ------
    RefusedError
        If the strategy walks away, the game has several depths, or Axelrod is missing.
    SpecificationError
        If it is no strategy.

    Notes
    -----
    Last rounds are counted if the match tells how many there are, as in Axelrod.

    Examples
    --------
    >>> grim = to_axelrod("grim_trigger")()
    >>> import axelrod
    >>> axelrod.Match((grim, axelrod.Alternator()), turns=4).play()
    [(C, C), (C, D), (D, C), (D, D)]
    """
    check.role("role", role)
    found = find(strategy) if isinstance(strategy, str) else strategy
    if isinstance(found, AxelrodPlayer):
        return type(found.player)
    if not isinstance(found, Automaton | Recipe):
        raise SpecificationError(
            "`strategy` must be an Automaton, a Recipe or a strategy's name; "
            f"got {name_of(found)!r}."
        )
    if game is not None and game.depths > 1:
        raise RefusedError(
            f"a match of Axelrod's has no depth, and `game` has {game.depths}. Give one "
            "depth: game=game.held_at(position)."
        )
    library()
    from trustgame.interop._player import player_class

    return player_class(found, game, role)
