"""Pictures of scenarios draw the run's very numbers, and stay readable at any words."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.colors import to_hex

from trustgame import plot
from trustgame.deals.words import say
from trustgame.exceptions import UnknownNameError
from trustgame.plot import palette
from trustgame.scenarios import Scenario, scenario

STORY = Path(__file__).with_name("story.toml")
PICTURES = ("deadline", "overtakes", "four", "two", "worth", "map", "yes or no", "table")
LIBRARY = ("prison", "one-shot", "risky-gift", "buyers-good-first", "salespersons-dilemma")
WORDINGS = (
    "the deal's own",
    "none",
    "40 characters",
    "Cyrillic and formulas",
    "one letter",
)


@pytest.fixture(scope="module")
def story():
    """A run of the scenario that has every kind of picture."""
    return Scenario.from_toml(STORY).run()


@pytest.fixture(scope="module")
def worded(deal, wordings):
    """Runs of the same scenario on the sample deal, in words that are hard to fit."""
    on_deal = Scenario.from_toml(STORY).on(deal)
    return {name: on_deal.replace(labels=labels).run() for name, labels in wordings.items()}


@pytest.fixture(scope="module")
def library(deal, wordings):
    """Runs of scenarios of the library: their own words, a deal's, long ones."""
    runs = {}
    for name in LIBRARY:
        own = scenario(name)
        runs[name, "own"] = own.run()
        runs[name, "40 characters"] = own.replace(labels=wordings["40 characters"]).run()
        if "refused" not in own.on_deal:
            runs[name, "on a deal"] = own.on(deal).run()
    return runs


def by_gid(ax, gid):
    """Return the one artist of a name."""
    (artist,) = ax.findobj(lambda found: found.get_gid() == gid)
    return artist


def all_gid(ax, gid):
    """Return the artists of a name."""
    return ax.findobj(lambda found: found.get_gid() == gid)


def said(ax, gid):
    """Return what the texts of a name say, once drawn."""
    ax.figure.canvas.draw()
    return [t.get_text() for t in all_gid(ax, gid) if hasattr(t, "get_text")]


# --- the data on the artists ---


def test_lines_are_the_points_of_the_run(story, slides):
    drawn = story.picture("overtakes")
    ax = plot.scenario(story, ax=slides(), picture="overtakes")
    for i in range(3):
        rows = drawn.frame[drawn.frame["line"] == i]
        np.testing.assert_array_equal(by_gid(ax, f"line {i}").get_xdata(), rows["x"])
        np.testing.assert_array_equal(by_gid(ax, f"line {i}").get_ydata(), rows["y"])
    first, second, guide = (by_gid(ax, f"line {i}") for i in range(3))
    assert to_hex(first.get_color()).upper() == palette.SIDES[1]
    assert to_hex(second.get_color()).upper() == palette.SIDES[1]
    assert first._dash_pattern != second._dash_pattern
    assert to_hex(guide.get_color()).upper() == palette.GUIDE


def test_crossings_lie_where_the_formulas_meet(story, slides):
    ax = plot.scenario(story, ax=slides(), picture="overtakes")  # 2 d − 9.5 = d² / 10 − 2
    rings = [ring for k in range(2) for ring in all_gid(ax, f"crossing {k}")
             if hasattr(ring, "get_xdata")]  # fmt: skip
    assert [float(ring.get_xdata()[0]) for ring in rings] == pytest.approx([5, 15])
    assert [float(ring.get_ydata()[0]) for ring in rings] == pytest.approx([0.5, 20.5])
    assert said(ax, "crossing 0") == [story.scenario.labels.count(5)]


def test_a_counted_crossing_is_named_by_the_first_whole_number_past_it(story, slides):
    ax = plot.scenario(story, ax=slides(), picture="four")
    prepare = ax.child_axes[0]  # 2 d − 9.5 = 0 at d = 4.75
    ring = next(a for a in all_gid(prepare, "crossing 0") if hasattr(a, "get_xdata"))
    assert float(ring.get_xdata()[0]) == pytest.approx(4.75)
    assert said(prepare, "crossing 0") == [
        say("story.from", x=story.scenario.labels.count(5))
    ]
    assert said(ax.child_axes[3], "crossing 0") == []


def test_the_gift_s_rings_are_its_break_even_shares(library, slides):
    run = library["risky-gift", "own"]
    ax = plot.scenario(run, ax=slides())
    at = [
        float(ring.get_xdata()[0])
        for k in range(3)
        for ring in all_gid(ax, f"crossing {k}")
        if hasattr(ring, "get_xdata")
    ]
    exact = [
        run.scenario.run(size=size * run.settings["size"]).numbers["break_even"]
        for size in (0.5, 1, 2)
    ]
    assert at == pytest.approx(exact)


def test_losses_are_tinted_hatched_and_named(story, slides):
    ax = plot.scenario(story, ax=slides(), picture="four").child_axes[0]
    area = by_gid(ax, "loss area")
    assert area.get_hatch()
    low, high = area.get_extents().transformed(ax.transData.inverted()).intervaly
    assert (low, high) == pytest.approx((ax.get_ylim()[0], 0))
    assert said(ax, "loss") == [say("story.loss")]


