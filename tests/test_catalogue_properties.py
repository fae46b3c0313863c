"""Computed properties, held against playing out what the strategies say."""

from __future__ import annotations

import math

import pytest
import strategies_for_hypothesis as draws
from hypothesis import given, settings
from hypothesis import strategies as st

import trustgame as tg
from oracles import properties as oracle
from trustgame import catalogue
from trustgame.catalogue import columns, properties, where

DILEMMA = tg.StageGame.prisoners_dilemma()
FLAT = tg.TrustGame(DILEMMA, outside=(1, 1))
LADDER = tg.TrustGame(DILEMMA, tg.Relationship(depths=5), outside=(1, 1))
ROLES = st.sampled_from(["buyer", "seller"])


def by_hand(automaton, game, role="buyer"):
    """Return all properties that the oracle finds, but for the share of C."""
    index = ("buyer", "seller").index(role)
    found = oracle.alone(automaton) | oracle.played(game, automaton, index)
    found["worst_payoff"] = oracle.worst_payoff(game, automaton, index)
    return found


@pytest.mark.parametrize("name", tg.strategies.names())
def test_the_catalogue_is_what_playing_it_out_shows(name):
    got = properties(name)
    game = LADDER if got.depth_aware else FLAT
    want = by_hand(got.strategy, game)
    worst = want.pop("worst_payoff")
    assert {key: getattr(got, key) for key in want} == want
    assert got.worst_payoff == pytest.approx(worst, abs=2e-3)
    assert got.exploitable == (worst < 1 - 1e-3)
    share = oracle.self_cooperation(game, got.strategy)
    assert got.self_cooperation == pytest.approx(share, abs=1e-6)


@given(draws.automata(most_states=4))
@settings(max_examples=100)
def test_what_needs_no_game(automaton):
    got = properties(automaton)
    want = oracle.alone(automaton)
    assert {key: getattr(got, key) for key in want} == want


@given(draws.automata(most_states=5, sharp=True, by_depth=False, leaving=False))
@settings(max_examples=100)
def test_memory_of_small_machines(automaton):
    assert properties(automaton).memory == oracle.memory(automaton)


@given(draws.automata(), draws.unbounded_games(misperception=False), ROLES)
@settings(max_examples=60)
def test_play_in_any_game_and_role(automaton, game, role):
    got = properties(automaton, game, role=role)
    want = oracle.played(game, automaton, ("buyer", "seller").index(role))
    assert {key: getattr(got, key) for key in want} == want


@given(
    draws.automata(most_states=2),
    draws.unbounded_games(most_depths=2, misperception=False),
    ROLES,
)
@settings(max_examples=25)
def test_the_worst_payoff_in_any_game_and_role(automaton, game, role):
    got = properties(automaton, game, role=role)
    index = ("buyer", "seller").index(role)
    worst = oracle.worst_payoff(game, automaton, index, rounds=1260)
    # Slow mixing leaves a trace that fades with the number of rounds.
    assert got.worst_payoff == pytest.approx(worst, abs=0.05)
    still = [
        oracle.worst_payoff(
            game, tg.Automaton("still", (c,), ((0, 0),)), index, rounds=1260
        )
        for c in (0, 1)
    ]
    if abs(worst - max(still)) > 0.1:
        assert got.exploitable == (worst < max(still))


def test_errors_regard_and_time_of_the_game_do_not_count():
    noisy = tg.TrustGame(
        DILEMMA, rounds=7, tremble=0.2, misperception=0.1, regard=0.5, outside=(1, 1)
    )
    got, want = (properties("tit_for_tat", g).to_dict() for g in (noisy, FLAT))
    assert got == want == properties("tit_for_tat").to_dict()


# --- known answers ---

KNOWN = [
    # name, nice, provocable, forgiving, memory, exploitable
    ("always_cooperate", True, None, 0, 0, True),
    ("always_defect", False, None, None, 0, False),
    ("tit_for_tat", True, 1, 1, 1, False),
    ("suspicious_tit_for_tat", False, 1, 1, 1, False),
    ("tit_for_two_tats", True, 2, 0, 2, False),
    ("grim_trigger", True, 1, None, math.inf, False),
    # It goes on defecting against one who only cooperates (Nowak & Sigmund 1993).
    ("win_stay_lose_shift", True, 1, None, 1, True),
    ("walk_away", True, 1, None, 1, False),
]


@pytest.mark.parametrize(
    ("name", "nice", "provocable", "forgiving", "memory", "soft"), KNOWN
)
def test_what_is_known_of_the_famous(name, nice, provocable, forgiving, memory, soft):
    got = properties(name)
    assert (got.nice, got.provocable, got.forgiving) == (nice, provocable, forgiving)
    assert (got.memory, got.exploitable) == (memory, soft)


