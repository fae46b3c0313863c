"""A scenario's file in and out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from trustgame import _validate as check
from trustgame.deals import Labels, SideLabels
from trustgame.exceptions import SpecificationError
from trustgame.scenarios.parts import Assumption, Judged, Parameter, Source
from trustgame.scenarios.spec import Scenario
from trustgame.scenarios.table import Table, as_table, plain

__all__ = ["scenario_from_plain", "scenario_to_plain"]

_TABLES = ("payoffs", "games", "players", "groups", "quantities", "phrases", "words",
           "on_deal")  # fmt: skip
_PLAIN = ("name", "id", "title", "tier", "minutes", "claim", "question", "tries")
_NEEDED = ("name", "id", "title", "tier", "minutes", "claim", "question", "sources")


def scenario_from_plain(source: Mapping[str, Any]) -> Scenario:
    """Return the scenario of plain tables."""
    known = (*_PLAIN, *_TABLES, "sources", "assumed", "parameters", "judged", "pictures",
             "labels")  # fmt: skip
    check.known_keys("scenario", source, known, required=_NEEDED)
    _writable("", source)
    given: dict[str, Any] = {key: source[key] for key in _PLAIN if key in source}
    for key in _TABLES:
        if key in source:
            given[key] = Table(as_table(key, source[key]))
    for key, kind in (("sources", Source), ("assumed", Assumption), ("judged", Judged)):
        rows = _rows(key, source.get(key, []))
        given[key] = tuple(_built(f"{key}[{i}]", kind, row) for i, row in enumerate(rows))
    parameters = as_table("parameters", source.get("parameters", {}))
    given["parameters"] = tuple(
        _built(f"parameters.{name}", Parameter, {"name": name, **as_table(name, row)})
        for name, row in parameters.items()
    )
    given["pictures"] = tuple(
        Table(row) for row in _rows("pictures", source.get("pictures", []))
    )
    if "labels" in source:
        given["labels"] = _labels(source["labels"])
    return Scenario(**given)


def _writable(where: str, value: Any) -> None:
    """Refuse what no file can hold, as None."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            _writable(f"{where}.{key}" if where else str(key), part)
    elif isinstance(value, list | tuple):
        for i, part in enumerate(value):
            _writable(f"{where}[{i}]", part)
    elif not isinstance(value, str | int | float):
        raise SpecificationError(
            f"`{where}` must be a text, a number, true or false, a list or a table; got "
            f"{value!r}."
        )


def _rows(key: str, value: Any) -> list[Mapping[str, Any]]:
    """Return a value that must be an array of tables."""
    if not isinstance(value, list | tuple):
        raise SpecificationError(
            f"`{key}` must be an array of tables, as [[{key}]]; got {value!r}."
        )
    return [as_table(f"{key}[{i}]", row) for i, row in enumerate(value)]


def _built(where: str, kind: Callable[..., Any], row: Mapping[str, Any]) -> Any:
    """Return a part of the scenario from its table."""
    specs = fields(kind)  # type: ignore[arg-type]
    required = [s.name for s in specs if s.default.__class__.__name__ == "_MISSING_TYPE"]
    check.known_keys(where, row, [s.name for s in specs], required=required)
    given = {k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}
    return kind(**given)


def _labels(source: Any) -> Labels:
    """Return the words of a scenario's room."""
    sides = [spec.name for spec in fields(SideLabels) if spec.name != "players"]
    check.known_keys("labels", source, [spec.name for spec in fields(Labels)])
    given = dict(source)
    for role in check.ROLES:
        if role in given:
            check.known_keys(f"labels.{role}", given[role], [*sides, "players"])
            players = as_table(f"labels.{role}.players", given[role].get("players", {}))
            side = {**given[role], "players": tuple(players.items())}
            given[role] = _worded(f"labels.{role}", SideLabels, side)
    if not isinstance(given.get("depths", []), list | tuple):
        raise SpecificationError(
            f"`labels.depths` must be a list of names; got {given['depths']!r}."
        )
    return _worded("labels", Labels, given)  # type: ignore[no-any-return]


def _worded(where: str, kind: Callable[..., Any], given: Mapping[str, Any]) -> Any:
    """Return words, or say at which key they are none."""
    try:
        return kind(**given)
    except SpecificationError as error:
        raise type(error)(f"`{where}`: {error}") from None


def _plain_labels(labels: Labels) -> dict[str, Any]:
    """Return the words that differ from the library's."""
    usual, found = Labels(), {}
    for spec in fields(Labels):
        value = getattr(labels, spec.name)
        if value == getattr(usual, spec.name):
            continue
        if isinstance(value, SideLabels):
            side: dict[str, Any] = {
                key: getattr(value, key) for key in ("name", "cooperate", "defect")
            }
            if value.players:
                side["players"] = dict(value.players)
            value = side
        found[spec.name] = list(value) if isinstance(value, tuple) else value
    return found


def scenario_to_plain(scenario: Scenario) -> dict[str, Any]:
    """Return the scenario as plain tables; a deal it was put on stays behind."""
    usual = {spec.name: spec.default for spec in fields(Scenario)}
    found: dict[str, Any] = {}
    for key in _PLAIN:
        value = getattr(scenario, key)
        if key in _NEEDED or value != usual[key]:
            found[key] = value
    for key, kind in (("sources", Source), ("assumed", Assumption), ("judged", Judged)):
        rows = [
            {
                spec.name: plain(getattr(part, spec.name))
                for spec in fields(kind)
                if getattr(part, spec.name) not in (None, "", ())
            }
            for part in getattr(scenario, key)
        ]
        if rows:
            found[key] = rows
    if scenario.parameters:
        found["parameters"] = {p.name: p.to_dict() for p in scenario.parameters}
    for key in _TABLES:
        if getattr(scenario, key):
            found[key] = plain(getattr(scenario, key))
    if scenario.pictures:
        found["pictures"] = [plain(picture) for picture in scenario.pictures]
    if labels := _plain_labels(scenario.labels):
        found["labels"] = labels
    return found
