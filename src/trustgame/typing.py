"""Aliases for annotations; shapes stand in the docstrings."""

from __future__ import annotations

from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["BoolArray", "FloatArray", "IntArray", "Role", "Seed"]

FloatArray: TypeAlias = NDArray[np.float64]
IntArray: TypeAlias = NDArray[np.int64]
BoolArray: TypeAlias = NDArray[np.bool_]
Role: TypeAlias = Literal["buyer", "seller"]
Seed: TypeAlias = "int | np.random.Generator"
