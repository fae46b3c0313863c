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
from trustgame.scenarios.parts import TIERS, Assumption, Judged, Parameter, Source
from trustgame.scenarios.table import Table

if TYPE_CHECKING:
    from trustgame.scenarios.run import ScenarioRun
    from trustgame.scenarios.verdict import Verdict

__all__ = ["Scenario"]

_EMPTY = Table({})
_put = object.__setattr__


@dataclass(frozen=True, slots=True)
class Scenario:
    """A named claim with its games, its box of settings and the rule of its verdict.

    Read one with ``tg.scenario(name)`` or ``Scenario.from_toml(path)``; the reference page
    of scenarios lists the keys of the file. ``run()`` works out its numbers, ``verdict()``
    judges it over the box, ``plot()`` draws its picture, ``on(deal)`` puts a deal's
    payoffs, time and words in place of its own.

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
    phrases: Table = _EMPTY
    words: Table = _EMPTY
    on_deal: Table = _EMPTY
    labels: Labels = field(default_factory=Labels)
    tries: int = 200
    deal: Deal | None = None

    def __post_init__(self) -> None:
        from trustgame.scenarios.fitting import must_fit

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
        number = self.number_of(picture)
        return self.run().plot(ax=ax, picture=number, **style)

    def number_of(self, picture: int | str) -> int:
        """Return the number of a picture that is given by number or name.

        Raises
        ------
        SpecificationError
            If there is no such picture; the message lists those there are.
        """
        names = [str(one.get("name", one["chart"])) for one in self.pictures]
        if isinstance(picture, str):
            return names.index(check.one_of("picture", picture, names))
        number = check.count("picture", picture, 0)
        if number >= len(names):
            numbers = f"from 0 to {len(names) - 1}" if len(names) > 1 else "0"
            raise SpecificationError(
                f"`picture` must be a number that there is, {numbers}, or one of "
                f"{', '.join(map(repr, names))}; got {number}."
            )
        return number

    def on(self, deal: Deal | str | os.PathLike[str]) -> Scenario:
        """Return the scenario with a deal's payoffs, time and words in place of its own.

        Payoffs are those of the depth where the deal starts; parameters that only made
        payoffs are no longer varied, those the deal knows are set to what it says.

        Parameters
        ----------
        deal : Deal or path
            The deal, or its TOML file or sheet.

        Raises
        ------
        RefusedError
            If the scenario says that it cannot be replayed.
        """
        from trustgame.scenarios.replay import replayed

        spec = Deal.from_file(deal) if isinstance(deal, str | os.PathLike) else deal
        if not isinstance(spec, Deal):
            raise SpecificationError(
                f"`deal` must be a Deal, or the path of its file; got {deal!r}."
            )
        if "refused" in self.on_deal:
            raise RefusedError(
                f"'{self.name}' cannot be replayed on a deal: {self.on_deal['refused']}"
            )
        return replayed(self, spec)

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
            If a key is unknown or missing, a rule cannot be, a measure is nobody's, a box
            is empty, or a judged quantity is its own assumption; the message names the key.
        """
        plain, name = _files.read_toml(source)
        try:
            return cls.from_dict(plain)
        except SpecificationError as error:
            raise type(error)(f"{name}: {error}") from None
