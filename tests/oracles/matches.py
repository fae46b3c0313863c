"""One match by hand, with the counter that the model's page defines."""

from __future__ import annotations

from dataclasses import dataclass, field

from oracles.specs import C, D, counting_down, read_game, read_player

MASK = 2**64 - 1
GAMMA = 0x9E3779B97F4A7C15
SLOT_ACTION, SLOT_SIGHT, SLOT_DEPTH, SLOT_LEAVE = range(4)


@dataclass
class Row:
    """One played round; pairs are (buyer, seller)."""

    depth: int
    intended: tuple[int, int]
    done: tuple[int, int]
    seen: tuple[
        int, int
    ]  # what the buyer saw of the seller, what the seller saw of the buyer
    payoff: tuple[float, float]
    utility: tuple[float, float]


@dataclass
class Match:
    """A whole match."""

    rounds: list[Row] = field(default_factory=list)  # the played ones
    length: int = 0  # clock rounds
    left: tuple[int, tuple[int, ...]] | None = None  # (round from 1, who walked away)
    value: tuple[float, float] = (0.0, 0.0)
    utility: tuple[float, float] = (0.0, 0.0)


def mix64(z: int) -> int:
    """SplitMix64's finaliser."""
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & MASK
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB & MASK
    return z ^ (z >> 31)


def halves(key: int, match: int, round_: int, slot: int) -> tuple[int, int]:
    """Return the two 32-bit halves of a word: the low one is the buyer's."""
    h = mix64(key ^ mix64(match * GAMMA & MASK))
    word = mix64((h + (4 * round_ + slot) * GAMMA) & MASK)
    return word & 0xFFFFFFFF, word >> 32


def threshold(p: float) -> int:
    """Return the number below which a half means that an event of probability p happens."""
    return int(p * 2**32 + 0.5)


def act(c: float, e: float, half: int) -> tuple[int, int]:
    """Return (intended, done) of an intention of probability c and a tremble e."""
    q = c * (1 - e) + (1 - c) * e
    if half < threshold(c * (1 - e)):
        return C, C
    if half < threshold(q):
        return D, C
    if half < threshold(q + (1 - c) * (1 - e)):
        return D, D
    return C, D


def move(law: dict[int, float], half: int) -> int:
    """Return the next depth: destinations in ascending order share the range of a half."""
    total = 0.0
    for there in sorted(law):
        total += law[there]
        if half < threshold(total):
            return there
    return max(law)


def play_match(spec, buyer, seller, key: int, match: int) -> Match:
    """Play one match."""
    game = read_game(spec)
    players = (read_player(buyer, game), read_player(seller, game))
    depth = game.start
    states = [player.start for player in players]
    result = Match()
    while True:
        t = result.length
        leave = halves(key, match, t, SLOT_LEAVE)
        if result.left is None:
            who = tuple(
                i
                for i in (0, 1)
                if leave[i] < threshold(players[i].leave[depth][states[i]])
            )
            if who:
                result.left = (t + 1, who)
        depth_half, go_on_half = halves(key, match, t, SLOT_DEPTH)
        if result.left is not None:
            pay = use = game.outside
        else:
            action, sight = (
                halves(key, match, t, SLOT_ACTION),
                halves(key, match, t, SLOT_SIGHT),
            )
            both = []
            for i in (0, 1):
                late = counting_down(players[i], game, t + 1)
                c = 0.0 if late else players[i].cooperate[depth][states[i]]
                both.append(act(c, game.tremble[depth][i], action[i]))
            intended, done = zip(*both, strict=True)
            seen = tuple(
                1 - done[1 - i]
                if sight[i] < threshold(game.misperception[depth][i])
                else done[1 - i]
                for i in (0, 1)
            )
            a, b = done
            pay = (game.payoff[depth][0][a][b], game.payoff[depth][1][a][b])
            use = (game.utility[depth][0][a][b], game.utility[depth][1][a][b])
            result.rounds.append(Row(depth, intended, done, seen, pay, use))
            states = [players[i].move[depth][states[i]][done[i]][seen[i]] for i in (0, 1)]
            depth = move(game.moves[depth][a][b], depth_half)
        result.length += 1
        result.value = (result.value[0] + pay[0], result.value[1] + pay[1])
        result.utility = (result.utility[0] + use[0], result.utility[1] + use[1])
        if result.length == game.rounds:
            return result
        if not go_on_half < threshold(game.continuation[depth]):
            return result
