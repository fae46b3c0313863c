"""Maps of time and depth: each point is one game, selection is what it says."""

import numpy as np
import pytest

import trustgame as tg

STAGE = tg.StageGame.from_roles(
    buyer=dict(T=5, R=3, P=1, S=0), seller=dict(T=7, R=4, P=2, S=-1)
)
BOND = tg.Relationship(
    depths=4, deepen=0.5, erode=1.5, stakes=tg.between(1, 2), regard=tg.between(0, 0.5),
    misperception=0.05, tremble=0.02,
)  # fmt: skip
PAIR = {"buyer": "tit_for_tat", "seller": "win_stay_lose_shift"}
FIELD = ["tit_for_tat", "grim_trigger", "always_defect", "walk_away"]

GAMES = {
    "held": lambda game, d: game.held_at(d),
    "start": lambda game, d: game.starting_at(d),
    "cap": lambda game, d: game.replace(relationship=game.relationship.capped_at(d)),
}
CLOCKS = {
    "about": lambda game, t: game.replace(rounds=None, continuation=1 - 1 / t),
    "exactly": lambda game, t: game.replace(rounds=int(t), continuation=1.0),
    "continuation": lambda game, t: game.replace(rounds=None, continuation=t),
}


@pytest.mark.parametrize("depth", GAMES)
@pytest.mark.parametrize("time", CLOCKS)
def test_every_point_is_the_game_it_says(time, depth):
    times = [0.2, 0.9] if time == "continuation" else [1, 3, 12]
    made = {"times": times, "depths": [0, 0.5, 1], "time": time, "depth": depth}
    shares = tg.time_depth_map(STAGE, BOND, **made, **PAIR)
    pay = tg.time_depth_map(STAGE, BOND, **made, **PAIR, measure="payoff_seller")
    for i, d in enumerate(shares.positions):
        for j, t in enumerate(times):
            game = CLOCKS[time](GAMES[depth](tg.TrustGame(STAGE, BOND), d), t)
            exact = tg.evaluate(game, *PAIR.values())
            assert shares.table[i, j] == pytest.approx(exact.cooperation.mean(), abs=1e-12)
            assert pay.table[i, j] == pytest.approx(exact.payoff[1], abs=1e-12)
    assert (shares.boundary is None) == (time == "exactly")


def test_a_capped_ladder_goes_no_deeper():
    bond = tg.Relationship(depths=5, start=4).capped_at(0.5)
    assert bond.start == 2
    game = tg.TrustGame(STAGE, bond, rounds=20)
    assert tg.evaluate(game, "always_cooperate", "always_cooperate").depth[3:].sum() == 0


@pytest.mark.parametrize("time", ["exactly", "about"])
def test_selection_ends_where_the_public_replicator_ends(time):
    chart = tg.time_depth_map(
        STAGE, BOND, times=[2, 20], depths=2, strategies=FIELD, time=time
    )
    for i, d in enumerate(chart.positions):
        for j, t in enumerate(chart.times):
            game = CLOCKS[time](tg.TrustGame(STAGE, BOND).held_at(d), t)
            league = tg.round_robin(game, buyers=FIELD, sellers=FIELD)
            x, y = chart.buyer_shares[i, j], chart.seller_shares[i, j]
            u = league.fitness
            own = (u[:, :, 0] @ y, x @ u[:, :, 1])
            for shares, earned in zip((x, y), own, strict=True):
                # At rest: who is there earns alike, and nobody who is missing earns more.
                mean, scale = shares @ earned, np.ptp(u)
                assert (np.abs(earned - mean)[shares > 1e-3] < 2e-3 * scale).all()
                assert (earned - mean).max() < 2e-3 * scale


def test_alike_roles_are_one_population_and_unlike_ones_two():
    alike = tg.StageGame.prisoners_dilemma()
    made = {"times": [5], "depths": 2, "strategies": FIELD, "time": "exactly"}
    one = tg.time_depth_map(alike, **made)
    two = tg.time_depth_map(STAGE, **made)
    assert "one population" in one.selection
    assert (one.buyer_shares == one.seller_shares).all()
    assert "apart" in two.selection


def test_falls_and_the_exchange_rate_are_read_off_the_table():
    """Grim trigger wins with slips and then ruins itself: more time is worse."""
    field = ["always_cooperate", "always_defect", "tit_for_tat", "grim_trigger",
             "win_stay_lose_shift"]  # fmt: skip
    bond = tg.Relationship(depths=2, tremble=0.05)
    times = [1, 3, 5, 10, 30, 100]
    chart = tg.time_depth_map(
        tg.StageGame.prisoners_dilemma(), bond, times=times, depths=2, strategies=field,
        time="exactly",
    )  # fmt: skip
    falls = chart.worse_with_time()
    last = falls[falls["until"] == 100].iloc[0]
    row = dict(zip(times, chart.table[0], strict=True))
    assert last["fall"] == pytest.approx(row[last["since"]] - row[100])
    assert last["fall"] > 0.5
    rate = chart.exchange_rate(0.5)
    assert (rate["needed"] > 1).all()
    assert (rate["needed"] <= 5).all()
    assert rate["saved"].iloc[1] == pytest.approx(0)  # depth changes nothing in this bond


@pytest.mark.parametrize(
    ("wrong", "pieces"),
    [
        ({"times": []}, ["`times`", "at least one", "[]"]),
        ({"times": [3, 2]}, ["`times`", "rise", "[3, 2]"]),
        ({"times": [0.5]}, ["`times[0]`", "[1,", "0.5"]),
        ({"time": "abuot"}, ["`time`", "'about'", "Did you mean 'about'?"]),
        ({"depths": 1}, ["`depths`", "at least 2", "1"]),
        ({"depths": [0, 2]}, ["`depths[1]`", "[0, 1]", "2"]),
        ({"measure": "coop"}, ["`measure`", "cooperation"]),
        ({"strategies": FIELD}, ["one way", "`strategies` and `buyer` and `seller`"]),
        ({"seller": None}, ["`seller`", "missing"]),
        ({"buyer": "tit_for_tatt"}, ["unknown strategy", "'tit_for_tat'"]),
    ],
)
def test_a_wrong_map_is_told_what_is_wrong(wrong, pieces):
    with pytest.raises(tg.SpecificationError) as caught:
        tg.time_depth_map(STAGE, BOND, **({"times": [1, 2], **PAIR} | wrong))
    for piece in pieces:
        assert piece in str(caught.value)


def test_strategies_of_one_name_are_refused():
    twice = ["tit_for_tat", tg.memory_one(1, 0, 0, 1, name="tit_for_tat")]
    with pytest.raises(tg.SpecificationError, match="'tit_for_tat' is there twice"):
        tg.time_depth_map(STAGE, BOND, times=[1], strategies=twice)
