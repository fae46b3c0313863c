"""The exact solver against the oracles, over games of every kind."""

from __future__ import annotations

import math

import numpy as np
import pytest
import strategies_for_hypothesis as draws
from hypothesis import given, settings

import trustgame as tg
from oracles import exact

STANDARD = tg.StageGame.prisoners_dilemma()
TFT, SUSPICIOUS = "tit_for_tat", "suspicious_tit_for_tat"
PLAYERS = (draws.automata(), draws.automata())


def agree(got, want, *, endless=False):
    """Tell whether every reported number is the oracle's."""
    close = {"rel": 1e-9, "abs": 1e-9}
    names = ["payoff", "utility", "cooperation", "length", "played", "outcomes", "depth"]
    if not endless:
        names += ["value", "total_utility"]
    for name in names:
        seen = np.ravel(getattr(got, name)).tolist()
        assert seen == pytest.approx(np.ravel(getattr(want, name)).tolist(), **close), name


@given(draws.finite_games(), *PLAYERS)
@settings(max_examples=60)
def test_finite_games(game, buyer, seller):
    got, want = tg.evaluate(game, buyer, seller), exact.evaluate(game, buyer, seller)
    agree(got, want)
    assert got.value_std.tolist() == pytest.approx(want.value_std, abs=1e-5)


@given(draws.geometric_games(highest=0.999), *PLAYERS)
@settings(max_examples=60)
def test_games_that_end_by_chance(game, buyer, seller):
    agree(tg.evaluate(game, buyer, seller), exact.endless(game, buyer, seller))


@given(draws.geometric_games(highest=0.6, most_depths=3), *PLAYERS)
@settings(max_examples=30)
def test_the_spread_of_games_that_end_by_chance(game, buyer, seller):
    want = exact.finite(game, buyer, seller).value_std
    got = tg.evaluate(game, buyer, seller).value_std
    assert got.tolist() == pytest.approx(want, abs=1e-5)


@pytest.mark.parametrize("delta", [0, 0.5, 0.9, 0.999])
def test_a_sure_income_spreads_as_the_length_does(delta):
    game = tg.TrustGame(STANDARD, continuation=delta)
    got = tg.evaluate(game, TFT, TFT).value_std
    assert got.tolist() == pytest.approx([3 * math.sqrt(delta) / (1 - delta)] * 2)


@given(draws.unbounded_games(), *PLAYERS)
@settings(max_examples=40)
def test_games_without_end(game, buyer, seller):
    got, want = tg.evaluate(game, buyer, seller), exact.endless(game, buyer, seller)
    assert want.length == math.inf
    agree(got, want, endless=True)


@given(draws.mixed_games(), *PLAYERS)
@settings(max_examples=40)
def test_games_that_end_at_some_depths_only(game, buyer, seller):
    got, want = tg.evaluate(game, buyer, seller), exact.endless(game, buyer, seller)
    forever = want.length == math.inf
    agree(got, want, endless=forever)
    if forever:
        with pytest.raises(tg.RefusedError, match="value"):
            _ = got.value
        with pytest.raises(tg.RefusedError, match="value_std"):
            _ = got.value_std


@given(draws.finite_games(most=6), *PLAYERS)
def test_the_path_of_a_finite_game(game, buyer, seller):
    path = tg.evaluate(game, buyer, seller).path()
    follows(path, exact.finite(game, buyer, seller).rounds, game)


@given(draws.mixed_games() | draws.unbounded_games(), *PLAYERS)
def test_the_first_rounds_of_any_path(game, buyer, seller):
    path = tg.evaluate(game, buyer, seller).path(rounds=6)
    record, _ = exact.forward(game, buyer, seller, most=6)
    follows(path, record, game)


def follows(path, record, game):
    """Tell whether a path is the oracle's record; shares are of played rounds."""
    assert len(path.alive) >= len(record)
    total = np.zeros(2)
    for t, row in enumerate(record):
        total += row.payoff
        assert path.alive[t] == pytest.approx(row.alive, abs=1e-12)
        assert path.played[t] == pytest.approx(row.played, abs=1e-12)
        assert path.payoff[t].tolist() == pytest.approx(row.payoff, abs=1e-9)
        assert path.utility[t].tolist() == pytest.approx(row.utility, abs=1e-9)
        assert path.value[t].tolist() == pytest.approx(total.tolist(), abs=1e-9)
        if row.played < 1e-9:
            continue
        share = [[row.outcomes.get((a, b), 0) / row.played for b in (0, 1)] for a in (0, 1)]
        assert path.outcomes[t] == pytest.approx(np.array(share), abs=1e-9)
        coop = [sum(share[0]), share[0][0] + share[1][0]]
        assert path.cooperation[t].tolist() == pytest.approx(coop, abs=1e-9)
        mean = sum(level * p for level, p in enumerate(row.depth)) / row.played
        assert path.depth[t] == pytest.approx(mean, abs=1e-9)
    # Where the record stops early, nothing is left to follow.
    assert np.all(path.alive[len(record) :] < 1e-12)


