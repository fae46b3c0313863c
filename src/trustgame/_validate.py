"""Small checks with one wording each; every one returns the cleaned value."""

from __future__ import annotations

import difflib
import math
import operator
from collections.abc import Iterable, Mapping
from typing import Any

from trustgame.exceptions import SpecificationError, UnknownNameError

ROLES = ("buyer", "seller")


def number(name: str, value: Any) -> float:
    """Return a finite real number as a float."""
    try:
        if isinstance(value, (bool, str, bytes)):
            raise TypeError
        result = float(value)
    except (TypeError, ValueError, OverflowError):
        raise SpecificationError(f"`{name}` must be a number; got {value!r}.") from None
    if not math.isfinite(result):
        raise SpecificationError(f"`{name}` must be a finite number; got {value!r}.")
    return result


def interval(name: str, value: Any, low: float, high: float, remedy: str = "") -> float:
    """Return a number in [low, high]."""
    result = number(name, value)
    if not low <= result <= high:
        raise SpecificationError(
            f"`{name}` must lie in [{low:g}, {high:g}]; got {result:g}." + _tail(remedy)
        )
    return result


def positive(name: str, value: Any, remedy: str = "") -> float:
    """Return a number above 0."""
    result = number(name, value)
    if result <= 0:
        raise SpecificationError(
            f"`{name}` must be above 0; got {result:g}." + _tail(remedy)
        )
    return result


def count(name: str, value: Any, least: int, remedy: str = "") -> int:
    """Return a whole number not below ``least``."""
    try:
        if isinstance(value, bool):
            raise TypeError
        is_whole_float = isinstance(value, float) and value.is_integer()
        result = int(value) if is_whole_float else operator.index(value)
    except TypeError:
        raise SpecificationError(
            f"`{name}` must be a whole number; got {value!r}." + _tail(remedy)
        ) from None
    if result < least:
        raise SpecificationError(
            f"`{name}` must be at least {least}; got {result}." + _tail(remedy)
        )
    return result


def text(name: str, value: Any) -> str:
    """Return a string that says something."""
    if not isinstance(value, str) or not value.strip():
        raise SpecificationError(
            f"`{name}` must be a text that is not empty; got {value!r}."
        )
    return value


def role(name: str, value: Any) -> int:
    """Return the index of a role: buyer 0, seller 1."""
    one_of(name, value, ROLES)
    return ROLES.index(value)


def one_of(name: str, value: Any, options: Iterable[str], remedy: str = "") -> str:
    """Return a value that is among the options."""
    known = list(options)
    if not isinstance(value, str) or value not in known:
        listed = ", ".join(repr(option) for option in known)
        raise UnknownNameError(
            f"`{name}` must be one of {listed}; got {value!r}."
            + (suggest(value, known) or _tail(remedy))
        )
    return str(value)


def known_keys(
    where: str, table: Any, allowed: Iterable[str], required: Iterable[str] = ()
) -> Mapping[str, Any]:
    """Return a table that has no unknown and no missing key."""
    if not isinstance(table, Mapping):
        raise SpecificationError(f"`{where}` must be a table of keys; got {table!r}.")
    names = list(allowed)
    for key in table:
        if key not in names:
            raise UnknownNameError(
                f"unknown key '{key}' in `{where}`."
                + (suggest(key, names) or f" Known keys: {', '.join(names)}.")
            )
    for key in required:
        if key not in table:
            raise SpecificationError(f"`{where}` needs the key '{key}'; it is missing.")
    return table


def suggest(value: Any, options: Iterable[str]) -> str:
    """Return `` did you mean 'x'?`` for the nearest option, or an empty text."""
    if not isinstance(value, str):
        return ""
    near = difflib.get_close_matches(value, list(options), n=1, cutoff=0.5)
    return f" Did you mean '{near[0]}'?" if near else ""


def frozen(value: Any) -> Any:
    """Return nested lists as nested tuples."""
    return tuple(frozen(part) for part in value) if isinstance(value, list) else value


def _tail(remedy: str) -> str:
    """Return the remedy with a space before it, if there is one."""
    return f" {remedy}" if remedy else ""
