"""Numbers by their kind: shares, rounds, money, years and odds, as people write them."""

from __future__ import annotations

import math

from trustgame.deals import words
from trustgame.deals.labels import Labels
from trustgame.deals.words import say

__all__ = ["write"]


def write(value: float, kind: str, labels: Labels) -> str:
    """Return a number as people write it.

    Examples
    --------
    >>> write(5.25, "years", Labels()), write(0.2, "one_in", Labels())
    ('5 years 3 months', '1 in 5')
    """
    if math.isnan(value):
        return say("scenario.none")
    if math.isinf(value):
        return say("scenario.never" if value > 0 else "scenario.always")
    match kind:
        case "percent":
            return words.percent(value)
        case "rounds":
            return labels.count(round(value, 1))
        case "money":
            return labels.pay(value)
        case "years":
            return words.negative(_years(-value)) if value < 0 else _years(value)
        case "one_in":
            if value <= 0:
                return say("scenario.none")
            if value > 1:
                return say("scenario.not_even_all")
            return say("scenario.one_in", n=words.amount(round(1 / value, 1)))
        case _:
            return words.amount(value)


def _years(value: float) -> str:
    """Return years and months; a half is a half."""
    months = round(12 * value)
    years, months = divmod(months, 12)
    parts = []
    if years or not months:
        parts.append(say("scenario.years" if years != 1 else "scenario.year", n=years))
    if months:
        parts.append(say("scenario.months" if months != 1 else "scenario.month", n=months))
    return " ".join(parts)
