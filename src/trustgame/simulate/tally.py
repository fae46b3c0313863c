r"""Totals of many matches, and how sure they are.

Outcomes are counted in whole numbers, and everything else is computed from the counts, so a
total does not depend on how the matches were split. A share or a payoff per round is a
ratio of two totals, :math:`R = \sum N_m / \sum D_m` over matches; its standard error is
that of the residuals :math:`N_m - R D_m` (the delta method), because rounds of one match
depend on each other and matches do not.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import numpy as np

from trustgame.game import TrustGame
from trustgame.typing import FloatArray, IntArray

__all__ = ["Tally"]


@dataclass(eq=False)
class Tally:
    """Adds up batches of matches; batches may come from several threads, in any order."""

    game: TrustGame
    matches: int
    value: FloatArray = field(init=False)
    total_utility: FloatArray = field(init=False)
    length: IntArray = field(init=False)
    played: IntArray = field(init=False)
    cells: Any = field(init=False)  # [L, 2, 2] rounds, as Python's whole numbers
    _moments: Any = field(
        init=False, default=0
    )  # [3, .] sums of N, N^2 and N D; last, D itself
    _adding: Lock = field(init=False, default_factory=Lock)

    def __post_init__(self) -> None:
        self.value = np.zeros((self.matches, 2))
        self.total_utility = np.zeros((self.matches, 2))
        self.length = np.zeros(self.matches, dtype=np.int64)
        self.played = np.zeros(self.matches, dtype=np.int64)
        self.cells = np.zeros((self.game.depths, 2, 2), dtype=object)

    def add(self, first: int, counts: IntArray, length: IntArray) -> None:
        """Add matches from index ``first`` on: counts [n, L, 2, 2], length [n]."""
        n, L = len(length), self.game.depths
        cells = np.ascontiguousarray(counts.reshape(n, 4 * L).T)  # long rows add up faster
        played = cells.sum(axis=0)
        here = slice(first, first + n)
        self.length[here], self.played[here] = length, played
        arrays = self.game.arrays()
        for table, totals in (
            (arrays.payoff, self.value),
            (arrays.utility, self.total_utility),
        ):
            paid = arrays.outside[:, None] * (length - played)
            for cell, pays in zip(
                cells, np.moveaxis(table, 1, 3).reshape(-1, 2), strict=True
            ):
                paid += pays[:, None] * cell  # in order: the same in any split
            totals[here] = paid.T
        outcomes = cells.reshape(L, 4, n).sum(axis=0)
        shares = np.concatenate(
            [
                outcomes,
                outcomes[:1] + outcomes[1:3],  # cooperation of buyer and seller
                cells.reshape(L, 4, n).sum(axis=1),
                played[None],
            ]
        )
        if n * int(played.max()) ** 2 >= 2**62:
            shares = shares.astype(object)
        products = (shares, shares * shares, shares * shares[-1])
        moments = np.stack([product.sum(axis=1) for product in products])
        with self._adding:
            self.cells += cells.sum(axis=1).astype(object).reshape(L, 2, 2)
            self._moments = self._moments + moments.astype(object)

    def payoff(self, table: FloatArray) -> FloatArray:
        """Return the mean [2] per clock round of what a table [L, 2, 2, 2] pays."""
        rounds = self.cells.astype(float)
        total = (rounds[:, None] * table).sum(axis=(0, 2, 3))
        waited = int(self.length.sum()) - int(self.played.sum())
        mean: FloatArray = (total + waited * self.game.arrays().outside) / self.length.sum()
        return mean

    def payoff_error(self, totals: FloatArray) -> FloatArray:
        """Return the standard error [2] of a mean per clock round, from totals [M, 2]."""
        M, length = self.matches, self.length
        if M == 1:
            return np.full(2, np.inf)
        residual = totals - totals.sum(axis=0) / length.sum() * length[:, None]
        spread = (residual**2).sum(axis=0)
        error: FloatArray = np.sqrt(spread * M / (M - 1)) / length.sum()
        return error

    def shares(self) -> tuple[FloatArray, FloatArray]:
        """Return shares of played rounds and their standard errors, each [4 + 2 + L].

        Outcomes CC CD DC DD, cooperation of buyer and seller, depths.
        """
        M, sums = self.matches, [[int(x) for x in row] for row in self._moments.T]
        D, DD, _ = sums.pop()
        if D == 0:
            nothing = np.full(len(sums), np.nan)
            return nothing, nothing
        share = np.array([N / D for N, _, _ in sums])
        if M == 1:
            return share, np.full(len(share), np.inf)
        # The sum of squared residuals, exactly: D^2 NN - 2 N D ND + N^2 DD, over D^2.
        spread = [(D * D * NN - 2 * N * D * ND + N * N * DD) / D**2 for N, NN, ND in sums]
        return share, np.array([math.sqrt(s * M / (M - 1)) / D for s in spread])
