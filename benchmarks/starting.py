"""What a fresh process pays: the import, and first calls where nothing is compiled yet."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from statistics import median

from timing import Row, in_units, interleaved

_FIRST_CALLS = """
import trustgame as tg
from trustgame.simulate.play import play
from trustgame.simulate.simulate import simulate
from trustgame.solve.table import pair_table

stage = tg.StageGame.prisoners_dilemma()
bond = tg.Relationship(depths=3, tremble=0.05)
pair = "tit_for_tat", "grim_trigger"
for time in ({"rounds": 20}, {"continuation": 0.9}, {}):
    game = tg.TrustGame(stage, bond, **time)
    tg.evaluate(game, *pair)
    pair_table(game, pair, pair)
    tg.best_response(game, opponent="tit_for_tat", role="buyer")
    if time:
        tg.is_equilibrium(game, *pair)
        simulate(game, *pair, matches=100, seed=1)
        play(game, *pair, seed=1)
tg.evaluate(tg.TrustGame(stage, bond, rounds=20), *pair).value_std
tg.by_horizon(game, *pair, rounds=20)
tg.critical_continuation(tg.TrustGame(stage), "grim_trigger", "grim_trigger")
"""


def first_call() -> Iterator[Row]:
    """Call each kind of compiled work once, with an empty cache and then a filled one."""
    names = (
        "first calls of everything, nothing compiled yet",
        "the same in the next process",
    )
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"NUMBA_CACHE_DIR": folder}
        for name, target in zip(names, ("15 s", ""), strict=True):
            before = os.times()
            seconds = _seconds(_FIRST_CALLS, environment)
            after = os.times()
            busy = after.children_user + after.children_system
            busy -= before.children_user + before.children_system
            yield Row(
                name, in_units(seconds), f"{in_units(busy)} of one processor", "", target
            )


def imports() -> Iterator[Row]:
    """Time the import beside numpy's, without that of the interpreter."""
    programs = {"nothing": "", "trustgame": "import trustgame", "numpy": "import numpy"}
    jobs = {name: partial(_seconds, program) for name, program in programs.items()}
    seconds = interleaved(jobs, 9)
    bare = median(seconds["nothing"])
    ours, numpy = (median(seconds[name]) - bare for name in ("trustgame", "numpy"))
    yield Row(
        "import, beside numpy's",
        in_units(ours),
        in_units(numpy),
        f"{ours / numpy:.2f}x",
    )


def _seconds(program: str, environment: dict[str, str] | None = None) -> float:
    """Return how long a fresh interpreter takes for a program."""
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-c", program],
        env=environment,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return time.perf_counter() - start
