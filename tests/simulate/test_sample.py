"""Averages, their errors and the comparison with exact values: statistics as statistics."""

import math
from types import SimpleNamespace

import numpy as np
import pytest

from trustgame.automata import Automaton, memory_one
from trustgame.curves import between
from trustgame.exceptions import SpecificationError, UnknownNameError
from trustgame.game import TrustGame
from trustgame.relationship import Relationship
from trustgame.simulate.simulate import simulate
from trustgame.solve.evaluate import evaluate
from trustgame.stage import StageGame

PD = StageGame.prisoners_dilemma()
MIXED = memory_one(0.9, 0.2, 0.6, 0.3)
# |z| above this has a probability below one in a million, over all numbers of a test.
FAR = 5.5


def test_geometric_tit_for_tat_against_a_defector():
    # One exploited round of 1 / (1 - d) expected: (1 - d) 0 + d 1 and (1 - d) 5 + d 1.
    sample = simulate(
        TrustGame(PD, continuation=0.9),
        "tit_for_tat",
        "always_defect",
        matches=4000,
        seed=2,
    )
    z = (sample.payoff - [0.9, 1.4]) / sample.se["payoff"]
    assert np.abs(z).max() < FAR
    assert abs(sample.length.mean() - 10) / sample.se["length"] < FAR
    assert sample.se["length"] == pytest.approx(math.sqrt(90 / 4000), rel=0.1)
    assert sample.se["cooperation"][1] == 0
    assert sample.value_std == pytest.approx([math.sqrt(90)] * 2, rel=0.1)


@pytest.mark.parametrize("e", [0.01, 0.05, 0.2])
def test_long_run_of_win_stay_lose_shift_with_trembles(e):
    # theory.md, row 17: 1 - e - k + 2 e k with k = 2 e (1 - e)
    k = 2 * e * (1 - e)
    game = TrustGame(PD, rounds=300, tremble=e)
    sample = simulate(game, *["win_stay_lose_shift"] * 2, matches=64, seed=11)
    burn_in = 3 / 300  # the first round is better than the long run
    gap = np.abs(sample.cooperation - (1 - e - k + 2 * e * k))
    assert (gap < burn_in + FAR * sample.se["cooperation"]).all()
    assert (sample.se["cooperation"] < 0.02).all()


def test_agrees_with_the_exact_solver_on_everything():
    bond = Relationship(
        depths=4, start=1, deepen=0.6, erode=1.4, drift=0.3, stakes=between(1, 3),
        regard=between(0, 0.5), misperception=between(0.2, 0.05), tremble=0.03,
        continuation=between(0.8, 0.97),
    )  # fmt: skip
    leaver = Automaton("leaver", (1, 0.2), ((0, 1), (0, 1)), leave=(0, 0.1), end_rounds=4)
    largest = []
    for rounds in (None, 20):
        game = TrustGame(PD, bond, rounds=rounds, outside=(0.5, 1))
        for seller in (leaver, MIXED):
            sample = simulate(game, MIXED, seller, matches=3000, seed=5)
            comparison = sample.compare(evaluate(game, MIXED, seller))
            assert len(comparison.to_frame()) == 2 * 5 + 4 + 4 + 2
            largest.append(comparison.largest)
    assert max(largest) < FAR
    assert min(largest) > 0.5  # nor too good to be true


def test_standard_errors_are_neither_too_small_nor_too_large():
    # Over many seeds, (estimate - truth) / se has variance one; matches of random length.
    game = TrustGame(PD, continuation=0.8, tremble=0.1)
    truth = evaluate(game, "tit_for_tat", MIXED)
    z = []
    for seed in range(150):
        sample = simulate(game, "tit_for_tat", MIXED, matches=60, seed=seed)
        z.append(
            [
                *(sample.payoff - truth.payoff) / sample.se["payoff"],
                *(sample.cooperation - truth.cooperation) / sample.se["cooperation"],
                (sample.outcomes - truth.outcomes)[0, 1] / sample.se["outcomes"][0, 1],
                (sample.length.mean() - truth.length) / sample.se["length"],
            ]
        )
    spread = np.std(z, axis=0)
    assert (np.abs(np.mean(z, axis=0)) < 6 / math.sqrt(150)).all()
    assert (spread > 0.7).all()
    assert (spread < 1.4).all()


def test_a_rare_event_unseen_does_not_count_against_the_sample():
    # With probability 1e-4 per match nothing but defection follows the first round.
    rare = Automaton("rare", (1 - 1e-4, 1, 0), ((1, 1), (1, 1), (2, 2)))
    game = TrustGame(PD, rounds=50)
    sample = simulate(game, rare, "always_cooperate", matches=100, seed=1)
    assert sample.se["cooperation"].tolist() == [0, 0]
    assert sample.compare(evaluate(game, rare, "always_cooperate")).largest < 1


