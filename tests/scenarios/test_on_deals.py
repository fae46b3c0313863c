"""Every scenario on the sample deals, whose two sides have payoffs of their own.

Thresholds and leads by hand, for each side, from T, R, P and S as that side sees them: what
is said of two must be true of both. A formula that reads the wrong side's payoff, or only
the buyer's, agrees with this nowhere but on symmetric payoffs.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

import trustgame as tg
from trustgame.deals.numerals import write
from trustgame.exceptions import RefusedError
from trustgame.scenarios.saying import flip_words
from trustgame.scenarios.worlds import World

DEALS = sorted((Path(__file__).parents[2] / "deals").glob("*.toml"))


@cache
def sides(path):
    """Return (own, the other's) payoffs by letter, for buyer and seller."""
    deal = tg.Deal.from_toml(path)
    game = deal.game
    stage = tg.StageGame(*game.arrays().payoff[deal.relationship.start])
    buyer, seller = stage.roles("buyer"), stage.roles("seller")
    return (buyer, seller), (seller, buyer)


def care_to_give(own, other):
    """Return the care from which a side that is trusted gives rather than takes."""
    return (own["T"] - own["R"]) / (other["R"] - other["S"])


def care_to_forgive(own, other):
    """Return the care from which a side that is let down gives all the same."""
    return (own["P"] - own["S"]) / (other["T"] - other["P"])


def cared(own, other, care):
    """Return T, R, P, S felt by a side: T of one is S of the other."""
    felt = {a: own[a] + care * other[b] for a, b in zip("TRPS", "SRPT", strict=True)}
    return felt["T"], felt["R"], felt["P"], felt["S"]


def patience(own, other, care=0.0):
    """Return the chance of another round that grim trigger needs on a side."""
    T, R, P, S = cared(own, other, care)
    return max(0.0, (T - R) / (T - max(P, S)))


def belief(own, other, more, care=0.0):
    """Return how sure a side must be of a grim partner, with so many rounds after one."""
    T, R, P, S = cared(own, other, care)
    ahead, behind = R - T + more * (R - P), max(0.0, P - S)
    return behind / (ahead + behind) if ahead > 1e-9 else 1.0


def coin_flip(own, other):
    """Return the chance of another round from which a belief of one half is enough."""
    T, R, P, S = cared(own, other, 0.0)
    return (T - R + P - S) / (T - P + P - S)


def of_both(both, rule, *rest):
    """Return the larger of the two sides' numbers."""
    return max(rule(*side, *rest) for side in both)


def one_shot(both, at):
    (buyer, seller), _ = both
    return {
        "lead": min(min(o["T"] - o["R"], o["P"] - o["S"]) for o in (buyer, seller)),
        "forgone": min(o["R"] - o["P"] for o in (buyer, seller)),
        "together": sum(o["R"] - o["P"] for o in (buyer, seller)),
        "care": 0.0,  # strangers, however the two of the deal stand
    }


def one_ten_hundred(both, at):
    return {
        "needed_10": of_both(both, belief, 9),
        "needed_100": of_both(both, belief, 99),
        "trust_gain": max(own["T"] - own["R"] for own, _ in both),
        "guard_gain": 0.0,
        "late_10": "the curve", "late_100": "the curve",
    }  # fmt: skip


def personal(both, at):
    return {"needed_once": of_both(both, care_to_give)}


def time_and_relationship(both, at):
    return {
        "care_once": of_both(both, care_to_give),
        "care_announced": of_both(both, care_to_give),
        "care_forgiving": min(care_to_forgive(*side) for side in both),
        "lead_trusted": min(
            r - t for t, r, _, _ in (cared(*s, at["care"]) for s in both)
        ),
        "lead_guarded": max(
            s - p for _, _, p, s in (cared(*s, at["care"]) for s in both)
        ),
        "chance_without": of_both(both, patience),
        "chance_needed": of_both(both, patience, at["care"]),
        "belief_without": of_both(both, belief, 3),
        "risk_without": of_both(both, coin_flip),
    }  # fmt: skip


def salespersons_dilemma(both, at):
    seller = both[1][0]
    n, stake = at["deals"], seller["R"] - seller["P"]
    first = seller["S"] + (n - 1) * seller["R"]
    return {
        "prepare": first - n * seller["P"] - (n - 1) * at["prospect"] * stake,
        "admit_once": -at["modesty"] * stake,
        "share_once": -stake,
        "speak_once": -at["offence"] * (seller["P"] - seller["S"]),
    }


def risky_gift(both, at):
    seller = both[1][0]
    stake = seller["R"] - seller["P"]
    return {"gift": at["size"] * stake, "break_even": at["size"] / at["deals"]}


def buyers_good_first(both, at):
    return {"forgone": at["margin"] * both[1][0]["R"]}


def always_be_closing(both, at):
    seller, n = both[1][0], at["periods"]
    T, R, S = (seller[a] for a in "TRS")
    lost = (n - 1) * (1 - at["forgiveness"]) * (R - S) / n
    return {
        "push_cost": lost - (T - R),
        "forgiveness_needed": max(0.0, 1 - n * (T - R) / ((n - 1) * (R - S))),
    }


def paris_lunch(both, at):
    return {
        "chance_none": of_both(both, patience),
        "chance_one": of_both(both, patience, at["warmth"]),
    }


def faking_trust(both, at):
    seller, d = both[1][0], 1 - 1 / at["deals"]
    stakes = [1 + (at["top"] - 1) * level / 4 for level in range(5)]
    early = sum(stakes[k] * d**k for k in range(4))
    return {"honest": seller["R"] * (early + stakes[4] * d**4 * at["deals"])}


HAND = {
    f.__name__.replace("_", "-"): f
    for f in (one_shot, one_ten_hundred, personal, time_and_relationship,
              salespersons_dilemma, risky_gift, buyers_good_first, always_be_closing,
              paris_lunch, faking_trust)
}  # fmt: skip


@pytest.mark.parametrize("path", DEALS, ids=lambda path: path.stem)
@pytest.mark.parametrize("name", tg.scenarios.names())
def test_what_is_said_of_two_is_true_of_both(name, path):
    try:
        there = tg.scenario(name).on(tg.Deal.from_toml(path))
    except RefusedError:
        assert name not in HAND
        return
    world = World(there, there.values)
    for quantity, hand in HAND[name](sides(path), there.values).items():
        if hand == "the curve":
            end = {"known": 1, "sight": 100, "patience": 100_000}
            at = world.at({**end, "n": int(quantity.removeprefix("late_"))})
            hand = at.number("cooperation")
        assert world.number(quantity) == pytest.approx(hand, rel=1e-6, abs=1e-6), quantity


@pytest.mark.parametrize("path", DEALS, ids=lambda path: path.stem)
def test_the_threat_is_empty_where_the_check_of_an_equilibrium_says_so(path):
    there = tg.scenario("time-and-relationship").on(tg.Deal.from_toml(path))
    world = World(there, {**there.values, "chance": 0.95})
    edge = world.number("care_forgiving")
    for care, stands in ((edge - 0.01, True), (edge + 0.01, False)):
        game = world.at({"care": care}).game("open")
        guarded = tg.is_equilibrium(game, "always_defect", "always_defect")
        threat = tg.is_equilibrium(game, "grim_trigger", "grim_trigger")
        assert guarded.nash is stands
        assert threat.nash
        assert threat.subgame_perfect is stands


@pytest.mark.parametrize("path", DEALS, ids=lambda path: path.stem)
def test_one_lunch_pays_between_its_two_chances_and_nowhere_else(path):
    there = tg.scenario("paris-lunch").on(tg.Deal.from_toml(path))
    world = World(there, there.values)
    low, high = world.number("chance_one"), world.number("chance_none")
    assert low < high
    for chance, pays in (
        (low - 0.01, 0),
        (low + 0.01, 1),
        (high - 0.01, 1),
        (high + 0.01, 0),
    ):
        assert (world.at({"chance": chance}).number("gain") > 0) is bool(pays)


def test_a_boundary_at_the_setting_itself_is_just_above_or_below_it():
    deal = tg.Deal.from_toml(DEALS[2])  # a gift that breaks even to the cent
    found = tg.scenario("risky-gift").on(deal)
    verdict = found.verdict(tries=2)
    told = [flip_words(found, f) for finding in verdict.findings for f in finding.flips]
    assert any("rises just above 40%" in text for text in told)
    for parameter in found.free:
        here = write(parameter.value, parameter.kind, found.labels)
        assert not any(
            text.startswith(parameter.words) and text.endswith(f" to {here}")
            for text in told
        )
