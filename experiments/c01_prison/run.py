"""The two prisoners: years against a coin flip, and where betraying stops being better."""

from pathlib import Path

import pandas as pd

import trustgame as tg

HERE = Path(__file__).parent


def four(number):
    """Write a number with four digits, which come out the same on every machine."""
    return f"{round(number, 6) + 0:.4g}"


scenario = tg.scenario("prison")
run, verdict = scenario.run(progress=True), scenario.verdict(progress=True)

# Beyond the claim's own years: what a lone betrayer and two silent ones serve.
rows = [
    {"free": free, "short": short, **scenario.run(free=free, short=short).numbers}
    for free in (0, 0.25, 0.5, 0.75, 1)
    for short in (0.1, 0.5, 1, 2, 3)
]
points = pd.DataFrame(rows)[["free", "short", "coin_lead", "least_lead", "together"]]

points.to_csv(HERE / "result.csv", index=False, float_format=four, lineterminator="\n")
numbers = run.to_frame()[["quantity", "value"]]
numbers.to_csv(HERE / "numbers.csv", index=False, float_format=four, lineterminator="\n")
judged = (
    verdict.to_frame()
    .set_index(["scenario", "says"])
    .assign(
        together=verdict.outcome,
        together_share=verdict.share,
        together_low=verdict.low,
        together_high=verdict.high,
        settings=verdict.tries,
        seed=verdict.seed,
    )
)
judged.to_csv(HERE / "verdict.csv", float_format=four, lineterminator="\n")
run.plot().figure.savefig(HERE / "figure.png", dpi=75)
print(run.picture().finding, verdict, *verdict.lines(), sep="\n")
