r"""How often each strategy is there, in the long run, when mutation never ends.

*Small mutation.* If mutants are rare, one takes over or dies out before the next appears.
The population then moves among states in which all are alike, from i to j at rate
:math:`\rho_{ij} / (n - 1)`, and its stationary distribution is that of this small chain
[Fudenberg & Imhof 2006]. In two populations a state is a buyer's and a seller's strategy,
and a mutant appears in either in proportion to its size.

*Mutation that is not small.* The full chain lives on the simplex of counts. Each step one
individual, drawn at random, takes with probability :math:`\mu` another strategy (each of
the n - 1 others equally likely), and else compares itself with another individual: from j
to i

.. math:: T_{j \to i} = \frac{n_j}{Z} \Bigl[(1-\mu) \frac{n_i}{Z-1}
          \frac{1}{1 + e^{-\beta(\pi_i - \pi_j)}} + \frac{\mu}{n-1}\Bigr].

It is solved sparsely, and exactly by products where there are two strategies.

References
----------
Fudenberg, D. & Imhof, L. A. (2006). Imitation processes with small mutations. *Journal of
Economic Theory* 131. Traulsen, A., Claussen, J. C. & Hauert, C. (2006). Coevolutionary
dynamics in large, but finite populations. *Physical Review E* 74. Grassmann, W. K., Taksar,
M. I. & Heyman, D. P. (1985). Regenerative analysis and steady state distributions for
Markov chains. *Operations Research* 33.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from trustgame import _validate as check
from trustgame._display import Result
from trustgame.evolve import _kernels, simplex
from trustgame.evolve.contest import Contest, sizes
from trustgame.evolve.fixation import invasions, strength
from trustgame.exceptions import RefusedError, SpecificationError
from trustgame.typing import FloatArray, IntArray

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Stationary", "stationary"]

LIMITS = ("small_mutation",)
MOST_STATES = 1500  #: of the small chain
MOST_COUNTS = 60_000  #: of the full one


@dataclass(frozen=True, eq=False, repr=False)
class Stationary(Result):
    """Long-run shares of strategies, and of states.

    In the small-mutation limit a state is what everybody plays; else it is a count of every
    strategy, and ``counts`` has them.
    """

    _chart: ClassVar[str | None] = "stationary_bars"

    contest: Contest
    buyers: FloatArray  #: [B] long-run shares
    sellers: FloatArray  #: [S]
    payoff: FloatArray  #: [2] material, in the long run
    cooperation: FloatArray  #: [2]
    distribution: FloatArray  #: [N] over states
    states: tuple[tuple[int, int], ...] | None  #: [N] in the limit: buyer's, seller's place
    counts: Any  #: [N, B] or [N, B + S] with mutation that is not small; None in the limit
    residual: float  #: largest error of the balance equations
    settings: Mapping[str, Any]

    def __repr__(self) -> str:
        parts = []
        for role, names, shares in zip(
            check.ROLES, self.contest.names, (self.buyers, self.sellers), strict=True
        ):
            best = int(np.argmax(shares))
            who = "" if self.contest.one else f"{role}s "
            parts.append(f"{who}{names[best]} {shares[best]:.3f}")
            if self.contest.one:
                break
        mean = self.cooperation.mean()
        return f"Stationary({', '.join(parts)}, cooperation {mean:.3f})"

    @property
    def names(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Strategies of buyers and of sellers."""
        return self.contest.names

    def share(self, name: str, role: str = "buyer") -> float:
        """Return one strategy's long-run share."""
        k = check.role("role", role)
        return float((self.buyers, self.sellers)[k][self.contest.index("name", name, k)])

    def to_frame(self) -> pd.DataFrame:
        """Return one row per strategy, the most frequent first."""
        import pandas as pd

        rows = []
        for k, role in enumerate(check.ROLES):
            who = "everybody" if self.contest.one else role
            shares = (self.buyers, self.sellers)[k]
            rows += [
                (who, self.names[k][i], shares[i])
                for i in np.argsort(-shares, kind="stable")
            ]
            if self.contest.one:
                break
        return pd.DataFrame(rows, columns=["population", "strategy", "share"])

    def _made_from(self) -> Mapping[str, Any]:
        return {**self.contest.made_from(), **self.settings}


