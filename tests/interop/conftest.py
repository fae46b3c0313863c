"""Axelrod, loaded once and not before a test asks for it."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="session")
def axelrod():
    from trustgame.interop.library import library

    return library()
