"""Fingerprints: each point as a match of its own, closed forms, Axelrod's library."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

import trustgame as tg
from trustgame.solve.fingerprint import fingerprint

STAGE = tg.StageGame.prisoners_dilemma()
UNEQUAL = tg.StageGame.from_roles(
    buyer={"T": 5, "R": 3, "P": 1, "S": 0}, seller={"T": 9, "R": 4, "P": 2, "S": -1}
)


def joss_ann(probe, x, y):
    """Return the mixture of one point as an automaton, straight from the definition."""
    states = range(probe.n_states)
    moves = np.array(probe.next_state)
    if x + y < 1:
        cooperate = [x + (1 - x - y) * probe.cooperate[s] for s in states]
    else:
        # The dual of the mixture at (1 - x, 1 - y): what it does is turned round, and so
        # is what it remembers having done.
        inner = [(1 - x) + (x + y - 1) * probe.cooperate[s] for s in states]
        cooperate = [1 - c for c in inner]
        moves = moves[:, ::-1]
    return tg.Automaton("mixture", np.clip(cooperate, 0, 1), moves, probe.start)


GAMES = {
    "long run": tg.TrustGame(STAGE),
    "fifty rounds": tg.TrustGame(STAGE, rounds=50),
    "geometric with slips": tg.TrustGame(UNEQUAL, continuation=0.9, tremble=0.02),
    "deepening": tg.TrustGame(
        UNEQUAL,
        tg.Relationship(
            depths=3, stakes=tg.between(1, 2), continuation=tg.between(0.8, 0.95)
        ),
    ),
}


@pytest.mark.parametrize("game", GAMES.values(), ids=GAMES)
@pytest.mark.parametrize("role", ["buyer", "seller"])
@pytest.mark.parametrize(
    ("strategy", "probe"),
    [
        ("tit_for_tat", "tit_for_tat"),
        ("grim_trigger", "tit_for_tat"),
        ("win_stay_lose_shift", "win_stay_lose_shift"),
        ("tit_for_two_tats", "grim_trigger"),
        ("alternator", "joss"),
    ],
)
def test_every_point_is_its_own_match(game, role, strategy, probe):
    found = fingerprint(strategy, probe, size=5, game=game, role=role)
    seat = ("buyer", "seller").index(role)
    for i, x in enumerate(found.grid):
        for j, y in enumerate(found.grid):
            pair = [strategy, joss_ann(found.probe, x, y)]
            want = tg.evaluate(game, *(pair if seat == 0 else pair[::-1]))
            assert found.payoff[i, j] == pytest.approx(want.payoff[seat], abs=1e-10)
            assert found.cooperation[i, j] == pytest.approx(
                want.cooperation[seat], abs=1e-10
            )


def test_unconditional_strategies_have_closed_forms():
    # Against unconditional cooperation tit-for-tat mixed with chance defects with
    # probability y below the diagonal; its dual, which answers C with D, with
    # x + y - 1 + 1 - x = y above it too.
    found = fingerprint("always_cooperate", size=11)
    np.testing.assert_allclose(
        found.payoff, np.tile(3 - 3 * found.grid, (11, 1)), atol=1e-12
    )
    # Against unconditional defection it cooperates with probability x.
    found = fingerprint("always_defect", size=11)
    want = np.tile((1 + 4 * found.grid)[:, None], (1, 11))
    np.testing.assert_allclose(found.payoff, want, atol=1e-12)


def test_random_play_is_told_by_chance_alone():
    # Whatever a coin meets, tit-for-tat's part of the mixture copies a coin.
    found = fingerprint("random", size=7)
    x, y = np.meshgrid(found.grid, found.grid, indexing="ij")
    cooperates = x + (1 - x - y) / 2
    want = 0.5 * (3 * cooperates) + 0.5 * (5 * cooperates + 1 * (1 - cooperates))
    np.testing.assert_allclose(found.payoff, want, atol=1e-12)


@pytest.mark.compiled
def test_the_two_halves_meet_on_the_diagonal():
    found = fingerprint("win_stay_lose_shift", size=301)
    inner = np.arange(30, 271)
    below = found.payoff[inner, 299 - inner]
    on = found.payoff[inner, 300 - inner]
    assert abs(below - on).max() < 0.05


def test_a_fingerprint_introduces_itself():
    found = fingerprint("grim_trigger", size=3)
    assert repr(found) == (
        "Fingerprint(grim_trigger against mixtures of tit_for_tat, 3 x 3: "
        f"payoff {found.payoff.min():.3f} to {found.payoff.max():.3f})"
    )
    frame = found.to_frame()
    assert frame.columns.tolist() == ["x", "y", "payoff", "cooperation"]
    row = frame[(frame.x == 1) & (frame.y == 0.5)].iloc[0]
    assert row.payoff == found.payoff[2, 1]
    made = found.provenance
    again = fingerprint(
        made["strategy"],
        made["probe"],
        size=made["size"],
        game=made["game"],
        role=made["role"],
    )
    np.testing.assert_array_equal(again.payoff, found.payoff)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("strategy", "theirs"),
    [
        ("tit_for_tat", "TitForTat"),
        ("win_stay_lose_shift", "WinStayLoseShift"),
        ("grudger", "Grudger"),
    ],
)
def test_axelrods_samples_agree(strategy, theirs):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        axelrod = pytest.importorskip("axelrod")
    turns, repetitions = 20, 60
    game = tg.TrustGame(STAGE, rounds=turns)
    found = fingerprint(strategy, size=5, game=game)
    sampled = axelrod.AshlockFingerprint(getattr(axelrod, theirs), axelrod.TitForTat)
    data = sampled.fingerprint(
        turns=turns, repetitions=repetitions, step=0.25, progress_bar=False, seed=11
    )
    assert len(data) == 25
    for (x, y), mean in data.items():
        i, j = round(4 * x), round(4 * y)
        exact = tg.evaluate(game, strategy, joss_ann(tg.strategies.tit_for_tat, x, y))
        error = exact.value_std[0] / turns / np.sqrt(repetitions)
        assert abs(mean - found.payoff[i, j]) <= 5.5 * error + 1e-9


# --- bad input ---


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"size": 1}, tg.SpecificationError, r"`size`.*at least 2.*1"),
        ({"probe": "tit_for_tta"}, tg.SpecificationError, r"Did you mean 'tit_for_tat'"),
        ({"strategy": "nobody"}, tg.SpecificationError, "nobody"),
        ({"strategy": lambda view: 0}, tg.RefusedError, r"`strategy`.*finite automaton"),
        ({"probe": lambda view: 0}, tg.RefusedError, r"`probe`.*finite automaton"),
        ({"role": "client"}, tg.SpecificationError, r"`role`.*'client'"),
        ({"game": STAGE}, tg.SpecificationError, r"`game` must be a TrustGame"),
    ],
)
def test_bad_input_is_named(arguments, error, message):
    with pytest.raises(error, match=message):
        fingerprint(**({"strategy": "tit_for_tat"} | arguments))


def test_a_probe_that_counts_down_is_refused():
    probe = tg.strategies.tit_for_tat.replace(end_rounds=1)
    with pytest.raises(tg.RefusedError, match=r"`probe`.*count.*end_rounds=0"):
        fingerprint("joss", probe, game=tg.TrustGame(STAGE, rounds=5))
    # Without a last round there is nothing to count.
    fingerprint("joss", probe, size=2)
