"""Best responses, equilibrium and critical continuation against the oracles."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import strategies_for_hypothesis as draws
from hypothesis import assume, given, settings

import trustgame as tg
from oracles import decisions, exact

STANDARD = tg.StageGame.prisoners_dilemma()
ROLES = ("buyer", "seller")
CLOSE = 1e-8

sighted_finite = draws.finite_games(most=4, most_depths=3, misperception=False)
sighted_geometric = draws.geometric_games(highest=0.6, most_depths=3, misperception=False)
# Hypothesis draws what is small first, so these stay quick.
few = settings(max_examples=30)


# --- best responses ---


def judge(game, opponent, role, want):
    """Hold a best response and its automaton against the oracle's number."""
    got = tg.best_response(game, opponent=opponent, role=ROLES[role])
    scale = max(1.0, abs(want))
    assert got.total_utility == pytest.approx(want, abs=CLOSE * scale)
    assert not got.is_upper_bound
    try:
        reply = got.automaton
    except tg.RefusedError:
        # Only where nothing beats walking away before the first round.
        assert game.outside is not None
        stay, leave = decisions.best_total(game, opponent, role)
        assert leave >= stay - CLOSE * scale
        return
    played = exact.finite(game, *decisions.seated(role, reply, opponent))
    assert played.total_utility[role] == pytest.approx(want, abs=CLOSE * scale)
    assert got.value == pytest.approx(played.value[role], abs=CLOSE * scale)
    assert got.payoff == pytest.approx(played.payoff[role], abs=CLOSE * scale)
    assert got.utility == pytest.approx(played.utility[role], abs=CLOSE * scale)
    assert tg.minimise(reply).n_states == reply.n_states


@given(sighted_finite, draws.automata())
@settings(max_examples=40)
def test_best_responses_with_a_last_round(game, opponent):
    for role in (0, 1):
        judge(game, opponent, role, max(decisions.best_total(game, opponent, role)))


@given(sighted_geometric, draws.automata())
@few
def test_best_responses_where_play_ends_by_chance(game, opponent):
    for role in (0, 1):
        judge(game, opponent, role, max(decisions.best_total(game, opponent, role)))


@given(
    draws.unbounded_games(most_depths=2, misperception=False), draws.automata(most_states=2)
)
@few
def test_best_responses_in_the_long_run(game, opponent):
    for role in (0, 1):
        want = decisions.best_by_policies(game, opponent, role)
        got = tg.best_response(game, opponent=opponent, role=ROLES[role])
        assert got.total_utility == pytest.approx(want, abs=1e-7)
        assert got.utility == pytest.approx(want, abs=1e-7)
        try:
            reply = got.automaton
        except tg.RefusedError:
            assert game.outside is not None
            continue
        played = exact.endless(game, *decisions.seated(role, reply, opponent))
        assert played.utility[role] == pytest.approx(want, abs=1e-7)


@given(draws.finite_games(most=4, most_depths=3), draws.automata())
@few
def test_where_somebody_misreads_the_response_is_a_bound(game, opponent):
    misread = game.arrays().misperception.any()
    for role in (0, 1):
        got = tg.best_response(game, opponent=opponent, role=ROLES[role])
        want = max(decisions.best_total(game, opponent, role))
        assert got.total_utility == pytest.approx(want, abs=CLOSE)
        assert misread or not got.is_upper_bound
        for name in ("tit_for_tat", "always_defect", "win_stay_lose_shift"):
            pair = decisions.seated(role, tg.strategies[name], opponent)
            assert exact.finite(game, *pair).total_utility[role] <= want + CLOSE


def test_a_bound_says_so():
    game = tg.TrustGame(STANDARD, misperception=0.1, continuation=0.9)
    assert tg.best_response(game, opponent="tit_for_tat", role="buyer").is_upper_bound
    clear = game.replace(misperception=0)
    assert not tg.best_response(clear, opponent="tit_for_tat", role="buyer").is_upper_bound


@pytest.mark.parametrize("tremble", [1e-5, 1e-6, 1e-7])
def test_an_endless_best_response_is_found_where_slips_are_very_rare(tremble):
    # Grim's end takes 1 / tremble rounds to come; rounding errors of averages grow with
    # them and must not send the search round in circles. Nothing beats D for ever.
    game = tg.TrustGame(STANDARD, tremble=tremble)
    reply = tg.best_response(game, opponent="grim_trigger", role="buyer")
    defects = tg.evaluate(game, "always_defect", "grim_trigger").utility[0]
    assert reply.total_utility == pytest.approx(defects, abs=1e-8)


def test_misreading_is_judged_where_some_recipes_have_no_payoffs_to_read():
    # Recipes refuse what is no dilemma; the other strategies still decide.
    stag_hunt = tg.StageGame(buyer=[[4, 0], [3, 2]], seller=[[4, 3], [0, 2]])
    game = tg.TrustGame(stag_hunt, misperception=0.2, rounds=5)
    assert tg.is_equilibrium(game, "alternator", "tit_for_tat").nash is False


