"""Truncation selection, beside people in a list who play one match after the other."""

from __future__ import annotations

import random
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oracles import totals as slow_totals
from oracles import truncation as slow
from oracles.leagues import league, symmetric
from trustgame._random import key_from
from trustgame.evolve.finite.truncation import truncation
from trustgame.evolve.finite.winners import wilson
from trustgame.exceptions import RefusedError, SpecificationError, UnknownNameError
from trustgame.game import TrustGame
from trustgame.stage import StageGame
from trustgame.strategies import find
from trustgame.tournament import round_robin

GIFTS = StageGame.prisoners_dilemma(T=3, R=2, P=0, S=-1)
PAY = {"CC": 2, "CD": -1, "DC": 3, "DD": 0}
THREE = ("always_cooperate", "always_defect", "tit_for_tat")
FIVE = ("always_defect", "random", "tit_for_tat", "tit_for_two_tats", "win_stay_lose_shift")


def gifts(names, *, rounds=10, tremble=0.0, stage=GIFTS):
    """The league of a gift game."""
    return round_robin(TrustGame(stage, rounds=rounds, tremble=tremble), list(names))


@st.composite
def contests(draw):
    """A table of whole numbers with many ties, counts, and how many are replaced."""
    n = draw(st.integers(2, 4))
    row = st.lists(st.integers(-2, 3), min_size=n, max_size=n)
    own = draw(st.lists(row, min_size=n, max_size=n))
    counts = draw(
        st.lists(st.integers(0, 4), min_size=n, max_size=n).filter(lambda c: sum(c) >= 2)
    )
    return own, counts, draw(st.integers(1, sum(counts) // 2))


# --- beside the oracle ------------------------------------------------------------------


@given(contests(), st.integers(0, 100))
def test_every_run_is_the_one_by_hand(contest, seed):
    own, counts, replace = contest
    ours = truncation(
        symmetric(own), population=counts, replace=replace, generations=6, runs=3, seed=seed
    )
    for run in range(3):
        by_hand = slow.run_by_words(
            own, counts, replace=replace, generations=6, key=key_from(seed), run=run
        )
        mine = [tuple(row) for row in ours.counts[run].tolist()]
        assert mine == by_hand + [by_hand[-1]] * (len(mine) - len(by_hand))
        over = max(by_hand[-1]) == sum(counts)
        assert ours.uniform_after[run] == (len(by_hand) - 1 if over else np.inf)


def test_every_run_of_drawn_matches_is_the_one_by_hand():
    game = TrustGame(GIFTS, rounds=4, tremble=0.1)
    counts = [2, 1, 2, 2, 0]
    ours = truncation(
        round_robin(game, list(FIVE)), population=counts, replace=2, totals="drawn",
        generations=8, runs=6, seed=5,
    )  # fmt: skip
    known = {}

    def draw(i, j, half):
        if (i, j) not in known:
            one, other = find(FIVE[i]), find(FIVE[j])
            both = dict.fromkeys(slow_totals.match_totals(game, one, other), 0.0)
            for swapped, table in (
                (False, slow_totals.match_totals(game, one, other)),
                (True, slow_totals.match_totals(game, other, one)),
            ):
                for (a, b), p in table.items():
                    key = (b, a) if swapped else (a, b)
                    both[key] = both.get(key, 0.0) + p / 2
            known[i, j] = sorted(both.items())
        total = 0.0
        for got, p in known[i, j]:
            total += p
            if half / 2**32 < total:
                return got
        return known[i, j][-1][0]

    for run in range(6):
        by_hand = slow.run_by_words(
            None, counts, replace=2, generations=8, key=key_from(5), run=run, draw=draw
        )
        mine = [tuple(row) for row in ours.counts[run].tolist()]
        assert mine == by_hand + [by_hand[-1]] * (len(mine) - len(by_hand))


def test_drawn_matches_select_as_matches_that_are_played():
    counts = dict(zip(FIVE, (3, 1, 2, 2, 2), strict=True))
    runs, generations, chance = 300, 4, random.Random(8)
    played = np.array([
        [list(row.values()) for row in slow.run_by_matches(
            counts, PAY, rounds=6, slip=0.08, replace=3, generations=generations,
            chance=chance)]
        for _ in range(runs)
    ])  # fmt: skip
    ours = truncation(
        gifts(FIVE, rounds=6, tremble=0.08), population=counts, replace=3, totals="drawn",
        generations=generations, runs=4000, seed=2,
    )  # fmt: skip
    for g in range(1, generations + 1):
        mine = ours.counts[:, min(g, ours.counts.shape[1] - 1)]
        se = np.sqrt(played[:, g].var(axis=0) / runs + mine.var(axis=0) / 4000)
        gap = abs(played[:, g].mean(axis=0) - mine.mean(axis=0))
        assert (gap < 5.5 * se + 1e-12).all()


def test_expected_totals_are_drawn_ones_where_nobody_errs():
    kinds = ("detective", "grudger", *THREE)
    setting = {"population": (5, 5, 5, 5, 5), "runs": 3000, "seed": 4, "generations": 6}
    expected = truncation(gifts(kinds), **setting)
    drawn = truncation(gifts(kinds), **setting, totals="drawn")
    g = min(expected.counts.shape[1], drawn.counts.shape[1])
    one, other = expected.counts[:, :g], drawn.counts[:, :g]
    se = np.sqrt((one.var(axis=0) + other.var(axis=0)) / 3000)
    assert (abs(one.mean(axis=0) - other.mean(axis=0)) < 5.5 * se + 1e-12).all()


# --- what must come out -----------------------------------------------------------------


def test_defectors_grow_by_five_until_they_tie_with_tit_for_tat():
    # Totals by hand: 5 C, 15 D, 5 tit-for-tat give D 5 * 30 + 5 * 3 = 165, and tit-for-tat
    # 5 * 20 + 4 * 20 - 15 = 165: the five best are drawn from all twenty.
    ours = truncation(gifts(THREE), population=(15, 5, 5), runs=4000, seed=1)
    assert (ours.counts[:, 2] == [5, 15, 5]).all()
    copied = ours.counts[:, 3, 2] - 5
    assert (ours.counts[:, 3, 0] == 0).all()
    mean, spread = 5 * 5 / 20, np.sqrt(5 * 0.25 * 0.75 * 15 / 19)
    assert abs(copied.mean() - mean) < 5.5 * spread / np.sqrt(4000)
    assert ours.fixed("tit_for_tat") == 1
    assert ours.stopped == "all alike in all 4000 runs"
    assert ours.at_rest
    assert ours.is_nash
    assert ours.cooperation[-1] == pytest.approx([1, 1])


@pytest.mark.parametrize("replace", [1, 3, 5])
def test_twins_win_in_proportion_to_their_numbers(replace):
    same = symmetric(np.ones((3, 3)))
    ours = truncation(
        same,
        population=(1, 3, 6),
        replace=replace,
        runs=4000,
        generations=2000,
        seed=replace,
    )
    assert ours.won.sum() == 4000
    for share, start in zip(ours.won / 4000, (0.1, 0.3, 0.6), strict=True):
        assert abs(share - start) < 5.5 * np.sqrt(start * (1 - start) / 4000)
    assert ours.buyers.mean(axis=1).tolist() == pytest.approx([1 / 3] * len(ours.times))


def test_only_ranks_count():
    own = np.array([[2.0, 0.0, 1.0], [3.0, 1.0, 0.0], [1.0, 2.0, 2.0]])
    setting = {"population": 12, "replace": 4, "runs": 50, "seed": 3}
    before = truncation(symmetric(own), **setting)
    for change in (7 * own, own + 100, own * 1e-9, own * 1e9 - 5e9):
        after = truncation(symmetric(change), **setting)
        np.testing.assert_array_equal(before.counts, after.counts)


def test_rounding_breaks_no_tie():
    # Three thirds are one: totals of both kinds are equal but for their last digits.
    own = [[0.1 + 0.2, 0.3], [0.3, 0.1 * 3]]
    ours = truncation(symmetric(own), population=(4, 4), replace=2, runs=2000, seed=1)
    share = ours.won[0] / ours.won.sum()
    assert abs(share - 0.5) < 5.5 * 0.5 / np.sqrt(ours.won.sum())


def test_either_seat_is_taken_half_the_time():
    seller_gains = league([[[0, 6], [0, 1]], [[1, 0], [2, 2]]])
    either = symmetric(
        [[3.0, 0.0], [1.0, 2.0]]
    )  # s0 as buyer 0, as seller 0 against s1 ...
    own = (seller_gains.fitness[..., 0] + seller_gains.fitness[..., 1].T) / 2
    np.testing.assert_allclose(own, [[3, 0], [1, 2]])
    setting = {"population": (5, 5), "runs": 20, "seed": 1}
    one, other = truncation(seller_gains, **setting), truncation(either, **setting)
    np.testing.assert_array_equal(one.counts, other.counts)


def test_seats_are_mixed_in_matches_too():
    uneven = StageGame(buyer=[[3, 0], [5, 1]], seller=[[8, 2], [3, 4]])
    table = round_robin(TrustGame(uneven, rounds=1), ["always_cooperate", "always_defect"])
    ours = truncation(
        table,
        population=(2, 2),
        replace=1,
        totals="drawn",
        generations=1,
        runs=8000,
        seed=6,
    )
    # Two C, two D, one round. By hand: every pair's seats by a coin, all 2 ** 6 ways.
    pay = {"CC": (3, 8), "CD": (0, 2), "DC": (5, 3), "DD": (1, 4)}
    people, gain = "CCDD", 0.0
    pairs = [(a, b) for a in range(4) for b in range(a + 1, 4)]
    for coins in range(2**6):
        totals = [0] * 4
        for k, (a, b) in enumerate(pairs):
            buyer, seller = (a, b) if coins >> k & 1 else (b, a)
            got = pay[people[buyer] + people[seller]]
            totals[buyer] += got[0]
            totals[seller] += got[1]
        ends = [[a for a in range(4) if totals[a] == end(totals)] for end in (max, min)]
        choices = [(x, y) for x in ends[0] for y in ends[1] if x != y]
        gains = [(people[x] == "C") - (people[y] == "C") for x, y in choices]
        gain += sum(gains) / len(gains)
    gain /= 2**6
    change = ours.counts[:, 1, 0] - 2
    assert abs(change.mean() - gain) < 5.5 * change.std() / np.sqrt(8000)


# --- properties -------------------------------------------------------------------------


@given(contests(), st.integers(0, 50))
def test_counts_sum_to_the_population_and_who_is_gone_stays_gone(contest, seed):
    own, counts, replace = contest
    ours = truncation(
        symmetric(own), population=counts, replace=replace, generations=8, runs=4, seed=seed
    )
    assert (ours.counts.sum(axis=2) == sum(counts)).all()
    assert (ours.counts >= 0).all()
    gone = ours.counts[:, :-1] == 0
    assert (ours.counts[:, 1:][gone] == 0).all()
    moved = np.abs(np.diff(ours.counts, axis=1)).sum(axis=2)
    assert (moved <= 2 * replace).all()
    np.testing.assert_allclose(ours.mean_counts, ours.buyers * sum(counts))


@given(contests(), st.randoms(use_true_random=False), st.integers(0, 50))
def test_the_order_of_kinds_does_not_matter(contest, shuffler, seed):
    own, counts, replace = contest
    own, n = np.array(own), len(counts)
    order = list(range(n))
    shuffler.shuffle(order)
    names = [f"kind {k}" for k in range(n)]
    setting = {"replace": replace, "generations": 5, "runs": 3, "seed": seed}
    plain = truncation(
        symmetric(own, buyers=names, sellers=names), population=counts, **setting
    )
    mixed = [names[k] for k in order]
    table = symmetric(own[np.ix_(order, order)], buyers=mixed, sellers=mixed)
    other = truncation(table, population=[counts[k] for k in order], **setting)
    np.testing.assert_array_equal(plain.counts[..., order], other.counts)


def test_kinds_that_are_not_there_change_nothing():
    few = gifts(THREE, tremble=0.05)
    many = gifts(("tit_for_two_tats", *reversed(THREE), "detective"), tremble=0.05)
    for totals in ("expected", "drawn"):
        setting = {"runs": 40, "seed": 9, "totals": totals, "generations": 10}
        two = {"always_defect": 5, "tit_for_tat": 4}
        one = truncation(few, population=two, replace=3, **setting)
        other = truncation(many, population=two, replace=3, **setting)
        np.testing.assert_array_equal(one.counts[..., 1:], other.counts[..., [2, 1]])


def test_more_runs_and_generations_begin_with_fewer(monkeypatch):
    table = gifts(FIVE, tremble=0.05)
    setting = {"totals": "drawn", "seed": 7}
    many = truncation(table, runs=30, generations=12, **setting)
    few = truncation(table, runs=4, generations=5, **setting)
    np.testing.assert_array_equal(many.counts[:4, :6], few.counts)
    monkeypatch.setattr("trustgame.evolve.finite.truncation._CELLS", 1000)
    again = truncation(table, runs=30, generations=12, **setting)
    np.testing.assert_array_equal(many.counts, again.counts)


def test_seeds_give_the_same_runs_again():
    table = gifts(FIVE, tremble=0.05)
    one = truncation(table, runs=20, seed=np.random.default_rng(3))
    other = truncation(table, runs=20, seed=np.random.default_rng(3))
    np.testing.assert_array_equal(one.counts, other.counts)
    elsewhere = truncation(table, runs=20, seed=4, totals="drawn")
    again = truncation(table, runs=20, seed=5, totals="drawn")
    assert (elsewhere.counts[:, 1] != again.counts[:, 1]).any()


# --- what cannot be listed is sampled ---------------------------------------------------


def test_leavers_and_functions_are_drawn_from_sampled_matches():
    def generous(view):
        return "C" if view.round % 2 else "D"

    game = TrustGame(GIFTS, rounds=3, outside=(0.5, 0.5))
    table = round_robin(game, ["walk_away", "always_defect", generous], matches=50, seed=1)
    ours = truncation(
        table, population=(4, 3, 3), replace=2, totals="drawn", pool=60, runs=30, seed=2
    )
    assert ours.settings["pool"] == 60
    listed = truncation(gifts(THREE), totals="drawn", runs=5, seed=1)
    assert listed.settings["pool"] is None


def test_a_pool_selects_as_the_listed_totals_do(monkeypatch):
    table = gifts(THREE, rounds=5, tremble=0.1)
    setting = {"population": (4, 3, 3), "replace": 2, "totals": "drawn", "generations": 3}
    listed = truncation(table, **setting, runs=4000, seed=1)

    def refused(*_):
        raise RefusedError("not today")

    monkeypatch.setattr("trustgame.solve.totals.match_totals", refused)
    pooled = [
        truncation(table, **setting, runs=400, seed=s, pool=800).counts[:, -1]
        for s in range(10)
    ]
    mean = np.array([part.mean(axis=0) for part in pooled])
    se = np.sqrt(mean.var(axis=0, ddof=1) / 10 + listed.counts[:, -1].var(axis=0) / 4000)
    gap = abs(mean.mean(axis=0) - listed.counts[:, -1].mean(axis=0))
    assert (gap < 5.5 * se + 1e-12).all()


# --- the result -------------------------------------------------------------------------


def test_winners_have_wilson_intervals():
    ours = truncation(gifts(THREE, tremble=0.1), totals="drawn", runs=200, seed=3)
    table = ours.winners()
    assert table["at_start"].tolist() == [9, 8, 8]
    assert table["won"].sum() == int(np.isfinite(ours.uniform_after).sum())
    assert table["leads"].sum() == pytest.approx(1)
    assert table["at_end"].sum() == pytest.approx(25)
    for row in table.itertuples():
        assert ours.fixed(row.Index) == row.share
        for end in {row.low, row.high} - {0.0, 1.0}:
            # At its ends the share is 1.96 of that end's own standard errors away.
            z = abs(row.share - end) / np.sqrt(end * (1 - end) / 200)
            assert z == pytest.approx(1.959964, abs=1e-4)


@pytest.mark.parametrize("p", [0.03, 0.4, 0.9])
def test_wilson_covers_the_truth_nineteen_times_in_twenty(p):
    low, high = wilson(np.random.default_rng(1).binomial(200, p, 20_000), 200)
    assert ((low <= p) & (p <= high)).mean() == pytest.approx(0.95, abs=0.015)


def test_a_result_introduces_itself():
    ours = truncation(gifts(THREE), population=(15, 5, 5), runs=10, seed=1)
    assert repr(ours) == (
        "Truncation(5 of 25 replaced, tit_for_tat wins 1.000 of 10 runs, "
        "cooperation 1.000, all alike in all 10 runs)"
    )
    frame = ours.to_frame()
    assert list(frame.columns[:4]) == ["time", *THREE]
    assert frame["time"].tolist() == list(range(len(ours.times)))
    made = ours.provenance
    assert made["seed"] == 1
    assert made["start"] == dict(zip(THREE, (15, 5, 5), strict=True))
    assert (made["replace"], made["totals"], made["generations"]) == (5, "expected", 100)
    assert made["game"].rounds == 10
    nobody = truncation(symmetric(np.ones((2, 2))), generations=1, runs=3, seed=1)
    assert "nobody wins" in repr(nobody)
    assert "after 1 generation" in repr(nobody)


def test_cooperation_is_that_of_all_pairs():
    ours = truncation(gifts(THREE), population=(2, 1, 1), replace=1, runs=1, seed=1)
    # C meets C, D, T; of 6 pairs, D is in three: with C .5 each, with T .05; else 1.
    assert ours.cooperation[0].mean() == pytest.approx((3 + 2 * 0.5 + 0.05) / 6)
    # Payoffs per round: three pairs at 2, two of -1 and 3, one of -.1 and .3.
    assert ours.payoff[0].mean() == pytest.approx((3 * 2 + 2 * 1 + 0.1) / 6)


def test_a_population_of_one_kind_is_at_rest():
    ours = truncation(
        gifts(THREE), population={"tit_for_tat": 4}, replace=2, runs=3, seed=1
    )
    assert ours.counts.shape == (3, 2, 3)
    assert ours.fixed("tit_for_tat") == 1
    assert (ours.uniform_after == 0).all()


def test_equal_counts_unless_given():
    assert truncation(gifts(THREE), runs=1, seed=1).counts[0, 0].tolist() == [9, 8, 8]


@pytest.mark.parametrize(
    ("change", "pieces"),
    [
        ({"replace": 0}, ["`replace`", "at least 1", "0"]),
        ({"replace": 13}, ["`replace`", "12 of 25", "13", "copied"]),
        ({"replace": 2.5}, ["`replace`", "whole number", "2.5"]),
        ({"population": 1}, ["`population`", "at least 2", "1", "nothing to choose"]),
        ({"population": (1, 0, 0)}, ["`population`", "at least 2", "1"]),
        ({"population": (5, 5)}, ["`population`", "3 strategies", "2", "by name"]),
        ({"population": (5, -1, 5)}, ["`population[1]`", "at least 0", "-1"]),
        (
            {"population": {"tit_for_tat": 1.5}},
            ["population['tit_for_tat']", "whole", "1.5"],
        ),
        ({"population": "25"}, ["`population`", "whole number", "'25'"]),
        ({"generations": 0}, ["`generations`", "at least 1"]),
        ({"runs": 0}, ["`runs`", "at least 1"]),
        ({"pool": 0}, ["`pool`", "at least 1"]),
        ({"seed": None}, ["`seed`", "None"]),
    ],
)
def test_bad_arguments_are_named(change, pieces):
    with pytest.raises(SpecificationError) as told:
        truncation(gifts(THREE), **({"seed": 1, "runs": 2} | change))
    for piece in pieces:
        assert piece in str(told.value)


def test_unknown_names_are_offered_the_nearest():
    with pytest.raises(UnknownNameError, match="'tit_for_tat'"):
        truncation(gifts(THREE), population={"tit_for_tatt": 5}, seed=1)
    with pytest.raises(UnknownNameError, match=r"`totals`.*'drawn'"):
        truncation(gifts(THREE), totals="drwan", seed=1)
    with pytest.raises(UnknownNameError):
        truncation(gifts(THREE), runs=2, seed=1).fixed("nobody")


def test_leagues_that_will_not_do_are_told_why():
    game = TrustGame(GIFTS, rounds=3)
    uneven = round_robin(game, ["tit_for_tat", "grudger"], ["tit_for_tat", "random"])
    with pytest.raises(SpecificationError, match="same strategies, in the same order"):
        truncation(uneven, seed=1)
    with pytest.raises(SpecificationError, match=r"`totals` 'drawn' needs.*no `game`"):
        truncation(symmetric(np.ones((2, 2))), totals="drawn", seed=1)
    with pytest.raises(SpecificationError, match="must be a League"):
        truncation(SimpleNamespace(), seed=1)
    endless = round_robin(TrustGame(GIFTS, tremble=0.1), ["tit_for_tat", "random"])
    with pytest.raises(RefusedError):
        truncation(endless, totals="drawn", seed=1)
    assert truncation(endless, runs=2, seed=1).counts.shape[0] == 2
