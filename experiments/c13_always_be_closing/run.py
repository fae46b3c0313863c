"""Always be closing: what a deadline and a push at its end cost."""

from pathlib import Path

import trustgame as tg

HERE = Path(__file__).parent

scenario = tg.scenario("always-be-closing")
run, verdict = scenario.run(progress=True), scenario.verdict(progress=True)

# The points of the picture.
points = run.picture().frame.rename(
    columns={"label": "line", "line": "i", "x": "k", "y": "cooperation"}
)
points = points[["line", "k", "cooperation"]]
tg.scenarios.keep(HERE, result=points.set_index(["line", "k"]), run=run, verdict=verdict)
run.plot().figure.savefig(HERE / "figure.png", dpi=75)
print(run.picture().finding, verdict, *verdict.lines(), sep="\n")
