"""The trust game: a stage game, a relationship, and time.

A two-player stochastic game (Shapley 1953) whose public state is the depth of the
relationship: what the players do moves the state, and the state changes the game they play
next (Hilbe, Simsa, Chatterjee & Nowak 2018, *Nature* 559). Payoffs stay *material*; regard
only makes utilities, ``own + regard * partner's``.

Time is ``rounds`` and ``continuation`` together: after each round, if fewer than ``rounds``
have been played, another follows with the continuation probability of the new depth.

==============  ==================  ===========================================
``rounds``      ``continuation``    horizon
==============  ==================  ===========================================
n               1                   exactly n rounds
n               below 1             at most n, and each goes on by chance
none            below 1             geometric: "about 1 / (1 - continuation)"
none            1                   unbounded: averages per round in the long run
==============  ==================  ===========================================
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from trustgame import _files
from trustgame import _validate as check
from trustgame.exceptions import SpecificationError
from trustgame.relationship import CURVES, Relationship, nearest_level
from trustgame.stage import StageGame
from trustgame.typing import FloatArray

__all__ = ["GameArrays", "TrustGame"]


class GameArrays(NamedTuple):
    """A game's numbers as read-only arrays; L depths."""

    payoff: FloatArray  #: [L, 2, 2, 2] material: depth, role, buyer's, seller's action
    utility: FloatArray  #: [L, 2, 2, 2] own + regard * partner's
    movement: FloatArray  #: [L, 2, 2, L] P(next depth) by depth and actual actions
    tremble: FloatArray  #: [L, 2]
    misperception: FloatArray  #: [L, 2]
    continuation: FloatArray  #: [L]
    outside: FloatArray  #: [2] paid per clock round once somebody has left
    positions: FloatArray  #: [L]


@dataclass(frozen=True, slots=True, init=False)
class TrustGame:
    """A stage game played in a relationship over time.

    Parameters
    ----------
    stage : StageGame, or one StageGame per depth
        Material payoffs of a round, before stakes.
    relationship : Relationship, optional
        The depth ladder; without it, one depth.
    rounds : int, optional
        The most rounds that are played; none means no last round.
    outside : (float, float), optional
        What buyer and seller receive per clock round once somebody has left; (0, 0) unless
        given. Only if it is given may a best response leave.
    stakes, regard, misperception, tremble, continuation : number or curve, optional
        Take the place of the relationship's.

    Raises
    ------
    SpecificationError
        If a value breaks its rule, or stages and depths do not fit.

    Examples
    --------
    >>> game = TrustGame(StageGame.prisoners_dilemma(), continuation=0.95, tremble=0.01)
    >>> game.horizon, game.depths
    ('geometric', 1)
    """

    stage: StageGame | tuple[StageGame, ...]
    relationship: Relationship
    rounds: int | None
    outside: tuple[float, float] | None

    def __init__(
        self,
        stage: StageGame | Sequence[StageGame],
        relationship: Relationship | None = None,
        *,
        rounds: int | None = None,
        outside: tuple[float, float] | None = None,
        **curves: Any,
    ) -> None:
        bond = Relationship() if relationship is None else relationship
        if not isinstance(bond, Relationship):
            raise SpecificationError(
                f"`relationship` must be a Relationship; got {bond!r}."
            )
        check.known_keys("TrustGame", curves, CURVES)
        curves = {name: curve for name, curve in curves.items() if curve is not None}
        object.__setattr__(self, "relationship", replace(bond, **curves))
        object.__setattr__(self, "stage", _stages(stage, bond.depths))
        object.__setattr__(
            self,
            "rounds",
            None
            if rounds is None
            else check.count("rounds", rounds, 1, "No end: rounds=None."),
        )
        object.__setattr__(self, "outside", None if outside is None else _outside(outside))

    @classmethod
    def from_states(
        cls,
        states: Sequence[StageGame],
        *,
        transition: Any,
        start: int = 0,
        rounds: int | None = None,
        outside: tuple[float, float] | None = None,
        **curves: Any,
    ) -> TrustGame:
        """Return any two-player two-action stochastic game, its states in place of depths.

        Parameters
        ----------
        states : sequence of StageGame
            The L stage games.
        transition : nested numbers [L, 2, 2, L]
            P(next state) by state, buyer's and seller's actual action.
        start : int
            The first state.
        rounds, outside, **curves
            As for TrustGame; curves read state l at position l / (L - 1).

        Examples
        --------
        Rich only after mutual cooperation, poor otherwise:

        >>> rich = StageGame.prisoners_dilemma(T=2, R=1, P=0, S=-1)
        >>> poor = StageGame.prisoners_dilemma(T=1.2, R=0.2, P=0, S=-1)
        >>> after = [[[1, 0], [0, 1]], [[0, 1], [0, 1]]]
        >>> game = TrustGame.from_states([rich, poor], transition=[after, after])
        >>> game.depths, game.horizon
        (2, 'unbounded')
        """
        listed = list(states) if isinstance(states, Sequence) else [states]
        bond = Relationship(depths=max(len(listed), 1), start=start, transition=transition)
        return cls(tuple(listed), bond, rounds=rounds, outside=outside, **curves)

    @property
    def depths(self) -> int:
        """Number of depths L."""
        return self.relationship.depths

    @property
    def stages(self) -> tuple[StageGame, ...]:
        """The stage game at each depth, before stakes."""
        if isinstance(self.stage, StageGame):
            return (self.stage,) * self.depths
        return self.stage

    @property
    def horizon(self) -> str:
        """``finite``, ``geometric``, ``unbounded``, ``mixed`` (endless at some depths)."""
        if self.rounds is not None:
            return "finite"
        endless = self.arrays().continuation == 1
        if endless.all():
            return "unbounded"
        return "mixed" if endless.any() else "geometric"

    def arrays(self) -> GameArrays:
        """Return the game's numbers as read-only arrays (kept for the last games asked)."""
        return _arrays(self)

    def replace(self, **changes: Any) -> TrustGame:
        """Return the game with some fields or curves changed.

        Examples
        --------
        >>> TrustGame(StageGame.prisoners_dilemma()).replace(rounds=10, tremble=0.05).rounds
        10
        """
        own: dict[str, Any] = {"stage": self.stage, "relationship": self.relationship}
        own |= {"rounds": self.rounds, "outside": self.outside}
        check.known_keys("replace", changes, [*own, *CURVES])
        return TrustGame(**(own | changes))

    def held_at(self, position: float) -> TrustGame:
        """Return the game held at one position; of several stages, the nearest one's."""
        stage = self.stages[nearest_level(position, self.depths)]
        return self.replace(stage=stage, relationship=self.relationship.held_at(position))

    def starting_at(self, position: float) -> TrustGame:
        """Return the game begun at the level nearest to a position."""
        return self.replace(relationship=self.relationship.starting_at(position))

    def to_dict(self) -> dict[str, Any]:
        """Return the spec as plain tables; no ``rounds`` key means no last round."""
        plain: dict[str, Any] = {}
        if self.rounds is not None:
            plain["rounds"] = self.rounds
        if self.outside is not None:
            plain["outside"] = list(self.outside)
        plain["relationship"] = self.relationship.to_dict()
        if isinstance(self.stage, StageGame):
            plain["stage"] = self.stage.to_dict()
        else:
            plain["stage"] = [stage.to_dict() for stage in self.stage]
        return plain

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any], where: str = "game") -> TrustGame:
        """Return the game of a plain table; the reverse of ``to_dict``."""
        keys = ("stage", "relationship", "rounds", "outside")
        check.known_keys(where, plain, keys, required=("stage",))
        stage = plain["stage"]
        if isinstance(stage, list):
            parts = [StageGame.from_dict(s, f"stage[{i}]") for i, s in enumerate(stage)]
            return cls._from_parts(tuple(parts), plain)
        return cls._from_parts(StageGame.from_dict(stage), plain)

    @classmethod
    def _from_parts(
        cls, stage: StageGame | tuple[StageGame, ...], plain: Mapping[str, Any]
    ) -> TrustGame:
        """Return the game of a read stage and a table's other keys."""
        return cls(
            stage,
            Relationship.from_dict(plain.get("relationship", {})),
            rounds=plain.get("rounds"),
            outside=plain.get("outside"),
        )

    def to_toml(self, path: str | os.PathLike[str] | None = None) -> str:
        """Return the spec as TOML, and write it to ``path`` if given."""
        return _files.write_toml(self.to_dict(), path)

    @classmethod
    def from_toml(cls, source: str | os.PathLike[str]) -> TrustGame:
        """Return the game of a TOML file, or of text with a line break."""
        plain, name = _files.read_toml(source)
        return cls.from_dict(plain, name)


