"""Three papers of a session, as PDF: the hand-out, the work sheet, the cards.

The hand-out is taken away afterwards and holds the findings; the work sheet and the cards
are on the tables before, and hold none. All letters are embedded.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from PIL import Image

from trustgame import strategies
from trustgame._version import __version__
from trustgame.deals.words import say
from trustgame.plot import palette
from trustgame.plot.anatomy import fit, wrap
from trustgame.plot.faces import put_face
from trustgame.workshop.figures import bare_picture
from trustgame.workshop.session import Session, Slide
from trustgame.workshop.typesetting import payoff_rows

__all__ = ["PAPERS", "write_cards", "write_handout", "write_worksheet"]

#: Sizes of paper, in inches.
PAPERS = {"a4": (8.27, 11.69), "letter": (8.5, 11.0)}

_MARGIN = 46.0  # points
_ROUNDS = 10  # of the score sheet
_CARDS = (2, 4)  # across, down
_CHARACTERS = (2, 3)
_FACE = 20.0  # points, beside a name
_PICTURE = {"a4": 0.36, "letter": 0.29}  # a picture's height: two findings a page


class _Paper:
    """Pages that are filled from the top down; measured in points."""

    def __init__(self, pages: PdfPages, paper: str, title: str) -> None:
        self.pages, self.title = pages, title
        self.size, self.shape = PAPERS[paper], _PICTURE[paper]
        self.wide, self.high = (72 * side for side in self.size)
        self.across = self.wide - 2 * _MARGIN
        self.number = 0
        self.figure: Any = None
        self.y = 0.0

    def new(self) -> None:
        """Begin a page."""
        self.close()
        self.number += 1
        self.figure = Figure(figsize=self.size, facecolor="white")
        self.y = self.high - _MARGIN
        foot = say("handout.foot", title=self.title, page=self.number, version=__version__)
        small, size = fit(foot, self.across, 8, 5, lines=1)
        self.put(small, _MARGIN, 0.55 * _MARGIN, size, colour=palette.DIM, va="bottom")

    def close(self) -> None:
        """End the page, if one was begun."""
        if self.figure is not None:
            self.pages.savefig(self.figure)
            self.figure = None

    def need(self, points: float) -> None:
        """Begin a page unless there is so much room on this one."""
        if self.figure is None or self.y - points < _MARGIN:
            self.new()

    def put(self, text: str, x: float, y: float, size: float, **look: Any) -> None:
        """Put a text where it is said."""
        colour = look.pop("colour", palette.INK)
        self.figure.text(
            x / self.wide, y / self.high, text, fontsize=size, color=colour,
            parse_math=False, **{"va": "top", "ha": "left", "linespacing": 1.25, **look},
        )  # fmt: skip

    def write(
        self, text: str, size: float = 10, *, bold: bool = False,
        colour: str = palette.INK, after: float = 5, inset: float = 0,
    ) -> None:  # fmt: skip
        """Write a paragraph and go below it."""
        wrapped = wrap(text, self.across - inset, size, bold)
        high = height(wrapped, size)
        self.need(high)
        weight = "bold" if bold else "normal"
        self.put(wrapped, _MARGIN + inset, self.y, size, colour=colour, fontweight=weight)
        self.y -= high + after

    def line(self, x0: float, x1: float, y: float, **look: Any) -> None:
        """Draw a level line."""
        look = {"color": palette.GUIDE, "linewidth": 0.6, **look}
        ends = [x0 / self.wide, x1 / self.wide], [y / self.high] * 2
        self.figure.add_artist(Line2D(*ends, transform=self.figure.transFigure, **look))

    def box(self, x: float, y: float, wide: float, high: float, **look: Any) -> None:
        """Draw a rectangle from its lower left corner."""
        look = {"fill": False, "edgecolor": palette.INK, "linewidth": 0.8, **look}
        at = (x / self.wide, y / self.high)
        self.figure.add_artist(
            Rectangle(at, wide / self.wide, high / self.high,
                      transform=self.figure.transFigure, **look)
        )  # fmt: skip

    def face(self, name: str, x: float, y: float, size: float) -> None:
        """Draw a character's face from its upper left corner."""
        at = (x / self.wide, y / self.high)
        put_face(self.figure, name, at, size, coords="figure fraction", align=(0.0, 1.0))

    def picture(self, png: bytes) -> None:
        """Put a picture across the page."""
        high = self.shape * self.across
        self.need(high)
        where = (
            _MARGIN / self.wide, (self.y - high) / self.high,
            self.across / self.wide, high / self.high,
        )  # fmt: skip
        ax = self.figure.add_axes(where)
        ax.imshow(Image.open(io.BytesIO(png)).convert("RGB"), aspect="auto",
                  interpolation="none")  # fmt: skip
        ax.axis("off")
        self.y -= high + 5

    def table(self, rows: Sequence[Sequence[str]], widths: Sequence[float]) -> None:
        """Draw a table with as much room as its texts need."""
        size = 9.5
        for i, row in enumerate(rows):
            cells = [
                "\n".join(
                    wrap(line, share * self.across - 10, size, i == 0)
                    for line in text.split("\n")
                )
                for text, share in zip(row, widths, strict=True)
            ]
            high = max(height(cell, size) for cell in cells) + 8
            self.need(high)
            x = _MARGIN
            for text, share in zip(cells, widths, strict=True):
                shade = {"fill": True, "facecolor": palette.BAR} if i == 0 else {}
                self.box(
                    x, self.y - high, share * self.across, high, linewidth=0.5, **shade
                )
                weight = "bold" if i == 0 else "normal"
                self.put(text, x + 5, self.y - 4, size, fontweight=weight)
                x += share * self.across
            self.y -= high
        self.y -= 8


