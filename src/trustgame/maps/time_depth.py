r"""Cooperation over time and depth, with the lines that theory draws on it.

Time is how long both expect to go on; depth is how deep the bond is. Each point of the map
is one game: the relationship held at a depth (or begun there, or allowed to go so deep),
played for a time, by one pair or by strategies among which selection has chosen.

"About n rounds" is a continuation of :math:`1 - 1/n`; "exactly n rounds" is a known end,
for which the lines of theory do not exist: it unravels every known end.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from tqdm.auto import tqdm

from trustgame import _validate as check
from trustgame._display import Result
from trustgame.automata import Automaton
from trustgame.evolve.settle import settle
from trustgame.exceptions import SpecificationError
from trustgame.game import TrustGame
from trustgame.maps.boundaries import BOUNDARIES, boundary
from trustgame.relationship import Relationship, nearest_level
from trustgame.solve.horizons import horizon_table
from trustgame.solve.table import pair_table
from trustgame.stage import StageGame
from trustgame.strategies import name_of, resolve
from trustgame.typing import FloatArray

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["TimeDepthMap", "choose_players", "mixed", "time_depth_map"]

#: How strategies are selected, as charts say it.
SELECTION = "replicator dynamics, two populations, equal shares at first, until it settles"

#: What "time" may mean, and the game's setting for one value of it.
_TIMES: dict[str, Callable[[float], dict[str, Any]]] = {
    "about": lambda n: {"rounds": None, "continuation": 1 - 1 / n},
    "exactly": lambda n: {"rounds": int(n), "continuation": 1.0},
    "continuation": lambda delta: {"rounds": None, "continuation": delta},
}

#: What "depth" may mean, and the relationship at one position.
_DEPTHS: dict[str, Callable[[TrustGame, float], TrustGame]] = {
    "held": TrustGame.held_at,
    "start": TrustGame.starting_at,
    "cap": lambda game, d: game.replace(relationship=game.relationship.capped_at(d)),
}

#: What may be mapped: numerator and denominator among an outcome's totals, and the role.
_MEASURES: dict[str, tuple[str, str, tuple[int, ...]]] = {
    "cooperation": ("cooperated", "played", (0, 1)),
    "cooperation_buyer": ("cooperated", "played", (0,)),
    "cooperation_seller": ("cooperated", "played", (1,)),
    "payoff_buyer": ("value", "length", (0,)),
    "payoff_seller": ("value", "length", (1,)),
}


@dataclass(frozen=True, eq=False, repr=False)
class TimeDepthMap(Result):
    """One measure over G times and D depths, of a pair or of what selection chose."""

    _chart: ClassVar[str | None] = "time_depth_map"

    stage: StageGame
    relationship: Relationship
    buyers: tuple[Automaton, ...]  #: the B buyers' strategies, recipes read at the start
    sellers: tuple[Automaton, ...]  #: the S sellers' strategies
    time: str  #: "about" or "exactly" so many rounds, or "continuation"
    depth: str  #: "held" at a depth, "start" there, or "cap": goes no deeper
    measure: str
    selection: str  #: how strategies were selected; empty for one pair
    times: FloatArray  #: [G]
    positions: FloatArray  #: [D] shallow 0 to deep 1
    table: FloatArray  #: [D, G] the measure
    buyer_shares: FloatArray  #: [D, G, B] strategies after selection
    seller_shares: FloatArray  #: [D, G, S]
    boundaries: Mapping[str, FloatArray]  #: lines of theory [D] as continuations; nan: none

    def __repr__(self) -> str:
        low, high = self.table.min(), self.table.max()
        who = f"{self.buyers[0].name} x {self.sellers[0].name}"
        if self.selection:
            who = f"{len(self.buyers)} x {len(self.sellers)} strategies selected"
        return (
            f"TimeDepthMap({who}: {self.measure} {low:.3f} to {high:.3f} over "
            f"{len(self.times)} times x {len(self.positions)} depths)"
        )

    @property
    def buyer(self) -> Automaton:
        """The only buyer's strategy, where one pair is mapped."""
        return self.buyers[0]

    @property
    def seller(self) -> Automaton:
        """The only seller's strategy, where one pair is mapped."""
        return self.sellers[0]

    @property
    def boundary(self) -> FloatArray | None:
        """Grim trigger's critical continuation [D]; None for exact numbers of rounds."""
        return self.boundaries.get("grim")

    @property
    def boundary_rounds(self) -> FloatArray | None:
        """The boundary as expected rounds [D], 1 / (1 - continuation); inf where none."""
        if self.boundary is None:
            return None
        return np.where(np.isnan(self.boundary), np.inf, 1 / (1 - self.boundary))

    def exchange_rate(self, level: float = 0.5) -> pd.DataFrame:
        """Return the time each depth needs to reach a level, and what a step saves.

        Parameters
        ----------
        level : float
            The value of the measure that defines the line of equals.

        Returns
        -------
        DataFrame
            One row per position: ``needed``, the first time at which the measure reaches
            the level (between times on a log scale; inf if never, the first time if at
            once), and ``saved``, how much less that is than one step shallower (nan where
            either is not finite).
        """
        import pandas as pd

        level = check.number("level", level)
        needed = np.array([_first_reached(self.times, row, level) for row in self.table])
        known = np.where(np.isfinite(needed), needed, np.nan)
        saved = np.concatenate([[np.nan], known[:-1] - known[1:]])
        columns = {"position": self.positions, "needed": needed, "saved": saved}
        return pd.DataFrame(columns)

    def worse_with_time(self, least: float = 0.01) -> pd.DataFrame:
        """Return where more time makes the measure fall.

        Parameters
        ----------
        least : float
            Falls smaller than this, from one peak to the next trough, are left out.

        Returns
        -------
        DataFrame
            One row per fall: position, the times ``since`` and ``until``, and ``fall``.
        """
        import pandas as pd

        least = check.number("least", least)
        rows = []
        for position, row in zip(self.positions, self.table, strict=True):
            steps = np.sign(np.diff(row))
            g = 0
            while g < len(steps):
                end = g
                while end < len(steps) and steps[end] <= 0:
                    end += 1
                fall = float(row[g] - row[end])
                if fall >= least:
                    rows.append((position, self.times[g], self.times[end], fall))
                g = end + 1
        return pd.DataFrame(rows, columns=["position", "since", "until", "fall"])

    def to_frame(self) -> pd.DataFrame:
        """Return one row per point: position, time, the measure, and the lines there."""
        import pandas as pd

        position, time = np.meshgrid(self.positions, self.times, indexing="ij")
        columns = {
            "position": position.ravel(),
            self.time: time.ravel(),
            self.measure: self.table.ravel(),
        }
        if self.selection:
            for side, players, shares in (
                ("buyer", self.buyers, self.buyer_shares),
                ("seller", self.sellers, self.seller_shares),
            ):
                for i, player in enumerate(players):
                    columns[f"{side} {player.name}"] = shares[..., i].ravel()
        for name, line in self.boundaries.items():
            columns[f"line {name}"] = np.repeat(line, len(self.times))
        return pd.DataFrame(columns)

    def _made_from(self) -> Mapping[str, Any]:
        names = ("stage", "relationship", "buyers", "sellers", "time", "depth", "measure")
        made = {name: getattr(self, name) for name in (*names, "selection")}
        return {**made, "times": self.times.tolist(), "positions": self.positions.tolist()}


