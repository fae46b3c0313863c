"""The gallery shows every chart, as it is now, and the lines it gives can be run."""

from __future__ import annotations

import html
import importlib.util
import os
import re
from pathlib import Path

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.lines import Line2D
from matplotlib.text import Text
from other_language import foreign_deal, leaks, make_language, other
from PIL import Image

import trustgame as tg
from trustgame.deals.words import speaking
from trustgame.plot import anatomy, palette

ROOT = Path(__file__).parents[1]
GALLERY = ROOT / "docs" / "gallery"
PAGE = (GALLERY / "README.md").read_text(encoding="utf-8")
SHOWN = re.compile(
    r'^### (\w+)\n\n\*\*(.+?)\*\*\n\n<img src="([^"]+)" width="600" alt="([^"]+)">\n\n'
    r"```py\n([^\n]+)\n```$",
    re.MULTILINE,
)


def maker():
    """Return the module that makes the gallery."""
    spec = importlib.util.spec_from_file_location("gallery", GALLERY / "make.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


make = maker()

#: The outcomes as a theorist writes them, in every language.
CODES = {f"{other('outcomes')} {a}{b}" for a in "CD" for b in "CD"}


def test_every_chart_has_its_place_and_one_only():
    found = [name for name, *_ in SHOWN.findall(PAGE)]
    assert sorted(found) == sorted(make.charts())
    assert len(make.charts()) > 20
    assert not {"slide", "tell", "Telling"} & set(make.charts())
    assert found == [entry.name for entry in make.entries()]


def test_the_page_gives_the_lines_that_are_run():
    assert [line for *_, line in SHOWN.findall(PAGE)] == [e.line for e in make.entries()]
    assert make.code(make.SETUP.rstrip()) in PAGE
    for name, _, file, _, line in SHOWN.findall(PAGE):
        assert file == f"{name}.png"
        assert line.startswith(f"tg.plot.{name}(")
        assert len(line) <= 92  # one line for whoever formats the page too


def test_the_pictures_are_small_and_there_are_no_others():
    files = sorted(GALLERY.glob("*.png"))
    assert [file.stem for file in files] == sorted(make.charts())
    assert sum(file.stat().st_size for file in files) < 900_000
    for file in files:
        with Image.open(file) as picture:
            assert picture.size == (600, 338)


@pytest.fixture(scope="module")
def drawn():
    """What every line of the page gives to its chart, worked out once."""
    here = os.getcwd()
    os.chdir(ROOT)
    try:
        known = make.names()
        return {e.name: make.arguments(e.line, known) for e in make.entries()}
    finally:
        os.chdir(here)


@pytest.mark.slow
def test_every_line_runs_and_finds_what_the_page_says(drawn):
    # The arguments of each line are worked out and told; a slide is drawn, but not saved.
    for name, finding, _, alt, _line in SHOWN.findall(PAGE):
        given, options = drawn[name]
        told = tg.plot.tell(name, *given, **options)
        again = f"{name} says something else now: make gallery"
        assert html.unescape(finding) == told.finding, again
        assert html.unescape(alt) == told.sentence.replace("\n", " "), again
        ax = tg.plot.slide()
        assert getattr(tg.plot, name)(*given, ax=ax, **options) is ax


def halo_of(text):
    """Return the colour around a text's letters, if there is one."""
    strokes = [effect._gc for effect in text.get_path_effects() if hasattr(effect, "_gc")]
    return strokes[0]["foreground"] if strokes else None


def unreadable(figure):
    """Return texts that stand out too little from what is drawn behind them, and lines."""
    texts = [t for t in figure.findobj(Text) if t.get_visible() and t.get_text().strip()]
    inks = [text.get_color() for text in texts]
    for text in texts:
        text.set_color("#00000000")
    figure.set_dpi(50)
    figure.canvas.draw()
    pixels = np.asarray(figure.canvas.buffer_rgba())[::-1, :, :3] / 255
    found = []
    for text, ink in zip(texts, inks, strict=True):
        box = text.get_window_extent()
        rows = slice(max(0, round(box.y0)), max(1, round(box.y1)))
        columns = slice(max(0, round(box.x0)), max(1, round(box.x1)))
        behind = pixels[rows, columns].reshape(-1, 3)
        if (halo := halo_of(text)) is not None:
            behind = np.array([to_rgb(halo)])
        colours, counts = np.unique(behind.round(2), axis=0, return_counts=True)
        ratios = [palette.contrast(ink, colour) for colour in colours]
        poor = counts[[ratio < 4.5 for ratio in ratios]].sum()
        if poor > 0.25 * counts.sum():  # a line may cross behind a word
            found.append((text.get_text(), ink, min(ratios)))
    for line in figure.findobj(Line2D):
        mark = len(line.get_xdata()) < 2 or line.get_linestyle() == "None"
        if line.get_visible() and not mark and line.get_color() != palette.GRID:
            ratio = palette.contrast(line.get_color(), palette.PAPER)
            found += [(line.get_gid(), line.get_color(), ratio)] if ratio < 2 else []
    return found


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["dark", "print"])
def test_every_chart_can_be_read_in_every_theme(theme, drawn):
    with palette.theme(theme):
        for name, (given, options) in drawn.items():
            ax = tg.plot.slide()
            getattr(tg.plot, name)(*given, ax=ax, **options)
            assert unreadable(ax.figure) == [], name


@pytest.mark.slow
def test_no_chart_keeps_a_word_of_english(tmp_path, monkeypatch):
    language = make_language(tmp_path / "xx")
    foreign_deal().to_toml(tmp_path / "deal.toml")
    monkeypatch.chdir(tmp_path)
    setup = make.SETUP.replace("deals/consulting.toml", "deal.toml")
    own = ("slip_rate", "expected_rounds", "payoff_of_both")  # a sweep's names
    for name in own:
        assert name in setup
        setup = setup.replace(name, f"имя{own.index(name)}")
    monkeypatch.setattr(make, "SETUP", setup)
    monkeypatch.setattr(anatomy, "width", lambda text, size, _=False: size * len(text) / 2)
    with speaking(language):
        known = make.names()
        known["together"].__qualname__ = "имя"
        for entry in make.entries():
            given, options = make.arguments(entry.line, known)
            told = tg.plot.tell(entry.name, *given, **options)
            said = {told.finding, told.question, told.footer, told.sentence, told.alt}
            figure = tg.plot.slide().figure
            getattr(tg.plot, entry.name)(*given, ax=figure.axes[0], **options)
            figure.draw_without_rendering()
            said |= {text.get_text() for text in figure.findobj(Text)}
            found = leaks(said - CODES)
            assert found == {}, entry.name
