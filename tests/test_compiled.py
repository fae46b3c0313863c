"""The cache of compiled kernels: found again, never stale, and nobody else's business."""

import os
import subprocess
import sys

import numba
import pytest

from trustgame import _compiled

KERNELS = """
from trustgame._compiled import kernel

@kernel
def double(x):
    return 2 * x
"""
CALL = "import some_kernels; print(some_kernels.double(21))"
SAYS = "trustgame: compiling for this machine"


def call(folder, **more):
    """Start a process that calls the kernel."""
    paths = [str(folder), os.environ.get("PYTHONPATH", ""), *sys.path]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(paths), **more}
    return subprocess.Popen(
        [sys.executable, "-c", CALL],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "some_kernels.py").write_text(KERNELS)
    return tmp_path


@pytest.mark.compiled
def test_processes_compile_once_and_say_so(folder):
    cache = {"NUMBA_CACHE_DIR": str(folder / "cache")}
    (out, said), (again, silent) = (call(folder, **cache).communicate() for _ in range(2))
    assert (out, again) == ("42\n", "42\n")
    assert said.count(SAYS) == 1
    assert "once" in said
    assert silent == ""
    assert list((folder / "cache" / "trustgame").glob("kernels-*/*/*.nbi"))


@pytest.mark.compiled
def test_processes_may_start_together(folder):
    cache = {"NUMBA_CACHE_DIR": str(folder / "cache")}
    processes = [call(folder, **cache) for _ in range(3)]
    assert [process.communicate()[0] for process in processes] == ["42\n"] * 3


@pytest.mark.compiled
def test_without_a_place_for_a_cache_it_still_works(folder):
    (folder / "cache").write_text("a file, not a folder")
    for _ in range(2):
        out, said = call(folder, NUMBA_CACHE_DIR=str(folder / "cache")).communicate()
        assert out == "42\n"
        assert "no cache can be written" in said


def test_an_edit_of_any_kernel_or_version_gives_another_folder(tmp_path, monkeypatch):
    room = tmp_path / "room"
    room.mkdir()
    files = [tmp_path / "_compiled.py", room / "_kernels.py"]
    for file in files:
        file.write_text("first = 1\n")
    monkeypatch.setattr(_compiled, "__file__", str(files[0]))
    stamps = {_compiled._stamp()}
    assert stamps == {_compiled._stamp()}
    for number, file in enumerate(files, 2):
        file.write_text("second = 2\n")
        stamps.add(_compiled._stamp())
        assert len(stamps) == number
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "_kernels.py").write_text("")
    stamps.add(_compiled._stamp())
    monkeypatch.setattr(numba, "__version__", "0.0")
    stamps.add(_compiled._stamp())
    assert len(stamps) == 5


def test_old_caches_are_forgotten(tmp_path):
    old, new, other = (tmp_path / name for name in ("kernels-a", "kernels-b", "else"))
    for folder in (old, new, other):
        folder.mkdir()
    for folder in (old, other):
        os.utime(folder, (0, 0))
    _compiled._forget_old(tmp_path)
    assert [path.exists() for path in (old, new, other)] == [False, True, True]


@pytest.mark.compiled
def test_other_users_of_numba_keep_their_cache():
    before = numba.config.CACHE_DIR
    ours = _compiled.kernel(call)
    assert before == numba.config.CACHE_DIR
    theirs = numba.njit(cache=True)(call)
    assert "kernels-" in str(ours._cache.cache_path)
    assert "kernels-" not in str(theirs._cache.cache_path)
