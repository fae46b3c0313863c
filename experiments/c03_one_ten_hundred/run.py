"""One, ten, a hundred rounds: the end announced or only expected, seen coming or not."""

from pathlib import Path

import trustgame as tg

HERE = Path(__file__).parent

scenario = tg.scenario("one-ten-hundred")
run, verdict = scenario.run(progress=True), scenario.verdict(progress=True)

# The points of the picture.
points = run.picture().frame.rename(
    columns={"label": "line", "line": "i", "x": "n", "y": "cooperation"}
)
points = points[["line", "n", "cooperation"]]
tg.scenarios.keep(HERE, result=points.set_index(["line", "n"]), run=run, verdict=verdict)
run.plot().figure.savefig(HERE / "figure.png", dpi=75)
print(run.picture().finding, verdict, *verdict.lines(), sep="\n")
