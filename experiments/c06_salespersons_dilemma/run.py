"""Four dilemmas of a salesperson: from how many deals on the first option wins."""

from pathlib import Path

import trustgame as tg

HERE = Path(__file__).parent


def four(number):
    """Write a number with four digits, which come out the same on every machine."""
    return f"{round(number, 6) + 0:.4g}"


scenario = tg.scenario("salespersons-dilemma")
run, verdict = scenario.run(progress=True), scenario.verdict(progress=True)

# The points of the four panels: what the first option earns over the second.
points = run.picture().frame.rename(columns={"x": "deals", "y": "gain"})
points = points[["panel", "deals", "gain"]]
points["gain"] = points["gain"].map(four)

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
