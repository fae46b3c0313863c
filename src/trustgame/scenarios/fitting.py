"""Everything that can be wrong with a scenario: whether its parts fit each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
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
from trustgame.scenarios.telling import check_words, room
from trustgame.scenarios.worlds import World, payoff_names

__all__ = ["depends_on", "must_fit", "reads"]

_GAME = ("rounds", "about", "outside", "states", "start", "stage", *CURVES,
         "depths", "deepen", "erode", "drift")  # fmt: skip
_PLAYERS = {
    "play": ("end_rounds", "tremble", "leave_after"),
    "acts": ("leaves", "end_rounds"),
    "cooperate": ("next_state", "start", "leave", "end_rounds"),
}
#: The keys of a measure whose values are formulas, or tables of them.
_FORMULAS = (
    "round", "until", "start", "assortment", "mutation", "from",
    "to", "counts", "replace", "generations", "runs",
)  # fmt: skip
_HOMES = {"game": "games", "group": "groups", "buyers": "groups", "sellers": "groups"}
_SEATED = ("buyer", "seller", "opponent", "trusts", "guards")  # keys that name a player
_WORDS = ("play", "words", "name", "next_state")  # of a player: these are no formulas


def must_fit(scenario: Scenario) -> None:
    """Refuse a scenario whose parts do not fit each other; nothing is solved for that."""
    _distinct_names(scenario)
    world = World(scenario, scenario.values)
    _formulas(scenario, "payoffs", scenario.payoffs)
    for name, table in scenario.games.items():
        _game(scenario, f"games.{name}", table)
    for name, table in scenario.players.items():
        _player(scenario, f"players.{name}", as_table(f"players.{name}", table))
    for name, rows in scenario.groups.items():
        for i, row in enumerate(_listed(f"groups.{name}", rows)):
            _player(scenario, f"groups.{name}[{i}]", row)
    for name, table in scenario.quantities.items():
        _quantity(scenario, f"quantities.{name}", table)
    _no_circles(scenario)
    for name in scenario.games:
        world.game(name)
    for name, phrase in scenario.phrases.items():
        _phrase(scenario, f"phrases.{name}", phrase)
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
    taken |= dict.fromkeys(room(scenario.labels), "a word that sentences fill in")
    for kind, names in (
        ("a parameter", [p.name for p in scenario.parameters]),
        ("a quantity", list(scenario.quantities)),
        ("a phrase", list(scenario.phrases)),
    ):
        for name in names:
            if name in taken:
                raise SpecificationError(
                    f"'{name}' is {taken[name]} and {kind} at once; a formula or a "
                    "sentence could read either. Rename one."
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
    if "states" not in table:
        return
    if not as_table(f"{where}.states", table["states"]):
        raise SpecificationError(f"`{where}.states` must name at least one state.")
    for name, state in table["states"].items():
        at = f"{where}.states.{name}"
        check.known_keys(at, state, ("pays", "to", "words"))
        _formulas(scenario, f"{at}.pays", state.get("pays", 0))
        to = state.get("to", name)
        for key, part in () if isinstance(to, str) else as_table(f"{at}.to", to).items():
            if not isinstance(part, str):
                _formulas(scenario, f"{at}.to.{key}", part)


def _player(scenario: Scenario, where: str, entry: Any) -> None:
    """Check a player: a name, or a table of one of three forms."""
    if isinstance(entry, str):
        if entry not in scenario.players:
            try:
                strategies.find(entry)
            except SpecificationError as error:
                near = check.suggest(entry, scenario.players)
                said = f"unknown player {entry!r}.{near}" if near else str(error)
                raise type(error)(f"`{where}`: {said}") from None
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
    _formulas(scenario, where, entry, skip=_WORDS)


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
    for key in _SEATED:
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
    for key in _FORMULAS:
        if key in table:
            _formulas(scenario, f"{where}.{key}", table[key])


def _phrase(scenario: Scenario, where: str, table: Any) -> None:
    """Check a phrase: the number to choose by, and the texts to choose from."""
    keys = ("choose", "options")
    check.known_keys(where, as_table(where, table), keys, required=keys)
    _formulas(scenario, f"{where}.choose", table["choose"])
    options = table["options"]
    if not isinstance(options, tuple) or len(options) < 2:
        raise SpecificationError(
            f"`{where}.options` must list at least two texts; got {options!r}. A sentence "
            "that is always the same needs no phrase."
        )


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
    for key in _FORMULAS:
        found |= reads(table.get(key, 0))
    return frozenset(found)


def reads(value: Any, skip: Iterable[str] = ()) -> frozenset[str]:
    """Return the names that all formulas of a nested value read."""
    if isinstance(value, Mapping):
        parts = [reads(part, skip) for key, part in value.items() if key not in skip]
        return frozenset().union(*parts)
    if isinstance(value, list | tuple):
        return frozenset().union(*(reads(part, skip) for part in value))
    return names_in("formula", value)


def _player_rests_on(scenario: Scenario, entry: Any) -> Iterator[str]:
    """Yield what a player, or whoever stands in a group, needs."""
    if isinstance(entry, str):
        if entry in scenario.players:
            yield f"players.{entry}"
        return
    if "play" in entry:
        yield from _player_rests_on(scenario, entry["play"])
    yield from reads(entry, _WORDS)


def _rests_on(scenario: Scenario, part: str) -> Iterator[str]:
    """Yield the parts that a part needs; quantities and parameters by their bare names."""
    kind, _, name = part.partition(".")
    if part in scenario.quantities:
        yield from depends_on(scenario, part)
        table = scenario.quantities[part]
        if isinstance(table, Mapping):
            for key, home in _HOMES.items():
                if key in table:
                    yield f"{home}.{table[key]}"
            for key in _SEATED:
                if key in table:
                    yield from _player_rests_on(scenario, table[key])
    elif part in payoff_names():
        yield from reads(scenario.payoffs)
    elif kind == "games":
        table = scenario.games[name]
        if "states" not in table and "stage" not in table:
            yield payoff_names()[0]
        yield from reads(table, ("states", "start"))
        for state in table.get("states", {}).values():
            to = state.get("to", 0)
            if "pays" not in state:
                yield payoff_names()[0]
            yield from reads(state.get("pays", 0))
            for chances in to.values() if isinstance(to, Mapping) else ():
                yield from () if isinstance(chances, str) else reads(chances)
    elif kind == "players":
        yield from _player_rests_on(scenario, scenario.players[name])
    elif kind == "groups":
        for entry in scenario.groups[name]:
            yield from _player_rests_on(scenario, entry)


def _no_circles(scenario: Scenario) -> None:
    """Refuse quantities, games, players and payoffs that need themselves."""
    done: set[str] = set()

    def visit(part: str, above: tuple[str, ...]) -> None:
        if part in above:
            circle = " -> ".join([*above[above.index(part) :], part])
            kind = part.partition(".")[0] if "." in part else "quantities"
            raise SpecificationError(f"`{kind}` go in a circle: {circle}.")
        if part not in done:
            for other in sorted(set(_rests_on(scenario, part))):
                visit(other, (*above, part))
            done.add(part)

    for kind in ("games", "players", "groups"):
        for name in getattr(scenario, kind):
            visit(f"{kind}.{name}", ())
    for name in (*scenario.quantities, *payoff_names()):
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
    through = ("least", "quantity")  # these only pass another quantity on
    if isinstance(table, Mapping) and table.get("measure", "least") not in through:
        return True
    return any(_measures(scenario, other) for other in depends_on(scenario, name))


def _deal_table(scenario: Scenario) -> None:
    """Check what a deal puts in place of what."""
    table = scenario.on_deal
    check.known_keys("on_deal", table, ("takes", "refused", "needs", "words"))
    if "needs" in table:
        check.one_of("on_deal.needs", table["needs"], ("dilemma", "gain"))
    if "refused" in table:
        check.text("on_deal.refused", table["refused"])
        return
    from trustgame.scenarios.replay import FACTS

    takes = table.get("takes", {})
    check.known_keys("on_deal.takes", takes, scenario.values)
    for name, formula in takes.items():
        for fact in sorted(names_in(f"on_deal.takes.{name}", formula)):
            check.one_of(f"on_deal.takes.{name}", fact, FACTS)
