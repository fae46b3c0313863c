"""The expected course of a pair: cooperation and depth by round."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.transforms import Affine2D

from trustgame import _validate as check
from trustgame.deals import words
from trustgame.deals.labels import Labels
from trustgame.deals.words import say
from trustgame.plot import palette
from trustgame.plot.anatomy import Telling, dress, open_axes, plain_frame
from trustgame.plot.captions import footer, sure
from trustgame.plot.lines import EndLabels
from trustgame.plot.ticks import name_across, name_left, round_ticks, thin
from trustgame.typing import FloatArray

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from trustgame.solve.path import Path

__all__ = ["path", "tell_path"]


def tell_path(result: Path, labels: Labels | None = None) -> Telling:
    """Return what the chart ``path`` says, and its numbers."""
    labels = Labels() if labels is None else labels
    frame = result.to_frame()
    spread = _depth_spread(result)
    table = pd.DataFrame(
        {
            "round": frame["round"],
            "cooperation_buyer": frame["cooperation_buyer"],
            "cooperation_seller": frame["cooperation_seller"],
            "depth": frame["depth"],
            "depth_low": spread[0],
            "depth_high": spread[1],
            "alive": frame["alive"],
        }
    )
    table = table[np.isfinite(table["cooperation_buyer"])]
    table = table.iloc[thin(len(table))].reset_index(drop=True)
    both = table[["cooperation_buyer", "cooperation_seller"]].mean(axis=1).to_numpy()
    rounds = table["round"].to_numpy()
    first, last = table.iloc[0], table.iloc[-1]
    shows = [
        say(
            "path.side",
            side=side.name,
            C=side.cooperate,
            first=words.percent(first[f"cooperation_{role}"]),
            last=words.percent(last[f"cooperation_{role}"]),
        )
        for role, side in zip(check.ROLES, labels.sides, strict=True)
    ]
    depth = ""
    if result.game.depths > 1:
        depth = say(
            "path.depth",
            first=_level(first["depth"], result, labels),
            last=_level(last["depth"], result, labels),
        )
    ends = say("path.ends", round=labels.round, first=rounds[0], last=rounds[-1])
    shape = say("path.shape", low=words.percent(both.min()), high=words.percent(both.max()))
    finding = _cooperation_finding(both, rounds, labels)
    one_round = len(rounds) == 1
    text = " ".join(p for p in ((ends if not one_round else ""), *shows, depth) if p)
    if one_round:
        text = " ".join(
            say(
                "path.side_once",
                side=side.name,
                C=side.cooperate,
                first=words.percent(first[f"cooperation_{role}"]),
            )
            for role, side in zip(check.ROLES, labels.sides, strict=True)
        )
    return Telling(
        finding=finding,
        question=say("path.question", round=labels.round, rounds=labels.rounds),
        footer=footer(result.game, labels, (result.buyer, result.seller)),
        sentence=f"{text} {say('path.not')} {sure()}",
        alt=f"{finding}. {shape}",
        table=table,
    )


def path(
    result: Path,
    *,
    ax: Axes | None = None,
    size: str | None = None,
    labels: Labels | None = None,
    **style: Any,
) -> Axes:
    """Draw how often each side cooperates, and how deep the relationship is, by round.

    Parameters
    ----------
    result : Path
        What ``Evaluation.path`` gives.
    ax : Axes, optional
        Where to draw; a new slide unless given.
    size : {"slide", "column", "square", "poster"}, optional
        The new figure's size, without ``ax``: a slide unless given.
    labels : Labels, optional
        The words of a deal.
    **style
        Properties of the two cooperation lines, as matplotlib names them.

    Returns
    -------
    Axes
        Cooperation is drawn from 0 to 1 in data units; depth lies beneath, in levels.
    """
    labels = Labels() if labels is None else labels
    telling = tell_path(result, labels)
    ax, sizes = open_axes(ax, size)
    dress(ax, telling, sizes)
    table = telling.table
    rounds = table["round"].to_numpy()
    last = int(rounds[-1])
    alive = table["alive"].to_numpy()
    if alive.min() < 0.999:
        ax.fill_between(rounds, 0, alive, color=palette.FAINT, linewidth=0, zorder=0)
        ax.text(
            0.03,
            0.03,
            say("path.alive"),
            transform=ax.get_yaxis_transform(),
            fontsize=sizes.small,
            color=palette.DIM,
            ha="left",
            va="bottom",
            parse_math=False,
            gid="alive",
        )
    mark = "o" if last == 1 else None
    ends, texts = [], []
    for role, side, colour, dash in zip(
        check.ROLES, labels.sides, palette.SIDES, palette.SIDE_LINES, strict=True
    ):
        share = table[f"cooperation_{role}"].to_numpy()
        line: dict[str, Any] = {
            "color": colour,
            "linestyle": dash,
            "linewidth": sizes.line,
            "marker": mark,
            "markersize": sizes.mark,
            "zorder": 3,
        }
        ax.plot(rounds, share, label=side.name, gid=f"cooperation_{role}", **(line | style))
        ends.append(float(share[-1]))
        texts.append(
            say(
                "path.end", side=side.name, C=side.cooperate, share=words.percent(share[-1])
            )
        )
    colours: list[Any] = list(palette.SIDES)
    bottom = -0.06
    levels = result.game.depths
    ticks, names = [0.0, 0.5, 1.0], [words.percent(t) for t in (0, 0.5, 1)]
    if levels > 1:
        bottom = -0.72
        scale = Affine2D().scale(1, 0.52 / (levels - 1)).translate(0, -0.68)
        depth, to_axes = table["depth"].to_numpy(), scale + ax.transData
        deep = palette.depth_colour(1)
        for level in range(levels):
            ax.axhspan(
                *(scale.transform([(0, level - 0.02), (0, level + 0.02)])[:, 1]),
                color=palette.depth_colour(level / (levels - 1)),
                linewidth=0,
                zorder=1,
            )
        ax.fill_between(
            rounds,
            table["depth_low"],
            table["depth_high"],
            transform=to_axes,
            color=palette.depth_colour(0.35),
            alpha=0.35,
            linewidth=0,
            zorder=1.5,
        )
        ax.plot(
            rounds,
            depth,
            color=deep,
            linewidth=sizes.line,
            transform=to_axes,
            zorder=3,
            marker=mark,
            markersize=sizes.mark,
            gid="depth",
        )
        shown = range(levels) if levels <= 5 else (0, levels - 1)
        ticks += [float(scale.transform((0, level))[1]) for level in shown]
        names += [
            labels.depth(level) if labels.depths else say("depth.level", level=level)
            for level in shown
        ]
        ends.append(float(scale.transform((0, depth[-1]))[1]))
        texts.append(say("path.depth_end", depth=_level(depth[-1], result, labels)))
        colours.append(deep)
    plain_frame(ax, sizes, grid="")
    ax.hlines(
        [0, 0.5, 1],
        0,
        1,
        transform=ax.get_yaxis_transform(),
        color=palette.GRID,
        linewidth=0.2 * sizes.line,
        zorder=0.5,
    )
    span = max(last - 1, 1)
    ax.set_xlim(1 - (0.5 if last == 1 else 0.02 * span), last + 0.02 * span)
    ax.set_ylim(bottom, 1.05)
    name_left(ax, ticks, names, sizes, share=0.28, lines=1)
    ax.set_xticks(
        shown_rounds := round_ticks(last), labels=[words.counted(k) for k in shown_rounds]
    )
    name_across(ax, labels.round, sizes)
    ax.add_artist(EndLabels(ax, ends, texts, colours, sizes))
    return ax


def _depth_spread(result: Path) -> tuple[FloatArray, FloatArray]:
    """Return mean depth minus and plus one standard deviation, within the ladder."""
    mass = result.flow.sum(axis=(2, 3))
    total = np.where(mass.sum(axis=1) > 0, mass.sum(axis=1), 1)
    levels = np.arange(mass.shape[1])
    mean = mass @ levels / total
    deviation = np.sqrt(np.maximum(mass @ levels**2 / total - mean**2, 0))
    return np.maximum(mean - deviation, 0), np.minimum(mean + deviation, levels[-1])


def _level(mean: float, result: Path, labels: Labels) -> str:
    """Return a mean level in words: the nearest rung's name, or the number."""
    if labels.depths:
        return say(
            "depth.near",
            depth=labels.depth(round(float(mean))),
            level=words.decimal(mean, 1),
            top=result.game.depths - 1,
        )
    return say("depth.mean", level=words.decimal(mean, 1), top=result.game.depths - 1)


