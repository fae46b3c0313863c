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

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl
from matplotlib.colors import Colormap, LinearSegmentedColormap, to_hex, to_rgb

from trustgame import _validate as check

__all__ = [
    "BAR",
    "CELL",
    "DEPTH_RAMP",
    "DIM",
    "FAINT",
    "GRID",
    "GUIDE",
    "HALO",
    "INK",
    "LINK",
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
    "THEMES",
    "WRONG",
    "YES",
    "Sizes",
    "contrast",
    "depth_colour",
    "grey",
    "map_ramp",
    "on",
    "theme",
]

INK = "#1A1A1A"  # text, boundaries, theory
DIM = "#595959"  # questions, footers, axes; 7 : 1 on white
GRID = "#DEDEDE"  # light lines that only guide
HALO = "#FFFFFF"  # around a line that crosses a coloured area
BAR = "#EDEDED"  # the inside of bars that stand behind something
GUIDE = "#8A8A8A"  # a line that only compares
PAPER = "#FFFFFF"  # behind everything
LOSS, LOSS_HATCH = "#FBEAE1", "#EFCDBB"  # below zero: tinted, and hatched
FAINT = "#F0F0F0"  # behind what is drawn, where a second tint is needed
CELL = "#F5F5F5"  # the inside of a table's cell
LINK, WRONG = "#00548A", "#A01C00"  # on the page: where a click leads, what cannot be

SIDES = ("#0072B2", "#E69F00")  # buyer, seller
SIDE_LINES = ("solid", (0, (5, 1.6)))  # buyer, seller
MODEL = "#CC79A7"  # what the model says where it is no side's and no move's
MOVES = ("#009E73", "#D55E00")  # cooperate, defect
MOVE_MARKS = ("o", "X")  # a filled disc, a cross

DEPTH_RAMP = LinearSegmentedColormap.from_list(
    "depth", ["#E6DCF2", "#B79BD9", "#7F4FB3", "#45177A"]
)
MAP_RAMP: Any = "cividis"
NO, YES = "#DCDCDC", "#F2DE7C"  # a plane of two answers: as the ends of a map, but paler


def _ramp(*colours: str) -> LinearSegmentedColormap:
    """Return a ramp through some colours."""
    return LinearSegmentedColormap.from_list("depth", list(colours))


_DARK: dict[str, Any] = {
    "INK": "#F2F2F2", "DIM": "#BDBDBD", "GRID": "#4A4A4A", "HALO": "#1C1C1C",
    "BAR": "#3A3A3A", "GUIDE": "#9A9A9A", "PAPER": "#1C1C1C", "LOSS": "#33241D",
    "LOSS_HATCH": "#5E4032", "FAINT": "#2B2B2B", "CELL": "#2A2A2A",
    "LINK": "#8ECBFF", "WRONG": "#FF9E8A",
    "SIDES": ("#56B4E9", "#F0B84A"), "MODEL": "#E3A3CB", "MOVES": ("#2FC49A", "#F58A4B"),
    "DEPTH_RAMP": _ramp("#5B4A7A", "#7E62B5", "#A98CE6", "#E4D6FF"),
    "NO": "#3A3A3A", "YES": "#7D6C1C",
}  # fmt: skip
_PRINT: dict[str, Any] = {
    "LINK": "#1A1A1A", "WRONG": "#1A1A1A", "LOSS": "#F4F4F4", "LOSS_HATCH": "#C4C4C4",
    "SIDES": ("#3A3A3A", "#8C8C8C"),
    "MODEL": "#6E6E6E", "MOVES": ("#7A7A7A", "#1F1F1F"),
    "MAP_RAMP": _ramp("#000000", "#E4E4E4"),
    "DEPTH_RAMP": _ramp("#DADADA", "#A6A6A6", "#6A6A6A", "#222222"),
    "NO": "#D6D6D6", "YES": "#F4F4F4",
}  # fmt: skip

#: Themes by name: the same meanings in other colours. Shapes, marks, dashes and hatches
#: stay, so that on a grey printer nothing hangs on a hue.
THEMES: Mapping[str, Mapping[str, Any]] = {"light": {}, "dark": _DARK, "print": _PRINT}
_USUAL = {name: globals()[name] for name in {*_DARK, *_PRINT}}


@contextmanager
def theme(name: str) -> Iterator[None]:
    """Draw in the colours of a theme while the block runs.

    Parameters
    ----------
    name : {"light", "dark", "print"}
        Light unless told otherwise; ``"print"`` for a printer without colours.

    Raises
    ------
    SpecificationError
        If there is no such theme.

    Examples
    --------
    >>> from trustgame.plot import palette
    >>> with palette.theme("dark"):
    ...     palette.PAPER
    '#1C1C1C'
    >>> palette.PAPER
    '#FFFFFF'
    """
    space = globals()
    check.one_of("theme", name, THEMES)
    before = {key: space[key] for key in _USUAL}
    space.update(_USUAL | dict(THEMES[name]))
    ink = ("text.color", "axes.labelcolor", "xtick.labelcolor", "ytick.labelcolor")
    dim = ("axes.edgecolor", "xtick.color", "ytick.color")
    colours: Any = {
        "axes.facecolor": space["PAPER"],
        "figure.facecolor": space["PAPER"],
        **dict.fromkeys(ink, space["INK"]),
        **dict.fromkeys(dim, space["DIM"]),
    }
    if name == "light":
        colours = {}
    try:
        with mpl.rc_context(colours):
            yield
    finally:
        space.update(before)


def depth_colour(position: float) -> tuple[float, float, float, float]:
    """Return the violet of a position in [0, 1], pale to deep."""
    red, green, blue, alpha = DEPTH_RAMP(float(position))
    return red, green, blue, alpha


def map_ramp() -> Colormap:
    """Return the ramp of maps, from none to all."""
    ramp = mpl.colormaps[MAP_RAMP] if isinstance(MAP_RAMP, str) else MAP_RAMP
    assert isinstance(ramp, Colormap)
    return ramp


def grey(strength: float) -> str:
    """Return the grey so far on the way from the paper to the ink.

    Examples
    --------
    >>> grey(0), grey(1)
    ('#ffffff', '#1a1a1a')
    """
    paper, ink = to_rgb(PAPER), to_rgb(INK)
    red, green, blue = (a + strength * (b - a) for a, b in zip(paper, ink, strict=True))
    return to_hex((red, green, blue))


def contrast(one: Any, other: Any) -> float:
    """Return the ratio of two colours' luminances, from 1 to 21, as WCAG 2 defines it.

    Examples
    --------
    >>> round(contrast("black", "white"), 9)
    21.0
    """
    bright = []
    for colour in (one, other):
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
                  for c in to_rgb(colour)]  # fmt: skip
        bright.append(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2])
    return (max(bright) + 0.05) / (min(bright) + 0.05)


def on(colour: Any) -> str:
    """Return black or white: whichever can be read on a colour, in every theme.

    Examples
    --------
    >>> on("#00224E"), on("#FDE737")
    ('#FFFFFF', '#000000')
    """
    return max(("#FFFFFF", "#000000"), key=lambda ink: contrast(ink, colour))


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
