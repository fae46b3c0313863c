"""The page of a pack: one file that computes, plays and shows, without any network.

The file holds everything: the charts as pictures, a small exact engine in plain JavaScript
(``parts/engine.js`` and its neighbours), the deal, and the strategies as the automata that
the library makes of them, so that no rule is written twice. Every word stands in the
language's ``page.toml``. A content security policy lets only this script run and nothing
be fetched; texts of a deal enter as text, never as markup.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from functools import cache
from html import escape
from importlib import resources
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any

from matplotlib.colors import to_hex
from PIL import Image

from trustgame import _language as _speech
from trustgame import strategies
from trustgame._version import __version__
from trustgame.automata import Recipe
from trustgame.deals import Deal
from trustgame.deals.deal import MOST_PLAYERS
from trustgame.deals.depths import DEPTHS, ladder
from trustgame.deals.describe import horizon
from trustgame.deals.money import LARGEST
from trustgame.deals.time import LONGEST
from trustgame.deals.words import say, sentence_case
from trustgame.exceptions import RefusedError
from trustgame.plot import palette
from trustgame.plot.faces import face_data

if TYPE_CHECKING:
    from trustgame.workshop.pack import PackedChart

__all__ = ["page"]

#: The page's scripts, in the order in which they need each other.
SCRIPTS = (
    "engine", "values", "answers", "luck", "sitting", "words", "toml", "deal", "time",
    "dom", "draw", "state", "face", "panel", "bets", "views", "ground", "play", "memory",
    "form", "main",
)  # fmt: skip
_VIEWS = ("match", "league", "selection", "map", "play", "deal", "charts")
_LARGEST = 5_000_000  # bytes of pictures in the page; what is beyond is linked
_STOPS = 17  # of the map's colours
_COLOURS = 256  # of a picture in the page


def page(
    deal: Deal,
    charts: Sequence[PackedChart],
    folder: Path | None = None,
    theme: str | None = None,
) -> str:
    """Return the page as HTML; every text of the deal is escaped.

    Parameters
    ----------
    deal : Deal
        The deal.
    charts : sequence of PackedChart
        What each chart says.
    folder : path, optional
        Where their pictures are; with it they go into the page, which then works alone.
    theme : {"light", "dark", "print"}, optional
        Its colours on a screen: unless given, light or dark as the reader's device prefers.
        On paper it is light, or grey for ``"print"``.
    """
    labels = deal.labels
    words = _language()
    rounds = {"round": labels.round, "rounds": labels.rounds}
    static = {key: text.format_map(_Open(rounds)) for key, text in words["static"].items()}
    lead = say(
        "page.lead",
        one=labels.buyer.name,
        other=labels.seller.name,
        C=labels.buyer.cooperate,
        D=labels.buyer.defect,
        c=labels.seller.cooperate,
        d=labels.seller.defect,
        horizon=horizon(deal.game, labels),
    )
    made = words["static"]["made"].format(
        version=__version__, deal='<a href="deal.toml">deal.toml</a>'
    )
    title = labels.title or words["common"]["untitled"].format(
        one=labels.buyer.name, other=labels.seller.name
    )
    script = "\n".join(_part(f"{name}.js") for name in SCRIPTS)
    texts = {key: escape(static[key]) for key in static if key not in ("made", "toml")}
    blanks = {
        **texts,
        "language": words["language"],
        "generator": f"trustgame {__version__}",
        "policy": _policy(script),
        "style": _style(theme),
        "title": escape(title),
        "lead": escape(sentence_case(lead)),
        "tabs": "\n".join(
            f'<a href="#view-{v}" id="to-{v}">{texts[f"tab_{v}"]}</a>' for v in _VIEWS
        ),
        "toml_label": escape(static["toml"]),
        "facts_head": escape(say("page.facts")),
        "facts": "\n".join(f"<li>{escape(sentence)}</li>" for sentence in deal.check()),
        "contents": escape(say("page.contents")),
        "links": "\n".join(
            f'<li><a href="#{chart.name}">{escape(chart.finding)}</a></li>'
            for chart in charts
        ),
        "charts": "\n".join(_sections(deal, charts, folder)),
        "limits_head": escape(say("page.limits_head")),
        "limits": escape(say("page.limits")),
        "made": made,
        "data": _data(deal, words),
        "script": script,
    }
    return Template(_part("page.html")).substitute(blanks)


class _Open(dict[str, str]):
    """Blanks of which some stay open."""

    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"


@cache
def _part(name: str) -> str:
    """Return one of the page's own files."""
    return (
        resources.files("trustgame.workshop")
        .joinpath("parts", name)
        .read_text(encoding="utf-8")
    )


def _language() -> dict[str, Any]:
    """Return the page's words by table, and of the library's those it needs too."""
    speech = _speech.spoken()
    library = _speech.tables(speech.sentences["library"])
    shared = {name: library[name] for name in ("list", "mark", "ladder")}
    return {**_speech.tables(speech.sentences["page"]), **shared}


