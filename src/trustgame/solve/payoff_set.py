r"""The payoff set: what a round can be worth to the two on average, and to whom.

Any mix of outcomes is a point in the *convex hull* of the outcomes' payoff pairs. Nobody
need accept less than it can secure alone, its *minmax* payoff; what lies above that for
both is *individually rational*. With one depth and patient players each such point with
something to spare is what some equilibrium pays: the folk theorem (Fudenberg & Maskin
1986).
Possible is not inevitable: mutual defection is among these points too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from trustgame._display import Result, pair, several
from trustgame.automata import Automaton
from trustgame.exceptions import SpecificationError
from trustgame.game import TrustGame
from trustgame.solve.evaluate import Evaluation, evaluate
from trustgame.solve.security import reachable_depths, security
from trustgame.typing import BoolArray, FloatArray, IntArray

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["PayoffSet", "payoff_set"]

_OUTCOMES = ("CC", "CD", "DC", "DD")
_NEAR = 1e-12  # of the payoffs' size: a distance that rounding makes
_SLACK = 1e-9  # of the payoffs' size: a shortfall that counts as none


@dataclass(frozen=True, eq=False, repr=False)
class PayoffSet(Result):
    """Pairs (buyer, seller) of average payoffs per round; polygons run counterclockwise."""

    _chart: ClassVar[str | None] = "payoff_set"

    game: TrustGame
    utility: bool  #: whether numbers are utilities, with regard, or material payoffs
    depths: IntArray  #: [K] depths at which a round can be played
    corners: FloatArray  #: [K, 2, 2, 2] by depth, buyer's, seller's action: what each has
    outside: FloatArray | None  #: [2] what each has after leaving, where that counts
    vertices: FloatArray  #: [V, 2] of the feasible set; two of a line, one of a point
    minmax: FloatArray  #: [2] what each role can secure, whatever the other does
    rational: FloatArray  #: [W, 2] vertices of the part that gives neither less than that
    frontier: FloatArray  #: [F, 2] where one gains only if the other loses; buyer rising
    pairs: tuple[tuple[Automaton, Automaton], ...]  #: N pairs of strategies
    points: FloatArray  #: [N, 2] their exact averages
    is_rational: BoolArray  #: [N] whether neither has less than it can secure
    left_over: FloatArray  #: [N] what the two could have more together, neither having less

    def __repr__(self) -> str:
        return (
            f"PayoffSet({len(self.vertices)} vertices, minmax={pair(self.minmax)}, "
            f"together at most {self.most_together:.3f}, "
            f"{several(len(self.pairs), 'pair')})"
        )

    @property
    def most_together(self) -> float:
        """The largest sum of the two that gives neither less than it can secure."""
        return float(self.rational.sum(axis=1).max())

    @property
    def area(self) -> float:
        """Area of the feasible set."""
        return _area(self.vertices)

    @property
    def rational_area(self) -> float:
        """Area of the individually rational part."""
        return _area(self.rational)

    def contains(self, points: Any) -> BoolArray:
        """Tell which points [..., 2] are feasible, up to rounding.

        Examples
        --------
        >>> from trustgame.stage import StageGame
        >>> result = payoff_set(TrustGame(StageGame.prisoners_dilemma()))
        >>> result.contains([[2.5, 2.5], [4, 4]])
        array([ True, False])
        """
        at = np.asarray(points, dtype=float)
        slack = _SLACK * _size(self.vertices)
        start, end = self.vertices, np.roll(self.vertices, -1, axis=0)
        edge = end - start
        long = np.hypot(*edge.T)
        away = at[..., None, :] - start
        left = edge[:, 0] * away[..., 1] - edge[:, 1] * away[..., 0]
        inside: BoolArray = (left >= -slack * long).all(axis=-1)
        low, high = self.vertices.min(axis=0), self.vertices.max(axis=0)
        within = ((at >= low - slack) & (at <= high + slack)).all(axis=-1)
        return np.asarray(inside & within)

    def to_frame(self) -> pd.DataFrame:
        """Return one row per vertex: what each has, at which depth and outcome."""
        import pandas as pd

        rows = []
        for vertex in self.vertices:
            found = np.argwhere((self.corners == vertex).all(axis=-1))
            level, outcome = None, "outside"
            if len(found):
                k, a, b = found[0].tolist()
                level, outcome = int(self.depths[k]), _OUTCOMES[2 * a + b]
            rows.append((*vertex.tolist(), level, outcome, self._on_frontier(vertex)))
        names = ["buyer", "seller", "depth", "outcome", "on_frontier"]
        return pd.DataFrame(rows, columns=names).astype({"depth": "Int64"})

    def pair_table(self) -> pd.DataFrame:
        """Return one row per pair: what each has, if that is rational, what is left."""
        import pandas as pd

        names = [(b.name, s.name) for b, s in self.pairs]
        columns = {
            "payoff_buyer": self.points[:, 0],
            "payoff_seller": self.points[:, 1],
            "is_rational": self.is_rational,
            "left_over": self.left_over,
        }
        index = pd.MultiIndex.from_tuples(names, names=["buyer", "seller"])
        return pd.DataFrame(columns, index=index)

    def _on_frontier(self, vertex: FloatArray) -> bool:
        """Tell whether a vertex is one of the frontier's."""
        return bool((self.frontier == vertex).all(axis=1).any())

    def _made_from(self) -> Mapping[str, Any]:
        return {"game": self.game, "pairs": self.pairs, "utility": self.utility}


