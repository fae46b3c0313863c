"""From specs to thresholds: what the compiled loops read.

A probability becomes a whole number, its threshold ``floor(p * 2**32 + 1/2)``: the event
happens when a 32-bit half of a random word lies below it. So chances are met to 2**-33, and
one that is nearer than that to 0 or 1 never or always comes true.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trustgame.automata import Automaton
from trustgame.exceptions import RefusedError
from trustgame.game import TrustGame
from trustgame.simulate._kernels import CERTAIN, Ground, Joint, Seat
from trustgame.typing import FloatArray

__all__ = ["NO_LAST", "Lowered", "lower", "threshold"]

Words = NDArray[np.uint64]

NO_LAST = 2**62  #: stands for no last round
_GROUND_LISTS = ("misread", "branch", "cut", "continuation", "needs")
_SEAT_LISTS = ("done", "meant", "slipped", "leave", "following")
_LARGEST_JOINT = 2**14  # entries of a joint table that still pays


def threshold(chance: FloatArray) -> Words:
    """Return the thresholds of probabilities, in the same shape."""
    return np.floor(np.asarray(chance) * 2.0**32 + 0.5).astype(np.uint64)


@dataclass(frozen=True, eq=False)
class Lowered:
    """A game and two automata as arrays for the kernels."""

    game: TrustGame
    ground: Ground
    seats: tuple[Seat, Seat]

    @property
    def rounds(self) -> int:
        """The most rounds of a match."""
        return int(self.ground.rounds)

    @property
    def is_fixed(self) -> bool:
        """Whether every match plays the same number of rounds."""
        certain = bool((self.ground.continuation == CERTAIN).all())
        return self.rounds < NO_LAST and certain and not self.ground.needs[3]

    @cached_property
    def lists(self) -> tuple[dict[str, list[int]], tuple[dict[str, list[int]], ...]]:
        """Ground and seats as plain lists, for a loop that is not compiled."""
        ground = {name: getattr(self.ground, name).tolist() for name in _GROUND_LISTS}
        seats = (
            {name: getattr(seat, name).tolist() for name in _SEAT_LISTS}
            for seat in self.seats
        )
        return ground, tuple(seats)

    @cached_property
    def joint(self) -> Joint | None:
        """The joint chain, where every match has the same length and the table is small."""
        return _joint(self.ground, self.seats) if self.is_fixed else None

    def must_end(self, players_known: bool = True) -> None:
        """Refuse a game whose play may go on for ever.

        ``players_known``: whether both players are the automata they are lowered as;
        otherwise nothing is known of what they do, and play has to end at every depth.
        """
        certain = self.ground.continuation == CERTAIN
        if self.rounds < NO_LAST or not certain.any():
            return
        if players_known and not certain.all() and not _endless(self.ground, self.seats):
            return
        level = int(np.flatnonzero(certain)[0])
        value = self.game.arrays().continuation[level]
        where = f" at depth {level}" if self.game.depths > 1 else ""
        near = "" if value == 1 else ", nearer to 1 than a sample can tell (2**-33)"
        raise RefusedError(
            "sampling needs matches that end, and this game may go on for ever: it has no "
            f"`rounds`, and its `continuation` is {value:.12g}{where}{near}. Give "
            "rounds=..., or a continuation below 1."
        )


@lru_cache(maxsize=128)
def lower(game: TrustGame, buyer: Automaton, seller: Automaton) -> Lowered:
    """Return the arrays of a game and two automata, made once."""
    arrays = game.arrays()
    seats = tuple(
        _seat(automaton.arrays(arrays.positions), automaton, game, role)
        for role, automaton in enumerate((buyer, seller))
    )
    branch, cut = _branches(arrays.movement)
    misread = threshold(arrays.misperception.T.copy())
    continuation = threshold(arrays.continuation)
    open_ended = [(seat.done > 0) & (seat.done < CERTAIN) for seat in seats]
    needs = np.array(
        [
            any(chance.any() for chance in open_ended),
            misread.any(),
            cut.size > 0 or (continuation < CERTAIN).any(),
            any(seat.leave.any() for seat in seats),
        ]
    )
    last = NO_LAST if game.rounds is None else min(game.rounds, NO_LAST)
    ground = Ground(
        misread=misread.ravel(),
        ways=np.uint64(branch.shape[3]),
        branch=branch.ravel(),
        cut=cut.ravel(),
        continuation=continuation,
        start=np.uint64(game.relationship.start),
        rounds=np.int64(last),
        needs=needs,
    )
    return Lowered(game, ground, seats)  # type: ignore[arg-type]


def _seat(arrays: Any, automaton: Automaton, game: TrustGame, role: int) -> Seat:
    """Return one player's thresholds by place = state * L + depth."""
    L = game.depths
    e = np.tile(game.arrays().tremble[:, role], automaton.n_states)
    c = arrays.cooperate.T.ravel()  # [X * L]
    c = np.stack([c, np.zeros_like(c)])  # while counting down, never intended
    q = c * (1 - e) + (1 - c) * e
    last = NO_LAST
    if game.rounds is not None:
        last = min(max(game.rounds - automaton.end_rounds, 0), NO_LAST)
    moves = np.moveaxis(arrays.next_state, 0, 1).reshape(-1, 2, 2)
    return Seat(
        done=threshold(q).ravel(),
        meant=threshold(c * (1 - e)).ravel(),
        slipped=threshold(q + (1 - c) * (1 - e)).ravel(),
        leave=threshold(arrays.leave.T.ravel()),
        following=(moves * L).astype(np.uint64).ravel(),
        start=np.uint64(automaton.start * L + game.relationship.start),
        countdown=np.int64(last),
    )