def test_only_who_was_offered_an_outside_may_leave():
    bad = {"T": -1, "R": -2, "P": -3, "S": -4}
    stage = tg.StageGame.from_roles(buyer=bad, seller=bad)
    held = tg.TrustGame(stage, rounds=4)
    free = held.replace(outside=(0, 0))
    got = tg.best_response(held, opponent="always_defect", role="buyer")
    assert got.total_utility == pytest.approx(-12)
    assert tg.best_response(free, opponent="always_defect", role="buyer").total_utility == 0


def test_who_leaves_after_the_harvest():
    # Grim pays T = 5 once, then 1 a round; outside pays 2 from round two on.
    game = tg.TrustGame(STANDARD, rounds=4, outside=(2, 2))
    short = game.replace(rounds=2)  # C, C pays 6; D then leave 7; C then D 8
    got = tg.best_response(short, opponent="grim_trigger", role="seller")
    assert got.total_utility == pytest.approx(8)
    got = tg.best_response(game, opponent="always_defect", role="seller")
    assert got.total_utility == pytest.approx(8)  # gone from the start: nothing better
    with pytest.raises(tg.RefusedError, match=r"leave|walk"):
        _ = got.automaton


def test_mixed_horizons_are_refused():
    bond = tg.Relationship(depths=2, continuation=tg.between(0.5, 1))
    game = tg.TrustGame(STANDARD, bond)
    with pytest.raises(tg.RefusedError):
        tg.best_response(game, opponent="tit_for_tat", role="buyer")
    with pytest.raises(tg.RefusedError):
        tg.is_equilibrium(game, "tit_for_tat", "tit_for_tat")


def test_roles_are_named():
    game = tg.TrustGame(STANDARD, rounds=2)
    with pytest.raises(tg.SpecificationError, match=r"`role`.*'buyer'.*'buyr'"):
        tg.best_response(game, opponent="tit_for_tat", role="buyr")


# --- equilibrium ---


@given(sighted_finite, draws.automata(most_states=2), draws.automata(most_states=2))
@settings(max_examples=30)
def test_equilibria_with_a_last_round(game, buyer, seller):
    compare(game, buyer, seller)


@given(
    draws.geometric_games(highest=0.5, most_depths=2, misperception=False),
    draws.automata(most_states=2),
    draws.automata(most_states=2),
)
@settings(max_examples=30)
def test_equilibria_where_play_ends_by_chance(game, buyer, seller):
    compare(game, buyer, seller)


def compare(game, buyer, seller):
    """Hold a check against the oracle, but for gains too small to tell from none."""
    got = tg.is_equilibrium(game, buyer, seller)
    want = decisions.gains(game, buyer, seller)
    assert got.gain.tolist() == pytest.approx(want, abs=1e-6)
    if max(want) > 1e-6 or max(want) < 1e-12:
        assert got.nash is (max(want) < 1e-12)
    once = decisions.one_shot_gain(game, buyer, seller)
    if once > 1e-6 or once < 1e-12:
        assert (got.one_shot is None) is (once < 1e-12)
        if once > 1e-6:
            assert not got.subgame_perfect
            assert got.one_shot.gain == pytest.approx(once, rel=1e-5)
    if not got.nash:
        assert got.deviation.gain == pytest.approx(max(want), abs=1e-6)


CAST = ("always_defect", "grim_trigger", "tit_for_tat", "win_stay_lose_shift", "alternator")


@pytest.mark.parametrize("pair", list(itertools.combinations_with_replacement(CAST, 2)))
@pytest.mark.parametrize(
    "bond",
    [
        tg.Relationship(continuation=0.7),
        tg.Relationship(continuation=0.8, tremble=0.05, regard=0.2),
        tg.Relationship(
            depths=2, erode=1, stakes=tg.per_role(tg.between(1, 2), 1), continuation=0.6
        ),
    ],
    ids=["plain", "trembling", "ladder"],
)
def test_well_known_pairs(pair, bond):
    game = tg.TrustGame(STANDARD, bond)
    compare(game, *(tg.strategies[name] for name in pair))


@given(
    draws.unbounded_games(most_depths=2, misperception=False),
    draws.automata(most_states=2),
    draws.automata(most_states=2),
)
@settings(max_examples=20)
def test_long_run_gains_are_per_round(game, buyer, seller):
    got = tg.is_equilibrium(game, buyer, seller)
    now = exact.endless(game, buyer, seller).utility
    for role in (0, 1):
        best = decisions.best_by_policies(game, (seller, buyer)[role], role)
        assert got.gain[role] == pytest.approx(max(0, best - now[role]), abs=1e-6)
    with pytest.raises(tg.RefusedError, match="never ends"):
        _ = got.subgame_perfect


