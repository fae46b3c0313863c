"""Round robins: every cell against the solver of one pair, rankings, files, bad input."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import trustgame as tg
from trustgame.tournament import MEASURES, League, round_robin

STAGE = tg.StageGame.prisoners_dilemma()
GAME = tg.TrustGame(STAGE, rounds=10, tremble=0.02)
BOND = tg.Relationship(
    depths=3, stakes=tg.between(1, 2), regard=tg.between(0, 0.4), continuation=0.9
)
NAMES = ["tit_for_tat", "always_defect", "grim_trigger", "win_stay_lose_shift"]


@pytest.mark.parametrize(
    "game",
    [
        tg.TrustGame(STAGE, rounds=7, tremble=0.05),
        tg.TrustGame(tg.StageGame.from_roles(buyer=dict(T=5, R=3, P=1, S=0),
                                             seller=dict(T=9, R=4, P=2, S=-1)), BOND),
        tg.TrustGame(STAGE, BOND, rounds=20, outside=(1, 2)),
        tg.TrustGame(STAGE, tremble=0.01),
    ],
    ids=["finite", "geometric with depth", "outside", "unbounded"],
)  # fmt: skip
def test_every_cell_is_what_the_pair_alone_gives(game):
    sellers = ["always_defect", "walk_away", "tit_for_tat"]
    league = round_robin(game, NAMES, sellers)
    assert league.exact.all()
    for i, b in enumerate(NAMES):
        for j, s in enumerate(sellers):
            alone = tg.evaluate(game, b, s)
            for name in ("payoff", "utility", "cooperation"):
                table = (
                    league.cooperation_by_role
                    if name == "cooperation"
                    else getattr(league, name)
                )
                np.testing.assert_allclose(table[i, j], getattr(alone, name), atol=1e-12)
                for k, role in enumerate(("buyer", "seller")):
                    labelled = getattr(league, f"{name}_{role}")
                    assert labelled.loc[b, s] == table[i, j, k]
            assert league.length.loc[b, s] == pytest.approx(alone.length)
            assert league.depth.loc[b, s] == pytest.approx(
                alone.depth @ np.arange(game.depths)
            )
            assert league.cooperation.loc[b, s] == pytest.approx(alone.cooperation.mean())
            if np.isfinite(alone.length):
                np.testing.assert_allclose(
                    league.fitness[i, j], alone.total_utility, rtol=1e-12
                )
            else:
                np.testing.assert_allclose(league.fitness[i, j], alone.utility, rtol=1e-12)


def test_sellers_are_the_buyers_unless_given():
    league = round_robin(GAME, NAMES)
    assert league.buyer_names == league.seller_names == tuple(NAMES)
    # The same roles, the same game: seats can be swapped.
    np.testing.assert_allclose(league.payoff[..., 0], league.payoff[..., 1].T, atol=1e-12)


def test_the_whole_catalogue_plays_unless_somebody_is_named():
    league = round_robin(GAME)
    assert set(league.buyer_names) <= set(tg.strategies.names())
    assert len(league.buyers) >= 14


def test_one_strategy_alone_may_play():
    league = round_robin(GAME, [tg.memory_one(1, 0, 1, 0, name="mine")])
    assert league.payoff.shape == (1, 1, 2)
    assert league.ranking()["rank"].tolist() == [1]


def test_a_league_introduces_itself():
    league = round_robin(GAME, NAMES, NAMES[:2])
    assert repr(league).startswith("League(4 buyers x 2 sellers, exact: payoff 0.")
    assert "\n" not in repr(league)
    assert "tit_for_tat" in league._repr_html_()
    made = league.provenance
    again = round_robin(made["game"], made["buyers"], made["sellers"])
    np.testing.assert_array_equal(again.payoff, league.payoff)


def test_the_tidy_table_has_one_row_per_pair(tmp_path):
    league = round_robin(GAME, NAMES, NAMES[:2])
    tidy = league.to_frame()
    assert len(tidy) == 8
    row = tidy[(tidy.buyer == "grim_trigger") & (tidy.seller == "always_defect")].iloc[0]
    assert row.payoff_seller == league.payoff_seller.loc["grim_trigger", "always_defect"]
    assert row.exact
    for kind, read in (("csv", pd.read_csv), ("parquet", pd.read_parquet)):
        path = tmp_path / f"league.{kind}"
        getattr(league, f"to_{kind}")(path)
        back = read(path)
        pd.testing.assert_frame_equal(back, tidy, check_dtype=False)
        assert [p.name for p in tmp_path.iterdir()] == [path.name]
        path.unlink()


def test_a_file_that_cannot_be_written_is_our_own_error(tmp_path):
    with pytest.raises(tg.OutputError, match=r"league\.csv"):
        round_robin(GAME, NAMES[:1]).to_csv(tmp_path / "nowhere" / "league.csv")


# --- rankings ---


def test_equal_means_share_a_rank():
    # Against itself and unconditional cooperation nobody can tell these three apart.
    game = tg.TrustGame(STAGE, rounds=5)
    nice = ["tit_for_tat", "always_cooperate", "grim_trigger", "always_defect"]
    frame = round_robin(game, nice, ["always_cooperate"]).ranking("buyer")
    assert frame["rank"].to_dict() == {
        "always_defect": 1,
        "tit_for_tat": 2,
        "always_cooperate": 2,
        "grim_trigger": 2,
    }
    assert frame["tied"].tolist() == [False, True, True, True]
    assert frame["rank_best"].tolist() == [1, 2, 2, 2]
    assert frame["rank_worst"].tolist() == [1, 4, 4, 4]
    assert (frame["se"] == 0).all()
    assert (frame["low"] == frame["payoff"]).all()


def test_ranks_are_those_of_the_means():
    league = round_robin(GAME, NAMES)
    for role, table in (("buyer", league.payoff_buyer), ("seller", league.payoff_seller.T)):
        frame = league.ranking(role)
        means = table.mean(axis=1)
        assert frame["payoff"].to_dict() == pytest.approx(means.to_dict())
        order = means.rank(method="min", ascending=False).astype(int)
        assert frame["rank"].to_dict() == order.to_dict()


def test_a_mix_of_partners_weighs_them():
    league = round_robin(GAME, NAMES)
    frame = league.ranking("seller", against={"always_defect": 3, "tit_for_tat": 1})
    table = league.payoff_seller
    want = 0.75 * table.loc["always_defect"] + 0.25 * table.loc["tit_for_tat"]
    assert frame["payoff"].to_dict() == pytest.approx(want.to_dict())
    listed = league.ranking("seller", against=[1, 3, 0, 0])
    pd.testing.assert_frame_equal(listed, frame)


def test_other_measures_rank_too():
    frame = round_robin(GAME, NAMES).ranking("buyer", measure="cooperation")
    assert frame.index[-1] == "always_defect"


def sampled_league(means, errors):
    """Return a league of buyers against one seller, sampled, with given numbers."""
    B = len(means)
    table = np.zeros((B, 1, 2))
    table[:, 0, 0] = means
    se = np.zeros((B, 1, 2))
    se[:, 0, 0] = errors
    return League(
        game=GAME, buyers=("x",) * B, sellers=("y",),
        buyer_names=tuple(f"s{i}" for i in range(B)), seller_names=("y",),
        payoff=table, utility=table, cooperation_by_role=table,
        lengths=np.ones((B, 1)), depths=np.zeros((B, 1)), exact=np.zeros((B, 1), bool),
        se=dict.fromkeys(MEASURES, se), matches=100, seed=1,
    )  # fmt: skip


def test_intervals_say_which_ranks_chance_leaves_open():
    # 3 and 2.9 are one standard error of the difference apart; 2 is far from both.
    frame = sampled_league([2.9, 3.0, 2.0], [0.07, 0.07, 0.07]).ranking()
    assert frame.index.tolist() == ["s1", "s0", "s2"]
    assert frame["rank"].tolist() == [1, 2, 3]
    assert frame["rank_best"].tolist() == [1, 1, 3]
    assert frame["rank_worst"].tolist() == [2, 2, 3]
    assert not frame["tied"].any()
    assert frame.loc["s1", "high"] == pytest.approx(3 + 1.959964 * 0.07)


def test_sampled_leagues_say_so():
    league = sampled_league([1.0, 2.0], [0.1, 0.1])
    assert "2 pairs sampled" in repr(league)
    assert league.to_frame()["payoff_buyer_se"].tolist() == [0.1, 0.1]
    assert league.provenance["matches"] == 100


def test_totals_and_averages_are_not_mixed():
    bond = tg.Relationship(depths=2, continuation=tg.step(1, 0.5, 1))
    league = round_robin(tg.TrustGame(STAGE, bond), ["always_cooperate", "always_defect"])
    with pytest.raises(tg.RefusedError, match=r"`fitness`.*never end.*rounds="):
        _ = league.fitness


# --- players who must be sampled ---


def copycat(view):
    """Play tit-for-tat, in a way the solver cannot see through."""
    return view.seen[-1] if view.seen else 0


def moody(view):
    """Cooperate in three rounds of four, by chance."""
    return 1 if view.random.random() < 0.25 else 0


def test_sampled_cells_agree_with_the_exact_ones():
    game = tg.TrustGame(STAGE, BOND, rounds=12, tremble=0.05)
    exact = round_robin(game, NAMES[:3])
    mixed = round_robin(game, [*NAMES[:3], copycat], NAMES[:3], matches=400, seed=1)
    assert mixed.exact.tolist() == [[True] * 3] * 3 + [[False] * 3]
    assert mixed.buyer_names[-1] == "copycat"
    for name in MEASURES:
        table, want = (
            league.cooperation_by_role if name == "cooperation" else getattr(league, name)
            for league in (mixed, exact)
        )
        np.testing.assert_array_equal(table[:3], want)
        se = mixed.se[name]
        assert (se[:3] == 0).all()
        assert (se[3] > 0).any()
        assert (abs(table[3] - want[0]) <= 5.5 * se[3] + 1e-12).all()
    assert abs(mixed.lengths[3] - exact.lengths[0]).max() < 1
    assert abs(mixed.depths[3] - exact.depths[0]).max() < 0.2
    assert "3 pairs sampled" in repr(mixed)
    assert mixed.to_frame()["exact"].sum() == 9


def test_a_sampled_cell_does_not_depend_on_the_others():
    game = tg.TrustGame(STAGE, rounds=10, tremble=0.05)
    few = round_robin(game, [copycat, moody], ["joss"], matches=50, seed=3)
    many = round_robin(game, ["joss", moody, copycat], [*NAMES, "joss"], matches=50, seed=3)
    for name in ("copycat", "moody"):
        assert few.payoff_buyer.loc[name, "joss"] == many.payoff_buyer.loc[name, "joss"]
    # Each has randomness of its own.
    assert few.payoff[0, 0, 1] != few.payoff[1, 0, 1]
    other = round_robin(game, [copycat, moody], ["joss"], matches=50, seed=4)
    assert (other.payoff != few.payoff).any()


def test_a_sampled_league_can_be_made_again():
    game = tg.TrustGame(STAGE, rounds=10, tremble=0.05)
    league = round_robin(game, [moody], ["joss"], matches=20, seed=np.random.default_rng(2))
    made = league.provenance
    again = round_robin(
        made["game"], made["buyers"], made["sellers"],
        matches=made["matches"], seed=made["seed"], progress=True,
    )  # fmt: skip
    np.testing.assert_array_equal(again.payoff, league.payoff)
    # One match says nothing of how much matches differ.
    once = round_robin(game, [moody, "joss"], ["joss"], matches=1, seed=1)
    assert np.isinf(once.se["payoff"][0]).all()
    assert once.ranking("buyer")["rank_worst"].tolist() == [2, 2]


def test_endless_play_cannot_be_sampled():
    with pytest.raises(tg.RefusedError, match=r"rounds=|continuation"):
        round_robin(tg.TrustGame(STAGE), [copycat], ["joss"], seed=1)


# --- bad input ---


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"buyers": []}, r"`buyers`.*at least one.*none"),
        ({"buyers": "tit_for_tat"}, r"`buyers` must list.*'tit_for_tat'"),
        ({"buyers": 3}, r"`buyers` must list.*3"),
        ({"buyers": ["tit_for_tta"]}, r"tit_for_tta.*Did you mean 'tit_for_tat'"),
        (
            {"buyers": ["random", "joss", "random"]},
            r"`buyers`.*'random'.*\[0\].*\[2\].*replace",
        ),
        ({"buyers": ["joss"], "sellers": []}, r"`sellers`.*at least one"),
        ({"buyers": [0.5]}, r"`buyers\[0\]` must be a strategy.*0\.5"),
        ({"buyers": ["joss"], "matches": 0}, r"`matches`.*at least 1.*0"),
    ],
)
def test_bad_players_are_named(arguments, message):
    with pytest.raises(tg.SpecificationError, match=message):
        round_robin(GAME, **arguments)


def test_something_that_is_no_game_is_refused():
    with pytest.raises(tg.SpecificationError, match=r"`game` must be a TrustGame"):
        round_robin(STAGE, ["joss"])


def test_custom_players_need_a_seed():
    def moody(view):
        return 0

    with pytest.raises(tg.SpecificationError, match=r"`seed`.*'moody'.*sampled"):
        round_robin(GAME, ["tit_for_tat", moody])


@pytest.mark.parametrize(
    ("against", "message"),
    [
        ({"nobody": 1}, r"`against`.*'nobody'"),
        ([1, 2], r"`against`.*one share per partner \(4\).*2"),
        ({"tit_for_tat": 0}, r"`against`.*above 0"),
        ([1, -1, 0, 0], r"`against\['always_defect'\]`.*-1"),
    ],
)
def test_bad_mixes_are_named(against, message):
    with pytest.raises(tg.SpecificationError, match=message):
        round_robin(GAME, NAMES).ranking("buyer", against=against)


def test_bad_roles_and_measures_are_named():
    league = round_robin(GAME, NAMES)
    with pytest.raises(tg.SpecificationError, match=r"`role`.*'Buyer'"):
        league.ranking("Buyer")
    with pytest.raises(tg.SpecificationError, match=r"`measure`.*'wealth'"):
        league.ranking(measure="wealth")
