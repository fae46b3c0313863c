"""The pack: whole or not at all, the same each time, and what it says is what it holds."""

from __future__ import annotations

import base64
import hashlib
import html
import io
import os
import re
import subprocess
import sys
from dataclasses import replace
from functools import partial
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from trustgame import _files, plot, strategies
from trustgame.deals import Deal, Labels, Player, SideLabels, Time, words
from trustgame.deals.deal import MOST_PLAYERS
from trustgame.deals.words import say
from trustgame.exceptions import FileFormatError, OutputError, SpecificationError
from trustgame.plot import palette
from trustgame.solve.evaluate import evaluate
from trustgame.solve.horizons import by_horizon
from trustgame.stage import StageGame
from trustgame.workshop import figures, order, pack
from trustgame.workshop import page as page_room
from trustgame.workshop import workshop as whole_pack

workshop = partial(whole_pack, charts_only=True)  # the session is in its own tests

SAMPLE = Path(__file__).parents[2] / "deals" / "consulting.toml"
NAMES = [
    "01-one-round",
    "02-one-round-when-deep",
    "03-one-match",
    "04-course",
    "05-every-pairing",
    "06-sellers-choice",
    "07-buyers-choice",
    "08-time-and-depth",
]


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """The pack of the sample deal, its map coarser than usual."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(order, "_MAP_SIDE", 5)
        return workshop(Deal.from_toml(SAMPLE), tmp_path_factory.mktemp("pack") / "pack")


@pytest.fixture
def tiny(monkeypatch):
    """A deal whose pack is soon made, with words that a page must not believe."""
    monkeypatch.setattr(order, "_MAP_SIDE", 2)
    monkeypatch.setattr(figures, "DOTS", 30)
    return Deal(
        Labels(
            title='<script>alert("x")</script> & Söhne',
            buyer=SideLabels('"><img src=x onerror=alert(1)>', "$x^2$", "</title>"),
            seller=SideLabels("Исполнитель", "a & b", "it's"),
            money="₽",
        ),
        StageGame.prisoners_dilemma(),
        Time(about=3),
        buyers=(Player("tit_for_tat", "<b>bold</b>"),),
        sellers=("tit_for_tat",),
    )


def listing(folder):
    """Return every file of a folder with its bytes."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(Path(folder).rglob("*"))
        if path.is_file()
    }


# --- what is in it --------------------------------------------------------------------


def test_a_pack_holds_charts_numbers_page_and_deal(sample):
    files = set(listing(sample.folder))
    kinds = {f"charts/{name}.{kind}" for name in NAMES for kind in ("png", "svg", "csv")}
    assert files == kinds | {"index.html", "poster.pdf", "deal.toml", ".trustgame-pack"}
    assert [chart.name for chart in sample.charts] == NAMES
    assert Deal.from_toml(sample.folder / "deal.toml") == Deal.from_toml(SAMPLE)
    assert repr(sample).endswith("index.html', 8 charts)")
    assert sample.to_frame().index.tolist() == NAMES
    assert sample.provenance["deal"] == sample.deal


def test_many_players_are_shown_as_a_league():
    deal = replace(Deal.from_toml(SAMPLE), sellers=strategies.names()[:20], pair=("", ""))
    charts = [item for item in order.running_order(deal) if "every-pairing" in item.name]
    assert [c.name for c in charts] == ["05-every-pairing-buyer", "06-every-pairing-seller"]
    assert [c.chart for c in charts] == ["league_heatmap"] * 2
    assert [c.options for c in charts] == [{"role": "buyer"}, {"role": "seller"}]
    league = charts[0].make()
    assert league is charts[1].make()
    assert league.payoff.shape == (len(deal.buyers), 20, 2)
    sections = page_room.page(deal, [])
    assert f'"limits":{{"players":{MOST_PLAYERS}' in sections


def test_pictures_are_slides(sample):
    for name in NAMES:
        with Image.open(sample.folder / "charts" / f"{name}.png") as picture:
            assert picture.size == (2000, 1125)
            assert picture.text["Title"]
            assert picture.text["Description"].startswith(picture.text["Title"])
        drawing = (sample.folder / "charts" / f"{name}.svg").read_text(encoding="utf-8")
        assert drawing.startswith("<?xml")
        assert "<dc:date>" not in drawing


