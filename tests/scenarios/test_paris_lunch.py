"""One lunch or none: thresholds by closed form, worth on paper."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import trustgame as tg
from trustgame.scenarios.worlds import World

LUNCH = tg.scenario("paris-lunch")


def patience(T, care, R=3, P=1, S=0):
    """Return the chance of another deal that grim trigger needs: theory rows 1 and 10."""
    tempted, trusted = T + care * S, (1 + care) * R
    let_down = max((1 + care) * P, S + care * T)
    return max(0.0, (tempted - trusted) / (tempted - let_down))


@given(
    temptation=st.floats(3.6, 5.9), warmth=st.floats(0.02, 0.5), cost=st.floats(0.05, 4),
    chance=st.floats(0, 0.9), lunches=st.integers(0, 4),
)  # fmt: skip
def test_lunches_are_worth_what_they_are_on_paper(
    temptation, warmth, cost, chance, lunches
):
    needed = patience(temptation, min(0.9, lunches * warmth))
    if abs(chance - needed) < 1e-6:
        return
    world = World(LUNCH, {**LUNCH.values, "temptation": temptation, "warmth": warmth,
                          "cost": cost, "chance": chance, "lunches": lunches})  # fmt: skip
    per_deal = 3 if chance > needed else 1
    on_paper = per_deal / (1 - chance) - lunches * cost * 2
    assert world.number("worth") == pytest.approx(on_paper, abs=1e-8)


def test_one_lunch_pays_in_a_window_of_patience_only():
    numbers = LUNCH.run().numbers
    assert numbers["chance_none"] == pytest.approx(patience(5, 0))  # 1/2: needed without
    assert numbers["chance_one"] == pytest.approx(patience(5, 0.25), abs=1e-6)  # 1/3: with
    assert not LUNCH.run(chance=0.3).judgements[0].holds
    assert LUNCH.run(chance=0.4).judgements[0].holds
    assert not LUNCH.run(chance=0.6).judgements[0].holds
