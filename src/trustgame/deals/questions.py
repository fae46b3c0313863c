"""A deal in eight questions, each answered on one line and checked at once.

Nothing is printed or read here: ``ask`` shows a prompt and returns an answer, ``tell``
shows a line.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from trustgame import _validate as check
from trustgame.deals.deal import Deal
from trustgame.deals.depths import DEPTHS
from trustgame.deals.labels import LONGEST, SideLabels, short_text
from trustgame.deals.money import Money
from trustgame.deals.reading import deal_from_plain
from trustgame.deals.time import Time
from trustgame.deals.typed import number_and_unit, plain, read_number, read_share, split
from trustgame.deals.words import say
from trustgame.exceptions import SpecificationError

__all__ = ["QUESTIONS", "ask_deal", "usual_deal", "usual_players"]

Ask = Callable[[str], str]
Tell = Callable[[str], None]
Known = dict[str, Any]

# Shares of the price that an answer not yet given is shown with.
_PART = (0.2, 0.3)
_LOST = (0.55, 0.55)


@dataclass(frozen=True, slots=True)
class Question:
    """One question: its words, what Enter stands for, and how an answer is read."""

    name: str
    text: Callable[[Known], str]
    usual: Callable[[Known], str]
    read: Callable[[Known, str], Known]  #: what is known after it; raises if it cannot be


def ask_deal(ask: Ask, tell: Tell) -> Deal:
    """Ask the eight questions and return the deal; a bad answer is explained first.

    Parameters
    ----------
    ask : callable(prompt) -> str
        Shows a prompt and returns what was answered; an empty answer takes the usual one.
    tell : callable(line)
        Shows a line.
    """
    tell(say("new.answers"))
    known: Known = {}
    for n, question in enumerate(QUESTIONS, 1):
        usual = question.usual(known)
        tell("")
        tell(say("new.number", n=n, all=len(QUESTIONS), text=question.text(known)))
        while True:
            answer = ask(say("new.prompt", default=usual)).strip() or usual
            try:
                known |= question.read(known, answer)
                break
            except SpecificationError as error:
                tell(say("new.again", error=str(error)))
    return _deal(known)


def usual_deal() -> Deal:
    """Return the deal that all usual answers make.

    Examples
    --------
    >>> usual_deal()
    Deal('Client and Services firm', 4 x 4 players, about 12 quarters)
    """
    return ask_deal(lambda _: "", lambda _: None)


def usual_players() -> dict[str, list[dict[str, str]]]:
    """Return the ways to behave that a new deal comes with, as its file has them."""
    shared = [
        ("tit_for_tat", "answers_in_kind"),
        ("trusting_tit_for_tat", "forgives"),
    ]
    buyers = [*shared, ("grim_trigger", "grim"), ("always_defect", "takes")]
    sellers = [*shared, ("suspicious_tit_for_tat", "waits"), ("always_defect", "takes")]
    return {
        key: [{"play": play, "label": say(f"new.{label}")} for play, label in listed]
        for key, listed in (("buyers", buyers), ("sellers", sellers))
    }


def _deal(known: Known) -> Deal:
    """Return the deal of all answers."""
    one, other = known["buyer"]["name"], known["seller"]["name"]
    title = say("new.title", one=one, other=other)
    label = say("new.forgives")
    return deal_from_plain(
        {
            "title": title if len(title) <= LONGEST["title"] else one,
            "round": known["round"],
            "money": known["money"],
            "buyer": known["buyer"],
            "seller": known["seller"],
            "time": known["time"],
            "relationship": {"depth": known["depth"]},
            **usual_players(),
            "pair": {"buyer": label, "seller": label},
        }
    )


def _names(known: Known) -> dict[str, str]:
    """Return the words that later questions are asked in."""
    names = {}
    for role, short, move in (("buyer", "one", "C"), ("seller", "other", "c")):
        side = known.get(role, {})
        names[short] = side.get("name", "")
        names[move] = side.get("cooperate", "")
    names["round"] = known.get("round", {}).get("one", "")
    names["unit"] = known.get("money", {}).get("unit", "")
    return names


def _text(name: str) -> Callable[[Known], str]:
    """Return a question's words, filled with what is known."""
    return lambda known: say(f"new.{name}", **_names(known))


def _usual(name: str) -> Callable[[Known], str]:
    """Return an answer that stands in the language's file."""
    return lambda known: say(f"new.{name}_default")


def _of_price(shares: tuple[float, float]) -> Callable[[Known], str]:
    """Return an answer that is a share of the price for each side."""

    def usual(known: Known) -> str:
        price = known["money"]["price"]
        one, other = (plain(float(f"{share * price:.3g}")) for share in shares)
        return say("new.two", one=one, other=other)

    return usual


def _sides(known: Known, answer: str) -> Known:
    """Read the two sides' names."""
    parts = split("sides", answer, 2, say("new.sides_default"))
    names = [
        short_text(f"{role}.name", part, "name")
        for role, part in zip(check.ROLES, parts, strict=True)
    ]
    if names[0].casefold() == names[1].casefold():
        raise SpecificationError(
            f"the two sides need two names; both are {names[0]!r}. "
            f"For instance: {say('new.sides_default')}"
        )
    return {role: {"name": name} for role, name in zip(check.ROLES, names, strict=True)}


