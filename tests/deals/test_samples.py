"""The sample deals: in money, of different trades, and each with a pack that stands."""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np
import pytest

from trustgame.deals import Deal
from trustgame.deals.describe import kinds
from trustgame.simulate.play import play
from trustgame.workshop import figures, order, workshop

FOLDER = Path(__file__).parents[2] / "deals"
TRADES = ("renewals", "subcontract", "broker")
PAID = {  # T, R, P, S by hand: value - price - part, price - cost - part, and so on
    "renewals": ((52, 32, 14, -8), (70, 45, 35, 0)),
    "subcontract": ((80, 48, 18, -22), (100, 52, 25, -8)),
    "broker": ((14.5, 11, 2.5, -3), (11, 5, 3, -3)),
}


@pytest.fixture(params=TRADES)
def trade(request):
    """One trade's name."""
    return request.param


def read(trade):
    """The trade's deal."""
    return Deal.from_toml(FOLDER / f"{trade}.toml")


def test_every_file_of_the_folder_is_a_deal_in_a_trade_of_its_own():
    files = sorted(FOLDER.glob("*.toml"))
    deals = [Deal.from_toml(file) for file in files]
    assert {file.stem for file in files} == {"consulting", *TRADES}
    for of in (lambda d: d.labels.title, lambda d: d.labels.seller.name):
        assert len({of(deal) for deal in deals}) == len(deals)


def test_payoffs_are_those_worked_out_by_hand(trade):
    deal = read(trade)
    assert deal.money is not None
    for role, four in zip(("buyer", "seller"), PAID[trade], strict=True):
        assert list(deal.stage.roles(role).values()) == list(four)


def test_each_is_a_dilemma_today_that_depth_changes(trade):
    deal = read(trade)
    start = deal.relationship.start
    assert kinds(deal.game, start) == ("prisoner's dilemma",) * 2
    assert kinds(deal.game, 3) != kinds(deal.game, start)
    assert deal.check()[0].startswith(
        f"One {deal.labels.round} is a dilemma for both sides;"
    )


def test_the_trades_cover_open_ends_known_ends_and_chances():
    times = [next(iter(read(trade).time.to_dict())) for trade in TRADES]
    assert times == ["about", "exactly", "chance_of_another"]
    assert [read(trade).depth for trade in TRADES] == ["known", "unknown", "trusted"]


def test_a_facilitator_finds_every_table_explained(trade):
    text = (FOLDER / f"{trade}.toml").read_text(encoding="utf-8")
    head = text.split("\n\n")[0]
    assert head.startswith("# ")
    assert "For a room of" in head
    assert "Ask" in head
    assert f"trustgame workshop deals/{trade}.toml" in head
    assert text.count("#") > 15
    assert max(map(len, text.splitlines())) <= 100
    assert "outcomes" not in tomllib.loads(text)


def test_the_story_has_something_to_tell(trade):
    deal = read(trade)
    buyer, seller = (player.strategy for player in deal.pair_players)
    story = play(deal.game, buyer, seller, seed=deal.seed)
    slips = (story.intended != story.done).sum()
    misread = (story.seen != story.done[:, ::-1]).sum()
    assert 1 <= slips + misread <= 3
    assert 5 <= story.length <= 12


@pytest.mark.parametrize("lost", [0, 1e6])
@pytest.mark.parametrize("preparing", [0, 1e6])
def test_amounts_that_make_no_dilemma_still_work(trade, preparing, lost):
    plain = read(trade).to_dict()
    plain["money"] |= {"preparing": preparing, "lost": lost, "gained": -1}
    del plain["money"]["lost_if_neither"]
    assert Deal.from_dict(plain).check()[0].startswith(f"One {plain['round']['one']} is")


@pytest.mark.slow
def test_each_has_a_pack(trade, monkeypatch, tmp_path):
    monkeypatch.setattr(order, "_MAP_SIDE", 3)
    monkeypatch.setattr(figures, "DOTS", 30)
    deal = read(trade)
    made = workshop(FOLDER / f"{trade}.toml", tmp_path / "pack", charts_only=True)
    assert len(made.charts) >= 8
    assert Deal.from_toml(tmp_path / "pack" / "deal.toml") == deal
    assert np.all([chart.finding and chart.sentence for chart in made.charts])
    page = made.page.read_text(encoding="utf-8")
    for words in (deal.labels.title, deal.labels.buyer.defect, deal.labels.seller.defect):
        assert words in page
