"""The seven lessons of "The Evolution of Trust", and which hang on their settings."""

from pathlib import Path

import pandas as pd

import trustgame as tg

HERE = Path(__file__).parent

board = tg.scenarios.verdicts([f"trust-{n}" for n in range(1, 8)], progress=True)
numbers = []
for verdict in board.verdicts:
    run = verdict.scenario.run(progress=True)
    numbers.append(run.to_frame()[["quantity", "value"]].assign(lesson=run.scenario.name))
    run.plot().figure.savefig(HERE / f"{run.scenario.name}.png", dpi=75)
    print(run.picture().finding, verdict, *verdict.lines(), sep="\n", end="\n\n")
table = pd.concat(numbers).set_index(["lesson", "quantity"])
tg.scenarios.keep(HERE, result=table, verdict=board)
for page, name in enumerate(("figure", "figure-2"), 1):
    board.plot(page=page).figure.savefig(HERE / f"{name}.png", dpi=75)
