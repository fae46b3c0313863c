"""The slides: what the session says, editable, on any master, the same each time."""

from __future__ import annotations

import io
import itertools
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from PIL import Image
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE
from pptx.util import Inches

from trustgame.deals import Deal, Labels, Player, SideLabels, Time
from trustgame.exceptions import FileFormatError, SpecificationError
from trustgame.plot import palette
from trustgame.stage import StageGame
from trustgame.workshop import figures, order, pack, workshop
from trustgame.workshop import session as session_room
from trustgame.workshop.native import Bars, native_of, put_native
from trustgame.workshop.session import session
from trustgame.workshop.slides import open_template, write_slides
from trustgame.workshop.typesetting import cell_lines, height_of, size_of

pytestmark = pytest.mark.slow
SAMPLE = Path(__file__).parents[2] / "deals" / "consulting.toml"
LONG = "Объединённый поставщик услуг и решений №1"  # some forty letters, Cyrillic


@pytest.fixture(scope="module")
def quick():
    """Coarse maps, small pictures, few settings."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(order, "_MAP_SIDE", 3)
        patch.setattr(figures, "DOTS", 40)
        patch.setattr(session_room, "TRIES", 3)
        yield


@pytest.fixture(scope="module")
def found(quick, sample_session):
    return sample_session


@pytest.fixture(scope="module")
def file(found, tmp_path_factory):
    path = tmp_path_factory.mktemp("slides") / "slides.pptx"
    write_slides(found, path, names=[f"{i}-{e.name}" for i, e in enumerate(found.exhibits)])
    return path


def texts_of(slide):
    """Every text of a slide."""
    said = []
    for shape in slide.shapes:
        if shape.has_text_frame:
            said += [p.text for p in shape.text_frame.paragraphs]
        if getattr(shape, "has_table", False) and shape.has_table:
            said += [cell.text for row in shape.table.rows for cell in row.cells]
    return said


# --- what is on them ------------------------------------------------------------------


def test_every_slide_of_the_session_is_there_in_order_with_its_notes(found, file):
    deck = Presentation(file)
    assert len(deck.slides) == len(found.slides)
    for page, slide in zip(deck.slides, found.slides, strict=True):
        assert page.shapes.title.text_frame.text == slide.title
        said = texts_of(page)
        assert slide.lead in said or not slide.lead
        for line in slide.lines:
            assert any(line in text for text in said), line
        notes = page.notes_slide.notes_text_frame.text
        assert all(note in notes for note in slide.notes)


def test_a_slide_with_a_chart_names_its_table_and_says_what_the_eye_sees(found, file):
    deck = Presentation(file)
    number = 0
    for page, slide in zip(deck.slides, found.slides, strict=True):
        if slide.exhibit is None:
            continue
        told = slide.exhibit.tell(found.deal)
        assert (
            f"charts/{number}-{slide.exhibit.name}.csv"
            in page.notes_slide.notes_text_frame.text
        )
        number += 1
        alts = [s._element.xpath(".//p:cNvPr")[0].get("descr") for s in page.shapes]
        assert told.alt in alts


def test_bars_and_lines_are_charts_of_powerpoint_with_the_very_numbers(found, file):
    deck = Presentation(file)
    native, pictures = 0, 0
    for page, slide in zip(deck.slides, found.slides, strict=True):
        if slide.exhibit is None:
            continue
        own = native_of(slide.exhibit, found.deal.labels)
        charts = [
            s.chart for s in page.shapes if getattr(s, "has_chart", False) and s.has_chart
        ]
        assert len(charts) == (own is not None)
        if own is None:
            (picture,) = (s for s in page.shapes if s.shape_type == 13)
            with Image.open(io.BytesIO(picture.image.blob)) as seen:
                ratio = picture.width / picture.height
                assert seen.width / seen.height == pytest.approx(ratio, rel=0.02)
            pictures += 1
            continue
        native += 1
        table = slide.exhibit.tell(found.deal).table
        known = np.concatenate(
            [table[c].to_numpy(float) for c in ("value", "y") if c in table]
        )
        for series in charts[0].plots[0].series:
            drawn = [v for v in series.values if v is not None]
            if series.name != "deadline":  # a wall is as high as the chart
                assert all(np.isclose(v, known[np.isfinite(known)]).any() for v in drawn)
    assert native >= 6
    assert pictures >= 2


def test_characters_have_their_faces_beside_their_bet_and_their_bars(found, file):
    seen = 0
    for page, slide in zip(Presentation(file).slides, found.slides, strict=True):
        names = list(slide.faces)
        if slide.exhibit is not None:
            names = list(getattr(slide.exhibit.result, "faces", {}).values())
        groups = [s for s in page.shapes if s.shape_type == MSO_SHAPE_TYPE.GROUP]
        assert [group.name for group in groups] == [f"face {name}" for name in names]
        seen += bool(names)
        for one, other in itertools.pairwise(groups):
            assert one.top + one.height <= other.top
        if slide.faces:
            (table,) = (s for s in page.shapes if getattr(s, "has_table", False))
            rows = np.cumsum([table.top, *(row.height for row in table.table.rows)])
            for k, group in enumerate(groups, 1):
                assert rows[k] <= group.top
                assert group.top + group.height <= rows[k + 1]
                begin = table.left + table.table.cell(k, 0).margin_left
                assert group.left + group.width <= begin
    assert seen == 4


def test_words_that_look_like_formulas_are_words_in_the_table_behind_a_chart():
    table = pd.DataFrame({"=A1": [1.0, 2.0]}, index=["=1+1", "{=x}"])
    page = Presentation().slides.add_slide(Presentation().slide_layouts[6])
    frame = put_native(
        page.shapes, (0, 0, 999999, 999999), Bars(table, ("#112233",), "w", "money"), True
    )
    book = openpyxl.load_workbook(
        io.BytesIO(frame.chart.part.chart_workbook.xlsx_part.blob)
    )
    cells = [(c.value, c.data_type) for row in book.active.iter_rows() for c in row]
    assert cells[1:] == [("=A1", "s"), ("=1+1", "s"), (1, "n"), ("{=x}", "s"), (2, "n")]


def test_a_bar_of_next_to_nothing_does_not_fill_the_chart():
    table = pd.DataFrame({"left": [1e-5, 0.0]}, index=["time alone", "depth alone"])
    page = Presentation().slides.add_slide(Presentation().slide_layouts[6])
    frame = put_native(
        page.shapes, (0, 0, 999999, 999999), Bars(table, ("#112233",), "w", "percent"), True
    )
    assert frame.chart.value_axis.maximum_scale >= 1


def test_the_longest_line_comes_first_or_libreoffice_draws_no_line_at_all(file):
    seen = 0
    for page in Presentation(file).slides:
        for shape in page.shapes:
            if getattr(shape, "has_chart", False) and shape.has_chart:
                sizes = [len(list(s.values)) for s in shape.chart.plots[0].series]
                assert sizes == sorted(sizes, reverse=True)
                seen += len(set(sizes)) > 1
    assert seen, "one of them has marks beside its lines"


def test_shapes_stay_on_the_slide(file):
    deck = Presentation(file)
    for page in deck.slides:
        for shape in page.shapes:
            assert shape.left >= 0
            assert shape.top >= 0
            assert shape.left + shape.width <= deck.slide_width
            assert shape.top + shape.height <= deck.slide_height


def test_the_same_session_gives_the_same_bytes(found, file, tmp_path):
    names = [f"{i}-{e.name}" for i, e in enumerate(found.exhibits)]
    write_slides(found, tmp_path / "again.pptx", names=names)
    assert (tmp_path / "again.pptx").read_bytes() == file.read_bytes()
    with zipfile.ZipFile(file) as inside:
        assert {entry.date_time[0] for entry in inside.infolist()} == {2000}
        assert b"2000-01-01T00:00:00Z" in inside.read("docProps/core.xml")


# --- a client's own master ------------------------------------------------------------


@pytest.fixture
def client(tmp_path):
    """A template of another shape, a slide of its own, its layouts renamed and moved."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(10), Inches(7.5)
    deck.slides.add_slide(deck.slide_layouts[0]).shapes.title.text = "old"
    for number, layout in enumerate(deck.slide_layouts):
        layout.name = f"Entwurf {number}"
    listed = deck.slide_layouts._sldLayoutIdLst
    listed.append(listed[0])
    path = tmp_path / "client.pptx"
    deck.save(path)
    return path


