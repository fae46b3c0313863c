"""Everything that charts, page and advice say, and how they write numbers.

The sentences and the marks of numbers stand in ``languages``, a folder each, so that a
language is a file and not code. A sentence is asked for by its key, and its blanks are
filled by name; the text of a deal is only ever filled in, never read as a pattern.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from trustgame import _language
from trustgame._language import marked, speaking
from trustgame.typing import FloatArray

__all__ = [
    "amount", "character", "counted", "decimal", "listed", "mark", "negative", "one",
    "percent", "quoted", "rung", "say", "sentence_case", "span", "speaking", "strung",
]  # fmt: skip

_SCALES = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def say(key: str, **blanks: object) -> str:
    """Return a sentence with its blanks filled in.

    Parameters
    ----------
    key : str
        Table and name, as ``"path.question"``.
    **blanks
        What the pattern's names stand for.

    Examples
    --------
    >>> say("time.about", rounds="12 quarters")
    'about 12 quarters'
    """
    return _language.say(key, **blanks)


def one(unit: str) -> str:
    """Return what a single one of a unit is called.

    Examples
    --------
    >>> one("points"), one("k€")
    ('point', 'k€')
    """
    try:
        return _language.spoken().say("library", f"one.{unit}")
    except KeyError:
        return unit


def character(name: str) -> str:
    """Return what a strategy is called where a room has no words of its own for it.

    Examples
    --------
    >>> character("tit_for_tat"), character("my_own_rule")
    ('tit for tat', 'my own rule')
    """
    try:
        return _language.character(name, "name")
    except KeyError:
        return name.replace("_", " ")


def rung(depth: str) -> str:
    """Return what a depth is called; the library's own words are the language's too.

    Examples
    --------
    >>> rung("known"), rung("like family")
    ('known', 'like family')
    """
    try:
        return _language.spoken().say("library", f"ladder.{depth}")
    except KeyError:
        return depth


def sentence_case(text: str) -> str:
    """Return the text with its first letter large, the rest untouched."""
    return text[:1].upper() + text[1:]


def listed(parts: Iterable[str]) -> str:
    """Return ``a``, ``a and b``, or ``a, b and c``."""
    *first, last = list(parts)
    return say("list.last", first=strung(first), last=last) if first else last


def few(parts: Iterable[str], most: int = 3) -> str:
    """Return parts as ``listed`` does; of many the first, and how many more there are.

    Examples
    --------
    >>> few("abc"), few("abcdefg")
    ('a, b and c', 'a, b, c and 4 more')
    """
    known = list(parts)
    if len(known) > most + 1:
        known[most:] = [say("list.more", n=counted(len(known) - most))]
    return listed(known)


def strung(parts: Iterable[str]) -> str:
    """Return ``a, b, c``."""
    return mark("list.next").join(parts)


def quoted(text: str) -> str:
    """Return a text in quotation marks.

    Examples
    --------
    >>> quoted("prepare")
    '“prepare”'
    """
    return say("list.quoted", text=text)


def mark(key: str) -> str:
    """Return a mark of the language as it stands in its file, with no blanks to fill."""
    return _language.spoken().say("library", key)


def decimal(value: float, places: int = 0) -> str:
    r"""Return a number with so many decimals, in the language's marks.

    Examples
    --------
    >>> decimal(1234.56, 1), decimal(-0.25, 2), counted(10_000)
    ('1,234.6', '−0.25', '10,000')
    """
    text = marked(f"{abs(value):,.{places}f}")
    return negative(text) if value < 0 else text


def counted(many: float) -> str:
    """Return a whole number, its thousands parted."""
    return decimal(many)


def negative(text: str) -> str:
    """Return the text of an amount with the minus before it."""
    return mark("mark.minus") + text


def _percentage(hundredths: float, places: int = 0) -> str:
    """Return so many per cent."""
    return say("mark.percent", number=marked(f"{hundredths:.{places}f}"))


def amount(value: float) -> str:
    r"""Return a number as people write it: some three digits, words for millions.

    Examples
    --------
    >>> amount(-1234.4), amount(37.5), amount(2_500_000), amount(0)
    ('−1,234', '37.5', '2.5\xa0million', '0')
    """
    size = abs(float(value))
    text = _size(size)
    return negative(text) if value < 0 and text != "0" else text


def _size(size: float) -> str:
    """Return a number above 0 in words people use."""
    if size < 1e-9:
        return "0"
    if size >= 1e15 or size < 1e-3:
        power = math.floor(math.log10(size))
        lead = marked(f"{size / 10**power:.2g}")
        return f"{lead} × 10{str(power).translate(_SUPERSCRIPTS)}"
    for scale, word in _SCALES:
        if size >= scale * 0.9995:
            return f"{_digits(size / scale)}\u00a0{say(f'scale.{word}')}"
    if size < 1000 and abs(100 * size - round(100 * size)) < 1e-6:
        return _bare(f"{size:.2f}")
    return _digits(size)


def _digits(size: float) -> str:
    """Return some three digits of a number below a thousand million."""
    if size >= 99.95:
        return marked(f"{size:,.0f}")
    places = 1 if size >= 9.995 else 2 if size >= 0.0995 else 4
    return _bare(f"{size:.{places}f}")


def _bare(text: str) -> str:
    """Return a number's text without noughts at its end, in the language's marks."""
    return marked(text.rstrip("0").rstrip("."))


def percent(share: float) -> str:
    """Return a share as a percentage; small and nearly whole ones keep a decimal.

    Examples
    --------
    >>> percent(0.5), percent(0.004), percent(0.0001), percent(0.9999), percent(1)
    ('50%', '0.4%', 'under 0.1%', 'over 99.9%', '100%')
    """
    share = float(share)
    if share < 0:
        return _percentage(0) if share > -0.005 else negative(_percentage(-100 * share))
    if 1e-12 < share < 0.001:
        return say("number.under", value=_percentage(0.1, 1))
    if 0.999 < share < 1 - 1e-12:
        return say("number.over", value=_percentage(99.9, 1))
    fine = 1e-12 < share < 0.00995 or 0.9905 < share < 1 - 1e-12
    return _percentage(100 * share, 1 if fine else 0)


def span(values: FloatArray, write: Any = percent) -> str:
    """Return ``low`` or ``first to last`` of a quantity along the ladder, written out."""
    first, last = write(float(values[0])), write(float(values[-1]))
    return str(first) if first == last else say("number.span", first=first, last=last)
