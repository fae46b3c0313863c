"""Any function of named values over a grid: a tidy table that survives being stopped.

``sweep`` calls a measure at every point of a grid, here, in processes, in threads or on a
cluster. Each point has a seed of its own, made from the sweep's seed and the point's
values, so that no order, number of workers or neighbour moves a number. A folder given as
``store`` keeps every finished point; a run that was killed goes on from there.
"""

from __future__ import annotations

from trustgame.sweep.result import Sweep
from trustgame.sweep.run import sweep

__all__ = ["Sweep", "sweep"]
