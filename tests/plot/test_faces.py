"""Faces: they say what is computed of each strategy, and no two look alike."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure

from trustgame import catalogue, strategies
from trustgame.plot import palette
from trustgame.plot.characters import FACES
from trustgame.plot.faces import face_of, initials, parts, parts_of, put_face

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
