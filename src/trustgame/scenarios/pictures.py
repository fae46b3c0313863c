"""The pictures of a scenario: what they must say, and the numbers they draw.

======================  ==============================================================
``lines``               quantities over one parameter; marks, walls and people's data
``panels``              several small pictures of lines
``bars``                quantities side by side, single outcomes as dots
``plane``               a quantity over two parameters, with boundary lines and corners
``payoff_table``        one round of a game
======================  ==============================================================
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from trustgame import _validate as check
from trustgame.exceptions import SpecificationError
from trustgame.scenarios.formula import names_in
from trustgame.scenarios.parts import KINDS
from trustgame.scenarios.table import Table, as_table
from trustgame.scenarios.telling import OUTLOOKS, fill

if TYPE_CHECKING:
    import pandas as pd

    from trustgame.game import TrustGame
    from trustgame.scenarios.spec import Scenario
    from trustgame.scenarios.worlds import World

__all__ = ["CHARTS", "Drawn", "check_picture", "drawn"]

_ALWAYS = ("chart", "name", "finding", "question", "shows", "not")
#: The kinds of picture, and their own keys.
CHARTS: dict[str, tuple[str, ...]] = {
    "lines": ("x", "y", "lines", "marks", "walls", "loss", "crossings", "sure"),
    "panels": ("panels", "sure"),
    "bars": ("bars", "y", "loss", "sure"),
    "plane": ("x", "y", "quantity", "kind", "words", "lines", "marks", "sure"),
    "payoff_table": ("game", "sure"),
}
_PANEL = ("title", *CHARTS["lines"])
_AXIS = ("parameter", "from", "to", "points", "values", "scale", "words", "kind", "ticks")
_Y = ("words", "kind", "range", "scale")
_LINE = ("quantity", "with", "label", "role", "style", "axis")
_MARK = ("x", "y", "label", "role", "low", "high")
_WALL = ("x", "label")
_BAR = ("quantity", "with", "label", "dots", "role")
_DOT = ("quantity", "label")
#: Whose a line or mark is: it decides its colour, which has one meaning everywhere.
WHOSE = ("model", "buyer", "seller", "cooperate", "defect", "theory", "people", "guide")
_STYLES = ("solid", "dashed", "dotted")


@dataclass(frozen=True, eq=False)
class Drawn:
    """A picture's words and the very numbers it draws.

    ``spec`` is the picture's table, the words of its axes filled in; ``shows`` and
    ``limits`` are its own text, empty where the scenario's serves; ``frame`` has one row
    per point drawn (``panel``, ``line``, ``label``, ``x``, ``y``; for a plane ``x``, ``y``,
    ``value``; for bars ``bar``, ``label``, ``value``); ``marks`` one per mark, wall or dot
    (``kind`` says which).
    """

    spec: Table
    chart: str
    name: str
    finding: str
    question: str
    frame: pd.DataFrame
    marks: pd.DataFrame
    shows: str = ""
    limits: str = ""
    game: TrustGame | None = None


# --- what a picture must say ---


def check_picture(scenario: Scenario, where: str, table: Mapping[str, Any]) -> None:
    """Refuse a picture that cannot be drawn."""
    check.known_keys(where, table, {**table}, required=("chart", "finding", "question"))
    chart = check.one_of(f"{where}.chart", table["chart"], CHARTS)
    check.known_keys(where, table, (*_ALWAYS, *CHARTS[chart]))
    if not isinstance(table["finding"], str):  # one sentence, or one for each outlook
        needed = OUTLOOKS if len(scenario.judged) > 1 else OUTLOOKS[:2]
        check.known_keys(f"{where}.finding", table["finding"], OUTLOOKS, required=needed)
    if chart == "payoff_table":
        check.known_keys(where, table, {**table}, required=("game",))
        check.one_of(f"{where}.game", table["game"], scenario.games)
    elif chart == "panels":
        panels = _some(f"{where}.panels", table.get("panels"))
        titles = [str(panel.get("title")) for panel in panels]
        if len(set(titles)) < len(titles):
            raise SpecificationError(f"`{where}.panels` must have different titles.")
        for i, panel in enumerate(panels):
            at = f"{where}.panels[{i}]"
            check.known_keys(at, panel, _PANEL, required=("title", "x", "y", "lines"))
            _check_lines(scenario, at, panel)
    elif chart == "bars":
        if "y" in table:
            check.known_keys(f"{where}.y", table["y"], _Y)
            _check_scale(f"{where}.y", table["y"])
        for i, bar in enumerate(_some(f"{where}.bars", table.get("bars"))):
            at = f"{where}.bars[{i}]"
            check.known_keys(at, bar, _BAR, required=("quantity", "label"))
            _check_quantity(scenario, at, bar)
            for j, dot in enumerate(_tables(f"{at}.dots", bar.get("dots", ()))):
                check.known_keys(f"{at}.dots[{j}]", dot, _DOT, required=("quantity",))
                _check_quantity(scenario, f"{at}.dots[{j}]", dot)
    else:
        needs = ("x", "y", "lines") if chart == "lines" else ("x", "y", "quantity", "words")
        check.known_keys(where, table, {**table}, required=needs)
        if chart == "plane":
            _check_quantity(scenario, where, table)
            _check_axis(scenario, f"{where}.y", table["y"])
        _check_lines(scenario, where, table)


def _some(where: str, rows: Any) -> tuple[Any, ...]:
    """Return tables, at least one."""
    if not isinstance(rows, tuple) or not rows:
        raise SpecificationError(f"`{where}` must list at least one; got {rows!r}.")
    return _tables(where, rows)


def _tables(where: str, rows: Any) -> tuple[Any, ...]:
    """Return a list of tables, none too."""
    if not isinstance(rows, tuple):
        raise SpecificationError(f"`{where}` must be a list of tables; got {rows!r}.")
    return tuple(as_table(f"{where}[{i}]", row) for i, row in enumerate(rows))


def _numbers(where: str, table: Mapping[str, Any], key: str, least: int) -> None:
    """Check a list of at least so many numbers, if there is one."""
    listed = table.get(key, (0.0,) * least)
    if not isinstance(listed, tuple) or len(listed) < least:
        raise SpecificationError(
            f"`{where}.{key}` must list at least {least} numbers; got {listed!r}."
        )
    for i, part in enumerate(listed):
        check.number(f"{where}.{key}[{i}]", part)


def _check_scale(where: str, axis: Mapping[str, Any]) -> None:
    """Check how an axis is written and drawn."""
    check.one_of(f"{where}.scale", axis.get("scale", "plain"), ("plain", "log"))
    check.one_of(f"{where}.kind", axis.get("kind", "number"), KINDS)
    _numbers(where, axis, "ticks", 1)
    _numbers(where, axis, "values", 2)
    _numbers(where, axis, "range", 2)
    if len(set(axis.get("range", (0, 1)))) != 2 or len(axis.get("range", (0, 1))) != 2:
        raise SpecificationError(
            f"`{where}.range` must be two numbers [low, high]; got {axis['range']!r}."
        )
    check.count(f"{where}.points", axis.get("points", 2), 2)


def _check_quantity(scenario: Scenario, where: str, table: Mapping[str, Any]) -> None:
    """Check that a row names a number that exists, and settings that do."""
    known = [*scenario.quantities, *scenario.values, *_payoffs()]
    check.one_of(f"{where}.quantity", table["quantity"], known)
    if "with" in table:
        check.known_keys(f"{where}.with", table["with"], scenario.values)
        for key, value in table["with"].items():
            _check_formula(scenario, f"{where}.with.{key}", value)
    if "role" in table:
        check.one_of(f"{where}.role", table["role"], WHOSE)


def _payoffs() -> tuple[str, ...]:
    """Return the names of payoffs."""
    from trustgame.scenarios.worlds import payoff_names

    return payoff_names()


def _check_formula(scenario: Scenario, where: str, value: Any) -> None:
    """Check a formula's names."""
    known = [*scenario.quantities, *scenario.values, *_payoffs(), "inf"]
    for name in sorted(names_in(where, value)):
        check.one_of(where, name, known)


