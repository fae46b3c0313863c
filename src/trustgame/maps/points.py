"""One point of a map: which game it is, who plays it, whom selection leaves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from trustgame import _validate as check
from trustgame._language import marked, say
from trustgame.evolve.settle import settle
from trustgame.exceptions import SpecificationError
from trustgame.game import TrustGame
from trustgame.solve.horizons import horizon_table
from trustgame.solve.table import pair_table
from trustgame.strategies import name_of, resolve
from trustgame.typing import BoolArray, FloatArray

__all__ = [
    "DEPTHS", "MEASURES", "TIMES", "Selected",
    "choose_players", "mixed", "positions_of", "row_of", "same_names", "select",
    "times_of", "totals",
]  # fmt: skip

_REST = 1e-5  # of the largest difference in total utility, per unit of time

#: What "time" may mean, and the game's setting for one value of it.
TIMES: dict[str, Callable[[float], dict[str, Any]]] = {
    "about": lambda n: {"rounds": None, "continuation": 1 - 1 / n},
    "exactly": lambda n: {"rounds": int(n), "continuation": 1.0},
    "continuation": lambda delta: {"rounds": None, "continuation": delta},
}

#: What "depth" may mean, and the relationship at one position.
DEPTHS: dict[str, Callable[[TrustGame, float], TrustGame]] = {
    "held": TrustGame.held_at,
    "start": TrustGame.starting_at,
    "cap": lambda game, d: game.replace(relationship=game.relationship.capped_at(d)),
}

#: What may be mapped: numerator and denominator among an outcome's totals, and the role.
MEASURES: dict[str, tuple[str, str, tuple[int, ...]]] = {
    "cooperation": ("cooperated", "played", (0, 1)),
    "cooperation_buyer": ("cooperated", "played", (0,)),
    "cooperation_seller": ("cooperated", "played", (1,)),
    "payoff_buyer": ("value", "length", (0,)),
    "payoff_seller": ("value", "length", (1,)),
}


def choose_players(
    game: TrustGame,
    strategies: Sequence[Any] | None,
    buyers: Sequence[Any] | None,
    sellers: Sequence[Any] | None,
    buyer: Any = None,
    seller: Any = None,
) -> tuple[list[Any], list[Any]]:
    """Return the two lists of players asked for; a wrong name costs no work."""
    given = {
        "`strategies`": strategies is not None,
        "`buyers` and `sellers`": buyers is not None or sellers is not None,
        "`buyer` and `seller`": buyer is not None or seller is not None,
    }
    if sum(given.values()) != 1:
        found = (
            " and ".join(name for name, there in given.items() if there) or "none of them"
        )
        raise SpecificationError(
            "the players must be given in one way: `strategies` for both sides, `buyers` "
            f"and `sellers`, or one `buyer` and one `seller`; got {found}."
        )
    if buyer is not None or seller is not None:
        buyers, sellers = [buyer], [seller]
    elif strategies is not None:
        buyers = sellers = strategies
    sides = []
    for role, side in (("buyer", buyers), ("seller", sellers)):
        if side is None or isinstance(side, str) or len(side) == 0 or None in list(side):
            raise SpecificationError(f"a `{role}` is missing; give players for both sides.")
        for player in side:
            resolve(player, game, role)  # type: ignore[arg-type]
        listed = [name_of(player) for player in side]
        twice = next((name for name in listed if listed.count(name) > 1), None)
        if twice is not None:
            raise SpecificationError(
                f"strategies of the {role}s must have different names; '{twice}' is there "
                "twice. Rename one with replace(name=...)."
            )
        sides.append(list(side))
    return sides[0], sides[1]


class Selected(NamedTuple):
    """Whom selection leaves at each point of a map."""

    buyers: FloatArray  #: [..., B] shares
    sellers: FloatArray  #: [..., S]
    met: FloatArray  #: [..., B, S] how often couples meet
    at_rest: BoolArray  #: [...] whether it settled
    how: str  #: how it was done, in words


def mixed(outcomes: Mapping[str, FloatArray], measure: str, met: FloatArray) -> FloatArray:
    """Return a measure [...] where couples meet so often, met [..., B, S]."""
    over, under, roles = MEASURES[measure]
    total = outcomes[over][..., list(roles)].mean(axis=-1)
    ratio: FloatArray = (met * total).sum(axis=(-2, -1)) / (met * outcomes[under]).sum(
        axis=(-2, -1)
    )
    return ratio


def row_of(
    game: TrustGame, sides: tuple[list[Any], list[Any]], time: str, moments: FloatArray
) -> dict[str, FloatArray]:
    """Return the totals [G, B, S, ...] of one depth at all times."""
    if time == "exactly":
        found = horizon_table(game, *sides, rounds=moments.astype(int).tolist())
        return {name: part[:, 0] for name, part in totals(found).items()}
    tables = [pair_table(game.replace(**TIMES[time](m)), *sides) for m in moments]
    length = np.stack([table.length for table in tables])
    played = np.stack([table.played for table in tables])
    return {
        "length": length,
        "played": played,
        "value": np.stack([table.payoff for table in tables]) * length[..., None],
        "total_utility": np.stack([table.utility for table in tables]) * length[..., None],
        "cooperated": np.stack([table.cooperation for table in tables]) * played[..., None],
    }


def totals(found: Any) -> dict[str, FloatArray]:
    """Return a horizon table's totals by name."""
    return {
        "length": found.length,
        "played": found.played,
        "value": found.value,
        "total_utility": found.total_utility,
        "cooperated": found.cooperation * found.played[..., None],
    }


