"""Who plays in a round robin, and how each pair is worked out."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from tqdm.auto import tqdm

from trustgame import _language, _random
from trustgame import _validate as check
from trustgame.automata import Automaton, Recipe
from trustgame.exceptions import RefusedError, SpecificationError
from trustgame.game import TrustGame
from trustgame.solve.table import pair_table
from trustgame.strategies import find, name_of, names, resolve
from trustgame.tournament.league import MEASURES, League
from trustgame.typing import Role, Seed

__all__ = ["round_robin"]


def round_robin(
    game: TrustGame,
    buyers: Iterable[Any] | None = None,
    sellers: Iterable[Any] | None = None,
    *,
    matches: int = 1000,
    seed: Seed | None = None,
    progress: bool = False,
) -> League:
    """Let every buyer meet every seller.

    Parameters
    ----------
    game : TrustGame
        The game all pairs play.
    buyers : iterable of strategies, optional
        B automata, names or custom players; every strategy of the catalogue that this game
        admits unless given.
    sellers : iterable of strategies, optional
        S of them; the same as the buyers unless given.
    matches : int
        Matches of each pair that must be sampled.
    seed : int or numpy.random.Generator
        Needed only where a pair must be sampled.
    progress : bool
        Whether to show a progress bar over sampled pairs.

    Returns
    -------
    League
        Tables [buyers x sellers] of payoff, utility, cooperation, length and depth.

    Raises
    ------
    UnknownNameError
        If a name is nobody's.
    SpecificationError
        If a side is empty or a name comes twice, or a seed is needed and not given.
    RefusedError
        If a pair must be sampled and its play may never end.

    Notes
    -----
    Exact pairs are solved in one compiled call: some microseconds each for memory-one
    strategies over a few hundred rounds.

    References
    ----------
    .. [1] Axelrod, R. (1984). *The Evolution of Cooperation*. Basic Books. Chapter 2.

    Examples
    --------
    >>> from trustgame.stage import StageGame
    >>> game = TrustGame(StageGame.prisoners_dilemma(), rounds=10)
    >>> league = round_robin(game, ["tit_for_tat"], ["tit_for_tat", "always_defect"])
    >>> league.payoff_buyer
    seller       tit_for_tat  always_defect
    buyer
    tit_for_tat          3.0            0.9
    """
    if not isinstance(game, TrustGame):
        raise SpecificationError(f"`game` must be a TrustGame; got {game!r}.")
    matches = check.count("matches", matches, 1)
    buyers = None if buyers is None else _listed("buyers", buyers)
    sellers = buyers if sellers is None else _listed("sellers", sellers)
    rows = _players("buyers", buyers, game, "buyer")
    columns = _players("sellers", sellers, game, "seller")
    B, S = len(rows), len(columns)
    solved = [
        [i for i, p in enumerate(side) if isinstance(p, Automaton)]
        for side in (rows, columns)
    ]
    exact = np.zeros((B, S), dtype=bool)
    exact[np.ix_(*solved)] = True
    tables = {name: np.zeros((B, S, 2)) for name in MEASURES}
    errors = {name: np.zeros((B, S, 2)) for name in MEASURES}
    lengths, depths = np.zeros((B, S)), np.zeros((B, S))
    if exact.any():
        pairs = pair_table(
            game, [rows[i] for i in solved[0]], [columns[i] for i in solved[1]]
        )
        for name in MEASURES:
            tables[name][exact] = getattr(pairs, name).reshape(-1, 2)
        lengths[exact], depths[exact] = pairs.length.ravel(), pairs.depth.ravel()
    key: int | None = None
    if not exact.all():
        key = _whole_seed(seed, rows, columns)
        meet = _sampler()
        told = _language.say("progress.round_robin")
        for b, s in tqdm(np.argwhere(~exact), told, disable=not progress):
            both = name_of(rows[b]), name_of(columns[s])
            cell = meet(
                game, rows[b], columns[s], matches=matches, seed=_cell_seed(key, *both)
            )
            for name in MEASURES:
                tables[name][b, s], errors[name][b, s] = getattr(cell, name), cell.se[name]
            lengths[b, s] = cell.length.mean()
            depths[b, s] = cell.depth @ np.arange(game.depths)
    return League(
        game=game,
        buyers=rows,
        sellers=columns,
        buyer_names=tuple(map(name_of, rows)),
        seller_names=tuple(map(name_of, columns)),
        payoff=tables["payoff"],
        utility=tables["utility"],
        cooperation_by_role=tables["cooperation"],
        lengths=lengths,
        depths=depths,
        exact=exact,
        se=errors,
        matches=matches,
        seed=key,
    )


def _listed(argument: str, given: Any) -> list[Any]:
    """Return one side's strategies as they were given, at least one."""
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise SpecificationError(
            f"`{argument}` must list strategies; got {given!r}. One alone: [that one]."
        )
    listed = list(given)
    if not listed:
        raise SpecificationError(f"`{argument}` must list at least one strategy; got none.")
    return listed


def _players(
    argument: str, given: Sequence[Any] | None, game: TrustGame, role: Role
) -> tuple[Any, ...]:
    """Return one side's players, automata where they are that; names must differ."""
    if given is None:
        players = _admitted(game, role)
    else:
        players = [_seated(p, game, role, f"{argument}[{i}]") for i, p in enumerate(given)]
    seen: dict[str, int] = {}
    for i, name in enumerate(map(name_of, players)):
        if name in seen:
            raise SpecificationError(
                f"`{argument}` must have different names; '{name}' is both "
                f"[{seen[name]}] and [{i}]. Give one another: strategy.replace(name=...)."
            )
        seen[name] = i
    return tuple(players)


def _admitted(game: TrustGame, role: Role) -> list[Any]:
    """Return every strategy of the catalogue that has a meaning in a game."""
    found = []
    for name in names():
        try:
            found.append(_seated(name, game, role, name))
        except RefusedError:
            continue
    return found


def _seated(player: Any, game: TrustGame, role: Role, argument: str) -> Any:
    """Return a player as an automaton if it is one, or as the custom player it is."""
    found = find(player) if isinstance(player, str) else player
    if isinstance(found, Automaton | Recipe):
        return resolve(found, game, role, argument=argument)
    if not callable(getattr(found, "act", found)):
        raise SpecificationError(
            f"`{argument}` must be a strategy, its name or a callable; got {found!r}."
        )
    return found


def _whole_seed(seed: Seed | None, rows: Sequence[Any], columns: Sequence[Any]) -> int:
    """Return the seed as a number that makes the league again."""
    if seed is None:
        custom = next(p for p in (*rows, *columns) if not isinstance(p, Automaton))
        raise SpecificationError(
            f"`seed` is needed: '{name_of(custom)}' is no finite automaton, so "
            "its pairs are sampled. Any whole number will do, as seed=1."
        )
    return _random.whole(seed)


def _cell_seed(seed: int, buyer: str, seller: str) -> int:
    """Return the seed of one cell, made from the league's and the two names."""
    words = [seed, zlib.crc32(buyer.encode()), zlib.crc32(seller.encode())]
    return int(np.random.SeedSequence(words).generate_state(1, np.uint64)[0])


def _sampler() -> Callable[..., Any]:
    """Return what samples a pair."""
    from trustgame.simulate.simulate import simulate

    sample: Callable[..., Any] = simulate
    return sample
