"""A language is a folder: checked before anything is said, and filled up with English."""

from __future__ import annotations

import pytest
from other_language import foreign_deal, leaks, make_language
from typer.testing import CliRunner

import trustgame as tg
from trustgame import _language, cli
from trustgame.deals import Deal, Labels, words
from trustgame.deals.words import speaking
from trustgame.exceptions import SpecificationError
from trustgame.scenarios import wording
from trustgame.workshop.translating import examine_language, start_language


def run(*arguments, typed=""):
    """Run a command in this process, and return the lines it writes."""
    result = CliRunner().invoke(cli.app, [str(a) for a in arguments], input=typed)
    return result, (result.stdout + result.stderr).splitlines()


@pytest.fixture(scope="module")
def other(tmp_path_factory):
    """A whole language, made by a machine."""
    return make_language(tmp_path_factory.mktemp("language") / "xx")


@pytest.fixture
def german(tmp_path):
    """A language that says little so far."""
    folder = tmp_path / "de"
    (folder / "scenarios").mkdir(parents=True)
    write(
        folder,
        library='[time]\nabout = "etwa {rounds}"\n[one]\nPunkte = "Punkt"\n[ladder]\n'
        'known = "bekannt"\n[mark]\ndecimal = ","\nthousands = "."\n'
        'percent = "{number}\u00a0%"\n[usual]\nmoney = "Punkte"\n',
        strategies='[tit_for_tat]\nname = "Wie du mir"\n[threshold]\nsales = "{m} Mal"\n',
    )
    prison = '[[judged]]\n[[judged]]\nsays = "Ohne Mittelwert"\n'
    (folder / "scenarios" / "prison.toml").write_text(prison, encoding="utf-8")
    return folder


def write(folder, **files):
    """Write files of a language."""
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")


# --- what is said ---------------------------------------------------------------------


def test_what_a_folder_does_not_say_is_said_in_english(german):
    with speaking(german):
        assert words.say("time.about", rounds="3") == "etwa 3"
        assert words.say("time.exactly", rounds="3") == "exactly 3"
        assert (words.amount(-1234.4), words.amount(37.5)) == ("−1.234", "37,5")
        assert words.percent(0.004) == "0,4\u00a0%"
        assert Labels().pay(1) == "1\u00a0Punkt"
        assert Labels(depths=("unknown", "known")).depth(1) == "bekannt"
        assert Labels().buyer.player("tit_for_tat") == "Wie du mir"
        assert tg.strategies.entry("threshold_7").sales == "7 Mal"
        found = tg.scenario("prison")
        assert [rule.says for rule in found.judged][1] == "Ohne Mittelwert"
    assert words.say("time.about", rounds="3") == "about 3"
    assert tg.scenario("prison").judged[1].says.startswith("No average")
    assert found.payoffs == tg.scenario("prison").payoffs


def test_a_language_introduces_itself_in_a_line(german):
    with speaking(german) as spoken:
        assert repr(spoken) == f"Language({str(german)!r}, 9 sentences of its own)"


def test_the_environment_names_a_language_too(german, monkeypatch):
    monkeypatch.setenv("TRUSTGAME_LANGUAGE", str(german))
    assert words.say("time.about", rounds="3") == "etwa 3"
    with speaking("en"):
        assert words.say("time.about", rounds="3") == "about 3"
    monkeypatch.setenv("TRUSTGAME_LANGUAGE", "atlantean")
    with pytest.raises(SpecificationError, match=r"`TRUSTGAME_LANGUAGE` must be .*'en'"):
        words.say("time.about", rounds="3")


def test_a_changed_file_is_read_again(german):
    with speaking(german):
        assert words.say("time.about", rounds="3") == "etwa 3"
    write(german, library='[time]\nabout = "ungefähr {rounds}"\n')
    with speaking(german):
        assert words.say("time.about", rounds="3") == "ungefähr 3"


