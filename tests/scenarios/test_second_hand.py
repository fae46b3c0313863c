"""The scenarios' numbers against a second hand: ``oracles.scenarios``.

The oracle was written from the stories, in closed forms and short recursions; it knows
nothing of the library. Settings are drawn from the boxes that the files declare.
"""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
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
        assume(abs(want["trust_trust"] - want["guard_trust"]) > 1e-6)
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


# --- instances of mission.md and theory.md that the scenarios show ---

PRISON = oracle.PRISON
DF40 = {"temptation": 50, "reward": 40, "punishment": 25, "sucker": 12}
GIFTS = {"temptation": 3, "reward": 2, "punishment": 0, "sucker": -1}
INSTANCES = [
    # mission.md, C01 (Tucker 1950): 5 y 3 m and 2 y 6 m; totals 1 year against 10.
    ("prison", {}, "silent", -5.25),
    ("prison", {}, "betray", -2.5),
    ("prison", {}, "total_silent", 1),
    ("prison", {}, "total_betray", 10),
    # mission.md, C02: what each forgoes.
    ("one-shot", {}, "lead", 1),
    ("one-shot", {}, "forgone", 2),
    # Row 8 (Embrey, Frechette & Yuksel 2018) and row 20: 11% at 10, 1% at 100 rounds.
    ("one-ten-hundred", PRISON, "needed_10", 1 / 9),
    ("one-ten-hundred", PRISON, "needed_100", 1 / 90),
    ("one-ten-hundred", {**PRISON, "n": 2}, "needed", 5 / 9),
    ("one-ten-hundred", {**PRISON, "n": 8}, "needed", 5 / 36),
    # Row 10 (Taylor & Nowak 2007): one meeting, prison .0526 and standard 2/3.
    ("personal", {}, "needed_prison", 0.5 / 9.5),
    ("personal", {}, "needed_once", 2 / 3),
    ("personal", {"deals": 1, **PRISON}, "needed", 0.5 / 9.5),
    ("time-and-relationship", {}, "care_once", 2 / 3),
    ("time-and-relationship", {}, "care_forgiving", 1 / 4),
    # Row 1 (Friedman 1971), with regard by model.md: .50, .27 at regard .4, 1/5 at 1/2,
    # none from 2/3 on.
    ("time-and-relationship", {"care": 0}, "chance_needed", 1 / 2),
    ("time-and-relationship", {"care": 0.4}, "chance_needed", 0.8 / 3),
    ("time-and-relationship", {"care": 0.5}, "chance_needed", 1 / 5),
    ("time-and-relationship", {"care": 0.67}, "chance_needed", 0),
    ("time-and-relationship", {}, "saved", 2 - 1 / (1 - 0.8 / 3)),
    # Rows 2 and 4: tit for tat prison .1, standard 2/3; win-stay prison 1/9, DF R 40 2/3.
    ("time-and-relationship", {**PRISON, "care": 0}, "copying_needed", 0.1),
    ("time-and-relationship", {"care": 0}, "copying_needed", 2 / 3),
    ("time-and-relationship", {**PRISON, "care": 0}, "shifting_needed", 1 / 9),
    ("time-and-relationship", {**DF40, "care": 0}, "shifting_needed", 2 / 3),
    # Row 3: not even at its own threshold, but for gifts of 3 that cost 1.
    ("time-and-relationship", {**PRISON}, "copying_credible", 0),
    ("time-and-relationship", {}, "copying_credible", 0),
    ("time-and-relationship", {**GIFTS}, "copying_credible", 1),
    ("time-and-relationship", {}, "copying_credible_gifts", 1),
    # Row 6 (Dal Bo & Frechette 2011): prison .55, DF .8158 .6053 .3947.
    ("time-and-relationship", {**PRISON}, "risk_without", 0.55),
    ("time-and-relationship", {**DF40, "reward": 32}, "risk_without", 31 / 38),
    ("time-and-relationship", {**DF40}, "risk_without", 23 / 38),
    ("time-and-relationship", {**DF40, "reward": 48}, "risk_without", 15 / 38),
    # Row 7: prison 5/9 at 1/2, 5/18 at 3/4; 1/2 at row 6's threshold, 1 below row 1's.
    ("time-and-relationship", {**PRISON, "care": 0, "chance": 0.5}, "belief", 5 / 9),
    ("time-and-relationship", {**PRISON}, "belief_without", 5 / 18),
    ("time-and-relationship", {**PRISON, "care": 0, "chance": 0.55}, "belief", 1 / 2),
    ("time-and-relationship", {"care": 0, "chance": 0.49}, "belief", 1),
    # Where giving is best against a guard too, no belief is needed.
    ("time-and-relationship", {"care": 0.4, "chance": 0.3}, "belief", 0),
    # Row 17, at 5% slips.
    ("time-and-relationship", {}, "copying_5", 0.5),
    ("time-and-relationship", {}, "shifting_5", 1 - 0.05 - 0.095 + 0.0095),
    ("time-and-relationship", {}, "grim_5", 0.05),
    # Row 5 (Abreu & Sannikov 2014): taking turns below grim's threshold.
    ("time-and-relationship", {"care": 0}, "turns", 1 / 4),
    # mission.md, C10: 4 / (10 * 2) = 1 in 5.
    ("risky-gift", {}, "break_even", 1 / 5),
    ("risky-gift", {}, "gift", 4),
    # Row 22 (Berg, Dickhaut & McCabe 1995): in one deal the theory shares nothing.
    ("salespersons-dilemma", {"deals": 1}, "buyer_gives", 3),
    ("salespersons-dilemma", {"deals": 1}, "buyer_keeps", 6),
    ("salespersons-dilemma", {"deals": 1}, "share", -2),
]


