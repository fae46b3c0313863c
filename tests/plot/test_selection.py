"""Charts of selection: what is drawn is what the result holds, and titles are computed."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.patches import FancyArrowPatch

from oracles.leagues import ROW_3, dilemma, league, symmetric
from trustgame.evolve.finite.populations import pairwise_comparison
from trustgame.evolve.finite.truncation import truncation
from trustgame.evolve.fixation import invasions
from trustgame.evolve.replicator import replicator
from trustgame.evolve.stationary import stationary
from trustgame.exceptions import RefusedError
from trustgame.plot.anatomy import slide
from trustgame.plot.flows import phase_plane, simplex, tell_phase_plane
from trustgame.plot.longrun import invasion_graph, stationary_bars, tell_stationary_bars
from trustgame.plot.selection import shares, tell_shares

mpl.use("agg")
ROCK = [[0, -1, 2], [2, 0, -1], [-1, 2, 0]]
STAG = symmetric([[3, 0], [0, 1]], buyers=["up", "down"], sellers=["up", "down"])


def long_names(n):
    return [f"strategy number {i} with a long name indeed" for i in range(n)]


def drawn(ax):
    """Draw the chart, and return what stands outside the figure."""
    figure = ax.figure
    figure.canvas.draw()
    box = figure.bbox
    outside = []
    for text in figure.findobj(mpl.text.Text):
        if (
            text.get_visible() and len(text.get_text()) > 4
        ):  # ticks off the axis are not drawn
            at = text.get_window_extent()
            if at.x0 < -1 or at.y0 < -1 or at.x1 > box.width + 1 or at.y1 > box.height + 1:
                outside.append(text.get_text())
    return outside


def artists(ax, gid):
    """All artists of the figure with this name."""
    return ax.figure.findobj(lambda a: a.get_gid() == gid)


def test_bands_are_as_thick_as_shares():
    result = replicator(dilemma(**ROW_3))
    ax = shares(result, ax=slide())
    (band,) = artists(ax, "band 0")
    path = band.get_paths()[0].vertices
    at_start = path[np.isclose(path[:, 0], 0)][:, 1]
    assert np.ptp(at_start) == pytest.approx(0.5)
    assert drawn(ax) == []


def test_the_title_says_who_wins_and_how_much_cooperation_is_left():
    told = tell_shares(replicator(dilemma(**ROW_3)))
    assert told.finding == "“D” takes over: 0% of moves are “cooperate” in the end"
    assert "from equal shares" in told.question
    assert "until nothing moves" in told.question
    circling = tell_shares(replicator(symmetric(-np.array(ROCK).T), [0.34, 0.33, 0.33]))
    assert circling.finding.startswith("No strategy settles")
    assert "still moving" in circling.question
    drifting = pairwise_comparison(dilemma(**ROW_3), population=20, steps=2000, seed=1)
    told = tell_shares(drifting)
    assert "20 individuals" in told.question
    assert "one run" in told.sentence


@pytest.mark.parametrize("n", [2, 8])
@pytest.mark.parametrize("population", ["one", "two"])
def test_long_names_stay_inside_the_slide(n, population):
    own = np.random.default_rng(n).normal(size=(n, n))
    names = long_names(n)
    table = symmetric(own, buyers=names, sellers=names)
    assert drawn(shares(replicator(table, population=population), ax=slide())) == []
    graph = invasions(symmetric(own, buyers=names, sellers=names), intensity=0.1)
    assert drawn(invasion_graph(graph, ax=slide())) == []
    run = stationary(table, intensity=0.1, limit="small_mutation", populations=population)
    assert drawn(stationary_bars(run, ax=slide())) == []


def test_the_plane_shows_every_rest_point_once():
    result = replicator(STAG, population="two")
    ax = phase_plane(result, ax=slide())
    assert len(artists(ax, "rest stable")) == 2
    assert len(artists(ax, "rest unstable")) == 3
    (course,) = artists(ax, "course")
    np.testing.assert_allclose(course.get_xydata()[-1], [1, 1], atol=1e-6)
    told = tell_phase_plane(result)
    assert told.finding.startswith("Where selection ends depends on where it starts")
    assert told.table["share_of_starts"].sum() == pytest.approx(1, abs=0.02)
    assert drawn(ax) == []


def test_the_triangle_shows_three():
    names = long_names(3)
    result = replicator(symmetric(ROCK, buyers=names, sellers=names), [0.8, 0.1, 0.1])
    ax = simplex(result, ax=slide())
    assert len(artists(ax, "rest unstable")) == 3
    assert len(artists(ax, "rest stable")) == 1
    assert drawn(ax) == []


def test_flows_refuse_what_they_cannot_show():
    with pytest.raises(RefusedError, match="two strategies each"):
        phase_plane(replicator(symmetric(ROCK)))
    with pytest.raises(RefusedError, match="three strategies"):
        simplex(replicator(STAG))


def test_arrows_are_the_favoured_invasions():
    graph = invasions(dilemma(**ROW_3), population=50)
    ax = invasion_graph(graph, ax=slide())
    arrows = [a for a in ax.patches if isinstance(a, FancyArrowPatch)]
    assert [a.get_gid() for a in arrows] == ["0 to 1"]
    assert len(artists(ax, "resists 1")) == 1
    with pytest.raises(RefusedError, match="at most 24"):
        invasion_graph(invasions(league(np.random.default_rng(0).normal(size=(5, 5, 2)))))
    nobody = invasions(symmetric(np.ones((2, 2))))
    assert "2 of 2" in invasion_graph(nobody, ax=slide()).figure.texts[0].get_text()


def test_bars_are_the_long_run_shares():
    many = np.random.default_rng(1).normal(size=(15, 15))
    result = stationary(symmetric(many), intensity=0.2, limit="small_mutation")
    ax = stationary_bars(result, ax=slide())
    widths = sorted((bar.get_width() for bar in ax.child_axes[0].patches), reverse=True)
    most = np.sort(result.buyers)[::-1]
    assert widths[1] / widths[0] == pytest.approx(most[1] / most[0], rel=1e-6)
    assert "others together" in " ".join(t.get_text() for t in ax.child_axes[0].texts)
    told = tell_stationary_bars(stationary(dilemma(**ROW_3), mutation=0.01, population=20))
    assert told.finding.startswith("In the long run “D” is played")
    assert "mutation 1% a step" in told.question


def test_small_panels_carry_the_finding_as_title():
    from matplotlib.figure import Figure

    figure = Figure(figsize=(12, 9), layout="constrained")
    panes = figure.subplots(2, 2).ravel()
    shares(replicator(dilemma(**ROW_3)), ax=panes[0])
    phase_plane(replicator(STAG, population="two"), ax=panes[1])
    invasion_graph(invasions(dilemma(**ROW_3)), ax=panes[2])
    stationary_bars(stationary(dilemma(**ROW_3), mutation=0.01, population=20), ax=panes[3])
    figure.savefig("/dev/null", format="png")
    assert all(pane.get_title(loc="left") for pane in panes)


def test_truncation_says_in_how_many_runs_the_winner_takes_over():
    names = long_names(3)
    table = symmetric([[2, 0, 1], [3, 1, 0], [1, 2, 2]], buyers=names, sellers=names)
    decided = truncation(table, population=(6, 5, 4), replace=3, runs=50, seed=1)
    told, best = tell_shares(decided), int(np.argmax(decided.won))
    assert decided.at_rest
    assert f"{decided.won[best] * 2}% of runs" in told.finding
    assert "the 3 who earn least give way" in told.question
    assert "by expected totals" in told.question
    assert "until all are alike" in told.question
    assert "Sampled in 50 runs" in told.sentence
    assert drawn(shares(decided, ax=slide())) == []
    same = symmetric(np.ones((2, 2)))
    going = truncation(same, replace=1, generations=2, runs=9, seed=1)
    told = tell_shares(going)
    assert "ends as the most frequent in" in told.finding
    assert "the one who earns least gives way" in told.question
    assert "for 2 generations" in told.question
    assert drawn(shares(going, ax=slide())) == []
    one = tell_shares(truncation(same, replace=12, runs=1, seed=1))
    assert "takes over:" in one.finding
    still = truncation(same, population=(4, 0), replace=2, runs=1, seed=1)
    assert drawn(shares(still, ax=slide())) == []


def test_whole_generations_have_no_parts():
    names = ["a", "b"]
    slow = symmetric([[1, 1], [1, 1]], buyers=names, sellers=names)
    result = truncation(
        slow, population=(3, 1), replace=1, runs=200, generations=60, seed=3
    )
    ax = shares(result, ax=slide())
    ticks = [float(tick) for tick in ax.child_axes[0].get_xticks()]
    assert all(tick == round(tick) for tick in ticks)
