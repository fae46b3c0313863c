"""What a round robin leaves: tables of all pairs, and rankings of either role."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from trustgame import _files
from trustgame import _validate as check
from trustgame._display import Result, several
from trustgame.exceptions import RefusedError, SpecificationError
from trustgame.game import TrustGame
from trustgame.typing import BoolArray, FloatArray, Role

if TYPE_CHECKING:
    import os

    import pandas as pd

__all__ = ["MEASURES", "League"]

#: What a league knows of both roles of every pair, and can rank by.
MEASURES = ("payoff", "utility", "cooperation")

_SAME = 1e-9  # differences below this share of the table's range are rounding, not rank
_NORMAL_95 = 1.959963984540054


@dataclass(frozen=True, eq=False, repr=False)
class League(Result):
    """All pairs of B buyers and S sellers; the last axis of two is (buyer, seller)."""

    _chart: ClassVar[str | None] = "league_heatmap"

    game: TrustGame
    buyers: tuple[Any, ...]  #: the B automata, or custom players
    sellers: tuple[Any, ...]
    buyer_names: tuple[str, ...]
    seller_names: tuple[str, ...]
    payoff: FloatArray  #: [B, S, 2] material payoff per clock round
    utility: FloatArray  #: [B, S, 2] payoff plus regard for the partner's, per clock round
    cooperation_by_role: FloatArray  #: [B, S, 2] actual C's per round played
    lengths: FloatArray  #: [B, S] expected clock rounds; inf where play may never end
    depths: FloatArray  #: [B, S] mean level of the rounds played
    exact: BoolArray  #: [B, S] solved (True) or sampled (False)
    se: Mapping[str, FloatArray] = (
        field()
    )  #: standard errors [B, S, 2] by measure; 0 if exact
    matches: int  #: matches per sampled cell
    seed: int | None

    def __repr__(self) -> str:
        how = (
            "exact"
            if self.exact.all()
            else several(int((~self.exact).sum()), "pair") + " sampled"
        )
        low, high = self.payoff.min(), self.payoff.max()
        return (
            f"League({several(len(self.buyers), 'buyer')} x "
            f"{several(len(self.sellers), 'seller')}, {how}: "
            f"payoff {low:.3f} to {high:.3f}, cooperation "
            f"{np.nanmean(self.cooperation_by_role):.3f} on average)"
        )

    @property
    def fitness(self) -> FloatArray:
        """What selection follows [B, S, 2]: total utility, or its average in endless play.

        Raises
        ------
        RefusedError
            If some pairs' play ends and others' may not: totals and averages differ.
        """
        endless = np.isinf(self.lengths)
        if endless.all():
            return self.utility
        if endless.any():
            b, s = (int(i) for i in np.argwhere(endless)[0])
            raise RefusedError(
                "`fitness` compares total utilities, and here some play may never end "
                f"('{self.buyer_names[b]}' with '{self.seller_names[s]}'). Give the game "
                "rounds=, or a continuation below 1 at every depth."
            )
        return self.utility * self.lengths[..., None]

    @property
    def payoff_buyer(self) -> pd.DataFrame:
        """The buyers' material payoff per round [buyers x sellers]."""
        return self._labelled(self.payoff[..., 0])

    @property
    def payoff_seller(self) -> pd.DataFrame:
        """The sellers' material payoff per round [buyers x sellers]."""
        return self._labelled(self.payoff[..., 1])

    @property
    def utility_buyer(self) -> pd.DataFrame:
        """The buyers' utility per round [buyers x sellers]."""
        return self._labelled(self.utility[..., 0])

    @property
    def utility_seller(self) -> pd.DataFrame:
        """The sellers' utility per round [buyers x sellers]."""
        return self._labelled(self.utility[..., 1])

    @property
    def cooperation_buyer(self) -> pd.DataFrame:
        """The share of rounds in which the buyer cooperates [buyers x sellers]."""
        return self._labelled(self.cooperation_by_role[..., 0])

    @property
    def cooperation_seller(self) -> pd.DataFrame:
        """The share of rounds in which the seller cooperates [buyers x sellers]."""
        return self._labelled(self.cooperation_by_role[..., 1])

    @property
    def cooperation(self) -> pd.DataFrame:
        """The mean of both roles' cooperation [buyers x sellers]."""
        return self._labelled(self.cooperation_by_role.mean(axis=-1))

    @property
    def length(self) -> pd.DataFrame:
        """Expected clock rounds [buyers x sellers]."""
        return self._labelled(self.lengths)

    @property
    def depth(self) -> pd.DataFrame:
        """The mean level of the rounds played [buyers x sellers]."""
        return self._labelled(self.depths)

    def ranking(
        self, role: Role = "buyer", *, against: Any = None, measure: str = "payoff"
    ) -> pd.DataFrame:
        """Rank the strategies of one role by their mean over partners.

        Parameters
        ----------
        role : {"buyer", "seller"}
            Whose strategies are ranked.
        against : mapping of str to number, or sequence of numbers, optional
            Shares of the partners, by name or in the league's order; they are scaled to
            sum to 1. All partners alike unless given.
        measure : {"payoff", "utility", "cooperation"}
            What the ranked role gets or does, per round.

        Returns
        -------
        DataFrame
            Best first, indexed by strategy: ``rank`` (equal means share the better rank),
            ``tied``, the mean, its standard error ``se`` and 95% interval ``low`` to
            ``high`` (the mean itself where all cells are exact), and ``rank_best`` to
            ``rank_worst``, the ranks that chance leaves open: only partners' and rivals'
            sampled cells make them differ from the tie.

        Notes
        -----
        A partner's twin counts as a partner. Sampled cells are independent, so the
        variance of a mean is the sum of weighted variances; two strategies are told apart
        when their means differ by more than 1.96 standard errors of the difference.

        Examples
        --------
        Against equal shares of these two, the defector's 1 and 1.4 average 1.2:

        >>> from trustgame.stage import StageGame
        >>> from trustgame.tournament.play import round_robin
        >>> game = TrustGame(StageGame.prisoners_dilemma(), rounds=10)
        >>> league = round_robin(game, ["always_defect", "grim_trigger"])
        >>> league.ranking("buyer")[["rank", "payoff"]]
                       rank  payoff
        strategy
        grim_trigger      1    1.95
        always_defect     2    1.20
        """
        import pandas as pd

        seat = check.role("role", role)
        check.one_of("measure", measure, MEASURES)
        table = (
            self.cooperation_by_role if measure == "cooperation" else getattr(self, measure)
        )
        values, errors = (
            np.moveaxis(part[..., seat], seat, 0) for part in (table, self.se[measure])
        )  # [own, partners]
        names = (self.buyer_names, self.seller_names)
        weights = _mix(against, names[1 - seat])
        values, errors = values[:, weights > 0], errors[:, weights > 0]
        weights = weights[weights > 0]
        mean, se = values @ weights, np.sqrt(errors**2 @ weights**2)
        same = _SAME * max(float(np.ptp(table)), float(abs(table).max()), 1e-300)
        lead = mean[:, None] - mean  # by how much the row is ahead of the column
        sure = np.maximum(same, _NORMAL_95 * np.hypot(se[:, None], se))
        ahead = (lead < -same).sum(axis=1)
        frame = pd.DataFrame(
            {
                "rank": 1 + ahead,
                "tied": (abs(lead) <= same).sum(axis=1) > 1,
                measure: mean,
                "se": se,
                "low": mean - _NORMAL_95 * se,
                "high": mean + _NORMAL_95 * se,
                "rank_best": 1 + (lead < -sure).sum(axis=1),
                "rank_worst": len(mean) - (lead > sure).sum(axis=1),
            },
            index=pd.Index(names[seat], name="strategy"),
        )
        return frame.sort_values("rank", kind="stable")

    def to_frame(self) -> pd.DataFrame:
        """Return one row per pair; standard errors too where a cell was sampled."""
        import pandas as pd

        B, S = self.exact.shape
        columns: dict[str, Any] = {
            "buyer": np.repeat(np.array(self.buyer_names, dtype=object), S),
            "seller": np.tile(np.array(self.seller_names, dtype=object), B),
        }
        for name in MEASURES:
            table = (
                self.cooperation_by_role if name == "cooperation" else getattr(self, name)
            )
            for seat, role in enumerate(check.ROLES):
                columns[f"{name}_{role}"] = table[..., seat].ravel()
                if not self.exact.all():
                    columns[f"{name}_{role}_se"] = self.se[name][..., seat].ravel()
        columns["length"], columns["depth"] = self.lengths.ravel(), self.depths.ravel()
        columns["exact"] = self.exact.ravel()
        return pd.DataFrame(columns)

    def to_csv(self, path: str | os.PathLike[str]) -> None:
        """Write the tidy table, one row per pair, to a CSV file."""
        _files.write_frame(self.to_frame(), path, "csv")

    def to_parquet(self, path: str | os.PathLike[str]) -> None:
        """Write the tidy table, one row per pair, to a parquet file."""
        _files.write_frame(self.to_frame(), path, "parquet")

    def _labelled(self, table: FloatArray) -> pd.DataFrame:
        """Return a table [B, S] with its names."""
        import pandas as pd

        rows = pd.Index(self.buyer_names, name="buyer")
        return pd.DataFrame(table, rows, pd.Index(self.seller_names, name="seller"))

    def _made_from(self) -> Mapping[str, Any]:
        made = {"game": self.game, "buyers": self.buyers, "sellers": self.sellers}
        return made | (
            {} if self.exact.all() else {"matches": self.matches, "seed": self.seed}
        )


def _mix(against: Any, names: tuple[str, ...]) -> FloatArray:
    """Return the partners' shares, which sum to 1."""
    if against is None:
        return np.full(len(names), 1 / len(names))
    if isinstance(against, Mapping):
        for name in against:
            check.one_of("against", name, names)
        listed = [against.get(name, 0.0) for name in names]
    else:
        listed = list(against)
        if len(listed) != len(names):
            raise SpecificationError(
                f"`against` must have one share per partner ({len(names)}); got "
                f"{len(listed)}. Or give shares by name: {{'tit_for_tat': 0.5, ...}}."
            )
    shares = np.array(
        [
            check.interval(f"against[{n!r}]", x, 0, np.inf)
            for n, x in zip(names, listed, strict=True)
        ]
    )
    if shares.sum() <= 0:
        raise SpecificationError("`against` must have a share above 0; all are 0.")
    total: FloatArray = shares / shares.sum()
    return total
