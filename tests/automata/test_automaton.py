"""Strategies as finite automata."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import strategies_for_hypothesis as draws
from hypothesis import given
from hypothesis import strategies as st

import trustgame as tg
from oracles.specs import curve_at, nearest_level, read_game, read_player

STAGE = tg.StageGame.prisoners_dilemma()


@given(draws.automata(), draws.relationships())
def test_the_arrays_are_the_oracles_numbers(automaton, bond):
    want = read_player(automaton, read_game(tg.TrustGame(STAGE, bond)))
    got = automaton.arrays(bond.positions)
    assert got.cooperate == pytest.approx(np.array(want.cooperate), abs=1e-12)
    assert got.leave == pytest.approx(np.array(want.leave), abs=1e-12)
    assert got.next_state.tolist() == np.array(want.move).tolist()


@given(
    draws.automata(), st.text(min_size=1).filter(lambda t: t.strip() and t.isprintable())
)
def test_toml_gives_the_automaton_back(automaton, name):
    named = automaton.replace(name=name)
    again = tg.Automaton.from_toml(named.to_toml())
    assert again == named
    assert hash(again) == hash(named)


def test_seen_actions_alone_or_own_actions_too():
    short = tg.Automaton("copy", (1, 0), ((0, 1), (0, 1)))
    long = tg.Automaton("copy", (1, 0), (((0, 1), (0, 1)), ((0, 1), (0, 1))))
    assert short == long


@pytest.mark.parametrize("write", [list, np.array, tuple])
def test_equality_does_not_ask_how_the_numbers_were_written(write):
    one = tg.Automaton("x", write([1, 0]), write([[0, 1], [0, 1]]), leave=write([0, 0.5]))
    two = tg.Automaton("x", (1.0, 0.0), ((0.0, 1.0), (0.0, 1.0)), leave=(0.0, 0.5))
    assert one == two
    assert hash(one) == hash(two)


def plays(automaton, done, seen):
    """Return P(intends C) after own and seen actions, by walking the specs."""
    state = automaton.start
    for own, other in zip(done, seen, strict=True):
        state = automaton.next_state[state][own][other]
    return automaton.cooperate[state]


def test_memory_one_answers_the_last_round_own_action_first():
    p = {(0, 0): 0.9, (0, 1): 0.1, (1, 0): 0.8, (1, 1): 0.3}
    mine = tg.memory_one(0.9, 0.1, 0.8, 0.3, first=0.7, name="mine")
    assert (mine.n_states, mine.start, mine.name) == (5, 4, "mine")
    assert plays(mine, [], []) == 0.7
    for before in itertools.product((0, 1), repeat=2):
        for own, seen in p:
            assert plays(mine, [before[0], own], [before[1], seen]) == p[own, seen]


def test_memory_one_starts_with_c_unless_told():
    assert tg.memory_one(0, 0, 0, 0).cooperate[4] == 1


def test_reactive_answers_the_partners_last_action():
    mine = tg.reactive(0.9, 0.2, first=0.5)
    assert plays(mine, [], []) == 0.5
    for own in (0, 1):
        assert plays(mine, [own], [0]) == 0.9
        assert plays(mine, [own], [1]) == 0.2


EVERYWHERE = [k / 200 for k in range(201)]  # every switch that is drawn, and between them


def acts(automaton):
    """Return (P(C), P(leave), moves) by position and state; or that it is surely gone."""
    table = automaton.next_state
    by_depth = isinstance(table[0][0][0], tuple)
    told = []
    for at in EVERYWHERE:
        moves = table[nearest_level(at, len(table))] if by_depth else table
        row = []
        for x in range(automaton.n_states):
            leave = curve_at(automaton.leave[x], at)
            c = curve_at(automaton.cooperate[x], at)
            row.append("gone" if leave == 1 else (round(c, 9), round(leave, 9), moves[x]))
        told.append(row)
    return told


def same_behaviour(one, x, other, y):
    """Tell whether two states behave alike: compare all that they can lead to."""
    todo, known = [(x, y)], {(x, y)}
    while todo:
        x, y = todo.pop()
        for here, there in zip(one, other, strict=True):
            if "gone" in (here[x], there[y]):
                if here[x] != there[y]:
                    return False
                continue
            if here[x][:2] != there[y][:2]:
                return False
            for own, seen in itertools.product((0, 1), repeat=2):
                after = (here[x][2][own][seen], there[y][2][own][seen])
                if after not in known:
                    known.add(after)
                    todo.append(after)
    return True


@given(draws.automata(most_states=5, sharp=True))
def test_the_smallest_automaton_behaves_the_same(automaton):
    small = tg.minimise(automaton)
    assert same_behaviour(acts(automaton), automaton.start, acts(small), small.start)
    assert small.n_states <= automaton.n_states
    assert (small.name, small.end_rounds) == (automaton.name, automaton.end_rounds)


@given(draws.automata(most_states=5, sharp=True))
def test_no_two_states_of_the_smallest_behave_the_same(automaton):
    small = tg.minimise(automaton)
    told = acts(small)
    for x, y in itertools.combinations(range(small.n_states), 2):
        assert not same_behaviour(told, x, told, y)


@given(draws.automata(most_states=5, sharp=True))
def test_every_state_of_the_smallest_can_be_reached(automaton):
    small = tg.minimise(automaton)
    told = acts(small)
    reached, todo = {small.start}, [small.start]
    while todo:
        x = todo.pop()
        for row in told:
            if row[x] != "gone":
                for after in {s for own in row[x][2] for s in own} - reached:
                    reached.add(after)
                    todo.append(after)
    assert reached == set(range(small.n_states))


@given(draws.automata(most_states=6, sharp=True), st.randoms(use_true_random=False))
def test_the_smallest_does_not_depend_on_how_states_are_numbered(automaton, random):
    n = automaton.n_states
    order = list(range(n))
    random.shuffle(order)  # state x becomes order[x]
    back = sorted(range(n), key=order.__getitem__)

    def renumber(part):
        return order[part] if isinstance(part, int) else [renumber(p) for p in part]

    table = np.array(automaton.next_state)
    moved = np.take(table, back, axis=table.ndim - 3)
    other = automaton.replace(
        cooperate=tuple(automaton.cooperate[x] for x in back),
        leave=tuple(automaton.leave[x] for x in back),
        next_state=renumber(moved.tolist()),
        start=order[automaton.start],
    )
    assert tg.minimise(other) == tg.minimise(automaton)


def test_minimal_sizes_known_from_the_literature():
    assert tg.minimise(tg.memory_one(1, 0, 0, 1)).n_states == 2
    assert tg.minimise(tg.memory_one(1, 0, 1, 0)).n_states == 2
    assert tg.minimise(tg.memory_one(0.3, 0.3, 0.3, 0.3, first=0.3)).n_states == 1
    assert tg.minimise(tg.memory_one(0.9, 0.1, 0.8, 0.3, first=0.5)).n_states == 5
    assert tg.minimise(tg.memory_one(0.9, 0.1, 0.8, 0.3, first=0.8)).n_states == 4


def test_curves_that_read_alike_are_one_state():
    # A line from 1/2 to 1/2 behaves as the number 1/2 does, at every depth.
    twins = tg.Automaton("twins", (0.5, tg.between(0.5, 0.5)), ((1, 0), (0, 1)))
    assert tg.minimise(twins).n_states == 1


def test_states_that_only_depth_tells_apart_are_kept():
    shallow_moves, deep_moves = (((0, 0), (0, 0)),) * 2, (((0, 1), (0, 1)),) * 2
    mine = tg.Automaton("mine", (1, 0), (shallow_moves, deep_moves))
    assert tg.minimise(mine).n_states == 2
    assert (
        tg.minimise(mine.replace(next_state=(shallow_moves, shallow_moves))).n_states == 1
    )


def test_automata_are_values():
    tft = tg.strategies.tit_for_tat
    with pytest.raises(AttributeError):
        tft.start = 1
    assert len({tft, tft.replace(), tft.replace(name="other")}) == 2
    assert not tft.arrays([0.0]).cooperate.flags.writeable
