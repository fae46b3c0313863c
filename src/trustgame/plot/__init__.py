"""Charts: a result and an ``ax`` in, that Axes out.

Nothing is computed here, no file is written and no figure is shown. Each chart is a
function ``plot.<name>(result, *, ax=None, labels=None, **style)``; without ``ax`` it draws
on a new 16:9 slide. ``plot.tell(name, result, labels=...)`` gives the texts and the very
numbers of the same chart.
"""

from __future__ import annotations

from trustgame.plot.rounds import path, value_by_horizon

__all__ = ["path", "value_by_horizon"]
