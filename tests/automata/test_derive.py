"""Strategies made from strategies, held against games and histories."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import strategies_for_hypothesis as draws
from automata.histories import PAIRS, after
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import trustgame as tg
from trustgame import _registry
from trustgame.automata import compose, equivalent

STAGE = tg.StageGame.prisoners_dilemma()


@pytest.fixture(autouse=True)
def names_of_strategies(monkeypatch):
    """Let names stand for strategies, as the front door does."""
    monkeypatch.setitem(_registry._services, "strategies", lambda: tg.strategies)


TFT = tg.strategies.tit_for_tat
WSLS = tg.strategies.win_stay_lose_shift
C, D = 0, 1
HISTORIES = [h for n in range(5) for h in itertools.product(PAIRS, repeat=n)]


@given(draws.geometric_games(), draws.automata(), draws.automata(), draws.numbers(0, 0.5))
@settings(max_examples=40)
def test_a_tremble_of_ones_own_is_the_games_tremble_for_that_role(game, buyer, seller, e):
    buyer = buyer.replace(end_rounds=0)
    own = game.replace(tremble=tg.per_role(buyer=0, seller=game_tremble(game)))
    given_ = game.replace(tremble=tg.per_role(buyer=e, seller=game_tremble(game)))
    a = tg.evaluate(own, compose(buyer, tremble=e), seller)
    b = tg.evaluate(given_, buyer, seller)
    assert a.value.tolist() == pytest.approx(b.value.tolist(), abs=1e-8)
    assert a.outcomes == pytest.approx(b.outcomes, abs=1e-9)
    assert a.length == pytest.approx(b.length)


def game_tremble(game):
    """Return the seller's tremble of a game."""
    tremble = game.relationship.tremble
    return getattr(tremble, "seller", tremble)


def test_trembles_twice_are_one_larger_tremble():
    twice = compose(compose(TFT, tremble=0.1), tremble=0.2)
    assert equivalent(twice, compose(TFT, tremble=0.1 * 0.8 + 0.9 * 0.2))


def test_a_tremble_may_fade_with_depth():
    player = compose(TFT, tremble=tg.between(0.2, 0))
    assert player.cooperate == (tg.between(0.8, 1), tg.between(0.2, 0))
    curved = TFT.replace(cooperate=(tg.step(0.5, 0, 1), tg.values(0, 0.5, 0)))
    assert compose(curved, tremble=0.1).cooperate == (
        tg.step(0.5, 0.1, 0.9),
        tg.values(0.1, 0.5, 0.1),
    )


@given(st.integers(0, 4), st.integers(1, 6))
def test_last_rounds_are_those_of_the_game(m, rounds):
    game = tg.TrustGame(STAGE, rounds=rounds)
    got = tg.evaluate(game, compose("tit_for_tat", end_rounds=m), "always_cooperate")
    assert got.cooperation[0] == pytest.approx(max(rounds - m, 0) / rounds)


@given(draws.automata(by_depth=False), st.integers(1, 3))
@settings(max_examples=40)
def test_leaving_after_so_many_defections_is_just_that(base, k):
    leaver = compose(base, leave_after=k)
    for history in HISTORIES:
        seen = sum(s for _, s in history)
        want = after(base, history)
        if seen > k and want is not None:
            continue
        got = after(leaver, history)
        if want is None or seen == k:
            assert got is None or got[0] == 1
        else:
            assert got[1] == pytest.approx(want[1]) if want[1] is not None else True
            assert got[0] == pytest.approx(want[0])


@given(draws.automata(by_depth=False), draws.automata(by_depth=False, sharp=True))
@settings(max_examples=60)
def test_a_watcher_leaves_where_it_would_defect(base, watcher):
    watcher = watcher.replace(leave=[0] * watcher.n_states)
    assume(watcher.cooperate[watcher.start] == 1)
    leaver = compose(base, leave_when=watcher)
    for history in HISTORIES:
        states = [watcher.start]
        for own, seen in history:
            states.append(watcher.next_state[states[-1]][own][seen])
        stayed = all(watcher.cooperate[x] == 1 for x in states[:-1])
        want = after(base, history)
        if not stayed or want is None:
            continue  # it is gone already: nothing follows
        got = after(leaver, history)
        if watcher.cooperate[states[-1]] == 0:
            assert got[0] == 1
        else:
            assert got[0] == pytest.approx(want[0])
            assert (got[1] is None) == (want[1] is None)
            assert got[1] is None or got[1] == pytest.approx(want[1])


def test_known_leavers():
    cooperator = tg.strategies.always_cooperate
    by_hand = tg.Automaton("x", (1, 1), ((0, 1), (1, 1)), leave=(0, 1))
    assert equivalent(compose(cooperator, leave_after=1), by_hand)
    assert equivalent(compose(cooperator, leave_when=tg.strategies.grudger), by_hand)
    assert equivalent(compose(cooperator, leave_when=TFT), by_hand)
    twice = tg.Automaton("x", (1, 1, 1), ((0, 1), (0, 2), (2, 2)), leave=(0, 0, 1))
    watched = compose(cooperator, leave_when=tg.strategies.tit_for_two_tats)
    assert equivalent(watched, twice)


