"""A gift that may misfire: how many must return it."""

from pathlib import Path

import trustgame as tg

HERE = Path(__file__).parent

scenario = tg.scenario("risky-gift")
run, verdict = scenario.run(progress=True), scenario.verdict(progress=True)

# The points of the picture.
points = run.picture().frame.rename(
    columns={"label": "line", "line": "i", "x": "returners", "y": "gain"}
)
points = points[["line", "returners", "gain"]]
tg.scenarios.keep(
    HERE, result=points.set_index(["line", "returners"]), run=run, verdict=verdict
)
run.plot().figure.savefig(HERE / "figure.png", dpi=75)
print(run.picture().finding, verdict, *verdict.lines(), sep="\n")