def stationary(
    league: Any,
    *,
    population: Any = 100,
    intensity: float = 1.0,
    mutation: float | None = None,
    limit: str | None = None,
    process: str = "fermi",
    mapping: str = "exp",
    populations: str | None = None,
) -> Stationary:
    """Return how often each strategy is played in the long run.

    Parameters
    ----------
    league : League
        Who earns what against whom; see ``replicator``.
    population : int or (int, int)
        Size, at least 2; a pair gives buyers' and sellers', and means two populations.
    intensity : float
        Strength of selection, at least 0, per unit of fitness.
    mutation : float, optional
        In (0, 1]: probability per step that the individual takes another strategy.
    limit : {"small_mutation"}, optional
        Rare mutants; this or ``mutation`` must be given.
    process : {"fermi", "moran"}
        Pairwise comparison or, in the limit only, Moran's process.
    mapping : {"exp", "linear"}
        How Moran's process makes fitness of payoff.
    populations : {"one", "two"}, optional
        As ``population`` of ``replicator``.

    Returns
    -------
    Stationary
        Shares [B], [S], the population's payoff and cooperation, and the distribution over
        states, which sums to one.

    Raises
    ------
    SpecificationError
        If an argument breaks its rule.
    RefusedError
        If there are too many states, or fitness is negative where it may not be.

    Notes
    -----
    The limit takes time cubic in the number of states, by elimination without subtraction
    in logarithms: no underflow at any intensity [1]_. With mutation a sparse factorisation.

    References
    ----------
    .. [1] Grassmann, W. K., Taksar, M. I. & Heyman, D. P. (1985). *Operations Research* 33.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> table = np.array([[[30, 30], [9, 14]], [[14, 9], [10, 10]]])
    >>> league = SimpleNamespace(
    ...     fitness=table, payoff=table, cooperation=[[[1, 1], [.1, 0]], [[0, .1], [0, 0]]],
    ...     buyer_names=("tit_for_tat", "always_defect"),
    ...     seller_names=("tit_for_tat", "always_defect"))
    >>> stationary(league, population=100, intensity=0.1, limit="small_mutation")
    Stationary(tit_for_tat 1.000, cooperation 1.000)
    """
    if (mutation is None) == (limit is None):
        raise SpecificationError(
            "`mutation` or `limit` must be given, and not both: mutation=0.01, say, or "
            "limit='small_mutation'."
        )
    if limit is not None:
        check.one_of("limit", limit, LIMITS)
        return _rare(league, population, intensity, process, mapping, populations)
    mu = check.interval("mutation", mutation, 0.0, 1.0)
    if mu == 0:
        raise SpecificationError(
            f"`mutation` must be above 0; got {mutation!r}. Without mutants the population "
            "stays as it is once all are alike: for rare ones, limit='small_mutation'."
        )
    if process != "fermi":
        check.one_of("process", process, ("fermi", "moran"))
        raise RefusedError(
            "the full stationary distribution is that of pairwise comparison; use "
            "process='fermi', or limit='small_mutation'."
        )
    contest, Z = sizes(league, population, populations)
    return _full(contest, Z, strength(intensity, False), mu)


