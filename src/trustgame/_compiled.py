"""How kernels are compiled and kept: one decorator, one cache that cannot go stale.

Every file called ``_kernels.py`` compiles its functions with ``@kernel`` and imports
nothing of trustgame but this module and other ``_kernels.py``. Compiled code is kept in the
user's cache folder, under a stamp of all kernel sources and of the versions that compiled
them. numba alone would look at the file of the function it loads and miss an edit in a
function that this one calls; here any edit to any kernel gives a new stamp.

Give a kernel one signature (the same types at every call): it then compiles once, and
processes that start together cannot mix up each other's cache.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numba
import numpy as np
from numba.core import event
from tqdm import tqdm

__all__ = ["kernel"]

_KEEP_DAYS = 60
_config: Any = numba.config
_deciding = threading.Lock()
_kernels: set[int] = set()


def kernel(function: Callable[..., Any] | None = None, /, **options: Any) -> Any:
    """Compile a function when it is first called, and keep the result for later processes.

    Parameters
    ----------
    function : callable
        Takes numbers and arrays only, and fills arrays it was given.
    **options
        What ``numba.njit`` takes (``parallel=True``, ``inline="always"``, ...).

    Returns
    -------
    callable
        The compiled function, which runs without the interpreter's lock; the function
        itself where ``NUMBA_DISABLE_JIT=1``.

    Examples
    --------
    >>> @kernel
    ... def double(x):
    ...     return 2 * x
    >>> double(21)
    42
    """
    if function is None:
        return lambda decorated: kernel(decorated, **options)
    if _config.DISABLE_JIT:
        return function
    folder = cache_folder() if Path(function.__code__.co_filename).exists() else None
    options = {
        "nogil": True,
        "error_model": "numpy",
        "cache": folder is not None,
        **options,
    }
    with _deciding:  # numba reads its cache folder while it decorates, and only then
        given = _config.CACHE_DIR
        _config.CACHE_DIR = str(folder or given)
        try:
            compiled = numba.njit(**options)(function)
        finally:
            _config.CACHE_DIR = given
    _kernels.add(id(compiled))
    _announcer()
    return compiled


@cache
def cache_folder() -> Path | None:
    """Return the folder for these sources and versions; None where none can be written."""
    try:
        base = Path(_config.CACHE_DIR) if _config.CACHE_DIR else _user_cache()
        folder = base / "trustgame" / f"kernels-{_stamp()}"
        if not folder.exists():
            folder.mkdir(parents=True, exist_ok=True)
            _forget_old(folder.parent)
        tempfile.TemporaryFile(dir=folder).close()
    except (OSError, RuntimeError):  # read-only, or nobody's home
        return None
    return folder


def _user_cache() -> Path:
    """Return where this system keeps what can be made again."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")


def _stamp() -> str:
    """Return a hash of all that decides what the kernels compile to."""
    here = Path(__file__).resolve()
    text = hashlib.sha256()
    for version in (sys.version, numba.__version__, np.__version__):
        text.update(version.encode() + b"\0")
    for source in [here, *sorted(here.parent.rglob("_kernels.py"))]:
        text.update(source.relative_to(here.parent).as_posix().encode() + b"\0")
        text.update(source.read_bytes() + b"\0")
    return text.hexdigest()[:16]


def _forget_old(parent: Path) -> None:
    """Remove caches of sources and versions that nobody compiled for a while."""
    for folder in parent.glob("kernels-*"):
        with contextlib.suppress(FileNotFoundError):  # another process was here first
            if time.time() - folder.stat().st_mtime > _KEEP_DAYS * 86400:
                shutil.rmtree(folder, ignore_errors=True)


class _Announcer(event.Listener):
    """Says once that kernels are being compiled, when nothing kept was found."""

    said = False

    def on_start(self, compiling: Any) -> None:
        """Speak up if it is one of ours."""
        if not self.said and id(compiling.data["dispatcher"]) in _kernels:
            self.said = True
            often = (
                "once" if cache_folder() else "in every process: no cache can be written"
            )
            tqdm.write(
                f"trustgame: compiling for this machine ({often}; some seconds) ...",
                file=sys.stderr,
            )

    def on_end(self, compiling: Any) -> None:
        """Nothing to say."""


@cache
def _announcer() -> _Announcer:
    """Start listening to the compiler, once."""
    listener = _Announcer()
    event.register("numba:compile", listener)  # type: ignore[no-untyped-call]
    return listener
