"""One setting of a scenario: every parameter has a value, so games and numbers exist.

A ``World`` looks numbers up by name (parameters, payoffs, quantities), builds games and
players from their tables, and remembers what it worked out; worlds at other settings of the
same scenario share that memory.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from trustgame import _validate as check
from trustgame import strategies
from trustgame.automata import Automaton, compose
from trustgame.curves import curve_from_plain, values
from trustgame.deals.money import effect
from trustgame.exceptions import SpecificationError
from trustgame.game import TrustGame
from trustgame.relationship import CURVES, Relationship
from trustgame.scenarios.formula import evaluate_formula
from trustgame.scenarios.spec import Scenario
from trustgame.scenarios.table import Table, as_table, plain
from trustgame.stage import StageGame
from trustgame.typing import Role

__all__ = ["OUTCOMES", "World", "payoff_names"]

OUTCOMES = ("CC", "CD", "DC", "DD")
_CONSTANTS = {"inf": math.inf}
_LONGEST = 1_000_000  # rounds
_LADDER = ("depths", "start", "deepen", "erode", "drift")


def payoff_names() -> tuple[str, ...]:
    """Return the names by which formulas read payoffs: ``bT`` to ``bS``, ``sT`` to ``sS``.

    ``b`` is the buyer's, ``s`` the seller's; T, R, P and S are seen from that side.
    """
    return tuple(side + letter for side in "bs" for letter in "TRPS")


class World:
    """A scenario at one setting of its parameters."""

    def __init__(
        self,
        scenario: Scenario,
        settings: Mapping[str, float],
        memory: dict[Any, World] | None = None,
    ) -> None:
        self.scenario = scenario
        self.settings = dict(settings)
        self._memory: dict[Any, World] = {} if memory is None else memory
        self._numbers: dict[str, float] = {}
        self._games: dict[str, TrustGame] = {}

    def at(self, changes: Mapping[str, float]) -> World:
        """Return the world at changed settings, the same one if it was asked for before."""
        settings = {**self.settings, **changes}
        key = tuple(settings.items())
        if key not in self._memory:
            self._memory[key] = World(self.scenario, settings, self._memory)
        return self._memory[key]

    def changed(self, where: str, table: Mapping[str, Any]) -> World:
        """Return the world with the settings of a table, whose formulas are read here."""
        if not table:
            return self
        return self.at({key: self.read(f"{where}.{key}", v) for key, v in table.items()})

    # --- numbers ---

    def number(self, name: str) -> float:
        """Return a parameter, payoff or quantity by name; ``KeyError`` if nobody has it."""
        if name in self.settings:
            return self.settings[name]
        if name in _CONSTANTS:
            return _CONSTANTS[name]
        if name not in self._numbers:
            if name in payoff_names():
                role: Role = "buyer" if name[0] == "b" else "seller"
                self._numbers[name] = self.stage.roles(role)[name[1]]
            else:
                from trustgame.scenarios.measures import measured

                self._numbers[name] = measured(self, name, self.scenario.quantities[name])
        return self._numbers[name]

    def read(self, where: str, value: Any) -> float:
        """Return what a number or formula of the file is worth here."""
        known = [*self.settings, *payoff_names(), *self.scenario.quantities]
        return evaluate_formula(where, value, self.number, known)

    def _deep(self, where: str, value: Any) -> Any:
        """Return a nested table or list with every formula read."""
        if isinstance(value, Mapping):
            return {key: self._deep(f"{where}.{key}", v) for key, v in value.items()}
        if isinstance(value, list | tuple):
            return [self._deep(f"{where}[{i}]", part) for i, part in enumerate(value)]
        return self.read(where, value)

    # --- games ---

    def effect(self, amount: float) -> float:
        """Return an amount of money; on a deal, 0 where it is too small to be one."""
        deal = self.scenario.deal
        return amount if deal is None else effect(deal, amount)

    @property
    def stage(self) -> StageGame:
        """The scenario's payoffs, or the deal's where it starts."""
        deal = self.scenario.deal
        if deal is not None:
            game = deal.game
            buyer, seller = game.arrays().payoff[deal.relationship.start]
            return StageGame(buyer, seller)
        return self._stage("payoffs", self.scenario.payoffs)

    def _stage(self, where: str, table: Mapping[str, Any]) -> StageGame:
        """Return a stage game of T, R, P, S: the same for both roles, or per role."""
        if set(table) == set(check.ROLES):
            sides = {role: self._letters(f"{where}.{role}", table[role]) for role in table}
        else:
            own = self._letters(where, table)
            sides = dict.fromkeys(check.ROLES, own)
        return StageGame.from_roles(**sides)

    def _letters(self, where: str, table: Any) -> dict[str, float]:
        """Return T, R, P and S of a table."""
        check.known_keys(where, table, "TRPS", required="TRPS")
        return {letter: self.read(f"{where}.{letter}", table[letter]) for letter in "TRPS"}

    def game(self, name: str) -> TrustGame:
        """Return a game of the scenario by name."""
        if name not in self._games:
            check.one_of("game", name, self.scenario.games)
            self._games[name] = self._built(f"games.{name}", self.scenario.games[name])
        return self._games[name]

    def states(self, game: str) -> tuple[str, ...]:
        """Return the names of a game's states; none where it is a ladder."""
        return tuple(self.scenario.games[game].get("states", ()))

    def _built(self, where: str, table: Table) -> TrustGame:
        """Return the game of a table."""
        common: dict[str, Any] = {
            key: curve_from_plain(
                f"{where}.{key}", self._deep(f"{where}.{key}", table[key])
            )
            for key in CURVES
            if key in table
        }
        if "about" in table:
            length = self.read(f"{where}.about", table["about"])
            if not length >= 1:
                raise SpecificationError(
                    f"`{where}.about` must be at least 1 round; got {length:g}."
                )
            common["continuation"] = 1 - 1 / length
        if "rounds" in table:
            rounds = self.read(f"{where}.rounds", table["rounds"])
            if not math.isinf(rounds):
                common["rounds"] = check.count(f"{where}.rounds", rounds, 1)
                if rounds > _LONGEST:
                    raise SpecificationError(
                        f"`{where}.rounds` must be at most {_LONGEST:,}; got {rounds:g}. "
                        'Use `about` or "inf" for an open end.'
                    )
        if "outside" in table:
            common["outside"] = tuple(self._deep(f"{where}.outside", table["outside"]))
        if "states" in table:
            return self._stochastic(where, table, common)
        ladder = {
            key: self.read(f"{where}.{key}", table[key]) for key in _LADDER if key in table
        }
        stage = (
            self._stage(f"{where}.stage", table["stage"])
            if "stage" in table
            else self.stage
        )
        return TrustGame(stage, Relationship(**ladder), **common)  # type: ignore[arg-type]

    def _stochastic(self, where: str, table: Table, common: dict[str, Any]) -> TrustGame:
        """Return the game of named states."""
        states = table["states"]
        names = list(states)
        start = check.one_of(f"{where}.start", table.get("start", names[0]), names)
        stages, moves = [], []
        for name, state in states.items():
            at = f"{where}.states.{name}"
            check.known_keys(at, state, ("pays", "to", "words"))
            stages.append(self._pays(f"{at}.pays", state.get("pays")))
            moves.append(self._moves(f"{at}.to", state.get("to", name), names))
        return TrustGame.from_states(
            stages, transition=moves, start=names.index(start), **common
        )

    def _pays(self, where: str, table: Any) -> StageGame:
        """Return what a state pays: the usual payoffs, or (buyer, seller) by outcome."""
        if table is None:
            return self.stage
        if not isinstance(table, Mapping):
            table = {"**": table}
        if set(table) <= {*"TRPS", *check.ROLES}:
            return self._stage(where, table)
        cells = {}
        for outcome in OUTCOMES:
            pays = _of_outcome(where, table, outcome)
            if not isinstance(pays, tuple | list) or len(pays) != 2:
                raise SpecificationError(
                    f"`{where}` must pay [buyer, seller] for {outcome}; got {pays!r}."
                )
            cells[outcome] = self._deep(f"{where}.{outcome}", pays)
        return StageGame(*(
            ((cells["CC"][i], cells["CD"][i]), (cells["DC"][i], cells["DD"][i]))
            for i in range(2)
        ))  # fmt: skip

    def _moves(self, where: str, table: Any, names: list[str]) -> list[list[list[float]]]:
        """Return P(next state) [2, 2, L] by the actual actions."""
        if isinstance(table, str) or (
            isinstance(table, Mapping) and not any(_is_pattern(key) for key in table)
        ):
            table = {"**": table}
        rows = []
        for outcome in OUTCOMES:
            at = f"{where}.{outcome}"
            to = _of_outcome(where, as_table(where, table), outcome)
            chances = {to: 1.0} if isinstance(to, str) else to
            check.known_keys(at, chances, names)
            row = [self.read(f"{at}.{n}", chances.get(n, 0.0)) for n in names]
            if min(row) < -1e-9 or abs(sum(row) - 1) > 1e-9:
                raise SpecificationError(
                    f"`{at}` must be probabilities that sum to 1; got "
                    f"{', '.join(f'{n} {p:g}' for n, p in zip(names, row, strict=True))}."
                )
            rows.append(row)
        return [rows[:2], rows[2:]]

    # --- players ---

    def player(self, name: Any, game: str, *, where: str = "players") -> Any:
        """Return a strategy: of the scenario by name, of the catalogue, or of a table."""
        if isinstance(name, str):
            if name not in self.scenario.players:
                return strategies.find(name)
            where, name = f"players.{name}", {"name": name, **self.scenario.players[name]}
        return self._made(where, name, game)

    def _made(self, where: str, table: Mapping[str, Any], game: str) -> Any:
        """Return the strategy of a table."""
        title = table.get("name")
        number = _Reader(self, where, table)
        if "play" in table:
            known = {"end_rounds", "tremble", "leave_after"} & set(table)
            settings = {key: number(key) for key in known}
            base = self.player(table["play"], game, where=where)
            return compose(base, name=title, **settings)
        if "acts" in table:
            acts, leaves = (self._by_state(where, table, key, game) for key in _BY_STATE)
            return Automaton(
                title or where, (acts,), ((0, 0),), leave=(leaves,),
                end_rounds=int(number("end_rounds")),
            )  # fmt: skip
        curves = {
            key: tuple(
                curve_from_plain(f"{where}.{key}[{i}]", self._deep(where, part))
                for i, part in enumerate(table[key])
            )
            for key in ("cooperate", "leave")
            if key in table
        }
        return Automaton(
            title or where,
            next_state=plain(table["next_state"]),
            start=int(number("start")),
            end_rounds=int(number("end_rounds")),
            **curves,
        )

    def _by_state(self, where: str, table: Mapping[str, Any], key: str, game: str) -> Any:
        """Return what a player does in each state of a game, as a curve."""
        given = table.get(key, {})
        if not isinstance(given, Mapping):
            return self.read(f"{where}.{key}", given)
        names = self.states(game)
        check.known_keys(f"{where}.{key}", given, (*names, "else"))
        return values(
            *(self.read(f"{where}.{key}.{n}", given.get(n, given.get("else", 0.0)))
              for n in names)
        )  # fmt: skip

    def group(self, name: str, game: str) -> tuple[Any, ...]:
        """Return the strategies of a group; ``end_rounds`` {from, to} makes several."""
        check.one_of("group", name, self.scenario.groups)
        players: list[Any] = []
        for i, entry in enumerate(self.scenario.groups[name]):
            where = f"groups.{name}[{i}]"
            span = entry.get("end_rounds") if isinstance(entry, Mapping) else None
            if not isinstance(span, Mapping):
                players.append(self.player(entry, game, where=where))
                continue
            check.known_keys(f"{where}.end_rounds", span, ("from", "to"), ("from", "to"))
            low, high = (
                self.read(f"{where}.end_rounds.{end}", span[end]) for end in ("from", "to")
            )
            for m in range(int(low), int(high) + 1):
                players.append(self._made(where, {**entry, "end_rounds": m}, game))
        return tuple(players)