def height(wrapped: str, size: float) -> float:
    """Return the height in points of wrapped lines."""
    return (wrapped.count("\n") + 1) * 1.28 * size


@contextmanager
def _pages(path: Path, title: str) -> Iterator[PdfPages]:
    """Open a PDF with embedded letters and no date, whatever the charts' theme."""
    about = {
        "Title": title, "Creator": f"trustgame {__version__}", "CreationDate": None,
        "Producer": None,
    }  # fmt: skip
    with mpl.rc_context({"pdf.fonttype": 42}), PdfPages(path, metadata=about) as pages:
        yield pages


def write_handout(session: Session, path: Path, *, paper: str = "a4") -> None:
    """Write what is taken away: the deal, the findings with their charts, the limits."""
    deal, title = session.deal, session.cover.title
    with _pages(path, title) as pages:
        page = _Paper(pages, paper, title)
        page.new()
        page.write(title, 20, bold=True)
        page.write(say("handout.lead"), 11, colour=palette.DIM, after=10)
        page.write(say("handout.deal"), 13, bold=True)
        page.table(payoff_rows(session.deal), (0.3, 0.35, 0.35))
        for sentence in deal.check():
            page.write(f"·  {sentence}", 9.5, after=3)
        for station in session.stations:
            if not station.reveals:
                continue
            page.y -= 8
            first = True
            for slide in station.reveals:
                head = say("slides.station", number=station.number, title=station.title)
                _finding(page, slide, session, head if first else "")
                first = False
        page.y -= 8
        _list(page, session.limits)
        page.y -= 12
        page.need(100)
        page.write(say("handout.mine"), 13, bold=True, after=20)
        for _ in range(3):
            page.line(_MARGIN, _MARGIN + page.across, page.y)
            page.y -= 24
        page.close()


