"""A deal read from a workbook; every error names the sheet and the cell.

The rows are found by their keys, so what a program or a person did to order, colours and
widths does not matter. An answer may be a number, or a text that writes one; what cannot
be an answer (a date, an error, a formula that was never worked out, a percentage where an
amount is wanted) is refused with the remedy.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trustgame import _validate as check
from trustgame._language import english
from trustgame.deals.deal import Deal
from trustgame.deals.reading import deal_from_plain
from trustgame.deals.sheet import (
    COLUMNS,
    KEYS,
    NUMBERS,
    PLAYER_ROWS,
    SHARES,
    WHOLE,
    player_keys,
)
from trustgame.deals.typed import read_number, read_share
from trustgame.deals.words import say
from trustgame.exceptions import FileFormatError, RefusedError, SpecificationError

__all__ = ["read_sheet"]

_PLAYER_KEYS = tuple(
    key
    for side in ("buyers", "sellers")
    for n in range(PLAYER_ROWS)
    for key in player_keys(side, n)
)
_FURTHEST = 500  # rows and columns in which keys are looked for


@dataclass(frozen=True, slots=True)
class _Answer:
    """One answer: where it stands, and what is there."""

    sheet: str
    cell: Any

    def refuse(self, error: SpecificationError | str) -> SpecificationError:
        """Return an error that begins with the place."""
        kind = type(error) if isinstance(error, SpecificationError) else SpecificationError
        return kind(f"sheet '{self.sheet}', cell {self.cell.coordinate}: {error}")


def read_sheet(path: str | os.PathLike[str]) -> Deal:
    """Return the deal of a workbook.

    Raises
    ------
    FileFormatError
        If the file is missing, or is no workbook, or holds no sheet of a deal.
    SpecificationError
        If an answer breaks its rule; the message names file, sheet and cell.
    """
    target = Path(path)
    book = _open(target)
    try:
        answers, empty = _answers(book, target)
        values = {key: _value(key, answer) for key, answer in answers.items()}
        try:
            return deal_from_plain(_tables(values, answers))
        except SpecificationError as error:
            raise _placed(error, answers, empty) from None
    except (SpecificationError, RefusedError) as error:
        raise type(error)(f"{target.name}: {error}") from None


def _open(path: Path, *, values: bool = True) -> Any:
    """Return the workbook of a file: what its cells show, or the formulas behind them."""
    from openpyxl import load_workbook

    try:
        with path.open("rb") as stream, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions, not answers
            start = stream.read(8)
            stream.seek(0)
            if start == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
                raise FileFormatError(
                    f"'{path}' is locked with a password, or an old .xls file. Save it as "
                    ".xlsx without a password."
                )
            if not start.startswith(b"PK"):
                raise FileFormatError(
                    f"'{path}' is no .xlsx file. Open it in a spreadsheet program and save "
                    "it as .xlsx, or write a new sheet: trustgame new --xlsx FILE.xlsx"
                )
            return load_workbook(stream, data_only=values)
    except FileFormatError:
        raise
    except FileNotFoundError:
        raise FileFormatError(f"no such file: '{path}'.") from None
    except IsADirectoryError:
        raise FileFormatError(f"'{path}' is a folder; an .xlsx file is needed.") from None
    except Exception as error:  # a damaged file fails anywhere inside the reader
        if isinstance(error, OSError) and error.strerror:
            raise FileFormatError(f"'{path}' cannot be read: {error.strerror}.") from None
        raise FileFormatError(
            f"'{path}' is damaged, or no .xlsx file ({type(error).__name__}). Open it in a "
            "spreadsheet program and save it again, or write a new sheet: "
            "trustgame new --xlsx FILE.xlsx"
        ) from None


def _answers(book: Any, path: Path) -> tuple[dict[str, _Answer], dict[str, _Answer]]:
    """Return the answers of all sheets by key, and the cells that wait for one."""
    known = (*KEYS, *_PLAYER_KEYS)
    found: dict[str, _Answer] = {}
    empty: dict[str, _Answer] = {}
    formulas: Any = None
    any_sheet = False
    for sheet in book.worksheets:
        columns = _columns(sheet)
        if columns is None:
            continue
        any_sheet = True
        for row in range(columns["row"] + 1, min(sheet.max_row, _FURTHEST) + 1):
            key = sheet.cell(row, columns["key"]).value
            if key is None or not str(key).strip():
                continue
            key = str(key).strip()
            answer = _Answer(sheet.title, sheet.cell(row, columns["answer"]))
            key_cell = _Answer(sheet.title, sheet.cell(row, columns["key"]))
            if key not in known:
                raise key_cell.refuse(
                    f"unknown key '{key}' in the last column."
                    + (check.suggest(key, known) or " Leave that column as it was written.")
                )
            if answer.cell.value is None:
                formulas = formulas or _open(path, values=False)
                behind = formulas[sheet.title][answer.cell.coordinate].value
                if behind is not None:
                    raise answer.refuse(
                        f"holds a formula whose result is not in the file ({behind}). Open "
                        "it in a spreadsheet program and save it there, or type the number."
                    )
                empty[key] = answer
                continue
            if isinstance(answer.cell.value, str) and not answer.cell.value.strip():
                empty[key] = answer
                continue
            if key in found:
                first = found[key]
                raise answer.refuse(
                    f"answers '{key}' a second time; the first answer stands in sheet "
                    f"'{first.sheet}', cell {first.cell.coordinate}. Take one out."
                )
            found[key] = answer
    if not any_sheet:
        heads = ", ".join(f"'{say(f'sheet.{name}')}'" for name in COLUMNS)
        sheets = ", ".join(f"'{sheet.title}'" for sheet in book.worksheets) or "none"
        raise FileFormatError(
            f"no sheet has the columns of a deal ({heads}); sheets there: {sheets}. "
            "Write a new one: trustgame new --xlsx FILE.xlsx; to read one of another "
            "language, say --language."
        )
    return found, empty


def _columns(sheet: Any) -> dict[str, int] | None:
    """Return the row of the columns' names, and where answers and keys stand."""
    wanted = {text: name for name in ("answer", "key") for text in _said(f"sheet.{name}")}
    rows = sheet.iter_rows(max_row=min(sheet.max_row, 30), max_col=30)
    for row in rows:
        at = {
            wanted[text]: cell.column
            for cell in row
            if (text := str(cell.value).strip().casefold()) in wanted
        }
        if len(at) == 2:
            return {"row": row[0].row, **at}
    return None


