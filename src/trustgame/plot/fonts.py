"""Which installed fonts can draw a text: DejaVu first, which comes with matplotlib."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from matplotlib import font_manager
from matplotlib.ft2font import FT2Font

from trustgame.exceptions import SpecificationError

__all__ = ["families_for"]

_FIRST = "DejaVu Sans"


@cache
def _letters(path: str) -> frozenset[int]:
    """Return the code points that a font file can draw."""
    return frozenset(FT2Font(path).get_charmap())


def families_for(texts: Iterable[str]) -> list[str]:
    """Return font families that together can draw all texts, the usual one first.

    Raises
    ------
    SpecificationError
        If a letter is in no installed font.

    Examples
    --------
    >>> families_for(["Kunde & Käufer", "Клиент"])
    ['DejaVu Sans']
    """
    families, texts = [_FIRST], list(texts)
    usual = font_manager.findfont(_FIRST)
    missing = {c for text in texts for c in text if not c.isspace()}
    missing = {c for c in missing if ord(c) not in _letters(usual)}
    if not missing:
        return families
    known = sorted(
        (font.name, font.fname)
        for font in font_manager.fontManager.ttflist
        if font.style == "normal" and font.fname.lower().endswith((".ttf", ".otf", ".ttc"))
    )
    for name, path in known:
        if name in families or name.startswith("Last Resort"):
            continue
        found = {c for c in missing if ord(c) in _letters(path)}
        if found:
            families.append(name)
            missing -= found
        if not missing:
            return families
    letters = " ".join(sorted(missing)[:8])
    word = next(text for text in texts if missing & set(text))
    raise SpecificationError(
        f"the deal's words must be drawable; no installed font has {letters!r}, as in "
        f"{word!r}. Install a font that has them (for example Noto Sans), or write the "
        "names in other letters."
    )
