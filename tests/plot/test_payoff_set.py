"""The chart of the payoff set draws the result's polygons, in words that keep apart."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import pyplot as plt

import trustgame as tg
from trustgame import plot
from trustgame.deals import Labels
from trustgame.plot import palette

mpl.use("agg")
STANDARD = tg.TrustGame(tg.StageGame.prisoners_dilemma(), continuation=0.9)
FLAT = tg.TrustGame(tg.StageGame(buyer=[[2, 2], [2, 2]], seller=[[2, 2], [2, 2]]))
LINE = tg.TrustGame(tg.StageGame(buyer=[[3, 2], [1, 0]], seller=[[0, 1], [2, 3]]))
COPY, NEVER = "tit_for_tat", "always_defect"
WORDINGS = (
    "the deal's own",
    "none",
    "40 characters",
    "Cyrillic and formulas",
    "one letter",
)
KINDS = ("deal", "standard", "outside", "flat", "line")


@pytest.fixture(scope="module")
def sets(deal):
    """Payoff sets of all shapes, with pairs marked."""
    trusting = deal.pair_players[0].strategy
    pairs = [(COPY, COPY), (COPY, NEVER), (NEVER, NEVER)]
    return {
        "deal": tg.payoff_set(
            deal.game, pairs=[(trusting, trusting), (COPY, NEVER), (NEVER, NEVER)]
        ),
        "standard": tg.payoff_set(STANDARD, pairs=pairs),
        "outside": tg.payoff_set(STANDARD.replace(outside=(1.5, 1.2)), pairs=pairs[:1]),
        "flat": tg.payoff_set(FLAT, pairs=pairs),
        "line": tg.payoff_set(LINE, pairs=pairs),
    }


def by_gid(ax, gid):
    """Return the one artist of a name."""
    (artist,) = ax.findobj(lambda found: found.get_gid() == gid)
    return artist


def said(ax, gid):
    """Return what the callouts of a kind say, without line breaks."""
    ax.figure.canvas.draw()
    found = ax.findobj(lambda one: isinstance(one, mpl.text.Text) and one.get_gid() == gid)
    return [" ".join(text.get_text().split()) for text in found]


@pytest.mark.parametrize("wording", WORDINGS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_slide_has_no_text_cut_covered_or_small(
    kind, wording, sets, wordings, slides, troubles
):
    ax = plot.payoff_set(sets[kind], ax=slides(), labels=wordings[wording])
    assert troubles(ax.figure) == []


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_cut_at_another_size(kind, sets, deal, slides, troubles):
    ax = plot.payoff_set(sets[kind], ax=slides(), labels=deal.labels)
    ax.figure.set_size_inches(10, 7.5)
    assert [p for p in troubles(ax.figure, least=0) if p.startswith("cut")] == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_keeps_to_the_axes_it_was_given(kind, sets, deal):
    before = dict(mpl.rcParams)
    figure, (left, right) = plt.subplots(ncols=2, figsize=(12, 4), layout="constrained")
    try:
        assert sets[kind].plot(ax=left, labels=deal.labels) is left
        figure.canvas.draw()
        assert left.get_title(loc="left")
        assert not right.lines
        assert not right.texts
        assert not right.patches
        assert figure.texts == []
        assert dict(mpl.rcParams) == before
    finally:
        plt.close(figure)


@pytest.mark.parametrize("kind", KINDS)
def test_areas_lines_and_points_are_the_results(kind, sets, deal, slides):
    result = sets[kind]
    ax = plot.payoff_set(result, ax=slides(), labels=deal.labels)
    for name, face in (("feasible", palette.NO), ("rational", palette.YES)):
        area = by_gid(ax, name)
        part = {"feasible": result.vertices, "rational": result.rational}[name]
        np.testing.assert_array_equal(area.get_xy()[: len(part)], part)
        assert mpl.colors.to_hex(area.get_facecolor()).upper() == face
    np.testing.assert_array_equal(by_gid(ax, "frontier").get_xydata(), result.frontier)
    np.testing.assert_array_equal(by_gid(ax, "pairs").get_xydata(), result.points)
    assert set(by_gid(ax, "minmax 0").get_xdata()) == {result.minmax[0]}
    assert set(by_gid(ax, "minmax 1").get_ydata()) == {result.minmax[1]}
    for k, depth in enumerate(result.depths):
        for a, b in np.ndindex(2, 2):
            corner = by_gid(ax, f"corner {'CD'[a]}{'CD'[b]} {depth}")
            assert corner.get_xydata().tolist() == [result.corners[k, a, b].tolist()]
    (x0, x1), (y0, y1) = ax.get_xlim(), ax.get_ylim()
    assert (result.vertices >= (x0, y0)).all()
    assert (result.vertices <= (x1, y1)).all()
    told = plot.tell("payoff_set", result, deal.labels).table
    rows = told[told["kind"] == "pair"]
    np.testing.assert_array_equal(rows[["buyer", "seller"]], result.points)
    np.testing.assert_array_equal(rows["left_over"], result.left_over)
    assert len(told[told["kind"] == "outcome"]) == 4 * len(result.depths)


def test_the_finding_has_its_numbers(sets, deal):
    told = plot.tell("payoff_set", sets["standard"])
    assert told.finding == (
        "The two can have up to 6\u00a0points per round together; "
        "where trust fails they share 2\u00a0points"
    )
    assert "67% leaves neither side with less" in told.sentence
    assert "In 2 of the 3 neither side" in told.sentence
    assert "An outer bound" not in told.sentence
    told = plot.tell("payoff_set", sets["deal"], deal.labels)
    best = "The two can have up to 105\u00a0k€ per quarter together"
    assert told.finding.startswith(best)
    least = deal.labels.pay(sets["deal"].minmax.sum())
    assert told.finding.endswith(f"secure alone comes to {least}")
    assert "reaching a depth takes quarters, and moves can slip" in told.sentence
    assert "at each depth" in told.question
    for kind in ("flat", "line"):
        assert plot.tell("payoff_set", sets[kind]).finding.startswith("Nothing to gain")


def test_one_pair_is_told_whether_it_falls_short():
    def sentence(*pair, game=STANDARD, **more):
        return plot.tell("payoff_set", tg.payoff_set(game, pairs=[pair], **more)).sentence

    assert "That is less than buyer could secure alone." in sentence(COPY, NEVER)
    assert "they could have 3.7\u00a0points more together" in sentence(COPY, NEVER)
    assert "Neither side has less than it could secure alone." in sentence(COPY, COPY)
    assert "neither could have more without loss to the other" in sentence(COPY, COPY)
    assert "An outer bound: moves can slip." in sentence(
        COPY, COPY, game=STANDARD.replace(tremble=0.1)
    )
    bond = tg.Relationship(depths=2, stakes=tg.between(1, 2))
    deep = tg.TrustGame(STANDARD.stage, bond, continuation=0.9)
    assert "An outer bound: reaching a depth takes rounds." in sentence(
        COPY, COPY, game=deep
    )
    assert (
        "leaves the two most"
        not in plot.tell("payoff_set", tg.payoff_set(STANDARD)).sentence
    )


def test_utilities_are_called_felt(slides):
    felt = tg.payoff_set(STANDARD.replace(regard=0.5), utility=True)
    ax = plot.payoff_set(felt, ax=slides(), labels=Labels(money="k€"))
    assert ax.get_xlabel() == "buyer: felt k€ per round"
    assert "how much each cares" in plot.tell("payoff_set", felt).question


def test_corners_carry_the_deals_words_and_no_codes(sets, deal, slides):
    ax = plot.payoff_set(sets["deal"], ax=slides(), labels=deal.labels)
    assert {
        "“open up” and “prepare”",
        "“open up” and “pitch”",
        "“shop around” and “prepare”",
        "“shop around” and “pitch”",
    } <= set(said(ax, "place"))
    assert len(said(ax, "place")) == 7
    assert ax.get_xlabel() == "Client: k€ per quarter"
    assert " ".join(ax.get_ylabel().split()) == "Services firm: k€ per quarter"
    assert said(ax, "secured")[0].startswith("Client can secure 20.6")


def test_what_coincides_is_said_once(sets, slides):
    ax = plot.payoff_set(sets["standard"], ax=slides())
    assert sorted(said(ax, "place")) == [
        "both cooperate: tit for tat × tit for tat",
        "both defect: always defect × always defect",
        "tit for tat × always defect",
        "“cooperate” and “defect”",
        "“defect” and “cooperate”",
    ]
    ax = plot.payoff_set(sets["flat"], ax=slides())  # too long to stand beside its point
    assert said(ax, "number") == ["1"]
    assert said(ax, "key") == [
        "buyer can secure 2 points",
        "seller can secure 2 points",
        "whatever the two do: tit for tat × tit for tat, tit for tat × always defect, "
        "always defect × always defect",
    ]
    assert "apart" in said(plot.payoff_set(sets["outside"], ax=slides()), "place")


def test_style_reaches_the_areas(sets, slides):
    ax = plot.payoff_set(sets["standard"], ax=slides(), alpha=0.3)
    assert by_gid(ax, "feasible").get_alpha() == 0.3
    assert by_gid(ax, "rational").get_alpha() == 0.3
