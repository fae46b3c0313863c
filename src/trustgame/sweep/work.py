"""Calling the measure: here, in processes of our own, or wherever an executor takes it.

What travels to another process is the measure as cloudpickle writes it, so that lambdas and
functions of a notebook go along; where even that fails, the sweep stays in this process and
says so. A point whose process dies is found by trying the suspects one at a time.
"""

from __future__ import annotations

import importlib.machinery
import multiprocessing
import numbers
import os
import queue
import signal
import sys
import threading
import time
from collections.abc import Callable, Generator, Mapping
from concurrent.futures import (
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
)
from functools import lru_cache, partial
from typing import Any

import cloudpickle  # type: ignore[import-untyped]
import numpy as np
from tqdm.auto import tqdm

from trustgame.sweep.points import RESERVED
from trustgame.sweep.store import Outcome

__all__ = ["Job", "Lost", "say", "work"]

_HERE_FOR = 0.3  # seconds of work that are done here before processes are started
_FORGET_FOR = 2.0  # seconds a pool has to let go of what waits
_AT_ONCE = 1000  # points handed to a user's executor at a time

#: One point: its index, and the arguments of the call.
Job = tuple[int, dict[str, Any]]
Batches = Generator[dict[int, Outcome], None, list[Job]]


class Lost(str):
    """Why a point came to nothing, not by its own doing; a later run tries it again."""

    __slots__ = ()


def work(
    measure: Callable[..., Any],
    names: tuple[str, ...],
    jobs: list[Job],
    executor: Executor | None,
) -> Generator[dict[int, Outcome], None, None]:
    """Yield outcomes in batches as they come, in any order."""
    call = Call(measure, names)
    if executor is not None:
        inside = isinstance(executor, ThreadPoolExecutor)
        sent = call if inside else _packed(call) or call
        rest = yield from _through(executor, sent, jobs, _AT_ONCE)
        yield {i: Lost("the executor broke before this point's turn") for i, _ in rest}
        return
    rest = yield from _here(call, jobs, _HERE_FOR)
    workers = min(_processors(), len(rest))
    if workers > 1 and multiprocessing.parent_process() is None:
        rest = yield from _in_processes(call, rest, workers)
    yield from _here(call, rest)


def _here(call: Call, jobs: list[Job], seconds: float = np.inf) -> Batches:
    """Call the measure in this process, for so many seconds; return what is left."""
    end = time.monotonic() + seconds
    for i, (index, arguments) in enumerate(jobs):
        yield {index: call(arguments)}
        if time.monotonic() > end:
            return jobs[i + 1 :]
    return []


def _through(
    executor: Executor, call: Callable[..., Outcome], jobs: list[Job], at_once: int
) -> Batches:
    """Call the measure through an executor; return the jobs it no longer took."""
    finished: queue.SimpleQueue[Future[Outcome]] = queue.SimpleQueue()
    running: dict[Future[Outcome], int] = {}
    taken, open_to_more = 0, True
    try:
        while True:
            while open_to_more and taken < len(jobs) and len(running) < at_once:
                try:
                    future = executor.submit(call, jobs[taken][1])
                except RuntimeError:  # broken, or shut down
                    open_to_more = False
                    break
                running[future] = jobs[taken][0]
                future.add_done_callback(finished.put)
                taken += 1
            if not running:
                return jobs[taken:]
            yield {running.pop(future): _outcome(future) for future in _next(finished)}
    except KeyboardInterrupt:
        yield {i: _outcome(future) for future, i in running.items() if future.done()}
        raise
    finally:
        for future in running:
            future.cancel()


def _next(finished: queue.SimpleQueue[Future[Outcome]]) -> list[Future[Outcome]]:
    """Wait for the next finished calls, open to Ctrl-C."""
    while True:
        try:
            done = [finished.get(timeout=0.2)]
        except queue.Empty:
            continue
        while not finished.empty():
            done.append(finished.get())
        return done


def _outcome(future: Future[Outcome]) -> Outcome:
    """Return what a call came to; the measure's own errors are among its results."""
    if future.cancelled():
        return Lost("cancelled")
    error = future.exception()
    if error is None:
        return future.result()
    if isinstance(error, KeyboardInterrupt):
        raise error
    return Lost(f"{type(error).__name__}: {error}")


def _in_processes(call: Call, jobs: list[Job], workers: int) -> Batches:
    """Call the measure in processes of our own; return all jobs where that cannot be."""
    packed = _packed(call)
    method = "forkserver" if sys.platform == "linux" else None
    pools = partial(
        ProcessPoolExecutor, mp_context=multiprocessing.get_context(method),
        initializer=_settle,
    )  # fmt: skip
    pool = pools(workers)
    suspects: list[Job] = []
    try:
        trouble = (
            "it cannot be written as bytes" if packed is None else _tried(pool, packed)
        )
        if packed is None or trouble:
            say(f"sweep: no other process can run the measure: {trouble}. This one does.")
            return jobs
        while jobs or suspects:
            alone = bool(suspects)
            turn = suspects[:1] if alone else jobs
            by_index, lost = dict(turn), []
            batches = _through(pool, packed, turn, 1 if alone else 4 * workers)
            while True:
                try:
                    batch = next(batches)
                except StopIteration as end:
                    jobs = jobs if alone else end.value
                    break
                lost += [(i, by_index[i]) for i, o in batch.items() if isinstance(o, Lost)]
                yield {i: o for i, o in batch.items() if not isinstance(o, Lost)}
            if alone and lost:
                yield {turn[0][0]: "the process that worked it out died"}
            suspects = suspects[1:] if alone else lost
            if lost:
                _stop(pool)
                pool = pools(workers)
        return []
    finally:
        _stop(pool)


