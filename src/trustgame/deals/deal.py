"""One deal between two sides: its words, its money, its time and its people."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from trustgame import _files, strategies
from trustgame import _validate as check
from trustgame.automata import Automaton
from trustgame.deals.depths import DEPTHS
from trustgame.deals.labels import Labels, short_text
from trustgame.deals.money import LARGEST, Money
from trustgame.deals.time import Time
from trustgame.deals.words import character
from trustgame.exceptions import FileFormatError, RefusedError, SpecificationError
from trustgame.game import TrustGame
from trustgame.relationship import Relationship
from trustgame.stage import StageGame
from trustgame.typing import Role

ROLES: tuple[Role, Role] = ("buyer", "seller")

__all__ = ["MOST_PLAYERS", "Deal", "Player"]

#: More players a side than this and no chart of all pairings can be read.
MOST_PLAYERS = 20
#: The largest whole number that every program counts with: 2 to the 53rd, less one.
LARGEST_SEED = 2**53 - 1

_FLAT = Relationship()
_OTHER_SHEETS = (".xls", ".xlsm", ".xlsb", ".ods", ".csv", ".numbers")


@dataclass(frozen=True, slots=True)
class Player:
    """One way to behave: a strategy, and what the room calls it.

    Parameters
    ----------
    strategy : str or Automaton
        A name of the catalogue, or an automaton of one's own.
    label : str, optional
        The room's words; the strategy's name in plain letters unless given.

    Examples
    --------
    >>> Player("tit_for_tat", "Answers in kind").name
    'tit_for_tat'
    """

    strategy: str | Automaton
    label: str | None = None

    def __post_init__(self) -> None:
        if self.label is not None:
            object.__setattr__(self, "label", short_text("label", self.label, "name"))
        short_text("name", self.name, "name")

    @property
    def name(self) -> str:
        """The strategy's name."""
        known = self.strategy
        return strategies.name_of(
            strategies.find(known) if isinstance(known, str) else known
        )

    @property
    def words(self) -> str:
        """What charts call the player."""
        return self.label or character(self.name)