def payoff_set(
    game: TrustGame, *, pairs: Iterable[tuple[Any, Any]] = (), utility: bool = False
) -> PayoffSet:
    """Return which average payoffs per round a game allows, and which are rational.

    Parameters
    ----------
    game : TrustGame
        The game.
    pairs : sequence of (buyer, seller)
        Pairs of strategies, or of their names, whose exact averages are marked.
    utility : bool
        Count utilities, with regard, in place of material payoffs.

    Returns
    -------
    PayoffSet
        The feasible set, the minmax point, the part above it, the frontier, the pairs.

    Raises
    ------
    SpecificationError
        If ``game`` is no game or ``pairs`` holds anything but pairs.
    RefusedError
        If a player of a pair is no finite automaton, or play may go on for ever at some
        depths and ends by chance at others.

    Notes
    -----
    *Feasible* is the convex hull of the four outcomes' payoffs, stakes counted in, at every
    depth at which a round can be played: those to which ``movement`` leads from the start
    within the rounds there are. What leaving pays is counted where the game names an
    outside option, or one of the pairs leaves.

    The exact averages of every pair lie in this set. The reverse is claimed for one depth
    without trembles only: there each point is reached by patient players who take turns, or
    by a lottery that both see. With several depths the set is an *outer* bound, for
    reaching a depth takes rounds, and some outcomes move play away from it; with trembles
    too, for then nobody chooses an outcome for sure.

    *Minmax* is what ``trustgame.solve.security`` says: the value of the stage game, or with
    several depths that of the stochastic game in which the partner does nothing but hold
    the role down [2]_, trembles counted in. Where there is an outside option it is just
    that, since either side can end the relationship. That a point is rational does not make
    it an equilibrium at the game's own continuation: ask ``is_equilibrium``.

    References
    ----------
    .. [1] Fudenberg, D. & Maskin, E. (1986). The folk theorem in repeated games with
       discounting or with incomplete information. *Econometrica* 54, 533-554.
    .. [2] Shapley, L. S. (1953). Stochastic games. *Proceedings of the National Academy of
       Sciences* 39, 1095-1100.

    Examples
    --------
    In the standard dilemma each can secure 1, and the two can have 6 together. Tit-for-tat
    loses the first round to a defector, whose partner then has less than it could secure:

    >>> from trustgame.stage import StageGame
    >>> game = TrustGame(StageGame.prisoners_dilemma(), continuation=0.9)
    >>> result = payoff_set(game, pairs=[("tit_for_tat", "always_defect")])
    >>> result
    PayoffSet(4 vertices, minmax=(1.000, 1.000), together at most 6.000, 1 pair)
    >>> result.rational.round(9).tolist()
    [[1.0, 1.0], [4.333333333, 1.0], [3.0, 3.0], [1.0, 4.333333333]]
    >>> result.is_rational.tolist(), result.left_over.round(9).tolist()
    ([False], [3.7])
    """
    if not isinstance(game, TrustGame):
        raise SpecificationError(
            f"`game` must be a TrustGame; got {type(game).__name__}. "
            "A stage game becomes one by TrustGame(stage)."
        )
    if not isinstance(utility, bool | np.bool_):
        raise SpecificationError(f"`utility` must be True or False; got {utility!r}.")
    played = [evaluate(game, *each) for each in _pairs(pairs)]
    arrays, depths = game.arrays(), reachable_depths(game)
    paid = (arrays.utility if utility else arrays.payoff)[depths]
    corners = np.moveaxis(paid, 1, -1).copy()
    outside = None
    if game.outside is not None or any(_leaves(exact) for exact in played):
        outside = arrays.outside.copy()
    spots = corners.reshape(-1, 2)
    vertices = _hull(spots if outside is None else np.vstack([spots, outside]))
    minmax = security(game, utility=bool(utility))
    points = np.array(
        [exact.utility if utility else exact.payoff for exact in played]
    ).reshape(-1, 2)
    enough: BoolArray = np.all(points >= minmax - _SLACK * _size(vertices), axis=1)
    return PayoffSet(
        game=game,
        utility=bool(utility),
        depths=depths,
        corners=corners,
        outside=outside,
        vertices=vertices,
        minmax=minmax,
        rational=_rational(vertices, minmax),
        frontier=_frontier(vertices),
        pairs=tuple((exact.buyer, exact.seller) for exact in played),
        points=points,
        is_rational=enough,
        left_over=np.array([_left_over(vertices, point) for point in points]),
    )