def test_a_loss_too_thin_for_its_word_goes_without(story, slides):
    ax = plot.scenario(story, ax=slides(), picture="four")
    ax.figure.canvas.draw()
    shown = [
        text.get_visible()
        for small in ax.child_axes
        for text in all_gid(small, "loss")
        if hasattr(text, "get_text")
    ]
    assert shown == [True, False, True, True]


def test_where_nothing_is_lost_nothing_is_called_a_loss(story, slides):
    ax = plot.scenario(story, ax=slides(), picture="overtakes")
    assert all_gid(ax, "loss area") == []


def test_every_label_of_a_crossing_is_nearest_to_its_own_ring(worded, slides):
    ax = plot.scenario(worded["40 characters"], ax=slides(), picture="two")
    ax.figure.canvas.draw()
    small = ax.child_axes[0]
    rings = small.transData.transform([(5, 0.5), (15, 20.5)])
    for k, own in enumerate(rings):
        (text,) = [t for t in all_gid(small, f"crossing {k}") if hasattr(t, "get_text")]
        box = text.get_window_extent()
        far = [
            np.hypot(*(np.clip(ring, box.min, box.max) - ring))
            for ring in (own, rings[1 - k])
        ]
        assert far[0] < far[1]


def test_people_at_many_rounds_are_bars_and_at_few_open_circles(story, slides):
    ax = plot.scenario(story, ax=slides(), picture="deadline")
    heights = [bar.get_height() for bar in ax.patches if bar.get_gid() == "people 0"]
    marks = story.picture("deadline").marks
    assert heights == marks.loc[marks["role"] == "people", "y"].tolist()
    assert list(by_gid(ax, "interval").get_ydata()) == [0.03, 0.12]
    few = plot.scenario(story, ax=slides(), picture="overtakes")
    circle = by_gid(few, "people 0")
    assert circle.get_xydata().tolist() == [[25, 20]]
    assert circle.get_markerfacecolor() == palette.PAPER


def test_a_wall_stands_where_the_deadline_is(story, slides):
    ax = plot.scenario(story, ax=slides(), picture="deadline")
    (wall,) = [line for line in ax.lines if (line.get_gid() or "").startswith("wall")]
    assert set(wall.get_xdata()) == {10}
    assert said(ax, "wall")[0] == "deadline"


def test_panels_hold_their_own_lines(story, slides):
    drawn = story.picture("two")
    ax = plot.scenario(story, ax=slides(), picture="two")
    for small, title in zip(ax.child_axes, ("Money", "Care"), strict=True):
        rows = drawn.frame[drawn.frame["panel"] == title]
        for i in range(2):
            one = rows[rows["line"] == i]
            np.testing.assert_array_equal(by_gid(small, f"line {i}").get_ydata(), one["y"])
        assert said(small, "panel title") == [title]
    assert said(ax.child_axes[0], "y words") == ["profit so far, points"]


def test_words_that_all_panels_share_are_written_once(story, slides):
    ax = plot.scenario(story, ax=slides(), picture="four")
    assert said(ax, "y words") == ["gain over the other way, points"]
    assert said(ax, "x words") == ["rounds they play"]


def test_bars_are_as_long_as_their_values_and_say_them(story, slides):
    ax = plot.scenario(story, ax=slides(), picture="worth")
    values = story.picture("worth").frame["value"].tolist()
    assert [by_gid(ax, f"bar {k}").get_width() for k in range(5)] == values
    assert said(ax, "value") == [story.scenario.labels.pay(value) for value in values]
    assert list(by_gid(ax, "dots").get_xdata()) == [-4.0, story.numbers["gap"]]


def test_prison_s_dots_are_the_outcomes_behind_each_average(library, slides):
    ax = plot.scenario(library["prison", "own"], ax=slides())
    assert [by_gid(ax, f"bar {k}").get_width() for k in range(2)] == [5.25, 2.5]
    assert [list(line.get_xdata()) for line in all_gid(ax, "dots")] == [[0.5, 10], [0, 5]]


def test_a_plane_is_its_numbers_with_its_boundary_and_corners(story, slides):
    frame = story.picture("map").frame
    ax = plot.scenario(story, ax=slides(), picture="map")
    cells = np.asarray(by_gid(ax, "plane").get_array())
    assert cells.shape == (21, 21)
    np.testing.assert_allclose(np.sort(cells, axis=None), np.sort(frame["value"]))
    at = frame[(frame["x"] == 0) & (frame["y"] == 0)]["value"].item()
    assert cells[0, 0] == at == 1.0
    x, y = by_gid(ax, "boundary 0").get_data()
    there = np.isfinite(x)
    np.testing.assert_allclose(x[there], np.maximum(0, 1 - 1.5 * y[there]), atol=1e-9)
    assert (x[there].min(), x[there].max()) == pytest.approx((0, 0.95), abs=0.05)
    corners = [by_gid(ax, f"corner {k}").get_xydata().tolist()[0] for k in range(4)]
    assert corners == [[0, 0], [0.9, 0], [0, 0.7], [0.9, 0.7]]


