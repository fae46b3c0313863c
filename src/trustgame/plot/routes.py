"""How arrows, loops, starts, exits and words find their way between the circles.

Arrows bend as far as they must; what goes out and back runs on two arcs; loops, starts and
exits take the freest side of their circle; words stand on their own arrow, where they cover
nothing. Everything is in points.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from trustgame.typing import FloatArray

__all__ = ["MANY", "Box", "Map", "Router", "Spot"]

#: With more arrows than this, type is smaller and words stand near the tails.
MANY = 16

Size = tuple[float, float]  #: width and height of words
Pair = tuple[int, int]  #: origin and target of an arrow

_TURN = 2 * math.pi
_AGAIN = 4  # times that words which cover others are placed anew
_SHARES = tuple(k / 40 for k in range(6, 35))  # of an arrow's length, where words may stand


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in points, by its centre and half its sides."""

    x: float
    y: float
    half_wide: float
    half_high: float

    def overlap(self, other: Box) -> float:
        """Return the area shared with another one."""
        wide = self.half_wide + other.half_wide - abs(self.x - other.x)
        high = self.half_high + other.half_high - abs(self.y - other.y)
        return max(wide, 0.0) * max(high, 0.0)

    def holds(self, points: FloatArray) -> int:
        """Return how many points lie inside."""
        inside = abs(points - (self.x, self.y)) < (self.half_wide, self.half_high)
        return int(inside.all(axis=1).sum())

    def sticks_out(self, wide: float, high: float) -> float:
        """Return by how much it leaves a page."""
        across = abs(self.x - wide / 2) + self.half_wide - wide / 2
        up = abs(self.y - high / 2) + self.half_high - high / 2
        return max(across, 0.0) + max(up, 0.0)

    def moved(self, by: FloatArray) -> Box:
        """Return the same box elsewhere."""
        x, y = by.tolist()
        return Box(self.x + x, self.y + y, self.half_wide, self.half_high)


@dataclass(frozen=True, eq=False)
class Spot:
    """A line with words: an arrow, a loop, the start or an exit."""

    line: FloatArray  #: [K, 2] from tail to head
    box: Box  #: where its words stand


@dataclass(frozen=True, eq=False)
class Map:
    """A finished arrangement."""

    centres: FloatArray  #: [X, 2]
    radius: float
    arrows: dict[Pair, Spot]  #: by origin and target, loops included
    start: Spot
    exits: dict[int, Spot]  #: by state


