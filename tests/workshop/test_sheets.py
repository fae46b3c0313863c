"""The papers: what is in which, on which paper, embedded, and the same each time."""

from __future__ import annotations

import re
import shutil
import subprocess
import zlib

import pytest

from trustgame import strategies
from trustgame.workshop import figures
from trustgame.workshop.sheets import PAPERS, write_cards, write_handout, write_worksheet

pytestmark = pytest.mark.slow
WRITERS = {"handout": write_handout, "worksheet": write_worksheet, "cards": write_cards}


@pytest.fixture(scope="module")
def papers(sample_session, tmp_path_factory):
    folder = tmp_path_factory.mktemp("papers")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(figures, "DOTS", 40)
        for name, write in WRITERS.items():
            write(sample_session, folder / f"{name}.pdf")
    return folder


def text_of(path, order="-layout"):
    """The letters of a PDF, as a reader copies them."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed here")
    found = subprocess.run(["pdftotext", order, path, "-"], capture_output=True, check=True)
    return " ".join(found.stdout.decode("utf-8").split())


def squeezed(text):
    """A text without its spaces, where lines were broken."""
    return re.sub(r"\s", "", text)


def test_the_hand_out_takes_every_finding_home(sample_session, papers):
    said = squeezed(text_of(papers / "handout.pdf"))
    for slide in sample_session.slides:
        if slide.kind == "reveal":
            for text in (slide.title, *slide.lines):
                assert squeezed(text) in said, text
    for line in (*sample_session.limits.lines, *sample_session.deal.check()):
        assert squeezed(line) in said, line


@pytest.mark.parametrize("name", ["worksheet", "cards"])
def test_what_lies_on_the_tables_before_gives_nothing_away(sample_session, papers, name):
    said = squeezed(text_of(papers / f"{name}.pdf"))
    for slide in sample_session.slides:
        if slide.kind == "reveal":
            assert squeezed(slide.title) not in said
            for line in slide.lines:
                assert squeezed(line) not in said
    assert "%" not in said


def test_the_work_sheet_asks_every_bet(sample_session, papers):
    said = squeezed(text_of(papers / "worksheet.pdf"))
    for station in sample_session.stations:
        for bet in station.bets:
            for text in (bet.title, *bet.lines, *bet.columns):
                assert squeezed(text) in said, text


def test_there_are_cards_for_every_move_and_a_score_sheet(sample_session, papers):
    said = text_of(papers / "cards.pdf")
    for side in sample_session.deal.labels.sides:
        for move in side.moves:
            assert said.count(move) >= 4, "four of each on a page, and the table"
    for amount in (
        "40 k€",
        "30 k€",
        "−15 k€",
        "60 k€",
        "75 k€",
        "−25 k€",
        "20 k€",
        "15 k€",
    ):
        assert amount in said.replace("\xa0", " ")


def test_each_character_has_a_card_with_what_it_does(sample_session, papers):
    said = squeezed(text_of(papers / "cards.pdf", "-raw"))
    (names,) = {
        tuple(zip(bet.faces, bet.lines, strict=True))
        for station in sample_session.stations
        for bet in station.bets
        if bet.faces
    }
    assert len(names) == 6
    for name, text in names:
        assert squeezed(text) in said
        assert squeezed(strategies.entry(name).sales) in said


@pytest.mark.parametrize("paper", PAPERS)
def test_papers_have_their_size_embedded_letters_and_no_date(
    sample_session, tmp_path, paper
):
    for name, write in WRITERS.items():
        if name != "handout":
            path = tmp_path / f"{name}.pdf"
            write(sample_session, path, paper=paper)
            first = path.read_bytes()
            wide, high = (72 * side for side in PAPERS[paper])
            box = re.search(rb"/MediaBox \[ ?0 0 ([\d.]+) ([\d.]+) ?\]", first)
            assert float(box[1]) == pytest.approx(wide)
            assert float(box[2]) == pytest.approx(high)
            streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", first, re.DOTALL)
            unpacked = [unpack(stream) for stream in streams]
            assert any(part.startswith(b"\x00\x01\x00\x00") for part in unpacked), "a font"
            assert b"/CreationDate" not in first
            write(sample_session, path, paper=paper)
            assert path.read_bytes() == first


def unpack(stream):
    """A stream of a PDF as it is before packing; what is not packed, as it is."""
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return stream