def test_a_plane_of_two_answers_has_two_tints_and_no_scale(story, slides):
    ax = plot.scenario(story, ax=slides(), picture="yes or no")
    assert len(all_gid(ax, "key")) == 2
    assert ax.child_axes == []
    mesh = by_gid(ax, "plane")
    assert to_hex(mesh.cmap(mesh.norm(1.0))).upper() == palette.YES
    assert to_hex(mesh.cmap(mesh.norm(0.0))).upper() == palette.NO


def test_the_table_of_a_round_says_the_scenario_s_finding(story, slides):
    ax = plot.scenario(story, ax=slides(), picture="table")
    heads = {t.get_gid(): t.get_text() for t in ax.figure.texts}
    assert heads["finding"] == story.picture("table").finding
    assert len([p for p in ax.patches if (p.get_gid() or "").startswith("cell")]) == 4


def test_lines_that_are_one_have_one_label(slides):
    plain = Scenario.from_toml(STORY).to_dict()
    plain["pictures"][0]["lines"] = [
        {"quantity": "care", "label": "model", "role": "model"},
        {"quantity": "care", "label": "theory", "role": "theory"},
    ]
    ax = plot.scenario(Scenario.from_dict(plain).run(), ax=slides())
    ax.figure.canvas.draw()
    words = [t.get_text() for artist in ax.artists for t in artist.get_children()
             if hasattr(t, "get_text")]  # fmt: skip
    assert say("story.same", one="model", other="theory") in words


# --- what is told ---


@pytest.mark.parametrize("picture", PICTURES)
def test_texts_and_table_hold_all_that_is_drawn(picture, story):
    drawn = story.picture(picture)
    told = plot.tell("scenario", story, picture=picture)
    assert told.finding == drawn.finding
    assert told.question == drawn.question
    assert story.shows in told.sentence
    assert story.limits in told.sentence
    assert told.alt.startswith(told.finding)
    if drawn.chart != "payoff_table":
        assert len(told.table) == len(drawn.frame) + len(drawn.marks)
        for label in drawn.frame.get("label", []):
            assert label in told.alt


def test_the_footer_says_what_the_picture_does_not_vary(story):
    told = plot.tell("scenario", story, picture="map")
    rounds = story.scenario.parameter("deals")
    assert f"{rounds.words}: {story.scenario.labels.count(10)}" in told.footer
    assert story.scenario.parameter("chance").words not in told.footer
    assert "5 > 3 > 1 > 0" in told.footer
    assert say("footer.exact") in told.footer


def test_a_deal_s_words_and_payoffs_reach_the_picture(deal, worded):
    told = plot.tell("scenario", worded["the deal's own"], picture="overtakes")
    assert deal.labels.rounds in told.question
    assert deal.labels.money in told.footer
    assert deal.labels.title in told.footer


def test_an_unknown_picture_is_refused_by_name(story, slides):
    with pytest.raises(UnknownNameError, match="overtakes"):
        plot.scenario(story, ax=slides(), picture="overtake")


# --- readable at any words and sizes ---


@pytest.mark.parametrize("wording", WORDINGS)
@pytest.mark.parametrize("picture", PICTURES)
def test_no_text_is_cut_covered_or_small(picture, wording, worded, slides, troubles):
    ax = plot.scenario(worded[wording], ax=slides(), picture=picture)
    assert troubles(ax.figure) == []


WORDED = [
    (name, wording)
    for name in LIBRARY
    for wording in ("own", "on a deal", "40 characters")
    if wording != "on a deal" or "refused" not in scenario(name).on_deal
]


@pytest.mark.parametrize(("name", "wording"), WORDED)
def test_the_library_s_pictures_have_no_text_cut_or_covered(
    name, wording, library, slides, troubles
):
    ax = plot.scenario(library[name, wording], ax=slides())
    assert troubles(ax.figure) == []


@pytest.mark.parametrize("picture", PICTURES)
def test_nothing_is_cut_at_another_size(picture, story, slides, troubles):
    ax = plot.scenario(story, ax=slides(), picture=picture)
    ax.figure.set_size_inches(10, 7.5)
    assert [p for p in troubles(ax.figure, least=0) if p.startswith("cut")] == []


@pytest.mark.parametrize("picture", PICTURES)
def test_a_picture_keeps_to_the_axes_it_was_given(picture, story):
    before = dict(mpl.rcParams)
    figure, (left, right) = plt.subplots(ncols=2, figsize=(14, 5), layout="constrained")
    try:
        assert plot.scenario(story, ax=left, picture=picture) is left
        figure.canvas.draw()
        assert left.get_title(loc="left")
        assert not right.lines
        assert not right.patches
        assert figure.texts == []
        box = right.get_tightbbox()
        for small in left.child_axes:
            assert small.get_tightbbox().x1 <= box.x0 + 1
        assert dict(mpl.rcParams) == before
    finally:
        plt.close(figure)


def test_a_run_draws_its_own_picture(story):
    ax = story.plot(picture="worth")
    try:
        assert by_gid(ax, "bar 0").get_width() == story.numbers["first"]
    finally:
        plt.close(ax.figure)
