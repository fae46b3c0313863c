"""The session as PowerPoint: editable text, native charts where there are any, notes.

On a client's own template the layouts are found by their placeholders: one with a title
and as little else as possible, or a blank one. Where there is no placeholder for a title, a
text box takes its place. The same session, version and fonts give the same file.
"""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE
from pptx.util import Emu, Inches, Pt
from tqdm.auto import tqdm

from trustgame._version import __version__
from trustgame.deals.words import say
from trustgame.exceptions import FileFormatError
from trustgame.plot import palette
from trustgame.plot.anatomy import fit
from trustgame.plot.scale import shortened
from trustgame.workshop.face_shapes import PLOT, align_bars, put_faces_down
from trustgame.workshop.figures import bare_picture
from trustgame.workshop.masters import TITLES, check_master, layout_of, without_slides
from trustgame.workshop.native import native_of, put_native, rgb
from trustgame.workshop.session import Session, Slide
from trustgame.workshop.typesetting import (
    cell_lines,
    dateless,
    height_of,
    name_alt,
    payoff_rows,
    size_of,
)

__all__ = ["open_template", "write_slides"]

_WIDE, _HIGH = Inches(13.333), Inches(7.5)
_LONG_AGO = datetime(2000, 1, 1)


def open_template(path: str | os.PathLike[str]) -> bytes:
    """Return a template's bytes, once PowerPoint's reader has accepted them.

    Raises
    ------
    FileFormatError
        If it is no .pptx that can be read and written to.
    """
    try:
        held = Path(path).read_bytes()
        deck = Presentation(io.BytesIO(held))
        check_master(deck, path)
        without_slides(deck)
        _Deck(deck, own=False)
        deck.save(io.BytesIO())
    except FileFormatError:
        raise
    except OSError as error:
        raise FileFormatError(
            f"`template` must be a file that can be read; '{path}': "
            f"{error.strerror or error}."
        ) from None
    except Exception as error:  # a broken file can break any part of its reader
        hint = "Save it as .pptx (not .potx or .ppt) in PowerPoint, and try again."
        raise FileFormatError(
            f"`template` must be a presentation of PowerPoint; '{path}' cannot be read as "
            f"one ({type(error).__name__}). {hint}"
        ) from None
    return held


def write_slides(
    session: Session,
    path: Path,
    *,
    template: bytes | None = None,
    names: Sequence[str] = (),
    progress: bool = False,
) -> None:
    """Write the slides of a session.

    Parameters
    ----------
    session : Session
        What is shown and said.
    path : Path
        The file to write.
    template : bytes, optional
        A presentation whose master and layouts are used; its slides are left out.
    names : sequence of str
        What the exhibits' files are called, in order; the notes name their tables.
    progress : bool
        Whether to show a progress bar.
    """
    presentation = Presentation(None if template is None else io.BytesIO(template))
    without_slides(presentation)
    if template is None:
        presentation.slide_width, presentation.slide_height = _WIDE, _HIGH
    deck = _Deck(presentation, own=template is None)
    shown = iter(names)
    deck.cover(session.cover)
    bar = tqdm(
        total=len(session.slides),
        unit=say("progress.slide"),
        disable=not progress,
        leave=False,
    )
    for station in session.stations:
        where = say("slides.station", number=station.number, title=station.title)
        for slide in station.slides:
            name = next(shown, "") if slide.exhibit is not None else ""
            deck.add(slide, session, where, name)
            bar.update()
    bar.close()
    deck.add(session.limits, session, "", "")
    about = presentation.core_properties
    about.title = session.cover.title
    about.author = about.last_modified_by = f"trustgame {__version__}"
    about.created = about.modified = about.last_printed = _LONG_AGO
    about.revision = 1
    held = io.BytesIO()
    presentation.save(held)
    path.write_bytes(dateless(held.getvalue()))