def _check_axis(scenario: Scenario, where: str, axis: Any) -> None:
    """Check a parameter's axis."""
    check.known_keys(where, axis, _AXIS, required=("parameter", "words"))
    check.one_of(f"{where}.parameter", axis["parameter"], scenario.values)
    _check_scale(where, axis)
    if ("values" in axis) == ("from" in axis):
        raise SpecificationError(
            f"`{where}` needs `values`, or `from` and `to` (and `points`)."
        )
    if "from" in axis and "to" not in axis:
        raise SpecificationError(f"`{where}` needs the key 'to'; it is missing.")
    for key in ("from", "to"):
        if key in axis:
            _check_formula(scenario, f"{where}.{key}", axis[key])


def _check_lines(scenario: Scenario, where: str, table: Mapping[str, Any]) -> None:
    """Check the axis, lines, marks and walls of a picture."""
    _check_axis(scenario, f"{where}.x", table["x"])
    if table.get("chart") != "plane":
        check.known_keys(f"{where}.y", table["y"], _Y, required=("words",))
        _check_scale(f"{where}.y", table["y"])
        _some(f"{where}.lines", table["lines"])
    for i, line in enumerate(_tables(f"{where}.lines", table.get("lines", ()))):
        at = f"{where}.lines[{i}]"
        check.known_keys(at, line, _LINE, required=("quantity", "label"))
        check.one_of(f"{at}.style", line.get("style", "solid"), _STYLES)
        check.one_of(f"{at}.axis", line.get("axis", "x"), ("x", "y"))
        _check_quantity(scenario, at, line)
    for key, allowed in (("marks", _MARK), ("walls", _WALL)):
        for i, row in enumerate(_tables(f"{where}.{key}", table.get(key, ()))):
            at = f"{where}.{key}[{i}]"
            check.known_keys(at, row, allowed, required=("x",))
            for part in ("x", "y", "low", "high"):
                if part in row:
                    _check_formula(scenario, f"{at}.{part}", row[part])
            if "role" in row:
                check.one_of(f"{at}.role", row["role"], WHOSE)


