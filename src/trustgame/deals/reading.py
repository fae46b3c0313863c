"""A deal's file: its keys, in plain words, and what they stand for.

Every error names the key as it stands in the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields
from typing import Any

from trustgame import _validate as check
from trustgame.automata import Automaton
from trustgame.curves import curve_from_plain
from trustgame.deals.deal import Deal, Player, Time
from trustgame.deals.labels import Labels, SideLabels
from trustgame.exceptions import SpecificationError, UnknownNameError
from trustgame.relationship import CURVES, Relationship
from trustgame.stage import StageGame

__all__ = ["OUTCOMES", "deal_from_plain", "deal_to_plain"]

# What each outcome is called, by the buyer's and the seller's action.
OUTCOMES = (
    ("both_cooperate", "only_buyer_cooperates"),
    ("only_seller_cooperates", "both_defect"),
)
_OUTCOME_NAMES = tuple(name for row in OUTCOMES for name in row)
_AFTER_LEAVING = "after_leaving"
_LADDER = (
    "depths",
    "start",
    "deepen",
    "erode",
    "drift",
    *(c for c in CURVES if c != "continuation"),
)
_SIDE = ("name", "cooperate", "defect")
_TABLES = (
    "title",
    "money",
    "round",
    "buyer",
    "seller",
    "outcomes",
    "time",
    "relationship",
    "buyers",
    "sellers",
    "pair",
    "story",
)
_NEEDED = (
    "title",
    "money",
    "round",
    "buyer",
    "seller",
    "outcomes",
    "time",
    "buyers",
    "sellers",
)
_ELSEWHERE = {
    "rounds": "How long it goes on stands in [time]: exactly, about or chance_of_another.",
    "continuation": "It stands in [time], as chance_of_another.",
    "players": "They stand in [[buyers]] and [[sellers]].",
    "currency": "The unit of all amounts is `money`.",
    "unit": "The unit of all amounts is `money`.",
    "payoffs": "What a round pays stands in [outcomes].",
}


def deal_from_plain(plain: Mapping[str, Any]) -> Deal:
    """Return the deal of a file's tables."""
    _keys("the deal", plain, _TABLES, _NEEDED)
    ladder = _table("relationship", plain.get("relationship", {}))
    names, relationship = _relationship(ladder)
    stage, outside = _outcomes(plain["outcomes"])
    labels = _labels(plain, names)
    time = _time(plain["time"])
    people = {key: _players(key, plain[key]) for key in ("buyers", "sellers")}
    pair = _keys("pair", plain.get("pair", {}), check.ROLES)
    for role, name in pair.items():
        check.text(f"pair.{role}", name)
    story = _keys("story", plain.get("story", {}), ("seed",))
    with _inside("story"):
        seed = check.count("seed", story.get("seed", 1), 0)
    return Deal(
        labels=labels,
        stage=stage,
        time=time,
        relationship=relationship,
        pair=(pair.get("buyer", ""), pair.get("seller", "")),
        outside=outside,
        seed=seed,
        **people,
    )


def deal_to_plain(deal: Deal) -> dict[str, Any]:
    """Return the tables of a deal's file; the reverse of ``deal_from_plain``."""
    labels = deal.labels
    plain: dict[str, Any] = {
        "title": labels.title,
        "money": labels.money,
        "round": {"one": labels.round, "many": labels.rounds},
    }
    for role, side in zip(check.ROLES, labels.sides, strict=True):
        plain[role] = {
            "name": side.name,
            "cooperate": side.cooperate,
            "defect": side.defect,
        }
    payoffs = deal.stage.payoffs
    plain["outcomes"] = {
        OUTCOMES[a][b]: dict(zip(check.ROLES, payoffs[:, a, b].tolist(), strict=True))
        for a in range(2)
        for b in range(2)
    }
    if deal.outside is not None:
        after = dict(zip(check.ROLES, deal.outside, strict=True))
        plain["outcomes"][_AFTER_LEAVING] = after
    plain["time"] = deal.time.to_dict()
    ladder = deal.relationship.to_dict()
    ladder.pop("continuation", None)
    if labels.depths:
        ladder["depths"] = list(labels.depths)
        ladder["start"] = labels.depths[deal.relationship.start]
    plain["relationship"] = ladder
    plain["pair"] = dict(zip(check.ROLES, deal.pair, strict=True))
    plain["story"] = {"seed": deal.seed}
    for key in ("buyers", "sellers"):
        plain[key] = [_player_to_plain(player) for player in getattr(deal, key)]
    return plain


def _keys(
    where: str, table: Any, allowed: Any, required: tuple[str, ...] = ()
) -> Mapping[str, Any]:
    """Return a table without unknown or missing keys; misplaced ones are shown the way."""
    if isinstance(table, Mapping):
        for key in table:
            if key not in allowed and key in _ELSEWHERE:
                raise UnknownNameError(
                    f"unknown key '{key}' in `{where}`. {_ELSEWHERE[key]}"
                )
    return check.known_keys(where, table, allowed, required)


def _table(where: str, value: Any) -> Mapping[str, Any]:
    """Return a value that must be a table."""
    return check.known_keys(where, value, value if isinstance(value, Mapping) else ())


