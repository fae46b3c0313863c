"""Bars in groups: what is drawn is what the table says, and nothing sticks out."""

from __future__ import annotations

from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from trustgame import plot
from trustgame.deals import Deal, Labels, Time
from trustgame.stage import StageGame
from trustgame.workshop.reckonings import Reckoning


def reckoned(rows, *, kind="money", roles=("buyer", "seller")):
    """A table of bars with its words."""
    deal = Deal(
        Labels(money="k€"), StageGame.prisoners_dilemma(), Time(about=5),
        buyers=("tit_for_tat",), sellers=("tit_for_tat",),
    )  # fmt: skip
    frame = pd.DataFrame(rows, columns=["group", "series", "value"])
    said = {"finding": "A finding", "question": "A question", "sentence": "A sentence."}
    return Reckoning(deal, frame, kind, "earned", roles, how="by hand", **said)


TWO = [("a", "one", 3.0), ("a", "two", -2.0), ("b", "one", 0.0), ("b", "two", 5.5)]


def widths(ax, number):
    """The lengths of a series' bars, top group first."""
    bars = [p for p in ax.patches if p.get_gid() == f"bars {number}"]
    return [p.get_width() for p in sorted(bars, key=lambda p: p.get_y())]


def test_bars_are_as_long_as_the_table_says_and_carry_their_values():
    ax = plot.slide()
    assert plot.grouped_bars(reckoned(TWO), ax=ax) is ax
    assert widths(ax, 0) == [3.0, 0.0]
    assert widths(ax, 1) == [-2.0, 5.5]
    written = {text.get_text() for text in ax.texts if text.get_gid() == "value"}
    assert written == {"3\xa0k€", "−2\xa0k€", "0\xa0k€", "5.5\xa0k€"}
    colours = {p.get_facecolor() for p in ax.patches if p.get_gid() == "bars 1"}
    assert len(colours) == 1
    assert {p.get_hatch() for p in ax.patches if p.get_gid() == "bars 1"} == {"//"}


def test_where_bars_are_thin_each_group_has_one_text():
    rows = [
        (f"g{i}", name, float(i + k)) for i in range(12) for k, name in enumerate("abc")
    ]
    ax = plot.slide()
    plot.grouped_bars(reckoned(rows, roles=("few", "some", "many")), ax=ax)
    written = [text.get_text() for text in ax.texts if text.get_gid() == "value"]
    assert len(written) == 12
    assert written[2].split() == ["2", "3", "4"]


@pytest.mark.parametrize(
    "rows",
    [
        TWO,
        [(LONG := "Ж" * 60, "one", 1e12), ("b", "one", -4.0)],
        [("a", LONG, 1.0), ("a", LONG + "!", 2.0)],
        [(f"{LONG[:50]} {i}", name, i) for i in range(6) for name in ("one", "two")],
    ],
)
def test_nothing_sticks_out_of_a_slide(rows):
    ax = plot.slide()
    plot.grouped_bars(reckoned(rows), ax=ax)
    figure = ax.figure
    figure.canvas.draw()
    names = [tick.get_window_extent() for tick in ax.get_yticklabels()]
    for upper, lower in pairwise(names):
        assert not upper.overlaps(lower), "names stand clear of each other"
    assert ax.get_position().width > 0.25, "words leave room for the bars"
    box = ax.get_tightbbox()
    assert box.x0 >= -1
    assert box.y0 >= -1
    assert box.x1 <= figure.bbox.width + 1
    assert box.y1 <= figure.bbox.height + 1


def test_ticks_of_large_amounts_stand_clear_of_each_other():
    ax = plot.slide()
    plot.grouped_bars(reckoned([("a" * 60, "one", 2.53e11), ("b", "one", 1e11)]), ax=ax)
    ax.figure.canvas.draw()
    ticks = [tick.get_window_extent() for tick in ax.get_xticklabels()]
    assert len(ticks) >= 2
    assert not any(left.overlaps(right) for left, right in pairwise(ticks))


def test_an_axes_of_one_s_own_gets_the_finding_as_its_title():
    figure, ax = plt.subplots(layout="constrained")
    found = reckoned(TWO)
    assert found.plot(ax=ax) is ax
    assert ax.get_title(loc="left") == "A finding"
    plt.close(figure)


def test_the_table_told_is_the_table_drawn():
    told = plot.tell("grouped_bars", reckoned([("a", "one", 0.25)], kind="percent"))
    np.testing.assert_array_equal(told.table["value"], [0.25])
    assert told.alt == "A finding. Bars of earned. a: one 25%."
