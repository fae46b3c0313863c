"""The players in the words of selling, each a strategy of its own.

Both seats may hold any of them. C is to serve, to be candid, to share (the seller's), or to
be open and pay fairly (the buyer's); D is to push, or to guard.
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
        # States: nothing owed; the other side has just given more, so one C is due.
        Automaton("transactional", (0, 1), (((0, 0), (1, 0)), ((0, 0), (1, 0)))),
        source=f"{cite.OURS}; memory-one.",
    ),
    Entry(
        Automaton("cooperative", (1, 0.5), (((0, 1), (0, 0)), ((0, 1), (0, 0)))),
        source=f"{cite.OURS}; memory-one.",
    ),
    Entry(
        # States: fine; one slight noted; a line is drawn; after it, one slight ends in 2.
        Automaton(
            "trusted_advisor",
            (1, 1, between(0, 0.8)),
            (((0, 1), (0, 0)), ((0, 2), (0, 0)), ((0, 1), (0, 1))),
        ),
        source=f"{cite.OURS}; named after Maister, D. H., Green, C. H. & Galford, R. M. "
        "(2000). The Trusted Advisor. Free Press.",
    ),
    Entry(
        Automaton("always_be_closing", (0, 0, 1), ((0, 1), (0, 2), (0, 0))),
        source=f"{cite.OURS}; the closing school of selling as a strategy.",
        aliases=("closer",),
    ),
    Entry(
        # States: first gift; then memory-one (1, 0, 1, 1/4).
        Automaton(
            "risky_giver",
            (1, 1, 0, 0.25),
            (((1, 1), (1, 1)), ((1, 2), (1, 3)), ((1, 2), (1, 3)), ((1, 2), (1, 3))),
        ),
        source=f"{cite.OURS}; after the gifts of Osgood (1962).",
    ),
    Entry(
        # States: samples 1 to 3 with nothing given back yet; tit-for-tat's two; gone.
        Automaton(
            "sampler",
            (1, 1, 1, 1, 0, 1),
            ((3, 1), (3, 2), (3, 5), (3, 4), (3, 4), (5, 5)),
            leave=(0, 0, 0, 0, 0, 1),
        ),
        source=f"{cite.OURS}; a walk away (Aktipis 2004) that tests first.",
    ),
    Entry(
        Automaton("hard_bargainer", (0, 0, 1), ((1, 0), (2, 0), (2, 0))),
        source=f"{cite.OURS}; two_tits_for_tat from its last state.",
    ),
    Entry(
        Automaton("procurement_squeezer", (between(0.9, 0.2), 1), _COPY),
        source=f"{cite.OURS}; a bully (Nachbar 1992) that grows with depth.",
        aliases=("squeezer",),
    ),
    Entry(
        Automaton(
            "quiet_leaver",
            (1, 1, 1, 1),
            ((0, 1), (1, 2), (2, 3), (3, 3)),
            leave=(0, 0.25, 0.5, 1),
        ),
        source=f"{cite.OURS}; after {cite.HIRSCHMAN_1970}",
    ),
    Entry(
        Automaton("trust_faker", (step(1, 1, 0), 0), _COPY),
        source=f"{cite.OURS}; a false friend who needs a ladder to climb.",
    ),
    Entry(
        Automaton("fearful", (between(0.3, 1), 0), _COPY, start=1),
        source=f"{cite.OURS}; suspicious tit-for-tat (Boyd & Lorberbaum 1987) with nerves.",
    ),
    Entry(
        # States: moods from warm to cold.
        Automaton("mirror", (1, 1, 0, 0), ((0, 1), (0, 2), (1, 3), (2, 3))),
        source=f"{cite.OURS}; a counter that saturates.",
    ),
)
