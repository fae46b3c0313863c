"""The scenarios' numbers against a second hand: ``oracles.scenarios``.

The oracle was written from the stories, in closed forms and short recursions; it knows
nothing of the library. Settings are drawn from the boxes that the files declare.
"""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given, settings
from scenarios.boxes import needs, settings_of

from oracles import scenarios as oracle
from trustgame.scenarios import scenario
from trustgame.scenarios.worlds import World

TEN = ("prison", "one-shot", "one-ten-hundred", "personal", "time-and-relationship",
       "salespersons-dilemma", "risky-gift", "buyers-good-first", "always-be-closing",
       "faking-trust")  # fmt: skip
SEARCHED = ("least", "greatest")  # a search to 1e-10 of its span
SLOW = (*SEARCHED, "critical_continuation", "alternation", "risk_dominance")
#: What selection leaves, as ``oracle.SELECTED`` calls it.
CHOSEN = {
    "one-ten-hundred": {
        "cooperation", "at_1", "at_10", "at_100", "begins", "late_10", "late_100",
    },
    "time-and-relationship": {
        "left", "left_time", "left_depth", "left_neither", "interaction", "after",
        "slips_10", "slips_100",
    },
    "always-be-closing": {
        "course", "course_open", "first", "last", "below_half", "breaks", "with_deadline",
        "without", "price",
    },
}  # fmt: skip


def world(name, **changes):
    """Return the world of a scenario at changed settings."""
    found = scenario(name)
    return World(found, {**found.values, **changes})


def must_agree(name, there, want, quantities, abs_=1e-9):
    """Assert that the library's numbers are the oracle's."""
    for quantity in quantities:
        got, expected = there.number(quantity), want[quantity]
        if not math.isfinite(expected) or not math.isfinite(got):
            assert got == pytest.approx(expected, nan_ok=True), quantity
            continue
        room = abs_ * max(1.0, abs(expected))
        if needs(name, SEARCHED, quantity):
            room = max(room, 1e-7)
        assert got == pytest.approx(expected, rel=0, abs=room), quantity


# --- what needs no selection, to 1e-9 ---


def test_every_quantity_of_the_ten_has_a_second_hand():
    for name in TEN:
        values = scenario(name).values
        known = set(oracle.EXACT[name](**values))
        known |= CHOSEN.get(name, set())
        assert known == set(scenario(name).quantities), name


@pytest.mark.parametrize("name", TEN)
def test_at_the_claims_own_setting_both_hands_agree(name):
    here = scenario(name).values
    want = oracle.EXACT[name](**here)
    must_agree(name, world(name), want, want)


def away_from_edges(name, want, setting):
    """Leave out settings where a step of a number is nearer than rounding errors."""
    edges = {
        "one-shot": ("lead",),
        "time-and-relationship": ("lead_trusted", "lead_guarded"),
        "salespersons-dilemma": ("prepare", "admit", "speak", "admit_once", "speak_once"),
    }.get(name, ())
    assume(all(abs(want[edge]) > 1e-7 for edge in edges))
    if name == "salespersons-dilemma":
        assume(abs(want["buyer_gives"] - want["buyer_keeps"]) > 1e-7)
        assume(abs(want["given_back"]) > 1e-7)
    if name == "time-and-relationship":
        values = {**scenario(name).values, **setting}
        lead = values["temptation"] + values["sucker"] - values["reward"]
        assume(abs(lead - values["punishment"]) > 1e-6)
        stage = values["temptation"], 3.0, values["punishment"], 0.0
        t, r, p, _ = oracle.caring(*stage, values["care"])
        assume(abs(r - (1 - values["chance"]) * t - values["chance"] * p) > 1e-6)
    if name == "risky-gift":
        assume(abs(setting["effort"] - 1) > 1e-9)


@pytest.mark.parametrize("name", TEN)
def test_over_the_box_both_hands_agree(name):
    quick = [
        q for q in oracle.EXACT[name](**scenario(name).values) if not needs(name, SLOW, q)
    ]

    @settings(max_examples=16)
    @given(settings_of(name))
    def holds(setting):
        want = oracle.EXACT[name](**setting)
        away_from_edges(name, want, setting)
        must_agree(name, World(scenario(name), setting), want, quick)

    holds()


