"""What a player could gain, by recursion over what may follow or by trying every policy."""

from __future__ import annotations

import itertools
from functools import cache

from oracles import exact
from oracles.specs import (
    ACTIONS,
    C,
    D,
    action_law,
    counting_down,
    read_game,
    read_player,
    sight_law,
)
from trustgame.automata import Automaton
from trustgame.curves import values

LEAVE = "leave"
CLOSE = 1e-13


def _tail(game) -> int:
    """Return after how many rounds of a game ended by chance the rest is negligible."""
    most = max(game.continuation)
    assert most < 1, "this oracle needs a game that ends"
    rounds, alive = 1, 1.0
    while alive > 1e-16:
        alive *= most
        rounds += 1
    return rounds


class _Reply:
    """One role's problem against a known opponent, one round after another."""

    def __init__(self, spec, opponent, role):
        self.game = read_game(spec)
        self.role = role
        self.opponent = read_player(opponent, self.game)
        self.finite = self.game.rounds is not None
        self.last = self.game.rounds if self.finite else _tail(self.game)

    def outcomes(self, number, depth, state, action):
        """Return what an action leads to: (probability, utility, next depth, state)."""
        game, me, you = self.game, self.role, 1 - self.role
        late = counting_down(self.opponent, game, number)
        found = []
        for theirs, p in action_law(self.opponent, you, game, depth, state, late):
            pair = (action, theirs) if me == 0 else (theirs, action)
            use = game.utility[depth][me][pair[0]][pair[1]]
            for seen, p_seen in sight_law(game, depth, you, action):
                for there, p_there in game.moves[depth][pair[0]][pair[1]].items():
                    after = self.opponent.move[depth][state][theirs][seen]
                    found.append((p * p_seen * p_there, use, there, after))
        return found

    def outside(self):
        """Return what role gets outside from each round on: list by round, by depth."""
        pay = self.game.outside[self.role]
        stream = {self.last + 1: [0.0] * self.game.depths}
        for number in range(self.last, 0, -1):
            stream[number] = [
                pay + delta * later
                for delta, later in zip(
                    self.game.continuation, stream[number + 1], strict=True
                )
            ]
        return stream


def best_total(spec, opponent, role: int) -> tuple[float, float]:
    """Return the most expected total utility a role can have against an opponent.

    Two numbers: where it must not, and where it may, walk away before the first round
    (a strategy of the model may not, but may do so with a probability near 1).
    Where the opponent's state can be told from what was done, this is exact.
    """
    problem = _Reply(spec, opponent, role)
    game = problem.game
    outside = problem.outside()
    later = {
        (depth, y): 0.0
        for depth in range(game.depths)
        for y in range(problem.opponent.states)
    }
    first = (game.start, problem.opponent.start)
    stay_first = 0.0
    for number in range(problem.last, 0, -1):
        now = {}
        for depth, y in later:
            e = game.tremble[depth][role]
            worth = {
                a: sum(
                    p * (use + game.continuation[there] * later[there, after])
                    for p, use, there, after in problem.outcomes(number, depth, y, a)
                )
                for a in ACTIONS
            }
            intend = max((1 - e) * worth[a] + e * worth[1 - a] for a in ACTIONS)
            gone = outside[number][depth]
            theirs = problem.opponent.leave[depth][y]
            stay = theirs * gone + (1 - theirs) * intend
            if (depth, y) == first:
                stay_first = stay
            now[depth, y] = max(stay, gone) if game.may_leave else stay
        later = now
    return stay_first, later[first]


def policies(spec, opponent, role: int):
    """Yield every pure policy on (depth, opponent's state), with a first action.

    Its states follow the opponent's, which needs an opponent who is seen and sees rightly;
    one more state is the first round's, in which nobody may walk away.
    """
    game = read_game(spec)
    player = read_player(opponent, game)
    assert all(m == 0 for pair in game.misperception for m in pair)
    n, depths = player.states, range(game.depths)
    places = list(itertools.product(depths, range(n)))
    choices = (C, D, LEAVE) if game.may_leave else (C, D)
    moves = [
        [
            [[player.move[d][y][seen][own] for seen in ACTIONS] for own in ACTIONS]
            for y in (*range(n), player.start)
        ]
        for d in depths
    ]
    for first, *plan in itertools.product((C, D), *[choices] * len(places)):
        chosen = dict(zip(places, plan, strict=True))
        chosen |= {(d, n): first for d in depths}

        def shares(what, chosen=chosen):
            return tuple(
                values(*(float(chosen[d, y] == what) for d in depths)) for y in range(n + 1)
            )

        yield Automaton("policy", shares(C), moves, start=n, leave=shares(LEAVE))


def seated(role: int, own, other):
    """Return (buyer, seller) where the role's player is ``own``."""
    return (own, other) if role == 0 else (other, own)


def best_by_policies(spec, opponent, role: int) -> float:
    """Return the best total utility (per round if unbounded) over all pure policies."""
    unbounded = all(delta == 1 for delta in read_game(spec).continuation)
    best = None
    for policy in policies(spec, opponent, role):
        result = exact.evaluate(spec, *seated(role, policy, opponent))
        worth = (result.utility if unbounded else result.total_utility)[role]
        best = worth if best is None else max(best, worth)
    return best


