"""Strategies that react to the last round: own actual action, and the partner's as seen.

Written as four probabilities (p_CC, p_CD, p_DC, p_DD), own action first, and here as the
smallest automaton that does the same.
"""

from __future__ import annotations

from trustgame.automata import Automaton, memory_one
from trustgame.strategies import _sources as cite
from trustgame.strategies._entry import Entry

__all__ = ["ENTRIES"]

ENTRIES = (
    Entry(
        Automaton("win_stay_lose_shift", (1, 0), (((0, 1), (1, 0)), ((0, 1), (1, 0)))),
        source="Nowak, M. A. & Sigmund, K. (1993). A strategy of win-stay, lose-shift that "
        "outperforms tit-for-tat in the Prisoner's Dilemma game. Nature 364, 56-58.",
        aliases=("wsls", "pavlov", "simpleton", "ptft", "perfect_tit_for_tat"),
        axelrod="WinStayLoseShift",
    ),
    Entry(
        Automaton("firm_but_fair", (1, 0, 2 / 3), (((0, 1), (0, 2)),) * 3),
        source="Frean, M. R. (1994). The Prisoner's Dilemma without synchrony. "
        "Proc. R. Soc. B 257, 75-79.",
        aliases=("fbf",),
        axelrod="FirmButFair",
    ),
    Entry(
        Automaton("grofman", (1, 2 / 7), (((0, 1), (1, 0)),) * 2),
        source=cite.AXELROD_1980,
        axelrod="FirstByGrofman",
    ),
    Entry(
        memory_one(0.935, 0.229, 0.266, 0.42, name="stochastic_cooperator"),
        source="Adami, C. & Hintze, A. (2013). Evolutionary instability of "
        "zero-determinant strategies demonstrates that winning is not everything. "
        "Nat. Commun. 4, 2193.",
        aliases=("general_cooperator",),
        axelrod="StochasticCooperator",
    ),
)
