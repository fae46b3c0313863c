r"""A league read as a contest: who earns what against whom, in one population or two.

With shares x of buyers and y of sellers, a buyer of kind i and a seller of kind j meet with
probability :math:`P_{ij}`. At random, :math:`P_{ij} = x_i y_j`. With assortment r in one
population, one's own kind is met with probability r beyond chance,

.. math:: P_{ij} = (1 - r)\,x_i x_j + r\,x_i\,[i = j].

Between two populations of the same kinds each pair of kinds {i, j} is sorted by moving
mass :math:`w_{ij}` from its two mixed couples to its two like ones,

.. math:: P = x y^\top + \sum_{i<j} w_{ij}\,(e_i - e_j)(e_i - e_j)^\top, \qquad
          w_{ij} = \min\{r \sqrt{x_i x_j y_i y_j},\; x_i y_j,\; x_j y_i\}.

The margins are x and y whatever r is. With two kinds this is
:math:`P_{CC} = x y + r \sqrt{x(1-x)y(1-y)} \le \min(x, y)`, so r is the correlation of the
two kinds; with equal shares, x = y, it is the rule of one population. Where the shares do
not permit r, the two kinds are sorted as far as they do.

References
----------
Grafen, A. (1979). The hawk-dove game played between relatives. *Animal Behaviour* 27.
Eshel, I. & Cavalli-Sforza, L. L. (1982). Assortment of encounters and evolution of
cooperativeness. *PNAS* 79.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from trustgame import _validate as check
from trustgame.exceptions import RefusedError, SpecificationError, UnknownNameError
from trustgame.typing import FloatArray

__all__ = ["Contest", "read", "shares_from", "shares_of", "sizes"]

POPULATIONS = ("one", "two")


@dataclass(frozen=True, eq=False)
class Contest:
    """A checked league, and how many populations its strategies live in."""

    league: Any
    names: tuple[tuple[str, ...], tuple[str, ...]]  #: of buyers, of sellers
    fitness: FloatArray  #: [B, S, 2]
    payoff: FloatArray  #: [B, S, 2]
    cooperation: FloatArray  #: [B, S, 2]
    population: str  #: "one" or "two"
    why: str  #: why that many, in words

    @property
    def one(self) -> bool:
        """Whether buyers and sellers come from one population."""
        return self.population == "one"

    @cached_property
    def matrix(self) -> FloatArray:
        """[n, n] what row earns against column in one population, in either seat."""
        return in_either_seat(self.fitness)

    @cached_property
    def scale(self) -> float:
        """The largest difference a strategy can make; 1 where none makes any."""
        if self.one:
            spread = float(np.ptp(self.matrix))
        else:
            spread = max(float(np.ptp(self.fitness[..., role])) for role in range(2))
        return spread if spread > 0 else 1.0

    def meeting(self, x: FloatArray, y: FloatArray, assortment: float = 0.0) -> FloatArray:
        """Return [B, S] the probability that a couple is of these kinds."""
        if self.one:
            return (1 - assortment) * np.outer(x, x) + assortment * np.diag(x)
        together = np.outer(x, y)
        if assortment:
            swapped = together.T
            sorted_ = np.minimum(assortment * np.sqrt(together * swapped), together)
            sorted_ = np.minimum(sorted_, swapped)
            np.fill_diagonal(sorted_, 0.0)
            together = together - sorted_ + np.diag(sorted_.sum(axis=1))
        return together

    def earnings(
        self, x: FloatArray, y: FloatArray, assortment: float = 0.0
    ) -> tuple[FloatArray, FloatArray]:
        """Return what each kind of buyer [B] and of seller [S] earns on average."""
        if self.one:
            a = self.matrix
            own: FloatArray = (1 - assortment) * (a @ x) + assortment * a.diagonal()
            return own, own
        if not assortment:
            return self.fitness[..., 0] @ y, x @ self.fitness[..., 1]
        return (
            (_partners(x, y, assortment) * self.fitness[..., 0]).sum(axis=1),
            (_partners(y, x, assortment) * self.fitness[..., 1].T).sum(axis=1),
        )

    def outcome(
        self, x: FloatArray, y: FloatArray, assortment: float = 0.0
    ) -> tuple[FloatArray, FloatArray]:
        """Return mean material payoff [2] and cooperation [2] of the couples that meet."""
        together = self.meeting(x, y, assortment)
        return (
            np.einsum("ij,ijk->k", together, self.payoff),
            np.einsum("ij,ijk->k", together, self.cooperation),
        )

    def index(self, argument: str, name: Any, role: int = 0) -> int:
        """Return the place of a strategy's name, or refuse it and offer the nearest."""
        name = getattr(name, "name", name)
        if name not in self.names[role]:
            seat = "strategy" if self.one else check.ROLES[role]
            raise UnknownNameError(
                f"`{argument}` must be a {seat} of the league; got {name!r}."
                + (check.suggest(name, self.names[role])
                   or f" It has {_listed(self.names[role])}.")
            )  # fmt: skip
        return self.names[role].index(name)

    def made_from(self) -> Mapping[str, Any]:
        """Return the specs behind the numbers, for provenance."""
        made = {
            part: getattr(self.league, part, None) for part in ("game", "buyers", "sellers")
        }
        known = {part: value for part, value in made.items() if value is not None}
        names = {"buyers": self.names[0], "sellers": self.names[1]}
        return {**names, **known, "population": self.population}


