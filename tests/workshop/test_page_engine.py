"""The page's own engine says the library's numbers, to 1e-9, in Node and in Chromium."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from strategies_for_hypothesis import (
    STEPS,
    automata,
    curves,
    numbers,
    role_curves,
    stages,
)

from trustgame import strategies
from trustgame.automata import Automaton
from trustgame.curves import between, curve_to_plain
from trustgame.deals import Deal
from trustgame.exceptions import RefusedError
from trustgame.game import TrustGame
from trustgame.maps.points import select
from trustgame.maps.time_depth import time_depth_map
from trustgame.relationship import Relationship
from trustgame.simulate.play import play
from trustgame.solve.critical import critical_continuation
from trustgame.solve.evaluate import evaluate
from trustgame.solve.respond import best_response
from trustgame.solve.table import pair_table
from trustgame.stage import StageGame

NEAR = dict(rtol=1e-9, atol=1e-9)
FEW = settings(max_examples=25)

# Examples keep a continuation away from 1 by more than an open end of 1000 rounds.
ENDS = st.one_of(numbers(0, 0.9), st.sampled_from([0.5, 0.99, 0.999]))


@st.composite
def games(draw, time="any", outside=True, slips=True):
    """Every game that a deal can make: one stage, a ladder, an end."""
    depths = draw(st.integers(1, 4))
    bond = Relationship(
        depths=depths,
        start=draw(st.integers(0, depths - 1)),
        deepen=draw(STEPS),
        erode=draw(STEPS),
        drift=draw(st.none() | STEPS),
        stakes=draw(role_curves(0.25, 3)),
        regard=draw(role_curves(-1, 1)),
        tremble=draw(role_curves(0, 0.5)) if slips else 0,
        misperception=draw(role_curves(0, 0.5)) if slips else 0,
    )
    known = draw(st.booleans()) if time == "any" else time == "known"
    chance = draw(st.one_of(ENDS, curves(0, 0.9)))
    return TrustGame(
        draw(stages()),
        bond,
        rounds=draw(st.integers(1, 12)) if known else None,
        continuation=1.0 if known and draw(st.booleans()) else chance,
        outside=draw(st.none() | st.tuples(numbers(-3, 3), numbers(-3, 3)))
        if outside
        else None,
    )


def spec_of(game):
    """Return a game as the page has it."""
    plain = game.relationship.to_dict()
    plain.pop("continuation", None)
    return {
        "buyer": game.stage.payoffs[0].tolist(),
        "seller": game.stage.payoffs[1].tolist(),
        "relationship": plain,
        "rounds": game.rounds,
        "continuation": curve_to_plain(game.relationship.continuation),
        "outside": None if game.outside is None else list(game.outside),
    }


def players_of(game, names, role):
    """Return strategies of the catalogue as the page has them."""
    return [strategies.resolve(name, game, role).to_dict() for name in names]


def begins(game, player):
    """Tell whether a player stays for the first round."""
    at = game.arrays().positions[[game.relationship.start]]
    return player.arrays(at).leave[0, player.start] < 1


@given(game=games(), buyer=automata(), seller=automata())
def test_a_pair_comes_to_the_same(engine, game, buyer, seller):
    assume(begins(game, buyer) and begins(game, seller))
    exact = evaluate(game, buyer, seller)
    mine = engine.ask(
        "evaluate", spec=spec_of(game), buyer=buyer.to_dict(), seller=seller.to_dict()
    )
    size = max(1.0, abs(exact.value).max(), exact.length)
    for name, other in (
        ("value", exact.value),
        ("totalUtility", exact.total_utility),
        ("length", exact.length),
        ("played", exact.played),
    ):
        np.testing.assert_allclose(mine[name], other, rtol=1e-9, atol=1e-9 * size)
    for name in ("payoff", "utility", "cooperation", "depth"):
        np.testing.assert_allclose(mine[name], getattr(exact, name), **NEAR)
    np.testing.assert_allclose(mine["outcomes"], exact.outcomes.ravel(), **NEAR)


@FEW
@given(game=games(), buyer=automata(), seller=automata())
def test_the_course_is_the_same(engine, game, buyer, seller):
    assume(begins(game, buyer) and begins(game, seller))
    rounds = game.rounds or 15
    course = evaluate(game, buyer, seller).path(rounds)
    mine = engine.ask(
        "path",
        spec=spec_of(game),
        buyer=buyer.to_dict(),
        seller=seller.to_dict(),
        rounds=rounds,
    )
    np.testing.assert_allclose([m["played"] for m in mine], course.played, **NEAR)
    np.testing.assert_allclose([m["value"] for m in mine], course.value, **NEAR)
    likely = course.played > 1e-6  # a share of nearly nothing has no nine digits
    for name in ("cooperation", "depth"):
        said = [m[name] for m, on in zip(mine, likely, strict=True) if on]
        np.testing.assert_allclose(said, getattr(course, name)[likely], **NEAR)


def test_the_whole_catalogue_comes_to_the_same(engine):
    bond = Relationship(depths=4, deepen=0.5, tremble=0.02, misperception=0.03)
    for rounds, chance in ((30, 1.0), (None, 0.95)):
        game = TrustGame(
            StageGame.prisoners_dilemma(), bond, rounds=rounds, continuation=chance
        )
        for name in strategies.names():
            try:
                buyer = strategies.resolve(name, game, "buyer")
            except RefusedError:
                continue
            seller = strategies.resolve("trusting_tit_for_tat", game, "seller")
            exact = evaluate(game, buyer, seller)
            mine = engine.ask(
                "evaluate",
                spec=spec_of(game),
                buyer=buyer.to_dict(),
                seller=seller.to_dict(),
            )
            np.testing.assert_allclose(mine["value"], exact.value, err_msg=name, **NEAR)
            np.testing.assert_allclose(mine["length"], exact.length, **NEAR)


@given(game=games(time="open", slips=False))
def test_grim_triggers_threshold_is_the_same(engine, game):
    mine = engine.ask("grim", spec=spec_of(game))
    for level, position in enumerate(game.arrays().positions):
        exact = critical_continuation(
            game.held_at(float(position)), "grim_trigger", "grim_trigger"
        )
        if exact is None or mine[level] is None:
            # within 1e-9 of the edge either answer is right
            assert mine[level] is exact or 1 - 1e-6 - (mine[level] or exact) < 1e-9
        else:
            assert mine[level] == pytest.approx(exact, abs=1e-9)


FIELD = [
    "tit_for_tat",
    "always_defect",
    "win_stay_lose_shift",
    "trusting_tit_for_tat",
    "grim_trigger",
    "always_cooperate",
]


@FEW
@given(
    game=games(outside=False),
    buyers=st.lists(st.sampled_from(FIELD), min_size=2, max_size=5, unique=True),
    sellers=st.lists(st.sampled_from(FIELD), min_size=2, max_size=5, unique=True),
    same=st.booleans(),
)
def test_selection_leads_to_the_same(engine, game, buyers, sellers, same):
    sellers = buyers if same else sellers
    pairs = pair_table(game, buyers, sellers)
    total = pairs.utility * pairs.length[..., None]
    same_names = buyers == sellers
    x, y, _, at_rest, how = select({"total_utility": total}, same_names)
    one = "one population" in how
    # On a knife edge only rounding selects: there a nudge moves the library's own answer.
    nudge = 1e-10 * np.random.default_rng(0).standard_normal(total.shape)
    nudged = select({"total_utility": total + nudge * np.abs(total).max()}, same_names)
    assume(nudged.how == how and abs(nudged.buyers - x).max() < 1e-6)
    assume(abs(nudged.sellers - y).max() < 1e-6)
    mine = engine.ask(
        "select",
        spec=spec_of(game),
        buyers=players_of(game, buyers, "buyer"),
        sellers=players_of(game, sellers, "seller"),
        same=same_names,
    )
    assert mine["one"] == one
    assert mine["atRest"] == at_rest
    if mine["atRest"]:
        np.testing.assert_allclose(mine["buyers"], x, atol=1e-6)
        np.testing.assert_allclose(mine["sellers"], y, atol=1e-6)


@pytest.mark.parametrize("exact", [True, False])
def test_the_map_is_the_same(engine, exact):
    bond = Relationship(depths=4, tremble=0.03, misperception=0.05, regard=0.2)
    stage = StageGame.from_roles(
        buyer=dict(T=5, R=3, P=1, S=0), seller=dict(T=9, R=4, P=2, S=-1)
    )
    times, positions = [1, 3, 10, 40], [0, 0.25, 0.6, 1]
    game = TrustGame(stage, bond, continuation=0.5)
    for buyers, sellers in (
        (["trusting_tit_for_tat"], ["grim_trigger"]),
        (FIELD[:4], FIELD[1:]),
    ):
        who = {"buyers": buyers, "sellers": sellers}
        if len(buyers) == 1:
            who = {"buyer": buyers[0], "seller": sellers[0]}
        chart = time_depth_map(
            stage,
            bond,
            times=times,
            depths=positions,
            time="exactly" if exact else "about",
            **who,
        )
        mine = engine.ask(
            "map",
            spec=spec_of(game),
            buyers=players_of(game, buyers, "buyer"),
            sellers=players_of(game, sellers, "seller"),
            times=times,
            positions=positions,
            exact=exact,
            same=False,
        )
        tolerance = 1e-9 if len(buyers) == 1 else 1e-6
        np.testing.assert_allclose(mine["table"], chart.table, atol=tolerance)
        np.testing.assert_array_equal(mine["rests"], chart.at_rest)


def test_where_selection_goes_round_both_tell_the_average(engine):
    """There the last shares are chance: at 40 rounds the two ended 0.36 apart."""
    deal = Deal.from_toml(Path(__file__).parents[2] / "deals" / "renewals.toml")
    players = [[p.strategy for p in side] for side in (deal.buyers, deal.sellers)]
    times, positions = [5, 10, 40], [0, 0.6, 0.8]
    chart = time_depth_map(
        deal.stage, deal.relationship, times=times, depths=positions, time="exactly",
        buyers=players[0], sellers=players[1],
    )  # fmt: skip
    mine = engine.ask(
        "map", spec=spec_of(deal.game), times=times, positions=positions, exact=True,
        buyers=[p.to_dict() for p in chart.buyers],
        sellers=[p.to_dict() for p in chart.sellers], same=False,
    )  # fmt: skip
    assert 0 < chart.at_rest.sum() < chart.at_rest.size
    assert chart.provenance["unsettled"] == (~chart.at_rest).sum()
    assert chart.to_frame()["at_rest"].tolist() == chart.at_rest.ravel().tolist()
    np.testing.assert_array_equal(mine["rests"], chart.at_rest)
    np.testing.assert_allclose(mine["table"], chart.table, atol=0.05)


@FEW
@given(game=games(), other=automata(), role=st.sampled_from(["buyer", "seller"]))
def test_the_best_reply_is_the_same(engine, game, other, role):
    assume(begins(game, other))
    found = best_response(game, opponent=other, role=role)
    mine = engine.ask(
        "reply",
        spec=spec_of(game),
        other=other.to_dict(),
        role=int(role == "seller"),
        count="utility",
    )
    size = max(1.0, abs(found.total_utility))
    assert mine["value"] == pytest.approx(found.total_utility, abs=1e-8 * size)
    assert mine["value"] == pytest.approx(max(mine["start"]), abs=1e-8 * size)
    assert len(mine["start"]) == (2 if game.outside is None else 3)


@FEW
@given(
    game=games(),
    buyer=automata(),
    seller=automata(),
    seed=st.integers(0, 2**70),
    match=st.integers(0, 3),
)
def test_a_seed_tells_the_same_match(engine, game, buyer, seller, seed, match):
    assume(begins(game, buyer) and begins(game, seller))
    story = play(game, buyer, seller, seed=seed, match=match)
    mine = engine.ask(
        "play",
        spec=spec_of(game),
        buyer=buyer.to_dict(),
        seller=seller.to_dict(),
        seed=str(seed),
        match=match,
    )
    for name in ("depth", "intended", "done", "seen"):
        said = np.array([m[name] for m in mine["rounds"]]).reshape(
            getattr(story, name).shape
        )
        np.testing.assert_array_equal(said, getattr(story, name))
    assert mine["length"] == story.length
    assert bool(mine["left"]) == bool(story.leavers)


def test_what_a_sitting_comes_to_is_choices_and_chance(engine):
    """Total = best reply's value - cost of choices + luck, which is nothing on average."""
    stage = StageGame.prisoners_dilemma()
    bond = Relationship(depths=3, stakes=between(1, 3), tremble=0.1, misperception=0.1)
    impatient = Automaton(
        "impatient", (1, 0), ((0, 1), (0, 1)), leave=(0.1, 0.5), end_rounds=2
    )
    rng = np.random.default_rng(7)
    for chance, rounds in ((1.0, 9), (0.9, 12)):
        game = TrustGame(stage, bond, rounds=rounds, continuation=chance, outside=(0.5, 2))
        games = [
            {"seed": seed, "choices": rng.choice(3, 12, p=(0.6, 0.3, 0.1)).tolist()}
            for seed in range(400)
        ]
        asked = {"spec": spec_of(game), "other": impatient.to_dict(), "role": 1}
        found = engine.ask("sit", games=games, **asked)
        luck = np.array([one["luck"] for one in found])
        assert abs(luck.mean()) < 4 * luck.std() / len(luck) ** 0.5
        assert any(one["left"] for one in found)
        for one in found:
            assert one["waiting"] == 2 * one["waited"]
            assert one["played"] + one["waited"] <= rounds
        if chance == 1:
            assert all(one["played"] + one["waited"] == rounds for one in found)


def test_nobody_sits_longer_than_a_person_can(engine):
    ask = lambda time, rounds=0: engine.ask("sitting", deal={"time": time}, rounds=rounds)  # noqa: E731
    assert ask({"exactly": 100}) == {"exactly": 40}
    assert ask({"exactly": 12}) == {"exactly": 12}
    assert ask({"about": 100}) == {"about": 100, "at_most": 40}
    assert ask({"about": 100, "at_most": 30}) == {"about": 100, "at_most": 30}
    assert ask({"about": 100}, 8) == {"exactly": 8}
