"""Sliders in a notebook: what they begin at, what they change, and what is drawn then."""

from __future__ import annotations

import base64
import html
import io
import re
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import matplotlib.pyplot as plt
import pytest
from PIL import Image

import trustgame as tg
from trustgame import plot
from trustgame.curves import between
from trustgame.deals import Deal, Labels, SideLabels, Time
from trustgame.exceptions import RefusedError, SpecificationError
from trustgame.plot.anatomy import is_slide
from trustgame.simulate.play import play
from trustgame.solve.evaluate import evaluate
from trustgame.stage import StageGame
from trustgame.workshop.explore import Explorer, explore
from trustgame.workshop.sliders import CHARTS

DEALS = Path(__file__).parents[2] / "deals"
SAMPLES = sorted(DEALS.glob("*.toml"))

pytest.importorskip("ipywidgets")


@pytest.fixture(scope="module")
def deal():
    """The sample deal."""
    return Deal.from_toml(DEALS / "consulting.toml")


@pytest.fixture
def room(deal):
    """The sample deal under sliders."""
    return Explorer(deal)


@pytest.fixture(autouse=True)
def no_figure_stays_open():
    """Pictures of sliders are no figures of pyplot; those of the static way are closed."""
    before = plt.get_fignums()
    yield
    plt.close("all")
    assert before == []


@pytest.fixture
def kernel(monkeypatch):
    """A notebook, as far as Python can tell; pyplot has settled without one before."""
    plt.close(plt.figure())
    shell = SimpleNamespace(kernel=object())
    fake = SimpleNamespace(get_ipython=lambda: shell)
    monkeypatch.setitem(sys.modules, "IPython", fake)


def move(room, **values):
    """Move controls, one after the other."""
    for name, value in values.items():
        room.controls[name].value = value


def page(room):
    """Return the picture's alt text, its pixels and the sentence under it."""
    found = re.fullmatch(
        r'<img alt="([^"]*)" style="[^"<]*" src="data:image/png;base64,([^"]*)">'
        r"<p>([^<]*)</p>",
        room._picture.value,
    )
    with Image.open(io.BytesIO(base64.b64decode(found[2]))) as picture:
        picture.load()
    return html.unescape(found[1]), picture, html.unescape(found[3])


# --- where the sliders begin -----------------------------------------------------------


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_it_begins_at_the_deal(path):
    deal = Deal.from_toml(path)
    room = Explorer(deal)
    assert room.deal == deal
    assert room.message == ""
    assert plt.get_fignums() == []


def test_the_controls_wear_the_deals_words(room, deal):
    says = {name: control.description for name, control in room.controls.items()}
    assert (says["buyer"], says["seller"]) == ("Client", "Services firm")
    assert "quarters" in says["rounds"]
    assert "quarter" in says["chance"]
    assert [text for text, _ in room.controls["start"].options] == list(deal.labels.depths)
    assert [text for text, _ in room.controls["buyer"].options] == [
        player.words for player in deal.buyers
    ]
    assert room.controls["rounds"].label == deal.labels.count(12)
    assert room.controls["misperception"].label == "2% to 15%"  # a curve, until it is moved
    assert room.controls["tremble"].label == "3%"


def test_sliders_wait_until_they_are_let_go(room):
    for name in ("rounds", "chance", "start", "tremble", "misperception"):
        assert room.controls[name].continuous_update is False


def test_a_deal_of_one_depth_has_no_slider_of_depth():
    flat = Deal(
        Labels(), StageGame.prisoners_dilemma(), Time(exactly=5),
        buyers=("tit_for_tat",), sellers=("tit_for_tat",),
    )  # fmt: skip
    assert Explorer(flat).controls["start"].layout.display == "none"


# --- what they change ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value", "piece"),
    [
        ("rounds", 30.0, lambda deal: deal.time == Time(about=30)),
        ("chance", 0.75, lambda deal: deal.time == Time(about=4)),
        ("end", "exactly", lambda deal: deal.time == Time(exactly=12)),
        ("start", 2, lambda deal: deal.relationship.start == 2),
        ("tremble", 0.1, lambda deal: deal.relationship.tremble == 0.1),
        ("misperception", 0.0, lambda deal: deal.relationship.misperception == 0.0),
        ("buyer", "grim_trigger", lambda deal: deal.pair[0] == "grim_trigger"),
        ("seller", "always_defect", lambda deal: deal.pair[1] == "always_defect"),
    ],
)
def test_a_control_changes_its_own_piece_and_no_other(room, deal, name, value, piece):
    before, picture = room.deal, room._picture.value
    move(room, **{name: value})
    after = room.deal
    assert before == deal  # frozen: what was looked at stays what it was
    assert piece(after)
    assert not piece(deal)
    field = {
        "rounds": "time", "chance": "time", "end": "time",
        "buyer": "pair", "seller": "pair",
    }.get(name, "relationship")  # fmt: skip
    assert replace(after, **{field: getattr(deal, field)}) == deal
    assert Deal.from_toml(after.to_toml()) == after
    assert room._picture.value != picture
    # Back where it was, the deal has its own piece again, curves included.
    move(room, **{name: room._own[name]})
    assert room.deal == deal
    assert room._picture.value == picture


