"""A scenario's file in and out, and everything that can be wrong with one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from typing import Any

from trustgame import _validate as check
from trustgame import strategies
from trustgame.deals import Labels, SideLabels
from trustgame.exceptions import SpecificationError
from trustgame.relationship import CURVES
from trustgame.scenarios.formula import names_in
from trustgame.scenarios.measures import COMMON, MEASURES
from trustgame.scenarios.pictures import check_picture
from trustgame.scenarios.spec import (
    KINDS,
    Assumption,
    Judged,
    Parameter,
    Scenario,
    Source,
)
from trustgame.scenarios.table import Table, plain
from trustgame.scenarios.telling import check_words
from trustgame.scenarios.worlds import World, payoff_names

__all__ = ["depends_on", "must_fit", "reads", "scenario_from_plain", "scenario_to_plain"]

_TABLES = ("payoffs", "games", "players", "groups", "quantities", "words", "on_deal")
_PLAIN = ("name", "id", "title", "tier", "minutes", "claim", "question", "limits", "tries")
_NEEDED = ("name", "id", "title", "tier", "minutes", "claim", "question", "sources")
_GAME = ("rounds", "about", "outside", "states", "start", "stage", *CURVES,
         "depths", "deepen", "erode", "drift")  # fmt: skip
_PLAYERS = {
    "play": ("end_rounds", "tremble", "leave_after"),
    "acts": ("leaves", "end_rounds"),
    "cooperate": ("next_state", "start", "leave", "end_rounds"),
}


# --- in and out ---


def scenario_from_plain(source: Mapping[str, Any]) -> Scenario:
    """Return the scenario of plain tables."""
    known = (*_PLAIN, *_TABLES, "sources", "assumed", "parameters", "judged", "pictures",
             "labels")  # fmt: skip
    check.known_keys("scenario", source, known, required=_NEEDED)
    given: dict[str, Any] = {key: source[key] for key in _PLAIN if key in source}
    for key in _TABLES:
        if key in source:
            given[key] = Table(_table(key, source[key]))
    for key, kind in (("sources", Source), ("assumed", Assumption), ("judged", Judged)):
        rows = _rows(key, source.get(key, []))
        given[key] = tuple(_built(f"{key}[{i}]", kind, row) for i, row in enumerate(rows))
    parameters = _table("parameters", source.get("parameters", {}))
    given["parameters"] = tuple(
        _built(f"parameters.{name}", Parameter, {"name": name, **_table(name, row)})
        for name, row in parameters.items()
    )
    given["pictures"] = tuple(Table(row) for row in _rows("pictures", source.get("pictures", [])))
    if "labels" in source:
        given["labels"] = _labels(source["labels"])
    return Scenario(**given)


def _table(key: str, value: Any) -> Mapping[str, Any]:
    """Return a value that must be a table."""
    if not isinstance(value, Mapping):
        raise SpecificationError(f"`{key}` must be a table of keys; got {value!r}.")
    return value


def _rows(key: str, value: Any) -> list[Mapping[str, Any]]:
    """Return a value that must be an array of tables."""
    if not isinstance(value, list | tuple):
        raise SpecificationError(
            f"`{key}` must be an array of tables, as [[{key}]]; got {value!r}."
        )
    return [_table(f"{key}[{i}]", row) for i, row in enumerate(value)]


def _built(where: str, kind: Callable[..., Any], row: Mapping[str, Any]) -> Any:
    """Return a part of the scenario from its table."""
    specs = fields(kind)  # type: ignore[arg-type]
    required = [s.name for s in specs if s.default.__class__.__name__ == "_MISSING_TYPE"]
    check.known_keys(where, row, [s.name for s in specs], required=required)
    given = {k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}
    return kind(**given)


def _labels(source: Any) -> Labels:
    """Return the words of a scenario's room."""
    sides = [spec.name for spec in fields(SideLabels) if spec.name != "players"]
    check.known_keys("labels", source, [spec.name for spec in fields(Labels)])
    given = dict(source)
    for role in check.ROLES:
        if role in given:
            check.known_keys(f"labels.{role}", given[role], [*sides, "players"])
            players = given[role].get("players", {})
            side = {**given[role], "players": tuple(players.items())}
            given[role] = SideLabels(**side)
    if "depths" in given:
        given["depths"] = tuple(given["depths"])
    return Labels(**given)