@pytest.mark.parametrize(("name", "changes", "quantity", "published"), INSTANCES)
def test_what_is_published_comes_out(name, changes, quantity, published):
    assert world(name, **changes).number(quantity) == pytest.approx(published, abs=1e-9)


@settings(max_examples=12)
@given(st.integers(1, 400).map(lambda n: n / 2000))
def test_what_slips_leave_for_ever_is_as_theory_has_it(slips):
    """theory.md row 17: tit for tat 1/2, grim trigger the slips, win-stay most of it."""
    there = world("time-and-relationship", slips=slips)
    k = 2 * slips * (1 - slips)
    shifting = 1 - slips - k + 2 * slips * k
    for name, left in (("copying", 0.5), ("shifting", shifting), ("grim", slips)):
        assert there.number(f"{name}_left") == pytest.approx(left, abs=1e-9)


@pytest.mark.parametrize("deals", [1, 2, 10, 30])
def test_an_announced_end_asks_for_as_much_care_as_a_single_round(deals):
    """theory.md rows 9 and 10: the last round decides, whatever their number."""
    there = world("time-and-relationship", deals=deals)
    assert there.number("care_announced") == pytest.approx(2 / 3, abs=1e-9)
    assert there.at({"care": 0}).number("announced_gain") >= 2 - 1e-9


def answered(character, own):
    """Return what one of the five does in each round, told the moves (1 is C) before."""
    moves = []
    for at in range(len(own)):
        before = own[:at]
        moves.append({
            "cheater": 0,
            "cooperator": 1,
            "copycat": before[-1] if before else 1,
            "grudger": int(all(before)),
            # C, D, C, C; then copycat if it was ever cheated in these, else cheater.
            "detective": (1, 0, 1, 1)[at] if at < 4 else
                         (0 if all(own[:4]) else before[-1]),
        }[character])  # fmt: skip
    return moves


def test_the_five_can_be_played_for_no_less_than_7_and_no_more_than_49():
    """Lesson 2 (Case 2017), by trying every sequence of moves on every one of the five."""
    there, least, most = world("trust-2"), 0, 0
    lengths = {"copycat": 5, "cheater": 4, "cooperator": 4, "grudger": 5, "detective": 7}
    for character, rounds in lengths.items():
        totals = [
            sum(3 * other - own for own, other in zip(mine, theirs, strict=True))
            for mine in itertools.product((0, 1), repeat=rounds)
            for theirs in [answered(character, mine)]
        ]
        least, most = least + min(totals), most + max(totals)
        assert there.number(f"worst_{character}") == pytest.approx(-min(totals))
        assert there.number(f"best_{character}") == pytest.approx(max(totals))
    assert (least, most) == (7, 49)
    assert (there.number("worst"), there.number("best")) == pytest.approx((7, 49))


def test_cheaters_peak_in_the_third_generation():
    """Lesson 4 (Case 2017): they grow while cooperators last, and not for longer."""
    there = world("trust-4")
    course = [there.at({"generation": n}).number("cheaters") for n in range(1, 6)]
    assert max(course) == course[2] == there.number("cheaters_3")
    assert course[2] == pytest.approx(0.75, abs=0.01)


def people(picture):
    """Return the points of people that a picture draws."""
    return [(m["x"], m["y"]) for m in picture["marks"] if m.get("role") == "people"]


#: Andreoni & Miller (1993), ten rounds, fixed and known, by round: as in theory.md.
BY_ROUND = (0.625, 0.557, 0.575, 0.550, 0.529, 0.507, 0.386, 0.314, 0.164, 0.068)
#: Dal Bo (2005), fixed against random end of the same expected length: as in theory.md.
FIXED, RANDOM = {2: 0.125, 4: 0.248}, {2: 0.283, 4: 0.352}


def test_people_stand_where_the_laboratory_found_them():
    drawn = people(scenario("always-be-closing").pictures[0])
    assert drawn == list(enumerate(BY_ROUND, 1))
    drawn = people(scenario("one-ten-hundred").pictures[0])
    ten = (10, pytest.approx(sum(BY_ROUND) / 10, abs=1e-9))
    expected = [*FIXED.items(), ten, *RANDOM.items()]
    assert drawn == expected


def test_what_is_said_of_people_is_what_the_laboratory_found():
    said = scenario("always-be-closing").words["not"]
    assert f"{sum(BY_ROUND[:6]) / 6:.2f}" == "0.56"
    assert "55%" in said  # theory.md and mission.md round the six to .55
    assert f"{BY_ROUND[-1]:.0%}" in said
    assert "5.16 of 10" in scenario("salespersons-dilemma").words["not"]
