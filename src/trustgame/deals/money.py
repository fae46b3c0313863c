r"""What a round pays each side, worked out from amounts that people know.

Everything is per round and in one unit of money. Known of the round are its price
:math:`p`, its value to the buyer :math:`v`, both when all goes well, and its cost to the
seller :math:`k`. Known of each side :math:`i` are

* :math:`c_i` (``preparing``): what doing its own part costs it: to prepare, to open up;
* :math:`l_i` (``lost``): what it loses by doing its part when the other side does not;
* :math:`n_i` (``lost_if_neither``): what it loses when neither does; :math:`l_i` unless
  said;
* :math:`g_i` (``gained``): what letting the other side down brings it beyond the saved
  part, as a squeezed price does; 0 unless said, below 0 where it harms (a penalty, a name).

Four outcomes follow for each side:

.. math::

    \text{both do their part:} && R_b &= v - p - c_b, & R_s &= p - k - c_s \\
    \text{only the other does:} && T_i &= R_i + c_i + g_i \\
    \text{only this side does:} && S_i &= R_i - l_i \\
    \text{neither does:} && P_i &= T_i - n_i

A side that lets the other down saves its part and takes what there is to take; a side that
is let down has spent its part and loses; when neither does its part, both save and both
lose. So the round is a dilemma for a side exactly when

* letting down pays, :math:`c_i + g_i > 0` (T > R);
* neither doing its part is worse than both, :math:`n_i > c_i + g_i` (R > P);
* being let down is worse than that, :math:`l_i + c_i + g_i > n_i` (P > S).

Without ``lost_if_neither`` the last follows from the first, and the payoffs are additive:
what one side's part is worth does not hang on what the other does.

Any four payoffs with T at least P can be said this way. Sums are taken as one would on
paper, in decimals, so that 0.3 less 0.1 is 0.2.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any

from trustgame import _validate as check
from trustgame.exceptions import SpecificationError
from trustgame.stage import StageGame, largest_difference

if TYPE_CHECKING:
    from trustgame.deals.deal import Deal

__all__ = ["LARGEST", "Money", "amount_within", "effect"]

#: Amounts beyond this are in the wrong unit.
LARGEST = 1e12
_FAINT = 1e-4  # of the largest difference between two payoffs: an amount that is none

_ONE = ("price", "cost", "value")
_TWO = ("preparing", "lost", "lost_if_neither", "gained")
_SIGNS = {"gained"}  # may be below 0

Pair = tuple[float, float]


def amount_within(name: str, value: Any) -> float:
    """Return an amount of money that is not beyond all use."""
    clean = check.number(name, value)
    if abs(clean) > LARGEST:
        raise SpecificationError(
            f"`{name}` must lie within a million million; got {clean:g}. "
            "Choose a larger unit of `money`."
        )
    return clean


def effect(deal: Deal, amount: float) -> float:
    """Return an amount of a deal's money; 0 where it is too small to be spoken of.

    That is below 1e-4 of the largest difference between two payoffs of a side, where the
    deal starts.

    Examples
    --------
    >>> from trustgame.deals import Deal, Labels, Time
    >>> deal = Deal(
    ...     Labels(), StageGame.prisoners_dilemma(), Time(about=10),
    ...     buyers=("tit_for_tat",), sellers=("tit_for_tat",))
    >>> effect(deal, 0.002), effect(deal, 0.0002)
    (0.002, 0.0)
    """
    payoffs = deal.game.arrays().payoff[deal.relationship.start]
    faint = _FAINT * largest_difference(payoffs)
    return 0.0 if abs(amount) < faint else float(amount)


@dataclass(frozen=True, slots=True)
class Money:
    """The amounts of one round, from which its eight payoffs follow.

    Parameters
    ----------
    price, cost, value : float
        What the buyer pays the seller, what delivering costs the seller, and what a round
        that goes well is worth to the buyer.
    preparing, lost, lost_if_neither, gained : (float, float) or float
        By side, (buyer, seller) or a table; one number for both. See the module's table.
        ``lost_if_neither`` is ``lost`` unless given, ``gained`` is 0; a table of these two
        may name one side only.

    Raises
    ------
    SpecificationError
        If an amount is no number, beyond a million million, or below 0 (but ``gained``).

    Examples
    --------
    Price 100, cost 40, value 150; the buyer's part costs it 10, the seller's 30:

    >>> deal = Money(price=100, cost=40, value=150, preparing=(10, 30), lost=50)
    >>> deal.roles("buyer")
    {'T': 50.0, 'R': 40.0, 'P': 0.0, 'S': -10.0}
    >>> deal.roles("seller")
    {'T': 60.0, 'R': 30.0, 'P': 10.0, 'S': -20.0}
    >>> deal.stage.is_dilemma
    True
    """

    price: float
    cost: float
    value: float
    preparing: Pair
    lost: Pair
    lost_if_neither: Pair | None = None
    gained: Pair = (0.0, 0.0)

    def __post_init__(self) -> None:
        put = partial(object.__setattr__, self)
        for name in _ONE:
            put(name, _size(f"money.{name}", getattr(self, name), name))
        for name in _TWO:
            usual = {"lost_if_neither": self.lost, "gained": (0.0, 0.0)}.get(name)
            given = getattr(self, name)
            put(name, usual if given is None and usual else _both(name, given, usual))

    def parts(self, role: str, own: int, other: int) -> tuple[tuple[str, float], ...]:
        """Return what a side's payoff is the sum of: (word, signed amount), zeros left out.

        Parameters
        ----------
        role : {"buyer", "seller"}
            Whose payoff.
        own, other : {0, 1}
            Whether that side and the other do their part (0) or not (1).

        Examples
        --------
        >>> deal = Money(price=100, cost=40, value=150, preparing=(10, 30), lost=50)
        >>> deal.parts("seller", 0, 1)
        (('price', 100.0), ('cost', -40.0), ('preparing', -30.0), ('lost', -50.0))
        """
        i = check.role("role", role)
        trade = (
            (("value", self.value), ("price", -self.price)),
            (("price", self.price), ("cost", -self.cost)),
        )[i]
        neither = self._neither
        listed = [*trade]
        if not own:
            listed.append(("preparing", -self.preparing[i]))
        else:
            listed.append(("gained", self.gained[i]))
        if other:
            listed.append(
                ("lost_if_neither", -neither[i]) if own else ("lost", -self.lost[i])
            )
        return tuple((word, amount) for word, amount in listed if amount)

    def payoff(self, role: str, own: int, other: int) -> float:
        """Return what a side is left with, summed in decimals."""
        exact = sum(Fraction(repr(amount)) for _, amount in self.parts(role, own, other))
        return float(exact)

    def roles(self, role: str) -> dict[str, float]:
        """Return T, R, P and S as a side sees them."""
        moves = {"T": (1, 0), "R": (0, 0), "P": (1, 1), "S": (0, 1)}
        return {name: self.payoff(role, *pair) for name, pair in moves.items()}

    @property
    def stage(self) -> StageGame:
        """The round's payoffs as a stage game."""
        return StageGame.from_roles(buyer=self.roles("buyer"), seller=self.roles("seller"))

    @property
    def _neither(self) -> Pair:
        """What each side loses when neither does its part."""
        return self.lost if self.lost_if_neither is None else self.lost_if_neither

    def to_dict(self) -> dict[str, Any]:
        """Return the amounts as plain tables; without what is as it is unless said."""
        plain: dict[str, Any] = {name: getattr(self, name) for name in _ONE}
        for name in _TWO:
            usual = {"lost_if_neither": self.lost, "gained": (0.0, 0.0)}.get(name)
            if (pair := getattr(self, name)) != usual:
                plain[name] = dict(zip(check.ROLES, pair, strict=True))
        return plain

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any], where: str = "money") -> Money:
        """Return the amounts of plain tables; the reverse of ``to_dict``."""
        check.known_keys(where, plain, (*_ONE, *_TWO), (*_ONE, "preparing", "lost"))
        return cls(**plain)


def _size(name: str, value: Any, kind: str) -> float:
    """Return an amount that is written without a sign unless its kind has one."""
    clean = amount_within(name, value)
    if clean < 0 and kind not in _SIGNS:
        raise SpecificationError(
            f"`{name}` must be at least 0; got {clean:g}. Costs and losses are written "
            "as plain amounts: what is lost is taken off."
        )
    return clean + 0.0  # no negative zero


def _both(name: str, value: Any, usual: Pair | None) -> Pair:
    """Return an amount for each side; what a table leaves out is as usual, if it may be."""
    where = f"money.{name}"
    if isinstance(value, Mapping):
        check.known_keys(where, value, check.ROLES, () if usual else check.ROLES)
        value = [value.get(role, usual and usual[i]) for i, role in enumerate(check.ROLES)]
    elif not isinstance(value, list | tuple):
        single = _size(where, value, name)
        return single, single
    if len(value) != 2:
        raise SpecificationError(
            f"`{where}` must be one amount for each side {{ buyer, seller }}, or one "
            f"amount for both; got {value!r}."
        )
    buyer, seller = (
        _size(f"{where}.{role}", amount, name)
        for role, amount in zip(check.ROLES, value, strict=True)
    )
    return buyer, seller
