"""The language that is spoken: a folder of files, and English where they say nothing.

A language is a folder with ``library.toml``, ``page.toml``, ``strategies.toml`` and a
folder ``scenarios`` (each may be missing). Those of ``trustgame/languages`` are known by
their code; any other is said by its path. English is whole, and is what the others are
checked against, sentence by sentence.
"""

from __future__ import annotations

import os
import re
import string
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from trustgame import _files
from trustgame import _validate as check
from trustgame.exceptions import FileFormatError, SpecificationError

ENGLISH = "en"
VARIABLE = "TRUSTGAME_LANGUAGE"
FILES = ("library", "page", "strategies")
SCENARIOS = "scenarios"

Sentences = dict[str, str]  #: by ``table.key``; what stands in no table, by its key

_OPEN = ("one",)  # tables whose keys are the language's own
_MAY_BE_EMPTY = ("mark.thousands", "new.endings")
_NUMBERED = re.compile(r"(.*)_(\d+)")
_SHEET_TITLE = 31  # letters that a workbook's sheet may have in its name

# What a program must tell apart in answers and sheets.
_DIFFERENT = (
    ("mark.decimal", "mark.thousands"),
    ("mark.decimal", "mark.minus"),
    ("sheet.about", "sheet.exactly"),
    ("sheet.deal", "sheet.players", "sheet.lists"),
    ("sheet.label", "sheet.answer", "sheet.help", "sheet.key"),
    ("new.yes", "new.no"),
    ("play.stop", "play.walk"),
)


@dataclass(frozen=True, eq=False, repr=False)
class Language:
    """A language as it was read: everything it says, English filled in."""

    name: str  #: its code, or the path of its folder
    folder: Path
    sentences: Mapping[str, Sentences]  #: by file
    own: Mapping[str, Sentences]  #: by file, what its folder says itself
    wrong: tuple[str, ...] = ()  #: what cannot be used, a sentence each
    kept: dict[Any, Any] = field(default_factory=dict)  #: what was made in it

    def __repr__(self) -> str:
        own = sum(map(len, self.own.values()))
        wrong = f", {len(self.wrong)} not usable" if self.wrong else ""
        return f"Language({self.name!r}, {own} sentences of its own{wrong})"

    def say(self, file: str, key: str) -> str:
        """Return a sentence, its blanks open; ``KeyError`` if there is none."""
        return self.sentences[file][key]

    @property
    def letters(self) -> str:
        """What its own sentences are written in; English needs no font to be looked for."""
        if self.name == ENGLISH:
            return ""
        files = (self.folder / SCENARIOS).glob("*.toml")
        own = [text for said in self.own.values() for text in said.values()]
        own += [path.read_text(encoding="utf-8-sig") for path in files]
        return "".join(sorted(set("".join(own))))

    def scenario(self, name: str) -> dict[str, Any]:
        """Return the words that the folder has for a scenario."""
        path = self.folder / SCENARIOS / f"{name}.toml"
        return _read(path) if self.name != ENGLISH and path.is_file() else {}


_SPOKEN: ContextVar[Language | None] = ContextVar("trustgame language", default=None)


def codes() -> tuple[str, ...]:
    """Return the codes of the languages that come with the library."""
    return tuple(
        sorted(p.name for p in _home().iterdir() if (p / "library.toml").is_file())
    )


def spoken() -> Language:
    """Return what is spoken: ``speaking``'s language, the environment's, or English."""
    return _SPOKEN.get() or _by_environment(os.environ.get(VARIABLE, ""))


@contextmanager
def speaking(
    language: str | os.PathLike[str] | Language | None,
) -> Iterator[Language]:
    """Speak a language inside a ``with`` block: charts, sentences, numbers, packs.

    Parameters
    ----------
    language : str, path, Language or None
        The code of a language that comes with the library, the path of a folder of one's
        own, what an earlier block gave, or nothing: the language that is spoken already.

    Raises
    ------
    SpecificationError
        If there is no such language, or a file of it holds what it may not; the message
        names file, key, rule and remedy.

    Notes
    -----
    Without it the environment variable ``TRUSTGAME_LANGUAGE`` is asked, and then English
    is spoken. What a folder does not say is said in English.

    Examples
    --------
    >>> with speaking("en") as language:
    ...     language.say("library", "list.last")
    '{first} and {last}'
    """
    if language is None:
        found = spoken()
    elif isinstance(language, Language):
        found = language
    else:
        found = sound(find("language", language))
    token = _SPOKEN.set(found)
    try:
        yield found
    finally:
        _SPOKEN.reset(token)