def best_by_histories(spec, opponent, role: int) -> float:
    """Return the best total utility in a short game by recursion over whole histories.

    The player remembers everything it did and saw, and holds a belief over where the match
    stands; nothing is said of states. For games without leaving and misreading.
    """
    game = read_game(spec)
    assert game.rounds is not None
    problem = _Reply(spec, opponent, role)

    @cache
    def best(number, belief):
        if number > game.rounds or not belief:
            return 0.0
        worth = {}
        for action in ACTIONS:
            total, following = 0.0, {}
            for (depth, y), p in belief:
                late = counting_down(problem.opponent, game, number)
                laws = action_law(problem.opponent, 1 - role, game, depth, y, late)
                for theirs, q in laws:
                    pair = (action, theirs) if role == 0 else (theirs, action)
                    total += p * q * game.utility[depth][role][pair[0]][pair[1]]
                    after = problem.opponent.move[depth][y][theirs][action]
                    for there, r in game.moves[depth][pair[0]][pair[1]].items():
                        # What it can tell apart: the action it saw and the new depth.
                        group = following.setdefault((theirs, there), {})
                        mass = p * q * r * game.continuation[there]
                        group[there, after] = group.get((there, after), 0.0) + mass
            for group in following.values():
                kept = tuple(sorted((k, v) for k, v in group.items() if v > 0))
                total += best(number + 1, kept)
            worth[action] = total
        depths = {depth for (depth, _), _ in belief}
        assert len(depths) == 1
        e = game.tremble[depths.pop()][role]
        return max((1 - e) * worth[a] + e * worth[1 - a] for a in ACTIONS)

    return best(1, (((game.start, problem.opponent.start), 1.0),))


def gains(spec, buyer, seller) -> tuple[float, float]:
    """Return what each role gains at the start by its best response, in total utility."""
    own = exact.finite(spec, buyer, seller).total_utility
    return tuple(
        max(0.0, max(best_total(spec, (seller, buyer)[role], role)) - own[role])
        for role in (0, 1)
    )


def one_shot_gain(spec, buyer, seller) -> float:
    """Return the largest gain of one deviation in any situation that actions can lead to.

    Situations are (round, depth, x, y); all that some sequence of actual actions reaches
    from the start, deviations and trembles included. Needs a game without misreading.
    """
    game = read_game(spec)
    assert all(m == 0 for pair in game.misperception for m in pair)
    players = (read_player(buyer, game), read_player(seller, game))
    finite = game.rounds is not None
    last = game.rounds if finite else _tail(game)
    start = (game.start, players[0].start, players[1].start)

    def follow(place, a, b):
        depth, x, y = place
        after_x = players[0].move[depth][x][a][b]
        after_y = players[1].move[depth][y][b][a]
        return [
            (p, (there, after_x, after_y)) for there, p in game.moves[depth][a][b].items()
        ]

    reached = [{start}]
    while len(reached) < (last if finite else 10_000):
        following = {
            after
            for place in reached[-1]
            for a in ACTIONS
            for b in ACTIONS
            for p, after in follow(place, a, b)
            if p > 0 and game.continuation[after[0]] > 0
        }
        if not finite:
            following |= reached[-1]
            if following == reached[-1]:
                break
        reached.append(following)
    everywhere = set().union(*reached)

    outside = {last + 1: [(0.0, 0.0)] * game.depths}
    for number in range(last, 0, -1):
        outside[number] = [
            tuple(
                game.outside[i] + game.continuation[d] * outside[number + 1][d][i]
                for i in (0, 1)
            )
            for d in range(game.depths)
        ]

    later = dict.fromkeys(everywhere, (0.0, 0.0))
    largest = 0.0
    for number in range(last, 0, -1):
        now = {}
        judged = reached[number - 1] if finite else (everywhere if number == 1 else ())
        for place in everywhere:
            if finite and place not in reached[number - 1]:
                continue
            depth = place[0]
            late = [counting_down(player, game, number) for player in players]
            worth = {
                (a, b): tuple(
                    game.utility[depth][i][a][b]
                    + sum(
                        p * game.continuation[after[0]] * later.get(after, (0.0, 0.0))[i]
                        for p, after in follow(place, a, b)
                    )
                    for i in (0, 1)
                )
                for a in ACTIONS
                for b in ACTIONS
            }
            laws = [
                dict(action_law(players[i], i, game, depth, place[1 + i], late[i]))
                for i in (0, 1)
            ]
            leaves = [players[i].leave[depth][place[1 + i]] for i in (0, 1)]
            gone = outside[number][depth]

            def expect(i, law_b, law_s, worth=worth):
                return sum(
                    p * q * worth[a, b][i]
                    for a, p in law_b.items()
                    for b, q in law_s.items()
                )

            played = [expect(i, *laws) for i in (0, 1)]
            staying = (1 - leaves[0]) * (1 - leaves[1])
            now[place] = tuple(
                staying * played[i] + (1 - staying) * gone[i] for i in (0, 1)
            )
            if place not in judged:
                continue
            for i in (0, 1):
                e = game.tremble[depth][i]
                other = leaves[1 - i]
                options = [gone[i]] if game.may_leave else []
                for intention in ACTIONS:
                    mine = {intention: 1 - e, 1 - intention: e}
                    pair = seated(i, mine, laws[1 - i])
                    options.append(other * gone[i] + (1 - other) * expect(i, *pair))
                largest = max(largest, max(options) - now[place][i])
        later = now
    return largest


def critical(spec, buyer, seller, low: float = 0.0, high: float = 0.9) -> float:
    """Return where, between two constant continuations, the pair becomes an equilibrium."""

    def worst(delta):
        game = spec.replace(rounds=None, continuation=delta)
        return max(gains(game, buyer, seller))

    assert worst(high) < 1e-9, "the pair must be an equilibrium at the upper end"
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (low, middle) if worst(middle) < 1e-11 else (middle, high)
    return high


__all__ = [
    "best_by_histories",
    "best_by_policies",
    "best_total",
    "critical",
    "gains",
    "one_shot_gain",
    "policies",
    "seated",
]
