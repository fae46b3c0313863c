"""Players that are no automaton: any Python callable or object, in the simulator only.

A custom player is asked once per round and answers ``"C"`` or ``"D"`` (or ``COOPERATE``,
``DEFECT``). It gets a ``View``: its own actual actions, the partner's actions *as seen*,
the depths, the round, and a random generator of its own. What it answers is an intention;
trembles, misreadings, depth and the end of the match come from the same counter as for
everybody else, so a deterministic automaton written as a function plays the same matches.

Three forms, none of which can carry anything from one match into the next:

* a function ``player(view)``;
* an object with ``act(view)``, or a callable one: each match gets a fresh deep copy of it,
  or, if it has ``reset()``, the object itself after a call of that;
* a class whose instances are such objects: each match makes a new instance, ``Class()``.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, overload

import numpy as np

from trustgame import _validate as check
from trustgame.exceptions import PlayerError, SpecificationError
from trustgame.game import TrustGame
from trustgame.simulate import _kernels
from trustgame.simulate.lower import Lowered
from trustgame.stage import COOPERATE, DEFECT
from trustgame.typing import FloatArray

__all__ = ["Custom", "Past", "View", "custom_player", "play_custom"]

_MEANS: dict[Any, int] = {"C": COOPERATE, "D": DEFECT, COOPERATE: COOPERATE, DEFECT: DEFECT}


class Past(Sequence[int]):
    """What has been so far: a read-only sequence, one entry per past round."""

    __slots__ = ("_entries", "_size")

    def __init__(self, entries: list[int]) -> None:
        self._entries, self._size = entries, len(entries)

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, at: int) -> int: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[int]: ...

    def __getitem__(self, at: int | slice) -> int | Sequence[int]:
        if isinstance(at, slice):
            return tuple(self._entries[: self._size][at])
        if not -self._size <= at < self._size:
            raise IndexError(f"round {at} of {self._size} past rounds")
        return self._entries[at if at >= 0 else self._size + at]

    def __repr__(self) -> str:
        return repr(tuple(self))


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """What a custom player may know when it chooses; a new one every round.

    Examples
    --------
    Tit-for-tat, written as a function:

    >>> def copycat(view):
    ...     return view.seen[-1] if view.seen else "C"
    """

    role: str  #: "buyer" or "seller"
    round: int  #: number of this round, from 1
    rounds: int | None  #: the most rounds there will be; None if there is no last one
    depth: int  #: level of the relationship now, from 0
    game: TrustGame  #: the game that is played
    own: Past  #: own actual actions, 0 for C and 1 for D
    seen: Past  #: the partner's actions as seen
    depths: Past  #: level at each past round
    _generator: Callable[[], np.random.Generator]

    @property
    def position(self) -> float:
        """Where on the ladder the relationship is, from 0 (shallow) to 1 (deep)."""
        return float(self.game.arrays().positions[self.depth])

    @property
    def payoffs(self) -> FloatArray:
        """Own material payoff of each past round, if the partner was read rightly."""
        mine = np.array([self.own, self.seen], dtype=int)
        b, s = mine if self.role == "buyer" else mine[::-1]
        table = self.game.arrays().payoff[:, check.ROLES.index(self.role)]
        paid: FloatArray = table[np.array(self.depths, dtype=int), b, s]
        return paid

    @property
    def random(self) -> np.random.Generator:
        """A generator of this player's own, the same in the same match of the same seed."""
        return self._generator()


@dataclass(frozen=True, eq=False)
class Custom:
    """A custom player under its name."""

    name: str
    player: Any

    def begin(self) -> Callable[[View], Any]:
        """Return how it answers in a new match."""
        player = self.player
        if isinstance(player, type):
            player = player()
        elif callable(reset := getattr(player, "reset", None)):
            reset()
        else:
            player = copy.deepcopy(player)
        answer: Callable[[View], Any] = getattr(player, "act", player)
        return answer


@dataclass(frozen=True, eq=False)
class Played:
    """One match, as the compiled loop would have recorded it."""

    marks: list[int]
    depths: list[int]
    length: int
    left: int


def custom_player(role: str, player: Any) -> Custom:
    """Return a player that is no automaton, if it is one that can play."""
    kind = player if isinstance(player, type) else type(player)
    calls = any("__call__" in vars(base) for base in kind.__mro__)
    if not calls and not callable(getattr(player, "act", None)):
        raise SpecificationError(
            f"`{role}` must be a strategy's name, an Automaton, or a player: a function "
            f"player(view), or an object with act(view); got {player!r}."
        )
    name = getattr(player, "name", None) or getattr(player, "__name__", None)
    return Custom(str(name or type(player).__name__), player)


def play_custom(
    lowered: Lowered, customs: tuple[Custom | None, Custom | None], key: int, match: int
) -> Played:
    """Play one match in which somebody is no automaton.

    A custom player sits in the lowered seat of an automaton with one state per action, and
    is put into the state that it chooses.
    """
    return _Match(lowered, customs, key, match).play()


