"""A few rounds at the table: the simulator's own match, a guess, and the best reply."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from trustgame import cli
from trustgame.automata import Automaton
from trustgame.deals import Deal, Labels, Player, SideLabels, Time
from trustgame.deals.sitting import Sitting, fresh_seed, said_moves
from trustgame.deals.table_talk import hold
from trustgame.exceptions import SpecificationError
from trustgame.relationship import Relationship
from trustgame.simulate.play import play
from trustgame.solve.evaluate import evaluate
from trustgame.stage import StageGame

FOLDER = Path(__file__).parents[2] / "deals"
SAMPLE = FOLDER / "consulting.toml"
LABELS = Labels(
    "A deal",
    SideLabels("Client", "open up", "shop around"),
    SideLabels("Firm", "prepare", "pitch"),
    "k€",
    "quarter",
    "quarters",
)


def deal_of(*buyers, time=None, sellers=("tit_for_tat",), **changes):
    """A deal with the standard payoffs, and no errors unless asked for."""
    bond = changes.pop("relationship", Relationship())
    return Deal(
        LABELS,
        StageGame.prisoners_dilemma(),
        time or Time(exactly=6),
        bond,
        buyers=buyers or ("tit_for_tat",),
        sellers=sellers,
        **changes,
    )


def held(table, *answers):
    """Hold a sitting with those answers; return what was said, with plain spaces."""
    told, left = [], list(answers)

    def ask(prompt):
        told.append(prompt)
        if not left:
            raise EOFError
        return left.pop(0)

    hold(table, ask, told.append)
    assert left == []
    return [line.replace("\xa0", " ") for line in told]


# --- the match ------------------------------------------------------------------------


@given(
    moves=st.lists(st.integers(0, 1), max_size=12),
    more=st.lists(st.integers(0, 1), max_size=3),
    seed=st.integers(0, 10_000),
    role=st.sampled_from(["buyer", "seller"]),
)
def test_one_move_more_changes_no_round_before_it(moves, more, seed, role):
    table = Sitting(Deal.from_toml(SAMPLE), role, seed, 12)
    short, long = table.story(moves), table.story([*moves, *more])
    n = min(len(moves), len(short.done))
    assert (short.done[:n] == long.done[:n]).all()
    assert (short.seen[:n] == long.seen[:n]).all()
    assert len(long.done) >= n
    meant = short.intended[:n, 0 if role == "buyer" else 1]
    assert meant.tolist() == moves[:n]


def test_the_match_is_the_simulator_s_own():
    deal = deal_of(
        "generous_tit_for_tat",
        time=Time(about=8),
        relationship=Relationship(depths=3, tremble=0.1, misperception=0.1),
    )
    table = Sitting(deal, "seller", 7, 30)

    def person(view):
        return "CDDCC"[view.round - 1] if view.round <= 5 else "C"

    game = deal.game.replace(rounds=30)
    expected = play(game, "generous_tit_for_tat", person, seed=7)
    story = table.story([0, 1, 1, 0, 0])
    assert (story.done == expected.done).all()
    assert (story.value == expected.value).all()


def test_a_character_counts_down_from_the_deal_s_last_round():
    two = Automaton("ends", cooperate=(1,), next_state=((0, 0),), end_rounds=4)
    deal = deal_of(Player(two), time=Time(exactly=12))
    cut = Sitting(deal, "seller", 1, 10).story([0] * 10)
    assert cut.done[:, 0].tolist() == [0] * 8 + [1] * 2
    assert Sitting(deal, "seller", 1, 5).story([0] * 5).done[:, 0].tolist() == [0] * 5
    assert Sitting(deal, "seller", 1, 99).story([0] * 12).done[:, 0].tolist() == (
        [0] * 8 + [1] * 4
    )
    open_end = Sitting(replace(deal, time=Time(about=1000)), "seller", 1, 5)
    assert open_end.story([0] * 5).done[:, 0].tolist() == [0] * 5


def test_every_character_can_be_the_hidden_one_and_a_seed_fixes_it():
    deal = Deal.from_toml(SAMPLE)
    met = {Sitting(deal, "seller", seed).hidden for seed in range(100)}
    assert met == set(deal.buyers)
    assert {Sitting(deal, "buyer", seed).hidden for seed in range(100)} == set(deal.sellers)
    assert Sitting(deal, "seller", 3).hidden == Sitting(deal, "seller", 3, 4).hidden
    assert 0 <= fresh_seed() < 1_000_000


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"role": "boss"}, "`role` must be one of 'buyer', 'seller'; got 'boss'"),
        ({"seed": -1}, "`seed` must be at least 0"),
        ({"most": 0}, "`most` must be at least 1"),
    ],
)
def test_a_table_that_cannot_be_is_refused(changes, says):
    with pytest.raises(SpecificationError, match=re.escape(says)):
        Sitting(deal_of(), **changes)


# --- the best reply -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("character", "value", "moves"),
    [
        ("always_cooperate", 30, "“pitch” throughout"),
        ("always_defect", 6, "“pitch” throughout"),
        ("tit_for_tat", 5 * 3 + 5, "“prepare” 5 times, then “pitch” once"),
        ("grim_trigger", 5 * 3 + 5, "“prepare” 5 times, then “pitch” once"),
    ],
)
def test_the_best_reply_is_the_one_on_paper(character, value, moves):
    table = Sitting(deal_of(character), "seller", 1)
    reply = table.best_reply(6)
    assert reply.value == pytest.approx(value)
    done, walks = table.replies(reply, 6)
    assert said_moves(done, LABELS.seller.moves, walks=walks) == moves


@given(
    character=st.sampled_from(["tit_for_tat", "grim_trigger", "tit_for_two_tats"]),
    moves=st.lists(st.integers(0, 1), min_size=1, max_size=6),
    role=st.sampled_from(["buyer", "seller"]),
)
def test_no_moves_bring_more_than_the_best_reply(character, moves, role):
    bond = Relationship(depths=3, stakes=(1.5), regard=0.5)
    deal = deal_of(character, sellers=(character,), relationship=bond)
    table = Sitting(deal, role, 1)
    person = Automaton(
        "you",
        cooperate=(*(1 - move for move in moves), 1),
        next_state=tuple((min(i + 1, len(moves)),) * 2 for i in range(len(moves) + 1)),
    )
    pair = (person, character) if role == "buyer" else (character, person)
    n = len(moves)
    earned = evaluate(deal.game.replace(rounds=n), *pair).value[0 if role == "buyer" else 1]
    assert table.best_reply(n).value >= earned - 1e-9


def test_the_best_reply_counts_money_and_not_regard():
    loving = Relationship(regard=1)
    table = Sitting(deal_of("always_cooperate", relationship=loving), "seller", 1)
    assert table.best_reply(6).value == pytest.approx(30)


# --- what is said ---------------------------------------------------------------------


def test_a_sitting_from_beginning_to_end():
    told = held(Sitting(deal_of(), "seller", 1), "1", "2", "pitch", "PREPARE", "1", "2")
    text = "\n".join(told)
    assert told[0].startswith("You are Firm and face Client, one of these")
    assert "The deal lasts exactly 6 quarters." in told
    assert "Quarter 1" in told
    assert "  You: “prepare”. Client, as you saw it: “open up”. That makes 3 k€." in told
    assert "That was the last quarter." in told
    assert "Who was it?" not in text  # there is only one
    assert "It was “tit for tat”." in told
    # CC DC DD CD CC DC: 3, 5, 1, 0, 3, 5 against 3, 0, 1, 5, 3, 0
    assert "You have 17 k€, Client 12 k€." in told
    assert any("brings 20 k€ on average" in line for line in told)
    assert "Left on the table: 3 k€." in told
    assert told[-1] == "The same again: --as seller --seed 1"


def test_the_best_reply_leaves_nothing_on_the_table():
    told = held(Sitting(deal_of(), "seller", 1), *"111112")
    assert "You left nothing on the table." in told


def test_a_wrong_answer_is_asked_again():
    told = held(Sitting(deal_of(time=Time(exactly=1)), "seller", 1), "", "7", "maybe", "1")
    assert told.count("  Please answer 1, 2 or q.") == 3
    assert not any("walk away" in line for line in told)


def test_one_may_stop_at_any_time():
    told = held(Sitting(deal_of(), "seller", 1), "1", "q")
    assert "You stopped after 1 quarter." in told
    assert "You have 3 k€, Client 3 k€." in told
    assert any("over 1 quarter, " in line and "brings 5 k€" in line for line in told)
    told = held(Sitting(deal_of(), "seller", 1), "q")
    assert told[-2:] == ["Nothing was played.", "It was “tit for tat”."]


@pytest.mark.parametrize("wins", [True, False])
def test_the_guess_is_judged(wins):
    deal = deal_of("tit_for_tat", Player("always_defect", "takes"), time=Time(exactly=2))
    table = Sitting(deal, "seller", 5)
    names = ["tit for tat", "takes"]
    truth = names.index(table.hidden.words)
    guess = truth if wins else 1 - truth
    told = held(table, "1", "1", "9", str(guess + 1))
    assert "  Please answer a number from 1 to 2." in told
    assert (f"Right: it was “{names[truth]}”." in told) == wins
    assert (f"No: it was “{names[truth]}”." in told) != wins
    assert f"Right: it was “{names[truth]}”." in held(table, "1", "1", names[truth].upper())
    assert f"It was “{names[truth]}”." in held(table, "1", "1", "q")
    assert any(line.startswith("What is known of such people: ") for line in told)


def test_errors_are_told_apart_at_the_end():
    bond = Relationship(tremble=0.2, misperception=0.3)
    deal = deal_of("tit_for_tat", time=Time(exactly=10), relationship=bond)
    table = Sitting(deal, "seller", 2)
    told = held(table, *"1" * 10)
    story = table.story([0] * 10)
    lines = [line for line in told if line.startswith("  quarter ")]
    slips = story.intended != story.done
    misread = story.seen != story.done[:, ::-1]
    for r, line in enumerate(lines):
        assert line.count("(a slip)") == slips[r].sum()
        assert ("; you misread it" in line) == misread[r, 1]
        assert ("; it misread you" in line) == misread[r, 0]
    assert slips[:, 1].sum() == sum("It came out wrong" in line for line in told)
    assert misread.any()
    assert slips.any()
    assert any("at the very most, for misreading hides its mind" in line for line in told)
    assert any("Moves come out wrong in 20% of cases, and 30%" in line for line in told)
    total = story.value[1]
    assert any(f"You have {total:g} k€" in line for line in told)


def test_luck_is_called_luck():
    bond = Relationship(tremble=0.3)
    deal = deal_of("always_defect", time=Time(exactly=3), relationship=bond)
    lucky = next(
        seed
        for seed in range(200)
        if Sitting(deal, "seller", seed).story([1, 1, 1]).value[1] == 15
    )
    told = held(Sitting(deal, "seller", lucky), "2", "2", "2")
    assert any(line.startswith("Chance gave you ") for line in told)


def test_a_long_deal_is_cut_and_an_open_end_may_come_by_chance():
    told = held(Sitting(deal_of(time=Time(exactly=10_000)), "seller", 1, 3), *"111")
    assert (
        "The deal lasts exactly 10,000 quarters; here you play 3 quarters at most." in told
    )
    assert "3 quarters are enough for today." in told
    open_end = deal_of(time=Time(about=2))
    short = next(s for s in range(99) if len(Sitting(open_end, seed=s).story([]).done) == 2)
    told = held(Sitting(open_end, "seller", short), "1", "1")
    assert "There is no further quarter: it ends here, after 2 quarters." in told


def test_somebody_may_walk_away():
    deal = deal_of("walk_away", outside=(2, 2.5))
    told = held(Sitting(deal, "seller", 1), "2")
    assert "Client walks away." in told
    assert "You have 17.5 k€, Client 10 k€." in told  # 5 and 5 times 2.5; 0 and 5 times 2
    told = held(Sitting(deal_of(outside=(2, 2.5)), "seller", 1), "3", "1", "walk away")
    assert "  One quarter is played before anybody can walk away." in told
    assert "You walk away." in told
    assert "You have 15.5 k€, Client 13 k€." in told  # 3 and 5 times 2.5; 3 and 5 times 2
    leave = held(Sitting(deal_of("always_defect", outside=(2, 2.5)), "seller", 1), "1", "3")
    assert any("“pitch” once, then walk away, if" in line for line in leave) or any(
        ": walk away, if nothing slips" in line for line in leave
    )


def test_depth_is_shown_where_there_is_any():
    told = held(Sitting(Deal.from_toml(SAMPLE), "seller", 4), "1", "q", "q")
    assert any(line.startswith("Quarter 1, depth “unknown”") for line in told)


# --- the command ----------------------------------------------------------------------


def run(*arguments, typed=""):
    """Run a command with lines typed."""
    return CliRunner().invoke(cli.app, [str(a) for a in arguments], input=typed)


def test_the_command_plays_and_a_seed_repeats_it():
    typed = "1\n" * 10 + "1\n" * 3
    first, again = (run("play", SAMPLE, "--seed", 4, typed=typed) for _ in range(2))
    assert first.exit_code == 0, first.output
    assert first.stdout == again.stdout
    assert "The same again: --as seller --seed 4" in first.stdout
    other = run("play", SAMPLE, "--as", "buyer", "--rounds", 2, typed=typed)
    assert other.exit_code == 0
    assert "You are Client and face Services firm" in other.stdout


@pytest.mark.parametrize("name", ["renewals", "subcontract", "broker", "consulting"])
@pytest.mark.parametrize("role", ["buyer", "seller"])
def test_every_sample_can_be_played_to_its_end(name, role):
    for seed in range(4):
        told = held_out(FOLDER / f"{name}.toml", role, seed)
        assert re.search(r"The best reply to it over .* on average", told)


def held_out(file, role, seed):
    """Return what a sitting says in which one does one's part to the end."""
    table = Sitting(Deal.from_toml(file), role, seed)
    n = len(table.story([0] * 10).done)
    return "\n".join(held(table, *["1"] * min(n, 10), "1"))


