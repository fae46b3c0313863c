"""Axelrod's players at our table: as exact automata where they are finite, else as guests.

Three kinds of players are *read*: finite-state machines, memory-one and memory-two
vectors, lookup tables. All others are *asked* what they would do after chosen histories,
and the automaton is learned from the answers. Either way the automaton then plays beside
the player, in matches with many kinds of partners and with slips of the player's own hand;
where they differ once, what was learned is corrected or the player is no automaton for us.

A player of which Axelrod's memory-one letters speak reacts to its own *realised* action
first, then to the partner's, as ours do.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from trustgame.automata import Automaton, Recipe, minimise
from trustgame.exceptions import RefusedError
from trustgame.game import TrustGame
from trustgame.interop.guest import AxelrodPlayer, mould
from trustgame.interop.learning import NotFinite
from trustgame.interop.library import PREFIX, library, player_of
from trustgame.interop.verdicts import NOT_FINITE
from trustgame.stage import StageGame
from trustgame.typing import Role

__all__ = ["from_axelrod"]

_MOST_STATES = 250
# Another dilemma, to see who listens to the payoffs.
_OTHER = TrustGame(StageGame.prisoners_dilemma(T=7, R=4, P=2, S=-1))
_USUAL = TrustGame(StageGame.prisoners_dilemma())


def from_axelrod(player: Any, *, exact: bool = True) -> Automaton | Recipe | AxelrodPlayer:
    """Return one of Axelrod's players as a player of ours.

    Parameters
    ----------
    player : str, axelrod.Player or class of them
        A strategy's name in Axelrod (``"Grudger"``, ``"axelrod:Grudger"``), its class, or
        an instance with settings of your own.
    exact : bool
        Whether to look for the automaton; False seats the player itself.

    Returns
    -------
    Automaton
        If it is one, of at most 250 states: minimised, and checked by replay.
    Recipe
        If it is one in every game, and another one in another: its rule reads the payoffs.
    AxelrodPlayer
        Otherwise; it plays in ``simulate`` and ``play`` only, and its ``reason`` says why.

    Raises
    ------
    UnknownNameError
        If Axelrod has no such strategy; the nearest name is offered.
    RefusedError
        If the player would look into its partner or keep something between matches; if
        Axelrod is not installed, or not in a version that was tried.
    SpecificationError
        If ``player`` is no player of Axelrod's.

    Notes
    -----
    An automaton moves on its own actual action and the partner's as seen, with trembles
    and misreadings too. Who defects in the last rounds it is told of has ``end_rounds``.

    Examples
    --------
    >>> grudger = from_axelrod("Grudger")
    >>> grudger.name, grudger.n_states
    ('axelrod:Grudger', 2)
    """
    if isinstance(player, str):
        return _named(player.removeprefix(PREFIX), exact)
    return _converted(player_of(player), exact)


@lru_cache(maxsize=1024)
def _named(name: str, exact: bool) -> Automaton | Recipe | AxelrodPlayer:
    """Return the strategy of a name, made once."""
    return _converted(player_of(name), exact)


def _converted(player: Any, exact: bool) -> Automaton | Recipe | AxelrodPlayer:
    """Return the automaton of a player, its recipe, or the player as a guest."""
    guest = AxelrodPlayer(player)
    classified = library().Classifiers
    for trait, does in _FORBIDDEN.items():
        if classified[trait](player):
            raise RefusedError(
                f"'{guest.name}' {does}, and cannot play here: a player knows its own "
                "actions and the partner's as seen, in this match."
            )
    if not exact:
        return guest
    uses = classified["makes_use_of"](player) or set()
    try:
        if guest.is_listed and (reason := NOT_FINITE.get(type(player).__name__)):
            raise NotFinite(reason)
        if classified["long_run_time"](player):
            raise NotFinite("it takes long to answer, so it was not asked for an automaton")
        automaton = _automaton(guest, _USUAL, "buyer", "length" in uses)
    except (NotFinite, RefusedError) as why:
        return AxelrodPlayer(player, reason=str(why))
    if "game" not in uses:
        return automaton
    told = _Told(guest, "length" in uses)
    try:
        listens = told(_OTHER, "buyer") != automaton
    except RefusedError:
        listens = True
    return Recipe(guest.name, told) if listens else automaton


_FORBIDDEN = {
    "manipulates_state": "keeps or changes memories that a match should leave alone",
    "manipulates_source": "changes its partner's mind",
    "inspects_source": "looks into its partner",
}


@dataclass(frozen=True)
class _Told:
    """How a player that listens to the payoffs is made in a game."""

    guest: AxelrodPlayer
    counts_down: bool

    def __call__(self, game: TrustGame, role: Role) -> Automaton:
        try:
            return _automaton(self.guest, game, role, self.counts_down)
        except NotFinite as why:
            raise RefusedError(
                f"'{self.guest.name}' is no finite automaton in this game: {why}."
            ) from None


@lru_cache(maxsize=1024)
def _automaton(
    guest: AxelrodPlayer, game: TrustGame, role: Role, counts_down: bool
) -> Automaton:
    """Return the automaton of a player in a game."""
    from trustgame.interop import _asking, _checking

    name = type(guest.player).__name__ if guest.is_listed else ""
    casts = mould(guest, game, role, is_end_told=False)
    try:
        laws, moves = _checking.machine(casts, name, _MOST_STATES)
        last = _checking.end_rounds(casts, laws, moves) if counts_down else 0
    except NotFinite:
        raise
    except Exception as error:
        raise NotFinite(f"it raised {type(error).__name__}: {error}") from error
    return minimise(
        Automaton(
            guest.name,
            cooperate=[_asking.probability(law) for law in laws],  # type: ignore[arg-type]
            next_state=[(row[:2], row[2:]) for row in moves],  # type: ignore[arg-type]
            end_rounds=last,
        )
    )
