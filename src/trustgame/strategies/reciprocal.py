"""Strategies that answer like with like, strictly or generously."""

from __future__ import annotations

from trustgame.automata import Automaton, reactive
from trustgame.curves import between
from trustgame.strategies._entry import Entry

_AXELROD = (
    "Axelrod, R. (1980). Effective choice in the Prisoner's Dilemma. J. Confl. Resolut. 24."
)
_COPY = ((0, 1), (0, 1))

ENTRIES = (
    Entry(
        Automaton("tit_for_tat", cooperate=(1, 0), next_state=_COPY),
        theory="Starts with C, then does what it saw the partner do.",
        sales="Opens in good faith, then mirrors what it gets.",
        source=_AXELROD,
    ),
    Entry(
        Automaton("suspicious_tit_for_tat", cooperate=(1, 0), next_state=_COPY, start=1),
        theory="Tit-for-tat that starts with D.",
        sales="Guarded at first; opens up one round after you do.",
        source="Boyd, R. & Lorberbaum, J. P. (1987). No pure strategy is evolutionarily "
        "stable in the repeated Prisoner's Dilemma game. Nature 327.",
    ),
    Entry(
        reactive(1, 1 / 3, name="generous_tit_for_tat"),
        theory="Tit-for-tat that forgives a defection one time in three: the most that "
        "is safe for payoffs 5, 3, 1, 0.",
        sales="Mirrors what it gets, but lets one slight in three pass.",
        source="Nowak, M. A. & Sigmund, K. (1992). Tit for tat in heterogeneous "
        "populations. Nature 355.",
    ),
    Entry(
        Automaton("tit_for_two_tats", (1, 1, 0), ((0, 1), (0, 2), (0, 2))),
        theory="Defects only after two defections in a row.",
        sales="Gives the benefit of the doubt once, not twice.",
        source=_AXELROD,
    ),
    Entry(
        reactive(0.9, 0, name="joss"),
        theory="Tit-for-tat that defects one time in ten after cooperation.",
        sales="Reliable, but now and then tries to get away with something.",
        source=_AXELROD,
    ),
    Entry(
        reactive(1, between(0, 0.9), name="trusting_tit_for_tat"),
        theory="Tit-for-tat whose forgiveness rises with depth, from 0 to 0.9.",
        sales="A stranger's slight is answered; an old friend's is put down to a bad day.",
        source="trustgame; after the depth-dependent reciprocity of Hilbe, C., Simsa, S., "
        "Chatterjee, K. & Nowak, M. A. (2018). Nature 559.",
    ),
)
