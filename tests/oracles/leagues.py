"""Small leagues for tests: tables with the attributes that selection reads."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

ROW_3 = {"T": 5, "R": 3, "P": 1, "S": 0}
PRISON = {"T": 0, "R": -0.5, "P": -5, "S": -10}


def league(fitness, *, payoff=None, cooperation=None, buyers=None, sellers=None):
    """A league with this fitness [B, S, 2]; payoff the same unless given."""
    fitness = np.asarray(fitness, dtype=float)
    B, S = fitness.shape[:2]
    zeros = np.zeros_like(fitness)
    return SimpleNamespace(
        fitness=fitness,
        payoff=fitness if payoff is None else np.asarray(payoff, dtype=float),
        cooperation=zeros if cooperation is None else np.asarray(cooperation, dtype=float),
        buyer_names=tuple(buyers or [f"s{i}" for i in range(B)]),
        seller_names=tuple(sellers or [f"s{j}" for j in range(S)]),
    )


def symmetric(own, **more):
    """A league in which seats do not matter: ``own[i][j]`` is what i earns against j."""
    own = np.asarray(own, dtype=float)
    return league(np.stack([own, own.T], axis=-1), **more)


def dilemma(T, R, P, S):
    """C and D in one round of a dilemma."""
    done = [[[1, 1], [1, 0]], [[0, 1], [0, 0]]]
    return symmetric([[R, S], [T, P]], cooperation=done, buyers="CD", sellers="CD")
