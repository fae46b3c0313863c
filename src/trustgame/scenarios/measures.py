"""What may be measured in a scenario: each measure reads a table and returns a number.

A quantity of a file is a formula, or a table with ``measure`` and that measure's own keys.
``with`` puts parameters of that quantity alone to other values. New machinery for a claim
is a new measure here, or a new state of a game there; scenarios themselves hold no code.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from trustgame import _validate as check
from trustgame.exceptions import SpecificationError
from trustgame.maps.boundaries import BOUNDARIES
from trustgame.scenarios.crowds import (
    ENDS,
    LEFT,
    TOTALS,
    course_of_the_left,
    in_tournament,
    left_by_selection,
    left_truncated,
)
from trustgame.scenarios.worlds import World
from trustgame.solve.critical import critical_continuation
from trustgame.solve.decision import ignored_gain
from trustgame.solve.equilibrium import is_equilibrium
from trustgame.solve.evaluate import Evaluation, evaluate
from trustgame.solve.respond import best_response
from trustgame.stage import StageGame
from trustgame.typing import FloatArray, Role

__all__ = ["COMMON", "MEASURES", "Measure", "measured"]

COMMON = ("measure", "with", "words", "kind")
_ROLES = (*check.ROLES, "both")
_PAIR = ("game", "buyer", "seller")
_SEATS: tuple[Role, Role] = ("buyer", "seller")


class Measure(NamedTuple):
    """How a number is worked out, and the keys it reads."""

    work: Callable[[World, str, Mapping[str, Any]], float]
    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    says: str = ""
    of: tuple[str, ...] = ()  #: what the key ``of`` may be

    @property
    def selects(self) -> bool:
        """Whether it lets selection choose among groups."""
        return "buyers" in self.optional


def measured(world: World, name: str, table: Any) -> float:
    """Return the number of a quantity in a world."""
    where = f"quantities.{name}"
    if not isinstance(table, Mapping):
        return world.read(where, table)
    world = world.changed(f"{where}.with", table.get("with", {}))
    if "formula" in table:
        return world.read(where, table["formula"])
    return float(MEASURES[table["measure"]].work(world, where, table))


# --- one pair ---


@lru_cache(maxsize=4096)
def _evaluated(game: Any, buyer: Any, seller: Any) -> Evaluation:
    """Return the evaluation of a pair, worked out once."""
    return evaluate(game, buyer, seller)


def _pair(world: World, table: Mapping[str, Any]) -> tuple[Any, Any, Any]:
    """Return game, buyer and seller of a table."""
    game = table["game"]
    return (world.game(game), world.player(table["buyer"], game),
            world.player(table["seller"], game))  # fmt: skip


def _of(where: str, table: Mapping[str, Any], pair: Any, *, mean: bool = False) -> float:
    """Return a role's part of a pair of numbers, or both together."""
    of = check.one_of(f"{where}.of", table.get("of", "both"), _ROLES)
    if of == "both":
        return float(np.mean(pair) if mean else np.sum(pair))
    return float(pair[check.ROLES.index(of)])


def _evaluation(field: str, *, mean: bool = False) -> Callable[..., float]:
    """Return the measure of a field of an evaluation that has two roles."""

    def work(world: World, where: str, table: Mapping[str, Any]) -> float:
        return _of(
            where, table, getattr(_evaluated(*_pair(world, table)), field), mean=mean
        )

    return work


def _length(world: World, where: str, table: Mapping[str, Any]) -> float:
    """Return the expected clock rounds of a pair."""
    return _evaluated(*_pair(world, table)).length


def _course(world: World, where: str, table: Mapping[str, Any]) -> float:
    """Return P(cooperates) in one round of a pair, given that it is played."""
    game, buyer, seller = _pair(world, table)
    at = check.count(f"{where}.round", world.read(f"{where}.round", table["round"]), 1)
    path = _evaluated(game, buyer, seller).path(None if game.rounds else at)
    return _of(where, table, path.cooperation[at - 1], mean=True)


def _gain(world: World, where: str, table: Mapping[str, Any]) -> float:
    """Return what the best other strategy gains at the start, in total utility.

    0 where that is rounding, by the measure that the library's own checks have for it.
    """
    game, *pair = _pair(world, table)
    has = _evaluated(game, *pair).total_utility
    gains = [
        best_response(game, opponent=pair[1 - i], role=role).total_utility - has[i]
        for i, role in enumerate(_SEATS)
        if table.get("of", "both") in (role, "both")
    ]
    best = float(max(gains))
    length = _evaluated(game, *pair).length
    ignored = ignored_gain(game) * (length if math.isfinite(length) else 1.0)
    return best if abs(best) > ignored else 0.0


