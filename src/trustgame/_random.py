"""Seed in, key out: the one place where randomness enters.

Every random word of a simulated match is a pure function of (key, match, round, slot), so
there is no stream to share, split or disturb; see ``trustgame.simulate``.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from trustgame import _validate as check
from trustgame.exceptions import SpecificationError


def whole(seed: Any) -> int:
    """Return a seed as the whole number that stands for it: of a Generator, one draw.

    Provenance keeps this number, and whoever passes it gets the same again.
    """
    if isinstance(seed, np.random.Generator):
        return int(seed.integers(0, 2**64 - 1, dtype=np.uint64, endpoint=True))
    if seed is None:
        raise SpecificationError(
            "`seed` must be a whole number or a numpy.random.Generator; got None. "
            "Any number will do, and the same one gives the same matches again."
        )
    return check.count("seed", seed, 0)


def key_from(seed: int) -> int:
    """Return the 64-bit key of a seed that is a whole number."""
    return int(np.random.SeedSequence(seed).generate_state(1, np.uint64)[0])
