"""Who has won how many runs of truncation selection, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from trustgame._display import several
from trustgame.evolve.selection import Selection
from trustgame.typing import FloatArray, IntArray

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Truncation", "wilson"]

_NORMAL_95 = 1.959963984540054


@dataclass(frozen=True, eq=False, repr=False)
class Truncation(Selection):
    """Runs of truncation selection; shares over time are means over the runs.

    A run is over once all are alike: that kind has won it. ``gain`` is the largest over all
    runs' ends, so ``is_nash`` holds if no strategy would earn more in any of them.
    """

    counts: IntArray  #: [R, H, n] of every kind, by run and generation
    uniform_after: FloatArray  #: [R] generations until all were alike; inf if not

    def __repr__(self) -> str:
        runs, Z = len(self.counts), self.settings["population_size"][0]
        best = int(np.argmax(self.won))
        share = f"{self.won[best] / runs:.3f} of {several(runs, 'run')}"
        who = f"{self.names[0][best]} wins {share}" if self.won[best] else "nobody wins"
        end = self.cooperation[-1].mean()
        return (
            f"Truncation({self.settings['replace']} of {Z} replaced, {who}, cooperation "
            f"{end:.3f}, {self.stopped})"
        )

    @property
    def won(self) -> IntArray:
        """How many runs each kind has won [n]: all alike, and of this kind."""
        last = self.counts[:, -1]
        wins: IntArray = (last == last.sum(axis=1, keepdims=True)).sum(axis=0)
        return wins

    @property
    def leads(self) -> FloatArray:
        """The share of runs [n] that end with most of each kind; equals divide a run."""
        last = self.counts[:, -1]
        top = last == last.max(axis=1, keepdims=True)
        shares: FloatArray = (top / top.sum(axis=1, keepdims=True)).mean(axis=0)
        return shares

    @property
    def mean_counts(self) -> FloatArray:
        """The mean count of every kind by generation [H, n]."""
        mean: FloatArray = self.counts.mean(axis=0)
        return mean

    def fixed(self, name: str) -> float:
        """Return the share of runs that a kind has won."""
        return float(self.won[self.contest.index("name", name)] / len(self.counts))

    def winners(self) -> pd.DataFrame:
        """Return one row per kind: the share of runs it has won, with its 95% interval.

        Returns
        -------
        DataFrame
            Indexed by strategy: ``at_start`` (count), ``won`` (runs), ``share``, ``low``
            and ``high`` (Wilson's interval), ``leads``, ``at_end`` (mean count).

        Notes
        -----
        Runs that are not over are won by nobody, so shares need not sum to 1. The interval
        is about how many runs there were, and takes pools of sampled matches as they are.
        """
        import pandas as pd

        runs = len(self.counts)
        low, high = wilson(self.won, runs)
        columns = {
            "at_start": self.counts[0, 0],
            "won": self.won,
            "share": self.won / runs,
            "low": low,
            "high": high,
            "leads": self.leads,
            "at_end": self.counts[:, -1].mean(axis=0),
        }
        return pd.DataFrame(columns, index=pd.Index(self.names[0], name="strategy"))


def wilson(hits: Any, trials: int) -> tuple[FloatArray, FloatArray]:
    """Return Wilson's 95% interval of a share, for hits among independent trials.

    Examples
    --------
    >>> low, high = wilson(0, 100)
    >>> float(low), round(float(high), 4)
    (0.0, 0.037)
    """
    z, p = _NORMAL_95, np.asarray(hits, dtype=np.float64) / trials
    middle = (p + z * z / (2 * trials)) / (1 + z * z / trials)
    half = np.sqrt(p * (1 - p) / trials + (z / (2 * trials)) ** 2) * z
    half /= 1 + z * z / trials
    low = np.where(p > 0, middle - half, 0.0)
    high = np.where(p < 1, middle + half, 1.0)
    return low, high
