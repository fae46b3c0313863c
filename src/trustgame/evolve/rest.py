"""Rest points of a flow that fits on a chart: all of them, by search from many starts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.optimize import root

from trustgame.evolve.settle import settle
from trustgame.exceptions import RefusedError
from trustgame.typing import FloatArray

if TYPE_CHECKING:
    from trustgame.evolve.selection import Selection

__all__ = ["basins", "rest_points"]

STARTS = 9  #: along each axis
NUDGE = 1e-6


def rest_points(selection: Selection) -> list[tuple[FloatArray, FloatArray, str]]:
    """Return rest points of a flow in at most two dimensions, with their stability.

    Newton's method from a grid of starts; where rest points fill a line, some of it.
    """
    contest = selection.contest
    B, S = (len(names) for names in contest.names)
    free = B - 1 if contest.one else B + S - 2
    if free > 2 or (not contest.one and max(B, S) > 2):
        raise RefusedError(
            "rest points are searched for two strategies in each population, or up to "
            "three "
            f"in one; got {B} and {S}. `equilibria` finds the equilibria of any table."
        )

    def full(z: FloatArray) -> tuple[FloatArray, FloatArray]:
        if contest.one:
            x = np.append(z, 1 - z.sum())
            return x, x
        x = np.array([z[0], 1 - z[0]]) if B == 2 else np.ones(1)
        y = np.array([z[-1], 1 - z[-1]]) if S == 2 else np.ones(1)
        return x, y

    def speed(z: FloatArray) -> FloatArray:
        u, v = selection.velocity(*(np.clip(s, 0, 1) for s in full(z)))
        if contest.one:
            return u[:-1]
        return np.concatenate([u[:-1], v[:-1]])

    axis = np.linspace(0, 1, STARTS)
    grid = np.stack(np.meshgrid(*[axis] * free, indexing="ij"), -1).reshape(-1, free)
    if contest.one:
        grid = grid[grid.sum(axis=1) <= 1 + 1e-12]
    scale = contest.scale
    solver: Any = root
    found: list[FloatArray] = []
    for start in grid:
        solved = solver(lambda z: speed(z) / scale, start, tol=1e-12)
        for z in (start, solved.x):
            x, y = full(z)
            inside = min(x.min(), y.min()) >= -1e-9
            still = np.abs(speed(z)).max() <= 1e-9 * scale
            new = all(np.abs(z - known).max() > 1e-4 for known in found)
            if inside and still and new:
                found.append(np.clip(z, 0, 1))
    points = []
    for z in found:
        J = np.empty((free, free))
        for k in range(free):
            step = np.zeros(free)
            step[k] = NUDGE if z[k] < 0.5 else -NUDGE
            if contest.one and z.sum() + NUDGE > 1:
                step[k] = -NUDGE if z[k] >= NUDGE else 0.0
            if step[k] == 0:  # a corner at which this share can only grow at another's cost
                step[k] = NUDGE
            J[:, k] = (
                _raw(selection, full(z + step), free) - _raw(selection, full(z), free)
            ) / (step[k] * scale)
        real = np.linalg.eigvals(J).real.max()
        kind = "stable" if real < -1e-4 else "unstable" if real > 1e-4 else "neutral"
        points.append((*full(z), kind))
    return points


def _raw(
    selection: Selection, shares: tuple[FloatArray, FloatArray], free: int
) -> FloatArray:
    """Return the velocity's free components, also a nudge outside the simplex."""
    u, v = selection.velocity(*shares)
    return u[:-1] if selection.contest.one else np.concatenate([u[:-1], v[:-1]])[:free]


def basins(selection: Selection, ends: list[FloatArray], starts: int) -> FloatArray:
    """Return which share of starts, uniform over the shares, ends near each point."""
    contest = selection.contest
    B, S = (len(names) for names in contest.names)
    rng = np.random.default_rng(0)
    x = rng.dirichlet(np.ones(B), size=starts)
    y = x if contest.one else rng.dirichlet(np.ones(S), size=starts)
    done = settle(
        np.broadcast_to(contest.fitness, (starts, *contest.fitness.shape)),
        x,
        None if contest.one else y,
        population=contest.population,
        mutation=selection.settings.get("mutation", 0.0),
        assortment=selection.settings.get("assortment", 0.0),
    )
    reached = np.hstack([done.buyers, done.sellers])
    near = [np.abs(reached - end).max(axis=1) < 0.01 for end in ends]
    return np.asarray(np.mean(near, axis=1), dtype=np.float64)
