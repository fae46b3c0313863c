"""What a role can secure, round by round backwards, and the root of the rate by halving."""

from __future__ import annotations

from itertools import product

from oracles.specs import ACTIONS, read_game


def matrix_value(table):
    """Return the value of a two by two game to who picks the row.

    The least of two lines is largest at an end or where the lines cross.
    """
    (a, b), (c, d) = table
    tried = [0.0, 1.0]
    if (slope := a - c - b + d) != 0 and 0 <= (cross := (d - c) / slope) <= 1:
        tried.append(cross)
    return max(min(p * a + (1 - p) * c, p * b + (1 - p) * d) for p in tried)


def secured(game, role, *, rounds=None, utility=False, halvings=60):
    """Return the largest rate that a role can make sure of, in so many rounds at most."""
    plain = read_game(game)
    rounds = plain.rounds if plain.rounds is not None else rounds
    paid = plain.utility if utility else plain.payoff
    every = [paid[level][role][a][b] for level in range(plain.depths)
             for a, b in product(ACTIONS, ACTIONS)]  # fmt: skip
    low, high = min(every), max(every)
    for _ in range(halvings):
        rate = (low + high) / 2
        if _total(plain, paid, role, rounds, rate) >= 0:
            low = rate
        else:
            high = rate
    return (low + high) / 2


def _total(plain, paid, role, rounds, rate):
    """Return the value of the total, less a rate for each round."""
    after = [0.0] * plain.depths
    for _ in range(rounds):
        now = []
        for level in range(plain.depths):
            table = [[0.0, 0.0], [0.0, 0.0]]
            for mine, theirs, slip, their_slip in product(ACTIONS, repeat=4):
                e, f = plain.tremble[level][role], plain.tremble[level][1 - role]
                p = (e if slip else 1 - e) * (f if their_slip else 1 - f)
                own, other = mine ^ slip, theirs ^ their_slip
                a, b = (own, other) if role == 0 else (other, own)
                worth = paid[level][role][a][b] - rate
                for there, chance in plain.moves[level][a][b].items():
                    worth += chance * plain.continuation[there] * after[there]
                table[mine][theirs] += p * worth
            now.append(matrix_value(table))
        after = now
    return after[plain.start]
