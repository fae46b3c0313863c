"""Every error trustgame raises on purpose.

.. code-block:: text

    TrustgameError
    ├── SpecificationError (ValueError)   a spec, an argument or a file that cannot be
    │   ├── UnknownNameError              a name nobody has; the nearest one is offered
    │   └── FileFormatError               a file that cannot be read as what it should be
    ├── RefusedError                      a sound question that this game cannot answer
    ├── PlayerError                       a custom player broke the rules of the match
    └── OutputError (OSError)             a folder or file that cannot be written

Messages name the argument (or the file's key), the rule, the value and, where there is
one, the remedy.
"""

from __future__ import annotations

from typing import Any

__all__ = [
    "FileFormatError",
    "OutputError",
    "PlayerError",
    "RefusedError",
    "SpecificationError",
    "TrustgameError",
    "UnknownNameError",
]


class TrustgameError(Exception):
    """Base of every deliberate error."""


class SpecificationError(TrustgameError, ValueError):
    """A specification or argument breaks its rule."""


class UnknownNameError(SpecificationError, KeyError):
    """A name is not among the known ones."""

    __str__ = Exception.__str__  # KeyError would print the message in quotes


class FileFormatError(SpecificationError):
    """A file cannot be read as the thing it should hold."""


class RefusedError(TrustgameError):
    """The question is sound but has no answer for this game."""


class PlayerError(TrustgameError):
    """A custom player raised, or returned neither C nor D.

    ``failed`` lists the matches it broke; ``sample`` holds the results of the others.
    """

    failed: tuple[int, ...] = ()
    sample: Any = None


class OutputError(TrustgameError, OSError):
    """Something cannot be written where it should go."""
