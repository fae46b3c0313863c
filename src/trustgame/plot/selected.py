"""What charts of selection share: names, questions, and how sure they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from trustgame._version import __version__
from trustgame.deals import words
from trustgame.deals.labels import Labels
from trustgame.deals.words import say, sentence_case
from trustgame.plot.captions import footer, join
from trustgame.typing import FloatArray

__all__ = ["foot", "how_many", "inclinations", "listing", "names_of", "process", "question",
           "sizes_of", "start",
           "stop", "sure"]  # fmt: skip


_PROCESSES = {
    "replicator": "replicator",
    "discrete replicator": "discrete",
    "pairwise comparison": "comparison",
    "Moran process": "moran",
    "truncation selection": "truncation",
}


def names_of(contest: Any, labels: Labels) -> tuple[list[str], list[str]]:
    """Return what the room calls the strategies of buyers and of sellers."""
    buyers, sellers = (
        [side.player(name) for name in names]
        for side, names in zip(labels.sides, contest.names, strict=True)
    )
    return buyers, sellers


def foot(contest: Any, labels: Labels, how: str) -> str:
    """Return the footer: the game if there is one, and how it was worked out."""
    game = getattr(contest.league, "game", None)
    if game is None:
        return join(labels.title, how, f"trustgame {__version__}")
    return footer(game, labels, how=how)


def how_many(contest: Any) -> str:
    """Return the set of strategies in words."""
    n, m = (len(names) for names in contest.names)
    key = "one" if contest.one else "two"
    return sentence_case(say(f"selection.set_{key}", n=n, m=m))


def sizes_of(settings: Any, contest: Any) -> str:
    """Return how many individuals there are."""
    n, m = settings["population_size"]
    return say("selection.sizes" if contest.one else "selection.sizes_two", n=n, m=m)


def process(result: Any) -> str:
    """Return what moves the shares, with its knobs."""
    known = result.settings
    key = _PROCESSES[result.process]
    sizes = sizes_of(known, result.contest) if "population_size" in known else ""
    if "replace" in known:
        key += "_one" if known["replace"] == 1 else ""
        what = say(f"selection.process_{key}", sizes=sizes, replace=known["replace"])
        return f"{what}, {say('selection.totals_' + known['totals'])}"
    parts = [say(f"selection.process_{key}", sizes=sizes)]
    if "intensity" in known:
        value = words.amount(known["intensity"])
        parts.append(say("selection.intensity", value=value))
    if known.get("mutation"):
        share = words.percent(known["mutation"])
        parts.append(say("selection.mutation", share=share))
    if known.get("assortment"):
        share = words.percent(known["assortment"])
        parts.append(say("selection.assortment", share=share))
    return words.strung(parts)


def start(result: Any, labels: Labels) -> str:
    """Return where selection started."""
    for shares in (result.buyers[0], result.sellers[0]):
        if np.ptp(shares) > 0.5 / len(shares) ** 2 + 1e-9 and np.ptp(shares) > 0.02:
            break
    else:
        return say("selection.equal")
    told = []
    for k, (names, shares) in enumerate(
        zip(names_of(result.contest, labels), (result.buyers[0], result.sellers[0]),
            strict=True)
    ):  # fmt: skip
        best = int(np.argmax(shares))
        told.append(f"{words.percent(shares[best])} {names[best]}")
        if result.contest.one or k:
            break
    return say("selection.given", start=words.listed(told))


def stop(result: Any) -> str:
    """Return what ended it."""
    known = result.settings
    if "steps" in known or "generations" in known:
        if result.at_rest:
            return say("selection.alike")
        generations = words.amount(round(float(result.times[-1])))
        return say("selection.steps", generations=generations)
    if known.get("time") is not None:
        return say("selection.time")
    return say("selection.rest" if result.at_rest else "selection.moving")


def question(result: Any, labels: Labels) -> str:
    """Return the question a course of selection answers."""
    key = "selection.question_one" if result.contest.one else "selection.question_two"
    told = {
        "set": how_many(result.contest),
        "start": start(result, labels),
        "process": process(result),
        "stop": stop(result),
        "buyers": f"{labels.buyer.name}s",
        "sellers": f"{labels.seller.name}s",
    }
    return say(key, **told)


def sure(result: Any) -> str:
    """Return how sure the numbers are."""
    runs = result.settings.get("runs")
    if runs is None:
        return say("selection.sure_exact")
    many = say("selection.runs", n=words.counted(runs))
    return say("selection.sure_runs", runs=say("selection.run") if runs == 1 else many)


def inclinations(
    contest: Any, x: FloatArray, y: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return how often each strategy cooperates [B], [S] among partners of those shares."""
    mine, theirs = contest.cooperation[..., 0] @ y, x @ contest.cooperation[..., 1]
    if contest.one:
        mine = theirs = (mine + theirs) / 2
    return mine, theirs


def listing(names: Sequence[str]) -> str:
    """Return names in quotes, listed."""
    return words.listed(map(words.quoted, names))
