r"""Cooperation over time and depth, with the boundary that theory draws on it.

Time is how long both expect to go on; depth is how deep the bond is. Each point of the map
is one game: the relationship held at a depth (or begun there), played for a time. The line
on it is grim trigger's critical continuation at that depth, from the exact equilibrium
check and without slips: on its patient side even the most unforgiving pair can hold mutual
cooperation in equilibrium. It says what is possible, not what the mapped pair does.

"About n rounds" is a continuation of :math:`1 - 1/n`; "exactly n rounds" is a known end,
for which the line does not exist: theory unravels every known end.
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
from trustgame.exceptions import SpecificationError
from trustgame.game import TrustGame
from trustgame.relationship import Relationship
from trustgame.solve.critical import critical_continuation
from trustgame.solve.evaluate import Evaluation, evaluate
from trustgame.stage import StageGame
from trustgame.strategies import resolve
from trustgame.typing import FloatArray

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["MEASURES", "TIMES", "TimeDepthMap", "time_depth_map"]

#: What "time" may mean, and the game's setting for one value of it.
TIMES: dict[str, Callable[[float], dict[str, Any]]] = {
    "about": lambda n: {"rounds": None, "continuation": 1 - 1 / n},
    "exactly": lambda n: {"rounds": int(n), "continuation": 1.0},
    "continuation": lambda delta: {"rounds": None, "continuation": delta},
}

#: What may be mapped, and how it is read from an evaluation.
MEASURES: dict[str, Callable[[Evaluation], float]] = {
    "cooperation": lambda e: float(e.cooperation.mean()),
    "cooperation_buyer": lambda e: float(e.cooperation[0]),
    "cooperation_seller": lambda e: float(e.cooperation[1]),
    "payoff_buyer": lambda e: float(e.payoff[0]),
    "payoff_seller": lambda e: float(e.payoff[1]),
}


@dataclass(frozen=True, eq=False, repr=False)
class TimeDepthMap(Result):
    """One measure of one pair over G times and D depths."""

    _chart: ClassVar[str | None] = "time_depth_map"

    stage: StageGame
    relationship: Relationship
    buyer: Automaton
    seller: Automaton
    time: str  #: "about" or "exactly" so many rounds, or "continuation"
    depth: str  #: "held" at a depth, or "start" there
    measure: str
    times: FloatArray  #: [G]
    positions: FloatArray  #: [D] shallow 0 to deep 1
    table: FloatArray  #: [D, G] the measure
    boundary: FloatArray | None  #: [D] grim trigger's critical continuation, nan where none

    def __repr__(self) -> str:
        low, high = self.table.min(), self.table.max()
        return (
            f"TimeDepthMap({self.buyer.name} x {self.seller.name}: {self.measure} "
            f"{low:.3f} to {high:.3f} over {len(self.times)} times x "
            f"{len(self.positions)} depths)"
        )

    @property
    def boundary_rounds(self) -> FloatArray | None:
        """The boundary as expected rounds [D], 1 / (1 - continuation); inf where none."""
        if self.boundary is None:
            return None
        return np.where(np.isnan(self.boundary), np.inf, 1 / (1 - self.boundary))

    def to_frame(self) -> pd.DataFrame:
        """Return one row per point: position, time, the measure, and the boundary there."""
        import pandas as pd

        position, time = np.meshgrid(self.positions, self.times, indexing="ij")
        columns = {
            "position": position.ravel(),
            self.time: time.ravel(),
            self.measure: self.table.ravel(),
        }
        if self.boundary is not None:
            columns["critical_continuation"] = np.repeat(self.boundary, len(self.times))
        return pd.DataFrame(columns)

    def _made_from(self) -> Mapping[str, Any]:
        names = ("stage", "relationship", "buyer", "seller", "time", "depth", "measure")
        made = {name: getattr(self, name) for name in names}
        return {**made, "times": self.times.tolist(), "positions": self.positions.tolist()}


def time_depth_map(
    stage: StageGame,
    bond: Relationship | None = None,
    *,
    times: Sequence[float],
    depths: int | Sequence[float] = 11,
    buyer: Any,
    seller: Any,
    time: str = "about",
    depth: str = "held",
    measure: str = "cooperation",
    progress: bool = False,
) -> TimeDepthMap:
    """Map what a pair does over time and depth.

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
    buyer, seller : Automaton or str
        The pair.
    time : {"about", "exactly", "continuation"}
        What a time means: expected rounds, exact rounds, or the continuation itself.
    depth : {"held", "start"}
        Whether the relationship stays at each depth, or only begins there.
    measure : str
        "cooperation" (mean of both roles), "cooperation_buyer", "cooperation_seller",
        "payoff_buyer" or "payoff_seller" (per round).
    progress : bool
        Whether to show a progress bar.

    Returns
    -------
    TimeDepthMap
        The measure [D, G], and grim trigger's critical continuation [D] (none for exact
        numbers of rounds).

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
    check.one_of("depth", depth, ("held", "start"))
    check.one_of("measure", measure, MEASURES)
    moments = _times(time, times)
    positions = _positions(depths)
    game = TrustGame(stage, bond)
    players = (buyer, seller)  # named now, so that an unknown name costs no work
    b, s = resolve(buyer, game, "buyer"), resolve(seller, game, "seller")
    table = np.zeros((len(positions), len(moments)))
    boundary = None if time == "exactly" else np.full(len(positions), np.nan)
    for i, position in enumerate(tqdm(positions, "time x depth", disable=not progress)):
        here = game.held_at(position) if depth == "held" else game.starting_at(position)
        for j, moment in enumerate(moments):
            table[i, j] = MEASURES[measure](
                evaluate(here.replace(**TIMES[time](moment)), *players)
            )
        if boundary is not None:
            sober = here.replace(tremble=0.0, misperception=0.0)
            critical = critical_continuation(sober, "grim_trigger", "grim_trigger")
            boundary[i] = np.nan if critical is None else critical
    return TimeDepthMap(
        stage=stage,
        relationship=game.relationship,
        buyer=b,
        seller=s,
        time=time,
        depth=depth,
        measure=measure,
        times=moments,
        positions=positions,
        table=table,
        boundary=boundary,
    )


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
            clean = [check.interval(f"times[{i}]", t, 0, 1) for i, t in enumerate(times)]
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
