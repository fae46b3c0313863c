"""A pair by round and by horizon: what one forward pass tells.

The flows of a forward pass say with which probability each round is played, at which depth
and with which outcome. Read row by row they are the expected course of play; their running
sums are the totals of every shorter horizon.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from trustgame import _validate as check
from trustgame._display import Result, pair
from trustgame.automata import Automaton
from trustgame.game import TrustGame
from trustgame.solve.chain import joint_chain
from trustgame.strategies import resolve
from trustgame.typing import FloatArray, IntArray

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Horizons", "Path", "by_horizon", "cooperated", "paid"]


@dataclass(frozen=True, eq=False, repr=False)
class Path(Result):
    """The expected course of a pair by round; H rounds.

    ``alive``, ``payoff`` and ``utility`` are unconditional: they sum to length, value and
    total utility. ``outcomes``, ``cooperation`` and ``depth`` are given that the round is
    played (nan where it cannot be).
    """

    _chart: ClassVar[str | None] = "path"

    game: TrustGame
    buyer: Automaton
    seller: Automaton
    flow: FloatArray  #: [H, L, 2, 2] P(round is played at depth with outcome)
    frozen: FloatArray  #: [H, L] P(clock round passes outside, left at depth)

    def __repr__(self) -> str:
        first, last = self.cooperation[0].mean(), self.cooperation[-1].mean()
        return (
            f"Path({self.buyer.name} x {self.seller.name}: {len(self.flow)} rounds, "
            f"cooperation {first:.3f} to {last:.3f})"
        )

    @property
    def played(self) -> FloatArray:
        """P(the round is played) [H]."""
        played: FloatArray = self.flow.sum(axis=(1, 2, 3))
        return played

    @property
    def alive(self) -> FloatArray:
        """P(the clock reaches the round) [H], played or outside."""
        alive: FloatArray = self.played + self.frozen.sum(axis=1)
        return alive

    @property
    def outcomes(self) -> FloatArray:
        """Shares [H, 2, 2] of outcomes, given that the round is played."""
        return _share(self.flow.sum(axis=1), self.played[:, None, None])

    @property
    def cooperation(self) -> FloatArray:
        """P(each role actually cooperates) [H, 2], given that the round is played."""
        return _share(cooperated(self.flow), self.played[:, None])

    @property
    def depth(self) -> FloatArray:
        """Mean level [H], given that the round is played."""
        levels = np.arange(self.flow.shape[1])
        return _share(self.flow.sum(axis=(2, 3)) @ levels, self.played)

    @property
    def payoff(self) -> FloatArray:
        """Expected material payoff [H, 2] of the round."""
        arrays = self.game.arrays()
        return paid(self.flow, self.frozen, arrays.payoff, arrays.outside)

    @property
    def utility(self) -> FloatArray:
        """Expected utility [H, 2] of the round."""
        arrays = self.game.arrays()
        return paid(self.flow, self.frozen, arrays.utility, arrays.outside)

    @property
    def value(self) -> FloatArray:
        """Expected total payoff so far [H, 2]: the value of each shorter horizon."""
        return np.cumsum(self.payoff, axis=0)

    def to_frame(self) -> pd.DataFrame:
        """Return one row per round."""
        import pandas as pd

        cc, cd, dc, dd = self.outcomes.reshape(-1, 4).T
        columns: dict[str, Any] = {
            "round": np.arange(1, len(self.flow) + 1),
            "alive": self.alive,
            "played": self.played,
            "CC": cc,
            "CD": cd,
            "DC": dc,
            "DD": dd,
        }
        for name in ("cooperation", "payoff", "utility"):
            for role, values in zip(check.ROLES, getattr(self, name).T, strict=True):
                columns[f"{name}_{role}"] = values
        columns["depth"] = self.depth
        return pd.DataFrame(columns)

    def _made_from(self) -> Mapping[str, Any]:
        made = {"game": self.game, "buyer": self.buyer, "seller": self.seller}
        return {**made, "rounds": len(self.flow)}


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
    One forward pass gives every horizon; players who count down play each horizon
    differently, so for them each is run on its own.

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
        runs = [chain.forward(n, last=n, by_round=False) for n in range(1, H + 1)]
        flow = np.concatenate([run[0] for run in runs])
        frozen = np.concatenate([run[1] for run in runs])
    else:
        flow, frozen = (
            np.cumsum(part, axis=0) for part in chain.forward(H, last=H, by_round=True)
        )
    arrays = game.arrays()
    played = flow.sum(axis=(1, 2, 3))
    return Horizons(
        game=game,
        buyer=b,
        seller=s,
        rounds=np.arange(1, H + 1),
        value=paid(flow, frozen, arrays.payoff, arrays.outside),
        total_utility=paid(flow, frozen, arrays.utility, arrays.outside),
        cooperation=cooperated(flow) / played[:, None],
        length=played + frozen.sum(axis=1),
    )


def cooperated(flow: FloatArray) -> FloatArray:
    """Return the flow [..., 2] in which each role cooperates, of flows [..., L, 2, 2]."""
    by_role = (flow[..., 0, :].sum(axis=(-1, -2)), flow[..., 0].sum(axis=(-1, -2)))
    return np.stack(by_role, axis=-1)


def paid(
    flow: FloatArray, frozen: FloatArray, payoff: FloatArray, outside: FloatArray
) -> FloatArray:
    """Return what flows [H, L, 2, 2] and waits [H, .] pay each role [H, 2]."""
    by_event = np.moveaxis(payoff, 1, -1).reshape(-1, 2)
    played: FloatArray = flow.reshape(len(flow), -1) @ by_event
    waited: FloatArray = frozen.sum(axis=1)[:, None] * outside
    return played + waited


def _share(part: FloatArray, whole: FloatArray) -> FloatArray:
    """Return part / whole, nan where the whole is nothing."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(whole > 0, part / whole, np.nan)
