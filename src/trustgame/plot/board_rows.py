"""The rows of the board of verdicts: one per claim, or one per rule."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from trustgame import _validate as check
from trustgame.deals.labels import Labels
from trustgame.deals.numerals import write
from trustgame.deals.words import say
from trustgame.exceptions import SpecificationError
from trustgame.plot.anatomy import wrap
from trustgame.plot.sizes import FORMATS

if TYPE_CHECKING:
    from trustgame.scenarios.board import Board
    from trustgame.scenarios.verdict import Finding, Verdict

__all__ = [
    "COLUMNS",
    "LINE",
    "OUTCOMES",
    "Row",
    "key_of",
    "lines_of",
    "paged",
    "pages_of",
    "rows_of",
    "verdicts_of",
]

#: The verdicts, in the order in which they are counted.
OUTCOMES = ("holds", "holds when", "does not hold here", "assumed, not tested")
#: Where columns begin and end, as shares of the width.
COLUMNS = {
    "claim": (0.0, 0.3),
    "verdict": (0.318, 0.455),
    "number": (0.465, 0.59),
    "share": (0.6, 0.725),
    "boundary": (0.735, 1.0),
}
LINE = 1.12  # height of a line, in sizes of type
_GAP = 0.7  # lines between two rows
_FULL = 0.6  # of a slide's height that rows can take


class Row(NamedTuple):
    """One row of the board."""

    title: str
    says: str
    outcome: str
    value: str
    bound: str
    share: float
    low: float
    high: float
    boundary: str


def key_of(outcome: str) -> str:
    """Return the key of an outcome's words."""
    return outcome.replace(",", "").replace(" ", "_")


def verdicts_of(result: Board | Verdict) -> tuple[Verdict, ...]:
    """Return the verdicts of a board, or the one there is."""
    found = getattr(result, "verdicts", None)
    return (result,) if found is None else tuple(found)  # type: ignore[return-value]


def rows_of(result: Board | Verdict, labels: Labels | None) -> Iterator[Row]:
    """Yield a row per verdict of a board, or per rule of one verdict."""
    several = hasattr(result, "verdicts")
    for verdict in verdicts_of(result):
        name = verdict.scenario.title
        frame = verdict.to_frame()
        if not verdict.findings:
            none = math.nan
            claim = verdict.scenario.claim
            yield Row(name, claim, verdict.outcome, "", "", none, none, none, "")
            continue
        own = verdict.scenario.labels if labels is None else labels
        if several:
            k = _deciding(verdict.findings)
            share = verdict.share, verdict.low, verdict.high
            yield _row(verdict, k, frame, own, (name, verdict.findings[k].rule.says),
                       verdict.outcome, share)  # fmt: skip
            continue
        for k, finding in enumerate(verdict.findings):
            yield _row(verdict, k, frame, own, (finding.rule.says, ""), finding.outcome,
                       (finding.share, finding.low, finding.high))  # fmt: skip


def _row(
    verdict: Verdict,
    k: int,
    frame: pd.DataFrame,
    labels: Labels,
    texts: tuple[str, str],
    outcome: str,
    share: tuple[float, float, float],
) -> Row:
    """Return the row of a rule."""
    finding = verdict.findings[k]
    shares = share if verdict.tries else (math.nan, math.nan, math.nan)
    return Row(
        *texts,
        outcome,
        write(finding.value, finding.rule.kind, labels),
        str(frame["rule"].iloc[k]),
        *shares,
        str(frame["boundary"].iloc[k]),
    )


def _deciding(findings: tuple[Finding, ...]) -> int:
    """Return the rule that decides: one that fails here, else that which holds least."""
    return min(range(len(findings)), key=lambda k: (findings[k].holds, findings[k].share))


def pages_of(result: Board | Verdict, labels: Labels | None = None) -> int:
    """Return how many slides a board needs so that every rule stands on it whole."""
    return len(_groups(list(rows_of(result, labels))))


def paged(rows: list[Row], page: int) -> tuple[list[Row], int]:
    """Return the rows of a page, and how many pages there are."""
    groups = _groups(rows)
    page = check.count("page", page, 1)
    if page > len(groups):
        raise SpecificationError(
            f"`page` must be a page from 1 to {len(groups)}, which hold all "
            f"{len(rows)} rows; got {page}."
        )
    return groups[page - 1], len(groups)


def lines_of(row: Row, wide: float, size: float) -> float:
    """Return how many lines a row needs in a width in points, with the gap after it."""
    left, right = COLUMNS["claim"]
    room = (right - left) * wide
    claim = _lines(row.title, room, size, True) + _lines(row.says, room, size)
    left, right = COLUMNS["number"]
    room = (right - left) * wide
    number = _lines(row.value, room, size, True) + _lines(row.bound, room, size)
    left, right = COLUMNS["boundary"]
    nearest = row.boundary.split(say("verdict.or"))[0]
    return max(2, claim, number, _lines(nearest, (right - left) * wide, size)) + _GAP


def _lines(text: str, room: float, size: float, bold: bool = False) -> int:
    """Return how many lines a text takes."""
    if not text:
        return 0
    return wrap(text.replace("\u00a0", " "), room, size, bold).count("\n") + 1


def _groups(rows: list[Row]) -> list[list[Row]]:
    """Return the rows of each page: as few as need be, and about the same on each."""
    kind = FORMATS["slide"]
    wide, high = (72 * side for side in kind.inches)
    small = kind.sizes.small
    needs = [lines_of(row, 0.94 * wide, small) for row in rows]
    full = _FULL * high / (LINE * small)
    for pages in range(1, len(rows) + 1):
        each = math.ceil(len(rows) / pages)
        starts = range(0, len(rows), each)
        if all(sum(needs[k : k + each]) <= full for k in starts) or each == 1:
            return [rows[k : k + each] for k in starts]
    return [rows]