def _said(key: str) -> tuple[str, str]:
    """Return a sentence as it is said here and in English, without regard to case."""
    return say(key).casefold(), english().say("library", key).casefold()


def _value(key: str, answer: _Answer) -> Any:
    """Return what an answer says, as a deal's file would have it."""
    cell, value = answer.cell, answer.cell.value
    if cell.data_type == "e":
        raise answer.refuse(f"`{key}` holds the error {value}. Type the answer instead.")
    if isinstance(value, dt.date | dt.time | dt.timedelta):
        raise answer.refuse(
            f"`{key}` holds a date or time ({value}). Spreadsheet programs make dates of "
            "entries like 1/2 or 3.4: format the cell as text or number, then type again."
        )
    numeric = key in NUMBERS or key in SHARES
    if isinstance(value, bool):
        wanted = "a number" if numeric else "a text"
        raise answer.refuse(f"`{key}` must be {wanted}; got {value}.")
    try:
        if not numeric:
            return _as_text(value)
        is_percent = "%" in str(cell.number_format)
        if key in SHARES:
            return _share(key, value)
        if not isinstance(value, str) and is_percent:
            raise SpecificationError(
                f"`{key}` must be an amount, not a percentage; got {100 * value:g}%. "
                "Format the cell as a number."
            )
        number = read_number(key, value) if isinstance(value, str) else value
        return check.count(key, float(number), 0) if key in WHOLE else number
    except SpecificationError as error:
        raise answer.refuse(error) from None


