"""Compiled loops of the simulator: random words from a counter, and matches played on them.

Blind: arrays and numbers in, arrays filled. Every probability comes as a threshold, a whole
number from 0 to 2**32: its event happens when a 32-bit half of a word lies below it. A word
is a function of (key, match, round, slot) alone, so nothing here depends on the order in
which matches are played. Letters: L depths; X states of an automaton; N matches of a call;
S joint states; H recorded rounds.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from trustgame._compiled import kernel

U = np.uint64
GAMMA, MIX_1, MIX_2 = U(0x9E3779B97F4A7C15), U(0xBF58476D1CE4E5B9), U(0x94D049BB133111EB)
S27, S30, S31, S32, LOW = U(27), U(30), U(31), U(32), U(0xFFFFFFFF)
ONE, TWO, FOUR = U(1), U(2), U(4)
ACTIONS, SIGHT, MOVING, LEAVING = U(0), U(1), U(2), U(3)  # slots of a round
CERTAIN = U(2**32)  # the threshold of probability 1

CHUNK = 64  # rounds whose words are made at once for one match
LANES, STRIDE = 32, 16  # matches that play in lockstep, and their rounds made at once


class Seat(NamedTuple):
    """One player. A place is state * L + depth; P = X * L places. All arrays are flat."""

    done: Any  #: [2, P] threshold of an actual C; the second row while counting down
    meant: Any  #: [2, P] D is intended from here on ...
    slipped: Any  #: [2, P] ... and below here; C elsewhere
    leave: Any  #: [P] threshold of walking away before the round
    following: Any  #: [P, 2, 2] next state * L, by own actual and seen action
    start: Any  #: first place
    countdown: Any  #: first round (from 0) of counting down


class Ground(NamedTuple):
    """What both players stand on; up to B next depths of a round. All arrays are flat."""

    misread: Any  #: [2, L] by role
    ways: Any  #: B
    branch: Any  #: [L, 2, 2, B] next depths, ascending
    cut: Any  #: [L, 2, 2, B - 1] thresholds between them
    continuation: Any  #: [L]
    start: Any  #: first depth
    rounds: Any  #: most rounds of a match
    needs: Any  #: [4] which slots matter


class Joint(NamedTuple):
    """Seats and ground as one chain for matches of fixed length. All arrays are flat."""

    done_b: Any  #: [2, S] as in Seat
    done_s: Any  #: [2, S]
    misread_b: Any  #: [S]
    misread_s: Any  #: [S]
    cut: Any  #: [S, 2, 2] threshold between two ways
    following: Any  #: [S, 2, 2, ways (1 or 2), misreadings (1 or 4)] next joint state
    cell: Any  #: [S] 4 * depth
    start: Any  #: first joint state
    rounds: Any  #: rounds of a match
    countdown_b: Any  #: as in Seat
    countdown_s: Any  #: as in Seat
    acts: Any  #: whether actions depend on chance
    forks: Any  #: whether there are two ways
    sights: Any  #: whether anybody misreads


@kernel(inline="always")
def mix64(z):
    """Return the word scrambled (SplitMix64's finaliser)."""
    z = (z ^ (z >> S30)) * MIX_1
    z = (z ^ (z >> S27)) * MIX_2
    return z ^ (z >> S31)


@kernel(inline="always")
def match_base(key, match):
    """Return what all words of a match are counted from."""
    return mix64(key ^ mix64(match * GAMMA))


@kernel
def fill_words(base, first, slot, words):
    """Fill words [.] of one match and slot, from round ``first`` (from 0) on."""
    for t in range(words.shape[0]):
        words[t] = mix64(base + (FOUR * (first + U(t)) + slot) * GAMMA)


@kernel
def words_of(key, match, first, words):
    """Fill words [4, rounds]: all slots of a match, from round ``first`` (from 0) on."""
    for slot in range(4):
        fill_words(match_base(key, match), first, U(slot), words[slot])


@kernel
def fill_lanes(bases, first, slot, words):
    """Fill words [rounds, lanes] of several matches and one slot."""
    for t in range(words.shape[0]):
        step = (FOUR * (first + U(t)) + slot) * GAMMA
        for g in range(bases.shape[0]):
            words[t, g] = mix64(bases[g] + step)


@kernel
def clock_out(base, r, going, rounds):
    """Return the length of a match whose round r (from 0) somebody walked out of."""
    if going == CERTAIN:
        return rounds
    r += 1
    while r < rounds and (mix64(base + (FOUR * U(r - 1) + MOVING) * GAMMA) >> S32) < going:
        r += 1
    return r


@kernel
def play_matches(
    ground, buyer, seller, key, first, counts, length, left, offset, marks, depths
):
    """Play matches ``first`` to ``first + N - 1``, one after the other.

    Fills counts [N, 4 * L] of rounds by depth and outcome, length [N] in clock rounds, left
    [N] (0 nobody, 1 buyer, 2 seller, 3 both). If marks [H] is not empty, also marks and
    depths [H] of every round played, each match from its offset [N] on. A mark has one bit
    per defection: intended (1 buyer, 2 seller), done (4, 8), seen by (16, 32).
    """
    misread, branch, cut = ground.misread, ground.branch, ground.cut
    continuation, rounds = ground.continuation, ground.rounds
    acts, sights, moves, leaves = ground.needs
    ways, depths_in_all = ground.ways, U(continuation.shape[0])
    cuts = ways - ONE
    done_b, done_s = buyer.done, seller.done
    next_b, next_s = buyer.following, seller.following
    late_b, late_s = U(buyer.leave.shape[0]), U(seller.leave.shape[0])
    record = marks.shape[0] > 0
    actions, sight = np.zeros(CHUNK, np.uint64), np.zeros(CHUNK, np.uint64)
    moving, leaving = np.zeros(CHUNK, np.uint64), np.zeros(CHUNK, np.uint64)
    for k in range(length.shape[0]):
        base = match_base(key, first + U(k))
        i, j, depth = buyer.start, seller.start, ground.start
        r = 0
        playing = True
        while playing:
            if acts:
                fill_words(base, U(r), ACTIONS, actions)
            if sights:
                fill_words(base, U(r), SIGHT, sight)
            if moves:
                fill_words(base, U(r), MOVING, moving)
            if leaves:
                fill_words(base, U(r), LEAVING, leaving)
            for t in range(min(CHUNK, rounds - r)):
                if leaves:
                    z = leaving[t]
                    walked = U((z & LOW) < buyer.leave[i])
                    walked += TWO * U((z >> S32) < seller.leave[j])
                    if walked > 0:
                        left[k] = walked
                        r = clock_out(base, r, continuation[depth], rounds)
                        playing = False
                        break
                z = actions[t]
                place_b = i + late_b * U(r >= buyer.countdown)
                place_s = j + late_s * U(r >= seller.countdown)
                a = U((z & LOW) >= done_b[place_b])
                b = U((z >> S32) >= done_s[place_s])
                seen_b, seen_s = b, a
                if sights:
                    y = sight[t]
                    seen_b = b ^ U((y & LOW) < misread[depth])
                    seen_s = a ^ U((y >> S32) < misread[depths_in_all + depth])
                if record:
                    low, high = z & LOW, z >> S32
                    meant_b = low >= buyer.meant[place_b] and low < buyer.slipped[place_b]
                    meant_s = (
                        high >= seller.meant[place_s] and high < seller.slipped[place_s]
                    )
                    at = offset[k] + r
                    depths[at] = depth
                    marks[at] = (
                        U(meant_b) + TWO * U(meant_s) + FOUR * (a + TWO * b)
                        + FOUR * FOUR * (seen_b + TWO * seen_s)
                    )  # fmt: skip
                cell = FOUR * depth + TWO * a + b
                counts[U(k), cell] += 1
                way = U(0)
                for c in range(cuts):
                    way += U((moving[t] & LOW) >= cut[cell * cuts + U(c)])
                depth = branch[cell * ways + way]
                i = next_b[FOUR * i + TWO * a + seen_b] + depth
                j = next_s[FOUR * j + TWO * b + seen_s] + depth
                r += 1
                if moves and (moving[t] >> S32) >= continuation[depth]:
                    playing = False
                    break
            playing = playing and r < rounds
        length[k] = r


@kernel
def play_lockstep(joint, key, first, counts):
    """Play matches of a fixed number of rounds: a few lanes, one step each in turn.

    Fills counts [N, 4 * L]. Neighbouring lanes do not wait for each other, so the processor
    overlaps their table look-ups.
    """
    done_b, done_s = joint.done_b, joint.done_s
    misread_b, misread_s, cell = joint.misread_b, joint.misread_s, joint.cell
    cut, following, rounds = joint.cut, joint.following, joint.rounds
    forks, sights, size = joint.forks, joint.sights, U(cell.shape[0])
    actions = np.zeros((STRIDE, LANES), np.uint64)
    sight = np.zeros((STRIDE, LANES), np.uint64)
    moving = np.zeros((STRIDE, LANES), np.uint64)
    bases, state = np.zeros(LANES, np.uint64), np.zeros(LANES, np.uint64)
    for block in range(0, counts.shape[0], LANES):
        lanes = min(LANES, counts.shape[0] - block)
        for g in range(lanes):
            bases[g] = match_base(key, first + U(block + g))
            state[g] = joint.start
        for r in range(0, rounds, STRIDE):
            if joint.acts:
                fill_lanes(bases, U(r), ACTIONS, actions)
            if sights:
                fill_lanes(bases, U(r), SIGHT, sight)
            if forks:
                fill_lanes(bases, U(r), MOVING, moving)
            for t in range(min(STRIDE, rounds - r)):
                late_b = size * U(r + t >= joint.countdown_b)
                late_s = size * U(r + t >= joint.countdown_s)
                for g in range(lanes):
                    s = state[g]
                    z = actions[t, g]
                    outcome = TWO * U((z & LOW) >= done_b[s + late_b])
                    outcome += U((z >> S32) >= done_s[s + late_s])
                    counts[U(block + g), cell[s] + outcome] += 1
                    at = FOUR * s + outcome
                    if forks:
                        at = TWO * at + U((moving[t, g] & LOW) >= cut[at])
                    if sights:
                        y = sight[t, g]
                        at = FOUR * at + TWO * U((y & LOW) < misread_b[s])
                        at += U((y >> S32) < misread_s[s])
                    state[g] = following[at]
