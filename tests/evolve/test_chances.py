"""Fixation, stationary distributions and finite populations, beside slow dense chains."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from oracles import evolve as slow
from oracles.leagues import PRISON, ROW_3, dilemma, league, symmetric
from trustgame._random import key_from
from trustgame.automata import memory_one
from trustgame.curves import values
from trustgame.evolve.finite.populations import moran, pairwise_comparison
from trustgame.evolve.fixation import fixation_probability, invasions
from trustgame.evolve.simplex import stationary_of
from trustgame.evolve.stationary import stationary
from trustgame.exceptions import RefusedError, SpecificationError, UnknownNameError
from trustgame.game import TrustGame
from trustgame.solve.table import pair_table
from trustgame.stage import StageGame

rng = np.random.default_rng(20)
OWN = rng.normal(size=(3, 3))


@pytest.mark.parametrize("Z", [2, 3, 17, 1000])
@pytest.mark.parametrize("process", ["fermi", "moran"])
def test_a_neutral_mutant_takes_over_one_time_in_Z(Z, process):  # noqa: N802
    same = symmetric(np.ones((2, 2)))
    p = fixation_probability(
        same, mutant="s0", resident="s1", population=Z, process=process
    )
    assert p == pytest.approx(1 / Z, rel=1e-12)
    at_zero = fixation_probability(
        dilemma(**ROW_3), mutant="C", resident="D", population=Z, intensity=0
    )
    assert at_zero == pytest.approx(1 / Z, rel=1e-12)


@pytest.mark.parametrize("Z", [2, 5, 30])
@pytest.mark.parametrize("intensity", [0.1, 1.0, 3.0])
def test_fixation_solves_the_absorbing_chain(Z, intensity):
    own = OWN[:2, :2]
    for process, mapping, oracle in (
        ("fermi", "exp", "fermi"),
        ("moran", "exp", "exp"),
        ("moran", "linear", "linear"),
    ):
        w = min(intensity, 0.2) if mapping == "linear" else intensity
        ours = fixation_probability(
            symmetric(own), mutant="s0", resident="s1", population=Z, intensity=w,
            process=process, mapping=mapping,
        )  # fmt: skip
        assert ours == pytest.approx(slow.fixation(own, Z, w, mapping=oracle), rel=1e-9)


def test_fixation_in_two_populations_is_a_closed_form():
    table = rng.normal(size=(2, 3, 2))
    ours = fixation_probability(
        league(table), mutant="s2", resident="s0", role="seller", against="s1",
        population=(40, 25), intensity=0.7,
    )  # fmt: skip
    g = np.exp(-0.7 * (table[1, 2, 1] - table[1, 0, 1]))
    assert ours == pytest.approx((1 - g) / (1 - g**25), rel=1e-10)


def test_strong_selection_does_not_underflow_into_nonsense():
    hard = stationary(
        dilemma(**ROW_3), population=100, intensity=100, limit="small_mutation"
    )
    assert hard.share("D") == pytest.approx(1, abs=1e-12)
    # Two strict equilibria, each left with a chance far below the least float.
    own = [[2, 0], [0, 1]]
    both = stationary(symmetric(own), population=500, intensity=20, limit="small_mutation")
    assert both.share("s0") == pytest.approx(1)
    assert np.isfinite(both.distribution).all()


@pytest.mark.parametrize("n", [2, 3, 5])
def test_small_mutation_is_the_dense_chain_of_uniform_states(n):
    own = rng.normal(size=(n, n))
    ours = stationary(symmetric(own), population=12, intensity=0.8, limit="small_mutation")
    np.testing.assert_allclose(ours.buyers, slow.small_mutation(own, 12, 0.8), atol=1e-9)
    assert ours.distribution.sum() == pytest.approx(1, abs=1e-12)
    assert ours.residual < 1e-12


@pytest.mark.parametrize(("n", "Z"), [(2, 15), (3, 8), (4, 5)])
def test_the_full_chain_is_the_dense_one(n, Z):
    own = rng.normal(size=(n, n))
    ours = stationary(symmetric(own), population=Z, intensity=0.9, mutation=0.03)
    np.testing.assert_allclose(ours.buyers, slow.full_chain(own, Z, 0.9, 0.03), atol=1e-9)
    assert ours.residual < 1e-12
    assert ours.distribution.sum() == pytest.approx(1, abs=1e-12)


@pytest.mark.compiled
def test_three_strategies_in_a_population_of_100_balance_to_1e_12():
    for intensity in (0.1, 1.0, 10.0):
        full = stationary(
            symmetric(OWN), population=100, intensity=intensity, mutation=0.001
        )
        assert full.residual < 1e-12
        assert full.distribution.sum() == pytest.approx(1, abs=1e-12)
        assert len(full.distribution) == 5151


def test_rare_mutation_tends_to_the_small_mutation_limit():
    table = league(rng.normal(size=(2, 3, 2)))
    full = stationary(table, population=(10, 12), intensity=1, mutation=1e-7)
    limit = stationary(table, population=(10, 12), intensity=1, limit="small_mutation")
    np.testing.assert_allclose(full.buyers, limit.buyers, atol=1e-4)
    np.testing.assert_allclose(full.sellers, limit.sellers, atol=1e-4)


def test_a_band_too_wide_is_solved_sparsely(monkeypatch):
    band = stationary(symmetric(OWN), population=20, intensity=1, mutation=0.05)
    monkeypatch.setattr("trustgame.evolve.simplex.MOST_WORK", 0)
    spread = stationary(symmetric(OWN), population=20, intensity=1, mutation=0.05)
    np.testing.assert_allclose(band.distribution, spread.distribution, atol=1e-12)
    assert callable(stationary_of)


def test_cooperation_of_the_population_is_that_of_its_pairs():
    ours = stationary(dilemma(**ROW_3), population=6, intensity=0.3, mutation=0.2)
    expected = 0.0
    for share, (c, d) in zip(ours.distribution, ours.counts, strict=True):
        expected += share * c * (c - 1 + d) / 30
    assert ours.cooperation[0] == pytest.approx(expected)
    assert ours.cooperation[0] == pytest.approx(ours.share("C"))


PAIR = {"mutant": "C", "resident": "D"}


def two_state_league(memory, stay, benefits, *, tremble=0.001):
    """All pure memory-one strategies of the two-state game; ``memory`` 4 or 8."""
    players = list(itertools.product((0, 1), repeat=memory))
    n = len(players)
    pay, done = np.zeros((n, n, 2)), np.zeros((n, n, 2))
    for i, j in itertools.combinations_with_replacement(range(n), 2):
        p, q = (z * (8 // memory) for z in (players[i], players[j]))
        a, b, x, y = slow.two_state_pair(p, q, stay, benefits, 1.0, tremble)
        pay[i, j], pay[j, i], done[i, j], done[j, i] = (a, b), (b, a), (x, y), (y, x)
    names = ["".join(map(str, p)) for p in players]
    return league(pay, cooperation=done, buyers=names, sellers=names)


def test_win_stay_lose_shift_wins_where_cooperation_keeps_the_game_rich():
    # Hilbe, Simsa, Chatterjee & Nowak (2018): b1 = 2, b2 = 1.2, c = 1, N = 100. Where only
    # mutual cooperation leads to the rich state, 2 b1 - b2 > 2 c and win-stay lose-shift
    # prevails; in either game alone, b < 2 c, cooperation fails.
    shares = {}
    for name, stay in {"both": [[0, 0, 1]] * 2, "rich": [[1, 1, 1]] * 2,
                       "poor": [[0, 0, 0]] * 2}.items():  # fmt: skip
        table = two_state_league(4, stay, (2.0, 1.2))
        shares[name] = stationary(
            table, population=100, intensity=1, limit="small_mutation"
        )
    assert shares["both"].share("1001") > 0.95
    assert shares["both"].cooperation.mean() > 0.95
    assert shares["rich"].cooperation.mean() < 0.25
    assert shares["poor"].cooperation.mean() < 0.15
    own = shares["both"].contest.matrix
    np.testing.assert_allclose(
        shares["both"].buyers, slow.small_mutation(own, 100, 1.0), atol=1e-8
    )


@pytest.mark.compiled
def test_sight_of_the_state_leaves_win_stay_lose_shift_on_top():
    # The same game for all 256 pure memory-one strategies that see the state, intensity 10.
    # The rich state follows mutual cooperation only, so just p_CC there and the other three
    # in the poor one are ever used: 16 strategies are win-stay lose-shift in effect.
    b, c = (2.0, 1.2), 1.0
    stages = [
        StageGame(buyer=[[x - c, -c], [x, 0]], seller=[[x - c, x], [-c, 0]]) for x in b
    ]
    transition = np.zeros((2, 2, 2, 2))
    transition[..., 1] = 1
    transition[:, 0, 0] = [1, 0]
    game = TrustGame.from_states(stages, transition=transition, start=0, tremble=0.001)
    players = [
        memory_one(*(values(p[k], p[4 + k]) for k in range(4)), name="".join(map(str, p)))
        for p in itertools.product((0, 1), repeat=8)
    ]
    table = pair_table(game, players, players)
    names = [player.name for player in players]
    many = league(table.utility, cooperation=table.cooperation, buyers=names, sellers=names)
    ours = stationary(many, population=100, intensity=10, limit="small_mutation")
    alike = [ours.share(name) for name in names if name[0] + name[5:] == "1001"]
    assert len(alike) == 16
    assert sum(alike) > 0.99
    assert np.ptp(alike) < 1e-6
    assert ours.cooperation.mean() > 0.99
    assert ours.distribution.sum() == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize(("b", "wins"), [(2.8, False), (3.2, True)])
def test_win_stay_lose_shift_beats_always_defect_above_three_times_the_cost(b, wins):
    # Imhof, Fudenberg & Nowak (2007): long repeated play with rare errors, b/c = 3
    wsls, alld, single = (1, 0, 0, 1), (0, 0, 0, 0), [[1, 1, 1]] * 2
    own = np.array([
        [slow.two_state_pair(p * 2, q * 2, single, (b, b), 1.0, 1e-4)[0] for q in (wsls,
        alld)] for p in (wsls, alld)
    ])  # fmt: skip
    ours = stationary(
        symmetric(own), population=1000, intensity=0.1, limit="small_mutation"
    )
    assert (ours.buyers[0] > 0.5) == wins


@pytest.mark.parametrize("process", ["comparison", "moran"])
def test_runs_read_the_same_words_as_the_slow_ones(process):
    counts = (4, 3, 5)
    start = np.array(counts) / 12
    ours, theirs = (
        (pairwise_comparison, slow.comparison_run)
        if process == "comparison"
        else (moran, slow.moran_run)
    )
    many = ours(symmetric(OWN), start, population=12, intensity=1.3, mutation=0.05,
    steps=400,
                records=400, runs=3, seed=9)  # fmt: skip
    for run in range(3):
        path = theirs(OWN, counts, steps=400, intensity=1.3, mutation=0.05,
                      key=key_from(9), run=run)  # fmt: skip
        assert many.runs_buyers[run].tolist() == [list(seen) for seen in path]
    mean = many.runs_buyers[:, 1:].mean(axis=(0, 1)) / 12
    np.testing.assert_allclose(many.average_buyers, mean, atol=1e-12)


def test_averages_leave_the_warm_up_out():
    run = pairwise_comparison(symmetric(OWN), population=10, mutation=0.1, steps=500,
                              records=500, warm_up=200, seed=4)  # fmt: skip
    late = run.runs_buyers[0, 201:].mean(axis=0) / 10
    np.testing.assert_allclose(run.average_buyers, late, atol=1e-12)


@pytest.mark.compiled
@pytest.mark.parametrize("process", [pairwise_comparison, moran])
def test_simulated_fixation_agrees_with_the_exact_one(process):
    own, Z, runs = np.array([[1.0, 1.4], [1.2, 1.0]]), 10, 40_000
    sample = process(symmetric(own), [0.1, 0.9], population=Z, mutation=0, runs=runs,
                     steps=20_000, records=1, seed=11)  # fmt: skip
    p = slow.fixation(own, Z, 1.0)
    assert np.isfinite(sample.uniform_after).all()
    assert abs(sample.fixed("s0") - p) < 5 * np.sqrt(p * (1 - p) / runs)


@pytest.mark.compiled
def test_simulated_averages_agree_with_the_stationary_distribution():
    table = league(rng.normal(size=(2, 3, 2)))
    exact = stationary(table, population=(10, 12), intensity=1, mutation=0.05)
    sample = pairwise_comparison(table, population=(10, 12), mutation=0.05, steps=40_000,
                                 runs=60, warm_up=4_000, seed=3)  # fmt: skip
    by_run = sample.runs_buyers[:, 100:, 0].mean(axis=1) / 10
    error = by_run.std(ddof=1) / np.sqrt(60)
    assert abs(sample.average_buyers[0] - exact.buyers[0]) < 5 * error


def test_seeds_reproduce_for_any_number_of_threads():
    args = {"population": (9, 14), "mutation": 0.02, "steps": 3000, "seed": 5}
    table = league(rng.normal(size=(2, 3, 2)))
    for process in (pairwise_comparison, moran):
        one, three = (process(table, runs=7, threads=k, **args) for k in (1, 3))
        few = process(table, runs=2, **args)
        assert np.array_equal(one.runs_sellers, three.runs_sellers)
        assert np.array_equal(one.runs_buyers[:2], few.runs_buyers)
        assert one.average_buyers.sum() == pytest.approx(1)
        assert one.average_sellers.sum() == pytest.approx(1)


def test_invasions_name_what_resists():
    graph = invasions(dilemma(**ROW_3), population=50)
    assert graph.favoured.tolist() == [[False, True], [False, False]]
    assert graph.invaded.tolist() == [True, False]
    assert graph.to_frame().columns.tolist()[:3] == ["resident", "mutant", "fixation"]
    assert "resisting all: D" in repr(graph)
    two = invasions(league(rng.normal(size=(2, 3, 2))))
    assert len(two.names) == 6
    assert np.isnan(two.fixation[0, 5])


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda t: stationary(t), "must be given"),
        (lambda t: stationary(t, mutation=0.1, limit="small_mutation"), "not both"),
        (lambda t: stationary(t, limit="small"), "`limit` must be one of"),
        (lambda t: stationary(t, mutation=0), "above 0"),
        (lambda t: stationary(t, mutation=1.1), "`mutation`"),
        (lambda t: stationary(t, population=1, mutation=0.1), "at least 2"),
        (lambda t: fixation_probability(t, mutant="C", resident="E"), "a strategy"),
        (lambda t: fixation_probability(t, **PAIR, role="buyer"), "two populations"),
        (lambda t: fixation_probability(t, **PAIR, populations="two"), "need `role`"),
        (lambda t: fixation_probability(t, **PAIR, mapping="linear"), "process='moran'"),
        (lambda t: pairwise_comparison(t, seed=1, population=1), "at least 2"),
        (lambda t: pairwise_comparison(t, seed=1, mutation=-1), "`mutation`"),
        (lambda t: pairwise_comparison(t, seed=1, steps=0), "`steps`"),
        (lambda t: pairwise_comparison(t, seed=1, intensity=-1), "`intensity`"),
        (lambda t: pairwise_comparison(t, seed=None), "`seed`"),
        (lambda t: pairwise_comparison(t, seed=1, steps=5, warm_up=5), "warm_up"),
        (lambda t: moran(t, seed=1, mapping="log"), "`mapping`"),
    ],
)  # fmt: skip
def test_bad_arguments_are_named(call, says):
    with pytest.raises(SpecificationError, match=says):
        call(dilemma(**ROW_3))


def test_questions_without_an_answer_are_refused():
    with pytest.raises(RefusedError, match="negative"):
        moran(dilemma(**PRISON), seed=1, mapping="linear")
    with pytest.raises(RefusedError, match="negative"):
        fixation_probability(dilemma(**PRISON), mutant="C", resident="D", process="moran",
                             mapping="linear")  # fmt: skip
    with pytest.raises(RefusedError, match="states"):
        stationary(symmetric(np.eye(6)), population=100, mutation=0.1)
    with pytest.raises(RefusedError, match="pairwise comparison"):
        stationary(dilemma(**ROW_3), mutation=0.1, process="moran")
    with pytest.raises(UnknownNameError, match="Did you mean 'always_defect'"):
        fixation_probability(
            symmetric(np.eye(2), buyers=["always_defect", "b"], sellers=["always_defect",
            "b"]), mutant="always_defct", resident="b",
        )  # fmt: skip
