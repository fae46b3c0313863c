"""Every match, word for word, beside a plain loop that reads the specs itself."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies_for_hypothesis import automata, finite_games, geometric_games, mixed_games

from oracles.matches import play_match
from trustgame._random import key_from
from trustgame.automata import Automaton, memory_one
from trustgame.curves import between, per_role
from trustgame.exceptions import RefusedError
from trustgame.game import TrustGame
from trustgame.relationship import Relationship
from trustgame.simulate import simulate as room
from trustgame.simulate.play import play
from trustgame.simulate.seating import seat
from trustgame.simulate.simulate import simulate
from trustgame.solve.evaluate import evaluate
from trustgame.stage import StageGame

PD = StageGame.prisoners_dilemma()
DEEP = Relationship(
    depths=6,
    start=1,
    deepen=0.7,
    erode=1.5,
    stakes=between(1, 2),
    regard=0.3,
    misperception=per_role(buyer=between(0.2, 0.01), seller=0.05),
    tremble=0.05,
)
MIXED = memory_one(0.9, 0.2, between(0.6, 0.8), 0.3)

any_ending_game = st.one_of(finite_games(9), geometric_games(0.9), mixed_games())


@given(any_ending_game, automata(), automata(), st.integers(0, 2**40))
def test_play_and_simulate_repeat_the_oracle(game, buyer, seller, seed):
    try:
        sample = simulate(game, buyer, seller, matches=4, seed=seed, keep="rounds")
    except RefusedError:
        assume(False)
    frame = sample.rounds
    for match in range(4):
        want = play_match(game, buyer, seller, key_from(seed), match)
        story = play(game, buyer, seller, seed=seed, match=match)
        for name in ("depth", "intended", "done", "seen"):
            rows = [getattr(row, name) for row in want.rounds]
            assert getattr(story, name).tolist() == [
                list(row) if isinstance(row, tuple) else row for row in rows
            ]
        for name in ("payoff", "utility"):
            rows = np.array([getattr(row, name) for row in want.rounds]).reshape(-1, 2)
            np.testing.assert_allclose(getattr(story, name), rows, rtol=1e-12, atol=1e-12)
        assert story.length == sample.length[match] == want.length
        assert sample.played[match] == len(want.rounds)
        np.testing.assert_allclose(sample.value[match], want.value, rtol=1e-9, atol=1e-9)
        np.testing.assert_allclose(story.value, want.value, rtol=1e-9, atol=1e-9)
        np.testing.assert_allclose(
            sample.total_utility[match], want.utility, rtol=1e-9, atol=1e-9
        )
        if want.left is None:
            assert story.left is None
        else:
            left_at, who = want.left
            assert story.leavers == tuple(("buyer", "seller")[role] for role in who)
            assert story.left == (left_at, story.leavers[0])
        told = story.to_frame().drop(columns=["total_buyer", "total_seller"])
        kept = frame[frame["match"] == match].drop(columns="match").reset_index(drop=True)
        assert kept.equals(told)


@given(
    finite_games(40, misperception=True), automata(leaving=False), automata(leaving=False)
)
def test_lockstep_and_one_by_one_agree(game, buyer, seller):
    game = game.replace(continuation=1)
    lowered = seat(game, buyer, seller).lowered
    assume(lowered.joint is not None)
    together, _, _ = room.play_batch(lowered, 7, 0, 33)
    alone = [room.play_batch(lowered, 7, match, 1)[0][0] for match in range(33)]
    assert together.tolist() == np.array(alone).tolist()


def test_threads_batches_and_more_matches_change_nothing(monkeypatch):
    game = TrustGame(PD, DEEP, continuation=0.9, rounds=70)
    fixed = TrustGame(PD, DEEP, rounds=70)
    leaver = Automaton("leaver", (1, 0), ((0, 1), (0, 1)), leave=(0, 0.2), end_rounds=3)
    for g, s in ((game, MIXED), (game, leaver), (fixed, MIXED), (fixed, leaver)):
        monkeypatch.undo()
        whole = simulate(g, MIXED, s, matches=150, seed=3, threads=1)
        monkeypatch.setattr(room, "_BATCH_CELLS", 1)
        monkeypatch.setattr(room, "_BATCH_ROUNDS", 1)
        monkeypatch.setattr(room, "_BATCH_MATCHES", 1)
        split = simulate(g, MIXED, s, matches=150, seed=3, threads=2, keep="rounds")
        fewer = simulate(g, MIXED, s, matches=41, seed=3, threads=2, keep="rounds")
        for name in ("value", "total_utility", "length", "played", "payoff", "utility"):
            assert np.array_equal(getattr(whole, name), getattr(split, name)), name
            if getattr(whole, name).shape[0] == 150:
                assert np.array_equal(getattr(whole, name)[:41], getattr(fewer, name)), name
        for name, error in whole.se.items():
            assert np.array_equal(error, split.se[name]), name
        assert fewer.rounds.equals(split.rounds[split.rounds["match"] < 41])


def test_seeds_are_numbers_or_generators():
    game = TrustGame(PD, rounds=5, tremble=0.3)

    def value(seed):
        return simulate(game, MIXED, MIXED, matches=20, seed=seed).value.tolist()

    assert value(5) == value(np.int64(5)) != value(6)
    generator = np.random.default_rng(5)
    first, second = value(generator), value(generator)
    assert first != second
    assert first == value(np.random.default_rng(5))


@given(mixed_games(), automata(), automata())
def test_refuses_exactly_what_may_never_end(game, buyer, seller):
    endless = np.isinf(evaluate(game, buyer, seller).length)
    if endless:
        with pytest.raises(RefusedError, match=r"Give\s+rounds="):
            seat(game, buyer, seller)
    else:
        seat(game, buyer, seller)


def test_a_continuation_that_a_sample_cannot_tell_from_1_is_refused():
    with pytest.raises(RefusedError, match=r"nearer to 1 than a sample can tell"):
        simulate(TrustGame(PD, continuation=1 - 1e-11), MIXED, MIXED, matches=1, seed=1)


def test_a_long_wait_outside_is_counted_not_played():
    quitter = Automaton("quitter", (1, 1), ((1, 1), (1, 1)), leave=(0, 1))
    game = TrustGame(PD, rounds=10**15, outside=(2, -1))
    sample = simulate(game, quitter, "always_cooperate", matches=2, seed=1)
    assert sample.length.tolist() == [10**15] * 2
    assert sample.played.tolist() == [1, 1]
    assert sample.payoff == pytest.approx((2, -1))
