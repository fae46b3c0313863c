"""Make the figures that the README and the reference show, from real results."""

from pathlib import Path

import numpy as np
from PIL import Image

import trustgame as tg

HERE = Path(__file__).parent

# The headline: what selection leaves of cooperation, over time and depth.
stage = tg.StageGame.prisoners_dilemma(T=5, R=3, P=1, S=0)
bond = tg.Relationship(
    depths=5, regard=tg.between(0, 0.2), stakes=tg.between(1, 2), tremble=0.02
)
field = [
    "always_cooperate",
    "always_defect",
    "tit_for_tat",
    "generous_tit_for_tat",
    "grim_trigger",
    "win_stay_lose_shift",
]
times = np.geomspace(1, 100, 60).tolist()
chart = tg.time_depth_map(stage, bond, times=times, depths=40, strategies=field)
tg.plot.time_depth_map(chart, lines=["grim"]).figure.savefig(HERE / "map.png", dpi=75)
print(chart, chart.exchange_rate(), chart.worse_with_time(0.05), sep="\n")

# All characters with their faces.
cast = HERE / "characters.png"
tg.plot.faces(tg.strategies.names()).figure.savefig(cast, dpi=110)
with Image.open(cast) as drawn:
    grey = drawn.convert("L").quantize(16)
grey.save(cast, optimize=True)
