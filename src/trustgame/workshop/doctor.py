"""Is all well here: versions, folders, and whether the two engines agree."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from importlib import metadata

import numpy as np

from trustgame._compiled import cache_folder
from trustgame._version import __version__
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
    for part in _PARTS:
        try:
            facts.append((part, metadata.version(part)))
        except metadata.PackageNotFoundError:
            facts.append((part, "missing"))
    folder = cache_folder()
    facts.append(("compiled", str(folder or "not kept: no folder can be written")))
    far = _furthest()
    well = far < _FAR and all(version != "missing" for _, version in facts)
    verdict = (
        f"The exact and the sampled engine agree: {_MATCHES:,} matches, at most {far:.1f} "
        "standard errors apart."
        if far < _FAR
        else f"The exact and the sampled engine DISAGREE by {far:.1f} standard errors; "
        "do not trust numbers from here."
    )
    return Report(tuple(facts), verdict, well)


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
