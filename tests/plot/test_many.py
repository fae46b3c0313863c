"""Charts of many strategies: what they draw, what they say, and room for every name."""

from __future__ import annotations

import re

import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.colors import to_hex

from trustgame.automata import memory_one
from trustgame.deals import Labels, words
from trustgame.game import TrustGame
from trustgame.plot import palette
from trustgame.plot.fingerprints import fingerprint as draw_fingerprint
from trustgame.plot.fingerprints import tell_fingerprint
from trustgame.plot.league import league_heatmap, tell_league_heatmap
from trustgame.plot.ranks import ranking, tell_ranking
from trustgame.plot.scale import every, one_line
from trustgame.solve.fingerprint import fingerprint
from trustgame.stage import StageGame
from trustgame.tournament import round_robin

STAGE = StageGame.prisoners_dilemma()
GAME = TrustGame(STAGE, continuation=0.95, tremble=0.01)
NAMES = ["tit_for_tat", "always_defect", "grim_trigger"]


def players(n, long):
    """Return n strategies, with names of 40 letters if those are asked for."""
    rng = np.random.default_rng(n)
    name = "verzeiht alten Freunden fast alles, Nr {:02d}" if long else "m{}"
    return [
        memory_one(*rng.random(4), first=float(rng.integers(2)), name=name.format(i)[-40:])
        for i in range(n)
    ]


def coin(view):
    """Play a custom coin."""
    return "CD"[int(view.random.integers(2))]


@pytest.fixture(scope="module")
def sampled():
    """A league in which one player of each side must be sampled."""
    game = TrustGame(STAGE, rounds=8)
    return round_robin(game, [*NAMES, coin], [*NAMES, coin], matches=60, seed=1)


def gid(ax, name):
    """Return the artists of a name, in the Axes and those within it."""
    found = []
    for axes in (ax, *ax.child_axes):
        found += [a for a in axes.get_children() if a.get_gid() == name]
    return found


CHARTS = {"league_heatmap": league_heatmap, "ranking": ranking}


@pytest.mark.parametrize("chart", CHARTS)
@pytest.mark.parametrize("long", [False, True], ids=["short", "40 letters"])
@pytest.mark.parametrize("n", [1, 3, 15, 60])
def test_every_number_of_strategies_has_room(chart, n, long, wordings, slides, troubles):
    league = round_robin(GAME, players(n, long))
    for labels in (Labels(), wordings["40 characters"], wordings["Cyrillic and formulas"]):
        ax = CHARTS[chart](league, ax=slides(), labels=labels)
        assert troubles(ax.figure) == []


@pytest.mark.parametrize(("B", "S"), [(3, 40), (40, 2), (15, 7)])
def test_sides_may_differ(B, S, wordings, slides, troubles):
    league = round_robin(GAME, players(B, True), players(S, True))
    for labels in (Labels(), wordings["40 characters"]):
        for options in ({"role": "seller"}, {"measure": "cooperation"}):
            ax = league_heatmap(league, ax=slides(), labels=labels, **options)
            assert troubles(ax.figure) == []
            ax = ranking(league, ax=slides(), labels=labels, **options)
            assert troubles(ax.figure) == []


@pytest.mark.parametrize("measure", ["payoff", "cooperation"])
@pytest.mark.parametrize("strategy", ["tit_for_tat", "random", "always_cooperate"])
def test_fingerprints_have_room(strategy, measure, wordings, slides, troubles):
    found = fingerprint(strategy, size=21)
    for labels in (Labels(), wordings["40 characters"], wordings["Cyrillic and formulas"]):
        ax = draw_fingerprint(found, ax=slides(), labels=labels, measure=measure)
        assert [p for p in troubles(ax.figure) if "overlap" not in p] == []


@pytest.mark.parametrize("draw", [*CHARTS.values(), draw_fingerprint])
def test_a_chart_keeps_to_the_axes_it_was_given(draw):
    result = (
        fingerprint("joss", size=5)
        if draw is draw_fingerprint
        else round_robin(GAME, NAMES)
    )
    figure, (left, right) = plt.subplots(ncols=2, figsize=(12, 4), layout="constrained")
    try:
        assert draw(result, ax=left) is left
        figure.canvas.draw()
        assert left.get_title(loc="left")
        assert not right.lines
        assert not right.texts
        assert figure.texts == []
    finally:
        plt.close(figure)


