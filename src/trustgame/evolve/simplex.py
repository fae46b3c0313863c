"""The full chain of pairwise comparison with mutation, over counts of strategies.

A state is a composition of Z into n counts (of both populations, one after the other, if
there are two); one individual changes at a time, so the chain is sparse: at most n (n - 1)
changes from each state.
"""

from __future__ import annotations

from math import comb
from typing import Any

import numpy as np
from scipy.sparse import coo_array, diags_array
from scipy.sparse.linalg import splu
from scipy.special import expit

from trustgame.evolve import _kernels
from trustgame.typing import FloatArray, IntArray

__all__ = [
    "compositions",
    "n_states",
    "one_population",
    "pairs",
    "stationary_of",
    "two_populations",
]


MOST_WORK = 2e10  #: of the elimination in a band


def n_states(size: int, kinds: int) -> int:
    """Return how many ways there are to split ``size`` among ``kinds``."""
    return comb(size + kinds - 1, kinds - 1)


def compositions(size: int, kinds: int) -> IntArray:
    """Return [N, kinds] all splits of ``size``, in lexical order.

    Examples
    --------
    >>> compositions(2, 2).tolist()
    [[0, 2], [1, 1], [2, 0]]
    """
    if kinds == 1:
        return np.array([[size]])
    parts = []
    for first in range(size + 1):
        rest = compositions(size - first, kinds - 1)
        parts.append(np.column_stack([np.full(len(rest), first), rest]))
    return np.vstack(parts)


def pairs(buyers: IntArray, sellers: IntArray) -> IntArray:
    """Return [N, B + S] every split of buyers with every split of sellers."""
    n, m = len(buyers), len(sellers)
    return np.hstack([np.repeat(buyers, m, axis=0), np.tile(sellers, (n, 1))])


def one_population(
    counts: IntArray, own: FloatArray, size: int, intensity: float, mutation: float
) -> Any:
    """Return the transition matrix [N, N] of one population that earns ``own`` [n, n]."""
    earned = (counts @ own.T - own.diagonal()) / (size - 1)
    return _assemble(counts, [_moves(counts, 0, counts.shape[1], earned, size, 1.0,
                                     intensity, mutation)])  # fmt: skip


def two_populations(
    counts: IntArray, fitness: FloatArray, sizes: tuple[int, int], intensity: float,
    mutation: float,
) -> Any:  # fmt: skip
    """Return the transition matrix [N, N] of two populations with ``fitness`` [B, S, 2]."""
    B, S = fitness.shape[:2]
    mine = counts[:, B:] @ fitness[..., 0].T / sizes[1]
    theirs = counts[:, :B] @ fitness[..., 1] / sizes[0]
    total = sum(sizes)
    return _assemble(counts, [
        _moves(counts, 0, B, mine, sizes[0], sizes[0] / total, intensity, mutation),
        _moves(counts, B, B + S, theirs, sizes[1], sizes[1] / total, intensity, mutation),
    ])  # fmt: skip


def _moves(
    counts: IntArray, low: int, high: int, earned: FloatArray, size: int, chosen: float,
    intensity: float, mutation: float,
) -> list[tuple[IntArray, int, int, FloatArray]]:  # fmt: skip
    """Return one population's changes: (states, from column, to column, probability)."""
    done = []
    kinds = high - low
    for j in range(kinds):
        held = np.flatnonzero(counts[:, low + j] > 0)
        for i in range(kinds):
            if i == j:
                continue
            copied = expit(intensity * (earned[held, i] - earned[held, j]))
            copied *= counts[held, low + i] / (size - 1)
            rate = (1 - mutation) * copied + mutation / (kinds - 1)
            rate *= chosen * counts[held, low + j] / size
            done.append((held, low + j, low + i, rate))
    return done


def _assemble(
    counts: IntArray, groups: list[list[tuple[IntArray, int, int, FloatArray]]]
) -> Any:
    """Return the sparse matrix of all changes, rows summing to one."""
    base = int(counts.max()) + 1
    weights = base ** np.arange(counts.shape[1] - 1, -1, -1, dtype=np.float64)
    codes = counts @ weights  # distinct and, for lexical order, ascending
    rows, columns, values = [], [], []
    for group in groups:
        for held, j, i, rate in group:
            rows.append(held)
            columns.append(np.searchsorted(codes, codes[held] - weights[j] + weights[i]))
            values.append(rate)
    N = len(counts)
    where = (np.concatenate(rows), np.concatenate(columns))
    chain = coo_array((np.concatenate(values), where), shape=(N, N)).tocsr()
    return (chain + diags_array(1 - chain.sum(axis=1))).tocsr()


def stationary_of(chain: Any) -> FloatArray:
    """Return the stationary distribution [N] of a sparse irreducible chain.

    States stand in lexical order, so changes stay in a band; eliminating them one by one
    without subtraction is accurate in every share, however small. Where the band is too
    wide for that, inverse iteration with a sparse factorisation makes the residual small.
    """
    N = chain.shape[0]
    moves = chain.tocoo()
    apart = moves.row != moves.col
    rows, columns, rates = moves.row[apart], moves.col[apart], moves.data[apart]
    width = int(np.abs(columns - rows).max())
    if N * width**2 <= MOST_WORK:
        band = np.zeros((N, 2 * width + 1))
        band[rows, columns - rows + width] = rates
        share = np.empty(N)
        _kernels.stationary_band(band, share)
        return share
    balance = (chain - diags_array(np.full(N, 1 + 1e-14))).T.tocsc()
    factors = splu(balance)
    share = np.full(N, 1 / N)
    for _ in range(4):
        share = np.abs(factors.solve(share))
        share /= share.sum()
    return share
