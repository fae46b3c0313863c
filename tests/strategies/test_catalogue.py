"""One battery over every entry of the catalogue, present and future."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

import trustgame as tg
from oracles import exact
from trustgame.automata import Automaton

NAMES = tg.strategies.names()
STAGE = tg.StageGame.prisoners_dilemma()
GAME = tg.TrustGame(STAGE, rounds=6)
EVERY = pytest.mark.parametrize("name", NAMES)


def test_the_first_dozen_is_there():
    first = {
        "always_cooperate",
        "always_defect",
        "random",
        "tit_for_tat",
        "generous_tit_for_tat",
        "suspicious_tit_for_tat",
        "tit_for_two_tats",
        "grim_trigger",
        "grudger",
        "win_stay_lose_shift",
        "joss",
        "alternator",
    }
    assert first <= set(NAMES)


def of(name, role="buyer"):
    """Return the automaton that an entry is in a role of the standard game."""
    return tg.strategies.resolve(name, GAME, role)


@EVERY
def test_an_entry_is_found_in_every_way(name):
    strategy = tg.strategies[name]
    assert getattr(tg.strategies, name) == strategy == tg.strategies.find(name)
    assert strategy.name == name
    assert name in tg.strategies
    assert name in dir(tg.strategies)
    for role in ("buyer", "seller"):
        assert isinstance(of(name, role), Automaton)
        assert of(name, role).name == name
        assert tg.strategies.resolve(strategy, GAME, role) == of(name, role)


@pytest.mark.parametrize(
    "name", [n for n in NAMES if isinstance(tg.strategies[n], Automaton)]
)
def test_an_entry_has_no_state_too_many(name):
    # Of recipes, states may coincide for the payoffs of one game or another.
    assert tg.minimise(of(name)).n_states == of(name).n_states


@EVERY
def test_an_entry_goes_through_text_unchanged(name):
    assert Automaton.from_toml(of(name).to_toml()) == of(name)


@EVERY
def test_an_entry_says_what_it_is_and_where_it_is_from(name):
    entry = tg.strategies.entry(name)
    for sentence in (entry.theory, entry.sales):
        assert sentence.endswith(".")
        assert len(sentence) > 20
    assert entry.theory != entry.sales
    assert len(entry.source) > 10
    # A client is not a prisoner: no such word in a sales room.
    assert not {"defect", "cheat", "prisoner"} & set(entry.sales.lower().split())


@EVERY
def test_an_entry_plays_and_both_routes_agree(name):
    bond = tg.Relationship(
        depths=3, tremble=0.03, misperception=tg.between(0.1, 0), stakes=tg.between(1, 2)
    )
    game = tg.TrustGame(STAGE, bond, rounds=6, outside=(1, 1))
    for pair in ((name, "tit_for_tat"), ("random", name)):
        buyer, seller = (
            tg.strategies.resolve(n, game, role)
            for n, role in zip(pair, ("buyer", "seller"), strict=True)
        )
        want = exact.finite(game, buyer, seller)
        got = tg.evaluate(game, *pair)
        assert got.value.tolist() == pytest.approx(want.value, abs=1e-9)
        assert got.cooperation.tolist() == pytest.approx(want.cooperation, abs=1e-9)


def test_no_two_entries_play_alike():
    seen = {}
    for name in NAMES:
        shape = tg.minimise(of(name)).replace(name="any")
        assert shape not in seen, (name, seen.get(shape))
        seen[shape] = name


@EVERY
def test_the_table_has_a_row_for_it(name):
    table = tg.strategies.table()
    assert sorted(table.index) == sorted(NAMES)
    assert table.loc[name, "states"] == of(name).n_states
    assert table.loc[name, "sales"] == tg.strategies.entry(name).sales
    assert table.loc[name, "source"] == tg.strategies.entry(name).source


def test_iterating_gives_names():
    assert list(tg.strategies) == list(NAMES)
    assert len(tg.strategies) == len(NAMES) == len(set(NAMES))


# --- what the famous ones do, as their definitions say ---


def moves(name, seen, slips=()):
    """Return P(intends C) by round against ``seen``; own slips flip actions."""
    player = of(name)
    state, told = player.start, []
    for t, other in enumerate(seen):
        c = player.cooperate[state]
        told.append(c)
        own = 0 if c >= 0.5 else 1
        state = player.next_state[state][1 - own if t in slips else own][other]
    return told


C, D = 0, 1
ALL_SEEN = list(itertools.product((C, D), repeat=5))


@pytest.mark.parametrize("seen", ALL_SEEN)
def test_reciprocal_ones_follow_their_rule(seen):
    kind = [1 - s for s in seen]
    assert moves("tit_for_tat", seen) == [1, *kind[:-1]]
    assert moves("suspicious_tit_for_tat", seen) == [0, *kind[:-1]]
    forgiving = [1, *(k or 1 / 3 for k in kind[:-1])]
    assert moves("generous_tit_for_tat", seen) == pytest.approx(forgiving)
    assert moves("joss", seen) == pytest.approx([1, *(0.9 * k for k in kind[:-1])])
    twice = [0 if t >= 2 and seen[t - 1] == seen[t - 2] == D else 1 for t in range(5)]
    assert moves("tit_for_two_tats", seen) == twice


@pytest.mark.parametrize("seen", ALL_SEEN)
@pytest.mark.parametrize("slips", [(), (0,), (2,), (1, 3)])
def test_triggers_and_shifters_follow_their_rule(seen, slips):
    # grim_trigger minds its own slips too, grudger the partner's defections only.
    grim, hurt = [], []
    win_stay = [1]
    for t in range(5):
        calm = D not in seen[:t]
        hurt.append(int(calm))
        own_slip = any(s < t and grim[s] == 1 for s in slips)
        grim.append(int(calm and not own_slip))
        did = 1 - win_stay[t] if t in slips else win_stay[t]
        win_stay.append(did if seen[t] == C else 1 - did)
    assert moves("grim_trigger", seen, slips) == grim
    assert moves("grudger", seen, slips) == hurt
    assert moves("win_stay_lose_shift", seen, slips) == win_stay[:5]
    assert moves("alternator", seen, slips) == [1, 0, 1, 0, 1]
    assert moves("always_cooperate", seen, slips) == [1] * 5
    assert moves("always_defect", seen, slips) == [0] * 5
    assert moves("random", seen, slips) == [0.5] * 5


def test_one_that_walks_away_does_so_after_a_defection():
    game = tg.TrustGame(STAGE, rounds=6)
    assert tg.evaluate(game, "walk_away", "always_cooperate").played == pytest.approx(6)
    assert tg.evaluate(game, "walk_away", "alternator").played == pytest.approx(2)


def test_one_that_minds_depth_forgives_more_where_it_is_deep():
    player = of("trusting_tit_for_tat")
    by_depth = player.arrays(np.array([0.0, 0.5, 1.0])).cooperate
    assert by_depth[:, 1].tolist() == pytest.approx([0, 0.45, 0.9])
