"""Sweeps: the same table by every executor, nothing lost when stopped, nothing mixed up."""

from __future__ import annotations

import json
import math
import os
import signal
import subprocess
import sys
import threading
import time
import warnings
from collections import namedtuple
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import trustgame as tg
from trustgame.sweep import sweep as run_sweep
from trustgame.sweep import work

sweep = partial(run_sweep, progress=False)
PROCESSORS = work._processors()
SOURCE = str(Path(tg.__file__).parents[1])
GRID = {"rounds": [1, 10, 100], "depth": [0.0, 0.5]}


def area(rounds, depth):
    return rounds * depth


def seeded(rounds, depth, seed):
    return {"draw": float(np.random.default_rng(seed).random()), "area": rounds * depth}


def picky(rounds, depth):
    if rounds == 10:
        raise ValueError(f"no {rounds} at {depth}")
    return rounds


def slow(rounds, depth, seed):
    time.sleep(0.15)
    return seed % 1000


# --- tables ---


def test_a_number_per_point_in_the_order_of_the_grid():
    result = sweep(area, over=GRID)
    frame = result.to_frame()
    assert frame.columns.tolist() == ["rounds", "depth", "value"]
    assert frame["rounds"].tolist() == [1, 1, 10, 10, 100, 100]
    assert frame["value"].tolist() == [0, 0.5, 0, 5, 0, 50]
    np.testing.assert_array_equal(result.array(), np.outer([1, 10, 100], [0, 0.5]))
    assert repr(result) == "Sweep(area over 3 rounds x 2 depth: 6 points)"
    assert result.complete
    assert result.failed.empty


Both = namedtuple("Both", "buyer seller")


@pytest.mark.parametrize(
    ("returned", "columns"),
    [
        (lambda x: (x, -x), {"value_0": 2, "value_1": -2}),
        (lambda x: np.array([x, 3.0]), {"value_0": 2, "value_1": 3}),
        (lambda x: Both(x, 1), {"buyer": 2, "seller": 1}),
        (lambda x: {"a": x, "b": math.nan}, {"a": 2, "b": math.nan}),
        (lambda x: np.float32(x), {"value": 2}),
        (lambda x: x == 2, {"value": 1}),
    ],
)
def test_what_a_measure_may_return(returned, columns):
    frame = sweep(returned, over={"x": [2]}).to_frame().drop(columns="x")
    assert frame.iloc[0].to_dict() == pytest.approx(columns, nan_ok=True)


@pytest.mark.parametrize(
    ("returned", "error"),
    [
        (lambda x: None, "must return numbers.*None"),
        (lambda x: "high", "must return numbers.*'high'"),
        (lambda x: {}, "at least one number"),
        (lambda x: {"x": 1}, "'x' needs another name"),
        (lambda x: {"error": 1}, "'error' needs another name"),
        (lambda x: {1: 1}, "1 needs another name"),
    ],
)
def test_what_it_may_not_return_is_said(returned, error):
    failed = sweep(returned, over={"x": [2]}).failed
    assert failed["error"].str.contains(error).all()
    assert len(failed) == 1


def test_results_that_differ_from_point_to_point_fill_up_with_nan(tmp_path):
    def odd(x):
        return {"a": x} if x < 2 else {"b": x}

    want = pd.DataFrame({"x": [1, 2], "a": [1, np.nan], "b": [np.nan, 2]})
    for _ in range(2):
        got = sweep(odd, over={"x": [1, 2]}, store=tmp_path / "s").to_frame()
        pd.testing.assert_frame_equal(got, want)


def test_specs_may_be_values():
    players = [tg.strategies.tit_for_tat, tg.strategies.always_defect]
    game = tg.TrustGame(tg.StageGame.prisoners_dilemma(), rounds=10)

    def against_a_defector(player, game):
        return tg.evaluate(game, player, "always_defect").payoff[0]

    result = sweep(against_a_defector, over={"player": players, "game": [game]}, seed=None)
    assert result.to_frame()["player"].tolist() == ["tit_for_tat", "always_defect"]
    assert result.array().tolist() == [[0.9], [1.0]]


def test_files_and_provenance(tmp_path):
    result = sweep(seeded, over=GRID, seed=3)
    for kind, read in (("csv", pd.read_csv), ("parquet", pd.read_parquet)):
        path = tmp_path / f"sweep.{kind}"
        getattr(result, f"to_{kind}")(path)
        pd.testing.assert_frame_equal(read(path), result.to_frame(), check_dtype=False)
    made = result.provenance
    assert made["over"] == {name: tuple(values) for name, values in GRID.items()}
    again = sweep(seeded, over=made["over"], seed=made["seed"])
    pd.testing.assert_frame_equal(again.to_frame(), result.to_frame())


