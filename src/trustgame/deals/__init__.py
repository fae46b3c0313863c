"""A deal in money and plain words, and the game it makes."""

from __future__ import annotations

from trustgame.deals.deal import Deal, Player, Time
from trustgame.deals.labels import Labels, SideLabels

__all__ = ["Deal", "Labels", "Player", "SideLabels", "Time"]
