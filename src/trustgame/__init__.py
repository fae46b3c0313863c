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
    from trustgame import scenarios as scenarios
    from trustgame import strategies as strategies
    from trustgame.automata import Automaton as Automaton
    from trustgame.automata import Recipe as Recipe
    from trustgame.automata import compose as compose
    from trustgame.automata import equivalent as equivalent
    from trustgame.automata import memory_one as memory_one
    from trustgame.automata import minimise as minimise
    from trustgame.automata import reactive as reactive
    from trustgame.automata import tell_apart as tell_apart
    from trustgame.automata import to_mermaid as to_mermaid
    from trustgame.catalogue import properties as properties
    from trustgame.curves import between as between
    from trustgame.curves import per_role as per_role
    from trustgame.curves import step as step
    from trustgame.curves import values as values
    from trustgame.deals import Deal as Deal
    from trustgame.deals import Labels as Labels
    from trustgame.deals import SideLabels as SideLabels
    from trustgame.deals.words import speaking as speaking
    from trustgame.evolve.ess import is_ess as is_ess
    from trustgame.evolve.finite.populations import moran as moran
    from trustgame.evolve.finite.populations import (
        pairwise_comparison as pairwise_comparison,
    )
    from trustgame.evolve.finite.truncation import truncation as truncation
    from trustgame.evolve.fixation import fixation_probability as fixation_probability
    from trustgame.evolve.fixation import invasions as invasions
    from trustgame.evolve.replicator import replicator as replicator
    from trustgame.evolve.stability import equilibria as equilibria
    from trustgame.evolve.stationary import stationary as stationary
    from trustgame.exceptions import OutputError as OutputError
    from trustgame.exceptions import PlayerError as PlayerError
    from trustgame.exceptions import RefusedError as RefusedError
    from trustgame.exceptions import SpecificationError as SpecificationError
    from trustgame.exceptions import TrustgameError as TrustgameError
    from trustgame.game import TrustGame as TrustGame
    from trustgame.interop import AxelrodPlayer as AxelrodPlayer
    from trustgame.interop import from_axelrod as from_axelrod
    from trustgame.interop import to_axelrod as to_axelrod
    from trustgame.maps.one_ten_hundred import one_ten_hundred as one_ten_hundred
    from trustgame.maps.time_depth import time_depth_map as time_depth_map
    from trustgame.relationship import Relationship as Relationship
    from trustgame.scenarios import scenario as scenario
    from trustgame.scenarios.spec import Scenario as Scenario
    from trustgame.simulate.play import play as play
    from trustgame.simulate.simulate import simulate as simulate
    from trustgame.solve.critical import continuation_windows as continuation_windows
    from trustgame.solve.critical import critical_continuation as critical_continuation
    from trustgame.solve.equilibrium import is_equilibrium as is_equilibrium
    from trustgame.solve.evaluate import evaluate as evaluate
    from trustgame.solve.fingerprint import fingerprint as fingerprint
    from trustgame.solve.horizons import by_horizon as by_horizon
    from trustgame.solve.payoff_set import payoff_set as payoff_set
    from trustgame.solve.respond import best_response as best_response
    from trustgame.stage import StageGame as StageGame
    from trustgame.strategies.end_aware import threshold as threshold
    from trustgame.strategies.reciprocal import generous_tit_for_tat as generous_tit_for_tat
    from trustgame.strategies.zero_determinant import equalizer as equalizer
    from trustgame.strategies.zero_determinant import zero_determinant as zero_determinant
    from trustgame.sweep import sweep as sweep
    from trustgame.tournament import round_robin as round_robin
    from trustgame.workshop import workshop as workshop
    from trustgame.workshop.explore import Explorer as Explorer
    from trustgame.workshop.explore import explore as explore

#: The public names by the module in which they live; rooms under "" are public themselves.
_ROOMS: dict[str, tuple[str, ...]] = {
    "": ("plot", "scenarios", "strategies"),
    "automata": (
        "Automaton",
        "Recipe",
        "compose",
        "equivalent",
        "memory_one",
        "minimise",
        "reactive",
        "tell_apart",
        "to_mermaid",
    ),
    "catalogue": ("properties",),
    "curves": ("between", "per_role", "step", "values"),
    "deals": ("Deal", "Labels", "SideLabels"),
    "deals.words": ("speaking",),
    "evolve.ess": ("is_ess",),
    "evolve.finite.populations": ("moran", "pairwise_comparison"),
    "evolve.finite.truncation": ("truncation",),
    "evolve.fixation": ("fixation_probability", "invasions"),
    "evolve.replicator": ("replicator",),
    "evolve.stability": ("equilibria",),
    "evolve.stationary": ("stationary",),
    "exceptions": (
        "OutputError",
        "PlayerError",
        "RefusedError",
        "SpecificationError",
        "TrustgameError",
    ),
    "game": ("TrustGame",),
    "interop": ("AxelrodPlayer", "from_axelrod", "to_axelrod"),
    "maps.one_ten_hundred": ("one_ten_hundred",),
    "maps.time_depth": ("time_depth_map",),
    "relationship": ("Relationship",),
    "scenarios": ("scenario",),
    "scenarios.spec": ("Scenario",),
    "simulate.play": ("play",),
    "simulate.simulate": ("simulate",),
    "solve.critical": ("continuation_windows", "critical_continuation"),
    "solve.equilibrium": ("is_equilibrium",),
    "solve.evaluate": ("evaluate",),
    "solve.fingerprint": ("fingerprint",),
    "solve.horizons": ("by_horizon",),
    "solve.payoff_set": ("payoff_set",),
    "solve.respond": ("best_response",),
    "stage": ("StageGame",),
    "strategies.end_aware": ("threshold",),
    "strategies.reciprocal": ("generous_tit_for_tat",),
    "strategies.zero_determinant": ("equalizer", "zero_determinant"),
    "sweep": ("sweep",),
    "tournament": ("round_robin",),
    "workshop": ("workshop",),
    "workshop.explore": ("Explorer", "explore"),
}
_HOMES = {name: home for home, names in _ROOMS.items() for name in names}

__all__ = ["__version__", *_HOMES]

# What a lower floor offers but only a higher one can do; loaded when first asked for.
_registry.offer("plot", lambda: import_module("trustgame.plot"))
_registry.offer("strategies", lambda: import_module("trustgame.strategies"))
_registry.offer("strategy properties", lambda: import_module("trustgame.catalogue"))
_registry.offer(
    "strategies from axelrod", lambda: import_module("trustgame.interop").from_axelrod
)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        from trustgame._validate import suggest

        near = suggest(name, __all__) or " dir(trustgame) lists what it has."
        raise AttributeError(f"module 'trustgame' has no attribute {name!r}.{near}")
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

    def __reduce__(self) -> tuple[Any, ...]:
        return import_module, (self.__name__,)  # a module is not carried but named


sys.modules[__name__].__class__ = _FrontDoor
