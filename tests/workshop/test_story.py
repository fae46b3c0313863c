"""A scenario's folder: its pictures, the numbers they draw, the verdict; whole or not."""

from __future__ import annotations

import pandas as pd
import pytest
from PIL import Image

import trustgame as tg
from trustgame.workshop import figures
from trustgame.workshop.story import write_board, write_story


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(figures, "DOTS", 30)


def test_a_story_holds_pictures_numbers_and_the_scenario_itself(small, tmp_path):
    found = tg.scenario("risky-gift")
    run, verdict = found.run(), found.verdict(tries=10)
    out = write_story(run, verdict, tmp_path / "gift")
    names = sorted(path.name for path in out.iterdir() if path.name[0] != ".")
    assert names == [
        "01-break-even.csv", "01-break-even.png", "01-break-even.svg", "numbers.csv",
        "scenario.toml", "verdict-board.csv", "verdict-board.png", "verdict-board.svg",
        "verdict.csv",
    ]  # fmt: skip
    assert tg.Scenario.from_toml(out / "scenario.toml") == found
    numbers = pd.read_csv(out / "numbers.csv").set_index("quantity")["value"]
    assert numbers["break_even"] == pytest.approx(0.2)
    picture = Image.open(out / "01-break-even.png")
    assert picture.text["Title"] == run.picture().finding
    drawn = pd.read_csv(out / "01-break-even.csv")
    assert len(drawn) >= len(run.picture().frame)


def test_an_earlier_story_is_replaced_and_a_folder_of_ones_own_is_not(small, tmp_path):
    found = tg.scenario("prison")
    run, verdict = found.run(), found.verdict(tries=3)
    write_story(run, verdict, tmp_path / "out")
    write_story(run, verdict, tmp_path / "out")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    with pytest.raises(tg.OutputError, match="holds other files"):
        write_story(run, verdict, tmp_path / "mine")
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "years of work"


def test_the_board_is_a_picture_and_a_table(small, tmp_path):
    board = tg.scenarios.verdicts(["prison", "one-shot"], tries=5)
    out = write_board(board, tmp_path / "board")
    table = pd.read_csv(out / "verdict.csv")
    assert set(table["scenario"]) == {"prison", "one-shot"}
    assert (out / "board-1.png").exists()
