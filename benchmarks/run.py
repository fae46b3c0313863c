"""Measure everything, beside Axelrod in the same run, and write RESULTS.md.

Run by ``make bench``; a few minutes. Ratios are medians over repetitions in which both
sides run one after the other. Absolute times hold for one machine and one hour; ratios
travel better.
"""

from __future__ import annotations

import os
import platform
from importlib.metadata import version
from pathlib import Path

import evolve
import mapping
import simulating
import solving
import starting
from timing import Row

JOBS = (
    simulating.beside_axelrod,
    simulating.beside_random_numbers,
    simulating.memory,
    solving.table,
    solving.deep_pair,
    mapping.time_and_depth,
    mapping.fingerprints,
    mapping.guests,
    mapping.conversion,
    evolve.finite_populations,
    evolve.stationary_distributions,
    evolve.many_tables,
    evolve.all_equilibria,
    starting.first_call,
    starting.imports,
)


def machine() -> str:
    """Return processor and versions; no names of hosts or people."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        lines = [line for line in info.read_text().splitlines() if "model name" in line]
        model = lines[0].partition(":")[2].strip() if lines else model
    packages = ", ".join(
        f"{name} {version(name)}"
        for name in ("numpy", "numba", "axelrod", "egttools", "nashpy")
    )
    return (
        f"{model}, {os.cpu_count()} processors, {platform.system()}, "
        f"Python {platform.python_version()}, {packages}"
    )


def main() -> None:
    """Run all jobs and write the table."""
    lines = [
        "# Speed and memory",
        "",
        "Written by `make bench`. Ratios are medians; where something stands beside, both",
        "sides ran in turn in the same process.",
        "",
        f"Machine: {machine()}.",
        "",
        "| job | trustgame | beside it | ratio | target |",
        "|---|---|---|---|---|",
    ]
    for job in JOBS:
        try:
            rows = list(job())
        except ImportError as error:
            rows = [Row(f"{job.__module__}.{job.__name__}", f"left out: {error}")]
        for row in rows:
            print(" · ".join(part for part in row if part), flush=True)
            lines.append("| " + " | ".join(row) + " |")
    Path(__file__).with_name("RESULTS.md").write_text(
        "\n".join(lines) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
