"""A deal in money and plain words, and the game it makes."""

from __future__ import annotations

from trustgame.deals.deal import Deal, Player
from trustgame.deals.labels import Labels, SideLabels
from trustgame.deals.money import Money
from trustgame.deals.time import Time

__all__ = ["Deal", "Labels", "Money", "Player", "SideLabels", "Time"]
