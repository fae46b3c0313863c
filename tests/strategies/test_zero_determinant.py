"""The lines that zero-determinant strategies enforce, evaluated exactly."""

from __future__ import annotations

import numpy as np
import pytest

import trustgame as tg
from trustgame.strategies.zero_determinant import equalizer, zero_determinant

USUAL = tg.StageGame.prisoners_dilemma()
PRISON = tg.StageGame.prisoners_dilemma(T=0, R=-0.5, P=-5, S=-10)
UNEQUAL = tg.StageGame.from_roles(
    buyer={"T": 5, "R": 3, "P": 1, "S": 0}, seller={"T": 9, "R": 4, "P": 2, "S": -1}
)
STEEP = tg.StageGame.from_roles(
    buyer={"T": 20, "R": 7, "P": 2, "S": 1}, seller={"T": 3, "R": 2.5, "P": 1, "S": -4}
)
STAGES = {"usual": USUAL, "prison": PRISON, "unequal": UNEQUAL, "steep": STEEP}
SEATS = pytest.mark.parametrize("role", ["buyer", "seller"])
EVERY_STAGE = pytest.mark.parametrize("label", STAGES)


def opponents():
    """Return fixed players and random memory-one ones."""
    draw = np.random.default_rng(20261)
    for name in ("always_cooperate", "always_defect", "tit_for_tat", "davis", "fearful"):
        yield tg.strategies[name]
    for i in range(12):
        *p, first = draw.random(5) if i % 2 else draw.integers(0, 2, 5)
        yield tg.memory_one(*p, first=first, name=f"opponent {i}")


def long_run(game, player, other, role):
    """Return long-run payoffs, the player's own first."""
    pair = (player, other) if role == "buyer" else (other, player)
    buyer, seller = tg.evaluate(game, *pair).payoff.tolist()
    return (buyer, seller) if role == "buyer" else (seller, buyer)


def of_roles(stage, role):
    """Return own and partner's T, R, P, S."""
    other = "seller" if role == "buyer" else "buyer"
    return stage.roles(role), stage.roles(other)


def least_chi(stage, role):
    own, partner = of_roles(stage, role)
    return (own["R"] - own["P"]) / (partner["R"] - partner["P"])


@SEATS
@EVERY_STAGE
@pytest.mark.parametrize("baseline", [0, 1, 0.3])
@pytest.mark.parametrize("share", [0.5, 1])
def test_own_surplus_is_chi_times_the_partners(label, role, baseline, share):
    stage = STAGES[label]
    own, partner = of_roles(stage, role)
    game = tg.TrustGame(stage)
    for factor in (1, 1.5, 4):
        chi = factor * least_chi(stage, role)
        player = zero_determinant(chi, baseline=baseline, share=share, first=0.3)
        for other in opponents():
            mine, theirs = long_run(game, player, other, role)
            mine -= own["P"] + baseline * (own["R"] - own["P"])
            theirs -= partner["P"] + baseline * (partner["R"] - partner["P"])
            assert mine == pytest.approx(chi * theirs, abs=1e-8), other.name


@SEATS
@EVERY_STAGE
@pytest.mark.parametrize("target", [0, 0.5, 0.8, 1])
def test_an_equalizer_fixes_the_partners_payoff(label, role, target):
    stage = STAGES[label]
    _, partner = of_roles(stage, role)
    game = tg.TrustGame(stage)
    player = equalizer(target, share=0.6)
    for other in opponents():
        _, theirs = long_run(game, player, other, role)
        fixed = partner["P"] + target * (partner["R"] - partner["P"])
        assert theirs == pytest.approx(fixed, abs=1e-8), other.name


def test_extortion_against_one_who_always_cooperates():
    # Press & Dyson (2012): with chi = 2 and payoffs 5, 3, 1, 0.
    game = tg.TrustGame(USUAL)
    payoff = tg.evaluate(game, "extort_2", "always_cooperate").payoff
    assert payoff.tolist() == pytest.approx([3.5, 2.25])