def test_the_poster_is_one_page_a2_of_lines_and_letters(sample):
    page = (sample.folder / "poster.pdf").read_bytes()
    sides = re.findall(rb"/MediaBox \[ 0 0 ([0-9.]+) ([0-9.]+) \]", page)
    assert [float(side) * 25.4 / 72 for side in sides[0]] == pytest.approx([594, 420])
    assert len(sides) == 1
    assert b"/CreationDate" not in page
    item = order.running_order(sample.deal)[-1]
    with palette.theme("dark"):
        ax = plot.slide(size="poster")
        plot.time_depth_map(item.make(), ax=ax, labels=sample.deal.labels, **item.options)
        drawn = {text.get_gid(): text for text in ax.figure.texts}
        ax.figure.canvas.draw()
    assert list(drawn) == ["finding", "question", "footer", "sentence"]
    said = {gid: " ".join(text.get_text().split()) for gid, text in drawn.items()}
    last = sample.charts[-1]
    for gid in ("finding", "question", "footer", "sentence"):
        assert said[gid] == " ".join(getattr(last, gid).split()), "whole, nothing cut"
    assert any(text.get_text() == say("map.here") for text in ax.texts)


def test_numbers_are_the_library_s_own(sample):
    deal = sample.deal
    game = deal.game
    buyer, seller = (player.strategy for player in deal.pair_players)
    read = {name: pd.read_csv(sample.folder / "charts" / f"{name}.csv") for name in NAMES}
    path = evaluate(game, buyer, seller).path(len(read["04-course"]))
    np.testing.assert_array_equal(
        read["04-course"]["cooperation_buyer"], path.cooperation[:, 0]
    )
    np.testing.assert_array_equal(read["04-course"]["depth"], path.depth)
    lasting = game.replace(continuation=1.0)
    grid = read["05-every-pairing"]
    for b in deal.buyers:
        for s in deal.sellers:
            mine = grid[(grid["buyer"] == b.words) & (grid["seller"] == s.words)]
            value = by_horizon(lasting, b.strategy, s.strategy, rounds=12).value
            np.testing.assert_array_equal(mine[["value_buyer", "value_seller"]], value)
    assert read["01-one-round"]["payoff_buyer"].tolist() == [40, -15, 75, 20]
    assert read["02-one-round-when-deep"]["payoff_seller"].tolist() == [45, 90, -37.5, 22.5]
    story = read["03-one-match"]
    np.testing.assert_allclose(story["total_buyer"], story["payoff_buyer"].cumsum())
    map_ = read["08-time-and-depth"]
    assert len(map_) == 30  # five depths, five lengths and the deal's own
    about = game.held_at(1.0).replace(
        rounds=None, continuation=1 - 1 / map_["about"].iloc[-1]
    )
    exact = evaluate(about, buyer, seller).cooperation.mean()
    assert map_["cooperation"].iloc[-1] == pytest.approx(exact, abs=1e-12)


def test_sentences_say_the_numbers_of_their_tables(sample):
    said = {chart.name: chart for chart in sample.charts}
    course = pd.read_csv(sample.folder / "charts" / "04-course.csv")
    for column in ("cooperation_buyer", "cooperation_seller"):
        assert words.percent(course[column].iloc[0]) in said["04-course"].sentence
        assert words.percent(course[column].iloc[-1]) in said["04-course"].sentence
    story = pd.read_csv(sample.folder / "charts" / "03-one-match.csv")
    for role in ("buyer", "seller"):
        total = sample.deal.labels.pay(story[f"total_{role}"].iloc[-1])
        assert total in said["03-one-match"].finding
        assert total in said["03-one-match"].sentence
    for name, role in (("06-sellers-choice", "seller"), ("07-buyers-choice", "buyer")):
        table = pd.read_csv(sample.folder / "charts" / f"{name}.csv")
        last = table[table["rounds"] == table["rounds"].max()]
        best = last.loc[last["value"].idxmax()]
        assert f"“{best[role]}”" in said[name].finding
        assert sample.deal.labels.pay(best["value"]) in said[name].finding


