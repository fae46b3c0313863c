"""A deal sheet: the same deal as its file, and errors that name sheet and cell."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from trustgame import cli, strategies
from trustgame.automata import Automaton
from trustgame.deals import Deal, Labels, Money, Player, SideLabels, Time
from trustgame.deals.depths import DEPTHS
from trustgame.deals.questions import usual_deal
from trustgame.exceptions import (
    FileFormatError,
    OutputError,
    SpecificationError,
    TrustgameError,
)

SAMPLE = Path(__file__).parents[2] / "deals" / "consulting.toml"
# Automata: what a recipe needs of a game is another question.
PLAYS = (
    "tit_for_tat",
    "grim_trigger",
    "always_defect",
    "walk_away",
    "win_stay_lose_shift",
    "tit_for_two_tats",
    "suspicious_tit_for_tat",
)


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The sheet of the usual deal."""
    file = tmp_path_factory.mktemp("sheet") / "deal.xlsx"
    usual_deal().to_xlsx(file)
    return file


@pytest.fixture
def sheet(written, tmp_path):
    """The sheet, and a copy of it to be changed and read."""
    return Sheet(written, tmp_path / "mine.xlsx")


def digits(low, high):
    """Numbers of twelve digits; spreadsheet programs keep fifteen."""
    return st.floats(low, high).map(lambda x: float(f"{x:.12g}"))


class Sheet:
    """A workbook whose answers are set by key."""

    def __init__(self, source, target):
        self.book, self.target = openpyxl.load_workbook(source), target

    def cell(self, key):
        """Return the answer's cell."""
        for page in self.book.worksheets:
            for row in page.iter_rows(min_row=4):
                if len(row) > 3 and row[3].value == key:
                    return row[1]
        raise KeyError(key)

    def put(self, key, value, **style):
        cell = self.cell(key)
        cell.value = value
        for name, part in style.items():
            setattr(cell, name, part)
        return cell

    def read(self):
        self.book.save(self.target)
        return Deal.from_file(self.target)

    def refused(self):
        with pytest.raises(TrustgameError) as caught:
            self.read()
        return str(caught.value)


# --- the same deal --------------------------------------------------------------------


def test_a_sheet_holds_the_deal_of_the_questions(written):
    assert Deal.from_xlsx(written) == usual_deal()
    assert Deal.from_file(str(written)) == usual_deal()


@given(
    name=st.text(min_size=1, max_size=60).filter(lambda t: t.strip() and t.isprintable()),
    amounts=st.lists(digits(0, 2e11), min_size=11, max_size=11),
    after=st.none() | st.tuples(digits(-1e6, 1e6), digits(-1e6, 1e6)),
    time=st.one_of(
        st.builds(Time, about=digits(1, 1e6), at_most=st.none() | st.integers(1, 10_000)),
        st.builds(Time, exactly=st.integers(1, 10_000)),
        st.builds(Time, chance_of_another=digits(0, 0.999)),
    ),
    depth=st.sampled_from(DEPTHS),
    players=st.lists(st.sampled_from(PLAYS), min_size=1, max_size=6, unique=True),
    seed=st.integers(0, 2**31),
)
def test_any_deal_in_words_goes_to_a_sheet_and_back(
    tmp_path_factory, name, amounts, after, time, depth, players, seed
):
    money = Money(
        *amounts[:3],
        preparing=amounts[3:5],
        lost=amounts[5:7],
        lost_if_neither=amounts[7:9],
        gained=[-amounts[9], amounts[10]],
    )
    flat = Deal(
        Labels(title=name, buyer=SideLabels(name=name), money="k€"),
        money.stage,
        time,
        buyers=tuple(Player(play) for play in players),
        sellers=("tit_for_tat", Player("grim_trigger", name)),
        outside=after,
        seed=seed,
        money=money,
    )
    deal = Deal.from_dict({**flat.to_dict(), "relationship": {"depth": depth}})
    file = tmp_path_factory.getbasetemp() / "any.xlsx"
    deal.to_xlsx(file)
    assert Deal.from_xlsx(file) == deal


