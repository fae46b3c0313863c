"""Selection at every horizon: the prototype's numbers, and the table they come from."""

import numpy as np
import pytest

import trustgame as tg

FIELD = ["always_cooperate", "always_defect", "tit_for_tat", "grim_trigger",
         "win_stay_lose_shift"]  # fmt: skip
STANDARD = tg.StageGame.prisoners_dilemma()


def test_without_slips_cooperation_jumps_at_three_rounds():
    """model.md, findings: selected cooperation jumps from 0 to 1 at n = 3."""
    curve = tg.one_ten_hundred(tg.TrustGame(STANDARD), strategies=FIELD, rounds=10)
    assert curve.cooperation[:2] == pytest.approx(0, abs=1e-3)
    assert curve.cooperation[2:] == pytest.approx(1, abs=1e-3)
    jump = curve.crossings()
    assert jump[jump["what"] == "cooperation"][["rounds", "rises"]].to_numpy().tolist() == [
        [3, True]
    ]


def test_with_slips_a_hundred_rounds_are_worse_than_five():
    """model.md, findings: tremble .05 falls from .79 (n = 5) to .14 (n = 100)."""
    game = tg.TrustGame(STANDARD, tremble=0.05)
    curve = tg.one_ten_hundred(game, strategies=FIELD)
    assert curve.cooperation[4] == pytest.approx(0.79, abs=0.005)
    assert curve.cooperation[99] == pytest.approx(0.14, abs=0.005)
    names = [player.name for player in curve.buyers]
    assert names[int(curve.buyer_shares[99].argmax())] == "grim_trigger"


def test_the_frame_holds_the_numbers():
    curve = tg.one_ten_hundred(
        tg.TrustGame(STANDARD), strategies=FIELD, rounds=4, time="about"
    )
    frame = curve.to_frame()
    assert frame["rounds"].tolist() == [1, 2, 3, 4]
    shares = frame[[c for c in frame if c.startswith("buyer ")]].to_numpy()
    assert np.allclose(shares.sum(axis=1), 1)
    assert (shares == curve.buyer_shares).all()
