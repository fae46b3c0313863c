"""Is all well here: versions, folders, and whether the two engines agree."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from importlib import metadata

import numpy as np

from trustgame._compiled import cache_folder
from trustgame._version import __version__
from trustgame.deals.words import counted, decimal, say
from trustgame.game import TrustGame
from trustgame.relationship import Relationship
from trustgame.simulate.simulate import simulate
from trustgame.solve.evaluate import evaluate
from trustgame.stage import StageGame

__all__ = ["Report", "examine"]

_PARTS = ("numpy", "scipy", "numba", "pandas", "matplotlib", "typer", "tqdm", "axelrod")
_MATCHES = 20_000
_FAR = 5.0  # standard errors; further is rarer than one in a million


@dataclass(frozen=True, slots=True)
class Report:
    """What was found."""

    facts: tuple[tuple[str, str], ...]
    verdict: str
    well: bool


def examine() -> Report:
    """Return versions, the folder of compiled code, and how far the engines are apart."""
    facts = [
        ("trustgame", __version__),
        ("python", platform.python_version()),
        ("system", f"{platform.system()} {platform.machine()}"),
    ]
    complete = True
    for part in _PARTS:
        try:
            facts.append((part, metadata.version(part)))
        except metadata.PackageNotFoundError:
            facts.append((part, say("doctor.missing")))
            complete = False
    folder = cache_folder()
    facts.append(("compiled", str(folder or say("doctor.no_folder"))))
    far = _furthest()
    agree = far < _FAR
    verdict = say(
        "doctor.agree" if agree else "doctor.disagree",
        n=counted(_MATCHES),
        far=decimal(far, 1),
    )
    return Report(tuple(facts), verdict, agree and complete)


def _furthest() -> float:
    """Return how far the engines are apart on a small game, in standard errors."""
    bond = Relationship(
        depths=3, deepen=0.5, tremble=0.05, misperception=0.05, continuation=0.9
    )
    game = TrustGame(StageGame.prisoners_dilemma(), bond)
    pair = ("tit_for_tat", "generous_tit_for_tat")
    exact = evaluate(game, *pair)
    sampled = simulate(game, *pair, matches=_MATCHES, seed=1)
    totals = np.asarray(sampled.value)
    error = totals.std(axis=0, ddof=1) / np.sqrt(len(totals))
    return float(np.max(np.abs(totals.mean(axis=0) - exact.value) / error))
