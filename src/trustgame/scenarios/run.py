"""A scenario worked out at one setting: its numbers, its rules, its pictures' tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from tqdm.auto import tqdm

from trustgame import _registry
from trustgame import _validate as check
from trustgame._display import Result
from trustgame.deals.words import say
from trustgame.exceptions import SpecificationError
from trustgame.scenarios.parts import Judged
from trustgame.scenarios.pictures import Drawn, drawn
from trustgame.scenarios.sampled import interval
from trustgame.scenarios.spec import Scenario
from trustgame.scenarios.telling import fill
from trustgame.scenarios.worlds import World

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = ["Judgement", "ScenarioRun", "run"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a rule says of one setting."""

    rule: Judged
    value: float
    holds: bool
    interval: tuple[float, float] | None = None  #: 95%, where the value is sampled

    @property
    def margin(self) -> float:
        """How far the value lies on the claim's side."""
        return self.rule.margin(self.value)


@dataclass(frozen=True, eq=False, repr=False)
class ScenarioRun(Result):
    """The numbers of a scenario at one setting, and what its pictures draw."""

    _chart: ClassVar[str | None] = "scenario"

    scenario: Scenario
    settings: Mapping[str, float]  #: every parameter by name
    numbers: Mapping[str, float]  #: every quantity by name
    judgements: tuple[Judgement, ...]
    pictures: tuple[Drawn, ...]
    shows: str  #: what it shows, in a sentence with its numbers
    limits: str  #: what it does not show

    def __repr__(self) -> str:
        kept = sum(judgement.holds for judgement in self.judgements)
        return (
            f"ScenarioRun({self.scenario.id} {self.scenario.name}: {kept} of "
            f"{len(self.judgements)} rules hold here; {self.pictures[0].finding})"
        )

    def picture(self, which: int | str = 0) -> Drawn:
        """Return a picture by number or name."""
        return self.pictures[self.scenario.number_of(which)]

    def to_frame(self) -> pd.DataFrame:
        """Return one row per quantity: its value, and whether a rule on it holds."""
        import pandas as pd

        judged = {j.rule.quantity: j for j in self.judgements}
        rows = [
            {
                "quantity": name,
                "value": value,
                "holds": judged[name].holds if name in judged else None,
                "says": judged[name].rule.says if name in judged else "",
            }
            for name, value in self.numbers.items()
        ]
        return pd.DataFrame(rows, columns=["quantity", "value", "holds", "says"])

    def plot(self, *, ax: Axes | None = None, picture: int | str = 0, **style: Any) -> Axes:
        """Draw one of the pictures, the carrying one unless named."""
        axes: Axes = _registry.service("plot").scenario(
            self, ax=ax, picture=picture, **style
        )
        return axes

    def _made_from(self) -> Mapping[str, Any]:
        return {"scenario": self.scenario, "settings": dict(self.settings)}


def judged_number(world: World, rule: Judged) -> float:
    """Return the number of a rule in a world: of money, only what counts as an effect."""
    value = world.number(rule.quantity)
    return world.effect(value) if rule.kind == "money" else value


def judged_at(world: World) -> tuple[Judgement, ...]:
    """Return what every rule says of a world."""
    found = []
    for rule in world.scenario.judged:
        value = judged_number(world, rule)
        span = interval(world, rule.quantity)
        found.append(Judgement(rule, value, rule.holds(value), span))
    return tuple(found)


def outlook_of(judgements: tuple[Judgement, ...]) -> str:
    """Return yes where every rule holds, no where none does, else mixed."""
    kept = [judgement.holds for judgement in judgements]
    return "yes" if all(kept) else "mixed" if any(kept) else "no"


def run(
    scenario: Scenario, settings: Mapping[str, float], *, progress: bool = False
) -> ScenarioRun:
    """Work a scenario out; see ``Scenario.run``."""
    world = World(scenario, within(scenario, settings))
    numbers = {name: world.number(name) for name in scenario.quantities}
    judgements = judged_at(world)
    outlook = outlook_of(judgements)
    unit = " " + say("progress.points")
    with tqdm(desc=scenario.name, unit=unit, disable=not progress, leave=False) as bar:
        pictures = tuple(
            drawn(world, picture, outlook, bar.update) for picture in scenario.pictures
        )
    return ScenarioRun(
        scenario=scenario,
        settings=world.settings,
        numbers=numbers,
        judgements=judgements,
        pictures=pictures,
        shows=fill(_shown(scenario, outlook), world),
        limits=fill(scenario.words.get("not", ""), world),
    )


def _shown(scenario: Scenario, outlook: str) -> str:
    """Return the sentence on what a run shows: another one where a rule fails, if given."""
    words = scenario.words
    usual: str = words.get("shows", scenario.claim)
    return usual if outlook == "yes" else words.get("shows_otherwise", usual)


def within(scenario: Scenario, settings: Mapping[str, float]) -> dict[str, float]:
    """Return all parameters, those asked for at their new values."""
    check.known_keys("run", settings, scenario.values)
    clean = {name: check.number(name, value) for name, value in settings.items()}
    for name, value in clean.items():
        parameter = scenario.parameter(name)
        if parameter.among is not None and value not in parameter.among:
            listed = ", ".join(f"{option:g}" for option in parameter.among)
            raise SpecificationError(f"`{name}` must be one of {listed}; got {value:g}.")
        if parameter.whole:
            clean[name] = float(check.count(name, value, 0))
        if parameter.kind == "percent":
            highest = max(1.0, parameter.box[1] if parameter.box else 1.0)
            clean[name] = check.interval(name, value, 0, highest)
    return {**scenario.values, **clean}
