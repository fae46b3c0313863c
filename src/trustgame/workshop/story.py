"""A scenario, or the board of all, as a folder: pictures, their numbers, the verdict."""

from __future__ import annotations

import os
from pathlib import Path

from trustgame import _files
from trustgame.plot.board_rows import pages_of
from trustgame.scenarios import Board, ScenarioRun, Verdict, keep
from trustgame.workshop.figures import same_everywhere, words_of, write_chart

__all__ = ["write_board", "write_story"]

#: The file that says a folder was written here, so that a later run may replace it.
MARKER = ".trustgame-story"


def write_story(run: ScenarioRun, verdict: Verdict, out: str | os.PathLike[str]) -> Path:
    """Write a scenario's pictures, its numbers, its verdict and its own file.

    The folder appears whole or not at all; an earlier one is replaced.
    """
    with (
        _files.whole_folder(out, marker=MARKER) as folder,
        same_everywhere(words_of(run.scenario.labels)),
    ):
        for number, picture in enumerate(run.pictures):
            name = f"{number + 1:02d}-{picture.name}"
            write_chart(folder, name, "scenario", run, options={"picture": number})
        if verdict.findings:
            write_chart(folder, "verdict-board", "verdict_board", verdict)
        keep(folder, run=run, verdict=verdict)
        run.scenario.to_toml(folder / "scenario.toml")
    return Path(out)


def write_board(board: Board, out: str | os.PathLike[str]) -> Path:
    """Write the board as pictures, as many as its rows need, and as a table."""
    with _files.whole_folder(out, marker=MARKER) as folder, same_everywhere([]):
        for page in range(1, pages_of(board) + 1):
            options = {"page": page}
            write_chart(folder, f"board-{page}", "verdict_board", board, options=options)
        keep(folder, verdict=board)
    return Path(out)