def test_a_template_s_master_is_used_and_its_slides_are_left_out(found, client, tmp_path):
    write_slides(found, tmp_path / "s.pptx", template=open_template(client))
    deck = Presentation(tmp_path / "s.pptx")
    assert deck.slide_width == Inches(10)
    assert len(deck.slides) == len(found.slides)
    assert [page.shapes.title.text_frame.text for page in deck.slides] == [
        slide.title for slide in found.slides
    ]
    names = {page.slide_layout.name for page in deck.slides}
    assert names == {"Entwurf 5"}, "the one with a title and nothing else"
    with zipfile.ZipFile(tmp_path / "s.pptx") as inside:
        pages = [n for n in inside.namelist() if n.startswith("ppt/slides/slide")]
    assert len(pages) == len(found.slides), (
        "nothing of the template's slides is carried along"
    )


def test_without_a_layout_with_a_title_a_blank_one_and_a_text_box_do(found, tmp_path):
    deck = Presentation()
    for layout in deck.slide_layouts:
        for place in list(layout.placeholders):
            place._element.getparent().remove(place._element)
    deck.save(tmp_path / "blank.pptx")
    write_slides(
        found, tmp_path / "s.pptx", template=open_template(tmp_path / "blank.pptx")
    )
    for page, slide in zip(
        Presentation(tmp_path / "s.pptx").slides, found.slides, strict=True
    ):
        assert slide.title in texts_of(page)