# --- the page -------------------------------------------------------------------------


class Reader(HTMLParser):
    """Reads a page: its tags, and its text."""

    def __init__(self):
        super().__init__()
        self.tags, self.words = [], []

    def handle_starttag(self, tag, attrs):
        """Keep a tag."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        """Keep a text."""
        self.words.append(data)


def test_the_page_shows_every_chart_with_its_sentence(sample):
    reader = Reader()
    reader.feed(sample.page.read_text(encoding="utf-8"))
    text = " ".join(" ".join(reader.words).split())
    images = [attrs for tag, attrs in reader.tags if tag == "img"]
    assert [i["alt"] for i in images] == [chart.alt for chart in sample.charts]
    for attrs, chart in zip(images, sample.charts, strict=True):
        kind, _, inside = attrs["src"].partition(",")
        assert kind == "data:image/png;base64"
        file = sample.folder / "charts" / f"{chart.name}.png"
        with (
            Image.open(io.BytesIO(base64.b64decode(inside))) as one,
            Image.open(file) as two,
        ):
            assert one.size == two.size
            apart = np.abs(np.asarray(one.convert("RGB"), int) - two.convert("RGB"))
            assert apart.mean() < 2  # of 255: the same picture in fewer colours
        assert " ".join(chart.sentence.split()) in text
    for sentence in sample.deal.check():
        assert " ".join(sentence.split()) in text
    headings = [int(tag[1]) for tag, _ in reader.tags if re.fullmatch(r"h\d", tag)]
    assert headings[0] == 1
    assert headings.count(1) == 1
    assert max(headings) == 3
    assert ("html", {"lang": "en"}) in reader.tags
    ids = {attrs["id"] for _, attrs in reader.tags if "id" in attrs}
    linked = set()
    for tag, attrs in reader.tags:
        assert tag not in ("iframe", "object", "embed")
        assert tag != "script" or "src" not in attrs
        assert tag != "link" or attrs == {"rel": "icon", "href": "data:,"}
        for key in ("href", "src"):
            target = attrs.get(key, "data:")
            if target.startswith("data:"):
                continue
            assert not re.match(r"\w+:|//", target), "a page from a stick has no network"
            if target.startswith("#view="):
                assert f"view-{target[6:]}" in ids
            elif target.startswith("#"):
                assert target[1:] in ids
            else:
                assert (sample.folder / target).is_file()
                linked.add(target)
    files = {f"charts/{name}.{kind}" for name in NAMES for kind in ("png", "svg", "csv")}
    assert linked == files | {"deal.toml"}


def test_pictures_that_would_make_the_page_too_large_are_linked(sample, monkeypatch):
    monkeypatch.setattr(page_room, "_LARGEST", 10)
    text = page_room.page(sample.deal, sample.charts, sample.folder)
    for name in NAMES:
        assert f'<img src="charts/{name}.png"' in text
    assert sample.page.stat().st_size < 6_000_000


def test_the_page_believes_no_word_of_the_deal(tiny, tmp_path):
    text = workshop(tiny, tmp_path / "pack").page.read_text(encoding="utf-8")
    reader = Reader()
    reader.feed(text)
    scripts = [attrs for tag, attrs in reader.tags if tag == "script"]
    assert scripts == [{"type": "application/json", "id": "facts-data"}, {}]
    assert "b" not in {tag for tag, _ in reader.tags}
    assert not any("onerror" in attrs for _, attrs in reader.tags)
    assert html.escape(tiny.labels.title) in text
    assert sum(tag == "title" for tag, _ in reader.tags) == 1
    own = text.split("<script>")[1].split("</script>")[0]
    digest = base64.b64encode(hashlib.sha256(own.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in text, "any other script is not run"


def test_no_word_of_the_deal_is_a_formula_in_a_table(tiny, tmp_path):
    buyers = (Player("tit_for_tat", "=1+1"), Player("always_defect", "-2+3"))
    labels = replace(tiny.labels, buyer=SideLabels("@SUM(A1)"))
    deal = replace(tiny, buyers=buyers, labels=labels, pair=("", ""))
    found = [by_horizon(deal.game, b.strategy, "tit_for_tat", rounds=2) for b in buyers]
    figures.write_chart(
        tmp_path, "one", "value_by_horizon", found, deal.labels, {"role": "buyer"}
    )
    table = pd.read_csv(tmp_path / "one.csv")
    assert set(table["buyer"]) == {"'=1+1", "'-2+3"}
    assert set(table["side"]) == {"'@SUM(A1)"}
    assert table["value"].dtype == float


# --- whole, or not at all -------------------------------------------------------------


def test_the_same_deal_makes_the_same_files(tiny, tmp_path):
    first = listing(workshop(tiny, tmp_path / "one").folder)
    assert first == listing(workshop(tiny, tmp_path / "two").folder)


def test_a_later_pack_takes_the_earlier_one_s_place(tiny, tmp_path):
    workshop(tiny, tmp_path / "pack")
    (tmp_path / "pack" / "charts" / "old.png").touch()  # a chart of that earlier pack
    with (tmp_path / "pack" / pack.MARKER).open("a", encoding="utf-8") as marker:
        marker.write("charts/old.png\n")
    renamed = replace(tiny, labels=replace(tiny.labels, title="New"))
    made = workshop(renamed, tmp_path / "pack")
    assert not (tmp_path / "pack" / "charts" / "old.png").exists()
    assert ">New</h1>" in made.page.read_text(encoding="utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["pack"]


@pytest.mark.parametrize(
    "stop", [RuntimeError("broken"), KeyboardInterrupt(), OSError(28, "No space left")]
)
@pytest.mark.parametrize("earlier", [False, True])
def test_an_interrupted_run_leaves_no_half_pack(tiny, tmp_path, monkeypatch, stop, earlier):
    target = tmp_path / "pack"
    if earlier:
        workshop(tiny, target)
    before = listing(tmp_path)
    real = pack.write_chart

    def breaks(folder, name, *rest):
        if name.startswith("03"):
            raise stop
        return real(folder, name, *rest)

    monkeypatch.setattr(pack, "write_chart", breaks)
    with pytest.raises((type(stop), OutputError)) as caught:
        workshop(tiny, target)
    assert listing(tmp_path) == before
    assert target.exists() == earlier
    if isinstance(stop, OSError):
        assert "No space left" in str(caught.value)
        assert isinstance(caught.value, OutputError)


KILLED = """
import os, pathlib, signal, sys
from trustgame import _files
die = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
if sys.argv[2] == "while it takes the place":
    rename = pathlib.Path.replace
    pathlib.Path.replace = lambda a, b: die() if a.name.endswith(work) else rename(a, b)
