r"""Ashlock's fingerprint: how a strategy fares against a square of probes.

A probe (tit-for-tat unless another is named) is mixed with chance. At the point (x, y) with
x + y below 1 it cooperates with probability x whatever happened, defects with probability
y, and does what the probe would do with the rest: the *Joss-Ann* of the probe. Where
x + y reaches 1, the *dual* of the probe takes its place, which answers everything the other
way round: the point's player is the dual of the Joss-Ann at (1 - x, 1 - y). So

.. math::
    P(\text{C}) = x + (1 - x - y)\, c \quad\text{and}\quad
    P(\text{C}) = (1 - y) + (x + y - 1)(1 - c),

with c the probe's own probability; the two agree along x + y = 1, where x alone decides. A
probe remembers what it did, not what it meant to do; its dual remembers the opposite.

The corners are players one knows: (0, 0) the probe itself, (1, 0) always cooperates,
(0, 1) always defects, and (1, 1) is the probe's dual.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from trustgame import _validate as check
from trustgame._display import Result
from trustgame.automata import Automaton
from trustgame.automata.algebra import minimise
from trustgame.exceptions import RefusedError, SpecificationError
from trustgame.game import TrustGame
from trustgame.solve.table import Stacked, begin, solve_stacked, stacked
from trustgame.stage import StageGame
from trustgame.strategies import resolve
from trustgame.typing import FloatArray, Role

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Fingerprint", "fingerprint"]


@dataclass(frozen=True, eq=False, repr=False)
class Fingerprint(Result):
    """A strategy against G x G probes; tables are [x, y]."""

    _chart: ClassVar[str | None] = "fingerprint"

    game: TrustGame
    strategy: Automaton
    probe: Automaton
    role: Role  #: the strategy's seat
    grid: FloatArray  #: [G] values of x, and of y, from 0 to 1
    payoff: FloatArray  #: [G, G] the strategy's material payoff per clock round
    cooperation: FloatArray  #: [G, G] how often the strategy cooperates

    def __repr__(self) -> str:
        low, high = self.payoff.min(), self.payoff.max()
        return (
            f"Fingerprint({self.strategy.name} against mixtures of {self.probe.name}, "
            f"{len(self.grid)} x {len(self.grid)}: payoff {low:.3f} to {high:.3f})"
        )

    def to_frame(self) -> pd.DataFrame:
        """Return one row per probe: x (cooperates anyway), y (defects anyway), results."""
        import pandas as pd

        x, y = np.meshgrid(self.grid, self.grid, indexing="ij")
        columns = {"x": x, "y": y, "payoff": self.payoff, "cooperation": self.cooperation}
        return pd.DataFrame({name: table.ravel() for name, table in columns.items()})

    def _made_from(self) -> Mapping[str, Any]:
        made = {name: getattr(self, name) for name in ("game", "strategy", "probe", "role")}
        return {**made, "size": len(self.grid)}


def fingerprint(
    strategy: Any,
    probe: Any = "tit_for_tat",
    *,
    size: int = 101,
    game: TrustGame | None = None,
    role: Role = "buyer",
) -> Fingerprint:
    """Work out the fingerprint of a strategy, exactly.

    Parameters
    ----------
    strategy : Automaton, Recipe or str
        Whose fingerprint it is.
    probe : Automaton, Recipe or str
        What is mixed with chance; tit-for-tat unless named.
    size : int
        Points along each side of the unit square, at least 2.
    game : TrustGame, optional
        What is played; the standard dilemma (5, 3, 1, 0) in the long run unless given.
        With ``rounds=50`` the numbers are what Axelrod's library samples.
    role : {"buyer", "seller"}
        The strategy's seat.

    Returns
    -------
    Fingerprint
        The strategy's payoff and cooperation at every point [size, size].

    Raises
    ------
    RefusedError
        If either is no finite automaton, or the probe counts the rounds down.

    Notes
    -----
    All probes have the same states and moves, so they are written down as arrays at once
    and solved in one compiled call, each exactly: in the long run as Cesaro averages from
    the start, which also holds on the edges, where the chain falls apart.

    References
    ----------
    .. [1] Ashlock, D. & Kim, E.-Y. (2008). Fingerprinting: visualization and automatic
       analysis of prisoner's dilemma strategies. *IEEE Transactions on Evolutionary
       Computation* 12(5), 647-659.

    Examples
    --------
    Against itself, unconditional cooperation, unconditional defection and its opposite,
    tit-for-tat earns 3, 3, 1 and the average of a cycle through all four outcomes:

    >>> corners = fingerprint("tit_for_tat", size=2)
    >>> corners.payoff
    array([[3.  , 1.  ],
           [3.  , 2.25]])
    """
    size = check.count("size", size, 2)
    check.role("role", role)
    if game is None:
        game = TrustGame(StageGame.prisoners_dilemma())
    elif not isinstance(game, TrustGame):
        raise SpecificationError(f"`game` must be a TrustGame; got {game!r}.")
    other: Role = "seller" if role == "buyer" else "buyer"
    player = resolve(strategy, game, role, argument="strategy")
    tool = resolve(probe, game, other, argument="probe")
    if tool.end_rounds and game.rounds is not None:
        raise RefusedError(
            f"`probe` must not count the rounds down, or no chance could be mixed into its "
            f"end; '{tool.name}' does. Use tool.replace(end_rounds=0)."
        )
    begin(game, (player, tool), [game.relationship.start])
    positions = game.arrays().positions
    grid = np.linspace(0, 1, size)
    x, y = (part.ravel() for part in np.meshgrid(grid, grid, indexing="ij"))
    seat = check.ROLES.index(role)
    sides = [stacked([minimise(player)], positions), _mixtures(tool, positions, x, y)]
    table = solve_stacked(game, *(sides if seat == 0 else sides[::-1]))
    return Fingerprint(
        game=game,
        strategy=player,
        probe=tool,
        role=role,
        grid=grid,
        payoff=table.payoff[..., seat].reshape(size, size),
        cooperation=table.cooperation[..., seat].reshape(size, size),
    )


def _mixtures(
    probe: Automaton, positions: FloatArray, x: FloatArray, y: FloatArray
) -> Stacked:
    """Return the probe mixed with chance at all points, with its dual past the diagonal."""
    own = stacked([minimise(probe)], positions)
    G, (_, L, X) = len(x), own.cooperate.shape
    mixed = x + y < 1
    always, never = x[:, None, None], y[:, None, None]
    rest = abs(1 - always - never)
    plain = always + rest * own.cooperate
    dual = (1 - never) + rest * (1 - own.cooperate)
    moves = np.where(
        mixed[:, None, None, None, None], own.next_state, own.next_state[:, :, :, ::-1]
    )
    return Stacked(
        cooperate=np.clip(np.where(mixed[:, None, None], plain, dual), 0.0, 1.0),
        leave=np.broadcast_to(own.leave, (G, L, X)).copy(),
        next_state=np.ascontiguousarray(moves),
        end_rounds=np.zeros(G, dtype=np.int64),
        start=np.repeat(own.start, G),
    )
