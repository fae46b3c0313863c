"""The specs in plain numbers: own reading of curves, movement, payoffs and automata."""

from __future__ import annotations

import math
from dataclasses import dataclass

from trustgame.automata import Automaton
from trustgame.curves import Line, PerRole, Step, Values
from trustgame.game import TrustGame

C, D = 0, 1
ACTIONS = (C, D)
ROLES = ("buyer", "seller")


@dataclass
class Game:
    """A game in plain numbers; lists by depth."""

    depths: int
    start: int
    rounds: int | None
    positions: list[float]
    payoff: list  # [depth][role][buyer's action][seller's action]
    utility: list  # the same, own + regard * partner's
    moves: list  # [depth][buyer's action][seller's action] -> {next depth: probability}
    tremble: list  # [depth][role]
    misperception: list  # [depth][role]
    continuation: list  # [depth]
    outside: tuple[float, float]
    may_leave: bool


@dataclass
class Player:
    """An automaton in plain numbers; lists by depth."""

    cooperate: list  # [depth][state]
    leave: list  # [depth][state]
    move: list  # [depth][state][own action][seen action] -> state
    start: int
    end_rounds: int
    states: int


def curve_at(curve, position: float) -> float:
    """Read a curve at a position, from its definition."""
    if isinstance(curve, Line):
        return curve.shallow + (curve.deep - curve.shallow) * position
    if isinstance(curve, Step):
        return curve.after if position >= curve.switch else curve.before
    if isinstance(curve, Values):
        levels = curve.levels
        if len(levels) == 1:
            return levels[0]
        place = position * (len(levels) - 1)
        nearest = round(place)
        if abs(place - nearest) < 1e-12:
            return levels[nearest]
        below = math.floor(place)
        share = place - below
        return levels[below] * (1 - share) + levels[below + 1] * share
    return float(curve)


def by_role(curve, role: str):
    """Return the curve of a role."""
    return getattr(curve, role) if isinstance(curve, PerRole) else curve


def nearest_level(position: float, depths: int) -> int:
    """Return the level nearest to a position, ties to the shallower."""
    best = 0
    for level in range(depths):
        here = 0.0 if depths == 1 else level / (depths - 1)
        there = 0.0 if depths == 1 else best / (depths - 1)
        if abs(here - position) < abs(there - position) - 1e-12:
            best = level
    return best


def step_law(level: int, direction: int, size: float, depths: int) -> dict[int, float]:
    """Return where a step leads: floor(size) levels, one more by the chance of the rest."""
    whole = math.floor(size)
    law: dict[int, float] = {}
    for far, chance in ((whole, 1 - (size - whole)), (whole + 1, size - whole)):
        there = min(max(level + direction * far, 0), depths - 1)
        if chance > 0:
            law[there] = law.get(there, 0.0) + chance
    return law


def read_game(game: TrustGame) -> Game:
    """Read a game."""
    bond = game.relationship
    depths = bond.depths
    if bond.position is not None:
        positions = [bond.position]
    elif depths == 1:
        positions = [0.0]
    else:
        positions = [level / (depths - 1) for level in range(depths)]
    stages = game.stage if isinstance(game.stage, tuple) else (game.stage,) * depths

    def levels(name):
        curve = getattr(bond, name)
        return [[curve_at(by_role(curve, role), at) for role in ROLES] for at in positions]

    stakes, regard = levels("stakes"), levels("regard")
    payoff, utility, moves = [], [], []
    drift = bond.erode if bond.drift is None else bond.drift
    for level in range(depths):
        pay = [
            [[stakes[level][i] * matrix[a][b] for b in ACTIONS] for a in ACTIONS]
            for i, matrix in enumerate((stages[level].buyer, stages[level].seller))
        ]
        payoff.append(pay)
        utility.append(
            [
                [
                    [pay[i][a][b] + regard[level][i] * pay[1 - i][a][b] for b in ACTIONS]
                    for a in ACTIONS
                ]
                for i in (0, 1)
            ]
        )
        if bond.transition is not None:
            moves.append(
                [
                    [
                        {
                            there: chance
                            for there, chance in enumerate(bond.transition[level][a][b])
                            if chance > 0
                        }
                        for b in ACTIONS
                    ]
                    for a in ACTIONS
                ]
            )
        else:
            one_sided = step_law(level, -1, bond.erode, depths)
            moves.append(
                [
                    [step_law(level, +1, bond.deepen, depths), one_sided],
                    [one_sided, step_law(level, -1, drift, depths)],
                ]
            )
    return Game(
        depths=depths,
        start=bond.start,
        rounds=game.rounds,
        positions=positions,
        payoff=payoff,
        utility=utility,
        moves=moves,
        tremble=levels("tremble"),
        misperception=levels("misperception"),
        continuation=[curve_at(bond.continuation, at) for at in positions],
        outside=(0.0, 0.0) if game.outside is None else game.outside,
        may_leave=game.outside is not None,
    )


def read_player(automaton: Automaton, game: Game) -> Player:
    """Read an automaton at the depths of a game."""
    table = automaton.next_state
    by_depth = isinstance(table[0][0][0], tuple)
    return Player(
        cooperate=[[curve_at(c, at) for c in automaton.cooperate] for at in game.positions],
        leave=[[curve_at(c, at) for c in automaton.leave] for at in game.positions],
        move=[
            table[nearest_level(at, len(table))] if by_depth else table
            for at in game.positions
        ],
        start=automaton.start,
        end_rounds=automaton.end_rounds,
        states=len(automaton.cooperate),
    )


def counting_down(player: Player, game: Game, number: int) -> bool:
    """Tell whether the player counts down in the round of that number (from 1)."""
    return game.rounds is not None and number > game.rounds - player.end_rounds


def chance_of_c(player: Player, role: int, game: Game, depth: int, state: int, late: bool):
    """Return the probability that the player's actual action is C."""
    c = 0.0 if late else player.cooperate[depth][state]
    e = game.tremble[depth][role]
    return c * (1 - e) + (1 - c) * e


def action_law(player: Player, role: int, game: Game, depth: int, state: int, late: bool):
    """Return ((action, probability), ...) of the actual action."""
    q = chance_of_c(player, role, game, depth, state, late)
    return tuple((a, p) for a, p in ((C, q), (D, 1 - q)) if p > 0)


def sight_law(game: Game, depth: int, role: int, action: int):
    """Return ((seen action, probability), ...) of a partner's action as a role sees it."""
    m = game.misperception[depth][role]
    return tuple((a, p) for a, p in ((action, 1 - m), (1 - action, m)) if p > 0)