# --- seeds ---


def test_a_points_seed_is_its_own():
    all_at_once = sweep(seeded, over=GRID, seed=1).to_frame()
    assert all_at_once["draw"].nunique() == 6
    other_order = {"depth": [0.5, 0.25, 0], "rounds": [100, 1]}
    fewer = sweep(seeded, over=other_order, seed=1).to_frame()
    both = fewer.merge(all_at_once, on=["rounds", "depth"])
    assert len(both) == 4
    assert (both["draw_x"] == both["draw_y"]).all()
    assert sweep(seeded, over=GRID, seed=2).to_frame()["draw"].nunique() == 6
    assert (sweep(seeded, over=GRID, seed=2).array("draw") != all_at_once["draw"][0]).all()


def test_a_generator_gives_one_draw():
    one, two = (sweep(seeded, over=GRID, seed=np.random.default_rng(5)) for _ in range(2))
    pd.testing.assert_frame_equal(one.to_frame(), two.to_frame())
    again = sweep(seeded, over=GRID, seed=one.provenance["seed"])
    pd.testing.assert_frame_equal(one.to_frame(), again.to_frame())


# --- executors ---


class AtOnce:
    """An executor that works when it is given work."""

    def submit(self, function, *arguments):
        future = Future()
        future.set_result(function(*arguments))
        return future


def spawned():
    return ProcessPoolExecutor(2, mp_context=get_context("spawn"))


@pytest.mark.parametrize("make", [spawned, lambda: ThreadPoolExecutor(3)])
def test_every_executor_gives_the_same_table(make):
    want = sweep(seeded, over=GRID, seed=1).to_frame()
    with make() as executor:
        got = sweep(seeded, over=GRID, seed=1, executor=executor).to_frame()
        assert executor.submit(abs, -1).result() == 1  # still open
        odd = sweep(lambda x: 1 / x, over={"x": [0, 4]}, executor=executor)
    pd.testing.assert_frame_equal(got, want)
    assert odd.array()[1] == 0.25
    assert odd.failed["error"].tolist() == ["ZeroDivisionError: division by zero"]


def test_any_executor_will_do():
    got = sweep(seeded, over=GRID, seed=1, executor=AtOnce()).to_frame()
    pd.testing.assert_frame_equal(got, sweep(seeded, over=GRID, seed=1).to_frame())


def test_threads_see_this_process():
    seen, lock = [], threading.Lock()

    def note(x):
        with lock:
            seen.append(x)
        return x

    with ThreadPoolExecutor(2) as executor:
        assert sweep(note, over={"x": range(5)}, executor=executor).array().sum() == 10
    assert sorted(seen) == [0, 1, 2, 3, 4]


@pytest.mark.slow
def test_processes_of_our_own_once_it_takes_time():
    def where(x):
        time.sleep(0.12)
        return os.getpid()

    found = sweep(where, over={"x": range(16)}).array()
    assert (len(set(found)) > 1) == (PROCESSORS > 1)
    assert os.getpid() in found  # the first ones, which show that it takes time


@pytest.mark.slow
def test_a_point_whose_process_dies_is_found():
    def deadly(x):
        time.sleep(0.12)
        if x == 5:
            os._exit(1)
        return x

    if PROCESSORS < 2:
        pytest.skip("one processor: the sweep would die with the point")
    result = sweep(deadly, over={"x": range(9)})
    assert result.failed["x"].tolist() == [5]
    assert "died" in result.failed["error"][0]
    assert np.nansum(result.array()) == 36 - 5


def test_what_cannot_be_sent_stays_here(capsys):
    lock = threading.Lock()

    def held(x):
        with lock:
            time.sleep(0.11)
        return os.getpid()

    assert set(sweep(held, over={"x": range(6)}).array()) == {os.getpid()}
    if PROCESSORS > 1:
        assert "no other process can run the measure" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_a_dask_cluster(tmp_path):
    distributed = pytest.importorskip("distributed", reason="the extra 'cluster'")
    want = sweep(seeded, over=GRID, seed=1).to_frame()
    settings = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None}
    with (
        distributed.LocalCluster(local_directory=tmp_path / "dask", **settings) as cluster,
        distributed.Client(cluster) as client,
    ):
        executor = client.get_executor()
        got = sweep(seeded, over=GRID, seed=1, executor=executor, store=tmp_path / "s")
        pids = sweep(lambda x: os.getpid(), over={"x": range(40)}, executor=executor)
        errors = sweep(picky, over=GRID, executor=executor).failed
    pd.testing.assert_frame_equal(got.to_frame(), want)
    assert len(set(pids.array())) == 2
    assert os.getpid() not in pids.array()
    assert errors["error"].tolist() == [
        "ValueError: no 10 at 0.0",
        "ValueError: no 10 at 0.5",
    ]
    resumed = sweep(seeded, over=GRID, seed=1, store=tmp_path / "s").to_frame()
    pd.testing.assert_frame_equal(resumed, want)


