"""Play one match to look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from trustgame import _validate as check
from trustgame._display import Result, pair
from trustgame._random import key_from, whole
from trustgame.game import TrustGame
from trustgame.simulate.custom import play_custom
from trustgame.simulate.record import ACTION_NAMES, Record, round_columns
from trustgame.simulate.seating import seat
from trustgame.simulate.simulate import play_batch
from trustgame.typing import FloatArray, IntArray, Role, Seed

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Story", "play"]

_LEAVERS: tuple[tuple[Role, ...], ...] = ((), ("buyer",), ("seller",), ("buyer", "seller"))


@dataclass(frozen=True, eq=False, repr=False)
class Story(Result):
    """One match, round by round; H rounds were played, the axis of two is (buyer, seller).

    Actions are 0 for C and 1 for D. ``seen[:, 0]`` is what the buyer saw of the seller.
    """

    _chart: ClassVar[str | None] = "match_strip"

    game: TrustGame
    buyer: Any  #: the automaton, or the custom player
    seller: Any
    record: Record
    length: int  #: clock rounds; more than H if somebody left
    leavers: tuple[Role, ...]  #: who walked away, if anybody did
    made_from: Mapping[str, Any]

    def __repr__(self) -> str:
        rows = (
            "".join(ACTION_NAMES[action] for action in actions[:30])
            + ("..." if len(actions) > 30 else "")
            for actions in self.done.T
        )
        strip = ", ".join(
            f"{role} {row}" for role, row in zip(check.ROLES, rows, strict=True)
        )
        return (
            f"Story({self.buyer.name} x {self.seller.name}: {strip}; "
            f"value={pair(self.value)}, length={self.length})"
        )

    @property
    def depth(self) -> IntArray:
        """Level of each round [H]."""
        return self.record.depth.astype(np.int64)

    @property
    def intended(self) -> IntArray:
        """Intended actions [H, 2]."""
        return self.record.intended

    @property
    def done(self) -> IntArray:
        """Actual actions [H, 2]."""
        return self.record.done

    @property
    def seen(self) -> IntArray:
        """What each role saw of its partner [H, 2]."""
        return self.record.seen

    @property
    def payoff(self) -> FloatArray:
        """Material payoff of each round [H, 2]."""
        return self.record.payoff

    @property
    def utility(self) -> FloatArray:
        """Payoff plus regard for the partner's [H, 2]."""
        return self.record.utility

    @property
    def value(self) -> FloatArray:
        """Total material payoff [2], what came after leaving included."""
        total: FloatArray = self.payoff.sum(axis=0) + self._outside
        return total

    @property
    def total_utility(self) -> FloatArray:
        """Total utility [2], what came after leaving included."""
        total: FloatArray = self.utility.sum(axis=0) + self._outside
        return total

    @property
    def left(self) -> tuple[int, Role] | None:
        """The round that was not played (from 1) and who walked away; None if nobody did.

        If both did so at once, the buyer is named; ``leavers`` names both.
        """
        return (len(self.record.marks) + 1, self.leavers[0]) if self.leavers else None

    def to_frame(self) -> pd.DataFrame:
        """Return one row per round played; totals run."""
        import pandas as pd

        columns = round_columns(self.record)
        for role, paid in zip(check.ROLES, self.payoff.T, strict=True):
            columns[f"total_{role}"] = np.cumsum(paid)
        return pd.DataFrame(columns)

    @property
    def _outside(self) -> FloatArray:
        """What both received after somebody had left [2]."""
        waited = self.length - len(self.record.marks)
        return waited * self.game.arrays().outside

    def _made_from(self) -> Mapping[str, Any]:
        return self.made_from


def play(game: TrustGame, buyer: Any, seller: Any, *, seed: Seed, match: int = 0) -> Story:
    """Play one match, and keep every round of it.

    Parameters
    ----------
    game : TrustGame
        The game. Its play must end: by ``rounds``, or by a continuation below 1.
    buyer, seller : Automaton, str, callable or object
        As for ``simulate``.
    seed : int or numpy.random.Generator
        The same seed gives the same match.
    match : int
        Which of the matches that ``simulate`` plays with this seed, from 0.

    Returns
    -------
    Story
        Intended, done and seen actions, depth and payoffs of every round.

    Raises
    ------
    SpecificationError
        If an argument breaks its rule.
    UnknownNameError
        If a name is nobody's; the nearest one is offered.
    RefusedError
        If play may go on for ever.
    PlayerError
        If a custom player raised, or returned neither C nor D.

    Examples
    --------
    Tit-for-tat against suspicious tit-for-tat echoes one defection for ever:

    >>> from trustgame.stage import StageGame
    >>> game = TrustGame(StageGame.prisoners_dilemma(), rounds=6)
    >>> play(game, "tit_for_tat", "suspicious_tit_for_tat", seed=1)
    ... # doctest: +NORMALIZE_WHITESPACE
    Story(tit_for_tat x suspicious_tit_for_tat: buyer CDCDCD, seller DCDCDC;
    value=(15.000, 15.000), length=6)
    """
    seating = seat(game, buyer, seller)
    match = check.count("match", match, 0)
    seed = whole(seed)
    key = key_from(seed)
    if seating.has_custom:
        played = play_custom(seating.lowered, seating.customs, key, match)
        marks, depths = np.array(played.marks, np.uint8), np.array(played.depths, np.int32)
        record = Record(game, marks, depths, np.array([len(marks)]))
        length, left = played.length, played.left
    else:
        counts, lengths, lefts = play_batch(seating.lowered, key, match, 1)
        n = int(counts.sum())
        record = Record(game, np.zeros(n, np.uint8), np.zeros(n, np.int32), np.array([n]))
        play_batch(seating.lowered, key, match, 1, record)
        length, left = int(lengths[0]), int(lefts[0])
    return Story(
        game=game,
        buyer=seating.players[0],
        seller=seating.players[1],
        record=record,
        length=length,
        leavers=_LEAVERS[left],
        made_from={
            "game": game,
            "buyer": seating.players[0],
            "seller": seating.players[1],
            "seed": seed,
            "match": match,
        },
    )
