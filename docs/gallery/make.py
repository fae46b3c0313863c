"""Make the gallery: every chart from real results, what it finds, and its line of code.

    make gallery

The lines that the page shows are the lines that are run. A chart's arguments are worked out
once; picture, finding and sentence then come from the same result.
"""

from __future__ import annotations

import ast
import html
import inspect
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from PIL import Image

import trustgame as tg

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
DOTS, FINE = 45, 4  # per inch; drawn finer than that first, for even letters

SETUP = """\
import trustgame as tg
from trustgame.workshop.reckonings import one_slip

deal = tg.Deal.from_toml("deals/consulting.toml")
words, game, pair = deal.labels, deal.game, deal.pair
lasting = game.replace(continuation=1.0)  # for what it comes to if it lasts so long
exact = tg.evaluate(game, *pair)
sample = tg.simulate(game, *pair, matches=10_000, seed=1)
choice = [tg.by_horizon(lasting, pair[0], s.name, rounds=24) for s in deal.sellers]
pairings = [(b.name, s.name) for b in deal.buyers for s in deal.sellers]
extremes = [pair, ("always_defect", "always_defect"), ("tit_for_tat", "always_defect")]

stage = tg.StageGame.prisoners_dilemma(T=5, R=3, P=1, S=0)
repeated = tg.TrustGame(stage, continuation=0.95, tremble=0.02)
field = ["tit_for_tat", "generous_tit_for_tat", "grim_trigger", "win_stay_lose_shift"]
field += ["always_cooperate", "always_defect"]
league = tg.round_robin(repeated, field)
three = tg.round_robin(repeated, ["grim_trigger", "always_cooperate", "always_defect"])
two = tg.round_robin(repeated, ["tit_for_tat", "always_defect"])
bond = tg.Relationship(
    depths=5, regard=tg.between(0, 0.2), stakes=tg.between(1, 2), tremble=0.02
)
no_end = tg.TrustGame(stage, tremble=0.02)
times = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10, 13, 16, 20, 25, 32, 40, 50, 63, 80, 100]
over = {"times": times, "depths": 20}
lengths = {
    "slip_rate": [0, 0.01, 0.02, 0.05, 0.1],
    "expected_rounds": [2, 5, 10, 20, 50, 100],
}


def together(slip_rate, expected_rounds):
    chance = 1 - 1 / expected_rounds
    long = tg.TrustGame(stage, continuation=chance, tremble=slip_rate)
    met = tg.evaluate(long, "grim_trigger", "grim_trigger")
    return {"payoff_of_both": met.payoff.sum()}
"""

#: The page: headings, and under each the lines that draw its charts.
PAGE = {
    "One round, and what a round could leave": [
        "tg.plot.payoff_table(game, labels=words)",
        "tg.plot.payoff_set(tg.payoff_set(game, pairs=extremes), labels=words)",
    ],
    "Two who meet": [
        "tg.plot.match_strip(tg.play(game, *pair, seed=deal.seed), labels=words)",
        "tg.plot.path(exact.path(36), labels=words)",
        "tg.plot.evaluation(exact, labels=words)",
        "tg.plot.equilibrium_check(tg.is_equilibrium(game, *pair), labels=words)",
        "tg.plot.sample(sample, labels=words)",
        "tg.plot.comparison(sample.compare(exact), labels=words)",
        "tg.plot.automaton(tg.strategies.win_stay_lose_shift)",
        'tg.plot.fingerprint(tg.fingerprint("win_stay_lose_shift"))',
    ],
    "Which way to behave": [
        "tg.plot.value_by_horizon(choice, labels=words)",
        "tg.plot.value_grid([tg.by_horizon(lasting, *p, rounds=12) for p in pairings], "
        "labels=words)",
        "tg.plot.league_heatmap(league)",
        "tg.plot.ranking(league)",
        "tg.plot.grouped_bars(one_slip(deal))",
        "tg.plot.faces([*field, *tg.strategies.where(depth_aware=True)])",
    ],
    "What takes over, if what pays is copied": [
        "tg.plot.shares(tg.replicator(league))",
        'tg.plot.phase_plane(tg.replicator(two, population="two"))',
        "tg.plot.simplex(tg.replicator(three))",
        'tg.plot.stationary_bars(tg.stationary(league, limit="small_mutation"))',
        "tg.plot.invasion_graph(tg.invasions(league))",
        "tg.plot.equilibria(tg.equilibria(league))",
    ],
    "Time and relationship": [
        "tg.plot.time_depth_map(tg.time_depth_map(stage, bond, **over, strategies=field))",
        "tg.plot.sweep(tg.sweep(together, over=lengths, progress=False))",
        "tg.plot.one_ten_hundred(tg.one_ten_hundred(no_end, strategies=field))",
    ],
    "A claim on trial": [
        'tg.plot.scenario(tg.scenario("risky-gift").run())',
        'tg.plot.verdict_board(tg.scenarios.verdicts(["prison", "one-shot"]))',
    ],
}

