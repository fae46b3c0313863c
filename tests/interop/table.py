"""The two histories of a match, kept as Axelrod keeps them, with slips handed in.

Nothing of ``trustgame.interop`` is used here: players of Axelrod's are asked through their
own ``strategy``, ``update_history`` and histories.
"""

from __future__ import annotations

import random


class Partner:
    """What a player sees of its partner."""

    name = "partner"

    def __init__(self, axelrod):
        self.history = axelrod.History()

    @property
    def cooperations(self):
        return self.history.cooperations

    @property
    def defections(self):
        return self.history.defections


def partners():
    """Partners by name: what they do after (own, seen) as the player knows them."""
    return {
        "cooperates": lambda t, own, random: 0,
        "defects": lambda t, own, random: 1,
        "flips a coin": lambda t, own, random: int(random.random() < 0.5),
        "mostly cooperates": lambda t, own, random: int(random.random() < 0.08),
        "mostly defects": lambda t, own, random: int(random.random() < 0.92),
        "alternates": lambda t, own, random: t % 2,
        "cycles": lambda t, own, random: (0, 0, 1, 0, 1, 1)[t % 6],
        "copies": lambda t, own, random: own[-1] if own else 0,
        "copies, suspicious": lambda t, own, random: own[-1] if own else 1,
        "does the opposite": lambda t, own, random: 1 - own[-1] if own else 0,
        "tests, then copies": lambda t, own, random: (0, 1, 0, 0)[t] if t < 4 else own[-1],
        "turns after 70": lambda t, own, random: int(t > 70),
        "relents after 30": lambda t, own, random: int(t < 30),
    }


def moody(t, own, random):
    """Be another partner every 45 rounds."""
    kinds = list(partners().values())
    return kinds[t // 45 * 5 % len(kinds)](t, own, random)


def follow(axelrod, player, automaton, partner, slips, rounds, seed=0, length=None):
    """Play a match; yield each round what the player does and the automaton's P(C)."""
    chance = random.Random(f"{seed} {slips}")
    actions = (axelrod.Action.C, axelrod.Action.D)
    player.reset()
    player.set_match_attributes(length=length or float("inf"), game=axelrod.DefaultGame)
    player.set_seed(seed)
    other = Partner(axelrod)
    own, state = [], automaton.start
    for t in range(rounds):
        action = player.strategy(other)
        last = length is not None and t >= length - automaton.end_rounds
        yield actions.index(action), 0.0 if last else automaton.cooperate[state]
        a = actions.index(action) ^ (chance.random() < slips)
        b = partner(t, own, chance)
        own.append(a)
        player.update_history(actions[a], actions[b])
        other.history.append(actions[b], actions[a])
        state = automaton.next_state[state][a][b]
