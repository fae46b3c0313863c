"""What a sample of matches shows, and how far it may be from the truth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from trustgame import _validate as check
from trustgame._display import Result, pair, several
from trustgame.exceptions import SpecificationError
from trustgame.game import TrustGame
from trustgame.simulate.compare import Comparison, compare
from trustgame.simulate.record import Record, round_columns
from trustgame.simulate.tally import Tally
from trustgame.typing import FloatArray, IntArray

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Sample", "sample_of"]


@dataclass(frozen=True, eq=False, repr=False)
class Sample(Result):
    """Totals of M sampled matches; the axis of two is (buyer, seller).

    ``se`` holds the standard error of every average under its name: ``payoff``,
    ``utility``, ``cooperation``, ``outcomes``, ``depth``, and of the mean ``value``,
    ``total_utility``, ``length`` and ``played`` of a match. They are infinite for a single
    match, which says nothing of how much matches differ.
    """

    _chart: ClassVar[str | None] = "sample"

    game: TrustGame
    buyer: Any  #: the automaton, or the custom player
    seller: Any
    value: FloatArray  #: [M, 2] total material payoff
    total_utility: FloatArray  #: [M, 2]
    length: IntArray  #: [M] clock rounds
    played: IntArray  #: [M] rounds played together
    match: IntArray  #: [M] number of each match; 0, 1, ... unless some failed
    payoff: FloatArray  #: [2] material payoff per clock round
    utility: FloatArray  #: [2] payoff plus regard for the partner's, per clock round
    cooperation: FloatArray  #: [2] share of actual C's in played rounds; nan if none was
    outcomes: FloatArray  #: [2, 2] share of played rounds: buyer's, seller's actual action
    depth: FloatArray  #: [L] share of played rounds at each depth
    se: Mapping[str, FloatArray] = field()  #: standard errors by name
    made_from: Mapping[str, Any]
    record: Record | None = None

    def __repr__(self) -> str:
        return (
            f"Sample({self.buyer.name} x {self.seller.name}, "
            f"{several(len(self.length), 'match')}: "
            f"payoff={_with_error(self.payoff, self.se['payoff'])}, "
            f"cooperation={pair(self.cooperation)}, length={self.length.mean():.4g})"
        )

    @property
    def value_std(self) -> FloatArray:
        """Standard deviation [2] of a match's total payoff; 0 for a single match."""
        ddof = min(1, len(self.value) - 1)
        spread: FloatArray = np.std(self.value, axis=0, ddof=ddof)
        return spread

    @cached_property
    def rounds(self) -> pd.DataFrame:
        """Every round of every match: one row each, if ``keep="rounds"`` was asked for."""
        import pandas as pd

        if self.record is None:
            raise SpecificationError(
                '`rounds` were not kept: `keep` was "totals". Ask for keep="rounds".'
            )
        match = np.repeat(self.match, self.record.played)
        return pd.DataFrame({"match": match, **round_columns(self.record)})

    def compare(self, exact: Any) -> Comparison:
        r"""Hold the sample against exact values, in standard errors.

        Parameters
        ----------
        exact : object
            With some of the same fields (``payoff``, ``cooperation``, ``value``, ...), such
            as ``evaluate`` gives.

        Returns
        -------
        Comparison
            Exact, sampled, standard error and z for every number; the largest \|z\| first
            in its one-line form.

        Raises
        ------
        SpecificationError
            If ``exact`` has none of the fields, or says of itself that it is of another
            game or pair.
        """
        return compare(self, exact)

    def to_frame(self) -> pd.DataFrame:
        """Return one row per role: averages and their standard errors."""
        import pandas as pd

        columns: dict[str, Any] = {}
        for name in ("payoff", "utility", "cooperation"):
            columns[name] = getattr(self, name)
            columns[f"{name}_se"] = self.se[name]
        for name in ("value", "length", "played"):
            columns[name] = getattr(self, name).mean(axis=0)
            columns[f"{name}_se"] = self.se[name]
        index = pd.MultiIndex.from_tuples(
            [("buyer", self.buyer.name), ("seller", self.seller.name)],
            names=["role", "strategy"],
        )
        return pd.DataFrame(columns, index=index)

    def matches_frame(self) -> pd.DataFrame:
        """Return one row per match: its totals."""
        import pandas as pd

        columns: dict[str, Any] = {
            "match": self.match,
            "length": self.length,
            "played": self.played,
        }
        for name in ("value", "total_utility"):
            for role, totals in zip(check.ROLES, getattr(self, name).T, strict=True):
                columns[f"{name}_{role}"] = totals
        return pd.DataFrame(columns)

    def _made_from(self) -> Mapping[str, Any]:
        return self.made_from


def sample_of(
    tally: Tally,
    players: tuple[Any, Any],
    match: IntArray,
    record: Record | None,
    **made: Any,
) -> Sample:
    """Return the sample of a finished tally."""
    shares, errors = tally.shares()
    named: dict[str, Any] = {}
    se: dict[str, Any] = {}
    for part, into in ((shares, named), (errors, se)):
        into["outcomes"], into["cooperation"] = part[:4].reshape(2, 2), part[4:6]
        into["depth"] = part[6:]
    arrays = tally.game.arrays()
    for name, table, totals in (
        ("payoff", arrays.payoff, tally.value),
        ("utility", arrays.utility, tally.total_utility),
    ):
        named[name], se[name] = tally.payoff(table), tally.payoff_error(totals)
    M = tally.matches
    for name in ("value", "total_utility", "length", "played"):
        each = getattr(tally, name)
        se[name] = (
            np.std(each, axis=0, ddof=1) / np.sqrt(M)
            if M > 1
            else np.full(each.shape[1:], np.inf)
        )
    return Sample(
        game=tally.game,
        buyer=players[0],
        seller=players[1],
        value=tally.value,
        total_utility=tally.total_utility,
        length=tally.length,
        played=tally.played,
        match=match,
        se=se,
        made_from={
            "game": tally.game,
            "buyer": players[0],
            "seller": players[1],
            "matches": M,
            **made,
        },
        record=record,
        **named,
    )


def _with_error(mean: FloatArray, error: FloatArray) -> str:
    """Return ``(1.234 +- 0.005, ...)`` for a one-line repr."""
    parts = (f"{m:.3f} ± {e:.2g}" for m, e in zip(mean, error, strict=True))
    return "(" + ", ".join(parts) + ")"