def time_depth_map(
    stage: StageGame,
    bond: Relationship | None = None,
    *,
    times: Sequence[float],
    depths: int | Sequence[float] = 11,
    strategies: Sequence[Any] | None = None,
    buyers: Sequence[Any] | None = None,
    sellers: Sequence[Any] | None = None,
    buyer: Any = None,
    seller: Any = None,
    time: str = "about",
    depth: str = "held",
    measure: str = "cooperation",
    progress: bool = False,
) -> TimeDepthMap:
    """Map what a pair does, or what selection leads to, over time and depth.

    Parameters
    ----------
    stage : StageGame
        Material payoffs of a round.
    bond : Relationship, optional
        The ladder and its curves; its continuation is replaced by the map's time.
    times : sequence of numbers [G]
        Rounds (expected or exact), or continuation probabilities, in rising order.
    depths : int or sequence of positions
        So many positions from 0 to 1, or the positions [D] themselves.
    strategies, buyers, sellers : sequences of Automaton, Recipe or str, optional
        Among which selection chooses: the same for both sides, or one list per side. Two
        populations start from equal shares and follow the replicator dynamics of total
        utility until they settle (see ``trustgame.evolve.settle``).
    buyer, seller : Automaton, Recipe or str, optional
        One pair instead.
    time : {"about", "exactly", "continuation"}
        What a time means: expected rounds, exact rounds, or the continuation itself.
    depth : {"held", "start", "cap"}
        Whether the relationship stays at each depth, begins there, or goes no deeper.
    measure : str
        "cooperation" (mean of both roles), "cooperation_buyer", "cooperation_seller",
        "payoff_buyer" or "payoff_seller" (material, per round).
    progress : bool
        Whether to show a progress bar.

    Returns
    -------
    TimeDepthMap
        The measure [D, G], the shares selection led to, and the lines of theory [D] (none
        for exact numbers of rounds).

    Notes
    -----
    With exact rounds, one backward pass serves all times of a row, and one all first
    depths of a ladder.

    Examples
    --------
    Regard lowers the patience that trust needs, from 1/2 to 1/5 of a chance to meet again:

    >>> from trustgame.curves import between
    >>> chart = time_depth_map(
    ...     StageGame.prisoners_dilemma(), Relationship(depths=2, regard=between(0, 0.5)),
    ...     times=[1, 10], depths=2, buyer="tit_for_tat", seller="always_defect")
    >>> chart.boundary.round(6)
    array([0.5, 0.2])
    >>> chart.table.round(3)
    array([[0.5 , 0.05],
           [0.5 , 0.05]])
    """
    check.one_of("time", time, _TIMES)
    check.one_of("depth", depth, _DEPTHS)
    check.one_of("measure", measure, _MEASURES)
    moments = _times(time, times)
    positions = _positions(depths)
    game = TrustGame(stage, bond)
    sides = choose_players(game, strategies, buyers, sellers, buyer, seller)
    D, G = len(positions), len(moments)
    bar = tqdm(total=D, desc="time x depth", disable=not progress)
    if time == "exactly" and depth == "start":
        levels = [nearest_level(d, game.depths) for d in positions]
        found = horizon_table(
            game, *sides, rounds=moments.astype(int).tolist(), starts=levels
        )
        outcomes = {name: np.moveaxis(part, 0, 1) for name, part in _totals(found).items()}
        bar.update(D)
    else:
        rows = []
        for position in positions:
            rows.append(_row(_DEPTHS[depth](game, position), sides, time, moments))
            bar.update()
        outcomes = {name: np.stack([row[name] for row in rows]) for name in rows[0]}
    lines = {}
    if time != "exactly":
        lines = {
            name: np.array([boundary(name, _DEPTHS[depth](game, d)) for d in positions])
            for name in BOUNDARIES
        }
    bar.close()
    x, y = np.ones((D, G, 1)), np.ones((D, G, 1))
    selection = ""
    if len(sides[0]) * len(sides[1]) > 1:
        fitness = outcomes["total_utility"].reshape(D * G, len(sides[0]), len(sides[1]), 2)
        settled = settle(fitness)
        x, y = settled.buyers.reshape(D, G, -1), settled.sellers.reshape(D, G, -1)
        selection = SELECTION
    return TimeDepthMap(
        stage=stage,
        relationship=game.relationship,
        buyers=tuple(resolve(player, game, "buyer") for player in sides[0]),
        sellers=tuple(resolve(player, game, "seller") for player in sides[1]),
        time=time,
        depth=depth,
        measure=measure,
        selection=selection,
        times=moments,
        positions=positions,
        table=mixed(outcomes, measure, x, y),
        buyer_shares=x,
        seller_shares=y,
        boundaries=lines,
    )


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


