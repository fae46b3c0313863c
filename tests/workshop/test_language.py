"""A pack in another language holds no word of English but names of files and keys."""

from __future__ import annotations

import io
import re
from dataclasses import astuple
from html import unescape

import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text
from other_language import foreign_deal, leaks, make_language
from PIL import Image
from pptx import Presentation
from workshop_page import LIVE

from trustgame import plot
from trustgame.deals.words import speaking
from trustgame.plot import anatomy
from trustgame.scenarios import verdict
from trustgame.workshop import order, pack, session, sheets, slides

pytestmark = pytest.mark.slow


def dot():
    """Return the smallest picture."""
    held = io.BytesIO()
    Image.new("RGB", (16, 9)).save(held, "PNG")
    return held.getvalue()


def only_told(folder, name, chart, result, labels=None, options=None):
    """Stand in for a chart's files: what it says, and the smallest picture."""
    told = plot.tell(chart, result, labels, **(options or {}))
    (folder / f"{name}.png").write_bytes(dot())
    said = told.finding, told.question, told.footer, told.sentence, told.alt
    return pack.PackedChart(name, *said)


@pytest.fixture(scope="module")
def language(tmp_path_factory):
    return make_language(tmp_path_factory.mktemp("language") / "xx")


@pytest.fixture(scope="module")
def written(language, tmp_path_factory):
    """A pack without its drawings, which the gallery's tests do, and its papers' texts."""
    papers = set()

    def read(figure, *_, **__):
        figure.draw_without_rendering()
        papers.update(text.get_text() for text in figure.findobj(Text))

    out = tmp_path_factory.mktemp("pack") / "pack"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pack, "write_chart", only_told)
        patch.setattr(order, "_MAP_SIDE", 3)
        patch.setattr(session, "TRIES", 1)
        patch.setattr(verdict, "_GRID", 2)
        patch.setattr(anatomy, "width", lambda text, size, _=False: size * len(text) / 2)
        for room in (slides, sheets):
            patch.setattr(room, "bare_picture", lambda *_, **__: dot())
        patch.setattr(Figure, "savefig", read)
        return pack.workshop(foreign_deal(), out, language=language), papers


def texts_of(shape):
    """Yield every text of a shape, what is read aloud for it, and its chart's words."""
    yield shape._element.xpath(".//p:cNvPr")[0].get("descr") or ""
    if shape.has_text_frame:
        yield shape.text_frame.text
    if getattr(shape, "has_table", False) and shape.has_table:
        yield from (cell.text for row in shape.table.rows for cell in row.cells)
    if getattr(shape, "has_chart", False) and shape.has_chart:
        parts = shape.chart._chartSpace.xpath(".//c:tx//c:v | .//c:cat//c:v | .//a:t")
        yield from (part.text for part in parts if not re.fullmatch(r"[-\d.e]+", part.text))


def test_findings_and_alt_texts_are_in_the_language(written):
    found, _ = written
    said = [text for chart in (*found.charts, *found.shown) for text in astuple(chart)[1:]]
    assert len(said) > 100
    assert leaks(said) == {}


def test_slides_and_notes_are_in_the_language(written):
    found, _ = written
    said = []
    for slide in Presentation(found.folder / "slides.pptx").slides:
        said += [text for shape in slide.shapes for text in texts_of(shape)]
        said.append(slide.notes_slide.notes_text_frame.text)
    assert len(said) > 200
    assert leaks(said) == {}


def test_papers_are_in_the_language(written):
    _, papers = written
    assert len(papers) > 100
    assert leaks(papers) == {}


def test_the_page_without_its_script_is_in_the_language(written):
    found, _ = written
    html = found.page.read_text(encoding="utf-8")
    assert '<html lang="en-XA">' in html
    body = re.sub(r"<(script|style)[\s\S]*?</\1>", "", html)
    said = re.findall(r'(?:alt|aria-label|title|placeholder)="([^"]*)"', body)
    said += [unescape(text) for text in re.split(r"<[^>]+>", body)]
    assert leaks(said) == {}


def test_every_view_of_the_page_is_in_the_language(language, browser):
    read = """return [...document.querySelectorAll("body *")].flatMap((e) => [
        e.ariaLabel, e.title, e.placeholder, e.getAttribute("aria-valuetext"),
        ...[...e.childNodes].filter((n) => n.nodeType === 3
            && !e.closest("script, style, textarea, noscript")).map((n) => n.data)])"""
    with speaking(language):
        browser.open(foreign_deal())
    said = set()
    for view in LIVE:
        browser.go(view)
        if view == "play":
            browser.click("#body-play button.main")
        said |= set(filter(None, browser.run(read)))
    assert len(said) > 200
    assert browser.errors() == []
    assert leaks(said) == {}
