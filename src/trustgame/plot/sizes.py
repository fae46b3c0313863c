"""The sizes a chart can be asked for: a slide, a paper's column, a square, a poster.

Each has its room, its type and what of the texts it carries; a chart that is drawn on an
``ax`` of the reader's own has the type of a panel. Here alone stands how large things are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from trustgame.plot.palette import SLIDE, Sizes

__all__ = ["COLUMN_INCHES", "FORMATS", "POSTER_INCHES", "SLIDE_INCHES", "Format"]

SLIDE_INCHES = (2000 / 150, 1125 / 150)  # 2000 x 1125 px at 150 dots per inch
COLUMN_INCHES = (89 / 25.4, 96 / 25.4)  # 89 mm: one column of most journals
SQUARE_INCHES = (5.0, 5.0)  # 750 x 750 px at 150 dots per inch
POSTER_INCHES = (594 / 25.4, 420 / 25.4)  # A2, landscape

# How texts shrink: sizes as shares of the first one, and the lines allowed at each.
_Plan = tuple[tuple[float, int], ...]
_WIDE: tuple[_Plan, _Plan, _Plan] = (
    ((1.0, 2), (0.86, 3), (0.72, 4), (0.64, 5)),
    ((1.0, 2), (0.89, 3), (0.78, 4)),
    ((1.0, 4),),
)
_TALL: tuple[_Plan, _Plan, _Plan] = (*_WIDE[:2], ((1.0, 5), (0.9, 6), (0.8, 9)))
_NARROW: tuple[_Plan, _Plan, _Plan] = (
    ((1.0, 3), (0.86, 4), (0.78, 6)),
    ((1.0, 3), (0.93, 4), (0.86, 6)),
    ((1.0, 9),),
)


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of figure: its room, its type, and how its texts may break."""

    inches: tuple[float, float]
    sizes: Sizes
    plans: tuple[_Plan, _Plan, _Plan] = _WIDE  #: of finding, question and footer
    texts: tuple[str, ...] = ("question", "footer")  #: what stands on it beside the finding


#: Sizes by name. A square is one of many: it carries the finding, and leaves the rest to
#: the place where they stand. A poster hangs alone: the sentence stands on it too.
FORMATS: Mapping[str, Format] = {
    "slide": Format(SLIDE_INCHES, SLIDE),
    "column": Format(
        COLUMN_INCHES, Sizes(title=8.5, text=6.5, small=5.5, line=1.2, mark=3.6), _NARROW
    ),
    "square": Format(
        SQUARE_INCHES,
        Sizes(title=13, text=9.5, small=8, line=1.8, mark=5.5),
        _NARROW,
        (),
    ),
    "poster": Format(
        POSTER_INCHES,
        Sizes(title=50, text=29, small=22, line=7, mark=21),
        _TALL,
        texts=("question", "footer", "sentence"),
    ),
}
