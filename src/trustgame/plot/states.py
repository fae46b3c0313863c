r"""Where the circles of a state diagram go.

Everything is in points. Circles go to the slots of a grid or an oval; which state takes
which slot is decided by exchanging any two until nothing gets better: few crossings, no
arrow through a circle, short arrows, the start at the left. The best few arrangements are
drawn up in full, and the one wins in which a reader would mark least in red.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache
from itertools import combinations

import numpy as np

from trustgame.plot.routes import Map, Pair, Router, Size
from trustgame.typing import BoolArray, FloatArray, IntArray

__all__ = ["chart"]

_MOST_TRIALS = 6000  # exchanges times states: then an arrangement is taken as it is


def chart(
    n: int,
    first: int,
    words: dict[Pair, Size],
    exits: dict[int, Size],
    start: Size,
    page: Size,
    radius: float,
) -> Map:
    """Return where everything goes on a page.

    Parameters
    ----------
    n, first : int
        Number of states, and the start state.
    words : dict
        Width and height of the words of each arrow, by origin and target.
    exits : dict
        Width and height of the words of each exit, by state.
    start : (float, float)
        Width and height of the start's words.
    page : (float, float)
        Width and height there is.
    radius : float
        Of the circles; smaller where the page asks for it.
    """
    links = frozenset((min(a), max(a)) for a in words if a[0] != a[1])
    found = []
    for cost, centres, small in _places(n, first, links, page, radius):
        router = Router(centres, small, page)
        router.run(first, words, exits, start)
        found.append((cost + router.flaws(), router))
    best = min(found, key=lambda one: one[0])[1]
    return best.finished(first, sorted(exits))


@lru_cache(maxsize=256)
def _places(
    n: int,
    first: int,
    links: frozenset[Pair],
    page: Size,
    radius: float,
) -> list[tuple[float, FloatArray, float]]:
    """Return costs, centres [n, 2] and radii of the least tangled arrangements."""
    order = _nearest_first(n, first, links)
    pairs = np.array(sorted(links), dtype=np.int64).reshape(-1, 2)
    found: list[tuple[float, FloatArray, float]] = []
    for share in (1.0, 0.82, 0.67, 0.55, 0.45, 0.3):
        tried = []
        for slots in _slots(n, page, share * radius, radius):
            gaps = [math.dist(a, b) for a, b in combinations(slots, 2)] or [9 * radius]
            small = min(share * radius, 0.27 * min(gaps))
            cost, centres = _exchange(slots, order, pairs, small)
            tried.append((cost + 3 * n * (1 - small / radius), centres, small))
        found += sorted(tried, key=lambda one: one[0])[: 3 if n < 9 else 2 if n < 13 else 1]
        wide_enough = max(small for _, _, small in tried) > 0.7 * share * radius
        if wide_enough and (n > 8 or share < 0.7):
            break
    return found


def _nearest_first(n: int, first: int, links: Iterable[Pair]) -> list[int]:
    """Return the states in the order of their distance from the start."""
    near: dict[int, set[int]] = {x: set() for x in range(n)}
    for x, y in links:
        near[x].add(y)
        near[y].add(x)
    order = [first]
    for x in order:  # grows while it runs
        order += sorted(near[x] - set(order))
    return order + [x for x in range(n) if x not in order]


def _slots(n: int, page: Size, radius: float, full: float) -> list[FloatArray]:
    """Return arrangements of at least n slots; ``full`` is the radius wished for."""
    wide, high = page
    side, above = (3.4 if n < 7 else 2.4) * radius, (1.9 if n < 5 else 2.5) * radius
    found = []
    for rows in range(1, 4):
        columns = -(-n // rows)
        if rows > n or (rows == 1 and n > 7) or (rows > 1 and columns < 2):
            continue
        for extra in range(1 if rows == 1 else 2):
            across = columns + extra
            gap = (wide - 2 * side) / max(across - (rows == 1), 1)
            gap = min(max(gap, radius), 9 * full)
            rise = min(max((high - 2 * above) / max(rows - 1, 1), radius), 6 * full)
            points = []
            for column in range(across):
                for row in range(rows):
                    shift = 0.5 * (row % 2) if rows > 1 else 0.0
                    x = (
                        column + shift - (across - (rows == 1) - 0.5 * (rows > 1)) / 2
                    ) * gap
                    points.append((x + wide / 2, high / 2 + (row - (rows - 1) / 2) * rise))
            found.append(np.array(points))
    if n >= 3:
        angle = math.pi - 2 * math.pi * np.arange(n) / n
        a = max(min(wide / 2 - side, 1.8 * n * full), radius)
        b = max(min(high / 2 - 2 * radius, 1.1 * n * full), radius)
        oval = np.column_stack((wide / 2 + a * np.cos(angle), high / 2 + b * np.sin(angle)))
        found.append(oval)
    return found


def _exchange(
    slots: FloatArray, order: list[int], pairs: IntArray, radius: float
) -> tuple[float, FloatArray]:
    """Return the cost and centres [n, 2] of the best arrangement that exchanges lead to."""
    n, places = len(order), len(slots)
    rank = np.argsort(slots[:, 0], kind="stable")
    seat = np.zeros(places, dtype=int)  # state at each slot; numbers from n on are empty
    seat[rank] = [*order, *range(n, places)]
    at = np.argsort(seat)
    scale = float(np.ptp(slots, axis=0).max()) or 1.0

    def cost(where: IntArray) -> float:
        points = slots[where[:n]]
        leftness = (points[order[0], 0] - slots[:, 0].min()) / scale
        return _tangle(points, pairs, radius, scale) + 3 * float(leftness)

    best, trials, better = cost(at), 0, True
    while better and n * trials < _MOST_TRIALS:
        better = False
        for i, j in combinations(range(places), 2):
            if i >= n:
                break
            trial = at.copy()
            trial[[i, j]] = trial[[j, i]]
            trials += 1
            if (worth := cost(trial)) < best - 1e-9:
                best, at, better = worth, trial, True
    return best, slots[at[:n]]


def _tangle(points: FloatArray, pairs: IntArray, radius: float, scale: float) -> float:
    """Return how tangled straight lines between the points are."""
    if not len(pairs):
        return 0.0
    a, b = points[pairs[:, 0]], points[pairs[:, 1]]
    along = b - a
    length = np.hypot(along[:, 0], along[:, 1])
    to = points[None] - a[:, None]  # [links, states, 2]
    share = np.clip((to * along[:, None]).sum(-1) / length[:, None] ** 2, 0, 1)
    off = to - share[..., None] * along[:, None]
    near = np.hypot(off[..., 0], off[..., 1]) < 1.45 * radius
    rows = np.arange(len(pairs))
    near[rows, pairs[:, 0]] = near[rows, pairs[:, 1]] = False
    return float(6 * near.sum() + 4 * _crossings(a, b, pairs) + 2 * length.sum() / scale)


def _crossings(a: FloatArray, b: FloatArray, pairs: IntArray) -> int:
    """Return how many of the segments from a to b cross."""

    def side(p: FloatArray, q: FloatArray, r: FloatArray) -> FloatArray:
        """Return on which side of the line p q each r lies."""
        u, v = q - p, r - p
        return np.sign(u[..., 0] * v[..., 1] - u[..., 1] * v[..., 0])

    i, j = np.triu_indices(len(pairs), 1)
    apart: BoolArray = (pairs[i][:, :, None] != pairs[j][:, None]).all(axis=(1, 2))
    i, j = i[apart], j[apart]
    split = side(a[i], b[i], a[j]) * side(a[i], b[i], b[j]) < 0
    split &= side(a[j], b[j], a[i]) * side(a[j], b[j], b[i]) < 0
    return int(split.sum())
