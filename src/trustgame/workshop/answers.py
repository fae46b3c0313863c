"""Which option of a bet is right, from the very numbers that its reveal shows.

Options are told apart by where a number lies, so that each number makes exactly one right.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from trustgame.deals.words import percent, say

if TYPE_CHECKING:
    from trustgame.stage import StageGame

__all__ = ["ASKED", "answer", "letters", "settles"]

_SAME = 1e-9
_ALIKE = 0.1  # of the larger: two gains no further apart are about the same

Numbers = Mapping[str, float]


def answer(bet: str, numbers: Numbers, words: Mapping[str, str]) -> str:
    """Return the sentence that names the right option, with the number that makes it so.

    Parameters
    ----------
    bet : str
        The bet, a key of ``ASKED``.
    numbers : mapping of str to float
        What the reveal shows.
    words : mapping of str to str
        The blanks of the bet's options.
    """
    letter, value = ASKED[bet](numbers)
    option = say(f"bet.{bet}_{letter}", **words)
    if value:
        return say("answer.with", option=option, value=value)
    return say("answer.is", option=option)


def settles(stage: StageGame) -> dict[str, float]:
    """Return which outcomes of a round neither side leaves alone: 1 for those that hold.

    Examples
    --------
    >>> from trustgame.stage import StageGame
    >>> settles(StageGame.prisoners_dilemma())
    {'both': 0.0, 'one': 0.0, 'neither': 1.0}
    """
    held = stage.equilibria()
    return {
        "both": float((1.0, 1.0) in held),
        "one": float((1.0, 0.0) in held or (0.0, 1.0) in held),
        "neither": float((0.0, 0.0) in held),
    }


def _band(value: float, *ends: float) -> str:
    """Return the letter of the band that a number lies in, the lowest first."""
    return "abcd"[sum(value >= end for end in ends)]


def _one_shot(found: Numbers) -> tuple[str, str]:
    """Return where one round settles, if in one way only."""
    held = [found[name] > 0 for name in ("both", "one", "neither")]
    return ("abc"[held.index(True)] if sum(held) == 1 else "d"), ""


def _prison(found: Numbers) -> tuple[str, str]:
    """Return what serves fewer years, whatever the other does."""
    return ("b" if found["least_lead"] > 0 else "a"), ""


def _breaks(found: Numbers) -> tuple[str, str]:
    """Return in which third of the rounds it breaks."""
    if found["first"] > 0.5 and not found["breaks"] <= found["rounds_left"]:
        return "d", ""
    at = 1.0 if found["first"] <= 0.5 else found["breaks"]
    return _band((at - 0.5) / found["rounds_left"], 1 / 3, 2 / 3), ""


def _corners(found: Numbers) -> tuple[str, str]:
    """Return what brings more than half of moves to cooperation after selection."""
    time, depth, both = (found[name] > 0.5 for name in ("left_time", "left_depth", "left"))
    return ("c" if time and depth else "a" if time else "b" if depth
            else "d" if both else "e"), ""  # fmt: skip


def _gift(found: Numbers) -> tuple[str, str]:
    """Return how many must return a gift."""
    share = found["break_even"]
    if not share <= 1:
        return "d", ""
    return _band(-share, -0.5 + _SAME, -0.2 + _SAME), percent(max(0.0, share))


def _lunch(found: Numbers) -> tuple[str, str]:
    """Return whether one lunch pays."""
    return _sign(found["gain"]), ""


def _referral(found: Numbers) -> tuple[str, str]:
    """Return how likely a buyer must be to come back."""
    chance = found["again_needed"]
    return _band(chance, 0.5, 0.75, 1.0), percent(chance) if chance < 1 else ""


def _deadline(found: Numbers) -> tuple[str, str]:
    """Return what a push does."""
    return _sign(found["push_gain"]), ""


def _fails(found: Numbers) -> tuple[str, str]:
    """Return how many claims hold nearly everywhere."""
    hold, claims = int(found["hold"]), int(found["claims"])
    band = "cba"[(3 * hold >= claims) + (3 * hold > 2 * claims)]
    return band, say("answer.of", n=hold, all=claims)


def _step(found: Numbers) -> tuple[str, str]:
    """Return which of two steps brings more, if they are not alike."""
    deeper, more = found["deeper"], found["more"]
    if math.isclose(deeper, more, rel_tol=_ALIKE, abs_tol=_SAME):
        return "c", ""
    return ("a" if deeper > more else "b"), ""


def _sign(gain: float) -> str:
    """Return the letter of a gain, a loss, or neither."""
    return "c" if abs(gain) < _SAME else "a" if gain > 0 else "b"


#: How the right option of a bet is found: its letter, and the number to be said with it.
ASKED: Mapping[str, Callable[[Numbers], tuple[str, str]]] = {
    "one_shot": _one_shot, "prison": _prison, "breaks": _breaks, "corners": _corners,
    "gift": _gift, "lunch": _lunch, "referral": _referral, "deadline": _deadline,
    "fails": _fails, "step": _step,
}  # fmt: skip
#: How many options a bet has.
_WAYS = {
    "cards": 3, "one_shot": 4, "prison": 2, "breaks": 4, "corners": 5, "gift": 4,
    "lunch": 3, "referral": 4, "deadline": 3, "fails": 3, "step": 3,
}  # fmt: skip


def letters(bet: str) -> str:
    """Return the letters of a bet's options; none where they are read from the deal.

    Examples
    --------
    >>> letters("gift"), letters("six")
    ('abcd', '')
    """
    return "abcde"[: _WAYS.get(bet, 0)]
