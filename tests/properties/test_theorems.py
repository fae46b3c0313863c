"""Theorems that hold for every game, as properties of the solver."""

from __future__ import annotations

import math

import numpy as np
import pytest
import strategies_for_hypothesis as draws
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import trustgame as tg
from trustgame.curves import PerRole

CURVES = ("stakes", "regard", "misperception", "tremble", "continuation")
ENDING = draws.finite_games() | draws.geometric_games()
ANY_GAME = ENDING | draws.unbounded_games() | draws.mixed_games()
PLAYERS = (draws.automata(), draws.automata())


def numbers(result, with_totals):
    """Return what an evaluation reports, by name."""
    names = ["payoff", "utility", "cooperation", "length", "played", "outcomes", "depth"]
    names += ["value", "total_utility", "value_std"] if with_totals else []
    return {name: np.asarray(getattr(result, name)) for name in names}


def same(one, other, *, tolerance=1e-8):
    """Tell whether two evaluations report the same."""
    ends = math.isfinite(one.length)
    assert math.isfinite(other.length) is ends
    left, right = numbers(one, ends), numbers(other, ends)
    for name, value in left.items():
        loose = 1e-4 if name == "value_std" else tolerance  # a root of a difference
        assert right[name] == pytest.approx(value, rel=tolerance, abs=loose), name


# --- seats ---


def seats_swapped(game):
    """Return the game with the roles exchanged."""

    def matrix(of):
        return tuple(zip(*of, strict=True))

    def stage(one):
        return tg.StageGame(buyer=matrix(one.seller), seller=matrix(one.buyer))

    bond = game.relationship
    curves = {name: getattr(bond, name) for name in CURVES}
    curves = {
        name: PerRole(curve.seller, curve.buyer) if isinstance(curve, PerRole) else curve
        for name, curve in curves.items()
    }
    transition = bond.transition
    if transition is not None:
        transition = np.swapaxes(np.array(transition), 1, 2)
    several = isinstance(game.stage, tuple)
    return game.replace(
        stage=[stage(one) for one in game.stage] if several else stage(game.stage),
        relationship=tg.Relationship(
            depths=bond.depths,
            start=bond.start,
            deepen=bond.deepen,
            erode=bond.erode,
            drift=bond.drift,
            transition=transition,
            **curves,
        ),
        outside=None if game.outside is None else game.outside[::-1],
    )


@given(ANY_GAME, *PLAYERS)
@settings(max_examples=40)
def test_swapping_seats_swaps_what_they_get(game, buyer, seller):
    one = tg.evaluate(game, buyer, seller)
    other = tg.evaluate(seats_swapped(game), seller, buyer)
    assert other.length == pytest.approx(one.length)
    assert other.depth == pytest.approx(one.depth, abs=1e-9)
    assert other.outcomes == pytest.approx(one.outcomes.T, abs=1e-9)
    for name in ("payoff", "utility", "cooperation"):
        swapped = getattr(other, name)[::-1]
        assert swapped == pytest.approx(getattr(one, name), abs=1e-8), name


@given(draws.geometric_games(misperception=False), *PLAYERS)
@settings(max_examples=40)
def test_swapping_seats_swaps_what_they_could_gain(game, buyer, seller):
    one = tg.is_equilibrium(game, buyer, seller)
    other = tg.is_equilibrium(seats_swapped(game), seller, buyer)
    assert other.gain[::-1] == pytest.approx(one.gain, rel=1e-7, abs=1e-7)


# --- what can be reached ---


@given(ANY_GAME, *PLAYERS)
@settings(max_examples=40)
def test_payoffs_lie_in_the_convex_hull_of_what_depths_can_pay(game, buyer, seller):
    # Theory row 21, with the corners that stakes scale and, for who may leave, outside.
    result = tg.evaluate(game, buyer, seller)
    for kind, corners in (("payoff", "payoff"), ("utility", "utility")):
        table = getattr(game.arrays(), corners)  # [L, 2, 2, 2]
        points = np.moveaxis(table, 1, -1).reshape(-1, 2)
        points = np.vstack([points, game.arrays().outside])
        got = getattr(result, kind)
        for angle in np.linspace(0, 2 * np.pi, 24, endpoint=False):
            normal = np.array([np.cos(angle), np.sin(angle)])
            assert got @ normal <= (points @ normal).max() + 1e-8


