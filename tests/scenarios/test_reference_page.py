"""The reference page of scenarios says what is so, and leaves no key out."""

import importlib.util
from dataclasses import fields
from pathlib import Path

import pytest

import trustgame as tg
from trustgame.deals import Labels
from trustgame.relationship import CURVES
from trustgame.scenarios import fitting, formula, measures, parts, pictures, replay, verdict

SCRIPT = Path(__file__).parents[2] / "docs" / "scenario_tables.py"


@pytest.fixture(scope="module")
def script():
    """Return docs/scenario_tables.py."""
    spec = importlib.util.spec_from_file_location("scenario_tables", SCRIPT)
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


@pytest.fixture(scope="module")
def text(script):
    """Return the page."""
    return script.PAGE.read_text(encoding="utf-8")


def test_the_tables_are_what_their_script_writes(script, text):
    assert text == script.page()


def test_every_scenario_and_every_measure_is_on_the_page(text):
    for name in (*tg.scenarios.names(), *measures.MEASURES):
        assert f"| `{name}` |" in text


def names_of(*kinds):
    """Return the keys of parts of the file."""
    return [spec.name for kind in kinds for spec in fields(kind)]


KEYS = {
    "file": [key for key in names_of(tg.Scenario) if key != "deal"],
    "parts": [
        key
        for key in names_of(parts.Source, parts.Assumption, parts.Parameter, parts.Judged)
        if key != "name"
    ],
    "games": [*fitting._GAME, *CURVES, "pays", "to", "words"],
    "players": [
        *fitting._PLAYERS,
        *(key for keys in fitting._PLAYERS.values() for key in keys),
    ],
    "quantities": [
        *measures.COMMON,
        "formula",
        *(k for m in measures.MEASURES.values() for k in (*m.required, *m.optional)),
    ],
    "pictures": [
        *pictures._ALWAYS,
        *(key for keys in pictures.CHARTS.values() for key in keys),
        *pictures._PANEL, *pictures._AXIS, *pictures._Y, *pictures._LINE, *pictures._MARK,
        *pictures._WALL, *pictures._BAR, *pictures._DOT,
    ],
    "labels": names_of(Labels),
    "functions": list(formula.FUNCTIONS),
    "on_deal": ["takes", "needs", "refused", "rounds", "chance", "known"],
}  # fmt: skip


def mentioned(key, text):
    """Tell whether a key is on the page as such, alone or as the head of a table."""
    return any(f"`{key}{end}" in text for end in ("`", ".NAME`"))


@pytest.mark.parametrize("part", list(KEYS))
def test_every_key_is_on_the_page(part, text):
    missing = [key for key in dict.fromkeys(KEYS[part]) if not mentioned(key, text)]
    assert missing == []


def test_every_choice_is_on_the_page(text):
    choices = [*parts.KINDS, *parts.MUST, *parts.TIERS, *pictures.CHARTS, *pictures.WHOSE]
    choices += pictures._STYLES
    assert [word for word in choices if f'`"{word}"`' not in text] == []
    assert [word for word in verdict.OUTCOMES if f"*{word}" not in text] == []


def test_the_facts_of_a_deal_are_those_on_the_page():
    plain = {fact.removeprefix("deep_") for fact in replay.FACTS}
    assert plain == {
        "rounds",
        "chance",
        "known",
        *(
            f"{curve}_{role}"
            for curve in ("regard", "tremble", "misperception")
            for role in ("buyer", "seller")
        ),
    }
