"""Every round of some matches, one byte and one depth each, and what they say in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trustgame import _validate as check
from trustgame.game import TrustGame
from trustgame.typing import FloatArray, IntArray

__all__ = ["ACTION_NAMES", "Record", "round_columns"]

ACTION_NAMES = ("C", "D")


@dataclass(frozen=True, eq=False)
class Record:
    """The played rounds of matches, end to end."""

    game: TrustGame
    marks: NDArray[np.uint8]  #: [H] a bit per defection: intended (1, 2), done (4, 8), seen
    depth: NDArray[np.int32]  #: [H]
    played: IntArray  #: [N] rounds of each match

    @property
    def intended(self) -> IntArray:
        """Intended actions [H, 2]."""
        return self._actions(0)

    @property
    def done(self) -> IntArray:
        """Actual actions [H, 2]."""
        return self._actions(2)

    @property
    def seen(self) -> IntArray:
        """What each role saw of its partner [H, 2]."""
        return self._actions(4)

    @property
    def payoff(self) -> FloatArray:
        """Material payoffs [H, 2]."""
        return self._paid(self.game.arrays().payoff)

    @property
    def utility(self) -> FloatArray:
        """Utilities [H, 2]."""
        return self._paid(self.game.arrays().utility)

    @property
    def round(self) -> IntArray:
        """Number of each round in its match [H], from 1."""
        firsts = np.cumsum(self.played) - self.played
        return np.arange(1, len(self.marks) + 1) - np.repeat(firsts, self.played)

    def _actions(self, bit: int) -> IntArray:
        """Return the pair of bits from ``bit`` on as actions."""
        return np.stack([self.marks >> bit & 1, self.marks >> bit + 1 & 1], axis=1).astype(
            int
        )

    def _paid(self, table: FloatArray) -> FloatArray:
        """Return the entries of a table [L, 2, 2, 2] for depth, role and actions."""
        done = self.done
        return table[self.depth, :, done[:, 0], done[:, 1]]


def round_columns(record: Record) -> dict[str, Any]:
    """Return the columns of a frame with one row per round."""
    import pandas as pd

    columns: dict[str, Any] = {"round": record.round, "depth": record.depth}
    for name in ("intended", "done", "seen"):
        for role, codes in zip(check.ROLES, getattr(record, name).T, strict=True):
            columns[f"{name}_{role}"] = pd.Categorical.from_codes(
                codes, categories=pd.Index(ACTION_NAMES)
            )
    for name in ("payoff", "utility"):
        for role, numbers in zip(check.ROLES, getattr(record, name).T, strict=True):
            columns[f"{name}_{role}"] = numbers
    return columns
