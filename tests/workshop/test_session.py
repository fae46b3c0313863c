"""The session: ninety minutes, bets before reveals, and no number out of thin air."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from trustgame import scenarios, strategies
from trustgame.deals import Deal, Labels, Time, words
from trustgame.deals.numerals import write
from trustgame.plot.board_rows import pages_of
from trustgame.scenarios import ScenarioRun
from trustgame.solve.evaluate import evaluate
from trustgame.stage import StageGame
from trustgame.workshop.answers import ASKED
from trustgame.workshop.index import indexed
from trustgame.workshop.reckonings import characters, one_slip, six
from trustgame.workshop.session import CHOICES, _Maker
from trustgame.workshop.steps import next_step

pytestmark = pytest.mark.slow
SAMPLE = Path(__file__).parents[2] / "deals" / "consulting.toml"


@pytest.fixture(scope="module")
def deal():
    return Deal.from_toml(SAMPLE)


@pytest.fixture(scope="module")
def found(sample_session):
    return sample_session


def plain(**changes):
    """A deal of two prisoners, soon worked out."""
    given = {
        "labels": Labels(), "stage": StageGame.prisoners_dilemma(), "time": Time(about=10),
        "buyers": ("tit_for_tat",), "sellers": ("tit_for_tat",), **changes,
    }  # fmt: skip
    return Deal(**given)


# --- the running order ----------------------------------------------------------------


def test_the_session_is_ninety_minutes_in_ten_stations(found):
    assert [station.number for station in found.stations] == list(range(10))
    assert sum(station.minutes for station in found.stations) == 90
    assert "90" in found.cover.lead
    assert len(found.cover.lines) == 10


def test_a_bet_comes_before_every_reveal(found):
    for station in found.stations:
        assert station.bets, station.title
        for slide in station.slides:
            if slide.kind == "reveal":
                before = station.slides[: station.slides.index(slide)]
                assert any(other.kind == "bet" for other in before)
    groups = [slide.kind for slide in found.stations[7].slides[1:]]
    offered = [choice for choice in CHOICES if choice[1] in scenarios.names()]
    assert groups == ["bet", "reveal"] * len(offered)


def test_a_bet_gives_nothing_away(found):
    findings = [slide.title for slide in found.slides if slide.kind == "reveal"]
    for slide in found.slides:
        if slide.kind == "bet":
            told = " ".join([slide.title, *slide.lines, *slide.notes])
            assert not any(finding in told for finding in findings)
            assert "%" not in told


def test_every_answer_is_an_option_of_the_bet_before_it(found):
    answered = 0
    for station in found.stations:
        options = ()
        for slide in station.slides:
            options = slide.lines if slide.kind == "bet" else options
            if slide.answer:
                named = [o for o in options if slide.answer.startswith(f"Answer: {o}")]
                assert len(named) == 1, slide.answer
                answered += 1
    assert answered >= len(ASKED)


def test_no_note_gives_a_later_answer_away(found, deal):
    """The amounts that a group's reveal is titled with were in no slide before its bet."""
    known = set(numbers_in(" ".join(deal.check())))
    said, seen = "", 0
    for station in found.stations:
        for bet, shown in pairwise(station.slides):
            if station.number == 7 and bet.kind == "bet":
                amounts = re.findall(rf"[\d.,]+(?=\xa0{deal.labels.money})", shown.title)
                new = [a for a in amounts if a not in known]
                assert not [a for a in new if f"{a}\xa0" in said], shown.title
                seen += len(new)
            said += " ".join([bet.title, bet.lead, *bet.lines, *bet.notes, bet.fine])
        said += " ".join([*station.slides[-1].notes, *station.slides[-1].lines])
    assert seen


def test_what_a_deal_of_one_round_has_no_later_rounds_for_is_left_out_unasked():
    maker = _Maker(plain(time=Time(exactly=1)), tries=1)
    (left_out,) = maker.breaks()
    assert (left_out.kind, left_out.lines) == (
        "text", ("This deal is one round: its claim is about those that follow.",)
    )  # fmt: skip
    assert maker.refused == {"always-be-closing": left_out.lines[0]}


def test_every_slide_says_what_to_say_and_the_last_what_is_left_out(found):
    for slide in found.slides:
        assert slide.title
        assert any(len(note) > 20 for note in slide.notes)
        for text in (slide.title, slide.lead, *slide.lines, *slide.notes, slide.fine):
            assert "{" not in text
            assert not {"nan", "inf"} & set(text.split())
    assert found.slides[-1] is found.limits
    assert len(found.limits.lines) >= 5


