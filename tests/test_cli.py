"""The command line: thin, plain, quick, and polite when it is interrupted."""

from __future__ import annotations

import subprocess
import sys
import types
from importlib import import_module
from pathlib import Path

import pytest
from typer.testing import CliRunner

from trustgame import cli
from trustgame._version import __version__
from trustgame.deals import Deal

SAMPLE = Path(__file__).parents[1] / "deals" / "consulting.toml"


def run(*arguments):
    """Run a command in this process."""
    return CliRunner().invoke(cli.app, [str(argument) for argument in arguments])


def test_help_names_every_command():
    result = run("--help")
    assert result.exit_code == 0
    for command in (
        "workshop", "new", "check", "play", "scenarios", "run", "verdicts", "doctor",
    ):  # fmt: skip
        assert command in result.stdout


def test_the_version_is_printed():
    result = run("--version")
    assert (result.exit_code, result.stdout) == (0, f"trustgame {__version__}\n")


def test_check_prints_the_deal_s_sentences():
    result = run("check", SAMPLE)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [f"- {s}" for s in Deal.from_toml(SAMPLE).check()]


def test_workshop_says_where_the_page_is(monkeypatch, tmp_path):
    room = import_module("trustgame.workshop")  # the front door has a function of that name

    asked = {}

    def write(deal, out, **options):
        asked.update(deal=deal, out=out, **options)
        return types.SimpleNamespace(
            charts=(1, 2), shown=(3,), folder=out, page=out / "index.html"
        )

    monkeypatch.setattr(room, "workshop", write)
    result = run("workshop", SAMPLE, "--out", tmp_path / "pack")
    assert result.exit_code == 0
    where = tmp_path / "pack"
    opens = f"Open {where / 'index.html'}\n"
    assert result.stdout == f"Slides, a poster, 3 papers and 3 charts in {where}. {opens}"
    assert asked == {
        "deal": Deal.from_toml(SAMPLE),
        "out": where,
        "template": None,
        "paper": "a4",
        "theme": None,
        "index": None,
        "charts_only": False,
        "progress": True,
    }
    chosen = ("--paper", "letter", "--theme", "dark", "--index", "100", "--charts-only")
    result = run("workshop", SAMPLE, "--out", where, "--quiet", *chosen)
    assert result.stdout == f"3 charts. {opens}"
    assert (asked["paper"], asked["theme"], asked["index"]) == ("letter", "dark", 100)
    assert asked["charts_only"] is True
    assert asked["progress"] is False


@pytest.mark.parametrize("command", [("check",), ("workshop", "--out", "pack")])
def test_a_bad_deal_is_one_plain_line_and_exit_code_2(command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "deal.toml"
    text = SAMPLE.read_text(encoding="utf-8").replace("tremble = 0.03", "tremble = 0.7")
    file.write_text(text, encoding="utf-8")
    result = run(command[0], file, *command[1:])
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith(
        "trustgame: deal.toml: `relationship.tremble` must lie in [0, 0.5]; got 0.7."
    )
    assert "Traceback" not in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["deal.toml"]


def test_a_folder_with_other_files_is_refused_with_exit_code_2(tmp_path):
    (tmp_path / "mine.txt").touch()
    result = run("workshop", SAMPLE, "--out", tmp_path)
    assert result.exit_code == 2
    assert "`out` must be a new folder" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize(
    "arguments",
    [("frobnicate",), ("workshop", SAMPLE), ("check",), ("check", SAMPLE, "--x")],
)
def test_wrong_usage_is_exit_code_2(arguments):
    result = run(*arguments)
    assert result.exit_code == 2
    assert "Usage:" in result.stderr


def test_an_interruption_is_one_line_and_exit_code_130(monkeypatch):
    def interrupted(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(Deal, "check", interrupted)
    result = run("check", SAMPLE)
    assert result.exit_code == 130
    assert "stopped; nothing was left behind" in result.stderr


def test_the_doctor_compares_the_engines(monkeypatch):
    from trustgame.workshop import doctor

    monkeypatch.setattr(doctor, "_MATCHES", 200)
    result = run("doctor")
    assert result.exit_code == 0
    for part in ("trustgame", "python", "numpy", "numba", "compiled", "agree"):
        assert part in result.stdout


def test_the_doctor_says_when_engines_disagree(monkeypatch):
    from trustgame.workshop import doctor

    monkeypatch.setattr(doctor, "_furthest", lambda: 9.0)
    result = run("doctor")
    assert result.exit_code == 1
    assert "DISAGREE by 9.0 standard errors" in result.stdout


def test_help_loads_nothing_heavy():
    heavy = "{'matplotlib', 'numba', 'pandas', 'scipy', 'axelrod', 'numpy'}"
    code = (
        "import sys\nfrom typer.testing import CliRunner\nfrom trustgame import cli\n"
        "assert CliRunner().invoke(cli.app, ['--help']).exit_code == 0\n"
        f"print(sorted({heavy} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_the_program_ends_with_the_exit_code(tmp_path):
    code = (
        "import sys; from trustgame.cli import main; "
        "sys.argv = ['trustgame', *sys.argv[1:]]; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "check", str(tmp_path / "none.toml")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == f"trustgame: no such file: '{tmp_path / 'none.toml'}'.\n"


def test_scenarios_are_listed_by_tier():
    result = run("scenarios")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "core:"
    assert "choose:" in lines
    assert any(line.split()[:2] == ["risky-gift", "C10"] for line in lines)


def test_a_scenario_is_run_and_judged_on_a_deal_and_written(tmp_path):
    out = tmp_path / "gift"
    result = run("run", "C10", "--on", SAMPLE, "--tries", 10, "--out", out, "--quiet")
    assert result.exit_code == 0, result.stdout
    assert "A gift of 30 k€ pays once 1 in 6 returns it." in result.stdout.replace(
        "\xa0", " "
    )
    assert "Verdict: holds when" in result.stdout
    assert "- Assumed: " in result.stdout
    assert (out / "01-break-even.png").exists()


def test_a_scenario_of_ones_own_is_run_from_its_file(tmp_path):
    from trustgame.scenarios import scenario

    path = tmp_path / "mine.toml"
    scenario("prison").replace(name="mine", title="Two of mine").to_toml(path)
    result = run("run", path, "--tries", 5, "--quiet")
    assert result.exit_code == 0
    assert result.stdout.startswith("C01 Two of mine: ")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("run", "risky-gifts"), "Did you mean 'risky-gift'"),
        (("run", "nowhere.toml"), "no such file: 'nowhere.toml'"),
        (("run", "prison", "--on", SAMPLE), "cannot be replayed on a deal"),
        (("run", "prison", "--tries", 0), "`tries` must be at least 1"),
        (("run", "prison", "--on", "nowhere.toml"), "no such file"),
    ],
)
def test_what_cannot_be_run_is_said_in_one_line(arguments, says):
    result = run(*arguments, "--quiet")
    assert result.exit_code == 2
    assert says in result.stderr
    assert "Traceback" not in result.stderr


def test_the_board_of_verdicts_has_a_line_for_every_rule(monkeypatch, tmp_path):
    room = import_module("trustgame.scenarios")
    monkeypatch.setattr(room, "names", lambda: ("prison", "one-shot"))
    result = run("verdicts", "--tries", 5, "--out", tmp_path / "board", "--quiet")
    assert result.exit_code == 0
    rules = sum(len(room.scenario(name).judged) for name in ("prison", "one-shot"))
    assert result.stdout.count("as the rule asks") == rules
    assert (tmp_path / "board" / "verdict.csv").exists()