@given(ANY_GAME, *PLAYERS)
@settings(max_examples=40)
def test_occupancy_sums_to_one_and_fits_together(game, buyer, seller):
    result = tg.evaluate(game, buyer, seller)
    assert result.depth.sum() == pytest.approx(1)
    assert result.outcomes.sum() == pytest.approx(1)
    assert min(result.depth.min(), result.outcomes.min()) >= -1e-12
    assert result.cooperation[0] == pytest.approx(result.outcomes[0].sum(), abs=1e-9)
    assert result.cooperation[1] == pytest.approx(result.outcomes[:, 0].sum(), abs=1e-9)
    assert result.played <= result.length * (1 + 1e-12) or math.isinf(result.length)
    if math.isfinite(result.length):
        assert result.value == pytest.approx(result.payoff * result.length, abs=1e-8)
        assert result.total_utility == pytest.approx(
            result.utility * result.length, abs=1e-8
        )


@given(draws.finite_games(), *PLAYERS)
def test_rounds_add_up_to_the_match(game, buyer, seller):
    result = tg.evaluate(game, buyer, seller)
    path = result.path()
    assert path.alive.sum() == pytest.approx(result.length)
    assert path.played.sum() == pytest.approx(result.played)
    assert path.payoff.sum(axis=0) == pytest.approx(result.value, abs=1e-9)
    assert path.utility.sum(axis=0) == pytest.approx(result.total_utility, abs=1e-9)
    assert np.all(np.diff(path.alive) <= 1e-12)
    assert path.alive[0] == pytest.approx(1)


# --- names of states ---


@given(ANY_GAME, draws.automata(most_states=4), draws.automata(), st.permutations(range(4)))
@settings(max_examples=40)
def test_renaming_states_changes_nothing(game, buyer, seller, order):
    n = buyer.n_states
    to = [k for k in order if k < n]  # state x is now called to[x]
    back = np.argsort(to)
    table = np.array(buyer.next_state)
    moved = np.array(to)[np.take(table, back, axis=table.ndim - 3)]
    renamed = buyer.replace(
        cooperate=tuple(buyer.cooperate[x] for x in back),
        leave=tuple(buyer.leave[x] for x in back),
        next_state=moved,
        start=to[buyer.start],
    )
    same(tg.evaluate(game, buyer, seller), tg.evaluate(game, renamed, seller))


@given(ANY_GAME, draws.automata(most_states=5, sharp=True), draws.automata(most_states=5))
@settings(max_examples=40)
def test_a_smaller_automaton_that_behaves_the_same_earns_the_same(game, buyer, seller):
    small = tg.minimise(buyer), tg.minimise(seller)
    same(tg.evaluate(game, buyer, seller), tg.evaluate(game, *small))


@given(draws.geometric_games(misperception=False), draws.automata(), st.integers(0, 2))
@settings(max_examples=30)
def test_a_copy_of_a_state_changes_no_decision(game, opponent, which):
    # The same automaton with one state twice, some moves going to the copy.
    which = which % opponent.n_states
    table = np.array(opponent.next_state)
    axis = table.ndim - 3
    more = np.concatenate([table, np.take(table, [which], axis=axis)], axis=axis)
    more[..., 0] = np.where(more[..., 0] == which, opponent.n_states, more[..., 0])
    twice = opponent.replace(
        cooperate=(*opponent.cooperate, opponent.cooperate[which]),
        leave=(*opponent.leave, opponent.leave[which]),
        next_state=more,
    )
    for role in ("buyer", "seller"):
        one = tg.best_response(game, opponent=opponent, role=role).total_utility
        other = tg.best_response(game, opponent=twice, role=role).total_utility
        assert other == pytest.approx(one, abs=1e-8)


# --- units of payoff ---


def rescaled(game, factor, shift):
    """Return the game with every payoff in another unit, and outside with them."""

    def stage(one):
        return tg.StageGame(
            *(
                (np.array(matrix) * factor + shift).tolist()
                for matrix in (one.buyer, one.seller)
            )
        )

    several = isinstance(game.stage, tuple)
    outside = game.outside
    if outside is not None:
        outside = tuple(pay * factor + shift for pay in outside)
    return game.replace(
        stage=[stage(one) for one in game.stage] if several else stage(game.stage),
        outside=outside,
    )


FACTOR = st.sampled_from([0.1, 0.5, 3.0, 100.0])


@given(ANY_GAME, *PLAYERS, FACTOR)
@settings(max_examples=40)
def test_another_unit_of_payoff_scales_all_payoffs(game, buyer, seller, factor):
    one = tg.evaluate(game, buyer, seller)
    other = tg.evaluate(rescaled(game, factor, 0), buyer, seller)
    assert other.payoff == pytest.approx(factor * one.payoff, abs=1e-8 * factor)
    assert other.utility == pytest.approx(factor * one.utility, abs=1e-8 * factor)
    assert other.cooperation == pytest.approx(one.cooperation, abs=1e-9)
    if math.isfinite(one.length):
        assert other.value_std == pytest.approx(factor * one.value_std, abs=1e-4 * factor)


