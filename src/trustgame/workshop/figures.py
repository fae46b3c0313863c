"""One chart into a folder: its picture twice, and the very numbers it draws."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from trustgame import plot
from trustgame._language import spoken
from trustgame._version import __version__
from trustgame.deals import Labels
from trustgame.plot import palette
from trustgame.plot.fonts import families_for

__all__ = [
    "PackedChart",
    "bare_picture",
    "same_everywhere",
    "words_of",
    "write_chart",
    "write_poster",
]

_FORMULAS = ("=", "+", "-", "@")  # what formulas of spreadsheet programs begin with
DOTS = 150  # per inch: a slide of 13 1/3 x 7 1/2 inches has 2000 x 1125


@dataclass(frozen=True, slots=True)
class PackedChart:
    """One chart of a folder, and what it says."""

    name: str  #: of its files, without ending
    finding: str
    question: str
    footer: str
    sentence: str
    alt: str


def words_of(labels: Labels) -> list[str]:
    """Return every text of a room that a chart may draw."""
    own = [labels.title, labels.money, labels.round, labels.rounds, *labels.depths]
    for side in labels.sides:
        own += [side.name, *side.moves, *(words for _, words in side.players)]
    return own


def same_everywhere(texts: Iterable[str]) -> AbstractContextManager[None]:
    """Return the settings under which the same chart gives the same files.

    Raises
    ------
    SpecificationError
        If no installed font can draw one of the texts, or the language.
    """
    settings: Any = {
        "svg.hashsalt": "trustgame",
        "svg.fonttype": "path",
        "font.family": "sans-serif",
        "font.sans-serif": families_for([*texts, spoken().letters]),
        "axes.unicode_minus": True,
    }
    return mpl.rc_context(settings)


def bare_picture(
    chart: str,
    result: Any,
    labels: Labels | None = None,
    options: Mapping[str, Any] | None = None,
    *,
    shape: float = 9 / 16,
) -> bytes:
    """Return a chart as PNG without heading and footer, so high against its width."""
    wide = plot.SLIDE_INCHES[0]
    figure = Figure(figsize=(wide, shape * wide), facecolor=palette.PAPER)
    FigureCanvasAgg(figure)
    ax = plot.slide(figure, bare=True)
    getattr(plot, chart)(
        result, ax=ax, labels=labels, **({} if options is None else options)
    )
    held = io.BytesIO()
    figure.savefig(held, dpi=DOTS, metadata={"Software": f"trustgame {__version__}"})
    return held.getvalue()


def write_chart(
    folder: Path,
    name: str,
    chart: str,
    result: Any,
    labels: Labels | None = None,
    options: Mapping[str, Any] | None = None,
) -> PackedChart:
    """Write a chart as PNG and SVG, and what it draws as CSV."""
    options = {} if options is None else options
    telling = plot.tell(chart, result, labels, **options)
    ax = plot.slide()
    getattr(plot, chart)(result, ax=ax, labels=labels, **options)
    about = {"Title": telling.finding, "Description": telling.alt}
    figure: Any = ax.figure
    figure.savefig(
        folder / f"{name}.png",
        dpi=DOTS,
        metadata={**about, "Software": f"trustgame {__version__}"},
    )
    figure.savefig(
        folder / f"{name}.svg",
        metadata={**about, "Creator": f"trustgame {__version__}", "Date": None},
    )
    _texts_only(telling.table).to_csv(
        folder / f"{name}.csv", index=False, encoding="utf-8-sig", lineterminator="\n"
    )
    return PackedChart(
        name, telling.finding, telling.question, telling.footer, telling.sentence,
        telling.alt,
    )  # fmt: skip


def _texts_only(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose words no spreadsheet program takes for formulas."""

    def word(value: Any) -> Any:
        """Return a value, an apostrophe before what would be worked out."""
        looks = isinstance(value, str) and value.startswith(_FORMULAS)
        return f"'{value}" if looks else value

    named = table.select_dtypes(exclude="number").items()
    words = {str(name): column.map(word) for name, column in named}
    return table.assign(**words).rename(columns=word)


def write_poster(
    path: Path,
    chart: str,
    result: Any,
    labels: Labels | None = None,
    options: Mapping[str, Any] | None = None,
) -> None:
    """Write a map as a poster with its sentence: A2 in landscape, lines and letters."""
    options = {} if options is None else options
    ax = plot.slide(size="poster")
    closed = {"edgecolors": "face", "linewidth": 1.0}  # no seams where cells are drawn
    getattr(plot, chart)(result, ax=ax, labels=labels, **options, **closed)
    telling = plot.tell(chart, result, labels, **options)
    about: Any = {
        "Title": telling.finding, "Subject": telling.alt, "CreationDate": None,
        "Creator": f"trustgame {__version__}", "Producer": None,
    }  # fmt: skip
    figure: Any = ax.figure
    with mpl.rc_context({"pdf.fonttype": 42}):
        figure.savefig(path, metadata=about)
