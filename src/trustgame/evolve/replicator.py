r"""Replicator dynamics: what earns more than average grows, what earns less shrinks.

In continuous time the share :math:`x_i` of a strategy that earns :math:`f_i` moves as

.. math:: \dot x_i = (1 - \mu)\,x_i\,(f_i - \bar f) +
          \mu s \Bigl(\frac{1 - x_i}{n - 1} - x_i\Bigr), \qquad \bar f = \sum_j x_j f_j,

where mutation :math:`\mu` sends a share to each of the other n - 1 strategies, at a speed
measured by s, the largest difference of fitness in the table; so units of payoff do not
matter. In two populations buyers earn against sellers' shares and the other way round. In
discrete time a generation is
:math:`x_i' = (1-\mu)\,p_i + \mu\,(1 - p_i)/(n - 1)` with :math:`p_i = x_i f_i / \bar f`,
which needs fitness above 0.

The integration runs in :math:`u_i = \log x_i`, where no share can fall below 0 and a
strategy that becomes rare is not forgotten: it comes back when its time comes.

References
----------
Taylor, P. D. & Jonker, L. B. (1978). Evolutionarily stable strategies and game dynamics.
*Mathematical Biosciences* 40. Hofbauer, J. & Sigmund, K. (1998). *Evolutionary Games and
Population Dynamics*. Cambridge. Chapters 7 and 10.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from scipy.integrate import DOP853

from trustgame import _validate as check
from trustgame.evolve.contest import Contest, assorted, read, shares_from
from trustgame.evolve.selection import Selection, moved, outcomes, rest_gain
from trustgame.exceptions import RefusedError, SpecificationError
from trustgame.typing import FloatArray

__all__ = ["replicator"]

REST = 1e-8  #: of the table's largest difference, per unit of time
LONGEST = 1e7  #: times the inverse of that difference
STEPS = 2000  #: of the integration, at most
GENERATIONS = 100_000  #: of discrete time, at most
RARE = 1e-12  #: the share mutation starts from where there was none
MOST = 2000  #: recorded times, unless they were asked for
FINE = 0.02  #: shares move by less than this between recorded times


class Run(NamedTuple):
    """A trajectory and how it ended."""

    times: FloatArray  #: [H]
    buyers: FloatArray  #: [H, B]
    sellers: FloatArray  #: [H, S]
    stopped: str
    at_rest: bool


def replicator(
    league: Any,
    start: Any = None,
    *,
    population: str | None = None,
    time: Any = None,
    mutation: float = 0.0,
    assortment: float = 0.0,
    discrete: bool = False,
) -> Selection:
    """Let the better strategies of a league grow.

    Parameters
    ----------
    league : League
        What ``tg.round_robin`` gives, or anything with ``fitness``, ``payoff`` and
        ``cooperation`` [B, S, 2], ``buyer_names`` and ``seller_names``.
    start : shares, optional
        Equal shares unless given. One population: shares [n] or a table by name. Two: a
        pair of those, or ``{"buyers": ..., "sellers": ...}``. Without mutation a strategy
        that starts at 0 stays there.
    population : {"one", "two"}, optional
        Where strategies live. Unless given: two if the sides' names differ or fitness
        depends on the seat, else one; the result says which, and why.
    time : float or array, optional
        When to end, in units of 1 / fitness (continuous) or in generations (discrete); an
        array gives the times to record. Unless given, selection runs until it is at rest.
    mutation : float
        In [0, 1]; see the notes.
    assortment : float
        In [0, 1]: probability to meet one's own kind, beyond chance. Between two
        populations it needs the same names on both sides; ``trustgame.evolve.contest`` has
        the rule.
    discrete : bool
        Generations instead of continuous time; needs fitness above 0.

    Returns
    -------
    Selection
        Shares, material payoff and cooperation over time, and whether the end is a rest
        point and a Nash equilibrium.

    Raises
    ------
    SpecificationError
        For a table or an argument that breaks its rule.
    RefusedError
        For assortment where kinds cannot be told, and for negative fitness in discrete
        time.

    Notes
    -----
    Continuous time: steps of order 8 with error control in the logarithms of the shares.
    "At rest" means that no population moves by more than 1e-8 of the largest difference in
    the table and that no strategy still present grows by more than that [1]_.

    References
    ----------
    .. [1] Hofbauer, J. & Sigmund, K. (1998). *Evolutionary Games and Population Dynamics*.
       Cambridge.

    Examples
    --------
    Ten rounds of the standard dilemma. From equal shares tit-for-tat takes over:

    >>> from types import SimpleNamespace
    >>> table = np.array([[[30, 30], [9, 14]], [[14, 9], [10, 10]]])
    >>> league = SimpleNamespace(
    ...     fitness=table, payoff=table / 10,
    ...     cooperation=[[[1, 1], [.1, 0]], [[0, .1], [0, 0]]],
    ...     buyer_names=("tit_for_tat", "always_defect"),
    ...     seller_names=("tit_for_tat", "always_defect"))
    >>> future = replicator(league)
    >>> future.final_buyers.round(3), future.at_rest, future.is_nash
    (array([1., 0.]), True, True)
    """
    contest = read(league, population)
    x, y = shares_from(contest, start)
    mu = check.interval("mutation", mutation, 0.0, 1.0)
    r = assorted(contest, assortment)
    times = _times(time, discrete)
    if discrete:
        _must_be_positive(contest)
        run = _generations(contest, x, y, times, mu, r)
    else:
        run = _continuous(contest, x, y, times, mu, r)
    payoff, cooperation = outcomes(contest, run.buyers, run.sellers, r)
    return Selection(
        contest=contest,
        process="discrete replicator" if discrete else "replicator",
        unit="generations" if discrete else "1 / fitness",
        times=run.times,
        buyers=run.buyers,
        sellers=run.sellers,
        payoff=payoff,
        cooperation=cooperation,
        stopped=run.stopped,
        at_rest=run.at_rest,
        gain=rest_gain(contest, run.buyers[-1], run.sellers[-1], r),
        settings={
            "start": x.tolist() if contest.one else (x.tolist(), y.tolist()),
            "time": time, "mutation": mu, "assortment": r, "discrete": discrete,
        },
    )  # fmt: skip


def _times(time: Any, discrete: bool) -> FloatArray | None:
    """Return the times asked for, ascending from 0; a single one is the end."""
    if time is None:
        return None
    if np.ndim(time) == 0:
        end = check.positive("time", time)
        if discrete:
            end = check.count("time", time, 1, "Discrete time counts generations.")
        return np.array([end], dtype=np.float64)
    try:
        times = np.asarray(time, dtype=np.float64)
    except (TypeError, ValueError):
        times = np.array([np.nan])
    wrong = times.ndim != 1 or len(times) == 0 or not np.isfinite(times).all()
    if wrong or times[0] < 0 or (np.diff(times) <= 0).any():
        raise SpecificationError(
            f"`time` must be a number above 0, or ascending times from 0 on; got {time!r}."
        )
    if discrete and (times % 1).any():
        raise SpecificationError("`time` must be whole generations in discrete time.")
    return times if len(times) > 1 else np.append(times * 0.0, times) if times[0] else times


def _must_be_positive(contest: Contest) -> None:
    """Refuse discrete time where somebody could have nothing or less to grow from."""
    table = contest.matrix if contest.one else contest.fitness
    if table.min() <= 0:
        what = "negative fitness" if table.min() < 0 else "fitness 0"
        raise RefusedError(
            f"discrete time needs fitness above 0; the table has {what} (least "
            f"{table.min():g}). Use continuous time, or payoffs with a constant added."
        )


class _Flow:
    """The equations in logarithms, for the strategies that are present."""

    def __init__(self, contest: Contest, x: FloatArray, y: FloatArray, mu: float, r: float):
        self.contest, self.mu, self.r = contest, mu, r
        if mu:
            x, y = (np.maximum(z, RARE) / np.maximum(z, RARE).sum() for z in (x, y))
        self.present = (np.flatnonzero(x > 0), np.flatnonzero(y > 0))
        self.n = len(self.present[0])
        logs = [np.log(z[own]) for z, own in zip((x, y), self.present, strict=True)]
        self.start = logs[0] if contest.one else np.concatenate(logs)

    def shares(self, u: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return shares [B], [S] of logarithms."""
        full = []
        parts = (u, u) if self.contest.one else (u[: self.n], u[self.n :])
        for names, own, part in zip(self.contest.names, self.present, parts, strict=True):
            z = np.zeros(len(names))
            weights = np.exp(part - part.max())
            z[own] = weights / weights.sum()
            full.append(z)
        return full[0], full[1]

    def __call__(self, _: float, u: FloatArray) -> FloatArray:
        """Return the slopes of the logarithms."""
        return np.concatenate([slope for slope, _, _ in self._slopes(u)])

    def unrest(self, u: FloatArray) -> float:
        """Return the largest speed of a population, or of a strategy that grows."""
        speeds = []
        for slope, z, f in self._slopes(u):
            speeds.append(float(np.abs(moved(z, f, self.mu, self.contest.scale)).sum()))
            if not self.mu:
                speeds.append(float(slope.max()))
        return max(speeds) / self.contest.scale

    def _slopes(self, u: FloatArray) -> list[tuple[FloatArray, FloatArray, FloatArray]]:
        """Return, by population, slopes of those present, and all shares and fitness."""
        x, y = self.shares(u)
        scale, mu = self.contest.scale, self.mu
        f, g = self.contest.earnings(x, y, self.r)
        done = []
        for z, earned, own in ((x, f, self.present[0]), (y, g, self.present[1])):
            slope = (1 - mu) * (earned - z @ earned)[own]
            if mu and len(z) > 1:
                tiny = np.maximum(z[own], 1e-300)
                slope = slope + mu * scale * ((1 - tiny) / (len(z) - 1) / tiny - 1)
            done.append((slope, z, earned))
        return done[:1] if self.contest.one else done


