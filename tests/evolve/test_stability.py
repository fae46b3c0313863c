"""Equilibria of tables and evolutionary stability, beside nashpy and the definitions."""

from __future__ import annotations

import warnings

import nashpy
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from oracles.leagues import ROW_3, dilemma, league, symmetric
from trustgame.evolve.ess import is_ess
from trustgame.evolve.replicator import replicator
from trustgame.evolve.stability import equilibria
from trustgame.exceptions import RefusedError, SpecificationError, UnknownNameError

whole = st.integers(-3, 3).map(float)


@pytest.mark.parametrize("shape", [(2, 2), (3, 2), (3, 4), (5, 5)])
def test_equilibria_are_those_of_nashpy(shape):
    for seed in range(4):
        table = np.random.default_rng(seed).normal(size=(*shape, 2))
        ours = equilibria(league(table))
        game = nashpy.Game(table[..., 0], table[..., 1])
        theirs = [np.concatenate(pair) for pair in game.vertex_enumeration()]
        assert len(ours) == len(theirs)
        both = np.hstack([ours.buyers, ours.sellers])
        for pair in theirs:
            assert np.abs(both - pair).max(axis=1).min() < 1e-6


@settings(max_examples=40)
@given(arrays(float, (3, 3, 2), elements=whole))
def test_degenerate_tables_keep_all_extreme_equilibria(table):
    ours = equilibria(league(table), population="two")
    for x, y in zip(ours.buyers, ours.sellers, strict=True):
        f, g = table[..., 0] @ y, x @ table[..., 1]
        assert f.max() <= x @ f + 1e-6
        assert g.max() <= y @ g + 1e-6
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        game = nashpy.Game(table[..., 0] + 5, table[..., 1] + 5)  # it needs payoffs > 0
        theirs = [np.concatenate(pair) for pair in game.vertex_enumeration()]
    both = np.hstack([ours.buyers, ours.sellers])
    for pair in theirs:
        if np.isfinite(pair).all() and game.is_best_response(pair[:3], pair[3:]) == (
            True,
            True,
        ):
            assert np.abs(both - pair).max(axis=1).min() < 1e-6


def test_one_strategy_against_many_is_a_choice_of_the_best():
    table = np.zeros((1, 3, 2))
    table[0, :, 1] = [1, 5, 5]
    ours = equilibria(league(table))
    assert sorted(ours.sellers.argmax(axis=1).tolist()) == [1, 2]


def test_stability_says_where_the_replicator_goes():
    own = np.random.default_rng(7).normal(size=(4, 4))
    ours = equilibria(symmetric(own))
    for x, verdict in zip(ours.buyers, ours.stability, strict=True):
        nudged = 0.999 * x + 0.001 / 4
        end = replicator(symmetric(own), nudged).final_buyers
        if verdict == "stable":
            np.testing.assert_allclose(end, x, atol=1e-5)
        elif verdict == "unstable":
            assert np.abs(end - x).max() > 0.01


def test_the_dilemma_has_one_equilibrium_and_it_is_strict():
    ours = equilibria(dilemma(**ROW_3))
    assert len(ours) == 1
    assert ours.strict.tolist() == [True]
    assert ours.to_frame()["everybody"].tolist() == ["D"]
    assert is_ess(dilemma(**ROW_3), "D")
    assert not is_ess(dilemma(**ROW_3), "C")
    assert is_ess(dilemma(**ROW_3), "D", "D", population="two")
    assert not is_ess(dilemma(**ROW_3), "D", "C", population="two")


@settings(max_examples=60)
@given(arrays(float, (3, 3), elements=whole))
def test_evolutionary_stability_is_what_its_definition_says(own):
    table = symmetric(own)
    for i in range(3):
        others = [j for j in range(3) if j != i]
        pure = all(
            own[i, i] > own[j, i] or (own[i, i] == own[j, i] and own[i, j] > own[j, j])
            for j in others
        )
        if is_ess(table, f"s{i}", population="one"):
            assert pure
            for y in np.random.default_rng(i).dirichlet(np.ones(3), size=50):
                e = np.eye(3)[i]
                near = 0.999 * e + 0.001 * y
                assert e @ own @ near > near @ own @ near or np.allclose(e, near)


def test_rock_scissors_paper_is_stable_when_winning_pays_more_than_losing_costs():
    thirds = np.ones(3) / 3
    for win, stable in ((2.0, True), (1.0, False), (0.5, False)):
        own = [[0, -1, win], [win, 0, -1], [-1, win, 0]]
        assert is_ess(symmetric(own), thirds) == stable


def test_bad_questions_are_named():
    with pytest.raises(SpecificationError, match="`seller` belongs"):
        is_ess(dilemma(**ROW_3), "C", "D")
    with pytest.raises(SpecificationError, match="`seller` must be given"):
        is_ess(dilemma(**ROW_3), "C", population="two")
    with pytest.raises(UnknownNameError, match="must be a strategy"):
        is_ess(dilemma(**ROW_3), "E")
    with pytest.raises(RefusedError, match="too long"):
        equilibria(league(np.random.default_rng(0).normal(size=(20, 20, 2))))
