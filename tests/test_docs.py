"""Every Python block of the README and of the pages in docs/ runs, page by page."""

import importlib.util
import re
from pathlib import Path

import matplotlib.pyplot as plt
import pytest

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
WITH_CODE = [page for page in PAGES if BLOCK.search(page.read_text(encoding="utf-8"))]


@pytest.mark.slow
@pytest.mark.filterwarnings("default")  # other libraries' warnings are theirs
@pytest.mark.parametrize("page", WITH_CODE, ids=lambda page: page.stem)
def test_every_block_runs(page):
    text = page.read_text(encoding="utf-8")
    if "distributed" in text and importlib.util.find_spec("distributed") is None:
        pytest.skip("distributed is not installed")
    names = {"__name__": "__main__"}
    try:
        for number, block in enumerate(BLOCK.findall(text), 1):
            exec(compile(block, f"{page.name}, block {number}", "exec"), names)
    finally:
        plt.close("all")


def test_links_between_pages_lead_somewhere():
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), (page.name, target)
