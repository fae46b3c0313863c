"""What an automaton is: states, moves, and the checks they must pass."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache, partial
from typing import Any, NamedTuple

import numpy as np

from trustgame import _files
from trustgame import _validate as check
from trustgame._validate import frozen
from trustgame.curves import Curve, as_curve, curve_from_plain, curve_to_plain, read
from trustgame.exceptions import SpecificationError
from trustgame.game import TrustGame
from trustgame.relationship import nearest_level
from trustgame.typing import FloatArray, IntArray

__all__ = ["Automaton", "AutomatonArrays", "memory_one", "reactive"]

_probability = partial(check.interval, low=0, high=1)


class AutomatonArrays(NamedTuple):
    """An automaton's numbers at given depths, read-only; L depths, X states."""

    cooperate: FloatArray  #: [L, X] P(intends C)
    leave: FloatArray  #: [L, X] P(walks away before the round)
    next_state: IntArray  #: [L, X, 2, 2] by own actual action and partner's action as seen


@dataclass(frozen=True, slots=True)
class Automaton:
    """A finite-state strategy.

    Parameters
    ----------
    name : str
        What charts and tables call it.
    cooperate : numbers or curves [X]
        Probability of intending C in each state.
    next_state : whole numbers
        ``[X, 2]`` by the partner's action as seen; ``[X, 2, 2]`` by own actual action and
        the partner's as seen; ``[L, X, 2, 2]`` by depth too (nearest level elsewhere).
    start : int
        The first state.
    leave : numbers or curves [X], optional
        Probability of walking away before the round; 0 unless given.
    end_rounds : int
        Intend D in the last so many rounds, if the game says how many there are.

    Raises
    ------
    SpecificationError
        If shapes do not fit or a value breaks its rule; ``leave`` of the start state must
        stay below 1 at the first depth, or nothing would ever be played.

    Examples
    --------
    >>> Automaton("copycat", cooperate=(1, 0), next_state=((0, 1), (0, 1))).n_states
    2
    """

    name: str
    cooperate: tuple[Curve, ...]
    next_state: tuple[Any, ...]
    start: int = 0
    leave: tuple[Curve, ...] = ()
    end_rounds: int = 0

    def __post_init__(self) -> None:
        put = partial(object.__setattr__, self)
        check.text("name", self.name)
        put("cooperate", _curves(f"{self.name}.cooperate", self.cooperate))
        n = self.n_states
        empty = isinstance(self.leave, Sequence) and not len(self.leave)
        leave = (0.0,) * n if empty else self.leave
        put("leave", _curves(f"{self.name}.leave", leave))
        if len(self.leave) != n:
            raise SpecificationError(
                f"`{self.name}.leave` must have one entry per state ({n}); "
                f"got {len(self.leave)}."
            )
        put("next_state", _next_state(f"{self.name}.next_state", self.next_state, n))
        put("start", check.count(f"{self.name}.start", self.start, 0))
        if self.start >= n:
            raise SpecificationError(
                f"`{self.name}.start` must be a state from 0 to {n - 1}; got {self.start}."
            )
        put("end_rounds", check.count(f"{self.name}.end_rounds", self.end_rounds, 0))
        first = self.leave[self.start]
        if min((first,) if isinstance(first, float) else first.knots) == 1:
            raise SpecificationError(_never_begins(self.name, self.start))

    @property
    def n_states(self) -> int:
        """Number of states X."""
        return len(self.cooperate)

    @property
    def moves_by_depth(self) -> bool:
        """Whether ``next_state`` has an axis of depths, [L, X, 2, 2]."""
        return isinstance(self.next_state[0][0][0], tuple)

    def arrays(self, positions: FloatArray) -> AutomatonArrays:
        """Return the numbers at depths of those positions [L]."""
        return _arrays(self, tuple(np.asarray(positions, dtype=float).tolist()))

    def must_begin(self, game: TrustGame) -> None:
        """Refuse a game at whose first depth the player leaves before playing."""
        at = game.arrays().positions[[game.relationship.start]]
        if self.arrays(at).leave[0, self.start] == 1:
            raise SpecificationError(_never_begins(self.name, self.start))

    def replace(self, **changes: Any) -> Automaton:
        """Return the automaton with some fields changed."""
        check.known_keys("replace", changes, (field.name for field in fields(self)))
        return replace(self, **changes)

    def to_dict(self) -> dict[str, Any]:
        """Return the spec as plain numbers and lists."""
        return {
            "name": self.name,
            "cooperate": [curve_to_plain(c) for c in self.cooperate],
            "next_state": np.array(self.next_state).tolist(),
            "start": self.start,
            "leave": [curve_to_plain(c) for c in self.leave],
            "end_rounds": self.end_rounds,
        }

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any], where: str = "automaton") -> Automaton:
        """Return the automaton of a plain table; the reverse of ``to_dict``."""
        names = [field.name for field in fields(cls)]
        check.known_keys(where, plain, names, required=("name", "cooperate", "next_state"))
        read_in = dict(plain)
        for key in ("cooperate", "leave"):
            if isinstance(plain.get(key), list):
                read_in[key] = tuple(
                    curve_from_plain(f"{where}.{key}[{i}]", c)
                    for i, c in enumerate(plain[key])
                )
        return cls(**read_in)

    def to_toml(self, path: str | os.PathLike[str] | None = None) -> str:
        """Return the spec as TOML, and write it to ``path`` if given."""
        return _files.write_toml(self.to_dict(), path)

    @classmethod
    def from_toml(cls, source: str | os.PathLike[str]) -> Automaton:
        """Return the automaton of a TOML file, or of text with a line break."""
        plain, name = _files.read_toml(source)
        return cls.from_dict(plain, name)

    def to_text(self) -> str:
        """Return the automaton in a few lines for people, as ``automata.text`` has them.

        Examples
        --------
        >>> print(Automaton("copycat", (1, 0), ((0, 1), (0, 1))).to_text())
        copycat
        > 0: C | C>0 D>1
          1: D | C>0 D>1
        """
        from trustgame.automata.text import write

        return write(self)

    @classmethod
    def from_text(cls, text: str) -> Automaton:
        """Return the automaton of such lines; the reverse of ``to_text``, without loss."""
        from trustgame.automata.text import read

        return read(text)


