"""Write docs/reference/axelrod.md: what each of Axelrod's strategies is here.

python docs/axelrod_table.py
"""

from __future__ import annotations

from pathlib import Path

from trustgame.automata import Automaton, Recipe
from trustgame.exceptions import RefusedError
from trustgame.game import TrustGame
from trustgame.interop import AxelrodPlayer, from_axelrod
from trustgame.interop.library import library
from trustgame.stage import StageGame

PAGE = Path(__file__).parent / "reference" / "axelrod.md"

INTRODUCTION = """\
# Axelrod's strategies here

<!-- Written by docs/axelrod_table.py; do not edit. -->

`tg.strategies["axelrod:Grudger"]` and `tg.from_axelrod("Grudger")` give a strategy of
[Axelrod-Python](https://axelrod.readthedocs.io) {version}; the text `"axelrod:Grudger"`
works wherever the name of a strategy does. `tg.from_axelrod` also takes a class, or an
instance with settings of your own such as `axelrod.Random(0.7)`. The library is loaded when
one of its strategies is first asked for, which takes some seconds. The other way round,
`tg.to_axelrod("grim_trigger")` is a class of players for Axelrod's `Match`, `Tournament`
and `MoranProcess`.

Of Axelrod's {total} strategies,

* **{exact} are exact automata**: solved, sampled fast, best-responded to. Each is checked
  against the player, action for action, with slips of its own hand. {recipes} of them read
  the payoffs (*by payoffs* in the table): they are made anew for each game and role, where
  the game has them.
* **{guests} are guests, in the simulator only** (`tg.simulate`, `tg.play`): the player
  itself sits in the seat of buyer or seller. It sees its own actual actions and the
  partner's as seen. It is told the payoffs of its role at the first depth (R, P, S and T
  also where the roles differ) and the number of rounds, if there is a last one. Its coins
  are seeded from the match. Teams with zero-determinant members can play only where those
  members can.
* **{refused} cannot play**.

Who defects in the last rounds it is told of has that many `end_rounds`. Two of the
library's habits are kept: `GTFT` has the generosity of payoffs 5, 3, 1, 0 in every game
(`generous_tit_for_tat` of our own catalogue reads the payoffs), and `AdaptiveTitForTat`
would be tit-for-tat but for the rounding of its numbers.

| strategy | Axelrod's name | plays as | states | why it is no automaton, or what to know |
|---|---|---|---|---|
"""


def row(kind: type) -> tuple[str, str]:
    """Return what a strategy is here in a word, and its line of the table."""
    standard = TrustGame(StageGame.prisoners_dilemma())
    states, said = "", ""
    try:
        player = from_axelrod(kind.__name__)
    except RefusedError as error:
        word, said = "refused", str(error).partition("' ")[2].partition(",")[0]
    else:
        if isinstance(player, AxelrodPlayer):
            word, said = "guest", player.reason
        elif isinstance(player, Recipe):
            word, said = "automaton", "by payoffs"
            states = str(player.resolve(standard, "buyer").n_states)
        elif isinstance(player, Automaton):
            word, states = "automaton", str(player.n_states)
            said = f"`end_rounds` {player.end_rounds}" * bool(player.end_rounds)
    name = kind.name if isinstance(kind.name, str) else kind.__name__  # type: ignore[attr-defined]
    return word, f"| `{kind.__name__}` | {name} | {word} | {states} | {said} |"


def page() -> str:
    """Return the page."""
    axelrod = library()
    kinds = sorted(axelrod.all_strategies, key=lambda kind: kind.__name__.lower())
    words, lines = zip(*map(row, kinds), strict=True)
    introduction = INTRODUCTION.format(
        version=axelrod.__version__,
        total=len(lines),
        exact=words.count("automaton"),
        recipes=sum("by payoffs" in line for line in lines),
        guests=words.count("guest"),
        refused=words.count("refused"),
    )
    return introduction + "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
