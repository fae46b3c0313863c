"""Fresh copies of Axelrod's players, in their seat here.

A player of Axelrod reads two histories, its own and its partner's. Here they hold what a
player of this model knows: its own *actual* actions and the partner's *as seen*.
"""

from __future__ import annotations

import io
import pickle
import warnings
from collections import Counter
from functools import lru_cache
from typing import Any

import axelrod
import numpy as np
from axelrod import Action
from axelrod.strategies.lookerup import LookupTable

from trustgame.exceptions import PlayerError
from trustgame.game import TrustGame
from trustgame.typing import Role

C, D = ACTIONS = (Action.C, Action.D)

_CONSTANTS = (int, float, str, bytes, Action, type(None), LookupTable)
_SHARED = ("classifier", "init_kwargs", "match_attributes")
_OURS = ("_history", "_random", "_seed")  # given to each copy anew


class Record(list, axelrod.History):  # type: ignore[misc,type-arg]
    """Axelrod's history, kept as a plain list with running counts, which is faster."""

    defections = 0

    def __init__(self, plays: Any = None, coplays: Any = None) -> None:
        list.__init__(self)
        self._coplays: list[Any] = []
        self._tally: Counter[Any] = Counter()
        self._tallied = 0
        if plays:
            self.extend(plays, coplays)

    def set_to(self, plays: Any, coplays: Any, defections: int) -> None:
        """Become the record of given rounds, of which so many had a defection."""
        self[:], self._coplays, self.defections = plays, coplays, defections
        self._tally, self._tallied = Counter(), 0

    def append(self, play: Any, coplay: Any) -> None:  # type: ignore[override]
        """Add one round."""
        list.append(self, play)
        self._coplays.append(coplay)
        if play is D:
            self.defections += 1

    def extend(self, plays: Any, coplays: Any) -> None:  # type: ignore[override]
        """Add some rounds."""
        list.extend(self, plays)
        self._coplays.extend(coplays)
        self.defections = self.count(D)

    def reset(self) -> None:
        """Forget all rounds."""
        self.clear()
        self._coplays.clear()
        self._tally.clear()
        self._tallied = self.defections = 0

    def copy(self) -> Record:
        """Return a record of the same rounds."""
        return Record(self, self._coplays)

    def flip_plays(self) -> Record:
        """Return the record with its own actions flipped."""
        return Record([play.flip() for play in self], self._coplays)

    @property
    def _plays(self) -> list[Any]:
        return self

    @property
    def _actions(self) -> Counter[Any]:
        return Counter(self)

    @property
    def cooperations(self) -> int:
        """Number of rounds with C."""
        return len(self) - self.defections

    @property
    def state_distribution(self) -> Counter[Any]:
        """How often each pair of actions was played."""
        if self._tallied < len(self):
            new = slice(self._tallied, None)
            self._tally.update(zip(self[new], self._coplays[new], strict=True))
            self._tallied = len(self)
        return self._tally

    _state_distribution = state_distribution


class Partner(axelrod.Player):  # type: ignore[misc]
    """The partner as its player sees it: a history, and nothing to look into."""

    name = "partner"
    history: Any = None  # takes the place of the property: one call less per look

    def strategy(self, opponent: Any) -> Any:
        """Refuse to be asked beforehand."""
        raise PlayerError(
            f"'{opponent.name}' asks its partner beforehand; here a partner is known by "
            "its actions only."
        )


_PARTNER = dict(vars(Partner()))


def partner() -> Any:
    """Return a partner of whom nothing has been seen."""
    new: Any = object.__new__(Partner)
    vars(new).update(_PARTNER)
    new.history = new._history = Record()
    return new


class RoleGame(axelrod.AsymmetricGame):  # type: ignore[misc]
    """A game in which the roles differ, as one role sees it: own action and payoff first.

    Axelrod's own asymmetric game has no R, P, S and T, and players that ask for them fail.
    """

    def RPST(self) -> tuple[float, float, float, float]:  # noqa: N802
        """Return the role's own R, P, S and T."""
        (R, S), (T, P) = self.A.tolist()
        return R, P, S, T


