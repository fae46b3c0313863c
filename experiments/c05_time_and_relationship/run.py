"""Time and relationship, alone and together: the boundary of trust."""

from pathlib import Path

import trustgame as tg

HERE = Path(__file__).parent

scenario = tg.scenario("time-and-relationship")
run, verdict = scenario.run(progress=True), scenario.verdict(progress=True)

# The boundary lines of the picture: the chance of another deal that each care needs.
marks = run.picture().marks.rename(
    columns={"label": "line", "line": "i", "y": "care", "x": "chance"}
)
points = marks.loc[marks["kind"] == "boundary", ["line", "care", "chance"]]
tg.scenarios.keep(HERE, result=points.set_index(["line", "care"]), run=run, verdict=verdict)
run.plot().figure.savefig(HERE / "figure.png", dpi=75)
print(run.picture().finding, verdict, *verdict.lines(), sep="\n")
