"""Labels beside points, lines and areas: each where it covers least.

A callout knows the places it may take; at each drawing the cheapest one is chosen, so that
labels keep off lines, marks and each other at any size and with any words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from matplotlib.artist import Artist
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke
from matplotlib.text import Text
from matplotlib.transforms import Bbox, IdentityTransform

from trustgame.plot import palette
from trustgame.plot.anatomy import width, wrap
from trustgame.typing import FloatArray

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["POINT_SIDES", "Callout", "Callouts"]

# Where the text lies, seen from its point: right, left, above, below, and the corners.
_SIDES = {
    "e": (1, 0),
    "w": (-1, 0),
    "n": (0, 1),
    "s": (0, -1),
    "ne": (1, 1),
    "se": (1, -1),
    "nw": (-1, 1),
    "sw": (-1, -1),
}
#: The order in which a label tries the sides of its point.
POINT_SIDES = ("se", "ne", "sw", "nw", "e", "w", "s", "n")
_STEPS = (1.0, 2.2, 4.0, 7.0)  # how far a label may move away, in gaps
_FRACTIONS = (0.94, 0.82, 0.7, 0.58, 0.46, 0.34, 0.22, 0.1)


@dataclass(frozen=True, slots=True)
class Callout:
    """A text and where it may stand.

    ``points`` are in data units. A point whose height is nan is a vertical line: the text
    stands beside it, as high as possible. With ``floor`` and ``ceiling`` the text lies
    between these heights, wherever there is room, and is left out if there is none.
    """

    text: str
    points: tuple[tuple[float, float], ...] = ()
    bold: bool = False
    sides: tuple[str, ...] = POINT_SIDES
    floor: float | None = None
    ceiling: float | None = None
    gid: str = "callout"


class Callouts(Artist):
    """All callouts of an Axes.

    Parameters
    ----------
    ax : Axes
        Where the points are.
    callouts : sequence of Callout
        What is said; those that come first choose first.
    lines : sequence of array [n, 2]
        What labels should not cover, in data units.
    dots : sequence of (float, float)
        Marks that they should not cover either.
    size : float
        Type size in points.
    reach : float
        How far the marks extend from their centres, in points.
    room : float
        The widest a label may be, as a share of the Axes.
    """

    def __init__(
        self,
        ax: Axes,
        callouts: Sequence[Callout],
        lines: Sequence[FloatArray],
        dots: Sequence[tuple[float, float]],
        size: float,
        reach: float,
        *,
        room: float = 0.34,
    ) -> None:
        super().__init__()
        self._callouts, self._size, self._reach = list(callouts), size, reach
        self._lines, self._dots, self._room = list(lines), list(dots), room
        self.texts = [
            Text(
                0,
                0,
                one.text,
                fontsize=size,
                fontweight="bold" if one.bold else "normal",
                color=palette.INK if one.floor is None else palette.DIM,
                ha="left",
                va="bottom",
                parse_math=False,
                transform=IdentityTransform(),
                gid=one.gid,
                path_effects=[withStroke(linewidth=size / 4.5, foreground=palette.HALO)],
            )
            for one in self._callouts
        ]
        self._leaders = [
            Line2D(
                [],
                [],
                color=palette.DIM,
                linewidth=size / 18,
                transform=IdentityTransform(),
            )
            for _ in self._callouts
        ]
        self.set_clip_on(False)
        for child in self.get_children():
            child.set_figure(ax.figure)
            child.axes = ax
        self.set_zorder(7)

    def get_children(self) -> list[Artist]:
        """Return texts and leaders."""
        return [*self._leaders, *self.texts]

    def _place(self, renderer: Any) -> None:
        """Give every label the cheapest of its places, then once more with all in sight."""
        ax = cast("Axes", self.axes)
        point = ax.figure.dpi / 72
        ink = self._ink(ax, 4 * point)
        dots = ax.transData.transform(np.array(self._dots, dtype=float).reshape(-1, 2))
        boxes: dict[int, Bbox] = {}
        for _ in range(2):
            for i, (one, text) in enumerate(zip(self._callouts, self.texts, strict=True)):
                others = [box for k, box in boxes.items() if k != i]
                words = (width(word, self._size, one.bold) for word in one.text.split(" "))
                across = max(self._room * ax.bbox.width / point, *words)
                across = min(across, 0.96 * ax.bbox.width / point)
                text.set_visible(True)  # what is hidden has no extent
                text.set_text(wrap(one.text, across, self._size, one.bold))
                extent = text.get_window_extent(renderer)
                wide, high = extent.width, extent.height
                best = min(
                    (
                        (
                            self._cost(ax, box, others, ink, dots)
                            + extra
                            + 6.0 * _crossed(ink, _leader(box, spot), 3 * point)
                            + 30.0 * _belongs_elsewhere(box, spot, dots, 6 * point),
                            k,
                            box,
                            spot,
                        )
                        for k, (box, spot, extra) in enumerate(
                            self._places(ax, one, wide, high, point)
                        )
                    ),
                    key=lambda found: found[:2],
                )
                cost, _, box, spot = best
                shown = one.floor is None or cost < 100
                text.set_visible(shown)
                if shown:
                    boxes[i] = box
                text.set_position((box.x0, box.y0))
                self._lead(i, box, spot, 2.6 * self._gap * point)

    @property
    def _gap(self) -> float:
        """The least distance from a point to its label, in points."""
        return self._reach + 0.25 * self._size

    def _lead(
        self, i: int, box: Bbox, spot: tuple[float, float] | None, far: float
    ) -> None:
        """Join a label to its point where it had to move away."""
        leader = self._leaders[i]
        leader.set_data([], [])
        ends = _leader(box, spot)
        if ends is not None and np.hypot(*(ends[1] - ends[0])) > far:
            leader.set_data(*ends.T)

    def _places(
        self, ax: Axes, one: Callout, wide: float, high: float, point: float
    ) -> Iterator[tuple[Bbox, tuple[float, float] | None, float]]:
        """Yield the boxes a label may take, each with its point and what it costs."""
        room = ax.bbox
        if one.floor is not None and one.ceiling is not None:
            low, top = (ax.transData.transform((0, y))[1] for y in (one.floor, one.ceiling))
            lost = 1000.0 if top - low < 1.15 * high else 0.0
            for k, share in enumerate((0.98, 0.02, 0.75, 0.5, 0.25)):
                left = room.x0 + share * (room.width - wide)
                for y in (low + 0.2 * high, top - 1.2 * high, (low + top - high) / 2):
                    yield Bbox.from_bounds(left, y, wide, high), None, lost + k
            return
        gap = self._gap * point
        for x, y in one.points:
            if np.isnan(y):
                at = ax.transData.transform((x, ax.get_ylim()[0]))[0]
                for k, share in enumerate(_FRACTIONS):
                    middle = room.y0 + share * room.height
                    for side in (1, -1):
                        left = at + gap / 2 if side > 0 else at - gap / 2 - wide
                        box = Bbox.from_bounds(left, middle - high / 2, wide, high)
                        yield box, None, 2.0 * k + (side < 0)
                continue
            at_x, at_y = (float(part) for part in ax.transData.transform((x, y)))
            for far, step in enumerate(_STEPS):
                for k, name in enumerate(one.sides):
                    right, up = _SIDES[name]
                    off = gap * step * (0.75 if right and up else 1.0)
                    left = (
                        at_x
                        + right * off
                        - (0 if right > 0 else wide if right else wide / 2)
                    )
                    base = at_y + up * off - (0 if up > 0 else high if up else high / 2)
                    box = Bbox.from_bounds(left, base, wide, high)
                    yield box, (at_x, at_y), 14.0 * far + 0.8 * k

    def _cost(
        self, ax: Axes, box: Bbox, others: list[Bbox], ink: FloatArray, dots: FloatArray
    ) -> float:
        """Return what a place costs: leaving the Axes, covering labels, marks or lines."""
        room = ax.bbox
        over = (
            max(0.0, room.x0 - box.x0)
            + max(0.0, box.x1 - room.x1)
            + max(0.0, room.y0 - box.y0)
            + max(0.0, box.y1 - room.y1)
        )
        cost = 1000.0 + 10 * over if over > 0.5 else 0.0
        for other in others:
            wide = min(box.x1, other.x1) - max(box.x0, other.x0)
            high = min(box.y1, other.y1) - max(box.y0, other.y0)
            if wide > -3 and high > -1:
                cost += 2000.0 + 10 * max(0.0, min(wide, high))
        pad = 0.12 * self._size
        cost += 5.0 * _inside(ink, box, pad)
        return cost + 60.0 * _inside(dots, box, self._reach)

    def _ink(self, ax: Axes, step: float) -> FloatArray:
        """Return points along all lines, about so many pixels apart [n, 2]."""
        found = [np.empty((0, 2))]
        for line in self._lines:
            at = ax.transData.transform(np.asarray(line, dtype=float))
            at = at[np.isfinite(at).all(axis=1)]
            if len(at) < 2:
                continue
            along = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(at, axis=0).T))])
            marks = np.linspace(0, along[-1], max(2, int(along[-1] / step)))
            found.append(
                np.column_stack([np.interp(marks, along, at[:, k]) for k in (0, 1)])
            )
        return np.concatenate(found)

    def get_window_extent(self, renderer: Any = None) -> Bbox:
        """Return the box around all labels."""
        if renderer is None:
            renderer = self.axes.figure._get_renderer()  # type: ignore[union-attr]
        self._place(renderer)
        shown = [
            text.get_window_extent(renderer) for text in self.texts if text.get_visible()
        ]
        return Bbox.union(shown) if shown else Bbox.null()

    def get_tightbbox(self, renderer: Any = None) -> Bbox:
        """Return the same box: labels are never clipped."""
        return self.get_window_extent(renderer)

    def draw(self, renderer: Any) -> None:
        """Draw leaders and texts."""
        self._place(renderer)
        for child in self.get_children():
            child.draw(renderer)
        self.stale = False


def _inside(points: FloatArray, box: Bbox, pad: float) -> int:
    """Return how many points lie in a box."""
    if not len(points):
        return 0
    x, y = points.T
    return int(
        np.sum(
            (x > box.x0 - pad)
            & (x < box.x1 + pad)
            & (y > box.y0 - pad)
            & (y < box.y1 + pad)
        )
    )


def _leader(box: Bbox, spot: tuple[float, float] | None) -> FloatArray | None:
    """Return the shortest line from a point to a box [2, 2]; None if there is no point."""
    if spot is None:
        return None
    near = min(max(spot[0], box.x0), box.x1), min(max(spot[1], box.y0), box.y1)
    return np.array([spot, near])


def _belongs_elsewhere(
    box: Bbox, spot: tuple[float, float] | None, dots: FloatArray, slack: float
) -> bool:
    """Tell whether another mark is about as near to a box as the mark it belongs to."""
    if spot is None or not len(dots):
        return False
    away = np.hypot(*(dots - np.array(spot)).T) > 1
    near = np.clip(dots, (box.x0, box.y0), (box.x1, box.y1))
    far = np.hypot(*(dots - near).T)
    own = np.hypot(*(np.clip(spot, (box.x0, box.y0), (box.x1, box.y1)) - spot))
    return bool((far[away] < own + slack).any())


def _crossed(ink: FloatArray, leader: FloatArray | None, near: float) -> int:
    """Return how many points of a leader lie on other lines, its first third apart."""
    if leader is None or not len(ink):
        return 0
    along = leader[0] + np.linspace(0.34, 1, 8)[:, None] * (leader[1] - leader[0])
    far = np.hypot(*(along[:, None] - ink[None]).transpose(2, 0, 1))
    return int((far.min(axis=1) < near).sum())
