r"""Truncation selection: the worst give way to copies of the best.

In each generation every individual of a population of Z meets every other one in one
match, so with :math:`n_j` of kind j one of kind i may expect the total
:math:`\sum_j n_j a_{ij} - a_{ii}`. All are put in order of their totals, equals in random
order; the last m of this order go, and the first m are copied. Only ranks count: a lead of
a hundredth does what a lead of ten does, and kinds that earn the same drift.

References
----------
Crow, J. F. & Kimura, M. (1979). Efficiency of truncation selection. *PNAS* 76.
Morsky, B. & Bauch, C. T. (2016). Truncation selection and payoff distributions applied to
the replicator equation. *Journal of Theoretical Biology* 404.
Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference.
*Journal of the American Statistical Association* 22.
As a game: Case, N. (2017). *The Evolution of Trust*.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from trustgame import _validate as check
from trustgame._display import several
from trustgame._random import key_from, whole
from trustgame.evolve.contest import Contest, read
from trustgame.evolve.finite.populations import people
from trustgame.evolve.finite.totals import Drawn, Expected, Words, can_draw
from trustgame.evolve.finite.winners import Truncation
from trustgame.evolve.selection import rest_gain
from trustgame.exceptions import SpecificationError
from trustgame.typing import FloatArray, IntArray, Seed

__all__ = ["truncation"]

TOTALS = ("expected", "drawn")

_U = np.uint64
_GAMMA, _MIX_1, _MIX_2 = (
    _U(0x9E3779B97F4A7C15), _U(0xBF58476D1CE4E5B9), _U(0x94D049BB133111EB)
)  # fmt: skip
_S11, _S27, _S30, _S31 = _U(11), _U(27), _U(30), _U(31)
_TIE = 1e-9  # totals that differ by less than this share of the largest are rounding
_CELLS = 2**20  # random words held at once


def truncation(
    league: Any,
    *,
    population: Any = 25,
    replace: int = 5,
    totals: str = "expected",
    pool: int = 10_000,
    generations: int = 100,
    runs: int = 1000,
    seed: Seed,
) -> Truncation:
    """Let the worst of a finite population give way to copies of the best.

    Parameters
    ----------
    league : League
        Who earns what against whom: n kinds, the same as buyers and as sellers. Where their
        fitness depends on the seat, each encounter has either order of seats alike.
    population : int, mapping of str to int, or sequence of int
        Size Z, at least 2, divided among all kinds as evenly as can be; or how many there
        are of each kind, by name (0 if not named) or in the league's order.
    replace : int
        How many go and how many are copied, from 1 to Z / 2.
    totals : {"expected", "drawn"}
        ``"expected"``: everybody gets what all his matches are worth on average, and only
        ties are left to chance. ``"drawn"``: each encounter is one match with its mistakes.
    pool : int
        Where a match's totals cannot be listed (no last round, leavers, players that are no
        automata), they are drawn from so many sampled matches in each order of seats.
    generations : int
        At most so many, at least 1; a run is over once all are alike.
    runs : int
        R independent populations, at least 1.
    seed : int or numpy.random.Generator
        The same seed gives the same runs; more runs or generations begin with fewer, and
        the order of kinds in the league does not matter.

    Returns
    -------
    Truncation
        Who won how often, counts by run and generation, their means, cooperation.

    Raises
    ------
    SpecificationError
        If an argument breaks its rule, or totals are drawn and the league has no game.
    UnknownNameError
        If ``population`` names nobody of the league.
    RefusedError
        If totals are to be drawn in a game whose play may never end.

    Notes
    -----
    See ``trustgame.evolve.finite`` for the process [1]_. Totals closer than 1e-9 of the
    largest are ties. Listed totals are exact (``trustgame.solve.totals``). All runs share
    the pools, whose means are off by a match's standard deviation over the root of their
    size; intervals do not know of it. Random words are functions of (key, run, generation,
    place), so nothing depends on batches.

    References
    ----------
    .. [1] Crow, J. F. & Kimura, M. (1979). Efficiency of truncation selection. *PNAS* 76.

    Examples
    --------
    Gifts that cost 1 and are worth 3, ten rounds. Defectors grow by five in each generation
    as long as there is somebody to exploit; in the third they earn what tit-for-tat does,
    5 * 30 + 5 * 3 = 4 * 20 + 5 * 20 - 15 = 165, and those copied are drawn from both:

    >>> from types import SimpleNamespace
    >>> names = ("always_cooperate", "always_defect", "tit_for_tat")
    >>> own = np.array([[20, -10, 20], [30, 0, 3], [20, -1, 20]])
    >>> table = np.stack([own, own.T], axis=-1)
    >>> league = SimpleNamespace(fitness=table, payoff=table / 10, cooperation=0 * table,
    ...                          buyer_names=names, seller_names=names)
    >>> result = truncation(league, population=(15, 5, 5), runs=100, seed=1)
    >>> result.mean_counts[:5, 1].round(1)
    array([ 5. , 10. , 15. , 18.8, 13.8])
    >>> result.fixed("tit_for_tat")
    1.0
    """
    contest = _one_population(league)
    counts = _counts(contest, population)
    Z = int(counts.sum())
    m = check.count("replace", replace, 1)
    if m > Z // 2:
        raise SpecificationError(
            f"`replace` must be at most half of the population, {Z // 2} of {Z}; got {m}. "
            "Who is copied must not be among those who go."
        )
    last = check.count("generations", generations, 1)
    R = check.count("runs", runs, 1)
    pool = check.count("pool", pool, 1)
    if check.one_of("totals", totals, TOTALS) == "drawn":
        can_draw(league)
    seed = whole(seed)
    key = key_from(seed)
    # Kinds stand in the order of their names within, so that no listing changes the runs.
    order = np.array(sorted(range(len(counts)), key=lambda k: contest.names[0][k]))
    earnings: Expected | Drawn
    if totals == "expected":
        earnings = Expected(contest.matrix[np.ix_(order, order)])
    else:
        earnings = Drawn(contest, order, counts[order], pool, key)
    found, ends = _select(earnings, counts[order], m, last, R, key)
    known = {
        "population_size": (Z, 0),
        "start": dict(zip(contest.names[0], counts.tolist(), strict=True)),
        "replace": m,
        "totals": totals,
        "pool": None if earnings.exact else pool,
        "generations": last,
        "runs": R,
        "seed": seed,
    }
    return _gather(contest, found[..., np.argsort(order)], ends, known)


def _select(
    totals: Expected | Drawn, counts: IntArray, m: int, last: int, R: int, key: int
) -> tuple[IntArray, FloatArray]:
    """Return counts [R, H, n] until all runs are over, and after how many generations."""
    Z, W = int(counts.sum()), int(counts.sum()) + totals.words
    state = np.tile(counts, (R, 1))
    ends = np.full(R, 0.0 if counts.max() == Z else np.inf)
    going = np.arange(R) if counts.max() < Z else np.arange(0)
    bases = _mix(_U(key) ^ _mix(np.arange(R, dtype=np.uint64) * _GAMMA))
    places = np.arange(W, dtype=np.uint64)
    few = max(1, _CELLS // W)
    records = [state.copy()]
    for g in range(last):
        if g and not len(going):  # the first one is told even if all were alike before
            break
        now = (_U(g) * _U(W) + places) * _GAMMA
        for at in range(0, len(going), few):
            part = going[at : at + few]
            words = _mix(bases[part, None] + now)
            state[part] = _step(totals, state[part], m, words, Z)
        over = state[going].max(axis=1) == Z
        ends[going[over]] = g + 1
        going = going[~over]
        records.append(state.copy())
    return np.stack(records, axis=1), ends


def _step(
    totals: Expected | Drawn, counts: IntArray, m: int, words: Words, Z: int
) -> IntArray:
    """Return counts [R, n] one generation on."""
    upto = np.cumsum(counts, axis=1)
    kinds = (np.arange(Z)[None, :, None] >= upto[:, None, :]).sum(axis=2)
    earned = totals.earn(counts, kinds, words[:, Z:])
    by_total = np.argsort(earned, axis=1)
    sorted_ = np.take_along_axis(earned, by_total, axis=1)
    apart = np.diff(sorted_, axis=1) > _TIE * max(totals.scale, 1e-300) * Z
    ranks = np.zeros(earned.shape)
    rising = np.concatenate([np.zeros((len(counts), 1)), np.cumsum(apart, axis=1)], axis=1)
    np.put_along_axis(ranks, by_total, rising, axis=1)
    ranks += (words[:, :Z] >> _S11) * 2.0**-53  # equals in random order
    order = np.argsort(ranks, axis=1)
    gone = np.take_along_axis(kinds, order[:, :m], axis=1)
    copied = np.take_along_axis(kinds, order[:, Z - m :], axis=1)
    every = np.arange(counts.shape[1])
    changed: IntArray = (
        counts
        + (copied[..., None] == every).sum(axis=1)
        - (gone[..., None] == every).sum(axis=1)
    )
    return changed


def _mix(z: Words) -> Words:
    """Return words scrambled (SplitMix64's finaliser)."""
    with np.errstate(over="ignore"):  # words wrap around
        z = (z ^ (z >> _S30)) * _MIX_1
        z = (z ^ (z >> _S27)) * _MIX_2
    return z ^ (z >> _S31)


def _gather(
    contest: Contest, counts: IntArray, ends: FloatArray, known: Mapping[str, Any]
) -> Truncation:
    """Return the result of all runs."""
    R, H, n = counts.shape
    Z = known["population_size"][0]
    shares = counts.mean(axis=0) / Z
    met = np.einsum("rhi,rhj->hij", counts, counts, dtype=np.float64, optimize=True)
    own = np.arange(n)
    met[:, own, own] -= counts.sum(axis=0)
    met /= R * Z * (Z - 1)
    alike = int(np.isfinite(ends).sum())
    stopped = f"after {several(H - 1, 'generation')}"
    if alike == R:
        stopped = "all alike" if R == 1 else f"all alike in all {R} runs"
    elif alike:
        stopped += f", all alike in {alike} of {R} runs"
    last = np.unique(counts[:, -1], axis=0) / Z
    return Truncation(
        contest=contest,
        process="truncation selection",
        unit="generations",
        times=np.arange(H, dtype=np.float64),
        buyers=shares,
        sellers=shares,
        payoff=np.einsum("hij,ijk->hk", met, contest.payoff),
        cooperation=np.einsum("hij,ijk->hk", met, contest.cooperation),
        stopped=stopped,
        at_rest=alike == R,
        gain=np.max([rest_gain(contest, x, x, 0.0) for x in last], axis=0),
        settings=known,
        counts=counts,
        uniform_after=ends,
    )


def _one_population(league: Any) -> Contest:
    """Return the contest of a league whose two sides are the same kinds."""
    buyers, sellers = (tuple(getattr(league, f"{role}_names", ())) for role in check.ROLES)
    if buyers != sellers:
        raise SpecificationError(
            "`league` must have the same strategies, in the same order, as buyers and as "
            f"sellers; got {', '.join(buyers)} and {', '.join(sellers)}. Make it with "
            "round_robin(game, strategies)."
        )
    return read(league, "one")


def _counts(contest: Contest, population: Any) -> IntArray:
    """Return how many there are of each kind [n]."""
    names = contest.names[0]
    n = len(names)
    remedy = "Selection among fewer than two has nothing to choose."
    if isinstance(population, Mapping):
        listed = [0] * n
        for name, number in population.items():
            k = contest.index("population", name)
            listed[k] = check.count(f"population[{names[k]!r}]", number, 0)
    elif isinstance(population, Sequence | np.ndarray) and not isinstance(population, str):
        if len(population) != n:
            raise SpecificationError(
                f"`population` must have one count for each of the {n} strategies "
                f"({', '.join(names)}); got {len(population)}. Or give counts by name."
            )
        listed = [
            check.count(f"population[{k}]", number, 0)
            for k, number in enumerate(population)
        ]
    else:
        Z = check.count("population", population, 2, remedy)
        return np.bincount(people(np.full(n, 1 / n), Z), minlength=n)
    if sum(listed) < 2:
        raise SpecificationError(
            f"`population` must count at least 2 individuals; got {sum(listed)}. {remedy}"
        )
    return np.array(listed, dtype=np.int64)