# --- the league ---


def test_cells_are_the_table_in_the_order_of_the_ranking(slides):
    league = round_robin(GAME, NAMES, [*NAMES, "win_stay_lose_shift"])
    for role, table in (("buyer", league.payoff_buyer), ("seller", league.payoff_seller)):
        ax = league_heatmap(league, ax=slides(), role=role)
        rows, columns = league.ranking("buyer").index, league.ranking("seller").index
        (cells,) = gid(ax, "cells")
        np.testing.assert_array_equal(
            np.asarray(cells.get_array()), table.loc[rows, columns].to_numpy()
        )
        shown = [t.get_text() for t in ax.get_yticklabels()]
        assert shown == [name.replace("_", " ") for name in rows]
        assert len(gid(ax, "number")) == 12
        assert {t.get_text() for t in gid(ax, "number")} == {
            words.amount(v) for v in table.to_numpy().ravel()
        }


def test_twins_meet_on_the_diagonal(slides):
    league = round_robin(GAME, players(9, False))
    order = league.ranking("seller").index
    ax = league_heatmap(league, ax=slides(), role="seller")
    (cells,) = gid(ax, "cells")
    want = league.payoff_seller.loc[order, order].to_numpy()
    np.testing.assert_array_equal(np.asarray(cells.get_array()), want)
    # So many go by numbers, which stand behind the names.
    assert [t.get_text() for t in ax.get_xticklabels()] == list("123456789")
    assert ax.get_yticklabels()[0].get_text() == f"{order[0]}  1"


def test_the_scale_says_what_and_in_which_unit(slides):
    league = round_robin(GAME, NAMES)
    ax = league_heatmap(league, ax=slides(), labels=Labels(money="k€", round="quarter"))
    assert [t.get_text() for t in gid(ax, "scale")] == ["buyer: k€ per quarter"]
    (cells,) = gid(ax, "cells")
    assert cells.get_cmap().name == palette.MAP_RAMP
    assert cells.get_clim() == (
        league.payoff[..., 0].min(),
        league.payoff[..., 0].max(),
    )
    ax = league_heatmap(league, ax=slides(), measure="cooperation")
    assert gid(ax, "cells")[0].get_clim() == (0, 1)


def test_sampled_cells_are_marked_and_said(sampled, slides, troubles):
    ax = league_heatmap(sampled, ax=slides())
    (dots,) = gid(ax, "sampled")
    assert len(dots.get_xdata()) == 7
    told = tell_league_heatmap(sampled)
    assert "7 of 16 pairs sampled, 60 matches each" in told.footer
    assert "carry chance" in told.sentence
    assert "Circles: sampled." in told.question
    assert "payoff_buyer_se" in told.table
    assert troubles(ax.figure) == []
    assert gid(league_heatmap(round_robin(GAME, NAMES), ax=slides()), "sampled") == []


def test_the_league_says_who_is_first():
    league = round_robin(TrustGame(STAGE, rounds=5), NAMES)
    frame = league.ranking("seller")
    told = tell_league_heatmap(league, role="seller")
    best = frame["payoff"].iloc[0]
    if (frame["rank"] == 1).sum() == 1:
        assert frame.index[0].replace("_", " ") in told.finding
    assert words.amount(best) in told.finding
    assert len(told.table) == 9


def test_one_strategy_and_equal_ones_are_no_contest():
    game = TrustGame(STAGE, rounds=5)
    assert "least" not in tell_league_heatmap(round_robin(game, ["joss"])).finding
    nice = round_robin(game, ["tit_for_tat", "grim_trigger"])
    assert tell_league_heatmap(nice).finding.startswith("All 2 ways to play earn buyer")
    assert "All 2" in tell_ranking(nice).finding
    assert "either side" in tell_ranking(nice).finding


# --- the ranking ---


