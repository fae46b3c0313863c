"""Tables of a file as frozen values: they hash, compare, and go back to plain ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from trustgame.exceptions import SpecificationError

__all__ = ["Table", "as_table", "plain"]


class Table(Mapping[str, Any]):
    """A mapping that cannot be changed; nested tables and lists are frozen too.

    Examples
    --------
    >>> one, same = Table({"a": 1, "b": [2, {"c": 3}]}), Table({"b": [2, {"c": 3}], "a": 1})
    >>> one == same, hash(one) == hash(same), plain(one)
    (True, True, {'a': 1, 'b': [2, {'c': 3}]})
    """

    __slots__ = ("_items",)

    def __init__(self, items: Mapping[str, Any]) -> None:
        self._items = {str(key): _frozen(value) for key, value in items.items()}

    def __getitem__(self, key: str) -> Any:
        return self._items[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __hash__(self) -> int:
        return hash(frozenset(self._items.items()))

    def __repr__(self) -> str:
        return f"Table({self._items!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return Table, (self._items,)


def _frozen(value: Any) -> Any:
    """Return a value that cannot be changed."""
    if isinstance(value, Table):
        return value
    if isinstance(value, Mapping):
        return Table(value)
    if isinstance(value, list | tuple):
        return tuple(_frozen(part) for part in value)
    return value


def plain(value: Any) -> Any:
    """Return frozen tables as dictionaries and lists."""
    if isinstance(value, Mapping):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    return value


def as_table(key: str, value: Any) -> Mapping[str, Any]:
    """Return a value that must be a table."""
    if not isinstance(value, Mapping):
        raise SpecificationError(f"`{key}` must be a table of keys; got {value!r}.")
    return value