def test_generosity_counts_from_mutual_reward():
    game = tg.TrustGame(USUAL)
    for other in opponents():
        mine, theirs = long_run(game, "zdgtft_2", other, "buyer")
        assert mine - 3 == pytest.approx(2 * (theirs - 3), abs=1e-9)


@SEATS
def test_the_line_holds_at_every_depth_held(role):
    bond = tg.Relationship(
        depths=4, stakes=tg.per_role(buyer=tg.between(1, 2), seller=tg.between(1.5, 2))
    )
    game = tg.TrustGame(UNEQUAL, bond)
    player = zero_determinant(3)
    other = tg.memory_one(0.7, 0.2, 0.9, 0.4)
    for level in range(4):
        # the automaton of the whole ladder, read at this depth
        whole = tg.strategies.resolve(player, game, role)
        held = game.held_at(level / 3)
        payoff = game.arrays().payoff[level]
        at = 0 if role == "buyer" else 1
        here = whole.arrays(np.array([level / 3]))
        there = whole.replace(cooperate=tuple(here.cooperate[0]))
        mine, theirs = long_run(held, there, other, role)
        assert mine - payoff[at, 1, 1] == pytest.approx(
            3 * (theirs - payoff[1 - at, 1, 1]), abs=1e-8
        )


def test_probabilities_follow_the_depth_only_where_stakes_make_a_difference():
    same = tg.TrustGame(UNEQUAL, tg.Relationship(depths=3, stakes=tg.between(1, 2)))
    player = tg.strategies.resolve("extort_2", same, "seller")
    assert all(isinstance(c, float) for c in player.cooperate)
    each = tg.per_role(buyer=1, seller=tg.between(1, 2))
    other = tg.TrustGame(UNEQUAL, tg.Relationship(depths=3, stakes=each))
    player = tg.strategies.resolve("extort_2", other, "seller")
    assert any(not isinstance(c, float) for c in player.cooperate)


def test_a_chi_out_of_range_is_refused_with_the_range():
    game = tg.TrustGame(UNEQUAL)  # seller: (4 - 2) / (3 - 1) = 1; steep buyer: 5 / 1.5
    with pytest.raises(tg.RefusedError) as caught:
        tg.strategies.resolve("extort_2", tg.TrustGame(STEEP), "buyer")
    for piece in (
        "no 'extort_2' for the buyer",
        "`chi` of at least (R - P) / (R' - P')",
        "(7 - 2) / (2.5 - 1) = 3.33333",
        "Use zero_determinant with `chi` from 3.33333 on.",
    ):
        assert piece in str(caught.value)
    with pytest.raises(tg.RefusedError, match=r"at depth 0 that is .* = 1"):
        zero_determinant(0.9).resolve(game, "seller")
    zero_determinant(1).resolve(game, "seller")


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: zero_determinant(0), "`chi` must be above 0; got 0"),
        (lambda: zero_determinant(2, baseline=2), "`baseline` must lie in [0, 1]; got 2"),
        (lambda: zero_determinant(2, share=0), "`share` must be above 0; got 0"),
        (lambda: zero_determinant(2, share=1.5), "`share` must lie in [0, 1]; got 1.5"),
        (lambda: zero_determinant(2, first=-1), "`first` must lie in [0, 1]; got -1"),
        (lambda: zero_determinant(2, name=" "), "`name` must be a text"),
        (lambda: equalizer(1.2), "`target` must lie in [0, 1]; got 1.2"),
        (lambda: equalizer(name=3), "`name` must be a text"),
    ],
)
def test_bad_knobs_are_told(make, said):
    with pytest.raises(tg.SpecificationError) as caught:
        make()
    assert said in str(caught.value)


def test_recipes_are_equal_by_what_they_say():
    assert zero_determinant(2) == zero_determinant(2.0)
    assert zero_determinant(2) != zero_determinant(2, share=1)
    assert hash(equalizer()) == hash(equalizer())
    assert zero_determinant(2.5).name == "zero-determinant 2.5"