@given(ANY_GAME, *PLAYERS, draws.numbers(-4, 4, 2))
@settings(max_examples=40)
def test_a_bonus_every_round_is_added_every_round(game, buyer, seller, bonus):
    assume(game.outside is not None)  # else leaving would forgo the bonus
    plain = game.replace(stakes=1)
    one = tg.evaluate(plain, buyer, seller)
    other = tg.evaluate(rescaled(plain, 1, bonus), buyer, seller)
    assert other.payoff == pytest.approx(one.payoff + bonus, abs=1e-8)
    assert other.cooperation == pytest.approx(one.cooperation, abs=1e-9)


@given(
    draws.geometric_games(misperception=False, outside=False, highest=0.9),
    draws.automata(leaving=False),
    draws.automata(leaving=False),
    FACTOR,
    draws.numbers(-4, 4, 2),
)
@settings(max_examples=40)
def test_an_affine_change_of_payoffs_changes_no_decision(
    game, buyer, seller, factor, shift
):
    # Where play does not change how long it lasts, and a bonus weighs the same everywhere.
    plain = game.replace(stakes=1, regard=0.25, continuation=0.8)
    one = tg.is_equilibrium(plain, buyer, seller)
    other = tg.is_equilibrium(rescaled(plain, factor, shift), buyer, seller)
    assert other.gain == pytest.approx(factor * one.gain, rel=1e-6, abs=1e-6 * factor)
    if not 0 < one.gain.max() < 1e-6:
        assert other.nash is one.nash
        assert other.subgame_perfect is one.subgame_perfect


@given(st.sampled_from([0.1, 2.0, 50.0]), draws.numbers(-20, 20, 1))
@settings(max_examples=12)
def test_patience_does_not_know_units(factor, shift):
    bond = tg.Relationship(regard=0.1, tremble=0.02)
    game = tg.TrustGame(tg.StageGame.prisoners_dilemma(), bond)
    for pair in (("grim_trigger",) * 2, ("tit_for_tat", "grim_trigger")):
        one = tg.critical_continuation(game, *pair)
        other = tg.critical_continuation(rescaled(game, factor, shift), *pair)
        assert other == (None if one is None else pytest.approx(one, abs=1e-7))


# --- time ---


@given(draws.geometric_games(), *PLAYERS)
@settings(max_examples=30)
def test_without_patience_only_the_first_round_counts(game, buyer, seller):
    first = tg.evaluate(
        game.replace(rounds=1), *(p.replace(end_rounds=0) for p in (buyer, seller))
    )
    for delta, near in ((0, 1e-9), (1e-9, 1e-6)):
        got = tg.evaluate(game.replace(continuation=delta), buyer, seller)
        assert got.payoff == pytest.approx(first.payoff, abs=near)
        assert got.utility == pytest.approx(first.utility, abs=near)
        assert got.depth == pytest.approx(first.depth, abs=near)


@given(draws.unbounded_games(), *PLAYERS)
@settings(max_examples=40)
def test_with_all_patience_the_long_run_counts(game, buyer, seller):
    # Abel's limit is Cesaro's: (1 - delta) sum delta^t E[u_t] -> lim 1/n sum E[u_t].
    long_run = tg.evaluate(game, buyer, seller)
    patient = tg.evaluate(game.replace(continuation=1 - 1e-10), buyer, seller)
    assert patient.payoff == pytest.approx(long_run.payoff, abs=1e-4)
    assert patient.utility == pytest.approx(long_run.utility, abs=1e-4)
    if math.isinf(long_run.played):
        assert patient.cooperation == pytest.approx(long_run.cooperation, abs=1e-4)
        assert patient.depth == pytest.approx(long_run.depth, abs=1e-4)


@given(draws.unbounded_games(), *PLAYERS, draws.numbers(0, 0.6, 2))
@settings(max_examples=25)
def test_play_ended_by_chance_is_a_mixture_of_known_ends(game, buyer, seller, delta):
    # A length n has probability (1 - delta) delta^(n - 1), whoever walks away before.
    buyer, seller = (p.replace(end_rounds=0) for p in (buyer, seller))
    n = 60
    weights = (1 - delta) * delta ** np.arange(n)
    exactly = tg.by_horizon(game, buyer, seller, rounds=n)
    got = tg.evaluate(game.replace(continuation=delta), buyer, seller)
    assert got.value == pytest.approx(weights @ exactly.value, abs=1e-7)
    assert got.total_utility == pytest.approx(weights @ exactly.total_utility, abs=1e-7)
