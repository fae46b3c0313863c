"""The page of the documentation says what is so."""

import importlib.util
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "docs" / "axelrod_table.py"


def test_the_page_is_what_its_script_writes(axelrod):
    spec = importlib.util.spec_from_file_location("axelrod_table", SCRIPT)
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    assert script.PAGE.read_text(encoding="utf-8") == script.page()
