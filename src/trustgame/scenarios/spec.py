"""What a scenario is: a claim, the games it is put to, and the rule of its verdict.

A scenario separates what is *assumed* (put in by construction) from what is *judged*: the
rule says, before anything is run, which number must come out how. Its parameters have a
declared box, over which the verdict's robustness is measured.

Everything is a frozen value. Numbers may be formulas of parameters, payoffs and quantities
(``trustgame.scenarios.formula``); games are built in ``worlds``, numbers in ``measures``.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from trustgame import _files
from trustgame import _validate as check
from trustgame.deals import Deal, Labels
from trustgame.exceptions import RefusedError, SpecificationError
from trustgame.scenarios.table import Table

if TYPE_CHECKING:
    from trustgame.scenarios.run import ScenarioRun
    from trustgame.scenarios.verdict import Verdict

__all__ = ["KINDS", "MUST", "TIERS", "Assumption", "Judged", "Parameter", "Scenario", "Source"]

TIERS = ("core", "choose", "library")

#: How a number is written: as a plain number, a percentage, rounds, money, years, odds.
KINDS = ("number", "percent", "rounds", "money", "years", "one_in")

#: The rules of a verdict: how far a number lies on the claim's side of its bounds.
MUST = ("be above", "be at least", "be below", "be at most", "lie within")

_EMPTY = Table({})
_put = object.__setattr__


@dataclass(frozen=True, slots=True)
class Source:
    """A work the claim or its model rests on."""

    title: str
    year: int
    author: str = ""

    def __post_init__(self) -> None:
        check.text("sources.title", self.title)
        _put(self, "year", check.count("sources.year", self.year, 1500))


@dataclass(frozen=True, slots=True)
class Assumption:
    """Something put in by construction, and the parameters or quantities that hold it."""

    says: str
    names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check.text("assumed.says", self.says)
        _put(self, "names", tuple(self.names))


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number that may be varied.

    Parameters
    ----------
    name : str
        What formulas call it.
    value : float
        Its value in the claim's own setting.
    words : str
        What people call it.
    box : (float, float), optional
        The settings over which robustness is measured; fixed if neither this nor ``among``
        is given.
    among : tuple of float, optional
        The settings, where there are only some.
    kind : str
        How it is written: one of ``KINDS``.
    whole : bool
        Whether it counts something.
    scale : {"plain", "log"}
        How distances in the box are measured and settings drawn.
    options : tuple of str
        What people call each of ``among``.
    """

    name: str
    value: float
    words: str
    box: tuple[float, float] | None = None
    among: tuple[float, ...] | None = None
    kind: str = "number"
    whole: bool = False
    scale: str = "plain"
    options: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        put = partial(_put, self)
        where = f"parameters.{self.name}"
        if not self.name.isidentifier():
            raise SpecificationError(
                f"`{where}` must be a name that a formula can read (letters, digits, _)."
            )
        put("value", check.number(f"{where}.value", self.value))
        check.text(f"{where}.words", self.words)
        check.one_of(f"{where}.kind", self.kind, KINDS)
        check.one_of(f"{where}.scale", self.scale, ("plain", "log"))
        if self.box is not None and self.among is not None:
            raise SpecificationError(
                f"`{where}` has both `box` and `among`; keep one: an interval or a list."
            )
        if self.box is not None:
            put("box", self._checked_box(where))
        if self.among is not None:
            put("among", self._checked_list(where))
        if self.options and len(self.options) != len(self.among or ()):
            raise SpecificationError(
                f"`{where}.options` must name each of `among` ({len(self.among or ())}); "
                f"got {len(self.options)}."
            )
        put("options", tuple(self.options))

    def _checked_box(self, where: str) -> tuple[float, float]:
        """Return the box, which must hold more than a point and the value."""
        if not isinstance(self.box, tuple | list) or len(self.box) != 2:
            raise SpecificationError(
                f"`{where}.box` must be two numbers [low, high]; got {self.box!r}."
            )
        low, high = (check.number(f"{where}.box", end) for end in self.box)
        if not low < high:
            raise SpecificationError(
                f"`{where}.box` is empty: low must be below high; got [{low:g}, {high:g}]. "
                "For one fixed setting leave `box` out."
            )
        if not low <= self.value <= high:
            raise SpecificationError(
                f"`{where}.value` must lie in its box [{low:g}, {high:g}]; "
                f"got {self.value:g}."
            )
        if self.scale == "log" and low <= 0:
            raise SpecificationError(
                f"`{where}.box` must be above 0 on a log scale; got [{low:g}, {high:g}]."
            )
        if self.whole and not (low.is_integer() and high.is_integer()):
            raise SpecificationError(
                f"`{where}.box` must be whole numbers; got [{low:g}, {high:g}]."
            )
        return low, high

    def _checked_list(self, where: str) -> tuple[float, ...]:
        """Return the list, which must hold the value and another one."""
        listed = self.among if isinstance(self.among, tuple | list) else ()
        clean = tuple(check.number(f"{where}.among", part) for part in listed)
        if len(set(clean)) < 2 or self.value not in clean:
            raise SpecificationError(
                f"`{where}.among` must list at least two settings, the value "
                f"{self.value:g} among them; got {list(clean)}."
            )
        return clean

    @property
    def is_free(self) -> bool:
        """Whether it has a box or a list."""
        return self.box is not None or self.among is not None

    def to_dict(self) -> dict[str, Any]:
        """Return what differs from the defaults, without the name."""
        plain: dict[str, Any] = {}
        for spec in fields(self):
            value = getattr(self, spec.name)
            if spec.name == "name" or value == spec.default:
                continue
            plain[spec.name] = list(value) if isinstance(value, tuple) else value
        return plain


