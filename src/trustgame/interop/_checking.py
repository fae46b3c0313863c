"""Is the automaton the player? Matches in which both are asked side by side.

The partner, the slips of the player's own hand and its coin flips vary from spell to spell;
some spells are long enough for a player that counts to get somewhere. The matches are the
same at every call.
"""

from __future__ import annotations

import json
import random
from collections.abc import Hashable, Sequence
from functools import cache
from importlib.resources import files
from itertools import accumulate, product
from typing import Any

from trustgame.interop._asking import Box, Replay, law_of
from trustgame.interop._casting import ACTIONS, Mould
from trustgame.interop._reading import read
from trustgame.interop.learning import Learner, NotFinite
from trustgame.interop.verdicts import FINITE

__all__ = ["end_rounds", "known", "machine", "matches"]

Laws = list[Hashable]
Moves = list[list[int]]
Match = tuple[tuple[bool, int], ...]  # by round: does the hand slip; what the partner does

# What a partner does, drawn anew each round: 0 C, 1 D, 2 as the player last did, 3 not so.
_MANNERS = (
    (0,),
    (1,),
    (0, 1),
    (0,) * 19 + (1,),
    (0,) * 4 + (1,),
    (1,) * 9 + (0,),
    (2,),
    (2, 2, 2, 1),
    (3,),
    (2, 3, 0, 1),
)
_LOOKS = 24  # rounds looked at in a long match of a player that keeps nothing in mind
_LONG = 100  # a long match
_MOST_LAST = 4  # rounds at the end
_LENGTHS = (9, 30)  # rounds that a player is told of, to see whether it counts down


def machine(mould: Mould, name: str, most: int) -> tuple[Laws, Moves]:
    """Return the laws [X] and moves [X, 4] of a player, checked.

    Parameters
    ----------
    mould : Mould
        Casts the player.
    name : str
        Its class, if it is one of Axelrod's own as they come; else empty.
    most : int
        The most states.

    Raises
    ------
    NotFinite
        If no automaton of so few states agrees.
    """
    for found in (known(name), read(mould.cast())):
        if found is not None and _agrees(mould, *found):
            return found
    learner = Learner(Box(mould).ask, most)
    _teach(mould, learner, matches(thorough=False))
    expected = FINITE.get(name)
    if len(learner.laws) != expected:
        _teach(mould, learner, matches(thorough=True), enough=expected)
    while len(learner.laws) != expected and (word := learner.doubt()) is not None:
        learner.correct(word)
        _teach(mould, learner, matches(thorough=True), enough=expected)
    if expected not in (None, len(learner.laws)):
        raise NotFinite(
            f"{len(learner.laws)} states were found where {expected} were expected"
        )
    return learner.laws, learner.moves


@cache
def known(name: str) -> tuple[Laws, Moves] | None:
    """Return a machine that was learned beforehand, because that takes long."""
    stored = _stored().get(name)
    if stored is None:
        return None
    flat = stored["next_state"]
    moves = [flat[at : at + 4] for at in range(0, len(flat), 4)]
    return [law_of(p) for p in stored["cooperate"]], moves


@cache
def _stored() -> dict[str, dict[str, list[Any]]]:
    """Return the machines that are kept beside this file."""
    text = files("trustgame.interop").joinpath("machines.json").read_text("utf-8")
    machines: dict[str, dict[str, list[Any]]] = json.loads(text)
    return machines


def end_rounds(mould: Mould, laws: Laws, moves: Moves) -> int:
    """Return in how many of the last rounds a player told of their number defects.

    Raises
    ------
    NotFinite
        If knowing the number changes it in any other way.
    """
    last, runs = 0, []
    for length in _LENGTHS:
        told = mould.told_of(length)
        for match in matches(thorough=False):
            if len(match) >= length:
                run = _side_by_side(told, laws, moves, match[:length])
                runs.append(run)
                last = max(
                    [last, *(length - t for t, (fits, _) in enumerate(run) if not fits)]
                )
    for run in runs:
        if last > _MOST_LAST or not all(action for _, action in run[len(run) - last :]):
            raise NotFinite("what it does depends on the number of rounds it is told of")
    return last


def _side_by_side(
    mould: Mould, laws: Laws, moves: Moves, match: Match
) -> list[tuple[bool, int]]:
    """Return by round whether a player fits the automaton, and what it does."""
    play, state, own, found = Replay(mould, random.Random(3).random), 0, 0, []
    for slips, manner in match:
        action = play.act()
        found.append((_fits(play, action, laws[state]), action))
        seen = manner if manner < 2 else own ^ (manner & 1)
        own = action ^ slips
        play.see(own, seen)
        state = moves[state][2 * own + seen]
    return found


