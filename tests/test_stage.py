"""One round's payoffs."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import strategies_for_hypothesis as draws
from hypothesis import given
from hypothesis import strategies as st

import trustgame as tg

PRISON = {"T": 0, "R": -0.5, "P": -5, "S": -10}


def symmetric(T, R, P, S):
    own = {"T": T, "R": R, "P": P, "S": S}
    return tg.StageGame.from_roles(buyer=own, seller=own)


def test_the_buyer_is_the_row():
    stage = tg.StageGame(buyer=[[3, 0], [5, 1]], seller=[[3, 5], [0, 1]])
    assert stage == tg.StageGame.prisoners_dilemma(T=5, R=3, P=1, S=0)
    assert stage.roles("buyer") == stage.roles("seller") == {"T": 5, "R": 3, "P": 1, "S": 0}


@given(draws.stages())
def test_roles_and_matrices_say_the_same(stage):
    both = {role: stage.roles(role) for role in ("buyer", "seller")}
    assert tg.StageGame.from_roles(**both) == stage


def test_the_prison_story_averages_to_the_half_month():
    # Silence averages 5 years 3 months, betrayal 2 years 6 months.
    stage = tg.StageGame.from_roles(buyer=PRISON, seller=PRISON)
    assert stage.average("buyer") == (-5.25, -2.5)
    assert stage.average("seller") == (-5.25, -2.5)


def test_averages_are_each_roles_own():
    stage = tg.StageGame(buyer=[[1, 2], [3, 4]], seller=[[10, 20], [30, 40]])
    assert stage.average("buyer") == (1.5, 3.5)
    assert stage.average("seller") == (20, 30)  # C: (CC + DC) / 2, D: (CD + DD) / 2


KINDS = {
    # order from best to worst: the name
    "TRPS": "prisoner's dilemma",
    "TPRS": "deadlock",
    "TPSR": "deadlock",  # P > R though S > R
    "TRSP": "snowdrift",
    "RTPS": "stag hunt",
    "RPTS": "stag hunt",
    "RTSP": "harmony",
    "RSTP": "harmony",
    "RSPT": "harmony",
    "SRTP": "harmony",
    "SRPT": "harmony",
    "TSRP": "leader",
    "STRP": "hero",
    "PTRS": "deadlock",
}


def kind_by_replies(order):
    """Name a game of four different payoffs by its best replies and what they are worth."""
    rank = {name: -order.index(name) for name in order}
    reply_to_c = "D" if rank["T"] > rank["R"] else "C"
    reply_to_d = "D" if rank["P"] > rank["S"] else "C"
    better_cc = rank["R"] > rank["P"]
    if reply_to_c + reply_to_d == "DD":
        return "prisoner's dilemma" if better_cc else "deadlock"
    if reply_to_c + reply_to_d == "CD":
        return "stag hunt" if better_cc else "coordination on defection"
    if reply_to_c + reply_to_d == "CC":
        return "harmony" if better_cc else "concord"
    if rank["R"] > rank["S"]:
        return "snowdrift"
    return "hero" if rank["S"] > rank["T"] else "leader"


@pytest.mark.parametrize("order", ["".join(p) for p in itertools.permutations("TRPS")])
def test_every_order_of_payoffs_has_its_name(order):
    worth = {name: 4 - place for place, name in enumerate(order)}
    got = symmetric(**worth).kind
    assert got == kind_by_replies(order)
    if order in KINDS:
        assert got == KINDS[order]


def test_a_tie_is_degenerate():
    assert symmetric(T=3, R=3, P=1, S=0).kind == "degenerate"
    assert symmetric(T=5, R=3, P=0, S=0).kind == "degenerate"


def test_roles_may_be_in_different_games():
    hunt = {"T": 3, "R": 4, "P": 2, "S": 0}
    stage = tg.StageGame.from_roles(buyer=PRISON, seller=hunt)
    assert stage.kind == "prisoner's dilemma / stag hunt"
    assert not stage.is_dilemma


@pytest.mark.parametrize(
    ("order", "is_dilemma"), [("TRPS", True), ("RTPS", False), ("TRSP", False)]
)
def test_a_dilemma_is_one_for_both(order, is_dilemma):
    worth = {name: 4 - place for place, name in enumerate(order)}
    assert symmetric(**worth).is_dilemma is is_dilemma


def test_taking_turns_is_judged_by_sums():
    assert tg.StageGame.prisoners_dilemma().rewards_cooperation  # 6 against 5
    assert not symmetric(T=7, R=3, P=1, S=0).rewards_cooperation  # 6 against 7
    assert not symmetric(T=6, R=3, P=1, S=0).rewards_cooperation  # a tie is no reward
    uneven = tg.StageGame(buyer=[[3, 0], [9, 1]], seller=[[3, 3.5], [0, 1]])
    assert not uneven.rewards_cooperation  # 6 against (3.5 + 9) / 2


def gain(stage, p, q):
    """Return what each role could gain alone where C has probabilities p and q."""
    own, other = (np.array(matrix) for matrix in (stage.buyer, stage.seller))
    mix_b, mix_s = np.array([p, 1 - p]), np.array([q, 1 - q])
    return max(own @ mix_s) - mix_b @ own @ mix_s, max(
        mix_b @ other
    ) - mix_b @ other @ mix_s


@given(draws.stages())
def test_nobody_gains_at_an_equilibrium(stage):
    found = stage.equilibria()
    assert found
    for p, q in found:
        assert max(gain(stage, p, q)) < 1e-9


@given(draws.stages(), st.integers(0, 40), st.integers(0, 40))
def test_wherever_nobody_gains_is_an_equilibrium_between_those_listed(stage, i, j):
    p, q = i / 40, j / 40
    if max(gain(stage, p, q)) > 1e-12:
        return
    found = stage.equilibria()
    # Alone, or on the line between two listed corners.
    near = any(abs(p - a) < 1e-9 and abs(q - b) < 1e-9 for a, b in found)
    between = any(
        min(a, c) - 1e-9 <= p <= max(a, c) + 1e-9
        and min(b, d) - 1e-9 <= q <= max(b, d) + 1e-9
        for a, b in found
        for c, d in found
    )
    assert near or between


def test_a_line_of_equilibria_is_listed_by_its_corners():
    # Against C the buyer does not care; the seller needs P(C) of at least 1/2.
    stage = tg.StageGame(buyer=[[1, 0], [1, 2]], seller=[[1, 0], [0, 1]])
    assert (1.0, 1.0) in stage.equilibria()
    assert (0.5, 1.0) in stage.equilibria()


def test_known_equilibria():
    assert tg.StageGame.prisoners_dilemma().equilibria() == ((0.0, 0.0),)
    chicken = symmetric(T=4, R=3, P=0, S=1).equilibria()
    assert chicken[:2] == ((1.0, 0.0), (0.0, 1.0))
    assert chicken[2] == pytest.approx((0.5, 0.5))
    pennies = tg.StageGame(buyer=[[1, -1], [-1, 1]], seller=[[-1, 1], [1, -1]])
    assert pennies.equilibria() == ((0.5, 0.5),)


@given(draws.stages(), draws.numbers(-1, 1), draws.numbers(-1, 1))
def test_regard_adds_a_share_of_the_partners_payoff(stage, b, s):
    cared = stage.with_regard(b, s)
    for x in (0, 1):
        for y in (0, 1):
            own, other = stage.buyer[x][y], stage.seller[x][y]
            assert cared.buyer[x][y] == pytest.approx(own + b * other)
            assert cared.seller[x][y] == pytest.approx(other + s * own)


def test_some_regard_makes_the_standard_dilemma_a_snowdrift():
    # Theory row 10: against D from 1/4, against C from 2/3.
    stage = tg.StageGame.prisoners_dilemma()
    assert stage.with_regard(0.2, 0.2).kind == "prisoner's dilemma"
    assert stage.with_regard(0.3, 0.3).kind == "snowdrift"
    assert stage.with_regard(0.6, 0.6).kind == "snowdrift"
    assert stage.with_regard(0.7, 0.7).kind == "harmony"
    prison = tg.StageGame.from_roles(buyer=PRISON, seller=PRISON)
    assert prison.with_regard(0.05, 0.05).kind == "prisoner's dilemma"
    assert prison.with_regard(0.06, 0.06).kind == "stag hunt"


@given(draws.stages())
def test_plain_tables_give_the_stage_back(stage):
    again = tg.StageGame.from_dict(stage.to_dict())
    assert again == stage
    assert hash(again) == hash(stage)


def test_equality_does_not_ask_how_the_numbers_were_written():
    one = tg.StageGame(buyer=((3, 0), (5, 1)), seller=np.array([[3, 5], [0, 1]]))
    assert one == tg.StageGame.prisoners_dilemma()
    assert len({one, tg.StageGame.prisoners_dilemma()}) == 1
    assert {type(cell) for row in (*one.buyer, *one.seller) for cell in row} == {float}


def test_the_notebook_shows_every_payoff():
    page = tg.StageGame.prisoners_dilemma(T=7, R=6, P=2, S=-4)._repr_html_()
    for cell in ("6, 6", "-4, 7", "7, -4", "2, 2", "buyer C", "seller D"):
        assert cell in page