def _finding(page: _Paper, slide: Slide, session: Session, head: str) -> None:
    """Write one finding with its chart and what it hangs on, kept together."""
    exhibit = slide.exhibit
    assert exhibit is not None
    labels = session.deal.labels
    told = exhibit.tell(session.deal)
    title = wrap(slide.title, page.across, 12, True)
    words = [told.sentence, slide.answer, *slide.lines, slide.fine]
    said = sum(height(wrap(text, page.across, 9), 9) + 3 for text in words if text)
    picture = page.shape * page.across
    page.need(min(height(title, 12) + picture + said + 30, page.high - 2 * _MARGIN - 10))
    if head:
        page.write(head, 9.5, colour=palette.DIM, after=2)
    page.write(slide.title, 12, bold=True)
    png = bare_picture(
        exhibit.chart, exhibit.result, None if exhibit.own_words else labels,
        exhibit.options, shape=page.shape,
    )  # fmt: skip
    page.picture(png)
    page.write(told.sentence, 9.5, after=4)
    for text in (slide.answer, *slide.lines):
        if text and text not in told.sentence:
            page.write(text, 9, after=2)
    if slide.fine:
        page.write(slide.fine, 8, colour=palette.DIM, after=2)
    page.y -= 12


def _list(page: _Paper, slide: Slide) -> None:
    """Write a heading and its points, the heading not left alone."""
    page.need(60)
    page.write(slide.title, 13, bold=True)
    for text in slide.lines:
        page.write(f"·  {text}", 9.5, after=3)


def write_worksheet(session: Session, path: Path, *, paper: str = "a4") -> None:
    """Write the bets, with boxes to tick and room for notes; no finding is in it."""
    with _pages(path, session.cover.title) as pages:
        page = _Paper(pages, paper, session.cover.title)
        page.new()
        page.write(session.cover.title, 18, bold=True)
        page.write(say("worksheet.lead"), 10.5, colour=palette.DIM, after=12)
        for station in session.stations:
            for bet in station.bets:
                head = say("slides.station", number=station.number, title=station.title)
                _bet(page, bet, head)
        page.need(120)
        page.write(say("worksheet.mine"), 12, bold=True, after=20)
        for _ in range(3):
            page.line(_MARGIN, _MARGIN + page.across, page.y)
            page.y -= 24
        page.close()


def _bet(page: _Paper, bet: Slide, head: str) -> None:
    """Write a bet: boxes to tick, and two lines for notes."""
    columns = bet.columns or ("",)
    step = 74.0
    room = page.across - step * len(columns) if bet.columns else page.across - 20
    beside = _FACE + 7 if bet.faces else 0.0
    choices = [wrap(text, room - beside, 10) for text in bet.lines]
    title = wrap(bet.title, page.across, 11.5, True)
    steps = [max(height(text, 10) + 4, beside - 2) for text in choices]
    high = height(title, 11.5) + sum(steps)
    page.need(high + 80)
    page.write(head, 9, colour=palette.DIM, after=1)
    page.write(bet.title, 11.5, bold=True)
    if bet.columns:
        heads = [fit(name, step - 8, 9, 5, lines=2) for name in columns]
        for k, (text, size) in enumerate(heads):
            x = _MARGIN + room + k * step
            page.put(text, x, page.y, size, colour=palette.DIM)
        page.y -= max(height(text, size) for text, size in heads) + 3
    if bet.faces:
        page.y -= 5
    for i, (text, tall) in enumerate(zip(choices, steps, strict=True)):
        x = _MARGIN if bet.columns else _MARGIN + 18
        if bet.faces:
            page.face(bet.faces[i], x, page.y - 6 + _FACE / 2, _FACE)
        page.put(text, x + beside, page.y, 10)
        if bet.columns:
            for k in range(len(columns)):
                page.box(_MARGIN + room + k * step, page.y - 10, 9, 9)
        else:
            page.box(_MARGIN, page.y - 10, 9, 9)
        page.y -= tall
    page.y -= 4
    page.put(say("worksheet.notes"), _MARGIN, page.y, 9, colour=palette.DIM)
    for _ in range(2):
        page.y -= 18
        page.line(_MARGIN, _MARGIN + page.across, page.y)
    page.y -= 18


