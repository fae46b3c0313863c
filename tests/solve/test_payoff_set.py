"""The payoff set beside random mixtures, scipy's hull, closed forms and best responses."""

from __future__ import annotations

import numpy as np
import pytest
import strategies_for_hypothesis as draws
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.spatial import ConvexHull, QhullError

import trustgame as tg
from oracles import security as slow
from trustgame.solve.payoff_set import payoff_set
from trustgame.solve.security import reachable_depths, security

STANDARD = tg.StageGame.prisoners_dilemma()
REPEATED = tg.TrustGame(STANDARD, continuation=0.9)
FLAT = tg.StageGame(buyer=[[2, 2], [2, 2]], seller=[[2, 2], [2, 2]])
#: The seller has what the buyer lacks of 3; all outcomes lie on one line.
LINE = tg.StageGame(buyer=[[3, 2], [1, 0]], seller=[[0, 1], [2, 3]])
PENNIES = tg.StageGame(buyer=[[1, -1], [-1, 1]], seller=[[-1, 1], [1, -1]])
ANY = st.one_of(
    draws.geometric_games(), draws.finite_games(), draws.unbounded_games()
)  # fmt: skip


def size(result):
    """How large the payoffs of a set are."""
    return max(1.0, float(np.abs(result.vertices).max()))


def spots(result):
    """Every payoff pair that the set is the hull of."""
    corners = result.corners.reshape(-1, 2)
    return corners if result.outside is None else np.vstack([corners, result.outside])


# --- closed forms ---------------------------------------------------------------------


def test_the_standard_dilemma_is_the_textbook_kite():
    result = payoff_set(REPEATED)
    assert result.vertices.tolist() == [[0, 5], [1, 1], [5, 0], [3, 3]]
    assert result.minmax.tolist() == [1, 1]
    assert result.frontier.tolist() == [[0, 5], [3, 3], [5, 0]]
    third = 13 / 3  # from (3, 3) towards (5, 0), down to 1
    expected = [[1, 1], [third, 1], [3, 3], [1, third]]
    np.testing.assert_allclose(result.rational, expected, atol=1e-12)
    assert result.most_together == 6
    assert result.area == pytest.approx(10)  # half of 5 √2 times 2 √2, the diagonals
    assert result.rational_area == pytest.approx(20 / 3)  # of 10/3 √2 times 2 √2


def test_stakes_at_the_deep_end_double_the_corners():
    bond = tg.Relationship(depths=3, stakes=tg.between(1, 2))
    result = payoff_set(tg.TrustGame(STANDARD, bond, continuation=0.9))
    assert result.depths.tolist() == [0, 1, 2]
    np.testing.assert_array_equal(result.corners[2], 2 * result.corners[0])
    assert result.vertices.tolist() == [[0, 5], [1, 1], [5, 0], [10, 0], [6, 6], [0, 10]]
    assert result.minmax.tolist() == pytest.approx([1, 1])  # who defects stays shallow
    assert result.most_together == pytest.approx(12)
    assert result.frontier.tolist() == [[0, 10], [6, 6], [10, 0]]


def test_only_depths_that_play_can_reach_count():
    bond = tg.Relationship(depths=4, start=1, deepen=1, erode=0, stakes=tg.between(1, 4))
    game = tg.TrustGame(STANDARD, bond, continuation=0.5)
    assert reachable_depths(game).tolist() == [1, 2, 3]
    assert reachable_depths(game.replace(rounds=2)).tolist() == [1, 2]
    assert reachable_depths(game.replace(rounds=1)).tolist() == [1]
    assert reachable_depths(game.replace(continuation=0.0)).tolist() == [1]
    stop = game.replace(continuation=tg.values(0.5, 0.5, 0.0, 0.5))  # none is played there
    assert reachable_depths(stop).tolist() == [1]
    assert payoff_set(game.replace(rounds=2)).vertices.max() == 15


def test_mixing_secures_what_no_single_move_does():
    assert security(tg.TrustGame(PENNIES)).tolist() == [0, 0]
    # A snowdrift: who cooperates has at least 1, but a partner who defects leaves no more.
    drift = tg.StageGame.prisoners_dilemma(T=5, R=3, P=1, S=0).with_regard(0.5, 0.5)
    assert drift.kind == "snowdrift"
    assert security(tg.TrustGame(drift)).tolist() == [2.5, 2.5]


def test_regard_raises_what_can_be_secured_in_utility_only():
    game = REPEATED.replace(regard=0.5)
    assert payoff_set(game).minmax.tolist() == [1, 1]
    felt = payoff_set(game, utility=True, pairs=[("always_cooperate", "always_defect")])
    assert felt.minmax.tolist() == [2.5, 2.5]  # cooperating at least, and (0, 5) felt
    assert felt.vertices.max() == 5
    assert felt.points.tolist() == [[2.5, 5]]
    assert felt.most_together == 9


