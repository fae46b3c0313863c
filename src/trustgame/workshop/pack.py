"""One deal in, one folder out: whole, or not at all."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tqdm.auto import tqdm

from trustgame import _files
from trustgame._display import Result
from trustgame.deals import Deal
from trustgame.exceptions import OutputError
from trustgame.workshop.figures import (
    PackedChart,
    same_everywhere,
    words_of,
    write_chart,
)
from trustgame.workshop.order import running_order
from trustgame.workshop.page import page

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["MARKER", "Pack", "PackedChart", "workshop"]

#: The file that says a folder is a pack, so that a later run may replace it.
MARKER = ".trustgame-pack"


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
    settings = same_everywhere(words_of(spec.labels))
    with _files.whole_folder(out, marker=MARKER) as folder:
        try:
            charts = _write(spec, folder, settings, progress)
        except OSError as error:
            if isinstance(error, OutputError):
                raise
            raise OutputError(
                f"`out` must be a place that can be written; '{out}': {error.strerror}."
            ) from error
    return Pack(spec, Path(out), charts)


def _write(
    deal: Deal, folder: Path, settings: AbstractContextManager[None], progress: bool
) -> tuple[PackedChart, ...]:
    """Fill the folder."""
    (folder / "charts").mkdir()
    (folder / "deal.toml").write_text(deal.to_toml(), encoding="utf-8")
    items = running_order(deal)
    charts = []
    bar = tqdm(items, unit="chart", disable=not progress, leave=False)
    with settings:
        for item in bar:
            bar.set_description(item.name)
            charts.append(
                write_chart(
                    folder / "charts",
                    item.name,
                    item.chart,
                    item.make(),
                    deal.labels,
                    item.options,
                )
            )
    (folder / "index.html").write_text(page(deal, charts, folder), encoding="utf-8")
    return tuple(charts)