# --- the numbers it draws ---


def drawn(world: World, picture: Table, outlook: str, tick: Any) -> Drawn:
    """Return a picture's numbers and words; ``tick()`` is called for every point."""
    import pandas as pd

    chart = picture["chart"]
    rows: list[dict[str, Any]] = []
    marks: list[dict[str, Any]] = []
    if chart == "panels":
        for panel in picture["panels"]:
            title = fill(panel["title"], world)
            rows += [{"panel": title, **row} for row in _points(world, panel, tick)]
            marks += [{"panel": title, **row} for row in _marks(world, panel)]
    elif chart == "bars":
        for bar in picture["bars"]:
            label = fill(bar["label"], world)
            there = world.changed("bar", bar.get("with", {}))
            rows.append({"label": label, "value": there.number(bar["quantity"])})
            for dot in bar.get("dots", ()):
                value = there.number(dot["quantity"])
                words = fill(dot.get("label", ""), there)
                marks.append({"kind": "dot", "bar": label, "label": words, "y": value})
            tick()
    elif chart == "plane":
        rows = list(_plane(world, picture, tick))
        marks = [*_marks(world, picture), *_boundaries(world, picture, tick)]
    elif chart == "lines":
        rows = list(_points(world, picture, tick))
        marks = list(_marks(world, picture))
    finding = picture["finding"]
    if not isinstance(finding, str):
        finding = finding.get(outlook, finding["no"])
    return Drawn(
        spec=_worded(picture, world),
        chart=chart,
        name=picture.get("name", chart),
        finding=fill(finding, world),
        question=fill(picture["question"], world),
        frame=pd.DataFrame(rows),
        marks=pd.DataFrame(marks),
        shows=fill(picture.get("shows", ""), world),
        limits=fill(picture.get("not", ""), world),
        game=world.game(picture["game"]) if chart == "payoff_table" else None,
    )