@pytest.mark.parametrize("name", TEN)
def test_over_the_box_what_is_searched_for_is_what_algebra_finds(name):
    slow = [q for q in oracle.EXACT[name](**scenario(name).values) if needs(name, SLOW, q)]
    if not slow:
        return

    @settings(max_examples=3)
    @given(settings_of(name))
    def holds(setting):
        want = oracle.EXACT[name](**setting)
        away_from_edges(name, want, setting)
        if name == "faking-trust":
            # At no depth worth more, a faker whom everybody sees through loses nothing.
            assume(setting["top"] > 1.01)
        must_agree(name, World(scenario(name), setting), want, slow)

    holds()


# --- after selection: the library stops once nothing moves by more than 1e-5 a round ---

SELECTED_TO = 5e-3


def must_be_near(there, want, times=1.0):
    """Assert that the library's numbers after selection are the oracle's."""
    for quantity, expected in want.items():
        got = there.number(quantity)
        assert got == pytest.approx(expected, abs=SELECTED_TO * times), quantity


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(oracle.SELECTED))
def test_at_the_claims_own_setting_selection_ends_in_the_same_place(name):
    want = oracle.SELECTED[name](**scenario(name).values)
    assert set(want) == CHOSEN[name]
    must_be_near(world(name), want, 0.1)


@pytest.mark.slow
@settings(max_examples=8)
@given(settings_of("one-ten-hundred"))
def test_selection_at_one_ten_and_a_hundred_rounds(setting):
    want = oracle.one_ten_hundred(**setting)
    must_be_near(World(scenario("one-ten-hundred"), setting), want)


@pytest.mark.slow
def test_selection_runs_as_long_as_it_was_told_to():
    setting = {
        **scenario("one-ten-hundred").values,
        "patience": 33_000, "temptation": 3.5, "slips": 0.0114, "sight": 5,
    }  # fmt: skip
    want = oracle.one_ten_hundred(**setting)
    must_be_near(World(scenario("one-ten-hundred"), setting), want)


@pytest.mark.slow
@settings(max_examples=8)
@given(settings_of("time-and-relationship"))
def test_selection_at_the_four_corners(setting):
    stage = setting["temptation"], 3.0, setting["punishment"], 0.0
    t, r, p, s = oracle.caring(*stage, setting["care"])
    # Slow places: two replies that are worth the same, or nearly so.
    assume(min(abs(r - t), abs(s - p)) > 0.05)
    there = World(scenario("time-and-relationship"), setting)
    want = oracle.corners(**setting)
    must_be_near(there, want)
    # One round: algebra alone knows where it settles, unless the start is on its edge.
    edge = (s - p) / (s - p + t - r) if (r > t) != (s > p) else 0.0
    if abs(edge - 0.8) > 0.02:
        settled = {
            "left_depth": oracle.one_round(*stage, setting["care"]),
            "left_neither": 0,
        }
        must_be_near(there, settled)


@pytest.mark.slow
@pytest.mark.parametrize("span", [2, 3.3, 3.65, 4.03, 4.46, 4.93, 20, 100])
def test_slips_make_it_a_matter_of_who_wins_the_race_and_the_curve_is_ragged(span):
    """Copycats left at 3.65 and 4.03 deals, cheaters around 4.46, grim ones from 4.93."""
    there = world("time-and-relationship", care=0, slips=0.05, span=span)
    x, outcome = oracle.left((5.0, 3.0, 1.0, 0.0), span, known=False, slips=0.05)
    expected = oracle.cooperated(outcome, x)
    assert there.number("after") == pytest.approx(expected, abs=SELECTED_TO)


@pytest.mark.slow
@settings(max_examples=3)
@given(settings_of("always-be-closing"))
def test_selection_before_a_deadline(setting):
    want = oracle.deadline(**setting)
    breaks = want.pop("breaks")
    there = World(scenario("always-be-closing"), setting)
    must_be_near(there, want)
    last = setting["rounds_left"]
    around = [k for k in (breaks - 1, breaks) if 1 <= k <= last]
    if all(abs(there.at({"k": k}).number("below_half")) > 0.01 for k in around):
        assert there.number("breaks") == breaks


