"""A deal's file with comments, for somebody who reads it in an editor and changes it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import tomli_w

from trustgame.deals.words import say, sentence_case

if TYPE_CHECKING:
    from trustgame.deals.deal import Deal

__all__ = ["commented"]

_ORDER = (
    "title",
    "round",
    "money",
    "buyer",
    "seller",
    "outcomes",
    "time",
    "relationship",
    "buyers",
    "sellers",
    "pair",
    "story",
)
_BESIDE = 34  # a comment stands beside a value that leaves it so much room
_WIDTH = 92


def commented(deal: Deal) -> str:
    """Return the deal as TOML with a comment on every table and every amount.

    The same deal as ``deal.to_toml()``; read back, it is equal.
    """
    plain = deal.to_dict()
    lines = [*_wrapped(say("help.head")), ""]
    # What is no table of its own stands first, as TOML wants it.
    first = [key for key in _ORDER if key in plain and _is_line(key, plain[key])]
    for key in first:
        lines.append(_line(key, plain[key], _help(key)))
    for key in _ORDER:
        if key in plain and key not in first:
            lines += ["", *_wrapped(f"{sentence_case(say(f'field.{key}'))}: {_help(key)}.")]
            lines += _table(key, plain[key])
    return "\n".join(lines) + "\n"


def _is_line(key: str, value: Any) -> bool:
    """Tell whether a key is written on a line of its own rather than as a table."""
    return key == "round" or not isinstance(value, Mapping | list)


def _table(key: str, value: Any) -> Iterator[str]:
    """Yield the lines of a table, or of a list of tables."""
    if isinstance(value, list):
        for i, entry in enumerate(value):
            if i:
                yield ""
            yield f"[[{key}]]"
            for name, part in entry.items():
                yield _line(name, part, "")
        return
    yield f"[{key}]"
    for name, part in value.items():
        yield _line(name, part, "" if key == "pair" else _help(f"{key}_{name}"))


def _help(key: str) -> str:
    """Return what a key means, if it is one that is explained."""
    try:
        return say(f"help.{key}")
    except KeyError:
        return ""


def _line(key: str, value: Any, help_: str) -> str:
    """Return a key with its value, and what it means beside it or above it."""
    line = f"{key} = {_inline(value)}"
    if not help_:
        return line
    beside = f"{line:<{_BESIDE}}  # {help_}"
    if len(line) <= _BESIDE and len(beside) <= _WIDTH:
        return beside
    return "\n".join([*_wrapped(help_), line])


def _wrapped(text: str) -> list[str]:
    """Return a comment as lines."""
    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent="# ",
        subsequent_indent="# ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _inline(value: Any) -> str:
    """Return a value on one line; whole numbers without a decimal point stay numbers."""
    if isinstance(value, Mapping):
        inside = ", ".join(f"{key} = {_inline(part)}" for key, part in value.items())
        return f"{{ {inside} }}"
    if isinstance(value, list):
        return f"[{', '.join(_inline(part) for part in value)}]"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return tomli_w.dumps({"x": value}).removeprefix("x = ").rstrip("\n")