def _plain_labels(labels: Labels) -> dict[str, Any]:
    """Return the words that differ from the library's."""
    usual, found = Labels(), {}
    for spec in fields(Labels):
        value = getattr(labels, spec.name)
        if value == getattr(usual, spec.name):
            continue
        if isinstance(value, SideLabels):
            side: dict[str, Any] = {
                key: getattr(value, key) for key in ("name", "cooperate", "defect")
            }
            if value.players:
                side["players"] = dict(value.players)
            value = side
        found[spec.name] = list(value) if isinstance(value, tuple) else value
    return found


def scenario_to_plain(scenario: Scenario) -> dict[str, Any]:
    """Return the scenario as plain tables; a deal it was put on stays behind."""
    usual = {spec.name: spec.default for spec in fields(Scenario)}
    found: dict[str, Any] = {}
    for key in _PLAIN:
        value = getattr(scenario, key)
        if key in _NEEDED or value != usual[key]:
            found[key] = value
    for key, kind in (("sources", Source), ("assumed", Assumption), ("judged", Judged)):
        rows = [
            {
                spec.name: plain(getattr(part, spec.name))
                for spec in fields(kind)  # type: ignore[arg-type]
                if getattr(part, spec.name) not in (None, "", ())
            }
            for part in getattr(scenario, key)
        ]
        if rows:
            found[key] = rows
    if scenario.parameters:
        found["parameters"] = {p.name: p.to_dict() for p in scenario.parameters}
    for key in _TABLES:
        if getattr(scenario, key):
            found[key] = plain(getattr(scenario, key))
    if scenario.pictures:
        found["pictures"] = [plain(picture) for picture in scenario.pictures]
    if labels := _plain_labels(scenario.labels):
        found["labels"] = labels
    return found


# --- what must fit ---


def must_fit(scenario: Scenario) -> None:
    """Refuse a scenario whose parts do not fit each other; nothing is solved for that."""
    _distinct_names(scenario)
    world = World(scenario, scenario.values)
    for name, table in scenario.games.items():
        _game(scenario, f"games.{name}", table)
    for name, table in scenario.players.items():
        _player(scenario, f"players.{name}", table)
    for name, rows in scenario.groups.items():
        for i, row in enumerate(_listed(f"groups.{name}", rows)):
            _player(scenario, f"groups.{name}[{i}]", row)
    for name, table in scenario.quantities.items():
        _quantity(scenario, f"quantities.{name}", table)
    _no_circles(scenario)
    for name in scenario.games:
        world.game(name)
    _judgeable(scenario)
    if not scenario.pictures:
        raise SpecificationError("`pictures` must hold at least one picture; got none.")
    for i, picture in enumerate(scenario.pictures):
        check_picture(scenario, f"pictures[{i}]", picture)
    check_words(scenario)
    _deal_table(scenario)


def _listed(where: str, value: Any) -> tuple[Any, ...]:
    """Return a list that holds something."""
    if not isinstance(value, tuple | list) or not value:
        raise SpecificationError(f"`{where}` must list at least one player; got {value!r}.")
    return tuple(value)


def _distinct_names(scenario: Scenario) -> None:
    """Refuse a name that formulas could read in two ways."""
    taken: dict[str, str] = dict.fromkeys(payoff_names(), "a payoff")
    taken["inf"] = "a constant"
    for kind, names in (
        ("a parameter", [p.name for p in scenario.parameters]),
        ("a quantity", list(scenario.quantities)),
    ):
        for name in names:
            if name in taken:
                raise SpecificationError(
                    f"'{name}' is {taken[name]} and {kind} at once; formulas could read "
                    "either. Rename one."
                )
            taken[name] = kind


