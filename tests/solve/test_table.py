"""Whole tables of pairs against the oracle, pair by pair."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import strategies_for_hypothesis as draws
from hypothesis import given, settings
from hypothesis import strategies as st

import trustgame as tg
from oracles import exact
from trustgame.solve.horizons import horizon_table
from trustgame.solve.table import pair_table

SOME = st.lists(draws.automata(), min_size=1, max_size=3)
# Some of every size, so that padding to the largest would show.
CAST = ["always_defect", "tit_for_two_tats", "grim_trigger", "walk_away", "joss"]


def evaluated(game, buyer, seller):
    """Evaluate by the oracle's quicker way where there are two."""
    return (exact.finite if game.rounds is not None else exact.endless)(game, buyer, seller)


def compare(game, buyers, sellers):
    """Hold every cell against the oracle."""
    table = pair_table(game, buyers, sellers)
    for i, buyer in enumerate(buyers):
        for j, seller in enumerate(sellers):
            want = evaluated(game, buyer, seller)
            for name in ("payoff", "utility", "cooperation"):
                got = getattr(table, name)[i, j].tolist()
                assert got == pytest.approx(getattr(want, name), abs=1e-8), (name, i, j)
            mean = sum(level * share for level, share in enumerate(want.depth))
            assert table.depth[i, j] == pytest.approx(mean, abs=1e-8)
            for name in ("length", "played"):
                got = getattr(table, name)[i, j]
                assert got == pytest.approx(getattr(want, name)), (name, i, j)


@given(draws.finite_games(most=4), SOME, SOME)
@settings(max_examples=25)
def test_tables_with_a_last_round(game, buyers, sellers):
    compare(game, buyers, sellers)


@given(draws.geometric_games() | draws.unbounded_games() | draws.mixed_games(), SOME, SOME)
@settings(max_examples=30)
def test_tables_without_a_last_round(game, buyers, sellers):
    compare(game, buyers, sellers)


@pytest.mark.parametrize(
    "time", [{"rounds": 7}, {"continuation": 0.9}, {}, {"rounds": 5, "continuation": 0.5}]
)
def test_a_table_of_well_known_players(time):
    bond = tg.Relationship(depths=3, stakes=tg.between(1, 2), tremble=0.02, erode=0.5)
    game = tg.TrustGame(tg.StageGame.prisoners_dilemma(), bond, outside=(1, 0), **time)
    players = [tg.strategies[name] for name in CAST]
    compare(game, players, players)


@given(draws.finite_games(most=5), SOME, SOME)
@settings(max_examples=25)
def test_every_horizon_from_every_first_depth(game, buyers, sellers):
    horizons = [game.rounds + 2, game.rounds]
    starts = list(range(game.depths))
    # From some depths a player might leave for sure before anything is played.
    calm = [
        [player.replace(leave=(0,) * player.n_states) for player in players]
        for players in (buyers, sellers)
    ]
    table = horizon_table(game, *calm, rounds=horizons, starts=starts)
    for h, n in enumerate(horizons):
        for k, start in enumerate(starts):
            bond = replace(game.relationship, start=start)
            here = game.replace(rounds=n, relationship=bond)
            for i, buyer in enumerate(calm[0]):
                for j, seller in enumerate(calm[1]):
                    want = exact.finite(here, buyer, seller)
                    for name in ("cooperation", "value", "total_utility"):
                        got = getattr(table, name)[h, k, i, j].tolist()
                        assert got == pytest.approx(getattr(want, name), abs=1e-8), name
                    assert table.length[h, k, i, j] == pytest.approx(want.length)
                    assert table.played[h, k, i, j] == pytest.approx(want.played)


def test_a_horizon_asked_for_twice_is_told_twice():
    game = tg.TrustGame(tg.StageGame.prisoners_dilemma())
    table = horizon_table(game, ["tit_for_tat"], ["tit_for_tat"], rounds=[2, 3, 2])
    assert table.value[:, 0, 0, 0, 0].tolist() == [6, 9, 6]


def test_first_depths_may_repeat():
    # Neighbouring positions of a map fall on the same level of a short ladder.
    bond = tg.Relationship(depths=5, erode=2, stakes=tg.between(1, 2), misperception=0.02)
    game = tg.TrustGame(tg.StageGame.prisoners_dilemma(), bond, tremble=0.03)
    pair = ["grim_trigger"], ["generous_tit_for_tat"]
    starts = [0, 0, 1, 1, 2, 2, 2, 3, 3, 4, 4]
    table = horizon_table(game, *pair, rounds=[20], starts=starts)
    for i, level in enumerate(starts):
        begun = game.starting_at(level / 4).replace(rounds=20)
        want = tg.evaluate(begun, pair[0][0], pair[1][0]).value
        np.testing.assert_allclose(table.value[0, i, 0, 0], want, rtol=1e-12)