def test_ctrl_c_and_the_end_of_input_are_polite(monkeypatch):
    done = run("play", SAMPLE, "--seed", 4, typed="1\n")
    assert done.exit_code == 130
    assert "stopped; nothing was left behind" in done.stderr

    def interrupted(_):
        raise KeyboardInterrupt

    monkeypatch.setattr("builtins.input", interrupted)
    assert run("play", SAMPLE).exit_code == 130


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--as", "boss"), "'boss'"),
        (("--rounds", 0), "at least 1"),
        (("--seed", -3), "at least 0"),
    ],
)
def test_bad_options_are_one_plain_line(options, says):
    done = run("play", SAMPLE, *options)
    assert done.exit_code == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_strange_names_are_only_names():
    deal = replace(
        deal_of(Player("tit_for_tat", '<script>alert("x")</script> {0}')),
        labels=Labels(
            "x", SideLabels("{side}", "Ж" * 40, "'\"{D}"), SideLabels("{other}"), "₽"
        ),
    )
    told = held(Sitting(deal, "seller", 1), "1", "q")
    assert any('<script>alert("x")</script> {0}' in line for line in told)
    assert any("You are {other} and face {side}" in line for line in told)


def test_moves_are_said_in_runs():
    words = ("give", "take")
    assert said_moves((0, 0, 0), words, walks=False) == "“give” throughout"
    assert said_moves((0, 1, 1), words, walks=False) == "“give” once, then “take” 2 times"
    assert said_moves((0,), words, walks=True) == "“give” once, then walk away"
    assert said_moves((), words, walks=True) == "walk away"


def test_replies_without_errors_come_from_the_policy():
    deal = deal_of(relationship=Relationship(tremble=0.1))
    table = Sitting(deal, "buyer", 1)
    done, walks = table.replies(table.best_reply(4), 4)
    assert np.array_equal(done, [0, 0, 0, 1])
    assert walks is False
