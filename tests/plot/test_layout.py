"""No chart cuts, covers or shrinks its text too far, whatever the words, at any size."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, pairwise

import matplotlib as mpl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib import pyplot as plt

from trustgame import plot
from trustgame.curves import between
from trustgame.deals.words import say
from trustgame.exceptions import SpecificationError
from trustgame.maps.time_depth import time_depth_map
from trustgame.plot import palette
from trustgame.plot.anatomy import balance, fit, width, wrap
from trustgame.plot.lines import AlongLine, spread
from trustgame.plot.sizes import FORMATS
from trustgame.relationship import Relationship
from trustgame.simulate.play import play

CHARTS = (
    "comparison",
    "payoff_table",
    "payoff_table deep",
    "match_strip",
    "path",
    "value_by_horizon",
    "value_by_horizon many",
    "value_grid",
    "evaluation",
    "sample",
    "time_depth_map",
)
WORDINGS = (
    "the deal's own",
    "none",
    "40 characters",
    "Cyrillic and formulas",
    "one letter",
)


def draw(name, results, labels, ax):
    """Draw the chart of a result by name."""
    result, options = results[name]
    return getattr(plot, name.split()[0])(result, ax=ax, labels=labels, **options)


WIDEST = ("payoff_table deep", "match_strip", "path", "value_by_horizon many", "value_grid",
          "time_depth_map")  # fmt: skip


@pytest.mark.parametrize("name", WIDEST)
def test_names_without_a_space_leave_the_picture_its_room(
    name, results, wordings, slides, troubles
):
    usual = draw(name, results, wordings["the deal's own"], slides())
    ax = draw(name, results, wordings["one word"], slides())
    assert troubles(ax.figure) == []
    usual.figure.canvas.draw()
    assert ax.bbox.width > 0.5 * usual.bbox.width
    assert ax.bbox.height > 0.5 * usual.bbox.height


@pytest.mark.parametrize("wording", WORDINGS)
@pytest.mark.parametrize("name", CHARTS)
def test_a_slide_has_no_text_cut_covered_or_small(
    name, wording, results, wordings, slides, troubles
):
    ax = draw(name, results, wordings[wording], slides())
    assert troubles(ax.figure) == []


@pytest.mark.parametrize("name", CHARTS)
def test_nothing_is_cut_at_another_size(name, results, deal, slides, troubles):
    ax = draw(name, results, deal.labels, slides())
    ax.figure.set_size_inches(10, 7.5)
    assert [p for p in troubles(ax.figure, least=0) if p.startswith("cut")] == []


@pytest.mark.parametrize(
    ("size", "wording", "names"),
    [
        ("column", "40 characters", CHARTS),
        ("square", "Cyrillic and formulas", CHARTS),
        ("poster", "40 characters", ("time_depth_map", "match_strip")),
    ],
)
def test_every_size_closes_its_layout(size, wording, names, results, wordings, troubles):
    kind = FORMATS[size]
    for name in names:
        ax = draw(name, results, wordings[wording], plot.slide(size=size))
        ax.figure.set_dpi(100 * palette.SLIDE.small / kind.sizes.small)
        assert troubles(ax.figure, least=kind.sizes.small - 0.1) == [], name


def test_a_size_is_asked_for_wherever_a_chart_is(results, deal):
    result, _ = results["path"]
    ax = result.plot(size="column", labels=deal.labels)
    try:
        assert 25.4 * ax.figure.get_size_inches()[0] == pytest.approx(89)
        (finding,) = [t for t in ax.figure.texts if t.get_gid() == "finding"]
        assert finding.get_fontsize() <= FORMATS["column"].sizes.title
    finally:
        plt.close(ax.figure)
    square = plot.path(result, ax=plot.slide(size="square"))
    assert [t.get_gid() for t in square.figure.texts] == ["finding"]
    before = plt.get_fignums()
    with pytest.raises(SpecificationError, match="`size` must be one of"):
        plot.path(result, size="stamp")
    with pytest.raises(
        SpecificationError, match="`size` is for a figure of the chart's own"
    ):
        plot.path(result, ax=square, size="column")
    assert plt.get_fignums() == before


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_keeps_to_the_axes_it_was_given(name, results, deal):
    before = dict(mpl.rcParams)
    figure, (left, right) = plt.subplots(ncols=2, figsize=(12, 4), layout="constrained")
    try:
        assert draw(name, results, deal.labels, left) is left
        figure.canvas.draw()
        assert left.get_title(loc="left")
        assert not right.lines
        assert not right.texts
        assert not right.patches
        assert figure.texts == []
        assert dict(mpl.rcParams) == before
    finally:
        plt.close(figure)


def test_without_axes_a_new_slide_is_made_and_not_shown(deal):
    known = plt.get_fignums()
    ax = plot.payoff_table(deal.game, labels=deal.labels)
    try:
        assert tuple(ax.figure.get_size_inches() * 150) == pytest.approx((2000, 1125))
        assert len(plt.get_fignums()) == len(known) + 1
        assert [t.get_gid() for t in ax.figure.texts] == ["finding", "question", "footer"]
        assert 20 <= ax.figure.texts[0].get_fontsize() <= 28  # as long as findings are
    finally:
        plt.close(ax.figure)


def test_a_slide_without_a_window_leaves_pyplot_alone():
    known = plt.get_fignums()
    plot.slide()
    assert plt.get_fignums() == known


def test_the_footer_stays_inside_on_the_coarsest_screen(results, deal):
    # Hinting makes fine type run wider there than it was measured.
    for dpi in (36, 45, 60, 75):
        ax = plot.slide()
        ax.figure.set_dpi(dpi)
        result, options = results["value_by_horizon many"]
        plot.value_by_horizon(result, ax=ax, labels=deal.labels, **options)
        ax.figure.canvas.draw()
        (footer,) = [text for text in ax.figure.texts if text.get_gid() == "footer"]
        assert footer.get_window_extent().x1 <= ax.figure.bbox.x1, dpi


@pytest.mark.parametrize("letters", [12, 24, 40])
def test_a_players_words_keep_clear_of_the_depths_names(letters, deal, slides, troubles):
    words = "forgives those who were once old friends, as a rule"[:letters]
    story = play(deal.game, *deal.pair, seed=deal.seed)
    sides = {
        role: replace(
            getattr(deal.labels, role), players=tuple((name, words) for name in deal.pair)
        )
        for role in ("buyer", "seller")
    }
    ax = plot.match_strip(story, ax=slides(), labels=replace(deal.labels, **sides))
    assert troubles(ax.figure) == []
    (name,) = [t for t in ax.get_yticklabels() if t.get_text() == "partner"]
    shown = [t for t in ax.texts if words.startswith(t.get_text()[:8])]
    assert len(shown) == 2
    bottom = min(text.get_window_extent().y0 for text in shown)
    assert bottom >= name.get_window_extent().y1 - 1


@pytest.mark.parametrize("here", [None, (12.0, 0.0), (12.0, 1.0)])
def test_the_names_of_several_lines_lie_right_of_them_all(here, results, deal, slides):
    chart, _ = results["time_depth_map"]
    known = ("grim", "alternation", "risk_dominance")
    ax = plot.time_depth_map(chart, ax=slides(), labels=deal.labels, lines=known, here=here)
    ax.figure.canvas.draw()
    names = [artist for artist in ax.artists if isinstance(artist, AlongLine)]
    assert len(names) == 3
    boxes = [name.get_window_extent() for name in names]
    boxes += [
        t.get_window_extent() for t in ax.texts if t.get_text() == "this deal starts here"
    ]
    assert len(boxes) == 3 + (here is not None)
    for one, other in combinations(boxes, 2):
        assert not one.overlaps(other)
    for line in known:
        (drawn,) = ax.findobj(lambda found, gid=f"line {line}": found.get_gid() == gid)
        fine = drawn.get_path().interpolated(50)
        points = drawn.get_transform().transform(fine.vertices)
        assert not any(box.contains(*point) for box in boxes[:3] for point in points)
        (name,) = [n for n in names if n.text.get_text() == say(f"map.line_{line}")]
        # The piece before the name is of that line's own kind.
        assert name._piece._unscaled_dash_pattern == drawn._unscaled_dash_pattern


WORDS = st.lists(st.text("abcмйüß€ ", min_size=1, max_size=30), min_size=1, max_size=8)


@given(WORDS, st.floats(20, 400), st.sampled_from([8.5, 14, 28]))
def test_wrapped_lines_fit_and_lose_no_letter(parts, room, size):
    text = " ".join(" ".join(parts).split()) or "x"
    for wrapped in (wrap(text, room, size), balance(text, room, size)):
        assert wrapped.replace("\n", "").replace(" ", "") == text.replace(" ", "")
        for line in wrapped.split("\n"):
            assert width(line, size) <= room or len(line) == 1


@given(WORDS, st.floats(60, 400))
def test_fitted_text_keeps_to_its_lines(parts, room):
    text = " ".join(" ".join(parts).split()) or "x"
    wrapped, size = fit(text, room, 18, 14, lines=2)
    assert wrapped.count("\n") < 2
    assert 14 <= size <= 18


@given(st.lists(st.tuples(st.floats(-50, 150), st.floats(1, 12)), min_size=1, max_size=8))
def test_spread_labels_keep_order_and_distance(boxes):
    wanted, heights = zip(*boxes, strict=True)
    centres = spread(wanted, heights, 0, 100)
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    for below, above in pairwise(order):
        assert (
            centres[above] - centres[below] >= (heights[above] + heights[below]) / 2 - 1e-6
        )
    assert min(c - h / 2 for c, h in zip(centres, heights, strict=True)) >= -1e-6
    assert max(c + h / 2 for c, h in zip(centres, heights, strict=True)) <= 100 + 1e-6


def test_a_sentence_that_begins_with_a_word_read_from_the_right_is_not_turned_round():
    from_left = "\u200e"
    told = wrap("“يثق” earns most: 748 after 24 ربع", 90, 16)
    assert told.count("\n") >= 2
    assert all(line.startswith(from_left) for line in told.split("\n"))
    for whole in ("“يثق” – 24", "Client earns most", "Kunde & Käufer", "Клиент"):
        assert from_left not in wrap(whole, 90, 16), "one direction needs no mark"


def test_long_names_of_depths_leave_the_map_its_room(deal):
    names = tuple(f"{'never heard of one another':W<29}{i}" for i in range(4))
    labels = replace(deal.labels, depths=names, rounds="W" * 24)
    bond = Relationship(depths=4, regard=between(0, 0.4))
    pair = {"buyer": "tit_for_tat", "seller": "tit_for_tat"}
    found = time_depth_map(deal.stage, bond, times=[1, 3, 10], depths=4, **pair)
    ax = plot.slide()
    plot.time_depth_map(found, ax=ax, labels=labels)
    ax.figure.canvas.draw()
    assert ax.get_position().width > 0.6
    ticks = [tick.get_window_extent() for tick in ax.get_yticklabels()]
    assert not any(low.overlaps(high) for low, high in pairwise(ticks))
