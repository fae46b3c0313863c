"""Measures of many players: tournaments, and whom selection leaves.

A *group* of a scenario competes in a game: everybody against everybody. What selection
leaves is found by the replicator dynamics, until they settle or are stopped, or by
truncation, as in N. Case's "The Evolution of Trust" (2017).

Time is counted on a scale of the game's own: in one unit, who leads by a fifth of the
largest difference between two payoffs of a role becomes e times as common beside the other.
In payoffs of 5, 3, 1 and 0 that is one point a round. The unit of money does not matter so.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from trustgame import _validate as check
from trustgame.evolve.finite.truncation import truncation
from trustgame.evolve.settle import settle
from trustgame.scenarios.worlds import World
from trustgame.solve.evaluate import evaluate
from trustgame.solve.table import PairTable, pair_table
from trustgame.stage import largest_difference
from trustgame.strategies import name_of
from trustgame.tournament import round_robin
from trustgame.typing import FloatArray

__all__ = [
    "ENDS",
    "LEFT",
    "RUNS",
    "TOTALS",
    "course_of_the_left",
    "in_tournament",
    "left_by_selection",
    "left_truncated",
]


RUNS = 200  #: of a truncation selection, unless a quantity says otherwise
_FIFTHS = 5.0  # of the largest difference: by one of them the odds grow e-fold in a unit
_STEPS = 40_000  # of a selection: those that circle for long are followed to their time


class _Crowd(NamedTuple):
    """Who competes in which game, and what every couple of them does."""

    buyers: tuple[Any, ...]
    sellers: tuple[Any, ...]
    table: PairTable


@lru_cache(maxsize=64)
def _tabled(game: Any, buyers: tuple[Any, ...], sellers: tuple[Any, ...]) -> PairTable:
    """Return the table of every couple, worked out once."""
    return pair_table(game, buyers, sellers)


def _crowd(world: World, table: Mapping[str, Any]) -> _Crowd:
    """Return the groups of a table."""
    game = table["game"]
    groups = [
        world.group(table.get(f"{role}s", table.get("group")), game) for role in check.ROLES
    ]
    return _Crowd(groups[0], groups[1], _tabled(world.game(game), *groups))


def _start(
    world: World, where: str, table: Mapping[str, Any], crowd: tuple[Any, ...]
) -> FloatArray | None:
    """Return starting shares: equal ones, or those a table gives to some names."""
    given = table.get("start")
    if given is None:
        return None
    names = [name_of(player) for player in crowd]
    check.known_keys(f"{where}.start", given, (*names, "else"))
    shares = {key: world.read(f"{where}.start.{key}", v) for key, v in given.items()}
    rest = max(0.0, 1.0 - sum(shares.values()))
    others = [name for name in names if name not in shares]
    found = np.array([shares.get(name, rest / max(len(others), 1)) for name in names])
    total: FloatArray = found / found.sum()
    return total


def _left(
    world: World, where: str, table: Mapping[str, Any]
) -> tuple[_Crowd, FloatArray, FloatArray]:
    """Return a crowd and the shares of buyers and sellers that selection leaves.

    ``until`` counts units of time; see the module. Left out, selection runs until it rests.
    """
    crowd = _crowd(world, table)
    found = crowd.table
    until = world.read(f"{where}.until", table.get("until", "inf"))
    stopped = not math.isinf(until)
    largest = largest_difference(world.game(table["game"]).arrays().payoff)
    fitness = found.utility if stopped else found.utility * found.length[..., None]
    population = table.get("population", "one" if "group" in table else "two")
    one = check.one_of(f"{where}.population", population, ("one", "two")) == "one"
    settled = settle(
        fitness[None],
        _start(world, where, table, crowd.buyers),
        None if one else _start(world, where, table, crowd.sellers),
        population=population,
        time=until * _FIFTHS / largest if stopped else None,
        assortment=world.read(f"{where}.assortment", table.get("assortment", 0)),
        mutation=world.read(f"{where}.mutation", table.get("mutation", 0)),
        rest=1e-5,
        tolerance=1e-6,
        steps=_STEPS,
    )
    x = settled.buyers[0]
    return crowd, x, x if one else settled.sellers[0]


def left_by_selection(world: World, where: str, table: Mapping[str, Any]) -> float:
    """Return what selection leaves: cooperation, a share, or what is earned per round."""
    crowd, x, y = _left(world, where, table)
    found = crowd.table
    of = table["of"]
    if of == "share":
        names = [name_of(player) for player in crowd.buyers]
        for name in table["names"]:
            check.one_of(f"{where}.names", name, names)
        return float(x[[name in table["names"] for name in names]].sum())
    met = x[:, None] * y[None, :]
    if of == "cooperation":
        cooperated = found.cooperation.mean(axis=-1) * found.played
        return float((met * cooperated).sum() / (met * found.played).sum())
    earned = found.payoff[..., _EARNED.index(of)] * found.length
    return float((met * earned).sum() / (met * found.length).sum())


_EARNED = ("payoff_buyer", "payoff_seller")

#: What may be asked of those whom selection leaves, and of a tournament.
LEFT = ("cooperation", "share", *_EARNED)
TOTALS = ("total", "lead")


def _counts(
    world: World, where: str, table: Mapping[str, Any], crowd: tuple[Any, ...]
) -> tuple[int, ...]:
    """Return how many of each kind there are: one each unless a table says otherwise."""
    names = [name_of(player) for player in crowd]
    given = table.get("counts")
    if given is None:
        return (1,) * len(names)
    check.known_keys(f"{where}.counts", given, names)
    return tuple(
        check.count(
            f"{where}.counts.{n}", world.read(f"{where}.counts.{n}", given.get(n, 0)), 0
        )
        for n in names
    )


def _one_each(world: World, where: str, table: Mapping[str, Any]) -> Any:
    """Return a group, its counts, and what each kind earns against each, either seat."""
    players = world.group(table["group"], table["game"])
    found = _tabled(world.game(table["game"]), players, players)
    total = found.payoff * found.length[..., None]
    own = (total[..., 0] + total[..., 1].T) / 2
    return players, _counts(world, where, table, players), own


def in_tournament(world: World, where: str, table: Mapping[str, Any]) -> float:
    """Return the total of one kind where everybody meets everybody else, or its lead."""
    players, counts, own = _one_each(world, where, table)
    names = [name_of(player) for player in players]
    check.one_of(f"{where}.name", table["name"], names)
    totals = own @ np.array(counts) - own.diagonal()
    me = names.index(table["name"])
    if table.get("of", "total") == "total":
        return float(totals[me])
    others = [t for i, t in enumerate(totals) if i != me and counts[i]]
    return float(totals[me] - max(others))


@lru_cache(maxsize=512)
def _truncated(
    game: Any, players: tuple[Any, ...], counts: tuple[int, ...], *rest: Any
) -> Any:
    """Return the runs of a truncation selection, worked out once."""
    league = round_robin(game, players)
    replace_, generations, runs, totals = rest
    return truncation(
        league, population=counts, replace=replace_, generations=generations, runs=runs,
        totals=totals, seed=1,
    )  # fmt: skip


def _whole(world: World, where: str, table: Mapping[str, Any], key: str, usual: int) -> int:
    """Return a whole number of a truncation selection; generations may be none yet."""
    value = world.read(f"{where}.{key}", table.get(key, usual))
    none_yet = key == "generations" and table["of"] == "at_end"
    return check.count(f"{where}.{key}", value, 0 if none_yet else 1)


def left_truncated(world: World, where: str, table: Mapping[str, Any]) -> float:
    """Return how selection ends where the worst give way to copies of the best.

    Where somebody slips or mixes, each match is drawn; otherwise every total is exact and
    only ties are left to chance.
    """
    players = world.group(table["group"], table["game"])
    game, of = world.game(table["game"]), table["of"]
    counts = _counts(world, where, table, players)
    usual = {"replace": 5, "generations": 100, "runs": RUNS}
    whole = [_whole(world, where, table, key, usual[key]) for key in usual]
    if of == "at_end" and not whole[1]:  # nothing has happened yet
        names = [name_of(player) for player in players]
        name = check.one_of(f"{where}.name", table["name"], names)
        return counts[names.index(name)] / sum(counts)
    positions = game.arrays().positions
    mixes = any(((p.arrays(positions).cooperate % 1) > 0).any() for p in players)
    drawn = bool(game.arrays().tremble.any()) or mixes
    found = _truncated(game, players, counts, *whole, "drawn" if drawn else "expected")
    winners = found.winners()
    if of == "undecided":
        return float(1 - winners["share"].sum())
    row = winners.loc[check.one_of(f"{where}.name", table["name"], winners.index)]
    value = float(row[_ENDS[of]])
    return value / float(winners["at_start"].sum()) if of == "at_end" else value


#: What is asked of the end of a truncation selection, and its column among the winners.
_ENDS = {"won": "share", "low": "low", "high": "high", "leads": "leads", "at_end": "at_end"}
ENDS = (*_ENDS, "undecided")


def course_of_the_left(world: World, where: str, table: Mapping[str, Any]) -> float:
    """Return P(cooperates) in one round where those meet whom selection has left."""
    at = check.count(f"{where}.round", world.read(f"{where}.round", table["round"]), 1)
    crowd, x, y = _left(world, where, table)
    paths = _paths(world.game(table["game"]), crowd.buyers, crowd.sellers, at)
    met = x[:, None] * y[None, :]
    flow = met[..., None] * paths[..., at - 1, :]
    return float(flow[..., 1].sum() / flow[..., 0].sum())


@lru_cache(maxsize=16)
def _paths(
    game: Any, buyers: tuple[Any, ...], sellers: tuple[Any, ...], rounds: int
) -> Any:
    """Return P(played) and mean P(cooperates and played) of every couple, by round."""
    last = game.rounds or rounds
    found = np.zeros((len(buyers), len(sellers), last, 2))
    for i, buyer in enumerate(buyers):
        for j, seller in enumerate(sellers):
            path = evaluate(game, buyer, seller).path(last)
            played = path.played
            found[i, j, :, 0] = played
            found[i, j, :, 1] = np.where(
                played > 0, played * np.nan_to_num(path.cooperation).mean(axis=1), 0.0
            )
    return found
