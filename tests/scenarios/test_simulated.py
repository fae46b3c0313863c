"""What the scenarios say of pairs, from sampled matches: the other engine."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

import trustgame as tg
from trustgame.scenarios.worlds import World

pytestmark = pytest.mark.slow  # where nothing is compiled

MATCHES = 20_000
#: Games that cannot be played to their end; theory's closed forms are the second hand.
ENDLESS = {"time-and-relationship": ("endless",)}
PAIRS = ("value", "payoff", "utility", "cooperation", "length")


def pairs():
    """Yield every quantity of every scenario that is a number of one pair."""
    for name in tg.scenarios.names():
        for quantity, table in tg.scenario(name).quantities.items():
            if not isinstance(table, Mapping) or table.get("measure") not in PAIRS:
                continue
            if table["game"] not in ENDLESS.get(name, ()):
                yield name, quantity


def sampled(sample, measure):
    """Return the numbers of a measure per role, and their standard errors."""
    field = {"utility": "total_utility"}.get(measure, measure)
    number = getattr(sample, field)
    if field in ("value", "total_utility", "length"):
        number = number.mean(axis=0)
    return np.atleast_1d(number), np.atleast_1d(sample.se[field])


ALL = list(pairs())


#: Shares of partners, made of four pairs each.
BELIEFS = [
    (name, quantity)
    for name in tg.scenarios.names()
    for quantity, table in tg.scenario(name).quantities.items()
    if isinstance(table, Mapping) and table.get("measure") == "belief"
]


def test_there_are_pairs_in_all_but_one():
    with_pairs = {name for name, _ in (*ALL, *BELIEFS)}
    chosen = {
        found.name
        for found in map(tg.scenario, tg.scenarios.names())
        if found.tier != "library"
    }
    # What is left rests on best replies alone.
    assert chosen - with_pairs == {"personal"}


def setting_of(found):
    """Return the claim's own setting, with chances that are 0 or 1 there moved inside."""
    moved = {}
    for parameter in found.parameters:
        at_an_end = parameter.box is not None and parameter.value in parameter.box
        if at_an_end and parameter.kind == "percent":
            low, high = parameter.box
            moved[parameter.name] = low + 0.3 * (high - low)
    return {**found.values, **moved}


@pytest.mark.parametrize(("name", "quantity"), ALL)
def test_sampled_matches_agree_with_the_number_of_a_pair(name, quantity):
    found = tg.scenario(name)
    table = found.quantities[quantity]
    world = World(found, setting_of(found))
    exact = world.number(quantity)
    there = world.changed("with", table.get("with", {}))
    game = table["game"]
    buyer, seller = (there.player(table[role], game) for role in ("buyer", "seller"))
    sample = tg.simulate(there.game(game), buyer, seller, matches=MATCHES, seed=11)
    number, error = sampled(sample, table["measure"])
    of = table.get("of", "both")
    if table["measure"] == "length":
        got, room = number[0], error[0]
    elif of == "both":
        # Errors of both roles may go together: their sum bounds that of the sum.
        got, room = number.sum(), error.sum()
        if table["measure"] == "cooperation":
            got, room = got / 2, room / 2
    else:
        role = ("buyer", "seller").index(of)
        got, room = number[role], error[role]
    # Five standard errors: a false alarm is rarer than one in a million.
    assert abs(got - exact) <= 5 * room + 1e-9 * max(1, abs(exact))
    if room == 0:
        return
    # Sharp enough to notice: a number off by a tenth of its size would not pass.
    assert 5 * room < 0.1 * max(1, abs(exact))


@pytest.mark.parametrize(("name", "quantity"), BELIEFS)
def test_sampled_matches_agree_with_the_share_of_partners_that_trusting_needs(
    name, quantity
):
    found = tg.scenario(name)
    table = found.quantities[quantity]
    there = World(found, setting_of(found)).changed("with", table.get("with", {}))
    game = there.game(table["game"])
    kinds = {"C": table["trusts"], "D": table["guards"]}
    worth, error = {}, {}
    for pair in ("CC", "CD", "DC", "DD"):
        players = (there.player(kinds[move], table["game"]) for move in pair)
        sample = tg.simulate(game, *players, matches=MATCHES, seed=11)
        worth[pair], error[pair] = sampled(sample, "utility")
    needed = []
    for role, (alone, cheating) in enumerate((("CD", "DC"), ("DC", "CD"))):
        ahead = worth["CC"][role] - worth[cheating][role]
        behind = worth["DD"][role] - worth[alone][role]
        spread = sum(error[pair][role] for pair in worth)
        whole = max(ahead + behind, 1e-9)
        needed.append([max(0.0, behind + x * spread) / whole for x in (-5, 5)])
    low, high = np.max(needed, axis=0)
    exact = World(found, setting_of(found)).number(quantity)
    assert low - 1e-9 <= exact <= high + 1e-9
    assert high - low < 0.2
