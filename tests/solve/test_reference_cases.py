"""Cases that somebody else solved by dense linear algebra: shared/cases, to 1e-9.

Both routes are held against them: the solver, and the oracle that judges the solver.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import trustgame as tg
from oracles import exact

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "cases"
CLOSE = {"rel": 0, "abs": 1e-9}


def cases(name):
    """Return the cases of a file, or one case that is skipped by the file's name."""
    path = FOLDER / name
    if not path.is_file():
        missing = pytest.mark.skip(reason=f"{name} is not beside this checkout")
        return [pytest.param(None, marks=missing, id=name)]
    listed = json.loads(path.read_text(encoding="utf-8"))["cases"]
    return [pytest.param(case, id=str(case["id"])) for case in listed]


REPEATED = cases("finite_horizon.json")
STOCHASTIC = cases("stochastic_game.json")


def by_oracle(game, buyer, seller):
    """Evaluate by the oracle's quicker way where there are two."""
    return (exact.endless if game.rounds is None else exact.finite)(game, buyer, seller)


ROUTES = pytest.mark.parametrize(
    "evaluate",
    [pytest.param(tg.evaluate, id="solver"), pytest.param(by_oracle, id="oracle")],
)


def same(got, want):
    """Tell whether nested numbers agree; outcomes in the order CC, CD, DC, DD."""
    assert np.ravel(got).tolist() == pytest.approx(np.ravel(want).tolist(), **CLOSE)


def cooperation_by_round(result):
    """Return P(C) by round [H, 2] of a solver's or an oracle's evaluation."""
    if isinstance(result, exact.Exact):
        rows = [row.outcomes for row in result.rounds]
        return np.array(
            [
                [r.get((0, 0), 0) + r.get((0, 1), 0), r.get((0, 0), 0) + r.get((1, 0), 0)]
                for r in rows
            ]
        )
    return result.path().cooperation


def last_outcomes(result):
    """Return the outcomes of the last round, CC, CD, DC, DD."""
    if isinstance(result, exact.Exact):
        last = result.rounds[-1].outcomes
        return [last.get((a, b), 0) for a in (0, 1) for b in (0, 1)]
    return np.ravel(result.path().outcomes[-1])


def repeated(case):
    """Return the stage game and the two players of a repeated game."""
    stage = tg.StageGame.from_roles(buyer=case["payoffs1"], seller=case["payoffs2"])
    players = [
        tg.memory_one(*case[k]["p"], first=case[k]["p_first"], name=case[k]["name"])
        for k in ("player1", "player2")
    ]
    return stage, players


@ROUTES
@pytest.mark.parametrize("case", REPEATED)
def test_so_many_rounds(case, evaluate):
    stage, players = repeated(case)
    want = case["fixed"]
    got = evaluate(tg.TrustGame(stage, tremble=case["eps"], rounds=want["n"]), *players)
    same(got.value, want["total"])
    same(got.payoff, want["mean_per_round"])
    assert (got.length, got.played) == pytest.approx((want["n"], want["n"]))
    coop = cooperation_by_round(got)
    same(coop[:, 0], want["coop_by_round1"])
    same(coop[:, 1], want["coop_by_round2"])
    same(last_outcomes(got), want["outcome_dist_last_round"])


@ROUTES
@pytest.mark.parametrize("case", REPEATED)
def test_another_round_by_chance(case, evaluate):
    stage, players = repeated(case)
    want = case["continuation"]
    game = tg.TrustGame(stage, tremble=case["eps"], continuation=want["delta"])
    got = evaluate(game, *players)
    same(got.payoff, want["normalised"])
    same(got.value, want["expected_total"])
    same(got.cooperation, want["coop"])
    same(got.outcomes, want["outcome_weights"])
    same(got.length, want["expected_rounds"])


def states(case):
    """Return the stage games and the transition of a stochastic game."""
    n = case["states"]
    stages = []
    for s in range(n):
        own, other = (
            np.reshape(case["payoffs"][p][s], (2, 2)) for p in ("player1", "player2")
        )
        stages.append(tg.StageGame(buyer=own, seller=other))
    transition = np.reshape(case["transition"], (n, 2, 2, n))
    return stages, transition


def players(case, at=None):
    """Return the players; ``at`` lists the case's state for each of the game's states."""
    at = range(case["states"]) if at is None else at
    found = []
    for k in ("player1", "player2"):
        memory = case[k]["p"]
        entries = [tg.values(*(memory[s][x] for s in at)) for x in range(4)]
        found.append(tg.memory_one(*entries, first=case[k]["p_first"]))
    return found


