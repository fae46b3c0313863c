r"""Strategies as finite automata.

An automaton has states, a start state, a probability ``cooperate[X]`` of intending to
cooperate in each state, and moves on its own *actual* action and the partner's action *as
seen*. It may leave (``leave[X]``, the probability of walking away before the round) and may
count down (``end_rounds``). Entries of ``cooperate`` and ``leave`` may be curves.

Memory-one strategies are automata with five states: after CC, CD, DC, DD (own action
first), and the start.
"""

from __future__ import annotations

from trustgame.automata.algebra import Difference, equivalent, minimise, tell_apart
from trustgame.automata.automaton import Automaton, AutomatonArrays, memory_one, reactive
from trustgame.automata.derive import compose
from trustgame.automata.diagram import to_mermaid
from trustgame.automata.recipe import Recipe

__all__ = [
    "Automaton",
    "AutomatonArrays",
    "Difference",
    "Recipe",
    "compose",
    "equivalent",
    "memory_one",
    "minimise",
    "reactive",
    "tell_apart",
    "to_mermaid",
]
