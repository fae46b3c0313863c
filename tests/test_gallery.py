"""The gallery shows every chart, as it is now, and the lines it gives can be run."""

from __future__ import annotations

import html
import importlib.util
import os
import re
from pathlib import Path

import pytest
from PIL import Image

import trustgame as tg

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


@pytest.mark.slow
def test_every_line_runs_and_finds_what_the_page_says():
    # The arguments of each line are worked out and told; a slide is drawn, but not saved.
    known = {}
    here = os.getcwd()
    os.chdir(ROOT)
    try:
        known = make.names()
        for name, finding, _, alt, line in SHOWN.findall(PAGE):
            given, options = make.arguments(line, known)
            told = tg.plot.tell(name, *given, **options)
            again = f"{name} says something else now: make gallery"
            assert html.unescape(finding) == told.finding, again
            assert html.unescape(alt) == told.sentence.replace("\n", " "), again
            ax = tg.plot.slide()
            assert getattr(tg.plot, name)(*given, ax=ax, **options) is ax
    finally:
        os.chdir(here)
