"""What charts draw is what they say and what their tables hold."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from trustgame import plot, strategies
from trustgame.deals import Labels, words
from trustgame.exceptions import SpecificationError, UnknownNameError
from trustgame.game import TrustGame
from trustgame.maps.time_depth import time_depth_map
from trustgame.plot import palette
from trustgame.plot.lines import EndLabels
from trustgame.plot.maps import at_mark
from trustgame.relationship import Relationship
from trustgame.solve.evaluate import evaluate
from trustgame.solve.horizons import by_horizon
from trustgame.stage import StageGame


def by_gid(ax, gid):
    """Return the one artist of a name."""
    (artist,) = ax.findobj(lambda found: found.get_gid() == gid)
    return artist


def drawn(name, results, deal, slides, **more):
    """Return the Axes and the telling of a chart."""
    result, options = results[name]
    chart = name.split()[0]
    ax = getattr(plot, chart)(result, ax=slides(), labels=deal.labels, **options, **more)
    return ax, plot.tell(chart, result, deal.labels, **options)


def numbers(text):
    """Return the numbers a text says, thousands joined, true minus read."""
    found = re.findall(r"[-−]?\d[\d,]*(?:\.\d+)?", text)
    return [float(n.replace(",", "").replace("−", "-")) for n in found]


# --- one test per chart: the data on the artists --------------------------------------


def test_the_path_draws_cooperation_and_depth(results, deal, slides):
    path, _ = results["path"]
    ax, told = drawn("path", results, deal, slides)
    for i, role in enumerate(("buyer", "seller")):
        line = by_gid(ax, f"cooperation_{role}")
        np.testing.assert_array_equal(line.get_ydata(), path.cooperation[:, i])
        np.testing.assert_array_equal(line.get_ydata(), told.table[f"cooperation_{role}"])
        assert line.get_color() == palette.SIDES[i]
    np.testing.assert_array_equal(by_gid(ax, "depth").get_ydata(), path.depth)
    assert [t.get_text() for t in ax.get_yticklabels()][-4:] == list(deal.labels.depths)
    assert (told.table["depth_low"] <= told.table["depth"]).all()
    assert (told.table["depth"] <= told.table["depth_high"]).all()


def test_long_paths_are_thinned_in_chart_and_table_alike(deal, slides):
    game = deal.game.replace(continuation=1.0, rounds=3000)
    path = evaluate(game, "tit_for_tat", "tit_for_tat").path()
    ax = plot.path(path, ax=slides(), labels=deal.labels)
    told = plot.tell("path", path, deal.labels)
    shown = by_gid(ax, "cooperation_buyer").get_xdata()
    assert len(shown) == len(told.table) <= 400
    assert (shown[0], shown[-1]) == (1, 3000)
    np.testing.assert_array_equal(shown, told.table["round"])


def test_values_of_a_pair_are_two_lines(results, deal, slides):
    horizons, _ = results["value_by_horizon"]
    ax, told = drawn("value_by_horizon", results, deal, slides)
    for i, role in enumerate(("buyer", "seller")):
        (line,) = [one for one in ax.lines if (one.get_gid() or "").endswith(f": {role}")]
        np.testing.assert_array_equal(line.get_ydata(), horizons.value[:, i])
        assert line.get_color() == palette.SIDES[i]
    assert len(told.table) == 2 * len(horizons.rounds)


def test_values_of_several_pairs_are_one_line_each(results, deal, slides):
    several, _ = results["value_by_horizon many"]
    ax, _ = drawn("value_by_horizon many", results, deal, slides)
    lines = [line for line in ax.lines if "×" in (line.get_gid() or "")]
    assert len(lines) == len(several)
    for line, one in zip(lines, several, strict=True):
        np.testing.assert_array_equal(line.get_ydata(), one.value[:, 1])
        assert line.get_color() == palette.SIDES[1]
    assert len({str(line.get_linestyle()) + str(line._dash_pattern) for line in lines}) == 4


def test_the_overtaking_round_is_where_the_leader_changes(results, deal, slides):
    several, _ = results["value_by_horizon many"]
    ax, told = drawn("value_by_horizon many", results, deal, slides)
    values = np.stack([one.value[:, 1] for one in several])
    leader = values[:, -1].argmax()
    since = int(by_gid(ax, "since").get_xdata()[0])
    assert values[leader, since - 1 :].tolist() == values.max(axis=0)[since - 1 :].tolist()
    assert values[leader, since - 2] < values[:, since - 2].max()
    assert since in numbers(told.finding)
    assert str(since) in [t.get_text() for t in ax.get_xticklabels()]


def test_level_is_not_ahead(slides):
    # D earns 5, 6, 7, ... against tit for tat and C 3, 6, 9, ...: level after two rounds.
    game = TrustGame(StageGame.prisoners_dilemma(T=5, R=3, P=1, S=0))
    both = [
        by_horizon(game, "tit_for_tat", seller, rounds=6)
        for seller in ("always_cooperate", "always_defect")
    ]
    assert both[0].value[1, 1] == both[1].value[1, 1]
    ax = plot.value_by_horizon(both, ax=slides())
    assert by_gid(ax, "since").get_xdata()[0] == 3
    told = plot.tell("value_by_horizon", both)
    assert "most from 3\u00a0rounds on" in told.finding
    # Who is level at first and ahead from then on was never behind: no lead changes.
    same = [by_horizon(game, "always_defect", s, rounds=6) for s in ("tit_for_tat",)]
    same.append(by_horizon(game, "always_defect", "always_cooperate", rounds=6))
    assert same[0].value[0, 1] == same[1].value[0, 1]
    ax = plot.value_by_horizon(same, ax=slides())
    assert not ax.findobj(lambda found: found.get_gid() == "since")
    assert "never behind" in plot.tell("value_by_horizon", same).sentence


def test_the_grid_has_one_small_chart_per_pairing(results, deal, slides):
    pairings, _ = results["value_grid"]
    ax, told = drawn("value_grid", results, deal, slides)
    assert len(ax.child_axes) == 16
    for small, one in zip(ax.child_axes, pairings, strict=True):
        for i, role in enumerate(("buyer", "seller")):
            line = by_gid(small, f"value_{role}")
            np.testing.assert_array_equal(line.get_ydata(), one.value[:, i])
            assert by_gid(small, f"end{i}").get_text() == words.amount(one.value[-1, i])
    best = max(pairings, key=lambda one: one.value[-1].sum())
    assert deal.labels.buyer.player(best.buyer.name) in told.finding
    assert by_gid(ax, "best").get_edgecolor()[:3] == pytest.approx(
        (0.102, 0.102, 0.102), abs=0.01
    )


def test_the_grid_wants_every_pairing_once(results, slides):
    pairings, _ = results["value_grid"]
    with pytest.raises(
        SpecificationError, match="every one of 4 x 4 pairings once; got 15"
    ):
        plot.value_grid(pairings[:-1], ax=slides())


@pytest.fixture(scope="module")
def twenty(deal):
    """Return the horizons of twenty sellers with the deal's buyer."""
    lasting = deal.game.replace(continuation=1.0)
    buyer = deal.pair_players[0].strategy
    return [by_horizon(lasting, buyer, s, rounds=24) for s in strategies.names()[:20]]


