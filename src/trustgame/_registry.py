"""Upward conveniences, kept where every floor can reach them.

A lower floor may offer what only a higher one can do (``result.plot()``, a strategy name
such as ``"axelrod:Grudger"``). It looks the service up here by name; the front door fills
the table with loaders, so nothing heavy is imported before it is used.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_services: dict[str, Callable[[], Any]] = {}


def offer(service: str, load: Callable[[], Any]) -> None:
    """Name a service and how to load it."""
    _services[service] = load


def service(name: str) -> Any:
    """Return the service of that name, loaded now; ``LookupError`` if nobody offers it."""
    return _services[name]()


def has(name: str) -> bool:
    """Tell whether anybody offers the service."""
    return name in _services
