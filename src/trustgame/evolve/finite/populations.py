"""Pairwise comparison and Moran's process, sampled; every run from its own random words."""

from __future__ import annotations

import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np

from trustgame import _validate as check
from trustgame._display import several
from trustgame._random import key_from, whole
from trustgame.evolve.contest import Contest, shares_from, sizes
from trustgame.evolve.finite import _kernels
from trustgame.evolve.fixation import MAPPINGS, strength
from trustgame.evolve.selection import Selection, rest_gain
from trustgame.exceptions import RefusedError, SpecificationError
from trustgame.typing import FloatArray, IntArray, Seed

__all__ = ["Drift", "moran", "pairwise_comparison"]

RECORDS = 1000  #: times kept of a run
GENERATIONS = 1000  #: unless told otherwise
MOST_STEPS = 2**40


@dataclass(frozen=True, eq=False, repr=False)
class Drift(Selection):
    """Runs of a finite population; shares over time are means over the runs.

    ``average_buyers`` and ``average_sellers`` are means over all steps past the warm-up.
    """

    runs_buyers: IntArray  #: [R, H, B] counts
    runs_sellers: IntArray  #: [R, H, S]
    average_buyers: FloatArray  #: [B]
    average_sellers: FloatArray  #: [S]
    average_cooperation: FloatArray  #: [2] over recorded times past the warm-up
    average_payoff: FloatArray  #: [2]
    uniform_after: FloatArray  #: [R] generations until all were alike for good; inf if not

    def __repr__(self) -> str:
        parts = []
        for role, names, shares in zip(
            check.ROLES,
            self.names,
            (self.average_buyers, self.average_sellers),
            strict=True,
        ):
            best = int(np.argmax(shares))
            who = "" if self.contest.one else f"{role}s "
            parts.append(f"{who}{names[best]} {shares[best]:.3f}")
            if self.contest.one:
                break
        mean = self.average_cooperation.mean()
        return (
            f"Drift({self.process}, on average {', '.join(parts)}, cooperation {mean:.3f}, "
            f"{several(len(self.runs_buyers), 'run')}, {self.stopped})"
        )

    def fixed(self, name: str, role: str = "buyer") -> float:
        """Return the share of runs that ended with everybody of a role playing this."""
        k = check.role("role", role)
        i = self.contest.index("name", name, k)
        last = (self.runs_buyers, self.runs_sellers)[k][:, -1]
        return float(np.mean(last[:, i] == last.sum(axis=1)))


def pairwise_comparison(
    league: Any,
    start: Any = None,
    *,
    population: Any = 100,
    intensity: float = 1.0,
    mutation: float = 0.001,
    steps: int | None = None,
    runs: int = 1,
    seed: Seed,
    warm_up: int = 0,
    records: int = RECORDS,
    populations: str | None = None,
    threads: int | None = None,
) -> Drift:
    """Let individuals of a finite population copy each other.

    Parameters
    ----------
    league : League
        Who earns what against whom; see ``replicator``.
    start : shares, optional
        As in ``replicator``, rounded to whole individuals.
    population : int or (int, int)
        Size, at least 2; a pair gives buyers' and sellers', and means two populations.
    intensity : float
        Strength of selection, at least 0, per unit of fitness; 0 is neutral drift.
    mutation : float
        In [0, 1], per step. With 0 a run is over once all are alike.
    steps : int, optional
        Individuals that may change, at least 1; 1000 generations unless given.
    runs : int
        How many independent populations.
    seed : int or numpy.random.Generator
        The same seed gives the same runs, for any number of threads, and more runs or steps
        begin with fewer.
    warm_up : int
        Steps left out of the averages.
    records : int
        Times kept of each run.
    populations : {"one", "two"}, optional
        As ``population`` of ``replicator``.
    threads : int, optional
        How many to use; all processors unless given.

    Returns
    -------
    Drift
        Counts by run, mean shares over time, and averages over time.

    Raises
    ------
    SpecificationError
        If an argument breaks its rule.

    Notes
    -----
    One individual at a time; see ``trustgame.evolve.finite`` [1]_. Individuals are drawn by
    32 random bits, so chances are right to about Z / 2**32.

    References
    ----------
    .. [1] Traulsen, A., Pacheco, J. M. & Nowak, M. A. (2007). Pairwise comparison and
       selection temperature in evolutionary game dynamics. *Journal of Theoretical Biology*
       246.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> table = np.array([[[30, 30], [9, 14]], [[14, 9], [10, 10]]])
    >>> league = SimpleNamespace(
    ...     fitness=table, payoff=table, cooperation=[[[1, 1], [.1, 0]], [[0, .1], [0, 0]]],
    ...     buyer_names=("tit_for_tat", "always_defect"),
    ...     seller_names=("tit_for_tat", "always_defect"))
    >>> drift = pairwise_comparison(league, population=50, intensity=0.1, seed=1)
    >>> drift.leader()[0], bool(drift.average_buyers[0] > 0.9)
    ('tit_for_tat', True)
    """
    contest, Z = sizes(league, population, populations)
    beta = strength(intensity, False)
    setting = Setting(contest, Z, start, steps, runs, seed, warm_up, records, threads)
    mu = check.interval("mutation", mutation, 0.0, 1.0)

    births = (False, False, beta)
    known = {"intensity": beta, "mutation": mu}
    return setting.run("pairwise comparison", births, mu, known)


