"""A lunch in Paris: when one lunch brings more than none."""

from pathlib import Path

import trustgame as tg

HERE = Path(__file__).parent

scenario = tg.scenario("paris-lunch")
run, verdict = scenario.run(progress=True), scenario.verdict(progress=True)

# The points of the picture.
points = run.picture().frame.rename(
    columns={"label": "line", "line": "i", "x": "lunches", "y": "worth"}
)
points = points[["line", "lunches", "worth"]]
tg.scenarios.keep(
    HERE, result=points.set_index(["line", "lunches"]), run=run, verdict=verdict
)
run.plot().figure.savefig(HERE / "figure.png", dpi=75)
print(run.picture().finding, verdict, *verdict.lines(), sep="\n")
