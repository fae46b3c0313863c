"""Expected values by carrying the whole distribution forward, one round after another."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from oracles.specs import (
    ACTIONS,
    action_law,
    counting_down,
    read_game,
    read_player,
    sight_law,
)

LEFT = "left"  # (LEFT, depth): somebody has walked away, the clock runs on
OVER = "over"  # nothing follows
NEGLIGIBLE = 1e-18


@dataclass
class Round:
    """What one round holds in expectation; every number is unconditional."""

    alive: float
    played: float
    outcomes: dict  # (a, b) -> probability that the round is played and ends so
    payoff: tuple[float, float]
    utility: tuple[float, float]
    depth: list[float]  # probability that the round is played at each depth


@dataclass
class Exact:
    """Totals over a match; the shares are per played round."""

    length: float
    played: float
    value: tuple[float, float]
    total_utility: tuple[float, float]
    payoff: tuple[float, float]
    utility: tuple[float, float]
    cooperation: tuple[float, float]
    outcomes: list[list[float]]
    depth: list[float]
    value_std: tuple[float, float] | None = None
    rounds: list[Round] | None = None


def branches(game, players, state, late):
    """Return the ways a played round can go: (probability, a, b, next state).

    The next state is told before the question whether another round follows.
    """
    depth, x, y = state
    buyer, seller = players
    found = []
    for a, p_a in action_law(buyer, 0, game, depth, x, late[0]):
        for b, p_b in action_law(seller, 1, game, depth, y, late[1]):
            for seen_by_buyer, p_s in sight_law(game, depth, 0, b):
                for seen_by_seller, p_t in sight_law(game, depth, 1, a):
                    for there, p_l in game.moves[depth][a][b].items():
                        after = (
                            there,
                            buyer.move[depth][x][a][seen_by_buyer],
                            seller.move[depth][y][b][seen_by_seller],
                        )
                        found.append((p_a * p_b * p_s * p_t * p_l, a, b, after))
    return found


def stays(players, state):
    """Return the probability that nobody walks away."""
    depth, x, y = state
    return (1 - players[0].leave[depth][x]) * (1 - players[1].leave[depth][y])


def forward(spec, buyer, seller, most=None):
    """Carry the distribution forward; return the rounds and the moments of the totals.

    ``most`` cuts the record (not the game) after so many rounds.
    """
    game = read_game(spec)
    players = (read_player(buyer, game), read_player(seller, game))
    # Per state: probability, then E[V; state] and E[V squared; state] for both roles.
    now = {(game.start, players[0].start, players[1].start): (1.0, 0.0, 0.0, 0.0, 0.0)}
    final = [0.0] * 5
    record: list[Round] = []
    known: dict = {}
    number = 0
    while now and (most is None or number < most):
        number += 1
        late = tuple(counting_down(p, game, number) for p in players)
        last = game.rounds is not None and number == game.rounds
        after: dict = {}

        def arrive(state, moments, pay, chance, delta, after=after, last=last):
            """Add the round's pay to the totals; go on with probability delta, else end."""
            m, b1, b2, s1, s2 = (chance * part for part in moments)
            new = (
                m,
                b1 + pay[0] * m,
                b2 + 2 * pay[0] * b1 + pay[0] ** 2 * m,
                s1 + pay[1] * m,
                s2 + 2 * pay[1] * s1 + pay[1] ** 2 * m,
            )
            on = 0.0 if last else delta
            if on > 0:
                old = after.get(state, (0.0,) * 5)
                after[state] = tuple(o + on * n for o, n in zip(old, new, strict=True))
            for k in range(5):
                final[k] += (1 - on) * new[k]

        alive = sum(moments[0] for moments in now.values())
        if most is None and game.rounds is None and alive < NEGLIGIBLE:
            break
        row = Round(alive, 0.0, {}, (0.0, 0.0), (0.0, 0.0), [0.0] * game.depths)
        for state, moments in now.items():
            if state[0] == LEFT:
                staying, depth = 0.0, state[1]
            else:
                staying, depth = stays(players, state), state[0]
            away = (1 - staying) * moments[0]
            if away > 0:
                row.payoff = _plus(row.payoff, game.outside, away)
                row.utility = _plus(row.utility, game.outside, away)
                arrive(
                    (LEFT, depth),
                    moments,
                    game.outside,
                    1 - staying,
                    game.continuation[depth],
                )
            if staying == 0:
                continue
            mass = staying * moments[0]
            row.played += mass
            row.depth[depth] += mass
            if (state, late) not in known:
                known[state, late] = branches(game, players, state, late)
            for p, a, b, there in known[state, late]:
                pay = (game.payoff[depth][0][a][b], game.payoff[depth][1][a][b])
                use = (game.utility[depth][0][a][b], game.utility[depth][1][a][b])
                row.outcomes[a, b] = row.outcomes.get((a, b), 0.0) + mass * p
                row.payoff = _plus(row.payoff, pay, mass * p)
                row.utility = _plus(row.utility, use, mass * p)
                arrive(there, moments, pay, staying * p, game.continuation[there[0]])
        record.append(row)
        now = after
    return record, final


