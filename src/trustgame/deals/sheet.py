"""A deal as a workbook (.xlsx): one row a question, the answers in the yellow cells.

The first sheet holds the deal, the second the ways to behave, a hidden third the lists that
the cells offer. Each row carries the key that its answer has in a deal's file, in the last
column, so rows may be moved, and a sheet may be filled in by any program that keeps cells.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trustgame import _validate as check
from trustgame import strategies
from trustgame.deals.depths import DEPTHS
from trustgame.deals.words import say
from trustgame.exceptions import OutputError, SpecificationError

if TYPE_CHECKING:
    from trustgame.deals.deal import Deal

__all__ = [
    "COLUMNS", "KEYS", "NUMBERS", "PLAYER_ROWS", "SHARES", "WHOLE", "player_keys",
    "write_sheet",
]  # fmt: skip

_SIDES = tuple(
    f"{role}.{key}" for role in check.ROLES for key in ("name", "cooperate", "defect")
)
_PER_SIDE = ("preparing", "lost", "lost_if_neither", "gained", "after_leaving")
_AMOUNTS = (
    "money.price",
    "money.cost",
    "money.value",
    *(f"money.{key}.{role}" for key in _PER_SIDE for role in check.ROLES),
)

#: The keys of the first sheet's rows, in order.
KEYS = (
    "title",
    *_SIDES,
    "round.one",
    "round.many",
    "money.unit",
    *_AMOUNTS,
    "time.kind",
    "time.rounds",
    "time.chance_of_another",
    "time.at_most",
    "relationship.depth",
    "pair.buyer",
    "pair.seller",
    "story.seed",
)
#: Which of them are numbers, and which of those shares or whole.
NUMBERS = frozenset({*_AMOUNTS, "time.rounds", "time.at_most", "story.seed"})
SHARES = frozenset({"time.chance_of_another"})
WHOLE = frozenset({"time.at_most", "story.seed"})
#: How many ways to behave a side has rows for.
PLAYER_ROWS = 6
#: The columns by what they hold, in order.
COLUMNS = ("label", "answer", "help", "key")

_FONT = "Calibri"
_HEAD = 3  # the row of the columns' names
_WIDTHS = {"label": 34, "answer": 34, "help": 84, "key": 30}


def player_keys(side: str, n: int) -> tuple[str, str]:
    """Return the keys of the n-th way to behave of a side: what it plays, its label."""
    return f"{side}[{n}].play", f"{side}[{n}].label"


def write_sheet(deal: Deal, path: str | os.PathLike[str]) -> None:
    """Write a deal as a workbook: the whole file or none.

    Raises
    ------
    SpecificationError
        If the deal says what a sheet has no cell for.
    OutputError
        If the file cannot be written.
    """
    from openpyxl import Workbook

    cells = _cells(deal)
    book = Workbook()
    first: Any = book.active
    first.title = say("sheet.deal")
    target = Path(path)
    _fill(first, [(key, _label(key), _help(key)) for key in KEYS], cells, target.name)
    second: Any = book.create_sheet(say("sheet.players"))
    rows = []
    for side in ("buyers", "sellers"):
        for n in range(PLAYER_ROWS):
            who = say(f"sheet.{side}", n=n + 1)
            for key, what in zip(
                player_keys(side, n), ("players_play", "players_label"), strict=True
            ):
                rows.append(
                    (key, f"{who}: {say(f'field.{what}').lower()}", say(f"help.{what}"))
                )
    _fill(second, rows, cells, target.name)
    _offer(book, first, second)
    partial = target.with_name(target.name + ".part")
    try:
        book.save(partial)
        partial.replace(target)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise OutputError(f"'{target}' cannot be written: {error.strerror}.") from None


def _cells(deal: Deal) -> dict[str, Any]:
    """Return a deal's answers by key."""
    plain = deal.to_dict()
    if deal.money is None or set(plain["relationship"]) != {"depth"}:
        told = sorted(set(plain["relationship"]) - {"depth"})
        why = (
            "its payoffs stand in [outcomes], not in [money]"
            if deal.money is None
            else f"its [relationship] says {', '.join(told)}"
        )
        raise SpecificationError(
            "a sheet holds deals in money whose relationship is one word, `depth`; of this "
            f"one, {why}. Keep it as TOML."
        )
    time = plain.pop("time")
    for kind in ("about", "exactly"):
        if kind in time:
            time |= {"kind": say(f"sheet.{kind}"), "rounds": time.pop(kind)}
    if isinstance(time.get("chance_of_another"), Mapping | list):
        raise SpecificationError(
            "a sheet holds one chance of another round; this deal's differs by depth. "
            "Keep it as TOML."
        )
    plain["time"] = time
    listed = {side: plain.pop(side) for side in ("buyers", "sellers")}
    cells = dict(_leaves("", plain))
    for role, player in zip(check.ROLES, deal.pair_players, strict=True):
        cells[f"pair.{role}"] = player.label or player.name
    for side, players in listed.items():
        if len(players) > PLAYER_ROWS:
            raise SpecificationError(
                f"a sheet has rows for {PLAYER_ROWS} ways to behave a side; this deal's "
                f"`{side}` lists {len(players)}. Keep it as TOML."
            )
        for n, player in enumerate(players):
            if "automaton" in player:
                raise SpecificationError(
                    f"a sheet holds strategies of the catalogue; `{side}[{n}]` is an "
                    "automaton of its own. Keep the deal as TOML."
                )
            for key, name in zip(player_keys(side, n), ("play", "label"), strict=True):
                if name in player:
                    cells[key] = player[name]
    return cells


