"""What a deal says of itself: its games, its money, where it stands, what looks odd."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustgame._language import english
from trustgame.deals import Deal, Labels, Money, SideLabels, Time
from trustgame.deals.describe import kinds
from trustgame.exceptions import SpecificationError
from trustgame.relationship import Relationship
from trustgame.solve.critical import critical_continuation
from trustgame.solve.equilibrium import is_equilibrium
from trustgame.solve.evaluate import evaluate
from trustgame.stage import StageGame

BUYER = SideLabels("Client", "open up", "shop around")
SELLER = SideLabels("Firm", "prepare", "pitch")


def deal_of(**changes):
    """A deal in money, with some facts changed."""
    facts = {"price": 100, "cost": 40, "value": 150, "preparing": (35, 30), "lost": 55}
    depth = changes.pop("depth", "")
    labels = Labels("A deal", BUYER, SELLER, "k€", "quarter", "quarters")
    time = changes.pop("time", Time(about=12))
    money = Money(**facts | changes)
    who = {"buyers": ("tit_for_tat",), "sellers": ("tit_for_tat",)}
    deal = Deal(labels, money.stage, time, money=money, **who)
    if not depth:
        return deal
    return Deal.from_dict({**deal.to_dict(), "relationship": {"depth": depth}})


def said_by(deal):
    """What a deal says, with plain spaces."""
    return [sentence.replace("\xa0", " ") for sentence in deal.check()]


# --- the game -------------------------------------------------------------------------


def test_a_side_s_game_is_named_where_it_changes():
    dilemma, hunt = dict(T=5, R=3, P=1, S=0), dict(T=5, R=4.5, P=1, S=0)
    deal = Deal(
        Labels("A deal", BUYER, SELLER, depths=("unknown", "known", "trusted", "partner")),
        StageGame.from_roles(buyer=hunt, seller=dilemma),
        Time(about=10),
        Relationship(depths=4, regard=0.05),
        buyers=("tit_for_tat",),
        sellers=("tit_for_tat",),
    )
    assert said_by(deal)[0] == "One round is a dilemma for both sides."
    trusting = Deal.from_dict(
        {
            **deal.to_dict(),
            "relationship": {"depth": "unknown", "regard": [0, 0, 0.2, 0.2]},
        }
    )
    assert said_by(trusting)[0] == (
        "One round is a dilemma for both sides; "
        "for Client a stag hunt once you are trusted."
    )


def test_two_different_games_are_told_apart():
    assert said_by(deal_of(preparing=(0, 30)))[0] == (
        "One quarter is a game with a tie for Client and a dilemma for Firm."
    )
    assert said_by(deal_of(gained=(-36, 0)))[0] == (
        "One quarter is no dilemma (doing its part pays anyway) for Client and "
        "a dilemma for Firm."
    )


@given(
    regard=st.floats(0, 1),
    preparing=st.tuples(st.integers(0, 60), st.integers(0, 60)),
    lost=st.integers(0, 90),
)
def test_the_headline_agrees_with_the_games(regard, preparing, lost):
    deal = deal_of(preparing=preparing, lost=lost)
    deal = Deal.from_dict({**deal.to_dict(), "relationship": {"regard": regard}})
    first = said_by(deal)[0]
    games = [kind.replace("prisoner's ", "") for kind in kinds(deal.game, 0)]
    for kind, words in (("dilemma", "a dilemma"), ("stag hunt", "a stag hunt")):
        assert (words in first) == (kind in games)


# --- the money ------------------------------------------------------------------------


def test_the_four_outcomes_are_said_with_their_sums():
    said = said_by(deal_of(preparing=(10, 30), gained=(25, 0), lost_if_neither=(55, 45)))
    assert said[3:7] == [
        "If Client chooses “open up” and Firm “prepare”, Client is left with 40 k€ "
        "per quarter (150 value − 100 price − 10 for its part), Firm with 30 k€ "
        "(100 price − 40 cost − 30 for its part).",
        "If Client chooses “open up” and Firm “pitch”, Client is left with −15 k€ "
        "per quarter (150 value − 100 price − 10 for its part − 55 lost), Firm with 60 k€ "
        "(100 price − 40 cost).",
        "If Client chooses “shop around” and Firm “prepare”, Client is left with 75 k€ "
        "per quarter (150 value − 100 price + 25 gained), Firm with −25 k€ "
        "(100 price − 40 cost − 30 for its part − 55 lost).",
        "If Client chooses “shop around” and Firm “pitch”, Client is left with 20 k€ "
        "per quarter (150 value − 100 price + 25 gained − 55 lost), Firm with 15 k€ "
        "(100 price − 40 cost − 45 lost).",
    ]


def test_payoffs_that_were_given_are_said_without_sums():
    told = [s for s in said_by(replace(deal_of(), money=None)) if s.startswith("If Client")]
    assert len(told) == 4
    assert told[2] == (
        "If Client chooses “shop around” and Firm “prepare”, Client is left with 50 k€ "
        "per quarter, Firm with −25 k€."
    )


def test_amounts_are_today_s_and_stakes_that_differ_are_said():
    for depth in ("unknown", "known", "trusted", "partner"):
        assert not any("times that" in s for s in said_by(deal_of(depth=depth)))
    tables = deal_of(depth="known").to_dict()
    tables["relationship"]["stakes"] = {"buyer": 2, "seller": 1.5}
    said = said_by(Deal.from_dict(tables))
    assert (
        "At “known”, where the deal starts, one quarter is worth 2 times that to Client."
        in (said)
    )
    assert any("worth 1.5 times that to Firm" in s for s in said)
    tables["relationship"]["stakes"] = 2
    assert any(
        s.endswith("one quarter is worth 2 times that.")
        for s in said_by(Deal.from_dict(tables))
    )


def test_sums_begin_with_a_minus_where_they_must():
    said = said_by(deal_of(value=0))
    assert any(
        "Client is left with −135 k€ per quarter (−100 price − 35 for" in s for s in said
    )


# --- where it stands ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("about", "says"),
    [
        (12, "That is enough for trust to hold: 9.8 quarters more than it needs."),
        (2.2, "That is just enough for trust to hold."),
        (2, "That is too short for trust to hold by the threat of ending it: it takes"),
    ],
)
def test_the_deal_is_held_against_the_patience_that_trust_needs(about, says):
    # grim: (T - R) / (T - P) = 30 / 55, which is a deal of 1 / (1 - 30 / 55) = 2.2 quarters
    deal = deal_of(time=Time(about=about), preparing=30)
    least = critical_continuation(deal.game, "grim_trigger", "grim_trigger")
    assert least == pytest.approx(30 / 55)
    assert any(sentence.startswith(says) for sentence in said_by(deal))


@given(
    about=st.floats(1, 60),
    depth=st.sampled_from(["unknown", "known", "trusted", "partner"]),
    preparing=st.integers(1, 54),
)
def test_what_is_said_to_hold_is_an_equilibrium(about, depth, preparing):
    deal = deal_of(time=Time(about=about), preparing=preparing, depth=depth)
    game = deal.game
    sober = game.held_at(deal.relationship.start / 3).replace(tremble=0, misperception=0)
    holds = is_equilibrium(sober, "grim_trigger", "grim_trigger").nash
    alike = "( and at “partner” alike,)?"
    where = re.compile(f"(At “{depth}”, where it starts,{alike} that|That) (is|does)")
    [told] = [s for s in said_by(deal) if where.match(s)]
    here = told.partition(";")[0]
    assert holds == (" enough for trust to hold" in here)
    assert holds != ("too short for trust to hold" in here)


def test_the_pair_s_own_numbers_are_the_solver_s():
    deal = deal_of(depth="known")
    found = evaluate(deal.game, "tit_for_tat", "tit_for_tat")
    [told] = [s for s in said_by(deal) if s.startswith("As written")]
    for share in found.cooperation:
        assert f"{100 * share:.0f}%" in told
    for value in found.payoff:
        assert deal.labels.pay(value).replace("\xa0", " ") in told


@pytest.mark.parametrize("time", [Time(exactly=12), Time(about=12, at_most=20)])
def test_a_known_end_is_not_held_against_lines_of_open_ends(time):
    said = said_by(deal_of(time=time))
    assert any(s.startswith("A known last round is another question") for s in said)
    assert not any("for trust to hold" in s for s in said)


@pytest.mark.parametrize(
    "time", [Time(exactly=1), Time(exactly=10_000), Time(about=1), Time(about=1e6)]
)
def test_any_length_is_explained(time):
    assert any(s.startswith("This deal: ") for s in said_by(deal_of(time=time)))


@pytest.mark.parametrize(
    ("time", "got"),
    [
        ({"exactly": 10**18}, "`time.exactly` must come to at most 1,000,000 rounds"),
        ({"exactly": 10**400}, "`time.exactly`"),
        ({"about": 1e17}, "`time.about`"),
        ({"about": 3, "at_most": 1_000_001}, "`time.at_most` .* got 1,000,001"),
        ({"chance_of_another": 1 - 1e-7}, "`time.chance_of_another` .* got 0.9999999"),
    ],
)
def test_a_length_beyond_all_use_is_refused_at_once(time, got):
    with pytest.raises(SpecificationError, match=f"{got}.*Let a longer stretch"):
        Time(**time)


# --- what looks odd -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        (
            {"price": 200},
            "The price (200 k€) is above what one quarter is worth to Client (150",
        ),
        (
            {"cost": 200},
            "The price (100 k€) is below what one quarter costs Firm (200 k€).",
        ),
        (
            {"cost": 200},
            "Even when both do their part, Firm is left with −130 k€ per quarter",
        ),
        ({"preparing": 0}, "Doing its part costs Client nothing, and letting the other"),
        ({"lost": 0}, "Being let down costs Firm nothing."),
        ({"lost_if_neither": 10}, "Both doing their part leaves the two 45 k€ together"),
        ({"gained": (99, 0)}, "Taking turns pays the two sides more"),
        ({"price": 9e11, "value": 9.0001e11}, "One side's amounts are"),
        ({"price": 9e11, "value": 1e12}, "Amounts like 900 billion k€ are hard to read"),
    ],
)
def test_odd_amounts_are_pointed_out(facts, says):
    said = said_by(deal_of(**facts))
    assert any(s.startswith(says) for s in said), said


def test_a_sound_deal_has_nothing_odd():
    said = said_by(deal_of())
    assert said[-1].startswith("As written")


def test_amounts_too_small_to_read_are_pointed_out():
    facts = {"price": 4e-4, "cost": 1e-4, "value": 6e-4, "preparing": 1e-4, "lost": 2e-4}
    said = said_by(deal_of(**facts))
    assert any(s.startswith("Amounts like 3 × 10⁻⁴ k€ are hard to read") for s in said)


def test_what_is_the_same_at_both_depths_is_said_once():
    said = said_by(deal_of(depth="known", preparing=0, gained=-5))
    assert (
        "At “known”, where it starts, and at “partner” alike, that is enough for trust "
        in ("".join(said))
    )
    assert any("the deal at “known” and at “partner” alike." in s for s in said)


def test_parting_that_pays_more_is_pointed_out():
    tables = deal_of().to_dict()
    tables["money"]["after_leaving"] = {"buyer": 100, "seller": 0}
    said = said_by(Deal.from_dict(tables))
    assert "Once they part, Client has 100 k€ per quarter and Firm 0 k€." in said
    assert said[-1] == (
        "Even when both do their part, Client is left with 15 k€ per quarter, less than "
        "the 100 k€ it has once they part."
    )


def test_a_deal_about_nothing_is_no_list_of_oddities():
    said = said_by(
        deal_of(price=0, cost=0, value=0, preparing=0, lost=0, time=Time(about=3))
    )
    assert [s for s in said if s.startswith("Nothing is at stake")] == [
        "Nothing is at stake for Client: all four outcomes pay it the same.",
        "Nothing is at stake for Firm: all four outcomes pay it the same.",
    ]
    assert said[-1].startswith("Nothing is at stake for Firm")


def test_no_article_stands_before_a_deal_s_own_word():
    """Nobody knows whether it begins with a vowel (an event), or is a name (Acme Ltd)."""
    said = [
        text for file in ("library", "page") for text in english().sentences[file].values()
    ]
    word = r"\{(?:round|one|other|side|who|buyer|seller)\}"
    assert len([text for text in said if re.search(word, text)]) > 100
    assert not [text for text in said if re.search(rf"\b(?:an?|the) {word}", text, re.I)]
