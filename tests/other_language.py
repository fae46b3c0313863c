"""A language made from English by a machine, to find what is said past the language files.

Every letter of every sentence is put in another's place; blanks stay. What is then still
written in plain letters was never asked of the language.
"""

from __future__ import annotations

import re
from pathlib import Path

import tomli_w

from trustgame import _language
from trustgame.deals import Deal
from trustgame.scenarios import wording

_PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ%−"
_OTHER = "áƀçđéƒĝĥíĵķľḿñóṕǫŕšťúṽŵẋýžÁɃÇĐÉƑĜĤÍĴĶĽḾÑÓṔǪŔŠŤÚṼŴẊÝŽ٪–"
_LETTERS = str.maketrans(_PLAIN, _OTHER)
MARKS = {
    "mark.decimal": "·",
    "mark.thousands": "\u202f",
    "mark.percent": "{number}\u00a0٪",
    "mark.minus": "–",
}
# What has a name of its own in every language: the library, files, options, keys of a deal.
_NAMES = re.compile(
    r"trustgame( \d[\w.+]*)?|\d+\.\d+\.\d+|charts/\S+|çĥáŕťš/\S+|\b(PNG|SVG|CSV)\b"
    r"|[\w./-]+\.(toml|xlsx|pptx|csv|png|svg|pdf)"
)
_SAMPLE = Path(__file__).parents[1] / "deals" / "consulting.toml"
_WORDS = {
    "title": "Проект",
    "round": {"one": "шаг", "many": "шаги"},
    "buyer": {"name": "Клиент", "cooperate": "раскрыть", "defect": "искать"},
    "seller": {"name": "Фирма", "cooperate": "готовить", "defect": "продать"},
}


def other(text):
    """Return a sentence with every letter replaced, what stands in braces kept."""
    parts = re.split(r"(\{[^{}]*\})", re.sub(r"(\d)\.(\d)", r"\1·\2", text))
    return "".join(part if part[:1] == "{" else part.translate(_LETTERS) for part in parts)


def make_language(folder):
    """Write the language as a folder, and return it."""
    (folder / "scenarios").mkdir(parents=True)
    for file, sentences in _language.english().sentences.items():
        said = {key: other(text) for key, text in sentences.items()}
        said |= MARKS if file == "library" else {}
        said |= {"language": "en-XA"} if file == "page" else {}
        tables = tomli_w.dumps(_language.tables(said))
        (folder / f"{file}.toml").write_text(tables, encoding="utf-8")
    for name in wording.all_names():
        words = wording.only_words(wording.plain_scenario(name), other)
        path = folder / "scenarios" / f"{name}.toml"
        path.write_text(tomli_w.dumps(words), encoding="utf-8")
    return folder


def foreign_deal():
    """Return a deal whose own words have no plain letters, its characters unnamed."""
    plain = Deal.from_toml(_SAMPLE).to_dict() | _WORDS
    plain["money"] = plain["money"] | {"unit": "€"}
    for side in ("buyers", "sellers"):
        plain[side] = [{"play": player["play"]} for player in plain[side]]
    plain["pair"] = {"buyer": "trusting_tit_for_tat", "seller": "trusting_tit_for_tat"}
    return Deal.from_dict(plain)


def plain_words(text):
    """Return what is said in plain English, or counted in its marks."""
    return re.findall(r"[A-Za-z]{2,}|%|−|\d[.,]\d", _NAMES.sub("", str(text)))


def leaks(texts):
    """Return the texts that hold plain English, with what it is."""
    return {text: found for text in texts if (found := plain_words(text))}
