"""Strategies that answer by going, rather than by paying back.

What a leaver finds outside is the game's ``outside`` option; both are paid it.
"""

from __future__ import annotations

from trustgame.automata import Automaton
from trustgame.curves import between
from trustgame.strategies import _sources as cite
from trustgame.strategies._entry import Entry

__all__ = ["ENTRIES"]

ENTRIES = (
    Entry(
        Automaton("walk_away", (1, 1), ((0, 1), (1, 1)), leave=(0, 1)),
        theory="Cooperates, and leaves for good after the first defection it sees.",
        sales="Works openly with you, and is gone the day you do not.",
        source="Aktipis, C. A. (2004). Know when to walk away: contingent movement and the "
        "evolution of cooperation. J. Theor. Biol. 231, 249-260; as conco: "
        "Schuessler, R. (1989). Exit threats and cooperation under anonymity. "
        "J. Confl. Resolut. 33, 728-749.",
        aliases=("out_for_tat", "oft", "conco"),
    ),
    Entry(
        Automaton(
            "drop_takers",
            (1, 1, 1, 1),
            ((0, 1), (1, 2), (2, 3), (3, 3)),
            leave=(0, 0, 0, 1),
        ),
        theory="Cooperates whatever happens, and leaves at the third defection of the "
        "match.",
        sales="Goes on giving without a word, and quietly drops those who took three "
        "times.",
        source=f"{cite.OURS}; a patient form of Aktipis's walk away (2004).",
        aliases=("quietly_drop_takers",),
    ),
    Entry(
        Automaton("voice_then_exit", (1, 0, 1), ((0, 1), (0, 2), (2, 2)), leave=(0, 0, 1)),
        theory="Answers a defection with one D; leaves if the next action it sees is D "
        "too.",
        sales="Tells you what is wrong once, and goes if it stays wrong.",
        source=cite.HIRSCHMAN_1970,
    ),
    Entry(
        Automaton("loyal_customer", (1, 1), ((0, 1), (0, 1)), leave=(0, between(1, 0.1))),
        theory="Cooperates; after a defection leaves with probability from 1 to 0.1 by "
        "depth.",
        sales="The longer you have worked together, the more it takes to lose it.",
        source=cite.HIRSCHMAN_1970,
    ),
    Entry(
        Automaton("hit_and_run", (0, 0), ((1, 1), (1, 1)), leave=(0, 1)),
        theory="Defects once and leaves.",
        sales="Takes the first deal for all it is worth, and is never seen again.",
        source="Dugatkin, L. A. & Wilson, D. S. (1991). Rover: a strategy for exploiting "
        "cooperators in a patchy environment. Am. Nat. 138, 687-701.",
        aliases=("rover",),
    ),
    Entry(
        Automaton("serial_taker", (0, 0), ((0, 1), (1, 1)), leave=(0, 1)),
        theory="Defects as long as it sees cooperation, and leaves when there is none.",
        sales="Stays while there is something to take, and moves on when you stop giving.",
        source="Izquierdo, S. S., Izquierdo, L. R. & Vega-Redondo, F. (2010). The option "
        "to "
        "leave: conditional dissociation in the evolution of cooperation. "
        "J. Theor. Biol. 267, 76-84.",
    ),
)