class _Match:
    """A match under way."""

    def __init__(
        self, lowered: Lowered, customs: Sequence[Custom | None], key: int, match: int
    ) -> None:
        self.lowered, self.customs, self.key, self.match = lowered, customs, key, match
        self.depth = int(lowered.ground.start)
        self.place = [int(seat.start) for seat in lowered.seats]
        self.own: tuple[list[int], list[int]] = ([], [])
        self.seen: tuple[list[int], list[int]] = ([], [])
        self.depths: list[int] = []
        self.marks: list[int] = []
        self.generators: dict[int, np.random.Generator] = {}
        self.words = np.zeros((4, _kernels.CHUNK), dtype=np.uint64)
        self.chunk = -1  # which rounds the words are for

    def play(self) -> Played:
        """Play to the end."""
        ground, rounds = self.lowered.ground, self.lowered.rounds
        going = [int(t) for t in ground.continuation]
        answers: list[Any] = [None, None]
        for role, custom in enumerate(self.customs):
            if custom is not None:
                answers[role] = self._guard(role, custom.begin)
        r, left = 0, 0
        while True:
            for role in (0, 1):
                chance = int(self.lowered.seats[role].leave[self.place[role]])
                left += (1 + role) * (self._half(r, 3, role) < chance)
            if left:
                break
            self._round(r, answers)
            r += 1
            if r >= rounds or self._half(r - 1, 2, 1) >= going[self.depth]:
                return Played(self.marks, self.depths, r, 0)
        while True:  # the clock runs on, outside
            r += 1
            if r >= rounds or self._half(r - 1, 2, 1) >= going[self.depth]:
                return Played(self.marks, self.depths, r, left)

    def _round(self, r: int, answers: Sequence[Any]) -> None:
        """Play one round."""
        ground, seats, depth = self.lowered.ground, self.lowered.seats, self.depth
        intended, done = [0, 0], [0, 0]
        for role in (0, 1):
            if answers[role] is not None:
                choice = self._ask(r, role, answers[role])
                self.place[role] = choice * len(ground.continuation) + depth
            seat, at, half = seats[role], self.place[role], self._half(r, 0, role)
            at += len(seat.leave) * int(r >= seat.countdown)
            intended[role] = int(seat.meant[at] <= half < seat.slipped[at])
            done[role] = int(half >= seat.done[at])
        L, ways = len(ground.continuation), int(ground.ways)
        seen = [
            done[1 - role] ^ int(self._half(r, 1, role) < ground.misread[role * L + depth])
            for role in (0, 1)
        ]
        pairs = zip(intended, done, seen, strict=True)
        self.marks.append(
            sum((i | d << 2 | s << 4) << role for role, (i, d, s) in enumerate(pairs))
        )
        self.depths.append(depth)
        a, b = done
        cell, half = 4 * depth + 2 * a + b, self._half(r, 2, 0)
        cuts = ground.cut[cell * (ways - 1) : (cell + 1) * (ways - 1)]
        self.depth = int(ground.branch[cell * ways + int((cuts <= half).sum())])
        for role in (0, 1):
            self.own[role].append(done[role])
            self.seen[role].append(seen[role])
            to = seats[role].following[4 * self.place[role] + 2 * done[role] + seen[role]]
            self.place[role] = int(to) + self.depth

    def _half(self, r: int, slot: int, role: int) -> int:
        """Return a role's half of a random word."""
        chunk, at = divmod(r, _kernels.CHUNK)
        if chunk != self.chunk:
            self.chunk = chunk
            first, key, match = map(np.uint64, (r - at, self.key, self.match))
            with np.errstate(over="ignore"):
                _kernels.words_of(key, match, first, self.words)
        return int(self.words[slot, at]) >> 32 * role & 0xFFFFFFFF

    def _ask(self, r: int, role: int, answer: Callable[[View], Any]) -> int:
        """Return what a custom player chooses."""
        view = View(
            role=check.ROLES[role],
            round=r + 1,
            rounds=self.lowered.game.rounds,
            depth=self.depth,
            game=self.lowered.game,
            own=Past(self.own[role]),
            seen=Past(self.seen[role]),
            depths=Past(self.depths),
            _generator=lambda: self._generator(role),
        )
        action = self._guard(role, answer, view)
        try:
            if isinstance(action, bool | np.bool_):
                raise TypeError
            return _MEANS[action]
        except (KeyError, TypeError):
            raise self._error(
                role, f"must return 'C' or 'D'; it returned {action!r}"
            ) from None

    def _guard(self, role: int, call: Callable[..., Any], *values: Any) -> Any:
        """Call what a player brought, and say whose error it is."""
        try:
            return call(*values)
        except Exception as error:
            told = f"raised {type(error).__name__}: {error}"
            raise self._error(role, told) from error

    def _error(self, role: int, told: str) -> PlayerError:
        """Return an error that names player, round and match."""
        custom = self.customs[role]
        name = "" if custom is None else custom.name
        return PlayerError(
            f"player '{name}' ({check.ROLES[role]}) {told}, in round "
            f"{len(self.depths) + 1} of match {self.match}."
        )

    def _generator(self, role: int) -> np.random.Generator:
        """Return a role's own generator, made when first asked for."""
        if role not in self.generators:
            self.generators[role] = np.random.default_rng([self.key, self.match, role])
        return self.generators[role]