@dataclass(frozen=True, slots=True)
class Deal:
    """A deal between two sides: a game, and the words of the room it is shown to.

    Parameters
    ----------
    labels : Labels
        Words and units.
    stage : StageGame
        What a round pays each side, in money.
    time : Time
        How long they go on.
    relationship : Relationship
        The ladder of depth, without continuation, which ``time`` says.
    buyers, sellers : tuple of Player
        The ways to behave that the charts compare: 1 to 20 a side, best a handful.
    pair : (str, str)
        Names of the buyer's and the seller's strategy in the charts of one pair.
    outside : (float, float), optional
        What each side gets per round once somebody has walked away.
    seed : int
        The seed of the match that is shown as a story.
    money : Money, optional
        The amounts that ``stage`` was worked out from: ``stage`` is ``money.stage``.
    depth : str, optional
        The word that says how deep the relationship is ("unknown", "known", "trusted" or
        "partner"), if its file says it so; ``relationship`` holds the numbers.

    Raises
    ------
    SpecificationError
        If a value breaks its rule, or names do not fit each other.

    Examples
    --------
    >>> deal = Deal(
    ...     Labels(money="k€"), StageGame.prisoners_dilemma(), Time(about=10),
    ...     buyers=("tit_for_tat", "always_defect"), sellers=("tit_for_tat",))
    >>> deal
    Deal('', 2 x 1 players, about 10 rounds)
    >>> deal.game.horizon, deal.pair
    ('geometric', ('tit_for_tat', 'tit_for_tat'))
    """

    labels: Labels
    stage: StageGame
    time: Time
    relationship: Relationship = _FLAT
    buyers: tuple[Player, ...] = ()
    sellers: tuple[Player, ...] = ()
    pair: tuple[str, str] = ("", "")
    outside: tuple[float, float] | None = None
    seed: int = 1
    money: Money | None = None
    depth: str = ""

    def __post_init__(self) -> None:
        put = partial(object.__setattr__, self)
        put("relationship", _without_time(self.relationship))
        if self.money is not None:
            _must_follow(self.stage, self.money)
        if self.depth:
            put("depth", check.one_of("depth", self.depth, DEPTHS))
            if self.relationship.drift is None:  # the same, said; a file can say it too
                bond = self.relationship
                put("relationship", replace(bond, drift=bond.erode))
        depths = self.labels.depths
        if depths and len(depths) != self.relationship.depths:
            raise SpecificationError(
                f"`depths` must name every level ({self.relationship.depths}); "
                f"got {len(depths)}."
            )
        chosen = []
        pair = tuple(self.pair)
        if len(pair) != 2:
            raise SpecificationError(
                f"`pair` must name two players (buyer's, seller's); got {self.pair!r}."
            )
        for role, wanted in zip(check.ROLES, pair, strict=True):
            players = _players(f"{role}s", getattr(self, f"{role}s"))
            put(f"{role}s", players)
            chosen.append(_chosen(f"pair.{role}", wanted, players))
        put("pair", tuple(chosen))
        put("labels", _with_players(self.labels, self.buyers, self.sellers))
        put("seed", _seed(self.seed))
        _must_be_countable(self.stage, self.relationship)
        game = self.game  # raises where money, depth and outside do not fit
        put("outside", game.outside)
        for role in ROLES:
            for i, player in enumerate(getattr(self, f"{role}s")):
                strategies.resolve(player.strategy, game, role, argument=f"{role}s[{i}]")

    @property
    def game(self) -> TrustGame:
        """The game that the deal makes."""
        return TrustGame(
            self.stage,
            self.relationship,
            rounds=self.time.last,
            outside=self.outside,
            continuation=self.time.continuation,
        )

    @property
    def pair_players(self) -> tuple[Player, Player]:
        """The two players of the single-pair charts."""
        sides = zip(self.pair, (self.buyers, self.sellers), strict=True)
        buyer, seller = (next(p for p in side if p.name == name) for name, side in sides)
        return buyer, seller

    def check(self) -> tuple[str, ...]:
        """Return plain sentences: what game it is, where it stands, what looks odd.

        Notes
        -----
        The critical continuation comes from the exact solver: a few hundredths of a second.

        Examples
        --------
        >>> deal = Deal(
        ...     Labels(), StageGame.prisoners_dilemma(), Time(about=10),
        ...     buyers=("grim_trigger",), sellers=("grim_trigger",))
        >>> print(deal.check()[0])
        One round is a dilemma for both sides.
        """
        from trustgame.deals.advice import advice

        return advice(self)

    def to_dict(self) -> dict[str, Any]:
        """Return the deal as the plain tables of its file."""
        from trustgame.deals.reading import deal_to_plain

        return deal_to_plain(self)

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Deal:
        """Return the deal of plain tables; the reverse of ``to_dict``."""
        from trustgame.deals.reading import deal_from_plain

        return deal_from_plain(plain)

    def to_toml(self, path: str | os.PathLike[str] | None = None) -> str:
        """Return the deal as TOML, and write it to ``path`` if given."""
        return _files.write_toml(self.to_dict(), path)

    @classmethod
    def from_toml(cls, source: str | os.PathLike[str]) -> Deal:
        """Return the deal of a TOML file, or of TOML text (anything with a line break).

        Raises
        ------
        SpecificationError
            If the file cannot be read, or a key is unknown, missing, contradicted or holds
            what it may not; the message names file, key, rule, value and remedy.
        RefusedError
            If a strategy that reads its payoffs from the game has none in this one.
        """
        plain, name = _files.read_toml(source)
        try:
            return cls.from_dict(plain)
        except (SpecificationError, RefusedError) as error:
            raise type(error)(f"{name}: {error}") from None

    def to_xlsx(self, path: str | os.PathLike[str]) -> None:
        """Write the deal as a workbook that can be filled in; for deals in money.

        Raises
        ------
        SpecificationError
            If the deal says what a sheet has no cell for: payoffs without ``money``, a
            relationship of more than a word, strategies that have no name.
        OutputError
            If the file cannot be written.
        """
        from trustgame.deals.sheet import write_sheet

        write_sheet(self, path)

    @classmethod
    def from_xlsx(cls, path: str | os.PathLike[str]) -> Deal:
        """Return the deal of a workbook; errors name file, sheet, cell, rule and remedy."""
        from trustgame.deals.sheet_reading import read_sheet

        return read_sheet(path)

    @classmethod
    def from_file(cls, path: str | os.PathLike[str]) -> Deal:
        """Return the deal of a file: a workbook if its name ends in .xlsx, else TOML.

        Raises
        ------
        SpecificationError
            As ``from_toml`` and ``from_xlsx`` do.
        """
        ending = os.path.splitext(path)[1].lower() if _is_path(path) else ""
        if ending in _OTHER_SHEETS:
            raise FileFormatError(
                f"'{os.fspath(path)}' is a {ending} file; a deal is read from .toml or "
                ".xlsx. Save it as .xlsx in your spreadsheet program."
            )
        return cls.from_xlsx(path) if ending == ".xlsx" else cls.from_toml(path)

    def __repr__(self) -> str:
        from trustgame.deals.describe import horizon

        time = horizon(self.game, self.labels).replace("\u00a0", " ")
        many = f"{len(self.buyers)} x {len(self.sellers)} players"
        return f"Deal({self.labels.title!r}, {many}, {time})"


