"""The ladder, its curves and its movement."""

from __future__ import annotations

import numpy as np
import pytest
import strategies_for_hypothesis as draws
from hypothesis import given
from hypothesis import strategies as st

import trustgame as tg
from oracles.specs import by_role, curve_at, read_game, step_law
from trustgame.relationship import CURVES, nearest_level

STAGE = tg.StageGame.prisoners_dilemma()


@given(draws.relationships())
def test_movement_is_the_models(bond):
    want = read_game(tg.TrustGame(STAGE, bond)).moves
    for level in range(bond.depths):
        for a in (0, 1):
            for b in (0, 1):
                row = [want[level][a][b].get(there, 0) for there in range(bond.depths)]
                assert bond.movement[level, a, b].tolist() == pytest.approx(row, abs=1e-12)


@given(draws.relationships())
def test_every_way_of_moving_sums_to_one(bond):
    assert bond.movement.shape == (bond.depths, 2, 2, bond.depths)
    assert bond.movement.sum(axis=-1) == pytest.approx(1)
    assert bond.movement.min() >= 0


def test_a_fraction_of_a_step_is_a_chance_of_one_more():
    bond = tg.Relationship(depths=6, deepen=1.25, erode=2.5, drift=0.5)
    assert bond.movement[2, 0, 0].tolist() == [0, 0, 0, 0.75, 0.25, 0]
    assert bond.movement[4, 0, 1].tolist() == [0, 0.5, 0.5, 0, 0, 0]
    assert bond.movement[4, 1, 0].tolist() == [0, 0.5, 0.5, 0, 0, 0]
    assert bond.movement[4, 1, 1].tolist() == [0, 0, 0, 0.5, 0.5, 0]


def test_each_destination_is_clamped_on_its_own():
    bond = tg.Relationship(depths=3, deepen=1.5, erode=1.5)
    assert bond.movement[1, 0, 0].tolist() == [0, 0, 1]
    assert bond.movement[0, 0, 0].tolist() == [0, 0.5, 0.5]
    assert bond.movement[2, 1, 0].tolist() == [0.5, 0.5, 0]
    assert bond.movement[0, 1, 1].tolist() == [1, 0, 0]


def test_steps_longer_than_the_ladder_reach_its_end():
    bond = tg.Relationship(depths=3, start=1, deepen=1e6, erode=1e300, drift=17.5)
    assert bond.movement[0, 0, 0].tolist() == [0, 0, 1]
    assert bond.movement[2, 0, 1].tolist() == [1, 0, 0]
    assert bond.movement[2, 1, 1].tolist() == [1, 0, 0]


def test_drift_is_as_erode_unless_given():
    assert tg.Relationship(depths=4, erode=2).movement[3, 1, 1].tolist() == [0, 1, 0, 0]
    still = tg.Relationship(depths=4, erode=2, drift=0)
    assert still.movement[3, 1, 1].tolist() == [0, 0, 0, 1]
    assert still.movement[3, 0, 1].tolist() == [0, 1, 0, 0]


@given(draws.relationships(), st.sampled_from(sorted(CURVES)))
def test_curves_are_read_at_the_levels_positions(bond, name):
    last = max(bond.depths - 1, 1)
    for level in range(bond.depths):
        for i, role in enumerate(("buyer", "seller")):
            want = curve_at(by_role(getattr(bond, name), role), level / last)
            got = bond.per_level(name)[level]
            assert (got if name == "continuation" else got[i]) == pytest.approx(want)


@given(draws.relationships(), draws.numbers(0, 1, 2))
def test_held_at_reads_every_curve_there_and_moves_no_more(bond, position):
    held = bond.held_at(position)
    assert (held.depths, held.start) == (1, 0)
    assert held.movement.tolist() == [[[[1], [1]], [[1], [1]]]]
    assert held.positions.tolist() == [position]
    for name in CURVES:
        curve = getattr(bond, name)
        want = [curve_at(by_role(curve, role), position) for role in ("buyer", "seller")]
        got = np.ravel(held.per_level(name)).tolist()
        assert got == pytest.approx(want[: len(got)])


def test_strategies_are_read_where_a_relationship_is_held():
    game = tg.TrustGame(STAGE, tg.Relationship(depths=5), rounds=1).held_at(0.25)
    climber = tg.Automaton("climber", (tg.between(0, 1),), ((0, 0),))
    assert tg.evaluate(game, climber, climber).cooperation.tolist() == [0.25, 0.25]


@pytest.mark.parametrize("depths", range(1, 12))
def test_starting_at_takes_the_nearest_level_and_the_shallower_of_two(depths):
    bond = tg.Relationship(depths=depths)
    for k in range(depths):
        at = 0 if depths == 1 else k / (depths - 1)
        assert bond.starting_at(at).start == k
        if k + 1 < depths:
            assert bond.starting_at((k + 0.5) / (depths - 1)).start == k
            assert bond.starting_at((k + 0.51) / (depths - 1)).start == k + 1
    assert bond.starting_at(0.7).depths == depths


@given(draws.numbers(0, 1, 3), st.integers(1, 12))
def test_no_level_is_nearer_than_the_nearest(position, depths):
    level = nearest_level(position, depths)
    last = max(depths - 1, 1)
    gaps = [abs(k / last - position) for k in range(depths)]
    assert gaps[level] <= min(gaps) + 1e-9
    assert level == 0 or gaps[level - 1] > gaps[level] + 1e-9


@given(draws.relationships())
def test_plain_tables_give_the_relationship_back(bond):
    again = tg.Relationship.from_dict(bond.to_dict())
    assert again == bond
    assert hash(again) == hash(bond)


def test_a_step_law_of_the_oracle_by_hand():
    assert step_law(0, 1, 0.25, 3) == {0: 0.75, 1: 0.25}
    assert step_law(2, 1, 0.25, 3) == {2: 1.0}


def test_transition_takes_the_place_of_the_steps():
    phases = [
        [[[0, 1], [1, 0]], [[1, 0], [1, 0]]],
        [[[0, 1], [0, 1]], [[0.5, 0.5], [1, 0]]],
    ]
    bond = tg.Relationship(depths=2, deepen=7, erode=7, transition=phases)
    assert bond.movement.tolist() == np.array(phases, dtype=float).tolist()
    assert bond == tg.Relationship(depths=2, deepen=7, erode=7, transition=np.array(phases))
