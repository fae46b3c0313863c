"""The same strategy in other words: equivalence, and the shortest history that tells."""

from __future__ import annotations

import itertools

import pytest
import strategies_for_hypothesis as draws
from automata.histories import PAIRS, acts, after, move, same, shortest_difference
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import trustgame as tg
from trustgame.automata import Difference, equivalent, tell_apart
from trustgame.curves import Line, Step, Values

TFT = tg.strategies.tit_for_tat
GRIM = tg.strategies.grim_trigger


@st.composite
def other_words(draw, automaton):
    """The same strategy: states shuffled, doubled, curves written another way."""
    n = automaton.n_states
    double = draw(st.lists(st.integers(0, n - 1), max_size=2))
    stands_for = [*range(n), *double]
    order = draw(st.permutations(range(len(stands_for))))
    stands_for = [stands_for[k] for k in order]
    places = {x: [i for i, y in enumerate(stands_for) if y == x] for x in range(n)}

    def one_of(x):
        return draw(st.sampled_from(places[x]))

    def rewritten(curve):
        match curve:
            case float():
                same = [
                    curve,
                    Line(curve, curve),
                    Step(0.3, curve, curve),
                    Values((curve,)),
                ]
                return draw(st.sampled_from([*same, Step(0, 1 - curve, curve)]))
            case Line():
                middle = (curve.shallow + curve.deep) / 2
                ends = (curve.shallow, curve.deep)
                return draw(
                    st.sampled_from(
                        [curve, Values(ends), Values((curve.shallow, middle, curve.deep))]
                    )
                )
        return curve

    def renamed(part):
        if isinstance(part, int):
            return one_of(part)
        return [renamed(p) for p in part]

    by_depth = isinstance(automaton.next_state[0][0][0], tuple)
    levels = automaton.next_state if by_depth else (automaton.next_state,)
    table = [[renamed(level[x]) for x in stands_for] for level in levels]
    return automaton.replace(
        cooperate=[rewritten(automaton.cooperate[x]) for x in stands_for],
        leave=[rewritten(automaton.leave[x]) for x in stands_for],
        next_state=table if by_depth else table[0],
        start=one_of(automaton.start),
    )


@st.composite
def pairs(draw):
    """Two automata that are one strategy, or nearly."""
    one = draw(draws.automata())
    two = draw(other_words(one))
    if draw(st.booleans()):
        x = draw(st.integers(0, two.n_states - 1))
        cooperate = list(two.cooperate)
        cooperate[x] = draw(draws.curves(0, 1))
        two = two.replace(cooperate=cooperate, end_rounds=draw(st.integers(0, 2)))
    return one, two


@given(draws.automata(), st.data())
def test_other_words_for_a_strategy_are_equivalent(automaton, data):
    assert equivalent(automaton, data.draw(other_words(automaton)))


@given(pairs())
@settings(max_examples=150)
def test_the_shortest_telling_history_is_as_long_as_trial_finds(two):
    found = tell_apart(*two)
    wanted = shortest_difference(*two)
    assert (None if found is None else len(found.history)) == wanted
    assert equivalent(*two) == equivalent(*reversed(two)) == (wanted is None)


@given(draws.automata(by_depth=False), draws.automata(by_depth=False))
def test_small_automata_agree_with_all_histories_of_five_rounds(one, two):
    # At one position; five rounds are enough for three states and three.
    histories = [h for n in range(6) for h in itertools.product(PAIRS, repeat=n)]
    assume(one.end_rounds == two.end_rounds)
    alike = all(
        (a is None and b is None) or (a is not None and b is not None and same(a, b))
        for h in histories
        for a, b in [(after(one, h), after(two, h))]
    )
    flat = [
        player.replace(
            cooperate=[acts_at(player, x, "cooperate") for x in range(player.n_states)],
            leave=[acts_at(player, x, "leave") for x in range(player.n_states)],
        )
        for player in (one, two)
    ]
    assert equivalent(*flat) == alike


def acts_at(player, x, what):
    """Return a state's number at the shallow end."""
    from oracles.specs import curve_at

    return curve_at(getattr(player, what)[x], 0.0)


@given(pairs())
def test_the_telling_history_tells(two):
    found = tell_apart(*two)
    assume(found is not None)
    assert len(found.positions) == len(found.history) + 1
    states = [player.start for player in two]
    for played, at in zip(found.history, found.positions, strict=False):
        own, seen = ("CD".index(action) for action in played)
        assert same(*(acts(p, x, at) for p, x in zip(two, states, strict=True)))
        states = [move(p, x, at, own, seen) for p, x in zip(two, states, strict=True)]
    at = found.positions[-1]
    done = [acts(p, x, at) for p, x in zip(two, states, strict=True)]
    if found.what == "end_rounds":
        assert same(*done)
        ends = [p.end_rounds for p in two]
        assert found.rounds_left == max(ends)
        chances = [
            0.0 if e == max(ends) else c for e, (_, c) in zip(ends, done, strict=True)
        ]
        assert [found.first, found.second] == pytest.approx(chances)
    else:
        which = ("leave", "cooperate").index(found.what)
        chances = [0.0 if d[which] is None else d[which] for d in done]
        assert [found.first, found.second] == pytest.approx(chances)
        assert not same(*done)


