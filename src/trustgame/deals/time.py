"""How long a deal goes on: about, exactly, or by the chance of another round."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from trustgame import _validate as check
from trustgame.curves import Curve, as_curve, curve_to_plain
from trustgame.exceptions import SpecificationError

__all__ = ["LONGEST", "Time"]

#: More rounds than this are in the wrong unit, and no chart can count them.
LONGEST = 1_000_000
_BEYOND = 10**12  # what is longer is not written out

_chance = partial(check.interval, low=0, high=1)


@dataclass(frozen=True, slots=True)
class Time:
    """How long the two sides go on: one of the first three, perhaps with a last round.

    Parameters
    ----------
    exactly : int, optional
        The number of rounds, known to both.
    about : float, optional
        The expected number of rounds, with no known end: after each, another follows with
        probability ``1 - 1 / about``.
    chance_of_another : number or curve over depth, optional
        That probability itself, below 1 at every depth.
    at_most : int, optional
        A last round that an open end does not pass.

    Raises
    ------
    SpecificationError
        If none or more than one of the first three is given, a value breaks its rule, or
        more than a million rounds are to be expected.

    Examples
    --------
    >>> Time(about=4).continuation, Time(about=4).last
    (0.75, None)
    >>> Time(exactly=10).continuation, Time(exactly=10).last
    (1.0, 10)
    """

    exactly: int | None = None
    about: float | None = None
    chance_of_another: Curve | None = None
    at_most: int | None = None

    def __post_init__(self) -> None:
        put = partial(object.__setattr__, self)
        ways = ("exactly", "about", "chance_of_another")
        given = [way for way in ways if getattr(self, way) is not None]
        if len(given) != 1:
            got = " and ".join(f"`time.{way}`" for way in given) or "none of them"
            raise SpecificationError(
                "`time` needs one of `exactly` (a known last round), `about` (an open end) "
                f"and `chance_of_another`; got {got}. "
                + ("Keep one: they contradict each other." if given else "Add one.")
            )
        if self.exactly is not None:
            rounds = check.count("time.exactly", self.exactly, 1)
            put("exactly", _within("time.exactly", rounds))
            if self.at_most is not None:
                raise SpecificationError(
                    "`time.at_most` belongs to an open end; `time.exactly` already says "
                    f"the last round ({self.exactly}). Take one of them out."
                )
        if self.about is not None:
            about = check.number("time.about", self.about)
            if about < 1:
                raise SpecificationError(f"`time.about` must be at least 1; got {about:g}.")
            put("about", _within("time.about", about))
        if self.chance_of_another is not None:
            name = "time.chance_of_another"
            curve = as_curve(name, self.chance_of_another, _chance, roles=False)
            put("chance_of_another", curve)
            top = max(getattr(curve, "knots", (curve,)))
            if top == 1:
                raise SpecificationError(
                    f"`{name}` must stay below 1, or the deal never ends and no total can "
                    "be said; got 1. For a known last round use `exactly`."
                )
            _within(name, 1 / (1 - top), f"rounds on average; got {top!r}, which makes")
        if self.at_most is not None:
            last = check.count("time.at_most", self.at_most, 1)
            put("at_most", _within("time.at_most", last))

    @property
    def last(self) -> int | None:
        """The last round that can be played, if there is one."""
        return self.at_most if self.exactly is None else self.exactly

    @property
    def continuation(self) -> Curve:
        """P(another round follows)."""
        if self.chance_of_another is not None:
            return self.chance_of_another
        return 1.0 if self.about is None else 1 - 1 / self.about

    def to_dict(self) -> dict[str, Any]:
        """Return what was given, as plain values."""
        plain = {
            "exactly": self.exactly,
            "about": self.about,
            "chance_of_another": None
            if self.chance_of_another is None
            else curve_to_plain(self.chance_of_another),
            "at_most": self.at_most,
        }
        return {key: value for key, value in plain.items() if value is not None}


def _within(name: str, rounds: Any, of: str = "rounds; got") -> Any:
    """Return a number of rounds that is not beyond all use."""
    if rounds > LONGEST * (1 + 1e-9):
        got = f"{round(rounds):,}" if rounds < _BEYOND else f"more than {_BEYOND:,}"
        raise SpecificationError(
            f"`{name}` must come to at most {LONGEST:,} {of} {got}. "
            "Let a longer stretch of time be one round."
        )
    return rounds