def test_so_many_small_charts_are_refused_with_the_remedy(twenty, slides):
    with pytest.raises(SpecificationError, match=r"got 1 x 20\. .*league_heatmap\("):
        plot.value_grid(twenty, ax=slides())


def test_of_many_lines_the_leaders_are_named_and_the_rest_counted(twenty, deal, slides):
    options = {"role": "seller", "own": "tit_for_tat", "labels": deal.labels}
    ax = plot.value_by_horizon(twenty, ax=slides(), **options)
    ax.figure.draw_without_rendering()
    values = np.stack([one.value[:, 1] for one in twenty])
    named = [line for line in ax.lines if line.get_color() == palette.SIDES[1]]
    lines = [by_gid(ax, f"{one.buyer.name} × {one.seller.name}: seller") for one in twenty]
    at = [k for k, line in enumerate(lines) if line in named]
    wanted = {"tit_for_tat"} | {
        twenty[k].seller.name
        for k in (values[:, -1].argmax(), values[:, -1].argmin(), values[:, 0].argmax())
    }
    assert wanted <= {twenty[k].seller.name for k in at}
    (ends,) = ax.findobj(EndLabels)
    texts = [words_of_label(text) for text in ends.texts]
    others = np.delete(values[:, -1], at)
    low, high = (deal.labels.pay(value) for value in (others.min(), others.max()))
    assert texts[-1] == f"{20 - len(at)} others: {low} to {high}".replace("\u00a0", " ")
    assert len(texts) == len(at) + 1 <= 7
    assert ax.bbox.height > 0.35 * ax.figure.bbox.height
    told = plot.tell("value_by_horizon", twenty, **options)
    assert told.table["seller"].nunique() == 20