def _branches(movement: FloatArray) -> tuple[Words, Words]:
    """Return next depths [L, 2, 2, B] and the thresholds between them [L, 2, 2, B - 1]."""
    possible = movement > 0
    width = int(possible.sum(axis=-1).max())
    cumulative = threshold(np.cumsum(movement, axis=-1))
    branch = np.zeros((*movement.shape[:3], width), dtype=np.uint64)
    cut = np.full((*movement.shape[:3], width - 1), CERTAIN)
    for at in np.ndindex(movement.shape[:3]):
        there = np.flatnonzero(possible[at])
        branch[at][: len(there)] = there
        cut[at][: len(there) - 1] = cumulative[at][there[:-1]]
    return branch, cut


def _moves(ground: Ground, seats: tuple[Seat, Seat]) -> tuple[Any, Any]:
    """Return where each joint state leads, and the places of each.

    The first is [J, 2, 2, branches, misreadings] over the J = L * X * Y joint states, the
    second [3, J]: depth, buyer's place, seller's place.
    """
    L, ways = len(ground.continuation), int(ground.ways)
    next_b, next_s = (
        seat.following.reshape(-1, 2, 2).astype(np.int64) // L for seat in seats
    )
    X, Y = len(next_b) // L, len(next_s) // L
    depth, x, y = (axis.ravel() for axis in np.indices((L, X, Y)))
    places = np.stack([depth, x * L + depth, y * L + depth])
    sights = 4 if ground.needs[1] else 1  # 2 * buyer misreads + seller misreads
    s, a, b, way, sight = np.ix_(*map(np.arange, (depth.size, 2, 2, ways, sights)))
    to = ground.branch.reshape(L, 2, 2, ways).astype(np.int64)[depth[s], a, b, way]
    next_x = next_b[places[1][s], a, b ^ (sight >> 1)]
    next_y = next_s[places[2][s], b, a ^ (sight & 1)]
    return (to * X + next_x) * Y + next_y, places


