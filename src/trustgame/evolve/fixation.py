r"""Does one mutant take over? Fixation probabilities, exactly.

A population of Z holds one mutant among Z - 1 residents; sooner or later all are alike. In
a birth-death chain with k mutants the odds of losing one against gaining one are
:math:`\gamma_k = T^-_k / T^+_k`, and

.. math:: \rho = \Bigl(1 + \sum_{k=1}^{Z-1} \prod_{j=1}^{k} \gamma_j\Bigr)^{-1}.

With k mutants they earn :math:`\pi_M = ((k-1) a_{MM} + (Z-k) a_{MR}) / (Z-1)`, residents
:math:`\pi_R = (k\,a_{RM} + (Z-k-1) a_{RR}) / (Z-1)`: nobody plays against itself. Pairwise
comparison with Fermi's rule and intensity :math:`\beta` has
:math:`\gamma_k = e^{-\beta (\pi_M - \pi_R)}`; so has the Moran process with fitness
:math:`e^{\beta \pi}`. With fitness :math:`1 - w + w \pi` it is
:math:`\gamma_k = f_R / f_M`. A neutral mutant takes over with probability 1 / Z. Sums and
products are formed in logarithms, so that exp(-1000) is a number like any other.

References
----------
Moran, P. A. P. (1962). *The Statistical Processes of Evolutionary Theory*. Oxford.
Nowak, M. A., Sasaki, A., Taylor, C. & Fudenberg, D. (2004). Emergence of cooperation and
evolutionary stability in finite populations. *Nature* 428.
Traulsen, A., Nowak, M. A. & Pacheco, J. M. (2006). Stochastic dynamics of invasion and
fixation. *Physical Review E* 74.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from trustgame import _validate as check
from trustgame._display import Result, several
from trustgame.evolve import _kernels
from trustgame.evolve.contest import Contest, sizes
from trustgame.exceptions import RefusedError, SpecificationError
from trustgame.typing import BoolArray, FloatArray

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Invasions", "fixation_probability", "invasions", "log_fixations"]

PROCESSES = ("fermi", "moran")
MAPPINGS = ("exp", "linear")


def fixation_probability(
    league: Any,
    *,
    mutant: Any,
    resident: Any,
    population: Any = 100,
    intensity: float = 1.0,
    process: str = "fermi",
    mapping: str = "exp",
    populations: str | None = None,
    role: str | None = None,
    against: Any = None,
) -> float:
    """Return the probability that one mutant takes over a population of residents.

    Parameters
    ----------
    league : League
        Who earns what against whom; see ``replicator``.
    mutant, resident : str
        Two strategies of the league.
    population : int or (int, int)
        Size, at least 2; a pair gives buyers' and sellers'.
    intensity : float
        Strength of selection, at least 0, per unit of fitness. For ``mapping="linear"`` the
        weight of payoffs in [0, 1].
    process : {"fermi", "moran"}
        Pairwise comparison, or birth in proportion to fitness and death at random.
    mapping : {"exp", "linear"}
        How Moran's process makes fitness of payoff: exp(w payoff) or 1 - w + w payoff.
    populations : {"one", "two"}, optional
        As ``population`` of ``replicator``.
    role, against : str, optional
        With two populations: the role the mutant appears in, and the strategy that
        everybody in the other one plays.

    Returns
    -------
    float
        In (0, 1).

    Raises
    ------
    SpecificationError
        If an argument breaks its rule.
    RefusedError
        For negative fitness where the process needs it positive.

    References
    ----------
    .. [1] Traulsen, A., Nowak, M. A. & Pacheco, J. M. (2006). Stochastic dynamics of
       invasion and fixation. *Physical Review E* 74.

    Examples
    --------
    Where nothing is at stake, every one of 50 has the same chance:

    >>> from types import SimpleNamespace
    >>> table = np.ones((2, 2, 2))
    >>> league = SimpleNamespace(fitness=table, payoff=table, cooperation=table,
    ...                          buyer_names=("a", "b"), seller_names=("a", "b"))
    >>> round(fixation_probability(league, mutant="a", resident="b", population=50), 12)
    0.02
    """
    contest, (Z_b, Z_s) = sizes(league, population, populations)
    linear = _linear(process, mapping)
    beta = strength(intensity, linear)
    if contest.one:
        if role is not None or against is not None:
            raise SpecificationError(
                "`role` and `against` belong to two populations; this league is one "
                f"({contest.why})."
            )
        k = 0
        own, Z = contest.matrix, Z_b
    else:
        if role is None or against is None:
            raise SpecificationError(
                f"two populations ({contest.why}) need `role` (where the mutant appears) "
                "and "
                "`against` (what the other side plays)."
            )
        k = check.role("role", role)
        j = contest.index("against", against, 1 - k)
        earned = contest.fitness[:, j, 0] if k == 0 else contest.fitness[j, :, 1]
        own, Z = np.repeat(earned[:, None], len(earned), axis=1), (Z_b, Z_s)[k]
    m, w = contest.index("mutant", mutant, k), contest.index("resident", resident, k)
    pair = np.ascontiguousarray(own[np.ix_([m, w], [m, w])])
    return float(np.exp(log_fixations(pair, Z, beta, linear)[0, 1]))


def log_fixations(
    own: FloatArray, size: int, intensity: float, linear: bool = False
) -> FloatArray:
    """Return [n, n] log P(one ``row`` takes over ``column``), for a table [n, n]."""
    out = np.empty(own.shape)
    _kernels.fixation(np.array(own, dtype=np.float64), size, intensity, linear, out)
    if np.isnan(out).any():
        raise RefusedError(
            "Moran's process needs fitness above 0; 1 - intensity + intensity * payoff is "
            f"negative or 0 somewhere (least payoff {own.min():g}). Use mapping='exp', a "
            "smaller intensity, or payoffs with a constant added."
        )
    return out


def _linear(process: str, mapping: str) -> bool:
    """Return whether fitness is linear in payoff."""
    check.one_of("process", process, PROCESSES)
    check.one_of("mapping", mapping, MAPPINGS)
    if process == "fermi" and mapping == "linear":
        raise SpecificationError("`mapping` 'linear' belongs to process='moran'.")
    return mapping == "linear"


def strength(intensity: Any, linear: bool) -> float:
    """Return the intensity of selection."""
    if linear:
        return check.interval(
            "intensity", intensity, 0.0, 1.0, "It weighs payoff in fitness."
        )
    return check.interval("intensity", intensity, 0.0, 1e12)


@dataclass(frozen=True, eq=False, repr=False)
class Invasions(Result):
    """Who can take over from whom, one mutant at a time.

    A state is what everybody plays: one strategy, or in two populations a buyer's and a
    seller's. ``names`` are the states; ``fixation[i, j]`` is the probability that a single
    mutant turns state i into state j, nan where that takes more than one mutation.
    """

    _chart: ClassVar[str | None] = "invasion_graph"

    contest: Contest
    names: tuple[str, ...]  #: [N] states
    states: tuple[tuple[int, int], ...]  #: [N] places of buyer and seller strategy
    fixation: FloatArray  #: [N, N] from row to column
    logs: FloatArray  #: [N, N] its logarithm; -inf where one mutation is not enough
    neutral: FloatArray  #: [N, N] what a neutral mutant would have
    cooperation: FloatArray  #: [N, 2] in each state
    settings: Mapping[str, Any]

    def __repr__(self) -> str:
        stay = [
            name for name, lost in zip(self.names, self.invaded, strict=True) if not lost
        ]
        return (
            f"Invasions({several(len(self.names), 'state')}, "
            f"{several(int(self.favoured.sum()), 'favoured invasion')}, "
            f"resisting all: {', '.join(stay) or 'none'})"
        )

    @property
    def favoured(self) -> BoolArray:
        """[N, N] whether selection favours the change from row to column."""
        better: BoolArray = np.greater(self.fixation, self.neutral * (1 + 1e-9))  # nan: no
        return better

    @property
    def invaded(self) -> BoolArray:
        """[N] whether some mutant is favoured to take over from this state."""
        return np.asarray(self.favoured.any(axis=1), dtype=np.bool_)

    def to_frame(self) -> pd.DataFrame:
        """Return one row per possible change: from, to, fixation, neutral, favoured."""
        import pandas as pd

        i, j = np.nonzero(np.isfinite(self.fixation))
        return pd.DataFrame(
            {
                "resident": [self.names[k] for k in i],
                "mutant": [self.names[k] for k in j],
                "fixation": self.fixation[i, j],
                "neutral": self.neutral[i, j],
                "favoured": self.favoured[i, j],
            }
        )

    def _made_from(self) -> Mapping[str, Any]:
        return {**self.contest.made_from(), **self.settings}


def invasions(
    league: Any,
    *,
    population: Any = 100,
    intensity: float = 1.0,
    process: str = "fermi",
    mapping: str = "exp",
    populations: str | None = None,
) -> Invasions:
    """Compare every state of a population with every single mutant.

    Parameters
    ----------
    league, population, intensity, process, mapping, populations
        As in ``fixation_probability``.

    Returns
    -------
    Invasions
        Fixation probabilities [N, N] between states, and which exceed a neutral mutant's.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> table = np.array([[[3, 3], [0, 5]], [[5, 0], [1, 1]]])
    >>> league = SimpleNamespace(fitness=table, payoff=table, cooperation=0 * table,
    ...                          buyer_names=("C", "D"), seller_names=("C", "D"))
    >>> invasions(league)
    Invasions(2 states, 1 favoured invasion, resisting all: D)
    """
    contest, Z = sizes(league, population, populations)
    linear = _linear(process, mapping)
    beta = strength(intensity, linear)
    settings = {
        "population_size": Z,
        "intensity": beta,
        "process": process,
        "mapping": mapping,
    }
    buyers, sellers = contest.names
    B, S = len(buyers), len(sellers)
    if contest.one:
        states = [(i, i) for i in range(B)]
        logs = log_fixations(contest.matrix, Z[0], beta, linear).T.copy()
        neutral = np.full((B, B), 1 / Z[0])
    else:
        states = [(i, j) for i in range(B) for j in range(S)]
        logs, neutral = np.full((B * S, B * S), -np.inf), np.full((B * S, B * S), np.nan)
        at = np.arange(B * S).reshape(B, S)
        for j in range(S):
            _fill(logs, neutral, at[:, j], contest.fitness[:, j, 0], Z[0], beta, linear)
        for i in range(B):
            _fill(logs, neutral, at[i], contest.fitness[i, :, 1], Z[1], beta, linear)
    np.fill_diagonal(logs, -np.inf)
    rho = np.where(np.isneginf(logs), np.nan, np.exp(logs))
    return Invasions(
        contest=contest,
        names=tuple(buyers[i] if contest.one else f"{buyers[i]} x {sellers[j]}"
                    for i, j in states),
        states=tuple(states),
        fixation=rho,
        logs=logs,
        neutral=neutral,
        cooperation=np.array([contest.cooperation[i, j] for i, j in states]),
        settings=settings,
    )  # fmt: skip


def _fill(
    logs: FloatArray, neutral: FloatArray, at: Any, earned: FloatArray, size: int,
    intensity: float, linear: bool,
) -> None:  # fmt: skip
    """Enter the changes among states ``at`` of one role, which earn ``earned`` each."""
    own = np.repeat(earned[:, None], len(earned), axis=1)
    logs[np.ix_(at, at)] = log_fixations(own, size, intensity, linear).T
    neutral[np.ix_(at, at)] = 1 / size
