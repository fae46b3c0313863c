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
    many = "round" if m == 1 else f"{m} rounds"
    meetings = "the first meeting" if m == 1 else f"{m} meetings"
    return Entry(
        threshold(m),
        theory=f"Cooperates for {many} unless anybody defects before; then defects for "
        "ever.",
        sales=f"Works together for {meetings}, then takes what is left on the table.",
        source="Embrey, M., Fréchette, G. R. & Yuksel, S. (2018). Cooperation in the "
        "finitely repeated prisoner's dilemma. Q. J. Econ. 133, 509-551.",
    )


_COPY = ((0, 1), (0, 1))
_EITHER = (((0, 1), (1, 1)), ((1, 1), (1, 1)))

ENTRIES = (
    threshold_entry(5),
    Entry(
        Automaton("tit_for_tat_to_the_last", (1, 0), _COPY, end_rounds=1),
        theory="Tit-for-tat that defects in a known last round.",
        sales="Fair to the end, but for the very last meeting.",
        source="LessWrong (2011). Prisoner's dilemma tournament results, strategy Alexei.",
        aliases=("alexei",),
        axelrod="Alexei",
    ),
    Entry(
        Automaton("grim_to_the_last", (1, 0), _EITHER, end_rounds=1),
        theory="Grim trigger that defects in a known last round: threshold n - 1.",
        sales="Loyal to the letter of the contract, and not a day longer.",
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
        theory="Forgives three defections of a match, and defects in the last two rounds.",
        sales="Overlooks three wrongs with a smile, and settles up as it leaves.",
        source=cite.KNIGHT_2016,
        axelrod="BackStabber",
    ),
    Entry(
        Automaton("quarter_end_pusher", (1, 1, 0), ((0, 1), (0, 2), (0, 2)), end_rounds=3),
        theory="Tit-for-two-tats that defects in a known game's last three rounds.",
        sales="A patient partner for most of the quarter; in its last weeks only targets "
        "count.",
        source=f"{cite.OURS}; after Oyer, P. (1998). Fiscal year ends and nonlinear "
        "incentive contracts. Q. J. Econ. 113, 149-185.",
    ),
)
