"""Lines of words and marks: a disc for cooperation, a cross for defection, as in a text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.patches import Circle, Polygon

from trustgame.automata.diagram import Arrow
from trustgame.deals.words import say
from trustgame.plot import palette
from trustgame.plot.anatomy import width
from trustgame.plot.routes import Box, Size, Spot

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["MARKS", "Pen", "area", "arrow_lines", "length"]

#: How the marks of C and of D are written among words.
MARKS = ("\0C", "\0D")

_C, _D = MARKS

_WIDE = 0.86  # width of a mark, in sizes of type
_ARM, _HALF = 0.48, 0.17  # length and half the breadth of a cross's arms, in its size
_QUARTER = np.array([(_HALF, _HALF), (_HALF, _ARM), (-_HALF, _ARM)])  # of its outline
_CROSS = np.concatenate(
    [
        _QUARTER @ np.array([[np.cos(a), np.sin(a)], [-np.sin(a), np.cos(a)]])
        for a in np.arange(4) * np.pi / 2 + np.pi / 4
    ]
)


def length(tokens: Sequence[str], size: float) -> float:
    """Return the length of a line of words and marks in points."""
    return _starts(tokens, size)[-1]


def area(lines: Sequence[Sequence[str]], size: float) -> Size:
    """Return width and height that lines take, margins included; none if they are empty."""
    longest = max(length(line, size) for line in lines)
    if not longest:
        return 0.0, 0.0
    return longest + 0.32 * size, (1.25 * len(lines) + 0.1) * size


def _starts(tokens: Sequence[str], size: float) -> list[float]:
    """Return where each token begins, and the end of the last."""
    at, starts = 0.0, []
    for i, token in enumerate(tokens):
        if i:
            at += _gap(tokens[i - 1], token) * size
        starts.append(at)
        at += _WIDE * size if token in MARKS else width(token, size)
    return [*starts, at]


def _gap(before: str, token: str) -> float:
    """Return the gap between two tokens in sizes of type."""
    if "/" in (before, token):
        return 0.12
    if token in MARKS:
        return 0.1 if before in MARKS else 0.5
    return 0.28


_SHORT = {
    "CC CD DC DD": [],
    "CC DC": [_C],
    "CD DD": [_D],
    "CC CD": ["did", _C],
    "DC DD": ["did", _D],
    "CC DD": [_C, _C, "/", _D, _D],
    "CD DC": [_C, _D, "/", _D, _C],
    "CD DC DD": ["any", _D],
    "CC CD DC": ["any", _C],
    "CC CD DD": ["but", _D, _C],
    "CC DC DD": ["but", _C, _D],
}


def arrow_lines(arrow: Arrow) -> list[list[str]]:
    """Return the words of an arrow: one line for each run of depths that differ."""
    lines = []
    levels = len(arrow.played)
    for level, pairs in enumerate(arrow.played):
        if not pairs or (level and arrow.played[level - 1] == pairs):
            continue
        last = level
        while last + 1 < levels and arrow.played[last + 1] == pairs:
            last += 1
        tokens = _SHORT.get(" ".join(pairs), ["\0" + letter for letter in pairs[0]])
        line = [t if t in (_C, _D, "/") else say(f"automaton.{t}") for t in tokens]
        if last - level < levels - 1:
            line.append(_at(level, last, levels))
        lines.append(line)
    return lines


def _at(first: int, last: int, n: int) -> str:
    """Return which depths are meant."""
    if n == 2:
        return say("automaton.deep" if first else "automaton.shallow")
    if first == last:
        return say("automaton.at_depth", first=first + 1, n=n)
    return say("automaton.at_depths", first=first + 1, last=last + 1, n=n)


class Pen:
    """Draws in points on an Axes, above a margin at its foot."""

    def __init__(self, ax: Axes, foot: float = 0.0) -> None:
        self.ax, self.foot = ax, foot

    def disc(self, at: Any, radius: float, gid: str, **look: Any) -> Circle:
        """Draw a disc."""
        centre = (float(at[0]), float(at[1]) + self.foot)
        patch = Circle(centre, radius, gid=gid, **({"zorder": 3} | look))
        self.ax.add_patch(patch)
        return patch

    def shape(self, corners: Any, at: Any, gid: str, **look: Any) -> Polygon:
        """Draw a polygon that is given around a centre."""
        centre = np.array([float(at[0]), float(at[1]) + self.foot])
        patch = Polygon(np.asarray(corners) + centre, gid=gid, linewidth=0, **look)
        self.ax.add_patch(patch)
        return patch

    def mark(self, at: Any, size: float, move: int, colour: str, gid: str = "mark") -> None:
        """Draw a disc for cooperation, a cross for defection."""
        look = {"facecolor": colour, "zorder": 4}
        if move == 0:
            self.disc(at, 0.44 * size, gid, linewidth=0, **look)
        else:
            self.shape(size * _CROSS, at, gid, **look)

    def title(self, at: Any, text: str, size: float, colour: str, *, room: float) -> None:
        """Write into a circle, as large as its room allows."""
        longest = max(width(line, size, True) for line in text.split("\n"))
        self.ax.text(
            float(at[0]),
            float(at[1]) + self.foot,
            text,
            color=colour,
            fontsize=size * min(1.0, room / longest),
            fontweight="bold",
            ha="center",
            va="center",
            linespacing=1.05,
            parse_math=False,
            zorder=5,
        )

    def arrow(
        self, spot: Spot, line: float, gid: str, *, dashed: bool = False, colour: str = ""
    ) -> None:
        """Draw a line of that width with a head at its end."""
        colour = colour or palette.INK
        points = spot.line + np.array([0.0, self.foot])
        long, tip = 6.0 * line, points[-1]
        shaft = points[np.hypot(*(points - tip).T) > 0.8 * long]
        back = shaft[-1] if len(shaft) else points[0]
        along = (tip - back) / (np.hypot(*(tip - back)) or 1.0)
        side = 0.42 * long * np.array([-along[1], along[0]])
        self.ax.plot(
            *shaft.T,
            color=colour,
            linewidth=line,
            linestyle=(0, (2.2, 1.6)) if dashed else "solid",
            solid_capstyle="butt",
            zorder=2,
            gid=gid,
        )
        head = [(0, 0), side - long * along, -side - long * along]
        at = tip - np.array([0.0, self.foot])
        self.shape(head, at, f"head of {gid}", facecolor=colour, zorder=2.5)

    def words(
        self,
        box: Box,
        lines: Sequence[Sequence[str]],
        size: float,
        gid: str,
        *,
        plain: bool = False,
    ) -> None:
        """Write lines of words and marks, centred in a box that hides what is below."""
        if not plain:
            wide, high = box.half_wide, box.half_high
            corners = [(-wide, -high), (wide, -high), (wide, high), (-wide, high)]
            centre = (box.x, box.y)
            self.shape(corners, centre, f"box of {gid}", facecolor=palette.HALO, zorder=2.8)
        for i, tokens in enumerate(lines):
            y = box.y + (len(lines) / 2 - i - 0.5) * 1.25 * size
            starts = _starts(tokens, size)
            for token, start in zip(tokens, starts, strict=False):
                x = box.x - starts[-1] / 2 + start
                if token in MARKS:
                    move, at = MARKS.index(token), (x + _WIDE * size / 2, y)
                    colour = palette.MOVES[move]
                    self.mark(at, 1.06 * size, move, colour, gid=f"mark of {gid}")
                else:
                    self.ax.text(
                        x,
                        y + self.foot,
                        token,
                        fontsize=size,
                        color=palette.INK,
                        ha="left",
                        va="center_baseline",
                        parse_math=False,
                        zorder=4,
                        gid=gid,
                    )
