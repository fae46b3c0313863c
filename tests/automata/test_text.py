"""Automata as a few lines for people, there and back."""

from __future__ import annotations

import numpy as np
import pytest
import strategies_for_hypothesis as draws
from hypothesis import example, given
from hypothesis import strategies as st

import trustgame as tg
from trustgame.automata import Automaton

NAMES = st.text(min_size=1).filter(lambda name: name.strip())


@given(draws.automata(most_states=4), NAMES)
@example(tg.strategies.tit_for_tat, "> 0: C | any>0")
@example(tg.strategies.tit_for_tat, "last 2 rounds: D")
@example(tg.strategies.tit_for_tat, 'so "called" # no remark')
@example(tg.strategies.tit_for_tat, "two\nlines")
@example(tg.strategies.tit_for_tat, "\u2028 \x85 \ud800")
@example(tg.strategies.tit_for_tat, " spaces ")
@example(tg.strategies.tit_for_tat, "Höflich, aber bestimmt (2)")
def test_text_gives_the_automaton_back(automaton, name):
    named = automaton.replace(name=name)
    text = named.to_text()
    again = Automaton.from_text(text)
    assert again == named
    assert again.to_text() == text
    assert len(text.split("\n")) <= 3 + named.n_states


@given(st.floats(0, 1, exclude_max=True))
def test_every_number_comes_back_to_the_last_bit(chance):
    automaton = Automaton("x", (chance,), ((0, 0),), leave=(chance,))
    assert Automaton.from_text(automaton.to_text()) == automaton


def test_what_it_looks_like():
    shallow = (((0, 1), (0, 1)), ((0, 1), (0, 1)))
    deep = (((0, 0), (0, 0)), ((0, 1), (1, 0)))
    automaton = Automaton(
        "patient",
        (tg.between(0.5, 1), 1 / 3),
        (shallow, deep),
        start=1,
        leave=(0, tg.step(0.5, 0.25, 0)),
        end_rounds=2,
    )
    assert automaton.to_text().split("\n") == [
        "patient",
        "last 2 rounds: D",
        "depths: 2",
        "  0: C between(0.5, 1) | C>0 D>1 / any>0",
        "> 1: C 1/3, leaves step(0.5, 0.25, 0) | C>0 D>1 / CC>0 CD>1 DC>1 DD>0",
    ]


def test_people_may_write_more_freely():
    text = """
        # from a mail
        "patient #2"
        calm:   C 0.9, leaves 1/20|  C>calm , D>warned
        warned: C values(0, 0.5, 1) | CD>cross DD>cross C>calm
      > cross : D,leaves            | any>cross      # gone
        depths: 1
        last 1 round: D
    """.replace("> cross", "  cross")
    automaton = Automaton.from_text(text)
    assert automaton == Automaton(
        "patient #2",
        (0.9, tg.values(0, 0.5, 1), 0),
        [[[[0, 1], [0, 1]], [[0, 2], [0, 2]], [[2, 2], [2, 2]]]],
        start=0,
        leave=(0.05, 0, 1),
        end_rounds=1,
    )


def test_numbers_of_states_count_wherever_they_stand():
    one = Automaton.from_text("x\n 1: D | any>1\n> 0: C | C>0 D>1")
    assert one == Automaton.from_text("x\n> 0: C | C>0 D>1\n 1: D | any>1")
    assert one.cooperate == (1, 0)


def test_the_first_state_is_the_start_unless_marked():
    assert Automaton.from_text("x\n0: C | any>1\n1: D | any>0").start == 0


