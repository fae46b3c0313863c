"""Every rule can come out either way; shares, intervals and flips are what they say."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from trustgame.scenarios import names, scenario
from trustgame.scenarios.spec import Scenario
from trustgame.scenarios.verdict import OUTCOMES, _settings, wilson
from trustgame.scenarios.worlds import World

# --- a setting for every rule, and one against it, both in the box ---

#: (scenario, quantity): changes with which the rule holds, and with which it does not.
RULES = {
    ("prison", "coin_lead"): ({}, dict(free=1, short=0.1, middle=8, long=6)),
    ("prison", "least_lead"): ({}, dict(free=1)),
    ("prison", "together"): ({}, dict(short=3, middle=2)),
    ("one-shot", "only"): ({}, dict(care=0.5)),
    ("one-shot", "forgone"): ({}, dict(reward=1.5, punishment=2)),
    ("one-ten-hundred", "begins"): ({}, dict(patience=100_000)),
    ("one-ten-hundred", "at_100"): ({}, dict(slips=0.05)),
    ("personal", "pair_gain"): ({}, dict(care=0)),
    ("personal", "record_gain"): ({}, dict(told=0)),
    ("time-and-relationship", "gain"): ({}, dict(care=0)),
    ("time-and-relationship", "least_alone"): ({}, dict(chance=0.95)),
    ("salespersons-dilemma", "prepare"): ({}, dict(deals=1)),
    ("salespersons-dilemma", "admit"): ({}, dict(deals=1)),
    ("salespersons-dilemma", "share"): ({}, dict(gives_back=0.1)),
    ("salespersons-dilemma", "speak"): ({}, dict(offence=0.8)),
    ("risky-gift", "gain"): ({}, dict(returners=0.02)),
    ("risky-gift", "more"): ({}, dict(effort=0)),
    ("buyers-good-first", "lead"): ({}, dict(again=0.2)),
    ("buyers-good-first", "follows"): (dict(again=0.99, recognised=0.95), {}),
    ("paris-lunch", "gain"): ({}, dict(chance=0)),
    ("always-be-closing", "price"): ({}, dict(sight=0, patience=10, rounds_left=4)),
    ("always-be-closing", "push_cost"): ({}, dict(forgiveness=0.9)),
    ("faking-trust", "edge"): ({}, dict(deals=2)),
    ("trust-1", "lead"): ({}, dict(cost=-0.5)),
    ("trust-1", "forgone"): ({}, dict(cost=3, gift=0.5)),
    ("trust-2", "copycat_lead"): ({}, dict(reward=0.25)),
    ("trust-3", "lead"): ({}, dict(rounds_each=1)),
    ("trust-4", "growth"): ({}, dict(swap=12)),
    ("trust-4", "wins"): ({}, dict(rounds_each=4)),
    ("trust-5", "cheater_5"): ({}, dict(reward=2.5)),
    ("trust-5", "copycat_10"): ({}, dict(reward=1.5)),
    ("trust-6", "cheater"): ({}, dict(rounds_each=30)),
    ("trust-7", "copycat_0"): ({}, dict(rounds_each=20, swap=8)),
    ("trust-7", "copykitten_few"): (dict(rounds_each=20), {}),
    ("trust-7", "cheater_many"): ({}, dict(rounds_each=20)),
    ("trust-7", "undecided_50"): (dict(swap=1), {}),
}

LONG = {"trust-7"}  # three seconds


def test_every_rule_of_every_scenario_is_in_the_table():
    rules = {(name, rule.quantity) for name in names() for rule in scenario(name).judged}
    assert set(RULES) == rules


def rule_of(name, quantity):
    """Return the rule on a quantity."""
    return next(rule for rule in scenario(name).judged if rule.quantity == quantity)


def inside(parameter, value):
    """Tell whether a value is one that a parameter may have in its box."""
    if parameter.among is not None:
        return value in parameter.among
    low, high = parameter.box or (parameter.value, parameter.value)
    return low <= value <= high


@pytest.mark.parametrize(
    ("name", "quantity"),
    [
        pytest.param(*key, marks=pytest.mark.slow if key[0] in LONG else ())
        for key in sorted(RULES)
    ],
)
def test_a_rule_can_come_out_for_the_claim_and_against_it(name, quantity):
    found, rule = scenario(name), rule_of(name, quantity)
    home = World(found, found.values)
    for changes, holds in zip(RULES[name, quantity], (True, False), strict=True):
        assert all(inside(found.parameter(key), v) for key, v in changes.items())
        value = home.at(changes).number(quantity)
        assert rule.holds(value) is holds, (changes, value)


# --- verdicts, on a scenario whose numbers are known without working ---

SMALL = """
name = "small"
id = "X1"
title = "Small"
tier = "library"
minutes = 1
claim = "The reward is large."
question = "How large is it?"
sources = [{ title = "None", year = 2000 }]