# --- what is refused ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("library", '[time]\nabuot = "x"', r"\[time\] abuot: .*Did you mean 'time.about'"),
        ("library", '[time]\nabout = "x {runden}"', r"no blank {runden}; .*{rounds}"),
        ("library", '[time]\nabout = "x {rounds"', r"about: its braces do not fit"),
        ("library", '[time]\nabout = "{rounds:.2f}"', r"no blank {rounds:.2f}"),
        ("library", "[time]\nabout = 3", r"about: a sentence must be a text; got 3"),
        ("library", '[time]\nabout = ""', r"about: a sentence must say something"),
        ("library", "[time\n", r"is not valid TOML"),
        ("library", '[sheet]\nabout = "a"\nexactly = "A"', r"exactly must differ"),
        ("library", '[sheet]\ndeal = "a/b"', r"sheet.deal names a sheet"),
        ("page", '[time]\nabuot = "x"', r"page.toml'.*abuot"),
        ("strategies", '[tit_for_tat]\nselas = "x"', r"Did you mean 'tit_for_tat.sales'"),
        ("libary", "", r"no file of a language. Did you mean 'library.toml'"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_by_file_key_and_remedy(file, text, said, tmp_path):
    write(tmp_path, **{file: text})
    with pytest.raises(SpecificationError, match=said) as caught, speaking(tmp_path):
        pass
    assert f"{file}.toml'" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("prison", "[payoffs]\nT = '-free'", r"`payoffs.T` holds no words"),
        (
            "prison",
            "[parameters.free]\nbox = [0, 2]",
            r"`parameters.free.box",
        ),
        ("prison", "claims = 'x'", r"`claims` is not in the scenario's own file"),
        ("prison", "[words]\nnot = '{x}'", r"`words.not`: it has no blank {x}"),
        ("prison", "[words]\nnot = ''", r"`words.not` must be a text that is not empty"),
        ("prison", "[words", r"not valid TOML"),
        ("prisn", "", r"named after no scenario"),
    ],
)
def test_a_scenario_s_words_may_touch_nothing_else(name, text, said, tmp_path):
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / f"{name}.toml").write_text(text, encoding="utf-8")
    deal = foreign_deal()
    with pytest.raises(SpecificationError, match=said) as caught:
        tg.workshop(deal, tmp_path / "pack", language=tmp_path)
    assert f"{name}.toml" in str(caught.value)
    assert not (tmp_path / "pack").exists()


def test_no_such_language_is_refused_before_any_work(tmp_path):
    with pytest.raises(SpecificationError, match=r"there is no 'nix'.*--start"):
        tg.workshop(foreign_deal(), tmp_path / "pack", language="nix")
    result, lines = run("check", "no-such-deal.toml", "--language", "nix")
    assert result.exit_code == 2
    assert "`language`" in lines[0]


# --- for whoever translates -----------------------------------------------------------


def test_a_folder_to_begin_with_is_whole_and_untranslated(tmp_path):
    folder = start_language(tmp_path / "fr")
    report = examine_language(folder)
    assert report.wrong == ()
    with speaking(folder) as language:
        assert language.sentences == _language.english().sentences
        assert tg.scenario("prison") == wording_of("prison")
    missing = report.missing["library.toml"]
    assert "time.about" in missing
    assert "threshold.spots" in missing
    with pytest.raises(tg.OutputError, match="exists"):
        start_language(folder)


def wording_of(name):
    """Return a scenario of the library, read from its own file."""
    return tg.Scenario.from_dict(wording.plain_scenario(name))


def test_the_doctor_says_what_is_done_missing_and_wrong(german):
    result, lines = run("doctor", "--language", german)
    assert result.exit_code == 0
    count = len(_language.english().sentences["strategies"])
    assert f"strategies.toml: 2 of {count} sentences" in lines
    assert "    [time] exactly, chance, at_most, endless" in lines
    write(german, page='[time]\nabuot = "x"\n[common]\na = "{b}"\n')
    result, lines = run("doctor", "--language", german)
    assert result.exit_code == 1
    assert sum(line.startswith("Wrong: ") for line in lines) == 2


def test_a_whole_language_leaves_nothing_to_do(other):
    report = examine_language(other)
    assert report.wrong == ()
    assert not any(report.missing.values())


# --- nothing is said past the files ---------------------------------------------------


def test_terminal_and_sheet_speak_the_language(other, tmp_path):
    file = tmp_path / "deal.toml"
    foreign_deal().to_toml(file)
    spoken = ["--language", other]
    commands = [
        (("check", file), ""),
        (("play", file, "--seed", 3, "--rounds", 4), "1\n2\nx\n1\n2\nx\n1\n"),
        (("run", "prison", "--tries", 2, "--quiet"), ""),
        (("new", tmp_path / "new.toml"), "x\n" + "\n" * 8),
    ]
    for arguments, typed in commands:
        result, lines = run(*arguments, *spoken, typed=typed)
        assert result.exit_code == 0, lines
        known = {"seller"}  # play's --as
        said = [w for line in lines for w in leaks([line]).get(line, ())]
        kept = [w for w in said if w not in known]
        if arguments[0] == "new":  # the error of the first answer
            kept = [w for line in lines if "`" not in line for w in leaks([line])]
        assert kept == [], arguments
    comments = [
        line.partition("#")[2]
        for line in (tmp_path / "new.toml").read_text(encoding="utf-8").splitlines()
    ]
    assert leaks(comments) == {}
    sheet_speaks(Deal.from_toml(tmp_path / "new.toml"), other, tmp_path / "new.xlsx")


def sheet_speaks(deal, language, path):
    """A sheet's own words are in the language, and it is read again in it."""
    import openpyxl

    with speaking(language):
        deal.to_xlsx(path)
        assert Deal.from_xlsx(path) == deal
    for sheet in openpyxl.load_workbook(path):
        rows = list(sheet.iter_rows(values_only=True))
        own = [row[at] for row in rows for at in (0, 2) if len(row) > 3 and row[at]]
        assert leaks([sheet.title, *own]) == {}
    deal.to_xlsx(path)
    with speaking(language):  # one that was written in English is read too
        assert Deal.from_xlsx(path) == deal