@dataclass(frozen=True, slots=True)
class Judged:
    """The rule of a verdict: which number must come out how, fixed before running.

    ``margin`` of a value says how far it lies on the claim's side; the claim's sentence
    holds where that is above 0, or at least 0 for "at least", "at most" and "within".
    """

    says: str
    quantity: str
    must: str
    size: float | None = None
    range: tuple[float, float] | None = None
    kind: str = "number"

    def __post_init__(self) -> None:
        put = partial(_put, self)
        check.text("judged.says", self.says)
        check.text("judged.quantity", self.quantity)
        check.one_of("judged.must", self.must, MUST)
        check.one_of("judged.kind", self.kind, KINDS)
        within = self.must == "lie within"
        if within == (self.range is None) or within == (self.size is not None):
            needs = "`range` = [low, high] alone" if within else "`size`, and no `range`"
            raise SpecificationError(f"`judged` that must {self.must} needs {needs}.")
        if self.size is not None:
            put("size", check.number("judged.size", self.size))
        if self.range is not None:
            if not isinstance(self.range, tuple | list) or len(self.range) != 2:
                raise SpecificationError(
                    f"`judged.range` must be [low, high]; got {self.range!r}."
                )
            low, high = (check.number("judged.range", end) for end in self.range)
            if not low <= high:
                raise SpecificationError(
                    f"`judged.range` is empty; got [{low:g}, {high:g}]."
                )
            put("range", (low, high))

    def margin(self, value: float) -> float:
        """Return how far a value lies on the claim's side of the rule."""
        if self.range is not None:
            return min(value - self.range[0], self.range[1] - value)
        assert self.size is not None
        above = self.must in ("be above", "be at least")
        return value - self.size if above else self.size - value

    def holds(self, value: float) -> bool:
        """Tell whether a value keeps the rule; rounding errors of 1e-9 do not break it."""
        margin = self.margin(value)
        if self.must in ("be above", "be below"):
            return margin > 1e-9
        return margin >= -1e-9


