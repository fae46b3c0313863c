r"""Properties of strategies, computed and never declared.

Some properties belong to the automaton alone; slips of its own included, at every depth:

================  ======================================================================
``memory``        smallest k such that the last k rounds (own actual actions, partner's
                  actions as seen, depth where it moves by depth) determine what it will
                  do from there on; inf if there is none
``stochastic``    somewhere it cooperates or leaves with a probability other than 0 and 1
``depth_aware``   what it does depends on the depth of the relationship
``end_aware``     what it does depends on how many rounds are left
``leaves``        somewhere it walks away with positive probability
================  ======================================================================

The others are about play in a game: its payoffs, depths and movement, with no slips, no
misreadings and no end. *Points* are the (depth, state) that play can reach while the
partner always cooperates; :math:`u_k` is the probability that k rounds after such a point
the player is still there and means to cooperate.

===================  ===================================================================
``nice``             at no point does it mean to defect: it is never the first to. Its
                     last rounds (``end_rounds``) do not count, as in Axelrod (1980)
``provocable``       after how many defections in a row :math:`u_k` is lower than it would
                     have been had the partner cooperated instead, at the most patient
                     point; ``None``: never. It may answer by defecting or by leaving
``forgiving``        after how many rounds of cooperation following a single defection
                     :math:`u_k` is, for good, as high as it would have been without it,
                     at the most resentful point; ``None``: never, or it never cooperates
``worst_payoff``     its long-run payoff against a partner who best-responds with the one
                     aim to make it small
``exploitable``      ``worst_payoff`` is below what a single action, always repeated,
                     secures: in a dilemma, below P
``self_cooperation`` long-run share of C, mean of both roles, of a pair of its kind whose
                     hands tremble in 1 % of the rounds
===================  ===================================================================

"Lower" and "as high" mean by more than, and to within, a probability of 0.01; "never" means
not within 500 rounds, and "for good" is seen from there over 1000 rounds.

Unless a game is given they are those in the standard dilemma (T, R, P, S = 5, 3, 1, 0),
where leaving pays P as well. There a strategy that minds depth has a ladder of five depths
to climb, from the shallow end, with the same stakes at each; to others depth is nothing.

References
----------
Axelrod, R. (1980). Effective choice in the Prisoner's Dilemma. *J. Conflict Resolution* 24,
3-25 (nice, "or at least not before the last few moves"; forgiving).
Axelrod, R. (1984). *The Evolution of Cooperation*. Basic Books. Chapters 2, 6 (nice,
provocable, forgiving).
Molander, P. (1985). The optimal level of generosity in a selfish, uncertain environment.
*J. Conflict Resolution* 29, 611-618 (a pair of its kind under trembles).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from trustgame import _registry, strategies
from trustgame import _validate as check
from trustgame._display import Result
from trustgame.automata import Automaton, equivalent, minimise
from trustgame.automata.algebra import behaviour
from trustgame.exceptions import RefusedError
from trustgame.game import TrustGame
from trustgame.relationship import Relationship
from trustgame.solve.evaluate import evaluate
from trustgame.solve.respond import best_response
from trustgame.stage import StageGame
from trustgame.typing import BoolArray, FloatArray, Role

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = ["Properties", "columns", "properties", "where"]

NEVER = 500  #: what has not happened within so many rounds never does
ROUNDS = 1000  #: over which it is seen whether something lasts
NOTICED = 0.01  #: probabilities that differ by no more count as the same
TREMBLE = 0.01  #: of hands, for ``self_cooperation``
_ROUNDING = 1e-9


@dataclass(frozen=True, eq=False, repr=False)
class Properties(Result):
    """What a strategy is like, computed; the module says what each property means."""

    strategy: Automaton  #: as it is in the role and game; a recipe's resolved
    game: TrustGame  #: the game of the properties about play
    role: Role
    states: int  #: of the smallest automaton that behaves the same
    nice: bool
    provocable: int | None  #: rounds of defection; None: never
    forgiving: int | None  #: rounds of cooperation; None: never
    memory: float  #: rounds; inf: no number of them is enough
    stochastic: bool
    depth_aware: bool
    end_aware: bool
    leaves: bool
    exploitable: bool
    worst_payoff: float  #: per round
    self_cooperation: float  #: share of C in [0, 1]

    def plot(self, *, ax: Axes | None = None, **style: Any) -> Axes:
        """Draw the strategy as a state diagram; see ``trustgame.plot.automaton``."""
        axes: Axes = _registry.service("plot").automaton(self.strategy, ax=ax, **style)
        return axes

    def __repr__(self) -> str:
        said = [
            f"{name}={value}" if value is not True and value is not None else name
            for name, value in self.to_dict().items()
            if value is not False and value is not None and isinstance(value, int)
        ]
        said.append(f"memory={self.memory:g}")
        said.append(f"worst_payoff={self.worst_payoff:.3g}")
        said.append(f"self_cooperation={self.self_cooperation:.3g}")
        return f"Properties({self.strategy.name}: {', '.join(said)})"

    def to_dict(self) -> dict[str, Any]:
        """Return the properties by name."""
        return {name: getattr(self, name) for name in PROPERTIES}

    def to_frame(self) -> pd.DataFrame:
        """Return one row."""
        return _frame({self.strategy.name: self.to_dict()})

    def _made_from(self) -> Mapping[str, Any]:
        return {"strategy": self.strategy, "game": self.game, "role": self.role}


#: The names of all properties, in the order of the table's columns.
PROPERTIES = tuple(
    f.name for f in fields(Properties) if f.name not in {"strategy", "game", "role"}
)


def properties(
    strategy: Any, game: TrustGame | None = None, *, role: Role = "buyer"
) -> Properties:
    """Return the properties of a strategy; see the module for what each one means.

    Parameters
    ----------
    strategy : Automaton, Recipe or str
        The strategy or its name.
    game : TrustGame, optional
        Where the properties about play are judged: its stage game, depths, movement, stakes
        and outside option count; trembles, misreading, regard and time do not. The standard
        dilemma unless given.
    role : {"buyer", "seller"}
        The seat in which it plays.

    Returns
    -------
    Properties
        All properties; kept, so that asking again costs nothing.

    Raises
    ------
    RefusedError
        If the strategy is no finite automaton, or the game has no such strategy.

    Notes
    -----
    With N joint states of depth and automaton: N^2 log(rounds) for nice, provocable and
    forgiving; a Markov decision process of N states for the worst payoff; N^2 joint states
    for a pair of its kind.

    Examples
    --------
    Tit-for-tat answers the first defection, forgives after one round of cooperation, and
    nobody can press it below P = 1. Its pairs fall into feuds when hands tremble:

    >>> properties("tit_for_tat")  # doctest: +NORMALIZE_WHITESPACE
    Properties(tit_for_tat: states=2, nice, provocable=1, forgiving=1, memory=1,
    worst_payoff=1, self_cooperation=0.5)
    """
    check.role("role", role)
    stands_in = _reference(5) if game is None else _endless(game)
    player = strategies.resolve(strategy, game or stands_in, role, argument="strategy")
    alone = _alone(player)
    if game is None and not alone.depth_aware:
        stands_in = _reference(1)
    other: Role = "seller" if role == "buyer" else "buyer"
    twin = strategies.resolve(strategy, game or stands_in, other, argument="strategy")
    played = _played(player, stands_in, role)
    worst = _worst_payoff(player, stands_in, role)
    return Properties(
        strategy=player,
        game=stands_in if game is None else game,
        role=role,
        **alone._asdict(),
        **played._asdict(),
        exploitable=worst < _secured(stands_in, role) - _ROUNDING,
        worst_payoff=worst,
        self_cooperation=_self_cooperation(
            *((player, twin)[:: 1 if role == "buyer" else -1]), stands_in
        ),
    )


def columns(
    names: Iterable[str] | None = None,
    game: TrustGame | None = None,
    *,
    role: Role = "buyer",
) -> pd.DataFrame:
    """Return the properties of strategies as a table, one row each.

    Parameters
    ----------
    names : names of strategies, optional
        All of the catalogue unless given.
    game, role
        As for ``properties``. A recipe that the game has no strategy for is left out.

    Examples
    --------
    >>> columns(["tit_for_tat", "grim_trigger"])["forgiving"].tolist()
    [1, <NA>]
    """
    rows = {}
    for name in strategies.names() if names is None else names:
        try:
            rows[name] = properties(name, game, role=role).to_dict()
        except RefusedError:
            continue
    return _frame(rows)


def where(
    game: TrustGame | None = None, *, role: Role = "buyer", **wanted: Any
) -> tuple[str, ...]:
    """Return the names of the strategies in the catalogue that have all wanted properties.

    Parameters
    ----------
    game, role
        As for ``properties``.
    **wanted
        A property and its value, or a question to ask of the value: a function. For
        ``provocable`` and ``forgiving``, True asks for any number of rounds and False for
        none. ``family`` may be asked for too.

    Raises
    ------
    UnknownNameError
        If there is no such property; the nearest one is offered.

    Examples
    --------
    >>> "tit_for_tat" in where(nice=True, memory=1, exploitable=False)
    True
    >>> "tit_for_two_tats" in where(provocable=lambda rounds: rounds == 2)
    True
    """
    check.known_keys("where", wanted, [*PROPERTIES, "family"])
    found = []
    for name in strategies.names():
        try:
            has = properties(name, game, role=role).to_dict()
        except RefusedError:
            continue
        has["family"] = getattr(strategies.entry(name), "family", "")
        if all(_answers(has[key], value) for key, value in wanted.items()):
            found.append(name)
    return tuple(found)


def _answers(value: Any, wanted: Any) -> bool:
    """Tell whether a property's value is the wanted one."""
    if callable(wanted):
        return value is not None and bool(wanted(value))
    if isinstance(wanted, bool) and not isinstance(value, bool):
        return (value is not None) == wanted
    return bool(value == wanted)


