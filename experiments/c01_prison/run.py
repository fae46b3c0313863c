"""The two prisoners: years against a coin flip, and where betraying stops being better."""

from pathlib import Path

import pandas as pd

import trustgame as tg

HERE = Path(__file__).parent

scenario = tg.scenario("prison")
run, verdict = scenario.run(progress=True), scenario.verdict(progress=True)

# Beyond the claim's own years: what a lone betrayer and two silent ones serve.
rows = [
    {"free": free, "short": short, **scenario.run(free=free, short=short).numbers}
    for free in (0, 0.25, 0.5, 0.75, 1)
    for short in (0.1, 0.5, 1, 2, 3)
]
points = pd.DataFrame(rows)[["free", "short", "coin_lead", "least_lead", "together"]]
tg.scenarios.keep(
    HERE, result=points.set_index(["free", "short"]), run=run, verdict=verdict
)
run.plot().figure.savefig(HERE / "figure.png", dpi=75)
print(run.picture().finding, verdict, *verdict.lines(), sep="\n")