def _belief(world: World, where: str, table: Mapping[str, Any]) -> float:
    """Return the share of partners who trust from which trusting pays as guarding does.

    Of that role which needs the more; 1 where guarding is worth more against those who
    trust too. Worth is utility in all.
    """
    game = table["game"]
    trusts, guards = (world.player(table[key], game) for key in ("trusts", "guards"))
    kinds = {"C": trusts, "D": guards}
    worth = {
        who: _evaluated(world.game(game), kinds[who[0]], kinds[who[1]]).total_utility
        for who in ("CC", "CD", "DC", "DD")
    }
    of, needed = table.get("of", "both"), []
    for i, role in enumerate(_SEATS):
        if of not in (role, "both"):
            continue
        alone, cheating = ("CD", "DC") if i == 0 else ("DC", "CD")
        ahead = worth["CC"][i] - worth[cheating][i]
        behind = max(0.0, worth["DD"][i] - worth[alone][i])
        needed.append(behind / (ahead + behind) if ahead > 0 else 1.0)
    return float(max(needed))


def _perfect(world: World, where: str, table: Mapping[str, Any]) -> float:
    """Return 1 where a pair is a subgame-perfect equilibrium, else 0."""
    return float(is_equilibrium(*_pair(world, table)).subgame_perfect)


def _critical(world: World, where: str, table: Mapping[str, Any]) -> float:
    """Return the smallest continuation at which a pair is an equilibrium; inf if none."""
    found = critical_continuation(*_pair(world, table))
    return math.inf if found is None else found


def _line(name: str) -> Callable[..., float]:
    """Return the measure of one of theory's lines: its continuation; inf if none."""

    def work(world: World, where: str, table: Mapping[str, Any]) -> float:
        found = BOUNDARIES[name](world.game(table["game"]))
        return math.inf if found is None else found

    return work


def _best_response(world: World, where: str, table: Mapping[str, Any]) -> float:
    """Return the total utility of the best reply to a strategy."""
    game = table["game"]
    reply = best_response(
        world.game(game), opponent=world.player(table["opponent"], game), role=table["role"]
    )
    return float(reply.value)


# --- one round ---


def _own(world: World, where: str, table: Mapping[str, Any]) -> FloatArray:
    """Return a role's utilities [own action, partner's] where a game starts."""
    role = check.role(f"{where}.of", table["of"])
    game = world.game(table["game"])
    own: FloatArray = game.arrays().utility[game.relationship.start, role]
    return own if role == 0 else own.T


def _average(world: World, where: str, table: Mapping[str, Any]) -> float:
    """Return what a move earns a role on average against a coin flip."""
    move = check.one_of(f"{where}.move", table["move"], "CD")
    return float(_own(world, where, table)["CD".index(move)].mean())


def _dominance(world: World, where: str, table: Mapping[str, Any]) -> float:
    """Return by how much D beats C at least, whatever the partner does."""
    roles = check.ROLES if table.get("of", "both") == "both" else (table["of"],)
    leads = [np.diff(_own(world, where, {**table, "of": r}), axis=0).min() for r in roles]
    return float(min(leads))


# --- a number that does something ---


def _least(world: World, where: str, table: Mapping[str, Any]) -> float:
    """Return the smallest value of a parameter at which a quantity reaches 0; inf if none.

    A parameter that counts is tried number by number; any other on a grid of 24 steps, the
    first crossing of which is then halved until it is known to 1e-10 of the span.
    """
    parameter = world.scenario.parameter(table["parameter"])
    low, high = (world.read(f"{where}.{end}", table[end]) for end in ("from", "to"))
    if not low < high:
        raise SpecificationError(
            f"`{where}` needs `from` below `to`; got {low:g} and {high:g}."
        )

    def reaches(value: float) -> bool:
        found = world.at({parameter.name: value}).number(table["quantity"])
        return found >= -1e-12

    if parameter.whole:
        low, high = math.ceil(low), math.floor(high)
        return next((float(n) for n in range(low, high + 1) if reaches(n)), math.inf)
    if reaches(low):
        return low
    steps = np.linspace(low, high, 25)
    found = next((i for i, step in enumerate(steps[1:], 1) if reaches(float(step))), None)
    if found is None:
        return math.inf
    below, above = float(steps[found - 1]), float(steps[found])
    while above - below > 1e-10 * (high - low):
        middle = (below + above) / 2
        if reaches(middle):
            above = middle
        else:
            below = middle
    return above


_SELECTION = ("group", "buyers", "sellers", "until", "start", "assortment", "mutation",
              "population")  # fmt: skip


