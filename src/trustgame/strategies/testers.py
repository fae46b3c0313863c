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
        theory="Plays C, D, C, C; then tit-for-tat if it was ever hit back, else always D.",
        sales="Tries one sharp move early: if you mind, it deals fairly, if not, it goes "
        "on.",
        source=cite.CASE_2017,
        axelrod="Detective",
    ),
    Entry(
        probing("prober", "DCC", _prober),
        theory="Plays D, C, C; always D if both answers were C, else tit-for-tat.",
        sales="Opens with a demand to see who swallows it, and presses those who do.",
        source=cite.LI_2011,
        axelrod="Prober",
    ),
    Entry(
        probing("prober_2", "DCC", _prober_2),
        theory="Plays D, C, C; always C if the answers were D, then C, else tit-for-tat.",
        sales="Pokes once, and is yours for good if you push back and then let it go.",
        source=cite.PRISON_1998,
        axelrod="Prober2",
    ),
    Entry(
        probing("prober_3", "DC", _prober_3),
        theory="Plays D, C; always D if the answer was C, else tit-for-tat.",
        sales="One push, one look at your face, and its mind is made up.",
        source=cite.PRISON_1998,
        axelrod="Prober3",
    ),
    Entry(
        probing("hard_prober", "DDCC", _prober),
        theory="Plays D, D, C, C; always D if rounds 2 and 3 brought C, else tit-for-tat.",
        sales="Pushes twice before it listens, and takes patience for weakness.",
        source=cite.PRISON_1998,
        axelrod="HardProber",
    ),
    Entry(
        probing("handshake", "CD", _handshake),
        theory="Plays C, D; always C if the partner did just that, else always D.",
        sales="Gives the secret sign, and is a friend only to those who give it back.",
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
        theory="Starts with D; apologises and plays tit-for-tat if hit, else D every other "
        "time.",
        sales="Looks for soft customers, and is quick to say sorry when it has met a firm "
        "one.",
        source=cite.AXELROD_1980_MORE,
        aliases=("gladstein",),
    ),
    Entry(
        Automaton("bully", (0, 1), ((0, 1), (0, 1))),
        theory="Reverse tit-for-tat: starts with D, and cooperates only after a defection.",
        sales="Leans on those who yield, and yields to those who lean back.",
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
        theory="Tit-for-tat with one probe in ten, that lets a retaliation for it pass.",
        sales="Tries its luck now and then, and takes the telling-off without a fuss.",
        source="Dawkins, R. (1989). The Selfish Gene, 2nd ed., chapter 12. Oxford Univ. "
        "Press.",
    ),
    Entry(
        Automaton("fortress_3", (0, 0, 1), ((0, 1), (0, 2), (2, 0))),
        theory="Defects until it sees D, D; then cooperates until it sees another D.",
        sales="A closed club: two cold shoulders in a row are the password.",
        source="Ashlock, W. & Ashlock, D. (2006). Changes in Prisoner's Dilemma strategies "
        "over evolutionary time with different population sizes. IEEE CEC 2006.",
        axelrod="Fortress3",
    ),
)
