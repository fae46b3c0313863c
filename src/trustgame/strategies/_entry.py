"""What the catalogue records of a strategy."""

from __future__ import annotations

from dataclasses import dataclass

from trustgame.automata import Automaton


@dataclass(frozen=True, slots=True)
class Entry:
    """A strategy with what to say of it."""

    automaton: Automaton
    theory: str  #: one sentence for a theorist
    sales: str  #: one sentence for a sales room
    source: str  #: where it was first described
