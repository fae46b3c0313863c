"""One chart into a folder: its picture twice, and the very numbers it draws."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib as mpl

from trustgame import plot
from trustgame._version import __version__
from trustgame.deals import Labels
from trustgame.plot.fonts import families_for

__all__ = ["PackedChart", "same_everywhere", "words_of", "write_chart"]

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
        If no installed font can draw one of the texts.
    """
    settings: Any = {
        "svg.hashsalt": "trustgame",
        "svg.fonttype": "path",
        "font.family": "sans-serif",
        "font.sans-serif": families_for(texts),
        "axes.unicode_minus": True,
    }
    return mpl.rc_context(settings)


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
    telling.table.to_csv(
        folder / f"{name}.csv", index=False, encoding="utf-8-sig", lineterminator="\n"
    )
    return PackedChart(
        name, telling.finding, telling.question, telling.footer, telling.sentence,
        telling.alt,
    )  # fmt: skip
