"""What the pictures of scenarios share: whose a line is, ticks people say, axes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.ticker import MaxNLocator

from trustgame.deals import words
from trustgame.deals.labels import Labels
from trustgame.deals.numerals import write
from trustgame.deals.words import say
from trustgame.plot import palette
from trustgame.plot.anatomy import balance, body, is_slide
from trustgame.plot.palette import Sizes
from trustgame.plot.ticks import round_ticks

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["DASHES", "Scale", "colour_of", "dashes_for", "limits", "line_look", "name_axes",
           "put_ticks", "scale_of"]  # fmt: skip

#: Line styles by name, and the order in which lines of one colour take them.
DASHES: dict[str, Any] = {
    "solid": "solid",
    "dashed": (0, (5, 1.6)),
    "dotted": (0, (1, 1.2)),
    "mixed": (0, (7, 1.6, 1, 1.6)),
}
_WIDTHS = {"theory": 0.5, "people": 0.4, "guide": 0.5}  # of a full line
_BY_FIVES = tuple(n * 10.0**k for k in range(-6, 9) for n in (1, 2, 5))


@dataclass(frozen=True, slots=True)
class Scale:
    """How numbers of an axis are written and spaced."""

    words: str
    kind: str
    log: bool = False
    whole: bool = False
    ticks: tuple[float, ...] = ()

    def short(self, value: float, labels: Labels) -> str:
        """Return a number for a tick: the unit stands in the axis' words."""
        if self.kind in ("percent", "one_in"):
            return write(value, self.kind, labels)
        return words.amount(value)

    def titled(self, labels: Labels) -> str:
        """Return the axis' words, with the unit of money."""
        if self.kind != "money" or labels.money.casefold() in self.words.casefold():
            return self.words
        return say("story.unit", words=self.words, money=labels.money)


def scale_of(axis: Mapping[str, Any], parameter: Any = None) -> Scale:
    """Return the scale of an axis' table; a parameter says what the table leaves out."""
    return Scale(
        words=axis["words"],
        kind=axis.get("kind", "number" if parameter is None else parameter.kind),
        log=axis.get("scale", "plain") == "log",
        whole=parameter is not None and parameter.whole,
        ticks=tuple(float(t) for t in axis.get("ticks", ())),
    )


# --- whose a line is ---


def colour_of(role: str) -> str:
    """Return the colour of whose a line or mark is."""
    return {
        "model": palette.MODEL,
        "buyer": palette.SIDES[0],
        "seller": palette.SIDES[1],
        "cooperate": palette.MOVES[0],
        "defect": palette.MOVES[1],
        "theory": palette.INK,
        "people": palette.INK,
        "guide": palette.GUIDE,
    }[role]


def line_look(role: str, dash: Any, sizes: Sizes) -> dict[str, Any]:
    """Return how a line is drawn."""
    look: dict[str, Any] = {
        "color": colour_of(role),
        "linestyle": dash,
        "linewidth": _WIDTHS.get(role, 1.0) * sizes.line,
        "zorder": {"guide": 3, "theory": 4.5}.get(role, 4),
        "solid_capstyle": "round",
    }
    return look


def dashes_for(lines: Sequence[Mapping[str, Any]]) -> list[Any]:
    """Return a dash per line: as the picture says, else one its role has not used yet.

    Examples
    --------
    >>> dashes_for([{"role": "buyer"}, {"role": "buyer", "style": "dotted"}])
    ['solid', (0, (1, 1.2))]
    """
    used: dict[str, set[str]] = {}
    for line in lines:
        if "style" in line:
            used.setdefault(line.get("role", "model"), set()).add(line["style"])
    roles = {line.get("role", "model") for line in lines}
    found = []
    for line in lines:
        role = line.get("role", "model")
        taken = used.setdefault(role, set())
        name = line.get("style")
        if name is None:
            order = list(DASHES)
            if role == "seller" and "buyer" in roles and not taken:
                order = ["dashed", *order]  # as everywhere where both sides are drawn
            name = next((dash for dash in order if dash not in taken), "mixed")
            taken.add(name)
        found.append(DASHES[name])
    return found


# --- axes ---


def limits(
    values: Iterable[float], scale: Scale, wanted: Sequence[float] | None = None
) -> tuple[float, float]:
    """Return the ends of an axis: as wanted, else around the numbers and zero."""
    if wanted is not None:
        low, high = (float(end) for end in wanted)
        pad = 0.0 if scale.log else 0.03 * (high - low)
        return low - pad, high + pad
    finite = np.array([v for v in values if np.isfinite(v)] or [0.0, 1.0])
    if scale.log:
        above = finite[finite > 0]
        return float(above.min()) / 1.2, float(above.max()) * 1.2
    low, high = min(0.0, float(finite.min())), max(0.0, float(finite.max()))
    if high - low < 1e-12:
        high = low + 1.0
    pad = 0.06 * (high - low)
    return low - (pad if low < 0 else 0.02 * (high - low)), high + pad


def put_ticks(
    put: Callable[..., Any],
    ends: tuple[float, float],
    scale: Scale,
    labels: Labels,
    most: int = 6,
) -> None:
    """Put ticks at numbers that people say; ``put`` is ``ax.set_xticks`` or its twin."""
    ticks = _ticks(ends, scale, most)
    put(ticks, labels=[scale.short(t, labels) for t in ticks], parse_math=False)


def _ticks(ends: tuple[float, float], scale: Scale, most: int) -> list[float]:
    """Return ticks within the ends."""
    low, high = ends
    slack = 1e-9 * (high - low)

    def within(ticks: Iterable[float]) -> list[float]:
        return [float(t) for t in ticks if low - slack <= t <= high + slack]

    if scale.ticks:
        return within(scale.ticks)
    if scale.log:
        ticks = within(_BY_FIVES)
        if len(ticks) > most:
            ticks = [t for t in ticks if f"{t:.0e}"[0] == "1"] or ticks[
                :: len(ticks) // most
            ]
        return ticks
    if scale.kind == "percent" and low >= -0.1 and 0.9 < high <= 1.1:
        return within([0, 0.5, 1] if most < 5 else [0, 0.25, 0.5, 0.75, 1])
    if scale.whole:
        first, last = int(np.ceil(low)), int(np.floor(high))
        if last - first <= 2 * most:
            return within(range(first, last + 1))
        if first in (0, 1):
            ticks = within(round_ticks(last, first=first))
            return ticks if len(ticks) <= most + 1 else [ticks[0], *ticks[2::2]]
        return within(MaxNLocator(most - 1, integer=True).tick_values(low, high))
    return within(MaxNLocator(most, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high))


def name_axes(
    ax: Axes, across: str, up: str, sizes: Sizes, size: float | None = None
) -> None:
    """Write what the axes are: across below, up above the left edge (on panels beside)."""
    wide, high = body(ax)
    size = sizes.text if size is None else size
    put: dict[str, Any] = {"fontsize": size, "color": palette.DIM, "parse_math": False}
    ax.set_xlabel(balance(across, 0.75 * wide, size), **put)
    if not up:
        return
    if not is_slide(ax):
        ax.set_ylabel(balance(up, 0.8 * high, size), **put)
        return
    ax.annotate(
        balance(up, 0.9 * wide, size),
        (0, 1),
        xytext=(0, 0.5 * size),
        xycoords="axes fraction",
        textcoords="offset points",
        ha="left",
        va="bottom",
        annotation_clip=False,
        gid="y words",
        **put,
    )
