"""The board: every scenario's verdict, its number and its boundary, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from tqdm.auto import tqdm

from trustgame._display import Result
from trustgame.deals import Deal
from trustgame.deals.words import say
from trustgame.exceptions import RefusedError, SpecificationError
from trustgame.scenarios.spec import Scenario
from trustgame.scenarios.verdict import OUTCOMES, Verdict

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Board", "verdicts"]


@dataclass(frozen=True, eq=False, repr=False)
class Board(Result):
    """Verdicts on several scenarios."""

    _chart: ClassVar[str | None] = "verdict_board"

    verdicts: tuple[Verdict, ...]
    refused: Mapping[str, str]  #: why a scenario could not be put on the deal, by name

    def __repr__(self) -> str:
        counts = [
            f"{sum(v.outcome == outcome for v in self.verdicts)} {outcome}"
            for outcome in OUTCOMES
        ]
        return f"Board({', '.join(counts)})"

    def to_frame(self) -> pd.DataFrame:
        """Return one row per rule of every scenario."""
        import pandas as pd

        return pd.concat([v.to_frame() for v in self.verdicts], ignore_index=True)

    def _made_from(self) -> Mapping[str, Any]:
        return {
            "scenarios": [v.scenario.name for v in self.verdicts],
            "tries": [v.tries for v in self.verdicts],
            "seed": [v.seed for v in self.verdicts],
        }


def verdicts(
    scenarios: Iterable[Scenario | str] | None = None,
    *,
    deal: Deal | None = None,
    tries: int | None = None,
    seed: int = 1,
    progress: bool = False,
) -> Board:
    """Judge several scenarios.

    Parameters
    ----------
    scenarios : iterable of Scenario or str, optional
        Which ones; all of the library unless given.
    deal : Deal, optional
        On whose payoffs, time and words; those that cannot be replayed are listed apart.
    tries : int, optional
        Settings drawn from each box; each scenario's own number unless given.
    seed : int
        Draws the same settings again.
    progress : bool
        Whether to show a progress bar.

    Returns
    -------
    Board
        Verdicts in the order asked for.

    Examples
    --------
    >>> verdicts(["prison"], tries=20)
    Board(0 holds, 1 holds when, 0 does not hold here, 0 assumed, not tested)
    """
    from trustgame.scenarios import names, scenario

    if isinstance(scenarios, str):
        scenarios = [scenarios]
    chosen = [
        part if isinstance(part, Scenario) else scenario(part)
        for part in (names() if scenarios is None else scenarios)
    ]
    if not chosen:
        raise SpecificationError("`scenarios` must name at least one scenario; got none.")
    found, refused = [], {}
    bar = tqdm(chosen, unit=say("progress.scenario"), disable=not progress, leave=False)
    for one in bar:
        bar.set_description(one.name)
        try:
            there = one if deal is None else one.on(deal)
        except RefusedError as error:
            refused[one.name] = str(error)
            continue
        found.append(there.verdict(tries=tries, seed=seed))
    return Board(tuple(found), refused)
