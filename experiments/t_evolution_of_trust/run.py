"""The seven lessons of "The Evolution of Trust", and which hang on their settings."""

from pathlib import Path

import pandas as pd

import trustgame as tg

HERE = Path(__file__).parent
LESSONS = [f"trust-{n}" for n in range(1, 8)]


def four(number):
    """Write a number with four digits, which come out the same on every machine."""
    return f"{round(number, 6) + 0:.4g}"


board = tg.scenarios.verdicts(LESSONS, progress=True)
numbers, judged = [], []
for verdict in board.verdicts:
    run = verdict.scenario.run(progress=True)
    numbers.append(run.to_frame()[["quantity", "value"]].assign(lesson=run.scenario.name))
    judged.append(
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
    run.plot().figure.savefig(HERE / f"{run.scenario.name}.png", dpi=75)
    print(run.picture().finding, verdict, *verdict.lines(), sep="\n", end="\n\n")

table = pd.concat(numbers)[["lesson", "quantity", "value"]]
table.to_csv(HERE / "result.csv", index=False, float_format=four, lineterminator="\n")
table = pd.concat(judged)
table.to_csv(HERE / "verdict.csv", float_format=four, lineterminator="\n")
board.plot().figure.savefig(HERE / "figure.png", dpi=75)
