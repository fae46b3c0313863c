"""New deals from the terminal: questions or a sheet, and no file lost on the way."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

from trustgame.deals.deal import Deal
from trustgame.deals.questions import ask_deal, usual_deal
from trustgame.deals.words import say
from trustgame.deals.writing import commented
from trustgame.exceptions import FileFormatError, OutputError

__all__ = ["new_deal", "new_sheet"]

Ask = Callable[[str], str]
Tell = Callable[[str], None]


def new_deal(file: str | os.PathLike[str], ask: Ask, tell: Tell) -> Deal:
    """Ask for a deal and write it as a commented TOML file.

    Parameters
    ----------
    file : path
        Where to write it; an existing file is replaced only after a yes.
    ask : callable(prompt) -> str
        Shows a prompt and returns what was answered.
    tell : callable(line)
        Shows a line.

    Raises
    ------
    OutputError
        If the file cannot be written; said before anything is asked where it is known.
    """
    path = _free(Path(file), ".toml", ask, tell)
    deal = ask_deal(ask, tell)
    text = commented(deal)
    try:
        partial = path.with_name(path.name + ".part")
        partial.write_text(text, encoding="utf-8")
        partial.replace(path)
    except OSError as error:
        raise OutputError(f"'{path}' cannot be written: {error.strerror}.") from None
    tell("")
    tell(say("new.written", file=path))
    tell(say("new.next", file=path))
    tell("")
    return deal


def new_sheet(file: str | os.PathLike[str], ask: Ask, tell: Tell) -> None:
    """Write a sheet to fill in, with a sample's answers in its cells."""
    path = _free(Path(file), ".xlsx", ask, tell)
    usual_deal().to_xlsx(path)
    tell(say("new.written_sheet", file=path))


def _free(path: Path, ending: str, ask: Ask, tell: Tell) -> Path:
    """Return a path that can be written: nothing is there, or it may be replaced."""
    while True:
        if path.suffix.lower() != ending:
            raise FileFormatError(
                f"the new file's name must end in {ending}; got '{path}'. "
                + ("For a sheet: trustgame new --xlsx FILE.xlsx" if path.suffix else "")
            )
        if path.is_dir():
            raise OutputError(f"'{path}' is a folder. Give the name of a file.")
        if not path.parent.is_dir():
            raise OutputError(
                f"'{path}': there is no folder '{path.parent}'. Make it first."
            )
        if not path.exists():
            return path
        while True:
            yes, no = say("new.yes").casefold(), say("new.no").casefold()
            answer = ask(say("new.exists", file=path)).strip().casefold() or no
            if answer in (yes, yes[0]):
                return path
            if answer in (no, no[0]):
                break
            tell(say("new.yes_or_no"))
        other = _other(path)
        path = Path(ask(say("new.other_file", file=other)).strip() or other)


def _other(path: Path) -> Path:
    """Return the first name like it that is free."""
    n, stem = 2, re.sub(r"-\d+$", "", path.stem)
    while (other := path.with_name(f"{stem}-{n}{path.suffix}")).exists():
        n += 1
    return other