def words_of_label(text):
    """Return what a label says, its lines joined."""
    return text.get_text().replace("\n", " ").replace("\u00a0", " ")


def test_the_map_draws_its_table_and_the_boundary(results, deal, slides):
    found, _ = results["time_depth_map"]
    ax, told = drawn("time_depth_map", results, deal, slides)
    np.testing.assert_array_equal(np.asarray(by_gid(ax, "map").get_array()), found.table)
    line = by_gid(ax, "line grim")
    inside = found.boundary_rounds <= 110
    np.testing.assert_allclose(line.get_ydata(), found.positions[inside])
    at = np.maximum(found.boundary_rounds[inside], ax.get_xlim()[0])
    np.testing.assert_allclose(line.get_xdata(), at)
    assert line.get_color() == palette.INK
    assert "line grim" in told.table
    assert "line alternation" not in told.table
    assert by_gid(ax, "here").get_xydata().tolist() == [[12.0, 0.0]]
    assert words.amount(round(1 / (1 - found.boundary[0]), 1)) in told.finding


def test_every_line_of_theory_can_be_asked_for(results, deal, slides, troubles):
    ax, _ = drawn("time_depth_map", results, deal, slides, lines=("grim", "alternation"))
    assert by_gid(ax, "line alternation").get_linestyle() == "--"
    assert troubles(ax.figure) == []
    with pytest.raises(UnknownNameError, match="`lines` must be one of 'grim'"):
        drawn("time_depth_map", results, deal, slides, lines=("green",))


def test_the_strip_draws_what_was_meant_done_and_seen(results, deal, slides):
    story, _ = results["match_strip"]
    ax, told = drawn("match_strip", results, deal, slides)
    gids = [artist.get_gid() or "" for artist in ax.findobj()]
    for i, role in enumerate(("buyer", "seller")):
        tiles = [gid for gid in gids if re.fullmatch(rf"{role} \d+ [CD]", gid)]
        assert [gid[-1] for gid in tiles] == ["CD"[a] for a in story.done[:, i]]
        slips = np.flatnonzero(story.intended[:, i] != story.done[:, i]) + 1
        assert [gid for gid in gids if gid.startswith(f"meant {role}")] == [
            f"meant {role} {k}" for k in slips
        ]
        wrong = np.flatnonzero(story.seen[:, i] != story.done[:, 1 - i]) + 1
        assert [gid for gid in gids if gid.startswith(f"misread {role}")] == [
            f"misread {role} {k}" for k in wrong
        ]
        total = by_gid(ax, f"total_{role}").get_text()
        assert total == deal.labels.pay(story.payoff[:, i].sum())
    np.testing.assert_array_equal(by_gid(ax, "depth").get_data().values, story.depth)
    assert story.intended.tolist() != story.done.tolist()  # the sample story has a slip
    assert len(told.table) == len(story.done)


def test_a_long_match_shows_its_first_rounds_and_says_so(deal, slides):
    from trustgame.plot.strip import LONGEST
    from trustgame.simulate.play import play

    game = deal.game.replace(continuation=1.0, rounds=60)
    story = play(game, "tit_for_tat", "tit_for_tat", seed=1)
    told = plot.tell("match_strip", story, deal.labels)
    assert len(told.table) == LONGEST
    assert "The first 24\xa0quarters of 60\xa0quarters are shown." in told.question
    assert told.sentence.startswith(
        "The first 24\xa0quarters of a deal of 60\xa0quarters, with"
    )
    assert deal.labels.pay(story.payoff[:LONGEST, 0].sum()) in told.finding


def test_who_walks_away_is_named(deal, slides, troubles):
    from trustgame.simulate.play import play

    game = deal.game.replace(continuation=1.0, rounds=12)
    story = play(game, "always_defect", "walk_away", seed=1)
    told = plot.tell("match_strip", story, deal.labels)
    assert f"Services firm walked away before quarter {story.left[0]}." in told.sentence
    assert troubles(plot.match_strip(story, ax=slides(), labels=deal.labels).figure) == []


