"""What makes two sweeps the same: texts of values, and a hash of what a function does."""

from __future__ import annotations

import dis
import functools
import hashlib
import inspect
import re
import textwrap
import types
from collections.abc import Callable
from typing import Any

import numpy as np

from trustgame.exceptions import SpecificationError

__all__ = ["name_of", "source_of", "text_of"]

_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")


def text_of(where: str, value: Any) -> str:
    """Return a value as a text that is the same in every process and every run."""
    text = _text(value)
    if text is None:
        raise SpecificationError(
            f"`{where}` must hold values that another run can tell apart, for `seed=` and "
            f"`store=`; {value!r} only has an address. Use names, and look the thing up "
            "inside the measure."
        )
    return text


def _text(value: Any) -> str | None:
    """Return a lasting text of a value, or None if it has none."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        value = int(value)  # 1 and 1.0 are the same point
    if isinstance(value, np.ndarray):
        content = hashlib.sha256(value.tobytes()).hexdigest()
        return f"array {value.dtype} {value.shape} {content}"
    if isinstance(value, types.FunctionType | functools.partial):
        return f"{name_of(value)} {source_of(value)}"
    if isinstance(value, set | frozenset):
        return f"set {sorted(map(repr, value))}"
    text = repr(value)
    return None if _ADDRESS.search(text) else text


def name_of(measure: Any) -> str:
    """Return the qualified name of a function or callable."""
    if isinstance(measure, functools.partial):
        return f"partial of {name_of(measure.func)}"
    owner = measure if hasattr(measure, "__qualname__") else type(measure)
    return f"{owner.__module__}.{owner.__qualname__}"


def source_of(measure: Callable[..., Any]) -> str:
    """Return a hash of a function's source and of what it reads around itself.

    Counted in: default values, and what it closes over or reads in its own module:
    functions by their source, values that cannot change (numbers, texts, tuples, specs) by
    their text. Lists, counters and other things that change while it runs are left out.
    """
    found = hashlib.sha256()
    for part in _parts(measure, set()):
        found.update(part.encode() + b"\0")
    return found.hexdigest()[:32]


def _parts(thing: Any, seen: set[int]) -> list[str]:
    """Return the texts that tell what a callable does."""
    if id(thing) in seen:
        return []
    seen.add(id(thing))
    if isinstance(thing, functools.partial):
        settings = [
            *map(str, thing.args),
            *(f"{k}={_text(v)}" for k, v in thing.keywords.items()),
        ]
        return ["partial", *settings, *_parts(thing.func, seen)]
    if isinstance(thing, types.MethodType):
        return [_text(thing.__self__) or "", *_parts(thing.__func__, seen)]
    thing = inspect.unwrap(thing)
    code = getattr(thing, "__code__", None)
    if code is None:
        return [_source(type(thing)) if not isinstance(thing, type) else _source(thing),
                _text(thing) or ""]  # fmt: skip
    parts = [_source(thing) or code.co_code.hex() + repr(code.co_consts)]
    parts += [_text(value) or "" for value in thing.__defaults__ or ()]
    parts += [f"{k}={_text(v)}" for k, v in (thing.__kwdefaults__ or {}).items()]
    around: dict[str, Any] = {}
    for name, cell in zip(code.co_freevars, thing.__closure__ or (), strict=False):
        try:
            around[name] = cell.cell_contents
        except ValueError:  # not filled yet
            continue
    used, changed = _names(code)
    for name in used:
        if name in thing.__globals__:
            around.setdefault(name, thing.__globals__[name])
    for name, value in sorted(around.items()):
        if name not in changed:
            parts += [name, *_around(value, thing.__module__, seen)]
    return parts


def _names(code: types.CodeType) -> tuple[set[str], set[str]]:
    """Return the names that code reads and those it sets, in functions within it too."""
    used = set(code.co_names)
    changed = {
        str(step.argval)
        for step in dis.get_instructions(code)
        if step.opname in ("STORE_GLOBAL", "STORE_DEREF")
    }
    for part in code.co_consts:
        if isinstance(part, types.CodeType):
            for all_of, more in zip((used, changed), _names(part), strict=True):
                all_of |= more
    return used, changed


def _around(value: Any, module: str, seen: set[int]) -> list[str]:
    """Return the texts of something that a function reads."""
    if isinstance(value, types.ModuleType):
        return [value.__name__]
    if isinstance(value, types.FunctionType | type):
        if value.__module__ != module:
            return [f"{value.__module__}.{value.__qualname__}"]
        return _parts(value, seen) if not isinstance(value, type) else [_source(value)]
    try:
        hash(value)
    except TypeError:
        return [type(value).__qualname__]
    return [_text(value) or type(value).__qualname__]


def _source(thing: Any) -> str:
    """Return the source text of a function or class; nothing where there is none."""
    try:
        return textwrap.dedent(inspect.getsource(thing))
    except (OSError, TypeError):
        return ""