def _worded(part: Any, world: World) -> Any:
    """Return a table in which the words of axes and scales are filled in."""
    if isinstance(part, Table):
        return Table({
            key: fill(value, world) if key == "words" else _worded(value, world)
            for key, value in part.items()
        })  # fmt: skip
    return tuple(_worded(each, world) for each in part) if isinstance(part, tuple) else part


def _along(world: World, axis: Mapping[str, Any]) -> list[float]:
    """Return the settings of an axis."""
    if "values" in axis:
        return [float(value) for value in axis["values"]]
    low, high = (world.read(end, axis[end]) for end in ("from", "to"))
    n = int(axis.get("points", 61))
    if axis.get("scale") == "log" and min(low, high) <= 0:
        raise SpecificationError(
            f"`from` and `to` must be above 0 on a log scale; got {low:g} and {high:g}."
        )
    steps = (
        np.geomspace(low, high, n)
        if axis.get("scale") == "log"
        else np.linspace(low, high, n)
    )
    if world.scenario.parameter(axis["parameter"]).whole:
        steps = np.unique(np.round(steps))
    return [float(step) for step in steps]


def _points(world: World, table: Mapping[str, Any], tick: Any) -> Iterator[dict[str, Any]]:
    """Yield the points of every line."""
    axis = table["x"]
    for i, line in enumerate(table["lines"]):
        there = world.changed("line", line.get("with", {}))
        label = fill(line["label"], there)
        for x in _along(there, axis):
            here = _on_axis(world, axis, x, line)
            yield {"line": i, "label": label, "x": x, "y": here.number(line["quantity"])}
            tick()


def _on_axis(
    world: World, axis: Mapping[str, Any], at: float, line: Mapping[str, Any]
) -> World:
    """Return the world at a place of an axis; whose number a line may read."""
    here = world.at({axis["parameter"]: at}).changed("line", line.get("with", {}))
    return here.at({axis["parameter"]: at})


def _marks(world: World, table: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield marks and walls."""
    for kind in ("marks", "walls"):
        for row in table.get(kind, ()):
            found: dict[str, Any] = {
                "kind": kind[:-1],
                "label": fill(row.get("label", ""), world),
            }
            for part in ("x", "y", "low", "high"):
                if part in row:
                    found[part] = world.read(part, row[part])
            yield {**found, "role": row.get("role", "guide")}


def _plane(world: World, table: Mapping[str, Any], tick: Any) -> Iterator[dict[str, Any]]:
    """Yield a quantity over two parameters."""
    across, up = table["x"], table["y"]
    for y in _along(world, up):
        for x in _along(world, across):
            there = world.at({across["parameter"]: x, up["parameter"]: y})
            yield {"x": x, "y": y, "value": there.number(table["quantity"])}
            tick()


def _boundaries(
    world: World, table: Mapping[str, Any], tick: Any
) -> Iterator[dict[str, Any]]:
    """Yield the boundary lines of a plane: a quantity of one axis, drawn along it."""
    for i, line in enumerate(table.get("lines", ())):
        along = line.get("axis", "x")
        axis = table[along]
        there = world.changed("line", line.get("with", {}))
        label = fill(line["label"], there)
        for at in _along(there, axis):
            other = _on_axis(world, axis, at, line).number(line["quantity"])
            x, y = (at, other) if along == "x" else (other, at)
            yield {"kind": "boundary", "line": i, "label": label, "x": x, "y": y,
                   "role": line.get("role", "theory")}  # fmt: skip
            tick()
