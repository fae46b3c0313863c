"""Settings of a scenario, drawn from the boxes that its file declares."""

from __future__ import annotations

import math
from collections.abc import Mapping

from hypothesis import strategies as st

from trustgame.scenarios import scenario

STEPS = 997  # of a box; a prime, so that steps meet few round numbers but the ends


def setting(parameter):
    """Return what a parameter may be set to."""
    if parameter.among is not None:
        return st.sampled_from(parameter.among)
    if parameter.box is None:
        return st.just(parameter.value)
    low, high = parameter.box
    if parameter.whole:
        return st.integers(int(low), int(high)).map(float)
    place = st.integers(0, STEPS).map(lambda step: step / STEPS)
    if parameter.scale == "log":
        return place.map(lambda u: min(low * math.exp(u * math.log(high / low)), high))
    return place.map(lambda u: low + u * (high - low))


def settings_of(name):
    """Return settings of all of a scenario's parameters, by name."""
    parts = {p.name: setting(p) for p in scenario(name).parameters}
    return st.fixed_dictionaries(parts)


def needs(name, measures, quantity):
    """Tell whether a quantity rests on one of these measures."""
    from trustgame.scenarios.fitting import depends_on

    found = scenario(name)
    if quantity not in found.quantities:
        return False
    table = found.quantities[quantity]
    if isinstance(table, Mapping) and table.get("measure") in measures:
        return True
    return any(needs(name, measures, other) for other in depends_on(found, quantity))
