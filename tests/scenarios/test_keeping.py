"""Tables of a scenario on disk: which, in how many digits, whole or not at all."""

from __future__ import annotations

import csv
import io
import os
import sys

import numpy as np
import pandas as pd
import pytest

import trustgame as tg
from trustgame.exceptions import OutputError


@pytest.fixture(scope="module")
def prison():
    """Return a run and a verdict of the prisoners."""
    scenario = tg.scenario("prison")
    return scenario.run(), scenario.verdict(tries=40)


def rows(path):
    """Return the rows of a table, as texts."""
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))


def files(folder):
    """Return the names of the files of a folder."""
    return sorted(path.name for path in folder.iterdir())


def test_only_what_is_given_is_kept(tmp_path, prison):
    run, verdict = prison
    tg.scenarios.keep(tmp_path)
    assert files(tmp_path) == []
    tg.scenarios.keep(tmp_path, run=run)
    assert files(tmp_path) == ["numbers.csv"]
    tg.scenarios.keep(tmp_path, verdict=verdict)
    assert files(tmp_path) == ["numbers.csv", "verdict.csv"]
    tg.scenarios.keep(str(tmp_path), result=pd.DataFrame({"y": [1.0]}, index=["a"]))
    assert files(tmp_path) == ["numbers.csv", "result.csv", "verdict.csv"]


def test_every_quantity_of_a_run_is_kept(tmp_path, prison):
    run, _ = prison
    tg.scenarios.keep(tmp_path, run=run)
    kept = {row["quantity"]: float(row["value"]) for row in rows(tmp_path / "numbers.csv")}
    assert kept == pytest.approx(dict(run.numbers), rel=5e-4)


def test_every_rule_is_kept_and_what_became_of_all_together(tmp_path, prison):
    _, verdict = prison
    tg.scenarios.keep(tmp_path, verdict=verdict)
    kept, frame = rows(tmp_path / "verdict.csv"), verdict.to_frame()
    assert [row["says"] for row in kept] == frame["says"].tolist()
    for row, finding in zip(kept, verdict.findings, strict=True):
        assert row["scenario"] == "prison"
        assert row["verdict"] == finding.outcome
        assert float(row["share"]) == pytest.approx(finding.share, rel=5e-4)
        assert row["together"] == verdict.outcome
        assert float(row["together_share"]) == pytest.approx(verdict.share, rel=5e-4)
        assert (row["settings"], row["seed"]) == ("40", "1")


def test_a_board_keeps_the_rules_of_all_its_scenarios(tmp_path):
    board = tg.scenarios.verdicts(["prison", "one-shot"], tries=4)
    tg.scenarios.keep(tmp_path, verdict=board)
    kept = [(row["scenario"], row["says"]) for row in rows(tmp_path / "verdict.csv")]
    assert kept == [
        (verdict.scenario.name, finding.rule.says)
        for verdict in board.verdicts
        for finding in verdict.findings
    ]


def test_numbers_have_four_digits_and_settings_six_places(tmp_path):
    index = pd.MultiIndex.from_tuples(
        [("a", 1.0, 3), ("b", 0.12345678, 4), ("c", 1234.5678912, 5), ("d", -1e-9, 6)],
        names=["line", "x", "n"],
    )
    numbers = [1 / 3, 12345.678, np.inf, -1e-9]
    table = pd.DataFrame({"y": numbers, "is": [True, False, True, False]}, index=index)
    tg.scenarios.keep(tmp_path, result=table)
    assert (tmp_path / "result.csv").read_bytes() == (
        b"line,x,n,y,is\n"
        b"a,1,3,0.3333,True\n"
        b"b,0.123457,4,1.235e+04,False\n"
        b"c,1234.567891,5,inf,True\n"
        b"d,0,6,0,False\n"
    )
    assert table["y"].tolist() == numbers  # the table itself is left alone


def test_the_last_digits_of_a_processor_do_not_show(tmp_path):
    table = pd.DataFrame({"x": [0.1, 0.3], "y": [0.5, 2.0]})
    nearly = table + 1e-12
    for name, frame in (("one", table), ("other", nearly)):
        (tmp_path / name).mkdir()
        tg.scenarios.keep(tmp_path / name, result=frame.set_index("x"))
    one, other = ((tmp_path / n / "result.csv").read_bytes() for n in ("one", "other"))
    assert one == other


def test_a_table_is_replaced_whole_or_stays(tmp_path, prison, monkeypatch):
    run, _ = prison
    old = tmp_path / "numbers.csv"
    old.write_text("an earlier run", encoding="utf-8")

    def breaks_off(frame, path, **_):
        path.write_text("half", encoding="utf-8")
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(pd.DataFrame, "to_csv", breaks_off)
        with pytest.raises(OutputError, match=r"numbers\.csv' cannot be written: No space"):
            tg.scenarios.keep(tmp_path, run=run)
    assert old.read_text(encoding="utf-8") == "an earlier run"
    assert files(tmp_path) == ["numbers.csv"]
    tg.scenarios.keep(tmp_path, run=run)
    assert files(tmp_path) == ["numbers.csv"]
    assert rows(old)[0]["quantity"] == next(iter(run.numbers))


def test_a_folder_that_is_not_there_is_named(tmp_path, prison):
    with pytest.raises(OutputError, match=r"nowhere.numbers\.csv' cannot be written"):
        tg.scenarios.keep(tmp_path / "nowhere", run=prison[0])
    assert files(tmp_path) == []


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="permissions bind nobody"
)
def test_a_folder_that_must_not_be_written_is_named(tmp_path, prison):
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(OutputError, match=r"cannot be written: Permission denied"):
            tg.scenarios.keep(tmp_path, run=prison[0])
    finally:
        tmp_path.chmod(0o700)
    assert files(tmp_path) == []
