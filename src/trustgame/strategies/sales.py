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
        theory="Memory-one (0, 0, 1, 0), starting with D: pays back a gain, never gives "
        "first.",
        sales="Settles every account and never runs ahead: you give, it gives, we are "
        "even.",
        source=f"{cite.OURS}; memory-one.",
    ),
    Entry(
        Automaton("cooperative", (1, 0.5), (((0, 1), (0, 0)), ((0, 1), (0, 0)))),
        theory="Memory-one (1, 1/2, 1, 1): forgives half of all slights and mends the "
        "rest.",
        sales="Gives, says sorry first, and lets every other slight pass.",
        source=f"{cite.OURS}; memory-one.",
    ),
    Entry(
        # States: fine; one slight noted; a line is drawn; after it, one slight ends in 2.
        Automaton(
            "trusted_advisor",
            (1, 1, between(0, 0.8)),
            (((0, 1), (0, 0)), ((0, 2), (0, 0)), ((0, 1), (0, 1))),
        ),
        theory="Tit-for-two-tats, contrite after own slips, and milder the deeper it is.",
        sales="Notes the first slight, names the second, and gives old clients more rope.",
        source=f"{cite.OURS}; named after Maister, D. H., Green, C. H. & Galford, R. M. "
        "(2000). The Trusted Advisor. Free Press.",
    ),
    Entry(
        Automaton("always_be_closing", (0, 0, 1), ((0, 1), (0, 2), (0, 0))),
        theory="Defects, but for one C after two defections in a row.",
        sales="Asks for the order at every meeting; two refusals earn you one free sample.",
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
        theory="Two Cs unasked, then tit-for-tat that opens one round in four after mutual "
        "D.",
        sales="Gives twice before it asks for anything, and breaks the ice again by "
        "giving.",
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
        theory="Offers C up to three times and leaves if only D came; tit-for-tat from a "
        "first C on.",
        sales="Hands out three samples of its work, and calls on those who gave something "
        "back.",
        source=f"{cite.OURS}; a walk away (Aktipis 2004) that tests first.",
    ),
    Entry(
        Automaton("hard_bargainer", (0, 0, 1), ((1, 0), (2, 0), (2, 0))),
        theory="Two-tits-for-tat that starts guarded: gives a C after two Cs in a row.",
        sales="Wants two concessions before its first, and goes back to the start at a no.",
        source=f"{cite.OURS}; two_tits_for_tat from its last state.",
    ),
    Entry(
        Automaton("procurement_squeezer", (between(0.9, 0.2), 1), _COPY),
        theory="After a C, cooperates with probability from 0.9 to 0.2 by depth; after a "
        "D, C.",
        sales="The more you depend on it, the more it asks, until you say no.",
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
        theory="Cooperates; before each round leaves with 1/4, 1/2, 1 after 1, 2, 3 "
        "defections.",
        sales="Never complains, thanks you warmly, and one day does not call back.",
        source=f"{cite.OURS}; after {cite.HIRSCHMAN_1970}",
    ),
    Entry(
        Automaton("trust_faker", (step(1, 1, 0), 0), _COPY),
        theory="Tit-for-tat up to the last step of the ladder, where it defects.",
        sales="Does everything right until you trust it most, and then sends the bill.",
        source=f"{cite.OURS}; a false friend who needs a ladder to climb.",
    ),
    Entry(
        Automaton("fearful", (between(0.3, 1), 0), _COPY, start=1),
        theory="Starts with D; after a C, cooperates with probability from 0.3 to 1 by "
        "depth.",
        sales="Expects the worst of strangers, and takes a long time to see that you mean "
        "well.",
        source=f"{cite.OURS}; suspicious tit-for-tat (Boyd & Lorberbaum 1987) with nerves.",
    ),
    Entry(
        # States: moods from warm to cold.
        Automaton("mirror", (1, 1, 0, 0), ((0, 1), (0, 2), (1, 3), (2, 3))),
        theory="Four moods, one warmer per C seen, one colder per D; cooperates in the "
        "warm two.",
        sales="Takes on the tone of your last few meetings, not of your last word.",
        source=f"{cite.OURS}; a counter that saturates.",
    ),
)
