"""Strategies that count: towards a known last round, or up to a round of their own.

``end_rounds`` takes effect only in games with a last round that players know. A *threshold*
strategy counts from the start instead: it cooperates conditionally through round m. In a
game of n rounds, threshold m and grim trigger with ``end_rounds = n - m`` are the same.
Every member of the family has a name: ``threshold_1``, ``threshold_2``, and so on.
"""

from __future__ import annotations

from trustgame import _validate as check
from trustgame.automata import Automaton
from trustgame.strategies import _sources as cite
from trustgame.strategies._entry import Entry

__all__ = ["ENTRIES", "threshold"]


def threshold(m: int, *, name: str | None = None) -> Automaton:
    """Return the strategy that cooperates through round m as long as everybody does.

    Parameters
    ----------
    m : int
        The last round of cooperation, at least 1.
    name : str, optional
        What charts and tables call it.

    Returns
    -------
    Automaton
        With m + 1 states: it defects for ever after round m, or after any D of either.

    Notes
    -----
    What people learn to play when the end is known [1]_; the threshold moves earlier with
    experience.

    References
    ----------
    .. [1] Embrey, M., Fréchette, G. R. & Yuksel, S. (2018). Cooperation in the finitely
       repeated prisoner's dilemma. Q. J. Econ. 133, 509-551.

    Examples
    --------
    >>> threshold(3).cooperate
    (1.0, 1.0, 1.0, 0.0)
    """
    m = check.count("m", m, 1, "Nobody cooperates at all: always_defect.")
    over = ((m, m), (m, m))
    moves = tuple(((r + 1, m), (m, m)) for r in range(m))
    called = f"threshold_{m}" if name is None else name
    return Automaton(called, (1,) * m + (0,), (*moves, over))


def threshold_entry(m: int) -> Entry:
    """Return what the catalogue says of the threshold strategy of round m."""
    return Entry(
        threshold(m),
        source="Embrey, M., Fréchette, G. R. & Yuksel, S. (2018). Cooperation in the "
        "finitely repeated prisoner's dilemma. Q. J. Econ. 133, 509-551.",
    )


_COPY = ((0, 1), (0, 1))
_EITHER = (((0, 1), (1, 1)), ((1, 1), (1, 1)))

ENTRIES = (
    threshold_entry(5),
    Entry(
        Automaton("tit_for_tat_to_the_last", (1, 0), _COPY, end_rounds=1),
        source="LessWrong (2011). Prisoner's dilemma tournament results, strategy Alexei.",
        aliases=("alexei",),
        axelrod="Alexei",
    ),
    Entry(
        Automaton("grim_to_the_last", (1, 0), _EITHER, end_rounds=1),
        source="Embrey, M., Fréchette, G. R. & Yuksel, S. (2018). Cooperation in the "
        "finitely repeated prisoner's dilemma. Q. J. Econ. 133, 509-551.",
    ),
    Entry(
        Automaton(
            "backstabber",
            (1, 1, 1, 1, 0),
            ((0, 1), (1, 2), (2, 3), (3, 4), (4, 4)),
            end_rounds=2,
        ),
        source=cite.KNIGHT_2016,
        axelrod="BackStabber",
    ),
    Entry(
        Automaton("quarter_end_pusher", (1, 1, 0), ((0, 1), (0, 2), (0, 2)), end_rounds=3),
        source=f"{cite.OURS}; after Oyer, P. (1998). Fiscal year ends and nonlinear "
        "incentive contracts. Q. J. Econ. 113, 149-185.",
    ),
)