def numbers_in(text):
    """The numbers of a text, as they are written."""
    return re.findall(r"(?<![\w.,])−?\d+(?:,\d{3})*(?:\.\d+)?", text)


def known_numbers(slide, deal):
    """Every number that a slide has to go by, as people write it."""
    exhibit = slide.exhibit
    told = exhibit.tell(deal)
    values = [
        v for column in told.table for v in told.table[column] if not isinstance(v, str)
    ]
    labels, texts = (
        deal.labels,
        [str(v) for column in told.table for v in told.table[column]],
    )
    texts += [labels.title, *words_of_room(labels)]
    result = exhibit.result
    if isinstance(result, ScenarioRun):
        labels = result.scenario.labels
        values += [*result.numbers.values(), *result.settings.values()]
        texts += [result.scenario.claim, result.limits]
    elif hasattr(result, "verdicts"):
        values += [exhibit.options["page"], pages_of(result)]
        kinds = [verdict.outcome for verdict in result.verdicts]
        values += [len(kinds), *(kinds.count(kind) for kind in kinds), 95]
        values += [verdict.tries for verdict in result.verdicts]
    elif hasattr(result, "numbers"):
        values += [*result.numbers.values()]
    values += [
        *np.ravel(deal.game.arrays().payoff[deal.relationship.start]),
        *exhibit.options.get("here", ()),
    ]
    for value in values:
        if isinstance(value, int | float | np.number) and math.isfinite(value):
            for kind in ("number", "percent", "rounds", "money", "years", "one_in"):
                texts += [
                    write(float(value), kind, labels),
                    write(abs(float(value)), kind, labels),
                ]
    return set(numbers_in(" ".join(texts)))


def words_of_room(labels):
    """The words of a room."""
    return [
        labels.money,
        labels.round,
        *labels.depths,
        *labels.buyer.moves,
        *labels.seller.moves,
    ]


def test_titles_say_the_numbers_of_their_tables(found, deal):
    seen = 0
    for slide in found.slides:
        if slide.kind == "reveal":
            mine = numbers_in(slide.title)
            assert set(mine) <= known_numbers(slide, deal), slide.title
            seen += len(mine)
    assert seen > 20, "findings carry their numbers"


def test_notes_say_what_the_chart_and_the_verdict_say(found, deal):
    for slide in found.slides:
        if slide.kind == "reveal":
            notes = "\n".join(slide.notes)
            told = slide.exhibit.tell(deal)
            assert told.sentence in notes
            assert told.footer in notes
    judged = [
        s for s in found.slides if any(line.startswith("Holds in") for line in s.lines)
    ]
    board = found.stations[8].reveals[0].exhibit.result
    assert len(judged) == len(board.verdicts)
    for slide, verdict in zip(judged, board.verdicts, strict=True):
        share = words.percent(verdict.share) if verdict.share else "none"
        assert f"Holds in {share} of " in " ".join(slide.lines)
        assert f"{verdict.tries} plausible settings" in " ".join(slide.lines)
        for line in verdict.lines():
            assert line in slide.notes
        for parameter in verdict.scenario.free:
            assert parameter.words in slide.fine, "the box is shown"


# --- what it works out ----------------------------------------------------------------


def test_six_characters_earn_what_everybody_against_everybody_pays(deal):
    names = six(deal)
    table = characters(deal).frame
    assert len(names) == len(set(names.values())) == 6
    game = deal.game.replace(continuation=1.0, rounds=10)
    for name, called in names.items():
        mean = np.mean([evaluate(game, other, name).payoff[1] for other in names])
        mine = table[(table["group"] == called) & table["series"].str.startswith("10\xa0")]
        assert mine["value"].item() == pytest.approx(mean, abs=1e-9)


def test_who_leads_at_all_lengths_is_said_once_and_who_changes_thrice():
    found = characters(plain())
    table = found.frame.pivot(index="group", columns="series", values="value")
    leaders = [set(table.index[table[c] > table[c].max() - 1e-9]) for c in table]
    for span, names in zip(table, leaders, strict=True):
        if len(names) < len(table):
            assert all(f"“{name}”" in found.finding for name in names), span
    assert ("earns most at" in found.finding) == (leaders[0] == leaders[1] == leaders[2])


