"""Definitions as sentences of their sources, against the automata, after any history.

A rule takes what it did and what it saw so far, oldest first, as strings of C and D, and
says P(C). Own actions are drawn freely, so slips of every kind are among them.
"""

from __future__ import annotations

import random

import numpy as np
import pytest

import trustgame as tg

GAME = tg.TrustGame(tg.StageGame.prisoners_dilemma())


def last(text, n):
    return text[-n:] if n else ""


def clock(pattern):
    return lambda own, seen: pattern[len(own) % len(pattern)] == "C"


def tats(n, opening=""):
    """Defect after n defections of the partner in a row, from after the opening on."""

    def rule(own, seen):
        t = len(own)
        if t < len(opening):
            return opening[t] == "C"
        return t < n or last(seen, n) != "D" * n

    return rule


def within(n):
    """Defect if the partner defected within the last n rounds."""
    return lambda own, seen: "D" not in last(seen, n)


def bad_rounds(own, seen):
    """Tell which rounds held a D of either, as a string of 0 and 1."""
    return "".join(str(int("D" in pair)) for pair in zip(own, seen, strict=True))


def lenient(n, opening=""):
    def rule(own, seen):
        if len(own) < len(opening):
            return opening[len(own)] == "C"
        return "1" * n not in bad_rounds(own, seen)

    return rule


def probe(opening, judge):
    def rule(own, seen):
        if len(own) < len(opening):
            return opening[len(own)] == "C"
        said = judge(seen)
        return seen[-1] == "C" if said is None else said

    return rule


def two_rounds_of_punishment(own, seen):
    """T2 says when it is punishing only if one follows it from the start."""
    left = 0
    for bad in bad_rounds(own, seen):
        left = left - 1 if left else 2 * int(bad)
    return left == 0


def thumper(own, seen):
    left = 0
    for action in seen:
        left = 1 if left == 2 else 2 * int(action == "D")
    return left == 0


def soft_grudger(own, seen):
    plan = ""
    for action in seen:
        plan = plan[1:] if len(plan) > 1 else ("DDDDCC" if action == "D" else "")
    return plan[:1] != "D"


def contrite(own, seen):
    """Standing (Boerlijst, Nowak & Sigmund 1997): a D is justified against the bad only."""
    mine = theirs = True
    for a, b in zip(own, seen, strict=True):
        new_mine = a == "C" or (mine and not theirs)
        new_theirs = b == "C" or (theirs and not mine)
        mine, theirs = new_mine, new_theirs
    return theirs or not mine


def slow(own, seen):
    if len(own) < 2:
        return True
    return (seen[-1] if seen[-1] == seen[-2] else own[-1]) == "C"


def memory_one(first, p_CC, p_CD, p_DC, p_DD):
    table = {"CC": p_CC, "CD": p_CD, "DC": p_DC, "DD": p_DD}
    return lambda own, seen: table[own[-1] + seen[-1]] if own else first


def nydegger(own, seen):
    """Axelrod (1980): the other's D counts 2, the own 1; weights 16, 4, 1 in order."""
    if len(own) < 3:
        if (own, seen) == ("CD", "DC"):
            return False
        return not seen or seen[-1] == "C"
    total = 0
    for weight, a, b in zip((16, 4, 1), own[-3:], seen[-3:], strict=True):
        total += weight * ((a == "D") + 2 * (b == "D"))
    listed = [1, 6, 7, 17, 22, 23, 26, 29, 30, 31, 33, 38, 39, 45, 49, 54, 55, 58, 61]
    return total not in listed


def two_round_perfect(own, seen):
    own, seen = "CC" + own, "CC" + seen
    before, after = own[-2] + seen[-2], own[-1] + seen[-1]
    return (before, after) in [("CC", "CC"), ("DD", "DD"), ("DD", "CC")]


def all_or_none(own, seen):
    return len(own) < 2 or own[-2:] == seen[-2:]


def gladstein(own, seen):
    if not own:
        return False
    if "D" in seen:
        return seen.index("D") == len(seen) - 1 or seen[-1] == "C"
    return len(own) in (1, 2) or len(own) % 2 == 0


