"""What the individuals of many populations earn when each meets every other one once.

Individuals stand in the order of their kinds, Z of them in each of R populations. Totals
are *expected*, straight from the table of pairs; or *drawn*: every encounter is one match,
mistakes included. A match of two automata that must end is drawn from the exact
distribution of its totals; any other from a pool of sampled matches of the two kinds.
"""

from __future__ import annotations

import zlib
from typing import Any

import numpy as np

from trustgame import _validate as check
from trustgame._random import whole
from trustgame.automata import Automaton
from trustgame.evolve.contest import Contest
from trustgame.exceptions import RefusedError, SpecificationError
from trustgame.typing import FloatArray, IntArray

__all__ = ["Drawn", "Expected", "Words", "can_draw"]

Words = np.ndarray[Any, np.dtype[np.uint64]]

_S32 = np.uint64(32)
_SAME = 1e-9  # totals of a match closer than this share of the largest are one


class Expected:
    """Totals from the table: what a kind may expect from every other individual."""

    def __init__(self, table: FloatArray) -> None:
        self.table = table
        self.words = 0  #: random words a population needs
        self.exact = True
        self.scale = float(np.abs(table).max())

    def earn(self, counts: IntArray, kinds: IntArray, words: Words) -> FloatArray:
        """Return the totals [R, Z] of individuals of these kinds [R, Z]."""
        by_kind = counts @ self.table.T - self.table.diagonal()
        totals: FloatArray = np.take_along_axis(by_kind, kinds, axis=1)
        return totals


class Drawn:
    """Totals of matches, each drawn from the distribution of its two kinds."""

    def __init__(
        self, contest: Contest, order: IntArray, counts: IntArray, pool: int, key: int
    ) -> None:
        n, Z = len(order), int(counts.sum())
        pairs = [(i, j) for i in range(n) for j in range(i, n) if counts[i] and counts[j]]
        found = [
            distribution(contest, int(order[i]), int(order[j]), pool, key) for i, j in pairs
        ]
        value = np.concatenate([value for value, _, _ in found])
        self.values = value[:, 0].copy(), value[:, 1].copy()  # of the first, of the second
        # One rising list for all pairs: that of pair p lies between p and p + 1.
        self.rising = np.concatenate(
            [
                p + np.append(np.cumsum(chance)[:-1], 1)
                for p, (_, chance, _) in enumerate(found)
            ]
        )
        self.pair = np.zeros((n, n))
        for p, (i, j) in enumerate(pairs):
            self.pair[i, j] = p
        self.exact = all(exact for _, _, exact in found)
        self.first, self.second = np.triu_indices(Z, 1)  # every two individuals
        self.words = len(self.first)
        self.sum_up = np.zeros((2, self.words, Z))
        self.sum_up[0, np.arange(self.words), self.first] = 1
        self.sum_up[1, np.arange(self.words), self.second] = 1
        self.scale = float(np.abs(value).max())

    def earn(self, counts: IntArray, kinds: IntArray, words: Words) -> FloatArray:
        """Return the totals [R, Z] of individuals of these kinds [R, Z]."""
        at = self.pair[kinds[:, self.first], kinds[:, self.second]]
        at += (words >> _S32) * 2.0**-32
        drawn = np.searchsorted(self.rising, at, side="right")
        first, second = (np.take(value, drawn) for value in self.values)
        totals: FloatArray = first @ self.sum_up[0] + second @ self.sum_up[1]
        return totals


def distribution(
    contest: Contest, one: int, other: int, pool: int, key: int
) -> tuple[FloatArray, FloatArray, bool]:
    """Return what two kinds get [T, 2] in a match, how likely [T], and whether exactly.

    Either takes either seat half the time.
    """
    from trustgame.solve.totals import match_totals, merged

    league = contest.league
    parts, exact = [], True
    for turn, (buyer, seller) in enumerate(((one, other), (other, one))):
        players = league.buyers[buyer], league.sellers[seller]
        try:
            if not all(isinstance(player, Automaton) for player in players):
                raise RefusedError("only automata have listed totals.")
            value, chance = match_totals(league.game, *players)
        except RefusedError:
            value = sampled(contest, (one, other), turn, pool, key)
            chance, exact = np.full(len(value), 1 / len(value)), False
        parts.append((value[:, :: 1 - 2 * turn], chance / 2))
    value = np.concatenate([value for value, _ in parts])
    grid = _SAME * max(float(np.abs(value).max()), 1e-300)
    return *merged(value, np.concatenate([chance for _, chance in parts]), grid), exact


def sampled(
    contest: Contest, pair: tuple[int, int], turn: int, pool: int, key: int
) -> FloatArray:
    """Return both totals [M, 2] of sampled matches, in the turn-th order of seats.

    The seed hangs on the two names, not on who else is there.
    """
    from trustgame.simulate.simulate import simulate

    league, (buyer, seller) = contest.league, pair[:: 1 - 2 * turn]
    label = [zlib.crc32(contest.names[0][k].encode()) for k in pair]
    seed = np.random.Generator(np.random.PCG64([key, turn, *label]))
    return simulate(
        league.game, league.buyers[buyer], league.sellers[seller], matches=pool,
        seed=whole(seed),
    ).total_utility  # fmt: skip


def can_draw(league: Any) -> None:
    """Refuse a league that does not say what was played, and by whom."""
    parts = ("game", *(f"{role}s" for role in check.ROLES))
    missing = [part for part in parts if not hasattr(league, part)]
    if missing:
        raise SpecificationError(
            "`totals` 'drawn' needs a `league` that carries its game and its players, as "
            f"round_robin gives; this {type(league).__name__} has no `{missing[0]}`. "
            "Use totals='expected'."
        )