def say(key: str, **blanks: object) -> str:
    """Return a sentence of the library with its blanks filled in."""
    return spoken().say("library", key).format(**blanks)


def character(name: str, what: str) -> str:
    """Return a sentence on a strategy; ``KeyError`` if the language has none.

    One of a family without end, as ``threshold_7``, fills in its number.
    """
    speech = spoken()
    try:
        return speech.say("strategies", f"{name}.{what}")
    except KeyError:
        member = _NUMBERED.fullmatch(name)
        if member is None:
            raise
        return speech.say("strategies", f"{member[1]}.{what}").format(m=member[2])


def marked(text: str) -> str:
    """Return a number's text with the language's marks in place of comma and point."""
    speech = spoken()
    marks = {
        ord(","): speech.say("library", "mark.thousands"),
        ord("."): speech.say("library", "mark.decimal"),
    }
    return text.translate(marks)


def english() -> Language:
    """Return English, read once."""
    return _english()


def find(argument: str, language: str | os.PathLike[str]) -> Language:
    """Return a language by its code or folder, sound or not."""
    if not isinstance(language, str | os.PathLike):
        raise SpecificationError(
            f"`{argument}` must be a language's code or the path of its folder; got "
            f"{language!r}."
        )
    name = os.fspath(language)
    if name in codes():
        return english() if name == ENGLISH else _loaded(name, _home() / name)
    folder = Path(name)
    if not name or not folder.is_dir():
        known = ", ".join(repr(code) for code in codes())
        raise SpecificationError(
            f"`{argument}` must be a language of the library ({known}) or the path of a "
            f"folder; there is no '{name}'. "
            "One to begin with: trustgame doctor --language FOLDER --start"
        )
    return _loaded(name, folder)


def sound(language: Language) -> Language:
    """Return a language that can be spoken, or refuse it by what is wrong first."""
    if language.wrong:
        more = len(language.wrong) - 1
        tail = f" And {more} more: trustgame doctor --language {language.name}"
        raise SpecificationError(language.wrong[0] + (tail if more else ""))
    return language


def blanks(pattern: str) -> set[str]:
    """Return what stands in braces in a pattern; ``ValueError`` if it is none."""
    found = set()
    for _, name, spec, conversion in string.Formatter().parse(pattern):
        if name is not None:
            ending = (f"!{conversion}" if conversion else "") + (f":{spec}" if spec else "")
            found.add(name + ending)
    return found


def wrong_blanks(pattern: str, original: str) -> str:
    """Return what is wrong with a sentence's blanks, beside the English one's."""
    try:
        own = blanks(pattern)
    except ValueError as error:
        return f"its braces do not fit ({error}); the English sentence is {original!r}."
    strange = sorted(own - blanks(original))
    if not strange:
        return ""
    known = ", ".join(f"{{{name}}}" for name in sorted(blanks(original))) or "none"
    return f"it has no blank {{{strange[0]}}}; those of the English sentence: {known}."


@cache
def _home() -> Path:
    """Return the folder of the library's languages."""
    return Path(str(resources.files("trustgame").joinpath("languages")))


@cache
def _by_environment(name: str) -> Language:
    """Return the language that the environment names; none is English."""
    return sound(find(VARIABLE, name)) if name else english()


@cache
def _english() -> Language:
    """Return English, which is the whole of what is said."""
    folder = _home() / ENGLISH
    said = {file: flat(_read(folder / f"{file}.toml")) for file in FILES}
    return Language(ENGLISH, folder, said, said)


