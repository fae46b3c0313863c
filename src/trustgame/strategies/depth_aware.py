"""Strategies that treat a deep relationship differently from a shallow one.

On a game of one depth they read the shallow end.
"""

from __future__ import annotations

from trustgame.automata import Automaton
from trustgame.curves import between, step
from trustgame.strategies import _sources as cite
from trustgame.strategies._entry import Entry

__all__ = ["ENTRIES"]

_COPY = ((0, 1), (0, 1))

ENTRIES = (
    Entry(
        Automaton("trusting_tit_for_tat", (1, between(0, 0.9)), _COPY),
        source=f"{cite.OURS}; after the depth-dependent reciprocity of Hilbe, C., Simsa, "
        "S., "
        "Chatterjee, K. & Nowak, M. A. (2018). Evolution of cooperation in stochastic "
        "games. Nature 559, 246-249.",
    ),
    Entry(
        Automaton("demanding_friend", (1, between(0.9, 0)), _COPY),
        source=f"{cite.OURS}; the mirror image of trusting_tit_for_tat.",
    ),
    Entry(
        Automaton("communal", (1, step(0.5, 0, 1)), _COPY),
        source="Clark, M. S. & Mills, J. (1979). Interpersonal attraction in exchange and "
        "communal relationships. J. Pers. Soc. Psychol. 37, 12-24; as a strategy: "
        f"{cite.OURS}.",
    ),
    Entry(
        Automaton("mellowing", (1, 0, step(0.5, 0, 1)), ((0, 1), (2, 1), (0, 1))),
        source=f"{cite.OURS}; two_tits_for_tat that mellows.",
    ),
)
