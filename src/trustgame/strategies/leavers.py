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
        source=f"{cite.OURS}; a patient form of Aktipis's walk away (2004).",
        aliases=("quietly_drop_takers",),
    ),
    Entry(
        Automaton("voice_then_exit", (1, 0, 1), ((0, 1), (0, 2), (2, 2)), leave=(0, 0, 1)),
        source=cite.HIRSCHMAN_1970,
    ),
    Entry(
        Automaton("loyal_customer", (1, 1), ((0, 1), (0, 1)), leave=(0, between(1, 0.1))),
        source=cite.HIRSCHMAN_1970,
    ),
    Entry(
        Automaton("hit_and_run", (0, 0), ((1, 1), (1, 1)), leave=(0, 1)),
        source="Dugatkin, L. A. & Wilson, D. S. (1991). Rover: a strategy for exploiting "
        "cooperators in a patchy environment. Am. Nat. 138, 687-701.",
        aliases=("rover",),
    ),
    Entry(
        Automaton("serial_taker", (0, 0), ((0, 1), (1, 1)), leave=(0, 1)),
        source="Izquierdo, S. S., Izquierdo, L. R. & Vega-Redondo, F. (2010). The option "
        "to "
        "leave: conditional dissociation in the evolution of cooperation. "
        "J. Theor. Biol. 267, 76-84.",
    ),
)