def _continuous(
    contest: Contest,
    x: FloatArray,
    y: FloatArray,
    times: FloatArray | None,
    mu: float,
    r: float,
) -> Run:
    """Integrate until the last time asked for, or until rest."""
    flow = _Flow(contest, x, y, mu, r)
    scale = contest.scale
    end = LONGEST / scale if times is None else float(times[-1])
    asked = times if times is not None and len(times) > 1 else None
    seen = _Recorder(flow, asked)
    seen.add(0.0, flow.start)
    solver: Any = None
    rest = flow.unrest(flow.start) <= REST
    stopped = ""
    if end > 0 and not (rest and times is None):
        solver = DOP853(flow, 0.0, flow.start, end, rtol=1e-10, atol=1e-10,
                        first_step=min(end, 0.01 / scale))  # fmt: skip
    while solver is not None and solver.status == "running":
        solver.step()
        seen.span(solver.t_old, solver.t, solver.dense_output(), solver.y)
        rest = flow.unrest(solver.y) <= REST
        if times is None and rest:
            break
        if times is None and seen.steps >= STEPS:
            stopped = f"still moving after {STEPS} steps of integration"
            break
    last = 0.0 if solver is None else solver.t
    if not stopped:
        stopped = "at rest" if rest else f"still moving at time {last:g}"
    return Run(*seen.arrays(), stopped=stopped, at_rest=rest)