def moran(
    league: Any,
    start: Any = None,
    *,
    population: Any = 100,
    intensity: float = 1.0,
    mutation: float = 0.001,
    mapping: str = "exp",
    steps: int | None = None,
    runs: int = 1,
    seed: Seed,
    warm_up: int = 0,
    records: int = RECORDS,
    populations: str | None = None,
    threads: int | None = None,
) -> Drift:
    """Let individuals of a finite population be born in proportion to fitness.

    Parameters
    ----------
    league, start, population, steps, runs, seed, warm_up, records, populations, threads
        As in ``pairwise_comparison``.
    intensity : float
        Strength of selection w: fitness is exp(w payoff), or 1 - w + w payoff.
    mutation : float
        In [0, 1], per birth.
    mapping : {"exp", "linear"}
        How fitness is made of payoff; the linear one needs it above 0, and w in [0, 1].

    Returns
    -------
    Drift
        Counts by run, mean shares over time, and averages over time.

    Raises
    ------
    SpecificationError
        If an argument breaks its rule.
    RefusedError
        For negative fitness under the linear mapping.

    References
    ----------
    .. [1] Moran, P. A. P. (1958). Random processes in genetics. *Mathematical Proceedings
       of the Cambridge Philosophical Society* 54.

    Examples
    --------
    Without differences everyone of 10 has the same chance that all descend from him:

    >>> from types import SimpleNamespace
    >>> table = np.ones((2, 2, 2))
    >>> league = SimpleNamespace(fitness=table, payoff=table, cooperation=table,
    ...                          buyer_names=("a", "b"), seller_names=("a", "b"))
    >>> drift = moran(league, [0.1, 0.9], population=10, mutation=0, runs=4000, seed=1)
    >>> round(drift.fixed("a"), 2)
    0.1
    """
    contest, Z = sizes(league, population, populations)
    linear = check.one_of("mapping", mapping, MAPPINGS) == "linear"
    w = strength(intensity, linear)
    setting = Setting(contest, Z, start, steps, runs, seed, warm_up, records, threads)
    mu = check.interval("mutation", mutation, 0.0, 1.0)
    least = float((contest.matrix if contest.one else contest.fitness).min())
    if linear and 1 - w + w * least <= 0:
        raise RefusedError(
            "Moran's process needs fitness above 0; 1 - intensity + intensity * payoff is "
            f"negative or 0 somewhere (least payoff {least:g}). Use mapping='exp', a "
            "smaller "
            "intensity, or payoffs with a constant added."
        )

    births = (True, linear, w)
    known = {"intensity": w, "mutation": mu, "mapping": mapping}
    return setting.run("Moran process", births, mu, known)