def remorseful(own, seen):
    """Dawkins (1989): after an unprovoked D of its own, one D in answer is let pass."""
    chance, awaiting = 1.0, False
    for a, b in zip(own, seen, strict=True):
        unprovoked = a == "D" and chance > 0 and not awaiting
        if awaiting:
            chance, awaiting = (0.9 if b == "C" else 1.0), False
        elif b == "D":
            chance = 0.0
        else:
            chance, awaiting = (1.0 if unprovoked else 0.9), unprovoked
    return chance


def fortress(own, seen):
    inside = 0
    for action in seen:
        if inside == 2:
            inside = 2 if action == "C" else 0
        else:
            inside = inside + 1 if action == "D" else 0
    return inside == 2


def forgiver(own, seen):
    """It defects once for a D, and does not count what it saw while defecting."""
    paying = False
    for action in seen:
        paying = action == "D" and not paying
    return not paying


def ripe(n):
    return lambda own, seen: seen.count("D") < n


def mood(own, seen):
    warmth = 3
    for action in seen:
        warmth = min(3, warmth + 1) if action == "C" else max(0, warmth - 1)
    return warmth >= 2


def closing(own, seen):
    """One C after every two defections in a row; the round of that C counts for nothing."""
    refused = 0
    for action in seen:
        refused = 0 if refused == 2 or action == "C" else refused + 1
    return refused == 2


def hard_bargain(own, seen):
    return len(own) >= 2 and seen[-2:] == "CC"


def advisor(own, seen):
    """At the shallow end: notes one D, answers the second; own slips are taken quietly."""
    noted = 0
    for a, b in zip(own, seen, strict=True):
        drawn = noted == 2
        noted = 0 if b == "C" or (a == "D" and not drawn) else 1 if drawn else noted + 1
    return noted < 2


def giver(own, seen):
    if len(own) < 2:
        return 1.0
    return 1.0 if seen[-1] == "C" else 0.0 if own[-1] == "C" else 0.25


def grit(own, seen):
    gifts, waited = 2, 0
    for action in seen:
        if gifts:
            gifts -= 1
            waited = int(not gifts and action == "D")
        elif action == "C":
            waited = 0
        elif waited == 2:
            gifts, waited = 2, 0
        else:
            waited += 1
    return waited == 0


