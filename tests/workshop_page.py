"""What several test files ask of the page's own files."""

from __future__ import annotations

import json
from importlib import resources

from trustgame.workshop import page

PARTS = resources.files("trustgame.workshop").joinpath("parts")


def facts_of(deal):
    """Return what the page's script is told of a deal."""
    return json.loads(page._data(deal, page._language()))
