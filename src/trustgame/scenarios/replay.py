"""A scenario on a deal of one's own: its payoffs, its time, its words."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from trustgame import _validate as check
from trustgame.deals import Deal, Labels
from trustgame.deals.deal import ROLES
from trustgame.deals.money import effect
from trustgame.deals.words import say
from trustgame.exceptions import RefusedError
from trustgame.scenarios.fitting import reads
from trustgame.scenarios.formula import evaluate_formula, names_in
from trustgame.scenarios.parts import Parameter
from trustgame.scenarios.spec import Scenario
from trustgame.scenarios.table import Table
from trustgame.stage import StageGame

__all__ = ["FACTS", "replayed"]


def _expected(deal: Deal) -> float:
    """Return the expected number of rounds, at the depth where the deal starts."""
    if deal.time.exactly is not None:
        return float(deal.time.exactly)
    chance = _chance(deal)
    return 1 / (1 - chance) if chance < 1 else math.inf


def _chance(deal: Deal) -> float:
    """Return the chance of another round where the deal starts."""
    if deal.time.exactly is not None:
        return 1 - 1 / deal.time.exactly
    return float(deal.game.arrays().continuation[deal.relationship.start])


def _curve(name: str, role: int, *, deep: bool = False) -> Callable[[Deal], float]:
    """Return what reads one of the deal's curves where it starts, or at the deep end."""

    def there(deal: Deal) -> float:
        level = -1 if deep else deal.relationship.start
        return float(deal.relationship.per_level(name)[level, role])

    return there


#: What a deal can say to a scenario's parameters.
FACTS: dict[str, Callable[[Deal], float]] = {
    "rounds": _expected,
    "chance": _chance,
    "known": lambda deal: float(deal.time.exactly is not None),
    **{
        f"{at}{curve}_{role}": _curve(curve, i, deep=bool(at))
        for at in ("", "deep_")
        for curve in ("regard", "tremble", "misperception")
        for i, role in enumerate(check.ROLES)
    },
}


def replayed(scenario: Scenario, deal: Deal) -> Scenario:
    """Return the scenario on a deal.

    A parameter that the deal sets keeps its box, moved so that it holds the new value; one
    that only made payoffs has nothing left to say: it is fixed, and lines and quantities
    that set it, to show other payoffs beside, are left out. ``on_deal.words`` then take the
    place of sentences that spoke of them.

    Raises
    ------
    RefusedError
        If the deal's round is not what ``on_deal.needs`` asks for.
    """
    _must_fit(scenario, deal)
    takes = {
        name: evaluate_formula(
            f"on_deal.takes.{name}", formula, lambda fact: FACTS[fact](deal), FACTS
        )
        for name, formula in scenario.on_deal.get("takes", {}).items()
    }
    only_paid = _only_in_payoffs(scenario)
    parameters = []
    for parameter in scenario.parameters:
        spoken = _said(parameter.words, scenario.labels, deal.labels)
        parameter = replace(parameter, words=spoken)
        if parameter.name in takes:
            parameters.append(_moved(parameter, takes[parameter.name]))
        elif parameter.name in only_paid:
            parameters.append(replace(parameter, box=None, among=None, options=()))
        else:
            parameters.append(parameter)
    quantities = {
        name: table
        for name, table in scenario.quantities.items()
        if not _sets(table, only_paid)
    }
    return replace(
        scenario,
        parameters=tuple(parameters),
        quantities=Table(quantities),
        judged=tuple(
            replace(rule, says=_said(rule.says, scenario.labels, deal.labels))
            for rule in scenario.judged
        ),
        assumed=tuple(
            replace(part, says=_said(part.says, scenario.labels, deal.labels))
            for part in scenario.assumed
        ),
        pictures=tuple(Table(_left(picture, only_paid)) for picture in scenario.pictures),
        words=Table({**scenario.words, **scenario.on_deal.get("words", {})}),
        deal=deal,
        labels=deal.labels,
    )


def _must_fit(scenario: Scenario, deal: Deal) -> None:
    """Refuse a deal whose round is not what the scenario speaks of."""
    needs = scenario.on_deal.get("needs")
    if needs == "dilemma" and not deal.stage.is_dilemma:
        raise RefusedError(
            f"'{scenario.name}' needs a dilemma for both sides; this deal's round is "
            f"{deal.stage.kind}. `trustgame check` says what it is."
        )
    if needs == "gain":
        stage = StageGame(*deal.game.arrays().payoff[deal.relationship.start])
        sides = [stage.roles(role) for role in ROLES]
        gains = [side["R"] - side["P"] for side in sides]
        if min(effect(deal, gain) for gain in gains) <= 0:
            labels = deal.labels
            raise RefusedError(
                say(
                    "scenario.needs_gain", title=scenario.title, round=labels.round,
                    buyer=labels.buyer.name, seller=labels.seller.name,
                    one=labels.pay(gains[0]), other=labels.pay(gains[1]),
                )
            )  # fmt: skip


def _said(text: str, old: Labels, new: Labels) -> str:
    """Return a sentence with one room's words in place of another's."""
    pairs = {
        old.rounds: new.rounds,
        old.round: new.round,
        old.buyer.name: new.buyer.name,
        old.seller.name: new.seller.name,
    }
    either = "|".join(rf"\b{re.escape(word)}\b" for word in pairs)
    return re.sub(either, lambda found: pairs[found.group()], text)


def _sets(table: Any, names: frozenset[str]) -> bool:
    """Tell whether a quantity or a line sets one of the parameters itself."""
    return isinstance(table, Mapping) and bool(names & set(table.get("with", {})))


def _left(picture: Mapping[str, Any], names: frozenset[str]) -> dict[str, Any]:
    """Return a picture, or a panel of one, without the lines that set a parameter."""
    found = dict(picture)
    for key in ("lines", "bars"):
        if key in found:
            found[key] = tuple(row for row in found[key] if not _sets(row, names))
    if "panels" in found:
        found["panels"] = tuple(_left(panel, names) for panel in found["panels"])
    return found


def _moved(parameter: Parameter, value: float) -> Parameter:
    """Return a parameter at a new value, its box wide enough to hold it."""
    if parameter.whole:
        value = float(max(1, round(value)))
    if parameter.among is not None and value not in parameter.among:
        return replace(parameter, value=value, among=None, options=())
    box = parameter.box
    if box is not None:
        box = (min(box[0], value), max(box[1], value))
    return replace(parameter, value=value, box=box)


def _only_in_payoffs(scenario: Scenario) -> frozenset[str]:
    """Return the parameters that nothing but the payoffs reads."""
    elsewhere: set[str] = set()
    for tables in (scenario.games, scenario.players, scenario.groups, scenario.quantities):
        elsewhere |= _formula_names(tables)
    for rule in scenario.judged:
        elsewhere.add(rule.quantity)
    paid = reads(scenario.payoffs)
    return frozenset(paid) - elsewhere


def _formula_names(tables: Table) -> set[str]:
    """Return every name that a formula, or any other text, of nested tables reads."""
    found: set[str] = set()
    stack: list[object] = [tables]
    while stack:
        part = stack.pop()
        if isinstance(part, Table):
            stack += part.values()
        elif isinstance(part, tuple):
            stack += part
        elif isinstance(part, str):
            try:
                found |= names_in("formula", part)
            except ValueError:
                continue  # a sentence, not a formula
    return found
