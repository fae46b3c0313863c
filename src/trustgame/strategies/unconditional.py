"""Strategies that do not listen."""

from __future__ import annotations

from trustgame.automata import Automaton
from trustgame.strategies._entry import Entry

_AXELROD = "Axelrod, R. (1984). The Evolution of Cooperation. Basic Books."

ENTRIES = (
    Entry(
        Automaton("always_cooperate", cooperate=(1,), next_state=((0, 0),)),
        theory="Cooperates in every round, whatever happens.",
        sales="Always prepares, always opens up, and never draws a line.",
        source=_AXELROD,
    ),
    Entry(
        Automaton("always_defect", cooperate=(0,), next_state=((0, 0),)),
        theory="Defects in every round; with a known end, the only equilibrium.",
        sales="Takes what this deal offers and gives nothing that is not paid for.",
        source=_AXELROD,
    ),
    Entry(
        Automaton("random", cooperate=(0.5,), next_state=((0, 0),)),
        theory="Tosses a fair coin each round.",
        sales="Good days and bad days, with no connection to what you did.",
        source=_AXELROD,
    ),
    Entry(
        Automaton("alternator", cooperate=(1, 0), next_state=((1, 1), (0, 0))),
        theory="Cooperates and defects in turn, starting with cooperation.",
        sales="Gives one time and takes the next, like clockwork.",
        source="Axelrod-Python library, strategy Alternator; an old benchmark player.",
    ),
)
