"""Axelrod-Python, loaded only when asked for, and its players by name."""

from __future__ import annotations

import sys
from functools import cache
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from tqdm import tqdm

from trustgame import _validate as check
from trustgame.exceptions import RefusedError, SpecificationError, UnknownNameError

__all__ = ["PREFIX", "called", "library", "player_of", "same"]

PREFIX = "axelrod:"
_WANTED = "axelrod>=4.13.1,<4.14"


@cache
def library() -> Any:
    """Return the module ``axelrod``, loaded now, with a word to the user.

    Raises
    ------
    RefusedError
        If it is not installed, or of a version that was never tried.
    """
    _must_fit(_installed())
    if "axelrod" not in sys.modules:
        tqdm.write(
            "trustgame: loading Axelrod's strategies (some seconds) ...", file=sys.stderr
        )
    return import_module("axelrod")


def player_of(player: Any) -> Any:
    """Return a new one of Axelrod's players: by name, by class, or a copy of one.

    Parameters
    ----------
    player : str, axelrod.Player or class of them
        A name is a class name or what Axelrod calls the strategy, with or without
        ``axelrod:``.
    """
    axelrod = library()
    if isinstance(player, str):
        player = _class_named(player)
    if isinstance(player, type) and issubclass(player, axelrod.Player):
        try:
            return player()
        except Exception as error:
            raise SpecificationError(
                f"`player` must say how '{player.__name__}' is made; "
                f"{player.__name__}() raised {type(error).__name__}: {error}. Give an "
                "instance in place of the class."
            ) from error
    if isinstance(player, axelrod.Player):
        return player.clone()
    raise SpecificationError(
        "`player` must be a name such as 'Grudger', a class of Axelrod's players or an "
        f"instance of one; got {player!r}."
    )


def called(player: Any) -> str:
    """Return the name a player has here: its class, and settings that are not the usual."""
    usual = type(player).init_params()
    settings = [
        f"{name}={value!r}"
        for name, value in player.init_kwargs.items()
        if name not in usual or not same(usual[name], value)
    ]
    told = f"({', '.join(settings)})" if settings else ""
    return f"{PREFIX}{type(player).__name__}{told}"


def _class_named(name: str) -> Any:
    """Return the class of a name."""
    known = _names()
    short = name.removeprefix(PREFIX)
    if short in known:
        return known[short]
    near = check.suggest(short, known)
    raise UnknownNameError(
        f"unknown strategy '{PREFIX}{short}'."
        + (near.replace("'", f"'{PREFIX}", 1) or " See axelrod.all_strategies.")
    )


@cache
def _names() -> dict[str, Any]:
    """Return all player classes by class name, then by what Axelrod calls them."""
    axelrod = library()
    classes = {kind.__name__: kind for kind in axelrod.all_strategies}
    for name, kind in vars(axelrod).items():
        if isinstance(kind, type) and issubclass(kind, axelrod.Player):
            classes.setdefault(name, kind)
    for kind in list(classes.values()):
        classes.setdefault(kind.name, kind)
    return classes


def _installed() -> str:
    """Return the version of Axelrod that is installed."""
    try:
        return version("axelrod")
    except PackageNotFoundError:
        raise RefusedError(
            "strategies of Axelrod need the package 'axelrod', which is not installed. "
            f"Install it: pip install '{_WANTED}'"
        ) from None


def _must_fit(found: str) -> None:
    """Refuse a version that was never tried."""
    numbers = tuple(int(part) for part in found.split(".")[:2] if part.isdigit())
    if not (4, 13) <= numbers < (4, 14):
        raise RefusedError(
            f"strategies of Axelrod need axelrod 4.13; version {found} is installed. "
            f"Install another: pip install '{_WANTED}'"
        )


def same(a: Any, b: Any) -> bool:
    """Tell whether two settings are the same, arrays included."""
    try:
        return a is b or bool(a == b)
    except (TypeError, ValueError):
        return False