class Router:
    """Finds the way of one line after another, minding all that is there already."""

    def __init__(self, centres: FloatArray, radius: float, page: Size) -> None:
        self.centres, self.radius, self.page = centres, radius, page
        self.circles = [
            Box(x, y, 1.08 * radius, 1.08 * radius) for x, y in centres.tolist()
        ]
        self.lines: dict[Pair, FloatArray] = {}
        self.boxes: list[Box] = []
        self.arrows: dict[Pair, Spot] = {}
        self.sticks: dict[tuple[str, int], Spot] = {}
        self.ends: dict[int, list[float]] = {x: [] for x in range(len(centres))}

    def run(
        self, first: int, words: dict[Pair, Size], exits: dict[int, Size], start: Size
    ) -> None:
        """Lay everything out: arcs, the short ones first; sticks and loops; words."""
        at = self.centres
        for pair in sorted(words, key=lambda a: math.dist(at[a[0]], at[a[1]])):
            if pair[0] != pair[1]:
                self.bend(pair, words[pair][1], two_way=pair[::-1] in words)
        self.stick("start", first, start, inward=True)
        for x in range(len(at)):
            if x in exits:
                self.stick("exit", x, exits[x], inward=False)
            if (x, x) in words:
                self.loop(x, words[x, x])
        self.label(words)

    def finished(self, first: int, exits: Iterable[int]) -> Map:
        """Return all that was laid out, moved to the middle of the page."""
        spots = [*self.arrows.values(), *self.sticks.values()]
        boxes = [*(spot.box for spot in spots), *self.circles]
        half = np.array([(box.half_wide, box.half_high) for box in boxes])
        middle = np.array([(box.x, box.y) for box in boxes])
        taken = np.concatenate((*(s.line for s in spots), middle - half, middle + half))
        by = np.array(self.page) / 2 - (taken.min(axis=0) + taken.max(axis=0)) / 2

        def moved(spot: Spot) -> Spot:
            return Spot(spot.line + by, spot.box.moved(by))

        return Map(
            self.centres + by,
            self.radius,
            {pair: moved(spot) for pair, spot in self.arrows.items()},
            moved(self.sticks["start", first]),
            {x: moved(self.sticks["exit", x]) for x in exits},
        )

    def flaws(self) -> float:
        """Return how much a reader would mark in red."""
        spots = [*self.arrows.values(), *self.sticks.values()]
        boxes = [spot.box for spot in spots if spot.box.half_wide]
        over = sum(a.overlap(b) > 4 for a, b in combinations(boxes, 2))
        over += sum(a.overlap(b) > 4 for a in boxes for b in self.circles)
        out = sum(box.sticks_out(*self.page) > 1 for box in boxes)
        hidden, struck = 0, 0.0
        for spot in spots:
            bare = len(spot.line) - spot.box.holds(spot.line)
            steps = np.hypot(*np.diff(spot.line, axis=0).T).mean()
            hidden += bare * steps < 30
            for other in spots:
                if other is not spot and spot.box.half_wide:
                    heads = spot.box.holds(other.line[-8:])
                    struck += 0.5 * bool(spot.box.holds(other.line)) + 2 * bool(heads)
        return 4.0 * over + 4 * out + 2 * hidden + struck

    def bend(self, pair: Pair, high: float, *, two_way: bool) -> None:
        """Give an arrow the least bent arc that keeps clear of the circles between.

        What goes both ways bends enough for words of that height to stand side by side.
        """
        apart = math.dist(self.centres[pair[0]], self.centres[pair[1]]) or 1.0
        least = min(max(0.16, (high + 6) / apart), 0.8) if two_way else 0.0
        bends = [b for b in (least, 0.16, 0.26, 0.36, 0.48, 0.62, 0.8) if b >= least]
        if not two_way:
            bends += [-bend for bend in bends]
        line = min(
            (self._arc(pair, bend) for bend in bends),
            key=lambda arc: self._trouble(pair, arc),
        )
        self.lines[pair] = line
        for x, near in ((pair[0], line[0]), (pair[1], line[-1])):
            dx, dy = near - self.centres[x]
            self.ends[x].append(math.atan2(dy, dx))

    def _arc(self, pair: Pair, bend: float) -> FloatArray:
        """Return an arc between two circles, from rim to rim."""
        p, q = self.centres[pair[0]], self.centres[pair[1]]
        along = q - p
        control = (p + q) / 2 + bend * np.array([along[1], -along[0]])
        t = np.linspace(0, 1, 121)[:, None]
        arc = (1 - t) ** 2 * p + 2 * t * (1 - t) * control + t**2 * q
        gap = np.minimum(np.hypot(*(arc - p).T), np.hypot(*(arc - q).T))
        outside: FloatArray = arc[gap > 1.12 * self.radius]
        return outside

    def _trouble(self, pair: Pair, arc: FloatArray) -> float:
        """Return how much an arc disturbs, its own bend included."""
        others = [x for x in range(len(self.centres)) if x not in pair]
        cost = 0.0
        if others:
            gap = np.hypot(*(arc[:, None] - self.centres[others]).T).min(axis=1)
            cost += 9 * float(np.clip(1.5 - gap / self.radius, 0, None).sum())
        out = np.clip(-arc, 0, None).sum() + np.clip(arc - self.page, 0, None).sum()
        chord = math.dist(arc[0], arc[-1]) or 1.0
        length = float(np.hypot(*np.diff(arc, axis=0).T).sum())
        crossed = _meetings(arc, self.lines.values())
        return cost + float(out) + 4 * (length / chord - 1) + 0.6 * crossed

    def loop(self, x: int, size: Size) -> None:
        """Give a loop the freest side of its circle."""
        r = self.radius

        def made(angle: float) -> Spot:
            t = np.linspace(0, 1, 61)[:, None]
            line = (1 - t) ** 3 * _polar(1.1 * r, angle - 0.42)
            line = line + 3 * t * (1 - t) ** 2 * _polar(2.35 * r, angle - 0.62)
            line = line + 3 * t**2 * (1 - t) * _polar(2.35 * r, angle + 0.62)
            line = line + t**3 * _polar(1.1 * r, angle + 0.42)
            return Spot(line + self.centres[x], self._beyond(x, angle, 2.02 * r, size))

        self.arrows[x, x] = self._freest(x, made, wanted=math.pi / 2, spread=0.75)

    def stick(self, kind: str, x: int, size: Size, *, inward: bool) -> None:
        """Give a start or an exit the freest side of its circle."""
        r = self.radius

        def made(angle: float) -> Spot:
            reach = np.linspace(*((2.1, 1.12) if inward else (1.12, 2.1)), 12)[:, None]
            line = reach * _polar(r, angle) + self.centres[x]
            return Spot(line, self._beyond(x, angle, 2.12 * r, size))

        wanted = math.pi if inward else 0.0
        self.sticks[kind, x] = self._freest(x, made, wanted=wanted, spread=0.4)

    def _beyond(self, x: int, angle: float, reach: float, size: Size) -> Box:
        """Return the box of words that stands beyond a circle in a direction."""
        dx, dy = math.cos(angle), math.sin(angle)
        wide, high = size[0] / 2, size[1] / 2
        away = reach + abs(dx) * wide + abs(dy) * high
        at = self.centres[x] + _polar(away, angle)
        return Box(float(at[0]), float(at[1]), wide, high)

    def _freest(
        self, x: int, made: Callable[[float], Spot], *, wanted: float, spread: float
    ) -> Spot:
        """Return what is made at the best of 32 angles, and take that place."""
        lines = np.concatenate([*self.lines.values(), np.zeros((0, 2))])
        others = [circle for i, circle in enumerate(self.circles) if i != x]

        def cost(angle: float) -> float:
            spot = made(angle)
            around = _around(spot.line)
            near = (_turn(angle, end) for end in self.ends[x])
            crowd = sum(max(spread + 0.35 - gap, 0.0) for gap in near)
            crossed = _meetings(spot.line, self.lines.values())
            covered = sum(spot.box.overlap(box) for box in (*self.circles, *self.boxes))
            covered += sum(around.overlap(box) for box in (*others, *self.boxes))
            out = spot.box.sticks_out(*self.page) + around.sticks_out(*self.page)
            blocked = 60 * crowd + 25 * crossed + 6 * spot.box.holds(lines)
            return blocked + 0.5 * covered + 30 * out + 2 * _turn(angle, wanted)

        angle = min((k * _TURN / 32 for k in range(32)), key=cost)
        spot = made(angle)
        self.ends[x].append(angle)
        self.boxes += [spot.box, _around(spot.line)]
        return spot

    def label(self, words: dict[Pair, Size]) -> None:
        """Put the words of all arrows where they cover least, the shortest arrows first.

        Among many arrows each wears its words near its tail, where one looks for them.
        Words that still cover others are placed anew, now that all have their place.
        """
        wanted = 0.5 if len(words) <= MANY else 0.3
        loose = [spot.line for spot in (*self.sticks.values(), *self.arrows.values())]
        put: dict[Pair, Box] = {}
        order = sorted(self.lines, key=lambda pair: len(self.lines[pair]))
        for turn in range(1 + _AGAIN):
            for pair in order:
                rest = [box for other, box in put.items() if other != pair]
                if turn and not any(put[pair].overlap(box) for box in rest):
                    continue
                others = [line for key, line in self.lines.items() if key != pair]
                struck = np.concatenate([*others, *loose, np.zeros((0, 2))])
                put[pair] = self._words(self.lines[pair], words[pair], wanted, rest, struck)
        self.boxes += put.values()
        self.arrows |= {pair: Spot(self.lines[pair], box) for pair, box in put.items()}

    def _words(
        self,
        line: FloatArray,
        size: Size,
        wanted: float,
        rest: list[Box],
        struck: FloatArray,
    ) -> Box:
        """Return where words on a line cover least, as near the wanted share as fits."""
        wide, high = size
        best, least = Box(0, 0, 0, 0), math.inf
        for share in _SHARES:
            x, y = line[int(share * (len(line) - 1))].tolist()
            box = Box(x, y, wide / 2 + 2, high / 2 + 2)
            covered = sum(box.overlap(b) for b in (*self.circles, *self.boxes, *rest))
            cost = covered + 8 * box.holds(struck) + 60 * abs(share - wanted)
            cost += 30 * box.sticks_out(*self.page)
            if cost < least:
                best, least = Box(x, y, wide / 2, high / 2), cost
        return best


def _around(line: FloatArray) -> Box:
    """Return the box around a line."""
    x, y = ((line.min(axis=0) + line.max(axis=0)) / 2).tolist()
    wide, high = (np.ptp(line, axis=0) / 2).tolist()
    return Box(x, y, wide, high)


def _polar(reach: float, angle: float) -> FloatArray:
    """Return the vector of a length and direction."""
    return reach * np.array([math.cos(angle), math.sin(angle)])


def _turn(one: float, other: float) -> float:
    """Return the angle between two directions, 0 to pi."""
    return abs((one - other + math.pi) % _TURN - math.pi)


def _meetings(one: FloatArray, others: Iterable[FloatArray]) -> int:
    """Return how many lines another one meets, or nearly so."""
    lines = [other[::6] for other in others if len(other)]
    if not lines or not len(one):
        return 0
    gap = np.hypot(*(one[::6, None] - np.concatenate(lines)).T)  # [points, steps]
    met = (gap < 8.0).any(axis=1)
    owner = np.repeat(np.arange(len(lines)), [len(line) for line in lines])
    return len(np.unique(owner[met]))
