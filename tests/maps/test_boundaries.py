"""The lines of theory on a map, against their closed forms."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import trustgame as tg
from trustgame.maps.boundaries import boundary, risk_dominance

PAYOFFS = st.tuples(*[st.floats(0.1, 3) for _ in range(3)], st.floats(-3, 3))


def dilemma(steps):
    """Return the dilemma with these distances between S, P, R and T."""
    p, r, t, S = steps
    return {"S": S, "P": S + p, "R": S + p + r, "T": S + p + r + t}


@given(PAYOFFS, st.floats(-0.5, 1))
def test_grim_trigger_with_regard_follows_friedmans_formula(steps, regard):
    """model.md, critical continuation; Friedman (1971) where regard is 0."""
    v = dilemma(steps)
    T, R = v["T"] + regard * v["S"], (1 + regard) * v["R"]
    P, S = (1 + regard) * v["P"], v["S"] + regard * v["T"]
    expected = 0.0 if R >= T else (T - R) / (T - max(P, S))
    game = tg.TrustGame(tg.StageGame.prisoners_dilemma(**v), regard=regard)
    found = boundary("grim", game)
    if R < T and (max(P, S) >= T or expected >= 1 - 1e-6):
        assert np.isnan(found)
    else:
        assert found == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(
    ("values", "expected"),
    [(dict(T=5, R=3, P=1, S=0), 0.25), (dict(T=4, R=3, P=2, S=1.5), 0.25)],
)
def test_taking_turns_holds_from_below_grims_line(values, expected):
    """theory.md row 5: from (P - S) / (T - P)."""
    stage = tg.StageGame.prisoners_dilemma(**values)
    found = boundary("alternation", tg.TrustGame(stage))
    assert found == pytest.approx(expected, abs=1e-9)
    assert found < boundary("grim", tg.TrustGame(stage))


@given(PAYOFFS)
def test_risk_dominance_follows_the_published_formula(steps):
    """Dal Bo & Frechette (2011): (T + P - S - R) / (T - S)."""
    v = dilemma(steps)
    expected = (v["T"] + v["P"] - v["S"] - v["R"]) / (v["T"] - v["S"])
    found = risk_dominance(tg.TrustGame(tg.StageGame.prisoners_dilemma(**v)))
    assert found == pytest.approx(expected, abs=1e-9)


def test_lines_are_drawn_for_players_who_do_not_slip():
    stage = tg.StageGame.prisoners_dilemma()
    noisy = tg.TrustGame(stage, tremble=0.1, misperception=0.2)
    assert boundary("grim", noisy) == pytest.approx(0.5)