def _loaded(name: str, folder: Path) -> Language:
    """Return the language of a folder, read again where a file has changed."""
    files = sorted(folder.rglob("*.toml"))
    try:
        stamp = tuple((str(f), f.stat().st_mtime_ns, f.stat().st_size) for f in files)
    except OSError as error:
        raise FileFormatError(f"'{folder}' cannot be read: {error.strerror}.") from None
    return _of_folder(name, folder.resolve(), stamp)


@cache
def _of_folder(name: str, folder: Path, _: tuple[tuple[str, int, int], ...]) -> Language:
    """Return the language of a folder as its files are now."""
    wrong, own, said = [], {}, {}
    for path in sorted(folder.glob("*.toml")):
        if path.stem not in FILES:
            known = [f"{file}.toml" for file in FILES]
            wrong.append(
                f"'{path}' is no file of a language."
                + (check.suggest(path.name, known) or f" Known: {', '.join(known)}.")
            )
    for file, whole in english().sentences.items():
        path = folder / f"{file}.toml"
        try:
            tables = _read(path) if path.exists() else {}
        except FileFormatError as error:
            wrong.append(str(error))
            tables = {}
        sentences = flat(tables)
        faults = list(_faults(sentences, whole))
        wrong += [f"'{path}', {fault}" for _, fault in faults]
        bad = {key for key, _ in faults}
        own[file] = {k: v for k, v in sentences.items() if k not in bad}
        said[file] = {**whole, **own[file]}
    wrong += [f"'{folder / 'library.toml'}', {why}" for why in _alike(said["library"])]
    return Language(name, folder, said, own, tuple(wrong))


def _read(path: Path) -> dict[str, Any]:
    """Return a file's tables."""
    return _files.read_toml(path)[0]


def flat(tables: Mapping[str, Any]) -> dict[str, Any]:
    """Return tables as sentences by ``table.key``."""
    found: dict[str, Any] = {}
    for name, table in tables.items():
        if isinstance(table, Mapping):
            found |= {f"{name}.{key}": value for key, value in table.items()}
        else:
            found[name] = table
    return found


def tables(sentences: Sentences) -> dict[str, Any]:
    """Return sentences as tables again; the reverse of ``flat``."""
    found: dict[str, Any] = {}
    for key, text in sentences.items():
        table, _, name = key.rpartition(".")
        (found.setdefault(table, {}) if table else found)[name] = text
    return found


def _faults(own: Mapping[str, Any], whole: Sentences) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a file's sentences: the key, and where, rule and remedy."""
    for key, text in own.items():
        table, dot, name = key.rpartition(".")
        where = f"[{table}] {name}" if dot else name
        if key not in whole and table not in _OPEN:
            near = check.suggest(key, whole)
            yield (
                key,
                f"{where}: the English file has no such key.{near or ' Take it out.'}",
            )
        elif not isinstance(text, str):
            yield key, f"{where}: a sentence must be a text; got {text!r}."
        elif whole.get(key, "x") and not text and key not in _MAY_BE_EMPTY:
            yield key, f"{where}: a sentence must say something; take it out for English."
        elif fault := wrong_blanks(text, whole.get(key, "")):
            yield key, f"{where}: {fault}"


def _alike(said: Sentences) -> Iterator[str]:
    """Yield which sentences of the library must differ and do not, or name no sheet."""
    for keys in _DIFFERENT:
        texts = [said[key].casefold() for key in keys]
        for i, key in enumerate(keys):
            if texts[i] in texts[:i]:
                other = keys[texts.index(texts[i])]
                yield f"{key} must differ from {other}; both are {said[key]!r}."
    if said["new.yes"][:1].casefold() == said["new.no"][:1].casefold():
        yield "new.yes and new.no must begin with two letters: either may be typed alone."
    for key in ("sheet.deal", "sheet.players", "sheet.lists"):
        if len(said[key]) > _SHEET_TITLE or set(said[key]) & set("[]:*?/\\"):
            yield (
                f"{key} names a sheet: at most {_SHEET_TITLE} letters, none of []:*?/\\; "
                f"got {said[key]!r}."
            )
