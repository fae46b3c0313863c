"""State diagrams in words: no arrow missing, none too many."""

from __future__ import annotations

import itertools
import re

import pytest
import strategies_for_hypothesis as draws
from hypothesis import given

import trustgame as tg
from trustgame.automata import diagram, to_mermaid


@given(draws.automata(most_states=4))
def test_arrows_are_the_moves(automaton):
    table = automaton.next_state if automaton.moves_by_depth else (automaton.next_state,)
    wanted = set()
    for level, x in itertools.product(range(len(table)), range(automaton.n_states)):
        if automaton.leave[x] == 1:
            continue
        for own, seen in itertools.product((0, 1), repeat=2):
            wanted.add((x, table[level][x][own][seen], level, "CD"[own] + "CD"[seen]))
    got = set()
    for arrow in diagram.arrows(automaton):
        for level in range(len(table)):
            played = arrow.played[level if len(arrow.played) > 1 else 0]
            got |= {(arrow.origin, arrow.to, level, pair) for pair in played}
    assert got == wanted


def test_every_set_of_outcomes_has_its_own_words():
    pairs = ("CC", "CD", "DC", "DD")
    sets = [s for n in range(1, 5) for s in itertools.combinations(pairs, n)]
    assert len({diagram.in_words(s) for s in sets}) == len(sets) == 15


def test_words_name_the_depths_where_they_matter():
    stay, go = ((0, 0), (0, 0)), ((1, 1), (1, 1))
    moves = ((stay, go), (stay, go), (go, go), (stay, go))
    player = tg.Automaton("x", (1, 0), moves)
    told = {(a.origin, a.to): a.words for a in diagram.arrows(player)}
    assert told == {
        (0, 0): ("always, depths 1 to 2 of 4", "always, depth 4 of 4"),
        (0, 1): ("always, depth 3 of 4",),
        (1, 1): ("always",),
    }
    two = tg.Automaton("x", (1, 0), moves[1:3])
    told = {(a.origin, a.to): a.words for a in diagram.arrows(two)}
    assert told[0, 0] == ("always, shallow",)
    assert told[0, 1] == ("always, deep",)


@pytest.mark.parametrize(
    ("curve", "words"),
    [
        (1 / 3, "33.3%"),
        (tg.between(0, 1), "0 to 100% with depth"),
        (tg.step(0.5, 0.1, 0.9), "10%, 90% from depth 0.5"),
        (tg.values(0, 0.5, 1), "0, 50, 100% by depth"),
    ],
)
def test_chances_in_words(curve, words):
    player = tg.Automaton("x", (curve,), ((0, 0),))
    assert diagram.chance(player.cooperate[0]) == words


def test_mermaid_says_starts_leaving_and_last_rounds():
    player = tg.Automaton(
        'say "x"', (1, 0.5, 0), ((0, 1), (0, 2), (2, 2)), leave=(0, 0.1, 1), end_rounds=2
    )
    assert to_mermaid(player).split("\n") == [
        "---",
        'title: "say \\"x\\""',
        "---",
        "stateDiagram-v2",
        "    direction LR",
        '    state "C" as s0',
        '    state "C 50%" as s1',
        '    state "D" as s2',
        "    [*] --> s0",
        "    s0 --> s0 : saw C",
        "    s0 --> s1 : saw D",
        "    s1 --> s0 : saw C",
        "    s1 --> s2 : saw D",
        "    s1 --> [*] : leaves 10%",
        "    s2 --> [*] : leaves",
        "    note left of s0",
        "        D in the last 2 rounds, if known",
        "    end note",
    ]


@given(draws.automata(most_states=4))
def test_mermaid_is_made_of_lines_that_mermaid_knows(automaton):
    known = (
        r'    state "[^"]+" as s\d+|    (\[\*\]|s\d+) --> (\[\*\]|s\d+)( : [^:;#"]+)?'
        r"|    note left of s\d+|        D in the last \d rounds?, if known|    end note"
    )
    for line in to_mermaid(automaton).split("\n")[5:]:
        assert re.fullmatch(known, line), line
