"""The page in a real Chromium: it answers, bets, compares and plays."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from workshop_page import LIVE

from trustgame.deals import Deal, Time
from trustgame.deals.words import percent
from trustgame.maps.points import mixed, select
from trustgame.plot.faces import face_data, initials
from trustgame.solve.evaluate import evaluate
from trustgame.solve.table import pair_table

SAMPLE = Path(__file__).parents[2] / "deals" / "consulting.toml"


@pytest.fixture(scope="module")
def deal():
    """The sample deal."""
    return Deal.from_toml(SAMPLE)


def spaced(text):
    """Return a text with plain single spaces."""
    return " ".join(text.split())


# --- answers --------------------------------------------------------------------------


def test_it_opens_without_any_network_or_complaint(browser, deal):
    browser.open(deal)
    for view in (*LIVE, "charts"):
        browser.go(view)
        assert browser.find(f"#view-{view}")[0].is_displayed()
        assert browser.errors() == []
    assert browser.run("return performance.getEntriesByType('resource').length") == 0


def test_a_match_comes_to_the_library_s_totals_at_once(browser, deal):
    browser.open(deal).see("match")
    for about in (12.0, 3.0):
        browser.set("#rounds-typed", str(about), "change")
        game = replace(deal, time=Time(about=about)).game
        exact = evaluate(game, *(player.strategy for player in deal.pair_players))
        said = browser.text(".column .finding")
        for value in exact.value:
            assert spaced(deal.labels.pay(value)) in said


def test_a_tournament_shows_every_pair_of_the_library(browser, deal):
    browser.open(deal, "league").see("league")
    pairs = pair_table(
        deal.game,
        [player.strategy for player in deal.buyers],
        [player.strategy for player in deal.sellers],
    )
    totals = pairs.payoff * pairs.length[..., None]
    cells = [cell.text for cell in browser.find("table.league tbody td")]
    assert len(cells) == totals[..., 0].size
    for cell, pair in zip(cells, totals.reshape(-1, 2), strict=True):
        for value in pair:
            assert spaced(deal.labels.pay(value)) in spaced(cell)


def test_a_face_stands_beside_a_character_s_name_and_says_nothing_aloud(browser, deal):
    browser.open(deal, "league")
    data = face_data()
    for player, face in zip(
        deal.sellers, browser.find("form.bet:first-child label .face"), strict=True
    ):
        lines = [
            path.get_attribute("d") for path in face.find_elements("css selector", "path")
        ]
        assert lines == [data["parts"][i][1] for i in data["of"][player.name]]
        assert face.get_attribute("aria-hidden") == "true"
        assert face.size["width"] == face.size["height"] >= 20
    browser.see("league")
    assert len(browser.find("table.league th .face")) == len(deal.buyers) + len(
        deal.sellers
    )
    for name in ("my own rule", "threshold_7", "axelrod:Zd", "_", "Жук é"):
        assert browser.run("return TG.initials(arguments[0])", name) == initials(name)


def test_sliders_move_every_answer(browser, deal):
    moves = [
        ("#rounds", "300", "time"),
        ("#chance", "500", "time"),
        ("#depth", "3", "relationship"),
        ("#tremble", "200", "relationship"),
        ("#misperception", "0", "relationship"),
    ]
    browser.open(deal).see("match")
    before = browser.text(".column .finding")
    for css, value, table in moves:
        browser.click("#reset")
        assert browser.text(".column .finding") == before
        browser.set(css, value)
        assert browser.text(".column .finding") != before, css
        assert f"a.{table}=" in browser.address
    browser.click("#reset")
    assert browser.text(".column .finding") == before
    assert "a." not in browser.address
    browser.run("document.getElementById('pays').open = true")
    browser.set("input[id^=pay-]", "1")
    assert browser.text(".column .finding") != before
    browser.click("#reset-pays")
    assert browser.text(".column .finding") == before


def test_exactly_is_not_about(browser, deal):
    browser.open(deal).see("match")
    browser.click("#time-exactly")
    assert "exactly 12 quarters" in browser.text("main")
    assert not browser.find("#chance"), "a known end has no chance of another round"
    game = replace(deal, time=Time(exactly=12)).game
    exact = evaluate(game, *(player.strategy for player in deal.pair_players))
    assert spaced(deal.labels.pay(exact.value[0])) in browser.text(".column .finding")
    browser.click("#time-about")
    assert "about 12 quarters" in browser.text("main")
    browser.open(replace(deal, time=Time(about=100, at_most=30)))
    lead = browser.text("#lead")
    assert "about 26 quarters, at most 30 quarters" in lead
    browser.click("#time-exactly")
    assert "exactly 30 quarters" in browser.text("#lead")
    browser.click("#time-about")
    assert browser.text("#lead") == lead
    assert "26 quarters in all" in browser.text("#panel")


def test_a_number_of_rounds_that_cannot_be_is_refused(browser, deal):
    browser.open(deal).see("match")
    before = browser.text(".column .finding")
    for wrong in ("0", "-3", "many", "20000", ""):
        browser.set("#rounds-typed", wrong, "change")
        assert browser.find("#rounds-typed")[0].get_attribute("aria-invalid") == "true"
        assert browser.text(".column .finding") == before


def test_a_relationship_can_be_held_where_it_is(browser, deal):
    browser.open(deal).see("match")
    browser.set("#depth", "2")
    browser.click("#held")
    game = deal.game.held_at(2 / 3)
    exact = evaluate(game, *(player.strategy for player in deal.pair_players))
    assert spaced(deal.labels.pay(exact.value[1])) in browser.text(".column .finding")
    browser.click("#held")
    assert "deepen" not in browser.address or '"deepen":0,' not in browser.address


# --- bets, tallies, comparisons -------------------------------------------------------


def test_nothing_is_told_before_the_bet(browser, deal):
    share = evaluate(deal.game, *(p.strategy for p in deal.pair_players)).cooperation[1]
    browser.open(deal)
    assert not browser.find("#view-match .drawing")
    browser.set("#bet-match-guess", "30")
    browser.click("#bet-match-place")
    said = browser.text(".verdict")
    assert "You said 30%" in said
    assert f"{round(100 * share)}%" in said
    assert f"{round(abs(100 * share - 30))} points off" in said
    for bin_, count in enumerate([1, 2, 10, 5, 0]):
        browser.set(f"#bet-match-tally-{bin_}", str(count), "change")
    alt = browser.find(".bet .drawing")[0].get_attribute("aria-label")
    assert "40 to 60%: 10" in alt
    browser.click("#bet-match-again")
    assert not browser.find("#view-match .drawing")


def test_a_choice_is_right_or_not(browser, deal):
    browser.open(deal, "league")
    browser.click("#bet-league-1-place")
    assert browser.find("#bet-league-1-place"), "nothing is shown where nothing was picked"
    for role in (1, 0):
        browser.click(f"#bet-league-{role}-guess-0")
        browser.click(f"#bet-league-{role}-place")
    said = browser.text(".verdict")
    assert "right" in said or "You bet on another" in said
    browser.run("document.querySelectorAll('.bet details').forEach((d) => (d.open = true))")
    truth = browser.find("tr.truth th")
    assert len(truth) == 3  # two of the seller’s read alike
    assert all("the model" in row.text for row in truth)
    browser.set("#bet-league-1-tally-2", "17", "change")
    assert browser.find("#bet-league-1-tally-2")[0].get_attribute("value") == "17"


def test_a_bet_is_judged_for_the_setting_it_was_made_for(browser, deal):
    browser.open(deal)
    browser.set("#bet-match-guess", "30")
    browser.click("#bet-match-place")
    browser.set("#bet-match-tally-1", "7", "change")
    browser.set("#tremble", "200")
    verdict = browser.text(".verdict")
    assert "points off" not in verdict
    assert "You said" not in verdict
    assert "Your bet, 30%, was for: about 12 quarters" in browser.text(".was-for")
    assert "depth or mistakes" in browser.text(".was-for")
    assert not browser.find("#bet-match-tally-1")
    browser.click("#reset")
    assert "points off" in browser.text(".verdict")
    assert browser.find("#bet-match-tally-1")[0].get_attribute("value") == "7"
    browser.set("#rounds", "0")
    assert browser.text("#bet-match-again") == "Bet on this setting"
    browser.click("#bet-match-again")
    assert browser.find("#bet-match-place")
    browser.click("#bet-match-place")
    assert "points off" in browser.text(".verdict")


def test_the_map_s_bet_outlives_time_and_mistakes_alone(browser, deal):
    browser.open(deal, "map").see("map")
    browser.set("#bet-map-tally-0", "3", "change")
    browser.set("#rounds", "500")
    browser.set("#tremble", "100")
    assert not browser.find(".was-for")
    browser.set("#depth", "2")
    assert "The room’s guesses were for" in browser.text(".was-for")


def test_guesses_of_the_room_stay_with_what_was_guessed(browser, deal):
    browser.open(deal, "league").see("league")
    second = deal.buyers[1].name
    browser.set("#bet-league-0-tally-1", "9", "change")
    browser.click("#to-deal")
    browser.click("#remove-buyers-0")
    browser.click("#to-league")
    assert "The room’s guesses were for" in browser.text(".was-for")
    counts = browser.run("return TG.state.bets['bet-league-0'].counts")
    assert counts == {second: 9}


def test_a_story_is_told_round_by_round(browser, deal):
    browser.open(deal).see("match")
    assert len(browser.find(".pairing .face")) == 2
    whole = len(browser.find(".column rect.tile"))
    browser.click("#story-step")
    for told in (1, 2, 3):
        assert f"Quarter {told}: Client chose" in browser.text(".column .reading")
        tiles = len(browser.find(".column rect.tile"))
        assert tiles < whole
        if told == 1:
            first = tiles
        assert tiles == first + 2 * (told - 1)
        browser.click("#story-next")
    assert browser.run("return document.activeElement.id") == "story-next"
    browser.click("#story-all")
    assert len(browser.find(".column rect.tile")) == whole


def test_the_room_stands_beside_the_model(browser, deal):
    browser.open(deal).see("match")
    browser.set("#room-rounds", "12/40, 30/40 4/40", "change")
    assert len(browser.find(".column circle.people")) == 3
    browser.set("#room-rounds", "12/40, 50/40", "change")
    assert browser.find("#room-rounds")[0].get_attribute("aria-invalid") == "true"
    assert "12/40" in browser.text("#room-wrong")
    assert len(browser.find(".column circle.people")) == 3


def test_a_and_b_stand_side_by_side(browser, deal):
    browser.open(deal, "selection").see("selection")
    browser.click("#add-b")
    browser.set("#rounds", "0")
    findings = [e.text for e in browser.find(".column .finding")]
    assert len(findings) == 2
    assert findings[0] != findings[1]
    assert "differs from A in time" in browser.text(".side-title")
    address = browser.address
    browser.click("#edit-a")
    assert browser.find("#rounds-typed")[0].get_attribute("value") == "12"
    browser.open(deal, "selection", address.split("view=selection")[1]).see("selection")
    assert [e.text for e in browser.find(".column .finding")] == findings
    browser.click("#no-b")
    assert len(browser.find(".column .finding")) == 1


def test_a_link_restores_the_setting(browser, deal):
    browser.open(deal, "map").see("map")
    browser.set("#depth", "1")
    browser.set("#tremble", "100")
    browser.click("#map-true")
    said, address = browser.text(".column .finding"), browser.address
    browser.open(deal, "map", address.split("view=map")[1]).see("map")
    assert browser.text(".column .finding") == said
    assert browser.find("#map-true")[0].get_attribute("aria-pressed") == "true"
    browser.click("#copy-link")
    browser.wait()
    assert "its link opens only here" in browser.text("#said")
    browser.open(deal, "match", "&a.time=%7B%22about%22%3A-5%7D")
    assert "could not be used" in browser.text("#said")
    assert "about 12 quarters" in browser.text("#lead")


@pytest.mark.parametrize("cut", ["&note=100%", "&a.time=%7B%22abo%", "&%E0%A4"])
def test_an_address_cut_short_opens_the_page(browser, deal, cut):
    browser.open(deal, "league", cut)
    assert browser.errors() == []
    assert browser.find("#bet-league-1-place")


def test_back_turns_the_view_and_a_reload_keeps_the_room(browser, deal):
    browser.open(deal)
    browser.set("#bet-match-guess", "30")
    browser.click("#bet-match-place")
    browser.set("#bet-match-tally-1", "7", "change")
    browser.set("#room-rounds", "12/40, 30/40", "change")
    browser.click("#to-play")
    browser.click("#play-start")
    browser.click("#move-1")
    browser.click("#move-0")
    browser.set("#tremble", "100")
    log = browser.text("#play-log")
    browser.driver.back()
    browser.wait()
    assert browser.find("#view-match")[0].is_displayed()
    assert browser.find("#tremble")[0].get_attribute("value") == "100"
    browser.driver.forward()
    browser.wait()
    browser.driver.refresh()
    browser.wait()
    assert browser.text("#play-log") == log
    browser.click("#to-match")
    browser.click("#reset")
    assert "You said 30%" in browser.text(".verdict")
    assert browser.find("#bet-match-tally-1")[0].get_attribute("value") == "7"
    assert len(browser.find(".column circle.people")) == 2
    browser.click("#clear-room")
    assert browser.find("#bet-match-place")
    browser.driver.refresh()
    browser.wait()
    assert browser.find("#bet-match-place")
    browser.driver.execute_script("location.hash = '#view=league'")
    browser.wait()
    assert browser.find("#view-league")[0].is_displayed()
    assert browser.errors() == []


def test_what_a_slider_changes_is_said_and_stays_in_sight(browser, deal):
    browser.open(deal).narrow(390).see("match")
    browser.set("#tremble", "200")
    browser.run("document.getElementById('panel-fold').open = true")
    browser.run("document.getElementById('tremble').scrollIntoView()")
    finding = browser.text(".column .finding")
    (now,) = browser.find("#now")
    assert now.text == finding
    bottom = browser.run("return arguments[0].getBoundingClientRect().bottom", now)
    assert 0 < bottom <= 740
    read = "return document.getElementById('said').textContent"
    for _ in range(40):
        if spaced(said := browser.run(read)) == finding:
            break
    assert spaced(said) == finding


def test_the_map_is_read_with_the_arrow_keys(browser, deal):
    browser.open(deal, "map").see("map")
    (place,) = browser.find("#map-a")
    for key in ("\ue013", "\ue014", "\ue014"):  # up, right, right
        place = browser.find("#map-a")[0]
        place.send_keys(key)
        browser.wait()
    said = browser.text("#reading-a")
    assert re.search(r"About [\d.]+ quarters, .*%", said)
    assert browser.run("return document.activeElement.id") == "map-a"


def test_where_selection_goes_round_nobody_takes_over(browser):
    deal = Deal.from_toml(SAMPLE.with_name("renewals.toml"))
    browser.open(deal, "selection")
    browser.set("#depth", "2")
    browser.click("#held")
    for role in (1, 0):
        browser.click(f"#bet-selection-{role}-guess-{len(deal.sellers)}")
        browser.click(f"#bet-selection-{role}-place")
    said = browser.text("#body-selection")
    assert said.count("nobody takes over for good") == said.count("You were right") == 2
    assert "Nobody takes over for good: " in browser.text(".column .finding")
    assert "in the end" not in said
    browser.go("map")
    assert not browser.find(".moving-dots"), "one pair has nothing to select"
    browser.click("#map-true")
    alt = browser.find("#map-a .drawing")[0].get_attribute("aria-label")
    n = int(re.search(r"In (\d+) of 77 places, the dotted ones", alt).group(1))
    assert len(browser.find("#map-a .moving-dots")) == n > 5
    assert "and stay there: " in browser.text(".column")
    assert "Where that does not settle, it is an average" in browser.text(".column")
    assert "does not settle" not in browser.text(".column .finding")


@pytest.mark.parametrize("field", [False, True])
def test_the_mark_tells_the_deal_s_own_numbers(browser, deal, field):
    browser.open(deal, "map", "&field=1" if field else "").see("map")
    shares = []
    for game in (deal.game.held_at(0), deal.game):
        exact = evaluate(game, *(player.strategy for player in deal.pair_players))
        share = exact.cooperation.mean()
        if field:
            sides = ([p.strategy for p in side] for side in (deal.buyers, deal.sellers))
            pairs = pair_table(game, *sides)
            length = pairs.length[..., None]
            outcomes = {
                "total_utility": pairs.utility * length,
                "cooperated": pairs.cooperation * pairs.played[..., None],
                "played": pairs.played,
            }
            left = select(outcomes, same_names=False)
            share = mixed(outcomes, "cooperation", left.met)
        shares.append(percent(float(share)))
    said = browser.text(".column")
    assert f"Held there, a side does its part in {shares[0]} of its moves" in said
    assert f"as in this deal, in {shares[1]}." in said


def test_what_reads_alike_is_no_other(browser, deal):
    browser.open(deal, "league")
    browser.click("#bet-league-1-guess-3")  # always pitches: 255.6 k€, and the best 256.2
    browser.click("#bet-league-1-place")
    browser.see("league")
    assert "hardly better than as “always pitches”" in browser.text("#body-league .finding")
    assert "You were right" in browser.text("#body-league")
    assert len(browser.find(".league .tag")) == 1
    browser.click("#add-b")
    browser.set("#tremble", "1000")
    left, right = (column.rect for column in browser.find(".column"))
    assert left["y"] + left["height"] <= right["y"]
    for table in browser.find(".league"):
        hidden = "return arguments[0].parentNode.scrollWidth - arguments[0].clientWidth"
        assert browser.run(hidden, table) <= 1
    assert len(browser.find(".league .tag")) == 1
    assert "Every pairing makes the same together" in browser.text(".column[data-side=b]")


# --- playing --------------------------------------------------------------------------


@pytest.mark.parametrize("role", [0, 1])
def test_a_hidden_character_is_played_against_and_found_out(browser, deal, role):
    browser.open(deal, "play")
    browser.click(f"#play-role-{role}")
    browser.click("#play-start")
    names = {player.words for side in (deal.buyers, deal.sellers) for player in side}
    for round_ in range(8):
        assert f"Quarter {round_ + 1} of 8" in browser.text("#body-play")
        assert not any(f"“{name}”" in browser.text("#body-play") for name in names)
        browser.click(f"#move-{round_ % 2}")
    browser.click("#play-guess-0")
    browser.click("#play-reveal")
    said = browser.text("#body-play")
    assert "found out" in said or "It was “" in said
    rows = [
        [cell.text for cell in row.find_elements("css selector", "th, td")]
        for row in browser.find("#body-play tbody tr")
    ]
    assert len(rows) == 8
    number = re.compile(r"[−\d][\d.,]*")
    earned = [_read(number.search(row[-1]).group()) for row in rows]
    total = _read(re.search(r"You made ([−\d.,]+)", said).group(1))
    assert total == pytest.approx(sum(earned), abs=0.05 * len(rows))
    lost = sum(_read(number.search(row[-2]).group()) for row in rows if row[-2] != "–")
    best = _read(re.search(r"could expect ([−\d.,]+)", said).group(1))
    luck = _read(re.search(r"Luck made the rest: ([−\d.,]+)", said).group(1).rstrip("."))
    assert best - lost + luck == pytest.approx(total, abs=2)
    browser.click("#play-again")
    assert browser.find("#play-start")


ALL_ON = """for (let i = 0; i < 99; i++) document.getElementById('move-0').click();
    return TG.state.play.rounds.length"""


def test_a_game_ends_where_it_says(browser, deal):
    browser.open(replace(deal, time=Time(exactly=100)), "play")
    assert "ends after 40 quarters at the latest" in browser.text("#play-cut")
    browser.click("#play-open")
    browser.click("#play-start")
    assert "Quarter 1 of 40" in browser.text("#body-play")
    assert browser.run(ALL_ON) == 40
    short = replace(deal, time=Time(chance_of_another=0.999, at_most=2))
    browser.open(short, "play")
    browser.click("#play-open")
    browser.click("#play-start")
    assert "nobody knows" in browser.text("#body-play")
    browser.run("TG.step(TG.state.play, 0); TG.changed()")
    if not browser.run("return TG.state.play.over"):
        assert "Quarter 2, the last there can be" in browser.text("#body-play")


def test_one_may_walk_away_where_the_deal_lets_one(browser, deal):
    browser.open(deal, "play")
    browser.click("#play-start")
    assert not browser.find("#move-walk")
    cells = [spaced(cell.text) for cell in browser.find("#play-pays td") if cell.text]
    paid = deal.game.arrays().payoff[0]  # one sits where the seller does, by default
    for (mine, other), cell in zip([(0, 0), (0, 1), (1, 0), (1, 1)], cells, strict=True):
        wanted = [deal.labels.pay(paid[side, other, mine]) for side in (1, 0)]
        assert cell == spaced(" ".join(wanted))
    browser.open(replace(deal, outside=(5.0, 7.0)), "play")
    browser.click("#play-start")
    browser.click("#move-0")
    if browser.find("#move-walk"):
        assert "7 k€" in spaced(browser.text("#move-walk"))
        browser.click("#move-walk")
        assert "walked away" in browser.text("#body-play .finding")
    browser.click("#play-guess-0")
    browser.click("#play-reveal")
    earned = spaced(browser.find("#body-play tbody tr:last-child td:last-child")[0].text)
    assert earned == spaced(deal.labels.pay(7 * 7)), "seven quarters were left of eight"


def _read(text):
    """Return a number as the page writes it."""
    return float(text.rstrip(".,").replace("−", "-").replace(",", ""))