@pytest.mark.parametrize("name", ["evaluation", "sample"])
def test_outcomes_are_as_wide_as_their_shares(name, results, deal, slides):
    result, _ = results[name]
    ax, told = drawn(name, results, deal, slides)
    for role in ("buyer", "seller"):
        wide = {
            p.get_gid(): p.get_width()
            for p in ax.patches
            if (p.get_gid() or "").startswith(role)
        }
        assert list(wide.values()) == pytest.approx(result.outcomes.ravel())
    colours = {gid: to_hex(p.get_facecolor()) for p in ax.patches if (gid := p.get_gid())}
    assert colours["buyer C 1"] == palette.MOVES[0].lower()
    assert colours["seller D 1"] == palette.MOVES[1].lower()
    assert ("50 matches" in told.footer) == (name == "sample")
    np.testing.assert_array_equal(told.table["share"], result.outcomes.ravel())


def test_the_comparison_has_a_dot_per_number(results, deal, slides):
    found, _ = results["comparison"]
    ax, told = drawn("comparison", results, deal, slides)
    marks = [by_gid(ax, f"z {kind}").get_xdata() for kind in range(3)]
    table = found.to_frame()
    for role, own in zip(("buyer", "seller"), marks, strict=False):
        np.testing.assert_array_equal(own, table["z"][table["part"] == role])
    assert sum(map(len, marks)) == len(table)
    rows = [text.get_text() for text in ax.get_yticklabels()]
    assert len(rows) == len(set(rows)) == len(table) - len(marks[0]), "each row is named"
    assert f"at most {found.largest:.1f} standard errors" in told.finding


def test_arrows_point_to_the_better_reply(slides):
    stage = StageGame.from_roles(
        buyer=dict(T=5, R=3, P=1, S=0), seller=dict(T=2, R=4, P=0, S=1)
    )
    ax = plot.payoff_table(stage, ax=slides())
    for gid, axis, sign in (
        ("arrow00", 1, -1),  # the buyer gains by defecting, whatever the seller does: down
        ("arrow01", 1, -1),
        ("arrow10", 0, -1),  # the seller by cooperating: to the left
        ("arrow11", 0, -1),
    ):
        arrow = by_gid(ax, gid)
        assert np.sign(arrow.xy[axis] - arrow.xyann[axis]) == sign, gid
    pays = [
        t.get_text().replace("\xa0", " ")
        for t in ax.texts
        if (t.get_gid() or "").startswith("pays")
    ]
    assert pays == [
        "3 points",
        "4 points",
        "0 points",
        "2 points",
        "5 points",
        "1 point",
        "1 point",
        "0 points",
    ]
    framed = [
        p.get_gid()
        for p in ax.patches
        if p.get_linewidth() and (p.get_gid() or "")[:4] == "cell"
    ]
    assert framed == ["cell10"]


@pytest.mark.parametrize(
    ("buyer", "seller", "says"),
    [
        (dict(T=5, R=3, P=1, S=0), None, "Whatever the other side does"),
        (dict(T=3, R=5, P=0, S=1), None, "No dilemma in one round"),
        (
            dict(T=3, R=4, P=2, S=0),
            None,
            "One round can settle in two ways, worth 8 points or 4",
        ),
        (
            dict(T=0, R=0, P=0, S=0),
            None,
            "several places to settle, worth 0 points together",
        ),
        (
            dict(T=1, R=0, P=0, S=1),
            dict(T=0, R=1, P=1, S=0),
            "No outcome of a single round settles",
        ),
        (
            dict(T=5, R=3, P=1, S=0),
            dict(T=2, R=4, P=0, S=1),
            "One round settles where the two have 6",
        ),
    ],
)
def test_the_table_finds_where_a_round_settles(buyer, seller, says, slides, troubles):
    stage = StageGame.from_roles(buyer=buyer, seller=seller or buyer)
    told = plot.tell("payoff_table", stage)
    assert says in told.finding.replace("\xa0", " ")
    assert troubles(plot.payoff_table(stage, ax=slides()).figure) == []


def test_a_table_counts_regard_only_where_there_is_some(deal):
    shallow = plot.tell("payoff_table", deal.game, deal.labels, depth=0)
    deep = plot.tell("payoff_table", deal.game, deal.labels, depth=3)
    assert "cares" not in shallow.question
    assert "Client 70% and Services firm 60%" in deep.question
    assert shallow.table["felt_buyer"].tolist() == shallow.table["payoff_buyer"].tolist()
    paid, felt = deep.table["payoff_buyer"], deep.table["felt_buyer"]
    np.testing.assert_allclose(felt, paid + 0.7 * deep.table["payoff_seller"])
    with pytest.raises(
        SpecificationError, match="`depth` must be a level from 0 to 3; got 4"
    ):
        plot.tell("payoff_table", deal.game, deal.labels, depth=4)


