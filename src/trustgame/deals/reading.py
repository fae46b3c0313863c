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
from trustgame.deals.deal import Deal, Player
from trustgame.deals.depths import DEPTHS, ladder
from trustgame.deals.labels import Labels, SideLabels
from trustgame.deals.money import Money, amount_within
from trustgame.deals.time import Time
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
_UNIT = "unit"
_LADDER = (
    "depth",
    "depths",
    "start",
    "deepen",
    "erode",
    "drift",
    *(c for c in CURVES if c != "continuation"),
)
_SIDE = ("name", "cooperate", "defect")
# Where the words of a deal stand in its file.
_WORDS = {
    "`round`": "`round.one`",
    "`rounds`": "`round.many`",
    "`depths`": "`relationship.depths`",
}
_AMOUNTS = tuple(field.name for field in fields(Money))
_NEEDED_MONEY = (_UNIT, "price", "cost", "value", "preparing", "lost")
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
    "price": "It stands in [money], with cost and value.",
    "cost": "It stands in [money], with price and value.",
    "value": "It stands in [money], with price and cost.",
    "depth": "It stands in [relationship].",
}


def deal_from_plain(plain: Mapping[str, Any]) -> Deal:
    """Return the deal of a file's tables."""
    _keys("the deal", plain, _TABLES, _NEEDED)
    table = _table("relationship", plain.get("relationship", {}))
    depth = table.get("depth", "")
    names, relationship = _relationship(table)
    unit, money, stage, outside = _money(plain)
    labels = _labels(plain, unit, names)
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
        money=money,
        depth=depth,
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
    if deal.money is None:
        payoffs = deal.stage.payoffs
        paid: dict[str, Any] = {
            OUTCOMES[a][b]: dict(zip(check.ROLES, payoffs[:, a, b].tolist(), strict=True))
            for a in range(2)
            for b in range(2)
        }
        plain["outcomes"] = paid
    else:
        paid = plain["money"] = {_UNIT: labels.money, **deal.money.to_dict()}
    if deal.outside is not None:
        paid[_AFTER_LEAVING] = dict(zip(check.ROLES, deal.outside, strict=True))
    plain["time"] = deal.time.to_dict()
    plain["relationship"] = _ladder_to_plain(deal)
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


def _labels(plain: Mapping[str, Any], unit: Any, depths: tuple[str, ...]) -> Labels:
    """Return the words of the deal."""
    sides = {}
    for role in check.ROLES:
        table = _keys(role, plain[role], _SIDE, _SIDE)
        with _inside(role):
            sides[role] = SideLabels(**{key: table[key] for key in _SIDE})
    count = _keys("round", plain["round"], ("one", "many"), ("one", "many"))
    for key, text in count.items():
        check.text(f"round.{key}", text)
    if plain["title"] != "":
        check.text("title", plain["title"])
    try:
        return Labels(
            title=plain["title"],
            money=unit,
            round=count["one"],
            rounds=count["many"],
            depths=depths,
            **sides,
        )
    except SpecificationError as error:
        keys = _WORDS | ({"`money`": "`money.unit`"} if plain["money"] is not unit else {})
        name, rest = str(error).split(" ", 1)
        raise type(error)(f"{keys.get(name, name)} {rest}") from None


def _money(
    plain: Mapping[str, Any],
) -> tuple[Any, Money | None, StageGame, tuple[float, float] | None]:
    """Return the unit, the amounts, what a round pays, and what each side gets alone."""
    table = plain["money"]
    if isinstance(table, Mapping) and "outcomes" in plain:
        raise SpecificationError(
            "the deal gives its payoffs twice: worked out from [money], and in [outcomes]. "
            'Keep one of the two tables; beside [outcomes], the unit is money = "k€".'
        )
    if not isinstance(table, Mapping):
        if "outcomes" not in plain:
            raise SpecificationError(
                "`the deal` needs the key 'outcomes' beside a `money` that only names the "
                "unit; it is missing. Or give [money] as a table: unit, price, cost, value."
            )
        return table, None, *_outcomes(plain["outcomes"])
    amounts = dict(_keys("money", table, (_UNIT, *_AMOUNTS, _AFTER_LEAVING), _NEEDED_MONEY))
    unit = check.text("money.unit", amounts.pop(_UNIT))
    outside = None
    if _AFTER_LEAVING in amounts:
        after = _pays(f"money.{_AFTER_LEAVING}", amounts.pop(_AFTER_LEAVING))
        outside = (after[0], after[1])
    money = Money.from_dict(amounts)
    return unit, money, money.stage, outside


def _pays(where: str, pays: Any) -> list[float]:
    """Return an amount for each side."""
    _keys(where, pays, check.ROLES, check.ROLES)
    return [amount_within(f"{where}.{role}", pays[role]) for role in check.ROLES]


def _outcomes(table: Any) -> tuple[StageGame, tuple[float, float] | None]:
    """Return what a round pays, and what each side gets alone if that is said."""
    _keys("outcomes", table, (*_OUTCOME_NAMES, _AFTER_LEAVING), _OUTCOME_NAMES)
    paid = {name: _pays(f"outcomes.{name}", pays) for name, pays in table.items()}
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
    if "depth" in table:
        check.one_of("relationship.depth", table["depth"], DEPTHS)
        table = ladder(table["depth"], {k: v for k, v in table.items() if k != "depth"})
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


def _ladder_to_plain(deal: Deal) -> dict[str, Any]:
    """Return the relationship's table; of a depth's word, and what differs from it."""
    names = deal.labels.depths
    plain = _with_names(deal.relationship, names)
    if not deal.depth:
        return plain
    own = {} if plain["depths"] == list(DEPTHS) else {"depths": plain["depths"]}
    names, bond = _relationship({"depth": deal.depth, **own})
    usual = {**_with_names(bond, names), "depths": list(DEPTHS)}
    told = {key: value for key, value in plain.items() if usual.get(key) != value}
    return {"depth": deal.depth, **told}


def _with_names(bond: Relationship, names: tuple[str, ...]) -> dict[str, Any]:
    """Return a relationship's table, its levels by their names if they have any."""
    plain = bond.to_dict()
    plain.pop("continuation", None)
    if names:
        plain["depths"] = list(names)
        plain["start"] = names[bond.start]
    return plain


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