def _as_text(value: Any) -> str:
    """Return what a cell shows as a text; of whole numbers without a decimal point."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()


def _share(key: str, value: Any) -> float:
    """Return a share that was written as a number, a percentage or a text."""
    share = read_share(key, value) if isinstance(value, str) else float(value)
    if share > 1:
        raise SpecificationError(
            f"`{key}` must lie in [0, 1]; got {share:g}. Write it as 90% or 0.9."
        )
    return share


def _tables(values: Mapping[str, Any], answers: Mapping[str, _Answer]) -> dict[str, Any]:
    """Return the tables of a deal's file."""
    tables: dict[str, Any] = {}
    for key in KEYS:
        if key in values:
            spot = tables
            *path, last = key.split(".")
            for name in path:
                spot = spot.setdefault(name, {})
            spot[last] = values[key]
    time = tables.get("time", {})
    kind = time.pop("kind", None)
    if "rounds" in time:
        kinds = ("about", "exactly")
        choices = {text: name for name in kinds for text in _said(f"sheet.{name}")}
        if kind is None:
            raise answers["time.rounds"].refuse(
                f"a number of rounds is {' or '.join(choices)} so many; the row "
                "'time.kind' says neither. Choose one there."
            )
        if str(kind).strip().casefold() not in choices:
            listed = ", ".join(f"'{choice}'" for choice in choices)
            raise answers["time.kind"].refuse(
                f"`time.kind` must be one of {listed}; got '{kind}'."
            )
        time[choices[str(kind).strip().casefold()]] = time.pop("rounds")
    for side in ("buyers", "sellers"):
        tables[side] = list(_players(side, values, answers))
    return tables


def _players(
    side: str, values: Mapping[str, Any], answers: Mapping[str, _Answer]
) -> Iterator[dict[str, Any]]:
    """Yield the ways to behave of a side; rows left empty do not count."""
    for n in range(PLAYER_ROWS):
        play, label = player_keys(side, n)
        if play in values:
            player = {"play": values[play]}
            yield player | ({"label": values[label]} if label in values else {})
        elif label in values:
            raise answers[label].refuse(
                f"`{label}` names a way to behave, but the row '{play}' is empty. Choose "
                "what it plays, or empty both."
            )


def _placed(
    error: SpecificationError, answers: Mapping[str, _Answer], empty: Mapping[str, _Answer]
) -> SpecificationError:
    """Return an error of the deal with the cell of the key that it names, if it does."""
    text = str(error)
    named = re.match(r"`([^`]+)`(?: needs the key '([^']+)'; it is missing)?", text)
    if text.startswith("sheet '") or not named:
        return error
    if named[2]:
        return _missing(error, named[1], named[2], empty)
    key = _renumbered(named[1], answers).replace("time.about", "time.rounds")
    key = key.replace("time.exactly", "time.rounds")
    for place in (key, f"{key}.play", key.removesuffix(".play") + ".label"):
        if place in answers:
            return answers[place].refuse(error)
    inside = [place for place in answers if place.startswith(f"{key}.")]
    if len(inside) == 1:
        return answers[inside[0]].refuse(error)
    waiting = _waiting(key, empty)
    return error if inside or waiting is None else waiting.refuse(error)


def _missing(
    error: SpecificationError, where: str, name: str, empty: Mapping[str, _Answer]
) -> SpecificationError:
    """Return the error of an answer that is not there: its empty cell, or its lost row."""
    key = name if where == "the deal" else f"{where}.{name}"
    waiting = _waiting(key, empty)
    if waiting is not None:
        return waiting.refuse(f"{error} Type it here.")
    return type(error)(
        f"{error} No sheet has the row '{key}' any more: its key stood in the last column. "
        "Put the row back, or write a new sheet: trustgame new --xlsx FILE.xlsx"
    )


def _waiting(key: str, empty: Mapping[str, _Answer]) -> _Answer | None:
    """Return the first empty cell of a key or of what it holds."""
    inside = (f"{key}.", f"{key}[")
    return next((empty[k] for k in empty if k == key or k.startswith(inside)), None)


def _renumbered(key: str, answers: Mapping[str, _Answer]) -> str:
    """Return a key that counts players as the sheet's rows do, empty ones included."""
    match = re.match(r"(buyers|sellers)\[(\d+)\](.*)", key)
    if not match:
        return key
    side, n, rest = match[1], int(match[2]), match[3]
    filled = [i for i in range(PLAYER_ROWS) if player_keys(side, i)[0] in answers]
    return f"{side}[{filled[n]}]{rest}" if n < len(filled) else key