# --- texts agree with tables ----------------------------------------------------------


def test_the_path_says_the_numbers_of_its_table(results, deal):
    told = plot.tell("path", results["path"][0], deal.labels)
    first, last = told.table.iloc[0], told.table.iloc[-1]
    for role in ("buyer", "seller"):
        for row in (first, last):
            assert words.percent(row[f"cooperation_{role}"]) in told.sentence
    both = told.table[["cooperation_buyer", "cooperation_seller"]].mean(axis=1)
    low = both.idxmin()
    assert words.percent(both[low]) in told.finding
    assert f"quarter {int(told.table['round'][low])}" in told.finding


@pytest.mark.parametrize(
    ("cooperation", "says"),
    [
        ([0.9, 0.7, 0.4, 0.3], "falls below one half in round 3, to 30%"),
        ([0.1, 0.4, 0.6, 0.8], "passes one half in round 3 and reaches 80%"),
        ([0.6, 0.7, 0.8, 0.9], "rises from 60% to 90%"),
        ([0.9, 0.8, 0.7, 0.6], "falls from 90% to 60%"),
        ([0.9, 0.6, 0.7, 0.8], "falls from 90% to 60% by round 2, then recovers to 80%"),
        ([0.6, 0.9, 0.8, 0.7], "rises from 60% to 90% by round 2, then falls to 70%"),
        ([0.9, 0.9, 0.9, 0.9], "stays where it starts: 90%, and 90% in round 4"),
        ([0.4], "In the one round there is, cooperation is at 40%"),
    ],
)
def test_the_path_finds_what_happens_to_cooperation(cooperation, says):
    from trustgame.plot.course import _cooperation_finding

    rounds = np.arange(1, len(cooperation) + 1)
    assert says in _cooperation_finding(np.array(cooperation), rounds, Labels())


def test_values_say_the_numbers_of_their_table(results, deal):
    for name in ("value_by_horizon", "value_by_horizon many", "value_grid"):
        result, options = results[name]
        told = plot.tell(name.split()[0], result, deal.labels, **options)
        last = told.table[told.table["rounds"] == told.table["rounds"].max()]
        columns = [c for c in last.columns if c.startswith("value")]
        values = (
            last[columns].to_numpy().ravel().tolist() + last[columns].sum(axis=1).tolist()
        )
        known = {words.amount(value) for value in values}
        said = set(re.findall(r"[−\d][\d.,]*(?=\xa0k€)", told.finding + told.sentence))
        assert said
        assert said <= known


def test_a_tie_is_called_one(deal):
    game = TrustGame(StageGame.prisoners_dilemma())
    same = [
        by_horizon(game, "always_cooperate", s, rounds=5)
        for s in ("tit_for_tat", "grim_trigger")
    ]
    told = plot.tell("value_by_horizon", same)
    assert told.finding.replace("\xa0", " ") == (
        "Over 5 rounds it makes no difference to seller: 15 points either way"
    )
    three = [*same, by_horizon(game, "always_cooperate", "always_defect", rounds=5)]
    assert (
        "“tit for tat and grim trigger” least"
        in plot.tell("value_by_horizon", three).finding
    )


def test_a_map_with_a_known_end_has_no_line(deal, slides, troubles):
    from trustgame.maps.time_depth import time_depth_map

    found = time_depth_map(
        deal.stage,
        deal.relationship,
        times=[1, 10, 10_000],
        depths=3,
        time="exactly",
        buyer="tit_for_tat",
        seller="tit_for_tat",
    )
    told = plot.tell("time_depth_map", found, deal.labels, here=(10.0, 0.0))
    assert told.finding.startswith("With exactly 10\xa0quarters, cooperation is")
    assert words.percent(found.table[0, 1]) in told.finding
    assert "theory unravels" in told.sentence
    ax = plot.time_depth_map(found, ax=slides(), labels=deal.labels)
    assert ax.findobj(lambda a: (a.get_gid() or "").startswith("line")) == []
    assert troubles(ax.figure) == []