def _greatest(world: World, where: str, table: Mapping[str, Any]) -> float:
    """Return the largest value of a parameter at which a quantity is at least 0.

    ``to`` itself if it is so there; nan if it is so nowhere. Looked for as by ``least``,
    from the other end.
    """
    parameter = world.scenario.parameter(table["parameter"])
    low, high = (world.read(f"{where}.{end}", table[end]) for end in ("from", "to"))

    def is_there(value: float) -> bool:
        found = world.at({parameter.name: value}).number(table["quantity"])
        return found >= -1e-12

    steps = np.geomspace(low, high, 49) if low > 0 else np.linspace(low, high, 49)
    found = next((i for i in range(48, -1, -1) if is_there(float(steps[i]))), None)
    if found is None:
        return math.nan
    if found == 48:
        return high
    inside, outside = float(steps[found]), float(steps[found + 1])
    while outside - inside > 1e-10 * (high - low):
        middle = (inside + outside) / 2
        inside, outside = (middle, outside) if is_there(middle) else (inside, middle)
    return inside


def _settles(world: World, where: str, table: Mapping[str, Any]) -> float:
    """Return 1 where both defecting is the only equilibrium of the first round, else 0."""
    game = world.game(table["game"])
    felt = StageGame(*game.arrays().utility[game.relationship.start])
    return float(felt.equilibria() == ((0.0, 0.0),))


#: The measures by name.
MEASURES: dict[str, Measure] = {
    "value": Measure(_evaluation("value"), _PAIR, ("of",), "total payoff", _ROLES),
    "payoff": Measure(_evaluation("payoff"), _PAIR, ("of",), "payoff per round", _ROLES),
    "utility": Measure(
        _evaluation("total_utility"), _PAIR, ("of",), "total utility of a pair", _ROLES
    ),
    "cooperation": Measure(
        _evaluation("cooperation", mean=True), _PAIR, ("of",), "share of C", _ROLES
    ),
    "length": Measure(_length, _PAIR, (), "expected clock rounds"),
    "course": Measure(_course, (*_PAIR, "round"), ("of",), "P(C) in one round", _ROLES),
    "gain": Measure(_gain, _PAIR, ("of",), "what the best deviation gains, in all", _ROLES),
    "belief": Measure(
        _belief,
        ("game", "trusts", "guards"),
        ("of",),
        "share of partners who trust from which trusting pays, of the role that needs more",
        _ROLES,
    ),
    "subgame_perfect": Measure(_perfect, _PAIR, (), "1 where no deviation gains anywhere"),
    "critical_continuation": Measure(
        _critical, _PAIR, (), "smallest continuation of an equilibrium; inf if none"
    ),
    **{
        name: Measure(_line(name), ("game",), (), f"theory's line '{name}'")
        for name in BOUNDARIES
        if name != "grim"
    },
    "best_response": Measure(
        _best_response, ("game", "opponent", "role"), (), "value of the best reply"
    ),
    "average": Measure(
        _average, ("game", "of", "move"), (), "mean against a coin flip", check.ROLES
    ),
    "dominance": Measure(
        _dominance, ("game",), ("of",), "least lead of D over C", _ROLES
    ),
    "selected": Measure(
        left_by_selection,
        ("game", "of"),
        (*_SELECTION, "names"),
        "cooperation, a share or earnings after selection",
        LEFT,
    ),
    "quantity": Measure(
        lambda world, where, table: world.number(table["quantity"]),
        ("quantity",),
        (),
        "another quantity, at other settings",
    ),
    "course_selected": Measure(
        course_of_the_left,
        ("game", "round"),
        _SELECTION,
        "P(C) in one round where those meet whom selection has left",
    ),
    "tournament": Measure(
        in_tournament,
        ("game", "group", "name"),
        ("counts", "of"),
        "one kind's total where everybody meets everybody else, or its lead over the best",
        TOTALS,
    ),
    "truncation": Measure(
        left_truncated,
        ("game", "group", "of"),
        ("name", "counts", "replace", "generations", "runs"),
        "how selection ends where the worst give way to copies of the best",
        ENDS,
    ),
    "settles": Measure(
        _settles, ("game",), (), "1 where one round can only settle at both defecting"
    ),
    "greatest": Measure(
        _greatest,
        ("parameter", "from", "to", "quantity"),
        (),
        "largest value of a parameter at which a quantity is at least 0; nan if none",
    ),
    "least": Measure(
        _least,
        ("parameter", "from", "to", "quantity"),
        (),
        "smallest value of a parameter at which a quantity reaches 0; inf if none",
    ),
}  # fmt: skip