def test_worst_payoffs_known_on_paper():
    # All defection: win-stay lose-shift alternates, (S + P) / 2.
    assert properties("win_stay_lose_shift").worst_payoff == pytest.approx(0.5)
    # Generous tit-for-tat with 1/3: 2/3 P + 1/3 S.
    generous = tg.reactive(1, 1 / 3)
    assert properties(generous).worst_payoff == pytest.approx(2 / 3)
    assert properties("random").worst_payoff == pytest.approx(0.5)


def test_self_cooperation_known_on_paper():
    # Two tit-for-tats with trembling hands visit all four outcomes alike (Molander 1985).
    assert properties("tit_for_tat").self_cooperation == pytest.approx(0.5)
    assert properties("always_cooperate").self_cooperation == pytest.approx(0.99)
    assert properties("grim_trigger").self_cooperation == pytest.approx(0.01)


def test_last_rounds_are_no_first_defection():
    player = tg.strategies.tit_for_tat.replace(end_rounds=2)
    got = properties(player)
    assert got.nice
    assert got.end_aware
    assert not properties("always_defect").end_aware
    never = tg.strategies.always_defect.replace(end_rounds=2)
    assert not properties(never).end_aware


def test_depth_may_be_what_forgives():
    # From the deep end three defections, no fewer, bring it to where it minds them; there
    # one cooperation is enough to make it cooperate again.
    warm = tg.Automaton("warm", (1, tg.step(0.5, 0, 1)), ((0, 1), (0, 1)))
    got = properties(warm)
    assert got.depth_aware
    flat = properties(warm, tg.TrustGame(DILEMMA, tg.Relationship().held_at(1.0)))
    assert flat.provocable is None
    assert (got.provocable, got.forgiving) == (3, 1)


def test_a_recipe_is_judged_by_role_and_game():
    def harsh_to_sellers(game, role):
        return tg.reactive(1, 0 if role == "buyer" else 1)

    recipe = tg.Recipe("harsh", harsh_to_sellers)
    assert properties(recipe).provocable == 1
    assert properties(recipe, role="seller").provocable is None
    assert properties(recipe, role="seller").strategy.name == "harsh"


def test_one_action_secures_the_better_in_games_that_are_no_dilemma():
    # In harmony, C always secures 2; tit-for-tat is held to 1 by one who defects.
    own = {"R": 3, "S": 2, "T": 1.5, "P": 1}
    game = tg.TrustGame(tg.StageGame.from_roles(buyer=own, seller=own))
    got = properties("tit_for_tat", game)
    assert got.exploitable
    assert got.worst_payoff == pytest.approx(1)
    assert not properties("always_cooperate", game).exploitable


# --- the table and its filters ---


def test_properties_show_themselves():
    got = properties("tit_for_tat")
    assert repr(got) == (
        "Properties(tit_for_tat: states=2, nice, provocable=1, forgiving=1, memory=1, "
        "worst_payoff=1, self_cooperation=0.5)"
    )
    assert "tit_for_tat" in got._repr_html_()
    assert got.to_frame().index.tolist() == ["tit_for_tat"]
    assert set(got.provenance) >= {"strategy", "game", "role", "trustgame"}


def test_the_table_has_a_row_for_each():
    table = columns()
    assert table.index.tolist() == list(tg.strategies.names())
    assert table.columns.tolist() == list(catalogue.PROPERTIES)
    for name in ("tit_for_tat", "grim_trigger"):
        row = properties(name).to_dict()
        told = {k: None if table[k].isna()[name] else table.loc[name, k] for k in row}
        assert told == row


def test_what_a_game_has_no_strategy_for_is_left_out():
    harmony = {"R": 3, "S": 2, "T": 1.5, "P": 1}
    game = tg.TrustGame(tg.StageGame.from_roles(buyer=harmony, seller=harmony))
    table = columns(game=game)
    assert len(table) < len(tg.strategies.names())
    assert "tit_for_tat" in table.index
    assert set(where(game)) == set(table.index)


def test_filters_keep_those_that_have_all():
    table = columns()
    nice = where(nice=True, memory=1, exploitable=False)
    assert "tit_for_tat" in nice
    wanted = table[table.nice & (table.memory == 1) & ~table.exploitable]
    assert list(nice) == wanted.index.tolist()
    assert set(where(forgiving=False)) == set(table.index[table.forgiving.isna()])
    assert set(where(forgiving=True)) == set(table.index[table.forgiving.notna()])
    assert set(where(provocable=1)) == set(
        table.index[(table.provocable == 1).fillna(False)]
    )
    friendly = where(self_cooperation=lambda share: share > 0.95, nice=True)
    assert "tit_for_two_tats" in friendly
    assert "tit_for_tat" not in friendly
    assert where(provocable=lambda k: k > 1, nice=True)
    assert "walk_away" in where(leaves=True)
    assert where() == tg.strategies.names()
    assert set(where(family="unconditional")) >= {"always_cooperate", "always_defect"}


def test_an_unknown_property_is_named():
    with pytest.raises(tg.SpecificationError) as caught:
        where(nicer=True)
    assert str(caught.value) == "unknown key 'nicer' in `where`. Did you mean 'nice'?"