def _start(ground: Ground, seats: tuple[Seat, Seat]) -> int:
    """Return the first joint state."""
    L = len(ground.continuation)
    X, Y = (len(seat.leave) // L for seat in seats)
    x, y = (int(seat.start) // L for seat in seats)
    return (int(ground.start) * X + x) * Y + y


def _joint(ground: Ground, seats: tuple[Seat, Seat]) -> Joint | None:
    """Return both seats and the ground as one chain of reachable joint states, if small."""
    L, ways = len(ground.continuation), int(ground.ways)
    buyer, seller = seats
    if ways > 2 or len(buyer.leave) * len(seller.leave) > _LARGEST_JOINT * L:
        return None
    following, (depth, place_b, place_s) = _moves(ground, seats)
    start = _start(ground, seats)
    kept = _reachable(following.reshape(depth.size, -1), start)
    if following[kept].size > _LARGEST_JOINT:
        return None
    number = np.zeros(depth.size, dtype=np.uint64)
    number[kept] = np.arange(kept.size)
    depth, place_b, place_s = depth[kept], place_b[kept], place_s[kept]
    return Joint(
        done_b=buyer.done.reshape(2, -1)[:, place_b].ravel(),
        done_s=seller.done.reshape(2, -1)[:, place_s].ravel(),
        misread_b=ground.misread[depth],
        misread_s=ground.misread[L + depth],
        cut=ground.cut.reshape(L, -1)[depth].ravel(),
        following=number[following[kept]].ravel(),
        cell=(4 * depth).astype(np.uint64),
        start=number[start],
        rounds=ground.rounds,
        countdown_b=buyer.countdown,
        countdown_s=seller.countdown,
        acts=ground.needs[0],
        forks=np.bool_(ways > 1),
        sights=ground.needs[1],
    )


def _reachable(following: NDArray[np.int64], start: int) -> NDArray[np.int64]:
    """Return the rows that can be reached from the start, ascending."""
    seen = np.zeros(len(following), dtype=bool)
    new = np.array([start])
    while new.size:
        seen[new] = True
        new = np.unique(following[new])
        new = new[~seen[new]]
    return np.flatnonzero(seen)


def _endless(ground: Ground, seats: tuple[Seat, Seat]) -> bool:
    """Tell whether play may come to a state, or an exit, after which it cannot end."""
    L = len(ground.continuation)
    following, (depth, *places) = _moves(ground, seats)
    s, a, b, way, sight = np.ix_(*map(np.arange, following.shape))
    done = [seat.done[: len(seat.leave)] for seat in seats]
    acts = [np.stack([q > 0, q < CERTAIN], axis=1) for q in done]
    leaves = [seat.leave[place] for seat, place in zip(seats, places, strict=True)]
    edges = np.zeros((L, 2, 2, 1), dtype=np.uint64)
    cuts = np.concatenate([edges, ground.cut.reshape(L, 2, 2, -1), edges + CERTAIN], axis=3)
    right = (sight >> 1 == 0) | (ground.misread[depth[s]] > 0)
    right &= (sight & 1 == 0) | (ground.misread[L + depth[s]] > 0)
    going = ground.continuation[ground.branch.reshape(L, 2, 2, -1)[depth[s], a, b, way]]
    possible = acts[0][places[0][s], a] & acts[1][places[1][s], b] & right
    possible = possible & (cuts[..., :-1] < cuts[..., 1:])[depth[s], a, b, way]
    possible &= (np.maximum(*leaves) < CERTAIN)[s]

    stuck = ground.continuation[depth] == CERTAIN  # outside, the depth stays as it is
    walks = np.maximum(*leaves) > 0
    ends = (possible & (going < CERTAIN)).any(axis=(1, 2, 3, 4)) | (walks & ~stuck)
    possible &= going > 0
    while (more := (possible & ends[following]).any(axis=(1, 2, 3, 4)) & ~ends).any():
        ends |= more
    flat, open_ways = following.reshape(depth.size, -1), possible.reshape(depth.size, -1)
    itself = np.arange(depth.size)[:, None]
    reached = _reachable(np.where(open_ways, flat, itself), _start(ground, seats))
    return bool((~ends | (walks & stuck))[reached].any())
