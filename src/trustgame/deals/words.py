"""Everything that charts, page and advice say, and how they write numbers.

The sentences stand in ``languages/en``, so that a language is a file and not code. A sentence is
asked for by its key, and its blanks are filled by name; the text of a deal is only ever
filled in, never read as a pattern.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Any

from trustgame.typing import FloatArray

__all__ = ["amount", "listed", "one", "percent", "say", "sentence_case", "span"]

_SCALES = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@cache
def _sentences() -> dict[str, Any]:
    """Return the language's sentences, read once."""
    file = resources.files("trustgame").joinpath("languages", "en", "library.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


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
    table, _, name = key.partition(".")
    pattern: str = _sentences()[table][name]
    return pattern.format(**blanks)


def one(unit: str) -> str:
    """Return what a single one of a unit is called.

    Examples
    --------
    >>> one("points"), one("k€")
    ('point', 'k€')
    """
    single: str = _sentences()["one"].get(unit, unit)
    return single


def sentence_case(text: str) -> str:
    """Return the text with its first letter large, the rest untouched."""
    return text[:1].upper() + text[1:]


def listed(parts: Iterable[str]) -> str:
    """Return ``a``, ``a and b``, or ``a, b and c``."""
    *first, last = list(parts)
    return say("list.last", first=", ".join(first), last=last) if first else last


def amount(value: float) -> str:
    r"""Return a number as people write it: some three digits, words for millions.

    Examples
    --------
    >>> amount(-1234.4), amount(37.5), amount(2_500_000), amount(0)
    ('−1,234', '37.5', '2.5\xa0million', '0')
    """
    size = abs(float(value))
    text = _size(size)
    return "−" + text if value < 0 and text != "0" else text


def _size(size: float) -> str:
    """Return a number above 0 in words people use."""
    if size < 1e-9:
        return "0"
    if size >= 1e15 or size < 1e-3:
        power = math.floor(math.log10(size))
        return f"{size / 10**power:.2g} × 10{str(power).translate(_SUPERSCRIPTS)}"
    for scale, word in _SCALES:
        if size >= scale * 0.9995:
            return f"{_digits(size / scale)}\u00a0{say(f'scale.{word}')}"
    if size < 1000 and abs(100 * size - round(100 * size)) < 1e-6:
        return f"{size:.2f}".rstrip("0").rstrip(".")
    return _digits(size)


def _digits(size: float) -> str:
    """Return some three digits of a number below a thousand million."""
    if size >= 99.95:
        return f"{size:,.0f}"
    places = 1 if size >= 9.995 else 2 if size >= 0.0995 else 4
    return f"{size:.{places}f}".rstrip("0").rstrip(".")


def percent(share: float) -> str:
    """Return a share as a percentage; small and nearly whole ones keep a decimal.

    Examples
    --------
    >>> percent(0.5), percent(0.004), percent(0.0001), percent(0.9999), percent(1)
    ('50%', '0.4%', 'under 0.1%', 'over 99.9%', '100%')
    """
    share = float(share)
    if share < 0:
        return "0%" if share > -0.005 else f"−{-100 * share:.0f}%"
    if 1e-12 < share < 0.001:
        return say("number.under", value="0.1%")
    if 0.999 < share < 1 - 1e-12:
        return say("number.over", value="99.9%")
    if 1e-12 < share < 0.00995 or 0.9905 < share < 1 - 1e-12:
        return f"{100 * share:.1f}%"
    return f"{100 * share:.0f}%"


def span(values: FloatArray, write: Any = percent) -> str:
    """Return ``low`` or ``first to last`` of a quantity along the ladder, written out."""
    first, last = write(float(values[0])), write(float(values[-1]))
    return str(first) if first == last else say("number.span", first=first, last=last)
