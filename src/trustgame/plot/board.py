"""The board of verdicts: claim, verdict, number, how far it holds, and where it flips."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.patches import Rectangle

from trustgame._version import __version__
from trustgame.deals.labels import Labels
from trustgame.deals.words import listed, percent, say, strung
from trustgame.plot import palette
from trustgame.plot.anatomy import Telling, body, dress, open_axes, width, wrap
from trustgame.plot.board_rows import (
    COLUMNS,
    LINE,
    OUTCOMES,
    Row,
    key_of,
    lines_of,
    paged,
    rows_of,
    verdicts_of,
)
from trustgame.plot.captions import join
from trustgame.plot.palette import Sizes

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from trustgame.scenarios.board import Board
    from trustgame.scenarios.verdict import Verdict

__all__ = ["tell_verdict_board", "verdict_board"]

_TRACK = 0.074  # width of a full bar at most


def tell_verdict_board(
    result: Board | Verdict, labels: Labels | None = None, *, page: int = 1
) -> Telling:
    """Return what the chart ``verdict_board`` says, and its numbers."""
    several = hasattr(result, "verdicts")
    every = list(rows_of(result, labels))
    rows, pages = paged(every, page)
    verdicts = verdicts_of(result)
    finding = _finding(result, every)
    tries = {verdict.tries for verdict in verdicts} - {0}
    if several:
        question = say("board.question")
    elif tries:
        question = say("board.question_one", n=max(tries))
    else:
        question = say("board.question_fixed")
    refused = getattr(result, "refused", {})
    sampled = any("sure" in p for v in verdicts for p in v.scenario.pictures)
    footer = join(
        say("board.sampled") if sampled else say("footer.exact"),
        say("board.tries", n=listed(str(n) for n in sorted(tries)), seed=verdicts[0].seed)
        if tries
        else "",
        f"trustgame {__version__}",
        say("board.page", page=page, pages=pages) if pages > 1 else "",
        say("board.refused", names=strung(refused)) if refused else "",
    )
    told = [
        say(
            "board.row_untested" if math.isnan(row.share) else "board.row",
            title=row.title,
            outcome=say(f"board.{key_of(row.outcome)}"),
            share=percent(row.share),
        )
        for row in rows
    ]
    return Telling(
        finding=finding,
        question=question,
        footer=footer,
        sentence=say("board.sentence", finding=finding),
        alt=f"{finding}. {say('board.shape', n=len(rows), rows=' '.join(told))}",
        table=pd.DataFrame(rows, columns=list(Row._fields)),
    )


def _finding(result: Board | Verdict, rows: list[Row]) -> str:
    """Return how many claims came out how, or how the one did."""
    if hasattr(result, "verdicts"):
        counts = {o: sum(row.outcome == o for row in rows) for o in OUTCOMES}
        parts = [
            say(f"board.{'one' if n == 1 else 'some'}_{key_of(o)}", n=n)
            for o, n in counts.items()
            if n
        ]
        return say("board.finding", all=len(rows), counts=strung(parts))
    told = {
        "title": result.scenario.title,
        "outcome": say(f"board.{key_of(result.outcome)}"),
        "share": percent(result.share),
    }
    return say("board.finding_share" if result.tries else "board.finding_one", **told)


def verdict_board(
    result: Board | Verdict,
    *,
    ax: Axes | None = None,
    size: str | None = None,
    labels: Labels | None = None,
    page: int = 1,
    **style: Any,
) -> Axes:
    """Draw verdicts as a table: word and shape, number, share of the box, boundary.

    Parameters
    ----------
    result : Board or Verdict
        What ``verdicts`` gives: a row for each scenario, with the rule that decides it; or
        what ``Scenario.verdict`` gives: a row for each rule.
    ax : Axes, optional
        Where to draw; a new slide unless given.
    size : {"slide", "column", "square", "poster"}, optional
        The new figure's size, without ``ax``: a slide unless given.
    labels : Labels, optional
        Words for units; each scenario's own unless given.
    page : int
        Which page, where there are more rows than a slide can hold.
    **style
        Properties of the bars, as matplotlib names them for patches.
    """
    telling = tell_verdict_board(result, labels, page=page)
    rows, _ = paged(list(rows_of(result, labels)), page)
    ax, sizes = open_axes(ax, size)
    ax.set(xlim=(0, 1), ylim=(0, 1))
    ax.axis("off")
    dress(ax, telling, sizes)
    wide, high = body(ax)
    head = _head(ax, hasattr(result, "verdicts"), sizes, (wide, high))
    full = (high - head) * min(1.0, len(rows) / 3)
    letters = sizes.text
    needs = [lines_of(row, wide, letters) for row in rows]
    if sum(needs) * LINE * letters > full:
        letters = sizes.small
        needs = [lines_of(row, wide, letters) for row in rows]
    top = high - head
    for k, row in enumerate(rows):
        tall = full * needs[k] / sum(needs)
        kept = max(1, int(tall / (LINE * letters)))
        _rule(ax, top / high, sizes)
        middle = (top - tall / 2) / high
        _draw_row(ax, row, k, middle, (wide, high), (letters, kept), sizes, style)
        top -= tall
    return ax


def _head(ax: Axes, several: bool, sizes: Sizes, room: tuple[float, float]) -> float:
    """Name the columns; return the height in points that the names take."""
    names = {}
    for column, (left, right) in COLUMNS.items():
        key = "rule" if column == "claim" and not several else column
        names[column] = _cut(
            say(f"board.head_{key}"), (right - left) * room[0], sizes.small, 3
        )
    high = (1 + max(name.count("\n") for name in names.values())) * LINE * sizes.small
    for column, name in names.items():
        ax.text(
            COLUMNS[column][0],
            1 - high / room[1],
            name,
            color=palette.DIM,
            fontsize=sizes.small,
            ha="left",
            va="bottom",
            linespacing=1.0,
            parse_math=False,
            gid="head",
        )
    return high + 0.5 * sizes.small


def _rule(ax: Axes, y: float, sizes: Sizes) -> None:
    """Draw a light line between rows."""
    ax.plot([0, 1], [y, y], color=palette.GRID, linewidth=0.2 * sizes.line, zorder=0,
            clip_on=False)  # fmt: skip


def _draw_row(
    ax: Axes,
    row: Row,
    k: int,
    y: float,
    room: tuple[float, float],
    type_: tuple[float, int],
    sizes: Sizes,
    style: Mapping[str, Any],
) -> None:
    """Draw one row around a height."""
    wide, _ = room
    size, lines = type_
    spaces = {name: (right - left) * wide for name, (left, right) in COLUMNS.items()}
    parts = [(_cut(row.title, spaces["claim"], size, lines, True), True)]
    used = parts[0][0].count("\n") + 1
    if row.says and lines > used:
        parts.append((_cut(row.says, spaces["claim"], size, lines - used), False))
    _stack(ax, COLUMNS["claim"][0], y, parts, size, room, f"claim {k}")
    shape = 1.5 * size / wide
    left = COLUMNS["verdict"][0]
    _shape(ax, left + 0.4 * shape, y, row.outcome, 0.8 * size, k)
    word = _cut(
        say(f"board.{key_of(row.outcome)}"),
        spaces["verdict"] - 1.5 * size,
        size,
        lines,
        True,
    )
    _stack(ax, left + shape, y, [(word, True)], size, room, f"verdict {k}")
    if row.value:
        said = [(_cut(row.value, spaces["number"], size, max(1, lines - 1), True), True)]
        used = said[0][0].count("\n") + 1
        if lines > used:
            bound = say("board.must", bound=row.bound)
            said.append((_cut(bound, spaces["number"], size, lines - used), False))
        _stack(ax, COLUMNS["number"][0], y, said, size, room, f"number {k}")
    if not math.isnan(row.share):
        _bar(ax, row, k, y, size, room, style)
    boundary = _boundary(row.boundary, spaces["boundary"], size, lines)
    _stack(ax, COLUMNS["boundary"][0], y, [(boundary, False)], size, room, f"boundary {k}")


def _cut(text: str, room: float, size: float, lines: int, bold: bool = False) -> str:
    """Wrap a text, units too; what does not fit is cut, and an ellipsis says so."""
    return wrap(text.replace("\u00a0", " "), room, size, bold, lines)


def _boundary(text: str, room: float, size: float, lines: int) -> str:
    """Return as many boundaries as fit, the nearest first; cut only the last one."""
    parts = text.removesuffix(".").split(say("verdict.or"))
    said = parts[0]
    for part in parts[1:]:
        longer = said + say("verdict.or") + part
        if wrap(longer, room, size).count("\n") >= lines:
            break
        said = longer
    return _cut(said, room, size, lines)


def _stack(
    ax: Axes,
    x: float,
    y: float,
    parts: list[tuple[str, bool]],
    size: float,
    room: tuple[float, float],
    gid: str,
) -> None:
    """Write texts under each other, bold or grey, centred around a height."""
    counts = [text.count("\n") + 1 for text, _ in parts]
    top = y + sum(counts) * LINE * size / room[1] / 2
    for (text, bold), n in zip(parts, counts, strict=True):
        middle = top - n * LINE * size / room[1] / 2
        ax.text(
            x,
            middle,
            text,
            fontsize=size,
            fontweight="bold" if bold else "normal",
            color=palette.INK if bold or gid[:8] == "boundary" else palette.DIM,
            ha="left",
            va="center",
            linespacing=1.08,
            parse_math=False,
            gid=gid,
        )
        top -= n * LINE * size / room[1]


def _shape(ax: Axes, x: float, y: float, outcome: str, size: float, k: int) -> None:
    """Draw the shape of a verdict: full, half, crossed out, or empty."""
    looks: dict[str, dict[str, Any]] = {
        OUTCOMES[0]: {"marker": "o", "fillstyle": "full"},
        OUTCOMES[1]: {"marker": "o", "fillstyle": "left"},
        OUTCOMES[2]: {"marker": "X", "fillstyle": "full"},
        OUTCOMES[3]: {"marker": "s", "fillstyle": "none"},
    }
    ax.plot(
        x,
        y,
        linestyle="none",
        markersize=size * 1.15,
        color=palette.INK,
        markerfacecoloralt=palette.PAPER,
        markeredgewidth=0.12 * size,
        clip_on=False,
        gid=f"shape {k}",
        **looks[outcome],
    )


def _bar(
    ax: Axes,
    row: Row,
    k: int,
    y: float,
    size: float,
    room: tuple[float, float],
    style: Mapping[str, Any],
) -> None:
    """Draw the share of the box in which a rule holds, and its interval."""
    left, right = COLUMNS["share"]
    told = width(percent(1), size) + 0.9 * size  # and what keeps it off the next column
    track = min(_TRACK, max(0.0, right - left - told / room[0]))
    tall = 0.85 * size / room[1]
    ax.add_patch(
        Rectangle(
            (left, y - tall / 2),
            track,
            tall,
            facecolor=palette.BAR,
            linewidth=0,
            clip_on=False,
            gid=f"track {k}",
        )
    )
    look: dict[str, Any] = {"facecolor": palette.MODEL, "linewidth": 0, "clip_on": False}
    ax.add_patch(
        Rectangle(
            (left, y - tall / 2),
            track * row.share,
            tall,
            gid=f"share {k}",
            **(look | dict(style)),
        )
    )
    ends = [left + track * end for end in (row.low, row.high)]
    ax.plot(
        ends,
        [y, y],
        color=palette.INK,
        linewidth=0.12 * size,
        marker="|",
        markersize=0.6 * size,
        markeredgewidth=0.12 * size,
        clip_on=False,
        gid=f"interval {k}",
    )
    ax.text(
        left + track + 0.5 * size / room[0],
        y,
        percent(row.share),
        fontsize=size,
        color=palette.INK,
        ha="left",
        va="center",
        parse_math=False,
        gid=f"percent {k}",
    )