class _Recorder:
    """Keeps the shares at the times asked for, or as often as they change."""

    def __init__(self, flow: _Flow, asked: FloatArray | None):
        self.flow, self.asked, self.steps = flow, asked, 0
        self.times: list[float] = []
        self.rows: list[tuple[FloatArray, FloatArray]] = []
        self.next = 0

    def add(self, t: float, u: FloatArray) -> None:
        """Keep one time, if it is wanted."""
        if self.asked is not None:
            if self.next >= len(self.asked) or self.asked[self.next] != t:
                return
            self.next += 1
        self.times.append(t)
        self.rows.append(self.flow.shares(u))

    def span(
        self, low: float, high: float, inside: Callable[[float], Any], u: FloatArray
    ) -> None:
        """Keep what is wanted of a step from low (kept) to high."""
        self.steps += 1
        if self.asked is not None:
            while self.next < len(self.asked) and self.asked[self.next] <= high:
                t = float(self.asked[self.next])
                self.add(t, u if t == high else inside(t))
            return
        before, after = self.rows[-1], self.flow.shares(u)
        far = max(float(np.abs(a - b).max()) for a, b in zip(before, after, strict=True))
        parts = min(40, int(np.ceil(far / FINE)))
        for k in range(1, parts):
            t = low + (high - low) * k / parts
            self.add(t, inside(t))
        self.add(high, u)

    def arrays(self) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return times [H] and shares [H, B], [H, S]; at most some 2000 of them."""
        kept = np.arange(len(self.times))
        if self.asked is None and len(kept) > MOST:
            kept = np.unique(np.linspace(0, len(kept) - 1, MOST).round().astype(int))
        x, y = (np.array([self.rows[i][k] for i in kept]) for k in range(2))
        return np.array(self.times)[kept], x, y


def _generations(
    contest: Contest,
    x: FloatArray,
    y: FloatArray,
    times: FloatArray | None,
    mu: float,
    r: float,
) -> Run:
    """Go from generation to generation."""
    end = GENERATIONS if times is None else int(times[-1])
    wanted = None if times is None or len(times) == 1 else {int(t) for t in times}
    kept: list[tuple[int, FloatArray, FloatArray]] = []
    rest, n = False, 0
    for n in range(end + 1):
        if wanted is None or n in wanted:
            kept.append((n, x, y))
        f, g = contest.earnings(x, y, r)
        up, vp = _next(x, f, mu), _next(y, g, mu)
        moving = max(np.abs(up - x).sum(), np.abs(vp - y).sum())
        growing = 0.0
        if not mu:
            growing = max(
                float((own[z > 0] / (z @ own) - 1).max()) for z, own in ((x, f), (y, g))
            )
        rest = max(moving, growing) <= REST
        if times is None and rest:
            break
        if n < end:
            x, y = up, vp
    if kept[-1][0] != n and wanted is None:
        kept.append((n, x, y))
    ts, xs, ys = (np.array(part) for part in zip(*kept, strict=True))
    stopped = "at rest" if rest else f"still moving after {n} generations"
    return Run(ts.astype(np.float64), xs, ys, stopped, rest)


def _next(z: FloatArray, f: FloatArray, mu: float) -> FloatArray:
    """Return the next generation's shares."""
    grown = z * f / (z @ f)
    if len(z) == 1:
        return grown
    following: FloatArray = (1 - mu) * grown + mu * (1 - grown) / (len(z) - 1)
    return following
