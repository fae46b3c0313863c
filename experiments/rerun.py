"""Run all experiments again and report every number that moved.

python experiments/rerun.py [FOLDER ...]

Each experiment runs in a copy; what it wrote replaces the old files only once all have
finished, so that an interrupted or failed run leaves every old file as it was.
"""

from __future__ import annotations

import csv
import math
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

HERE = Path(__file__).parent
TOLERANCE = 1e-6  # relative
WRITTEN = shutil.ignore_patterns("*.csv", "*.png", "__pycache__")


def rows_of(path: Path) -> list[dict[str, str]]:
    """Return the rows of a table; none where there is no table."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def keys_of(*tables: Sequence[dict[str, str]]) -> int:
    """Return how many of the first columns tell all rows of each table apart."""
    columns = len(tables[0][0]) if tables[0] else 1
    for n in range(1, columns):
        if all(len({tuple(r.values())[:n] for r in rows}) == len(rows) for rows in tables):
            return n
    return columns


def same(old: str, new: str) -> bool:
    """Tell whether two cells agree: as numbers within the tolerance, else as texts."""
    try:
        one, other = float(old), float(new)
    except ValueError:
        return old == new
    if math.isnan(one) or math.isnan(other):
        return math.isnan(one) and math.isnan(other)
    return math.isclose(one, other, rel_tol=TOLERANCE, abs_tol=0)


def moved(old: Sequence[dict[str, str]], new: Sequence[dict[str, str]]) -> Iterator[str]:
    """Yield a line for every cell that moved, and every row or column that came or went."""
    if not old or not new:
        if old or new:
            yield f"{len(old)} rows -> {len(new)} rows"
        return
    n = keys_of(old, new)
    before, after = ({tuple(row.values())[:n]: row for row in rows} for rows in (old, new))
    was_named, names = list(old[0]), list(new[0])
    for name in dict.fromkeys([*was_named, *names]):
        if (name in was_named) != (name in names):
            yield f"column {name} is {'new' if name in names else 'gone'}"
    for key in [*before, *(k for k in after if k not in before)]:
        where = ", ".join(f"{c} = {v}" for c, v in zip(names, key, strict=False))
        if key not in after or key not in before:
            yield f"{where}: the row is {'new' if key in after else 'gone'}"
            continue
        for name in names[n:]:
            if name in was_named and not same(before[key][name], after[key][name]):
                yield f"{where}: {name} {before[key][name]} -> {after[key][name]}"


def rerun(root: Path, names: Sequence[str] = ()) -> int:
    """Run the experiments of a folder again; return the exit code."""
    known = sorted(path.parent.name for path in root.glob("*/run.py"))
    unknown = [name for name in names if name not in known]
    if unknown:
        print(f"no experiment {unknown[0]!r} here; there are {', '.join(known)}")
        return 2
    chosen = [name for name in known if not names or name in names]
    with tempfile.TemporaryDirectory() as copy:
        for i, name in enumerate(chosen, 1):
            print(f"[{i}/{len(chosen)}] {name} ...", flush=True)
            there = shutil.copytree(root / name, Path(copy) / name, ignore=WRITTEN)
            begun = time.monotonic()
            done = subprocess.run([sys.executable, str(there / "run.py")], check=False)
            if done.returncode:
                print(f"{name}/run.py failed; all files are as they were.")
                return 1
            print(f"    {time.monotonic() - begun:.0f} s\n", flush=True)
        lines = [
            f"{name}/{table}: {line}"
            for name in chosen
            for table in sorted(
                {p.name for at in (root, Path(copy)) for p in (at / name).glob("*.csv")}
            )
            for line in moved(
                rows_of(root / name / table), rows_of(Path(copy) / name / table)
            )
        ]
        for name in chosen:
            for path in sorted((Path(copy) / name).iterdir()):
                replace(path, root / name / path.name)
    print("\n".join(f"moved: {line}" for line in lines) or "no number moved")
    return 0


def replace(new: Path, old: Path) -> None:
    """Put a file in the place of another in one step, unless they are the same."""
    if not new.is_file() or (old.exists() and old.read_bytes() == new.read_bytes()):
        return
    beside = old.with_name(f".{old.name}.new")
    shutil.copyfile(new, beside)
    os.replace(beside, old)


if __name__ == "__main__":
    try:
        code = rerun(HERE, sys.argv[1:])
    except KeyboardInterrupt:
        print("\ninterrupted; all files are as they were.")
        code = 130
    sys.exit(code)
