"""Notebooks are tests: every code cell runs, in order, and none is stored with outputs."""

import json
import re
from pathlib import Path

import matplotlib.pyplot as plt
import pytest

FOLDER = Path(__file__).parents[1] / "notebooks"
LESSONS = sorted(FOLDER.glob("*.ipynb"))
SOLUTIONS = sorted((FOLDER / "solutions").glob("*.ipynb"))
NOTEBOOKS = LESSONS + SOLUTIONS


def called(path):
    """Return the name of a notebook in its folder."""
    return path.relative_to(FOLDER).with_suffix("").as_posix()


def notebook(path):
    """Return a notebook as it is stored."""
    return json.loads(path.read_text(encoding="utf-8"))


def cells(path, kind):
    """Return the sources of the cells of one kind, in order."""
    return [
        "".join(cell["source"])
        for cell in notebook(path)["cells"]
        if cell["cell_type"] == kind
    ]


def exercises(path):
    """Return the numbers of a lesson's exercises."""
    (turn,) = [text for text in cells(path, "markdown") if "## Your turn" in text]
    return re.findall(r"^(\d+)\. ", turn, flags=re.MULTILINE)


def answers(path):
    """Return the code that stands under each numbered heading of a solution."""
    found = {}
    number = None
    for cell in notebook(path)["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "code":
            if number is not None:
                found[number] += source + "\n"
        elif heading := re.search(r"^## (?:(\d+)\.)?", source, flags=re.MULTILINE):
            number = heading[1]
            if number is not None:
                found[number] = ""
    return found


@pytest.mark.slow  # where nothing is compiled, the maps would take minutes
@pytest.mark.parametrize("path", NOTEBOOKS, ids=called)
def test_every_cell_runs(path):
    names = {"__name__": "__main__"}
    try:
        for number, source in enumerate(cells(path, "code"), 1):
            exec(compile(source, f"{path.name}, code cell {number}", "exec"), names)
    finally:
        plt.close("all")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=called)
def test_nothing_is_stored_with_its_outputs(path):
    stored = [cell for cell in notebook(path)["cells"] if cell["cell_type"] == "code"]
    assert all(cell["outputs"] == [] for cell in stored)
    assert all(cell["execution_count"] is None for cell in stored)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=called)
def test_every_cell_has_a_name_of_its_own_as_the_format_wants(path):
    stored = notebook(path)
    ids = [cell["id"] for cell in stored["cells"]]
    assert (stored["nbformat"], stored["nbformat_minor"]) == (4, 5)
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", name) for name in ids)


@pytest.mark.parametrize("path", LESSONS, ids=called)
def test_a_lesson_asks_for_a_guess(path):
    assert any("guess" in text.lower() for text in cells(path, "markdown"))


@pytest.mark.parametrize("path", SOLUTIONS, ids=called)
def test_a_solution_answers_every_exercise_of_its_lesson_and_asserts_it(path):
    lesson = FOLDER / path.name
    found = answers(path)
    assert list(found) == exercises(lesson)
    assert all(re.search(r"^\s*assert ", code, re.MULTILINE) for code in found.values())
    assert any(f"solutions/{path.name}" in text for text in cells(lesson, "markdown"))


def test_every_lesson_that_promises_solutions_has_them():
    promised = [p for p in LESSONS if any("solutions/" in t for t in cells(p, "markdown"))]
    assert promised
    assert [p.name for p in promised] == [p.name for p in SOLUTIONS]