def _frame(rows: dict[str, dict[str, Any]]) -> pd.DataFrame:
    """Return properties by strategy as a table."""
    import pandas as pd

    frame = pd.DataFrame.from_dict(rows, orient="index", columns=list(PROPERTIES))
    counts = dict.fromkeys(("states", "provocable", "forgiving"), "Int64")
    return frame.astype(counts).rename_axis("name")


# --- of the automaton alone ---


class _Alone(NamedTuple):
    """Properties that need no game."""

    states: int
    memory: float
    stochastic: bool
    depth_aware: bool
    end_aware: bool
    leaves: bool


@lru_cache(maxsize=1024)
def _alone(automaton: Automaton) -> _Alone:
    """Return the properties that need no game."""
    small = minimise(automaton)
    acts = behaviour(small)
    chances = np.concatenate((acts.cooperate[~acts.gone], acts.leave.ravel()))
    plays = ~acts.gone[:, :, None, None]
    varies = (
        np.ptp(acts.leave, axis=0).any()
        or (np.ptp(acts.cooperate, axis=0) * (~acts.gone).all(axis=0)).any()
        or (np.where(plays, acts.next_state - acts.next_state[0], 0)).any()
    )
    return _Alone(
        states=small.n_states,
        memory=_memory(acts.next_state, acts.gone),
        stochastic=bool(((chances > 0) & (chances < 1)).any()),
        depth_aware=bool(varies),
        end_aware=not equivalent(small, small.replace(end_rounds=0)),
        leaves=bool((acts.leave > 0).any()),
    )


