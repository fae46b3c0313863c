"""Colours, marks and sizes: the one place where charts take them from.

Each colour has one meaning, in every chart. The hues are those of Okabe and Ito, which
colour-blind eyes tell apart, and none stands alone: a side also has its line style, a move
its mark, a depth its height.

References
----------
Okabe, M. & Ito, K. (2008). Color Universal Design: how to make figures and presentations
that are friendly to colorblind people. Jikei University.
"""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.colors import LinearSegmentedColormap

__all__ = [
    "BAR",
    "DEPTH_RAMP",
    "DIM",
    "GRID",
    "GUIDE",
    "HALO",
    "INK",
    "LOSS",
    "LOSS_HATCH",
    "MAP_RAMP",
    "MODEL",
    "MOVES",
    "MOVE_MARKS",
    "NO",
    "PANEL",
    "PAPER",
    "SIDES",
    "SIDE_LINES",
    "SLIDE",
    "YES",
    "Sizes",
    "depth_colour",
]

INK = "#1A1A1A"  # text, boundaries, theory
DIM = "#595959"  # questions, footers, axes; 7 : 1 on white
GRID = "#DEDEDE"  # light lines that only guide
HALO = "#FFFFFF"  # around a line that crosses a coloured area
BAR = "#EDEDED"  # the inside of bars that stand behind something
GUIDE = "#8A8A8A"  # a line that only compares
PAPER = "#FFFFFF"  # behind everything
LOSS, LOSS_HATCH = "#FBEAE1", "#EFCDBB"  # below zero: tinted, and hatched

SIDES = ("#0072B2", "#E69F00")  # buyer, seller
SIDE_LINES = ("solid", (0, (5, 1.6)))  # buyer, seller
MODEL = "#CC79A7"  # what the model says where it is no side's and no move's
MOVES = ("#009E73", "#D55E00")  # cooperate, defect
MOVE_MARKS = ("o", "X")  # a filled disc, a cross

DEPTH_RAMP = LinearSegmentedColormap.from_list(
    "depth", ["#E6DCF2", "#B79BD9", "#7F4FB3", "#45177A"]
)
MAP_RAMP = "cividis"
NO, YES = "#DCDCDC", "#F2DE7C"  # a plane of two answers: as the ends of a map, but paler


def depth_colour(position: float) -> tuple[float, float, float, float]:
    """Return the violet of a position in [0, 1], pale to deep."""
    red, green, blue, alpha = DEPTH_RAMP(float(position))
    return red, green, blue, alpha


@dataclass(frozen=True, slots=True)
class Sizes:
    """Type sizes and line widths of one kind of figure, in points."""

    title: float
    text: float
    small: float
    line: float
    mark: float


SLIDE = Sizes(title=28, text=18, small=14, line=4, mark=12)
PANEL = Sizes(title=12, text=10, small=8.5, line=2, mark=6)
