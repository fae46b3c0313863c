"""Strategies that start small, and those that raise the stakes.

With two actions nobody can give a little. What can be small is the relationship:
stakes and regard grow with depth, so to start small is to treat the shallow end as the
place to test. ``raise_the_stakes`` and ``grit`` are our two-action renderings of rules that
were stated for gifts and concessions of any size.
"""

from __future__ import annotations

from trustgame.automata import Automaton
from trustgame.curves import step
from trustgame.strategies._entry import Entry

__all__ = ["ENTRIES"]

ENTRIES = (
    Entry(
        # Two tables of moves: on the shallow half (ties included), and on the deep half.
        Automaton(
            "start_small",
            (1, 0, 0),
            (
                (((0, 1), (0, 1)), ((0, 1), (0, 1)), ((2, 2), (2, 2))),
                (((0, 2), (0, 2)), ((0, 2), (0, 2)), ((2, 2), (2, 2))),
            ),
        ),
        source="Watson, J. (1999). Starting small and renegotiation. J. Econ. Theory 85, "
        "52-90; rendered for two actions in trustgame (2026).",
    ),
    Entry(
        # States: at the bottom, offering; climbing; undercut.
        Automaton(
            "raise_the_stakes",
            (step(0.01, 1, 0), 1, 0),
            (((1, 2), (0, 0)), ((1, 2), (1, 2)), ((0, 2), (0, 2))),
        ),
        source="Roberts, G. & Sherratt, T. N. (1998). Development of cooperative "
        "relationships through increasing investment. Nature 394, 175-179; rendered for "
        "two actions in trustgame (2026).",
        aliases=("rts",),
    ),
    Entry(
        # States: first concession; second, and after C; after D; after a second D in a row.
        Automaton("grit", (1, 1, 0, 0), ((1, 1), (1, 2), (1, 3), (1, 0))),
        source="Osgood, C. E. (1962). An Alternative to War or Surrender. Univ. of "
        "Illinois Press; rendered for two actions in trustgame (2026).",
    ),
    Entry(
        # States: the round of mutual D that newcomers expect; cooperation; gone.
        Automaton(
            "trust_builder",
            (0, 1, 1),
            (((2, 2), (2, 1)), ((1, 2), (2, 2)), ((2, 2), (2, 2))),
            leave=(0, 0, 1),
        ),
        source="Fujiwara-Greve, T. & Okuno-Fujiwara, M. (2009). Voluntarily separable "
        "repeated prisoner's dilemma. Rev. Econ. Stud. 76, 993-1021.",
        aliases=("c_1",),
    ),
)
