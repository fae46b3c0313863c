"""Automata from automata: the smallest one that behaves the same."""

from __future__ import annotations

from typing import Any

import numpy as np

from trustgame.automata.automaton import Automaton

__all__ = ["minimise"]


def minimise(automaton: Automaton) -> Automaton:
    """Return the smallest automaton that behaves the same.

    Unreachable states go, and two states are one if they intend, leave and move alike
    (Moore 1956). States are numbered in the order in which play can first reach them.

    Examples
    --------
    Win-stay lose-shift needs two states, not five:

    >>> from trustgame.automata.automaton import memory_one
    >>> minimise(memory_one(1, 0, 0, 1)).n_states
    2
    """
    table = np.array(automaton.next_state)
    table = table[None] if table.ndim == 3 else table  # [L, X, 2, 2]
    moves = np.moveaxis(table, 1, 0).reshape(automaton.n_states, -1)  # [X, L * 4]
    seen: dict[Any, int] = {}
    outputs = zip(automaton.cooperate, automaton.leave, strict=True)
    block = np.array([seen.setdefault(output, len(seen)) for output in outputs])
    while True:
        rows = np.column_stack((block, block[moves]))
        _, finer = np.unique(rows, axis=0, return_inverse=True)
        finer = finer.reshape(-1)
        if finer.max() == np.unique(block).size - 1:
            break
        block = finer
    member = {int(b): x for x, b in reversed(list(enumerate(finer)))}
    order = [int(finer[automaton.start])]
    number = {order[0]: 0}
    for b in order:  # grows while it runs: a breadth-first walk
        for c in finer[moves[member[b]]].tolist():
            if number.setdefault(c, len(order)) == len(order):
                order.append(c)
    keep = [member[b] for b in order]
    renumbered = np.vectorize(number.__getitem__)(finer[table[:, keep]])
    return automaton.replace(
        cooperate=tuple(automaton.cooperate[x] for x in keep),
        leave=tuple(automaton.leave[x] for x in keep),
        next_state=renumbered[0] if renumbered.shape[0] == 1 else renumbered,
        start=0,
    )
