"""Players that are no automaton: any Python callable or object, in the simulator only.

A custom player is asked once per round and answers ``"C"`` or ``"D"`` (or ``COOPERATE``,
``DEFECT``). It gets a ``View``: its own actual actions, the partner's actions *as seen*,
the depths, the round, and a random generator of its own. What it answers is an intention;
trembles, misreadings, depth and the end of the match come from the same counter as for
everybody else, so a deterministic automaton written as a function plays the same matches.

Four forms, none of which can carry anything from one match into the next:

* a function ``player(view)``;
* an object with ``act(view)``, or a callable one: each match gets a fresh deep copy of it,
  or, if it has ``reset()``, the object itself after a call of that;
* a class whose instances are such objects: each match makes an instance, ``Class()``;
* an object with ``sit(game, role, generator)``, for who keeps its own books: each match
  asks for a seat, whose ``act()`` answers and whose ``see(own, seen)`` is told the rest.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
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

    def __init__(self, entries: list[int], size: int) -> None:
        self._entries, self._size = entries, size

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


class View:
    """What a custom player may know when it chooses; a new one every round.

    Attributes
    ----------
    role : str
        "buyer" or "seller".
    round : int
        Number of this round, from 1.
    rounds : int or None
        The most rounds there will be; None if there is no last one.
    depth : int
        Level of the relationship now, from 0.
    game : TrustGame
        The game that is played.
    own, seen, depths : Past
        Own actual actions, and the partner's as seen (0 for C and 1 for D), and the level,
        of each past round.

    Examples
    --------
    Tit-for-tat, written as a function:

    >>> def copycat(view):
    ...     return view.seen[-1] if view.seen else "C"
    """

    __slots__ = ("_match", "_role", "depth", "round")

    def __init__(self, match: _Match, role: int, depth: int, round_: int) -> None:
        self._match, self._role, self.depth, self.round = match, role, depth, round_

    @property
    def role(self) -> str:
        """The seat: "buyer" or "seller"."""
        return check.ROLES[self._role]

    @property
    def game(self) -> TrustGame:
        """The game that is played."""
        return self._match.lowered.game

    @property
    def rounds(self) -> int | None:
        """The most rounds there will be; None if there is no last one."""
        return self.game.rounds

    @property
    def own(self) -> Past:
        """Own actual actions of past rounds, 0 for C and 1 for D."""
        return Past(self._match.own[self._role], self.round - 1)

    @property
    def seen(self) -> Past:
        """The partner's actions of past rounds, as seen."""
        return Past(self._match.seen[self._role], self.round - 1)

    @property
    def depths(self) -> Past:
        """Level at each past round."""
        return Past(self._match.depths, self.round - 1)

    @property
    def position(self) -> float:
        """Where on the ladder the relationship is, from 0 (shallow) to 1 (deep)."""
        return float(self.game.arrays().positions[self.depth])

    @property
    def payoffs(self) -> FloatArray:
        """Own material payoff of each past round, if the partner was read rightly."""
        mine = np.array([self.own, self.seen], dtype=int)
        b, s = mine if self._role == 0 else mine[::-1]
        table = self.game.arrays().payoff[:, self._role]
        paid: FloatArray = table[np.array(self.depths, dtype=int), b, s]
        return paid

    @property
    def random(self) -> np.random.Generator:
        """A generator of this player's own, the same in the same match of the same seed."""
        return self._match.generator(self._role)


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
        self.own: tuple[list[int], list[int]] = ([], [])
        self.seen: tuple[list[int], list[int]] = ([], [])
        self.depths: list[int] = []
        self.marks: list[int] = []
        self.generators: dict[int, np.random.Generator] = {}
        self.sat: dict[int, Any] = {}  # players who keep their own books

    def play(self) -> Played:
        """Play to the end."""
        answers = [
            None if custom is None else self._guard(role, self._begin, role, custom)
            for role, custom in enumerate(self.customs)
        ]
        rounds = self.lowered.rounds
        going = self.lowered.lists[0]["continuation"]
        depth, left, r = int(self.lowered.ground.start), 0, 0
        for depth, left, halves in self._rounds(answers):
            if not left:
                r += 1
                if r < rounds and halves < going[depth]:
                    continue
                return Played(self.marks, self.depths, r, 0)
            break
        words = self._words(r)
        while True:  # the clock runs on, outside
            half = next(words)[2] >> 32
            r += 1
            if r >= rounds or half >= going[depth]:
                return Played(self.marks, self.depths, r, left)

    def _begin(self, role: int, custom: Custom) -> Callable[..., Any]:
        """Return how a player answers now; who keeps its own books takes its seat."""
        sit = getattr(custom.player, "sit", None)
        if not callable(sit):
            return custom.begin()
        seat = sit(self.lowered.game, check.ROLES[role], lambda: self.generator(role))
        self.sat[role] = seat
        act: Callable[..., Any] = seat.act
        return act

    def _words(self, first: int) -> Iterator[tuple[int, int, int, int]]:
        """Yield the random words of each round: actions, reading, moves, leaving."""
        if not any(self.lowered.lists[0]["needs"]):
            yield from repeat((0, 0, 0, 0))  # nothing is left to chance
        words = np.zeros((4, _kernels.CHUNK), dtype=np.uint64)
        key, match = np.uint64(self.key), np.uint64(self.match)
        at = first % _kernels.CHUNK
        first -= at
        while True:
            with np.errstate(over="ignore"):
                _kernels.words_of(key, match, np.uint64(first), words)
            yield from zip(*words[:, at:].tolist(), strict=True)
            first, at = first + _kernels.CHUNK, 0

    def _rounds(self, answers: Sequence[Any]) -> Iterator[tuple[int, int, int]]:
        """Play on; yield the new depth, who left, and the half that says if it goes on.

        Who leaves (1 the buyer, 2 the seller, 3 both) does so before the round.
        """
        ground, (buyer, seller) = self.lowered.lists
        misread, cut, branch = ground["misread"], ground["cut"], ground["branch"]
        meant_b, slipped_b, done_b = buyer["meant"], buyer["slipped"], buyer["done"]
        meant_s, slipped_s, done_s = seller["meant"], seller["slipped"], seller["done"]
        leave_b, leave_s = buyer["leave"], seller["leave"]
        next_b, next_s = buyer["following"], seller["following"]
        L, cuts = len(ground["continuation"]), int(self.lowered.ground.ways) - 1
        leaves, seats = bool(ground["needs"][3]), self.lowered.seats
        until_b, until_s = int(seats[0].countdown), int(seats[1].countdown)
        at_b, at_s = int(seats[0].start), int(seats[1].start)
        answer_b, answer_s = answers
        sit_b, sit_s = self.sat.get(0), self.sat.get(1)
        (own_b, own_s), (seen_b, seen_s) = self.own, self.seen
        marks, depths = self.marks, self.depths
        depth = int(self.lowered.ground.start)
        low = 0xFFFFFFFF
        for r, (acting, reading, moving, leaving) in enumerate(self._words(0)):
            if leaves:
                left = ((leaving & low) < leave_b[at_b]) + 2 * (
                    (leaving >> 32) < leave_s[at_s]
                )
                if left:
                    yield depth, left, 0
                    return
            if answer_b is not None:
                at_b = self._ask(r, 0, depth, answer_b) * L + depth
            if answer_s is not None:
                at_s = self._ask(r, 1, depth, answer_s) * L + depth
            half_b, half_s = acting & low, acting >> 32
            row_b = at_b if r < until_b else at_b + len(leave_b)
            row_s = at_s if r < until_s else at_s + len(leave_s)
            i, j = (
                meant_b[row_b] <= half_b < slipped_b[row_b],
                (meant_s[row_s] <= half_s < slipped_s[row_s]),
            )
            a, b = int(half_b >= done_b[row_b]), int(half_s >= done_s[row_s])
            saw_b = b ^ ((reading & low) < misread[depth])
            saw_s = a ^ ((reading >> 32) < misread[L + depth])
            marks.append((i | a << 2 | saw_b << 4) | (j | b << 2 | saw_s << 4) << 1)
            depths.append(depth)
            cell = 4 * depth + 2 * a + b
            way = 0
            for k in range(cell * cuts, (cell + 1) * cuts):
                way += cut[k] <= moving & low
            depth = branch[cell * (cuts + 1) + way]
            own_b.append(a)
            own_s.append(b)
            seen_b.append(saw_b)
            seen_s.append(saw_s)
            at_b = next_b[4 * at_b + 2 * a + saw_b] + depth
            at_s = next_s[4 * at_s + 2 * b + saw_s] + depth
            if sit_b is not None:
                self._tell(0, sit_b, a, saw_b)
            if sit_s is not None:
                self._tell(1, sit_s, b, saw_s)
            yield depth, 0, moving >> 32

    def _tell(self, role: int, seat: Any, own: int, seen: int) -> None:
        """Tell a player who keeps its own books what was done and seen."""
        try:
            seat.see(own, seen)
        except Exception as error:
            told = f"raised {type(error).__name__}: {error}"
            raise self._error(role, told) from error

    def _ask(self, r: int, role: int, depth: int, answer: Callable[..., Any]) -> int:
        """Return what a custom player chooses."""
        try:
            action = (
                answer() if role in self.sat else answer(View(self, role, depth, r + 1))
            )
        except Exception as error:
            told = f"raised {type(error).__name__}: {error}"
            raise self._error(role, told) from error
        try:
            if action is True or action is False or isinstance(action, np.bool_):
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

    def generator(self, role: int) -> np.random.Generator:
        """Return a role's own generator, made when first asked for."""
        if role not in self.generators:
            self.generators[role] = np.random.default_rng([self.key, self.match, role])
        return self.generators[role]