def times_of(time: str, times: Sequence[float]) -> FloatArray:
    """Return the times [G], in rising order."""
    if isinstance(times, str) or np.ndim(times) != 1 or len(times) == 0:
        raise SpecificationError(f"`times` must list at least one time; got {times!r}.")
    match time:
        case "about":
            clean = [check.interval(f"times[{i}]", t, 1, 1e9) for i, t in enumerate(times)]
        case "exactly":
            clean = [float(check.count(f"times[{i}]", t, 1)) for i, t in enumerate(times)]
        case _:
            clean = [
                check.interval(f"times[{i}]", t, 0, 1 - 1e-9) for i, t in enumerate(times)
            ]
    if sorted(set(clean)) != clean:
        raise SpecificationError(f"`times` must rise; got {list(times)!r}.")
    return np.array(clean)


def positions_of(depths: int | Sequence[float]) -> FloatArray:
    """Return the positions [D]."""
    if isinstance(depths, Sequence | np.ndarray) and not isinstance(depths, str):
        if len(depths) == 0:
            raise SpecificationError("`depths` must list at least one position; got none.")
        return np.array(
            [check.interval(f"depths[{i}]", d, 0, 1) for i, d in enumerate(depths)]
        )
    return np.linspace(0, 1, check.count("depths", depths, 2))


def select(
    outcomes: Mapping[str, FloatArray], same_names: bool, until: float | None = None
) -> Selected:
    """Return to what selection leads at each point, and how it was done.

    Where both roles have the same strategies and the same payoffs, one population takes
    both seats. Two would start on a knife edge between "buyers give, sellers take" and the
    reverse, and only rounding errors would choose. A selection that is stopped counts its
    time in utility per clock round, so that horizons can be compared; one that settles
    does not depend on the unit. Where it never settles, shares go round for ever and the
    last of them hang on when the count was stopped: there an average over the later part
    of the course is given.
    """
    fitness = outcomes["total_utility"]
    *points, B, S, _ = fitness.shape
    alike = same_names and np.allclose(
        fitness[..., 0], fitness[..., 1].swapaxes(-1, -2), rtol=1e-9, atol=1e-9
    )
    population = "one" if alike else "two"
    if until is not None:
        fitness = fitness / outcomes["length"][..., None]
    tables = fitness.reshape(-1, B, S, 2)
    rule: dict[str, Any] = {
        "population": population, "time": until, "rest": _REST, "tolerance": _REST,
    }  # fmt: skip
    settled = settle(tables, **rule)
    buyers, at_rest = settled.buyers, settled.at_rest
    sellers = buyers if alike else settled.sellers
    met = buyers[:, :, None] * sellers[:, None, :]
    moving = ~at_rest if until is None else np.zeros_like(at_rest)
    if moving.any():
        met[moving] = settle(tables[moving], average=True, **rule).met
        buyers[moving] = met[moving].sum(axis=2)
        if not alike:
            sellers[moving] = met[moving].sum(axis=1)
    stop = say("map.settles_where" if moving.any() else "map.settles")
    if until is not None:
        stop = say("map.stopped", time=marked(f"{until:g}"))
    return Selected(
        buyers.reshape(*points, B),
        sellers.reshape(*points, S),
        met.reshape(*points, B, S),
        at_rest.reshape(points),
        say(f"map.select_{population}", stop=stop),
    )


def same_names(sides: tuple[list[Any], list[Any]]) -> bool:
    """Tell whether both sides choose among the same strategies."""
    return [name_of(p) for p in sides[0]] == [name_of(p) for p in sides[1]]
