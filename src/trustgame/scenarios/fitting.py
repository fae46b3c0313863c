"""Everything that can be wrong with a scenario: whether its parts fit each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from trustgame import _validate as check
from trustgame import strategies
from trustgame.exceptions import SpecificationError
from trustgame.relationship import CURVES
from trustgame.scenarios.formula import names_in
from trustgame.scenarios.measures import COMMON, MEASURES
from trustgame.scenarios.parts import KINDS
from trustgame.scenarios.pictures import check_picture
from trustgame.scenarios.spec import Scenario
from trustgame.scenarios.table import as_table
from trustgame.scenarios.telling import check_words
from trustgame.scenarios.worlds import World, payoff_names

__all__ = ["depends_on", "must_fit", "reads"]

_GAME = ("rounds", "about", "outside", "states", "start", "stage", *CURVES,
         "depths", "deepen", "erode", "drift")  # fmt: skip
_PLAYERS = {
    "play": ("end_rounds", "tremble", "leave_after"),
    "acts": ("leaves", "end_rounds"),
    "cooperate": ("next_state", "start", "leave", "end_rounds"),
}


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
            f"`{where}` has both `rounds` (a last round) and `about` (an open "
            "end). Keep one."
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
    forms = [form for form in _PLAYERS if form in as_table(where, entry)]
    if len(forms) != 1:
        raise SpecificationError(
            f"`{where}` must have one of `play` (a name), `acts` (by state) and "
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
    check.known_keys(
        where, table, {**dict.fromkeys(COMMON), **dict.fromkeys(table)}, ("measure",)
    )
    measure = MEASURES[check.one_of(f"{where}.measure", table["measure"], MEASURES)]
    allowed = (*measure.required, *measure.optional, *COMMON)
    check.known_keys(where, table, allowed, required=measure.required)
    for key in ("game", "group", "buyers", "sellers", "parameter", "quantity"):
        if key in table:
            _reference(scenario, f"{where}.{key}", key, table[key])
    for key in ("buyer", "seller", "opponent"):
        if key in table:
            _player(scenario, f"{where}.{key}", table[key])
    if "of" in table:
        check.one_of(f"{where}.of", table["of"], measure.of)
    if "role" in table:
        check.one_of(f"{where}.role", table["role"], check.ROLES)
    if measure.selects and ("group" in table) == ("buyers" in table):
        raise SpecificationError(
            f"`{where}` needs `group` for both sides, or `buyers` and `sellers`."
        )
    for key in (
        "round",
        "until",
        "start",
        "assortment",
        "mutation",
        "from",
        "to",
        "counts",
        "replace",
        "generations",
        "runs",
    ):
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
    for key in (
        "round",
        "until",
        "start",
        "assortment",
        "mutation",
        "from",
        "to",
        "counts",
        "replace",
        "generations",
        "runs",
    ):
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
