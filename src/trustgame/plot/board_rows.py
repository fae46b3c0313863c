"""The rows of the board of verdicts: one per claim, or one per rule."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from trustgame import _validate as check
from trustgame.deals.labels import Labels
from trustgame.deals.numerals import write
from trustgame.exceptions import SpecificationError

if TYPE_CHECKING:
    from trustgame.scenarios.board import Board
    from trustgame.scenarios.verdict import Finding, Verdict

__all__ = ["MOST", "OUTCOMES", "Row", "key_of", "paged", "rows_of", "verdicts_of"]

#: The verdicts, in the order in which they are counted.
OUTCOMES = ("holds", "holds when", "does not hold here", "assumed, not tested")
MOST = 10  # rows that can be read from the back of a room


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


def paged(rows: list[Row], page: int) -> tuple[list[Row], int]:
    """Return the rows of a page, and how many pages there are."""
    pages = max(1, math.ceil(len(rows) / MOST))
    page = check.count("page", page, 1)
    if page > pages:
        raise SpecificationError(
            f"`page` must be a page from 1 to {pages} ({len(rows)} rows, {MOST} on a "
            f"slide); got {page}."
        )
    each = math.ceil(len(rows) / pages)
    return rows[(page - 1) * each : page * each], pages
