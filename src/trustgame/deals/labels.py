"""The words of a room: what charts call sides, moves, rounds, money and depths."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

from trustgame import _validate as check
from trustgame.deals import words
from trustgame.deals.words import say
from trustgame.exceptions import SpecificationError

__all__ = ["Labels", "SideLabels"]

#: The longest texts that stay readable from the back of a room.
LONGEST = {"title": 120, "name": 60, "move": 40, "unit": 16, "round": 24, "depth": 30}

_JOINERS = {"\u200c", "\u200d"}  # unseen, but they shape the letters they stand between


def short_text(name: str, value: object, kind: str) -> str:
    """Return a text of one line that a chart has room for, spaces trimmed."""
    clean = check.text(name, value).strip()
    if any(not char.isprintable() for char in clean if char not in _JOINERS) or (
        clean and {clean[0], clean[-1]} & _JOINERS
    ):
        raise SpecificationError(
            f"`{name}` must be one line of visible letters; got {clean!r}. "
            "Take out line breaks and control characters."
        )
    if len(clean) > LONGEST[kind]:
        raise SpecificationError(
            f"`{name}` must have at most {LONGEST[kind]} letters, or it cannot be read "
            f"from the back of a room; got {len(clean)}. Shorten it."
        )
    return clean


@dataclass(frozen=True, slots=True)
class SideLabels:
    """What charts call one side, its two moves and its players.

    Parameters
    ----------
    name : str
        The side, as ``"Client"``.
    cooperate, defect : str
        Its two moves, as one would say them after "to".
    players : tuple of (str, str)
        The room's words for strategies, by the strategy's name.
    """

    name: str = field(default_factory=partial(say, "usual.buyer"))
    cooperate: str = field(default_factory=partial(say, "usual.cooperate"))
    defect: str = field(default_factory=partial(say, "usual.defect"))
    players: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        for key, kind in (("name", "name"), ("cooperate", "move"), ("defect", "move")):
            object.__setattr__(self, key, short_text(key, getattr(self, key), kind))
        if self.cooperate.casefold() == self.defect.casefold():
            raise SpecificationError(
                f"`defect` must differ from `cooperate`; both are {self.defect!r}. "
                "Give the two moves two names."
            )

    @property
    def moves(self) -> tuple[str, str]:
        """The words of C and of D."""
        return self.cooperate, self.defect

    def player(self, strategy: str) -> str:
        """Return the room's words for a strategy, or its own name in plain letters.

        Examples
        --------
        >>> SideLabels().player("tit_for_tat")
        'tit for tat'
        """
        return dict(self.players).get(strategy) or words.character(strategy)


@dataclass(frozen=True, slots=True)
class Labels:
    """The words of a deal; without them charts say buyer, seller, cooperate, defect.

    Parameters
    ----------
    title : str
        What the deal is called; may be empty.
    buyer, seller : SideLabels
        The two sides.
    money : str
        The unit of payoffs, as ``"k€"``.
    round, rounds : str
        One round, and several of them.
    depths : tuple of str
        Names of the levels, shallow to deep; none means numbers.

    Examples
    --------
    >>> labels = Labels(money="k€", round="quarter", rounds="quarters")
    >>> " ".join(f"{labels.pay(-20)}; {labels.count(12)}".split())
    '−20 k€; 12 quarters'
    """

    title: str = ""
    buyer: SideLabels = field(default_factory=SideLabels)
    seller: SideLabels = field(default_factory=lambda: SideLabels(name=say("usual.seller")))
    money: str = field(default_factory=partial(say, "usual.money"))
    round: str = field(default_factory=partial(say, "usual.round"))
    rounds: str = field(default_factory=partial(say, "usual.rounds"))
    depths: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.title:
            object.__setattr__(self, "title", short_text("title", self.title, "title"))
        for key, kind in (("money", "unit"), ("round", "round"), ("rounds", "round")):
            object.__setattr__(self, key, short_text(key, getattr(self, key), kind))
        names = tuple(short_text("depths", depth, "depth") for depth in self.depths)
        object.__setattr__(self, "depths", names)

    @property
    def sides(self) -> tuple[SideLabels, SideLabels]:
        """Buyer's and seller's words, in the order of every array."""
        return self.buyer, self.seller

    def pay(self, value: float) -> str:
        """Return an amount with its unit; ``$`` and ``£`` stand before it."""
        text = words.amount(value)
        if self.money in ("$", "£"):
            size = f"{self.money}{words.amount(abs(value))}"
            return size if text == words.amount(abs(value)) else words.negative(size)
        unit = words.one(self.money) if words.amount(abs(value)) == "1" else self.money
        return f"{text}\u00a0{unit}"

    def count(self, rounds: float) -> str:
        """Return a number of rounds in the room's word."""
        text = words.amount(rounds)
        return f"{text}\u00a0{self.round if text == '1' else self.rounds}"

    def depth(self, level: int) -> str:
        """Return the name of a level, or its number."""
        if level >= len(self.depths):
            return str(level)
        return words.rung(self.depths[level])