@pytest.mark.parametrize(
    "title", ["=1+1", "#N/A", "+49 30", "@home", "'quoted", "<script>"]
)
def test_a_text_is_a_text_whatever_it_looks_like(title, tmp_path):
    plain = usual_deal().to_dict() | {"title": title}
    deal = Deal.from_dict(plain)
    deal.to_xlsx(tmp_path / "deal.xlsx")
    assert Deal.from_xlsx(tmp_path / "deal.xlsx").labels.title == title
    inside = zipfile.ZipFile(tmp_path / "deal.xlsx").read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in inside


def test_every_answer_has_a_label_an_explanation_and_a_key(written):
    book = openpyxl.load_workbook(written)
    assert book.sheetnames == ["Deal", "Players", "Lists"]
    assert book["Lists"].sheet_state == "hidden"
    for page in (book["Deal"], book["Players"]):
        head = [cell.value for cell in page[3]]
        assert head == ["question", "answer", "what it means", "key"]
        for row in page.iter_rows(min_row=4):
            assert all(row[i].value for i in (0, 2, 3))
    rules = book["Deal"].data_validations.dataValidation
    assert len(rules) == 2
    assert len(book["Players"].data_validations.dataValidation) == 1
    offered = [cell.value for cell in book["Lists"]["A"]]
    assert [text for text in offered if text] == list(DEPTHS)


def test_every_command_reads_a_sheet(written, tmp_path):
    said = CliRunner().invoke(cli.app, ["check", str(written)])
    assert said.exit_code == 0
    assert said.stdout.splitlines() == [f"- {s}" for s in usual_deal().check()]


