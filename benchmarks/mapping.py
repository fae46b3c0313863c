"""The headline map, fingerprints, and players that are no automata."""

from __future__ import annotations

import time
import warnings
from collections.abc import Iterator
from statistics import median
from typing import Any

import numpy as np
from timing import Row, in_units, interleaved, middle_ratio

import trustgame as tg
from trustgame.interop.verdicts import NOT_FINITE

STAGE = tg.StageGame.prisoners_dilemma()
FIELD = [
    "tit_for_tat",
    "generous_tit_for_tat",
    "grim_trigger",
    "win_stay_lose_shift",
    "always_defect",
    "always_cooperate",
    "tit_for_two_tats",
    "suspicious_tit_for_tat",
]


def time_and_depth() -> Iterator[Row]:
    """Show the map of 60 x 60 points, 8 x 8 strategies, slips, up to 1000 rounds."""
    bond = tg.Relationship(depths=60, tremble=0.02, regard=tg.between(0, 0.4))
    times = np.unique(np.geomspace(1, 1000, 76).astype(int))[-60:].tolist()
    for depth in ("held", "start"):

        def chart(depth: str = depth) -> None:
            tg.time_depth_map(
                STAGE,
                bond,
                times=times,
                depths=60,
                strategies=FIELD,
                time="exactly",
                depth=depth,
            )

        chart()
        seconds = interleaved({"map": chart}, 3)["map"]
        yield Row(
            f"map of 60 x 60 points, 8 x 8 strategies, depth {depth}",
            in_units(median(seconds)),
            target="5 s",
        )


def fingerprints() -> Iterator[Row]:
    """Show one exact fingerprint of 101 x 101 points."""
    tg.fingerprint("win_stay_lose_shift")
    jobs = {"print": lambda: tg.fingerprint("win_stay_lose_shift")}
    seconds = interleaved(jobs, 5)["print"]
    yield Row("fingerprint, 101 x 101", in_units(median(seconds)), target="0.1 s")


def guests() -> Iterator[Row]:
    """Show two Python callables here beside the same two in Axelrod's match loop."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import axelrod as axl

    def copy(view: Any) -> str:
        return "C" if not view.seen or view.seen[-1] == 0 else "D"

    class Copy(axl.Player):
        """Do what the partner did."""

        name = "copy"

        def strategy(self, opponent: axl.Player) -> axl.Action:
            """Return the partner's last action."""
            return opponent.history[-1] if opponent.history else axl.Action.C

    game = tg.TrustGame(STAGE, rounds=10_000, tremble=0.05)
    players = (Copy(), Copy())
    jobs = {
        "ours": lambda: tg.simulate(game, copy, copy, matches=1, seed=1),
        "theirs": lambda: axl.Match(players, turns=10_000, noise=0.05, seed=1).play(),
    }
    jobs["ours"]()
    seconds = interleaved(jobs, 5)
    yield Row(
        "two players that are no automata, 10 000 rounds, noise 0.05",
        f"{10_000 / median(seconds['ours']):.3g} rounds/s",
        f"{10_000 / median(seconds['theirs']):.3g} rounds/s",
        f"{middle_ratio(seconds['theirs'], seconds['ours']):.2f}x",
        "1x",
    )


def conversion() -> Iterator[Row]:
    """Show how long all of Axelrod's players that are automata take, once it is loaded."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import axelrod as axl

        tg.from_axelrod("Grudger")
        names = [player.__name__ for player in axl.all_strategies]
        names = [name for name in names if name not in {*NOT_FINITE, "Darwin", "Grudger"}]
        start = time.perf_counter()
        for name in names:
            tg.from_axelrod(name)
    seconds = time.perf_counter() - start
    label = f"convert all {len(names) + 1} of Axelrod's players that are automata"
    yield Row(label, in_units(seconds), target="1 s")
