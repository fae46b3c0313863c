"""What is sampled says how well it is known; what is exact says nothing of the kind."""

from __future__ import annotations

import pytest

import trustgame as tg
from trustgame.scenarios.sampled import interval
from trustgame.scenarios.saying import rule_sentence
from trustgame.scenarios.worlds import World


@pytest.fixture(scope="module")
def rounds():
    """The lesson on rounds, at which all its runs are quick."""
    found = tg.scenario("trust-5")
    return World(found, {**found.values, "swap": 7, "rounds_each": 4})


def test_a_share_of_runs_has_wilsons_interval_of_them(rounds):
    low, high = interval(rounds, "copycat")
    assert low == pytest.approx(rounds.number("copycat_low"))
    assert low < rounds.number("copycat") < high


def test_a_quantity_at_other_settings_has_the_interval_it_has_there(rounds):
    there = rounds.at({"rounds_each": 10})
    assert interval(rounds, "copycat_10") == interval(there, "copycat")


def test_a_formula_is_taken_at_both_ends(rounds):
    low, high = interval(rounds, "copycat")
    assert interval(rounds, "ahead") == pytest.approx((low - 0.5, high - 0.5))


def test_what_is_exact_has_none(rounds):
    assert interval(rounds, "by_shares") is None
    assert interval(rounds, "rounds_each") is None
    prison = tg.scenario("prison")
    assert all(j.interval is None for j in prison.run().judgements)
    assert all(f.interval is None for f in prison.verdict(tries=1).findings)


def test_the_rules_sentence_tells_the_interval():
    found = tg.scenario("trust-6")
    sampled = found.run().judgements[0]
    said = rule_sentence(found, sampled)
    assert "100% (95% interval 98% to 100%) here, as the rule asks" in said
    prison = tg.scenario("prison")
    assert "interval" not in rule_sentence(prison, prison.run().judgements[0])
