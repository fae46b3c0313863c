"""Other libraries' players at our table, and ours at theirs.

Axelrod-Python is loaded when one of its strategies is asked for, not before.
"""

from __future__ import annotations

from trustgame.interop.axelrod_in import from_axelrod
from trustgame.interop.axelrod_out import to_axelrod
from trustgame.interop.guest import AxelrodPlayer

__all__ = ["AxelrodPlayer", "from_axelrod", "to_axelrod"]
