"""Exact values: the table of all pairs beside Axelrod's tournament, and one deep pair."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from functools import partial
from statistics import median

from timing import Row, in_units, interleaved, middle_ratio

import trustgame as tg
from trustgame import strategies
from trustgame.automata import Automaton, memory_one
from trustgame.curves import between
from trustgame.game import TrustGame
from trustgame.relationship import Relationship
from trustgame.stage import StageGame

STAGE = StageGame.prisoners_dilemma()
MIXED = (
    memory_one(0.9, 0.1, 0.8, 0.3, name="mixed"),
    memory_one(0.8, 0.2, 0.6, 0.4, name="odd"),
)


def table() -> Iterator[Row]:
    """Solve all pairs of 15 over 200 rounds; Axelrod plays its first 15, five times."""
    from trustgame.solve.table import pair_table

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import axelrod as axl
    catalogue = [strategies.find(name) for name in strategies.names()]
    players = [p for p in catalogue if isinstance(p, Automaton)][:13] + list(MIXED)
    assert len(players) == 15
    for noise in (0.0, 0.05):
        game = TrustGame(STAGE, rounds=200, tremble=noise)

        def tournament(noise: float = noise) -> None:
            first = [player() for player in axl.axelrod_first_strategies]
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                axl.Tournament(first, turns=200, repetitions=5, noise=noise, seed=1).play(
                    progress_bar=False
                )

        jobs = {"ours": partial(pair_table, game, players, players), "theirs": tournament}
        jobs["ours"]()
        seconds = interleaved(jobs, 3)
        yield Row(
            f"table of 15 x 15 over 200 rounds, noise {noise:g}: exact, beside 5 samples",
            in_units(median(seconds["ours"])),
            in_units(median(seconds["theirs"])),
            f"{middle_ratio(seconds['theirs'], seconds['ours']):.0f}x",
            "1000x",
        )


def deep_pair() -> Iterator[Row]:
    """Evaluate one pair on 6 depths with trembles and misreading, 1000 rounds."""
    bond = Relationship(
        depths=6,
        deepen=0.5,
        erode=1.5,
        stakes=between(1, 2),
        misperception=between(0.1, 0.01),
        tremble=0.05,
    )
    game = TrustGame(STAGE, bond, rounds=1000)
    jobs = {
        "evaluate, 6 depths, 1000 rounds": (partial(tg.evaluate, game, *MIXED), "1 ms"),
        "every horizon 1 to 1000 of the same pair": (
            partial(tg.by_horizon, game, *MIXED, rounds=1000),
            "",
        ),
    }
    for name, (job, target) in jobs.items():
        job()
        seconds = interleaved({name: job}, 51)[name]
        yield Row(name, in_units(median(seconds)), target=target)
