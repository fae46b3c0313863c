"""One deal in, one folder out: whole, or not at all."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from tqdm.auto import tqdm

from trustgame import _files, plot
from trustgame._display import Result
from trustgame._version import __version__
from trustgame.deals import Deal
from trustgame.exceptions import OutputError
from trustgame.plot.fonts import families_for
from trustgame.workshop.order import Item, running_order
from trustgame.workshop.page import page

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["MARKER", "Pack", "PackedChart", "workshop"]

#: The file that says a folder is a pack, so that a later run may replace it.
MARKER = ".trustgame-pack"

_DOTS = 150  # per inch: a slide of 13 1/3 x 7 1/2 inches has 2000 x 1125


@dataclass(frozen=True, slots=True)
class PackedChart:
    """One chart of a pack, and what it says."""

    name: str  #: of its files in ``charts/``, without ending
    finding: str
    question: str
    footer: str
    sentence: str
    alt: str


@dataclass(frozen=True, eq=False, repr=False)
class Pack(Result):
    """A chart pack that was written."""

    deal: Deal
    folder: Path
    charts: tuple[PackedChart, ...]

    @property
    def page(self) -> Path:
        """The page that shows the charts."""
        return self.folder / "index.html"

    def __repr__(self) -> str:
        return f"Pack({str(self.page)!r}, {len(self.charts)} charts)"

    def to_frame(self) -> pd.DataFrame:
        """Return one row per chart: name, finding, sentence."""
        import pandas as pd

        rows = [
            {"chart": c.name, "finding": c.finding, "sentence": c.sentence}
            for c in self.charts
        ]
        return pd.DataFrame(rows).set_index("chart")

    def _made_from(self) -> Mapping[str, Any]:
        return {"deal": self.deal, "seed": self.deal.seed}


def workshop(
    deal: Deal | str | os.PathLike[str],
    out: str | os.PathLike[str] = "pack",
    *,
    progress: bool = False,
) -> Pack:
    """Write the chart pack of a deal: charts, the numbers drawn, and a page.

    Parameters
    ----------
    deal : Deal or path
        The deal, or its file: TOML or an .xlsx sheet.
    out : path
        The folder to write: a new one, an empty one, or an earlier pack, which is replaced.
        It appears whole or not at all.
    progress : bool
        Whether to show a progress bar.

    Returns
    -------
    Pack
        Where it is and what each chart says.

    Raises
    ------
    SpecificationError
        If the deal breaks a rule, or no installed font can draw its words.
    OutputError
        If ``out`` cannot be written, or holds files that are no pack. Nothing is touched.

    Notes
    -----
    The same deal, version and fonts give the same files, byte for byte.
    """
    spec = deal if isinstance(deal, Deal) else Deal.from_file(deal)
    families = families_for(_words(spec))
    with _files.whole_folder(out, marker=MARKER) as folder:
        try:
            charts = _write(spec, folder, families, progress)
        except OSError as error:
            if isinstance(error, OutputError):
                raise
            raise OutputError(
                f"`out` must be a place that can be written; '{out}': {error.strerror}."
            ) from error
    return Pack(spec, Path(out), charts)


def _write(
    deal: Deal, folder: Path, families: list[str], progress: bool
) -> tuple[PackedChart, ...]:
    """Fill the folder."""
    (folder / "charts").mkdir()
    (folder / "deal.toml").write_text(deal.to_toml(), encoding="utf-8")
    items = running_order(deal)
    charts = []
    settings: Any = {
        "svg.hashsalt": "trustgame",
        "svg.fonttype": "path",
        "font.family": "sans-serif",
        "font.sans-serif": families,
        "axes.unicode_minus": True,
    }
    bar = tqdm(items, unit="chart", disable=not progress, leave=False)
    for item in bar:
        bar.set_description(item.name)
        with mpl.rc_context(settings):
            charts.append(_chart(deal, item, folder / "charts"))
    (folder / "index.html").write_text(page(deal, charts, folder), encoding="utf-8")
    return tuple(charts)


def _chart(deal: Deal, item: Item, folder: Path) -> PackedChart:
    """Work out one chart, and write its picture twice and its numbers once."""
    result = item.make()
    telling = plot.tell(item.chart, result, deal.labels, **item.options)
    ax = plot.slide()
    getattr(plot, item.chart)(result, ax=ax, labels=deal.labels, **item.options)
    about = {"Title": telling.finding, "Description": telling.alt}
    figure: Any = ax.figure
    figure.savefig(
        folder / f"{item.name}.png",
        dpi=_DOTS,
        metadata={**about, "Software": f"trustgame {__version__}"},
    )
    figure.savefig(
        folder / f"{item.name}.svg",
        metadata={**about, "Creator": f"trustgame {__version__}", "Date": None},
    )
    telling.table.to_csv(
        folder / f"{item.name}.csv", index=False, encoding="utf-8-sig", lineterminator="\n"
    )
    return PackedChart(
        item.name,
        telling.finding,
        telling.question,
        telling.footer,
        telling.sentence,
        telling.alt,
    )


def _words(deal: Deal) -> list[str]:
    """Return every text of a deal that a chart draws."""
    labels = deal.labels
    own = [labels.title, labels.money, labels.round, labels.rounds, *labels.depths]
    for side in labels.sides:
        own += [side.name, *side.moves, *(words for _, words in side.players)]
    return own