def _known(scenario: Scenario) -> list[str]:
    """Return the names that formulas may read."""
    return [*scenario.values, *payoff_names(), "inf", *scenario.quantities]


def _formulas(scenario: Scenario, where: str, value: Any, skip: Iterable[str] = ()) -> None:
    """Check every formula in a nested table: its grammar, and its names."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            if key not in skip:
                _formulas(scenario, f"{where}.{key}", part, skip)
        return
    if isinstance(value, list | tuple):
        for i, part in enumerate(value):
            _formulas(scenario, f"{where}[{i}]", part, skip)
        return
    for name in sorted(names_in(where, value)):
        if name not in _known(scenario):
            raise SpecificationError(
                f"`{where}` reads '{name}', which is neither a parameter, a payoff nor a "
                f"quantity.{check.suggest(name, _known(scenario))}"
            )


def _game(scenario: Scenario, where: str, table: Any) -> None:
    """Check a game's keys and formulas."""
    check.known_keys(where, table, _GAME)
    if "rounds" in table and "about" in table:
        raise SpecificationError(
            f"`{where}` has both `rounds` (a last round) and `about` (an open end); keep one."
        )
    _formulas(scenario, where, table, skip=("states", "start"))
    for name, state in table.get("states", {}).items():
        _formulas(scenario, f"{where}.states.{name}.pays", state.get("pays", 0))
        to = state.get("to", {})
        for key, part in to.items() if isinstance(to, Mapping) else ():
            if not isinstance(part, str):
                _formulas(scenario, f"{where}.states.{name}.to.{key}", part)


def _player(scenario: Scenario, where: str, entry: Any) -> None:
    """Check a player: a name, or a table of one of three forms."""
    if isinstance(entry, str):
        if entry not in scenario.players:
            try:
                strategies.find(entry)
            except SpecificationError as error:
                raise type(error)(f"`{where}`: {error}") from None
        return
    forms = [form for form in _PLAYERS if form in _table(where, entry)]
    if len(forms) != 1:
        raise SpecificationError(
            f"`{where}` must have one of `play` (a strategy by name), `acts` (by state) and "
            f"`cooperate` (an automaton); got {sorted(entry)}."
        )
    form = forms[0]
    check.known_keys(where, entry, (form, *_PLAYERS[form], "words", "name"))
    if form == "play":
        _player(scenario, f"{where}.play", entry["play"])
    _formulas(scenario, where, entry, skip=("play", "words", "name", "next_state"))


def _quantity(scenario: Scenario, where: str, table: Any) -> None:
    """Check a quantity: a formula, or a measure and its keys."""
    if not isinstance(table, Mapping):
        _formulas(scenario, where, table)
        return
    if "with" in table:
        check.known_keys(f"{where}.with", table["with"], scenario.values)
        _formulas(scenario, f"{where}.with", table["with"])
    if "kind" in table:
        check.one_of(f"{where}.kind", table["kind"], KINDS)
    if "formula" in table:
        check.known_keys(where, table, ("formula", "with", "words", "kind"))
        _formulas(scenario, f"{where}.formula", table["formula"])
        return
    check.known_keys(where, table, {**dict.fromkeys(COMMON), **dict.fromkeys(table)}, ("measure",))
    measure = MEASURES[check.one_of(f"{where}.measure", table["measure"], MEASURES)]
    allowed = (*measure.required, *measure.optional, *COMMON)
    check.known_keys(where, table, allowed, required=measure.required)
    for key in ("game", "group", "buyers", "sellers", "parameter", "quantity"):
        if key in table:
            _reference(scenario, f"{where}.{key}", key, table[key])
    for key in ("buyer", "seller", "opponent"):
        if key in table:
            _player(scenario, f"{where}.{key}", table[key])
    for key in ("of", "role"):
        if key in table and table["measure"] != "selected":
            check.one_of(f"{where}.{key}", table[key], (*check.ROLES, "both"))
    if measure.selects and ("group" in table) == ("buyers" in table):
        raise SpecificationError(
            f"`{where}` needs `group` for both sides, or `buyers` and `sellers`."
        )
    for key in ("round", "until", "start", "assortment", "mutation", "from", "to"):
        if key in table:
            _formulas(scenario, f"{where}.{key}", table[key])


