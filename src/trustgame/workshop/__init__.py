"""The chart pack of a deal: charts, their numbers, and a page that shows them."""

from __future__ import annotations

from trustgame.workshop.pack import Pack, PackedChart, workshop

__all__ = ["Pack", "PackedChart", "workshop"]
