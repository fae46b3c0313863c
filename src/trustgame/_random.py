"""Seed in, key out: the one place where randomness enters.

Every random word of a simulated match is a pure function of (key, match, round, slot), so
there is no stream to share, split or disturb; see ``trustgame.simulate``.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from trustgame import _validate as check
from trustgame.exceptions import SpecificationError


def key_from(seed: Any) -> int:
    """Return the 64-bit key of a seed: an int, or a Generator (which gives one draw)."""
    if isinstance(seed, np.random.Generator):
        return int(seed.integers(0, 2**64 - 1, dtype=np.uint64, endpoint=True))
    if seed is None:
        raise SpecificationError(
            "`seed` must be a whole number or a numpy.random.Generator; got None. "
            "Any number will do, and the same one gives the same matches again."
        )
    return int(
        np.random.SeedSequence(check.count("seed", seed, 0)).generate_state(1, np.uint64)[0]
    )
