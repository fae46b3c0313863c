"""One battery over every entry, present and future: text, seats, and the two engines."""

import numpy as np
import pytest

import trustgame as tg

STANDARD = tg.StageGame.prisoners_dilemma()
BOND = tg.Relationship(depths=3, deepen=0.7, erode=1, tremble=0.03, misperception=0.05)
GAME = tg.TrustGame(STANDARD, BOND, rounds=15, outside=(1, 1))


@pytest.fixture(params=list(tg.strategies))
def player(request):
    """Return every strategy of the catalogue as it is in the standard dilemma."""
    return tg.strategies.resolve(request.param, GAME, "buyer")


def test_its_text_reads_back_as_the_same_automaton(player):
    assert tg.Automaton.from_text(player.to_text()) == player


def test_swapping_the_seats_swaps_the_payoffs(player):
    for other in ("tit_for_tat", "joss", "walk_away"):
        one = tg.evaluate(GAME, player, other)
        two = tg.evaluate(GAME, other, player)
        np.testing.assert_allclose(one.payoff, two.payoff[::-1], atol=1e-12)
        np.testing.assert_allclose(one.cooperation, two.cooperation[::-1], atol=1e-12)


def test_sampled_agrees_with_exact(player):
    # 88 entries x some 20 numbers: a bound of 6 is wrong rarer than one time in a million.
    exact = tg.evaluate(GAME, player, "win_stay_lose_shift")
    sample = tg.simulate(GAME, player, "win_stay_lose_shift", matches=4000, seed=20)
    frame = sample.compare(exact).to_frame()
    z = frame["z"].to_numpy()
    assert np.abs(z[np.isfinite(z)]).max() < 6
