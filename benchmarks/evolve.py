"""Selection: finite populations beside EGTtools, equilibria beside Nashpy, maps, chains."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from functools import partial
from statistics import median
from types import SimpleNamespace
from typing import Any

import numpy as np
from timing import Row, in_units, interleaved, middle_ratio

from trustgame.evolve.finite.populations import pairwise_comparison
from trustgame.evolve.settle import settle
from trustgame.evolve.stability import equilibria
from trustgame.evolve.stationary import stationary
from trustgame.game import TrustGame
from trustgame.solve.table import pair_table
from trustgame.stage import StageGame

Z, STEPS, REPEATS = 100, 1_000_000, 5
FIELD = (
    "tit_for_tat", "generous_tit_for_tat", "grim_trigger", "win_stay_lose_shift",
    "always_defect", "always_cooperate", "grudger", "tit_for_two_tats",
)  # fmt: skip


def league(fitness: Any) -> Any:
    """Return a league of this fitness [B, S, 2]."""
    names = [tuple(f"s{i}" for i in range(n)) for n in fitness.shape[:2]]
    return SimpleNamespace(fitness=fitness, payoff=fitness, cooperation=0 * fitness,
                           buyer_names=names[0], seller_names=names[1])  # fmt: skip


def symmetric(own: Any) -> Any:
    """Return a league in which seats do not matter."""
    return league(np.stack([own, own.T], axis=-1))


def mixing(n: int) -> Any:
    """Return a table in which everybody is best against somebody: it keeps mixing."""
    own = np.random.default_rng(n).normal(size=(n, n))
    return own - 2 * np.eye(n)


def finite_populations() -> Iterator[Row]:
    """Show steps per second, one thread, the same tables and the same process."""
    import egttools as egt
    from egttools.numerical import PairwiseComparisonNumerical

    for n, target in ((2, 2), (6, 10)):
        own = mixing(n)
        game = egt.games.Matrix2PlayerGameHolder(n, own)
        theirs = PairwiseComparisonNumerical(Z, game, 100_000)
        state = np.full(n, Z // n, dtype=np.uint64)
        state[0] += Z - int(state.sum())
        for mutation in (0.001, 0.05):
            jobs = {
                "ours": partial(
                    pairwise_comparison, symmetric(own), population=Z, mutation=mutation,
                    intensity=1.0, steps=STEPS, seed=1, threads=1, records=1,
                ),
                "theirs": partial(theirs.evolve, STEPS, 1.0, mutation, state),
            }  # fmt: skip
            jobs["ours"]()
            seconds = interleaved(jobs, REPEATS)
            ours, other = (STEPS / median(seconds[who]) / 1e6 for who in jobs)
            yield Row(
                f"pairwise comparison, {n} strategies, {Z} individuals, mutation "
                f"{mutation}",
                f"{ours:.0f} M steps/s",
                f"EGTtools {other:.1f} M steps/s",
                f"{middle_ratio(seconds['theirs'], seconds['ours']):.0f}x",
                f"{target}x",
            )


def stationary_distributions() -> Iterator[Row]:
    """Show the full chain of three strategies, and rare mutants among 256."""
    own = mixing(3)
    job = partial(stationary, symmetric(own), population=Z, mutation=0.01)
    result = job()
    seconds = median(interleaved({"ours": job}, REPEATS)["ours"])
    yield Row(
        f"full stationary distribution, 3 strategies, {Z} individuals",
        in_units(seconds), f"residual {result.residual:.0e}", "", "1 s, 1e-12",
    )  # fmt: skip
    many = symmetric(np.random.default_rng(0).normal(size=(256, 256)))
    job = partial(stationary, many, population=Z, intensity=10, limit="small_mutation")
    job()
    seconds = median(interleaved({"ours": job}, 3)["ours"])
    yield Row("rare mutants among 256 strategies, table given", in_units(seconds))


def many_tables() -> Iterator[Row]:
    """Show how many 8 x 8 tables a second settle, of matches of 1 to 1000 rounds."""
    stage, tables = StageGame.prisoners_dilemma(), []
    for rounds in (1, 2, 3, 5, 10, 20, 50, 100, 300, 1000):
        for tremble in (0.0, 0.01, 0.02, 0.05):
            game = TrustGame(stage, rounds=rounds, tremble=tremble)
            table = pair_table(game, FIELD, FIELD)
            tables.append(table.utility * table.length[..., None])
    grid = np.array(tables * 90)
    job = partial(settle, grid)
    done = job()
    seconds = median(interleaved({"ours": job}, REPEATS)["ours"])
    yield Row(
        f"settle {len(grid)} tables of 8 x 8 strategies, two populations",
        in_units(seconds), f"{done.at_rest.mean():.0%} at rest", "", "about 1 s on 2 cores",
    )  # fmt: skip


def all_equilibria() -> Iterator[Row]:
    """Show all extreme equilibria of a table, beside Nashpy's enumeration of them."""
    import nashpy

    table = np.random.default_rng(8).normal(size=(6, 6, 2))
    game = nashpy.Game(table[..., 0], table[..., 1])
    jobs = {
        "ours": lambda: equilibria(league(table)),
        "theirs": lambda: list(game.vertex_enumeration()),
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        jobs["ours"]()
        seconds = interleaved(jobs, REPEATS)
    yield Row(
        "all equilibria of a 6 x 6 table",
        in_units(median(seconds["ours"])),
        f"Nashpy {in_units(median(seconds['theirs']))}",
        f"{middle_ratio(seconds['theirs'], seconds['ours']):.0f}x",
    )