def test_trembles_move_what_can_be_secured():
    e = 0.1
    floor = (1 - e) ** 2 * 1 + e * (1 - e) * (5 + 0) + e**2 * 3
    result = payoff_set(REPEATED.replace(tremble=e), pairs=[["always_defect"] * 2])
    np.testing.assert_allclose(result.minmax, floor, atol=1e-12)
    np.testing.assert_allclose(result.points, [[floor, floor]], atol=1e-9)
    assert result.is_rational.tolist() == [True]


def test_either_side_can_hold_the_other_to_the_outside_option():
    result = payoff_set(REPEATED.replace(outside=(2, -1)))
    assert result.minmax.tolist() == [2, -1]
    assert result.outside.tolist() == [2, -1]
    frame = result.to_frame()
    assert frame["outcome"].tolist() == ["CD", "DD", "outside", "DC", "CC"]
    assert frame["depth"].isna().tolist() == [False, False, True, False, False]


def test_who_leaves_brings_nothing_into_the_set():
    leaver = tg.Automaton("goes", (1.0,), ((0, 0),), leave=(0.5,))
    alone = payoff_set(REPEATED)
    result = payoff_set(REPEATED, pairs=[(leaver, "always_defect")])
    assert alone.outside is None
    assert result.outside.tolist() == [0, 0]
    assert result.contains(result.points).all()
    assert result.area > alone.area


def test_pairs_are_measured_against_the_frontier():
    copy = "tit_for_tat"
    pairs = [(copy, copy), (copy, "always_defect"), ("always_cooperate", "always_defect")]
    result = payoff_set(REPEATED, pairs=pairs)
    np.testing.assert_allclose(result.points, [[3, 3], [0.9, 1.4], [0, 5]], atol=1e-9)
    assert result.is_rational.tolist() == [True, False, False]
    # (3, 3) gives both more than (0.9, 1.4); (0, 5) leaves nothing, though nobody is glad.
    np.testing.assert_allclose(result.left_over, [0, 6 - 2.3, 0], atol=1e-9)
    table = result.pair_table()
    assert table.index.names == ["buyer", "seller"]
    assert table.loc[(copy, "always_defect"), "payoff_seller"] == pytest.approx(1.4)


# --- degenerate games -----------------------------------------------------------------


def test_where_nothing_matters_the_set_is_a_point():
    result = payoff_set(tg.TrustGame(FLAT), pairs=[("tit_for_tat", "always_defect")])
    for part in (result.vertices, result.rational, result.frontier):
        assert part.tolist() == [[2, 2]]
    assert (result.area, result.rational_area, result.most_together) == (0, 0, 4)
    assert result.is_rational.all()
    assert result.left_over.tolist() == [0]
    assert result.contains([[2, 2], [2, 2.1], [1.9, 2]]).tolist() == [True, False, False]


def test_where_one_gains_what_the_other_loses_the_set_is_a_line():
    result = payoff_set(tg.TrustGame(LINE), pairs=[("tit_for_tat", "always_defect")])
    assert result.vertices.tolist() == [[0, 3], [3, 0]]
    assert result.frontier.tolist() == [[0, 3], [3, 0]]
    assert result.rational.tolist() == [[2, 1]]
    assert result.left_over.tolist() == [0]
    assert result.contains([[1.5, 1.5], [1, 1], [-1, 4]]).tolist() == [True, False, False]
    assert payoff_set(tg.TrustGame(PENNIES)).rational.tolist() == [[0, 0]]


def test_three_outcomes_of_four_may_coincide():
    stage = tg.StageGame(buyer=[[4, 0], [0, 0]], seller=[[4, 0], [0, 0]])
    result = payoff_set(tg.TrustGame(stage))
    assert result.vertices.tolist() == [[0, 0], [4, 4]]
    assert result.frontier.tolist() == [[4, 4]]
    assert result.to_frame()["on_frontier"].tolist() == [False, True]


# --- the hull -------------------------------------------------------------------------


@given(ANY, st.integers(0, 2**32 - 1), st.booleans())
def test_mixtures_lie_inside_and_every_vertex_is_a_corner(game, seed, utility):
    result = payoff_set(game, utility=utility)
    corners = spots(result)
    mixtures = np.random.default_rng(seed).dirichlet(np.full(len(corners), 0.3), 200)
    assert result.contains(mixtures @ corners).all()
    assert result.contains(corners).all()
    listed = {tuple(corner) for corner in (corners + 0.0).tolist()}
    assert {tuple(vertex) for vertex in result.vertices.tolist()} <= listed
    frame = result.to_frame()
    assert frame[["buyer", "seller"]].to_numpy().tolist() == result.vertices.tolist()


