r"""Strategies that answer like with like, strictly or generously.

Most react to what they *saw* of the partner alone. Names of the laboratory literature count
tits and tats: ``two_tits_for_tat`` answers one defection with two, ``tit_for_two_tats``
waits for two in a row.

Generosity. Tit-for-tat that forgives a defection with probability :math:`g` leaves its
partner no reason to defect, once or always, as long as

.. math:: g \le \min\left\{1 - \frac{T - R}{R - S},\ \frac{R - P}{T - P}\right\}

(Molander 1985; Nowak & Sigmund 1992). The payoffs in it are the *partner's*: it is the
partner who must not be tempted. With equal roles nobody notices; with unequal ones the
buyer's generosity is limited by the seller's temptation, and the other way round.
"""

from __future__ import annotations

import numpy as np

from trustgame import _validate as check
from trustgame.automata import Automaton, Recipe
from trustgame.game import TrustGame
from trustgame.strategies import _sources as cite
from trustgame.strategies._entry import Entry
from trustgame.strategies._payoffs import by_depth, dilemmas
from trustgame.typing import Role

__all__ = ["ENTRIES", "generous_tit_for_tat"]


def generous_tit_for_tat(
    share: float = 1.0, *, name: str = "generous_tit_for_tat"
) -> Recipe:
    """Return tit-for-tat that forgives as much as is safe in the game that is played.

    Parameters
    ----------
    share : float
        How much of the safe generosity to use, from 0 (tit-for-tat) to 1.
    name : str
        What charts and tables call it.

    Returns
    -------
    Recipe
        An automaton once a game and a role are known, one generosity per depth; refused
        where a role has no T > R > P > S.

    Notes
    -----
    Safe is P(C after D) up to min(1 - (T - R) / (R - S), (R - P) / (T - P)) with the
    partner's payoffs at the depth's stakes [1]_; below 0 it counts as 0. For a game of one
    generosity of your own use ``reactive(1, g)``.

    References
    ----------
    .. [1] Nowak, M. A. & Sigmund, K. (1992). Tit for tat in heterogeneous populations.
       Nature 355, 250-253.

    Examples
    --------
    >>> from trustgame.stage import StageGame
    >>> game = TrustGame(StageGame.prisoners_dilemma(T=5, R=3, P=1, S=0))
    >>> generous_tit_for_tat().resolve(game, "buyer").cooperate
    (1.0, 0.33333333333333337)
    """
    knob = check.interval("share", share, 0, 1)
    return Recipe(check.text("name", name), _generous, (("share", knob),))


def _generous(game: TrustGame, role: Role, share: float) -> Automaton:
    """Return tit-for-tat with a share of the safe generosity at each depth."""
    _, partner = dilemmas("generous_tit_for_tat", game, role)
    T, R, P, S = partner
    safe = np.minimum(1 - (T - R) / (R - S), (R - P) / (T - P))
    forgives = by_depth(share * np.clip(safe, 0, 1))
    return Automaton("generous_tit_for_tat", (1, forgives), _COPY)


_COPY = ((0, 1), (0, 1))

