"""The oracles against each other, before anything is held against them."""

from __future__ import annotations

import math

import pytest
import strategies_for_hypothesis as draws
from hypothesis import given, settings

import trustgame as tg
from oracles import decisions, exact, matches

STANDARD = tg.StageGame.prisoners_dilemma()


@given(draws.finite_games(most=2, most_depths=3), draws.automata(), draws.automata())
@settings(max_examples=40)
def test_moments_agree_with_the_whole_distribution(game, buyer, seller):
    law = exact.totals(game, buyer, seller)
    got = exact.finite(game, buyer, seller)
    assert math.fsum(law.values()) == pytest.approx(1)
    for i in (0, 1):
        mean = math.fsum(p * v[i] for v, p in law.items())
        spread = math.fsum(p * (v[i] - mean) ** 2 for v, p in law.items())
        assert got.value[i] == pytest.approx(mean, abs=1e-7)
        assert got.value_std[i] == pytest.approx(math.sqrt(spread), abs=1e-5)


@given(draws.geometric_games(highest=0.7), draws.automata(), draws.automata())
@settings(max_examples=15)
def test_doubling_agrees_with_long_sums(game, buyer, seller):
    one, other = exact.finite(game, buyer, seller), exact.endless(game, buyer, seller)
    for name in ("length", "played", "value", "total_utility", "cooperation", "depth"):
        assert getattr(other, name) == pytest.approx(getattr(one, name), abs=1e-10), name
    for one_row, other_row in zip(one.outcomes, other.outcomes, strict=True):
        assert other_row == pytest.approx(one_row, abs=1e-10)


@given(draws.automata(sharp=True, leaving=False), draws.automata(sharp=True, leaving=False))
def test_doubling_agrees_with_walking_round_the_cycle(buyer, seller):
    bond = tg.Relationship(depths=3, erode=2, stakes=tg.between(1, 2))
    game = tg.TrustGame(STANDARD, bond)
    payoff, cooperation = exact.cycle(game, buyer, seller)
    got = exact.endless(game, buyer, seller)
    assert got.payoff == pytest.approx(payoff, abs=1e-12)
    assert got.cooperation == pytest.approx(cooperation, abs=1e-12)
    assert got.length == math.inf


@given(
    draws.finite_games(most=4, outside=False, most_depths=3, misperception=False),
    draws.automata(leaving=False),
)
@settings(max_examples=40)
def test_knowing_the_state_is_worth_no_more_than_remembering_everything(game, opponent):
    for role in (0, 1):
        whole = decisions.best_by_histories(game, opponent, role)
        assert decisions.best_total(game, opponent, role)[0] == pytest.approx(
            whole, abs=1e-9
        )


@given(
    draws.geometric_games(highest=0.5, most_depths=2, misperception=False, outside=True),
    draws.automata(most_states=2),
)
@settings(max_examples=12)
def test_no_policy_beats_the_recursion_and_one_reaches_it(game, opponent):
    for role in (0, 1):
        best = decisions.best_by_policies(game, opponent, role)
        assert decisions.best_total(game, opponent, role)[0] == pytest.approx(
            best, abs=1e-9
        )


def test_one_hand_of_matches_has_the_expected_means():
    bond = tg.Relationship(
        depths=3,
        deepen=0.5,
        erode=1.25,
        stakes=tg.between(1, 2),
        misperception=tg.per_role(buyer=0.1, seller=tg.between(0.2, 0)),
        tremble=tg.between(0.1, 0.02),
        continuation=tg.between(0.7, 0.9),
    )
    game = tg.TrustGame(STANDARD, bond, outside=(1, 2))
    buyer = tg.Automaton("b", (0.9, 0.2), ((0, 1), (0, 1)), leave=(0.02, 0.2))
    seller = tg.memory_one(0.9, 0.1, 0.7, 0.2)
    want = exact.finite(game, buyer, seller)
    n = 4000
    hand = [matches.play_match(game, buyer, seller, 12345, m) for m in range(n)]
    for i in (0, 1):
        mean = sum(match.value[i] for match in hand) / n
        assert abs(mean - want.value[i]) < 5 * want.value_std[i] / math.sqrt(n)
    played = sum(len(match.rounds) for match in hand) / n
    assert played == pytest.approx(want.played, rel=0.1)
    assert sum(match.length for match in hand) / n == pytest.approx(want.length, rel=0.1)


def test_the_counter_is_splitmix():
    # The first outputs of SplitMix64 seeded with 1234567, as its author published them.
    state, got = 1234567, []
    for _ in range(3):
        state = (state + matches.GAMMA) & matches.MASK
        got.append(matches.mix64(state))
    assert got == [6457827717110365317, 3203168211198807973, 9817491932198370423]