@lru_cache(maxsize=512)
def told_game(game: TrustGame, role: Role) -> Any:
    """Return the game that a role's player is told of: the payoffs of the first depth."""
    buyer, seller = game.arrays().payoff[game.relationship.start]
    own, other = (buyer, seller) if role == "buyer" else (seller.T, buyer.T)
    if np.array_equal(own, other.T):
        (R, S), (T, P) = own.tolist()
        return axelrod.Game(r=R, s=S, t=T, p=P)
    return RoleGame(own, other)


class Mould:
    """Casts fresh copies of a player, faster than its constructor does.

    Parameters
    ----------
    player : axelrod.Player
        A player that has not played, copied as its ``clone`` does.
    told : axelrod.AsymmetricGame
        The game it is told of.
    length : float
        The number of rounds it is told of; inf where there is no last one.
    noise : float
        The chance of a slip of the hand that it is told of.
    """

    def __init__(
        self, player: Any, told: Any, length: float = float("inf"), noise: float = 0.0
    ) -> None:
        self._player = player
        self._told = {"length": length, "game": told, "noise": noise}
        self._kind = type(player)
        self._take(_shell(player))
        if self._moving is None:
            self._take(player.clone())

    def told_of(self, length: float) -> Mould:
        """Return the mould of the same player, told of another number of rounds."""
        new = object.__new__(Mould)
        new._player, new._kind = self._player, self._kind
        new._told = {**self._told, "length": length}
        new._take(self.cast())
        return new

    def _take(self, original: Any) -> None:
        """Take the shape of a player that has not played."""
        original.set_match_attributes(**self._told)
        state = {n: v for n, v in vars(original).items() if n not in _OURS}
        moving = {
            n: v for n, v in state.items() if n not in _SHARED and not _is_constant(v)
        }
        self._fixed = {n: v for n, v in state.items() if n not in moving}
        self._moving = _frozen(moving)

    def cast(self) -> Any:
        """Return a fresh player, without a record."""
        if self._moving is None:
            player = self._player.clone()
            player.set_match_attributes(**self._told)
        else:
            player = object.__new__(self._kind)
            vars(player).update(self._fixed)
            if self._moving:
                vars(player).update(pickle.loads(self._moving))
        player._history = Record()
        return player

    def is_fresh(self, player: Any) -> bool:
        """Tell whether a player keeps nothing in mind but its record."""
        if self._moving is None:
            return False
        now = {n: v for n, v in vars(player).items() if n not in _OURS}
        if any(now.pop(name, None) != value for name, value in self._fixed.items()):
            return False
        return (pickle.dumps(now, protocol=5) if now else b"") == self._moving


def _shell(player: Any) -> Any:
    """Return a player that shares what another one holds."""
    shell = object.__new__(type(player))
    vars(shell).update(vars(player))
    shell._history = Record()
    return shell


class Sitting:
    """One match of a fresh copy, told round by round what was done and seen."""

    def __init__(self, mould: Mould, seed: int | None = None) -> None:
        self.player = mould.cast()
        if seed is not None:
            self.player.set_seed(seed)
        self._partner = partner()
        self._seen: Record = self._partner.history
        self._plain = type(self.player).update_history is axelrod.Player.update_history

    def act(self) -> Any:
        """Return the action the player intends, or whatever else it answers."""
        action = self.player.strategy(self._partner)
        return 0 if action is C else 1 if action is D else action

    def see(self, own: int, seen: int) -> None:
        """Tell the player what it did and what it saw."""
        a, b = ACTIONS[own], ACTIONS[seen]
        if self._plain:
            self.player._history.append(a, b)
        else:
            self.player.update_history(a, b)
        self._seen.append(b, a)


def _is_constant(value: Any) -> bool:
    """Tell whether copies may share a value."""
    if isinstance(value, tuple):
        return all(map(_is_constant, value))
    return isinstance(value, _CONSTANTS)


class _Pickler(pickle.Pickler):
    """Refuses what may point back to the player."""

    def persistent_id(self, value: Any) -> None:
        if isinstance(value, axelrod.Player):
            raise pickle.PicklingError


def _frozen(moving: dict[str, Any]) -> bytes | None:
    """Return attributes as bytes, empty if there are none; None if they cannot be."""
    if not moving:
        return b""
    out = io.BytesIO()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # iterators: to be pickled no more
            _Pickler(out, protocol=5).dump(moving)
    except Exception:
        return None
    return out.getvalue()
