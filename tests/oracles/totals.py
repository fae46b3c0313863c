"""Every total a match can come to, by following every way it can go."""

from __future__ import annotations

from oracles.exact import branches
from oracles.specs import counting_down, read_game, read_player


def match_totals(spec, buyer, seller, digits: int = 8) -> dict:
    """Return {(buyer's total utility, seller's): chance}; nobody may leave."""
    game = read_game(spec)
    players = (read_player(buyer, game), read_player(seller, game))
    now = {((game.start, players[0].start, players[1].start), (0.0, 0.0)): 1.0}
    ended: dict = {}
    for number in range(1, game.rounds + 1):
        late = tuple(counting_down(player, game, number) for player in players)
        after: dict = {}
        for (state, totals), chance in now.items():
            for p, a, b, there in branches(game, players, state, late):
                pay = [game.utility[state[0]][i][a][b] for i in (0, 1)]
                sums = tuple(round(t + u, digits) for t, u in zip(totals, pay, strict=True))
                on = 0.0 if number == game.rounds else game.continuation[there[0]]
                if on > 0:
                    key = (there, sums)
                    after[key] = after.get(key, 0.0) + chance * p * on
                ended[sums] = ended.get(sums, 0.0) + chance * p * (1 - on)
        now = after
    return {sums: chance for sums, chance in ended.items() if chance > 0}
