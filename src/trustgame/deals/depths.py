r"""How deep a relationship is, in one word, and the numbers behind the word.

A word places the deal on a ladder of four depths and fills in what nobody is asked for:

==========================================  =========  =======  =========  =========
behind the word                             unknown    known    trusted    partner
==========================================  =========  =======  =========  =========
regard: the other's money counts as ... own  0          0.15     0.35       0.6
misperception: misread in ... of rounds      0.15       0.10     0.05       0.02
stakes: what a round is worth, one step      +15% of what it is worth where the deal stands
tremble: a move comes out wrong              0.03 at every depth
deepen, erode, drift                         half a step up after both did their part; one
                                             step down after one side was let down, half a
                                             step down after neither did its part
==========================================  =========  =======  =========  =========

Stakes are 1 where the deal stands: the amounts of a deal are those of a round today.

These are assumptions to start from, not measurements. Each can be written in place of the
word's own: what stands in the deal goes first.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from trustgame import _validate as check
from trustgame.relationship import nearest_level

__all__ = ["DEPTHS", "ladder"]

#: The words, shallow to deep.
DEPTHS = ("unknown", "known", "trusted", "partner")

_STEP = 0.15  # what one depth more adds to a round's worth
_USUAL: dict[str, Any] = {
    "deepen": 0.5,
    "erode": 1.0,
    "drift": 0.5,
    "regard": [0.0, 0.15, 0.35, 0.6],
    "misperception": [0.15, 0.1, 0.05, 0.02],
    "tremble": 0.03,
}


def ladder(depth: str, given: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the plain table of a relationship: a word's numbers, and what was given.

    Parameters
    ----------
    depth : {"unknown", "known", "trusted", "partner"}
        Where the deal stands.
    given : mapping, optional
        Keys that go before the word's own. On a ladder of other depths the deal starts at
        the one nearest in position, unless ``start`` is given too.

    Examples
    --------
    >>> trusted = ladder("trusted")
    >>> trusted["start"], trusted["stakes"]
    ('trusted', [0.7, 0.85, 1.0, 1.15])
    >>> ladder("trusted", {"depths": 7})["start"]
    4
    """
    level = DEPTHS.index(check.one_of("relationship.depth", depth, DEPTHS))
    stakes = [round(1 + _STEP * (at - level), 9) for at in range(len(DEPTHS))]
    own: Mapping[str, Any] = {} if given is None else given
    table = {"depths": list(DEPTHS), **_USUAL, "stakes": stakes, **own}
    if "start" not in table:
        names = table["depths"]
        position = level / (len(DEPTHS) - 1)
        if isinstance(names, list):
            if names:
                table["start"] = names[nearest_level(position, len(names))]
        else:
            count = check.count("relationship.depths", names, 1)
            table["start"] = nearest_level(position, count)
    return table
