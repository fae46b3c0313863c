"""A scenario on a deal: its payoffs, its time, its words; and the library as a whole."""

from __future__ import annotations

from pathlib import Path

import pytest

import trustgame as tg
from trustgame.scenarios.replay import FACTS
from trustgame.scenarios.worlds import World

ROOT = Path(__file__).parents[2]
DEALS = sorted((ROOT / "deals").glob("*.toml"))
NAMES = tg.scenarios.names()
TOLD = [name for name in NAMES if "refused" not in tg.scenario(name).on_deal]


@pytest.fixture(scope="module")
def consulting():
    return tg.Deal.from_toml(ROOT / "deals" / "consulting.toml")


def test_the_core_and_the_four_that_trainers_ask_for_are_there():
    table = tg.scenarios.table()
    core = ["C01", "C02", "C03", "C04", "C05", "C06"]
    assert table.loc[table["tier"] == "core", "id"].tolist() == core
    chosen = table.loc[table["tier"] == "choose", "id"]
    assert {"C10", "C12", "C13", "C29"} <= set(chosen)
    assert [name for name in NAMES if name.startswith("trust-")] == [
        f"trust-{n}" for n in range(1, 8)
    ]


@pytest.mark.parametrize("name", NAMES)
def test_a_scenario_goes_to_toml_and_back(name):
    found = tg.scenario(name)
    again = tg.Scenario.from_toml(found.to_toml())
    assert again == found
    assert hash(again) == hash(found)
    assert found.question.endswith("?")
    assert found.assumed
    assert found.sources


def test_a_name_may_be_written_loosely_and_a_wrong_one_is_offered_the_nearest():
    assert tg.scenario("c10") == tg.scenario("Risky Gift") == tg.scenario("risky-gift")
    with pytest.raises(tg.SpecificationError, match="Did you mean 'risky-gift'"):
        tg.scenario("risky-gifts")


@pytest.mark.parametrize("path", DEALS, ids=lambda path: path.stem)
@pytest.mark.parametrize("name", TOLD)
def test_every_scenario_that_can_be_is_replayed_on_every_sample_deal(name, path):
    deal = tg.Deal.from_toml(path)
    there = tg.scenario(name).on(deal)
    world = World(there, there.values)
    start = deal.relationship.start
    assert world.stage.payoffs == pytest.approx(deal.game.arrays().payoff[start])
    assert there.labels == deal.labels
    for part in there.parameters:
        if part.box is not None:
            assert part.box[0] <= part.value <= part.box[1]


def test_a_replay_speaks_the_deals_words_and_counts_its_money(consulting):
    run = tg.scenario("one-shot").on(consulting).run()
    labels = consulting.labels
    assert labels.buyer.defect in run.picture().finding
    assert labels.seller.defect in run.picture().finding
    both, neither = run.numbers["both_cooperate"], run.numbers["both_defect"]
    assert (both, neither) == (70, 35)
    assert labels.pay(both - neither) in run.picture().finding


def test_what_only_made_payoffs_is_varied_no_more(consulting):
    free = {part.name for part in tg.scenario("one-shot").free}
    there = {part.name for part in tg.scenario("one-shot").on(consulting).free}
    assert free - there == {"temptation", "reward", "punishment", "sucker"}
    assert there == {"care"}


def test_the_deals_time_takes_the_place_of_the_scenarios(consulting):
    assert FACTS["rounds"](consulting) == pytest.approx(12)
    assert FACTS["chance"](consulting) == pytest.approx(11 / 12)
    assert FACTS["known"](consulting) == 0
    there = tg.scenario("time-and-relationship").on(consulting)
    assert there.values["chance"] == pytest.approx(11 / 12)
    # Care is what the deal has at its deep end; the less of the two sides'.
    assert there.values["care"] == pytest.approx(0.6)
    gift = tg.scenario("risky-gift").on(consulting)
    assert gift.values["deals"] == 12
    assert gift == tg.scenario("risky-gift").on(ROOT / "deals" / "consulting.toml")


def test_a_scenario_that_cannot_be_replayed_says_why(consulting):
    for name in set(NAMES) - set(TOLD):
        with pytest.raises(
            tg.RefusedError, match=f"'{name}' cannot be replayed on a deal: "
        ):
            tg.scenario(name).on(consulting)
    with pytest.raises(tg.SpecificationError, match="`deal` must be a Deal"):
        tg.scenario("one-shot").on(3)


