"""Four dilemmas of a salesperson: from how many deals on the first option wins."""

from pathlib import Path

import trustgame as tg

HERE = Path(__file__).parent

scenario = tg.scenario("salespersons-dilemma")
run, verdict = scenario.run(progress=True), scenario.verdict(progress=True)

# The points of the four panels: what the first option earns over the second.
points = run.picture().frame.rename(columns={"x": "deals", "y": "gain"})
points = points[["panel", "deals", "gain"]]
tg.scenarios.keep(
    HERE, result=points.set_index(["panel", "deals"]), run=run, verdict=verdict
)
run.plot().figure.savefig(HERE / "figure.png", dpi=75)
print(run.picture().finding, verdict, *verdict.lines(), sep="\n")
