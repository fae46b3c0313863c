"""Strategies that turn, and stay turned until something turns them back."""

from __future__ import annotations

from trustgame.automata import Automaton
from trustgame.strategies._entry import Entry

ENTRIES = (
    Entry(
        Automaton("grim_trigger", (1, 0), (((0, 1), (1, 1)), ((1, 1), (1, 1)))),
        theory="Cooperates until anybody defects, itself included; then defects for ever.",
        sales="Trust once broken, by either side, is never mended.",
        source="Friedman, J. W. (1971). A non-cooperative equilibrium for supergames. "
        "Rev. Econ. Stud. 38.",
    ),
    Entry(
        Automaton("grudger", (1, 0), ((0, 1), (1, 1))),
        theory="Cooperates until it sees the partner defect; then defects for ever.",
        sales="Let it down once and it never forgets; its own slips it does not count.",
        source="Axelrod-Python library, strategy Grudger; after Friedman (1971).",
    ),
    Entry(
        Automaton("win_stay_lose_shift", (1, 0), (((0, 1), (1, 0)), ((0, 1), (1, 0)))),
        theory="Repeats its action after R or T, changes it after P or S.",
        sales="Keeps doing what worked, changes what did not.",
        source="Nowak, M. A. & Sigmund, K. (1993). A strategy of win-stay, lose-shift that "
        "outperforms tit-for-tat in the Prisoner's Dilemma game. Nature 364.",
    ),
    Entry(
        Automaton("walk_away", (1, 1), ((0, 1), (1, 1)), leave=(0, 1)),
        theory="Cooperates, and leaves for good after the first defection it sees.",
        sales="Works openly with you, and is gone the day you do not.",
        source="Aktipis, C. A. (2004). Know when to walk away: contingent movement and the "
        "evolution of cooperation. J. Theor. Biol. 231.",
    ),
)
