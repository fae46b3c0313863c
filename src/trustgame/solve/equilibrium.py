r"""Equilibrium checks of a pair, and the patience they need.

*Nash*: no best response gains at the start. *Subgame-perfect*: no one-shot deviation gains
at any (rounds left, depth, x, y) that some sequence of actual actions, slips and deviations
included, reaches from the start; by the one-shot deviation principle that is all there is
to check. It needs every player to know the joint state, so nobody may misread.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from trustgame import _validate as check
from trustgame._display import Result
from trustgame.automata import Automaton
from trustgame.exceptions import RefusedError
from trustgame.game import TrustGame
from trustgame.solve.decision import ignored_gain, must_not_mix_horizons
from trustgame.solve.evaluate import evaluate
from trustgame.solve.respond import BestResponse, best_response
from trustgame.solve.subgame import best_one_shot
from trustgame.strategies import find, names, resolve
from trustgame.typing import FloatArray, Role

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "Deviation",
    "EquilibriumCheck",
    "is_equilibrium",
]


@dataclass(frozen=True)
class Deviation:
    """What breaks an equilibrium: who gains, where, by doing what."""

    role: Role
    gain: float  #: total utility gained (per round if play never ends)
    response: BestResponse | None = (
        None  #: the better strategy, if the gain is at the start
    )
    action: str = ""  #: else the one-shot deviation: intend C, intend D or leave ...
    rounds_left: int | None = None  #: ... with so many rounds left (none: no last round)
    depth: int | None = None
    states: tuple[int, int] | None = None  #: ... in these states of buyer and seller

    def __str__(self) -> str:
        if self.response is not None:
            return f"the {self.role} gains {self.gain:.4g} by another strategy"
        left = "" if self.rounds_left is None else f", {self.rounds_left} rounds left"
        return (
            f"the {self.role} gains {self.gain:.4g} by deviating once ({self.action}) at "
            f"depth {self.depth}, states {self.states}{left}"
        )


@dataclass(frozen=True, eq=False, repr=False)
class EquilibriumCheck(Result):
    """Whether a pair is an equilibrium, and what breaks it."""

    _chart: ClassVar[str | None] = "equilibrium_check"

    game: TrustGame
    buyer: Automaton
    seller: Automaton
    nash: bool | None  #: None: undecided, as misreading leaves only an upper bound above 0
    gain: FloatArray  #: [2] best gain at the start: total utility (per round if unbounded)
    material_gain: FloatArray  #: [2] what the same behaviour brings more in payoff alone
    is_upper_bound: bool  #: whether the gain is only a bound
    deviation: Deviation | None  #: what breaks Nash, else what breaks subgame perfection
    refused: str  #: why subgame perfection cannot be judged here, or empty
    one_shot: Deviation | None  #: the most gainful one-shot deviation, if any gains

    @property
    def subgame_perfect(self) -> bool:
        """Whether no one-shot deviation gains anywhere.

        Raises
        ------
        RefusedError
            Where somebody misreads, or play may never end.
        """
        if self.refused:
            raise RefusedError(self.refused)
        return self.one_shot is None and bool(self.nash)

    def __repr__(self) -> str:
        nash = {True: "Nash", False: "not Nash", None: "undecided"}[self.nash]
        perfect = ""
        if not self.refused and self.nash:
            perfect = (
                ", subgame-perfect" if self.subgame_perfect else ", not subgame-perfect"
            )
        reason = f": {self.deviation}" if self.deviation else ""
        names = f"{self.buyer.name} x {self.seller.name}"
        return f"EquilibriumCheck({names}: {nash}{perfect}{reason})"

    def to_frame(self) -> pd.DataFrame:
        """Return one row per role."""
        import pandas as pd

        index = pd.MultiIndex.from_tuples(
            [("buyer", self.buyer.name), ("seller", self.seller.name)],
            names=["role", "strategy"],
        )
        perfect = None if self.refused else self.subgame_perfect
        columns = {
            "gain": self.gain,
            "material_gain": self.material_gain,
            "nash": self.nash,
            "subgame_perfect": perfect,
        }
        return pd.DataFrame(columns, index=index)

    def _made_from(self) -> Mapping[str, Any]:
        return {"game": self.game, "buyer": self.buyer, "seller": self.seller}


def is_equilibrium(game: TrustGame, buyer: Any, seller: Any) -> EquilibriumCheck:
    """Check whether a pair is a Nash and a subgame-perfect equilibrium, by utility.

    Parameters
    ----------
    game : TrustGame
        The game.
    buyer, seller : Automaton or str
        The two strategies.

    Returns
    -------
    EquilibriumCheck
        ``nash``, ``subgame_perfect`` (refused with the reason where somebody misreads or
        play may never end), ``gain`` [2] at the start in utility, ``material_gain`` [2]
        of the same behaviour in payoff alone, and the deviation that breaks it.

    Notes
    -----
    Gains below 1e-9 of the payoff range per round are ignored.

    References
    ----------
    .. [1] Friedman, J. W. (1971). A non-cooperative equilibrium for supergames. *Review of
       Economic Studies* 38. Blackwell, D. (1965) for the one-shot deviation principle.

    Examples
    --------
    Tit-for-tat is Nash for the patient, but its punishments are not credible:

    >>> from trustgame.stage import StageGame
    >>> game = TrustGame(StageGame.prisoners_dilemma(), continuation=0.9)
    >>> check = is_equilibrium(game, "tit_for_tat", "tit_for_tat")
    >>> check.nash, check.subgame_perfect
    (True, False)
    """
    must_not_mix_horizons(game, "an equilibrium check")
    b, s = resolve(buyer, game, "buyer"), resolve(seller, game, "seller")
    now = evaluate(game, b, s)
    endless = game.horizon == "unbounded"
    has = now.utility if endless else now.total_utility
    replies = (
        best_response(game, opponent=s, role="buyer"),
        best_response(game, opponent=b, role="seller"),
    )
    ignore = ignored_gain(game) * (1 if endless else now.length)
    gain = np.array([reply.total_utility for reply in replies]) - has
    gain = np.where(gain > ignore, gain, 0.0)
    paid, pays = (
        (now.payoff, [reply.payoff for reply in replies])
        if endless
        else (now.value, [reply.value for reply in replies])
    )
    nash: bool | None = not gain.any()
    is_bound = any(reply.is_upper_bound for reply in replies)
    sure = [g for g, reply in zip(gain, replies, strict=True) if not reply.is_upper_bound]
    deviation = None
    if not nash:
        who = int(gain.argmax())
        deviation = Deviation(replies[who].role, float(gain[who]), response=replies[who])
        if not any(sure) and not _simple_deviation_gains(game, b, s, has, ignore, endless):
            nash = None
    refused = _why_not_perfect(game)
    slip = None if refused else best_one_shot(game, b, s, ignore)
    one_shot = None
    if slip is not None:
        one_shot = Deviation(
            check.ROLES[slip.role],  # type: ignore[arg-type]
            slip.gain,
            action=slip.action,
            rounds_left=slip.rounds_left,
            depth=slip.depth,
            states=slip.states,
        )
    return EquilibriumCheck(
        game=game,
        buyer=b,
        seller=s,
        nash=nash,
        gain=gain,
        material_gain=np.where(gain > 0, np.array(pays) - paid, 0.0),
        is_upper_bound=is_bound,
        deviation=deviation or one_shot,
        refused=refused,
        one_shot=one_shot,
    )


def _why_not_perfect(game: TrustGame) -> str:
    """Return why subgame perfection cannot be judged, or an empty text."""
    if game.arrays().misperception.any():
        return (
            "subgame perfection needs `misperception` 0 at every depth: who may misread "
            "does not know the joint state. Use game.replace(misperception=0)."
        )
    if game.horizon == "unbounded":
        return (
            "subgame perfection needs a last round or a continuation below 1; this game "
            "never ends, and one round more or less does not move a long-run average."
        )
    return ""


def _simple_deviation_gains(
    game: TrustGame,
    buyer: Automaton,
    seller: Automaton,
    has: FloatArray,
    ignore: float,
    endless: bool,
) -> bool:
    """Tell whether a catalogue strategy gains where best responses are only bounds."""
    for name in names():
        for role, trial in enumerate(((find(name), seller), (buyer, find(name)))):
            try:
                result = evaluate(game, *trial)
            except RefusedError:
                continue  # a recipe that these payoffs do not make
            worth = result.utility if endless else result.total_utility
            if worth[role] > has[role] + ignore:
                return True
    return False