def _cooperation_finding(both: FloatArray, rounds: FloatArray, labels: Labels) -> str:
    """Return what happens to cooperation: it crosses one half, rises, falls or stays."""
    told = {
        "first": words.percent(both[0]),
        "last": words.percent(both[-1]),
        "round": labels.round,
        "end": words.counted(rounds[-1]),
    }
    if len(both) == 1:
        return say("path.once", **told)
    half = both >= 0.5
    change = np.flatnonzero(half[1:] != half[:-1]) + 1
    if len(change) == 1:
        at = words.counted(rounds[change[0]])
        return say("path.passes_half" if half[-1] else "path.falls_half", at=at, **told)
    low, high = int(np.argmin(both)), int(np.argmax(both))
    if min(both[0], both[-1]) - both[low] > 0.03:
        return say(
            "path.dips",
            low=words.percent(both[low]),
            at=words.counted(rounds[low]),
            **told,
        )
    if both[high] - max(both[0], both[-1]) > 0.03:
        return say(
            "path.peaks",
            high=words.percent(both[high]),
            at=words.counted(rounds[high]),
            **told,
        )
    if both[-1] - both[0] > 0.03:
        return say("path.rises", **told)
    if both[0] - both[-1] > 0.03:
        return say("path.falls", **told)
    return say("path.stays", **told)
