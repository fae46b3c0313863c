"""Faking trust: until when it pays."""

from pathlib import Path

import trustgame as tg

HERE = Path(__file__).parent

scenario = tg.scenario("faking-trust")
run, verdict = scenario.run(progress=True), scenario.verdict(progress=True)

# The points of the picture.
points = run.picture().frame.rename(
    columns={"label": "line", "line": "i", "x": "deals", "y": "edge_deal"}
)
points = points[["line", "deals", "edge_deal"]]
tg.scenarios.keep(
    HERE, result=points.set_index(["line", "deals"]), run=run, verdict=verdict
)
run.plot().figure.savefig(HERE / "figure.png", dpi=75)
print(run.picture().finding, verdict, *verdict.lines(), sep="\n")
