"""How far a claim holds on a deal, in the few words that a slide has room for."""

from __future__ import annotations

from collections.abc import Iterator

from trustgame.deals.numerals import write
from trustgame.deals.words import percent, say
from trustgame.scenarios import Scenario, Verdict
from trustgame.scenarios.saying import boundary_words

__all__ = ["flips", "ranges_of", "share"]


def flips(verdict: Verdict) -> Iterator[str]:
    """Yield the nearest boundary of each rule, the first two rules that have one."""
    told = [(f, boundary_words(verdict.scenario, f, 2)) for f in verdict.findings]
    found = [(f, text) for f, text in told if text]
    for finding, sentence in found[:2]:
        yield say("caption.flip", rule=finding.rule.says, flip=sentence)
    if not found and verdict.findings and verdict.scenario.free:
        yield say("caption.firm")


def share(verdict: Verdict) -> Iterator[str]:
    """Yield in how many settings all rules hold."""
    if not verdict.tries:
        return
    key = "none" if verdict.share == 0 else "share"
    yield say(
        f"caption.{key}_exact" if verdict.is_whole else f"caption.{key}",
        share=percent(verdict.share), n=verdict.tries,
        low=percent(verdict.low), high=percent(verdict.high),
    )  # fmt: skip


def ranges_of(found: Scenario) -> Iterator[str]:
    """Yield the range of each free parameter."""
    for parameter in found.free:
        if parameter.box is not None:
            low, high = (write(end, parameter.kind, found.labels) for end in parameter.box)
            ends = say("number.span", first=low, last=high)
        else:
            among = parameter.options or tuple(
                write(value, parameter.kind, found.labels)
                for value in parameter.among or ()
            )
            ends = ", ".join(among)
        yield say("caption.range", words=parameter.words, ends=ends)