# --- failures ---


def test_a_failing_point_is_recorded_and_the_rest_goes_on(tmp_path, capsys):
    result = sweep(picky, over=GRID, store=tmp_path / "s")
    assert repr(result).endswith("6 points, 2 failed)")
    assert "2 of 6 points failed" in capsys.readouterr().err
    frame = result.to_frame()
    assert frame["value"].isna().tolist() == [False, False, True, True, False, False]
    assert frame["error"][2] == "ValueError: no 10 at 0.0"
    assert result.failed["depth"].tolist() == [0.0, 0.5]
    again = sweep(picky, over=GRID, store=tmp_path / "s").to_frame()
    pd.testing.assert_frame_equal(again, frame)


def test_failed_points_are_tried_again_when_asked(tmp_path):
    calls = []

    def moody(x):
        calls.append(x)
        if len(calls) == 2:
            raise OSError("the network is down")
        return x

    first = sweep(moody, over={"x": [1, 2, 3]}, store=tmp_path / "s")
    assert first.failed["x"].tolist() == [2]
    sweep(moody, over={"x": [1, 2, 3]}, store=tmp_path / "s")
    assert calls == [1, 2, 3]
    last = sweep(moody, over={"x": [1, 2, 3]}, store=tmp_path / "s", retry_failed=True)
    assert calls == [1, 2, 3, 2]
    assert last.array().tolist() == [1, 2, 3]


# --- stores ---


def test_finished_points_are_not_worked_out_twice(tmp_path):
    calls = []

    def counted(x, y):
        calls.append((x, y))
        return {"sum": x + y, "third": x / 3}

    over = {"x": range(5), "y": [1, 2]}
    first = sweep(counted, over=over, store=tmp_path / "s").to_frame()
    again = sweep(counted, over=over, store=tmp_path / "s").to_frame()
    assert len(calls) == 10
    pd.testing.assert_frame_equal(again, first)


def test_parts_can_be_read_by_anybody_and_are_merged(tmp_path, monkeypatch):
    monkeypatch.setattr(sys.modules["trustgame.sweep.run"], "_WRITE_EVERY", 0)
    over = {"x": range(150), "who": ["a", "b"]}
    result = sweep(lambda x, who: x, over=over, store=tmp_path / "s")
    parts = list((tmp_path / "s").glob("*.parquet"))
    assert len(parts) <= 66
    frame = pd.concat(map(pd.read_parquet, parts)).sort_values("point")
    assert frame["point"].tolist() == list(range(300))
    assert frame["x"].tolist() == result.to_frame()["x"].tolist()
    assert frame["who"].tolist() == result.to_frame()["who"].tolist()


def label(folder):
    return json.loads((folder / "sweep.json").read_text())


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"over": {"rounds": [1, 10], "depth": [0.0, 0.5]}}, "another grid"),
        ({"over": {"depth": [0.0, 0.5], "rounds": [1, 10, 100]}}, "another grid"),
        ({"measure": picky, "seed": None}, r"another measure \(.*seeded, not .*picky\)"),
        ({"seed": 2}, r"another seed \(1, not 2\)"),
    ],
)
def test_the_store_of_another_sweep_is_refused(tmp_path, changes, message):
    folder = tmp_path / "s"
    sweep(seeded, over=GRID, seed=1, store=folder)
    before = sorted(p.name for p in folder.iterdir())
    given = {"measure": seeded, "over": GRID, "seed": 1} | changes
    with pytest.raises(tg.SpecificationError, match=f"`store`.*{message}.*another folder"):
        sweep(given.pop("measure"), store=folder, **given)
    assert sorted(p.name for p in folder.iterdir()) == before


