"""A folder that keeps every finished point, whatever happens to the run.

``sweep.json`` says which sweep the folder belongs to; finished points stand in parquet
parts beside it. A part is written under another name and then renamed, so that it is there
whole or not at all; points that stand in two parts count once.
"""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from trustgame._version import __version__
from trustgame.exceptions import OutputError, SpecificationError
from trustgame.sweep.points import RESERVED, Grid

__all__ = ["Outcome", "Store"]

#: What a point came to: its numbers by name, or the text of its error.
Outcome = Mapping[str, float] | str

_LABEL, _FORMAT = "sweep.json", 1
_MANY = 64  # parts; more are merged into one
_WORDS = {
    "format": "in another format",
    "trustgame": "by another version of trustgame",
    "measure": "with another measure",
    "source": "when the measure's code, or what it reads, was different",
    "over": "over another grid",
    "seed": "with another seed",
}


class Store:
    """The finished points of one sweep, in a folder."""

    def __init__(self, folder: str | os.PathLike[str], grid: Grid, label: dict[str, Any]):
        self.folder = Path(folder)
        self.grid = grid
        self.done: dict[int, Outcome] = {}
        label = {"format": _FORMAT, "trustgame": __version__, **label}
        label["over"] = [[name, grid.texts[name]] for name in grid.names]
        try:
            self._open(label)
        except OSError as error:
            if isinstance(error, OutputError):
                raise
            raise self._unwritable(error) from None

    def add(self, outcomes: Mapping[int, Outcome]) -> None:
        """Keep some more points, in a part of their own."""
        self.done.update(outcomes)
        try:
            self._write(outcomes)
            parts = self._parts()
            if len(parts) > _MANY:
                self._write(self.done)
                for part in parts:
                    part.unlink(missing_ok=True)
        except OSError as error:
            raise self._unwritable(error) from None

    def _open(self, label: dict[str, Any]) -> None:
        """Make the folder, or read the one that is there if it is this sweep's."""
        target = self.folder / _LABEL
        if self.folder.exists() and not self.folder.is_dir():
            raise OutputError(f"`store` must be a folder; '{self.folder}' is a file.")
        self.folder.mkdir(parents=True, exist_ok=True)
        for left_over in self.folder.glob("*.writing"):
            left_over.unlink(missing_ok=True)
        if not target.exists():
            if any(self.folder.iterdir()):
                raise OutputError(
                    f"`store` must be a new folder, an empty one or an earlier sweep's; "
                    f"'{self.folder}' holds other files. Nothing was touched."
                )
            partial = target.with_name(f"{uuid.uuid4().hex}.writing")
            partial.write_text(json.dumps(label, indent=1), encoding="utf-8")
            partial.replace(target)
            return
        self._must_be(label, target)
        for part in self._parts():
            self.done.update(self._read(part))

    def _must_be(self, label: dict[str, Any], target: Path) -> None:
        """Refuse the folder of another sweep."""
        try:
            found = json.loads(target.read_text(encoding="utf-8"))
            was = {key: found[key] for key in ("format", "trustgame")}
        except (ValueError, KeyError, TypeError):
            raise SpecificationError(
                f"`store` must be a sweep's folder; '{target}' cannot be read."
            ) from None
        for key, words in _WORDS.items():
            if found.get(key) != label[key]:
                old, new = found.get(key), label[key]
                if key == "trustgame":
                    words += f" ({was[key]}; this is {new})"
                if key in ("measure", "seed"):
                    words += f" ({old}, not {new})"
                raise SpecificationError(
                    f"`store` must belong to this very sweep; '{self.folder}' was made "
                    f"{words}. Choose another folder, or delete this one."
                )

    def _parts(self) -> list[Path]:
        """Return the parts there are, in the order of their names."""
        return sorted(self.folder.glob("part-*.parquet"))

    def _read(self, part: Path) -> dict[int, Outcome]:
        """Return the points of one part."""
        import pandas as pd

        try:
            frame = pd.read_parquet(part)
            errors = frame["error"].tolist()
            indices = frame["point"].tolist()
        except (KeyError, ValueError, OSError) as error:
            raise SpecificationError(
                f"`store` must hold whole parts; '{part.name}' cannot be read ({error}). "
                "Delete that file: its points will be worked out again."
            ) from None
        results = [c for c in frame.columns if c not in (*RESERVED, *self.grid.names)]
        columns = {name: frame[name].tolist() for name in results}
        return {
            index: text if isinstance(text, str) else {n: c[i] for n, c in columns.items()}
            for i, (index, text) in enumerate(zip(indices, errors, strict=True))
        }

    def _write(self, outcomes: Mapping[int, Outcome]) -> None:
        """Write points as parts: one for each set of names that their numbers have."""
        import pandas as pd

        groups: dict[tuple[str, ...], list[int]] = {}
        for index, outcome in outcomes.items():
            names = () if isinstance(outcome, str) else tuple(outcome)
            groups.setdefault(names, []).append(index)
        for names, indices in groups.items():
            columns: dict[str, Any] = {"point": indices}
            for name, values in self.grid.columns(indices).items():
                columns[name] = values if _alike(values) else [str(v) for v in values]
            found = [outcomes[i] for i in indices]
            for name in names:
                columns[name] = [o[name] for o in found if not isinstance(o, str)]
            texts = [o if isinstance(o, str) else None for o in found]
            columns["error"] = pd.array(texts, dtype="string")
            partial = self.folder / f"{uuid.uuid4().hex}.writing"
            pd.DataFrame(columns).to_parquet(partial, index=False)
            partial.replace(self.folder / f"part-{min(indices):08d}-{partial.stem}.parquet")

    def _unwritable(self, error: OSError) -> OutputError:
        """Return the error of a folder that cannot be written."""
        return OutputError(
            f"`store` must be a folder that can be written; '{self.folder}': "
            f"{error.strerror or error}."
        )


def _alike(values: Iterable[Any]) -> bool:
    """Tell whether a table can hold the values in one column."""
    kinds = {type(value) for value in values}
    return len(kinds) == 1 or kinds <= {int, float}
