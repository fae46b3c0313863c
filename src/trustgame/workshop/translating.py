"""A language for whoever translates: what is said, what is missing, what is wrong."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import tomli_w

from trustgame import _language
from trustgame.deals.words import counted, say, strung
from trustgame.exceptions import OutputError
from trustgame.scenarios import wording

__all__ = ["LanguageReport", "examine_language", "start_language"]


@dataclass(frozen=True, slots=True)
class LanguageReport:
    """How much of a language is there, file by file."""

    done: Mapping[str, tuple[int, int]]  #: sentences said otherwise than in English, of all
    missing: Mapping[str, tuple[str, ...]]  #: keys not said, or as in English
    wrong: tuple[str, ...]  #: what cannot be used

    def lines(self) -> Iterator[str]:
        """Yield the report, a line each."""
        for file, (n, all_) in self.done.items():
            yield say("doctor.said", file=file, n=counted(n), all=counted(all_))
            for table, keys in _by_table(self.missing[file]):
                yield say("doctor.to_do", table=table, keys=strung(keys))
        yield from (say("doctor.fault", fault=fault) for fault in self.wrong)
        if any(self.missing.values()):
            yield say("doctor.rest")
        if not self.wrong:
            yield say("doctor.sound")


def examine_language(language: str | os.PathLike[str]) -> LanguageReport:
    """Return what a language says, what it leaves to English, and what is wrong in it.

    Parameters
    ----------
    language : str or path
        A code, or the path of a folder.

    Raises
    ------
    SpecificationError
        If there is no such language.
    """
    found = _language.find("language", language)
    is_english = found is _language.english()
    done, missing = {}, {}
    for file, whole in _language.english().sentences.items():
        name = f"{file}.toml"
        own = found.own[file]
        left = [k for k in whole if not is_english and _open(whole[k], own.get(k))]
        done[name], missing[name] = (len(whole) - len(left), len(whole)), tuple(left)
    wrong = [*found.wrong, *wording.strange_files(found)]
    for scenario in wording.all_names():
        faults = list(wording.faults(scenario, found))
        wrong += faults
        words = wording.words_of(wording.plain_scenario(scenario))
        said = {} if faults else wording.words_of(found.scenario(scenario))
        places = [p for p in words if not is_english and _open(words[p], said.get(p))]
        name = f"{_language.SCENARIOS}/{scenario}.toml"
        done[name] = (len(words) - len(places), len(words))
        missing[name] = tuple(map(wording.written, places))
    return LanguageReport(done, missing, tuple(wrong))


def start_language(folder: str | os.PathLike[str]) -> Path:
    """Write a folder to begin a language with: every sentence, in English.

    Raises
    ------
    OutputError
        If the folder exists already, or cannot be written.
    """
    target = Path(folder)
    if target.exists():
        raise OutputError(
            f"'{target}' exists. Choose the name of a new folder: nothing was touched."
        )
    work = target.with_name(target.name + ".part")
    home = _language.english().folder
    try:
        (work / _language.SCENARIOS).mkdir(parents=True)
        for file in _language.FILES:
            shutil.copy(home / f"{file}.toml", work)
        for name in wording.all_names():
            words = wording.only_words(wording.plain_scenario(name))
            path = work / _language.SCENARIOS / f"{name}.toml"
            path.write_text(tomli_w.dumps(words), encoding="utf-8")
        work.replace(target)
    except OSError as error:
        shutil.rmtree(work, ignore_errors=True)
        raise OutputError(f"'{target}' cannot be written: {error.strerror}.") from None
    return target


def _open(english: str, own: str | None) -> bool:
    """Tell whether a sentence is still to be translated."""
    words = re.sub(r"\{\w*(:\w*)?\}", "", english)
    return own in (None, english) and any(map(str.isalpha, words))


def _by_table(keys: tuple[str, ...]) -> Iterator[tuple[str, list[str]]]:
    """Yield keys by the table in which they stand."""
    tables: dict[str, list[str]] = {}
    for key in keys:
        table, _, name = key.rpartition(".")
        tables.setdefault(table, []).append(name)
    yield from tables.items()