@pytest.mark.parametrize(
    ("key", "message"),
    [("trustgame", r"another version of trustgame \(0\.0; this is "), ("format", "format")],
)
def test_the_store_of_another_version_is_refused(tmp_path, key, message):
    folder = tmp_path / "s"
    sweep(area, over=GRID, store=folder)
    (folder / "sweep.json").write_text(json.dumps(label(folder) | {key: "0.0"}))
    with pytest.raises(tg.SpecificationError, match=message):
        sweep(area, over=GRID, store=folder)


def test_a_measure_whose_code_or_surroundings_changed_is_another(tmp_path):
    def made(factor, kind):
        if kind == "sum":
            return lambda x: x + factor
        return lambda x: x * factor

    over = {"x": [1, 2]}
    sweep(made(2, "sum"), over=over, store=tmp_path / "s")
    sweep(made(2, "sum"), over=over, store=tmp_path / "s")
    for other in (made(3, "sum"), made(2, "product"), partial(made(2, "sum"))):
        with pytest.raises(tg.SpecificationError, match="`store`"):
            sweep(other, over=over, store=tmp_path / "s")


def test_a_folder_of_something_else_is_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("precious")
    with pytest.raises(tg.OutputError, match=r"`store`.*other files.*Nothing was touched"):
        sweep(area, over=GRID, store=tmp_path)
    with pytest.raises(tg.OutputError, match=r"`store`.*is a file"):
        sweep(area, over=GRID, store=tmp_path / "thesis.txt")
    with pytest.raises(tg.OutputError, match=r"`store`.*can be written"):
        sweep(area, over=GRID, store=tmp_path / "thesis.txt" / "deeper")
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.txt"]


def test_broken_stores_say_which_file(tmp_path):
    folder = tmp_path / "s"
    sweep(area, over=GRID, store=folder)
    part = next(folder.glob("*.parquet"))
    part.write_bytes(b"PAR1")
    with pytest.raises(tg.SpecificationError, match=rf"{part.name}.*Delete that file"):
        sweep(area, over=GRID, store=folder)
    (folder / "sweep.json").write_text("{")
    with pytest.raises(tg.SpecificationError, match=r"sweep\.json.*cannot be read"):
        sweep(area, over=GRID, store=folder)


# --- stopped ---

KILLED = """
import os, sys, time
from pathlib import Path
from trustgame.sweep import sweep

def measure(x, y, seed):
    time.sleep(0.03)
    if os.environ.get("LOG"):
        with open(os.environ["LOG"], "a") as log:
            log.write(f"{x} {y}\\n")
    return {"seed": seed % 1000, "sum": x + y}

if __name__ == "__main__":
    result = sweep(measure, over={"x": range(8), "y": range(8)}, seed=7, store=sys.argv[1],
                   progress=False)
    result.to_csv(sys.argv[2])
"""


def script(tmp_path):
    path = tmp_path / "run.py"
    path.write_text(KILLED)
    return [sys.executable, str(path), str(tmp_path / "store"), str(tmp_path / "out.csv")]


def environment(tmp_path):
    kept = {k: v for k, v in os.environ.items() if not k.startswith("COV_")}
    return kept | {"PYTHONPATH": SOURCE, "LOG": str(tmp_path / "log")}


def stored(folder):
    """Return the points that stand in the parts."""
    parts = list(folder.glob("*.parquet")) if folder.exists() else []
    return [i for part in parts for i in pd.read_parquet(part)["point"].tolist()]


def alive(pid):
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is a POSIX signal")
def test_a_killed_run_goes_on_with_nothing_lost_and_nothing_twice(tmp_path):
    command, env = script(tmp_path), environment(tmp_path)
    log, folder = tmp_path / "log", tmp_path / "store"
    for wanted in (3, 25, 45):  # killed while it works here, then twice in processes
        run = subprocess.Popen(command, env=env)
        while len(stored(folder)) < wanted:
            assert run.poll() is None
            time.sleep(0.02)
        run.send_signal(signal.SIGKILL)
        run.wait()
        time.sleep(0.5)  # its workers notice
        begun = len(log.read_text().splitlines())
        time.sleep(0.3)
        assert len(log.read_text().splitlines()) == begun  # nobody works on
        kept = stored(folder)
        assert len(kept) == len(set(kept)) >= wanted
        assert begun - len(kept) <= 24  # at most what ran or waited a tenth of a second
    subprocess.run(command, env=env, check=True)
    calls = log.read_text().splitlines()
    assert len(set(calls)) == 64
    assert len(calls) <= 64 + 3 * 24
    kept = stored(folder)
    assert sorted(kept) == list(range(64))
    got = pd.read_csv(tmp_path / "out.csv")
    fresh = tmp_path / "fresh"
    fresh.mkdir()
    env = environment(fresh)
    subprocess.run(script(fresh), env=env, check=True)
    pd.testing.assert_frame_equal(got, pd.read_csv(fresh / "out.csv"))