def in_either_seat(table: FloatArray) -> FloatArray:
    """Return [n, n] the row's mean over both seats of a table [n, n, 2]."""
    mean: FloatArray = (table[..., 0] + table[..., 1].T) / 2
    return mean


def read(league: Any, population: Any = None) -> Contest:
    """Check a league and decide how many populations its strategies live in.

    Two unless told otherwise, if the two sides' names differ or their fitness depends on
    the seat; else one.
    """
    if not all(hasattr(league, f"{role}_names") for role in check.ROLES):
        raise SpecificationError(
            f"`league` must be a League, as round_robin gives; got {type(league).__name__}."
        )
    buyers, sellers = (
        tuple(str(name) for name in getattr(league, f"{role}_names"))
        for role in check.ROLES
    )
    names = (buyers, sellers)
    for role, own in zip(check.ROLES, names, strict=True):
        twice = sorted({name for name in own if own.count(name) > 1})
        if twice:
            raise SpecificationError(
                f"`{role}s` must have different names; {twice[0]!r} is there more than "
                "once. "
                "Rename one, or leave it out."
            )
    shape = (len(buyers), len(sellers), 2)
    parts = {}
    for part in ("fitness", "payoff", "cooperation"):
        table = np.asarray(_part(league, part), dtype=np.float64)
        if table.shape != shape:
            raise SpecificationError(
                f"`{part}` of the league must have shape {shape} (buyers, sellers, roles); "
                f"got {table.shape}."
            )
        if not np.isfinite(table).all():
            i, j, _ = (int(k) for k in np.argwhere(~np.isfinite(table))[0])
            raise SpecificationError(
                f"`{part}` of the league must be finite numbers; {buyers[i]!r} against "
                f"{sellers[j]!r} has {table[i, j].tolist()}. Leave that pair's strategies "
                "out."
            )
        parts[part] = table
    if max(len(buyers), len(sellers)) < 2:
        raise SpecificationError(
            "selection needs at least two strategies to choose from; got "
            f"{_listed(buyers)} "
            f"and {_listed(sellers)}."
        )
    kind, why = _populations(names, parts["fitness"], population)
    return Contest(league, names, **parts, population=kind, why=why)


def _part(league: Any, part: str) -> Any:
    """Return a table of the league; a pair that never plays does not cooperate."""
    if part == "cooperation" and hasattr(league, "cooperation_by_role"):
        return np.nan_to_num(league.cooperation_by_role, nan=0.0)
    return getattr(league, part)


def _populations(
    names: tuple[tuple[str, ...], ...], fitness: FloatArray, asked: Any
) -> tuple[str, str]:
    """Return one or two populations, and why."""
    buyers, sellers = names
    if asked is not None:
        check.one_of(
            "population", asked, POPULATIONS,
            "Here it says in how many populations strategies live; sizes are for moran, "
            "pairwise_comparison, truncation, fixation_probability and stationary.",
        )  # fmt: skip
        if asked == "one" and buyers != sellers:
            raise SpecificationError(
                "`population` 'one' needs the same strategies, in the same order, as "
                "buyers "
                f"and as sellers; got {_listed(buyers)} and {_listed(sellers)}. "
                "Use population='two', or give the same list twice."
            )
        return str(asked), "as asked"
    if buyers != sellers:
        return "two", "buyers and sellers have different strategies"
    close = 1e-9 * max(1.0, float(np.abs(fitness).max()))
    if np.abs(fitness[..., 0] - fitness[..., 1].T).max() > close:
        return "two", "fitness depends on the seat"
    return "one", "both seats have the same strategies and the same fitness"


