"""Numbers as people write them: decimal commas, thousands, percent, a unit beside them.

A text that two countries read as two numbers, as ``1,500``, is not guessed at but refused.
"""

from __future__ import annotations

import re

from trustgame.exceptions import SpecificationError

__all__ = ["number_and_unit", "plain", "read_number", "read_share", "split"]

_SPACES = "\u00a0\u2007\u2009\u202f"
_NUMBER = re.compile(r"([+\-−]?)(\d[\d.,'’ ]*|[.,]\d+)")
_THOUSANDS = re.compile(r"\d{1,3}([.,])\d{3}(\1\d{3})*")


def read_number(name: str, text: str) -> float:
    """Return the number that a text writes, point or comma.

    Examples
    --------
    >>> read_number("price", "12,5"), read_number("price", "1.234,50")
    (12.5, 1234.5)
    >>> read_number("price", "1 250 000"), read_number("price", "−3")
    (1250000.0, -3.0)
    """
    clean = _plain_spaces(text).strip()
    match = _NUMBER.fullmatch(clean)
    if not match:
        raise SpecificationError(f"`{name}` must be a number; got {text!r}.")
    sign, digits = match[1].replace("−", "-"), match[2].rstrip()
    for space in (" ", "'", "’"):
        if space in digits:
            if not re.fullmatch(rf"\d{{1,3}}({space}\d{{3}})+([.,]\d*)?", digits):
                raise SpecificationError(
                    f"`{name}` must be one number; got {text!r}. "
                    "Between digits, a space only parts thousands."
                )
            digits = digits.replace(space, "")
            return float(sign + digits.replace(",", "."))
    return float(sign + _decimal(name, text, digits))


def _decimal(name: str, text: str, digits: str) -> str:
    """Return digits with a point, after working out what commas and points are."""
    marks = [mark for mark in digits if mark in ",."]
    refused = SpecificationError(f"`{name}` must be one number; got {text!r}.")
    if len(set(marks)) == 2:  # the last kind is decimal, the first parts thousands
        first, last = marks[0], marks[-1]
        whole, _, rest = digits.rpartition(last)
        if marks.count(last) > 1 or not _THOUSANDS.fullmatch(whole):
            raise refused
        return whole.replace(first, "") + "." + rest
    if len(marks) > 1:
        if not _THOUSANDS.fullmatch(digits):
            raise refused
        return digits.replace(marks[0], "")
    if marks and _THOUSANDS.fullmatch(digits) and not digits.startswith("0"):
        whole, part = digits.split(marks[0])
        small = f"{whole}.{part.rstrip('0') or '0'}"
        exact = small + "0" * (len(part) == len(small) - len(whole) - 1)
        raise SpecificationError(
            f"`{name}` can be read in two ways: {text.strip()!r} may be {whole}{part} or "
            f"{small}. Write {whole}{part} or {exact}."
        )
    return digits.replace(",", ".")


def read_share(name: str, text: str) -> float:
    """Return a share, as ``90%`` or ``0.9``.

    Examples
    --------
    >>> read_share("chance", "90 %"), read_share("chance", "0,9")
    (0.9, 0.9)
    """
    clean = text.strip()
    if clean.endswith("%"):
        return read_number(name, clean[:-1]) / 100
    return read_number(name, clean)


def number_and_unit(name: str, text: str) -> tuple[float, str]:
    """Return a number and the unit before or after it, if there is one.

    Examples
    --------
    >>> number_and_unit("value", "150 k€"), number_and_unit("price", "$1,000,000")
    ((150.0, 'k€'), (1000000.0, '$'))
    """
    clean = _plain_spaces(text).strip()
    match = re.fullmatch(
        r"([^\d+\-−.,]*)([+\-−]?[\d.,][\d.,'’ ]*?)\s*([^\d,\s][^\d]*)?", clean
    )
    if not match:
        raise SpecificationError(f"`{name}` must be a number; got {text.strip()!r}.")
    before, after = match[1].strip(), (match[3] or "").strip()
    if before and after:
        raise SpecificationError(
            f"`{name}` must have one unit; got {before!r} and {after!r}."
        )
    return read_number(name, match[2]), before or after


def split(name: str, text: str, many: int, example: str) -> list[str]:
    """Return the parts of an answer, parted by ``/``, ``;`` or a comma with a space.

    Examples
    --------
    >>> split("sides", "Müller, Söhne & Co / Client", 2, "a / b")
    ['Müller, Söhne & Co', 'Client']
    >>> split("amounts", "1,5; 2", 2, "a / b")
    ['1,5', '2']
    """
    for mark in (r"\s+/\s+|\s*;\s*", r"\s*/\s*", r",\s+"):
        parts = [part.strip() for part in re.split(mark, text.strip())]
        if len(parts) == many and all(parts):
            return parts
    raise SpecificationError(
        f"`{name}` needs {many} parts, with / between them; got {text.strip()!r}. "
        f"For instance: {example}"
    )


def plain(value: float) -> str:
    """Return a number as it can be typed again.

    Examples
    --------
    >>> plain(20.0), plain(0.1 + 0.2), plain(1e12)
    ('20', '0.3', '1000000000000')
    """
    text = f"{value:.12g}"
    return f"{value:.0f}" if "e" in text and abs(value) >= 1 else text


def _plain_spaces(text: str) -> str:
    """Return a text whose hard and thin spaces are plain ones."""
    return text.translate({ord(space): " " for space in _SPACES})