def _agrees(mould: Mould, laws: Laws, moves: Moves) -> bool:
    """Tell whether all matches agree."""
    chance, glance = random.Random(7), True
    for match in matches(thorough=False):
        play = Replay(mould, chance.random)
        if _difference(play, laws, moves, match, glance=glance) is not None:
            return False
        glance = glance and mould.is_fresh(play.player)
    return True


def _teach(
    mould: Mould, learner: Learner, plan: Sequence[Match], enough: int | None = None
) -> None:
    """Correct what was learned until all matches agree, or there are states enough."""
    chance, glance = random.Random(7), True
    agreed, at = 0, 0
    while agreed < len(plan) and len(learner.laws) != enough:
        play = Replay(mould, chance.random)
        word = _difference(play, learner.laws, learner.moves, plan[at], glance=glance)
        if word is None:
            glance = glance and mould.is_fresh(play.player)
            agreed, at = agreed + 1, (at + 1) % len(plan)
        else:
            learner.correct(word)
            agreed = 0


def _difference(
    play: Replay, laws: Laws, moves: Moves, match: Match, *, glance: bool
) -> bytes | None:
    """Return the word after which a player and an automaton differ in a match, if any.

    If the player keeps nothing in mind but its record (``glance``), it is asked only now
    and then in a long match.
    """
    if glance and len(match) >= _LONG:
        return _glance(play, laws, moves, match)
    return _follow(play, laws, moves, match)


def _follow(play: Replay, laws: Laws, moves: Moves, match: Match) -> bytes | None:
    """Play a match beside the automaton, round by round."""
    state, own, word = 0, 0, bytearray()
    for slips, manner in match:
        action = play.act()
        if not _fits(play, action, laws[state]):
            return bytes(word)
        seen = manner if manner < 2 else own ^ (manner & 1)
        own = action ^ slips
        play.see(own, seen)
        word.append(2 * own + seen)
        state = moves[state][word[-1]]
    return None


def _glance(play: Replay, laws: Laws, moves: Moves, match: Match) -> bytes | None:
    """Let the automaton play, and ask the player now and then what it would do."""
    state, own = 0, 0
    word, states = bytearray(), [0]
    for slips, manner in match:
        law = laws[state]
        seen = manner if manner < 2 else own ^ (manner & 1)
        own = (law[0][1] if isinstance(law, tuple) else law) ^ slips  # type: ignore[operator]
        word.append(2 * own + seen)
        state = moves[state][word[-1]]
        states.append(state)
    did = [ACTIONS[letter >> 1] for letter in word]
    saw = [ACTIONS[letter & 1] for letter in word]
    mine = [0, *accumulate(letter >> 1 for letter in word)]
    theirs = [0, *accumulate(letter & 1 for letter in word)]
    for t in range(len(word), 0, -max(len(word) // _LOOKS, 1)):
        action = play.look(did[:t], saw[:t], mine[t], theirs[t])
        if not _fits(play, action, laws[states[t]]):
            return bytes(word[:t])
    return None


def _fits(play: Replay, action: int, law: Hashable) -> bool:
    """Tell whether what the player just did is what the law allows."""
    if isinstance(law, tuple):
        return (tuple(play.coin.flips), action) in law
    return action == law and not play.coin.flips


@cache
def matches(thorough: bool) -> tuple[Match, ...]:
    """Return the matches of a check."""
    chance = random.Random(20)
    plan = [
        _spells(chance, length, longest)
        for number, length, longest in (
            (30, 7, 7),
            (12, 20, 8),
            (4, 60, 20),
            (2, 250, 60),
            (1, 700, 200),
        )
        for _ in range(number)
    ]
    if thorough:
        plan += [
            tuple((False, seen) for seen in word) for word in product((0, 1), repeat=8)
        ]
        plan += [_spells(chance, 14, 14) for _ in range(150)]
        held = product(((0,), (1,), (2,), (3,), (0, 1)), (0, 0.3, 1), (25, 90, 220))
        for manner, slips, rounds in held:
            match = [
                (chance.random() < slips, chance.choice(manner)) for _ in range(rounds)
            ]
            plan.append((*match, *_spells(chance, 24, 8)))
        plan += [_spells(chance, 40, 20) for _ in range(60)]
        plan += [_spells(chance, 1500, 300) for _ in range(3)]
    return tuple(plan)


def _spells(chance: random.Random, length: int, longest: int) -> Match:
    """Return a match of spells, each with its manner and its rate of slips."""
    match: list[tuple[bool, int]] = []
    while len(match) < length:
        rate, manner = chance.choice((0, 0, 0.05, 0.3, 0.5)), chance.choice(_MANNERS)
        for _ in range(chance.randint(min(3, longest), longest)):
            match.append((chance.random() < rate, chance.choice(manner)))
    return tuple(match[:length])
