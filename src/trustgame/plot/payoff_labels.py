"""The words of the payoff set: beside the points, or where they are long in a key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.offsetbox import AnnotationBbox, DrawingArea

from trustgame.deals.labels import Labels
from trustgame.deals.words import say
from trustgame.plot import palette
from trustgame.plot.anatomy import body, wrap
from trustgame.plot.callouts import Callout, Callouts
from trustgame.plot.palette import Sizes

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from trustgame.solve.payoff_set import PayoffSet

__all__ = ["label_points"]

_CLOSE = 0.012  # of the picture: nearer than that, two marks are one to the eye
_WORDY, _LONG = 300, 66  # letters in all, and in one label, that find room beside points

_MOST = 9  # places with a name
_FEW = 2  # pairs that are named where more meet

Place = tuple[str, tuple[float, float]]


def label_points(
    ax: Axes, result: PayoffSet, table: pd.DataFrame, labels: Labels, sizes: Sizes
) -> None:
    """Put words beside outcomes, pairs and lines; long ones in a key, by number."""
    places, unnamed = _places(ax, result, table)
    secured = [
        say("payoff_set.line", side=side.name, value=labels.pay(value))
        for side, value in zip(labels.sides, result.minmax, strict=True)
    ]
    lengths = [len(text) for text in (*secured, *(text for text, _ in places))]
    if unnamed or sum(lengths) > _WORDY or max(lengths) > _LONG:
        _key(ax, secured, [text for text, _ in places], unnamed, sizes)
        callouts = [
            Callout(str(k), (spot,), bold=True, gid="number")
            for k, (_, spot) in enumerate(places, 1)
        ]
    else:
        callouts = [Callout(text, (spot,), gid="place") for text, spot in places]
        callouts += _along_lines(ax, result, secured)
    (x0, x1), (y0, y1) = ax.get_xlim(), ax.get_ylim()
    x, y = result.minmax
    lines = [
        np.array([(x, y0), (x, y1)]),
        np.array([(x0, y), (x1, y)]),
        *(np.vstack([part, part[:1]]) for part in (result.vertices, result.rational)),
    ]
    dots = [(float(a), float(b)) for a, b in table[["buyer", "seller"]].to_numpy()]
    small = sum(lengths) > 0.8 * _WORDY and callouts[0].gid == "place"
    size = sizes.small if small else sizes.text
    ax.add_artist(Callouts(ax, callouts, lines, dots, size, 0.6 * sizes.mark))


def _along_lines(ax: Axes, result: PayoffSet, secured: list[str]) -> list[Callout]:
    """Return the labels of the lines of what each side can secure."""
    x0, x1 = ax.get_xlim()
    x, y = (float(value) for value in result.minmax)
    along = [x0 + share * (x1 - x0) for share in (0.97, 0.03, 0.85, 0.15, 0.7)]
    sides = ("nw", "sw", "ne", "se")
    return [
        Callout(secured[0], ((x, np.nan),), gid="secured"),
        Callout(secured[1], tuple((at, y) for at in along), sides=sides, gid="secured"),
    ]


def _places(ax: Axes, result: PayoffSet, table: pd.DataFrame) -> tuple[list[Place], int]:
    """Return a text for each place with all that the eye sees there; outcomes first.

    Of very many places of pairs the notable ones are named: where the two have most, each
    has most, and the two have least. How many pairs stand at the others is the second.
    """
    span = np.array([np.ptp(ax.get_xlim()), np.ptp(ax.get_ylim())])
    deepest = result.depths[-1]
    here = (table["kind"] == "outcome") & (table["depth"] == deepest).fillna(False)
    named = table[here | table["kind"].isin(["outside", "pair"])]
    found: list[tuple[tuple[float, float], tuple[list[str], list[str]]]] = []
    for kind, name, x, y in named[["kind", "name", "buyer", "seller"]].itertuples(
        index=False, name=None
    ):
        close = [
            place
            for place in found
            if (np.abs(np.subtract(place[0], (x, y))) <= _CLOSE * span).all()
        ]
        if not close:
            close = [((x, y), ([], []))]
            found += close
        close[0][1][kind == "pair"].append(name)
    found, rest = _notable(found)
    texts = []
    for spot, (outcomes, pairs) in found:
        outcome = say("payoff_set.or").join(dict.fromkeys(outcomes))
        if len(outcomes) == 4 and result.outside is None:
            outcome = say("payoff_set.all")
        named = list(dict.fromkeys(pairs))
        played = say("payoff_set.next").join(named)
        if rest and len(named) > _FEW:
            few = say("payoff_set.next").join(named[:_FEW])
            played = say("payoff_set.and_more", pairs=few, n=len(named) - _FEW)
        both = say("payoff_set.at", outcome=outcome, pairs=played)
        texts.append((both if outcome and played else outcome or played, spot))
    return texts, sum(len(pairs) for _, (_, pairs) in rest)


_Found = list[tuple[tuple[float, float], tuple[list[str], list[str]]]]


def _notable(found: _Found) -> tuple[_Found, _Found]:
    """Return the places that are named, in their order, and the others."""
    pairs = [k for k, (_, (outcomes, _)) in enumerate(found) if not outcomes]
    spots = {k: np.array(found[k][0]) for k in pairs}
    ranked = sorted(pairs, key=lambda k: -float(spots[k].sum()))
    if len(found) > _MOST and pairs:
        ends = [max(pairs, key=lambda k: float(spots[k][i])) for i in range(2)]
        ranked = list(dict.fromkeys([ranked[0], *ends, ranked[-1], *ranked]))
    room = max(1, _MOST - (len(found) - len(pairs)))
    kept = {*range(len(found))} - {*ranked[room:]}
    named = [found[k] for k in range(len(found)) if k in kept]
    return named, [found[k] for k in ranked[room:]]


def _key(
    ax: Axes, secured: list[str], places: list[str], unnamed: int, sizes: Sizes
) -> None:
    """Say at the right what lines and numbers stand for; what finds no room is cut."""
    if unnamed:
        places = [*places, say("payoff_set.unnamed", n=unnamed)]
    wide, high = body(ax)
    size, gap, room = sizes.small, 0.3 * sizes.small, 0.47 * wide
    height, texts = 1.25 * size, [*secured, *places]

    def wrapped(lines: int) -> list[str]:  # an amount at the end of a line's label is kept
        return [
            wrap(text, room, size, lines=max(lines, 3 if k < 2 else 1))
            for k, text in enumerate(texts)
        ]

    most = 1
    while most < 12 and (
        sum(height * (1 + told.count("\n")) + gap for told in wrapped(most + 1))
        <= 0.94 * high
    ):
        most += 1
    drop = 0.0
    for k, told in enumerate(wrapped(most)):
        middle = drop - 0.6 * size
        at: dict[str, Any] = {"xycoords": "axes fraction", "annotation_clip": False}
        if k < 2:
            box = DrawingArea(0, 0)
            long = 0.9 * sizes.small
            box.add_artist(
                Line2D(
                    [-long, long],
                    [0, 0],
                    color=palette.SIDES[k],
                    linestyle=palette.SIDE_LINES[k],  # type: ignore[arg-type]
                    linewidth=0.6 * sizes.line,
                )
            )
            ax.add_artist(
                AnnotationBbox(
                    box,
                    (1, 1),
                    xybox=(2 * size, middle),
                    boxcoords="offset points",
                    frameon=False,
                    **at,
                )
            )
        else:
            more = unnamed and k == len(texts) - 1
            ax.annotate(
                "" if more else str(k - 1),
                (1, 1),
                xytext=(2 * size, drop),
                textcoords="offset points",
                fontsize=size,
                fontweight="bold",
                ha="center",
                va="top",
                color=palette.INK,
                **at,
            )
        ax.annotate(
            told,
            (1, 1),
            xytext=(3.5 * size, drop),
            textcoords="offset points",
            fontsize=size,
            va="top",
            color=palette.INK,
            parse_math=False,
            gid="key",
            **at,
        )
        drop -= height * (1 + told.count("\n")) + gap
