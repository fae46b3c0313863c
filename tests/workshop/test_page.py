"""The page in a real Chromium: it answers, bets, plays, saves, and believes no word."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from trustgame.automata import Automaton
from trustgame.deals import Deal, Labels, Player, SideLabels, Time
from trustgame.relationship import Relationship
from trustgame.solve.evaluate import evaluate
from trustgame.solve.table import pair_table
from trustgame.stage import StageGame
from trustgame.workshop.page import page

SAMPLE = Path(__file__).parents[2] / "deals" / "consulting.toml"
LIVE = ("match", "league", "selection", "map", "play", "deal")
BETS = {
    "match": ["bet-match"],
    "league": ["bet-league-1", "bet-league-0"],
    "selection": ["bet-selection-1", "bet-selection-0"],
    "map": ["bet-map"],
}
HOSTILE = '<img src=x onerror="window.fooled=1">'
PLAIN = Deal.from_toml(SAMPLE)


@pytest.fixture(scope="module")
def deal():
    """The sample deal."""
    return PLAIN


class Browser:
    """A page that is open, and what one does with it."""

    def __init__(self, driver, folder):
        self.driver, self.folder, self.pages = driver, folder, {}

    def open(self, deal, view="match", more=""):
        """Open the page of a deal at a view, afresh."""
        if deal not in self.pages:
            path = self.folder / f"page-{len(self.pages)}.html"
            path.write_text(page(deal, []), encoding="utf-8")
            self.pages[deal] = path.as_uri()
        self.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
        self.driver.get("about:blank")
        self.driver.get_log("browser")
        self.driver.get(f"{self.pages[deal]}#view={view}{more}")
        self.wait()
        return self

    def go(self, view):
        """Go to a view by its tab, and open its answers."""
        self.run("document.getElementById(`to-${arguments[0]}`).click()", view)
        return self.see(view)

    def wait(self):
        """Wait until what was changed is drawn."""
        self.driver.execute_async_script(
            "const done = arguments[0];"
            "requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 30)))"
        )

    def run(self, script, *given):
        """Run a script, wait, and return what it says."""
        said = self.driver.execute_script(script, *given)
        self.wait()
        return said

    def find(self, css):
        """Return the elements of a selector."""
        return self.driver.find_elements("css selector", css)

    def click(self, css):
        """Click on an element as a person does."""
        (element,) = self.find(css)
        element.click()
        self.wait()

    def set(self, css, value, event="input"):
        """Give a control a value, as moving or typing does."""
        self.run(
            "const e = document.querySelector(arguments[0]); e.value = arguments[1];"
            "e.dispatchEvent(new Event(arguments[2], {bubbles: true}));",
            css,
            value,
            event,
        )

    def text(self, css="main"):
        """Return what can be read there."""
        return " ".join(" ".join(e.text for e in self.find(css)).split())

    def see(self, view):
        """Open all answers of a view without a bet."""
        for bet in BETS.get(view, []):
            self.run("document.getElementById(arguments[0])?.click()", f"{bet}-skip")
        return self

    def errors(self):
        """Return what the browser complains of."""
        return [line["message"] for line in self.driver.get_log("browser")]

    def narrow(self, width=360, height=740):
        """Look at it on a phone."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": True}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        self.wait()
        return self

    @property
    def address(self):
        """What the address bar says behind the file."""
        return self.driver.execute_script("return location.hash")


@pytest.fixture(scope="module")
def browser(driver, tmp_path_factory):
    """A browser for the pages of this file."""
    driver.set_window_size(1400, 900)
    driver.set_script_timeout(20)
    return Browser(driver, tmp_path_factory.mktemp("pages"))


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
        browser.run("document.querySelector('.tally').open = true")
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
    truth = browser.find("tr.truth th")
    assert len(truth) == 2
    assert all("the model" in row.text for row in truth)
    browser.set("#bet-league-1-tally-2", "17", "change")
    assert browser.find("#bet-league-1-tally-2")[0].get_attribute("value") == "17"


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
    browser.open(deal, "match", "&a.time=%7B%22about%22%3A-5%7D")
    assert "could not be used" in browser.text("#said")
    assert "about 12 quarters" in browser.text("#lead")


