"""Properties of strategies, by playing out what they say: no algebra, no solver."""

from __future__ import annotations

import itertools
import math

from oracles import exact
from oracles.specs import ACTIONS, C, D, curve_at, nearest_level, read_game, read_player

#: Positions at which the drawn curves and tables show all that they do.
GRID = tuple(k / 600 for k in range(601))
NEAR = 1e-9
NEVER, LOOK, NOTICED = 500, 1000, 0.01


# --- of the automaton alone ---


def grid_for(automaton):
    """Return positions enough: one where nothing depends on depth."""
    curves = (*automaton.cooperate, *automaton.leave)
    by_depth = isinstance(automaton.next_state[0][0][0], tuple)
    return GRID if by_depth or any(not isinstance(c, float) for c in curves) else (0.0,)


class States:
    """What each state does at each position, and the states that histories reach."""

    def __init__(self, automaton):
        self.grid = grid_for(automaton)
        table = automaton.next_state
        by_depth = isinstance(table[0][0][0], tuple)
        self.rows = {}
        for at in self.grid:
            moves = table[nearest_level(at, len(table))] if by_depth else table
            for x in range(len(automaton.cooperate)):
                leave = curve_at(automaton.leave[x], at)
                if leave > 1 - NEAR:
                    self.rows[x, at] = (1.0, None, None)  # nothing more is ever seen
                else:
                    c = curve_at(automaton.cooperate[x], at)
                    self.rows[x, at] = (round(leave, 9), round(c, 9), moves[x])
        self.reached = {automaton.start}
        todo = [automaton.start]
        while todo:
            for after in self.after(todo.pop()) - self.reached:
                self.reached.add(after)
                todo.append(after)
        self.kind = self._kinds()

    def after(self, x):
        """Return all states that can follow."""
        found = set()
        for at in self.grid:
            moves = self.rows[x, at][2]
            if moves is not None:
                found |= {moves[own][seen] for own in ACTIONS for seen in ACTIONS}
        return found

    def _kinds(self):
        """Return for each reached state the kind of states that behave as it does."""
        kind = dict.fromkeys(self.reached, 0)
        while True:
            look = {}
            for x in self.reached:
                told = []
                for at in self.grid:
                    leave, c, moves = self.rows[x, at]
                    to = (
                        None
                        if moves is None
                        else tuple(
                            kind[moves[own][seen]] for own in ACTIONS for seen in ACTIONS
                        )
                    )
                    told.append((leave, c, to))
                look[x] = tuple(told)
            names = {told: i for i, told in enumerate(sorted(set(look.values()), key=repr))}
            finer = {x: names[look[x]] for x in self.reached}
            if len(set(finer.values())) == len(set(kind.values())):
                return finer
            kind = finer


def memory(automaton):
    """Return after how many rounds a history's last rounds tell what follows."""
    states = States(automaton)
    letters = {
        tuple(
            (x, None if states.rows[x, at][2] is None else states.rows[x, at][2][own][seen])
            for x in sorted(states.reached)
        )
        for at in states.grid
        for own, seen in itertools.product(ACTIONS, repeat=2)
    }
    letters = [dict(letter) for letter in letters]
    possible = {frozenset(states.reached)}  # after any word of so many rounds
    rounds, known = 0, set()
    while any(len({states.kind[x] for x in group}) > 1 for group in possible):
        if frozenset(possible) in known:
            return math.inf
        known.add(frozenset(possible))
        possible = {
            frozenset(letter[x] for x in group if letter[x] is not None)
            for group in possible
            for letter in letters
        }
        rounds += 1
    return float(rounds)


def alone(automaton):
    """Return the properties that need no game."""
    states = States(automaton)
    seen = [states.rows[x, at] for x in states.reached for at in states.grid]
    sure = all(leave in (0, 1) and c in (0, 1, None) for leave, c, _ in seen)

    def told(x, at):
        leave, c, moves = states.rows[x, at]
        if moves is None:
            return (leave,)
        kinds = [states.kind[moves[own][s]] for own in ACTIONS for s in ACTIONS]
        return (leave, c, *kinds)

    one_kind = {}
    for x in states.reached:
        one_kind.setdefault(states.kind[x], []).append(x)
    return {
        "states": len(one_kind),
        "memory": memory(automaton),
        "stochastic": not sure,
        "depth_aware": any(
            told(x, at) != told(x, states.grid[0])
            for x in states.reached
            for at in states.grid
        ),
        "end_aware": automaton.end_rounds > 0 and any(c for _, c, _ in seen),
        "leaves": any(leave > 0 for leave, _, _ in seen),
    }


# --- about play ---