def test_type_grows_with_a_large_master(found, tmp_path):
    deck = Presentation()
    for layout in list(deck.slide_layouts)[1:]:
        deck.slide_layouts.remove(layout)
    for size, name in (((40, 22.5), "large"), ((13.333, 7.5), "usual")):
        deck.slide_width, deck.slide_height = map(Inches, size)
        deck.save(tmp_path / "client.pptx")
        some = replace(found, stations=found.stations[5:6])
        write_slides(
            some, tmp_path / name, template=open_template(tmp_path / "client.pptx")
        )
    sizes = {}
    for name in ("large", "usual"):
        sizes[name] = [
            int(node.get("sz"))
            for page in Presentation(tmp_path / name).slides
            for part in (page.shapes, *(s.chart for s in page.shapes if s.has_chart))
            for node in part._element.xpath(".//*[@sz]")
        ]
    assert len(sizes["usual"]) > 20
    np.testing.assert_allclose(sizes["large"], 3 * np.array(sizes["usual"]), rtol=0.05)


@pytest.mark.parametrize(("layouts", "inches"), [(0, (10, 7.5)), (1, (6, 5)), (1, (9, 1))])
def test_a_master_that_cannot_be_written_on_says_why(layouts, inches, tmp_path):
    deck = Presentation()
    for layout in list(deck.slide_layouts)[layouts:]:
        deck.slide_layouts.remove(layout)
    deck.slide_width, deck.slide_height = map(Inches, inches)
    deck.save(tmp_path / "client.pptx")
    says = (
        "a layout .* Add one"
        if not layouts
        else "slides of at least 6.5 x 4.5 .* Slide Size"
    )
    with pytest.raises(FileFormatError, match=f"`template` must have {says}"):
        open_template(tmp_path / "client.pptx")


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04 broken", None, "zip"])
def test_a_broken_template_is_said_before_any_work(content, tmp_path, monkeypatch):
    path = tmp_path / "client.pptx"
    if content == "zip":
        with zipfile.ZipFile(path, "w") as inside:
            inside.writestr("hello.txt", "hello")
    elif content is not None:
        path.write_bytes(content)
    monkeypatch.setattr(pack, "_write", lambda *_: pytest.fail("work began"))
    with pytest.raises(FileFormatError, match=r"`template` must be .*client\.pptx"):
        workshop(SAMPLE, tmp_path / "pack", template=path)
    assert not (tmp_path / "pack").exists()


@pytest.mark.parametrize("option", [{"paper": "a3"}, {"theme": "neon"}, {"index": 0}])
def test_options_that_cannot_be_are_said_before_any_work(option, tmp_path, monkeypatch):
    monkeypatch.setattr(pack, "_write", lambda *_: pytest.fail("work began"))
    with pytest.raises(SpecificationError, match=next(iter(option))):
        workshop(SAMPLE, tmp_path / "pack", **option)


# --- bad input ------------------------------------------------------------------------


