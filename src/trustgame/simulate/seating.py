"""Who plays, and the game as the loops read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from trustgame.automata import Automaton, Recipe
from trustgame.exceptions import SpecificationError
from trustgame.game import TrustGame
from trustgame.simulate.custom import Custom, custom_player
from trustgame.simulate.lower import Lowered, lower
from trustgame.strategies import find, resolve
from trustgame.typing import Role

__all__ = ["Seating", "seat"]

# Sits in the seat of a custom player, who chooses its state: 0 to cooperate, 1 to defect.
_STAND_IN = Automaton("stand-in", cooperate=(1, 0), next_state=((0, 0), (0, 0)))


@dataclass(frozen=True, eq=False)
class Seating:
    """Two players, and their game lowered."""

    players: tuple[Automaton | Custom, Automaton | Custom]
    lowered: Lowered

    @property
    def customs(self) -> tuple[Custom | None, Custom | None]:
        """The custom players, by role."""
        b, s = (p if isinstance(p, Custom) else None for p in self.players)
        return b, s

    @property
    def has_custom(self) -> bool:
        """Whether anybody is no automaton."""
        return any(self.customs)


def seat(game: TrustGame, buyer: Any, seller: Any) -> Seating:
    """Return two players seated at a game that can be played to its end."""
    if not isinstance(game, TrustGame):
        raise SpecificationError(f"`game` must be a TrustGame; got {game!r}.")
    players = (_player(buyer, game, "buyer"), _player(seller, game, "seller"))
    b, s = (_STAND_IN if isinstance(player, Custom) else player for player in players)
    seating = Seating(players, lower(game, b, s))
    seating.lowered.must_end(players_known=not seating.has_custom)
    return seating


def _player(player: Any, game: TrustGame, role: Role) -> Automaton | Custom:
    """Return a player by name, by recipe or as it is."""
    found = find(player) if isinstance(player, str) else player
    if isinstance(found, Automaton | Recipe):
        return resolve(found, game, role)
    return custom_player(role, found)