class Play:
    """A player in a role of a game, against what we let its partner do."""

    def __init__(self, spec, automaton, role):
        self.game = read_game(spec)
        self.player = read_player(automaton, self.game)
        self.role = role
        self.start = (self.game.start, self.player.start)

    def cooperates(self, state):
        """Return the probability that it is there and means to cooperate."""
        depth, x = state
        return (1 - self.player.leave[depth][x]) * self.player.cooperate[depth][x]

    def round(self, state, partner):
        """Return {next state: probability}; what leaves is missing."""
        depth, x = state
        law = {}
        c = self.player.cooperate[depth][x]
        for own, p in ((C, c), (D, 1 - c)):
            a, b = (own, partner) if self.role == 0 else (partner, own)
            for there, q in self.game.moves[depth][a][b].items():
                after = (there, self.player.move[depth][x][own][partner])
                chance = (1 - self.player.leave[depth][x]) * p * q
                if chance > 0:
                    law[after] = law.get(after, 0.0) + chance
        return law

    def course(self, law, partner, rounds):
        """Return P(there, means to cooperate) in this round and ``rounds`` more."""
        told, known = [], {}
        while len(told) <= rounds:
            told.append(sum(p * self.cooperates(s) for s, p in law.items()))
            key = frozenset(law.items())
            if key in known:  # it goes round in a circle from here on
                circle = told[known[key] : -1]
                return list(
                    itertools.islice(
                        itertools.chain(told[: known[key]], itertools.cycle(circle)),
                        rounds + 1,
                    )
                )
            known[key] = len(told) - 1
            following = {}
            for state, p in law.items():
                for after, q in self.round(state, partner).items():
                    following[after] = following.get(after, 0.0) + p * q
            law = following
        return told

    def points(self):
        """Return the states that play reaches while the partner always cooperates."""
        found, todo = {self.start}, [self.start]
        while todo:
            for after in set(self.round(todo.pop(), C)) - found:
                found.add(after)
                todo.append(after)
        return found


def played(spec, automaton, role):
    """Return nice, provocable and forgiving."""
    play = Play(spec, automaton, role)
    points = play.points()
    nice = all(
        play.player.cooperate[depth][x] == 1 or play.player.leave[depth][x] == 1
        for depth, x in points
    )
    patience, grudge = 0, 0
    for point in points:
        before = play.course({point: 1.0}, C, LOOK)
        pressed = play.course({point: 1.0}, D, NEVER)
        lower = [k for k in range(1, NEVER + 1) if pressed[k] < before[k] - NOTICED - NEAR]
        patience = max(patience, lower[0] if lower else math.inf)
        once = play.course(play.round(point, D), C, LOOK - 1)
        sore = [k for k in range(LOOK) if once[k] < before[k + 1] - NOTICED - NEAR]
        healed = sore[-1] + 1 if sore else 0
        if healed > NEVER or max(once[NEVER:]) <= NOTICED:
            healed = math.inf
        grudge = max(grudge, healed)
    return {
        "nice": nice,
        "provocable": None if patience == math.inf else patience,
        "forgiving": None if grudge == math.inf else grudge,
    }


def worst_payoff(spec, automaton, role, rounds=2520):
    """Return the least long-run payoff a partner can hold it to: much play, from the end.

    What 2 ``rounds`` add to ``rounds`` is ``rounds`` times the average, exactly so where
    the worst circle's length divides 2520, as all lengths to 10 do.
    """
    play = Play(spec, automaton, role)
    game, player = play.game, play.player
    outside = game.outside[role]
    states = [(d, x) for d in range(game.depths) for x in range(player.states)]
    place = {state: i for i, state in enumerate(states)}
    plan = []
    for depth, x in states:
        leave = player.leave[depth][x]
        options = []
        for partner in ACTIONS:
            pay = 0.0
            for own, p in (
                (C, player.cooperate[depth][x]),
                (D, 1 - player.cooperate[depth][x]),
            ):
                a, b = (own, partner) if role == 0 else (partner, own)
                pay += (1 - leave) * p * game.payoff[depth][role][a][b]
            law = play.round((depth, x), partner)
            options.append((pay, [(place[s], q) for s, q in law.items()]))
        plan.append((leave, options))
    least = [0.0] * len(states)
    marks = {}
    for done in range(1, 2 * rounds + 1):
        gone = outside * done  # for ever outside from this round on
        now = []
        for leave, options in plan:
            stay = min(pay + sum(q * least[i] for i, q in law) for pay, law in options)
            worth = stay + leave * gone
            now.append(min(worth, gone) if game.may_leave else worth)
        least = now
        marks[done] = least[place[play.start]]
    return (marks[2 * rounds] - marks[rounds]) / rounds


def self_cooperation(spec, automaton):
    """Return the mean share of C where two of its kind play on, hands trembling in 1 %."""
    trembling = spec.replace(tremble=0.01)
    result = exact.endless(trembling, automaton, automaton)
    return sum(result.cooperation) / 2
