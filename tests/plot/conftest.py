"""Results to draw, words that are hard to fit, and an eye for what overlaps."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from trustgame.deals import Deal, Labels, SideLabels
from trustgame.maps.time_depth import time_depth_map
from trustgame.plot import slide
from trustgame.simulate.play import play
from trustgame.simulate.simulate import simulate
from trustgame.solve.evaluate import evaluate
from trustgame.solve.horizons import by_horizon

ROOT = Path(__file__).parents[2]


def with_players(labels, words):
    """Return labels in which every player of the sample deal has such words."""
    sides = [
        replace(
            side,
            players=tuple(
                (name, words.format(i)) for i, (name, _) in enumerate(side.players)
            ),
        )
        for side in labels.sides
    ]
    return replace(labels, buyer=sides[0], seller=sides[1])


@pytest.fixture(scope="session")
def deal():
    """The sample deal."""
    return Deal.from_toml(ROOT / "deals" / "consulting.toml")


@pytest.fixture(scope="session")
def results(deal):
    """One result for every chart, with the chart's options, by the chart's name."""
    game = deal.game
    buyer, seller = (player.strategy for player in deal.pair_players)
    exact = evaluate(game, buyer, seller)
    lasting = game.replace(continuation=1.0)
    grid = [
        by_horizon(lasting, b.strategy, s.strategy, rounds=12)
        for b in deal.buyers
        for s in deal.sellers
    ]
    chart_of_map = time_depth_map(
        deal.stage,
        deal.relationship,
        times=np.geomspace(1, 100, 7).tolist(),
        depths=7,
        buyer=buyer,
        seller=seller,
    )
    sampled = simulate(game, buyer, seller, matches=50, seed=1)
    return {
        "comparison": (sampled.compare(exact), {}),
        "payoff_table": (game, {"depth": 0}),
        "payoff_table deep": (game, {"depth": 3}),
        "match_strip": (play(game, buyer, seller, seed=deal.seed), {}),
        "path": (exact.path(36), {}),
        "value_by_horizon": (grid[4], {}),
        "value_by_horizon many": (grid[4:8], {"role": "seller"}),
        "value_grid": (grid, {}),
        "evaluation": (exact, {}),
        "sample": (sampled, {}),
        "time_depth_map": (chart_of_map, {"here": (12.0, 0.0)}),
    }


@pytest.fixture(scope="session")
def wordings(deal):
    """Labels that are hard to fit, by name."""
    plain = deal.labels
    long = Labels(
        title="Ein sehr langer Titel über eine Geschäftsbeziehung, die sich über viele "
        "Quartale erstreckt und die gepflegt wird"[:40],
        buyer=replace(
            plain.buyer,
            name="Vereinigte Überlandwerke Königs Wusterha",
            cooperate="Pläne und Probleme offen auf den Tisch",
            defect="drei weitere Angebote still einholen",
        ),
        seller=replace(
            plain.seller,
            name="Bezirksschornsteinfegermeisterinnung AG&",
            cooperate="sich vorher gründlich und ernst vorberei",
            defect="die Standardpräsentation noch mal zeigen",
        ),
        money="Tausend Euro",
        round="Abrechnungsquartal",
        rounds="Abrechnungsquartale",
        depths=("ganz unbekannt", "schon bekannt", "sehr vertraut", "Partnerin"),
    )
    cyrillic = Labels(
        title="Консалтинг",
        buyer=replace(
            plain.buyer,
            name="Заказчик «Ромашка» & $x^2$",
            cooperate="делиться $планами$",
            defect="искать дешевле",
        ),
        seller=replace(
            plain.seller,
            name="Исполнитель <b>",
            cooperate="готовиться",
            defect="продавать шаблон_{a}",
        ),
        money="тыс. ₽",
        round="квартал",
        rounds="кварталов",
        depths=("чужие", "знакомые", "доверяют", "партнёры"),
    )
    return {
        "the deal's own": plain,
        "none": Labels(),
        "40 characters": with_players(long, "{} verzeiht alten Freunden fast immer ge"),
        "Cyrillic and formulas": with_players(cyrillic, "отвечает тем же $x_{}$"),
        "one word": with_players(
            Labels(
                title="W" * 120,
                buyer=SideLabels("W" * 59 + "B", "W" * 39 + "c", "W" * 39 + "d"),
                seller=SideLabels("W" * 59 + "S", "W" * 39 + "c", "W" * 39 + "d"),
                money="k€",
                round="W" * 24,
                rounds="W" * 23 + "s",
                depths=tuple("W" * 29 + str(level) for level in range(4)),
            ),
            "W" * 58 + "{}",
        ),
        "one letter": Labels(
            buyer=SideLabels("A", "c", "d"),
            seller=SideLabels("B", "c", "d"),
            money="$",
            round="r",
            rounds="r",
        ),
    }


@pytest.fixture(scope="session")
def slides():
    """A maker of slides at a coarse resolution, to draw fast."""

    def make():
        ax = slide()
        ax.figure.set_dpi(100)
        return ax

    return make


def _texts(axes):
    """Return the texts of an Axes that are drawn."""
    found = list(axes.texts)
    for artist in axes.artists:
        found += [child for child in artist.get_children() if hasattr(child, "get_text")]
    if axes.axison and axes.get_visible():
        found += [
            *axes.get_xticklabels(),
            *axes.get_yticklabels(),
            axes.xaxis.label,
            axes.yaxis.label,
            axes._left_title,
            axes.title,
        ]
    for child in axes.child_axes:
        found += _texts(child)
    return found


@pytest.fixture(scope="session")
def troubles():
    """A finder of what a reader would mark in red: text cut off, covered or too small."""

    def find(figure, least=13.9):
        figure.canvas.draw()
        renderer = figure.canvas.get_renderer()
        texts = [t for axes in figure.axes for t in _texts(axes)] + list(figure.texts)
        texts = [t for t in texts if t.get_visible() and t.get_text().strip()]
        boxes = [t.get_window_extent(renderer) for t in texts]
        frame = figure.bbox
        problems = []
        for text, box in zip(texts, boxes, strict=True):
            said = text.get_text()
            if box.x0 < -1 or box.y0 < -1 or box.x1 > frame.x1 + 1 or box.y1 > frame.y1 + 1:
                problems.append(f"cut off: {said!r} {box}")
            if text.get_fontsize() < least:
                problems.append(f"{text.get_fontsize()} pt: {said!r}")
        for (one, a), (other, b) in itertools.combinations(
            zip(texts, boxes, strict=True), 2
        ):
            if one.get_rotation() % 90 or other.get_rotation() % 90:
                continue
            wide = min(a.x1, b.x1) - max(a.x0, b.x0)
            high = min(a.y1, b.y1) - max(a.y0, b.y0)
            if wide > 1.5 and high > 1.5:
                problems.append(
                    f"overlap {wide:.0f} x {high:.0f}: {one.get_text()!r} "
                    f"and {other.get_text()!r}"
                )
        return problems

    return find
