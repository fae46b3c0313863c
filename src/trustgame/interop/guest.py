"""A player of Axelrod that sits at our table as it is, in the simulator only."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from trustgame.exceptions import RefusedError
from trustgame.game import TrustGame
from trustgame.interop.library import called, library, same
from trustgame.typing import Role

__all__ = ["AxelrodPlayer", "mould"]


class AxelrodPlayer:
    """A player of Axelrod that is no automaton, or was not to become one.

    It plays in its seat, in ``simulate`` and ``play``: it reads its own *actual* actions
    and the partner's *as seen*; it is told the payoffs of its role at the first depth, the
    number of rounds if there is a last one, and its own rate of slips; and it draws from a
    generator of its own, seeded from the match. Each match begins with a fresh copy.

    Attributes
    ----------
    name : str
        What charts and tables call it.
    player : axelrod.Player
        The player, which has not played and is only ever copied.
    reason : str
        Why it is no automaton; empty if that was not asked.
    """

    def __init__(self, player: Any, reason: str = "") -> None:
        self.name = called(player)
        self.player = player
        self.reason = reason
        self._draws = bool(library().Classifiers["stochastic"](player))
        self._match: Any = None

    @property
    def is_listed(self) -> bool:
        """Whether it is one of Axelrod's own, with its usual settings."""
        kind = type(self.player)
        return kind in library().all_strategies and self.name.endswith(kind.__name__)

    def __repr__(self) -> str:
        return f"AxelrodPlayer({self.name!r})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, AxelrodPlayer):
            return NotImplemented
        if type(self.player) is not type(other.player):
            return False
        mine, theirs = self.player.init_kwargs, other.player.init_kwargs
        return mine.keys() == theirs.keys() and all(same(mine[k], theirs[k]) for k in mine)

    def __hash__(self) -> int:
        return hash(self.name)

    def __deepcopy__(self, memo: dict[int, Any]) -> AxelrodPlayer:
        """Return the same player, before any match."""
        new = object.__new__(type(self))
        vars(new).update(vars(self), _match=None)
        return new

    def sit(self, game: TrustGame, role: Role, generator: Callable[[], Any]) -> Any:
        """Return a fresh copy in its seat, for one match.

        Parameters
        ----------
        game : TrustGame
            What is played, and what the player is told of.
        role : {"buyer", "seller"}
            Its seat.
        generator : callable
            Returns the player's own ``numpy.random.Generator`` in this match; asked for if
            the player is stochastic.

        Returns
        -------
        object
            Its ``act()`` returns the action that is intended, 0 for C and 1 for D; its
            ``see(own, seen)`` tells it what was done and seen.
        """
        seed = int(generator().integers(2**32)) if self._draws else None
        return _casting().Sitting(mould(self, game, role, is_end_told=True), seed)

    def act(self, view: Any) -> int:
        """Return the action that is intended in a round of the simulator's."""
        if view.round == 1:
            self._match = self.sit(view.game, view.role, lambda: view.random)
        else:
            self._match.see(view.own[-1], view.seen[-1])
        action: int = self._match.act()
        return action


def _casting() -> Any:
    """Return the room's module that needs Axelrod, loaded now."""
    from trustgame.interop import _casting

    return _casting


@lru_cache(maxsize=256)
def mould(guest: AxelrodPlayer, game: TrustGame, role: Role, *, is_end_told: bool) -> Any:
    """Return what casts copies of a player, told of a role of a game.

    Raises
    ------
    RefusedError
        If the player cannot be made for these payoffs.
    """
    casting = _casting()
    told = casting.told_game(game, role)
    rounds = game.rounds if is_end_told and game.rounds else float("inf")
    arrays, seat = game.arrays(), int(role == "seller")
    slips = float(arrays.tremble[game.relationship.start, seat])
    try:
        return casting.Mould(guest.player, told, rounds, slips)
    except Exception as error:
        payoffs = dict(zip("RPST", told.RPST(), strict=True))
        raise RefusedError(
            f"'{guest.name}' cannot be made for the payoffs of the {role}, "
            + ", ".join(f"{name}={payoffs[name]:g}" for name in "TRPS")
            + f" (it raised {type(error).__name__}{f': {error}' if str(error) else ''})."
        ) from error
