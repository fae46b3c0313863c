"""trustgame: the Prisoner's Dilemma between buyers and sellers, over time and relationship.

``import trustgame as tg`` is the only import a reader needs. Names load when first used.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

from trustgame import _registry
from trustgame._version import __version__

if TYPE_CHECKING:
    from trustgame import plot as plot
    from trustgame import strategies as strategies
    from trustgame.automata import Automaton as Automaton
    from trustgame.automata import Recipe as Recipe
    from trustgame.automata import memory_one as memory_one
    from trustgame.automata import minimise as minimise
    from trustgame.automata import reactive as reactive
    from trustgame.curves import between as between
    from trustgame.curves import per_role as per_role
    from trustgame.curves import step as step
    from trustgame.curves import values as values
    from trustgame.exceptions import OutputError as OutputError
    from trustgame.exceptions import PlayerError as PlayerError
    from trustgame.exceptions import RefusedError as RefusedError
    from trustgame.exceptions import SpecificationError as SpecificationError
    from trustgame.exceptions import TrustgameError as TrustgameError
    from trustgame.game import TrustGame as TrustGame
    from trustgame.maps import time_depth_map as time_depth_map
    from trustgame.relationship import Relationship as Relationship
    from trustgame.solve.critical import continuation_windows as continuation_windows
    from trustgame.solve.critical import critical_continuation as critical_continuation
    from trustgame.solve.equilibrium import is_equilibrium as is_equilibrium
    from trustgame.solve.evaluate import evaluate as evaluate
    from trustgame.solve.horizons import by_horizon as by_horizon
    from trustgame.solve.respond import best_response as best_response
    from trustgame.stage import StageGame as StageGame

# Where each public name lives; None for a room that is public itself.
_HOMES: dict[str, str] = {
    "plot": "",
    "strategies": "",
    "Automaton": "automata",
    "Recipe": "automata",
    "memory_one": "automata",
    "minimise": "automata",
    "reactive": "automata",
    "between": "curves",
    "per_role": "curves",
    "step": "curves",
    "values": "curves",
    "OutputError": "exceptions",
    "PlayerError": "exceptions",
    "RefusedError": "exceptions",
    "SpecificationError": "exceptions",
    "TrustgameError": "exceptions",
    "TrustGame": "game",
    "time_depth_map": "maps",
    "Relationship": "relationship",
    "best_response": "solve.respond",
    "is_equilibrium": "solve.equilibrium",
    "critical_continuation": "solve.critical",
    "continuation_windows": "solve.critical",
    "by_horizon": "solve.horizons",
    "evaluate": "solve.evaluate",
    "StageGame": "stage",
}

__all__ = ["__version__", *_HOMES]

_registry.offer("plot", lambda: import_module("trustgame.plot"))


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'trustgame' has no attribute {name!r}")
    if not _HOMES[name]:
        return import_module(f"trustgame.{name}")
    value = getattr(import_module(f"trustgame.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)


class _FrontDoor(ModuleType):
    """Keeps a function's name for the function where a room has the same name."""

    def __setattr__(self, name: str, value: Any) -> None:
        if isinstance(value, ModuleType) and _HOMES.get(name):
            return
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _FrontDoor