@dataclass(frozen=True, slots=True)
class Scenario:
    """A named claim with its games, its box of settings and the rule of its verdict.

    Read one with ``tg.scenario(name)`` or ``Scenario.from_toml(path)``; the keys of the file
    stand in the reference page of scenarios. ``run()`` works out its numbers, ``verdict()``
    judges it over the box, ``plot()`` draws its picture, ``on(deal)`` puts a deal's payoffs,
    time and words in place of its own.

    Examples
    --------
    >>> from trustgame.scenarios import scenario
    >>> prison = scenario("prison")
    >>> prison
    Scenario(C01 prison, core: 3 judged, 4 free parameters)
    >>> round(prison.run().numbers["silent"], 2)
    -5.25
    """

    name: str
    id: str
    title: str
    tier: str
    minutes: int
    claim: str
    question: str
    sources: tuple[Source, ...]
    assumed: tuple[Assumption, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    payoffs: Table = _EMPTY
    games: Table = _EMPTY
    players: Table = _EMPTY
    groups: Table = _EMPTY
    quantities: Table = _EMPTY
    judged: tuple[Judged, ...] = ()
    pictures: tuple[Table, ...] = ()
    words: Table = _EMPTY
    on_deal: Table = _EMPTY
    limits: str = ""
    labels: Labels = field(default_factory=Labels)
    tries: int = 200
    deal: Deal | None = None

    def __post_init__(self) -> None:
        from trustgame.scenarios.reading import must_fit

        put = partial(_put, self)
        for key in ("name", "id", "title", "claim", "question"):
            check.text(key, getattr(self, key))
        check.one_of("tier", self.tier, TIERS)
        put("minutes", check.count("minutes", self.minutes, 1))
        put("tries", check.count("tries", self.tries, 1))
        must_fit(self)

    def __repr__(self) -> str:
        free = sum(p.is_free for p in self.parameters)
        on = f" on {self.deal.labels.title!r}" if self.deal is not None else ""
        return (
            f"Scenario({self.id} {self.name}{on}, {self.tier}: {len(self.judged)} judged, "
            f"{free} free parameters)"
        )

    @property
    def values(self) -> dict[str, float]:
        """The parameters' own settings by name."""
        return {parameter.name: parameter.value for parameter in self.parameters}

    @property
    def free(self) -> tuple[Parameter, ...]:
        """The parameters that have a box or a list."""
        return tuple(parameter for parameter in self.parameters if parameter.is_free)

    def parameter(self, name: str) -> Parameter:
        """Return the parameter of a name."""
        names = [parameter.name for parameter in self.parameters]
        check.one_of("parameter", name, names)
        return self.parameters[names.index(name)]

    def run(self, *, progress: bool = False, **settings: float) -> ScenarioRun:
        """Work out the numbers and the pictures' lines.

        Parameters
        ----------
        progress : bool
            Whether to show a progress bar.
        **settings
            Parameters by name, in place of the claim's own.

        Returns
        -------
        ScenarioRun
            Every quantity, what the rule says of it, and the tables of the pictures.
        """
        from trustgame.scenarios.run import run

        return run(self, settings, progress=progress)

    def verdict(
        self, *, tries: int | None = None, seed: int = 1, progress: bool = False
    ) -> Verdict:
        """Judge the claim by its rule: here, over the box, and where it flips.

        Parameters
        ----------
        tries : int, optional
            Settings drawn from the box; the scenario's own number unless given.
        seed : int
            Draws the same settings again.
        progress : bool
            Whether to show a progress bar.
        """
        from trustgame.scenarios.verdict import judge

        return judge(self, tries=tries, seed=seed, progress=progress)

    def plot(self, *, ax: Any = None, picture: int | str = 0, **style: Any) -> Any:
        """Run the scenario and draw one of its pictures, the carrying one unless named."""
        return self.run().plot(ax=ax, picture=picture, **style)

    def on(self, deal: Deal) -> Scenario:
        """Return the scenario with a deal's payoffs, time and words in place of its own.

        Payoffs are those of the depth where the deal starts; parameters that only made
        payoffs are no longer varied, those the deal knows are set to what it says.

        Raises
        ------
        RefusedError
            If the scenario says that it cannot be replayed.
        """
        from trustgame.scenarios.replay import replayed

        if not isinstance(deal, Deal):
            raise SpecificationError(
                f"`deal` must be a Deal, as Deal.from_toml reads; got {deal!r}."
            )
        if "refused" in self.on_deal:
            raise RefusedError(
                f"'{self.name}' cannot be replayed on a deal: {self.on_deal['refused']}"
            )
        return replayed(self, deal)

    def replace(self, **changes: Any) -> Scenario:
        """Return the scenario with some fields changed."""
        check.known_keys("replace", changes, (spec.name for spec in fields(self)))
        return replace(self, **changes)

    def to_dict(self) -> dict[str, Any]:
        """Return the scenario as the plain tables of its file."""
        from trustgame.scenarios.reading import scenario_to_plain

        return scenario_to_plain(self)

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Scenario:
        """Return the scenario of plain tables; the reverse of ``to_dict``."""
        from trustgame.scenarios.reading import scenario_from_plain

        return scenario_from_plain(plain)

    def to_toml(self, path: str | os.PathLike[str] | None = None) -> str:
        """Return the scenario as TOML, and write it to ``path`` if given."""
        return _files.write_toml(self.to_dict(), path)

    @classmethod
    def from_toml(cls, source: str | os.PathLike[str]) -> Scenario:
        """Return the scenario of a TOML file, or of TOML text (anything with a line break).

        Raises
        ------
        SpecificationError
            If a key is unknown or missing, a rule cannot be, a measure is nobody's, a box is
            empty, or a judged quantity is its own assumption; the message names the key.
        """
        plain, name = _files.read_toml(source)
        try:
            return cls.from_dict(plain)
        except SpecificationError as error:
            raise type(error)(f"{name}: {error}") from None