def _moves(role: str) -> Callable[[Known, str], Known]:
    """Return how a side's two moves are read."""

    def read(known: Known, answer: str) -> Known:
        first, second = split("moves", answer, 2, say(f"new.moves_{role}_default"))
        side = {"name": known[role]["name"], "cooperate": first, "defect": second}
        SideLabels(**side)
        return {role: side}

    return read


def _time(known: Known, answer: str) -> Known:
    """Read how long it goes on, and what a round is called."""
    about, exactly = say("sheet.about"), say("sheet.exactly")
    kinds = "|".join(map(re.escape, (about, exactly)))
    example = say("new.time_default")
    clean = " ".join(answer.split())
    another = re.escape(say("new.chance"))
    chance = re.fullmatch(rf"([\d.,]+ ?%)(?: {another})? (\D.*)", clean, re.IGNORECASE)
    if chance:
        time: dict[str, Any] = {
            "chance_of_another": read_share("time.chance_of_another", chance[1])
        }
        word, single = chance[2], True
    else:
        number = re.fullmatch(
            rf"(?:({kinds}) )?([+\-−]?\d[\d.,'’ ]*?) ([^\d\s].*)",
            clean,
            re.IGNORECASE,
        )
        if not number:
            raise SpecificationError(
                f"`time` must be about or exactly, a number, and what a round is called; "
                f"got {answer!r}. For instance: {example}"
            )
        if not number[1]:
            raise SpecificationError(
                f"`time` must say whether the end is open or known; got {answer!r}. "
                f"Write {about} {clean} (an open end) or {exactly} {clean}."
            )
        kind = "exactly" if number[1].casefold() == exactly.casefold() else "about"
        count = read_number(f"time.{kind}", number[2])
        time = {kind: count}
        word, single = number[3], count == 1
    Time(**time)
    one, many = _one_and_many(word, single)
    for key, text in (("one", one), ("many", many)):
        short_text(f"round.{key}", text, "round")
    return {"time": time, "round": {"one": one, "many": many}}


def _one_and_many(word: str, single: bool) -> tuple[str, str]:
    """Return one round and several, of either; ``month / months`` says both."""
    if "/" in word:
        one, _, many = (part.strip() for part in word.partition("/"))
        return one, many
    pairs = [pair.strip().partition("/") for pair in say("new.endings").split(",")]
    if single:
        usual, _, instead = pairs[-1]
        return word, word if word.endswith(usual) else word.removesuffix(instead) + usual
    for ending, _, instead in pairs:
        if word.endswith(ending):
            return word.removesuffix(ending) + instead, word
    return word, word


def _money(known: Known, answer: str) -> Known:
    """Read price, cost, value and the unit."""
    example = say("new.money_default")
    names = ("price", "cost", "value")
    amounts: dict[str, Any] = {}
    units = set()
    parts = split("price / cost / value", answer, 3, example)
    for name, part in zip(names, parts, strict=True):
        amounts[name], unit = number_and_unit(f"money.{name}", part)
        units |= {unit} - {""}
    if len(units) != 1:
        got = " and ".join(sorted(units)) or "none"
        raise SpecificationError(
            f"`money.unit` must be one unit for all amounts; got {got}. "
            f"For instance: {example}"
        )
    Money(**amounts, preparing=(0, 0), lost=(0, 0))
    unit = short_text("money.unit", units.pop(), "unit")
    return {"money": {"unit": unit, **amounts}}


def _two_amounts(key: str) -> Callable[[Known, str], Known]:
    """Return how an amount for each side is read."""

    def read(known: Known, answer: str) -> Known:
        money = known["money"]
        pair = {}
        parts = split(key, answer, 2, _of_price(_PART)(known))
        for role, part in zip(check.ROLES, parts, strict=True):
            name = f"money.{key}.{role}"
            pair[role], unit = number_and_unit(name, part)
            if unit not in ("", money["unit"]):
                raise SpecificationError(
                    f"`{name}` must be in {money['unit']} like the price; got {part!r}."
                )
        facts = {name: money[name] for name in ("price", "cost", "value")}
        Money(**facts | {"preparing": (0, 0), "lost": (0, 0)} | {key: pair})
        return {"money": {**money, key: pair}}

    return read


def _depth(known: Known, answer: str) -> Known:
    """Read how deep the relationship is."""
    spoken = {say(f"ladder.{depth}").casefold(): depth for depth in DEPTHS}
    word = answer.casefold()
    return {"depth": check.one_of("depth", spoken.get(word, word), DEPTHS)}


#: The eight questions, in order.
QUESTIONS = (
    Question("sides", _text("sides"), _usual("sides"), _sides),
    Question("moves_buyer", _text("moves_buyer"), _usual("moves_buyer"), _moves("buyer")),
    Question(
        "moves_seller", _text("moves_seller"), _usual("moves_seller"), _moves("seller")
    ),
    Question("time", _text("time"), _usual("time"), _time),
    Question("money", _text("money"), _usual("money"), _money),
    Question("preparing", _text("preparing"), _of_price(_PART), _two_amounts("preparing")),
    Question("lost", _text("lost"), _of_price(_LOST), _two_amounts("lost")),
    Question("depth", _text("depth"), _usual("depth"), _depth),
)