def mixed(
    outcomes: Mapping[str, FloatArray], measure: str, x: FloatArray, y: FloatArray
) -> FloatArray:
    """Return a measure [...] where shares x [..., B] meet shares y [..., S]."""
    over, under, roles = _MEASURES[measure]
    total = outcomes[over][..., list(roles)].mean(axis=-1)
    met = x[..., :, None] * y[..., None, :]
    ratio: FloatArray = (met * total).sum(axis=(-2, -1)) / (met * outcomes[under]).sum(
        axis=(-2, -1)
    )
    return ratio


def _row(
    game: TrustGame, sides: tuple[list[Any], list[Any]], time: str, moments: FloatArray
) -> dict[str, FloatArray]:
    """Return the totals [G, B, S, ...] of one depth at all times."""
    if time == "exactly":
        found = horizon_table(game, *sides, rounds=moments.astype(int).tolist())
        return {name: part[:, 0] for name, part in _totals(found).items()}
    tables = [pair_table(game.replace(**_TIMES[time](m)), *sides) for m in moments]
    length = np.stack([table.length for table in tables])
    played = np.stack([table.played for table in tables])
    return {
        "length": length,
        "played": played,
        "value": np.stack([table.payoff for table in tables]) * length[..., None],
        "total_utility": np.stack([table.utility for table in tables]) * length[..., None],
        "cooperated": np.stack([table.cooperation for table in tables]) * played[..., None],
    }


def _totals(found: Any) -> dict[str, FloatArray]:
    """Return a horizon table's totals by name."""
    return {
        "length": found.length,
        "played": found.played,
        "value": found.value,
        "total_utility": found.total_utility,
        "cooperated": found.cooperation * found.played[..., None],
    }


def _first_reached(times: FloatArray, row: FloatArray, level: float) -> float:
    """Return the first time at which a row reaches a level; inf if it never does."""
    above = np.flatnonzero(row >= level)
    if not len(above):
        return np.inf
    g = int(above[0])
    if g == 0:
        return float(times[0])
    part = (level - row[g - 1]) / (row[g] - row[g - 1])
    return float(np.exp((1 - part) * np.log(times[g - 1]) + part * np.log(times[g])))


def _times(time: str, times: Sequence[float]) -> FloatArray:
    """Return the times [G], in rising order."""
    if isinstance(times, str) or len(times) == 0:
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


def _positions(depths: int | Sequence[float]) -> FloatArray:
    """Return the positions [D]."""
    if isinstance(depths, Sequence | np.ndarray) and not isinstance(depths, str):
        if len(depths) == 0:
            raise SpecificationError("`depths` must list at least one position; got none.")
        return np.array(
            [check.interval(f"depths[{i}]", d, 0, 1) for i, d in enumerate(depths)]
        )
    return np.linspace(0, 1, check.count("depths", depths, 2))
