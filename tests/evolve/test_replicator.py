"""The replicator, continuous and discrete, and the compiled one behind the maps."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from oracles import selection as slow
from oracles.leagues import PRISON, ROW_3, dilemma, league, symmetric
from trustgame.evolve.contest import read
from trustgame.evolve.replicator import replicator
from trustgame.evolve.settle import settle
from trustgame.exceptions import RefusedError, SpecificationError, UnknownNameError

numbers = st.floats(-3, 3).map(lambda x: round(x, 3))


@pytest.mark.parametrize("n", [2, 3, 5])
def test_one_population_follows_small_runge_kutta_steps(n):
    own = np.random.default_rng(n).normal(size=(n, n))
    start = np.random.default_rng(n + 1).dirichlet(np.ones(n))
    ours = replicator(symmetric(own), start, time=6)
    theirs = slow.one_population(own, start, time=6, step=0.01)
    np.testing.assert_allclose(ours.final_buyers, theirs, atol=1e-8)
    assert ours.population == "one"
    assert ours.final_sellers is not None


def test_two_populations_follow_small_runge_kutta_steps():
    table = np.random.default_rng(5).normal(size=(3, 4, 2))
    x, y = (np.random.default_rng(6).dirichlet(np.ones(n)) for n in (3, 4))
    ours = replicator(league(table), (x, y), time=[0, 2.5, 5])
    theirs = slow.two_populations(table[..., 0], table[..., 1], x, y, time=5, step=0.01)
    np.testing.assert_allclose(ours.final_buyers, theirs[0], atol=1e-8)
    np.testing.assert_allclose(ours.final_sellers, theirs[1], atol=1e-8)
    np.testing.assert_allclose(ours.times, [0, 2.5, 5])
    np.testing.assert_allclose(ours.buyers[0], x, atol=1e-12)


def test_outcomes_are_means_over_the_couples_that_meet():
    table = np.random.default_rng(8).normal(size=(3, 4, 2))
    material = np.random.default_rng(9).normal(size=(3, 4, 2))
    path = replicator(league(table, payoff=material), time=3)
    last = slow.meeting(material[..., 1], path.final_buyers, path.final_sellers)
    assert path.payoff[-1, 1] == pytest.approx(last, abs=1e-12)


@settings(max_examples=15)
@given(arrays(float, (3, 3, 2), elements=numbers))
def test_rest_points_are_nash_equilibria(table):
    end = replicator(league(table), population="two")
    if not end.at_rest:
        return
    f, g = end.contest.earnings(end.final_buyers, end.final_sellers)
    scale = end.contest.scale
    # No strategy, used or not, earns more than the average (to the tolerance of rest).
    assert f.max() <= end.final_buyers @ f + 1e-7 * scale
    assert g.max() <= end.final_sellers @ g + 1e-7 * scale
    assert end.is_nash


@settings(max_examples=40)
@given(arrays(float, (3, 3), elements=numbers), st.sampled_from([0.0, 0.02]))
def test_settling_ends_where_the_replicator_ends(own, mutation):
    table = symmetric(own).fitness
    fast = settle(table[None], population="one", mutation=mutation)
    full = replicator(symmetric(own), population="one", mutation=mutation)
    if fast.at_rest[0] and full.at_rest:
        f = own @ fast.buyers[0]
        if not mutation:  # neutral strategies may drift on a little below the tolerance
            assert f.max() <= fast.buyers[0] @ f + 1e-6 * max(np.ptp(own), 1e-9)
        np.testing.assert_allclose(fast.buyers[0], full.final_buyers, atol=2e-3)


@settings(max_examples=15)
@given(arrays(float, (3, 3, 2), elements=numbers), st.sampled_from([0.5, 7.0]))
def test_a_selection_that_is_stopped_is_where_the_replicator_is_by_then(table, time):
    # Zero-sum tables, among them, circle for ever: the steps that are refused do not count.
    fast = settle(table[None], time=time, rest=1e-12)
    full = replicator(league(table), population="two", time=time)
    np.testing.assert_allclose(fast.buyers[0], full.final_buyers, atol=1e-6)
    np.testing.assert_allclose(fast.sellers[0], full.final_sellers, atol=1e-6)
    assert fast.time[0] <= time


def test_where_selection_never_rests_shares_are_those_of_the_last_step_taken():
    own = np.random.default_rng(3).normal(size=(3, 3))
    circling = np.stack([own, -own], axis=-1)
    end = settle(circling[None])
    back = replicator(league(circling), population="two", time=float(end.time[0]))
    assert not end.at_rest[0]
    np.testing.assert_allclose(end.buyers[0], back.final_buyers, atol=1e-3)


def test_shares_that_circle_average_to_the_equilibrium_they_circle():
    """So they do in zero-sum games (Hofbauer & Sigmund 1998, theorem 7.6.4)."""
    own = np.array([[2.0, -1.0], [-1.0, 1.0]])  # each plays its first with chance 2/5
    end = settle(np.stack([own, -own], axis=-1)[None], average=True)
    assert not end.at_rest[0]
    np.testing.assert_allclose(end.met[0], np.outer([0.4, 0.6], [0.4, 0.6]), atol=0.02)


def test_settling_does_not_depend_on_threads_or_company():
    tables = np.random.default_rng(3).normal(size=(23, 4, 3, 2))
    one, three = settle(tables, threads=1), settle(tables, threads=3)
    alone = settle(tables[11:12])
    assert np.array_equal(one.buyers, three.buyers)
    assert np.array_equal(one.sellers[11], alone.sellers[0])
    np.testing.assert_allclose(one.buyers.sum(axis=1), 1, atol=1e-12)


def test_a_strategy_that_became_rare_comes_back():
    # Beaten at first, c can grow once b has taken over: 1e-9 of the start is not nothing.
    own = [[1, 0, 1], [2, 1, 0], [0, 3, 1.5]]
    end = replicator(symmetric(own), [0.5, 0.5 - 1e-9, 1e-9])
    assert end.final_buyers[2] > 0.9
    assert settle(symmetric(own).fitness[None], [0.5, 0.5 - 1e-9, 1e-9],
                  population="one").buyers[0, 2] > 0.9  # fmt: skip


def test_circling_shares_are_said_to_be_moving():
    rock = [[0, -1, 2], [2, 0, -1], [-1, 2, 0]]  # trajectories spiral inwards, to thirds
    inwards = replicator(symmetric(rock), [0.6, 0.3, 0.1])
    np.testing.assert_allclose(inwards.final_buyers, 1 / 3, atol=1e-6)
    outwards = replicator(symmetric(-np.array(rock).T), [0.34, 0.33, 0.33])
    assert not outwards.at_rest
    assert "still moving" in outwards.stopped


@pytest.mark.parametrize("payoffs", [ROW_3, PRISON])
@pytest.mark.parametrize("population", ["one", "two"])
def test_assortment_invades_and_protects_at_the_known_points(payoffs, population):
    # theory, row 11: C invades iff r > (P-S)/(R-S), and is stable iff r > (T-R)/(T-P)
    T, R, P, S = (payoffs[k] for k in "TRPS")
    rare, common = np.array([1e-4, 1 - 1e-4]), np.array([1 - 1e-4, 1e-4])
    for point, start in (((P - S) / (R - S), rare), ((T - R) / (T - P), common)):
        for r, grows in ((point - 0.01, False), (point + 0.01, True)):
            both = start if population == "one" else (start, start)
            path = replicator(
                dilemma(**payoffs), both, population=population, assortment=r, time=2
            )
            assert (path.final_buyers[0] > start[0]) == grows


def test_two_populations_meet_as_correlated_as_theory_says():
    # theory, row 12: P(CC) = xy + r sqrt(x(1-x)y(1-y)), at most min(x, y)
    contest = read(dilemma(**ROW_3), "two")
    x, y = np.array([0.5, 0.5]), np.array([0.3, 0.7])
    for r in (0, 0.2, 0.65):
        met = contest.meeting(x, y, r)
        assert met[0, 0] == pytest.approx(0.15 + r * np.sqrt(0.25 * 0.21), abs=1e-12)
        np.testing.assert_allclose([met.sum(axis=1), met.sum(axis=0)], [x, y], atol=1e-12)
    assert contest.meeting(x, y, 0.6547)[0, 0] == pytest.approx(0.3, abs=1e-4)
    assert contest.meeting(x, y, 0.9)[0, 0] == pytest.approx(0.3, abs=1e-12)


@given(
    st.integers(2, 5).flatmap(
        lambda n: st.tuples(*[arrays(float, n, elements=st.floats(0.001, 1))] * 2)
    ),
    st.floats(0, 1),
)
def test_assorted_meetings_keep_their_margins(shares, r):
    x, y = (z / z.sum() for z in shares)
    n = len(x)
    names = [f"s{i}" for i in range(n)]
    table = np.random.default_rng(n).normal(size=(n, n, 2))
    contest = read(league(table, buyers=names, sellers=names), "two")
    met = contest.meeting(x, y, r)
    assert met.min() >= -1e-15
    np.testing.assert_allclose(met.sum(axis=1), x, atol=1e-12)
    np.testing.assert_allclose(met.sum(axis=0), y, atol=1e-12)
    f, g = contest.earnings(x, y, r)
    assert x @ f == pytest.approx((met * table[..., 0]).sum(), abs=1e-12)
    assert y @ g == pytest.approx((met * table[..., 1]).sum(), abs=1e-12)
    # With equal shares it is the assortment of one population.
    np.testing.assert_allclose(
        contest.meeting(x, x, r), (1 - r) * np.outer(x, x) + r * np.diag(x), atol=1e-12
    )


def test_discrete_time_is_the_textbook_map():
    own = np.array([[3.0, 1.0], [5.0, 2.0]])
    x = np.array([0.7, 0.3])
    path = replicator(symmetric(own), x, discrete=True, time=3, mutation=0.1)
    for t in range(3):
        f = own @ x
        grown = x * f / (x @ f)
        x = 0.9 * grown + 0.1 * (1 - grown)
        np.testing.assert_allclose(path.buyers[t + 1], x, atol=1e-14)


def test_units_of_payoff_change_only_the_clock():
    own = np.random.default_rng(2).normal(size=(3, 3))
    once = replicator(symmetric(own), mutation=0.03)
    scaled = replicator(symmetric(100 * own + 7), mutation=0.03)
    np.testing.assert_allclose(once.final_buyers, scaled.final_buyers, atol=1e-6)


def test_population_is_chosen_and_said():
    assert "different strategies" in read(league(np.ones((2, 3, 2)))).why
    uneven = np.arange(8.0).reshape(2, 2, 2)
    assert read(league(uneven)).population == "two"
    assert read(dilemma(**ROW_3)).population == "one"
    assert read(dilemma(**ROW_3), "two").why == "as asked"


def test_starts_by_name_and_by_number_are_one():
    by_name = replicator(dilemma(**ROW_3), {"C": 0.9, "D": 0.1}, time=1)
    assert np.array_equal(
        by_name.buyers, replicator(dilemma(**ROW_3), [0.9, 0.1], time=1).buyers
    )
    two = replicator(
        dilemma(**ROW_3), {"buyers": {"C": 1.0}, "sellers": [0.5, 0.5]}, population="two"
    )
    assert two.final_buyers.tolist() == [1, 0]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"start": [0.5, 0.6]}, "sum to"),
        ({"start": [0.5, 0.2, 0.3]}, "one share for each"),
        ({"start": {"E": 1}}, "must be a strategy"),
        ({"mutation": 1.5}, r"`mutation` must lie in \[0, 1\]"),
        ({"assortment": -0.1}, "`assortment`"),
        ({"population": "three"}, "`population` must be one of"),
        ({"time": -1}, "above 0"),
        ({"time": [3, 1]}, "ascending"),
        ({"time": 1.5, "discrete": True}, "whole number"),
    ],
)
def test_bad_arguments_are_named(change, says):
    with pytest.raises(SpecificationError, match=says):
        replicator(dilemma(**ROW_3), **change)


def test_bad_tables_are_named():
    with pytest.raises(SpecificationError, match="at least two strategies"):
        replicator(league(np.ones((1, 1, 2))))
    with pytest.raises(SpecificationError, match="more than once"):
        replicator(league(np.ones((2, 2, 2)), buyers=["a", "a"]))
    broken = np.ones((2, 2, 2))
    broken[1, 0, 0] = np.nan
    with pytest.raises(SpecificationError, match="'s1' against 's0'"):
        replicator(league(broken))
    with pytest.raises(SpecificationError, match="same strategies"):
        replicator(league(np.ones((2, 3, 2))), population="one")
    with pytest.raises(RefusedError, match="negative fitness"):
        replicator(dilemma(**PRISON), discrete=True)
    with pytest.raises(RefusedError, match="own kind"):
        replicator(league(np.ones((2, 3, 2))), assortment=0.2)
    with pytest.raises(UnknownNameError, match="Did you mean 'tit_for_tat'"):
        replicator(
            symmetric(np.eye(2), buyers=["tit_for_tat", "b"], sellers=["tit_for_tat", "b"]),
            {"tit_for_tatt": 1},
        )
    with pytest.raises(SpecificationError, match="finite"):
        settle(broken[None])
    with pytest.raises(SpecificationError, match="axes"):
        settle(np.ones((2, 2, 2)))
    with pytest.raises(SpecificationError, match="sum to 1"):
        settle(np.ones((1, 2, 2, 2)), [0.5, 0.6])


def test_results_introduce_themselves():
    path = replicator(dilemma(**ROW_3), time=2)
    assert repr(path).startswith("Selection(replicator, D 0.")
    assert list(path.to_frame()) == ["time", "C", "D", "payoff_buyer", "cooperation_buyer",
                                     "payoff_seller", "cooperation_seller"]  # fmt: skip
    assert path.final().shape == (2, 4)
    assert path.provenance["assortment"] == 0
    with pytest.raises(UnknownNameError):
        path.leader("broker")


def test_what_is_no_league_is_told_so():
    import trustgame as tg

    with pytest.raises(
        tg.SpecificationError, match=r"`league` must be a League.*StageGame"
    ):
        tg.replicator(tg.StageGame.prisoners_dilemma())
