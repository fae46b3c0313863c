"""The page in a real Chromium: files, hostile words, small screens, print, odd deals."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from workshop_page import LIVE

from trustgame.automata import Automaton
from trustgame.deals import Deal, Labels, Player, SideLabels, Time
from trustgame.relationship import Relationship
from trustgame.stage import StageGame

SAMPLE = Path(__file__).parents[2] / "deals" / "consulting.toml"
HOSTILE = '<img src=x onerror="window.fooled=1">'
PLAIN = Deal.from_toml(SAMPLE)


@pytest.fixture(scope="module")
def deal():
    """The sample deal."""
    return PLAIN


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
        ("title", "x" * 121),
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


def test_what_was_typed_wrong_stays_as_typed(browser, deal):
    browser.open(deal, "deal")
    stakes, regard = "relationship.stakes.buyer", "relationship.regard.buyer"
    browser.set(f"[data-path='{stakes}']", "1,200")
    browser.set(f"[data-path='{regard}']", "abc")
    for field, says in ((stakes, "1200 or 1.2"), (regard, "Write a number")):
        told = browser.find(f"[data-path='{field}']")[0].get_attribute("aria-describedby")
        assert says in browser.find(f"#{told}")[0].get_attribute("textContent")
    browser.click("#leaves")  # builds the form anew
    browser.click("#to-match")
    browser.set("#depth", "1")
    browser.click("#to-deal")
    for field, text in ((stakes, "1,200"), (regard, "abc")):
        (entry,) = browser.find(f"[data-path='{field}']")
        assert entry.get_attribute("value") == text
        assert entry.get_attribute("aria-invalid") == "true"
    assert not browser.find("#save")[0].is_enabled()
    assert browser.find("#leaves")[0].is_selected()
    browser.set(f"[data-path='{stakes}']", "2")
    browser.set(f"[data-path='{regard}']", "0")
    made = Deal.from_toml(browser.find("#toml")[0].get_attribute("value"))
    assert made.relationship.start == 1
    assert made.outside is not None
    assert browser.errors() == []


def test_the_charts_stay_those_of_the_deal_that_came(browser, deal):
    browser.open(deal, "charts")
    lead = browser.text("#lead")
    assert not browser.find("#charts-note")[0].is_displayed()
    browser.click("#to-match")
    browser.set("#rounds-typed", "3", "change")
    assert "about 3 quarters" in browser.text("#lead")
    browser.click("#to-charts")
    assert browser.text("#lead") == lead
    assert browser.find("#charts-note")[0].is_displayed()


def test_a_round_that_is_no_dilemma_any_more_is_said_beside_its_payments(browser, deal):
    browser.open(deal)
    assert not browser.text("#pays-note")
    browser.run("document.getElementById('pays').open = true")
    browser.set("#pay-gained-seller", "-500")
    assert "Services firm is not tempted" in browser.text("#pays-note")
    browser.click("#reset-pays")
    assert not browser.text("#pays-note")
    browser.click("#add-b")
    browser.click("#to-deal")
    assert browser.find("#deal-note")[0].is_displayed()


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


@pytest.mark.parametrize("width", [390, 1280])
def test_names_of_forty_letters_are_shown_whole(browser, deal, width):
    name = "a way to behave that takes forty letters"
    labels = replace(
        deal.labels,
        buyer=replace(deal.labels.buyer, name="Purchasing department of a big customer"),
        seller=replace(deal.labels.seller, name="Regional sales team for trade and craft"),
    )
    many = tuple(Player(p.strategy, f"{name[:-2]} {n}") for n, p in enumerate(deal.buyers))
    browser.open(replace(deal, labels=labels, buyers=many, sellers=many, pair=("", "")))
    browser.narrow(width, 900)
    for view in ("match", "league", "selection", "map"):
        browser.go(view)
        texts = browser.run(
            "return [...document.querySelectorAll('.view:not([hidden]) .drawing text')]"
            ".map((e) => [...e.childNodes].filter((n) => n.nodeName !== 'title')"
            ".map((n) => n.textContent).join(' '))"
        )
        assert texts
        assert not [text for text in texts if "…" in text], view


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


PALE = """
    const bright = (colour) => {
      const [r, g, b] = colour.match(/[0-9.]+/g).map((c) => c / 255)
        .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
    };
    const behind = (node) => {
      const own = getComputedStyle(node);
      if (node.matches(".halo")) return own.stroke;
      for (let at = node; at; at = at.parentElement) {
        const found = getComputedStyle(at).backgroundColor;
        if (!/, 0\\)$/.test(found)) return found;
      }
      return null;
    };
    const pale = [];
    for (const node of document.querySelectorAll("body *")) {
      const told = [...node.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
      if (!told || !node.checkVisibility() || node.matches("script, [disabled]")) continue;
      const own = getComputedStyle(node);
      const pair = [node.closest("svg") ? own.fill : own.color, behind(node)].map(bright);
      const ratio = Math.max(...pair) / Math.min(...pair);
      if (!(ratio >= 4.5)) pale.push(`${node.textContent.trim()}: ${ratio}`);
    }
    return [getComputedStyle(document.body).backgroundColor, pale];
"""


@pytest.mark.parametrize(
    ("said", "prefers", "media", "dark"),
    [
        (None, "light", "screen", False),
        (None, "dark", "screen", True),
        (None, "dark", "print", False),
        ("dark", "light", "screen", True),
        ("dark", "light", "print", False),
        ("light", "dark", "screen", False),
        ("print", "dark", "screen", False),
    ],
)
def test_every_word_can_be_read_in_every_theme(browser, deal, said, prefers, media, dark):
    prefer = [{"name": "prefers-color-scheme", "value": prefers}]
    told = {"media": media, "features": prefer}
    browser.open(deal, "league", theme=said)
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", told)
    views = ("match", "league", "selection", "map", "play", "deal")
    try:
        for view in views if media == "screen" else ("league",):
            paper, pale = (browser.go(view) if media == "screen" else browser).run(PALE)
            assert (paper == "rgb(28, 28, 28)") is dark
            assert pale == []
    finally:
        browser.driver.execute_cdp_cmd(
            "Emulation.setEmulatedMedia", {"media": "", "features": []}
        )


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
