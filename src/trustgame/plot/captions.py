"""What stands at the foot of every chart: who played what, and how it was worked out."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from trustgame import _validate as check
from trustgame._version import __version__
from trustgame.deals import words
from trustgame.deals.describe import horizon
from trustgame.deals.labels import Labels
from trustgame.deals.words import say
from trustgame.game import TrustGame
from trustgame.stage import StageGame

if TYPE_CHECKING:
    from trustgame.automata import Automaton

__all__ = ["chain", "errors", "footer", "join", "pairing", "sure"]


def join(*parts: str) -> str:
    """Return the parts that say something, with dots between them."""
    return "\u00a0\u00a0·  ".join(part for part in parts if part)


def sure(sampled: int | None = None) -> str:
    """Return how sure the numbers are: exact, or sampled from so many matches."""
    if sampled is None:
        return say("sure.exact")
    return say("sure.sampled", n=words.counted(sampled))


def chain(stage: StageGame, labels: Labels) -> str:
    """Return what a round pays each side, best outcome first."""
    parts = []
    for role, side in zip(check.ROLES, labels.sides, strict=True):
        own = sorted(stage.roles(role).values(), reverse=True)  # type: ignore[arg-type]
        pays = words.amount(own[0]) + "".join(
            f" {'>' if before > after else '='} {words.amount(after)}"
            for before, after in pairwise(own)
        )
        parts.append(say("footer.pays", side=side.name, pays=pays))
    return say(
        "footer.payoffs", parts=words.strung(parts), money=labels.money, round=labels.round
    )


def errors(game: TrustGame) -> str:
    """Return how often moves come out wrong and are misread."""
    arrays = game.arrays()
    parts = []
    for key, table in (
        ("tremble", arrays.tremble),
        ("misperception", arrays.misperception),
    ):
        if not table.any():
            continue
        spans = [words.span(table[:, i]) for i in range(2)]
        both = spans[0] if spans[0] == spans[1] else " / ".join(spans)
        parts.append(say(f"footer.{key}", span=both))
    return join(*parts)


def pairing(labels: Labels, buyer: Automaton, seller: Automaton) -> str:
    """Return who meets whom."""
    return say(
        "footer.pair",
        buyer=labels.buyer.name,
        seller=labels.seller.name,
        one=labels.buyer.player(buyer.name),
        other=labels.seller.player(seller.name),
    )


def footer(
    game: TrustGame,
    labels: Labels,
    pair: Sequence[Any] = (),
    *,
    how: str = "",
    time: str | None = None,
    brief: bool = False,
) -> str:
    """Return players, payoffs, errors, horizon, exact or sampled, and version.

    ``brief`` leaves out payoffs and errors, where the chart itself shows or lacks them.
    """
    return join(
        pairing(labels, pair[0], pair[1]) if pair else "",
        "" if brief else chain(game.stages[0], labels),
        "" if brief else errors(game),
        horizon(game, labels) if time is None else time,
        how or say("footer.exact"),
        f"trustgame {__version__}",
        labels.title,  # last: where all is too long, this is cut
    )
