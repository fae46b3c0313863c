"""The totals of a match: beside every way it can go, and beside its moments."""

from __future__ import annotations

import numpy as np
import pytest
import strategies_for_hypothesis as draws
from hypothesis import given, settings

from oracles import totals as slow
from trustgame.automata import Automaton
from trustgame.exceptions import RefusedError
from trustgame.game import TrustGame
from trustgame.simulate.simulate import simulate
from trustgame.solve import totals
from trustgame.solve.evaluate import evaluate
from trustgame.solve.totals import match_totals
from trustgame.stage import StageGame

GIFTS = StageGame.prisoners_dilemma(T=3, R=2, P=0, S=-1)
NOISY = TrustGame(GIFTS, rounds=10, tremble=0.05)


def by_total(value, chance):
    """The same as the oracle tells it."""
    return {tuple(row): p for row, p in zip(value.round(8).tolist(), chance, strict=True)}


@given(
    draws.finite_games(most=4), draws.automata(leaving=False), draws.automata(leaving=False)
)
@settings(max_examples=30)
def test_totals_are_those_of_all_ways_a_match_can_go(game, buyer, seller):
    value, chance = match_totals(game, buyer, seller)
    expected = slow.match_totals(game, buyer, seller)
    ours = by_total(value, chance)
    # Rounding may part or join totals that differ in the last digits: compare their sums.
    assert chance.sum() == pytest.approx(1, abs=1e-12)
    assert (chance > 0).all()
    for k in (0, 1):
        mine = np.array(sorted((t[k], p) for t, p in ours.items()))
        theirs = np.array(sorted((t[k], p) for t, p in expected.items()))
        for cut in np.unique(theirs[:, 0].round(6)):
            low, high = (side[side[:, 0] <= cut + 1e-5, 1].sum() for side in (mine, theirs))
            assert low == pytest.approx(high, abs=1e-9)
    mean = sum(np.multiply(t, p) for t, p in expected.items())
    np.testing.assert_allclose(chance @ value, mean, atol=1e-6)


@pytest.mark.parametrize("pair", [("tit_for_tat", "random"), ("detective", "grudger")])
def test_their_mean_and_spread_are_the_exact_ones(pair):
    value, chance = match_totals(NOISY, *pair)
    exact = evaluate(NOISY, *pair)
    np.testing.assert_allclose(chance @ value, exact.value, atol=1e-12)
    spread = np.sqrt(chance @ (value - exact.value) ** 2)
    np.testing.assert_allclose(spread, exact.value_std, atol=1e-10)


def test_gifts_have_as_many_totals_as_pairs_of_counts():
    value, _ = match_totals(NOISY, "random", "random")
    assert len(value) == 11**2  # how often each of the two gave
    assert (np.diff(value[:, 0]) >= 0).all()


def test_they_come_up_as_often_as_they_should():
    value, chance = match_totals(NOISY, "win_stay_lose_shift", "tit_for_two_tats")
    sample = simulate(
        NOISY, "win_stay_lose_shift", "tit_for_two_tats", matches=40_000, seed=3
    )
    likely = chance > 1e-3
    for row, p in zip(value[likely], chance[likely], strict=True):
        seen = (sample.value == row).all(axis=1).mean()
        assert abs(seen - p) < 5.5 * np.sqrt(p * (1 - p) / 40_000)


def test_what_has_no_list_is_refused_by_name():
    endless = TrustGame(GIFTS, continuation=0.9)
    with pytest.raises(RefusedError, match="without a last round"):
        match_totals(endless, "tit_for_tat", "tit_for_tat")
    with pytest.raises(RefusedError, match=r"'walk_away'.*may leave"):
        match_totals(NOISY, "walk_away", "tit_for_tat")


def test_too_many_totals_are_refused(monkeypatch):
    monkeypatch.setattr(totals, "MOST_TOTALS", 50)
    with pytest.raises(RefusedError, match="after 7 rounds there are more than 50"):
        match_totals(NOISY, "random", "random")
    monkeypatch.setattr(totals, "_CELLS", 0)
    with pytest.raises(RefusedError, match="joint states are too many"):
        match_totals(NOISY, "random", "random")


def test_counting_down_shows_in_the_totals():
    late = Automaton("late", (1,), ((0, 0),), end_rounds=1)
    value, chance = match_totals(TrustGame(GIFTS, rounds=3), late, "always_cooperate")
    assert by_total(value, chance) == {(7.0, 3.0): 1.0}
