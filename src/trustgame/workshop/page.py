"""The page of a pack: every chart with its sentence, readable without a network."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from importlib import resources
from string import Template
from typing import TYPE_CHECKING

from trustgame._version import __version__
from trustgame.deals import Deal
from trustgame.deals.describe import horizon
from trustgame.deals.words import say, sentence_case

if TYPE_CHECKING:
    from trustgame.workshop.pack import PackedChart

__all__ = ["page"]


def page(deal: Deal, charts: Sequence[PackedChart]) -> str:
    """Return the page as HTML; every text of the deal is escaped."""
    template = resources.files("trustgame.workshop").joinpath("page.html")
    labels = deal.labels
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
    blanks = {
        "language": say("page.language"),
        "generator": f"trustgame {__version__}",
        "title": escape(labels.title),
        "lead": escape(sentence_case(lead)),
        "skip": escape(say("page.skip")),
        "facts_head": escape(say("page.facts")),
        "facts": "\n".join(f"<li>{escape(sentence)}</li>" for sentence in deal.check()),
        "contents": escape(say("page.contents")),
        "links": "\n".join(
            f'<li><a href="#{chart.name}">{escape(chart.finding)}</a></li>'
            for chart in charts
        ),
        "charts": "\n".join(_section(chart, deal) for chart in charts),
        "limits_head": escape(say("page.limits_head")),
        "limits": escape(say("page.limits")),
        "made": say(
            "page.made", version=__version__, deal='<a href="deal.toml">deal.toml</a>'
        ),
    }
    return Template(template.read_text(encoding="utf-8")).substitute(blanks)


def _section(chart: PackedChart, deal: Deal) -> str:
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
    return f"""<section id="{chart.name}">
<h2>{int(number)} · {escape(name)}</h2>
<figure>
<a href="{at}.png"><img src="{at}.png" width="2000" height="1125" loading="lazy"
 alt="{escape(chart.alt)}"></a>
<figcaption><p><strong>{escape(chart.finding)}.</strong>
{escape(chart.sentence)}</p></figcaption>
</figure>
<p class="files">{escape(say("page.files"))} {files}</p>
</section>"""
