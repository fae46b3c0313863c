r"""Verdicts: what the rule says here, over the declared box, and where it flips.

A *setting* gives every parameter a value. The claim is put to its own setting and to n
others drawn evenly from the box (lists and whole numbers included), or to every setting of
the box if that has no more; a rule's *share* is the part of those in which it holds, with
Wilson's 95% interval, or exactly. From the claim's own setting
each parameter is then moved alone, both ways, to the nearest value at which a rule flips,
and towards the nearest drawn setting that came out the other way. A flip is a setting of
the box that was looked at, so it counts: what flips neither holds nor fails throughout.

===========================  ==========================================================
*holds*                      here, and in every setting looked at
*holds when ...*             in some settings and not in others; the flips say which
*does not hold here*         in none
*assumed, not tested*        nothing is judged: the scenario only shows its assumption
===========================  ==========================================================

References
----------
Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference.
*Journal of the American Statistical Association* 22.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from tqdm.auto import tqdm

from trustgame import _validate as check
from trustgame._display import Result
from trustgame.deals.words import percent, say
from trustgame.evolve.finite.winners import wilson
from trustgame.exceptions import RefusedError, SpecificationError
from trustgame.scenarios.parts import Judged, Parameter
from trustgame.scenarios.run import Judgement, judged_at, judged_number
from trustgame.scenarios.saying import (
    bound,
    boundary_words,
    rule_sentence,
    share_sentence,
)
from trustgame.scenarios.spec import Scenario
from trustgame.scenarios.worlds import World

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["OUTCOMES", "Finding", "Flip", "Verdict", "judge"]

#: The four verdicts.
OUTCOMES = ("holds", "holds when", "does not hold here", "assumed, not tested")

_GRID = 48  # steps of a parameter from one end of its box to the other
_HALVINGS = 40


@dataclass(frozen=True, slots=True)
class Flip:
    """Where a rule changes its answer as one parameter moves from the claim's setting."""

    parameter: str
    value: float  #: the first value on the other side
    rises: bool  #: whether the parameter has to rise to get there
    distance: float  #: as a share of the box


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of one rule."""

    rule: Judged
    value: float  #: at the claim's own setting
    interval: tuple[float, float] | None  #: 95%, where that is sampled
    holds: bool  #: there
    share: float  #: of the settings drawn, in which it holds
    low: float  #: Wilson's 95% interval of the share
    high: float
    undefined: float  #: share of the settings in which the number has no value
    flips: tuple[Flip, ...]  #: nearest first
    nearest: Mapping[str, float]  #: the nearest setting found that comes out otherwise

    @property
    def outcome(self) -> str:
        """One of the first three verdicts."""
        if self.holds and self.share == 1 and not self.flips:
            return OUTCOMES[0]
        found = self.holds or self.share > 0 or self.flips
        return OUTCOMES[1] if found else OUTCOMES[2]


@dataclass(frozen=True, eq=False, repr=False)
class Verdict(Result):
    """The verdict on a scenario, rule by rule."""

    _chart: ClassVar[str | None] = "verdict_board"

    scenario: Scenario
    findings: tuple[Finding, ...]
    share: float  #: of the settings drawn, in which every rule holds
    low: float
    high: float
    turns: bool  #: whether every rule holds at some rule's flip
    tries: int  #: settings looked at, besides the claim's own
    seed: int
    is_whole: bool  #: whether they are all that the box has, so that shares are exact

    @property
    def outcome(self) -> str:
        """One of the four verdicts, on all rules together."""
        if not self.findings:
            return OUTCOMES[3]
        if all(finding.outcome == OUTCOMES[0] for finding in self.findings):
            return OUTCOMES[0]
        here = all(finding.holds for finding in self.findings)
        return OUTCOMES[1] if here or self.share > 0 or self.turns else OUTCOMES[2]

    def __repr__(self) -> str:
        if not self.findings:
            return f"Verdict({self.scenario.id} {self.scenario.name}: {self.outcome})"
        return (
            f"Verdict({self.scenario.id} {self.scenario.name}: {self.outcome}; all rules "
            f"in {percent(self.share)} of {self.tries} settings)"
        )

    def lines(self) -> tuple[str, ...]:
        """Return the verdict in plain sentences: rule, number, robustness, boundary."""
        if not self.findings:
            return (say("verdict.assumed", claim=self.scenario.claim),)
        said = []
        for finding in self.findings:
            said.append(rule_sentence(self.scenario, finding))
            if self.tries:
                said.append(share_sentence(finding, self.tries, self.is_whole))
            said += filter(None, [boundary_words(self.scenario, finding)])
        return tuple(said)

    def brief(self) -> tuple[str, ...]:
        """Return a line for every rule: what it says, its number, its nearest boundary."""
        said = []
        for finding in self.findings:
            said.append(rule_sentence(self.scenario, finding))
            if boundary := boundary_words(self.scenario, finding, 1):
                said[-1] += " " + boundary
        return tuple(said) or self.lines()

    def to_frame(self) -> pd.DataFrame:
        """Return one row per rule: verdict, number, share with its interval, boundary."""
        import pandas as pd

        rows = [
            {
                "scenario": self.scenario.name,
                "verdict": finding.outcome,
                "says": finding.rule.says,
                "value": finding.value,
                "rule": bound(self.scenario, finding.rule),
                "share": finding.share,
                "low": finding.low,
                "high": finding.high,
                "boundary": boundary_words(self.scenario, finding),
            }
            for finding in self.findings
        ]
        names = ["scenario", "verdict", "says", "value", "rule", "share", "low", "high",
                 "boundary"]  # fmt: skip
        return pd.DataFrame(rows, columns=names)

    def _made_from(self) -> Mapping[str, Any]:
        return {"scenario": self.scenario, "tries": self.tries, "seed": self.seed}


def judge(
    scenario: Scenario, *, tries: int | None = None, seed: int = 1, progress: bool = False
) -> Verdict:
    """Judge a scenario over its box; see ``Scenario.verdict``."""
    n = check.count("tries", scenario.tries if tries is None else tries, 1)
    seed = check.count("seed", seed, 0)
    if not scenario.judged:
        return Verdict(scenario, (), math.nan, math.nan, math.nan, False, 0, seed, True)
    home = World(scenario, scenario.values)
    here = judged_at(home)
    settings = list(_settings(scenario, n, seed)) if scenario.free else []
    unit = " " + say("progress.settings")
    bar = tqdm(settings, scenario.name, unit=unit, disable=not progress, leave=False)
    drawn = [
        [_holding(home.at(setting), rule) for rule in scenario.judged] for setting in bar
    ]
    whole = bool(_every_setting(scenario, n)) or not drawn
    findings = tuple(
        _finding(scenario, home, judgement, settings, [row[i] for row in drawn], whole)
        for i, judgement in enumerate(here)
    )
    together = [all(bool(part) for part in row) for row in drawn]
    share, low, high = _share(together or [all(j.holds for j in here)], whole)
    turns = any(
        all(_holding(home.at({flip.parameter: flip.value}), r) for r in scenario.judged)
        for finding in findings
        for flip in finding.flips
    )
    return Verdict(scenario, findings, share, low, high, turns, len(drawn), seed, whole)


def _share(held: Sequence[bool | None], whole: bool) -> tuple[float, float, float]:
    """Return the share of settings that hold, and its interval: itself if they are all."""
    kept, n = sum(bool(part) for part in held), len(held)
    low, high = map(float, wilson(kept, n))
    return kept / n, kept / n if whole else low, kept / n if whole else high


def _holding(world: World, rule: Judged) -> bool | None:
    """Tell whether a rule holds in a world; None where its number has no value there."""
    try:
        value = judged_number(world, rule)
    except (RefusedError, SpecificationError):
        return None
    return None if math.isnan(value) else rule.holds(value)


def _finding(
    scenario: Scenario,
    home: World,
    here: Judgement,
    settings: Sequence[Mapping[str, float]],
    held: Sequence[bool | None],
    whole: bool,
) -> Finding:
    """Return what became of a rule."""
    share, low, high = _share(held or [here.holds], whole)

    def holds(changes: Mapping[str, float]) -> bool:
        return bool(_holding(home.at(changes), here.rule))

    others = [s for s, part in zip(settings, held, strict=True) if bool(part) != here.holds]
    flips = sorted(
        (
            flip
            for parameter in scenario.free
            for flip in _flips(parameter, here.holds, holds)
        ),
        key=lambda flip: flip.distance,
    )
    return Finding(
        rule=here.rule,
        value=here.value,
        interval=here.interval,
        holds=here.holds,
        share=share,
        low=low,
        high=high,
        undefined=sum(part is None for part in held) / max(len(held), 1),
        flips=tuple(flips),
        nearest=_nearest(scenario, others, here.holds, holds),
    )


def _settings(scenario: Scenario, n: int, seed: int) -> Iterator[dict[str, float]]:
    """Yield all settings of a box that has no more than n, else n drawn evenly."""
    every = _every_setting(scenario, n)
    if every:
        yield from every
        return
    rng = np.random.default_rng(seed)
    for _ in range(n):
        yield {p.name: p.draw(float(rng.random())) for p in scenario.free}


def _every_setting(scenario: Scenario, n: int) -> list[dict[str, float]]:
    """Return every setting of a box of lists, if there are no more than n; else none."""
    lists = [parameter.among for parameter in scenario.free]
    if any(each is None for each in lists) or math.prod(len(e or ()) for e in lists) > n:
        return []
    names = [parameter.name for parameter in scenario.free]
    return [
        dict(zip(names, s, strict=True))
        for s in itertools.product(*(e or () for e in lists))
    ]


def _flips(
    parameter: Parameter, now: bool, holds: Callable[[Mapping[str, float]], bool]
) -> Iterator[Flip]:
    """Yield the nearest flips of a parameter moved alone: both ways, or other options."""
    name, value = parameter.name, parameter.value
    if parameter.among is not None:
        for option in parameter.among:
            if option != value and holds({name: option}) != now:
                yield Flip(name, option, option > value, 1.0)
        return
    start = parameter.place(value)
    for end in (0.0, 1.0):
        before = value
        for step in _steps(parameter, start, end):
            if holds({name: step}) != now:
                yield _refined(parameter, before, step, now, holds)
                break
            before = step


def _steps(parameter: Parameter, start: float, end: float) -> Iterator[float]:
    """Yield values from a place of the box to one of its ends."""
    n = max(1, math.ceil(abs(end - start) * _GRID))
    last = parameter.value
    for k in range(1, n + 1):
        value = parameter.value_at(start + (end - start) * k / n)
        if parameter.whole:
            value = float(round(value))
        if value != last:
            yield value
        last = value


def _refined(
    parameter: Parameter,
    before: float,
    after: float,
    now: bool,
    holds: Callable[[Mapping[str, float]], bool],
) -> Flip:
    """Return the flip between two values, halved until it is known."""
    for _ in range(_HALVINGS):
        middle = (before + after) / 2
        if parameter.whole:
            middle = float(math.floor(middle))
        if middle in (before, after):
            if not parameter.whole or abs(after - before) <= 1:
                break
            middle += 1
        if holds({parameter.name: middle}) == now:
            before = middle
        else:
            after = middle
    distance = abs(parameter.place(after) - parameter.place(parameter.value))
    return Flip(parameter.name, after, after > parameter.value, distance)


def _nearest(
    scenario: Scenario,
    others: Sequence[Mapping[str, float]],
    now: bool,
    holds: Callable[[Mapping[str, float]], bool],
) -> dict[str, float]:
    """Return the nearest setting found that comes out otherwise; empty if there is none.

    What need not move for it is left where it was.
    """
    home = scenario.values
    if not others:
        return {}

    def far(setting: Mapping[str, float]) -> float:
        return math.hypot(
            *(_moved(scenario, p.name, setting[p.name]) for p in scenario.free)
        )

    goal = min(others, key=far)
    near, away = 0.0, 1.0

    def between(part: float) -> dict[str, float]:
        found = {}
        for p in scenario.free:
            if p.among is not None:
                found[p.name] = goal[p.name]
                continue
            here, there = p.place(p.value), p.place(goal[p.name])
            value = p.value_at(here + part * (there - here))
            found[p.name] = float(round(value)) if p.whole else value
        return found

    for _ in range(20):
        middle = (near + away) / 2
        if holds(between(middle)) == now:
            near = middle
        else:
            away = middle
    found = between(away)
    for name in sorted(found, key=lambda name: _moved(scenario, name, found[name])):
        kept = {**found, name: home[name]}
        if holds(kept) != now:  # it turns without this one too
            found = kept
    return found


def _moved(scenario: Scenario, name: str, value: float) -> float:
    """Return how far a parameter lies from its own setting, as a share of its box."""
    parameter = scenario.parameter(name)
    if parameter.among is not None:
        return float(value != parameter.value)
    return abs(parameter.place(value) - parameter.place(parameter.value))