def test_where_selection_never_rests_the_map_is_dotted_and_out_of_the_finding(
    deal, slides, troubles
):
    from trustgame.maps.time_depth import time_depth_map

    found = time_depth_map(
        deal.stage,
        deal.relationship,
        times=[1, 12],
        depths=[0, 0.5, 0.6, 1],
        buyers=[player.strategy for player in deal.buyers],
        sellers=[player.strategy for player in deal.sellers],
    )
    at = np.array([[True, True], [True, False], [True, True], [True, True]])
    np.testing.assert_array_equal(found.at_rest, at)
    assert "where it does" in found.selection
    ax = plot.time_depth_map(found, ax=slides(), labels=deal.labels)
    dotted = [a for a in ax.collections if a.get_gid() == "unsettled"]
    assert sum(len(a.get_paths()) for a in dotted) == 1
    assert "does not settle" in [text.get_text() for text in ax.texts]
    assert troubles(ax.figure) == []
    whole = plot.tell("time_depth_map", found, deal.labels)
    for text in (whole.sentence, whole.alt):
        assert "At 1 of 8 points" in text
    assert "not settle" not in whole.finding
    for rows, says in (
        ([1, 3], "97% at “partner”; at “unknown” selection does not settle"),
        ([3, 1], "at “partner” selection does not settle"),
        ([1, 1], "settles neither at “unknown” nor at “partner”"),
    ):
        per_row = ("table", "at_rest", "buyer_shares", "seller_shares")
        cut = {name: getattr(found, name)[rows] for name in per_row}
        part = replace(found, positions=np.array([0.0, 1.0]), boundaries={}, **cut)
        told = plot.tell("time_depth_map", part, deal.labels)
        assert says in told.finding
        share = words.percent(found.table[1, 1])
        assert share not in told.finding


@pytest.mark.parametrize(
    ("bounds", "says"),
    [
        (
            [0.9, 0.5],
            "Deeper needs less time: trust can hold from about 10 rounds at “shallow”, 2",
        ),
        ([0.5, 0.9], "Deeper needs more time"),
        ([0.5, 0.5], "Depth changes nothing"),
        ([np.nan, 0.5], "At “shallow” no length is enough"),
        ([0.5, np.nan], "at “deep” no length is enough"),
        ([np.nan, np.nan], "At no depth and no length"),
        ([0.5, 0.0], "at “deep” it can hold at any length"),
        ([0.0, 0.0], "At every depth trust can hold"),
        ([0.0, 0.5], "Deeper needs more time"),
    ],
)
def test_the_map_finds_what_depth_does_to_time(bounds, says):
    from trustgame.plot.maps import _finding

    told = {"shallow": "shallow", "deep": "deep"}
    assert says in _finding(np.array(bounds), Labels(), told).replace("\xa0", " ")


def test_every_telling_has_all_its_parts(results, wordings):
    for labels in wordings.values():
        for name, (result, options) in results.items():
            told = plot.tell(name.split()[0], result, labels, **options)
            for part in ("finding", "question", "footer", "sentence", "alt"):
                text = getattr(told, part)
                assert text == " ".join(text.split(" "))
                assert text.strip() == text
                assert text, (name, part)
                assert "{" not in text.replace("{a}", ""), (name, part)
            assert isinstance(told.table, pd.DataFrame)
            assert len(told.table)
            assert told.alt.startswith(told.finding)


def test_charts_are_named(results):
    with pytest.raises(UnknownNameError, match="Did you mean 'path'"):
        plot.tell("paths", results["path"][0])


def test_results_know_their_chart(results):
    for name in ("path", "match_strip", "evaluation", "time_depth_map"):
        assert getattr(plot, type(results[name][0])._chart)


def test_why_a_map_s_colour_falls_to_the_right_is_said_where_it_does():
    stage, ladder = StageGame.prisoners_dilemma(), {"depths": 2, "deepen": 0.0}
    for slips, players, falls in (
        (0.05, "tit_for_tat", True),
        (0.0, "tit_for_tat", False),  # nobody errs
        (0.05, "suspicious_tit_for_tat", False),  # nobody begins in good faith
    ):
        found = time_depth_map(
            stage, Relationship(tremble=slips, **ladder), times=[1, 10, 50], depths=2,
            buyer=players, seller=players,
        )  # fmt: skip
        said = at_mark(found, (10, 0.0), Labels())
        assert f": {words.percent(found.table[0, 1])}." in said[0]
        assert len(said) == 1 + falls
        if falls:
            assert words.percent(found.table[0, 0]) in said[1]
            assert words.percent(found.table[0, -1]) in said[1]