INTRO = """\
# Gallery

Every chart there is, from real results: what it finds, and the line of code that draws it.
Most results have their own chart, so that `result.plot()` draws the same. All charts take
`ax=` and `labels=`; `tg.plot.tell(name, result)` gives a chart's finding, the sentence
under it, its alt text and the very numbers drawn. What is drawn in a block
`with tg.plot.theme("dark"):` is dark, with `"print"` in greys; the meanings stay.

The page and its pictures are made by `make gallery`. All its lines follow on these:
"""


class Entry(NamedTuple):
    """One chart of the gallery."""

    heading: str
    name: str
    line: str


def entries() -> Iterator[Entry]:
    """Give the charts in the order of the page."""
    for heading, lines in PAGE.items():
        for line in lines:
            yield Entry(heading, called(line), line)


def called(line: str) -> str:
    """Return the name of the chart that a line draws."""
    call = ast.parse(line, mode="eval").body
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
        raise TypeError(f"no call of a chart: {line}")
    return call.func.attr


def charts() -> list[str]:
    """Return the names in ``tg.plot`` that are charts: they draw on an ``ax``."""
    public = {name: getattr(tg.plot, name) for name in tg.plot.__all__}
    return [
        name
        for name, thing in public.items()
        if inspect.isfunction(thing) and "ax" in inspect.signature(thing).parameters
    ]


def names() -> dict[str, Any]:
    """Return what the lines of the gallery may use."""
    known: dict[str, Any] = {}
    exec(compile(SETUP, "gallery", "exec"), known)
    return known


def arguments(line: str, known: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
    """Return what a line gives to its chart, worked out once."""
    call = ast.parse(line, mode="eval").body
    assert isinstance(call, ast.Call)
    call.func = ast.parse("lambda *given, **options: (given, options)", mode="eval").body
    caught = ast.fix_missing_locations(ast.Expression(call))
    given, options = eval(compile(caught, line, "eval"), known)
    return list(given), options


def picture(ax: Any) -> Image.Image:
    """Return a slide as a small picture, in as many colours as a palette has."""
    page = io.BytesIO()
    ax.figure.savefig(page, format="png", dpi=FINE * DOTS)
    with Image.open(page) as drawn:
        small = drawn.convert("RGB").reduce(FINE)
    return small.quantize(256, dither=Image.Dither.NONE)


def code(line: str) -> str:
    """Return a line of code as a block of the page."""
    return f"```py\n{line}\n```\n"


def main() -> None:
    """Write the page and its pictures."""
    os.chdir(ROOT)
    known = names()
    page = [INTRO, code(SETUP.rstrip())]
    heading = ""
    for entry in entries():
        given, options = arguments(entry.line, known)
        told = tg.plot.tell(entry.name, *given, **options)
        ax = tg.plot.slide()
        getattr(tg.plot, entry.name)(*given, ax=ax, **options)
        file = HERE / f"{entry.name}.png"
        picture(ax).save(file, optimize=True)
        if entry.heading != heading:
            heading = entry.heading
            page.append(f"## {heading}\n")
        alt = html.escape(told.sentence).replace("\n", " ")
        page += [
            f"### {entry.name}\n",
            f"**{html.escape(told.finding, quote=False)}**\n",
            f'<img src="{file.name}" width="600" alt="{alt}">\n',
            code(entry.line),
        ]
        print(f"{file.name}: {file.stat().st_size:,} bytes, {told.finding}", flush=True)
    (HERE / "README.md").write_text("\n".join(page), encoding="utf-8")
    total = sum(file.stat().st_size for file in HERE.glob("*.png"))
    print(f"{total:,} bytes of pictures")


if __name__ == "__main__":
    main()