def stochastic(case, **time):
    """Return the game of a case."""
    stages, transition = states(case)
    return tg.TrustGame.from_states(
        stages,
        transition=transition,
        start=case["start_state"],
        tremble=tg.values(*case["eps"]),
        **time,
    )


@ROUTES
@pytest.mark.parametrize("case", STOCHASTIC)
def test_the_long_run(case, evaluate):
    want = case["long_run"]
    got = evaluate(stochastic(case), *players(case))
    same(got.payoff, want["payoff"])
    same(got.cooperation, want["coop"])
    same(got.depth, want["state"])
    same(got.outcomes, want["outcome"])


@ROUTES
@pytest.mark.parametrize("case", STOCHASTIC)
def test_discounting(case, evaluate):
    want = case["discounted_normalised"]
    got = evaluate(stochastic(case, continuation=want["delta"]), *players(case))
    same(got.payoff, want["payoff"])
    same(got.cooperation, want["coop"])
    same(got.depth, want["state"])
    same(got.outcomes, want["outcome"])
    same(got.value, want["expected_total"])


@ROUTES
@pytest.mark.parametrize("case", STOCHASTIC)
def test_so_many_rounds_among_states(case, evaluate):
    want = case["fixed_horizon"]
    got = evaluate(stochastic(case, rounds=want["n"]), *players(case))
    same(got.value, want["total"])
    same(np.multiply(got.cooperation, got.played), want["expected_C_count"])
    same(np.multiply(got.depth, got.played), want["expected_rounds_in_state"])
    coop = cooperation_by_round(got)
    same(coop[:, 0], want["coop_by_round1"])
    same(coop[:, 1], want["coop_by_round2"])


LADDERS = [
    case for case in STOCHASTIC if case.values[0] is None or "ladder" in case.values[0]
]


def agrees(got, want, depth):
    """Tell whether totals agree, with the depths added up as the case counts them."""
    same(got.value, want["expected_total"])
    same(got.length, want["expected_rounds"])
    same(np.multiply(got.cooperation, got.played), want["expected_C_count"])
    same(depth, want["expected_rounds_in_state"])


@ROUTES
@pytest.mark.parametrize("case", LADDERS)
def test_continuation_read_at_the_new_depth(case, evaluate):
    chance = case["state_continuation"]
    game = stochastic(case, continuation=tg.values(*chance["cont"]))
    got = evaluate(game, *players(case))
    agrees(got, chance["next"], np.multiply(got.depth, got.played))


@ROUTES
@pytest.mark.parametrize("case", LADDERS)
def test_continuation_of_the_depth_just_played(case, evaluate):
    # Not the model's reading, but its states can say it: a state remembers the one before.
    chance = case["state_continuation"]
    n, start = case["states"], case["start_state"]
    stages, transition = states(case)
    pairs = [(start, start), *((s, t) for s in range(n) for t in range(n))]
    wide = np.zeros((len(pairs), 2, 2, len(pairs)))
    for i, (_, s) in enumerate(pairs):
        for t in range(n):
            wide[i, :, :, 1 + s * n + t] = transition[s, :, :, t]
    here = [t for _, t in pairs]
    game = tg.TrustGame.from_states(
        [stages[t] for t in here],
        transition=wide,
        tremble=tg.values(*(case["eps"][t] for t in here)),
        continuation=tg.values(*(chance["cont"][s] for s, _ in pairs)),
    )
    got = evaluate(game, *players(case, here))
    depth = np.zeros(n)
    np.add.at(depth, here, np.multiply(got.depth, got.played))
    agrees(got, chance["played"], depth)


@ROUTES
@pytest.mark.parametrize("case", LADDERS)
def test_a_ladder_is_its_steps_and_stakes(case, evaluate):
    ladder, chance = case["ladder"], case["state_continuation"]
    bond = tg.Relationship(
        depths=case["states"],
        start=case["start_state"],
        deepen=ladder["up_prob"],
        erode=ladder["drop_after_one_D"],
        drift=ladder["drop_after_DD"],
        stakes=tg.values(*ladder["stakes"]),
        tremble=tg.values(*case["eps"]),
        continuation=tg.values(*chance["cont"]),
    )
    base = {r: ladder[f"base_payoffs{k}"] for k, r in ((1, "buyer"), (2, "seller"))}
    game = tg.TrustGame(tg.StageGame.from_roles(**base), bond)
    got = evaluate(game, *players(case))
    agrees(got, chance["next"], np.multiply(got.depth, got.played))
