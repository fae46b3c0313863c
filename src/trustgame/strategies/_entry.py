"""What the catalogue records of a strategy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from trustgame import _language
from trustgame.automata import Automaton, Recipe


@dataclass(frozen=True, slots=True)
class Entry:
    """A strategy with what to say of it; its words stand in the language's file."""

    strategy: Automaton | Recipe  #: its definition
    source: str  #: where it was first described
    aliases: tuple[str, ...] = ()  #: what other literatures call the same strategy
    axelrod: str = (
        ""  #: its class in Axelrod-Python, which plays action for action the same
    )
    axelrod_settings: tuple[tuple[str, Any], ...] = ()  #: what that class is made with
    family: str = ""  #: filled in by the catalogue

    @property
    def name(self) -> str:
        """The name under which it is listed."""
        return self.strategy.name

    @property
    def called(self) -> str:
        """What charts call it, where a room has no words of its own."""
        return _language.character(self.name, "name")

    @property
    def theory(self) -> str:
        """What it does, in one sentence for a theorist."""
        return _language.character(self.name, "theory")

    @property
    def sales(self) -> str:
        """What it does, in one sentence for a sales room."""
        return _language.character(self.name, "sales")