def _is_path(source: Any) -> bool:
    """Tell whether something is a file's path, and no text of TOML."""
    return isinstance(source, os.PathLike) or (
        isinstance(source, str) and "\n" not in source
    )


def _without_time(relationship: Relationship) -> Relationship:
    """Return the relationship, which must not say how long play goes on."""
    if not isinstance(relationship, Relationship):
        raise SpecificationError(
            f"`relationship` must be a Relationship; got {relationship!r}."
        )
    if relationship.continuation != 1.0:
        raise SpecificationError(
            "`relationship.continuation` is said by `time` in a deal; "
            "use Time(chance_of_another=...)."
        )
    return relationship


def _must_follow(stage: StageGame, money: Money) -> None:
    """Refuse a round whose payoffs are not those of its amounts."""
    if not isinstance(money, Money):
        raise SpecificationError(f"`money` must be Money; got {money!r}.")
    if stage != money.stage:
        raise SpecificationError(
            "`stage` must be what `money` comes to, `money.stage`; got "
            f"{stage!r} and {money!r}. Leave `money` out where payoffs are given."
        )


def _seed(value: Any) -> int:
    """Return a seed that the page can count too."""
    seed = check.count("seed", value, 0)
    if seed > LARGEST_SEED:
        raise SpecificationError(
            f"`seed` (in a file `story.seed`) must be at most {LARGEST_SEED}, or the page "
            f"cannot count it; got {seed}. Choose a smaller one."
        )
    return seed


def _must_be_countable(stage: StageGame, relationship: Relationship) -> None:
    """Refuse stakes that make amounts of money beyond all use."""
    paid = max(abs(v) for side in (stage.buyer, stage.seller) for row in side for v in row)
    stakes = float(relationship.per_level("stakes").max())
    largest = paid * stakes
    if stakes > 1 and not largest <= LARGEST:
        raise SpecificationError(
            "`relationship.stakes` times what a round pays must lie within a million "
            f"million; got {largest:g}. Choose smaller stakes, or a larger unit of `money`."
        )


def _players(name: str, value: Any) -> tuple[Player, ...]:
    """Return players with different names and labels."""
    listed = () if isinstance(value, str) else tuple(value)
    players = tuple(p if isinstance(p, Player) else Player(p) for p in listed)
    if not 1 <= len(players) <= MOST_PLAYERS:
        raise SpecificationError(
            f"`{name}` must list 1 to {MOST_PLAYERS} players, or no chart of all pairings "
            f"can be read; got {len(players)}."
        )
    for what in ("name", "words"):
        seen = [getattr(player, what) for player in players]
        for twice in seen:
            if seen.count(twice) > 1:
                raise SpecificationError(
                    f"`{name}` must be players of different names; got {twice!r} twice."
                )
    return players


def _chosen(name: str, wanted: str, players: tuple[Player, ...]) -> str:
    """Return the name of the player wanted by name or label; the first if none is."""
    if not wanted:
        return players[0].name
    for player in players:
        if wanted in (player.name, player.label):
            return player.name
    return check.one_of(name, wanted, [player.label or player.name for player in players])


def _own(player: Player) -> bool:
    """Tell whether a player has words of its own, and not those of the language."""
    return player.label is not None or not isinstance(player.strategy, str)


def _with_players(
    labels: Labels, buyers: tuple[Player, ...], sellers: tuple[Player, ...]
) -> Labels:
    """Return the labels with the players' words filled in; the catalogue's are known."""
    sides = {
        role: replace(side, players=tuple((p.name, p.words) for p in players if _own(p)))
        for role, side, players in zip(
            check.ROLES, labels.sides, (buyers, sellers), strict=True
        )
    }
    return replace(labels, buyer=sides["buyer"], seller=sides["seller"])