LINE_2 = "`text`, line 2, "
FAULTS = [
    (
        "> 0: C | any>0",
        "`text` must begin with the automaton's name on a line of its own; "
        "got '> 0: C | any>0'.",
    ),
    ("x", "`text` of 'x' has no state; a line such as `> 0: C | any>0` is needed."),
    ('"x', "`text`, line 1, must be a name, or a name in quotation marks; got '\"x'."),
    (
        "x\n\nwhat is this",
        "`text`, line 3, must read `state: C or D | moves`, as in `0: C | C>0 D>1`; "
        "got 'what is this'.",
    ),
    (
        "x\n0: E | any>0",
        LINE_2 + "must say `C`, `D` or `C` with a probability before `|`; got 'E'.",
    ),
    (
        "x\n0: D 0.9 | any>0",
        LINE_2 + "must give the probability of C, as in `C 0.1`; got 'D 0.9'.",
    ),
    ("x\n0: C 1.2 | any>0", LINE_2 + "'1.2': `probability` must lie in [0, 1]; got 1.2."),
    (
        "x\n0: C nan | any>0",
        LINE_2 + "'nan': `probability` must be a finite number; got nan.",
    ),
    (
        "x\n0: C 1/0 | any>0",
        LINE_2 + "must have a number such as 0.9 or 1/3 here; got '1/0'.",
    ),
    (
        "x\n0: C line(0, 1) | any>0",
        LINE_2 + "knows the curves between, step, values; got 'line(0, 1)'.",
    ),
    (
        "x\n0: C step(0, 1) | any>0",
        LINE_2 + "needs 3 numbers in `step(...)`; got 'step(0, 1)'.",
    ),
    (
        "x\n0: C step(2, 0, 1) | any>0",
        LINE_2 + "'step(2, 0, 1)': `at` must lie in [0, 1]; got 2.",
    ),
    (
        "x\n0: C | C>0",
        LINE_2 + "must say where CD and DD (own action, seen) leads; got 'C>0'.",
    ),
    (
        "x\n0: C |",
        LINE_2 + "must say where CC and CD and DC and DD (own action, seen) leads; "
        "got 'nothing'.",
    ),
    ("x\n0: C | any>0 D>0", LINE_2 + "must say once where CD leads; got 'any>0 D>0'."),
    ("x\n0: C | any>1", LINE_2 + "must move to one of the states 0; got 'any>1'."),
    (
        "x\n0: C | E>0",
        LINE_2 + "must give moves as `C>0 D>1`, `CC>0 ... DD>1` or `any>0`; got 'E>0'.",
    ),
    (
        "x\n0: C | any>0\n0: C | any>0",
        LINE_2 + "must name a state of its own; two lines describe it; got '0'.",
    ),
    (
        "x\n> a: C | any>a\n> b: D | any>b",
        "`text`, line 3, must not be a second start; `>` marks one state; got 'b'.",
    ),
    (
        "x\n0: C | any>0 / any>0",
        LINE_2 + "has moves by depth; put `depths: N` above the states; "
        "got 'any>0 / any>0'.",
    ),
    (
        "x\ndepths: 3\n0: C | any>0 / any>0",
        "`text`, line 3, must give moves once, or for each of the 3 depths; "
        "got 'any>0 / any>0'.",
    ),
    (
        "x\ndepths: 0\n0: C | any>0",
        LINE_2 + "'depths: 0': `depths` must be at least 1; got 0.",
    ),
    (
        "x\ndepths: 2\ndepths: 3\n0: C | any>0",
        "`text`, line 3, may be given once only; got 'depths: 3'.",
    ),
    (
        "x\n0: C, leaves | any>0",
        "`x.leave` must stay below 1 in the start state 0; got 1. "
        "A player who never begins has no match to report.",
    ),
    (" ", "`text` must be a text that is not empty; got ' '."),
    (
        "# nothing",
        "`text` must begin with the automaton's name on a line of its own; "
        "got '# nothing'.",
    ),
]


@pytest.mark.parametrize(("text", "words"), FAULTS)
def test_a_fault_names_the_line_and_the_rule(text, words):
    with pytest.raises(tg.SpecificationError) as caught:
        Automaton.from_text(text)
    assert str(caught.value) == words


@pytest.mark.parametrize("name", tg.strategies.names())
def test_the_catalogue_goes_through_text(name):
    player = tg.strategies.find(name)
    if isinstance(player, tg.Recipe):
        game = tg.TrustGame(tg.StageGame.prisoners_dilemma())
        player = player.resolve(game, "buyer")
    assert Automaton.from_text(player.to_text()) == player


def test_depths_alike_are_written_once():
    row = ((0, 1), (0, 1))
    automaton = Automaton("x", (1, 0), ((row, row),) * 3)
    assert automaton.to_text() == "x\ndepths: 3\n> 0: C | C>0 D>1\n  1: D | C>0 D>1"
    assert np.shape(Automaton.from_text(automaton.to_text()).next_state) == (3, 2, 2, 2)
