"""Strategies that find out what they can get away with, and act on it.

The detective of *The Evolution of Trust* is its text: four rounds of C, D, C, C count. (The
program of the game takes note of the first three only; it matters with random players and
with mistakes.) Axelrod's tester is his text too, and alternates by the clock.
"""

from __future__ import annotations

from collections.abc import Sequence

from trustgame.automata import Automaton
from trustgame.strategies import _sources as cite
from trustgame.strategies._build import probing
from trustgame.strategies._entry import Entry

__all__ = ["ENTRIES"]


def _detective(seen: Sequence[str]) -> str:
    """Exploit those who never hit back."""
    return "tit for tat" if "D" in seen else "D"


def _prober(seen: Sequence[str]) -> str:
    """Exploit those who cooperated in rounds 2 and 3."""
    return "D" if tuple(seen[1:3]) == ("C", "C") else "tit for tat"


def _prober_2(seen: Sequence[str]) -> str:
    """Be kind to those who hit back once and were then at peace."""
    return "C" if tuple(seen[1:3]) == ("D", "C") else "tit for tat"


def _prober_3(seen: Sequence[str]) -> str:
    """Exploit those who cooperated in round 2."""
    return "D" if seen[1] == "C" else "tit for tat"


def _handshake(seen: Sequence[str]) -> str:
    """Know one's own kind by its first two actions."""
    return "C" if tuple(seen) == ("C", "D") else "D"


ENTRIES = (
    Entry(
        probing("detective", "CDCC", _detective),
        source=cite.CASE_2017,
        axelrod="Detective",
    ),
    Entry(
        probing("prober", "DCC", _prober),
        source=cite.LI_2011,
        axelrod="Prober",
    ),
    Entry(
        probing("prober_2", "DCC", _prober_2),
        source=cite.PRISON_1998,
        axelrod="Prober2",
    ),
    Entry(
        probing("prober_3", "DC", _prober_3),
        source=cite.PRISON_1998,
        axelrod="Prober3",
    ),
    Entry(
        probing("hard_prober", "DDCC", _prober),
        source=cite.PRISON_1998,
        axelrod="HardProber",
    ),
    Entry(
        probing("handshake", "CD", _handshake),
        source="Robson, A. J. (1990). Efficiency in evolutionary games: Darwin, Nash and "
        "the secret handshake. J. Theor. Biol. 144, 379-396.",
        axelrod="Handshake",
    ),
    Entry(
        # States: open D; two Cs; every other round D; apology; tit-for-tat.
        Automaton(
            "tester",
            (0, 1, 1, 0, 1, 0),
            ((1, 4), (2, 4), (3, 4), (2, 4), (4, 5), (4, 5)),
        ),
        source=cite.AXELROD_1980_MORE,
        aliases=("gladstein",),
    ),
    Entry(
        Automaton("bully", (0, 1), ((0, 1), (0, 1))),
        source="Nachbar, J. H. (1992). Evolution in the finitely repeated prisoner's "
        "dilemma. J. Econ. Behav. Organ. 19, 307-326.",
        aliases=("reverse_tit_for_tat",),
        axelrod="Bully",
    ),
    Entry(
        # States: at ease (start, free hit); after C; after D; just probed, answer awaited.
        Automaton(
            "remorseful_prober",
            (1, 0.9, 0, 1),
            (
                ((1, 2), (3, 2)),
                ((1, 2), (3, 2)),
                ((1, 2), (1, 2)),
                ((1, 0), (1, 0)),
            ),
        ),
        source="Dawkins, R. (1989). The Selfish Gene, 2nd ed., chapter 12. Oxford Univ. "
        "Press.",
    ),
    Entry(
        Automaton("fortress_3", (0, 0, 1), ((0, 1), (0, 2), (2, 0))),
        source="Ashlock, W. & Ashlock, D. (2006). Changes in Prisoner's Dilemma strategies "
        "over evolutionary time with different population sizes. IEEE CEC 2006.",
        axelrod="Fortress3",
    ),
)
