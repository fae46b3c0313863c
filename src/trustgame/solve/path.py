"""A pair round by round: what one forward pass tells.

The flows of a forward pass say with which probability each round is played, at which depth
and with which outcome: the expected course of play.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from trustgame import _validate as check
from trustgame._display import Result
from trustgame.automata import Automaton
from trustgame.game import TrustGame
from trustgame.typing import FloatArray

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Path", "cooperated", "paid"]


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
