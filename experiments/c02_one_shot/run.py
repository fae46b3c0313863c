"""Once, between strangers: where one round settles, by how much they care."""

from pathlib import Path

import pandas as pd

import trustgame as tg

HERE = Path(__file__).parent


def four(number):
    """Write a number with four digits, which come out the same on every machine."""
    return f"{round(number, 6) + 0:.4g}"


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
