"""A new deal: eight questions, answers checked at once, a file with comments."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from trustgame import cli
from trustgame.deals import Deal
from trustgame.deals.front_door import new_deal, new_sheet
from trustgame.deals.questions import QUESTIONS, ask_deal, usual_deal
from trustgame.deals.writing import commented
from trustgame.exceptions import FileFormatError, OutputError, SpecificationError
from trustgame.strategies import names

SAMPLES = sorted((Path(__file__).parents[2] / "deals").glob("*.toml"))
ANSWERS = [
    "Bäcker & Co / Mühle",
    "buy fairly; squeeze",
    "deliver early, deliver late",
    "exactly 6 months",
    "1,5 / 0,4 / 2.5 k€",
    "0,3 / 0.45",
    "0.8 k€ / 0.9 k€",
    "Trusted",
]


class Person:
    """Somebody who answers line by line, and remembers what was said."""

    def __init__(self, *answers):
        self.answers, self.asked, self.told = list(answers), [], []

    def ask(self, prompt):
        self.asked.append(prompt)
        if not self.answers:
            raise EOFError
        return self.answers.pop(0)

    def tell(self, line):
        self.told.append(line)


def answered(*answers):
    """Return the deal of some answers, and the person."""
    person = Person(*answers)
    return ask_deal(person.ask, person.tell), person


# --- the questions --------------------------------------------------------------------


def test_eight_questions_make_a_deal():
    deal, person = answered(*ANSWERS)
    assert len(QUESTIONS) == len(person.asked) == 8
    assert deal.labels.title == "Bäcker & Co and Mühle"
    assert deal.labels.buyer.moves == ("buy fairly", "squeeze")
    assert deal.labels.seller.moves == ("deliver early", "deliver late")
    assert (deal.labels.round, deal.labels.rounds) == ("month", "months")
    assert (deal.time.exactly, deal.labels.money) == (6, "k€")
    assert (deal.money.price, deal.money.cost, deal.money.value) == (1.5, 0.4, 2.5)
    assert deal.money.preparing == (0.3, 0.45)
    assert deal.money.lost == (0.8, 0.9)
    assert deal.depth == "trusted"
    assert not any("must" in line for line in person.told)


def test_enter_takes_what_stands_in_brackets():
    deal, person = answered(*[""] * 8)
    assert deal == usual_deal()
    assert all(prompt.strip().startswith("[") for prompt in person.asked)
    again, _ = answered(*(prompt.strip()[1:-1] for prompt in person.asked))
    assert again == deal


def test_the_usual_deal_is_a_dilemma_and_has_nothing_odd():
    deal = usual_deal()
    assert deal.stage.is_dilemma
    assert deal.check()[0].startswith("One quarter is a dilemma for both sides")
    assert deal.check()[-1].startswith("As written")


def test_no_question_speaks_of_payoffs_by_letter_or_of_regard():
    _, person = answered(*[""] * 8)
    said = " ".join(person.told + person.asked).lower()
    for word in ("regard", "payoff", "defect", "cooperat", " t ", " r ", " p ", " s "):
        assert word not in said


def test_what_is_usual_follows_the_price():
    deal, person = answered(*[""] * 4, "1000 / 400 / 1500 $", "", "", "")
    assert person.asked[5].strip() == "[200 / 300]"
    assert deal.money.lost == (550, 550)


@pytest.mark.parametrize(
    ("number", "wrong", "says"),
    [
        (1, "Client", "`sides` needs 2 parts"),
        (1, "Client / client", "two names"),
        (1, f"{'x' * 61} / y", "at most 60 letters"),
        (1, "a\x07 / b", "one line"),
        (2, "wait / Wait", "must differ"),
        (2, f"{'x' * 41} / y", "at most 40 letters"),
        (3, "/", "`moves` needs 2 parts"),
        (4, "12 quarters", "about 12 quarters (an open end) or exactly 12 quarters"),
        (4, "soon", "`time` must be about or exactly"),
        (4, "about 0.5 quarters", "`time.about` must be at least 1"),
        (4, "exactly 2.5 quarters", "whole number"),
        (4, "exactly -2 quarters", "at least 1"),
        (4, "100% chance of another quarter", "below 1"),
        (4, "150% chance of another quarter", "[0, 1]"),
        (4, f"about 3 {'x' * 30}", "at most 24 letters"),
        (5, "100 40 150", "needs 3 parts"),
        (5, "100 / 40 / 150", "one unit for all amounts; got none"),
        (5, "100 $ / 40 / 150 k€", "one unit for all amounts; got $ and k€"),
        (5, "100 / -40 / 150 k€", "`money.cost` must be at least 0"),
        (5, "100 / x / 150 k€", "`money.cost` must be a number"),
        (5, "1,500 / 40 / 150 k€", "can be read in two ways"),
        (5, "1e15 / 1 / 1 k€", "`money.price`"),
        (5, "9000000000000 / 1 / 1 k€", "larger unit"),
        (6, "10", "needs 2 parts"),
        (6, "10 / -3", "`money.preparing.seller` must be at least 0"),
        (7, "10 $ / 3", "must be in k€ like the price"),
        (8, "deep", "must be one of 'unknown', 'known', 'trusted', 'partner'"),
    ],
)
def test_a_wrong_answer_is_explained_and_asked_again(number, wrong, says):
    deal, person = answered(*[""] * (number - 1), wrong, *[""] * (9 - number))
    assert deal == usual_deal()
    assert len(person.asked) == 9
    assert any(says in line for line in person.told), person.told


@pytest.mark.parametrize(
    ("answer", "time", "one", "many"),
    [
        ("about 4 visits", {"about": 4.0}, "visit", "visits"),
        ("ABOUT 2.5 years", {"about": 2.5}, "year", "years"),
        ("exactly 1 project", {"exactly": 1}, "project", "projects"),
        ("about 1 bus", {"about": 1.0}, "bus", "bus"),
        ("exactly 3 policies", {"exactly": 3}, "policy", "policies"),
        ("about 3 boxes", {"about": 3.0}, "box", "boxes"),
        ("about 12 Monat / Monate", {"about": 12.0}, "Monat", "Monate"),
        ("exactly 10 000 orders", {"exactly": 10_000}, "order", "orders"),
        ("90% chance of another job", {"chance_of_another": 0.9}, "job", "jobs"),
        ("92,5 % visit", {"chance_of_another": 0.925}, "visit", "visits"),
        ("about 5 встреч", {"about": 5.0}, "встреч", "встреч"),
    ],
)
def test_time_is_said_in_the_deal_s_own_word(answer, time, one, many):
    deal, _ = answered("", "", "", answer, "", "", "", "")
    assert deal.time.to_dict() == time
    assert (deal.labels.round, deal.labels.rounds) == (one, many)


def test_names_may_be_long_foreign_and_full_of_marks():
    long = "Ж" * 60
    script = '<script>alert("x")</script> {0} and a few more words of it'
    deal, _ = answered(f"{long} / {script}", *[""] * 7)
    assert deal.labels.seller.name == script
    assert deal.labels.title == long  # the two together are too long for a title
    assert Deal.from_toml(commented(deal)) == deal


# --- the file -------------------------------------------------------------------------


@pytest.mark.parametrize("file", SAMPLES, ids=lambda file: file.stem)
def test_comments_change_nothing(file):
    deal = Deal.from_toml(file)
    assert Deal.from_toml(commented(deal)) == deal


@given(
    name=st.text(min_size=1, max_size=60).filter(lambda t: t.strip() and t.isprintable()),
    amount=st.floats(0, 1e9),
    play=st.sampled_from(["tit_for_tat", "grim_trigger"]),
    depth=st.sampled_from(["unknown", "known", "trusted", "partner"]),
)
def test_any_deal_is_written_with_comments_and_read_back(name, amount, play, depth):
    plain = usual_deal().to_dict()
    plain["buyer"]["name"] = plain["title"] = name
    plain["money"]["value"] = amount
    plain["money"]["gained"] = {"buyer": -amount / 7, "seller": 1e-7}
    plain["relationship"] = {"depth": depth, "regard": {"shallow": 0.0, "deep": 1 / 3}}
    plain["sellers"] = [{"play": play}]
    plain["pair"]["seller"] = play
    deal = Deal.from_dict(plain)
    assert Deal.from_toml(commented(deal)) == deal


def test_every_amount_is_explained_beside_it():
    text = commented(usual_deal())
    for word in ("price", "cost", "value", "preparing", "lost", "depth"):
        assert word in text
    assert "# what the buyer pays the seller for one round" in text
    assert max(map(len, text.splitlines())) <= 100
    assert tomllib.loads(text)["money"]["unit"] == "k€"


def run(folder, *arguments, answers=()):
    """Run a command in a folder, with lines typed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        typed = "".join(f"{line}\n" for line in answers)
        return CliRunner().invoke(cli.app, [str(a) for a in arguments], input=typed)