def test_one_misunderstanding_by_hand():
    """Tit-for-tat echoes it for ever, grim never forgets, unconditional kindness shrugs."""
    table = one_slip(plain()).frame
    after = dict(table[table["series"] == "after it"][["group", "value"]].to_numpy())
    assert after["tit for tat"] == pytest.approx(0, abs=1e-9)
    assert after["one let-down ends it"] == pytest.approx(0, abs=1e-9)
    assert after[six(plain())["always_cooperate"]] == pytest.approx(1)
    # win-stay lose-shift: D against C, then both D, then both C again: 10 of 12 rounds
    assert after["keeps what works, else changes"] == pytest.approx(10 / 12)


def test_the_dearest_misunderstanding_by_hand():
    grim = 12 * 6 - (5 + 0 + 11 * 2)  # both at 3, against one sting and eleven both at 1
    assert one_slip(plain()).numbers["cost"] == pytest.approx(grim)


def test_forgiving_some_recovers_as_four_outcomes_in_a_row_say(deal):
    """A second route: two who answer the last move, as a chain of what both did."""
    forgives = []
    for role in ("buyer", "seller"):
        one = strategies.resolve("generous_tit_for_tat", deal.game, role)
        forgives.append(float(one.arrays(np.zeros(1))[0].min()))
    answers = [(1.0, generous) for generous in forgives]  # to the other's C, D
    at = np.zeros((2, 2))
    at[0, 0], at[1, 0] = forgives[0], 1 - forgives[0]  # the buyer saw a defection
    together = 0.0
    for _ in range(12):
        together += at[0, 0] / 12
        after = np.zeros((2, 2))
        for x in range(2):
            for y in range(2):
                b, s = answers[0][y], answers[1][x]
                after += at[x, y] * np.outer((b, 1 - b), (s, 1 - s))
        at = after
    table = one_slip(deal).frame
    named = six(deal)["generous_tit_for_tat"]
    mine = table[(table["series"] == "after it") & (table["group"] == named)]
    assert mine["value"].item() == pytest.approx(together, abs=1e-8)


def test_the_next_step_is_the_difference_of_two_deals(deal):
    buyer, seller = (player.strategy for player in deal.pair_players)
    now = evaluate(deal.game, buyer, seller).value
    longer = replace(deal, time=Time(about=13))
    deeper = replace(deal, relationship=replace(deal.relationship, start=1))
    table = next_step(deal).frame
    gains = [evaluate(d.game, buyer, seller).value - now for d in (deeper, longer)]
    np.testing.assert_allclose(table["value"], np.ravel(gains), atol=1e-9)


@pytest.mark.parametrize(
    ("time", "longer"),
    [
        (Time(exactly=5), Time(exactly=6)),
        (Time(chance_of_another=0.5), Time(about=3)),
        (Time(about=1), Time(about=2)),
    ],
)
def test_one_more_round_of_every_kind_of_time(time, longer):
    game, more = plain(time=time).game, plain(time=longer).game
    gain = (
        evaluate(more, *("tit_for_tat",) * 2).value
        - evaluate(game, *("tit_for_tat",) * 2).value
    )
    np.testing.assert_allclose(next_step(plain(time=time)).frame["value"], gain)


# --- margins hidden -------------------------------------------------------------------


def test_an_indexed_deal_shows_the_offer_as_a_hundred_and_changes_no_decision(deal):
    shown = indexed(deal, 100)
    assert shown.stage.seller[0][0] == pytest.approx(100)
    assert shown.money is None
    assert shown.labels.money == "points"
    buyer, seller = (player.strategy for player in deal.pair_players)
    before, after = (evaluate(d.game, buyer, seller) for d in (deal, shown))
    np.testing.assert_allclose(after.payoff / before.payoff, 100 / 30)
    np.testing.assert_allclose(after.cooperation, before.cooperation)
    told = " ".join([*shown.check(), shown.to_toml()])
    assert "k€" not in told
    assert "price" not in told
    assert indexed(shown, 100).stage == shown.stage


def test_an_offer_of_nothing_is_indexed_by_the_largest_amount():
    shown = indexed(plain(stage=StageGame([[4, 0], [5, 1]], [[-1, 0], [8, 1]])), 100)
    assert np.abs([shown.stage.buyer, shown.stage.seller]).max() == pytest.approx(100)
    with pytest.raises(ValueError, match="all of the deal's amounts are 0"):
        indexed(plain(stage=StageGame([[0, 0], [0, 0]], [[0, 0], [0, 0]])))
