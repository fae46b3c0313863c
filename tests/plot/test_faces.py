"""Faces: they say what is computed of each strategy, and no two look alike."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure

from trustgame import catalogue, strategies
from trustgame.deals import Labels, SideLabels
from trustgame.exceptions import SpecificationError
from trustgame.game import TrustGame
from trustgame.plot import faces, league_heatmap, palette, ranking
from trustgame.plot.cast import tell_faces
from trustgame.plot.characters import FACES
from trustgame.plot.faces import face_of, initials, parts, parts_of, put_face
from trustgame.stage import StageGame
from trustgame.tournament import round_robin

SMALL = 20  # pixels across
APART = 4.0  # pixels' worth of ink by which any two faces differ at that size


def expected(row):
    """Return a face's features as the computed properties ask for."""
    own = round(row["self_cooperation"], 6) >= 0.5
    eyes, brows, memory = row["provocable"], row["forgiving"], row["memory"]
    return {
        "mouth": "smile" if row["nice"] else "straight" if own else "down",
        "eyes": "shut" if pd.isna(eyes) else "open" if eyes == 1 else "half",
        "brows": "slanted" if pd.isna(brows) else "level" if brows > 1 else "",
        "hair": "full" if np.isinf(memory) else ("", "1", "2", "3")[min(3, int(memory))],
        "ears": row["exploitable"],
        "square": row["stochastic"],
        "shoulders": row["depth_aware"],
        "door": row["leaves"],
        "floor": row["end_aware"],
    }  # fmt: skip


def test_every_feature_is_what_is_computed():
    table = catalogue.columns(strategies.names())
    assert list(FACES) == list(table.index)
    for name, row in table.iterrows():
        face = FACES[name]
        assert {key: getattr(face, key) for key in expected(row)} == expected(row), name


def pixels(names):
    """Return the ink of each face at the small size."""
    figure = Figure(figsize=(len(names), 1), dpi=SMALL, facecolor="white")
    FigureCanvasAgg(figure)
    ax = figure.add_axes((0, 0, 1, 1), xlim=(0, len(names)), ylim=(0, 1))
    ax.axis("off")
    for i, name in enumerate(names):
        put_face(ax, name, (i + 0.5, 0.5), 72.0)
    figure.canvas.draw()
    shades = np.asarray(figure.canvas.buffer_rgba())[..., 0] / 255
    return 1 - shades.reshape(SMALL, len(names), SMALL).swapaxes(0, 1)


def test_no_two_faces_look_alike_even_when_small():
    drawn = pixels(list(FACES))
    assert len(set(FACES.values())) == len(FACES) == len(strategies.names())
    gaps = {
        pair: float(np.abs(one - other).sum())
        for pair, (one, other) in zip(
            itertools.combinations(FACES, 2), itertools.combinations(drawn, 2), strict=True
        )
    }
    nearest = min(gaps, key=gaps.get)
    assert gaps[nearest] > APART, (nearest, gaps[nearest])
    assert drawn[:, [0, -1]].sum() < 0.02 * drawn.sum()  # within its square


def test_all_parts_lie_in_the_unit_square_and_all_are_used():
    for name, part in parts().items():
        for line in part.lines:
            assert len(line) > 1, name
            assert 0 <= np.min(line) < np.max(line) <= 1, name
    used = {part for face in (None, *FACES.values()) for part in parts_of(face)}
    spare = set(parts()) - used
    assert all(name.startswith("outline") for name in spare), spare


def test_who_is_not_of_the_catalogue_has_initials():
    assert face_of("threshold_7") is None
    assert face_of("TFT") is FACES["tit_for_tat"]
    assert [initials(name) for name in ("my own rule", "_", "日本")] == ["MO", "?", "日"]
    drawn = pixels(["my own rule", "axelrod:Zz", "_", "Жук"])
    for one, other in itertools.combinations(drawn, 2):
        assert np.abs(one - other).sum() > 1
    assert pixels(["日本"]).sum() > 1  # with no font for it, a question mark


@pytest.mark.parametrize("theme", palette.THEMES)
def test_a_face_is_in_the_text_s_colour(theme):
    with palette.theme(theme):
        ink = palette.INK
        ax = Figure().add_subplot()
        put_face(ax, "random", (0.5, 0.5), 30)
        patches = ax.artists[0].offsetbox.get_children()
    found = {patch.get_edgecolor() for patch in patches}
    assert found == {to_rgba(ink)}


@pytest.mark.parametrize("many", [6, 30])
def test_the_chart_of_faces_fits_long_names_and_names_each_feature(many, slides, troubles):
    names = list(FACES)[:many]
    label = "{} verzeiht alten Freunden fast immer gern"
    side = SideLabels(
        "seller", players=tuple((n, label.format(i)) for i, n in enumerate(names))
    )
    for labels in (Labels(), Labels(seller=side)):
        ax = faces(names, ax=slides(), labels=labels)
        assert not troubles(ax.figure, least=13.9 if many < 10 else 8)
        said = [text.get_text() for text in ax.texts if text.get_gid() == "key"]
        told = tell_faces(names, labels)
        assert all(text in told.sentence for text in said)
        shown = {part for name in said for part in name.split()}
        assert {"smile:", "ears:", "square:", "shoulders:"} <= shown
        drawn = [box.get_gid() for box in ax.artists if box.get_gid()]
        assert drawn == [f"face {name}" for name in told.table["strategy"]]


def test_a_chart_of_nobody_is_refused():
    with pytest.raises(SpecificationError, match="at least one strategy"):
        tell_faces([])


def test_a_name_keeps_its_face_and_the_other_way_round(slides):
    """Where not all names have room, faces stand with those that are written."""
    game = TrustGame(StageGame.prisoners_dilemma(), continuation=0.9)
    for many in (6, 24):
        league = round_robin(game, list(FACES)[:many])
        for chart in (ranking, league_heatmap):
            ax = chart(league, ax=slides())
            ax.figure.canvas.draw()
            beside = [box.get_gid()[5:] for box in ax.artists if box.xy[0] < 0.5]
            own = (
                [label.get_text() for label in ax.get_yticklabels()]
                if ax.axison
                else [t.get_text() for t in ax.texts if t.get_gid() == "name"]
            )
            plain = [re.sub(r"\s+\d+$", "", text) for text in own if text]
            rows = beside if chart is ranking else beside[: len(plain)]
            assert len(rows) >= 6
            assert [name.replace("_", " ") for name in rows] == plain[: len(rows)]