def test_a_wrong_exact_value_stands_out():
    game = TrustGame(PD, rounds=10, tremble=0.1)
    sample = simulate(game, "tit_for_tat", MIXED, matches=2000, seed=1)
    comparison = sample.compare(SimpleNamespace(payoff=sample.payoff + np.array([0, 0.1])))
    assert comparison.largest > 6
    assert "at payoff seller; 2 numbers, 2,000 matches" in repr(comparison)
    assert comparison.z["payoff"][0] == 0


def test_a_sample_is_not_compared_with_another_game_or_pair():
    game = TrustGame(PD, rounds=10, tremble=0.1)
    sample = simulate(game, "tit_for_tat", MIXED, matches=20, seed=1)
    other = evaluate(game.replace(rounds=20), "grim_trigger", MIXED)
    with pytest.raises(SpecificationError) as caught:
        sample.compare(other)
    for part in ("`rounds` is 20, the sample's 10", "`buyer` is 'grim_trigger'"):
        assert part in str(caught.value)
    assert "seller" not in str(caught.value).partition(". ")[0]
    alike = game.replace(tremble=between(0.1, 0.1)), sample.buyer.replace(name="mirror")
    assert len(sample.compare(evaluate(*alike, MIXED)).z) > 5  # the same, said otherwise


def test_one_match_says_nothing_of_its_error():
    game = TrustGame(PD, rounds=3, tremble=0.1)
    sample = simulate(game, MIXED, MIXED, matches=1, seed=1)
    assert all(np.isinf(error).all() for error in sample.se.values())
    assert sample.compare(evaluate(game, MIXED, MIXED)).largest == 0
    assert sample.value_std.tolist() == [0, 0]


def test_huge_counts_are_exact():
    # Squares of these totals exceed 64 bits; the residuals of equal matches are zero.
    from trustgame.simulate.tally import Tally

    tally = Tally(TrustGame(PD), 3)
    counts = np.full((3, 1, 2, 2), 2**40)
    tally.add(0, counts, counts.sum(axis=(1, 2, 3)))
    share, error = tally.shares()
    assert share.tolist() == [0.25] * 4 + [0.5] * 2 + [1]
    assert error.tolist() == [0] * 7


def test_results_introduce_themselves():
    game = TrustGame(PD, rounds=4, tremble=0.1)
    sample = simulate(game, "tit_for_tat", MIXED, matches=50, seed=9, keep="rounds")
    assert repr(sample).startswith("Sample(tit_for_tat x memory-one, 50 matches: payoff=(")
    assert "\n" not in repr(sample)
    assert list(sample.to_frame().index.names) == ["role", "strategy"]
    assert sample.to_frame()["value"].tolist() == sample.value.mean(axis=0).tolist()
    assert len(sample.matches_frame()) == 50
    assert len(sample.rounds) == 200
    again = simulate(**{k: v for k, v in sample._made_from().items()})
    assert np.array_equal(again.value, sample.value)
    assert sample.provenance["seed"] == 9
    totals = simulate(game, "tit_for_tat", MIXED, matches=2, seed=9)
    with pytest.raises(SpecificationError, match='keep="rounds"'):
        _ = totals.rounds


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"matches": 0}, "`matches` must be at least 1; got 0."),
        ({"matches": 2.5}, "`matches` must be a whole number; got 2.5."),
        ({"seed": None}, "`seed` must be a whole number"),
        ({"seed": -1}, "`seed` must be at least 0; got -1."),
        ({"threads": 0}, "`threads` must be at least 1; got 0."),
        ({"keep": "all"}, "`keep` must be one of 'totals', 'rounds'; got 'all'."),
        ({"progress": 1}, "`progress` must be True or False; got 1."),
        ({"game": PD}, "`game` must be a TrustGame; got StageGame"),
        ({"buyer": 3}, "`buyer` must be a strategy's name, an Automaton, or a player"),
        ({"seller": "tit_for_tatt"}, "Did you mean 'tit_for_tat'?"),
    ],
)
def test_bad_input_is_named(wrong, told):
    right = {
        "game": TrustGame(PD, rounds=2),
        "buyer": "tit_for_tat",
        "seller": "tit_for_tat",
        "matches": 1,
        "seed": 1,
    }
    with pytest.raises((SpecificationError, UnknownNameError)) as caught:
        simulate(**right | wrong)
    assert told in str(caught.value)


def test_comparisons_need_something_to_compare():
    sample = simulate(TrustGame(PD, rounds=2), MIXED, MIXED, matches=5, seed=1)
    with pytest.raises(SpecificationError, match="must have some of payoff, utility"):
        sample.compare(3)
    with pytest.raises(SpecificationError, match=r"`exact.depth` must hold 1 numbers"):
        sample.compare(SimpleNamespace(depth=[0.5, 0.5]))