def test_ctrl_c_keeps_what_is_done(tmp_path):
    def stopped(x):
        if x == 3:
            raise KeyboardInterrupt
        return x

    with pytest.raises(KeyboardInterrupt) as caught:
        sweep(stopped, over={"x": range(6)}, store=tmp_path / "s")
    partial_result = caught.value.sweep
    assert partial_result.array()[:3].tolist() == [0, 1, 2]
    assert not partial_result.complete
    assert "3 of 6 points" in repr(partial_result)
    assert "3 of 6 points" in caught.value.__notes__[0]
    assert sorted(stored(tmp_path / "s")) == [0, 1, 2]
    assert partial_result.to_frame()["value"].tolist() == [0, 1, 2]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent another way")
def test_ctrl_c_in_a_terminal_stops_the_workers_too(tmp_path):
    command, env = script(tmp_path), environment(tmp_path)
    run = subprocess.Popen(command, env=env, stderr=subprocess.PIPE, start_new_session=True)
    while len(stored(tmp_path / "store")) < 20:
        assert run.poll() is None
        time.sleep(0.02)
    os.killpg(run.pid, signal.SIGINT)  # as a terminal does: to all of them
    _, err = run.communicate(timeout=20)
    assert run.returncode != 0
    assert b"sys.last_value.sweep" in err
    for noise in (b"forkserver", b"resource_tracker", b"Exception in thread"):
        assert noise not in err
    kept = stored(tmp_path / "store")
    assert 20 <= len(kept) < 64
    assert len(kept) == len(set(kept))


# --- bad input ---


def needs_seed(x, seed):
    return x


@pytest.mark.parametrize(
    ("measure", "given", "message"),
    [
        (area, {"over": {}}, r"`over`.*at least one list.*\{\}"),
        (area, {"over": [1, 2]}, r"`over`.*at least one list"),
        (area, {"over": {"rounds": [], "depth": [1]}}, r"`over\['rounds'\]`.*none"),
        (area, {"over": {"rounds": 3, "depth": [1]}}, r"`over\['rounds'\]` must list.*3"),
        (area, {"over": {"rounds": "many", "depth": [1]}}, r"must list values.*'many'"),
        (
            area,
            {"over": {"rounds": [1, 1.5, 1], "depth": [1]}},
            r"different.*1 comes twice",
        ),
        (area, {"over": {"rounds": [1, math.nan], "depth": [1]}}, r"\[1\].*nan"),
        (area, {"over": {"rounds": [1]}}, r"`over`.*'depth' is missing"),
        (
            area,
            {"over": {**GRID, "deph": [1]}},
            r"'deph'.*no argument.*Did you mean 'depth'",
        ),
        (area, {"over": {"a b": [1]}}, r"`over`.*'a b'"),
        (lambda error: 1, {"over": {"error": [1]}}, r"cannot use the name 'error'"),
        (area, {"over": GRID, "seed": 1}, r"`seed`.*'area' has no argument"),
        (needs_seed, {"over": {"x": [1]}}, r"`seed` is needed.*seed=1"),
        (needs_seed, {"over": {"x": [1], "seed": [1]}, "seed": 1}, r"not from both"),
        (needs_seed, {"over": {"x": [1]}, "seed": -1}, r"`seed`.*-1"),
        (
            needs_seed,
            {"over": {"x": [object()]}, "seed": 1},
            r"over\['x'\].*address.*names",
        ),
        (3, {"over": {"x": [1]}}, r"`measure` must be a function.*3"),
        (area, {"over": GRID, "executor": 4}, r"`executor`.*concurrent\.futures.*4"),
    ],
)
def test_bad_input_is_named(measure, given, message):
    with pytest.raises(tg.SpecificationError, match=message):
        sweep(measure, **given)


def test_unknown_results_are_named():
    with pytest.raises(tg.SpecificationError, match=r"`result`.*'value'.*'valu'"):
        sweep(area, over=GRID).array("valu")


def test_seeds_may_be_a_list_of_ones_own():
    assert sweep(needs_seed, over={"x": [1], "seed": [1, 2]}).array().tolist() == [[1, 1]]


def test_a_bar_is_shown(capsys):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        run_sweep(area, over=GRID)
    assert "area" in capsys.readouterr().err