[parameters.x]
value = 0.5
box = [0, 1]
words = "the reward"

[parameters.fixed]
value = 1
words = "something fixed"

[payoffs]
T = 5
R = "x"
P = 0
S = -1

[games.once]
rounds = 1

[quantities]
reward = { measure = "value", game = "once", buyer = "always_cooperate", seller = "always_cooperate", of = "buyer" }
root = "sqrt(reward - 0.25)"

[[pictures]]
chart = "payoff_table"
name = "table"
game = "once"
question = "One round."
finding = "A reward of {reward:number}"
"""  # noqa: E501


def small(*rules, **changes):
    """Return the small scenario with rules (must, size) on its reward."""
    text = SMALL
    for must, size in rules:
        text += f'\n[[judged]]\nsays = "So"\nquantity = "reward"\nmust = "{must}"\n'
        text += f"size = {size}\n"
    return Scenario.from_toml(text).replace(**changes)


NOT = "does not hold here"


@pytest.mark.parametrize(
    ("rules", "outcome", "each"),
    [
        ([("be above", -1)], "holds", ["holds"]),
        ([("be above", 2)], NOT, [NOT]),
        ([("be above", 0.3)], "holds when", ["holds when"]),
        ([("be above", 0.7)], "holds when", ["holds when"]),  # not here, but elsewhere
        ([], "assumed, not tested", []),
        ([("be above", -1), ("be below", 2)], "holds", ["holds", "holds"]),
        ([("be above", -1), ("be above", 0.7)], "holds when", ["holds", "holds when"]),
        ([("be above", -1), ("be above", 2)], NOT, ["holds", NOT]),
        # Each somewhere, both nowhere.
        ([("be above", 0.6), ("be below", 0.4)], NOT, ["holds when", "holds when"]),
    ],
)
def test_the_four_verdicts(rules, outcome, each):
    verdict = small(*rules).verdict(tries=60)
    assert verdict.outcome == outcome
    assert [finding.outcome for finding in verdict.findings] == each
    assert {outcome, *each} <= set(OUTCOMES)
    assert verdict.lines()
    assert outcome in repr(verdict)


@pytest.mark.parametrize("size", [0.001, 0.999])
def test_a_boundary_that_no_drawn_setting_met_still_counts(size):
    verdict = small(("be above", size)).verdict(tries=5)
    found = verdict.findings[0]
    assert found.share in (0, 1)
    assert [flip.value for flip in found.flips] == pytest.approx([size])
    assert found.outcome == verdict.outcome == "holds when"


def test_a_rule_within_two_bounds_holds_between_them():
    text = SMALL + '\n[[judged]]\nsays = "So"\nquantity = "reward"\nmust = "lie within"\n'
    found = Scenario.from_toml(text + "range = [0.4, 0.6]\n").verdict(tries=40).findings[0]
    assert found.outcome == "holds when"
    assert sorted(flip.value for flip in found.flips) == pytest.approx([0.4, 0.6])


def test_without_a_box_only_the_claims_own_setting_counts():
    fixed = tuple(replace(p, box=None) for p in small().parameters)
    for size, outcome in ((0.3, "holds"), (0.7, "does not hold here")):
        verdict = small(("be above", size), parameters=fixed).verdict()
        assert verdict.outcome == outcome
        assert verdict.tries == 0
        assert verdict.findings[0].flips == ()


def test_where_a_number_has_no_value_the_rule_does_not_hold_and_it_is_said():
    text = SMALL + '\n[[judged]]\nsays = "So"\nquantity = "root"\nmust = "be at least"\n'
    verdict = Scenario.from_toml(text + "size = 0\n").verdict(tries=200)
    found = verdict.findings[0]
    assert found.share + found.undefined == pytest.approx(1)
    assert found.undefined == pytest.approx(0.25, abs=0.1)
    assert [flip.value for flip in found.flips] == pytest.approx([0.25])


# --- shares and intervals ---


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_is_wilsons(kept_of):
    kept, n = kept_of
    theirs = binomtest(kept, n).proportion_ci(0.95, method="wilson")
    assert tuple(wilson(kept, n)) == pytest.approx((theirs.low, theirs.high), abs=1e-12)


def test_a_finding_has_the_interval_of_its_draws():
    verdict = small(("be above", 0.3), ("be below", 0.9)).verdict(tries=80, seed=4)
    for part in (*verdict.findings, verdict):
        theirs = binomtest(round(part.share * 80), 80).proportion_ci(0.95, method="wilson")
        assert (part.low, part.high) == pytest.approx((theirs.low, theirs.high), abs=1e-12)


def alone(name, free):
    """Return a scenario in which one parameter alone has a box, judged by all its rules."""
    found = scenario(name)
    return found.replace(
        parameters=tuple(
            p if p.name == free else replace(p, box=None, among=None, options=())
            for p in found.parameters
        )
    )


#: A scenario's only free parameter, the rule, and the exact length of where it holds.
LENGTHS = [
    ("prison", "free", "least_lead", 0.5),  # below `short`
    ("prison", "short", "together", 1.0),
    ("one-shot", "care", "only", 0.25 / 0.5),
    ("personal", "care", "pair_gain", (0.7 - 0.25) / 0.7),
    ("salespersons-dilemma", "deals", "speak", 1 - math.log(1.5) / math.log(20)),  # log
    ("risky-gift", "returners", "gain", (0.98 - 0.2) / 0.96),
    ("risky-gift", "deals", "gain", 25 / 30),  # whole numbers: from 6 on
    ("buyers-good-first", "recognised", "lead", (0.95 - 1 / 7) / 0.9),
]


@pytest.mark.parametrize(("name", "free", "quantity", "exact"), LENGTHS)
def test_the_share_of_a_box_is_its_length(name, free, quantity, exact):
    found = alone(name, free)
    i = [rule.quantity for rule in found.judged].index(quantity)
    finding = found.verdict(tries=60, seed=3).findings[i]
    assert finding.low <= exact <= finding.high


def test_nineteen_intervals_in_twenty_hold_the_exact_length():
    found, held = small(("be above", 0.3)), 0
    for seed in range(400):
        kept = sum(setting["x"] > 0.3 for setting in _settings(found, 50, seed))
        low, high = wilson(kept, 50)
        held += low <= 0.7 <= high
    # A binomial count of 400 at about .95: five deviations either way, and never all.
    assert 358 <= held <= 399


def test_a_box_of_lists_is_gone_through_whole():
    x = replace(small().parameters[0], box=None, among=(0.1, 0.5, 0.6, 0.9))
    rule = ("be above", 0.3)
    verdict = small(rule, parameters=(x, small().parameters[1])).verdict(tries=40)
    found = verdict.findings[0]
    assert verdict.tries == 4
    assert found.share == found.low == found.high == 3 / 4
    assert [flip.value for flip in found.flips] == [0.1]
    assert found.nearest == {"x": 0.1}


# --- draws ---

DRAWN_FROM = [name for name in names() if scenario(name).free]


@settings(max_examples=15)
@given(st.sampled_from(DRAWN_FROM), st.integers(0, 2**32))
def test_draws_stay_in_their_boxes_and_come_again_by_seed(name, seed):
    found = scenario(name)
    drawn = list(_settings(found, 30, seed))
    assert drawn == list(_settings(found, 30, seed))
    for setting in drawn:
        assert set(setting) == {p.name for p in found.free}
        for key, value in setting.items():
            parameter = found.parameter(key)
            assert inside(parameter, value)
            assert not parameter.whole or value == round(value)


def test_a_verdict_comes_again_by_its_seed():
    found = scenario("prison")
    one, same, other = (found.verdict(tries=12, seed=seed) for seed in (1, 1, 2))
    assert one.to_frame().equals(same.to_frame())
    assert [f.nearest for f in one.findings] == [f.nearest for f in same.findings]
    assert [f.nearest for f in one.findings] != [f.nearest for f in other.findings]


def test_all_settings_of_a_list_and_of_whole_numbers_are_drawn_alike():
    drawn = list(_settings(alone("risky-gift", "deals"), 3000, 1))
    counts = [sum(s["deals"] == n for s in drawn) for n in range(1, 31)]
    # Each is binomial with mean 100 and a deviation below 10.
    assert 100 - 50 < min(counts) <= max(counts) < 100 + 50


# --- flips and the nearest setting ---

QUICK = ("prison", "one-shot", "salespersons-dilemma", "risky-gift",
         "trust-3")  # fmt: skip


@pytest.mark.parametrize("name", QUICK)
def test_a_rule_says_one_thing_before_its_flip_and_the_other_at_it(name):
    found = scenario(name)
    home = World(found, found.values)
    for finding in found.verdict(tries=8).findings:
        rule = finding.rule

        def holds(changes, rule=rule):
            return rule.holds(home.at(changes).number(rule.quantity))

        assert holds({}) is finding.holds
        distances = [flip.distance for flip in finding.flips]
        assert distances == sorted(distances)
        for flip in finding.flips:
            parameter = found.parameter(flip.parameter)
            assert inside(parameter, flip.value)
            assert holds({flip.parameter: flip.value}) is not finding.holds
            if parameter.among is not None:
                continue
            assert flip.rises is (flip.value > parameter.value)
            # On all of the way there it says what it says here, to the last step.
            way = flip.value - parameter.value
            last = math.copysign(1 if parameter.whole else 1e-9 * abs(way), way)
            steps = [flip.value - last, *(parameter.value + way * k / 9 for k in range(9))]
            for step in steps:
                step = float(round(step - last / 2)) if parameter.whole else step
                if step != flip.value:
                    assert holds({flip.parameter: step}) is finding.holds, (flip, step)
        if finding.nearest:
            assert holds(finding.nearest) is not finding.holds
            for key, value in finding.nearest.items():
                assert inside(found.parameter(key), value)
            moved = [k for k, v in finding.nearest.items() if v != found.values[k]]
            assert finding.flips or len(moved) > 1  # alone none turns it
        if 0 < finding.share < 1:
            assert finding.nearest


@pytest.mark.parametrize(
    ("name", "free", "quantity", "where"),
    [
        ("personal", "care", "pair_gain", 0.25),
        ("personal", "told", "record_gain", 1 / 9),
        ("personal", "encounters", "record_gain", 3),
        ("risky-gift", "returners", "gain", 1 / 5),
        ("risky-gift", "deals", "gain", 5),  # at 4 / (5 * 2) as many as there are
        ("time-and-relationship", "chance", "gain", 0.8 / 3),
    ],
)
def test_flips_are_where_algebra_puts_them(name, free, quantity, where):
    findings = alone(name, free).verdict(tries=1).findings
    flips = next(f.flips for f in findings if f.rule.quantity == quantity)
    assert [flip.value for flip in flips] == pytest.approx([where], rel=1e-8)
