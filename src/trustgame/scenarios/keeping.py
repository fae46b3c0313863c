"""A scenario's numbers and verdict as tables on disk, the same on every machine."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trustgame import _files
from trustgame.scenarios.board import Board
from trustgame.scenarios.run import ScenarioRun
from trustgame.scenarios.verdict import Verdict

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["keep"]


def keep(
    folder: str | os.PathLike[str],
    *,
    result: pd.DataFrame | None = None,
    run: ScenarioRun | None = None,
    verdict: Verdict | Board | None = None,
) -> None:
    """Write tables of a scenario: ``result.csv``, ``numbers.csv`` and ``verdict.csv``.

    Parameters
    ----------
    folder : path
        A folder that is there; tables of an earlier run are replaced, one by one.
    result : DataFrame, optional
        A table of one's own, its index the settings, its columns numbers.
    run : ScenarioRun, optional
        Every quantity at the run's setting.
    verdict : Verdict or Board, optional
        Every rule, and what became of all of them together.

    Notes
    -----
    Numbers have four digits, settings six places: enough to read, few enough that the last
    digit of a selection does not depend on the processor.

    Raises
    ------
    OutputError
        If a table cannot be written.
    """
    import pandas as pd

    there = Path(folder)
    if result is not None:
        settings = result.index.to_frame(index=False).map(_place)
        numbers = result.reset_index(drop=True).map(_four)
        _files.write_frame(settings.join(numbers), there / "result.csv", "csv")
    if run is not None:
        numbers = run.to_frame()[["quantity", "value"]].map(_four)
        _files.write_frame(numbers, there / "numbers.csv", "csv")
    if verdict is not None:
        several = verdict.verdicts if isinstance(verdict, Board) else (verdict,)
        rows = [row for one in several for row in _judged(one)]
        _files.write_frame(pd.DataFrame(rows).map(_four), there / "verdict.csv", "csv")


def _judged(verdict: Verdict) -> list[dict[Any, Any]]:
    """Return a row for every rule, each with what became of all of them together."""
    together = {
        "together": verdict.outcome,
        "together_share": verdict.share,
        "together_low": verdict.low,
        "together_high": verdict.high,
        "settings": verdict.tries,
        "seed": verdict.seed,
    }
    frame = verdict.to_frame()
    first = ["scenario", "says"]
    columns = [*first, *frame.columns.difference(first, sort=False)]
    return [{**row, **together} for row in frame[columns].to_dict("records")]


def _place(setting: object) -> object:
    """Return a setting to six places, as short as it can be; a name as it is."""
    return f"{round(setting, 6) + 0:.12g}" if isinstance(setting, float) else setting


def _four(value: object) -> object:
    """Return a number in four digits; anything else as it is."""
    return f"{round(value, 6) + 0:.4g}" if isinstance(value, float) else value
