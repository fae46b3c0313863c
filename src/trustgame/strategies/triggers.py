"""Strategies that turn, and stay turned until something turns them back.

Some are set off by any defection, their own slips included (``grim_trigger``, the lenient
grims, ``t2``: the laboratory's "either player"); the others by what they see their partner
do.
"""

from __future__ import annotations

from trustgame.automata import Automaton
from trustgame.strategies import _sources as cite
from trustgame.strategies._entry import Entry

__all__ = ["ENTRIES"]


def _either(clean: int, spoilt: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return moves to one state after mutual cooperation, to another otherwise."""
    return ((clean, spoilt), (spoilt, spoilt))


def _davis() -> Automaton:
    """Return ten rounds of C whatever comes, then a grudge about any D since the start."""
    patient = 10
    content, hurt, grudge = 0, patient, 2 * patient - 1  # round 1, round 2, at the end
    cooperate = [1.0] * grudge + [0.0]
    moves = [(content + r + 1, hurt + r) for r in range(patient - 1)]
    moves.append((content + patient - 1, grudge))
    moves += [(hurt + r + 1,) * 2 for r in range(patient - 1)]
    moves.append((grudge, grudge))
    return Automaton("davis", tuple(cooperate), tuple(moves))


ENTRIES = (
    Entry(
        Automaton("grim_trigger", (1, 0), (_either(0, 1), _either(1, 1))),
        source="Friedman, J. W. (1971). A non-cooperative equilibrium for supergames. "
        "Rev. Econ. Stud. 38, 1-12.",
        aliases=("grim",),
    ),
    Entry(
        Automaton("grudger", (1, 0), ((0, 1), (1, 1))),
        source=cite.AXELROD_1980,
        aliases=("friedman", "spite", "spiteful", "vengeful"),
        axelrod="Grudger",
    ),
    Entry(
        Automaton(
            "lenient_grim_2", (1, 1, 0), (_either(0, 1), _either(0, 2), _either(2, 2))
        ),
        source=cite.FUDENBERG_2012,
        aliases=("grim2", "grim_2"),
    ),
    Entry(
        Automaton(
            "lenient_grim_3",
            (1, 1, 1, 0),
            (_either(0, 1), _either(0, 2), _either(0, 3), _either(3, 3)),
        ),
        source=cite.FUDENBERG_2012,
        aliases=("grim3", "grim_3"),
    ),
    Entry(
        Automaton(
            "suspicious_lenient_grim_2",
            (0, 1, 1, 0),
            (_either(2, 2), _either(1, 2), _either(1, 3), _either(3, 3)),
        ),
        source=cite.FUDENBERG_2012,
        aliases=("d_grim2", "dgrim2"),
    ),
    Entry(
        Automaton(
            "suspicious_lenient_grim_3",
            (0, 1, 1, 1, 0),
            (_either(2, 2), _either(1, 2), _either(1, 3), _either(1, 4), _either(4, 4)),
        ),
        source=cite.FUDENBERG_2012,
        aliases=("d_grim3", "dgrim3"),
    ),
    Entry(
        Automaton("t2", (1, 0, 0), (_either(0, 1), _either(2, 2), _either(0, 0))),
        source=cite.DAL_BO_FRECHETTE_2011,
        aliases=("t_2", "two_round_trigger"),
    ),
    Entry(
        Automaton("thumper", (1, 0, 0), ((0, 1), (2, 2), (0, 1))),
        source="Ashlock, D. & Kim, E.-Y. (2008). Fingerprinting: visualization and "
        "automatic analysis of Prisoner's Dilemma strategies. IEEE Trans. Evol. Comput. "
        "12, 647-659.",
        axelrod="Thumper",
    ),
    Entry(
        Automaton("spiteful_tit_for_tat", (1, 0, 0), ((0, 1), (0, 2), (2, 2))),
        source=cite.PRISON_1998,
        aliases=("spiteful_tft",),
        axelrod="SpitefulTitForTat",
    ),
    Entry(
        Automaton(
            "soft_grudger",
            (1, 0, 0, 0, 0, 1),
            ((0, 1), (2, 2), (3, 3), (4, 4), (5, 5), (0, 0)),
        ),
        source=cite.LI_2011,
        aliases=("sgrim",),
        axelrod="SoftGrudger",
    ),
    Entry(
        Automaton("fool_me_once", (1, 1, 0), ((0, 1), (1, 2), (2, 2))),
        source=cite.KNIGHT_2016,
        axelrod="FoolMeOnce",
    ),
    Entry(
        _davis(),
        source=cite.AXELROD_1980,
        axelrod="FirstByDavis",
    ),
)
