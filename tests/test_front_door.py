"""One import that costs little, and names that load when first used."""

from __future__ import annotations

import ast
import importlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

import trustgame as tg

SOURCE = Path(tg.__file__).parent
MODULES = sorted(SOURCE.rglob("*.py"))
HEAVY = {"numba", "llvmlite", "scipy", "pandas", "matplotlib", "axelrod", "typer", "tqdm"}
LIGHT = {"numpy", "tomli_w", "trustgame"}


def run(code):
    """Run code in a fresh interpreter and return what it prints as JSON."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", f"import json, sys\n{code}"],
        capture_output=True,
        text=True,
        check=False,
        env={**_environment(), "PYTHONPATH": str(SOURCE.parent)},
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def _environment():
    """Return the environment without what measures coverage in other processes."""
    import os

    return {k: v for k, v in os.environ.items() if not k.startswith("COV_")}


TOP_LEVEL = "sorted({name.partition('.')[0] for name in sys.modules})"


def third_party(code):
    """Return the third-party top-level modules that code loads in a new process."""
    before = set(run(f"print(json.dumps({TOP_LEVEL}))"))
    after = set(run(f"{code}\nprint(json.dumps({TOP_LEVEL}))"))
    return {n for n in after - before if n not in sys.stdlib_module_names}


def test_importing_loads_nothing_heavy():
    loaded = third_party("import trustgame")
    assert not loaded & HEAVY
    assert loaded <= LIGHT


def test_importing_is_as_importing_numpy():
    # The very set of modules: beyond numpy's own, the standard library and ourselves only.
    listed = "print(json.dumps(sorted(sys.modules)))"
    extra = set(run(f"import trustgame\n{listed}")) - set(run(f"import numpy\n{listed}"))
    foreign = {name.partition(".")[0] for name in extra} - set(sys.stdlib_module_names)
    assert foreign <= {"trustgame"}


def test_specs_need_nothing_heavy():
    loaded = third_party(
        "import trustgame as tg\n"
        "bond = tg.Relationship(depths=3, stakes=tg.between(1, 2))\n"
        "game = tg.TrustGame(tg.StageGame.prisoners_dilemma(), bond, rounds=9)\n"
        "tg.TrustGame.from_toml(game.to_toml())\n"
        "tg.minimise(tg.strategies.tit_for_tat)\n"
        "tg.memory_one(1, 0, 0, 1)"
    )
    assert loaded <= LIGHT


def type_checking_names():
    """Return the names that a type checker sees, with where they come from."""
    tree = ast.parse((SOURCE / "__init__.py").read_text(encoding="utf-8"))
    block = next(
        node
        for node in tree.body
        if isinstance(node, ast.If)
        and isinstance(node.test, ast.Name)
        and node.test.id == "TYPE_CHECKING"
    )
    found = {}
    for node in block.body:
        assert isinstance(node, ast.ImportFrom)
        for alias in node.names:
            assert alias.asname == alias.name  # the form that re-exports
            found[alias.name] = "" if node.module == "trustgame" else node.module
    return found


def test_type_checkers_and_the_run_time_see_the_same_names():
    homes = {name: f"trustgame.{home}" if home else "" for name, home in tg._HOMES.items()}
    assert type_checking_names() == homes
    assert sorted(tg.__all__) == sorted(["__version__", *tg._HOMES])
    assert dir(tg) == sorted(tg.__all__)


@pytest.mark.parametrize("name", sorted(tg._HOMES))
def test_every_public_name_is_there(name):
    home = tg._HOMES[name]
    value = getattr(tg, name)
    if home:
        assert value is getattr(importlib.import_module(f"trustgame.{home}"), name)
    else:
        assert value is importlib.import_module(f"trustgame.{name}")
    assert value.__doc__


@pytest.mark.parametrize("name", sorted(n for n, home in tg._HOMES.items() if home))
def test_a_name_is_public_in_its_own_module_too(name):
    module = importlib.import_module(f"trustgame.{tg._HOMES[name]}")
    assert name in module.__all__


def test_functions_keep_their_names_where_rooms_are_called_the_same():
    for name, home in tg._HOMES.items():
        if home and (SOURCE / name).is_dir():
            module = f"trustgame.{home}"
            code = (
                f"import {module}\nimport trustgame as tg\nfirst = callable(tg.{name})\n"
                f"import {module}, trustgame.{name}\n"
                f"print(json.dumps([first, callable(tg.{name})]))"
            )
            assert run(code) == [True, True], name


def test_a_room_cannot_take_a_functions_name():
    # Whatever rooms are built: the guard itself, on a name that stands for a function.
    code = (
        "import types, trustgame as tg\n"
        "tg.evaluate = types.ModuleType('trustgame.evaluate')\n"
        "print(json.dumps(callable(tg.evaluate)))"
    )
    assert run(code) is True


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match=r"trustgame.*'evaluat'"):
        _ = tg.evaluat


# --- floors that the import contracts cannot see ---


def parsed(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(tree):
    """Return the modules that a file imports, anywhere in it."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found.append(node.module or "")
    return found


def test_numba_is_imported_where_code_is_compiled_only():
    allowed = {"_kernels.py", "_compiled.py"}
    users = {
        path.name
        for path in MODULES
        if any(m.partition(".")[0] in {"numba", "llvmlite"} for m in imported(parsed(path)))
    }
    assert users <= allowed


def test_nothing_inside_goes_through_the_front_door():
    public = {name for name, home in tg._HOMES.items() if home}
    for path in MODULES:
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Import):
                assert "trustgame" not in [alias.name for alias in node.names], path
            if isinstance(node, ast.ImportFrom) and node.module == "trustgame":
                assert path.name == "__init__.py" or not public & {
                    a.name for a in node.names
                }


def test_only_the_shell_prints():
    for path in MODULES:
        if path.name == "cli.py":
            continue
        calls = [
            node.func.id
            for node in ast.walk(parsed(path))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        ]
        assert "print" not in calls, path


def test_private_modules_stay_in_their_room():
    foundations = {p.stem for p in SOURCE.glob("_*.py")}
    for path in MODULES:
        room = path.relative_to(SOURCE).parts[:-1]
        for node in ast.walk(parsed(path)):
            if not isinstance(node, ast.ImportFrom) or not node.module:
                continue
            parts = node.module.split(".")
            if parts[0] != "trustgame":
                continue
            parts = [*parts[1:], *(alias.name for alias in node.names[:1])]
            private = [part for part in parts[:2] if part.startswith("_")]
            if not private or private[0] in foundations or private[0] == "_kernels":
                continue
            assert room, (path, node.module)
            assert parts[0] == room[0], (path, node.module)


def test_every_error_is_of_our_own_tree():
    from trustgame import exceptions

    for name in exceptions.__all__:
        assert issubclass(getattr(exceptions, name), tg.TrustgameError)
        assert name in exceptions.__doc__
    assert issubclass(tg.SpecificationError, ValueError)
    assert issubclass(tg.OutputError, OSError)


def test_modules_are_named_not_carried_when_a_function_goes_to_another_process():
    # A measure written in a notebook has `tg` among its globals.
    import cloudpickle

    for module in (tg, tg.strategies):
        assert cloudpickle.loads(cloudpickle.dumps(module)) is module