def write_cards(session: Session, path: Path, *, paper: str = "a4") -> None:
    """Write cards to cut out, moves of each side and characters, and a score sheet."""
    labels = session.deal.labels
    with _pages(path, session.cover.title) as pages:
        page = _Paper(pages, paper, session.cover.title)
        for i, side in enumerate(labels.sides):
            page.new()
            across, down = _CARDS
            wide = page.across / across
            high = (page.high - 2 * _MARGIN - 6) / down
            for k in range(across * down):
                move = k % 2
                x = _MARGIN + (k % across) * wide
                y = _MARGIN + 6 + (k // across) * high
                page.box(x, y, wide, high, linestyle=(0, (4, 4)), edgecolor=palette.GUIDE)
                _card(page, (x, y, wide, high), side.name, side.moves[move], move, i)
        _characters(page, session)
        _score(page, session)
        page.close()


def _card(
    page: _Paper, box: tuple[float, float, float, float], side: str, move: str,
    number: int, role: int,
) -> None:  # fmt: skip
    """Draw a card: whose it is, the move, and its mark, so that it is no colour alone."""
    x, y, wide, high = box
    text, size = fit(side, wide - 60, 12, 6, lines=2)
    page.put(text, x + 14, y + high - 14, size, colour=palette.DIM)
    big, size = fit(move, wide - 40, 22, 9, bold=True, lines=3)
    page.put(
        big,
        x + wide / 2,
        y + (high - 26) / 2,
        size,
        ha="center",
        va="center",
        fontweight="bold",
    )
    page.figure.add_artist(
        Line2D(
            [(x + wide - 26) / page.wide], [(y + 26) / page.high],
            marker=palette.MOVE_MARKS[number], markersize=18, linestyle="none",
            color=palette.MOVES[number], transform=page.figure.transFigure,
        )
    )  # fmt: skip
    page.box(x + 8, y + 8, 4, high - 16, fill=True, linewidth=0,
             facecolor=palette.SIDES[role])  # fmt: skip


def _characters(page: _Paper, session: Session) -> None:
    """Draw a card for each character that the session bets on: face, name, sentence."""
    bets = (bet for station in session.stations for bet in station.bets if bet.faces)
    bet = next(bets, None)
    if bet is None:
        return
    page.new()
    across, down = _CHARACTERS
    wide, high = page.across / across, (page.high - 2 * _MARGIN - 6) / down
    size = min(0.42 * high, 0.5 * wide)
    for k, (name, text) in enumerate(zip(bet.faces, bet.lines, strict=True)):
        x = _MARGIN + (k % across) * wide
        y = page.high - _MARGIN - (k // across) * high
        page.box(x, y - high, wide, high, linestyle=(0, (4, 4)), edgecolor=palette.GUIDE)
        page.face(name, x + (wide - size) / 2, y - 12, size)
        y -= size + 24
        for said, large, least, lines in (
            (text, 15, 9, 2), (strategies.entry(name).sales, 11, 8, 4),
        ):  # fmt: skip
            bold = large == 15
            told, points = fit(said, wide - 36, large, least, bold=bold, lines=lines)
            page.put(told, x + wide / 2, y, points, ha="center",
                     fontweight="bold" if bold else "normal")  # fmt: skip
            y -= height(told, points) + 7


def _score(page: _Paper, session: Session) -> None:
    """Draw the score sheet: one round of the deal, and rows to write in."""
    labels = session.deal.labels
    page.new()
    page.write(say("cards.score"), 18, bold=True)
    page.write(say("cards.how", round=labels.round), 10.5, colour=palette.DIM, after=8)
    page.table(payoff_rows(session.deal), (0.3, 0.35, 0.35))
    page.write(say("cards.name"), 11, after=14)
    heads = [
        say(f"cards.{key}", money=labels.money)
        for key in ("round", "seat", "mine", "theirs", "left", "total")
    ]
    rows = [heads, *([str(i), "", "", "", "", ""] for i in range(1, _ROUNDS + 1))]
    rows = [[f"{cell}\n" if i else cell for cell in row] for i, row in enumerate(rows)]
    page.table(rows, (0.1, 0.18, 0.18, 0.18, 0.18, 0.18))