def _reference(scenario: Scenario, where: str, key: str, name: Any) -> None:
    """Check that a key names a part that is there."""
    homes: dict[str, Iterable[str]] = {
        "game": scenario.games,
        "parameter": scenario.values,
        "quantity": scenario.quantities,
    }
    known = list(homes.get(key, scenario.groups))
    if not known:
        raise SpecificationError(f"`{where}` names {name!r}, but the scenario has none.")
    check.one_of(where, name, known)


def depends_on(scenario: Scenario, name: str) -> frozenset[str]:
    """Return the parameters, payoffs and quantities that a quantity reads directly."""
    table = scenario.quantities[name]
    if not isinstance(table, Mapping):
        return names_in(name, table)
    found = set(reads(table.get("formula", 0)) | reads(table.get("with", {})))
    if "quantity" in table:
        found.add(table["quantity"])
    for key in ("round", "until", "start", "assortment", "mutation", "from", "to"):
        found |= reads(table.get(key, 0))
    return frozenset(found)


def reads(value: Any) -> frozenset[str]:
    """Return the names that all formulas of a nested value read."""
    if isinstance(value, Mapping):
        return frozenset().union(*(reads(part) for part in value.values()))
    if isinstance(value, list | tuple):
        return frozenset().union(*(reads(part) for part in value))
    return names_in("formula", value)


def _no_circles(scenario: Scenario) -> None:
    """Refuse quantities that need themselves."""
    done: set[str] = set()

    def visit(name: str, above: tuple[str, ...]) -> None:
        if name in above:
            circle = " -> ".join([*above[above.index(name) :], name])
            raise SpecificationError(f"`quantities` go in a circle: {circle}.")
        if name in done or name not in scenario.quantities:
            return
        for other in depends_on(scenario, name):
            visit(other, (*above, name))
        done.add(name)

    for name in scenario.quantities:
        visit(name, ())


def _judgeable(scenario: Scenario) -> None:
    """Refuse a verdict on what was put in: a number that the assumptions already say."""
    assumed = {name for part in scenario.assumed for name in part.names}
    for i, part in enumerate(scenario.assumed):
        for name in part.names:
            check.one_of(f"assumed[{i}].names", name, _known(scenario))
    for i, rule in enumerate(scenario.judged):
        where = f"judged[{i}].quantity"
        check.one_of(where, rule.quantity, list(scenario.quantities))
        if rule.quantity in assumed:
            raise SpecificationError(
                f"`{where}` judges '{rule.quantity}', which is assumed: a verdict never "
                "judges its own assumption. Judge what follows from it."
            )
        if not _measures(scenario, rule.quantity):
            raise SpecificationError(
                f"`{where}` judges '{rule.quantity}', which is made of parameters alone: "
                "whatever is put in comes out. Judge a quantity with a `measure`."
            )


def _measures(scenario: Scenario, name: str) -> bool:
    """Tell whether a quantity rests on anything that is measured, or on payoffs."""
    if name in payoff_names():
        return True
    if name not in scenario.quantities:
        return False
    table = scenario.quantities[name]
    if isinstance(table, Mapping) and table.get("measure", "least") != "least":
        return True
    return any(_measures(scenario, other) for other in depends_on(scenario, name))


def _deal_table(scenario: Scenario) -> None:
    """Check what a deal puts in place of what."""
    table = scenario.on_deal
    check.known_keys("on_deal", table, ("takes", "refused", "needs"))
    if "refused" in table:
        check.text("on_deal.refused", table["refused"])
        return
    from trustgame.scenarios.replay import FACTS

    takes = table.get("takes", {})
    check.known_keys("on_deal.takes", takes, scenario.values)
    for name, formula in takes.items():
        for fact in sorted(names_in(f"on_deal.takes.{name}", formula)):
            check.one_of(f"on_deal.takes.{name}", fact, FACTS)


