"""Text in and out: TOML with errors of our own, folders that appear whole or not at all."""

from __future__ import annotations

import glob
import os
import re
import shutil
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tomli_w

from trustgame.exceptions import FileFormatError, OutputError

try:  # with locks of files, what a killed run left can be told from what a run still needs
    import fcntl
except ImportError:  # pragma: no cover
    fcntl = None  # type: ignore[assignment]

if TYPE_CHECKING:
    import pandas as pd


def read_toml(source: str | os.PathLike[str]) -> tuple[dict[str, Any], str]:
    """Return the tables of a TOML file, or of text with a line break, and its name."""
    if isinstance(source, str) and "\n" in source:
        name, text = "TOML text", source
    else:
        if not isinstance(source, str | os.PathLike):
            raise FileFormatError(f"a file's path is needed; got {source!r}.")
        path = Path(source)
        name = path.name
        try:
            text = path.read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            raise FileFormatError(f"no such file: '{path}'.") from None
        except IsADirectoryError:
            raise FileFormatError(f"'{path}' is a folder; a TOML file is needed.") from None
        except UnicodeDecodeError as error:
            raise FileFormatError(_no_text(path, error)) from None
        except OSError as error:
            raise FileFormatError(f"'{path}' cannot be read: {error.strerror}.") from None
    try:
        return tomllib.loads(text), name
    except tomllib.TOMLDecodeError as error:
        raise FileFormatError(
            f"'{name}' is not valid TOML: {error}.{_line_of(text, str(error))}"
        ) from None


def _no_text(path: Path, error: UnicodeDecodeError) -> str:
    """Return what is wrong with a file that is no UTF-8, and what to do."""
    known: bytes = error.object
    if known.startswith(_PACKED):
        return (
            f"'{path}' is no text but a packed file, as sheets and slides are. A sheet is "
            "read if its name ends in .xlsx."
        )
    line = known.count(b"\n", 0, error.start) + 1
    return (
        f"'{path}' is not UTF-8 text (line {line}, byte {error.start}); save it as UTF-8."
    )


def _line_of(text: str, told: str) -> str:
    """Return the line that an error of TOML points to, and what such a line needs."""
    found = re.search(r"at line (\d+)", told)
    lines = text.splitlines()
    if not found or int(found[1]) > len(lines):
        return ""
    line = lines[int(found[1]) - 1].strip()[:80]
    needs = ' Words stand between straight quotes (").' if "value" in told else ""
    return f" That line reads {line!r}.{needs}"


def write_toml(
    tables: Mapping[str, Any], path: str | os.PathLike[str] | None = None
) -> str:
    """Return the tables as TOML text, and write it to ``path`` if one is given."""
    text = tomli_w.dumps(tables)
    if path is not None:
        target = Path(path)
        try:
            partial = target.with_name(target.name + ".part")
            partial.write_text(text, encoding="utf-8")
            partial.replace(target)
        except OSError as error:
            raise OutputError(f"'{target}' cannot be written: {error.strerror}.") from None
    return text


def write_frame(frame: pd.DataFrame, path: str | os.PathLike[str], kind: str) -> None:
    """Write a table as ``csv`` or ``parquet``: the whole file or none."""
    target = Path(path)
    partial = target.with_name(target.name + ".part")
    try:
        if kind == "csv":
            frame.to_csv(partial, index=False, lineterminator="\n")
        else:
            frame.to_parquet(partial, index=False)
        partial.replace(target)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise OutputError(
            f"'{target}' cannot be written: {error.strerror or error}."
        ) from None


_PACKED = b"PK\x03\x04"  # what packed files begin with
_LOCK = ".lock"  # ends the name of the file that a run holds while it writes

#: What file managers leave in any folder they show; it belongs to nobody.
LEFT_BY_SYSTEMS = frozenset({".DS_Store", ".directory", "Thumbs.db", "desktop.ini"})


def _inside(folder: Path) -> list[str]:
    """Return the files of a folder, by their paths in it."""
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_symlink() or not path.is_dir()
    )