def _tried(pool: Executor, packed: Packed) -> str:
    """Return what keeps a process from loading the measure; nothing if all is well."""
    try:
        return str(pool.submit(_loads, packed.bytes).result())
    except BrokenExecutor:
        return (
            "none could start (in a script, the call must stand under "
            '`if __name__ == "__main__":`)'
        )
    except Exception as error:  # whatever it is, the sweep goes on here
        return f"{type(error).__name__}: {error}"


def _loads(packed: bytes) -> str:
    """Load the measure in a process; return nothing if that goes well."""
    _unpacked(packed)
    return ""


def _settle() -> None:
    """Let Ctrl-C be the parent's matter, and do not outlive the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:

        def follow() -> None:
            parent.join()
            os._exit(1)

        threading.Thread(target=follow, daemon=True).start()


def _stop(pool: ProcessPoolExecutor) -> None:
    """End a pool now, whatever its processes are doing.

    Its thread first forgets what waits: should a process die before, the thread would fail
    on calls that are cancelled, and leave its locks behind.
    """
    processes = list((getattr(pool, "_processes", None) or {}).values())
    thread = getattr(pool, "_executor_manager_thread", None)
    pool.shutdown(wait=False, cancel_futures=True)
    end = time.monotonic() + _FORGET_FOR
    while getattr(pool, "_cancel_pending_futures", False) and time.monotonic() < end:
        if thread is None or not thread.is_alive():
            break
        time.sleep(0.005)
    for process in processes:
        process.terminate()
    if thread is not None:
        thread.join(_FORGET_FOR)


def _processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def say(text: str) -> None:
    """Say a word beside the progress bar."""
    tqdm.write(text, file=sys.stderr)


class Call:
    """The measure, its errors and results turned into outcomes."""

    def __init__(self, measure: Callable[..., Any], names: tuple[str, ...]):
        self.measure, self.names = measure, names

    def __call__(self, arguments: Mapping[str, Any]) -> Outcome:
        try:
            return _numbers(self.measure(**arguments), self.names)
        except (Exception, SystemExit) as error:  # a failing point is a result too
            return f"{type(error).__name__}: {error}"


class Packed:
    """A call as bytes, loaded once per process."""

    def __init__(self, call: bytes):
        self.bytes = call

    def __call__(self, arguments: Mapping[str, Any]) -> Outcome:
        return _unpacked(self.bytes)(arguments)


@lru_cache(maxsize=8)
def _unpacked(packed: bytes) -> Call:
    """Return the call that bytes stand for."""
    call: Call = cloudpickle.loads(packed)
    return call


def _packed(call: Call) -> Packed | None:
    """Return a call as bytes; None if it cannot be written so."""
    inner: Any = call.measure
    while isinstance(inner, partial):
        inner = inner.func
    module = sys.modules.get(
        getattr(inner, "__module__", None) or type(inner).__module__ or ""
    )
    by_value = module is not None and not _found_elsewhere(module.__name__)
    try:
        if by_value:
            cloudpickle.register_pickle_by_value(module)
        return Packed(cloudpickle.dumps(call))
    except Exception:  # any object may refuse in any way
        return None
    finally:
        if by_value:
            cloudpickle.unregister_pickle_by_value(module)


def _found_elsewhere(module: str) -> bool:
    """Tell whether another process could import a module of that name."""
    if module == "__main__" or module in sys.builtin_module_names:
        return True  # cloudpickle knows what to do with what was typed in
    where: Any = None
    name = ""
    for part in module.split("."):
        name = f"{name}.{part}" if name else part
        spec = importlib.machinery.PathFinder.find_spec(name, where)
        if spec is None:
            return False
        where = spec.submodule_search_locations
    return True


def _numbers(result: Any, taken: tuple[str, ...]) -> dict[str, float]:
    """Return what a measure gave as named numbers."""
    if isinstance(result, np.ndarray | np.generic):
        result = result.tolist()
    if isinstance(result, Mapping):
        named = dict(result)
    elif isinstance(result, tuple | list):
        fields = getattr(result, "_fields", None)
        named = dict(
            zip(fields or [f"value_{i}" for i in range(len(result))], result, strict=True)
        )
    else:
        named = {"value": result}
    if not named:
        raise TypeError("the measure must return at least one number; it returned none")
    for name, value in named.items():
        if not isinstance(name, str) or name in taken or name in RESERVED:
            raise TypeError(
                f"the measure's result {name!r} needs another name, a text of its own"
            )
        if not isinstance(value, numbers.Real | np.bool_):
            raise TypeError(
                "the measure must return numbers: one, a tuple or a dict; "
                f"{name!r} is {value!r}"
            )
    return {name: float(value) for name, value in named.items()}
