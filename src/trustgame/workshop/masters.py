"""A presentation to write slides on: what its master must have, which layout is used."""

from __future__ import annotations

import os
from typing import Any

from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.util import Inches

from trustgame.exceptions import FileFormatError

__all__ = ["TITLES", "check_master", "layout_of", "without_slides"]

#: What places for a title are called.
TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
_QUIET = (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER)
_LEAST = Inches(6.5), Inches(4.5)  # on less, a table and its words find no room


def check_master(deck: Any, path: str | os.PathLike[str]) -> None:
    """Refuse a presentation without a layout, or with slides too small to write on.

    Raises
    ------
    FileFormatError
        If it is so; the message names the file and what to do in PowerPoint.
    """
    if not deck.slide_layouts:
        raise FileFormatError(
            f"`template` must have a layout to write on; '{path}' has none. Add one to its "
            "slide master in PowerPoint."
        )
    size = int(deck.slide_width or 0), int(deck.slide_height or 0)
    if size[0] < _LEAST[0] or size[1] < _LEAST[1]:
        least, found = (
            " x ".join(f"{side / Inches(1):.3g}" for side in pair)
            for pair in (_LEAST, size)
        )
        raise FileFormatError(
            f"`template` must have slides of at least {least} inches; those of '{path}' "
            f"are {found}. Choose a larger size in PowerPoint: Design, Slide Size."
        )


def without_slides(deck: Any) -> None:
    """Take out the slides of a presentation; its master and layouts stay."""
    listed = deck.slides._sldIdLst
    for entry in list(listed):
        deck.part.drop_rel(entry.rId)
        listed.remove(entry)


def layout_of(deck: Any) -> tuple[Any, bool]:
    """Return the layout to write on, and whether it has a place for a title."""
    ranked = []
    for number, layout in enumerate(deck.slide_layouts):
        kinds = [place.placeholder_format.type for place in layout.placeholders]
        has_title = PP_PLACEHOLDER.TITLE in kinds
        extra = sum(kind not in (*TITLES, *_QUIET) for kind in kinds)
        ranked.append((not has_title, extra, number, layout))
    without, _, _, layout = min(ranked, key=lambda row: row[:3])
    if without:  # the emptiest one there is
        layout = min(ranked, key=lambda row: row[1:3])[3]
    return layout, not without
