"""Everybody against everybody: the round robin of buyers and sellers.

Every buyer meets every seller once, in one game. Pairs of finite automata are solved
exactly; a pair with any other player is sampled, and its cell says so and carries a
standard error. Each sampled cell has randomness of its own, made from the seed and the two
names: adding or reordering strategies moves no other cell.
"""

from __future__ import annotations

from trustgame.tournament.league import MEASURES, League
from trustgame.tournament.play import round_robin

__all__ = ["MEASURES", "League", "round_robin"]