def test_an_announced_end_unravels_to_nothing_in_the_end():
    """theory.md row 9: all-defect, whatever the number of rounds."""
    stage = (5.0, 3.0, 1.0, 0.0)
    x, outcome = oracle.left(stage, 10, known=True, counting_down=9)
    assert oracle.cooperated(outcome, x) == pytest.approx(0, abs=1e-9)
    there = world("one-ten-hundred", patience=1e7)
    assert there.number("at_10") == pytest.approx(0, abs=1e-3)


@pytest.mark.parametrize("n", [1, 2, 10, 100])
def test_on_trust_the_last_round_is_worth_cheating_in_and_on_defection_none(n):
    """theory.md row 9, by best replies: trust is no equilibrium at any length."""
    there = world("one-ten-hundred", n=n, slips=0.05, known=0)
    assert there.number("trust_gain") == pytest.approx(5 - 3)
    assert there.number("guard_gain") == pytest.approx(0, abs=1e-9)


LATE = 100_000  # the end of the box


@pytest.mark.parametrize(("n", "expected"), [(2, 0.0), (4, 1.0), (10, 1.0), (100, 1.0)])
def test_where_nobody_counts_down_four_rounds_are_enough(n, expected):
    there = world("one-ten-hundred", n=n, sight=0, patience=LATE)
    assert there.number("cooperation") == pytest.approx(expected, abs=1e-3)


def test_three_rounds_lie_on_the_very_edge():
    """model.md, findings: "jumps from 0 to 1 at n = 3"; by algebra it is neither there.

    With 5, 3, 1, 0 and three rounds, x_C x_T = x_W^2 is conserved (always-cooperate, tit
    for tat, win-stay). Put q = x_W / x_T and d = x_D / x_T: then (d q)' = 4 - 2 q - 6 q^2
    in q, so d = 4 - q - 2 q^2 + c / q, and equal shares (q = d = 1) make c = 0. As q falls
    to 0, d goes to 4: the mix of 2 in 3 defectors, where row 8 has its unstable point.
    """
    there = world("one-ten-hundred", n=3, sight=0, patience=LATE)
    reciprocators = 1 / 3
    assert there.number("needed") == pytest.approx(reciprocators)
    expected = reciprocators * (reciprocators + (1 - reciprocators) / 3)
    assert expected == pytest.approx(5 / 27)
    assert there.number("cooperation") == pytest.approx(expected, abs=1e-3)
    # A little to either side it is 0 and 1.
    for temptation, end in ((5.01, 0), (4.99, 1)):
        got = there.at({"temptation": temptation}).number("cooperation")
        assert got == pytest.approx(end, abs=1e-3)


@pytest.mark.parametrize(("n", "published"), [(5, 0.79), (100, 0.14)])
def test_with_slips_unforgiving_winners_ruin_themselves(n, published):
    """model.md, findings of the prototype: tremble .05, from .79 to .14."""
    there = world("one-ten-hundred", n=n, sight=0, slips=0.05, patience=LATE)
    assert there.number("cooperation") == pytest.approx(published, abs=0.005)
    x, outcome = oracle.left((5.0, 3.0, 1.0, 0.0), n, known=True, slips=0.05)
    assert there.number("cooperation") == pytest.approx(
        oracle.cooperated(outcome, x), abs=SELECTED_TO
    )


def test_faking_pays_up_to_where_it_is_said_to():
    changes = {"heard": 0.0256, "shows": 0.1941, "top": 1.031, "temptation": 4.9}
    there = world("faking-trust", **changes)
    # It pays at 5 and at 10 deals, though not at 1.5; so not "up to 1.5 deals".
    assert (
        there.at({"deals": 1.5}).number("edge") < 0 < there.at({"deals": 5}).number("edge")
    )
    assert there.at({"deals": 10}).number("edge") > 0
    assert there.number("pays_until") > 10
