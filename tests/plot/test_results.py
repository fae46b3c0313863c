"""Every result has a picture: checks of equilibrium, all equilibria, sweeps."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_rgb

import trustgame as tg
from trustgame import plot
from trustgame._display import Result
from trustgame.exceptions import RefusedError, UnknownNameError
from trustgame.plot import palette
from trustgame.plot.sizes import FORMATS

STAGE = tg.StageGame.prisoners_dilemma(T=5, R=3, P=1, S=0)
GAME = tg.TrustGame(STAGE, continuation=0.9)


def by_gid(ax, gid):
    """Return the artists of a name."""
    return ax.findobj(lambda artist: artist.get_gid() == gid)


def every_kind(kind):
    """Yield the results' classes."""
    for one in kind.__subclasses__():
        yield one
        yield from every_kind(one)


def whole(chart, result, troubles, **options):
    """Draw a chart in three sizes, look for trouble, and return the slide's Axes."""
    axes = []
    for size in ("slide", "column", "square"):
        kind = FORMATS[size]
        ax = getattr(plot, chart)(result, ax=plot.slide(size=size), **options)
        ax.figure.set_dpi(100 * palette.SLIDE.small / kind.sizes.small)
        assert troubles(ax.figure, least=kind.sizes.small - 0.1) == [], size
        axes.append(ax)
    return axes[0]


def test_every_result_has_a_picture():
    from trustgame import catalogue, workshop  # noqa: F401  their results too

    kinds = {k for k in every_kind(Result) if k.__module__.startswith("trustgame.")}
    assert len(kinds) >= 20
    without = {k.__name__ for k in kinds if k._chart is None and k.plot is Result.plot}
    assert without == {"Pack"}, "a folder of pictures is no picture"
    assert {k._chart for k in kinds} - {None} <= set(plot.__all__)


@pytest.mark.parametrize("wording", ["none", "40 characters", "Cyrillic and formulas"])
def test_a_check_has_a_bar_for_what_each_side_would_gain(wording, wordings, troubles):
    found = tg.is_equilibrium(GAME, "tit_for_tat", "always_cooperate")
    labels = wordings[wording]
    ax = whole("equilibrium_check", found, troubles, labels=labels)
    for k, side in enumerate(palette.SIDES):
        (bars,) = (c for c in ax.containers if c.get_label() == ("buyer", "seller")[k])
        assert [bar.get_width() for bar in bars] == [found.gain[k]]
        assert bars[0].get_facecolor()[:3] == pytest.approx(to_rgb(side))
    told = plot.tell("equilibrium_check", found, labels)
    assert not found.nash
    assert "does not hold" in told.finding
    assert labels.pay(found.gain[0]) in told.finding
    cares = tg.is_equilibrium(GAME.replace(regard=0.1), found.buyer, found.seller)
    whole("equilibrium_check", cares, troubles, labels=labels)
    told = plot.tell("equilibrium_check", cares, labels)
    assert cares.material_gain[0] == pytest.approx(found.gain[0]) != cares.gain[0]
    for amount in (cares.gain[0], cares.material_gain[0]):
        assert labels.pay(amount) in told.finding
    assert "felt" in told.finding


def test_a_check_says_when_it_holds_and_on_what_it_rests():
    held = plot.tell("equilibrium_check", tg.is_equilibrium(GAME, *["always_defect"] * 2))
    assert "is in equilibrium" in held.finding
    assert "Nor would any single change pay" in held.sentence
    threat = tg.is_equilibrium(GAME, "tit_for_tat", "tit_for_tat")
    assert threat.nash
    assert not threat.subgame_perfect
    assert "rests on a threat" in plot.tell("equilibrium_check", threat).sentence
    forever = tg.TrustGame(STAGE, continuation=1.0)
    told = plot.tell("equilibrium_check", tg.is_equilibrium(forever, *["grim_trigger"] * 2))
    assert "gain per round" in told.question


@pytest.mark.parametrize("population", ["one", "two"])
def test_every_equilibrium_has_its_row(population, wordings, troubles):
    field = ["tit_for_tat", "generous_tit_for_tat", "always_defect", "always_cooperate"]
    game = tg.TrustGame(STAGE, continuation=0.95, tremble=0.02)
    found = tg.equilibria(tg.round_robin(game, field), population=population)
    assert len(found) > 1
    ax = whole("equilibria", found, troubles, labels=wordings["40 characters"])
    for k in range(min(len(found), 10)):
        bars = np.array([bar.get_width() for bar in by_gid(ax, f"share {k}")])
        parts = [found.buyers[k], found.sellers[k]][: 1 if population == "one" else 2]
        drawn = np.concatenate([np.sort(part[part > 5e-4])[::-1] for part in parts])
        np.testing.assert_allclose(bars / bars.sum() * len(parts), drawn, atol=2e-3)
        assert len(by_gid(ax, f"{found.stability[k]} {k}")) == 1
    told = plot.tell("equilibria", found)
    assert told.finding.startswith(f"{len(found)} equilibria")


