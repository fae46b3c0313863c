"""What selection does over time: shares of strategies, and what they come to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from trustgame import _validate as check
from trustgame._display import Result
from trustgame.evolve.contest import Contest
from trustgame.typing import FloatArray

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Selection", "rest_gain"]


@dataclass(frozen=True, eq=False, repr=False)
class Selection(Result):
    """Shares over time. In one population ``sellers`` are the ``buyers``: the same people.

    ``stopped`` says in words why it ended. ``at_rest`` is true if nothing moves there any
    more; ``gain`` is what the best strategy earns above its population's average at the
    end, used or not, so a rest point is a Nash equilibrium when it is 0 for both.
    """

    _chart: ClassVar[str | None] = "shares"

    contest: Contest
    process: str  #: what moves the shares, in words
    unit: str  #: what time is counted in
    times: FloatArray  #: [H]
    buyers: FloatArray  #: [H, B]
    sellers: FloatArray  #: [H, S]
    payoff: FloatArray  #: [H, 2] material, mean over the couples that meet
    cooperation: FloatArray  #: [H, 2]
    stopped: str
    at_rest: bool
    gain: FloatArray  #: [2] of the best strategy over the average, at the end
    settings: Mapping[str, Any]  #: the knobs that made it

    def __repr__(self) -> str:
        groups = "".join(
            f", {role}s {self.leader(role)[0]} {self.leader(role)[1]:.3f}"
            for role in check.ROLES
        )
        if self.contest.one:
            name, share = self.leader("buyer")
            groups = f", {name} {share:.3f}"
        end = self.cooperation[-1].mean()
        return f"Selection({self.process}{groups}, cooperation {end:.3f}, {self.stopped})"

    @property
    def population(self) -> str:
        """``"one"`` population or ``"two"``."""
        return self.contest.population

    @property
    def names(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Strategies of buyers and of sellers."""
        return self.contest.names

    @property
    def final_buyers(self) -> FloatArray:
        """Shares of buyers at the end [B]."""
        return np.asarray(self.buyers[-1])

    @property
    def final_sellers(self) -> FloatArray:
        """Shares of sellers at the end [S]."""
        return np.asarray(self.sellers[-1])

    @property
    def is_nash(self) -> bool:
        """Whether no strategy, used or not, earns more than the average at the end."""
        return bool(self.gain.max() <= 1e-6 * self.contest.scale)

    def leader(self, role: str = "buyer") -> tuple[str, float]:
        """Return the strategy with the largest share at the end, and that share."""
        k = check.role("role", role)
        last = (self.buyers, self.sellers)[k][-1]
        best = int(np.argmax(last))
        return self.names[k][best], float(last[best])

    def final(self) -> pd.DataFrame:
        """Return one row per strategy: its share at the start and at the end."""
        import pandas as pd

        rows = []
        for role, names, shares in zip(
            check.ROLES, self.names, (self.buyers, self.sellers), strict=True
        ):
            who = "everybody" if self.contest.one else role
            for name, path in zip(names, shares.T, strict=True):
                rows.append((who, name, path[0], path[-1]))
            if self.contest.one:
                break
        columns = ["population", "strategy", "share_at_start", "share_at_end"]
        return pd.DataFrame(rows, columns=columns)

    def to_frame(self) -> pd.DataFrame:
        """Return one row per time: shares by strategy, payoffs and cooperation."""
        import pandas as pd

        columns: dict[str, FloatArray] = {"time": self.times}
        if self.contest.one:
            for k, name in enumerate(self.names[0]):
                columns[name] = self.buyers[:, k]
        else:
            for k, name in enumerate(self.names[0]):
                columns[f"buyer {name}"] = self.buyers[:, k]
            for k, name in enumerate(self.names[1]):
                columns[f"seller {name}"] = self.sellers[:, k]
        for k, role in enumerate(check.ROLES):
            columns[f"payoff_{role}"] = self.payoff[:, k]
            columns[f"cooperation_{role}"] = self.cooperation[:, k]
        return pd.DataFrame(columns)

    def velocity(self, x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return where selection pushes shares x [B] of buyers and y [S] of sellers.

        The deterministic part: in finite populations, of the process in a very large one
        under weak selection.
        """
        f, g = self.contest.earnings(x, y, self.settings.get("assortment", 0.0))
        mutation = self.settings.get("mutation", 0.0)
        return (
            moved(x, f, mutation, self.contest.scale),
            moved(y, g, mutation, self.contest.scale),
        )

    def rest_points(self) -> list[tuple[FloatArray, FloatArray, str]]:
        """Return where nothing moves, and whether it stays there when nudged.

        For two kinds in each of two populations, or up to three in one: what charts of the
        flow can show. Each is (shares of buyers, shares of sellers, "stable" | "neutral" |
        "unstable").
        """
        from trustgame.evolve.rest import rest_points

        return rest_points(self)

    def basins(self, ends: list[FloatArray], starts: int = 400) -> FloatArray:
        """Return which share of evenly spread starts ends near each of these points.

        ``ends`` are shares of buyers, then of sellers. Starts are spread by a fixed
        sequence, so the answer is the same every time (to about one start in ``starts``).
        """
        from trustgame.evolve.rest import basins

        return basins(self, ends, starts)

    def _made_from(self) -> Mapping[str, Any]:
        return {**self.contest.made_from(), "process": self.process, **self.settings}


def moved(x: FloatArray, f: FloatArray, mutation: float, scale: float) -> FloatArray:
    """Return the replicator's velocity of shares x [n] that earn f [n]."""
    push = (1 - mutation) * x * (f - x @ f)
    if mutation and len(x) > 1:
        push = push + mutation * scale * ((1 - x) / (len(x) - 1) - x)
    velocity: FloatArray = push
    return velocity


def rest_gain(
    contest: Contest, x: FloatArray, y: FloatArray, assortment: float
) -> FloatArray:
    """Return [2] by how much the best strategy of each role beats its average."""
    f, g = contest.earnings(x, y, assortment)
    return np.array([max(0.0, f.max() - x @ f), max(0.0, g.max() - y @ g)])


def outcomes(
    contest: Contest, buyers: FloatArray, sellers: FloatArray, assortment: float = 0.0
) -> tuple[FloatArray, FloatArray]:
    """Return payoff and cooperation [H, 2] along shares [H, B], [H, S]."""
    rows = [contest.outcome(x, y, assortment) for x, y in zip(buyers, sellers, strict=True)]
    return np.array([row[0] for row in rows]), np.array([row[1] for row in rows])