def _memory(next_state: Any, gone: BoolArray) -> float:
    """Return after how many rounds any two states have become one for sure."""
    n = gone.shape[1]
    steps = [
        (next_state[k, :, own, seen], ~gone[k])
        for k in range(len(gone))
        for own in (0, 1)
        for seen in (0, 1)
    ]
    apart = ~np.eye(n, dtype=bool)
    rounds = 0
    while apart.any():
        after = np.zeros_like(apart)
        for to, plays in steps:
            x, y = np.nonzero(apart & plays[:, None] & plays)
            after[to[x], to[y]] = True
        np.fill_diagonal(after, val=False)
        if (after == apart).all():
            return math.inf
        apart = after
        rounds += 1
    return float(rounds)


# --- about play ---


class _Played(NamedTuple):
    """Properties that play against a partner of constant mind shows."""

    nice: bool
    provocable: int | None
    forgiving: int | None


@lru_cache(maxsize=1024)
def _played(automaton: Automaton, game: TrustGame, role: Role) -> _Played:
    """Return what play against a partner of constant mind shows."""
    kind, unkind, cooperates = _against(automaton, game, role)
    start = game.relationship.start * automaton.n_states + automaton.start
    points = _reached(kind, start)
    acts = automaton.arrays(game.arrays().positions)
    stays = (acts.leave < 1).ravel()
    nice = bool((acts.cooperate.ravel() == 1)[points & stays].all())
    always_kind = _course(kind, cooperates, ROUNDS + 1)  # [rounds, N]
    always_unkind = _course(unkind, cooperates, NEVER + 1)
    unkind_once = always_kind[:-1] @ unkind.T
    as_before = always_kind[1:, points] - NOTICED - _ROUNDING
    lower = always_unkind[1:, points] < as_before[:NEVER]
    sore = (unkind_once[:, points] < as_before).any(axis=1)
    healed = int(np.flatnonzero(sore)[-1]) + 1 if sore.any() else 0
    kind_again = (unkind_once[NEVER:, points].max(axis=0) > NOTICED).all()
    return _Played(
        nice=nice,
        provocable=int(lower.argmax(axis=0).max()) + 1 if lower.any(axis=0).all() else None,
        forgiving=healed if healed <= NEVER and kind_again else None,
    )