@given(draws.finite_games(most=6), *PLAYERS)
@settings(max_examples=40)
def test_every_horizon_at_once(game, buyer, seller):
    n = game.rounds
    got = tg.by_horizon(game, buyer, seller, rounds=n)
    assert got.rounds.tolist() == list(range(1, n + 1))
    for k in range(1, n + 1):
        want = exact.finite(game.replace(rounds=k), buyer, seller)
        for name in ("value", "total_utility", "payoff", "cooperation"):
            seen = getattr(got, name)[k - 1].tolist()
            assert seen == pytest.approx(getattr(want, name), abs=1e-9), (name, k)
        assert got.length[k - 1] == pytest.approx(want.length)


# --- by hand ---


def test_taking_turns_for_ever_is_half_and_half():
    # Period two: tit-for-tat against the suspicious one alternates CD, DC, CD, ...
    got = tg.evaluate(tg.TrustGame(STANDARD), TFT, SUSPICIOUS)
    assert got.payoff.tolist() == pytest.approx([2.5, 2.5])
    assert got.outcomes == pytest.approx(np.array([[0, 0.5], [0.5, 0]]))
    assert got.length == math.inf


def test_grim_without_trembles_stays_in_the_class_it_starts_in():
    game = tg.TrustGame(STANDARD)
    assert tg.evaluate(game, "grim_trigger", "grim_trigger").payoff.tolist() == [3, 3]
    angry = tg.strategies.grim_trigger.replace(start=1)
    assert tg.evaluate(game, angry, "grim_trigger").payoff.tolist() == pytest.approx([1, 1])


def test_a_coin_decides_between_two_ends_of_a_long_run():
    # A coin in the first round; after it grim stays in mutual C or in mutual D.
    game = tg.TrustGame(STANDARD)
    moves = (((1, 2), (2, 2)), ((1, 2), (2, 2)), ((2, 2), (2, 2)))
    coin = tg.Automaton("coin", (0.3, 1, 0), moves)
    got = tg.evaluate(game, coin, "grim_trigger")
    assert got.payoff.tolist() == pytest.approx([0.3 * 3 + 0.7 * 1] * 2)
    assert got.cooperation.tolist() == pytest.approx([0.3, 0.3])


def test_cooperation_is_of_the_rounds_played_even_where_the_clock_never_stops():
    # walk_away plays one round with a defector, is gone, and the clock runs for ever.
    game = tg.TrustGame(STANDARD, outside=(2, -1))
    got = tg.evaluate(game, "walk_away", "always_defect")
    assert got.length == math.inf
    assert got.played == pytest.approx(1)
    assert got.cooperation.tolist() == pytest.approx([1, 0])
    assert got.payoff.tolist() == pytest.approx([2, -1])
    assert got.outcomes == pytest.approx(np.array([[0, 1], [0, 0]]))


def test_leaving_pays_outside_from_the_unplayed_round_on():
    game = tg.TrustGame(STANDARD, rounds=5, outside=(0.5, 2), stakes=3, regard=0.5)
    got = tg.evaluate(game, "walk_away", "always_defect")
    assert (got.length, got.played) == pytest.approx((5, 1))
    assert got.value.tolist() == pytest.approx([0 + 4 * 0.5, 15 + 4 * 2])
    # The outside option carries no stakes and no regard.
    assert got.total_utility.tolist() == pytest.approx([7.5 + 4 * 0.5, 15 + 4 * 2])


def test_the_clock_of_those_who_left_runs_at_the_depth_they_left():
    bond = tg.Relationship(depths=2, start=1, erode=1, continuation=tg.values(0.5, 0.9))
    got = tg.evaluate(tg.TrustGame(STANDARD, bond), "walk_away", "always_defect")
    # One round at depth 1, down to 0, on with 1/2; then 1 + 1/2 + 1/4 + ... clock rounds.
    assert got.played == pytest.approx(1)
    assert got.length == pytest.approx(1 + 0.5 * 2)


