"""Stage game, relationship and time together."""

from __future__ import annotations

import tomllib

import numpy as np
import pytest
import strategies_for_hypothesis as draws
from hypothesis import given
from hypothesis import strategies as st

import trustgame as tg
from oracles.specs import read_game

STAGE = tg.StageGame.prisoners_dilemma()
ANY_GAME = st.one_of(
    draws.finite_games(),
    draws.geometric_games(),
    draws.unbounded_games(),
    draws.mixed_games(),
)


@given(ANY_GAME)
def test_the_arrays_are_the_oracles_numbers(game):
    arrays, want = game.arrays(), read_game(game)
    close = {"rel": 1e-12, "abs": 1e-12}
    assert arrays.payoff == pytest.approx(np.array(want.payoff), **close)
    assert arrays.utility == pytest.approx(np.array(want.utility), **close)
    assert arrays.tremble == pytest.approx(np.array(want.tremble), **close)
    assert arrays.misperception == pytest.approx(np.array(want.misperception), **close)
    assert arrays.continuation == pytest.approx(np.array(want.continuation), **close)
    assert arrays.positions == pytest.approx(np.array(want.positions), **close)
    assert arrays.outside.tolist() == list(want.outside)


@given(ANY_GAME)
def test_toml_gives_the_game_back(game):
    text = game.to_toml()
    again = tg.TrustGame.from_toml(text)
    assert again == game
    assert hash(again) == hash(game)
    assert ("rounds" in tomllib.loads(text)) is (game.rounds is not None)
    assert ("outside" in tomllib.loads(text)) is (game.outside is not None)


def test_a_file_gives_the_game_back(tmp_path):
    game = tg.TrustGame(
        STAGE, tg.Relationship(depths=3, regard=tg.between(0, 0.6)), rounds=9
    )
    path = tmp_path / "game.toml"
    game.to_toml(path)
    assert tg.TrustGame.from_toml(path) == game
    assert tg.TrustGame.from_toml(str(path)) == game
    assert [file.name for file in tmp_path.iterdir()] == ["game.toml"]


def test_any_curve_goes_by_keyword_and_takes_the_relationships_place():
    bond = tg.Relationship(depths=2, tremble=0.1, regard=0.3)
    game = tg.TrustGame(STAGE, bond, tremble=tg.between(0, 0.2), continuation=0.9)
    assert game.relationship == tg.Relationship(
        depths=2, tremble=tg.between(0, 0.2), regard=0.3, continuation=0.9
    )
    assert tg.TrustGame(STAGE, continuation=0.95, tremble=0.01).depths == 1


@pytest.mark.parametrize(
    ("rounds", "continuation", "horizon"),
    [
        (10, 1, "finite"),
        (10, 0.5, "finite"),
        (None, 0.5, "geometric"),
        (None, 0, "geometric"),
        (None, 1, "unbounded"),
        (None, tg.between(1, 1), "unbounded"),
        (None, tg.between(0.5, 1), "mixed"),
        (None, tg.values(1, 0.2, 1), "mixed"),
    ],
)
def test_time_is_rounds_and_continuation_together(rounds, continuation, horizon):
    bond = tg.Relationship(depths=3, continuation=continuation)
    assert tg.TrustGame(STAGE, bond, rounds=rounds).horizon == horizon


def test_specs_are_values():
    one = tg.TrustGame(STAGE, tg.Relationship(depths=2, stakes=tg.between(1, 2)), rounds=10)
    two = tg.TrustGame(
        tg.StageGame(buyer=np.array([[3, 0], [5, 1]]), seller=((3.0, 5.0), (0.0, 1.0))),
        tg.Relationship(depths=2, stakes=tg.between(1.0, np.float64(2))),
        rounds=np.int64(10),
    )
    assert one == two
    assert len({one, two}) == 1
    assert one != one.replace(rounds=11)
    with pytest.raises(AttributeError):
        one.rounds = 5
    assert not one.arrays().payoff.flags.writeable


def test_replace_changes_what_it_names_only():
    game = tg.TrustGame(STAGE, tg.Relationship(depths=3), rounds=5, outside=(1, 2))
    changed = game.replace(tremble=0.1, rounds=None)
    assert changed == tg.TrustGame(
        STAGE, tg.Relationship(depths=3, tremble=0.1), outside=(1, 2)
    )
    assert game.rounds == 5


def test_states_need_be_no_ladder():
    rich, poor = (tg.StageGame.prisoners_dilemma(T=b, R=b - 1, P=0, S=-1) for b in (2, 1.2))
    after = [[[1, 0], [0, 1]], [[0, 1], [0, 1]]]
    game = tg.TrustGame.from_states(
        [rich, poor], transition=[after, after], start=1, tremble=0.01, continuation=0.9
    )
    assert (game.depths, game.relationship.start, game.stages) == (2, 1, (rich, poor))
    assert game.arrays().movement[1, 0, 0].tolist() == [1, 0]
    assert tg.TrustGame.from_toml(game.to_toml()) == game


def test_states_may_pay_nothing():
    nothing = tg.StageGame(buyer=[[0, 0], [0, 0]], seller=[[0, 0], [0, 0]])
    stay = [[[1, 0]] * 2] * 2
    game = tg.TrustGame.from_states([nothing, STAGE], transition=[stay, stay], rounds=4)
    value = tg.evaluate(game, "always_cooperate", "always_cooperate").value
    assert value.tolist() == [0, 0]


def test_stakes_multiply_stages_of_their_own():
    rich = tg.StageGame.prisoners_dilemma(T=10, R=6, P=2, S=0)
    bond = tg.Relationship(depths=2, stakes=tg.per_role(buyer=tg.between(1, 3), seller=2))
    game = tg.TrustGame([STAGE, rich], bond)
    assert game.arrays().payoff[1, 0].tolist() == [[18, 0], [30, 6]]
    assert game.arrays().payoff[0, 1].tolist() == [[6, 10], [0, 2]]


def test_regard_weighs_the_partners_payoff_with_the_partners_stakes():
    bond = tg.Relationship(stakes=tg.per_role(1, 2), regard=tg.per_role(0.5, 0))
    game = tg.TrustGame(STAGE, bond)
    # Buyer at CD: own S = 0, and half of the seller's 2 * T = 10.
    assert game.arrays().utility[0, 0, 0, 1] == pytest.approx(5)
    assert game.arrays().utility[0, 1].tolist() == game.arrays().payoff[0, 1].tolist()


def test_held_at_takes_the_nearest_stage():
    rich = tg.StageGame.prisoners_dilemma(T=10, R=6, P=2, S=0)
    game = tg.TrustGame([STAGE, rich], tg.Relationship(depths=2, stakes=tg.between(1, 2)))
    assert game.held_at(0.5).stage == STAGE
    assert game.held_at(0.6).stage == rich
    assert game.held_at(0.5).arrays().payoff[0, 0, 0, 0] == pytest.approx(4.5)


def test_starting_at_changes_the_start_only():
    game = tg.TrustGame(STAGE, tg.Relationship(depths=5), rounds=3)
    assert game.starting_at(0.6).relationship == tg.Relationship(depths=5, start=2)
    assert game.starting_at(0.6).rounds == 3