def _leaves(where: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Yield every value of nested tables under its dotted key."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from _leaves(f"{where}.{key}" if where else key, part)
    else:
        yield where, value


def _label(key: str) -> str:
    """Return what a row asks."""
    return say(f"field.{key.replace('.', '_')}")


def _help(key: str) -> str:
    """Return what a row's answer means."""
    return say(f"help.{key.replace('.', '_')}")


def _fill(
    sheet: Any, rows: list[tuple[str, str, str]], cells: Mapping[str, Any], file: str
) -> None:
    """Write the rows of a sheet, and make it readable."""
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    plain, bold = Font(name=_FONT), Font(name=_FONT, bold=True)
    grey, line = Font(name=_FONT, color="707070"), Side(style="thin", color="C0C0C0")
    yellow = PatternFill("solid", start_color="FFF7CC")
    _text(sheet.cell(1, 1), say("sheet.intro", file=file)).font = bold
    for at, name in enumerate(COLUMNS, 1):
        _text(sheet.cell(_HEAD, at), say(f"sheet.{name}")).font = bold
        sheet.column_dimensions[sheet.cell(_HEAD, at).column_letter].width = _WIDTHS[name]
    for row, (key, label, help_) in enumerate(rows, _HEAD + 1):
        _text(sheet.cell(row, 1), label).font = plain
        answer = sheet.cell(row, 2)
        answer.font = plain
        value = cells.get(key)
        if isinstance(value, str):
            _text(answer, value)
        elif value is not None:
            answer.value = value
        answer.fill, answer.border = yellow, Border(line, line, line, line)
        answer.alignment = Alignment(horizontal="left", vertical="top", wrap_text=True)
        if key in SHARES:
            answer.number_format = "0%"
        _text(sheet.cell(row, 3), help_).font = grey
        sheet.cell(row, 3).alignment = Alignment(wrap_text=True, vertical="top")
        _text(sheet.cell(row, 4), key).font = grey
    sheet.freeze_panes = sheet.cell(_HEAD + 1, 2)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _text(cell: Any, text: str) -> Any:
    """Write a text that stays one, also where it looks like a formula."""
    cell.value = text
    cell.data_type = "s"
    return cell


def _offer(book: Any, first: Any, second: Any) -> None:
    """Give cells the lists of what they may hold."""
    from openpyxl.worksheet.datavalidation import DataValidation

    lists = book.create_sheet(say("sheet.lists"))
    lists.sheet_state = "hidden"
    offered = {
        "depth": DEPTHS,
        "kind": (say("sheet.about"), say("sheet.exactly")),
        "play": strategies.names(),
    }
    rules = {}
    for column, (name, options) in enumerate(offered.items(), 1):
        for row, option in enumerate(options, 1):
            _text(lists.cell(row, column), option)
        letter = lists.cell(1, column).column_letter
        where = f"'{lists.title}'!${letter}$1:${letter}${len(options)}"
        rule = DataValidation("list", formula1=where, allow_blank=True)
        rule.error, rule.showErrorMessage = say("sheet.choose"), name != "play"
        rules[name] = rule
    for sheet, endings in ((first, ("depth", "kind")), (second, ("play",))):
        for ending in endings:
            sheet.add_data_validation(rules[ending])
        for row in sheet.iter_rows(min_row=_HEAD + 1):
            key = row[3].value
            ending = key.rpartition(".")[2]
            if ending in endings:
                rules[ending].add(row[1].coordinate)
