r"""Exact values of a strategy pair, with no sampling.

Everything reported is a sum over *flows*: the expected number of rounds played at depth l
with actual outcome (a, b), and of clock rounds spent outside. Finite horizons push the
joint chain forward round by round; geometric ones solve one linear system; endless ones
take the Cesaro limit from the start, so that in every case

.. math:: \text{payoff} = \lim_n V_n / L_n

with the horizon cut at n.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from trustgame import _validate as check
from trustgame._display import Result, pair
from trustgame.automata import Automaton
from trustgame.exceptions import RefusedError, SpecificationError
from trustgame.game import TrustGame
from trustgame.solve.chain import NO_LAST, JointChain, joint_chain
from trustgame.solve.endless import long_run, solve_linear
from trustgame.solve.path import Path, cooperated, paid
from trustgame.strategies import resolve
from trustgame.typing import FloatArray

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Evaluation", "evaluate"]


@dataclass(frozen=True, eq=False, repr=False)
class Evaluation(Result):
    """Exact expectations of a pair; the axis of two is (buyer, seller)."""

    _chart: ClassVar[str | None] = "evaluation"

    game: TrustGame
    buyer: Automaton
    seller: Automaton
    payoff: FloatArray  #: [2] material payoff per clock round
    utility: FloatArray  #: [2] payoff plus regard for the partner's, per clock round
    cooperation: FloatArray  #: [2] expected actual C's per expected round played
    outcomes: FloatArray  #: [2, 2] share of played rounds: buyer's, seller's actual action
    depth: FloatArray  #: [L] share of played rounds at each depth
    length: float  #: expected clock rounds; inf if play may never end
    played: float  #: expected rounds played together
    chain: JointChain

    def __repr__(self) -> str:
        return (
            f"Evaluation({self.buyer.name} x {self.seller.name}: "
            f"payoff={pair(self.payoff)}, cooperation={pair(self.cooperation)}, "
            f"length={self.length:.4g})"
        )

    @property
    def value(self) -> FloatArray:
        """Expected total material payoff [2]; refused if play may never end."""
        self._must_end("value")
        return self.payoff * self.length

    @property
    def total_utility(self) -> FloatArray:
        """Expected total utility [2]; refused if play may never end."""
        self._must_end("total_utility")
        return self.utility * self.length

    @cached_property
    def value_std(self) -> FloatArray:
        """Standard deviation [2] of the total payoff, randomness of length included."""
        self._must_end("value_std")
        rounds = self.game.rounds
        roles = (0, 1)
        if rounds is not None:
            variances = [self.chain.moments(role, rounds)[1] for role in roles]
        else:
            variances = [_geometric_variance(self.chain, role) for role in roles]
        return np.sqrt(np.maximum(variances, 0.0))

    def path(self, rounds: int | None = None) -> Path:
        """Return the expected course of play, round by round.

        Parameters
        ----------
        rounds : int, optional
            How many rounds to show; needed where the game has no last one.
        """
        last = self.game.rounds
        if rounds is None:
            if last is None:
                raise SpecificationError(
                    "`rounds` is needed: the game has no last round. Try path(rounds=50)."
                )
            rounds = last
        rounds = check.count("rounds", rounds, 1)
        if last is not None and rounds > last:
            raise SpecificationError(
                f"`rounds` must be at most the game's {last}; got {rounds}."
            )
        flow, frozen = self.chain.forward(
            rounds, last=NO_LAST if last is None else last, by_round=True
        )
        return Path(self.game, self.buyer, self.seller, flow, frozen)

    def to_frame(self) -> pd.DataFrame:
        """Return one row per role."""
        import pandas as pd

        columns = {
            "payoff": self.payoff,
            "utility": self.utility,
            "cooperation": self.cooperation,
            "length": self.length,
            "played": self.played,
        }
        if np.isfinite(self.length):
            columns |= {"value": self.value, "value_std": self.value_std}
        index = pd.MultiIndex.from_tuples(
            [("buyer", self.buyer.name), ("seller", self.seller.name)],
            names=["role", "strategy"],
        )
        return pd.DataFrame(columns, index=index)

    def _made_from(self) -> Mapping[str, Any]:
        return {"game": self.game, "buyer": self.buyer, "seller": self.seller}

    def _must_end(self, what: str) -> None:
        """Refuse a total of something that may go on for ever."""
        if np.isinf(self.length):
            raise RefusedError(
                f"`{what}` is a total, and this game may never end. Use payoff (per "
                "round), or give the game rounds= or a continuation below 1."
            )


def evaluate(game: TrustGame, buyer: Any, seller: Any) -> Evaluation:
    """Evaluate a strategy pair exactly, with no sampling.

    Parameters
    ----------
    game : TrustGame
        The game, with L depths.
    buyer, seller : Automaton or str
        The two strategies, or their names in the catalogue.

    Returns
    -------
    Evaluation
        Expectations in the payoff units of the stage game.

    Raises
    ------
    UnknownNameError
        If a name is nobody's.
    RefusedError
        If a player is no finite automaton.

    Notes
    -----
    With N reachable joint states, a finite horizon costs rounds * N, a geometric one a
    linear solve of the order of the events or states, whichever are fewer; exact to
    rounding [1]_.

    References
    ----------
    .. [1] Puterman, M. L. (1994). *Markov Decision Processes*. Wiley. Chapters 4 to 8.

    Examples
    --------
    Tit-for-tat is exploited once by a defector, then never again:
    (1 - 0.9) 0 + 0.9 1 = 0.9 and (1 - 0.9) 5 + 0.9 1 = 1.4 per round.

    >>> from trustgame.stage import StageGame
    >>> game = TrustGame(StageGame.prisoners_dilemma(), continuation=0.9)
    >>> evaluate(game, "tit_for_tat", "always_defect")  # doctest: +NORMALIZE_WHITESPACE
    Evaluation(tit_for_tat x always_defect:
    payoff=(0.900, 1.400), cooperation=(0.100, 0.000), length=10)
    """
    b, s = resolve(buyer, game, "buyer"), resolve(seller, game, "seller")
    chain = joint_chain(game, b, s)
    if game.rounds is not None:
        flows, waits = chain.forward(game.rounds, last=game.rounds, by_round=False)
        flow, waiting = flows[0], float(waits.sum())
        clock, played = flow, float(flow.sum())
        length = played + waiting
    else:
        run = long_run(chain)
        flow, clock, waiting = run.flow, run.clock, run.waiting
        length, played = run.length, run.played
    arrays = game.arrays()
    per_round = 1.0 if np.isinf(length) else length
    clock, outside = clock[None], np.array([[waiting]])
    shares = flow / flow.sum()
    return Evaluation(
        game=game,
        buyer=b,
        seller=s,
        payoff=paid(clock, outside, arrays.payoff, arrays.outside)[0] / per_round,
        utility=paid(clock, outside, arrays.utility, arrays.outside)[0] / per_round,
        cooperation=cooperated(shares),
        outcomes=shares.sum(axis=0),
        depth=shares.sum(axis=(1, 2)),
        length=length,
        played=played,
        chain=chain,
    )


def _geometric_variance(chain: JointChain, role: int) -> float:
    """Return the variance of a role's total where play ends by chance.

    The same law of total variance as the backward kernel's, as two linear systems.
    """
    arrays = chain.game.arrays()
    going = arrays.continuation[chain.states[:, 0]]
    with np.errstate(divide="ignore", invalid="ignore"):
        wait_mean = np.where(chain.leave > 0, 1 / (1 - going), 0.0)
    wait_var = going * wait_mean**2
    outside = arrays.outside[role]
    reward = chain.reward(arrays.payoff[:, role])
    G, H = chain.to_events.T.tocsr(), chain.to_states.T.tocsr()
    step = G @ H  # [from, to]
    mean = solve_linear(step, G @ reward + chain.leave * outside * wait_mean)
    after = H @ mean
    event, to = np.repeat(np.arange(len(after)), np.diff(chain.pointer)), chain.target
    spread_on = chain.chance * (mean[to] - after[event]) ** 2
    scatter = chain.stop * after**2 + np.bincount(event, spread_on, len(after))
    gain = np.append(reward + after, 0.0)[chain.slots]
    spread = (chain.weights[0] * (gain - mean[:, None]) ** 2).sum(axis=1)
    spread += chain.leave * (outside**2 * wait_var + (outside * wait_mean - mean) ** 2)
    return float(solve_linear(step, G @ scatter + spread)[0])