def memory_one(
    p_CC: Curve,
    p_CD: Curve,
    p_DC: Curve,
    p_DD: Curve,
    *,
    first: Curve = 1.0,
    name: str = "memory-one",
) -> Automaton:
    """Return the strategy that reacts to the last round only.

    Parameters
    ----------
    p_CC, p_CD, p_DC, p_DD : number or curve
        P(intends C) after each outcome, own actual action first, partner's as seen second.
    first : number or curve
        P(intends C) in the first round.
    name : str
        What charts and tables call it.

    Examples
    --------
    >>> memory_one(1, 0, 0, 1, name="win-stay lose-shift").cooperate
    (1.0, 0.0, 0.0, 1.0, 1.0)
    """
    row = ((0, 1), (2, 3))
    return Automaton(name, (p_CC, p_CD, p_DC, p_DD, first), (row,) * 5, start=4)


def reactive(
    p_C: Curve, p_D: Curve, *, first: Curve = 1.0, name: str = "reactive"
) -> Automaton:
    """Return the strategy that reacts to the partner's last action only.

    Examples
    --------
    >>> reactive(1, 1 / 3).n_states
    3
    """
    return Automaton(name, (p_C, p_D, first), ((0, 1),) * 3, start=2)


def _never_begins(name: str, start: int) -> str:
    """Return what to say to a player who leaves at once."""
    return (
        f"`{name}.leave` must stay below 1 in the start state {start}; got 1. "
        "A player who never begins has no match to report."
    )


def _curves(name: str, value: Any) -> tuple[Curve, ...]:
    """Return probabilities or curves of them as a tuple."""
    if (
        isinstance(value, str)
        or not isinstance(value, Sequence | np.ndarray)
        or not len(value)
    ):
        raise SpecificationError(
            f"`{name}` must list one probability or curve per state; got {value!r}."
        )
    return tuple(
        as_curve(f"{name}[{i}]", part, _probability) for i, part in enumerate(value)
    )


def _next_state(name: str, value: Any, n: int) -> tuple[Any, ...]:
    """Return moves as tuples [X, 2, 2], or [L, X, 2, 2] where depth matters."""
    try:
        table = np.array(value)
    except ValueError:
        table = np.empty(0)
    if table.dtype.kind == "f" and table.size and (table == np.floor(table)).all():
        table = table.astype(np.int64)
    if table.ndim == 2 and table.shape == (n, 2):
        table = np.repeat(table[:, None], 2, axis=1)
    fits = table.shape == (n, 2, 2) or (table.ndim == 4 and table.shape[1:] == (n, 2, 2))
    if not fits or table.dtype.kind not in "iu" or not table.size:
        raise SpecificationError(
            f"`{name}` must be whole numbers of shape [{n}, 2] (partner's action as seen), "
            f"[{n}, 2, 2] (own action, partner's) or [depths, {n}, 2, 2]; got {value!r}."
        )
    if table.min() < 0 or table.max() >= n:
        bad = int(table.min() if table.min() < 0 else table.max())
        raise SpecificationError(f"`{name}` must name states from 0 to {n - 1}; got {bad}.")
    moves: tuple[Any, ...] = frozen(table.tolist())
    return moves


@lru_cache(maxsize=4096)
def _arrays(automaton: Automaton, positions: tuple[float, ...]) -> AutomatonArrays:
    """Return the arrays of an automaton at given positions, made once."""
    at = np.array(positions)
    table = np.array(automaton.next_state, dtype=np.int64)
    if table.ndim == 3:
        table = np.repeat(table[None], len(at), axis=0)
    else:
        table = table[[nearest_level(d, len(table)) for d in positions]]
    arrays = AutomatonArrays(
        cooperate=np.stack([read(c, at) for c in automaton.cooperate], axis=1),
        leave=np.stack([read(c, at) for c in automaton.leave], axis=1),
        next_state=table,
    )
    for array in arrays:
        array.flags.writeable = False
    return arrays