def test_a_sweep_over_one_axis_is_a_line_and_over_two_a_map(troubles):
    over = {"rounds": [1, 4, 100]}
    found = tg.sweep(lambda rounds: rounds**0.5, over=over, progress=False)
    ax = whole("sweep", found, troubles)
    (line,) = by_gid(ax, "value")
    assert line.get_ydata().tolist() == [1, 2, 10]
    assert ax.get_xscale() == "log"
    assert plot.tell("sweep", found).finding == "Largest value: 10, at rounds 100"

    def both(a, b):
        if (a, b) == (2, "y"):
            raise ValueError
        return {"low": a, "high_one": a * len(b)}

    over = {"a": [1, 2, 3], "b": ["y", "a rather long word for a value, it is"]}
    found = tg.sweep(both, over=over, progress=False)
    ax = whole("sweep", found, troubles, of="high_one")
    (cells,) = by_gid(ax, "cells")
    shown = np.ma.filled(cells.get_array().astype(float), np.nan).reshape(3, 2)
    np.testing.assert_array_equal(shown, found.array("high_one"))
    assert "1 failed" in plot.tell("sweep", found).sentence


@pytest.mark.parametrize(
    ("measure", "where"),
    [
        (lambda a, b: a, "at a 2, for any b"),
        (lambda a, b: b, "at b 3, for any a"),
        (min, "at a 2 and b 2, and at one more point"),
        (lambda a, b: a * b, "at a 2 and b 3"),
    ],
)
def test_a_sweep_says_where_it_is_largest_and_whether_elsewhere_too(measure, where):
    over = {"a": [1, 2], "b": [1, 2, 3]}
    found = tg.sweep(lambda a, b: {"x": measure(a, b)}, over=over, progress=False)
    assert plot.tell("sweep", found).finding.endswith(f", {where}")


def test_a_sweep_that_cannot_be_drawn_says_why():
    over = {"a": [1], "b": [1], "c": [1]}
    three = tg.sweep(lambda a, b, c: 1.0, over=over, progress=False)
    with pytest.raises(RefusedError, match=r"one or two axes; this has 3: a, b, c"):
        three.plot()
    one = tg.sweep(lambda a: {"x": 1.0, "y": np.nan}, over={"a": [1]}, progress=False)
    with pytest.raises(UnknownNameError, match="`of` must be one of 'x', 'y'"):
        one.plot(of="z")
    with pytest.raises(RefusedError, match="'y' has none that is finite"):
        one.plot(of="y")


LEAGUE = tg.round_robin(GAME, ["grim_trigger", "always_defect"])
EXACT = tg.evaluate(GAME, "grim_trigger", "always_defect")
WRONG_CALLS = {
    "another result": (
        lambda: plot.path(LEAGUE),
        ["Path", "a League", "by league_heatmap"],
    ),
    "what has it": (lambda: plot.path(EXACT), ["Path", "an Evaluation", "`.path()`"]),
    "a game": (
        lambda: plot.league_heatmap(GAME),
        ["League", "a TrustGame", "payoff_table"],
    ),
    "one for several": (lambda: plot.value_grid(EXACT), ["sequence of Horizons"]),
    "told of another": (lambda: plot.tell("path", LEAGUE), ["must be a Path", "a League"]),
    "no axes": (lambda: EXACT.plot(ax=3), ["`ax`", "got 3", "Leave it out"]),
    "a deal for words": (lambda: EXACT.plot(labels=GAME), ["`labels`", "`deal.labels`"]),
    "a theme": (
        lambda: EXACT.plot(theme="dark"),
        ["`theme`", "with tg.plot.theme('dark')"],
    ),
    "no theme": (lambda: plot.theme("blue").__enter__(), ["`theme`", "'dark'", "'blue'"]),
    "misspelt": (lambda: EXACT.plot(colour="red"), ["`colour`", "evaluation", "'color'?"]),
}


@pytest.mark.parametrize(("do", "pieces"), WRONG_CALLS.values(), ids=list(WRONG_CALLS))
def test_a_wrong_call_of_a_chart_says_what_is_wrong_and_leaves_no_figure(do, pieces):
    before = plt.get_fignums()
    with pytest.raises(tg.SpecificationError) as caught:
        do()
    assert [piece for piece in pieces if piece not in str(caught.value)] == []
    assert plt.get_fignums() == before


def test_charts_and_a_reader_s_own_figures_take_a_theme():
    with plot.theme("dark"):
        figure, ax = plt.subplots()
        EXACT.plot(ax=ax)
        dark = to_rgb(palette.PAPER)
    assert figure.get_facecolor()[:3] == ax.get_facecolor()[:3] == dark != to_rgb("white")
    assert to_rgb(palette.PAPER) == to_rgb("white")
    plt.close(figure)


def test_completion_shows_what_is_public():
    assert dir(plot) == sorted(plot.__all__)


def test_a_small_fingerprint_breaks_no_word(troubles):
    ax = whole("fingerprint", tg.fingerprint("win_stay_lose_shift", size=11), troubles)
    ax = plot.fingerprint(tg.fingerprint("tit_for_tat", size=11), size="square")
    (upward,) = by_gid(ax, "y")
    assert upward.get_text().split() == ["“defect”", "regardless"]
    plt.close(ax.figure)