ENTRIES = (
    Entry(
        Automaton("tit_for_tat", cooperate=(1, 0), next_state=_COPY),
        source=cite.AXELROD_1980,
        aliases=("tft", "copycat"),
        axelrod="TitForTat",
    ),
    Entry(
        Automaton("suspicious_tit_for_tat", cooperate=(1, 0), next_state=_COPY, start=1),
        source=cite.BOYD_LORBERBAUM_1987,
        aliases=("stft", "d_tft", "dtft", "mistrust"),
        axelrod="SuspiciousTitForTat",
    ),
    Entry(
        generous_tit_for_tat(),
        source="Nowak, M. A. & Sigmund, K. (1992). Tit for tat in heterogeneous "
        "populations. Nature 355, 250-253.",
        aliases=("gtft",),
        axelrod="GTFT",
    ),
    Entry(
        Automaton("tit_for_two_tats", (1, 1, 0), ((0, 1), (0, 2), (0, 2))),
        source=cite.AXELROD_1980,
        aliases=("tf2t", "copykitten"),
        axelrod="TitFor2Tats",
    ),
    Entry(
        Automaton("tit_for_three_tats", (1, 1, 1, 0), ((0, 1), (0, 2), (0, 3), (0, 3))),
        source=cite.FUDENBERG_2012,
        aliases=("tf3t",),
        axelrod="NTitsForMTats",
        axelrod_settings=(("N", 1), ("M", 3)),
    ),
    Entry(
        Automaton("two_tits_for_tat", (1, 0, 0), ((0, 1), (2, 1), (0, 1))),
        source=cite.AXELROD_1984,
        aliases=("2tft", "t2ft"),
        axelrod="TwoTitsForTat",
    ),
    Entry(
        Automaton("two_tits_for_two_tats", (1, 1, 0, 0), ((0, 1), (0, 2), (3, 2), (0, 1))),
        source=cite.FUDENBERG_2012,
        aliases=("2tf2t", "t2f2t", "hard_tit_for_two_tats", "hard_tf2t"),
        axelrod="HardTitFor2Tats",
    ),
    Entry(
        Automaton("hard_tit_for_tat", (1, 0, 0, 0), ((0, 1), (2, 1), (3, 1), (0, 1))),
        source=cite.STEWART_PLOTKIN_2012,
        aliases=("hard_tft", "three_tits_for_tat"),
        axelrod="HardTitForTat",
    ),
    Entry(
        Automaton(
            "suspicious_tit_for_two_tats", (0, 1, 1, 0), ((1, 2), (1, 2), (1, 3), (1, 3))
        ),
        source=cite.FUDENBERG_2012,
        aliases=("d_tf2t", "dtf2t"),
    ),
    Entry(
        Automaton(
            "suspicious_tit_for_three_tats",
            (0, 1, 1, 1, 0),
            ((1, 2), (1, 2), (1, 3), (1, 4), (1, 4)),
        ),
        source=cite.FUDENBERG_2012,
        aliases=("d_tf3t", "dtf3t"),
    ),
    Entry(
        # States: standings the same; only the partner's is bad; only its own is.
        Automaton(
            "contrite_tit_for_tat",
            (1, 0, 1),
            (((0, 1), (2, 0)), ((0, 1), (0, 1)), ((0, 0), (2, 2))),
        ),
        source="Boerlijst, M. C., Nowak, M. A. & Sigmund, K. (1997). The logic of "
        "contrition. J. Theor. Biol. 185, 281-293; after Sugden (1986).",
        aliases=("ctft",),
    ),
    Entry(
        Automaton("forgiver", (1, 0), ((0, 1), (0, 0))),
        source="Zagorsky, B. M., Reiter, J. G., Chatterjee, K. & Nowak, M. A. (2013). "
        "Forgiver triumphs in alternating Prisoner's Dilemma. PLoS ONE 8, e80814.",
    ),
    Entry(
        Automaton("joss", (1, 0.9, 0), ((1, 2),) * 3),
        source=cite.AXELROD_1980,
        aliases=("hard_joss", "naive_prober", "burn_both_ends"),
        axelrod="FirstByJoss",
    ),
    Entry(
        # States: start, then (intention, partner's last) CC, CD, DD, DC.
        Automaton(
            "slow_tit_for_tat",
            (1, 1, 1, 0, 0),
            (
                ((1, 2), (1, 2)),
                ((1, 2), (1, 3)),
                ((1, 3), (4, 3)),
                ((1, 3), (4, 3)),
                ((1, 2), (1, 3)),
            ),
        ),
        source=cite.PRISON_1998,
        aliases=("slow_tft", "slow_tit_for_two_tats"),
        axelrod="SlowTitForTwoTats2",
    ),
)
