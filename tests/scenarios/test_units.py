"""Money's unit does not matter: amounts times a factor change amounts, and nothing else."""

from __future__ import annotations

import math
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

import trustgame as tg
from trustgame.scenarios.telling import fill
from trustgame.scenarios.worlds import World
from trustgame.workshop.reckonings import one_slip
from trustgame.workshop.steps import next_step

SAMPLE = Path(__file__).parents[2] / "deals" / "renewals.toml"
FACTOR = 1 / 3000  # thirds, so that every sum is rounded otherwise
CLEAR = {"percent", "rounds", "one_in"}  # kinds of number that are no money
NAMES = [n for n in tg.scenarios.names() if "refused" not in tg.scenario(n).on_deal]


def deal(factor=1.0, **money):
    """Return the sample deal, some of its amounts changed, all of them times a factor."""
    plain = tomllib.loads(SAMPLE.read_text(encoding="utf-8"))
    amounts = {**plain["money"], **money}

    def times(value):
        if isinstance(value, dict):
            return {side: amount * factor for side, amount in value.items()}
        return value if isinstance(value, str) else value * factor

    scaled = {key: times(value) for key, value in amounts.items()}
    return tg.Deal.from_dict({**plain, "money": scaled})


@cache
def world(name, factor):
    """Return a scenario on the deal at its own settings."""
    there = tg.scenario(name).on(deal(factor))
    return World(there, there.values)


def alike(one, other):
    """Tell whether two numbers are one; shares of less than 1 in 10,000 are none."""
    both_nan = math.isnan(one) and math.isnan(other)
    return both_nan or one == other or math.isclose(one, other, rel_tol=1e-6, abs_tol=1e-12)


@pytest.mark.parametrize("name", NAMES)
def test_amounts_scale_and_all_else_stays(name):
    before, after = (world(name, factor) for factor in (1.0, FACTOR))
    for quantity, table in before.scenario.quantities.items():
        kind = table.get("kind") if not isinstance(table, str) else None
        one, other = (there.number(quantity) for there in (before, after))
        same = alike(one, other) or (kind == "percent" and abs(one - other) < 1e-4)
        scaled = alike(FACTOR * one, other)
        fits = same if kind in CLEAR else scaled if kind == "money" else same or scaled
        assert fits, (quantity, one, other)
    said = [
        re.sub(
            r"−?[\d.,]+( × 10\S+)?\xa0k€",
            "money",
            fill(there.scenario.words["shows"], there),
        )
        for there in (before, after)
    ]
    assert said[0] == said[1]


def test_a_verdict_keeps_its_shares_and_its_boundaries():
    before, after = (
        world("always-be-closing", f).scenario.verdict(tries=5) for f in (1.0, FACTOR)
    )
    for one, other in zip(before.findings, after.findings, strict=True):
        assert (one.holds, one.share) == (other.holds, other.share)
        assert [f.parameter for f in one.flips] == [f.parameter for f in other.flips]
        assert [f.value for f in one.flips] == pytest.approx([f.value for f in other.flips])


def test_what_a_session_asks_scales_too():
    for asked in (one_slip, next_step):
        before, after = asked(deal()), asked(deal(FACTOR))
        factor = FACTOR if before.kind == "money" else 1
        assert after.frame["value"].tolist() == pytest.approx(
            (factor * before.frame["value"]).tolist(), abs=1e-9 * factor
        )
    assert one_slip(deal()).numbers["cost"] * FACTOR == pytest.approx(
        one_slip(deal(FACTOR)).numbers["cost"]
    )


@pytest.mark.parametrize("name", [n for n in NAMES if tg.scenario(n).on_deal.get("needs")])
def test_where_trust_pays_nothing_a_claim_on_its_worth_is_left_out(name):
    poor = deal(lost_if_neither={"buyer": 7.2, "seller": 45})
    with pytest.raises(tg.RefusedError, match=r"−12\.8.k€ for .* and 20.k€ for "):
        tg.scenario(name).on(poor)


def test_an_amount_too_small_to_be_one_is_none_in_a_rule_and_in_a_sentence():
    there = world("always-be-closing", 1.0)
    largest = max(float(own.max() - own.min()) for own in there.stage.payoffs)
    assert there.effect(1.1e-4 * largest) == 1.1e-4 * largest
    assert there.effect(-0.9e-4 * largest) == 0
    home = tg.scenario("always-be-closing")
    assert World(home, home.values).effect(1e-9) == 1e-9
