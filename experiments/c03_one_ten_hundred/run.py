"""One, ten, a hundred rounds: the end announced or only expected, seen coming or not."""

from pathlib import Path

import trustgame as tg

HERE = Path(__file__).parent


def four(number):
    """Write a number with four digits, which come out the same on every machine."""
    return f"{round(number, 6) + 0:.4g}"


scenario = tg.scenario("one-ten-hundred")
run, verdict = scenario.run(progress=True), scenario.verdict(progress=True)

# The points of the picture.
points = run.picture().frame.rename(
    columns={"label": "line", "line": "i", "x": "n", "y": "cooperation"}
)
points = points[["line", "n", "cooperation"]]
points["cooperation"] = points["cooperation"].map(four)

points.round(6).to_csv(HERE / "result.csv", index=False, lineterminator="\n")
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