def _pairs(pairs: Any) -> list[tuple[Any, Any]]:
    """Return pairs of strategies as a list of twos."""
    rule = "`pairs` must be pairs (buyer, seller) of strategies or their names"
    remedy = 'As pairs=[("tit_for_tat", "grim_trigger")].'
    if isinstance(pairs, str) or not isinstance(pairs, Iterable):
        raise SpecificationError(f"{rule}; got {pairs!r}. {remedy}")
    found = []
    for i, each in enumerate(pairs):
        if not isinstance(each, tuple | list) or len(each) != 2:
            raise SpecificationError(f"{rule}; pairs[{i}] is {each!r}. {remedy}")
        found.append((each[0], each[1]))
    return found


def _leaves(exact: Evaluation) -> bool:
    """Tell whether one of a pair may walk away."""
    positions = exact.game.arrays().positions
    return any(p.arrays(positions).leave.any() for p in (exact.buyer, exact.seller))


def _size(points: FloatArray) -> float:
    """Return how large payoffs are; 1 where all are zero."""
    return float(np.abs(points).max()) or 1.0


def _hull(points: FloatArray) -> FloatArray:
    """Return the vertices of the convex hull, counterclockwise from the leftmost [V, 2]."""
    points = np.unique(points + 0.0, axis=0)
    near = _NEAR * _size(points)
    if len(points) < 2:
        return points
    lower, upper = _chain(points, near), _chain(points[::-1], near)
    return np.array(lower[:-1] + upper[:-1])


def _chain(points: FloatArray, near: float) -> list[FloatArray]:
    """Return the points at which a walk along sorted points turns left."""
    done: list[FloatArray] = []
    for point in points:
        while len(done) > 1:
            (x, y), (u, w) = done[-1] - done[-2], point - done[-2]
            if x * w - y * u > near * np.hypot(u, w):
                break
            done.pop()
        done.append(point)
    return done


def _rational(vertices: FloatArray, minmax: FloatArray) -> FloatArray:
    """Return the part [W, 2] above minmax; never empty, for each can secure its own."""
    slack = _NEAR
    while not len(part := _above(vertices, minmax, slack)):
        slack *= 10  # a single point, and rounding has moved it
    return part


def _above(vertices: FloatArray, least: FloatArray, slack: float = _NEAR) -> FloatArray:
    """Return the part [W, 2] of a convex polygon with both coordinates at least these."""
    part, near = vertices, slack * max(_size(vertices), _size(least))
    for axis in (0, 1):
        kept: list[FloatArray] = []
        over = part[:, axis] - least[axis]
        for i in range(len(part)):
            before = i - 1
            if (over[i] > near and over[before] < -near) or (
                over[i] < -near and over[before] > near
            ):
                share = over[before] / (over[before] - over[i])
                cut = part[before] + share * (part[i] - part[before])
                cut[axis] = least[axis]
                kept.append(cut)
            if over[i] >= -near:
                kept.append(part[i])
        part = np.array(kept).reshape(-1, 2)
        if not len(part):
            return part
    return _hull(part)


def _frontier(vertices: FloatArray) -> FloatArray:
    """Return the vertices from the seller's best to the buyer's best [F, 2]."""
    near = _NEAR * _size(vertices)
    ends = []
    for axis in (0, 1):  # of several best for one, the best for the other
        best = vertices[:, axis] >= vertices[:, axis].max() - near
        ends.append(int(np.where(best, vertices[:, 1 - axis], -np.inf).argmax()))
    first, last = ends
    n = (last - first) % len(vertices)
    return vertices[(first + np.arange(n, -1, -1)) % len(vertices)]


def _left_over(vertices: FloatArray, point: FloatArray) -> float:
    """Return how much more the two could have together, neither having less."""
    better = _above(vertices, point)
    if not len(better):
        return 0.0
    return max(0.0, float(better.sum(axis=1).max() - point.sum()))


def _area(vertices: FloatArray) -> float:
    """Return the area of a convex polygon."""
    x, y = vertices.T
    return float(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2