def test_the_map_is_read_with_the_arrow_keys(browser, deal):
    browser.open(deal, "map").see("map")
    (place,) = browser.find("#map-a")
    for key in ("\ue013", "\ue014", "\ue014"):  # up, right, right
        place = browser.find("#map-a")[0]
        place.send_keys(key)
        browser.wait()
    said = browser.text("#reading-a")
    assert re.search(r"about [\d.]+ quarters, .*%", said)
    assert browser.run("return document.activeElement.id") == "map-a"


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
    best = _read(re.search(r"can expect ([−\d.,]+)", said).group(1))
    luck = _read(re.search(r"Luck made the rest: ([−\d.,]+)", said).group(1).rstrip("."))
    assert best - lost + luck == pytest.approx(total, abs=2)
    browser.click("#play-again")
    assert browser.find("#play-start")


def _read(text):
    """Return a number as the page writes it."""
    return float(text.rstrip(".,").replace("−", "-").replace(",", ""))


# --- the form and its files -----------------------------------------------------------


def saved(browser, downloads, name):
    """Save the deal and return what was written."""
    path = downloads / name
    path.unlink(missing_ok=True)
    browser.click("#save")
    for _ in range(50):
        if path.is_file():
            return path.read_text(encoding="utf-8")
        browser.wait()
    raise AssertionError(f"nothing was saved as {name}")


def test_a_deal_is_saved_and_opened_again(browser, deal, downloads, tmp_path):
    browser.open(deal, "deal")
    text = saved(browser, downloads, "a-consulting-engagement-quarter-by-quarter.toml")
    assert Deal.from_toml(text) == deal
    browser.set("[data-path='title']", 'Say "yes" \\ Söhne & Co')
    browser.set("[data-path='buyer.name']", "Заказчик")
    browser.set("[data-path='relationship.tremble.buyer']", "0 → 0,1")
    text = saved(browser, downloads, "say-yes-söhne-co.toml")
    changed = Deal.from_toml(text)
    assert changed.labels.title == 'Say "yes" \\ Söhne & Co'
    assert changed.labels.buyer.name == "Заказчик"
    np.testing.assert_allclose(
        changed.relationship.per_level("tremble")[:, 0], np.linspace(0, 0.1, 4)
    )
    other = tmp_path / "renamed.toml"
    other.write_text(text, encoding="utf-8")
    browser.open(deal, "deal")
    browser.find("#open")[0].send_keys(str(other))
    browser.wait()
    assert "Söhne" in browser.text("h1")
    assert "Заказчик" in browser.text("#lead")
    browser.click("#came")
    assert browser.text("h1") == deal.labels.title


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("title = ", "line 1"),
        ('title = "x"\n', "is missing"),
        ("\x00\x01binary", "line 1"),
    ],
)
def test_a_file_that_is_no_deal_is_refused(browser, deal, tmp_path, text, says):
    broken = tmp_path / "broken.toml"
    broken.write_text(text, encoding="utf-8")
    browser.open(deal, "deal")
    browser.find("#open")[0].send_keys(str(broken))
    browser.wait()
    assert "broken.toml" in browser.text("#file-wrong")
    assert says in browser.text("#file-wrong")
    assert browser.text("h1") == deal.labels.title
    assert browser.errors() == []