def odd(**changes):
    """A deal with words that no slide must believe."""
    given = {
        "labels": Labels(
            title='<script>alert("x")</script> & «Söhne»',
            buyer=SideLabels(LONG, '"open" & <b>up</b> ' + "x" * 20, "$x^2$"),
            seller=SideLabels(LONG + "!", "it's {braces} " + "щ" * 24, "a & b"),
            money="₽", round="Quartal", rounds="Quartale",
        ),
        "stage": StageGame.prisoners_dilemma(),
        "time": Time(about=3),
        "buyers": (Player("tit_for_tat", LONG), "grim_trigger", "always_defect"),
        "sellers": tuple(
            Player(name, f"{LONG[:36]} {i}")
            for i, name in enumerate(
                ("tit_for_tat", "grim_trigger", "always_defect", "always_cooperate",
                 "win_stay_lose_shift", "suspicious_tit_for_tat")
            )
        ),
    }  # fmt: skip
    return Deal(**(given | changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"time": Time(exactly=1), "stage": StageGame([[0, 0], [0, 0]], [[0, 0], [0, 0]])},
        {
            "time": Time(exactly=10_000),
            "stage": StageGame([[9e11, -9e11], [1e12, 0]], [[1e-9, 1e-9], [1e-9, 0]]),
        },
    ],
)
def test_odd_deals_have_slides_too(quick, tmp_path, changes):
    deal = odd(**changes)
    with figures.same_everywhere(figures.words_of(deal.labels)):
        found = session(deal)
        write_slides(found, tmp_path / "s.pptx")
    deck = Presentation(tmp_path / "s.pptx")
    for page, slide in zip(deck.slides, found.slides, strict=True):
        assert page.shapes.title.text_frame.text == slide.title
        for text in (*texts_of(page), *slide.notes):
            assert not {"nan", "inf", "None"} & set(text.split())


# --- themes ---------------------------------------------------------------------------


def luminance(colour):
    """How bright a colour is, as WCAG counts it."""
    rgb = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb]
    return float(np.dot([0.2126, 0.7152, 0.0722], linear))


def contrast(one, other):
    """The ratio of two colours' brightness."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", palette.THEMES)
def test_every_theme_can_be_read(name):
    with palette.theme(name):
        assert contrast(palette.INK, palette.PAPER) >= 7
        assert contrast(palette.DIM, palette.PAPER) >= 6.5
        assert contrast(palette.INK, palette.CELL) >= 7
        marks = (*palette.MOVES, palette.MODEL, palette.SIDES[0])
        assert min(contrast(colour, palette.PAPER) for colour in marks) >= 2.9
        two = contrast(*palette.SIDES), contrast(*palette.MOVES)
        assert name != "print" or min(two) > 2, "greys are told apart"
    assert palette.PAPER == "#FFFFFF"


def test_a_theme_colours_slides_and_leaves_no_trace(found, tmp_path):
    with palette.theme("dark"):
        write_slides(found, tmp_path / "dark.pptx")
    page = Presentation(tmp_path / "dark.pptx").slides[0]
    assert str(page.background.fill.fore_color.rgb) == "1C1C1C"
    assert (
        str(page.shapes.title.text_frame.paragraphs[0].runs[0].font.color.rgb) == "F2F2F2"
    )
    write_slides(found, tmp_path / "light.pptx")
    page = Presentation(tmp_path / "light.pptx").slides[0]
    assert str(page.background.fill.fore_color.rgb) == "FFFFFF"


def test_a_whole_pack_is_indexed_everywhere(quick, tmp_path, monkeypatch):
    deal = replace(Deal.from_toml(SAMPLE), seed=2)
    monkeypatch.setattr(session_room, "_STATIONS", session_room._STATIONS[:2])
    monkeypatch.setattr(session_room, "MINUTES", (45, 45))
    made = workshop(deal, tmp_path / "pack", index=100)
    for file in ("deal.toml", "index.html"):
        assert "k€" not in (made.folder / file).read_text(encoding="utf-8")
    deck = Presentation(made.folder / "slides.pptx")
    told = "\n".join(
        "\n".join([*texts_of(page), page.notes_slide.notes_text_frame.text])
        for page in deck.slides
    )
    assert "k€" not in told
    assert "100\xa0points" in told
    assert "price" not in told
    assert [chart.name for chart in made.shown] == ["09-once"]


def test_a_cell_breaks_words_before_it_loses_their_middle():
    name = "W" * 60
    size = size_of([(f"{name} 40 k€",)], [300.0], 60.0, 18)
    assert height_of([f"{name} 40 k€"], 300.0, size, 0) <= 60 < 1.22 * 4 * 18
    assert cell_lines(f"{name} 40 k€", 300.0, 60.0, size) == [f"{name} 40 k€"]
    assert size_of([(f"{name}\n{name}",)], [150.0], 40.0, 18) == 10
    cut = cell_lines(f"{name}1\n{name}2", 150.0, 40.0, 10)
    assert [part[-1] for part in cut] == ["1", "2"]
    assert all("…" in part for part in cut)
    assert height_of(cut, 150.0, 10, 0) <= 40
