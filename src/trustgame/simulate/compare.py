"""A sample beside exact values: how many standard errors lie between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from trustgame import _validate as check
from trustgame._display import Result, several
from trustgame.automata import Automaton, equivalent
from trustgame.exceptions import SpecificationError, TrustgameError
from trustgame.game import TrustGame
from trustgame.typing import FloatArray

if TYPE_CHECKING:
    import pandas as pd

    from trustgame.simulate.sample import Sample

__all__ = ["QUANTITIES", "Comparison", "compare"]

#: What is compared, and what the parts of each quantity are called.
QUANTITIES: dict[str, tuple[str, ...]] = {
    "payoff": check.ROLES,
    "utility": check.ROLES,
    "cooperation": check.ROLES,
    "outcomes": ("CC", "CD", "DC", "DD"),
    "depth": (),
    "value": check.ROLES,
    "total_utility": check.ROLES,
    "length": ("",),
    "played": ("",),
}

_ROUNDING = 1e-9  # relative difference that two ways of adding up the same may show


@dataclass(frozen=True, eq=False, repr=False)
class Comparison(Result):
    """Exact and sampled values side by side; each mapping is by quantity.

    ``z`` is (sampled - exact) / standard error. Where all matches of the sample agree, the
    standard error is taken as what one different match could have moved: an event too rare
    to have been seen is no evidence against its exact probability.
    """

    _chart: ClassVar[str | None] = "comparison"

    sample: Sample
    exact: Mapping[str, FloatArray]
    sampled: Mapping[str, FloatArray]
    standard_error: Mapping[str, FloatArray]
    z: Mapping[str, FloatArray]

    def __repr__(self) -> str:
        table = self._table
        worst = int(np.nan_to_num(table["z"].abs().to_numpy(dtype=float)).argmax())
        where = " ".join(str(table[name].iloc[worst]) for name in ("quantity", "part"))
        return (
            f"Comparison(largest |z| = {self.largest:.2f}, at {where.strip()}; "
            f"{several(len(table), 'number')}, "
            f"{several(len(self.sample.length), 'match')})"
        )

    @property
    def largest(self) -> float:
        """The largest absolute z."""
        return float(self._table["z"].abs().max())

    def to_frame(self) -> pd.DataFrame:
        """Return one row per number: quantity, part, exact, sampled, standard_error, z."""
        return self._table.copy()

    @cached_property
    def _table(self) -> pd.DataFrame:
        """The table, made once."""
        import pandas as pd

        rows = [
            {
                "quantity": name,
                "part": part,
                "exact": self.exact[name][k],
                "sampled": self.sampled[name][k],
                "standard_error": self.standard_error[name][k],
                "z": self.z[name][k],
            }
            for name in self.z
            for k, part in enumerate(QUANTITIES[name] or self._levels)
        ]
        return pd.DataFrame(rows)

    @property
    def _levels(self) -> tuple[str, ...]:
        """What the depths are called."""
        return tuple(f"level {level}" for level in range(self.sample.game.depths))

    def _made_from(self) -> Mapping[str, Any]:
        return self.sample.made_from


def compare(sample: Sample, exact: Any) -> Comparison:
    """Return the comparison of a sample with anything that has some of its fields."""
    if others := [*_other_game(sample, exact), *_other_players(sample, exact)]:
        raise SpecificationError(
            f"`exact` must be of the sample's game and pair; {'; '.join(others)}. Compare "
            "with trustgame.evaluate(sample.game, sample.buyer, sample.seller)."
        )
    columns: list[dict[str, FloatArray]] = [{}, {}, {}, {}]
    least = _least_errors(sample)
    for name in QUANTITIES:
        true = _read(exact, name)
        if true is None:
            continue
        per_match = name in ("value", "total_utility", "length", "played")
        number = getattr(sample, name)
        drawn = np.atleast_1d(number.mean(axis=0) if per_match else number).ravel()
        if true.shape != drawn.shape:
            raise SpecificationError(
                f"`exact.{name}` must hold {drawn.size} numbers, as the sample does; got "
                f"{true.size}. Compare results of the same game."
            )
        error = np.atleast_1d(sample.se[name]).ravel()
        error = np.where(error <= _ROUNDING * least[name], least[name], error)
        gap = drawn - true
        gap[np.abs(gap) <= _ROUNDING * np.maximum(1, np.abs(true))] = 0.0
        for column, numbers in zip(columns, (true, drawn, error, gap / error), strict=True):
            column[name] = numbers
    if not columns[0]:
        raise SpecificationError(
            f"`exact` must have some of {', '.join(QUANTITIES)}; {type(exact).__name__} "
            "has none. Try compare(trustgame.evaluate(game, buyer, seller))."
        )
    return Comparison(sample, *columns)


def _other_game(sample: Sample, exact: Any) -> Iterator[str]:
    """Yield where a result's game differs in its numbers from the sample's."""
    mine, its = sample.game, getattr(exact, "game", None)
    if not isinstance(its, TrustGame) or its == mine:
        return
    same = mine.rounds == its.rounds and all(
        np.array_equal(*pair) for pair in zip(mine.arrays(), its.arrays(), strict=True)
    )
    if same and mine.relationship.start == its.relationship.start:
        return
    for mine_has, its_has in ((mine, its), (mine.relationship, its.relationship)):
        for field in fields(mine_has):
            have, has = getattr(mine_has, field.name), getattr(its_has, field.name)
            if have != has and field.name != "relationship":
                yield f"its `{field.name}` is {has!r}, the sample's {have!r}"


def _other_players(sample: Sample, exact: Any) -> Iterator[str]:
    """Yield which of a result's automata behave otherwise than the sample's."""
    for role in check.ROLES:
        have, has = getattr(sample, role), getattr(exact, role, None)
        if not (isinstance(have, Automaton) and isinstance(has, Automaton)):
            continue
        if have != has and not equivalent(have, has):
            yield f"its `{role}` is {has.name!r}, the sample's {have.name!r}"


def _read(exact: Any, name: str) -> FloatArray | None:
    """Return a field as a flat array; None if there is none, or it has no value here."""
    try:
        found = getattr(exact, name, None)
    except TrustgameError:
        return None
    return None if found is None else np.atleast_1d(np.asarray(found, dtype=float)).ravel()


def _least_errors(sample: Sample) -> dict[str, FloatArray]:
    """Return what one match among M could move each quantity by."""
    M, length = len(sample.length), sample.length.mean()
    arrays = sample.game.arrays()
    least: dict[str, Any] = {name: 1 / M for name in ("cooperation", "outcomes", "depth")}
    for name, total, table in (
        ("payoff", "value", arrays.payoff),
        ("utility", "total_utility", arrays.utility),
    ):
        reach = table.max(axis=(0, 2, 3)) - table.min(axis=(0, 2, 3))
        least[name], least[total] = reach / M, reach * length / M
    least["length"] = least["played"] = length / M
    return {name: np.maximum(floor, np.finfo(float).tiny) for name, floor in least.items()}
