"""Strategies that do not listen.

What the partner does changes nothing here, and neither do their own slips: a clock that
is knocked once still strikes the next hour.
"""

from __future__ import annotations

from trustgame.automata import Automaton
from trustgame.strategies import _sources as cite
from trustgame.strategies._entry import Entry

__all__ = ["ENTRIES"]

ENTRIES = (
    Entry(
        Automaton("always_cooperate", cooperate=(1,), next_state=((0, 0),)),
        source=cite.AXELROD_1984,
        aliases=("cooperator", "all_c", "allc", "ac"),
        axelrod="Cooperator",
    ),
    Entry(
        Automaton("always_defect", cooperate=(0,), next_state=((0, 0),)),
        source=cite.AXELROD_1984,
        aliases=("defector", "all_d", "alld", "ad", "always_cheat"),
        axelrod="Defector",
    ),
    Entry(
        Automaton("random", cooperate=(0.5,), next_state=((0, 0),)),
        source=cite.AXELROD_1980,
        aliases=("coin_flip", "lunatic", "rand"),
        axelrod="Random",
    ),
    Entry(
        Automaton("alternator", cooperate=(1, 0), next_state=((1, 1), (0, 0))),
        source=cite.AXELROD_1984,
        aliases=("cd_alternator", "periodic_cd"),
        axelrod="Cycler",
        axelrod_settings=(("cycle", "CD"),),
    ),
    Entry(
        Automaton("dc_alternator", cooperate=(0, 1), next_state=((1, 1), (0, 0))),
        source=cite.FUDENBERG_2012,
        aliases=("dc_alt", "dc", "cycler_dc"),
        axelrod="CyclerDC",
    ),
    Entry(
        Automaton("periodic_ccd", cooperate=(1, 1, 0), next_state=((1, 1), (2, 2), (0, 0))),
        source=cite.BEAUFILS_1997,
        aliases=("per_kind", "cycler_ccd"),
        axelrod="CyclerCCD",
    ),
    Entry(
        Automaton("periodic_ddc", cooperate=(0, 0, 1), next_state=((1, 1), (2, 2), (0, 0))),
        source=cite.BEAUFILS_1997,
        aliases=("per_nasty", "cycler_ddc"),
        axelrod="CyclerDDC",
    ),
    Entry(
        Automaton("false_cooperator", cooperate=(1, 0), next_state=((1, 1), (1, 1))),
        source=cite.FUDENBERG_2012,
        aliases=("c_to_alld", "fc"),
    ),
)