def _check_replaceable(target: Path, marker: str) -> None:
    """Refuse a place that holds anything an earlier run did not put there."""
    if not target.exists():
        return
    if not target.is_dir():
        raise OutputError(f"`out` must be a folder; '{target}' is a file.")
    if not any(target.iterdir()):
        return
    if not (target / marker).is_file():
        raise OutputError(
            f"`out` must be a new folder, an empty one or an earlier pack; '{target}' "
            "holds other files. Choose another folder: nothing was touched."
        )
    made = (target / marker).read_text(encoding="utf-8").splitlines()
    added = [
        name
        for name in _inside(target)
        if name not in {*made, marker} and Path(name).name not in LEFT_BY_SYSTEMS
    ]
    if made and added:
        raise OutputError(
            f"`out` must hold nothing but an earlier pack; '{target}' also holds "
            f"'{added[0]}'{f' and {len(added) - 1} more' if added[1:] else ''}. Move that "
            "elsewhere, or choose another folder: nothing was touched."
        )


@contextmanager
def whole_folder(out: str | os.PathLike[str], *, marker: str) -> Iterator[Path]:
    """Yield a folder to fill; it takes the place of ``out`` once the block has ended well.

    An existing ``out`` is replaced only if it is empty, or if an earlier run made it and
    nothing was added since: the file ``marker`` lists what that run wrote. Whatever
    happens, ``out`` is whole: old or new. What a run left that was killed is cleared by
    the next one. A link is followed.
    """
    target = Path(os.path.realpath(out))
    try:
        _clear_killed(target)
        _check_replaceable(target, marker)
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(_LOCK, f".{target.name}-", target.parent)
    except OutputError:
        raise
    except OSError as error:
        raise _unwritable(target, error) from None
    lock = Path(name)
    work = lock.with_name(lock.name.removesuffix(_LOCK))
    try:
        _hold(handle)
        work.mkdir(mode=0o700)
        yield work
        try:
            names = "".join(f"{name}\n" for name in _inside(work))
            (work / marker).write_text(names, encoding="utf-8")
            work.chmod(0o755)
            _check_replaceable(target, marker)
            _swap(work, target)
        except OutputError:
            raise
        except OSError as error:
            raise _unwritable(target, error) from None
    finally:
        if work.exists():
            shutil.rmtree(work, ignore_errors=True)
        os.close(handle)
        lock.unlink(missing_ok=True)


def _hold(handle: int, *, wait: bool = True) -> bool:
    """Lock an open file until its program ends, however it ends; tell whether it could."""
    if fcntl is None:  # pragma: no cover
        return wait
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:
        return False
    return True


def _clear_killed(target: Path) -> None:
    """Remove what killed runs left beside ``target``; an old folder set aside goes back."""
    for lock in target.parent.glob(f".{glob.escape(target.name)}-*{_LOCK}"):
        work = lock.with_name(lock.name.removesuffix(_LOCK))
        old = _set_aside(work)
        try:
            opened = lock.open()
        except OSError:
            continue  # somebody else's
        with opened:
            if not _hold(opened.fileno(), wait=False):
                continue  # a run that goes on
            if old.exists() and not target.exists():
                old.replace(target)
            for left in (work, old):
                shutil.rmtree(left, ignore_errors=True)
        lock.unlink(missing_ok=True)


def _set_aside(work: Path) -> Path:
    """Return where the old folder waits while the new one takes its place."""
    return work.with_name(work.name + "-old")


def _swap(work: Path, target: Path) -> None:
    """Put the folder ``work`` where ``target`` is; if that fails, the old one stays."""
    if not target.exists():
        work.replace(target)
        return
    old = _set_aside(work)
    target.replace(old)
    try:
        work.replace(target)
    except OSError:
        old.replace(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _unwritable(target: Path, error: OSError) -> OutputError:
    """Return the error of a place that cannot be written."""
    return OutputError(
        f"`out` must be a place that can be written; '{target}': {error.strerror}."
    )