def test_settings_of_a_run_are_checked_by_name_and_kind():
    with pytest.raises(tg.SpecificationError, match="Did you mean 'misfire'"):
        tg.scenario("risky-gift").run(misfires=0.1)
    with pytest.raises(tg.SpecificationError, match="`deals` must be a whole number"):
        tg.scenario("risky-gift").run(deals=2.5)
    assert tg.scenario("risky-gift").run(deals=20).numbers["break_even"] == pytest.approx(
        0.1
    )


def test_a_run_introduces_itself():
    run = tg.scenario("prison").run()
    assert repr(run).startswith("ScenarioRun(C01 prison: 3 of 3 rules hold here; Silence")
    assert "−5.25" not in repr(run)
    assert run.to_frame().set_index("quantity").loc["silent", "value"] == -5.25
    assert run.provenance["scenario"] == tg.scenario("prison")
    assert "<table" in run._repr_html_()
    with pytest.raises(tg.SpecificationError, match="`picture` must be one of 'years'"):
        run.picture("year")


def test_a_board_lists_what_a_deal_leaves_out(consulting):
    board = tg.scenarios.verdicts(["prison", "one-shot"], deal=consulting, tries=5)
    assert [v.scenario.name for v in board.verdicts] == ["one-shot"]
    assert list(board.refused) == ["prison"]
    assert board.to_frame()["scenario"].tolist() == ["one-shot"] * 2
    assert repr(board).startswith("Board(")


def test_a_replay_shows_no_other_payoffs_beside_the_deals(consulting):
    for name in ("personal", "one-ten-hundred"):
        there = tg.scenario(name).on(consulting)
        lines = [line for picture in there.pictures for line in picture.get("lines", ())]
        assert lines
        assert not any("temptation" in line.get("with", {}) for line in lines)
        said = [there.words["shows"], *(line["label"] for line in lines)]
        assert not any("prisoner" in text for text in said)


def test_the_settings_of_a_line_may_read_its_place_on_the_axis():
    # An open end of n expected deals: its chance of another is 1 - 1 / n at every n.
    frame = tg.scenario("time-and-relationship").run().picture("breaks").frame
    lines = frame[frame["panel"].str.startswith("Announced end")]
    needed = lines[lines["label"] == "open"].set_index("x")["y"]
    announced = lines[lines["label"] == "announced"]["y"]
    assert needed[1] == pytest.approx(2 / 3, abs=1e-6)  # one deal: theory row 10
    assert needed[2] == pytest.approx(0, abs=1e-6)  # grim trigger's 1/2: row 1
    assert announced.to_numpy() == pytest.approx(2 / 3, abs=1e-6)  # at every length: row 9


def test_what_is_varied_and_judged_is_said_in_the_deals_words(consulting):
    there = tg.scenario("risky-gift").on(consulting)
    assert there.parameter("deals").words == "the number of quarters that follow"
    there = tg.scenario("always-be-closing").on(consulting)
    assert there.judged[0].says == "A known deadline costs the Services firm money"


def test_a_setting_outside_its_meaning_is_refused_by_name():
    with pytest.raises(
        tg.SpecificationError, match=r"`returners` must lie in \[0, 1\]; got 3"
    ):
        tg.scenario("risky-gift").run(returners=3)
    with pytest.raises(
        tg.SpecificationError, match="`sight` must be one of 0, 1, 2, 5, 10"
    ):
        tg.scenario("always-be-closing").run(sight=3)


def test_a_sentence_does_not_say_what_a_run_refutes():
    betrayed = tg.scenario("prison").run(free=0.6)
    assert not betrayed.judgements[1].holds
    assert "whatever the other does, so" not in betrayed.shows
    cared = tg.scenario("one-shot").run(care=0.3)
    assert "so one round settles there" not in cared.shows
    polite = tg.scenario("risky-gift").run(effort=0.5)
    assert "from 40% to 40%" in polite.shows


def test_a_board_needs_a_scenario_and_takes_one_by_its_name():
    with pytest.raises(tg.SpecificationError, match="at least one scenario; got none"):
        tg.scenarios.verdicts([])
    assert len(tg.scenarios.verdicts("prison", tries=3).verdicts) == 1


def test_a_misspelt_player_of_ones_own_is_offered():
    plain = tg.scenario("risky-gift").to_dict()
    plain["quantities"]["give_returner"]["buyer"] = "returnr"
    with pytest.raises(tg.SpecificationError, match=r"'returnr'\. Did you mean 'returner'"):
        tg.Scenario.from_dict(plain)