RULES = {
    "always_cooperate": lambda own, seen: 1,
    "always_defect": lambda own, seen: 0,
    "random": lambda own, seen: 0.5,
    "alternator": clock("CD"),
    "dc_alternator": clock("DC"),
    "periodic_ccd": clock("CCD"),
    "periodic_ddc": clock("DDC"),
    "false_cooperator": lambda own, seen: not own,
    "tit_for_tat": tats(1),
    "suspicious_tit_for_tat": tats(1, "D"),
    "generous_tit_for_tat": lambda own, seen: 1 if last(seen, 1) != "D" else 1 / 3,
    "tit_for_two_tats": tats(2),
    "tit_for_three_tats": tats(3),
    "suspicious_tit_for_two_tats": tats(2, "D"),
    "suspicious_tit_for_three_tats": tats(3, "D"),
    "two_tits_for_tat": within(2),
    "hard_tit_for_tat": within(3),
    "two_tits_for_two_tats": lambda own, seen: "DD" not in last(seen, 3),
    "contrite_tit_for_tat": contrite,
    "forgiver": forgiver,
    "joss": lambda own, seen: 1 if not own else 0.9 * (seen[-1] == "C"),
    "slow_tit_for_tat": slow,
    "win_stay_lose_shift": memory_one(1, 1, 0, 0, 1),
    "firm_but_fair": memory_one(1, 1, 0, 1, 2 / 3),
    "grofman": memory_one(1, 1, 2 / 7, 2 / 7, 1),
    "stochastic_cooperator": memory_one(1, 0.935, 0.229, 0.266, 0.42),
    "two_round_perfect_tit_for_tat": two_round_perfect,
    "all_or_none_2": all_or_none,
    "nydegger": nydegger,
    "extort_2": memory_one(1, 8 / 9, 1 / 2, 1 / 3, 0),
    "zdgtft_2": memory_one(1, 1, 1 / 8, 1, 1 / 4),
    "grim_trigger": lenient(1),
    "grudger": lambda own, seen: "D" not in seen,
    "lenient_grim_2": lenient(2),
    "lenient_grim_3": lenient(3),
    "t2": two_rounds_of_punishment,
    "thumper": thumper,
    "spiteful_tit_for_tat": lambda own, seen: "DD" not in seen and last(seen, 1) != "D",
    "soft_grudger": soft_grudger,
    "fool_me_once": ripe(2),
    "davis": lambda own, seen: len(own) < 10 or "D" not in seen,
    "detective": probe("CDCC", lambda seen: None if "D" in seen[:4] else False),
    "prober": probe("DCC", lambda seen: False if seen[1:3] == "CC" else None),
    "prober_2": probe("DCC", lambda seen: True if seen[1:3] == "DC" else None),
    "prober_3": probe("DC", lambda seen: False if seen[1] == "C" else None),
    "hard_prober": probe("DDCC", lambda seen: False if seen[1:3] == "CC" else None),
    "handshake": probe("CD", lambda seen: seen[:2] == "CD"),
    "tester": gladstein,
    "bully": lambda own, seen: last(seen, 1) == "D",
    "remorseful_prober": remorseful,
    "fortress_3": fortress,
    "start_small": tats(1),  # on the shallow half
    "grit": grit,
    "trusting_tit_for_tat": tats(1),  # at the shallow end, as all that follow
    "demanding_friend": lambda own, seen: 1 if last(seen, 1) != "D" else 0.9,
    "communal": tats(1),
    "mellowing": within(2),
    "threshold_5": lambda own, seen: len(own) < 5 and "1" not in bad_rounds(own, seen),
    "tit_for_tat_to_the_last": tats(1),  # far from the last round
    "grim_to_the_last": lenient(1),
    "backstabber": ripe(4),
    "quarter_end_pusher": tats(2),
    "transactional": lambda own, seen: bool(own) and own[-1] + seen[-1] == "DC",
    "cooperative": memory_one(1, 1, 0.5, 1, 1),
    "trusted_advisor": advisor,
    "always_be_closing": closing,
    "risky_giver": giver,
    "hard_bargainer": hard_bargain,
    "procurement_squeezer": lambda own, seen: 1 if last(seen, 1) == "D" else 0.9,
    "trust_faker": tats(1),
    "fearful": lambda own, seen: 0.3 * (last(seen, 1) == "C"),
    "mirror": mood,
}


def histories(n, rounds=24):
    """Return own and seen actions; every mix of frequent and rare D among them."""
    draw = random.Random(7)
    for _ in range(n):
        p, q = (draw.choice((0, 0.1, 0.5, 0.9, 1)) for _ in "ab")
        yield tuple(
            "".join("CD"[draw.random() < chance] for _ in range(rounds))
            for chance in (p, q)
        )


def replay(player, own, seen, depth=0.0):
    """Return P(C) in each round, and P(leaves) before it."""
    acts = player.arrays(np.array([depth]))
    state, cooperate, leave = player.start, [], []
    for a, b in zip(own, seen, strict=True):
        cooperate.append(acts.cooperate[0, state])
        leave.append(acts.leave[0, state])
        state = acts.next_state[0, state, "CD".index(a), "CD".index(b)]
    return cooperate, leave


@pytest.mark.parametrize("name", RULES)
def test_an_automaton_does_what_its_definition_says(name):
    player = tg.strategies.resolve(name, GAME, "buyer")
    for own, seen in histories(60):
        done, _ = replay(player, own, seen)
        said = [float(RULES[name](own[:t], seen[:t])) for t in range(len(own))]
        assert done == pytest.approx(said), (own, seen)


# --- leavers: the rounds of which they play ---

LEAVING = {
    "walk_away": lambda own, seen: "D" in seen,
    "drop_takers": lambda own, seen: seen.count("D") >= 3,
    "voice_then_exit": lambda own, seen: any(
        seen[t : t + 2] == "DD" and quiet(seen[:t]) for t in range(len(seen))
    ),
    "loyal_customer": lambda own, seen: last(seen, 1) == "D",  # certain where shallow
    "quiet_leaver": lambda own, seen: min(1, (0, 0.25, 0.5, 1)[min(3, seen.count("D"))]),
    "hit_and_run": lambda own, seen: len(own) == 1,
    "serial_taker": lambda own, seen: last(seen, 1) == "D",
    "sampler": lambda own, seen: seen == "DDD",
    "trust_builder": lambda own, seen: any(
        a + b != ("CC" if t else "DD")
        for t, (a, b) in enumerate(zip(own, seen, strict=True))
    ),
}