with _files.whole_folder(sys.argv[1], marker=sys.argv[3]) as folder:
    work = folder.name
    (folder / "half.txt").touch()
    if sys.argv[2] == "while it writes":
        die()
"""


@pytest.mark.skipif(os.name == "nt", reason="no locks that end with a program")
@pytest.mark.parametrize("moment", ["while it writes", "while it takes the place"])
def test_what_a_killed_run_left_is_cleared_and_the_earlier_pack_is_back(moment, tmp_path):
    target = tmp_path / "pack"
    with _files.whole_folder(target, marker=pack.MARKER) as folder:
        (folder / "earlier.txt").touch()
    before = listing(tmp_path)
    asked = [sys.executable, "-c", KILLED, str(target), moment, pack.MARKER]
    assert subprocess.run(asked, check=False).returncode == -9
    assert len(list(tmp_path.iterdir())) > 1
    with _files.whole_folder(target, marker=pack.MARKER) as goes_on:  # another beside it
        with (
            pytest.raises(RuntimeError),
            _files.whole_folder(target, marker=pack.MARKER),
        ):
            raise RuntimeError
        assert goes_on.is_dir(), "what a run still needs is not cleared"
        assert listing(target) == {Path(n).name: v for n, v in before.items()}
    assert [path.name for path in tmp_path.iterdir()] == ["pack"]


def test_a_folder_with_other_files_is_left_alone(tiny, tmp_path, monkeypatch):
    (tmp_path / "mine.txt").write_text("precious", encoding="utf-8")
    monkeypatch.setattr(pack, "_write", lambda *_: pytest.fail("work began"))
    with pytest.raises(OutputError, match="`out` must be a new folder"):
        workshop(tiny, tmp_path)
    with pytest.raises(OutputError, match="is a file"):
        workshop(tiny, tmp_path / "mine.txt")
    with pytest.raises(OutputError, match="`out` must be a place that can be written"):
        workshop(tiny, tmp_path / "mine.txt" / "pack")
    assert list(listing(tmp_path)) == ["mine.txt"]


def test_what_was_added_to_a_pack_is_never_lost(tiny, tmp_path):
    target = tmp_path / "pack"
    workshop(tiny, target)
    (target / "charts" / "my notes.txt").write_text("precious", encoding="utf-8")
    before = listing(tmp_path)
    with pytest.raises(OutputError, match=r"also holds 'charts/my notes.txt'\. Move that"):
        workshop(tiny, target)
    assert listing(tmp_path) == before
    (target / "charts" / "my notes.txt").unlink()
    (target / ".DS_Store").touch()  # a file manager looked in
    workshop(tiny, target)
    assert not (target / ".DS_Store").exists()


def test_what_is_added_while_a_pack_is_made_is_not_lost_either(tiny, tmp_path, monkeypatch):
    target, real = tmp_path / "pack", pack._write

    def slowly(*given):
        target.mkdir()
        (target / "mine.txt").touch()
        return real(*given)

    monkeypatch.setattr(pack, "_write", slowly)
    with pytest.raises(OutputError, match="holds other files"):
        workshop(tiny, target)
    assert list(listing(tmp_path)) == ["pack/mine.txt"]


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_is_followed(tiny, tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "far" / "pack")
    for _ in range(2):
        workshop(tiny, tmp_path / "link")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["far", "link"]
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "far" / "pack" / "index.html").is_file()


def test_the_old_pack_stays_if_the_new_one_cannot_take_its_place(
    tiny, tmp_path, monkeypatch
):
    target, real = tmp_path / "pack", Path.replace
    workshop(tiny, target)
    before = listing(tmp_path)

    def locked(self, to):
        if Path(to) == target and not self.name.endswith("-old"):
            raise PermissionError(13, "in use")
        return real(self, to)

    monkeypatch.setattr(Path, "replace", locked)
    with pytest.raises(OutputError, match=r"can be written; .*: in use"):
        workshop(tiny, target)
    assert listing(tmp_path) == before


def test_an_empty_folder_may_be_filled(tiny, tmp_path):
    (tmp_path / "pack").mkdir()
    assert workshop(tiny, tmp_path / "pack").page.is_file()


def test_a_path_is_read_and_checked_before_any_work(tmp_path):
    with pytest.raises(FileFormatError, match="no such file"):
        workshop(tmp_path / "none.toml", tmp_path / "pack")
    assert list(tmp_path.iterdir()) == []


def test_letters_that_no_font_has_are_refused_before_any_work(tiny, tmp_path):
    strange = replace(tiny, labels=replace(tiny.labels, title="\U000130b8"))
    with pytest.raises(SpecificationError, match="no installed font has"):
        workshop(strange, tmp_path / "pack")
    assert list(tmp_path.iterdir()) == []


# --- deals of other kinds -------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {"time": Time(exactly=1)},
        {"time": Time(exactly=10_000)},
        {"time": Time(about=1)},
        {"time": Time(chance_of_another=0.9, at_most=4)},
        {
            "stage": StageGame.from_roles(
                buyer=dict(T=3, R=5, P=0, S=1), seller=dict(T=3, R=5, P=0, S=1)
            )
        },
        {"stage": StageGame([[0, 0], [0, 0]], [[0, 0], [0, 0]])},
        {"stage": StageGame([[9e11, -9e11], [1e12, 0]], [[1e-9, 1e-9], [1e-9, 0]])},
        {"sellers": ("walk_away",), "pair": ("", ""), "outside": (1.0, 2.0)},
    ],
)
def test_odd_deals_have_a_pack_too(tiny, tmp_path, changes):
    made = workshop(replace(tiny, **changes), tmp_path / "pack")
    for chart in made.charts:
        for text in (chart.finding, chart.sentence, chart.alt):
            assert "nan" not in text.split()
            assert "inf" not in text.split()
