r"""Nash equilibria of the table, and whether selection stays there.

The strategies of a league are the pure strategies of one big game, in which a mixed
strategy is a mixture of them (or a population of those shares). Its extreme equilibria are
the completely labelled pairs of vertices of the two best-response polytopes; every other
equilibrium is a mixture of extreme ones. Many tables of repeated games are degenerate
(two cooperators cannot be told apart), and then equilibria come in whole sets.

References
----------
Nash, J. (1951). Non-cooperative games. *Annals of Mathematics* 54. Mangasarian, O. L.
(1964). Equilibrium points of bimatrix games. *Journal of the SIAM* 12. Knight, V. &
Campbell, J. (2018). Nashpy. *Journal of Open Source Software* 3.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from trustgame import _validate as check
from trustgame._display import Result
from trustgame.evolve.contest import Contest, read
from trustgame.exceptions import RefusedError
from trustgame.typing import BoolArray, FloatArray

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Equilibria", "equilibria"]

CLOSE = 1e-9  #: of the table's largest difference: what counts as equal
MOST = 14  #: strategies per role that are not strictly dominated


@dataclass(frozen=True, eq=False, repr=False)
class Equilibria(Result):
    """All K extreme equilibria of a league, the most cooperative first."""

    _chart: ClassVar[str | None] = "equilibria"

    contest: Contest
    buyers: FloatArray  #: [K, B] shares
    sellers: FloatArray  #: [K, S]
    fitness: FloatArray  #: [K, 2]
    payoff: FloatArray  #: [K, 2] material
    cooperation: FloatArray  #: [K, 2]
    strict: BoolArray  #: [K] every change of strategy loses
    stability: tuple[str, ...]  #: [K] under the replicator: stable, neutral or unstable

    def __repr__(self) -> str:
        n = len(self.buyers)
        low, high = self.cooperation.mean(axis=1).min(), self.cooperation.mean(axis=1).max()
        return (
            f"Equilibria({n} extreme, {int(self.strict.sum())} strict, "
            f"cooperation {low:.3f} to {high:.3f})"
        )

    def __len__(self) -> int:
        return len(self.buyers)

    def to_frame(self) -> pd.DataFrame:
        """Return one row per equilibrium: who plays what, outcomes, stability."""
        import pandas as pd

        one = self.contest.one
        rows = []
        for k in range(len(self)):
            row: dict[str, Any] = {}
            for role, names, shares in zip(
                check.ROLES, self.contest.names, (self.buyers, self.sellers), strict=True
            ):
                row["everybody" if one else f"{role}s"] = mixture(names, shares[k])
                if one:
                    break
            for i, role in enumerate(check.ROLES):
                row[f"payoff_{role}"] = self.payoff[k, i]
                row[f"cooperation_{role}"] = self.cooperation[k, i]
            rows.append({**row, "strict": self.strict[k], "stability": self.stability[k]})
        return pd.DataFrame(rows)

    def _made_from(self) -> Mapping[str, Any]:
        return self.contest.made_from()


def mixture(names: tuple[str, ...], shares: FloatArray) -> str:
    """Return ``a`` or ``0.25 a + 0.75 b``."""
    parts = [(s, name) for s, name in zip(shares, names, strict=True) if s > CLOSE]
    if len(parts) == 1:
        return parts[0][1]
    return " + ".join(f"{s:.3g} {name}" for s, name in parts)


def equilibria(league: Any, *, population: str | None = None) -> Equilibria:
    """Return all extreme Nash equilibria of a league.

    Parameters
    ----------
    league : League
        Who earns what against whom; see ``replicator``.
    population : {"one", "two"}, optional
        In one population the symmetric equilibria: everybody draws from the same shares.

    Returns
    -------
    Equilibria
        Shares, outcomes, and whether each is strict and stable under the replicator.

    Raises
    ------
    RefusedError
        If more than 14 strategies per role are left once strictly dominated ones are out.

    Notes
    -----
    Strictly dominated strategies are taken out first (they are in no equilibrium). Vertices
    of the best-response polytopes come from nashpy [1]_, and every equilibrium is checked
    against the table before it is returned. Stability is read from the eigenvalues of the
    replicator's linearisation; "neutral" means that the largest is 0 and decides nothing.

    References
    ----------
    .. [1] Knight, V. & Campbell, J. (2018). Nashpy: a Python library for the computation of
       Nash equilibria. *Journal of Open Source Software* 3(30), 904.

    Examples
    --------
    Two equilibria of coordination in one population, and the mixture between them:

    >>> from types import SimpleNamespace
    >>> own = np.array([[3.0, 0.0], [0.0, 1.0]])
    >>> table = np.stack([own, own.T], axis=-1)
    >>> league = SimpleNamespace(fitness=table, payoff=table, cooperation=0 * table,
    ...                          buyer_names=("a", "b"), seller_names=("a", "b"))
    >>> equilibria(league).buyers.round(3).tolist()
    [[1.0, 0.0], [0.25, 0.75], [0.0, 1.0]]
    """
    contest = read(league, population)
    if contest.one:
        a = contest.matrix
        kept = _undominated(a, a)[0]
        found = [(x, x) for x in _symmetric(a, kept)]
    else:
        rows, columns = _undominated(contest.fitness[..., 0], contest.fitness[..., 1].T)
        found = list(_pairs(contest.fitness, rows, columns))
    found = _distinct(found, contest)
    x, y = (np.array([pair[k] for pair in found]) for k in range(2))
    outcome = [contest.outcome(a, b) for a, b in found]
    fitness = [[a @ f, b @ g] for a, b in found for f, g in [contest.earnings(a, b)]]
    return Equilibria(
        contest=contest,
        buyers=x,
        sellers=y,
        fitness=np.array(fitness),
        payoff=np.array([o[0] for o in outcome]),
        cooperation=np.array([o[1] for o in outcome]),
        strict=np.array([is_strict(contest, a, b) for a, b in found], dtype=np.bool_),
        stability=tuple(stability_of(contest, a, b) for a, b in found),
    )


def _undominated(own_b: FloatArray, own_s: FloatArray) -> tuple[list[int], list[int]]:
    """Return what is left when strictly dominated strategies are out, again and again."""
    same = own_b is own_s
    rows, columns = list(range(len(own_b))), list(range(len(own_s)))
    changed = True
    while changed:
        changed = False
        for own, mine, theirs in ((own_b, rows, columns), (own_s, columns, rows)):
            table = own[np.ix_(mine, theirs)]
            margin = CLOSE * max(1.0, float(np.abs(table).max()))
            worse = [
                i for i in range(len(mine)) if (table > table[i] + margin).all(axis=1).any()
            ]
            for i in reversed(worse):
                del mine[i]
            changed |= bool(worse)
            if same:
                columns[:] = rows
                break
    for left in (rows, columns):
        if len(left) > MOST:
            raise RefusedError(
                f"all equilibria of {len(left)} strategies that are not strictly dominated "
                f"would take too long; at most {MOST} per role. Use fewer strategies, or "
                "`replicator`, which finds those that selection reaches."
            )
    return rows, columns


def _vertices(own: FloatArray) -> list[tuple[FloatArray, set[int]]]:
    """Return vertices, as shares, and labels of {z >= 0, own z <= 1}, but the origin."""
    from nashpy.polytope import build_halfspaces, non_trivial_vertices

    spread = float(np.ptp(own)) or 1.0
    positive = (own - own.min()) / spread + 1.0
    if own.shape[1] == 1:
        best = np.flatnonzero(positive[:, 0] >= positive.max() - CLOSE)
        return [(np.ones(1), {int(i) for i in best})]
    done = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for vertex, labels in non_trivial_vertices(build_halfspaces(positive)):
            shares = np.maximum(vertex, 0.0)
            shares[shares < 1e-12 * shares.max()] = 0.0
            done.append((shares / shares.sum(), {int(k) for k in labels}))
    return done


def _symmetric(a: FloatArray, kept: list[int]) -> Iterator[FloatArray]:
    """Yield symmetric equilibria: vertices at which each strategy is unused or best."""
    n = len(kept)
    for shares, labels in _vertices(a[np.ix_(kept, kept)]):
        if all(i in labels or n + i in labels for i in range(n)):
            full = np.zeros(len(a))
            full[kept] = shares
            yield full


def _pairs(
    fitness: FloatArray, rows: list[int], columns: list[int]
) -> Iterator[tuple[FloatArray, FloatArray]]:
    """Yield completely labelled pairs of vertices."""
    own_b = fitness[np.ix_(rows, columns)][..., 0]
    own_s = fitness[np.ix_(rows, columns)][..., 1].T
    m, n = own_b.shape
    # Labels 0..m-1 are buyers' strategies, the rest sellers': best in y or unused in x ...
    ys = _vertices(own_b)
    xs = [
        (x, {m + k if k < n else k - n for k in labels}) for x, labels in _vertices(own_s)
    ]
    bits_y = np.array([sum(1 << k for k in labels) for _, labels in ys], dtype=np.int64)
    everything = (1 << (m + n)) - 1
    for x, labels in xs:
        mine = sum(1 << k for k in labels)
        for at in np.flatnonzero((bits_y | mine) == everything):
            full_x, full_y = np.zeros(fitness.shape[0]), np.zeros(fitness.shape[1])
            full_x[rows], full_y[columns] = x, ys[at][0]
            yield full_x, full_y


def _distinct(
    found: list[tuple[FloatArray, FloatArray]], contest: Contest
) -> list[tuple[FloatArray, FloatArray]]:
    """Return those that are equilibria, once each, the most cooperative first."""
    kept: dict[tuple[float, ...], tuple[FloatArray, FloatArray]] = {}
    for x, y in found:
        f, g = contest.earnings(x, y)
        gain = max(f.max() - x @ f, g.max() - y @ g)
        if gain <= 1e-7 * contest.scale:
            kept.setdefault(tuple(np.round(np.concatenate([x, y]), 7) + 0.0), (x, y))
    if not kept:
        raise RefusedError(
            "no equilibrium could be told apart from rounding; differences in the table "
            "are "
            "too small. Use payoffs of one size."
        )

    def order(pair: tuple[FloatArray, FloatArray]) -> tuple[float, ...]:
        done = contest.outcome(*pair)[1].mean()
        return (-round(float(done), 9), *(-np.round(pair[0], 9)), *(-np.round(pair[1], 9)))

    return sorted(kept.values(), key=order)


def is_strict(contest: Contest, x: FloatArray, y: FloatArray) -> bool:
    """Return whether every other strategy earns less than the pure one that is played."""
    if max(x.max(), y.max()) < 1 - CLOSE or min(x.max(), y.max()) < 1 - CLOSE:
        return False
    for z, f in zip((x, y), contest.earnings(x, y), strict=True):
        others = np.delete(f, int(np.argmax(z)))
        if len(others) and others.max() >= f[np.argmax(z)] - CLOSE * contest.scale:
            return False
    return True


def stability_of(contest: Contest, x: FloatArray, y: FloatArray) -> str:
    """Return what the replicator's linearisation says of a rest point."""
    f, g = contest.earnings(x, y)
    parts = [(x, f)] if contest.one else [(x, f), (y, g)]
    n = sum(len(z) for z, _ in parts)
    full = np.zeros((n, n))
    bases, low = [], 0
    own = [contest.matrix] if contest.one else [contest.fitness[..., 0],
                                                contest.fitness[..., 1].T]  # fmt: skip
    for k, (z, earned) in enumerate(parts):
        m = len(z)
        mean = z @ earned
        slopes = own[k]  # d earned / d partner's shares
        partner = slice(low, low + m) if contest.one else (
            slice(m, n) if k == 0 else slice(0, low))  # fmt: skip
        full[low : low + m, low : low + m] += np.diag(earned - mean) - np.outer(z, earned)
        full[low : low + m, partner] += z[:, None] * (slopes - z @ slopes)
        basis = np.linalg.svd(np.ones((1, m)))[2][1:].T  # changes that keep the sum
        wide = np.zeros((n, m - 1))
        wide[low : low + m] = basis
        bases.append(wide)
        low += m
    V = np.hstack(bases)
    real = np.linalg.eigvals(V.T @ full @ V).real
    if not len(real) or real.max() < -1e-9 * contest.scale:
        return "stable"
    return "unstable" if real.max() > 1e-9 * contest.scale else "neutral"