def test_every_answer_is_checked_at_once(browser, deal):
    browser.open(deal, "deal")
    for path, value in [
        ("title", ""),
        ("buyer.name", "x" * 61),
        ("seller.defect", deal.labels.seller.cooperate),
        ("time.about", "0"),
        ("time.about", "soon"),
        ("relationship.regard.seller", "7"),
        ("relationship.stakes.buyer", "a → b"),
        ("story.seed", "1.5"),
    ]:
        browser.set(f"[data-path='{path}']", value)
        (field,) = browser.find(f"[data-path='{path}']")
        assert field.get_attribute("aria-invalid") == "true", path
        told = field.get_attribute("aria-describedby")
        assert browser.find(f"#{told}")[0].get_attribute("textContent"), path
        assert not browser.find("#save")[0].is_enabled()
        browser.click("#came")
    assert browser.find("#save")[0].is_enabled()


def test_payoffs_change_their_form_and_not_their_worth(browser, deal):
    browser.open(deal, "deal")
    start = "outcomes" if browser.find("#pay-way-money:checked") else "money"
    for way in (start, "money", "outcomes"):
        browser.click(f"#pay-way-{way}")
        text = browser.find("#toml")[0].get_attribute("value")
        changed = Deal.from_toml(text)
        np.testing.assert_allclose(changed.stage.payoffs, deal.stage.payoffs)
        assert (changed.money is not None) == (way == "money")


def test_ways_to_behave_are_added_and_taken_away(browser, deal):
    browser.open(deal, "deal")
    browser.click("#add-sellers")
    browser.click("#remove-buyers-0")
    changed = Deal.from_toml(browser.find("#toml")[0].get_attribute("value"))
    assert len(changed.sellers) == len(deal.sellers) + 1
    assert [p.name for p in changed.buyers] == [p.name for p in deal.buyers[1:]]
    browser.click("#to-league")
    browser.see("league")
    assert len(browser.find("table.league tbody tr")) == len(deal.buyers) - 1


# --- whom it must not believe, whom it must not shut out ------------------------------

NASTY = Deal(
    Labels(
        title=f"{HOSTILE} </script><script>window.fooled=2</script>",
        buyer=SideLabels(HOSTILE, "'\"><b>open", "{side} $x & y"),
        seller=SideLabels("Исполнительный директор по закупкам, филиал Омск №17", "a", "b"),
        money="</td>",
        round="<i>",
        rounds="<i>s",
        depths=("</script>", "Я" * 30),
    ),
    StageGame.prisoners_dilemma(),
    Time(about=6),
    relationship=Relationship(depths=2, tremble=0.05, misperception=0.1),
    buyers=(Player("tit_for_tat", "W" * 60), Player("always_defect", HOSTILE)),
    sellers=(Player("tit_for_tat", "ы" * 60), "always_defect"),
)  # fmt: skip


def test_names_stay_names(browser):
    browser.open(NASTY)
    for view in LIVE:
        browser.go(view)
        assert browser.run("return window.fooled") is None
        assert not browser.find("main img, main b, main i")
        assert browser.errors() == []
        if view == "league":
            assert HOSTILE in browser.text("table.league")
    assert HOSTILE in browser.text("h1")
    assert Deal.from_toml(browser.find("#toml")[0].get_attribute("value")) == NASTY


@pytest.mark.parametrize("width", [360, 800])
def test_nothing_is_wider_than_the_screen(browser, deal, width):
    for made in (deal, NASTY):
        browser.open(made).narrow(width)
        for view in (*LIVE, "charts"):
            browser.go(view)
            wide = browser.run("return document.documentElement.scrollWidth")
            assert wide <= width, view


def test_moves_carry_the_deal_s_own_words(browser, deal):
    browser.open(deal)
    for view in ("match", "league", "selection", "map", "play"):
        browser.go(view)
        everything = browser.run(
            "return document.body.innerText + [...document.querySelectorAll"
            "('[aria-label]')].map((e) => e.getAttribute('aria-label')).join(' ')"
        )
        assert "defect" not in everything.lower()


