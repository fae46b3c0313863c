"""What a sweep leaves: a tidy table, what failed, and how it was made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from trustgame import _files
from trustgame import _validate as check
from trustgame._display import Result, several
from trustgame.sweep.points import Grid
from trustgame.sweep.store import Outcome
from trustgame.typing import FloatArray

if TYPE_CHECKING:
    import os

    import pandas as pd

__all__ = ["Sweep"]


@dataclass(frozen=True, eq=False, repr=False)
class Sweep(Result):
    """A measure over a grid of G points."""

    _chart: ClassVar[str | None] = "sweep"

    measure: str  #: qualified name of the function
    source: str  #: hash of its code
    grid: Grid
    outcomes: Mapping[int, Outcome]  #: named numbers, or an error's text, by point
    seed: int | None

    def __repr__(self) -> str:
        over = " x ".join(
            f"{n} {name}" for name, n in zip(self.grid.names, self.grid.shape, strict=True)
        )
        parts = [f"{len(self.outcomes)} of {len(self.grid)} points"] * (not self.complete)
        parts += [f"{len(self._failed)} failed"] * bool(self._failed)
        told = ", ".join([several(len(self.grid), "point"), *parts])
        return f"Sweep({self.measure.rpartition('.')[2]} over {over}: {told})"

    @property
    def complete(self) -> bool:
        """Whether every point was tried."""
        return len(self.outcomes) == len(self.grid)

    @property
    def failed(self) -> pd.DataFrame:
        """The points that failed: their values and their error."""
        import pandas as pd

        columns = self.grid.columns(self._failed)
        return pd.DataFrame({**columns, "error": [self.outcomes[i] for i in self._failed]})

    @property
    def results(self) -> tuple[str, ...]:
        """Names of the numbers that the measure gave."""
        found = (o for _, o in sorted(self.outcomes.items()) if not isinstance(o, str))
        return tuple(dict.fromkeys(name for outcome in found for name in outcome))

    def array(self, result: str = "value") -> FloatArray:
        """Return one result in the grid's shape, nan where a point failed or is missing.

        Examples
        --------
        >>> from trustgame.sweep.run import sweep
        >>> def power(base, exponent):
        ...     return base**exponent
        >>> over = {"base": [2, 3], "exponent": [1, 2, 3]}
        >>> sweep(power, over=over, progress=False).array()
        array([[ 2.,  4.,  8.],
               [ 3.,  9., 27.]])
        """
        check.one_of("result", result, self.results)
        flat = np.full(len(self.grid), np.nan)
        for index, outcome in self.outcomes.items():
            if not isinstance(outcome, str):
                flat[index] = outcome.get(result, np.nan)
        return flat.reshape(self.grid.shape)

    def to_frame(self) -> pd.DataFrame:
        """Return one row per point: its values, its results, and errors if any."""
        import pandas as pd

        indices = sorted(self.outcomes)
        columns: dict[str, Any] = dict(self.grid.columns(indices))
        for name in self.results:
            columns[name] = self.array(name).ravel()[indices]
        if self._failed:
            found = (self.outcomes[i] for i in indices)
            columns["error"] = [o if isinstance(o, str) else None for o in found]
        return pd.DataFrame(columns)

    def to_csv(self, path: str | os.PathLike[str]) -> None:
        """Write the tidy table to a CSV file."""
        _files.write_frame(self.to_frame(), path, "csv")

    def to_parquet(self, path: str | os.PathLike[str]) -> None:
        """Write the tidy table to a parquet file."""
        _files.write_frame(self.to_frame(), path, "parquet")

    @property
    def _failed(self) -> list[int]:
        """The points that failed, in order."""
        return sorted(i for i, outcome in self.outcomes.items() if isinstance(outcome, str))

    def _made_from(self) -> Mapping[str, Any]:
        made = {
            "measure": self.measure,
            "source": self.source,
            "over": dict(self.grid.values),
        }
        return made | ({} if self.seed is None else {"seed": self.seed})
