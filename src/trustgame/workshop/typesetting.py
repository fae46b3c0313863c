"""How texts find their size on a slide, and how a presentation is packed without a date."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from typing import Any

from trustgame.deals import Deal
from trustgame.deals.words import say
from trustgame.plot.anatomy import fit, width
from trustgame.plot.scale import shortened

__all__ = [
    "cell_lines",
    "dateless",
    "height_of",
    "name_alt",
    "payoff_rows",
    "size_of",
    "texts_only",
]

_LEAST = 10.0  # type of a table, in points


def dateless(package: bytes) -> bytes:
    """Return a package, those within it too, without the time at which it was written."""
    held = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as before,
        zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            content = before.read(name)
            if name.endswith(".xlsx"):
                content = dateless(content)
            elif name == "docProps/core.xml":
                content = re.sub(
                    rb"(<dcterms:(created|modified)[^>]*>)[^<]*",
                    rb"\g<1>2000-01-01T00:00:00Z", content,
                )  # fmt: skip
            entry = zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            after.writestr(entry, content)
    return held.getvalue()


def texts_only(workbook: bytes) -> bytes:
    """Return a workbook in which words that look like formulas are words.

    A room may call a side ``=SUM(A1)``; behind a chart that must not be worked out.
    """
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(workbook))
    found = [
        cell
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    if not found:
        return workbook
    for cell in found:
        value: Any = cell.value
        cell.value = value if isinstance(value, str) else f"{{{value.text}}}"
        cell.data_type = "s"
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def height_of(texts: Sequence[str], wide: float, size: float, gap: float) -> float:
    """Return the height in points of paragraphs at a size."""
    lines = sum(fit(t, wide, size, size - 0.1, lines=99)[0].count("\n") + 1 for t in texts)
    return lines * 1.22 * size + gap * size * max(0, len(texts) - 1)


def size_of(
    rows: Sequence[Sequence[str]], rooms: Sequence[float], high: float, largest: float,
    *, bold: bool = False,
) -> float:  # fmt: skip
    """Return the type size at which every text of some rows fits its cell.

    Words are broken only where one is wider than its cell even in the smallest type.
    """
    cells = [pair for row in rows for pair in zip(row, rooms, strict=True)]
    sizes = [largest - 0.5 * k for k in range(int(2 * (largest - _LEAST)) + 1)]
    for whole in (True, False):
        for size in sizes:
            if all(
                height_of(text.split("\n"), room, size, 0) <= high
                and not (whole and _longest(text, size, bold=bold) > room)
                for text, room in cells
            ):
                return size
    return sizes[-1]


def cell_lines(
    text: str, room: float, high: float, size: float, *, bold: bool = False
) -> list[str]:
    """Return the paragraphs of a cell, the middle left out of those it has no room for."""
    parts = text.split("\n")
    each = max(1, int(high / (1.22 * size) / len(parts)))
    if height_of(parts, room, size, 0) <= high:
        return parts
    return [shortened(part, room, size, each, bold) for part in parts]


def _longest(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width in points of a text's longest word."""
    return max((width(word, size, bold) for word in re.split(r"[ \n]", text)), default=0.0)


def name_alt(shape: Any, alt: str) -> None:
    """Give a shape the text for those who cannot see it."""
    shape._element.xpath(".//p:cNvPr")[0].set("descr", alt)


def payoff_rows(deal: Deal) -> list[tuple[str, str, str]]:
    """Return one round of the deal, where it starts, as the rows of a table."""
    labels = deal.labels
    pays = deal.game.arrays().payoff[deal.relationship.start]
    head = tuple(
        say("slides.move", side=labels.seller.name, move=move)
        for move in labels.seller.moves
    )
    rows = [("", *head)]
    for x, move in enumerate(labels.buyer.moves):
        cells = tuple(
            "\n".join(
                say("slides.pays", side=side.name, pay=labels.pay(float(pays[i, x, y])))
                for i, side in enumerate(labels.sides)
            )
            for y in range(2)
        )
        rows.append((say("slides.move", side=labels.buyer.name, move=move), *cells))
    return rows  # type: ignore[return-value]
