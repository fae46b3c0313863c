"""The sweep itself: what is to be done, who does it, and what is kept when."""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from typing import Any

from tqdm.auto import tqdm

from trustgame import _random
from trustgame.exceptions import SpecificationError
from trustgame.sweep.identity import name_of, source_of
from trustgame.sweep.points import Grid, check_call
from trustgame.sweep.result import Sweep
from trustgame.sweep.store import Outcome, Store
from trustgame.sweep.work import Lost, say, work
from trustgame.typing import Seed

__all__ = ["sweep"]

_WRITE_EVERY = 0.1  # seconds that a finished point may wait to be written, at most


def sweep(
    measure: Callable[..., Any],
    *,
    over: Mapping[str, Sequence[Any]],
    executor: Executor | None = None,
    store: str | os.PathLike[str] | None = None,
    progress: bool = True,
    seed: Seed | None = None,
    retry_failed: bool = False,
) -> Sweep:
    """Call a measure at every point of a grid.

    Parameters
    ----------
    measure : callable
        Takes the names of ``over`` as keyword arguments, and ``seed`` if it likes. Returns
        a number (called "value"), a tuple of numbers ("value_0", ... or a named tuple's
        fields), or a dict of numbers.
    over : mapping of str to sequence
        The values of each name; every combination is a point.
    executor : concurrent.futures.Executor, optional
        Who does the work: threads, processes, or a Dask cluster by
        ``client.get_executor()``. It is not shut down. Without one, processes of our own,
        as many as processors; a sweep that takes no time, or whose measure cannot be sent
        away, stays in this one.
    store : path, optional
        A folder that keeps every finished point. The same call goes on from there after the
        run was killed; a folder of another sweep is refused.
    progress : bool
        Whether to show a progress bar.
    seed : int or numpy.random.Generator, optional
        If given, each point's call gets a ``seed`` of its own: a function of this one and
        of the point's values, so that neither order nor workers nor other points matter.
    retry_failed : bool
        Whether points that the store holds as failed are tried again.

    Returns
    -------
    Sweep
        ``to_frame()`` is the tidy table. A point whose call raised has nan and its error's
        text; the rest goes on.

    Raises
    ------
    SpecificationError
        If the grid is empty or does not fit the measure, or the store is another sweep's.
    OutputError
        If the store cannot be written.
    KeyboardInterrupt
        On Ctrl-C; ``error.sweep`` holds what was done, and so does the store.

    Examples
    --------
    >>> def total(rounds, bonus):
    ...     return rounds * 3 + bonus
    >>> sweep(total, over={"rounds": [1, 10], "bonus": [0, 1]}, progress=False).to_frame()
       rounds  bonus  value
    0       1      0    3.0
    1       1      1    4.0
    2      10      0   30.0
    3      10      1   31.0

    On a Dask cluster, with a folder that remembers::

        client = distributed.Client(...)
        tg.sweep(total, over=..., executor=client.get_executor(), store="total/")
    """
    if getattr(multiprocessing.current_process(), "_inheriting", False):
        raise SystemExit(1)  # a worker that runs the script again; its parent says so
    if executor is not None and not callable(getattr(executor, "submit", None)):
        raise SpecificationError(
            f"`executor` must be a concurrent.futures.Executor; got {executor!r}."
        )
    grid = Grid.of(over)
    seeded = check_call(measure, grid, seed)
    key = None if seed is None else _random.whole(seed)
    called, source = name_of(measure), source_of(measure)
    label = {"measure": called, "source": source, "seed": key}
    folder = None if store is None else Store(store, grid, label)
    done: dict[int, Outcome] = {} if folder is None else dict(folder.done)
    if retry_failed:
        done = {i: outcome for i, outcome in done.items() if not isinstance(outcome, str)}
    jobs = []
    for index in range(len(grid)):
        if index not in done:
            arguments = grid.point(index)
            if seeded and key is not None:
                arguments["seed"] = grid.seed(key, index)
            jobs.append((index, arguments))

    def result() -> Sweep:
        return Sweep(called, source, grid, dict(sorted(done.items())), key)

    bar = tqdm(
        total=len(grid),
        initial=len(done),
        desc=called.rpartition(".")[2],
        disable=not progress,
    )
    keeper = None if folder is None else _Keeper(folder)
    try:
        for batch in work(measure, grid.names, jobs, executor):
            done.update(batch)
            if keeper is not None:
                keeper.keep(batch)
            bar.update(len(batch))
    except KeyboardInterrupt as stop:
        if keeper is not None:
            keeper.close()
        stop.sweep = result()  # type: ignore[attr-defined]
        where = f", and so does '{store}'" if store is not None else ""
        stop.add_note(f"{stop.sweep!r}: `sys.last_value.sweep` holds it{where}.")  # type: ignore[attr-defined]
        raise
    finally:
        if keeper is not None:
            keeper.close()
        bar.close()
    failures = sum(isinstance(outcome, str) for outcome in done.values())
    if failures:
        say(f"sweep: {failures} of {len(grid)} points failed; `.failed` says why.")
    return result()


class _Keeper:
    """Writes finished points at once if they come slowly, in small batches if fast."""

    def __init__(self, folder: Store):
        self._folder, self._fresh, self._written = folder, dict[int, Outcome](), 0.0
        self._lock, self._closed = threading.Lock(), threading.Event()
        self._error: BaseException | None = None
        threading.Thread(target=self._watch, daemon=True).start()

    def keep(self, batch: Mapping[int, Outcome]) -> None:
        """Take some finished points."""
        with self._lock:
            self._fresh |= {i: o for i, o in batch.items() if not isinstance(o, Lost)}
            if time.monotonic() - self._written > _WRITE_EVERY:
                self._write()
        if self._error is not None:
            raise self._error

    def close(self) -> None:
        """Write what is left."""
        self._closed.set()
        with self._lock:
            self._write()

    def _watch(self) -> None:
        """Write what waits while the next point takes its time."""
        while not self._closed.wait(_WRITE_EVERY):
            with self._lock:
                try:
                    self._write()
                except Exception as error:  # raised where the sweep can hear it
                    self._error = error
                    return

    def _write(self) -> None:
        """Write what waits."""
        if self._fresh:
            fresh, self._fresh = self._fresh, {}
            self._folder.add(fresh)
            self._written = time.monotonic()
