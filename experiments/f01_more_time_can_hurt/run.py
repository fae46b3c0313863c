"""Does more time always help? Selection at every horizon, three rates of slips."""

from pathlib import Path

import pandas as pd

import trustgame as tg

HERE = Path(__file__).parent
FIELD = [
    "always_cooperate",
    "always_defect",
    "tit_for_tat",
    "grim_trigger",
    "win_stay_lose_shift",
]

stage = tg.StageGame.prisoners_dilemma(T=5, R=3, P=1, S=0)
curves = {
    tremble: tg.one_ten_hundred(tg.TrustGame(stage, tremble=tremble), strategies=FIELD)
    for tremble in (0.0, 0.02, 0.05)
}
rows = [curve.to_frame().assign(tremble=tremble) for tremble, curve in curves.items()]
table = pd.concat(rows).set_index(["tremble", "rounds"]).round(4)
# Three rounds without slips: equal shares lie on the boundary itself, and rounding decides.
table = table.drop(index=(0.0, 3))
table.to_csv(HERE / "result.csv", lineterminator="\n")
curves[0.05].plot().figure.savefig(HERE / "figure.png", dpi=75)
for tremble, curve in curves.items():
    shares = ", ".join(f"{curve.cooperation[n - 1]:.0%} at {n}" for n in (1, 2, 4, 10, 100))
    print(f"slips {tremble:.0%}: cooperation {shares} rounds")
