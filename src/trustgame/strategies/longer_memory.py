"""Strategies that weigh the last two or three rounds.

Nydegger's rule is Axelrod's (1980) text: the three rounds in chronological order count 16,
4 and 1, so the oldest counts most in the sum and least in the choice. (Axelrod-Python 4.13
gives 16 to the newest, and so is another strategy.)
"""

from __future__ import annotations

from trustgame.strategies import _sources as cite
from trustgame.strategies._build import History, remembering
from trustgame.strategies._entry import Entry

__all__ = ["ENTRIES"]

_C, _D = 0, 1
_CC, _DD = (_C, _C), (_D, _D)


def _since(history: History, rounds: int) -> History:
    """Return the last so many rounds, as if mutual cooperation had come before."""
    return ((_CC,) * rounds + history)[-rounds:]


def _two_rounds_of_perfect(history: History) -> float:
    """Cooperate after twice CC, twice DD, or DD and then CC."""
    return float(_since(history, 2) in {(_CC, _CC), (_DD, _DD), (_DD, _CC)})


def _all_or_none(history: History) -> float:
    """Cooperate at first, and then if in each of two rounds both did the same."""
    return float(len(history) < 2 or all(own == seen for own, seen in history))


_NYDEGGER = {1, 6, 7, 17, 22, 23, 26, 29, 30, 31, 33, 38, 39, 45, 49, 54, 55, 58, 61}


def _nydegger(history: History) -> float:
    """Defect where own defections (1) and the partner's (2) sum to certain numbers."""
    if len(history) < 3:
        if history == ((_C, _D), (_D, _C)):
            return 0.0
        return float(not history or history[-1][1] == _C)
    score = sum(
        weight * (own + 2 * seen)
        for weight, (own, seen) in zip((16, 4, 1), history, strict=True)
    )
    return float(score not in _NYDEGGER)


# Murase & Baek's five rules, as (own, partner's) last three actions, oldest first.
_CAPRI = {
    ("CCC", "CCC"),  # C: cooperate at mutual cooperation
    *(("CCD", "CCC"), ("CDC", "CCD"), ("DCC", "CDC"), ("CCC", "DCC")),  # A: accept
    *(("CCD", "CDC"), ("CDC", "DCC"), ("DCC", "CCC")),  # P: after one D of punishment
    *(("DDD", "DDC"), ("DDC", "DCC"), ("DCC", "CCC")),  # R: recover
    *(("DDC", "DDD"), ("DCC", "DDC"), ("CCC", "DCC")),
    *(("DDC", "DDC"), ("DCC", "DCC")),
}  # I: defect in all other cases


def _capri(history: History) -> float:
    """Cooperate where one of the five rules says so."""
    own, seen = (
        "".join("CD"[a] for a in side) for side in zip(*_since(history, 3), strict=True)
    )
    return float((own, seen) in _CAPRI)


ENTRIES = (
    Entry(
        remembering("two_round_perfect_tit_for_tat", 2, _two_rounds_of_perfect),
        source=cite.FUDENBERG_2012,
        aliases=("2ptft", "pt2ft", "two_round_win_stay_lose_shift"),
    ),
    Entry(
        remembering("all_or_none_2", 2, _all_or_none),
        source="Hilbe, C., Martinez-Vaquero, L. A., Chatterjee, K. & Nowak, M. A. (2017). "
        "Memory-n strategies of direct reciprocity. PNAS 114, 4715-4720.",
        aliases=("aon2", "aon_2"),
        axelrod="AON2",
    ),
    Entry(
        remembering("capri", 3, _capri),
        source="Murase, Y. & Baek, S. K. (2020). Five rules for friendly rivalry in direct "
        "reciprocity. Sci. Rep. 10, 16904.",
        axelrod="Capri",
    ),
    Entry(
        remembering("nydegger", 3, _nydegger),
        source=cite.AXELROD_1980,
    ),
)