def test_new_writes_the_file_and_says_what_check_says(tmp_path):
    done = run(tmp_path, "new", "mine.toml", answers=ANSWERS)
    assert done.exit_code == 0, done.output
    deal = Deal.from_toml(tmp_path / "mine.toml")
    assert deal.depth == "trusted"
    told = [line for line in done.stdout.splitlines() if line.startswith("- ")]
    assert told == [f"- {sentence}" for sentence in deal.check()]
    checked = run(tmp_path, "check", "mine.toml")
    assert checked.stdout.splitlines() == told
    assert "Next: trustgame workshop mine.toml --out pack" in done.stdout


def test_new_without_a_name_writes_deal_toml(tmp_path):
    assert run(tmp_path, "new", answers=[""] * 8).exit_code == 0
    assert [file.name for file in tmp_path.iterdir()] == ["deal.toml"]


def test_an_existing_file_is_never_overwritten_without_a_yes(tmp_path):
    file = tmp_path / "deal.toml"
    file.write_text("mine", encoding="utf-8")
    done = run(tmp_path, "new", answers=["", "", *[""] * 8])  # no; the name offered
    assert done.exit_code == 0
    assert "'deal.toml' exists. Replace it?" in done.stdout
    assert file.read_text(encoding="utf-8") == "mine"
    assert Deal.from_toml(tmp_path / "deal-2.toml") == usual_deal()
    done = run(
        tmp_path, "new", answers=["perhaps", "no", "deal-2.toml", "n", "", *[""] * 8]
    )
    assert "Please answer yes or no." in done.stdout
    assert Deal.from_toml(tmp_path / "deal-3.toml") == usual_deal()
    assert run(tmp_path, "new", answers=["yes", *[""] * 8]).exit_code == 0
    assert Deal.from_toml(file) == usual_deal()