def test_rounds_and_the_chance_of_another_say_the_same(room, deal):
    move(room, chance=0.7)
    assert room.controls["rounds"].value == pytest.approx(1 / 0.3)
    assert room.controls["rounds"].label == deal.labels.count(1 / 0.3)
    move(room, rounds=20.0)
    assert room.controls["chance"].value == pytest.approx(0.95)
    assert room.controls["chance"].label == "95%"
    move(room, chance=room._own["chance"])
    assert room.deal == deal


def test_a_known_end_is_a_whole_round_and_has_no_chance(room):
    move(room, chance=0.7, end="exactly")
    assert room.deal.time == Time(exactly=3)
    assert room.controls["rounds"].value == 3
    assert room.controls["chance"].layout.display == "none"
    move(room, end="about")
    assert room.deal.time == Time(about=3)
    assert room.controls["chance"].layout.display is None


def test_a_last_round_of_an_open_end_is_kept(deal):
    room = Explorer(replace(deal, time=Time(about=10, at_most=15)))
    move(room, rounds=20.0)
    assert room.deal.time == Time(about=20, at_most=15)


def test_a_chance_that_depends_on_depth_is_kept_until_it_is_moved(deal):
    curved = replace(deal, time=Time(chance_of_another=between(0.8, 0.95)))
    room = Explorer(curved)
    assert room.controls["chance"].label == "80% to 95%"
    assert "80% to 95%" in room.controls["rounds"].label
    move(room, tremble=0.1)
    assert room.deal.time == curved.time
    move(room, chance=0.9)
    assert room.deal.time == Time(about=10)
    room.reset()
    assert room.deal == curved


def test_reset_undoes_every_change_but_the_choice_of_chart(room, deal):
    move(
        room, chart="match_strip", end="exactly", rounds=40, start=3, tremble=0.2,
        misperception=0.05, buyer="always_defect", seller="tit_for_tat",
    )  # fmt: skip
    assert room.deal.time == Time(exactly=40)
    room.reset()
    assert room.deal == deal
    assert room.controls["chart"].value == "match_strip"
    assert room.controls["rounds"].label == deal.labels.count(12)
    assert room.controls["chance"].layout.display is None


def test_one_move_draws_once(room, monkeypatch):
    drawn = []
    monkeypatch.setattr(room, "_show", lambda: drawn.append(room.controls["rounds"].value))
    move(room, chance=0.9)
    assert drawn == [10.0]
    room.reset()
    assert drawn == [10.0, 12.0]


# --- what is drawn ---------------------------------------------------------------------


@pytest.mark.parametrize("chart", CHARTS)
def test_every_chart_is_drawn_of_the_present_setting(room, chart):
    move(room, chart=chart)
    first, picture, _ = page(room)
    assert picture.size == (1280, 720)
    move(room, start=3, buyer="tit_for_tat", end="exactly")
    second, _, _ = page(room)
    assert room.message == ""
    assert second != first
    assert plt.get_fignums() == []


def test_alt_text_and_sentence_are_those_of_the_chart(room):
    move(room, tremble=0.1, start=1, end="exactly", rounds=8)
    buyer, seller = room.deal.pair
    now = room.deal
    told = plot.tell("path", evaluate(now.game, buyer, seller).path(8), now.labels)
    alt, _, sentence = page(room)
    assert (alt, sentence) == (told.alt, told.sentence)
    move(room, chart="match_strip")
    story = plot.tell(
        "match_strip", play(now.game, buyer, seller, seed=now.seed), now.labels
    )
    assert page(room)[0] == story.alt


def test_the_worth_by_length_goes_on_past_what_is_expected_of_an_open_end(room):
    move(room, chart="value_by_horizon")
    assert "24" in page(room)[0]
    move(room, end="exactly")
    assert "12" in page(room)[0]