def _plus(total, pair, weight):
    """Add a weighted pair to a pair."""
    return (total[0] + weight * pair[0], total[1] + weight * pair[1])


def finite(spec, buyer, seller) -> Exact:
    """Evaluate a pair in a game that surely ends: at ``rounds``, or by chance."""
    record, final = forward(spec, buyer, seller)
    return _totals(record, _spread(final))


def _spread(final):
    """Return the standard deviations from the first two moments."""
    _, b1, b2, s1, s2 = final
    return (math.sqrt(max(b2 - b1**2, 0.0)), math.sqrt(max(s2 - s1**2, 0.0)))


def _totals(record, spread) -> Exact:
    """Add up the rounds."""
    length = math.fsum(r.alive for r in record)
    played = math.fsum(r.played for r in record)
    value = tuple(math.fsum(r.payoff[i] for r in record) for i in (0, 1))
    total_utility = tuple(math.fsum(r.utility[i] for r in record) for i in (0, 1))
    outcomes = [
        [math.fsum(r.outcomes.get((a, b), 0.0) for r in record) / played for b in ACTIONS]
        for a in ACTIONS
    ]
    return Exact(
        length=length,
        played=played,
        value=value,
        total_utility=total_utility,
        payoff=tuple(v / length for v in value),
        utility=tuple(u / length for u in total_utility),
        cooperation=(sum(outcomes[0]), outcomes[0][0] + outcomes[1][0]),
        outcomes=outcomes,
        depth=[
            math.fsum(r.depth[level] for r in record) / played
            for level in range(len(record[0].depth))
        ],
        value_std=spread,
        rounds=record,
    )


