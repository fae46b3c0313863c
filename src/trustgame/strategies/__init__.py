"""The catalogue of strategies, one file per family.

``strategies.tit_for_tat`` and ``strategies["tit_for_tat"]`` are the same automaton; every
function that takes a strategy takes its name too. Iterating gives the names.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import ModuleType
from typing import TYPE_CHECKING, Any

from trustgame import _registry
from trustgame import _validate as check
from trustgame.automata import Automaton, Recipe
from trustgame.exceptions import RefusedError, UnknownNameError
from trustgame.game import TrustGame
from trustgame.strategies import reciprocal, triggers, unconditional
from trustgame.strategies._entry import Entry
from trustgame.typing import Role

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Entry", "entry", "find", "name_of", "names", "resolve", "table"]

_FAMILIES: tuple[tuple[str, tuple[Entry, ...]], ...] = (
    ("unconditional", unconditional.ENTRIES),
    ("reciprocal", reciprocal.ENTRIES),
    ("triggers", triggers.ENTRIES),
)
_ENTRIES = {e.automaton.name: e for _, entries in _FAMILIES for e in entries}


def names() -> tuple[str, ...]:
    """Return the names of all strategies, family by family."""
    return tuple(_ENTRIES)


def entry(name: str) -> Entry:
    """Return what the catalogue records of a strategy."""
    if name not in _ENTRIES:
        raise UnknownNameError(
            f"unknown strategy {name!r}."
            + (check.suggest(name, _ENTRIES) or f" Known: {', '.join(_ENTRIES)}.")
        )
    return _ENTRIES[name]


def find(name: str) -> Any:
    """Return the strategy of a name; ``"library:Name"`` asks that library's service."""
    library, colon, _ = name.partition(":")
    if colon and _registry.has(f"strategies from {library}"):
        return _registry.service(f"strategies from {library}")(name)
    return entry(name).automaton


def resolve(player: Any, game: TrustGame, role: Role, *, argument: str = "") -> Automaton:
    """Return a player as the automaton it is in a role of a game, for the exact solver.

    Parameters
    ----------
    player : Automaton, Recipe or str
        A strategy or its name.
    game : TrustGame
        The game that is played; recipes read their payoffs from it.
    role : {"buyer", "seller"}
        The seat it plays in.
    argument : str
        What an error calls the player; the role unless given.

    Raises
    ------
    UnknownNameError
        If a name is nobody's; the nearest one is offered.
    RefusedError
        If the player is no finite automaton, or the game has no such strategy.
    """
    found = find(player) if isinstance(player, str) else player
    if isinstance(found, Recipe):
        found = found.resolve(game, role)
    if isinstance(found, Automaton):
        return found
    raise RefusedError(
        f"`{argument or role}` must be a finite automaton to be solved exactly; "
        f"'{name_of(found)}' is not one. Use trustgame.simulate, where any player may play."
    )


def name_of(player: Any) -> str:
    """Return what a player is called: its name, or failing that its Python name."""
    if isinstance(player, str):
        return player
    name = getattr(player, "name", None) or getattr(player, "__name__", None)
    return str(name or type(player).__name__)


def table() -> pd.DataFrame:
    """Return the catalogue as a table, one row per strategy."""
    import pandas as pd

    rows = [
        {
            "name": name,
            "family": family,
            "states": e.automaton.n_states,
            "sales": e.sales,
            "theory": e.theory,
            "source": e.source,
        }
        for family, entries in _FAMILIES
        for e in entries
        for name in [e.automaton.name]
    ]
    return pd.DataFrame(rows).set_index("name")


class _Catalogue(ModuleType):
    """The module itself answers to ``[name]`` and to attributes that are names."""

    def __getitem__(self, name: str) -> Any:
        return find(name)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return entry(name).automaton
        except UnknownNameError as error:
            raise AttributeError(str(error)) from None

    def __iter__(self) -> Iterator[str]:
        return iter(_ENTRIES)

    def __len__(self) -> int:
        return len(_ENTRIES)

    def __contains__(self, name: object) -> bool:
        return name in _ENTRIES

    def __dir__(self) -> list[str]:
        return [*__all__, *_ENTRIES]


sys.modules[__name__].__class__ = _Catalogue