class Setting:
    """What both processes share: people, tables, randomness, and the gathering of runs."""

    def __init__(
        self, contest: Contest, Z: tuple[int, int], start: Any, steps: Any, runs: Any,
        seed: Any, warm_up: Any, records: Any, threads: Any,
    ) -> None:  # fmt: skip
        self.contest, self.Z = contest, (Z[0], 0) if contest.one else Z
        self.seed = whole(seed)
        self.total = sum(self.Z)
        asked = (
            GENERATIONS * self.total if steps is None else check.count("steps", steps, 1)
        )
        if asked > MOST_STEPS:
            raise SpecificationError(f"`steps` must be at most 2**40; got {asked}.")
        kept = min(check.count("records", records, 1), asked)
        self.every = -(-asked // kept)
        self.H = -(-asked // self.every) + 1
        self.steps = (self.H - 1) * self.every
        self.warm_up = check.count("warm_up", warm_up, 0)
        if self.warm_up >= self.steps:
            raise SpecificationError(
                f"`warm_up` must leave some of the {self.steps} steps; got {self.warm_up}."
            )
        self.runs = check.count("runs", runs, 1)
        self.workers = os.cpu_count() or 1
        if threads is not None:
            self.workers = check.count("threads", threads, 1)
        self.key = np.uint64(key_from(self.seed))
        x, y = shares_from(contest, start)
        self.start = x.tolist() if contest.one else (x.tolist(), y.tolist())
        B, S = len(x), len(y)
        first = people(x, Z[0])
        if contest.one:
            table = contest.matrix / (Z[0] - 1)
            own = table.diagonal().copy()
        else:
            first = np.concatenate([first, B + people(y, Z[1])])
            table = np.zeros((B + S, B + S))
            table[:B, B:] = contest.fitness[..., 0] / Z[1]
            table[B:, :B] = contest.fitness[..., 1].T / Z[0]
            own = np.zeros(B + S)
        kinds = np.array([B, 0 if contest.one else S])
        self.tables = np.ascontiguousarray(table), own
        self.people = np.array(self.Z), kinds, first
        self.B = B

    def run(
        self, process: str, births: tuple[bool, bool, float], mutation: float,
        known: Mapping[str, Any],
    ) -> Drift:  # fmt: skip
        """Play all runs in parts, and gather them."""
        n = len(self.tables[1])
        records = np.zeros((self.runs, self.H, n), dtype=np.int64)
        sums = np.zeros((self.runs, n), dtype=np.int64)
        ends = np.zeros(self.runs, dtype=np.int64)
        chunk = max(1, -(-self.runs // (4 * self.workers)))
        parts = [slice(low, low + chunk) for low in range(0, self.runs, chunk)]
        threshold = np.uint64(int(mutation * 2**32 + 0.5))

        def play(part: slice) -> None:
            with np.errstate(over="ignore"):  # words wrap around, seen if not compiled
                _kernels.choose(
                    *self.tables, *self.people, self.key, np.uint64(part.start), *births,
                    threshold, self.every, self.warm_up,
                    records[part], sums[part], ends[part],
                )  # fmt: skip

        with ThreadPoolExecutor(self.workers) as pool:
            list(pool.map(play, parts))
        return self.gather(records, sums, ends, process, known)

    def gather(
        self, records: IntArray, sums: IntArray, ends: IntArray, process: str,
        known: Mapping[str, Any],
    ) -> Drift:  # fmt: skip
        """Return the result of all runs."""
        contest, B, Z = self.contest, self.B, self.Z
        shares = sums.sum(axis=0) / (self.runs * (self.steps - self.warm_up))
        buyers, sellers = records[..., :B], records[..., B:]
        average_x, average_y = shares[:B] / Z[0], shares[B:] / max(Z[1], 1)
        if contest.one:
            sellers, average_y = buyers, average_x
        x = buyers.mean(axis=0) / Z[0]
        y = x if contest.one else sellers.mean(axis=0) / Z[1]
        payoff, cooperation = self.outcomes(buyers, sellers)
        late = np.arange(self.H) * self.every > self.warm_up
        alike = int((ends >= 0).sum())
        stopped = f"after {several(self.steps, 'step')}"
        if alike == self.runs:
            stopped = "all alike" if self.runs == 1 else f"all alike in all {alike} runs"
        elif alike:
            stopped += f", all alike in {alike} of {self.runs} runs"
        return Drift(
            contest=contest,
            process=process,
            unit="generations",
            times=np.arange(self.H, dtype=np.float64) * self.every / self.total,
            buyers=x,
            sellers=y,
            payoff=payoff,
            cooperation=cooperation,
            stopped=stopped,
            at_rest=alike == self.runs,
            gain=rest_gain(contest, x[-1], y[-1], 0.0),
            settings={"population_size": Z, "start": self.start, **known,
                      "steps": self.steps, "runs": self.runs, "warm_up": self.warm_up,
                      "seed": self.seed},
            runs_buyers=buyers,
            runs_sellers=sellers,
            average_buyers=average_x,
            average_sellers=average_y,
            average_cooperation=cooperation[late].mean(axis=0),
            average_payoff=payoff[late].mean(axis=0),
            uniform_after=np.where(ends < 0, np.inf, ends / self.total),
        )  # fmt: skip

    def outcomes(
        self, buyers: IntArray, sellers: IntArray
    ) -> tuple[FloatArray, FloatArray]:
        """Return mean payoff and cooperation [H, 2] of the couples that meet."""
        met = np.einsum("rhi,rhj->hij", buyers, sellers, dtype=np.float64, optimize=True)
        if self.contest.one:
            own = np.arange(buyers.shape[2])
            met[:, own, own] -= buyers.sum(axis=0)
            met /= self.runs * self.Z[0] * (self.Z[0] - 1)
        else:
            met /= self.runs * self.Z[0] * self.Z[1]
        return (
            np.einsum("hij,ijk->hk", met, self.contest.payoff),
            np.einsum("hij,ijk->hk", met, self.contest.cooperation),
        )


def people(shares: FloatArray, size: int) -> IntArray:
    """Return the strategies of ``size`` individuals: largest remainders round the shares.

    Examples
    --------
    >>> people(np.array([0.5, 0.3, 0.2]), 4).tolist()
    [0, 0, 1, 2]
    """
    exact = shares * size
    whole = np.floor(exact + 1e-9).astype(np.int64)
    order = np.argsort(-(exact - whole), kind="stable")
    whole[order[: size - whole.sum()]] += 1
    return np.repeat(np.arange(len(shares)), whole)
