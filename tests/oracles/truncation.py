"""Truncation selection by hand: people in a list, one match after the other."""

from __future__ import annotations

MASK = 2**64 - 1
GAMMA = 0x9E3779B97F4A7C15


def mix64(z: int) -> int:
    """SplitMix64's finaliser, in whole numbers."""
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


def word(key: int, run: int, place: int) -> int:
    """The place-th random word of a run."""
    base = mix64(key ^ mix64((run * GAMMA) & MASK))
    return mix64((base + place * GAMMA) & MASK)


def run_by_words(own, counts, *, replace, generations, key, run, draw=None):
    """Counts after every generation of one run; kinds stand in the order of their names.

    ``own[i][j]`` is what i may expect from j. Or ``draw(i, j, half)`` tells what i and j
    (i not behind j) get in the match that a 32-bit half picks.
    """
    people = [i for i, c in enumerate(counts) for _ in range(c)]
    Z, n = len(people), len(counts)
    pairs = [(a, b) for a in range(Z) for b in range(a + 1, Z)]
    width = Z + (len(pairs) if draw else 0)
    seen = [tuple(counts)]
    for g in range(generations):
        if max(seen[-1]) == Z:
            break
        totals = [0] * Z
        for k, (a, b) in enumerate(pairs):
            i, j = people[a], people[b]
            if draw is None:
                got = own[i][j], own[j][i]
            else:
                got = draw(i, j, word(key, run, g * width + Z + k) >> 32)
            totals[a] += got[0]
            totals[b] += got[1]
        lots = [word(key, run, g * width + a) >> 11 for a in range(Z)]
        order = sorted(range(Z), key=lambda a: (totals[a], lots[a]))
        gone = set(order[:replace])
        children = [people[a] for a in order[Z - replace :]]
        people = sorted([people[a] for a in range(Z) if a not in gone] + children)
        seen.append(tuple(people.count(i) for i in range(n)))
    return seen


def copycat(mine, yours, chance):
    """Do what the other did last."""
    return yours[-1] if yours else "C"


def copykitten(mine, yours, chance):
    """Hit back after two blows in a row."""
    return "D" if yours[-2:] == ["D", "D"] else "C"


def simpleton(mine, yours, chance):
    """Repeat the own move if the other cooperated, else do the opposite."""
    if not mine:
        return "C"
    if yours[-1] == "C":
        return mine[-1]
    return "D" if mine[-1] == "C" else "C"


def cheater(mine, yours, chance):
    """Defect."""
    return "D"


def truster(mine, yours, chance):
    """Cooperate."""
    return "C"


def coin(mine, yours, chance):
    """Toss a coin."""
    return "C" if chance.random() < 0.5 else "D"


#: The players by the library's names.
PLAYERS = {
    "always_cooperate": truster,
    "always_defect": cheater,
    "random": coin,
    "tit_for_tat": copycat,
    "tit_for_two_tats": copykitten,
    "win_stay_lose_shift": simpleton,
}


def play(one, other, pay, rounds, slip, chance):
    """Totals of one match between two players who slip."""
    a, b = [], []
    totals = [0, 0]
    for _ in range(rounds):
        both = [one(a, b, chance), other(b, a, chance)]
        for k in (0, 1):
            if chance.random() < slip:
                both[k] = "D" if both[k] == "C" else "C"
        a.append(both[0])
        b.append(both[1])
        totals[0] += pay[both[0] + both[1]]
        totals[1] += pay[both[1] + both[0]]
    return totals


def run_by_matches(counts, pay, *, rounds, slip, replace, generations, chance):
    """Counts {name: number} after every generation, each match played for itself."""
    people = [name for name, c in counts.items() for _ in range(c)]
    Z = len(people)
    seen = [dict(counts)]
    for _ in range(generations):
        totals = [0] * Z
        for a in range(Z):
            for b in range(a + 1, Z):
                one, other = PLAYERS[people[a]], PLAYERS[people[b]]
                got = play(one, other, pay, rounds, slip, chance)
                totals[a] += got[0]
                totals[b] += got[1]
        order = list(range(Z))
        chance.shuffle(order)
        order.sort(key=lambda a: totals[a])
        children = [people[a] for a in order[Z - replace :]]
        people = [people[a] for a in order[replace:]] + children
        seen.append({name: people.count(name) for name in counts})
    return seen