@given(draws.automata())
def test_the_smallest_is_equivalent_and_stays(automaton):
    small = tg.minimise(automaton)
    assert equivalent(small, automaton)
    assert tg.minimise(small) == small
    assert small.n_states <= automaton.n_states


def test_names_of_strategies_will_do(monkeypatch):
    from trustgame import _registry

    monkeypatch.setitem(_registry._services, "strategies", lambda: tg.strategies)
    assert equivalent("tit_for_tat", tg.memory_one(1, 0, 1, 0))
    assert not equivalent("grudger", "grim_trigger")


def test_equal_moves_that_are_never_made_do_not_count():
    one = tg.Automaton("one", (1, 1), ((0, 1), (0, 0)), leave=(0, 1))
    two = tg.Automaton("two", (1, 0), ((0, 1), (1, 1)), leave=(0, 1))
    assert equivalent(one, two)


def test_one_that_leaves_where_it_is_deep_may_differ_there_unseen():
    # From position 1/2 on it is gone; what it would have done there is nobody's business.
    gone = tg.step(0.5, 0, 1)
    one = tg.Automaton("one", (tg.step(0.5, 0.3, 0.7),), ((0, 0),), leave=(gone,))
    two = tg.Automaton("two", (0.3,), ((0, 0),), leave=(gone,))
    assert equivalent(one, two)
    assert not equivalent(one, two.replace(leave=(0,)))


def test_steps_that_differ_by_a_hair_are_two():
    early, late = (
        tg.Automaton("x", (tg.step(at, 0, 1),), ((0, 0),)) for at in (0.3, 0.301)
    )
    found = tell_apart(early, late)
    assert 0.3 <= found.positions[0] < 0.301


def test_moves_by_depth_are_compared_for_games_of_any_depths():
    stay, go = ((0, 0), (0, 0)), ((1, 1), (1, 1))
    two = tg.Automaton("two", (1, 0), ((stay, go), (go, go)))
    four = tg.Automaton("four", (1, 0), ((stay, go), (stay, go), (go, go), (go, go)))
    three = tg.Automaton("three", (1, 0), ((stay, go), (stay, go), (go, go)))
    assert equivalent(two, four)
    assert len(tell_apart(two, three).history) == 1
    assert tell_apart(two, three).positions[0] == pytest.approx(0.625, abs=0.125)


def test_last_rounds_matter_to_those_who_would_cooperate():
    defector = tg.strategies.always_defect
    assert equivalent(defector, defector.replace(end_rounds=3))
    found = tell_apart(TFT, TFT.replace(end_rounds=2))
    assert found == Difference((), (0.0,), "end_rounds", 1.0, 0.0, rounds_left=2)
    late = tg.strategies.suspicious_tit_for_tat
    assert tell_apart(late.replace(end_rounds=1), late).history == ("CC",)


def test_a_difference_says_itself():
    assert repr(tell_apart(TFT, GRIM)) == "Difference(after DC: C 1 and 0)"
    leaver = TFT.replace(leave=(0, tg.between(0, 1)))
    text = repr(tell_apart(TFT, leaver))
    assert text.startswith("Difference(after CD at 0, position 0.")
    assert text.endswith("leaves 0 and 0.3333)")
    assert repr(tell_apart(TFT, TFT.replace(end_rounds=1))) == (
        "Difference(at the start, 1 rounds left: C 1 and 0)"
    )


@pytest.mark.parametrize(
    ("given_", "words"),
    [
        (3, "`second` must be an automaton or the name of one; got 3."),
        (
            tg.Recipe("fair", lambda game, role: TFT),
            "`second` must be an automaton; 'fair' is one only once the payoffs are known. "
            "Use its resolve(game, role).",
        ),
    ],
)
def test_what_is_no_automaton_is_refused(given_, words):
    with pytest.raises(tg.SpecificationError) as caught:
        equivalent(TFT, given_)
    assert str(caught.value) == words


@pytest.mark.parametrize(
    ("written", "plainest"),
    [
        (tg.values(0.2, 0.2, 0.2), 0.2),
        (tg.values(0, 0.5, 1), tg.between(0, 1)),
        (tg.values(0, 0.5, 1, 0.5, 0), tg.values(0, 1, 0)),
        (tg.values(0, 1, 0.5), tg.values(0, 1, 0.5)),
        (tg.step(0, 0.3, 0.7), 0.7),
        (tg.step(0.5, 0.3, 0.3), 0.3),
    ],
)
def test_curves_are_written_as_plainly_as_can_be(written, plainest):
    automaton = tg.Automaton("x", (written,), ((0, 0),))
    assert tg.minimise(automaton).cooperate == (plainest,)