def _policy(script: str) -> str:
    """Return what the page may do: run this script, show what it holds, fetch nothing."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; "
        "img-src data: 'self' file:; base-uri 'none'; form-action 'none'"
    )


def _style(theme: str | None) -> str:
    """Return the style sheet, its colours those of the charts in a theme."""
    sheet = [_colours("print" if theme == "print" else "light")]
    if theme is None:
        sheet.append(
            f"@media screen and (prefers-color-scheme: dark) {{ {_colours('dark')} }}"
        )
    elif theme == "dark":
        sheet.append(f"@media screen {{ {_colours('dark')} }}")
    return "\n".join([*sheet, _part("page.css")])


def _colours(theme: str) -> str:
    """Return a theme's colours as the names that the style sheet asks for."""
    with palette.theme(theme):
        names = {
            "ink": palette.INK,
            "dim": palette.DIM,
            "line": palette.GRID,
            "edge": palette.GUIDE,
            "tint": palette.CELL,
            "paper": palette.PAPER,
            "link": palette.LINK,
            "wrong": palette.WRONG,
            "buyer": palette.SIDES[0],
            "seller": palette.SIDES[1],
            "cooperate": palette.MOVES[0],
            "defect": palette.MOVES[1],
            "depth": to_hex(palette.depth_colour(0.85)),
        }
    colours = " ".join(f"--{name}: {colour};" for name, colour in names.items())
    kind = "dark" if theme == "dark" else "light"
    return f":root {{ color-scheme: {kind}; {colours} }}"


def _data(deal: Deal, words: Mapping[str, Any]) -> str:
    """Return what the script is told, as JSON that cannot end its element."""
    ramp = palette.map_ramp()
    facts = {
        "language": {key: table for key, table in words.items() if key != "static"},
        "deal": _plain(deal),
        "aliases": {
            alias: name
            for name in strategies.names()
            for alias in strategies.entry(name).aliases
        },
        "depths": {word: ladder(word) for word in DEPTHS},
        "limits": {"players": MOST_PLAYERS, "amount": LARGEST, "rounds": LONGEST},
        "strategies": _strategies(deal),
        "faces": face_data(),
        "ramp": [to_hex(ramp(k / (_STOPS - 1))) for k in range(_STOPS)],
    }
    text = json.dumps(facts, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _plain(deal: Deal) -> dict[str, Any]:
    """Return the deal's tables, its players by names that the page knows."""
    plain = deal.to_dict()
    for key, players in (("buyers", deal.buyers), ("sellers", deal.sellers)):
        for table, player in zip(plain[key], players, strict=True):
            if "play" not in table:
                continue
            if player.name in strategies.names():
                table["play"] = player.name
            else:  # another library's, or one of a family without end
                role: Any = key[:-1]
                rule = strategies.resolve(player.strategy, deal.game, role)
                table["automaton"] = rule.replace(name=player.name).to_dict()
                del table["play"]
    return plain


def _strategies(deal: Deal) -> dict[str, Any]:
    """Return the catalogue as automata; what reads payoffs, as each side of this deal."""
    found: dict[str, Any] = {}
    for name in strategies.names():
        about = strategies.entry(name)
        entry: dict[str, Any] = {"sales": about.sales, "name": about.called}
        known = strategies.find(name)
        try:
            if isinstance(known, Recipe):
                entry["reads"] = True
                for role in ("buyer", "seller"):
                    entry[role] = known.resolve(deal.game, role).to_dict()
            else:
                entry["automaton"] = known.to_dict()
        except RefusedError:
            continue
        found[name] = entry
    return found


def _sections(deal: Deal, charts: Sequence[PackedChart], folder: Path | None) -> list[str]:
    """Return the charts' parts of the page; pictures go in while there is room."""
    sections, room = [], _LARGEST
    for chart in charts:
        source = f"charts/{chart.name}.png"
        if folder is not None:
            inside = _picture(folder / source)
            if len(inside) <= room:
                room -= len(inside)
                source = inside
        sections.append(_section(chart, deal, source))
    return sections


def _picture(path: Path) -> str:
    """Return a picture as a data address, in as many colours as an eye needs."""
    with Image.open(path) as picture:
        flat = picture.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)
    out = io.BytesIO()
    flat.save(out, "PNG", optimize=True)
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()


def _section(chart: PackedChart, deal: Deal, source: str) -> str:
    """Return one chart's part of the page."""
    labels = deal.labels
    at = f"charts/{chart.name}"
    number, _, kind = chart.name.partition("-")
    name = say(
        f"page.name_{kind.replace('-', '_')}",
        round=labels.round,
        one=labels.buyer.name,
        other=labels.seller.name,
    )
    files = " · ".join(
        f'<a href="{at}.{kind}">{escape(say(f"page.{kind}"))}</a>'
        for kind in ("png", "svg", "csv")
    )
    return f"""<section class="chart" id="{chart.name}">
<h3>{int(number)} · {escape(name)}</h3>
<figure>
<img src="{source}" width="2000" height="1125" alt="{escape(chart.alt)}">
<figcaption><p><strong>{escape(chart.finding)}.</strong>
{escape(chart.sentence)}</p></figcaption>
</figure>
<p class="files">{escape(say("page.files"))} {files}</p>
</section>"""
