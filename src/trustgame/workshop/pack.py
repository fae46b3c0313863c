"""One deal in, one folder out: whole, or not at all.

The folder holds the session (``slides.pptx``, ``handout.pdf``, ``worksheet.pdf``,
``cards.pdf``), the charts with the very numbers they draw, the map of time and depth as a
poster (``poster.pdf``), the deal, and the page.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tqdm.auto import tqdm

from trustgame import _files
from trustgame import _validate as check
from trustgame._display import Result
from trustgame.deals import Deal
from trustgame.deals.words import amount, say, speaking
from trustgame.exceptions import OutputError
from trustgame.plot import palette
from trustgame.scenarios.wording import must_be_sound
from trustgame.workshop.figures import (
    PackedChart,
    same_everywhere,
    words_of,
    write_chart,
    write_poster,
)
from trustgame.workshop.index import indexed
from trustgame.workshop.order import running_order
from trustgame.workshop.page import page
from trustgame.workshop.session import Session, session
from trustgame.workshop.sheets import PAPERS, write_cards, write_handout, write_worksheet
from trustgame.workshop.slides import open_template, write_slides

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
    charts: tuple[PackedChart, ...]  #: of the page
    shown: tuple[PackedChart, ...] = ()  #: of the slides

    @property
    def page(self) -> Path:
        """The page that shows the charts."""
        return self.folder / "index.html"

    def __repr__(self) -> str:
        return f"Pack({str(self.page)!r}, {len(self.charts) + len(self.shown)} charts)"

    def to_frame(self) -> pd.DataFrame:
        """Return one row per chart: name, finding, sentence."""
        import pandas as pd

        rows = [
            {"chart": c.name, "finding": c.finding, "sentence": c.sentence}
            for c in (*self.charts, *self.shown)
        ]
        return pd.DataFrame(rows).set_index("chart")

    def _made_from(self) -> Mapping[str, Any]:
        return {"deal": self.deal, "seed": self.deal.seed}


def workshop(
    deal: Deal | str | os.PathLike[str],
    out: str | os.PathLike[str] = "pack",
    *,
    template: str | os.PathLike[str] | None = None,
    paper: str = "a4",
    theme: str | None = None,
    language: str | os.PathLike[str] | None = None,
    index: float | None = None,
    charts_only: bool = False,
    progress: bool = False,
) -> Pack:
    """Write the pack of a deal: slides, papers, charts, the numbers drawn, and a page.

    Parameters
    ----------
    deal : Deal or path
        The deal, or its file: TOML or an .xlsx sheet.
    out : path
        The folder to write: a new one, an empty one, or an earlier pack, which is replaced.
        It appears whole or not at all.
    template : path, optional
        A .pptx whose master and layouts the slides use.
    paper : {"a4", "letter"}
        The size of the hand-out, the work sheet and the cards.
    theme : {"light", "dark", "print"}, optional
        The colours of charts, slides and page: for a bright room, a dark one, or a grey
        printer. Papers are light, or grey for ``"print"``. Unless given, charts and slides
        are light, and the page is as the reader's device prefers.
    language : str or path, optional
        The code of a language that comes with the library, or the folder of one; what it
        does not say is said in English. Unless given, the environment variable
        ``TRUSTGAME_LANGUAGE`` is asked.
    index : float, optional
        Hides margins: what both doing their part leaves the seller a round is shown as
        this, usually 100, and every amount in proportion. A buyer who knows one of its own
        amounts in money can still work out the seller's.
    charts_only : bool
        Whether to leave out the session: charts, poster and page, soon made.
    progress : bool
        Whether to show a progress bar.

    Returns
    -------
    Pack
        Where it is and what each chart says.

    Raises
    ------
    SpecificationError
        If the deal breaks a rule, no installed font can draw its words, or an option, the
        language or the template cannot be used.
    OutputError
        If ``out`` cannot be written, or holds files that are no pack. Nothing is touched.

    Notes
    -----
    The same deal, version and fonts give the same files, byte for byte.
    """
    with speaking(language) as speech:
        must_be_sound(speech)
        return _packed(
            deal, out, template=template, paper=paper, theme=theme, index=index,
            charts_only=charts_only, progress=progress,
        )  # fmt: skip


def _packed(
    deal: Deal | str | os.PathLike[str],
    out: str | os.PathLike[str],
    *,
    template: str | os.PathLike[str] | None,
    paper: str,
    theme: str | None,
    index: float | None,
    charts_only: bool,
    progress: bool,
) -> Pack:
    """Write the pack in the language that is spoken."""
    check.one_of("paper", paper, PAPERS)
    if theme is not None:
        check.one_of("theme", theme, palette.THEMES)
    master = None if template is None else open_template(template)
    spec = deal if isinstance(deal, Deal) else Deal.from_file(deal)
    remark = ""
    if index is not None:
        spec = indexed(spec, index)
        labels = spec.labels
        remark = say(
            "index.remark", other=labels.seller.name, round=labels.round, size=amount(index)
        )
    settings = same_everywhere(words_of(spec.labels))
    with _files.whole_folder(out, marker=MARKER) as folder, ExitStack() as held:
        held.enter_context(settings)
        held.enter_context(palette.theme(theme or "light"))
        try:
            charts = _write(spec, folder, progress, theme)
            shown: tuple[PackedChart, ...] = ()
            if not charts_only:
                found = session(spec, progress=progress, remark=remark)
                shown = _write_session(found, folder, len(charts), master, progress)
                with palette.theme("print" if theme == "print" else "light"):
                    _write_papers(found, folder, paper, progress)
        except OSError as error:
            if isinstance(error, OutputError):
                raise
            raise OutputError(
                f"`out` must be a place that can be written; '{out}': {error.strerror}."
            ) from error
    return Pack(spec, Path(out), charts, shown)


def _write(
    deal: Deal, folder: Path, progress: bool, theme: str | None
) -> tuple[PackedChart, ...]:
    """Write the charts of the page, and the page."""
    (folder / "charts").mkdir()
    (folder / "deal.toml").write_text(deal.to_toml(), encoding="utf-8")
    charts = []
    bar = tqdm(
        running_order(deal), unit=say("progress.chart"), disable=not progress, leave=False
    )
    for item in bar:
        bar.set_description(item.name)
        drawn = item.chart, item.make(), deal.labels, item.options
        charts.append(write_chart(folder / "charts", item.name, *drawn))
        if item.chart == "time_depth_map":
            bar.set_description("poster")
            write_poster(folder / "poster.pdf", *drawn)
    (folder / "index.html").write_text(page(deal, charts, folder, theme), encoding="utf-8")
    return tuple(charts)


def _write_session(
    found: Session, folder: Path, before: int, template: bytes | None, progress: bool
) -> tuple[PackedChart, ...]:
    """Write the charts that are shown, numbered after those before them, and the slides."""
    names = [f"{before + i:02d}-{e.name}" for i, e in enumerate(found.exhibits, 1)]
    shown = []
    pairs = list(zip(names, found.exhibits, strict=True))
    for name, exhibit in tqdm(
        pairs, unit=say("progress.chart"), disable=not progress, leave=False
    ):
        labels = None if exhibit.own_words else found.deal.labels
        made = exhibit.result, labels, exhibit.options
        shown.append(write_chart(folder / "charts", name, exhibit.chart, *made))
    slides = folder / "slides.pptx"
    write_slides(found, slides, template=template, names=names, progress=progress)
    return tuple(shown)


def _write_papers(found: Session, folder: Path, paper: str, progress: bool) -> None:
    """Write the hand-out, the work sheet and the cards."""
    papers = (
        ("handout", write_handout),
        ("worksheet", write_worksheet),
        ("cards", write_cards),
    )
    for name, write in tqdm(
        papers, unit=say("progress.paper"), disable=not progress, leave=False
    ):
        write(found, folder / f"{name}.pdf", paper=paper)
