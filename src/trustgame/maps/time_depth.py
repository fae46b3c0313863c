r"""Cooperation over time and depth, with the lines that theory draws on it.

Time is how long both expect to go on; depth is how deep the bond is. Each point of the map
is one game: the relationship held at a depth (or begun there, or allowed to go so deep),
played for a time, by one pair or by strategies among which selection has chosen.

"About n rounds" is a continuation of :math:`1 - 1/n`; "exactly n rounds" is a known end,
for which the lines of theory do not exist: it unravels every known end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from tqdm.auto import tqdm

from trustgame import _validate as check
from trustgame._display import Result
from trustgame.automata import Automaton
from trustgame.game import TrustGame
from trustgame.maps.boundaries import BOUNDARIES, boundary
from trustgame.maps.points import (
    DEPTHS,
    MEASURES,
    TIMES,
    Selected,
    choose_players,
    mixed,
    positions_of,
    row_of,
    same_names,
    select,
    times_of,
    totals,
)  # fmt: skip
from trustgame.relationship import Relationship, nearest_level
from trustgame.solve.horizons import horizon_table
from trustgame.stage import StageGame
from trustgame.strategies import resolve
from trustgame.typing import BoolArray, FloatArray

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["TimeDepthMap", "time_depth_map"]


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
    table: FloatArray  #: [D, G] the measure; where selection never rests, its average
    at_rest: BoolArray  #: [D, G] whether selection settled; true for one pair
    buyer_shares: FloatArray  #: [D, G, B] strategies after selection, averaged likewise
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
        """Return one row per point: position, time, the measure, and the lines there.

        And, where strategies were selected, whether they came to rest, and their shares.
        """
        import pandas as pd

        position, time = np.meshgrid(self.positions, self.times, indexing="ij")
        columns: dict[str, Any] = {
            "position": position.ravel(),
            self.time: time.ravel(),
            self.measure: self.table.ravel(),
        }
        if self.selection:
            columns["at_rest"] = self.at_rest.ravel()
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
        return {
            **made,
            "times": self.times.tolist(),
            "positions": self.positions.tolist(),
            "unsettled": int((~self.at_rest).sum()),
        }


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
        Among which selection chooses: the same for both sides, or one list per side. They
        start from equal shares and follow the replicator dynamics of total utility until
        they settle (see ``trustgame.evolve.settle``): in one population if the roles are
        alike, else buyers and sellers apart. Where they never settle, ``at_rest`` is false
        and the point is the average over the later part of their course.
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
    check.one_of("time", time, TIMES)
    check.one_of("depth", depth, DEPTHS)
    check.one_of("measure", measure, MEASURES)
    moments = times_of(time, times)
    positions = positions_of(depths)
    game = TrustGame(stage, bond)
    sides = choose_players(game, strategies, buyers, sellers, buyer, seller)
    D, G = len(positions), len(moments)
    bar = tqdm(total=D, desc="time x depth", disable=not progress)
    if time == "exactly" and depth == "start":
        levels = [nearest_level(d, game.depths) for d in positions]
        found = horizon_table(
            game, *sides, rounds=moments.astype(int).tolist(), starts=levels
        )
        outcomes = {name: np.moveaxis(part, 0, 1) for name, part in totals(found).items()}
        bar.update(D)
    else:
        rows = []
        for position in positions:
            rows.append(row_of(DEPTHS[depth](game, position), sides, time, moments))
            bar.update()
        outcomes = {name: np.stack([row[name] for row in rows]) for name in rows[0]}
    lines = {}
    if time != "exactly":
        lines = {
            name: np.array([boundary(name, DEPTHS[depth](game, d)) for d in positions])
            for name in BOUNDARIES
        }
    bar.close()
    one = np.ones((D, G, 1))
    left = Selected(one, one, one[..., None], np.ones((D, G), dtype=bool), "")
    if len(sides[0]) * len(sides[1]) > 1:
        left = select(outcomes, same_names(sides))
    return TimeDepthMap(
        stage=stage,
        relationship=game.relationship,
        buyers=tuple(resolve(player, game, "buyer") for player in sides[0]),
        sellers=tuple(resolve(player, game, "seller") for player in sides[1]),
        time=time,
        depth=depth,
        measure=measure,
        selection=left.how,
        times=moments,
        positions=positions,
        table=mixed(outcomes, measure, left.met),
        at_rest=left.at_rest,
        buyer_shares=left.buyers,
        seller_shares=left.sellers,
        boundaries=lines,
    )


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