def test_continuation_is_read_at_the_new_depth():
    bond = tg.Relationship(depths=2, deepen=1, erode=0, continuation=tg.values(0, 0.5))
    game = tg.TrustGame(STANDARD, bond)
    assert tg.evaluate(game, TFT, TFT).length == pytest.approx(1 / (1 - 0.5))
    assert tg.evaluate(game, "always_defect", TFT).length == pytest.approx(1)


def test_nothing_counts_after_a_match_has_ended_by_chance():
    # At most 3 rounds, each goes on with 1/2: 1 + 1/2 + 1/4 rounds of R = 3.
    game = tg.TrustGame(STANDARD, rounds=3, continuation=0.5)
    got = tg.evaluate(game, TFT, TFT)
    assert got.length == pytest.approx(1.75)
    assert got.value.tolist() == pytest.approx([5.25, 5.25])
    # The total is 3, 6 or 9 with probability 1/2, 1/4, 1/4: variance 33.75 - 5.25^2.
    assert got.value_std.tolist() == pytest.approx([math.sqrt(6.1875)] * 2)


def test_the_end_is_counted_from_rounds_also_where_chance_may_end_it_before():
    ender = tg.strategies.tit_for_tat.replace(end_rounds=2)
    got = tg.evaluate(tg.TrustGame(STANDARD, rounds=4, continuation=0.5), ender, TFT).path()
    assert got.cooperation.tolist() == [[1, 1], [1, 1], [0, 1], [0, 0]]
    endless = tg.evaluate(tg.TrustGame(STANDARD, continuation=0.5), ender, TFT)
    assert endless.cooperation.tolist() == pytest.approx([1, 1])


def test_trembles_flip_the_last_rounds_too():
    ender = tg.strategies.always_cooperate.replace(end_rounds=9)
    got = tg.evaluate(tg.TrustGame(STANDARD, rounds=3, tremble=0.2), ender, ender)
    assert got.cooperation.tolist() == pytest.approx([0.2, 0.2])


def test_a_misreading_is_not_a_tremble():
    # The buyer misreads always-cooperate half the time; the seller misreads nothing.
    game = tg.TrustGame(STANDARD, misperception=tg.per_role(0.5, 0), rounds=2)
    got = tg.evaluate(game, TFT, "always_cooperate").path()
    assert got.cooperation.tolist() == [[1, 1], [0.5, 1]]


def test_a_player_that_is_no_automaton_is_refused_by_name():
    def my_hunch(history):
        return "C"

    with pytest.raises(tg.RefusedError, match=r"`seller`.*'my_hunch'.*simulate"):
        tg.evaluate(tg.TrustGame(STANDARD, rounds=3), TFT, my_hunch)


def test_an_unknown_name_offers_the_nearest():
    with pytest.raises(tg.SpecificationError, match="'tit_for_tat'"):
        tg.evaluate(tg.TrustGame(STANDARD, rounds=3), "tit_for_tatt", TFT)


def test_the_path_of_a_game_without_last_round_needs_a_length():
    result = tg.evaluate(tg.TrustGame(STANDARD, continuation=0.9), TFT, TFT)
    with pytest.raises(tg.TrustgameError, match="`rounds`"):
        result.path()
    assert len(result.path(rounds=3).alive) == 3


# --- results introduce themselves ---


def test_the_frame_of_a_path_has_one_row_per_round():
    game = tg.TrustGame(STANDARD, rounds=4)
    frame = tg.evaluate(game, TFT, "always_defect").path().to_frame()
    assert list(frame.columns) == [
        "round",
        "alive",
        "played",
        "CC",
        "CD",
        "DC",
        "DD",
        "cooperation_buyer",
        "cooperation_seller",
        "payoff_buyer",
        "payoff_seller",
        "utility_buyer",
        "utility_seller",
        "depth",
    ]
    assert frame["CD"].tolist() == [1, 0, 0, 0]
    assert frame["payoff_seller"].tolist() == [5, 1, 1, 1]


def test_a_result_has_one_line_a_table_and_its_origin():
    game = tg.TrustGame(STANDARD, rounds=4)
    result = tg.evaluate(game, TFT, "always_defect")
    assert "\n" not in repr(result)
    assert "Evaluation" in repr(result)
    assert "<table" in result._repr_html_()
    page = tg.evaluate(game.replace(rounds=999), TFT, TFT).path()._repr_html_()
    assert page.count("<tr") < 30
    assert "999 rows" in page
    assert len(result.to_frame()) == 2
    origin = result.provenance
    again = tg.evaluate(origin["game"], origin["buyer"], origin["seller"])
    assert origin["trustgame"] == tg.__version__
    assert again.value.tolist() == result.value.tolist()