def shares_from(contest: Contest, start: Any) -> tuple[FloatArray, FloatArray]:
    """Return starting shares of buyers and sellers: equal ones, given ones, or by name."""
    if start is None:
        start = (None, None)
    elif contest.one:
        start = (start, start)
    elif isinstance(start, Mapping):
        check.known_keys("start", start, ("buyers", "sellers"))
        start = (start.get("buyers"), start.get("sellers"))
    elif not isinstance(start, Sequence | np.ndarray) or len(start) != 2:
        raise SpecificationError(
            "`start` of two populations must be a pair: shares of buyers, shares of "
            "sellers; "
            f"got {start!r}."
        )
    return shares_of(contest, start[0], 0), shares_of(contest, start[1], 1)


def shares_of(
    contest: Contest, given: Any, role: int, argument: str = "start"
) -> FloatArray:
    """Return one population's shares, which sum to one."""
    names = contest.names[role]
    if given is None:
        return np.full(len(names), 1 / len(names))
    if isinstance(given, Mapping):
        listed = np.zeros(len(names))
        for name, share in given.items():
            listed[contest.index(argument, name, role)] = check.number(argument, share)
        given = listed
    try:
        shares = np.asarray(given, dtype=np.float64)
    except (TypeError, ValueError):
        raise SpecificationError(
            f"`{argument}` must be shares, or a table of shares by name; got {given!r}."
        ) from None
    if shares.shape != (len(names),):
        raise SpecificationError(
            f"`{argument}` must have one share for each of {_listed(names)}; got "
            f"{shares.tolist()}."
        )
    if not np.isfinite(shares).all() or shares.min() < 0 or abs(shares.sum() - 1) > 1e-6:
        raise SpecificationError(
            f"`{argument}` must be shares of at least 0 that sum to 1; "
            f"got {shares.tolist()}, which sum to {shares.sum():g}."
        )
    fixed: FloatArray = shares / shares.sum()
    return fixed


def assorted(contest: Contest, assortment: Any) -> float:
    """Return the assortment, if it can be said who is whose own kind."""
    r = check.interval("assortment", assortment, 0.0, 1.0)
    if r and contest.names[0] != contest.names[1]:
        raise RefusedError(
            "assortment needs to know who is of one's own kind: buyers "
            f"({_listed(contest.names[0])}) and sellers ({_listed(contest.names[1])}) must "
            "have the same names in the same order."
        )
    return r


def sizes(
    league: Any, population: Any, populations: Any
) -> tuple[Contest, tuple[int, int]]:
    """Return the contest and the sizes of its populations; a pair of sizes means two."""
    if isinstance(population, str):
        raise SpecificationError(
            "`population` must be a size, or one for buyers and one for sellers; "
            f"got {population!r}. In how many populations strategies live is said by "
            "populations='one' or 'two'."
        )
    pair = isinstance(population, Sequence | np.ndarray)
    if pair and len(population) != 2:
        raise SpecificationError(
            f"`population` must be a size, or one for buyers and one for sellers; "
            f"got {population!r}."
        )
    if pair and populations == "one":
        raise SpecificationError("`population` must be one size if `populations` is 'one'.")
    remedy = "Selection among fewer than two has nothing to choose."
    both = tuple(
        check.count("population", size, 2, remedy)
        for size in (population if pair else (population, population))
    )
    if populations is not None:
        check.one_of("populations", populations, POPULATIONS)
    contest = read(league, "two" if pair else populations)
    return contest, (both[0], both[1])


def _partners(x: FloatArray, y: FloatArray, assortment: float) -> FloatArray:
    """Return [n, n] P(partner is j | own kind is i), in the limit where x_i is 0."""
    mixed = np.outer(x, y)
    with np.errstate(divide="ignore", invalid="ignore"):
        away = np.minimum(assortment * np.sqrt(mixed * mixed.T), mixed.T) / x[:, None]
    limit = np.where((x > 0) & (y[:, None] > 0), np.inf, 0.0) if assortment else 0.0 * mixed
    away = np.minimum(np.where(x[:, None] > 0, away, limit), y[None, :])
    np.fill_diagonal(away, 0.0)
    partners: FloatArray = y[None, :] - away
    partners[np.diag_indices_from(partners)] += away.sum(axis=1)
    return partners


def _listed(names: Sequence[str]) -> str:
    """Return a few names in words."""
    few = ", ".join(repr(name) for name in names[:6])
    return few + (f" and {len(names) - 6} more" if len(names) > 6 else "")