def _against(
    automaton: Automaton, game: TrustGame, role: Role
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the chains [N, N] against one who always cooperates, defects; and P(C) [N].

    A chain loses what leaves; N = L * X joint states of depth and automaton.
    """
    movement = game.arrays().movement
    if role == "seller":
        movement = movement.swapaxes(1, 2)  # own action, partner's
    acts = automaton.arrays(game.arrays().positions)
    L, X = acts.cooperate.shape
    level, x = (part.ravel() for part in np.indices((L, X)))
    stays = (1 - acts.leave).ravel()
    c = acts.cooperate.ravel()
    chains = []
    for seen in (0, 1):
        chain = np.zeros((L * X, L, X))
        for own, does in ((0, c), (1, 1 - c)):
            to = acts.next_state[level, x, own, seen]
            going = (stays * does)[:, None] * movement[level, own, seen]  # [N, L]
            chain[np.arange(L * X), :, to] += going
        chains.append(chain.reshape(L * X, L * X))
    return chains[0], chains[1], stays * c


def _reached(chain: FloatArray, start: int) -> BoolArray:
    """Return which states a chain can reach from one."""
    reached = np.zeros(len(chain), dtype=bool)
    new = np.array([start])
    while new.size:
        reached[new] = True
        new = np.flatnonzero((chain[new] > 0).any(axis=0) & ~reached)
    return reached


def _course(chain: FloatArray, worth: FloatArray, rounds: int) -> FloatArray:
    """Return the expected worth [rounds, N] so many rounds from each state.

    By doubling: the next 2^j rounds are the 2^j before, seen from 2^j rounds earlier.
    """
    course, power = worth[None], chain
    while len(course) < rounds:
        course = np.concatenate((course, course @ power.T))
        power = power @ power
    return course[:rounds]


@lru_cache(maxsize=1024)
def _worst_payoff(automaton: Automaton, game: TrustGame, role: Role) -> float:
    """Return the long-run payoff against a partner who only wants it to be small."""
    me = check.role("role", role)
    other: Role = "buyer" if me else "seller"
    bond = game.relationship
    own_stakes = getattr(bond.stakes, role, bond.stakes)
    mine = [stage.payoffs[me] for stage in game.stages]
    stages = [StageGame(*((-p, p) if me else (p, -p))) for p in mine]
    outside = None
    if game.outside is not None:
        paid = game.outside[me]
        outside = (-paid, paid) if me else (paid, -paid)
    hostile = game.replace(stage=stages, stakes=own_stakes, outside=outside)
    return -best_response(hostile, opponent=automaton, role=other).payoff + 0.0


@lru_cache(maxsize=64)
def _secured(game: TrustGame, role: Role) -> float:
    """Return the long-run payoff that one action, always repeated, secures."""
    return max(
        _worst_payoff(Automaton("constant", (c,), ((0, 0),)), game, role) for c in (0, 1)
    )


@lru_cache(maxsize=1024)
def _self_cooperation(buyer: Automaton, seller: Automaton, game: TrustGame) -> float:
    """Return the long-run share of C of a pair whose hands tremble."""
    return float(evaluate(game.replace(tremble=TREMBLE), buyer, seller).cooperation.mean())


@lru_cache(maxsize=8)
def _reference(depths: int) -> TrustGame:
    """Return the game in which properties are judged unless another is given."""
    bond = Relationship(depths=depths)
    return TrustGame(StageGame.prisoners_dilemma(T=5, R=3, P=1, S=0), bond, outside=(1, 1))


def _endless(game: TrustGame) -> TrustGame:
    """Return the game without end, errors and regard."""
    return game.replace(rounds=None, continuation=1, tremble=0, misperception=0, regard=0)