def _rare(
    league: Any, population: Any, intensity: float, process: str, mapping: str,
    populations: str | None,
) -> Stationary:  # fmt: skip
    """Solve the small chain among uniform states."""
    contest, Z = sizes(league, population, populations)
    B, S = len(contest.names[0]), len(contest.names[1])
    N = B if contest.one else B * S
    if N > MOST_STATES:
        raise RefusedError(
            f"the small-mutation chain would have {N} states; at most {MOST_STATES} are "
            "solved. Leave out strategies that never matter."
        )
    changes = invasions(
        league, population=population, intensity=intensity, process=process,
        mapping=mapping, populations=populations,
    )  # fmt: skip
    states = changes.states
    rates = changes.logs.copy()
    if contest.one:
        rates -= np.log(N - 1)
    else:
        i = np.array([state[0] for state in states])
        by_buyers = i[:, None] != i[None, :]
        rates += np.where(
            by_buyers,
            np.log(Z[0] / (Z[0] + Z[1]) / max(B - 1, 1)),
            np.log(Z[1] / (Z[0] + Z[1]) / max(S - 1, 1)),
        )
    share = np.empty(N)
    _kernels.stationary_logs(rates.copy(), share)
    buyers = np.bincount([s[0] for s in states], share, B).astype(np.float64)
    sellers = np.bincount([s[1] for s in states], share, S).astype(np.float64)
    at = tuple(np.array(states).T)
    return Stationary(
        contest=contest,
        buyers=buyers,
        sellers=sellers,
        payoff=share @ contest.payoff[at],
        cooperation=share @ contest.cooperation[at],
        distribution=share,
        states=states,
        counts=None,
        residual=_imbalance(rates, share),
        settings={**changes.settings, "limit": "small_mutation"},
    )


def _imbalance(logs: FloatArray, share: FloatArray) -> float:
    """Return the largest difference of inflow and outflow of a state."""
    rates = np.exp(logs)
    return float(np.abs(share @ rates - share * rates.sum(axis=1)).max())


def _full(contest: Contest, Z: tuple[int, int], beta: float, mu: float) -> Stationary:
    """Solve the full chain over counts."""
    B, S = len(contest.names[0]), len(contest.names[1])
    N = simplex.n_states(Z[0], B) * (1 if contest.one else simplex.n_states(Z[1], S))
    if N > MOST_COUNTS:
        raise RefusedError(
            f"the full stationary distribution would have {N} states; at most "
            f"{MOST_COUNTS} "
            "are solved. Use fewer strategies, a smaller population, "
            "limit='small_mutation', "
            "or `pairwise_comparison`, which samples it."
        )
    if contest.one:
        counts = simplex.compositions(Z[0], B)
        chain = simplex.one_population(counts, contest.matrix, Z[0], beta, mu)
    else:
        counts = simplex.pairs(simplex.compositions(Z[0], B), simplex.compositions(Z[1], S))
        chain = simplex.two_populations(counts, contest.fitness, Z, beta, mu)
    share = simplex.stationary_of(chain)
    residual = float(np.abs(chain.T @ share - share).max())
    buyers = share @ counts[:, :B] / Z[0]
    sellers = buyers if contest.one else share @ counts[:, B:] / Z[1]
    met = _meetings(contest, counts, share, Z)
    return Stationary(
        contest=contest,
        buyers=buyers,
        sellers=sellers,
        payoff=np.einsum("ij,ijk->k", met, contest.payoff),
        cooperation=np.einsum("ij,ijk->k", met, contest.cooperation),
        distribution=share,
        states=None,
        counts=counts,
        residual=residual,
        settings={
            "population_size": Z,
            "intensity": beta,
            "process": "fermi",
            "mutation": mu,
        },
    )


def _meetings(
    contest: Contest, counts: IntArray, share: FloatArray, Z: tuple[int, int]
) -> FloatArray:
    """Return [B, S] the long-run probability that a couple is of these kinds."""
    B = len(contest.names[0])
    mine = counts[:, :B].astype(np.float64)
    if contest.one:
        together = np.einsum("n,ni,nj->ij", share, mine, mine, optimize=True)
        met: FloatArray = (together - np.diag(share @ mine)) / (Z[0] * (Z[0] - 1))
        return met
    theirs = counts[:, B:].astype(np.float64)
    met = np.einsum("n,ni,nj->ij", share, mine, theirs, optimize=True) / (Z[0] * Z[1])
    return met
