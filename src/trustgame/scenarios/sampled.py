"""How well a sampled quantity is known: its 95% interval, through formulas too."""

from __future__ import annotations

from collections.abc import Mapping

from trustgame.evolve.finite.winners import wilson
from trustgame.scenarios.crowds import RUNS
from trustgame.scenarios.formula import evaluate_formula, names_in
from trustgame.scenarios.worlds import World

__all__ = ["interval"]

_SHARES = ("won", "leads", "undecided")  # of runs, so that Wilson's interval applies


def interval(world: World, name: str) -> tuple[float, float] | None:
    """Return the 95% interval of a quantity that rests on runs; None where it is exact.

    A formula is worked out at the lower ends of all it reads, and at the upper ones: right
    for sums, minima and whatever else rises or falls with each of them.
    """
    if name not in world.scenario.quantities:
        return None
    table = world.scenario.quantities[name]
    if not isinstance(table, Mapping):
        return _of_formula(world, name, table)
    there = world.changed(f"quantities.{name}.with", table.get("with", {}))
    if "formula" in table:
        return _of_formula(there, name, table["formula"])
    if table["measure"] == "quantity":
        return interval(there, table["quantity"])
    if table["measure"] != "truncation" or table["of"] not in _SHARES:
        return None
    runs = int(there.read(f"quantities.{name}.runs", table.get("runs", RUNS)))
    low, high = wilson(world.number(name) * runs, runs)
    return float(low), float(high)


def _of_formula(world: World, name: str, formula: object) -> tuple[float, float] | None:
    """Return the interval of a formula, if anything it reads is sampled."""
    spans = {part: interval(world, part) for part in names_in(name, formula)}
    known = {part: span for part, span in spans.items() if span is not None}
    if not known:
        return None

    def at(end: int) -> float:
        def look_up(part: str) -> float:
            return known[part][end] if part in known else world.number(part)

        return evaluate_formula(name, formula, look_up)

    low, high = at(0), at(1)
    return min(low, high), max(low, high)