_BY_STATE = ("acts", "leaves")


class _Reader:
    """Reads a table's own numbers; 0 where a key is missing."""

    def __init__(self, world: World, where: str, table: Mapping[str, Any]) -> None:
        self.world, self.where, self.table = world, where, table

    def __call__(self, key: str) -> Any:
        """Return the number of a key, whole where it counts something."""
        value = self.world.read(f"{self.where}.{key}", self.table.get(key, 0))
        if key == "tremble":
            return value
        return check.count(f"{self.where}.{key}", value, 0)


def _is_pattern(key: str) -> bool:
    """Tell whether a key stands for outcomes, as ``CC``, ``*D`` or ``**``."""
    return len(key) == 2 and set(key) <= set("CD*")


def _of_outcome(where: str, table: Mapping[str, Any], outcome: str) -> Any:
    """Return what a table says of an outcome: exactly, else by the narrowest pattern."""
    for key in table:
        if not _is_pattern(key):
            check.known_keys(where, table, (*OUTCOMES, "C*", "D*", "*C", "*D", "**"))
    for key in (outcome, f"{outcome[0]}*", f"*{outcome[1]}", "**"):
        if key in table:
            return table[key]
    raise SpecificationError(
        f"`{where}` says nothing of {outcome}; add it, or '**' for all others."
    )


#: What reads a number of a world by a table: see ``measures``.
Measure = Callable[[World, str, Mapping[str, Any]], float]
