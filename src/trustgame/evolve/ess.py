r"""Evolutionarily stable strategies: no rare mutant does as well.

A strategy of one population is evolutionarily stable if every rare mutant earns less:
:math:`x^\top A x > y^\top A x`, or equal and :math:`x^\top A y > y^\top A y`. Between two
populations that means a strict equilibrium (Selten 1980).

References
----------
Maynard Smith, J. & Price, G. R. (1973). The logic of animal conflict. *Nature* 246. Haigh,
J. (1975). Game theory and evolution. *Advances in Applied Probability* 7. Selten, R.
(1980). A note on evolutionarily stable strategies in asymmetric animal conflicts. *Journal
of Theoretical Biology* 84. Kaplan, W. (2000). A test for copositive matrices. *Linear
Algebra and its Applications* 313.
"""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from trustgame import _validate as check
from trustgame.evolve.contest import Contest, read, shares_of
from trustgame.evolve.stability import CLOSE, MOST, is_strict
from trustgame.exceptions import RefusedError, SpecificationError
from trustgame.typing import FloatArray

__all__ = ["is_ess"]


def is_ess(
    league: Any, buyer: Any, seller: Any = None, *, population: str | None = None
) -> bool:
    """Tell whether a strategy (or a pair of them) is evolutionarily stable.

    Parameters
    ----------
    league : League
        Who earns what against whom; see ``replicator``.
    buyer : str or shares
        A strategy of one population, pure or mixed; with two populations the buyers'.
    seller : str or shares, optional
        With two populations, the sellers'.
    population : {"one", "two"}, optional
        As in ``replicator``.

    Returns
    -------
    bool
        One population: whether every mutant that is rare enough earns less. Two: whether
        the pair is a strict equilibrium, which is the same [1]_.

    References
    ----------
    .. [1] Selten, R. (1980). A note on evolutionarily stable strategies in asymmetric
       animal conflicts. *Journal of Theoretical Biology* 84.

    Examples
    --------
    Hawks and doves: neither is stable, half of each is.

    >>> from types import SimpleNamespace
    >>> own = np.array([[-1.0, 2.0], [0.0, 1.0]])
    >>> table = np.stack([own, own.T], axis=-1)
    >>> league = SimpleNamespace(fitness=table, payoff=table, cooperation=0 * table,
    ...                          buyer_names=("hawk", "dove"),
    ...                          seller_names=("hawk", "dove"))
    >>> is_ess(league, "hawk"), is_ess(league, [0.5, 0.5])
    (False, True)
    """
    contest = read(league, population)
    if contest.one and seller is not None:
        raise SpecificationError(
            f"`seller` belongs to two populations; this league is one ({contest.why})."
        )
    if not contest.one and seller is None:
        raise SpecificationError(
            f"`seller` must be given: the league has two populations ({contest.why})."
        )
    x = _playing(contest, buyer, 0)
    if not contest.one:
        return is_strict(contest, x, _playing(contest, seller, 1))
    a, close = contest.matrix, CLOSE * contest.scale
    f = a @ x
    if float(f.max() - x @ f) > close:
        return False
    best, used = np.flatnonzero(f >= f.max() - close), np.flatnonzero(x > CLOSE)
    pivot = used[0]
    free = [i for i in best if i in used and i != pivot]
    bounded = [i for i in best if i not in used]
    order = np.array(free + bounded, dtype=int)
    # z (with sum 0, at least 0 where unused) must have z'Az < 0: eliminate the pivot.
    C = a[np.ix_(order, order)] - a[order, pivot][:, None] - a[pivot, order][None]
    M = -(C + C.T) / 2 - a[pivot, pivot]
    return _copositive(M, len(free), close)


def _playing(contest: Contest, who: Any, role: int) -> FloatArray:
    """Return the shares of a strategy, given itself, by name or by shares."""
    name = getattr(who, "name", who)
    given = {name: 1.0} if isinstance(name, str) else who
    return shares_of(contest, given, role, check.ROLES[role])


def _copositive(M: FloatArray, free: int, close: float) -> bool:
    """Return whether z'Mz > 0 for all z != 0 that are at least 0 past the ``free`` ones."""
    if free:
        top = M[:free, :free]
        if np.linalg.eigvalsh(top).min() <= close:
            return False
        M = M[free:, free:] - M[free:, :free] @ np.linalg.solve(top, M[:free, free:])
    n = len(M)
    if n > MOST:
        raise RefusedError(
            f"stability against {n} equally good strategies at once is not tested; at most "
            f"{MOST}. Leave out strategies that cannot be told apart."
        )
    # Kaplan (2000): no principal submatrix has a positive eigenvector of eigenvalue <= 0.
    for size in range(1, n + 1):
        for part in itertools.combinations(range(n), size):
            values, vectors = np.linalg.eigh(M[np.ix_(part, part)])
            for value, vector in zip(values, vectors.T, strict=True):
                if value <= close and (np.all(vector > CLOSE) or np.all(vector < -CLOSE)):
                    return False
    return True