class _Deck:
    """Slides on one layout: where things lie, and what is put there."""

    def __init__(self, deck: Any, own: bool) -> None:
        self.deck, self.own = deck, own
        self.wide, self.high = int(deck.slide_width), int(deck.slide_height)
        self.scale = max(1.0, min(self.wide / _WIDE, self.high / _HIGH))  # of all type
        self.point = 12700 * self.scale  # texts are measured in these
        self.layout, self.has_title = layout_of(deck)
        self.margin = int(0.04 * self.wide)
        self.across = self.wide - 2 * self.margin
        self.top = self._below_title()

    def _below_title(self) -> int:
        """Return where the room under the title begins."""
        if self.has_title and not self.own:
            for place in self.layout.placeholders:
                if place.placeholder_format.type in TITLES and place.height:
                    end = int(place.top) + int(place.height)
                    if end < 0.4 * self.high:
                        return end
        return int(0.2 * self.high)

    def _new(self, title: str, notes: Sequence[str]) -> Any:
        """Return a new slide with its title and notes."""
        slide = self.deck.slides.add_slide(self.layout)
        box = slide.shapes.title if self.has_title else None
        for place in list(slide.placeholders):
            if box is None or place.shape_id != box.shape_id:
                place._element.getparent().remove(place._element)
        if self.own:
            slide.background.fill.solid()
            slide.background.fill.fore_color.rgb = rgb(palette.PAPER)
        if box is None:
            box = slide.shapes.add_textbox(0, 0, 1, 1)
        inherits = self.has_title and not self.own and self.top != int(0.2 * self.high)
        if not inherits:
            box.left, box.top = self.margin, int(0.045 * self.high)
            box.width, box.height = self.across, int(0.155 * self.high)
        text = box.text_frame
        text.word_wrap, text.auto_size = True, MSO_AUTO_SIZE.NONE
        text.vertical_anchor = MSO_ANCHOR.MIDDLE if inherits else MSO_ANCHOR.BOTTOM
        size, words = self._size(title, box, 28, 12, 5)
        self._write(text.paragraphs[0], words, size, bold=True)
        slide.notes_slide.notes_text_frame.text = "\n\n".join(n for n in notes if n)
        return slide

    def _size(
        self, text: str, box: Any, largest: int, least: int, lines: int
    ) -> tuple[float, str]:
        """Return the type size at which a text fits a box, and what fits of it."""
        points = int(box.width) / self.point - 16
        most = max(1, int(int(box.height) / self.point / (1.25 * largest)))
        size = float(largest)
        while size > least:
            most = min(lines, max(1, int(int(box.height) / self.point / (1.25 * size))))
            if fit(text, points, size, size - 0.5, bold=True, lines=most)[1] == size:
                return size, text
            size -= 1
        return size, shortened(text, points, size, most, bold=True)

    def _write(
        self, paragraph: Any, text: str, size: float, *, bold: bool = False,
        colour: str = "",
    ) -> None:  # fmt: skip
        """Write a text into a paragraph, in the theme's colours on a client's template."""
        run = paragraph.add_run()
        run.text = text
        run.font.size, run.font.bold = Pt(self.scale * size), bold
        if self.own:
            run.font.color.rgb = rgb(colour or palette.INK)
            paragraph.alignment = 1

    def _text(
        self, slide: Any, texts: Sequence[str], box: tuple[int, int, int, int],
        largest: float, least: float, *, colour: str = "", gap: float = 0.0,
    ) -> None:  # fmt: skip
        """Put paragraphs into a box, as large as they fit."""
        shape = slide.shapes.add_textbox(*box)
        frame = shape.text_frame
        frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
        wide, high = box[2] / self.point - 15, box[3] / self.point - 8
        size = largest
        while size > least and height_of(texts, wide, size, gap) > high:
            size -= 0.5
        for i, text in enumerate(texts):
            paragraph = frame.paragraphs[0] if i == 0 else frame.add_paragraph()
            if gap and i:
                paragraph.space_before = Pt(self.scale * gap * size)
            self._write(paragraph, text, size, colour=colour)

    def _where(self, slide: Any, where: str) -> None:
        """Say at the foot which station it is."""
        if where:
            box = (self.margin, int(0.945 * self.high), self.across, int(0.045 * self.high))
            self._text(slide, [where], box, 12, 9, colour=palette.DIM)

    # --- kinds of slide ---

    def cover(self, slide: Slide) -> None:
        """Add the first slide."""
        page = self._new(slide.title, slide.notes)
        box = (self.margin, self.top, self.across, int(0.12 * self.high))
        self._text(page, [slide.lead], box, 24, 11, colour=palette.DIM)
        bar = page.shapes.add_shape(
            1, self.margin, self.top + int(0.14 * self.high), int(0.2 * self.across),
            int(0.012 * self.high),
        )  # fmt: skip
        bar.line.fill.background()
        if self.own:
            bar.fill.solid()
            bar.fill.fore_color.rgb = rgb(palette.MOVES[0])
        name_alt(bar, "")
        box = (
            self.margin, self.top + int(0.18 * self.high), self.across,
            int(0.92 * self.high) - self.top - int(0.18 * self.high),
        )  # fmt: skip
        self._text(page, slide.lines, box, 18, 12, gap=0.35)

    def add(self, slide: Slide, session: Session, where: str, name: str) -> None:
        """Add a slide of the kind it is."""
        notes = slide.notes
        if name:
            notes = (*notes, say("notes.numbers", name=name))
        page = self._new(slide.title, notes)
        top = self.top
        if slide.answer:
            box = (self.margin, top, self.across, int(0.06 * self.high))
            self._text(page, [slide.answer], box, 20, 12)
            top += int(0.06 * self.high)
        if slide.lead:
            box = (self.margin, top, self.across, int(0.085 * self.high))
            self._text(page, [slide.lead], box, 18, 12, colour=palette.DIM)
            top += int(0.09 * self.high)
        if slide.kind == "bet":
            self._bet(page, slide, top)
        elif slide.kind == "rules":
            self._rules(page, slide, session, top)
        elif slide.exhibit is not None:
            self._reveal(page, slide, session, top)
        else:
            box = (self.margin, top, self.across, int(0.93 * self.high) - top)
            self._text(page, slide.lines, box, 20, 12, gap=0.6)
        self._where(page, where)

    def _table(
        self, page: Any, rows: Sequence[Sequence[str]], box: tuple[int, int, int, int],
        widths: Sequence[float], largest: float, inset: int = 0,
    ) -> None:  # fmt: skip
        """Put a table that can be typed into, its texts as large as they fit.

        The first column's texts below the head begin so much further right.
        """
        frame = page.shapes.add_table(len(rows), len(rows[0]), *box)
        table = frame.table
        for column, share in zip(table.columns, widths, strict=True):
            column.width = Emu(int(share * box[2]))
        for row in table.rows:
            row.height = Emu(box[3] // len(rows))
        high = box[3] / self.point / len(rows) - 8
        rooms = [share * box[2] / self.point - 16 for share in widths]
        head = size_of(rows[:1], rooms, high, largest, bold=True)
        rooms[0] -= inset / self.point
        body = size_of(rows[1:], rooms, high, largest)
        for i, row_of in enumerate(rows):
            for j, text in enumerate(row_of):
                cell = table.cell(i, j)
                cell.vertical_anchor = MSO_ANCHOR.MIDDLE
                cell.margin_top = cell.margin_bottom = Pt(2)
                if i and not j and inset:
                    cell.margin_left = Emu(cell.margin_left + inset)
                if self.own:
                    cell.fill.solid()
                    shade = palette.BAR if i == 0 else palette.PAPER
                    cell.fill.fore_color.rgb = rgb(shade)
                size = body if i else head
                lines = cell_lines(text, rooms[j], high, size, bold=i == 0)
                for k, line in enumerate(lines):
                    frame_of = cell.text_frame
                    place = frame_of.paragraphs[0] if k == 0 else frame_of.add_paragraph()
                    self._write(place, line, size, bold=i == 0)
        name_alt(frame, "; ".join(" – ".join(row) for row in rows))

    def _bet(self, page: Any, slide: Slide, top: int) -> None:
        """Put what can be bet on, with room for the room's count."""
        columns = slide.columns or (say("slides.hands"),)
        rows = [
            (say("slides.bet"), *columns),
            *((c, *("" for _ in columns)) for c in slide.lines),
        ]
        high = min(int(0.09 * self.high) * len(rows), int(0.92 * self.high) - top)
        share = 0.2
        widths = (1 - share * len(columns), *(share for _ in columns))
        line = high // len(rows)
        inset = int(1.15 * line) if slide.faces else 0
        box = (self.margin, top, self.across, high)
        self._table(page, rows, box, widths, 20, inset)
        if slide.faces:
            box = (self.margin + line // 10, top + line, line, line * len(slide.faces))
            put_faces_down(page.shapes, slide.faces, box, ink=self.own)

    def _rules(self, page: Any, slide: Slide, session: Session, top: int) -> None:
        """Put the table of one round, and how the opening goes."""
        rows = payoff_rows(session.deal)
        high = int(0.34 * self.high)
        box = (self.margin, top, self.across, high)
        self._table(page, rows, box, (0.3, 0.35, 0.35), 18)
        below = top + high + int(0.02 * self.high)
        box = (self.margin, below, self.across, int(0.93 * self.high) - below)
        texts = [f"{i}. {line}" for i, line in enumerate(slide.lines, 1)]
        self._text(page, texts, box, 18, 11, gap=0.3)

    def _native(self, page: Any, box: tuple[int, int, int, int], native: Any) -> Any:
        """Put a chart that PowerPoint draws, faces beside its bars; return its frame."""
        faces = getattr(native, "faces", ())
        strip = int(0.055 * self.across) if faces else 0
        left, top, wide, high = box
        frame = put_native(
            page.shapes, (left + strip, top, wide - strip, high), native, ink=self.own
        )
        for text in frame.chart._chartSpace.xpath(".//*[@sz]"):
            text.set("sz", str(round(self.scale * int(text.get("sz")))))
        if faces:
            align_bars(frame.chart)
            down = (left, top + int(PLOT[1] * high), strip, int(PLOT[3] * high))
            put_faces_down(page.shapes, faces, down, ink=self.own)
        return frame

    def _reveal(self, page: Any, slide: Slide, session: Session, top: int) -> None:
        """Put a chart and what it hangs on."""
        exhibit = slide.exhibit
        assert exhibit is not None
        labels = session.deal.labels
        points = self.across / self.point - 15
        fine = min(height_of([slide.fine], points, 10, 0), 40.0) + 8 if slide.fine else 0.0
        said = (
            min(height_of(slide.lines, points, 14, 0.1), 96.0) + 8 if slide.lines else 0.0
        )
        end = int(0.94 * self.high)
        bottom = end - int(self.point * (said + fine))
        box = (self.margin, top, self.across, bottom - top)
        alt = exhibit.tell(session.deal).alt
        native = native_of(exhibit, labels)
        if native is not None:
            name_alt(self._native(page, box, native), alt)
        else:
            picture = bare_picture(
                exhibit.chart, exhibit.result, None if exhibit.own_words else labels,
                exhibit.options, shape=box[3] / box[2],
            )  # fmt: skip
            frame = page.shapes.add_picture(io.BytesIO(picture), *box)
            name_alt(frame, alt)
        if slide.lines:
            box = (self.margin, bottom, self.across, int(self.point * said))
            self._text(page, slide.lines, box, 14, 11, gap=0.1)
        if slide.fine:
            box = (
                self.margin,
                end - int(self.point * fine),
                self.across,
                int(self.point * fine),
            )
            self._text(page, [slide.fine], box, 10, 8, colour=palette.DIM)