def _stages(stage: Any, depths: int) -> StageGame | tuple[StageGame, ...]:
    """Return one stage game, or one per depth."""
    if isinstance(stage, StageGame):
        return stage
    several = isinstance(stage, Sequence) and not isinstance(stage, str)
    listed = tuple(stage) if several else (stage,)
    for part in listed:
        if not isinstance(part, StageGame):
            raise SpecificationError(
                f"`stage` must be a StageGame, or one per depth; got {part!r}."
            )
    if len(listed) != depths:
        raise SpecificationError(
            f"`stage` must be one StageGame or one per depth (`depths` is {depths}); "
            f"got {len(listed)}."
        )
    return listed


def _outside(value: Any) -> tuple[float, float]:
    """Return what each role receives outside."""
    if (
        not isinstance(value, Sequence | np.ndarray)
        or isinstance(value, str)
        or len(value) != 2
    ):
        raise SpecificationError(
            f"`outside` must be two numbers (buyer, seller); got {value!r}."
        )
    b, s = (
        check.number(f"outside.{r}", v) for r, v in zip(check.ROLES, value, strict=True)
    )
    return b, s


@lru_cache(maxsize=512)
def _arrays(game: TrustGame) -> GameArrays:
    """Return the arrays of a game, made once."""
    bond = game.relationship
    stage = np.stack([part.payoffs for part in game.stages])
    payoff = bond.per_level("stakes")[:, :, None, None] * stage
    utility = payoff + bond.per_level("regard")[:, :, None, None] * payoff[:, ::-1]
    arrays = GameArrays(
        payoff=payoff,
        utility=utility,
        movement=bond.movement,
        tremble=bond.per_level("tremble"),
        misperception=bond.per_level("misperception"),
        continuation=bond.per_level("continuation"),
        outside=np.array(game.outside or (0.0, 0.0)),
        positions=bond.positions,
    )
    for array in arrays:
        array.flags.writeable = False
    return arrays