def test_every_control_and_picture_has_a_name(browser, deal):
    browser.open(deal)
    for view in (*LIVE, "charts"):
        browser.go(view)
        nameless = browser.run(
            """
            const named = (e) => e.getAttribute("aria-label") || e.getAttribute("alt")
              || e.textContent.trim()
              || (e.labels && [...e.labels].some((l) => l.textContent.trim()));
            return [...document.querySelectorAll("button, select, input, textarea, img,"
              + "svg[role=img], [role=group], [role=application]")]
              .filter((e) => !named(e) && !e.closest("[aria-hidden]"))
              .map((e) => e.outerHTML.slice(0, 200));
            """
        )
        assert nameless == []
        ids = browser.run("return [...document.querySelectorAll('[id]')].map((e) => e.id)")
        assert len(ids) == len(set(ids))


def test_keys_alone_are_enough(browser, deal):
    browser.open(deal)
    body = browser.find("body")[0]
    body.send_keys("\ue004")
    assert browser.run("return document.activeElement.className") == "skip"
    browser.find("#to-league")[0].send_keys("\ue007")
    browser.wait()
    assert browser.find("#view-league")[0].is_displayed()
    assert browser.run("return document.activeElement.id") == "head-league"
    browser.find("#bet-league-1-guess-0")[0].send_keys(" ")
    browser.find("#bet-league-1-place")[0].send_keys("\ue007")
    browser.wait()
    assert browser.find("#bet-league-1-again")
    assert browser.run("return document.activeElement.id") != ""


def test_it_prints_without_its_controls(browser, deal):
    browser.open(deal, "league").see("league")
    printed = browser.driver.execute_cdp_cmd("Page.printToPDF", {"printBackground": True})
    assert base64.b64decode(printed["data"]).startswith(b"%PDF")
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    assert not browser.find("#panel")[0].is_displayed()
    assert browser.find("table.league")[0].is_displayed()
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


# --- deals of other kinds -------------------------------------------------------------

GRIM = Automaton("one strike", (1, 0), ((0, 1), (1, 1)), leave=(0, 0.5))
FLAT = replace(
    PLAIN,
    labels=replace(PLAIN.labels, depths=()),
    relationship=Relationship(),
    buyers=("tit_for_tat", GRIM),
    sellers=("TFT", "threshold_3"),
    pair=("", ""),
    money=None,
    depth="",
)
SAME = StageGame([[0, 0], [0, 0]], [[0, 0], [0, 0]])
ABSURD = StageGame([[9e11, -9e11], [1e12, 0]], [[1e-9, 1e-9], [1e-9, 0]])


@pytest.mark.parametrize(
    "odd",
    [
        replace(FLAT, sellers=("TFT", "generous_tit_for_tat")),
        replace(FLAT, time=Time(exactly=1)),
        replace(FLAT, time=Time(exactly=10_000)),
        replace(FLAT, time=Time(chance_of_another=0.9, at_most=4)),
        replace(FLAT, stage=SAME),
        replace(FLAT, stage=ABSURD),
        replace(FLAT, sellers=("walk_away",), pair=("", ""), outside=(1.0, 2.0)),
        replace(FLAT, buyers=("tit_for_tat",), sellers=("tit_for_tat",), pair=("", "")),
    ],
    ids=["flat", "one", "many", "at most", "nothing", "absurd", "leaving", "one pair"],
)  # fmt: skip
def test_odd_deals_are_answered_too(browser, odd):
    browser.open(odd)
    for view in LIVE:
        browser.go(view)
        said = browser.text("main")
        assert not re.search(r"\b(NaN|undefined|null|Infinity)\b", said), view
        drawn = browser.run(
            "return [...document.querySelectorAll('main svg *')].some((e) => "
            "[...e.attributes].some((a) => /NaN|Infinity|undefined/.test(a.value)))"
        )
        assert not drawn, view
        if odd.stage == SAME and view in ("league", "selection"):
            assert len(browser.find(f"#view-{view} tr.truth")) == 4, (
                "where all are equal, none is best"
            )
        assert browser.errors() == []