@given(ANY)
def test_no_vertex_lies_in_the_hull_of_the_others(game):
    result = payoff_set(game)
    assume(len(result.vertices) > 2)
    for k in range(len(result.vertices)):
        start, end = result.vertices[k - 1], result.vertices[(k + 1) % len(result.vertices)]
        out = result.vertices[k] - start
        edge = end - start
        assert edge[1] * out[0] - edge[0] * out[1] > 0


@given(ANY)
def test_the_area_is_that_of_scipys_hull(game):
    result = payoff_set(game)
    try:
        expected = ConvexHull(spots(result)).volume
    except QhullError:  # on a line, or a point
        expected = 0.0
    assert result.area == pytest.approx(expected, abs=1e-9 * size(result) ** 2)
    assert -1e-9 <= result.rational_area <= result.area + 1e-9 * size(result) ** 2


@given(ANY)
def test_the_rational_part_is_feasible_secure_and_never_empty(game):
    result = payoff_set(game)
    assert result.contains(result.rational).all()
    assert (result.rational >= result.minmax - 1e-6 * size(result)).all()
    inside = result.vertices[(result.vertices >= result.minmax).all(axis=1)]
    for vertex in inside:
        assert np.isclose(result.rational, vertex, atol=1e-9).all(axis=1).any()


@given(ANY, st.integers(0, 2**32 - 1))
def test_nothing_feasible_is_better_than_the_frontier(game, seed):
    result = payoff_set(game)
    frontier, corners = result.frontier, spots(result)
    assert (np.diff(frontier[:, 0]) > 0).all()
    assert (np.diff(frontier[:, 1]) < 0).all()
    mixtures = np.random.default_rng(seed).dirichlet(np.full(len(corners), 0.3), 200)
    x, y = (mixtures @ corners).T
    beside = x >= frontier[0, 0]
    highest = np.interp(x[beside], *frontier.T)
    assert (y[beside] <= highest + 1e-9 * size(result)).all()
    assert (y <= frontier[0, 1] + 1e-9 * size(result)).all()


@given(ANY, st.floats(0.1, 3), st.floats(-5, 5))
@settings(max_examples=20)
def test_other_units_move_the_set_and_nothing_else(game, scale, shift):
    stages = [
        tg.StageGame(buyer=scale * one.payoffs[0] + shift, seller=scale * one.payoffs[1])
        for one in game.stages
    ]
    game = game.replace(stakes=1.0, outside=None, regard=0.0)
    old = payoff_set(game)
    new = payoff_set(game.replace(stage=stages))
    unit = size(old) + size(new)
    moved = scale * old.minmax + (shift, 0)
    np.testing.assert_allclose(new.minmax, moved, atol=3e-6 * unit)
    assert new.area == pytest.approx(scale**2 * old.area, abs=1e-8 * unit**2)


# --- exact averages of pairs ----------------------------------------------------------


@given(ANY, draws.automata(), draws.automata(), st.booleans())
@settings(max_examples=80)
def test_what_a_pair_earns_lies_in_the_set(game, buyer, seller, utility):
    # What one has after leaving carries no regard, nor does the corner of the set.
    result = payoff_set(game, pairs=[(buyer, seller)], utility=utility)
    exact = tg.evaluate(game, buyer, seller)
    expected = exact.utility if utility else exact.payoff
    np.testing.assert_array_equal(result.points[0], expected)
    assert result.contains(result.points).all()
    assert result.left_over[0] >= 0


# --- what can be secured --------------------------------------------------------------


@given(draws.finite_games(most=5, outside=False), st.booleans())
@settings(max_examples=25)
def test_security_is_what_backward_induction_finds(game, utility):
    got = security(game, utility=utility)
    unit = max(1.0, float(np.abs(game.arrays().utility).max()))
    for role in (0, 1):
        expected = slow.secured(game, role, utility=utility)
        assert got[role] == pytest.approx(expected, abs=1e-9 * unit)


@given(draws.geometric_games(highest=0.6, outside=False, most_depths=3), st.booleans())
@settings(max_examples=15)
def test_security_is_that_of_a_long_game_with_the_same_end(game, utility):
    got = security(game, utility=utility)
    unit = max(1.0, float(np.abs(game.arrays().utility).max()))
    for role in (0, 1):
        expected = slow.secured(game, role, rounds=50, utility=utility, halvings=40)
        assert got[role] == pytest.approx(expected, abs=1e-8 * unit)


ONE_LENGTH = st.one_of(
    draws.geometric_games(highest=0.9, outside=False, misperception=False).map(
        lambda game: game.replace(continuation=0.9)
    ),
    draws.unbounded_games(outside=False, misperception=False),
    draws.finite_games(most=6, outside=False, misperception=False).map(
        lambda game: game.replace(continuation=0.9)
    ),
)