@contextmanager
def _inside(where: str) -> Iterator[None]:
    """Name the file's table before the key that an error names."""
    try:
        yield
    except SpecificationError as error:
        text = str(error)
        if text.startswith("`") and not text.startswith(f"`{where}"):
            text = f"`{where}.{text[1:]}"
        raise type(error)(text) from None


def _labels(plain: Mapping[str, Any], depths: tuple[str, ...]) -> Labels:
    """Return the words of the deal."""
    sides = {}
    for role in check.ROLES:
        table = _keys(role, plain[role], _SIDE, _SIDE)
        with _inside(role):
            sides[role] = SideLabels(**{key: table[key] for key in _SIDE})
    count = _keys("round", plain["round"], ("one", "many"), ("one", "many"))
    for key, text in count.items():
        check.text(f"round.{key}", text)
    check.text("title", plain["title"])
    return Labels(
        title=plain["title"],
        money=plain["money"],
        round=count["one"],
        rounds=count["many"],
        depths=depths,
        **sides,
    )


def _outcomes(table: Any) -> tuple[StageGame, tuple[float, float] | None]:
    """Return what a round pays, and what each side gets alone if that is said."""
    _keys("outcomes", table, (*_OUTCOME_NAMES, _AFTER_LEAVING), _OUTCOME_NAMES)
    paid = {}
    for name, pays in table.items():
        where = f"outcomes.{name}"
        _keys(where, pays, check.ROLES, check.ROLES)
        paid[name] = [check.number(f"{where}.{role}", pays[role]) for role in check.ROLES]
        for role, value in zip(check.ROLES, paid[name], strict=True):
            if abs(value) > 1e12:
                raise SpecificationError(
                    f"`{where}.{role}` must lie within a million million; got {value:g}. "
                    "Choose a larger unit of `money`."
                )
    buyer, seller = (
        [[paid[name][i] for name in row] for row in OUTCOMES] for i in range(2)
    )
    outside = paid.get(_AFTER_LEAVING)
    return StageGame(buyer, seller), None if outside is None else (outside[0], outside[1])  # type: ignore[arg-type]


def _time(table: Any) -> Time:
    """Return how long the deal goes on."""
    _keys("time", table, [field.name for field in fields(Time)])
    read_in = dict(table)
    if "chance_of_another" in table:
        name = "time.chance_of_another"
        read_in["chance_of_another"] = curve_from_plain(name, table["chance_of_another"])
    return Time(**read_in)


def _relationship(table: Mapping[str, Any]) -> tuple[tuple[str, ...], Relationship]:
    """Return the names of the depths, if they have any, and the ladder."""
    _keys("relationship", table, _LADDER)
    read_in = {
        key: curve_from_plain(f"relationship.{key}", value) if key in CURVES else value
        for key, value in table.items()
    }
    names: tuple[str, ...] = ()
    if isinstance(table.get("depths"), list):
        names = tuple(
            check.text(f"relationship.depths[{i}]", n).strip()
            for i, n in enumerate(table["depths"])
        )
        if len(set(names)) < len(names) or not names:
            raise SpecificationError(
                f"`relationship.depths` must be different names, at least one; "
                f"got {list(names)}."
            )
        read_in["depths"] = len(names)
    start = read_in.get("start")
    if isinstance(start, str):
        if not names:
            raise SpecificationError(
                f"`relationship.start` names a depth ({start!r}), but `depths` there "
                "gives no names. Name the depths, or give the level as a number from 0."
            )
        read_in["start"] = names.index(check.one_of("relationship.start", start, names))
    with _inside("relationship"):
        return names, Relationship(**read_in)


def _players(key: str, listed: Any) -> tuple[Player, ...]:
    """Return the players of one side."""
    if not isinstance(listed, list):
        raise SpecificationError(
            f"`{key}` must be a list of players, [[{key}]] each; got {listed!r}."
        )
    return tuple(_player(f"{key}[{i}]", value) for i, value in enumerate(listed))


def _player(where: str, value: Any) -> Player:
    """Return one player: a name, or a table with the room's words for it."""
    table: Mapping[str, Any] = {"play": value} if isinstance(value, str) else value
    _keys(where, table, ("play", "automaton", "label"))
    if ("play" in table) == ("automaton" in table):
        both = "both" if "play" in table else "neither"
        raise SpecificationError(
            f"`{where}` needs either `play` (a name of the catalogue) or `automaton`; "
            f"got {both}."
        )
    try:
        if "automaton" in table:
            own = Automaton.from_dict(table["automaton"], f"{where}.automaton")
            return Player(own, table.get("label"))
        return Player(check.text(f"{where}.play", table["play"]), table.get("label"))
    except SpecificationError as error:
        text = str(error)
        raise type(error)(text if where in text else f"`{where}`: {text}") from None


def _player_to_plain(player: Player) -> dict[str, Any]:
    """Return a player's table."""
    own = player.strategy
    plain: dict[str, Any] = {} if player.label is None else {"label": player.label}
    if isinstance(own, Automaton):
        return plain | {"automaton": own.to_dict()}
    return {"play": own} | plain
