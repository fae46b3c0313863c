"""Every number of rounds at once, for one pair or for a table of them.

Looked at from its end, a match of n rounds is a match of n - 1 rounds with one more before
it. So one backward pass gives the totals of every horizon up to the longest, from every
first depth, and players who count down count from the right end each time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import numpy as np

from trustgame import _validate as check
from trustgame._display import Result, pair
from trustgame.automata import Automaton
from trustgame.game import TrustGame
from trustgame.solve.chain import joint_chain
from trustgame.solve.path import cooperated, paid
from trustgame.solve.table import solve_pairs
from trustgame.strategies import resolve
from trustgame.typing import FloatArray, IntArray

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["HorizonTable", "Horizons", "by_horizon", "horizon_table"]

_QUANTITIES = ("C buyer", "C seller", "played", "length", "value", "", "utility", "")


class HorizonTable(NamedTuple):
    """Expectations of H horizons, n first depths, B buyers and S sellers."""

    cooperation: FloatArray  #: [H, n, B, S, 2]
    played: FloatArray  #: [H, n, B, S] rounds played together
    length: FloatArray  #: [H, n, B, S] clock rounds
    value: FloatArray  #: [H, n, B, S, 2] total material payoff
    total_utility: FloatArray  #: [H, n, B, S, 2]


@dataclass(frozen=True, eq=False, repr=False)
class Horizons(Result):
    """A pair's expectations for every number of rounds n = 1 ... H."""

    _chart: ClassVar[str | None] = "value_by_horizon"

    game: TrustGame
    buyer: Automaton
    seller: Automaton
    rounds: IntArray  #: [H]
    value: FloatArray  #: [H, 2] total material payoff
    total_utility: FloatArray  #: [H, 2]
    cooperation: FloatArray  #: [H, 2]
    length: FloatArray  #: [H]

    def __repr__(self) -> str:
        return (
            f"Horizons({self.buyer.name} x {self.seller.name}: 1 to {len(self.rounds)} "
            f"rounds, last value={pair(self.value[-1])})"
        )

    @property
    def payoff(self) -> FloatArray:
        """Material payoff per clock round [H, 2]."""
        return self.value / self.length[:, None]

    def to_frame(self) -> pd.DataFrame:
        """Return one row per number of rounds."""
        import pandas as pd

        columns: dict[str, Any] = {"rounds": self.rounds, "length": self.length}
        for name in ("value", "payoff", "total_utility", "cooperation"):
            for role, values in zip(check.ROLES, getattr(self, name).T, strict=True):
                columns[f"{name}_{role}"] = values
        return pd.DataFrame(columns)

    def _made_from(self) -> Mapping[str, Any]:
        made = {"game": self.game, "buyer": self.buyer, "seller": self.seller}
        return {**made, "rounds": len(self.rounds)}


def by_horizon(game: TrustGame, buyer: Any, seller: Any, *, rounds: int = 100) -> Horizons:
    """Evaluate a pair for every number of rounds from 1 to ``rounds``.

    Parameters
    ----------
    game : TrustGame
        The game; its own number of rounds is replaced, its continuation kept.
    buyer, seller : Automaton or str
        The two strategies.
    rounds : int
        The largest horizon H.

    Returns
    -------
    Horizons
        Totals and shares by horizon [H].

    Notes
    -----
    One forward pass gives every horizon as its running sums. Players who count down play
    each horizon differently; for them one pass back from the last round does.

    Examples
    --------
    >>> from trustgame.stage import StageGame
    >>> game = TrustGame(StageGame.prisoners_dilemma())
    >>> by_horizon(game, "grim_trigger", "always_defect", rounds=3).value[:, 1]
    array([5., 6., 7.])
    """
    H = check.count("rounds", rounds, 1)
    game = game.replace(rounds=H)
    b, s = resolve(buyer, game, "buyer"), resolve(seller, game, "seller")
    chain = joint_chain(game, b, s)
    if any(chain.end_rounds):
        table = horizon_table(game, [b], [s], rounds=range(1, H + 1))
        value, total_utility, cooperation, length = (
            part[:, 0, 0, 0]
            for part in (table.value, table.total_utility, table.cooperation, table.length)
        )
    else:
        flow, frozen = (
            np.cumsum(part, axis=0) for part in chain.forward(H, last=H, by_round=True)
        )
        arrays, played = game.arrays(), flow.sum(axis=(1, 2, 3))
        value = paid(flow, frozen, arrays.payoff, arrays.outside)
        total_utility = paid(flow, frozen, arrays.utility, arrays.outside)
        cooperation = cooperated(flow) / played[:, None]
        length = played + frozen.sum(axis=1)
    return Horizons(
        game=game,
        buyer=b,
        seller=s,
        rounds=np.arange(1, H + 1),
        value=value,
        total_utility=total_utility,
        cooperation=cooperation,
        length=length,
    )


def horizon_table(
    game: TrustGame,
    buyers: Sequence[Any],
    sellers: Sequence[Any],
    *,
    rounds: Sequence[int],
    starts: Sequence[int] | None = None,
) -> HorizonTable:
    """Evaluate every pair for several numbers of rounds and first depths, in one call.

    Parameters
    ----------
    game : TrustGame
        The game; its own number of rounds and first depth are replaced.
    buyers, sellers : sequence of Automaton, Recipe or str
        B and S strategies.
    rounds : sequence of int
        The H horizons.
    starts : sequence of int, optional
        The n first levels; the game's own unless given.

    Returns
    -------
    HorizonTable
        Arrays [H, n, B, S, ...].

    Notes
    -----
    One backward pass per pair serves all horizons and all starts, countdown included.

    Examples
    --------
    >>> from trustgame.stage import StageGame
    >>> game = TrustGame(StageGame.prisoners_dilemma())
    >>> table = horizon_table(game, ["tit_for_tat"], ["always_defect"], rounds=[1, 10])
    >>> table.value[:, 0, 0, 0]
    array([[ 0.,  5.],
           [ 9., 14.]])
    """
    horizons = [check.count(f"rounds[{i}]", n, 1) for i, n in enumerate(rounds)]
    each, back = np.unique(horizons, return_inverse=True)
    game = game.replace(rounds=int(each[-1]))
    first = [game.relationship.start] if starts is None else list(starts)
    rows = [resolve(player, game, "buyer") for player in buyers]
    columns = [resolve(player, game, "seller") for player in sellers]
    arrays = game.arrays()
    L = game.depths
    wanted = np.full(each[-1], -1)
    wanted[each - 1] = np.arange(len(each))
    reward = np.zeros((L, 2, 2, len(_QUANTITIES)))
    reward[:, 0, :, 0] = 1.0
    reward[:, :, 0, 1] = 1.0
    reward[..., 2:4] = 1.0
    reward[..., 4:6] = np.moveaxis(arrays.payoff, 1, -1)
    reward[..., 6:8] = np.moveaxis(arrays.utility, 1, -1)
    outside = np.array([0.0, 0.0, 0.0, 1.0, *arrays.outside, *arrays.outside])
    out = np.zeros((len(rows), len(columns), len(each), len(first), len(_QUANTITIES)))
    solve_pairs(
        game, rows, columns, first,
        reward=reward.reshape(L, 4, -1), outside=outside, wanted=wanted, out=out,
    )  # fmt: skip
    totals = np.moveaxis(out, (0, 1), (2, 3))[back]  # [H, n, B, S, Q]
    return HorizonTable(
        cooperation=totals[..., 0:2] / totals[..., 2:3],
        played=totals[..., 2],
        length=totals[..., 3],
        value=totals[..., 4:6],
        total_utility=totals[..., 6:8],
    )