def test_openpyxl_loads_only_for_a_sheet():
    code = (
        "import sys, trustgame as tg\n"
        f"tg.Deal.from_file({str(SAMPLE)!r})\n"
        "assert 'openpyxl' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


# --- as spreadsheet programs leave it -------------------------------------------------


def test_numbers_as_text_with_decimal_commas_are_numbers(sheet):
    for key, text in (
        ("money.price", "100,0"),
        ("money.cost", " 40 "),
        ("money.value", "1.234,50"),
        ("money.lost.buyer", "1 000"),
        ("time.rounds", "12"),
    ):
        sheet.put(key, text, number_format="@")
    deal = sheet.read()
    assert (deal.money.price, deal.money.cost, deal.money.value) == (100, 40, 1234.5)
    assert deal.money.lost[0] == 1000
    assert deal.time.about == 12


@pytest.mark.parametrize(
    ("value", "style"),
    [(0.9, "0%"), (0.9, "General"), ("90%", "@"), ("0,9", "@"), ("90 %", "General")],
)
def test_a_chance_may_be_a_percent_cell_a_number_or_a_text(sheet, value, style):
    sheet.put("time.rounds", None)
    sheet.put("time.kind", None)
    sheet.put("time.chance_of_another", value, number_format=style)
    assert sheet.read().time.chance_of_another == 0.9


def test_a_number_may_name_a_side_or_a_round(sheet):
    sheet.put("title", 2026)
    sheet.put("buyer.name", 42.0)
    deal = sheet.read()
    assert (deal.labels.title, deal.labels.buyer.name) == ("2026", "42")


def test_empty_and_blank_cells_are_no_answers(sheet):
    sheet.put("pair.buyer", "  ")
    sheet.put("pair.seller", None)
    sheet.put("money.lost_if_neither.buyer", "")
    assert sheet.read().pair == ("tit_for_tat", "tit_for_tat")


def test_a_side_left_empty_is_as_usual(sheet):
    """As the column beside it says: as much as when it is let down, and 0."""
    sheet.put("money.lost.buyer", 20)
    sheet.put("money.lost_if_neither.seller", 7)
    sheet.put("money.gained.buyer", -3)
    money = sheet.read().money
    assert (money.lost_if_neither, money.gained) == ((20, 7), (-3, 0))


def test_rows_columns_and_sheets_may_be_moved(sheet):
    page = sheet.book["Deal"]
    page.insert_rows(6, 3)
    page.insert_cols(1, 2)
    page.title = "Angebot"
    assert sheet.read() == usual_deal()


def test_players_need_not_follow_each_other(sheet):
    for key in ("play", "label"):
        sheet.put(f"buyers[0].{key}", None)
    sheet.put("buyers[5].play", "walk_away")
    deal = sheet.read()
    assert [p.name for p in deal.buyers] == [
        "trusting_tit_for_tat",
        "grim_trigger",
        "always_defect",
        "walk_away",
    ]


def test_upper_case_endings_are_sheets_too(written, tmp_path):
    (tmp_path / "D.XLSX").write_bytes(written.read_bytes())
    assert Deal.from_file(tmp_path / "D.XLSX") == usual_deal()


# --- what is refused, with sheet and cell ---------------------------------------------

BAD = {
    "text for a number": (
        {"money.price": "ten"},
        "`money.price` must be a number",
        "'ten'",
    ),
    "two readings": ({"money.price": "1,500"}, "can be read in two ways", "1500 or 1.5"),
    "negative": ({"money.cost": -40}, "`money.cost` must be at least 0; got -40"),
    "absurd": ({"money.value": 1e13}, "`money.value`", "larger unit"),
    "truth": ({"money.value": True}, "`money.value` must be a number; got True"),
    "truth as a name": ({"buyer.name": False}, "`buyer.name` must be a text; got False"),
    "date": (
        {"money.cost": dt.datetime(2026, 1, 2)},
        "`money.cost` holds a date",
        "1/2",
        "format the cell",
    ),
    "error": ({"money.cost": "#DIV/0!"}, "`money.cost` holds the error #DIV/0!"),
    "formula": ({"money.cost": "=SUM(1,2)"}, "formula whose result is not in the file"),
    "below one round": ({"time.rounds": 0}, "`time.about` must be at least 1"),
    "no kind": ({"time.kind": "often"}, "`time.kind` must be one of 'about', 'exactly'"),
    "chance above 1": (
        {"time.chance_of_another": 90},
        "`time.chance_of_another` must lie in [0, 1]; got 90. Write it as 90%",
    ),
    "half a last round": ({"time.at_most": 12.5}, "`time.at_most` must be a whole number"),
    "depth": ({"relationship.depth": "deep"}, "`relationship.depth` must be one of"),
    "long name": ({"buyer.name": "x" * 61}, "`buyer.name`", "at most 60 letters"),
    "two lines": ({"seller.name": "a\nb"}, "`seller.name` must be one line"),
    "same moves": ({"buyer.defect": "open up"}, "`buyer.defect` must differ"),
    "strategy": (
        {"sellers[1].play": "tit_for_tatt"},
        "Did you mean 'tit_for_tat'",
    ),
    "label alone": ({"sellers[4].label": "shy"}, "the row 'sellers[4].play' is empty"),
    "pair": ({"pair.buyer": "nobody"}, "`pair.buyer` must be one of"),
    "seed": ({"story.seed": "x"}, "`story.seed` must be a number"),
    "one side": (
        {"money.lost.buyer": 5, "money.lost.seller": None},
        "`money.lost` needs the key 'seller'; it is missing. Type it here.",
    ),
    "no price": ({"money.price": None}, "`money` needs the key 'price'", "Type it here"),
    "blank price": ({"money.price": "  "}, "`money` needs the key 'price'"),
    "no word for a round": ({"round.one": None}, "`round` needs the key 'one'"),
    "long unit": ({"money.unit": "x" * 17}, "`money.unit` must have at most 16 letters"),
    "long round": ({"round.many": "x" * 25}, "`round.many` must have at most 24"),
    "half an hour": ({"time.rounds": dt.time(0, 30)}, "holds a date or time"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_answer_is_refused_by_its_cell(sheet, name):
    answers, *says = BAD[name]
    for key, value in answers.items():
        cell = sheet.put(key, value)
    message = sheet.refused()
    place = f"mine.xlsx: sheet '{cell.parent.title}', cell {cell.coordinate}: "
    assert message.startswith(place)
    for part in says:
        assert part in message


def test_a_percentage_is_no_amount(sheet):
    cell = sheet.put("money.cost", 0.4, number_format="0.0%")
    message = sheet.refused()
    assert f"cell {cell.coordinate}: `money.cost` must be an amount" in message
    assert "got 40%. Format the cell as a number." in message


def test_a_row_that_was_taken_out_is_named(sheet):
    cell = sheet.cell("money.price")
    cell.parent.delete_rows(cell.row)
    message = sheet.refused()
    assert (
        "mine.xlsx: `money` needs the key 'price'; it is missing. No sheet has" in message
    )
    assert "the row 'money.price'" in message


def test_a_side_without_any_way_to_behave_is_shown_its_first_row(sheet):
    for n in range(4):
        for key in ("label", "play"):
            sheet.put(f"buyers[{n}].{key}", None)
    cell = sheet.cell("buyers[0].play")
    assert f"sheet 'Players', cell {cell.coordinate}: `buyers` must list 1" in (
        sheet.refused()
    )


def test_rounds_without_about_or_exactly_are_asked_back(sheet):
    sheet.put("time.kind", None)
    message = sheet.refused()
    assert f"cell {sheet.cell('time.rounds').coordinate}: a number of rounds is about" in (
        message
    )


def test_players_that_are_refused_are_found_on_their_row(sheet):
    for key in ("play", "label"):
        sheet.put(f"buyers[0].{key}", None)
    cell = sheet.put("buyers[2].play", "grimm")
    assert f"sheet 'Players', cell {cell.coordinate}: `buyers[1]`" in sheet.refused()


def test_a_key_that_was_changed_is_named(sheet):
    key = sheet.cell("money.price").offset(column=2)
    key.value = "money.prize"
    message = sheet.refused()
    assert f"cell {key.coordinate}: unknown key 'money.prize'" in message
    assert "Did you mean 'money.price'" in message


def test_an_answer_given_twice_is_refused(sheet):
    first = sheet.cell("money.price")
    sheet.cell("money.cost").offset(column=2).value = "money.price"
    assert f"the first answer stands in sheet 'Deal', cell {first.coordinate}" in (
        sheet.refused()
    )


def test_a_workbook_that_is_no_deal_is_refused(tmp_path):
    book = openpyxl.Workbook()
    book.active["A1"] = "Umsatz"
    book.save(tmp_path / "other.xlsx")
    with pytest.raises(
        FileFormatError, match=r"other\.xlsx: no sheet.*'Sheet'.*new --xlsx"
    ):
        Deal.from_file(tmp_path / "other.xlsx")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is no .xlsx file"),
        (b"title = 'x'\n", "is no .xlsx file"),
        (b"PK\x03\x04 cut off", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 locked", "password"),
    ],
)
def test_broken_files_are_refused_clearly(content, says, tmp_path):
    file = tmp_path / "broken.xlsx"
    file.write_bytes(content)
    with pytest.raises(FileFormatError) as caught:
        Deal.from_file(file)
    assert says in str(caught.value)
    assert "broken.xlsx" in str(caught.value)


@pytest.mark.parametrize("share", [0.1, 0.4, 0.7, 0.9, 0.99])
def test_a_file_cut_off_anywhere_is_refused(written, tmp_path, share):
    whole = written.read_bytes()
    file = tmp_path / "cut.xlsx"
    file.write_bytes(whole[: int(share * len(whole))])
    with pytest.raises(FileFormatError, match="damaged"):
        Deal.from_file(file)


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
@pytest.mark.parametrize("content", [None, b"", b"<no", b"<a/>"])
def test_a_file_with_broken_parts_is_refused(written, tmp_path, part, content):
    file = tmp_path / "parts.xlsx"
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(file, "w") as new:
        for item in old.namelist():
            if item != part:
                new.writestr(item, old.read(item))
            elif content is not None:
                new.writestr(item, content)
    with pytest.raises(TrustgameError, match=r"parts\.xlsx"):
        Deal.from_file(file)


def test_missing_files_folders_and_other_programs_files_are_refused(tmp_path):
    with pytest.raises(FileFormatError, match="no such file"):
        Deal.from_file(tmp_path / "none.xlsx")
    (tmp_path / "dir.xlsx").mkdir()
    with pytest.raises(FileFormatError, match="is a folder"):
        Deal.from_file(tmp_path / "dir.xlsx")
    for ending in ("xls", "ods", "csv", "xlsm"):
        with pytest.raises(FileFormatError, match=rf"\.{ending} file.*Save it as \.xlsx"):
            Deal.from_file(tmp_path / f"deal.{ending}")


# --- what a sheet cannot hold ---------------------------------------------------------


def test_what_a_sheet_has_no_cell_for_is_not_dropped_silently(tmp_path):
    file = tmp_path / "deal.xlsx"
    plain = usual_deal().to_dict()
    with pytest.raises(SpecificationError, match=r"\[outcomes\].*Keep it as TOML"):
        Deal.from_dict({**plain, "money": "k€", "outcomes": outcomes_of(plain)}).to_xlsx(
            file
        )
    with pytest.raises(SpecificationError, match=r"says tremble\. Keep it as TOML"):
        Deal.from_dict(
            {**plain, "relationship": {"depth": "known", "tremble": 0.1}}
        ).to_xlsx(file)
    many = [{"play": name} for name in strategies.names()[:7]]
    with pytest.raises(SpecificationError, match=r"`sellers` lists 7\. Keep it as TOML"):
        Deal.from_dict({**plain, "sellers": many, "pair": {}}).to_xlsx(file)
    with pytest.raises(SpecificationError, match="differs by depth"):
        Deal.from_dict(
            {**plain, "time": {"chance_of_another": {"shallow": 0.5, "deep": 0.9}}}
        ).to_xlsx(file)
    own = Automaton("mine", cooperate=(1,), next_state=((0, 0),))
    with pytest.raises(SpecificationError, match="automaton of its own"):
        Deal.from_dict(
            {**plain, "sellers": [{"automaton": own.to_dict()}], "pair": {}}
        ).to_xlsx(file)
    assert not file.exists()


def outcomes_of(plain):
    """The payoffs of a deal in money as a file of outcomes has them."""
    deal = Deal.from_dict(plain)
    names_ = [
        "both_cooperate",
        "only_buyer_cooperates",
        "only_seller_cooperates",
        "both_defect",
    ]
    cells = [(0, 0), (0, 1), (1, 0), (1, 1)]
    return {
        name: dict(
            zip(("buyer", "seller"), deal.stage.payoffs[:, a, b].tolist(), strict=True)
        )
        for name, (a, b) in zip(names_, cells, strict=True)
    }


def test_a_sheet_that_cannot_be_written_leaves_nothing(tmp_path):
    with pytest.raises(OutputError, match="cannot be written"):
        usual_deal().to_xlsx(tmp_path / "none" / "deal.xlsx")
    (tmp_path / "deal.xlsx").mkdir()
    with pytest.raises(OutputError, match="cannot be written"):
        usual_deal().to_xlsx(tmp_path / "deal.xlsx")
    assert [path.name for path in tmp_path.iterdir()] == ["deal.xlsx"]
