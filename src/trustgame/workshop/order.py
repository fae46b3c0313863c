"""Which charts a pack holds, in which order, and from which results."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np

from trustgame.deals import Deal
from trustgame.deals.deal import ROLES
from trustgame.maps.time_depth import time_depth_map
from trustgame.plot.grid import MOST
from trustgame.simulate.play import play
from trustgame.solve.evaluate import evaluate
from trustgame.solve.horizons import by_horizon
from trustgame.tournament import round_robin

__all__ = ["Item", "here_on_map", "running_order"]

_LONGEST_COURSE = 2000  # rounds of an open end that the course by round follows at most
_MAP_SIDE = 25  # times and depths of the map


@dataclass(frozen=True, slots=True)
class Item:
    """One chart to come: its files' name, its kind, and how its result is made."""

    name: str
    chart: str
    make: Callable[[], Any]
    options: Mapping[str, Any] = field(default_factory=dict)


def running_order(deal: Deal) -> list[Item]:
    """Return the charts of a deal's pack.

    The single round first, where the deal starts and at the deep end; then one match, its
    averages, what every pairing is worth, what each side's choice is worth against the
    pair's other player, and time against depth.
    """
    game = deal.game
    buyer, seller = (player.strategy for player in deal.pair_players)
    length, about, expected = _lengths(deal)
    last = game.rounds
    longer = 2 * about if last is None else last
    lasting = game.replace(continuation=1.0, rounds=None)

    def every_pairing() -> Any:
        """Return the horizons of each buyer with each seller."""
        return [
            by_horizon(lasting, b.strategy, s.strategy, rounds=expected)
            for b in deal.buyers
            for s in deal.sellers
        ]

    def sellers_choice() -> Any:
        """Return the horizons of each seller with the pair's buyer."""
        return [by_horizon(lasting, buyer, s.strategy, rounds=longer) for s in deal.sellers]

    def buyers_choice() -> Any:
        """Return the horizons of each buyer with the pair's seller."""
        return [by_horizon(lasting, b.strategy, seller, rounds=longer) for b in deal.buyers]

    @cache
    def league() -> Any:
        """Return the round robin of all players."""
        sides = ([p.strategy for p in side] for side in (deal.buyers, deal.sellers))
        return round_robin(game, *sides)

    kinds: list[tuple[str, str, Callable[[], Any], dict[str, Any]]] = [
        ("one-round", "payoff_table", lambda: game, {"depth": deal.relationship.start}),
    ]
    if game.depths - 1 > deal.relationship.start:
        deep = {"depth": game.depths - 1}
        kinds.append(("one-round-when-deep", "payoff_table", lambda: game, deep))
    kinds += [
        ("one-match", "match_strip", lambda: play(game, buyer, seller, seed=deal.seed), {}),
        ("course", "path", lambda: evaluate(game, buyer, seller).path(_course(deal)), {}),
    ]
    if max(len(deal.buyers), len(deal.sellers)) <= MOST:
        kinds.append(("every-pairing", "value_grid", every_pairing, {}))
    else:  # too many for small charts
        kinds += [
            (f"every-pairing-{role}", "league_heatmap", league, {"role": role})
            for role in ROLES
        ]
    if len(deal.sellers) > 1:
        kinds.append(
            (
                "sellers-choice",
                "value_by_horizon",
                sellers_choice,
                {"role": "seller", "own": deal.pair[1]},
            )
        )
    if len(deal.buyers) > 1:
        kinds.append(
            (
                "buyers-choice",
                "value_by_horizon",
                buyers_choice,
                {"role": "buyer", "own": deal.pair[0]},
            )
        )
    here = {"here": _here(deal)}
    kinds.append(
        (
            "time-and-depth",
            "time_depth_map",
            lambda: _map(deal, float(expected), length),
            here,
        )
    )
    return [
        Item(f"{number:02d}-{name}", chart, make, options)
        for number, (name, chart, make, options) in enumerate(kinds, 1)
    ]


def here_on_map(deal: Deal) -> tuple[str, Any, dict[str, Any]]:
    """Return the map of time and depth with the deal on it: chart, result, options."""
    length, _, expected = _lengths(deal)
    return "time_depth_map", _map(deal, float(expected), length), {"here": _here(deal)}


def _lengths(deal: Deal) -> tuple[float, int, int]:
    """Return the deal's mean length, the same in whole rounds, and what charts count to."""
    buyer, seller = (player.strategy for player in deal.pair_players)
    length = evaluate(deal.game, buyer, seller).length
    about = max(1, math.ceil(length * (1 - 1e-9)))  # rounding is no further round
    last = deal.time.exactly
    return length, about, about if last is None else last


def _here(deal: Deal) -> tuple[float, float]:
    """Return where the deal lies on its map: rounds and depth."""
    length, _, expected = _lengths(deal)
    position = float(deal.game.arrays().positions[deal.relationship.start])
    return (length if deal.time.exactly is None else float(expected)), position


def _course(deal: Deal) -> int:
    """Return how many rounds the course follows: while one deal in twenty goes on."""
    game = deal.game
    chance = float(game.arrays().continuation.max())
    if chance == 1 and game.rounds is not None:
        return game.rounds
    enough = 1 if chance < 0.05 else math.ceil(math.log(0.05) / math.log(chance)) + 1
    return min(enough, game.rounds or _LONGEST_COURSE, _LONGEST_COURSE)


def _map(deal: Deal, expected: float, length: float) -> Any:
    """Return the map of time and depth; times are of the deal's own kind, exact or open."""
    top = max(100.0, 3 * length)
    times: Any = np.unique(np.append(np.geomspace(1, top, _MAP_SIDE), max(length, 1.0)))
    exact = deal.time.exactly is not None
    if exact:
        top = max(100.0, expected)
        times = np.geomspace(1, top, _MAP_SIDE).round().astype(int)
        times = np.unique(np.append(times, int(expected)))
    return time_depth_map(
        deal.stage,
        deal.relationship,
        times=times.tolist(),
        depths=_MAP_SIDE,
        buyer=deal.pair_players[0].strategy,
        seller=deal.pair_players[1].strategy,
        time="exactly" if exact else "about",
    )