def test_perfection_is_refused_where_somebody_misreads():
    game = tg.TrustGame(STANDARD, misperception=tg.per_role(0, 0.01), continuation=0.5)
    got = tg.is_equilibrium(game, "always_defect", "always_defect")
    with pytest.raises(tg.RefusedError, match="`misperception`"):
        _ = got.subgame_perfect
    # Against one who does not listen, misreading hides nothing worth knowing.
    assert got.nash


def test_a_check_tells_who_gains():
    game = tg.TrustGame(STANDARD, rounds=10)
    got = tg.is_equilibrium(game, "always_defect", "always_cooperate")
    assert got.nash is False
    assert got.gain.tolist() == pytest.approx([0, 10])
    assert got.deviation.role == "seller"
    assert "seller" in str(got.deviation)


def test_a_profitable_deviation_is_profitable():
    game = tg.TrustGame(STANDARD, rounds=4)
    got = tg.is_equilibrium(game, "tit_for_tat", "tit_for_tat")
    better = got.deviation.response.automaton
    role = ROLES.index(got.deviation.role)
    tft = tg.strategies.tit_for_tat
    now = exact.finite(game, tft, tft).total_utility[role]
    then = exact.finite(game, *decisions.seated(role, better, tft)).total_utility[role]
    assert then - now == pytest.approx(got.deviation.gain)


# --- patience ---

SELLER = {"T": 9, "R": 4, "P": 2, "S": -1}
BUYER = {"T": 5, "R": 3, "P": 1, "S": 0}
UNEVEN = tg.StageGame.from_roles(buyer=BUYER, seller=SELLER)


@pytest.mark.parametrize(
    ("stage", "bond"),
    [
        (UNEVEN, tg.Relationship()),
        (STANDARD, tg.Relationship(tremble=0.03)),
        (STANDARD, tg.Relationship(regard=tg.per_role(0.4, 0.1))),
        (STANDARD, tg.Relationship(depths=3, stakes=tg.between(1, 2), erode=2)),
        (
            STANDARD,
            tg.Relationship(depths=3, stakes=tg.between(2, 1), deepen=0.5, tremble=0.01),
        ),
        (UNEVEN, tg.Relationship(depths=4, regard=tg.between(0, 0.4), start=1, erode=0.75)),
    ],
)
def test_patience_that_grim_needs(stage, bond):
    game = tg.TrustGame(stage, bond)
    grim = tg.strategies.grim_trigger
    want = decisions.critical(game, grim, grim, high=0.9)
    assert tg.critical_continuation(game, grim, grim) == pytest.approx(want, abs=1e-6)


def test_patience_replaces_rounds_and_continuation():
    game = tg.TrustGame(STANDARD, rounds=3, continuation=0.2)
    assert tg.critical_continuation(game, "grim_trigger", "grim_trigger") == pytest.approx(
        0.5
    )


def test_patience_that_nothing_needs_and_that_nothing_has():
    game = tg.TrustGame(STANDARD)
    assert tg.critical_continuation(game, "always_defect", "always_defect") == 0
    assert tg.critical_continuation(game, "always_cooperate", "always_cooperate") is None
    assert tg.critical_continuation(game, "tit_for_tat", "always_cooperate") is None


@given(
    draws.games(most_depths=2, misperception=False, continuation=draws.st.just(1)),
    draws.automata(most_states=2, leaving=False),
    draws.automata(most_states=2, leaving=False),
)
@settings(max_examples=15)
def test_windows_are_where_the_pair_is_an_equilibrium(game, buyer, seller):
    windows = tg.continuation_windows(game, buyer, seller)
    first = tg.critical_continuation(game, buyer, seller)
    assert first == (pytest.approx(windows[0][0], abs=1e-9) if windows else None)
    for delta in np.linspace(0.03, 0.87, 8):
        if any(abs(delta - edge) < 0.004 for window in windows for edge in window):
            continue
        worst = max(decisions.gains(game.replace(continuation=float(delta)), buyer, seller))
        assume(not 1e-10 < worst < 1e-5)
        inside = any(low <= delta <= high for low, high in windows)
        assert inside is (worst < 1e-10), (delta, worst, windows)


def test_a_pair_may_hold_in_the_middle_only():
    # Tit-for-tat against the suspicious one takes turns. Who is patient makes peace, so the
    # pair lasts below (T - R) / (R - S) = 2/3 and, for the one betrayed first, from
    # (P - S) / (T - P) = 1/4.
    game = tg.TrustGame(STANDARD)
    [(low, high)] = tg.continuation_windows(game, "tit_for_tat", "suspicious_tit_for_tat")
    tft, suspicious = tg.strategies.tit_for_tat, tg.strategies.suspicious_tit_for_tat
    for delta, holds in ((0.24, False), (0.26, True), (0.65, True), (0.68, False)):
        gains = decisions.gains(game.replace(continuation=delta), tft, suspicious)
        assert (max(gains) < 1e-9) is holds
    assert (low, high) == (pytest.approx(0.25, abs=1e-8), pytest.approx(2 / 3, abs=1e-6))
