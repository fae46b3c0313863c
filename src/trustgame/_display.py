"""How results introduce themselves: a line, a table, a frame, and how they were made."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from trustgame import _registry
from trustgame._version import __version__

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


_MOST_ROWS = 20  # of a table in a notebook


class Result:
    """Base of all results.

    A subclass gives ``to_frame`` and a one-line ``__repr__``; it may name the chart that
    shows it in ``_chart``. ``_made_from`` holds the specs and the seed that made it.
    """

    _chart: ClassVar[str | None] = None

    def to_frame(self) -> pd.DataFrame:
        """Return the numbers as a tidy table."""
        raise TypeError(f"{type(self).__name__} has no table of its own.")

    def _made_from(self) -> Mapping[str, Any]:
        """Return what made this result: specs by name, and the seed if one was used."""
        return {}

    @property
    def provenance(self) -> dict[str, Any]:
        """Version, specs and seed that make this result again."""
        return {
            "trustgame": __version__,
            "kind": type(self).__name__,
            **self._made_from(),
        }

    def plot(self, *, ax: Axes | None = None, **style: Any) -> Axes:
        """Draw the result with the chart that belongs to it; see ``trustgame.plot``."""
        if self._chart is None:
            raise TypeError(f"{type(self).__name__} has no chart of its own.")
        draw = getattr(_registry.service("plot"), self._chart)
        axes: Axes = draw(self, ax=ax, **style)
        return axes

    def _repr_html_(self) -> str:
        """Return the table for a notebook, under the one-line form; of many rows the ends.

        How many there are is then said below; ``to_frame`` has them all.
        """
        frame = self.to_frame()
        table = frame.to_html(
            border=0, float_format="{:.4g}".format, max_rows=_MOST_ROWS,
            show_dimensions=len(frame) > _MOST_ROWS,
        )  # fmt: skip
        return f"<p><code>{html.escape(repr(self))}</code></p>{table}"


def pair(values: Any, digits: int = 3) -> str:
    """Return ``(buyer, seller)`` numbers for a one-line repr."""
    return "(" + ", ".join(f"{float(value):.{digits}f}" for value in values) + ")"


def several(n: int, thing: str) -> str:
    """Return how many there are of a thing: ``1 run``, ``2,000 runs``, ``2 matches``."""
    plural = "es" if thing.endswith("ch") else "s"
    return f"{n:,} {thing}{'' if n == 1 else plural}"
