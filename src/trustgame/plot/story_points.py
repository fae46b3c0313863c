"""What a picture of lines holds, and where its lines cross."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from trustgame.deals.labels import Labels
from trustgame.deals.numerals import write
from trustgame.deals.words import say
from trustgame.plot.story_axes import Scale, scale_of
from trustgame.typing import FloatArray

__all__ = ["Crossing", "Lines", "crossing_words", "crossings", "lines_of"]


class Lines(NamedTuple):
    """What a picture of lines holds: its table, points and marks, and its two scales."""

    spec: Mapping[str, Any]
    frame: pd.DataFrame
    marks: list[dict[str, Any]]
    x: Scale
    y: Scale

    def points(self, line: int) -> FloatArray:
        """Return the points of a line [n, 2]; nan where it has no value."""
        rows = self.frame[self.frame["line"] == line]
        at = rows[["x", "y"]].to_numpy(dtype=float)
        return np.where(np.isfinite(at), at, np.nan)

    def label(self, line: int) -> str:
        """Return what a line is called."""
        return str(self.frame.loc[self.frame["line"] == line, "label"].iloc[0])

    def role(self, line: int) -> str:
        """Return whose a line is."""
        return str(self.spec["lines"][line].get("role", "model"))

    @property
    def numbers(self) -> range:
        """The lines."""
        return range(len(self.spec["lines"]))


class Crossing(NamedTuple):
    """Where a line crosses zero, or another line."""

    x: float
    y: float
    rises: bool  #: whether the (first) line comes from below
    exact: bool  #: whether it is a point of the line itself
    lines: tuple[int, ...]


def lines_of(
    spec: Mapping[str, Any], frame: pd.DataFrame, marks: pd.DataFrame, parameter: Any
) -> Lines:
    """Return what a picture of lines holds; ``parameter`` is the one of its x axis."""
    rows: list[Any] = [] if marks.empty else marks.to_dict("records")
    return Lines(spec, frame, rows, scale_of(spec["x"], parameter), scale_of(spec["y"]))


def crossings(lines: Lines) -> list[Crossing]:
    """Return the crossings that a picture asks for, from left to right."""
    if not lines.spec.get("crossings", False):
        return []
    found: list[Crossing] = []
    if lines.spec.get("loss", False):
        for i in lines.numbers:
            at = lines.points(i)
            found += _changes(at[:, 0], at[:, 1], np.zeros(len(at)), lines.x.log, (i,))
    else:
        shown = [i for i in lines.numbers if lines.role(i) != "guide"]
        for k, i in enumerate(shown):
            for j in shown[k + 1 :]:
                one, other = lines.points(i), lines.points(j)
                x = np.union1d(one[:, 0], other[:, 0])
                a, b = (
                    np.interp(x, at[:, 0], at[:, 1], left=np.nan, right=np.nan)
                    for at in (one, other)
                )
                found += _changes(x, a, b, lines.x.log, (i, j))
    return sorted(found)


def _changes(
    x: FloatArray, y: FloatArray, other: FloatArray, log: bool, lines: tuple[int, ...]
) -> list[Crossing]:
    """Return where one line passes another, between or on the points drawn."""
    gap = y - other
    near = 1e-9 * max(1.0, float(np.nanmax(np.abs(gap), initial=0.0)))
    side = np.where(np.isnan(gap), np.nan, np.sign(np.where(np.abs(gap) <= near, 0, gap)))
    found = []
    last = None
    for k, now in enumerate(side):
        if np.isnan(now):
            last = None
            continue
        if now == 0:
            continue
        if last is not None and side[last] != now:
            i, j = last, last + 1
            part = 0.0 if k > j else float(gap[i] / (gap[i] - gap[j]))
            if k > j:
                i, part = j, 0.0  # it touches on the way: there
            ends = np.log(x[[i, j]]) if log else x[[i, j]]
            at = float(ends[0] + part * (ends[1] - ends[0]))
            height = float(y[i] + part * (y[j] - y[i]))
            found.append(
                Crossing(math.exp(at) if log else at, height, now > 0, k > last + 1, lines)
            )
        last = k
    return found


def crossing_words(crossing: Crossing, scale: Scale, labels: Labels) -> str:
    """Return the x value of a crossing; counted things are past it a step later."""
    if not scale.whole or abs(crossing.x - round(crossing.x)) < 1e-9:
        return write(crossing.x, scale.kind, labels)
    key = "story.from" if crossing.rises or len(crossing.lines) > 1 else "story.up_to"
    whole = math.ceil(crossing.x) if key == "story.from" else math.floor(crossing.x)
    return say(key, x=write(whole, scale.kind, labels))
