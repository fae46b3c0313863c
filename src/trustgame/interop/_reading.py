"""What players of known make say of themselves: machines, vectors and tables.

Whoever keeps the rule of its class is read, not asked: the automaton stands in its
attributes. What is read is checked by replay like everything else.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

import axelrod
from axelrod.strategies.memorytwo import MemoryTwoPlayer

from trustgame.interop._asking import law_of
from trustgame.interop._casting import ACTIONS, C

__all__ = ["read"]

K = TypeVar("K", bound=Hashable)
_MOST_ROUNDS = 6  # that a table may look back


def read(player: Any) -> tuple[list[Hashable], list[list[int]]] | None:
    """Return laws [X] and moves [X, 4] of a player whose make is known, else None."""
    for kind, reader in _READERS:
        if isinstance(player, kind) and type(player).strategy is kind.strategy:
            found: tuple[list[Hashable], list[list[int]]] | None = reader(player)
            return found
    return None


def _machine(player: Any) -> Any:
    """Read a finite-state machine: it answers as it moves."""
    table = player.fsm.state_transitions

    def law(key: tuple[Any, Any]) -> Hashable:
        return _law(key[1])

    def after(key: tuple[Any, Any], own: int, seen: int) -> tuple[Any, Any]:
        if key[0] is _FIRST:
            return table[player.fsm.state, ACTIONS[seen]]  # type: ignore[no-any-return]
        return table[key[0], ACTIONS[seen]]  # type: ignore[no-any-return]

    return _explore((_FIRST, player.initial_action), law, after)


_FIRST = object()


def _window(rounds: int, opening: int, law: Callable[[bytes, bytes], Any]) -> Any:
    """Read a player that knows the last few rounds and the partner's opening."""
    if rounds > _MOST_ROUNDS:
        return None

    def after(key: tuple[bytes, bytes], own: int, seen: int) -> tuple[bytes, bytes]:
        first, last = key
        grown = last + bytes([2 * own + seen])
        longest = max(rounds, opening) if len(first) < opening else rounds
        first = first + bytes([seen]) if len(first) < opening else first
        return first, grown[len(grown) - min(longest, len(grown)) :]

    return _explore((b"", b""), lambda key: _law(law(*key)), after)


def _memory_one(player: Any) -> Any:
    """Read a four-vector."""
    vector = player._four_vector

    def law(first: bytes, last: bytes) -> Any:
        return vector[_pair(last[0])] if last else player._initial

    return _window(1, 0, law)


def _memory_two(player: Any) -> Any:
    """Read a sixteen-vector."""
    vector = player._sixteen_vector

    def law(first: bytes, last: bytes) -> Any:
        if len(last) < 2:
            return player._initial[len(last)]
        return vector[tuple(zip(*map(_pair, last), strict=True))]

    return _window(2, 0, law)


def _table(player: Any) -> Any:
    """Read a lookup table, of actions or of probabilities."""
    table, initial = player._lookup, player._initial_actions_pool
    mine, theirs, opening = table.player_depth, table.op_depth, table.op_openings_depth
    rounds = max(mine, theirs, len(initial))

    def law(first: bytes, last: bytes) -> Any:
        if len(last) < len(initial) and len(last) < rounds:
            return initial[len(last)]
        pairs = [_pair(letter) for letter in last]
        own = tuple(a for a, _ in pairs[len(pairs) - mine :])
        seen = tuple(b for _, b in pairs[len(pairs) - theirs :])
        return table.get(own, seen, tuple(ACTIONS[b] for b in first))

    return _window(rounds, opening, law)


_READERS: tuple[tuple[Any, Callable[[Any], Any]], ...] = (
    (axelrod.FSMPlayer, _machine),
    (axelrod.MemoryOnePlayer, _memory_one),
    (MemoryTwoPlayer, _memory_two),
    (axelrod.Gambler, _table),
    (axelrod.LookerUp, _table),
)


def _pair(letter: int) -> tuple[Any, Any]:
    """Return a letter as (own, seen) actions."""
    return ACTIONS[letter >> 1], ACTIONS[letter & 1]


def _law(answer: Any) -> Hashable:
    """Return the law of an action or a probability of C."""
    if answer in ACTIONS:
        return int(answer is not C)
    return law_of(answer)


def _explore(
    start: K, law: Callable[[K], Hashable], after: Callable[[K, int, int], K]
) -> tuple[list[Hashable], list[list[int]]]:
    """Return laws and moves of all keys that can be reached."""
    number, keys, moves = {start: 0}, [start], []
    for key in keys:  # grows while it runs
        row = []
        for own, seen in ((0, 0), (0, 1), (1, 0), (1, 1)):
            to = after(key, own, seen)
            if to not in number:
                number[to] = len(keys)
                keys.append(to)
            row.append(number[to])
        moves.append(row)
    return [law(key) for key in keys], moves
