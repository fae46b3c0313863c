"""Text in and out: TOML with errors of our own, folders that appear whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tomli_w

from trustgame.exceptions import FileFormatError, OutputError

if TYPE_CHECKING:
    import pandas as pd


def read_toml(source: str | os.PathLike[str]) -> tuple[dict[str, Any], str]:
    """Return the tables of a TOML file, or of text with a line break, and its name."""
    if isinstance(source, str) and "\n" in source:
        name, text = "TOML text", source
    else:
        path = Path(source)
        name = path.name
        try:
            text = path.read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            raise FileFormatError(f"no such file: '{path}'.") from None
        except IsADirectoryError:
            raise FileFormatError(f"'{path}' is a folder; a TOML file is needed.") from None
        except UnicodeDecodeError as error:
            raise FileFormatError(
                f"'{path}' is not UTF-8 text (byte {error.start}); save it as UTF-8."
            ) from None
        except OSError as error:
            raise FileFormatError(f"'{path}' cannot be read: {error.strerror}.") from None
    try:
        return tomllib.loads(text), name
    except tomllib.TOMLDecodeError as error:
        raise FileFormatError(f"'{name}' is not valid TOML: {error}.") from None


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
            frame.to_csv(partial, index=False)
        else:
            frame.to_parquet(partial, index=False)
        partial.replace(target)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise OutputError(
            f"'{target}' cannot be written: {error.strerror or error}."
        ) from None


@contextmanager
def whole_folder(out: str | os.PathLike[str], *, marker: str) -> Iterator[Path]:
    """Yield a folder to fill; it takes the place of ``out`` once the block has ended well.

    An existing ``out`` is replaced only if it is empty or holds the file ``marker``, which
    says that an earlier run made it. Whatever happens, ``out`` is whole: old or new.
    """
    target = Path(out).absolute()
    if target.exists():
        if not target.is_dir():
            raise OutputError(f"`out` must be a folder; '{target}' is a file.")
        if any(target.iterdir()) and not (target / marker).is_file():
            raise OutputError(
                f"`out` must be a new folder, an empty one or an earlier pack; '{target}' "
                "holds other files. Choose another folder: nothing was touched."
            )
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    except OSError as error:
        raise OutputError(
            f"`out` must be a place that can be written; '{target}': {error.strerror}."
        ) from None
    try:
        yield work
        (work / marker).touch()
        work.chmod(0o755)
        old = None
        if target.exists():
            old = work.with_name(work.name + "-old")
            target.replace(old)
        work.replace(target)
        if old is not None:
            shutil.rmtree(old, ignore_errors=True)
    finally:
        if work.exists():
            shutil.rmtree(work, ignore_errors=True)