def quiet(seen):
    """Tell whether the next D would be the first of a complaint, not an answer to one."""
    complained = False
    for action in seen:
        complained = action == "D" and not complained
    return not complained


@pytest.mark.parametrize("name", LEAVING)
def test_a_leaver_leaves_when_its_definition_says(name):
    player = tg.strategies[name]
    for own, seen in histories(60, rounds=8):
        _, leave = replay(player, own, seen)
        for t, chance in enumerate(leave):
            assert chance == float(LEAVING[name](own[:t], seen[:t])), (own, seen, t)
            if chance == 1:
                break


@pytest.mark.parametrize("name", sorted(set(tg.strategies.names()) - set(LEAVING)))
def test_nobody_else_leaves(name):
    player = tg.strategies.resolve(name, GAME, "buyer")
    assert set(player.leave) == {0}


# --- what the sampler, the tester and the like do while they stay ---


def opening(name, other, rounds):
    """Return the most likely joint actions of the first rounds, as strings."""
    game = GAME.replace(rounds=rounds)
    path = tg.evaluate(game, name, other).path()
    done = (path.cooperation > 0.5).T
    return tuple("".join("DC"[int(c)] for c in role) for role in done)


@pytest.mark.parametrize(
    ("name", "other", "own", "partner"),
    [
        ("detective", "always_cooperate", "CDCCDDDD", "CCCCCCCC"),
        ("detective", "tit_for_tat", "CDCCCCCC", "CCDCCCCC"),
        ("detective", "tit_for_two_tats", "CDCCDDDD", "CCCCCCDD"),
        ("detective", "grudger", "CDCCDDDD", "CCDDDDDD"),
        ("prober", "always_cooperate", "DCCDDDDD", "CCCCCCCC"),
        ("prober", "tit_for_tat", "DCCCCCCC", "CDCCCCCC"),
        ("prober_2", "tit_for_tat", "DCCCCCCC", "CDCCCCCC"),
        ("tester", "always_cooperate", "DCCDCDCD", "CCCCCCCC"),
        ("tester", "tit_for_tat", "DCCCCCCC", "CDCCCCCC"),
        ("handshake", "handshake", "CDCCCCCC", "CDCCCCCC"),
        ("handshake", "tit_for_tat", "CDDDDDDD", "CCDDDDDD"),
        ("bully", "tit_for_tat", "DDCCDDCC", "CDDCCDDC"),
        ("always_be_closing", "always_defect", "DDCDDCDD", "DDDDDDDD"),
        ("hard_bargainer", "always_cooperate", "DDCCCCCC", "CCCCCCCC"),
        ("transactional", "always_cooperate", "DCDCDCDC", "CCCCCCCC"),
        ("grit", "always_defect", "CCDDCCDD", "DDDDDDDD"),
        ("grit", "suspicious_tit_for_tat", "CCCCCCCC", "DCCCCCCC"),
        ("sampler", "suspicious_tit_for_tat", "CCCCCCCC", "DCCCCCCC"),
        ("fortress_3", "fortress_3", "DDCCCCCC", "DDCCCCCC"),
        ("soft_grudger", "always_defect", "CDDDDCCD", "DDDDDDDD"),
        ("t2", "alternator", "CCDDCCDD", "CDCDCDCD"),
        ("mirror", "always_defect", "CCDDDDDD", "DDDDDDDD"),
        ("false_cooperator", "grim_trigger", "CDDDDDDD", "CCDDDDDD"),
        ("trust_builder", "trust_builder", "DCCCCCCC", "DCCCCCCC"),
    ],
)
def test_the_first_rounds_of_a_pair(name, other, own, partner):
    assert opening(name, other, 8) == (own, partner)


