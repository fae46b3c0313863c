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
from trustgame.curves import Curve, as_curve, curve_to_plain
from trustgame.deals.labels import Labels, short_text
from trustgame.exceptions import SpecificationError
from trustgame.game import TrustGame
from trustgame.relationship import Relationship
from trustgame.stage import StageGame
from trustgame.typing import Role

ROLES: tuple[Role, Role] = ("buyer", "seller")

__all__ = ["MOST_PLAYERS", "Deal", "Player", "Time"]

#: More players a side than this and no chart of all pairings can be read from the back.
MOST_PLAYERS = 6

_FLAT = Relationship()
_chance = partial(check.interval, low=0, high=1)


@dataclass(frozen=True, slots=True)
class Time:
    """How long the two sides go on: one of the first three, perhaps with a last round.

    Parameters
    ----------
    exactly : int, optional
        The number of rounds, known to both.
    about : float, optional
        The expected number of rounds, with no known end: after each, another follows with
        probability ``1 - 1 / about``.
    chance_of_another : number or curve over depth, optional
        That probability itself, below 1 at every depth.
    at_most : int, optional
        A last round that an open end does not pass.

    Raises
    ------
    SpecificationError
        If none or more than one of the first three is given, or a value breaks its rule.

    Examples
    --------
    >>> Time(about=4).continuation, Time(about=4).last
    (0.75, None)
    >>> Time(exactly=10).continuation, Time(exactly=10).last
    (1.0, 10)
    """

    exactly: int | None = None
    about: float | None = None
    chance_of_another: Curve | None = None
    at_most: int | None = None

    def __post_init__(self) -> None:
        put = partial(object.__setattr__, self)
        ways = ("exactly", "about", "chance_of_another")
        given = [way for way in ways if getattr(self, way) is not None]
        if len(given) != 1:
            got = " and ".join(f"`time.{way}`" for way in given) or "none of them"
            raise SpecificationError(
                "`time` needs one of `exactly` (a known last round), `about` (an open end) "
                f"and `chance_of_another`; got {got}. "
                + ("Keep one: they contradict each other." if given else "Add one.")
            )
        if self.exactly is not None:
            put("exactly", check.count("time.exactly", self.exactly, 1))
            if self.at_most is not None:
                raise SpecificationError(
                    "`time.at_most` belongs to an open end; `time.exactly` already says "
                    f"the last round ({self.exactly}). Take one of them out."
                )
        if self.about is not None:
            about = check.number("time.about", self.about)
            if about < 1:
                raise SpecificationError(f"`time.about` must be at least 1; got {about:g}.")
            put("about", about)
        if self.chance_of_another is not None:
            name = "time.chance_of_another"
            curve = as_curve(name, self.chance_of_another, _chance, roles=False)
            put("chance_of_another", curve)
            if 1.0 in (curve,) or 1.0 in getattr(curve, "knots", ()):
                raise SpecificationError(
                    f"`{name}` must stay below 1, or the deal never ends and no total can "
                    "be said; got 1. For a known last round use `exactly`."
                )
        if self.at_most is not None:
            put("at_most", check.count("time.at_most", self.at_most, 1))

    @property
    def last(self) -> int | None:
        """The last round that can be played, if there is one."""
        return self.at_most if self.exactly is None else self.exactly

    @property
    def continuation(self) -> Curve:
        """P(another round follows)."""
        if self.chance_of_another is not None:
            return self.chance_of_another
        return 1.0 if self.about is None else 1 - 1 / self.about

    def to_dict(self) -> dict[str, Any]:
        """Return what was given, as plain values."""
        plain = {
            "exactly": self.exactly,
            "about": self.about,
            "chance_of_another": None
            if self.chance_of_another is None
            else curve_to_plain(self.chance_of_another),
            "at_most": self.at_most,
        }
        return {key: value for key, value in plain.items() if value is not None}


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
        return self.label or self.name.replace("_", " ")


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
        The handful of ways to behave that the charts compare.
    pair : (str, str)
        Names of the buyer's and the seller's strategy in the charts of one pair.
    outside : (float, float), optional
        What each side gets per round once somebody has walked away.
    seed : int
        The seed of the match that is shown as a story.

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

    def __post_init__(self) -> None:
        put = partial(object.__setattr__, self)
        put("relationship", _without_time(self.relationship))
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
        put("seed", check.count("seed", self.seed, 0))
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
        For buyer, at the start a dilemma: “defect” pays more whatever the other side ...
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
        """
        plain, name = _files.read_toml(source)
        try:
            return cls.from_dict(plain)
        except SpecificationError as error:
            raise type(error)(f"{name}: {error}") from None

    def __repr__(self) -> str:
        from trustgame.deals.describe import horizon

        time = horizon(self.game, self.labels).replace("\u00a0", " ")
        many = f"{len(self.buyers)} x {len(self.sellers)} players"
        return f"Deal({self.labels.title!r}, {many}, {time})"


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


def _players(name: str, value: Any) -> tuple[Player, ...]:
    """Return players with different names and labels."""
    listed = () if isinstance(value, str) else tuple(value)
    players = tuple(p if isinstance(p, Player) else Player(p) for p in listed)
    if not 1 <= len(players) <= MOST_PLAYERS:
        raise SpecificationError(
            f"`{name}` must list 1 to {MOST_PLAYERS} players, or no chart of all pairings "
            f"can be read from the back of a room; got {len(players)}."
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


def _with_players(
    labels: Labels, buyers: tuple[Player, ...], sellers: tuple[Player, ...]
) -> Labels:
    """Return the labels with the players' words filled in."""
    sides = {
        role: replace(side, players=tuple((p.name, p.words) for p in players))
        for role, side, players in zip(
            check.ROLES, labels.sides, (buyers, sellers), strict=True
        )
    }
    return replace(labels, buyer=sides["buyer"], seller=sides["seller"])
