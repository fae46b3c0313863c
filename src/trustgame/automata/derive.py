r"""Strategies made from strategies: counting down, trembling of themselves, leaving.

A *leaver* is the product of two automata: one says what to do, a *watcher* says whether to
stay. It stays on with the probability with which the watcher would cooperate, so whatever
can be said as a strategy can be said as a reason to leave: the first defection
(grim trigger), two in a row (tit-for-two-tats), a shallow relationship (a step in depth).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from trustgame import _validate as check
from trustgame._validate import frozen
from trustgame.automata.algebra import minimise
from trustgame.automata.automaton import Automaton
from trustgame.automata.recipe import Recipe, as_automaton, named
from trustgame.curves import Curve, Line, Step, Values, as_curve
from trustgame.exceptions import SpecificationError
from trustgame.game import TrustGame
from trustgame.typing import Role

__all__ = ["compose"]


def compose(
    base: Any,
    *,
    end_rounds: int | None = None,
    tremble: Curve = 0.0,
    leave_after: int | None = None,
    leave_when: Any = None,
    name: str | None = None,
) -> Any:
    """Derive a strategy from another one.

    Parameters
    ----------
    base : Automaton, Recipe or str
        The strategy to begin with, or its name.
    end_rounds : int, optional
        Defects in the last so many rounds, if the game says how many there are; in place
        of the base's own.
    tremble : number or curve
        Its intention flips with this probability, 0 to 1/2, in every round: c becomes
        c (1 - 2 e) + e. To be used where one *kind* of player errs; the trembles of a role
        belong to the game. In its last ``end_rounds`` it does not tremble of itself.
    leave_after : int, optional
        Walks away once it has seen so many defections, not necessarily in a row.
    leave_when : Automaton, Recipe or str, optional
        Walks away before a round in which this *watcher*, having seen and done the same,
        would defect. The watcher's own leaving and last rounds do not count.
    name : str, optional
        What charts and tables call it; made from the base's name unless given.

    Returns
    -------
    Automaton
        The derived strategy, in as few states as can be if it leaves. A Recipe if ``base``
        or ``leave_when`` is one.

    Raises
    ------
    SpecificationError
        If a value breaks its rule, or two numbers that vary with depth would have to be
        multiplied (the product of two curves is no curve).

    References
    ----------
    .. [1] Aktipis, C. A. (2004). Know when to walk away: contingent movement and the
       evolution of cooperation. J. Theor. Biol. 231. (Leavers.)

    Examples
    --------
    Tit-for-tat that walks away at the second defection it sees:

    >>> tit_for_tat = Automaton("tit_for_tat", (1, 0), ((0, 1), (0, 1)))
    >>> print(compose(tit_for_tat, leave_after=2).to_text())
    tit_for_tat (leaves after 2)
    > 0: C | C>0 D>1
      1: D | C>2 D>3
      2: C | C>2 D>3
      3: D, leaves | any>3

    With a slip in ten of its own:

    >>> compose(tit_for_tat, tremble=0.1, name="clumsy").cooperate
    (0.9, 0.1)
    """
    base, watcher = named(base), named(leave_when)
    title = name or _title(base, end_rounds, tremble, leave_after, watcher)
    make = _Composition(base, end_rounds, tremble, leave_after, watcher)
    if isinstance(base, Recipe) or isinstance(watcher, Recipe):
        return Recipe(title, make)
    return make.of(base, watcher).replace(name=title)


@dataclass(frozen=True, slots=True)
class _Composition:
    """What to derive; called with a game and a role where a part is a recipe."""

    base: Any
    end_rounds: int | None
    tremble: Curve
    leave_after: int | None
    watcher: Any

    def __post_init__(self) -> None:
        put = partial(object.__setattr__, self)
        rule = partial(check.interval, low=0, high=0.5)
        put("tremble", as_curve("tremble", self.tremble, rule))
        if self.end_rounds is not None:
            put("end_rounds", check.count("end_rounds", self.end_rounds, 0))
        if self.leave_after is not None:
            remedy = "A player who leaves at once never begins."
            put("leave_after", check.count("leave_after", self.leave_after, 1, remedy))

    def __call__(self, game: TrustGame, role: Role) -> Automaton:
        """Return the derived automaton for a role of a game."""
        parts = [
            part.resolve(game, role) if isinstance(part, Recipe) else part
            for part in (self.base, self.watcher)
        ]
        return self.of(*parts)

    def of(self, base: Any, watcher: Any) -> Automaton:
        """Return the automaton derived from automata."""
        made = as_automaton("base", base)
        if self.end_rounds is not None:
            made = made.replace(end_rounds=self.end_rounds)
        if self.tremble != 0:
            slips = tuple(_flipped(c, self.tremble) for c in made.cooperate)
            made = made.replace(cooperate=slips)
        if self.leave_after is not None:
            made = _watched(made, _counter(self.leave_after))
        if watcher is not None:
            made = _watched(made, as_automaton("leave_when", watcher))
        return made


def _title(
    base: Any, end_rounds: int | None, tremble: Any, leave_after: int | None, watcher: Any
) -> str:
    """Return a name that says what was done to the base."""
    said = []
    if end_rounds is not None:
        said.append(f"ends {end_rounds}")
    if tremble != 0:
        varies = not isinstance(tremble, int | float)
        said.append("trembles by depth" if varies else f"trembles {tremble:g}")
    if leave_after is not None:
        said.append(f"leaves after {leave_after}")
    if watcher is not None:
        said.append(f"leaves when {getattr(watcher, 'name', watcher)} defects")
    title = str(getattr(base, "name", base))
    return f"{title} ({', '.join(said)})" if said else title


def _counter(k: int) -> Automaton:
    """Return the watcher that defects for ever once it has seen k defections."""
    moves = tuple((j, min(j + 1, k)) for j in range(k + 1))
    return Automaton(f"{k} defections", (1.0,) * k + (0.0,), moves)


def _watched(base: Automaton, watcher: Automaton) -> Automaton:
    """Return the base, which stays on with the probability that the watcher cooperates."""
    tables = [np.array(a.next_state) for a in (base, watcher)]
    levels = {len(t) for t in tables if t.ndim == 4}
    if len(levels) > 1:
        raise SpecificationError(
            "`leave_when` must move by as many depths as the base does; "
            f"'{base.name}' has {len(tables[0])}, '{watcher.name}' {len(tables[1])}."
        )
    L = max(levels, default=1)
    X, Y = base.n_states, watcher.n_states
    moves, watches = (np.broadcast_to(t, (L, *t.shape[-3:])) for t in tables)
    joint = moves[:, :, None] * Y + watches[:, None]  # [L, X, Y, 2, 2]
    table = joint.reshape(L, X * Y, 2, 2).tolist()
    product = Automaton(
        base.name,
        tuple(c for c in base.cooperate for _ in range(Y)),
        frozen(table if levels else table[0]),
        start=base.start * Y + watcher.start,
        leave=tuple(
            _either(away, stay) for away in base.leave for stay in watcher.cooperate
        ),
        end_rounds=base.end_rounds,
    )
    return minimise(product)


def _either(away: Curve, stay: Curve) -> Curve:
    """Return the probability to leave of one who stays twice: 1 - (1 - away) stay."""
    if isinstance(stay, float):
        return _affine(away, stay, 1 - stay)
    if isinstance(away, float):
        return _affine(stay, away - 1, 1.0)
    raise SpecificationError(
        "`leave_when` varies with depth in a state in which the base's leaving does too; "
        "the product of two curves is no curve. Make one of them a number."
    )


def _flipped(c: Curve, e: Curve) -> Curve:
    """Return P(C) of an intention that flips with probability e."""
    if isinstance(e, float):
        return _affine(c, 1 - 2 * e, e)
    if isinstance(c, float):
        return _affine(e, 1 - 2 * c, c)
    raise SpecificationError(
        "`tremble` varies with depth and so does the base's intention; the product of two "
        "curves is no curve. Make one of them a number."
    )


def _affine(curve: Curve, scale: float, shift: float) -> Curve:
    """Return ``scale * curve + shift``, a probability, as a curve of the same kind."""

    def of(value: float) -> float:
        return min(max(scale * value + shift, 0.0), 1.0)

    match curve:
        case Line():
            return Line(of(curve.shallow), of(curve.deep))
        case Step():
            return Step(curve.switch, of(curve.before), of(curve.after))
        case Values():
            return Values(tuple(map(of, curve.levels)))
    return of(curve)
