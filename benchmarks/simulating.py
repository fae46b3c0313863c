"""Sampled matches: beside Axelrod, beside the random numbers alone, and their memory."""

from __future__ import annotations

import tracemalloc
import warnings
from collections.abc import Iterator
from functools import partial
from statistics import median

import numba
import numpy as np
from timing import Row, in_units, interleaved, middle_ratio

from trustgame.automata import memory_one
from trustgame.curves import between
from trustgame.game import TrustGame
from trustgame.relationship import Relationship
from trustgame.simulate import _kernels
from trustgame.simulate.simulate import simulate
from trustgame.stage import StageGame

ROUNDS, MATCHES, REPEATS = 10_000, 192, 7
LONGER = 8  # so many times as many words, to time as long a stretch
STAGE = StageGame.prisoners_dilemma()
PAIRS = {
    "tit-for-tat x win-stay lose-shift": ((1, 0, 1, 0), (1, 0, 0, 1)),
    "two mixed memory-one players": ((0.9, 0.1, 0.8, 0.3), (0.8, 0.2, 0.6, 0.4)),
}
DEEP = Relationship(
    depths=6,
    deepen=0.5,
    erode=1.5,
    stakes=between(1, 2),
    misperception=between(0.1, 0.01),
    tremble=0.05,
)
GAMES = {
    "no noise": (TrustGame(STAGE, rounds=ROUNDS), 0.0, 600),
    "noise 0.05": (TrustGame(STAGE, rounds=ROUNDS, tremble=0.05), 0.05, 1000),
    "6 depths, misreading, fractional steps": (
        TrustGame(STAGE, DEEP, rounds=ROUNDS),
        0.05,
        400,
    ),
}


def beside_axelrod() -> Iterator[Row]:
    """Show rounds per second, one thread; the deep game against Axelrod's noisy one."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import axelrod as axl

    def match(players: tuple[tuple[float, ...], ...], noise: float) -> None:
        seats = [axl.MemoryOnePlayer(four) for four in players]
        axl.Match(seats, turns=ROUNDS, noise=noise, seed=1).play()

    for pair, players in PAIRS.items():
        b, s = (memory_one(*four) for four in players)
        for name, (game, noise, target) in GAMES.items():
            jobs = {
                "ours": partial(simulate, game, b, s, matches=MATCHES, seed=1, threads=1),
                "theirs": partial(match, players, noise),
            }
            jobs["ours"]()
            seconds = interleaved(jobs, REPEATS)
            ours, theirs = (median(seconds[who]) for who in jobs)
            yield Row(
                f"simulate, {pair}: {name}",
                f"{MATCHES * ROUNDS / ours / 1e6:.0f} M rounds/s",
                f"{ROUNDS / theirs / 1e3:.0f} k rounds/s",
                f"{MATCHES * middle_ratio(seconds['theirs'], seconds['ours']):.0f}x",
                f"{target}x",
            )


def beside_random_numbers() -> Iterator[Row]:
    """Show how near play comes to the speed of two random words a round, added up."""
    mix64, match_base = _kernels.mix64, _kernels.match_base
    four, gamma, one = np.uint64(4), _kernels.GAMMA, np.uint64(1)

    @numba.njit
    def words(key, matches, rounds):
        total = np.uint64(0)
        for match in range(matches):
            base = match_base(key, np.uint64(match))
            for r in range(rounds):
                at = four * np.uint64(r)
                total += mix64(base + at * gamma) + mix64(base + (at + one) * gamma)
        return total

    b, s = (memory_one(*four_) for four_ in PAIRS["two mixed memory-one players"])
    for name, (game, _, _) in GAMES.items():
        jobs = {
            "ours": partial(simulate, game, b, s, matches=MATCHES, seed=1, threads=1),
            "words": partial(words, np.uint64(1), LONGER * MATCHES, ROUNDS),
        }
        for job in jobs.values():
            job()
        seconds = interleaved(jobs, REPEATS)
        share = 1 / (LONGER * middle_ratio(seconds["ours"], seconds["words"]))
        per_round = median(seconds["words"]) / (LONGER * MATCHES * ROUNDS)
        yield Row(
            f"share of the random-number bound: {name}",
            f"{share:.0%}",
            f"{in_units(per_round)} a round for two words",
        )


def memory() -> Iterator[Row]:
    """Show the peak of what totals need, for few and for many rounds."""
    b, s = (memory_one(*four) for four in PAIRS["two mixed memory-one players"])
    peaks = []
    for rounds in (1_000, 1_000_000):
        game = TrustGame(STAGE, DEEP, rounds=rounds)
        simulate(game, b, s, matches=64, seed=1)
        tracemalloc.start()
        simulate(game, b, s, matches=64, seed=1)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    few, many = (f"{peak / 1e3:.0f} kB" for peak in peaks)
    yield Row(
        "memory of 64 matches' totals, 1,000,000 rounds (beside 1,000 rounds)",
        many,
        few,
        f"{peaks[1] / peaks[0]:.2f}x",
        "1x",
    )