@pytest.mark.parametrize(
    ("name", "other", "rounds"),
    [
        ("sampler", "always_defect", 3),
        ("drop_takers", "always_defect", 3),
        ("walk_away", "always_defect", 1),
        ("voice_then_exit", "always_defect", 2),
        ("voice_then_exit", "alternator", 20),
        ("hit_and_run", "always_cooperate", 1),
        ("serial_taker", "tit_for_tat", 2),
        ("trust_builder", "tit_for_tat", 1),
        ("quiet_leaver", "always_defect", 1 + 3 / 4 + 3 / 8),
    ],
)
def test_how_long_a_leaver_stays(name, other, rounds):
    game = GAME.replace(rounds=20)
    assert tg.evaluate(game, name, other).played == pytest.approx(rounds)


# --- depth and ends ---


def at(name, depth):
    """Return P(C) by state at a depth."""
    player = tg.strategies.resolve(name, GAME, "buyer")
    return player.arrays(np.array([depth])).cooperate[0].tolist()


def test_depth_changes_what_depth_aware_ones_do():
    assert at("trusting_tit_for_tat", 0.5) == [1, pytest.approx(0.45)]
    assert at("demanding_friend", 1) == [1, 0]
    assert at("communal", 0.49) == [1, 0]
    assert at("communal", 0.5) == [1, 1]
    assert at("mellowing", 0.2) == [1, 0, 0]
    assert at("mellowing", 0.7) == [1, 0, 1]
    assert at("trust_faker", 0.99) == [1, 0]
    assert at("trust_faker", 1) == [0, 0]
    assert at("fearful", 1) == [1, 0]
    assert at("procurement_squeezer", 1) == [pytest.approx(0.2), 1]
    assert at("trusted_advisor", 1) == [1, 1, pytest.approx(0.8)]
    assert at("raise_the_stakes", 0)[0] == 1
    assert at("raise_the_stakes", 0.1)[0] == 0


def test_one_that_starts_small_forgives_where_it_is_shallow_only():
    player = tg.strategies.start_small
    own, seen = "CCCC", "DCCC"
    assert replay(player, own, seen, depth=0.4)[0] == [1, 0, 1, 1]
    assert replay(player, own, seen, depth=0.5)[0] == [1, 0, 1, 1]
    assert replay(player, own, seen, depth=0.6)[0] == [1, 0, 0, 0]


def test_one_that_raises_the_stakes_begins_at_the_bottom_of_the_ladder():
    bond = tg.Relationship(depths=4, start=3, erode=1, stakes=tg.between(1, 4))
    game = tg.TrustGame(tg.StageGame.prisoners_dilemma(), bond, rounds=8)
    path = tg.evaluate(game, "raise_the_stakes", "raise_the_stakes").path()
    assert path.depth.tolist() == pytest.approx([3, 2, 1, 0, 1, 2, 3, 3])
    assert path.cooperation[:, 0].tolist() == [0, 0, 0, 1, 1, 1, 1, 1]
    # against one who never gives, it loses one small gift and no more
    small = game.starting_at(0)
    lost = tg.evaluate(small, "raise_the_stakes", "always_defect").value[0]
    assert lost == 0 + 7 * 1


def test_a_faker_climbs_and_cashes_in():
    bond = tg.Relationship(depths=4, erode=3, stakes=tg.between(1, 4))
    game = tg.TrustGame(tg.StageGame.prisoners_dilemma(), bond, rounds=4)
    path = tg.evaluate(game, "trust_faker", "always_cooperate").path()
    assert path.cooperation[:, 0].tolist() == [1, 1, 1, 0]
    assert path.payoff[:, 0].tolist() == pytest.approx([3, 6, 9, 20])


@pytest.mark.parametrize(
    ("name", "last_rounds"),
    [
        ("tit_for_tat_to_the_last", 1),
        ("grim_to_the_last", 1),
        ("backstabber", 2),
        ("quarter_end_pusher", 3),
    ],
)
def test_those_who_count_down_do_so_where_there_is_an_end(name, last_rounds):
    known = tg.evaluate(GAME.replace(rounds=9), name, "always_cooperate").path()
    mine = known.cooperation[:, 0].tolist()
    assert mine == [1] * (9 - last_rounds) + [0] * last_rounds
    unknown = tg.evaluate(GAME.replace(continuation=0.9), name, "always_cooperate")
    assert unknown.cooperation[0] == pytest.approx(1)
