"""Automata that are told by a rule rather than by a table of moves.

Both builders unfold a tree of histories, let the rule speak at every node, and keep one of
the states that behave alike.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product

from trustgame.automata import Automaton

History = tuple[tuple[int, int], ...]
"""Rounds, oldest first: (own actual action, partner's action as seen), C = 0, D = 1."""


def remembering(name: str, rounds: int, rule: Callable[[History], float]) -> Automaton:
    """Return the strategy that knows the last so many rounds, fewer at the beginning.

    ``rule(history)`` is the probability of C after these rounds.
    """
    cells = ((0, 0), (0, 1), (1, 0), (1, 1))
    nodes: list[History] = [h for n in range(rounds + 1) for h in product(cells, repeat=n)]
    number = {node: i for i, node in enumerate(nodes)}
    moves = [[number[(*node, cell)[-rounds:]] for cell in cells] for node in nodes]
    return _smallest(name, [rule(node) for node in nodes], moves)


def probing(name: str, opening: str, verdict: Callable[[Sequence[str]], str]) -> Automaton:
    """Return the strategy that plays an opening, and then by what it saw of the partner.

    ``opening`` is its own first actions, such as ``"CDCC"``. ``verdict(seen)`` is "C" or
    "D" for ever, or "tit for tat", by the partner's actions during the opening.
    """
    n = len(opening)
    nodes = [seen for k in range(n) for seen in product("CD", repeat=k)]
    number = {node: i for i, node in enumerate(nodes)}
    always = {"C": len(nodes), "D": len(nodes) + 1}
    copying = {"C": len(nodes) + 2, "D": len(nodes) + 3}

    def after(seen: tuple[str, ...]) -> int:
        if len(seen) < n:
            return number[seen]
        said = verdict(seen)
        return copying[seen[-1]] if said == "tit for tat" else always[said]

    moves = [[after((*node, s)) for s in "CD"] * 2 for node in nodes]
    moves += [[x] * 4 for x in always.values()] + [[*copying.values()] * 2] * 2
    cooperate = [float(opening[len(node)] == "C") for node in nodes] + [1.0, 0.0] * 2
    return _smallest(name, cooperate, moves)


def _smallest(
    name: str, cooperate: Sequence[float], moves: Sequence[Sequence[int]]
) -> Automaton:
    """Return the automaton with one state for all that behave alike, from state 0 on.

    ``moves`` are flat: after CC, CD, DC, DD. In plain Python, because the catalogue is
    loaded with the library and ``minimise`` brings half of NumPy with it.
    """
    block: list[int] = [0] * len(cooperate)
    looks: list[object] = list(cooperate)
    while True:
        number = {look: i for i, look in enumerate(dict.fromkeys(looks))}
        finer = [number[look] for look in looks]
        if finer == block:
            break
        block = finer
        looks = [(block[x], *(block[y] for y in row)) for x, row in enumerate(moves)]
    order = [0]
    place = {block[0]: 0}
    for x in order:  # grows while it runs: a breadth-first walk
        for y in moves[x]:
            if place.setdefault(block[y], len(order)) == len(order):
                order.append(y)
    rows = [[place[block[y]] for y in moves[x]] for x in order]
    return Automaton(
        name,
        tuple(cooperate[x] for x in order),
        tuple((tuple(row[:2]), tuple(row[2:])) for row in rows),
    )