def test_the_map_tells_of_the_deals_own_time(room):
    move(room, chart="time_depth_map", rounds=17)
    assert page(room)[0].startswith("With about 17\u00a0quarters,")
    move(room, end="exactly", rounds=23)
    assert page(room)[0].startswith("With exactly 23\u00a0quarters,")


def test_a_name_cannot_break_out_of_the_page(deal):
    name = '"><script>alert(1)</script>'
    labels = replace(deal.labels, buyer=replace(deal.labels.buyer, name=name))
    room = Explorer(replace(deal, labels=labels), "payoff_table")
    alt, _, sentence = page(room)
    assert "<script" not in room._picture.value
    assert name in alt + sentence
    assert room.controls["buyer"].description == name  # shown as a text, not as HTML
    assert not getattr(room.controls["buyer"], "description_allow_html", False)


def test_a_notebook_shows_controls_and_picture(room):
    bundle = room._repr_mimebundle_(include=None, exclude=None)
    view = bundle["application/vnd.jupyter.widget-view+json"]
    assert view["model_id"] == room.box.model_id
    left, right = room.box.children
    assert set(room.controls.values()) < set(left.children)
    assert room._picture in right.children


def test_the_button_resets(room, deal):
    move(room, start=2)
    (button,) = set(room.box.children[0].children) - set(room.controls.values())
    button.click()
    assert room.deal == deal


# --- what cannot be --------------------------------------------------------------------


def counts_down(known):
    """Return a recipe that needs a known last round."""

    def resolve(game, role):
        if game.rounds is None:
            raise RefusedError("it counts <down> and needs `rounds`; got none.")
        return known

    return tg.Recipe("counts_down", resolve)


def test_an_impossible_setting_is_said_and_not_raised(deal):
    players = (counts_down(tg.strategies.tit_for_tat), "tit_for_tat")
    room = Explorer(
        replace(deal, time=Time(exactly=9), buyers=players, pair=("counts_down", ""))
    )
    move(room, rounds=10)
    last = room.deal
    move(room, end="about")
    assert "counts_down" in room.message
    assert "it counts <down> and needs `rounds`; got none." in room.message
    assert html.escape(room.message) in room._note.value
    assert 'role="alert"' in room._note.value
    assert "Traceback" not in room._note.value
    assert room._picture.value == ""
    assert room.deal == last  # the last that could be
    move(room, end="exactly")
    assert room.message == room._note.value == ""
    assert room.deal == last
    assert page(room)


def test_words_that_no_font_can_draw_are_said(deal):
    labels = replace(deal.labels, buyer=SideLabels(name="\U00014400"))
    room = Explorer(replace(deal, labels=labels))
    assert "font" in room.message
    assert room._picture.value == ""


def test_a_chart_nobody_has_is_refused(deal):
    for static in (True, False):
        with pytest.raises(SpecificationError, match=r"`chart`.*'match_strip'"):
            explore(deal, chart="match_stripe", static=static)


# --- with and without ------------------------------------------------------------------


@pytest.mark.usefixtures("kernel")
def test_in_a_notebook_it_is_sliders(deal):
    room = tg.explore(deal, chart="time_depth_map")
    assert isinstance(room, tg.Explorer)
    assert room.controls["chart"].value == "time_depth_map"
    assert isinstance(tg.explore(DEALS / "consulting.toml"), tg.Explorer)


@pytest.mark.usefixtures("kernel")
def test_without_ipywidgets_it_is_a_picture_and_says_what_to_install(deal, monkeypatch):
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    with pytest.warns(UserWarning, match=r"pip install 'trustgame\[notebook\]'") as told:
        ax = tg.explore(deal)
    assert len(told) == 1
    assert "\n" not in str(told[0].message)
    assert told[0].filename == __file__
    assert is_slide(ax)
    wanted = plot.tell("payoff_table", deal.game, deal.labels, depth=0).finding
    assert wanted in [text.get_text().replace("\n", " ") for text in ax.figure.texts]
    with pytest.raises(SpecificationError, match=r"ipywidgets.*pip install"):
        tg.explore(deal, static=False)


def test_without_a_notebook_it_is_a_picture_and_says_so(deal):
    with pytest.warns(UserWarning, match=r"notebook.*jupyterlab"):
        ax = tg.explore(deal, chart="path")
    assert ax.findobj(lambda artist: artist.get_gid() == "cooperation_buyer")


def test_asked_for_a_picture_it_warns_of_nothing(deal):
    assert is_slide(tg.explore(deal, static=True))