def test_half_a_watcher_leaves_half_the_time():
    nervous = tg.Automaton("nervous", (1, 0.5), ((0, 1), (0, 1)))
    leaver = compose(TFT, leave_when=nervous)
    assert equivalent(leaver, TFT.replace(leave=(0, 0.5)))
    again = compose(leaver, leave_when=nervous)
    assert equivalent(again, TFT.replace(leave=(0, 0.75)))


def test_one_may_leave_when_it_is_no_longer_deep():
    deep = tg.Automaton("deep", (1, tg.step(0.5, 0, 1)), ((1, 1), (1, 1)))
    leaver = compose(TFT, leave_when=deep)
    assert set(leaver.leave) == {0.0, tg.step(0.5, 1, 0)}
    bond = tg.Relationship(depths=3, start=2)
    game = tg.TrustGame(STAGE, bond, rounds=10)
    got = tg.evaluate(game, leaver, "always_defect")
    # Depths 3, 2, 1: it is there in two rounds and gone before the third.
    assert got.played == pytest.approx(2)


def test_moves_by_depth_go_along():
    shallow, deep = (((0, 0), (0, 0)),) * 2, (((0, 1), (0, 1)),) * 2
    base = tg.Automaton("base", (1, 0), (shallow, deep))
    leaver = compose(base, leave_after=2)
    assert leaver.moves_by_depth
    for position in (0.0, 1.0):
        for history in HISTORIES:
            if sum(s for _, s in history) < 2:
                assert after(leaver, history, position) == after(base, history, position)


def test_a_derived_strategy_says_what_was_done():
    made = compose("tit_for_tat", end_rounds=2, tremble=0.05, leave_after=3)
    assert made.name == "tit_for_tat (ends 2, trembles 0.05, leaves after 3)"
    assert (
        compose(TFT, leave_when="grudger").name
        == "tit_for_tat (leaves when grudger defects)"
    )
    assert (
        compose(TFT, tremble=tg.between(0, 0.1)).name == "tit_for_tat (trembles by depth)"
    )
    assert compose(TFT, end_rounds=1, name="mine").name == "mine"
    assert compose(TFT) == TFT


def test_a_recipe_stays_a_recipe():
    def fair(game, role):
        own = game.stages[0].roles(role)
        return tg.reactive(1, own["P"] / own["R"])

    recipe = tg.Recipe("fair", fair)
    made = compose(recipe, end_rounds=1, leave_after=2)
    assert made == compose(recipe, end_rounds=1, leave_after=2)
    assert made.name == "fair (ends 1, leaves after 2)"
    game = tg.TrustGame(STAGE, rounds=5)
    got = made.resolve(game, "seller")
    want = compose(recipe.resolve(game, "seller"), end_rounds=1, leave_after=2)
    assert got == want
    watched = compose(TFT, leave_when=recipe).resolve(game, "buyer")
    assert np.isclose([float(x) for x in watched.leave], 2 / 3).any()


@pytest.mark.parametrize(
    ("knobs", "words"),
    [
        ({"tremble": 0.7}, "`tremble` must lie in [0, 0.5]; got 0.7."),
        ({"end_rounds": -1}, "`end_rounds` must be at least 0; got -1."),
        (
            {"leave_after": 0},
            "`leave_after` must be at least 1; got 0. A player who leaves at once never "
            "begins.",
        ),
        ({"leave_when": 3}, "`leave_when` must be an automaton or the name of one; got 3."),
        (
            {"leave_when": tg.strategies.always_defect},
            "`tit_for_tat.leave` must stay below 1 in the start state 0; got 1. A player "
            "who never begins has no match to report.",
        ),
    ],
)
def test_what_cannot_be_derived_is_refused(knobs, words):
    with pytest.raises(tg.SpecificationError) as caught:
        compose(TFT, **knobs)
    assert str(caught.value) == words


def test_curves_cannot_be_multiplied():
    fading = TFT.replace(cooperate=(1, tg.between(0, 1)))
    with pytest.raises(tg.SpecificationError, match="`tremble` varies with depth and so"):
        compose(fading, tremble=tg.between(0, 0.1))
    shy = TFT.replace(leave=(tg.between(0, 0.5), 0))
    watcher = tg.Automaton("watcher", (tg.step(0.5, 0.5, 1),), ((0, 0),))
    with pytest.raises(tg.SpecificationError, match="`leave_when` varies with depth"):
        compose(shy, leave_when=watcher)


def test_depths_of_moves_must_agree():
    row = (((0, 0), (0, 0)),)
    two = tg.Automaton("two", (1,), (row,) * 2)
    three = tg.Automaton("three", (1,), (row,) * 3)
    with pytest.raises(tg.SpecificationError, match="'two' has 2, 'three' 3"):
        compose(two, leave_when=three)
