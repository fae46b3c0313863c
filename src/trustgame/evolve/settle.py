"""Where selection settles on many tables at once: the replicator behind the maps."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np

from trustgame import _validate as check
from trustgame.evolve import _kernels
from trustgame.exceptions import SpecificationError
from trustgame.typing import BoolArray, FloatArray

__all__ = ["Settled", "settle"]

LONGEST, STEPS = (
    1e7,
    1000.0,
)  # in time on the table's scale, and in steps of whatever length
RARE = 1e-12


class Settled(NamedTuple):
    """Where each of G tables ends."""

    buyers: FloatArray  #: [G, B] shares
    sellers: FloatArray  #: [G, S]
    time: FloatArray  #: [G] when, in units of 1 / fitness
    at_rest: BoolArray  #: [G] whether nothing moved any more
    met: FloatArray | None  #: [G, B, S] how often couples meet on average, if asked for


def settle(
    fitness: Any,
    start_buyers: Any = None,
    start_sellers: Any = None,
    *,
    population: str = "two",
    time: float | None = None,
    mutation: float = 0.0,
    assortment: float = 0.0,
    rest: float = 1e-7,
    tolerance: float = 1e-8,
    steps: int = int(STEPS),
    average: bool = False,
    threads: int | None = None,
) -> Settled:
    """Run the replicator dynamics of many tables to their end.

    Parameters
    ----------
    fitness : array [G, B, S, 2]
        What each couple earns, buyer and seller.
    start_buyers, start_sellers : array [B] or [G, B], [S] or [G, S], optional
        Shares to start from; equal ones unless given. In one population only buyers'.
    population : {"two", "one"}
        In one population, kind i meets kind j in either seat with equal chance.
    time : float, optional
        When to stop, in units of 1 / fitness, at rest or not; until rest unless given.
    mutation, assortment : float
        As in ``replicator``. Assortment between two populations takes buyers and sellers of
        the same number as one kind.
    rest : float
        The change and growth, per unit of time and as a share of the table's largest
        difference, below which nothing counts as moving.
    tolerance : float
        Error of a step in the logarithm of a share.
    steps : int
        Of the integration, at most: shares that circle need many.
    average : bool
        Whether to tell also how often each couple meets on average over the later part of
        the course: the mean over time, without the first quarter of ``steps``.
    threads : int, optional
        How many to use; all processors unless given. The answer does not depend on it.

    Returns
    -------
    Settled
        Shares at the end, when that was, and whether it is a rest point.

    Raises
    ------
    SpecificationError
        If an argument breaks its rule.

    Notes
    -----
    The equations of ``trustgame.evolve.replicator`` in logarithms of shares, by steps of
    order 5 with error control [1]_, until nothing moves and nothing present grows by more
    than ``rest`` of the table's largest difference. After so many ``steps`` shares that
    circle for ever are given as they are then, with ``at_rest`` false. Where the count is
    stopped says little; an ``average`` over the course does not hang on it so much.

    References
    ----------
    .. [1] Dormand, J. R. & Prince, P. J. (1980). A family of embedded Runge-Kutta formulae.
       *Journal of Computational and Applied Mathematics* 6.

    Examples
    --------
    >>> table = np.array([[[3, 3], [0, 5]], [[5, 0], [1, 1]]])
    >>> settle(table[None]).buyers.round(6)
    array([[0., 1.]])
    """
    table = np.array(fitness, dtype=np.float64)
    if table.ndim != 4 or table.shape[3] != 2 or 0 in table.shape:
        raise SpecificationError(
            f"`fitness` must have axes [G, B, S, 2]; got shape {table.shape}."
        )
    if not np.isfinite(table).all():
        where = np.argwhere(~np.isfinite(table))[0].tolist()
        raise SpecificationError(f"`fitness` must be finite; it is not at {where}.")
    G, B, S = table.shape[:3]
    one = check.one_of("population", population, ("one", "two")) == "one"
    mu = check.interval("mutation", mutation, 0.0, 1.0)
    r = check.interval("assortment", assortment, 0.0, 1.0)
    if (one or r) and B != S:
        raise SpecificationError(
            "one population, and assortment, need as many buyers as sellers; "
            f"got {B} and {S}."
        )
    parts = [_logs("start_buyers", start_buyers, G, B, mu)]
    if not one:
        parts.append(_logs("start_sellers", start_sellers, G, S, mu))
    starts = np.concatenate(parts, axis=1)
    xs, ys = np.empty((G, B)), np.empty((G, S))
    times, done = np.empty(G), np.empty(G, dtype=np.bool_)
    limits = (
        check.positive("rest", rest),
        LONGEST,
        check.positive("tolerance", tolerance),
        float(check.count("steps", steps, 1)),
        np.inf if time is None else check.positive("time", time),
    )
    met = np.zeros((G, B, S) if average else (G, 0, 0))
    workers = os.cpu_count() or 1
    if threads is not None:
        workers = check.count("threads", threads, 1)

    def work(part: slice) -> None:
        _kernels.settle(
            table[part], starts[part], one, r, mu, limits,
            xs[part], ys[part], times[part], done[part], met[part],
        )  # fmt: skip

    chunk = max(1, -(-G // (8 * workers)))
    slices = [slice(low, low + chunk) for low in range(0, G, chunk)]
    if workers == 1 or len(slices) == 1:
        for part in slices:
            work(part)
    else:
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(work, slices))
    return Settled(xs, ys, times, done, met if average else None)


def _logs(name: str, given: Any, G: int, n: int, mu: float) -> FloatArray:
    """Return logarithms of starting shares [G, n]."""
    if given is None:
        return np.full((G, n), -np.log(n))
    shares = np.asarray(given, dtype=np.float64)
    if shares.shape not in ((n,), (G, n)):
        raise SpecificationError(
            f"`{name}` must have shape ({n},) or ({G}, {n}); got {shares.shape}."
        )
    shares = np.broadcast_to(shares, (G, n))
    wrong = not np.isfinite(shares).all() or shares.min() < 0
    if wrong or np.abs(shares.sum(axis=1) - 1).max() > 1e-6:
        raise SpecificationError(f"`{name}` must be shares of at least 0 that sum to 1.")
    if mu:
        shares = np.maximum(shares, RARE)
    with np.errstate(divide="ignore"):
        logs: FloatArray = np.log(shares / shares.sum(axis=1, keepdims=True))
    return logs
