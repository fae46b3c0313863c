"""The buyer's good first: when a forgone sale comes back."""

from pathlib import Path

import trustgame as tg

HERE = Path(__file__).parent

scenario = tg.scenario("buyers-good-first")
run, verdict = scenario.run(progress=True), scenario.verdict(progress=True)

# The points of the picture.
points = run.picture().frame.rename(
    columns={"label": "line", "line": "i", "x": "needs", "y": "profit"}
)
points = points[["line", "needs", "profit"]]
tg.scenarios.keep(
    HERE, result=points.set_index(["line", "needs"]), run=run, verdict=verdict
)
run.plot().figure.savefig(HERE / "figure.png", dpi=75)
print(run.picture().finding, verdict, *verdict.lines(), sep="\n")
