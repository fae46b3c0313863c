"""Verdicts in plain sentences: the rule, how far it holds, and where it flips."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trustgame.deals.numerals import write
from trustgame.deals.words import listed, percent, say
from trustgame.scenarios.parts import Judged
from trustgame.scenarios.spec import Scenario

if TYPE_CHECKING:
    from trustgame.scenarios.run import Judgement
    from trustgame.scenarios.verdict import Finding, Flip

__all__ = [
    "bound",
    "boundary_words",
    "flip_sentence",
    "flip_words",
    "joint_sentence",
    "outcome_words",
    "rule_sentence",
    "setting_words",
    "share_sentence",
]


def outcome_words(outcome: str) -> str:
    """Return what a verdict is called where it stands alone."""
    key = outcome.replace(",", "").replace(" ", "_")
    return say(f"verdict.outcome_{key}")


def bound(scenario: Scenario, rule: Judged) -> str:
    """Return the rule's bound in words, as ``be above 0``."""
    labels = scenario.labels
    if rule.range is not None:
        low, high = (write(end, rule.kind, labels) for end in rule.range)
        return say("verdict.within", low=low, high=high)
    assert rule.size is not None
    size = write(rule.size, rule.kind, labels)
    return say("verdict." + rule.must.replace(" ", "_"), size=size)


def rule_sentence(scenario: Scenario, finding: Finding | Judgement) -> str:
    """Return what the rule says at the claim's own setting."""
    kind, labels = finding.rule.kind, scenario.labels
    value = write(finding.value, kind, labels)
    if finding.interval is not None:
        low, high = (write(end, kind, labels) for end in finding.interval)
        value = say("verdict.sampled", value=value, low=low, high=high)
    return say(
        "verdict.rule_holds" if finding.holds else "verdict.rule_fails",
        says=finding.rule.says,
        value=value,
        bound=bound(scenario, finding.rule),
    )


def share_sentence(finding: Finding, tries: int, is_whole: bool) -> str:
    """Return how robust a rule is."""
    said = say(
        "verdict.share_exact" if is_whole else "verdict.share",
        share=percent(finding.share),
        low=percent(finding.low),
        high=percent(finding.high),
        n=tries,
    )
    if finding.undefined:
        said += " " + say("verdict.undefined", share=percent(finding.undefined))
    return said


def flip_sentence(scenario: Scenario, finding: Finding, most: int = 3) -> str:
    """Return where the rule flips, the nearest boundaries first."""
    key = "verdict.flips" if finding.holds else "verdict.begins"
    parts = [flip_words(scenario, flip) for flip in finding.flips[:most]]
    return say(key, boundaries=say("verdict.or").join(parts))


def flip_words(scenario: Scenario, flip: Flip) -> str:
    """Return one boundary in words."""
    parameter = scenario.parameter(flip.parameter)
    if parameter.among is not None:
        return setting_words(scenario, flip.parameter, flip.value)
    key = "verdict.rises" if flip.rises else "verdict.falls"
    value = write(flip.value, parameter.kind, scenario.labels)
    if value == write(parameter.value, parameter.kind, scenario.labels):
        key += "_just"  # rounded, the boundary would read as the setting itself
    return say(key, words=parameter.words, value=value)


def boundary_words(scenario: Scenario, finding: Finding, most: int = 3) -> str:
    """Return where the rule turns: its flips, else the nearest joint one; "" if nowhere."""
    if finding.flips:
        return flip_sentence(scenario, finding, most)
    return joint_sentence(scenario, finding) if finding.nearest else ""


def joint_sentence(scenario: Scenario, finding: Finding) -> str:
    """Return that no setting alone turns the rule, and which nearest ones together do."""
    moved = [p for p in scenario.free if finding.nearest[p.name] != p.value]
    together = [
        setting_words(scenario, parameter.name, finding.nearest[parameter.name])
        for parameter in moved
    ]
    key = "verdict.flips_jointly" if finding.holds else "verdict.begins_jointly"
    return say(key, settings=listed(together))


def setting_words(scenario: Scenario, name: str, value: float) -> str:
    """Return a parameter's setting in words: ``the chance of another deal is 40%``."""
    parameter = scenario.parameter(name)
    told = write(value, parameter.kind, scenario.labels)
    if parameter.among is not None and parameter.options:
        told = parameter.options[parameter.among.index(value)]
    return say("verdict.becomes", words=parameter.words, value=told)