def endless(spec, buyer, seller, doublings: int = 60) -> Exact:
    """Evaluate a pair without a last round by cutting the match after 2**doublings rounds.

    Sums over 2n rounds are the sums over n, plus n rounds later the same again; nothing is
    assumed of periods, recurrent classes or who leaves.
    """
    game = read_game(spec)
    players = (read_player(buyer, game), read_player(seller, game))
    assert game.rounds is None
    start = (game.start, players[0].start, players[1].start)
    index = {start: 0}
    queue = [start]
    entries, rewards = [], []
    for state in queue:
        i = index[state]
        # alive, played, payoff 2, utility 2, outcomes 4, depth L
        reward = [0.0] * (10 + game.depths)
        law: dict = {}

        def go(there, chance, delta, law=law):
            law[there] = law.get(there, 0.0) + chance * delta
            law[OVER] = law.get(OVER, 0.0) + chance * (1 - delta)

        if state != OVER:
            reward[0] = 1.0
            gone = state[0] == LEFT
            depth = state[1] if gone else state[0]
            staying = 0.0 if gone else stays(players, state)
            for role in (0, 1):
                reward[2 + role] += (1 - staying) * game.outside[role]
                reward[4 + role] += (1 - staying) * game.outside[role]
            go((LEFT, depth), 1 - staying, game.continuation[depth])
            if staying > 0:
                reward[1] = reward[10 + depth] = staying
                for p, a, b, there in branches(game, players, state, (False, False)):
                    for role in (0, 1):
                        reward[2 + role] += staying * p * game.payoff[depth][role][a][b]
                        reward[4 + role] += staying * p * game.utility[depth][role][a][b]
                    reward[6 + 2 * a + b] += staying * p
                    go(there, staying * p, game.continuation[there[0]])
        else:
            law[OVER] = 1.0
        for there, chance in law.items():
            if chance > 0:
                if there not in index:
                    index[there] = len(index)
                    queue.append(there)
                entries.append((i, index[there], chance))
        rewards.append(reward)
    step = np.zeros((len(index), len(index)))
    for i, j, chance in entries:
        step[i, j] += chance
    total = np.array(rewards)
    before = total[0]
    for _ in range(doublings):
        before = total[0]
        total = total + step @ total
        step = step @ step
        step /= step.sum(axis=1, keepdims=True)
    alive, played, *rest = total[0].tolist()
    b, s, ub, us, cc, cd, dc, dd, *depth = rest
    forever = alive > 1.5 * before[0]
    for_ever_played = played > 1.5 * before[1]
    return Exact(
        length=math.inf if forever else alive,
        played=math.inf if for_ever_played else played,
        value=(b, s),
        total_utility=(ub, us),
        payoff=(b / alive, s / alive),
        utility=(ub / alive, us / alive),
        cooperation=((cc + cd) / played, (cc + dc) / played),
        outcomes=[[cc / played, cd / played], [dc / played, dd / played]],
        depth=[part / played for part in depth],
    )


def evaluate(spec, buyer, seller) -> Exact:
    """Evaluate a pair in any game."""
    game = read_game(spec)
    if game.rounds is None and any(delta == 1 for delta in game.continuation):
        return endless(spec, buyer, seller)
    return finite(spec, buyer, seller)


def totals(spec, buyer, seller) -> dict[tuple[float, float], float]:
    """Return P(total of buyer, total of seller) by following every branch of the match."""
    game = read_game(spec)
    players = (read_player(buyer, game), read_player(seller, game))
    found: dict = {}

    def follow(number, state, sums, chance):
        late = tuple(counting_down(p, game, number) for p in players)
        gone = state[0] == LEFT
        depth = state[1] if gone else state[0]
        staying = 0.0 if gone else stays(players, state)
        ways = [((LEFT, depth), 1 - staying, game.outside)]
        if staying > 0:
            ways += [
                (
                    there,
                    staying * p,
                    (game.payoff[depth][0][a][b], game.payoff[depth][1][a][b]),
                )
                for p, a, b, there in branches(game, players, state, late)
            ]
        for there, p, pay in ways:
            if p == 0:
                continue
            new = (sums[0] + pay[0], sums[1] + pay[1])
            level = there[1] if there[0] == LEFT else there[0]
            on = 0.0 if number == game.rounds else game.continuation[level]
            if on > 0:
                follow(number + 1, there, new, chance * p * on)
            if on < 1:
                key = (round(new[0], 9), round(new[1], 9))
                found[key] = found.get(key, 0.0) + chance * p * (1 - on)

    follow(1, (game.start, players[0].start, players[1].start), (0.0, 0.0), 1.0)
    return found


def cycle(spec, buyer, seller):
    """Return long-run (payoff, cooperation) of a pair without chance, by walking on."""
    game = read_game(spec)
    players = (read_player(buyer, game), read_player(seller, game))
    state = (game.start, players[0].start, players[1].start)
    first_seen: dict = {}
    walked: list = []
    while state not in first_seen:
        first_seen[state] = len(walked)
        ((p, a, b, there),) = branches(game, players, state, (False, False))
        assert p == 1
        walked.append(
            (game.payoff[state[0]][0][a][b], game.payoff[state[0]][1][a][b], a, b)
        )
        state = there
    loop = walked[first_seen[state] :]
    n = len(loop)
    return (
        (sum(row[0] for row in loop) / n, sum(row[1] for row in loop) / n),
        (sum(row[2] == 0 for row in loop) / n, sum(row[3] == 0 for row in loop) / n),
    )