@pytest.mark.parametrize("lines", range(8))
def test_the_end_of_input_is_polite_and_leaves_nothing(tmp_path, lines):
    done = run(tmp_path, "new", answers=ANSWERS[:lines])
    assert done.exit_code == 130
    assert "stopped; nothing was left behind" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_interruption_is_polite_and_leaves_nothing(tmp_path, monkeypatch):
    def interrupted(_):
        raise KeyboardInterrupt

    monkeypatch.setattr("builtins.input", interrupted)
    done = run(tmp_path, "new")
    assert done.exit_code == 130
    assert "stopped; nothing was left behind" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_said_before_the_first_question(tmp_path):
    person = Person()
    with pytest.raises(OutputError, match="no folder"):
        new_deal(tmp_path / "none" / "deal.toml", person.ask, person.tell)
    (tmp_path / "dir.toml").mkdir()
    with pytest.raises(OutputError, match="is a folder"):
        new_deal(tmp_path / "dir.toml", person.ask, person.tell)
    with pytest.raises(FileFormatError, match=r"must end in \.toml.*--xlsx"):
        new_deal(tmp_path / "deal.xlsx", person.ask, person.tell)
    with pytest.raises(FileFormatError, match=r"must end in \.xlsx"):
        new_sheet(tmp_path / "deal.toml", person.ask, person.tell)
    assert person.asked == []


def test_a_sheet_is_written_and_no_other_replaced(tmp_path):
    done = run(tmp_path, "new", "--xlsx", "deal.xlsx")
    assert done.exit_code == 0
    assert done.stdout.startswith("Written: deal.xlsx.")
    assert Deal.from_file(tmp_path / "deal.xlsx") == usual_deal()
    before = (tmp_path / "deal.xlsx").read_bytes()
    done = run(tmp_path, "new", "--xlsx", "deal.xlsx", answers=["no", ""])
    assert (tmp_path / "deal.xlsx").read_bytes() == before
    assert Deal.from_file(tmp_path / "deal-2.xlsx") == usual_deal()
    assert run(tmp_path, "check", "deal-2.xlsx").exit_code == 0


def test_players_of_a_new_deal_are_of_the_catalogue():
    deal = usual_deal()
    for player in (*deal.buyers, *deal.sellers):
        assert player.strategy in names()
    assert [player.words for player in deal.pair_players] == ["forgives old friends"] * 2


def test_a_deal_that_is_no_dilemma_is_explained(tmp_path):
    done = run(tmp_path, "new", answers=[*[""] * 5, "0 / 0", "0 / 0", ""])
    assert done.exit_code == 0
    assert "Nothing is at stake for Client" in done.stdout


def test_answers_are_checked_by_the_spec_s_own_rules():
    with pytest.raises(SpecificationError):
        QUESTIONS[0].read({}, "")
