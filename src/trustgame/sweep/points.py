"""The points of a grid: their values, their texts, their seeds."""

from __future__ import annotations

import hashlib
import inspect
import math
import numbers
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from trustgame import _validate as check
from trustgame.exceptions import SpecificationError
from trustgame.sweep.identity import text_of

__all__ = ["RESERVED", "Grid", "check_call", "plain"]

#: Columns of a sweep's table that no name of a grid and no result may take.
RESERVED = ("point", "error")


@dataclass(frozen=True, eq=False)
class Grid:
    """Named lists of values; a point is one of each, the last name changing fastest."""

    values: tuple[tuple[str, tuple[Any, ...]], ...]

    @classmethod
    def of(cls, over: Any) -> Grid:
        """Check what a user wrote and return it as a grid."""
        if not isinstance(over, Mapping) or not over:
            raise SpecificationError(
                "`over` must name at least one list of values, as "
                f"{{'rounds': [1, 10, 100]}}; got {over!r}."
            )
        return cls(
            tuple((_name(name), _listed(name, given)) for name, given in over.items())
        )

    @property
    def names(self) -> tuple[str, ...]:
        """The names, in order."""
        return tuple(name for name, _ in self.values)

    @property
    def shape(self) -> tuple[int, ...]:
        """Number of values of each name."""
        return tuple(len(values) for _, values in self.values)

    def __len__(self) -> int:
        return math.prod(self.shape)

    def point(self, index: int) -> dict[str, Any]:
        """Return the values of one point by name."""
        at = np.unravel_index(index, self.shape)
        return {name: values[i] for (name, values), i in zip(self.values, at, strict=True)}

    @cached_property
    def texts(self) -> dict[str, list[str]]:
        """Every value as a text that is the same in every process and run."""
        return {
            name: [text_of(f"over[{name!r}]", value) for value in values]
            for name, values in self.values
        }

    def seed(self, key: int, index: int) -> int:
        """Return a point's own seed: a function of the key and its values alone."""
        at = np.unravel_index(index, self.shape)
        pairs = sorted(
            (name, self.texts[name][i]) for name, i in zip(self.names, at, strict=True)
        )
        digest = hashlib.sha256(repr((key, pairs)).encode()).digest()
        return int.from_bytes(digest[:8], "big") >> 1

    def columns(self, indices: Iterable[int]) -> dict[str, list[Any]]:
        """Return the values at some points by name, as a table can hold them."""
        at = np.unravel_index(np.array(list(indices), dtype=np.int64), self.shape)
        return {
            name: [plain(values[i]) for i in rows]
            for (name, values), rows in zip(self.values, at, strict=True)
        }


def plain(value: Any) -> Any:
    """Return a value as a table can hold it: a number, a text, or a thing's name."""
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, bool | int | float | str):
        return value
    name = getattr(value, "name", None) or getattr(value, "__name__", None)
    return name if isinstance(name, str) else repr(value)


def check_call(measure: Any, grid: Grid, seed: Any) -> bool:
    """Check that the measure can be called at every point; tell whether it takes a seed."""
    if not callable(measure):
        raise SpecificationError(f"`measure` must be a function; got {measure!r}.")
    called = getattr(measure, "__name__", type(measure).__name__)
    parameters = _parameters(measure)
    if parameters is None:
        return False
    wants = "seed" in parameters and parameters["seed"].kind not in _BY_POSITION
    if "seed" in grid.names and seed is not None:
        raise SpecificationError(
            "`seed` must come from `over` or from `seed=`, not from both. Leave one out."
        )
    if seed is not None and not wants:
        raise SpecificationError(
            f"`seed` was given, and '{called}' has no argument `seed`. Add one, or leave "
            "seed= out."
        )
    names = {*grid.names, *(("seed",) if seed is not None else ())}
    open_ended = any(p.kind is p.VAR_KEYWORD for p in parameters.values())
    for name in names:
        taken = name in parameters and parameters[name].kind not in _BY_POSITION
        if not taken and not open_ended:
            raise SpecificationError(
                f"`over` names '{name}', and '{called}' has no argument of that name."
                + check.suggest(name, parameters)
            )
    for name, parameter in parameters.items():
        fixed = parameter.kind in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL)
        if not fixed and parameter.default is parameter.empty and name not in names:
            if name == "seed":
                raise SpecificationError(
                    f"`seed` is needed: '{called}' takes one. Any whole number will do, as "
                    "seed=1; every point gets its own from it."
                )
            raise SpecificationError(
                f"`over` must name every argument of '{called}'; '{name}' is missing. Give "
                "it a list of one value, or a default."
            )
    return wants and seed is not None


_BY_POSITION = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.VAR_POSITIONAL)


def _parameters(measure: Callable[..., Any]) -> Mapping[str, inspect.Parameter] | None:
    """Return the parameters of a function; None if Python does not know them."""
    try:
        return inspect.signature(measure).parameters
    except (TypeError, ValueError):
        return None


def _name(name: Any) -> str:
    """Return the name of a grid's list."""
    if not isinstance(name, str) or not name.isidentifier():
        raise SpecificationError(
            f"`over` must name arguments of the measure; got the name {name!r}."
        )
    if name in RESERVED:
        raise SpecificationError(
            f"`over` cannot use the name '{name}': the table has a column of that name."
        )
    return name


def _listed(name: str, given: Any) -> tuple[Any, ...]:
    """Return one name's values, which must differ."""
    if isinstance(given, str | bytes | Mapping) or not isinstance(given, Iterable):
        raise SpecificationError(
            f"`over[{name!r}]` must list values; got {given!r}. One alone: [that one]."
        )
    values = tuple(v.item() if isinstance(v, np.generic) else v for v in given)
    if not values:
        raise SpecificationError(
            f"`over[{name!r}]` must list at least one value; got none."
        )
    seen: set[Any] = set()
    for i, value in enumerate(values):
        if isinstance(value, numbers.Real) and value != value:
            raise SpecificationError(f"`over[{name!r}][{i}]` must be a number; got nan.")
        try:
            key = (isinstance(value, bool), value)  # True is not the number 1
            twice = key in seen
            seen.add(key)
        except TypeError:  # it may change, so it cannot be looked up
            twice = any(value is other or _equal(value, other) for other in values[:i])
        if twice:
            raise SpecificationError(
                f"`over[{name!r}]` must list different values; {plain(value)!r} comes "
                "twice."
            )
    return values


def _equal(one: Any, other: Any) -> bool:
    """Tell whether two values are the same; arrays and the like never are."""
    try:
        return type(one) is type(other) and bool(one == other)
    except (TypeError, ValueError):
        return False
