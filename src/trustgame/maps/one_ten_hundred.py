"""One, ten, a hundred: what selection makes of every number of rounds.

The claim is that people told of ten rounds begin to cooperate, and told of a hundred let
cooperation take over. Here strategies, not people, are selected, at every horizon on its
own: the same list of strategies, the same start, one game of n rounds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from trustgame import _validate as check
from trustgame._display import Result
from trustgame.automata import Automaton
from trustgame.game import TrustGame
from trustgame.maps.points import choose_players, mixed, row_of, same_names, select
from trustgame.strategies import resolve
from trustgame.typing import BoolArray, FloatArray, IntArray

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["OneTenHundred", "one_ten_hundred"]


@dataclass(frozen=True, eq=False, repr=False)
class OneTenHundred(Result):
    """Cooperation and strategies after selection, for H horizons."""

    _chart: ClassVar[str | None] = "one_ten_hundred"

    game: TrustGame
    buyers: tuple[Automaton, ...]
    sellers: tuple[Automaton, ...]
    time: str  #: "exactly" so many rounds, or "about"
    selection: str  #: how strategies were selected
    until: float | None  #: when selection was stopped; None: when it had settled
    rounds: IntArray  #: [H] 1 ... H
    cooperation: FloatArray  #: [H] share of cooperative moves
    at_rest: BoolArray  #: [H] whether selection settled; else, unless stopped, averages
    buyer_shares: FloatArray  #: [H, B] strategies after selection
    seller_shares: FloatArray  #: [H, S]

    def __repr__(self) -> str:
        at = [n for n in (1, 10, 100) if n <= self.rounds[-1]]
        shares = ", ".join(f"{self.cooperation[n - 1]:.3f} at {n}" for n in at)
        return f"OneTenHundred({self.time} n rounds: cooperation {shares})"

    def crossings(self, level: float = 0.5) -> pd.DataFrame:
        """Return every horizon at which cooperation or a strategy's share crosses a level.

        Parameters
        ----------
        level : float
            The share that is crossed, one half unless given.

        Returns
        -------
        DataFrame
            One row per crossing: ``what``, ``rounds`` (the first horizon beyond it), and
            ``rises``.
        """
        import pandas as pd

        level = check.interval("level", level, 0, 1)
        frame = self.to_frame().set_index("rounds")
        rows = []
        for what in frame:
            above = frame[what].to_numpy() >= level
            for i in np.flatnonzero(above[1:] != above[:-1]) + 1:
                rows.append((what, int(self.rounds[i]), bool(above[i])))
        return pd.DataFrame(rows, columns=["what", "rounds", "rises"])

    def to_frame(self) -> pd.DataFrame:
        """Return one row per horizon: cooperation and the share of every strategy."""
        import pandas as pd

        columns: dict[str, Any] = {"rounds": self.rounds, "cooperation": self.cooperation}
        for side, players, shares in (
            ("buyer", self.buyers, self.buyer_shares),
            ("seller", self.sellers, self.seller_shares),
        ):
            for i, player in enumerate(players):
                columns[f"{side} {player.name}"] = shares[:, i]
        return pd.DataFrame(columns)

    def _made_from(self) -> Mapping[str, Any]:
        names = ("game", "buyers", "sellers", "time", "selection", "until")
        return {**{name: getattr(self, name) for name in names}, "rounds": len(self.rounds)}


def one_ten_hundred(
    game: TrustGame,
    *,
    strategies: Sequence[Any] | None = None,
    buyers: Sequence[Any] | None = None,
    sellers: Sequence[Any] | None = None,
    rounds: int = 100,
    time: str = "exactly",
    until: float | None = None,
) -> OneTenHundred:
    """Select among strategies at every number of rounds from 1 on.

    Parameters
    ----------
    game : TrustGame
        The game; its rounds and continuation are replaced.
    strategies, buyers, sellers : sequences of Automaton, Recipe or str
        Among which selection chooses: the same for both sides, or one list per side.
    rounds : int
        The largest horizon H.
    time : {"exactly", "about"}
        Whether the number of rounds is known to players who count down, or only expected
        (a continuation of 1 - 1 / n).
    until : float, optional
        When selection stops; it runs until it settles unless given. Time counts in utility
        per round: in one unit, a lead of one point a round multiplies the odds of a
        strategy against another by e.

    Returns
    -------
    OneTenHundred
        Cooperation [H] and shares [H, B], [H, S] after selection.

    Examples
    --------
    >>> from trustgame.stage import StageGame
    >>> game = TrustGame(StageGame.prisoners_dilemma())
    >>> field = ["tit_for_tat", "always_defect"]
    >>> curve = one_ten_hundred(game, strategies=field, rounds=10)
    >>> curve.cooperation.round(3)[[0, 9]]
    array([0., 1.])
    """
    check.one_of("time", time, ("exactly", "about"))
    until = None if until is None else check.positive("until", until)
    H = check.count("rounds", rounds, 1)
    sides = choose_players(game, strategies, buyers, sellers)
    horizons = np.arange(1, H + 1)
    outcomes = row_of(game, sides, time, horizons.astype(float))
    left = select(outcomes, same_names(sides), until)
    return OneTenHundred(
        game=game,
        buyers=tuple(resolve(player, game, "buyer") for player in sides[0]),
        sellers=tuple(resolve(player, game, "seller") for player in sides[1]),
        time=time,
        selection=left.how,
        until=until,
        rounds=horizons,
        cooperation=mixed(outcomes, "cooperation", left.met),
        at_rest=left.at_rest,
        buyer_shares=left.buyers,
        seller_shares=left.sellers,
    )
