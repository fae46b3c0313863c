"""Generous tit-for-tat: as forgiving as leaves its partner no temptation."""

from __future__ import annotations

import pytest

import trustgame as tg
from trustgame.strategies.reciprocal import generous_tit_for_tat

USUAL = tg.StageGame.prisoners_dilemma()
UNEQUAL = tg.StageGame.from_roles(
    buyer={"T": 6, "R": 5, "P": 1, "S": 0}, seller={"T": 9, "R": 4, "P": 2, "S": -1}
)
MILD = tg.StageGame.from_roles(
    buyer={"T": 6, "R": 5, "P": 2, "S": 0}, seller={"T": 5, "R": 4, "P": 2, "S": 0.5}
)


def generosity(game, role, share=1.0):
    """Return P(C after D) by depth."""
    player = tg.strategies.resolve(generous_tit_for_tat(share), game, role)
    return player.arrays(game.arrays().positions).cooperate[:, -1].tolist()


def test_the_usual_payoffs_give_a_third():
    for role in ("buyer", "seller"):
        assert generosity(tg.TrustGame(USUAL), role) == [pytest.approx(1 / 3)]
        assert generosity(tg.TrustGame(USUAL), role, share=0.5) == [pytest.approx(1 / 6)]


def test_it_is_the_partners_temptation_that_counts():
    game = tg.TrustGame(UNEQUAL)
    # the buyer must not tempt the seller: min(1 - 5/5, 2/7) = 0
    assert generosity(game, "buyer") == [pytest.approx(0)]
    # the seller must not tempt the buyer: min(1 - 1/5, 4/5) = 4/5
    assert generosity(game, "seller") == [pytest.approx(0.8)]


@pytest.mark.parametrize("role", ["buyer", "seller"])
def test_at_its_limit_no_partner_gains_and_beyond_it_one_does(role):
    game = tg.TrustGame(MILD)  # long-run averages
    other = "seller" if role == "buyer" else "buyer"
    (most,) = generosity(game, role)
    assert 0 < most < 1
    for more, gains in ((0.0, False), (-0.05, False), (0.05, True)):
        player = tg.reactive(1, most + more)
        best = tg.best_response(game, opponent=player, role=other).payoff
        reward = MILD.roles(other)["R"]
        assert (best > reward + 1e-9) is gains


def test_a_temptation_too_large_leaves_plain_tit_for_tat():
    stage = tg.StageGame.prisoners_dilemma(T=9, R=3, P=1, S=0)
    player = tg.strategies.resolve("generous_tit_for_tat", tg.TrustGame(stage), "buyer")
    assert player.cooperate == (1, 0)


def test_generosity_follows_the_depth():
    rich = tg.StageGame.prisoners_dilemma(T=4, R=3, P=1, S=0)
    game = tg.TrustGame((USUAL, rich), tg.Relationship(depths=2), rounds=5)
    assert generosity(game, "buyer") == [pytest.approx(1 / 3), pytest.approx(2 / 3)]
    # stakes alone change nothing: the bound is a ratio
    bond = tg.Relationship(depths=3, stakes=tg.between(1, 2.3))
    assert generosity(tg.TrustGame(USUAL, bond), "seller") == [pytest.approx(1 / 3)] * 3
    player = tg.strategies.resolve("gtft", tg.TrustGame(USUAL, bond), "seller")
    assert isinstance(player.cooperate[1], float)


@pytest.mark.parametrize("share", [-0.1, 1.1, "much"])
def test_a_share_lies_between_nothing_and_all(share):
    with pytest.raises(tg.SpecificationError, match="`share` must"):
        generous_tit_for_tat(share)