@given(ONE_LENGTH, draws.automata(leaving=False), st.sampled_from(["buyer", "seller"]))
def test_nobody_can_be_held_below_what_it_can_secure(game, opponent, role):
    least = security(game, utility=True)[("buyer", "seller").index(role)]
    reply = tg.best_response(game, opponent=opponent, role=role)
    unit = max(1.0, float(np.abs(game.arrays().utility).max()))
    assert reply.utility >= least - 1e-6 * unit


@given(draws.games(continuation=st.just(0.9), outside=False))
def test_without_an_end_it_is_the_limit_of_patience(game):
    unit = max(1.0, float(np.abs(game.arrays().utility).max()))
    endless = security(game.replace(continuation=1.0))
    patient = security(game.replace(continuation=1 - 1e-5))
    np.testing.assert_allclose(endless, patient, atol=0.02 * unit)


def test_a_ladder_of_chances_is_secured_by_the_rate_not_the_total():
    # Deep play lasts longer; who defects stays shallow, where a round pays 1 on average.
    bond = tg.Relationship(depths=3, stakes=tg.between(1, 2))
    game = tg.TrustGame(STANDARD, bond, continuation=tg.between(0.5, 0.99))
    np.testing.assert_allclose(security(game), [1, 1], atol=1e-9)
    # With losses for both, a partner would draw it out, but a round still costs no more.
    debts = tg.StageGame.prisoners_dilemma(T=0, R=-0.5, P=-5, S=-10)
    game = tg.TrustGame(debts, bond, continuation=tg.between(0.5, 0.99))
    np.testing.assert_allclose(security(game), [-5, -5], atol=1e-9)


# --- what it says of itself, and bad input --------------------------------------------


def test_it_introduces_itself_and_can_be_made_again():
    result = tg.payoff_set(REPEATED, pairs=[("tit_for_tat", "always_defect")])
    assert repr(result) == (
        "PayoffSet(4 vertices, minmax=(1.000, 1.000), together at most 6.000, 1 pair)"
    )
    frame = result.to_frame()
    assert list(frame) == ["buyer", "seller", "depth", "outcome", "on_frontier"]
    assert frame["outcome"].tolist() == ["CD", "DD", "DC", "CC"]
    made = result.provenance
    again = tg.payoff_set(made["game"], pairs=made["pairs"], utility=made["utility"])
    np.testing.assert_array_equal(again.points, result.points)
    assert "<table" in result._repr_html_()


@pytest.mark.parametrize(
    ("given_", "pieces"),
    [
        (lambda: payoff_set(STANDARD), ["`game`", "TrustGame", "StageGame", "TrustGame("]),
        (lambda: payoff_set(REPEATED, pairs="tit_for_tat"), ["`pairs`", "tit_for_tat"]),
        (lambda: payoff_set(REPEATED, pairs=3), ["`pairs`", "got 3", "pairs=["]),
        (lambda: payoff_set(REPEATED, pairs=["ab"]), ["`pairs`", "pairs[0]", "'ab'"]),
        (
            lambda: payoff_set(REPEATED, pairs=[("tit_for_tat",)]),
            ["`pairs`", "pairs[0]", "tit_for_tat"],
        ),
        (lambda: payoff_set(REPEATED, utility="yes"), ["`utility`", "True", "'yes'"]),
        (
            lambda: payoff_set(REPEATED, pairs=[("tit_for_tatt", "grim_trigger")]),
            ["tit_for_tatt", "tit_for_tat"],
        ),
    ],
)
def test_bad_input_is_named(given_, pieces):
    with pytest.raises(tg.SpecificationError) as caught:
        given_()
    message = str(caught.value)
    for piece in pieces:
        assert piece in message


def test_rates_and_averages_are_not_compared():
    bond = tg.Relationship(depths=2, continuation=tg.values(0.5, 1))
    with pytest.raises(tg.RefusedError, match="`continuation` is 1 at some depths only"):
        payoff_set(tg.TrustGame(STANDARD, bond))
    payoff_set(tg.TrustGame(STANDARD, bond, rounds=9))
    payoff_set(tg.TrustGame(STANDARD, bond, outside=(0, 0)))
    stays = tg.Relationship(depths=2, start=1, erode=0, continuation=tg.values(0.5, 1))
    payoff_set(tg.TrustGame(STANDARD, stays))  # the depth that ends is never reached


def test_a_player_who_is_no_automaton_is_refused():
    with pytest.raises(tg.RefusedError, match="finite automaton"):
        payoff_set(REPEATED, pairs=[(lambda seen: 0, "tit_for_tat")])
