"""Learned automata: from boxes that are automata, and from one that is not."""

import numpy as np
import pytest

from trustgame.automata import Automaton, equivalent, minimise, tell_apart
from trustgame.interop.learning import Learner, NotFinite


def random_automaton(seed):
    random = np.random.default_rng(seed)
    n = int(random.integers(1, 12))
    moves = random.integers(0, n, (n, 2, 2))
    return Automaton("random", random.integers(0, 2, n).tolist(), moves.tolist())


def box(automaton):
    def ask(word):
        state = automaton.start
        for letter in word:
            state = automaton.next_state[state][letter >> 1][letter & 1]
        return automaton.cooperate[state]

    return ask


def learned(learner):
    moves = [(row[:2], row[2:]) for row in learner.moves]
    return Automaton("learned", learner.laws, moves)


@pytest.mark.parametrize("seed", range(60))
def test_corrected_by_what_tells_apart_it_becomes_the_box(seed):
    truth = random_automaton(seed)
    learner = Learner(box(truth), most=12)
    while (apart := tell_apart(truth, learned(learner))) is not None:
        learner.correct(bytes(2 * "CD".index(a) + "CD".index(b) for a, b in apart.history))
    assert equivalent(truth, learned(learner))
    assert len(learner.laws) == minimise(truth).n_states


@pytest.mark.parametrize("seed", range(60))
def test_doubt_finds_what_is_near(seed):
    truth = random_automaton(seed)
    learner = Learner(box(truth), most=12)
    while (word := learner.doubt(far=3)) is not None:
        learner.correct(word)
    found = len(learner.laws)
    assert equivalent(truth, learned(learner)) or found <= minimise(truth).n_states - 3


def test_a_box_that_counts_for_ever_is_given_up():
    def majority(word):
        return int(2 * sum(letter & 1 for letter in word) > len(word))

    def learn():
        learner = Learner(majority, most=20)
        for n in range(3, 60):
            word = bytes([1] * n + [0] * (n - 1))
            if learner.laws[learner.run(word)] != majority(word):
                learner.correct(word)

    with pytest.raises(NotFinite, match="more than 20 states"):
        learn()


def test_a_box_that_answers_one_word_in_two_ways_is_given_up():
    answers = {b"": 0}
    learner = Learner(lambda word: answers.get(word, 0), most=5)
    with pytest.raises(NotFinite, match="does not answer the same word alike"):
        learner.correct(b"\x00\x01")
