"""Once, between strangers: where one round settles, by how much they care."""

from pathlib import Path

import pandas as pd

import trustgame as tg

HERE = Path(__file__).parent

scenario = tg.scenario("one-shot")
run, verdict = scenario.run(progress=True), scenario.verdict(progress=True)

# Beyond the claim's own setting: how much strangers would have to care.
rows = [
    {
        "care": care,
        "punishment": punishment,
        **scenario.run(care=care, punishment=punishment).numbers,
    }
    for care in (0, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5)
    for punishment in (0.5, 1, 2)
]
points = pd.DataFrame(rows)[["care", "punishment", "lead", "forgone", "together"]]
tg.scenarios.keep(
    HERE, result=points.set_index(["care", "punishment"]), run=run, verdict=verdict
)
run.plot().figure.savefig(HERE / "figure.png", dpi=75)
print(run.picture().finding, verdict, *verdict.lines(), sep="\n")