def test_a_list_per_role_in_its_colour(slides):
    league = round_robin(GAME, NAMES, [*NAMES, "joss"])
    ax = ranking(league, ax=slides())
    for seat, role in enumerate(("buyer", "seller")):
        (marks,) = gid(ax, f"{role} means")
        assert to_hex(marks.get_color()).upper() == palette.SIDES[seat]
        assert marks.get_xdata().tolist() == league.ranking(role)["payoff"].tolist()
    assert gid(ax, "buyer means")[0].get_marker() != gid(ax, "seller means")[0].get_marker()
    ax = ranking(league, ax=slides(), role="seller")
    assert gid(ax, "buyer means") == []
    shown = [t.get_text() for t in gid(ax, "name")]
    assert shown == [n.replace("_", " ") for n in league.ranking("seller").index]


def test_ties_carry_an_equals_sign(slides):
    league = round_robin(TrustGame(STAGE, rounds=5), NAMES, ["always_cooperate"])
    ax = ranking(league, ax=slides(), role="buyer")
    assert [t.get_text() for t in gid(ax, "rank")] == ["1", "=2", "=2"]
    told = tell_ranking(league, role="buyer")
    assert "= shares a rank" in told.question
    assert told.table["rank"].tolist() == [1, 2, 2]


def test_sampled_means_have_intervals_and_open_ranks(sampled, slides, troubles):
    ax = ranking(sampled, ax=slides())
    frame = sampled.ranking("buyer")
    lines = gid(ax, "interval")[0].get_segments()
    np.testing.assert_allclose([line[0][0] for line in lines], frame["low"])
    np.testing.assert_allclose([line[1][0] for line in lines], frame["high"])
    told = tell_ranking(sampled)
    assert "95% intervals" in told.question
    assert troubles(ax.figure) == []
    open_ones = ((frame["rank_best"] < frame["rank_worst"]) & (frame["se"] > 0)).sum()
    assert sum("(" in t.get_text() for t in gid(ax, "rank")) >= open_ones


def test_a_mix_of_partners_is_said():
    league = round_robin(GAME, NAMES)
    told = tell_ranking(league, role="buyer", against={"always_defect": 1})
    assert "weighed as given" in told.question
    assert told.table["mean"].tolist() == sorted(
        league.payoff_buyer["always_defect"], reverse=True
    )


# --- the fingerprint ---


def test_the_fingerprint_draws_its_table_upright(slides):
    found = fingerprint("win_stay_lose_shift", size=11)
    ax = draw_fingerprint(found, ax=slides())
    (cells,) = gid(ax, "cells")
    drawn = np.asarray(cells.get_array()).reshape(11, 11)
    np.testing.assert_array_equal(drawn, found.payoff.T)  # x goes across
    assert ax.get_aspect() == 1
    corners = {t.get_text().replace("\n", " ") for t in gid(ax, "corner")}
    assert corners == {
        "always “cooperate”",
        "always “defect”",
        "“tit for tat” itself",
        "the opposite of “tit for tat”",
    }


def test_the_fingerprint_says_where_it_earns_most():
    told = tell_fingerprint(fingerprint("always_defect", size=5))
    assert told.finding == (
        "“always defect” earns buyer 1 to 5 per round: most against always “cooperate”"
    )
    assert "least, 1, against “tit for tat” itself" in told.sentence
    assert len(told.table) == 25
    told = tell_fingerprint(fingerprint("random", size=5), measure="cooperation")
    assert told.finding == "“random” chooses “cooperate” 50% of the time, whatever it meets"
    # The seller's fingerprint is about the buyer's probes.
    labels = Labels(money="k€", round="quarter")
    told = tell_fingerprint(fingerprint("joss", size=5, role="seller"), labels)
    assert re.search(r"earns seller .* per quarter", told.finding)
    assert "when buyer plays" in told.question


# --- labels ---


def test_shown_labels_keep_their_distance():
    for n in (1, 2, 7, 60, 100):
        for pitch in (1.0, 5.0, 9.0, 30.0):
            shown = every(n, pitch, 14)
            assert shown[0] == 0
            gaps = np.diff(shown)
            assert (gaps * pitch >= 1.2 * 14 - 1e-9).all()
            assert len(shown) == 1 or shown[-1] == n - 1


def test_a_cut_name_keeps_its_beginning_and_its_end():
    assert one_line("short", 500, 14) == "short"
    cut = one_line("memory one with a very long tail number 47", 120, 14)
    assert cut.startswith("mem")
    assert cut.endswith("47")
    assert "…" in cut
