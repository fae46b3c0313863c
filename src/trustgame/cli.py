"""The command line: reads arguments, calls the library, prints. Nothing else prints.

Errors of the library come out as a few plain lines and exit code 2, an interruption as one
line and 130; whatever is heavy loads inside the command that needs it.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from trustgame._version import __version__
from trustgame.exceptions import TrustgameError

__all__ = ["app", "main"]

app = typer.Typer(
    name="trustgame",
    help="Repeated dilemmas between a buyer and a seller whose relationship can deepen.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

DealFile = Annotated[
    Path, typer.Argument(metavar="DEAL", help="The deal: a .toml file or an .xlsx sheet.")
]

OnDeal = Annotated[
    Path | None,
    typer.Option(metavar="DEAL", help="Replay on a deal: its payoffs, time and words."),
]
Tries = Annotated[
    int | None, typer.Option(help="Settings drawn from the box; the scenario's own number.")
]
Quiet = Annotated[bool, typer.Option("--quiet", help="Show no progress.")]
Tongue = Annotated[
    str | None,
    typer.Option(
        "--language",
        metavar="CODE|FOLDER",
        help="What is spoken; unless given, what TRUSTGAME_LANGUAGE names, or English.",
    ),
]


@contextmanager
def _plainly(language: str | None = None) -> Iterator[None]:
    """Speak a language, and turn errors and interruptions into plain lines and codes."""
    try:
        from trustgame.deals.words import speaking

        with speaking(language):
            yield
    except TrustgameError as error:
        print(f"trustgame: {error}", file=sys.stderr)
        raise typer.Exit(2) from None
    except (KeyboardInterrupt, EOFError):  # the end of the input is an end too
        print("\ntrustgame: stopped; nothing was left behind.", file=sys.stderr)
        raise typer.Exit(130) from None


def _version(wanted: bool) -> None:
    """Print the version and leave."""
    if wanted:
        print(f"trustgame {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_version, is_eager=True, help="Show the version."
        ),
    ] = False,
) -> None:
    """Repeated dilemmas between a buyer and a seller whose relationship can deepen."""


@app.command()
def workshop(
    deal: DealFile,
    out: Annotated[
        Path, typer.Option(help="The folder to write; an earlier pack is replaced.")
    ],
    template: Annotated[
        Path | None, typer.Option(metavar="FILE.pptx", help="Slides on this master.")
    ] = None,
    paper: Annotated[
        str, typer.Option(metavar="a4|letter", help="Size of the papers.")
    ] = "a4",
    theme: Annotated[
        str | None,
        typer.Option(
            metavar="light|dark|print", help="Colours of charts, slides and page."
        ),
    ] = None,
    index: Annotated[
        float | None,
        typer.Option(
            metavar="100", help="Hide margins: what the offer leaves the seller is this."
        ),
    ] = None,
    charts_only: Annotated[
        bool, typer.Option("--charts-only", help="No slides, no papers: soon made.")
    ] = False,
    quiet: Quiet = False,
    language: Tongue = None,
) -> None:
    """Write the pack of a deal: slides, hand-outs, charts, their numbers, and a page."""
    with _plainly(language):
        from trustgame.deals import Deal

        spec = Deal.from_file(deal)
        from trustgame.deals.words import say
        from trustgame.workshop import workshop as write

        pack = write(
            spec, out, template=template, paper=paper, theme=theme, index=index,
            charts_only=charts_only, progress=not quiet,
        )  # fmt: skip
        many = len(pack.charts) + len(pack.shown)
        key = "cli.charts" if charts_only else "cli.pack"
        print(say(key, n=many, folder=pack.folder, page=pack.page))


@app.command()
def check(
    deal: DealFile,
    language: Tongue = None,
) -> None:
    """Say in plain sentences what game a deal is, where it stands, and what looks odd."""
    with _plainly(language):
        from trustgame.deals import Deal

        _say(Deal.from_file(deal).check())


@app.command()
def new(
    file: Annotated[
        Path, typer.Argument(metavar="[FILE]", help="The TOML file to write.")
    ] = Path("deal.toml"),
    xlsx: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.xlsx", help="Write a sheet to fill in, and ask nothing."
        ),
    ] = None,
    language: Tongue = None,
) -> None:
    """Ask eight questions and write a deal, or write a sheet (.xlsx) that asks them."""
    with _plainly(language):
        from trustgame.deals.front_door import new_deal, new_sheet

        if xlsx is not None:
            new_sheet(xlsx, input, print)
        else:
            _say(new_deal(file, input, print).check())


@app.command()
def play(
    deal: DealFile,
    side: Annotated[
        str, typer.Option("--as", metavar="buyer|seller", help="The side you play.")
    ] = "seller",
    seed: Annotated[
        int | None, typer.Option(help="The same character and chances again.")
    ] = None,
    rounds: Annotated[int, typer.Option(help="So many rounds at most.")] = 10,
    language: Tongue = None,
) -> None:
    """Play a few rounds of a deal against a hidden character, and guess who it was."""
    with _plainly(language):
        from trustgame.deals import Deal
        from trustgame.deals.sitting import Sitting, fresh_seed
        from trustgame.deals.table_talk import hold

        chosen = fresh_seed() if seed is None else seed
        table = Sitting(Deal.from_file(deal), side, chosen, rounds)  # type: ignore[arg-type]
        hold(table, input, print)


@app.command()
def scenarios(language: Tongue = None) -> None:
    """List the scenarios: claims about selling and trust, by tier."""
    with _plainly(language):
        from trustgame.deals.words import say
        from trustgame.scenarios import table

        tier = ""
        for name, row in table().iterrows():
            if row.tier != tier:
                tier = row.tier
                print(say(f"cli.tier_{tier}"))
            minutes = say("cli.minutes", n=f"{row.minutes:>3}")
            print(f"  {name:<24}{row.id:<5}{minutes}  {row.claim}")


@app.command()
def run(
    name: Annotated[
        str, typer.Argument(metavar="NAME|FILE", help="A scenario, or a TOML file of one.")
    ],
    on: OnDeal = None,
    out: Annotated[
        Path | None, typer.Option(help="A folder for its pictures and their numbers.")
    ] = None,
    tries: Tries = None,
    quiet: Quiet = False,
    language: Tongue = None,
) -> None:
    """Put a claim to the test: its numbers, its verdict, and where that flips."""
    with _plainly(language):
        from trustgame.deals.words import percent, say
        from trustgame.scenarios.saying import outcome_words

        found = _scenario(name, on)
        work = found.run(progress=not quiet)
        verdict = found.verdict(tries=tries, progress=not quiet)
        print(f"{found.id} {found.title}: {found.claim}")
        print(f"\n{work.picture().finding}.\n{work.shows}")
        outcome = outcome_words(verdict.outcome)
        told = {"share": percent(round(verdict.share, 2)), "n": verdict.tries}
        share = say("cli.together", **told) if verdict.tries else ""
        print("\n" + say("cli.verdict", outcome=outcome) + share)
        _say(verdict.lines())
        _say(say("cli.assumed", says=part.says) for part in found.assumed)
        if work.limits:
            print(f"\n{work.limits}")
        if out is not None:
            from trustgame.workshop.story import write_story

            print("\n" + say("cli.pictures", folder=write_story(work, verdict, out)))


@app.command()
def verdicts(
    on: OnDeal = None,
    tries: Tries = None,
    out: Annotated[
        Path | None, typer.Option(help="A folder for the board as picture and table.")
    ] = None,
    quiet: Quiet = False,
    language: Tongue = None,
) -> None:
    """Judge every scenario: verdict, number, share of settings, boundary."""
    with _plainly(language):
        from trustgame.deals import Deal
        from trustgame.deals.words import percent, say
        from trustgame.scenarios import verdicts as judge_all
        from trustgame.scenarios.saying import outcome_words

        deal = None if on is None else Deal.from_file(on)
        board = judge_all(deal=deal, tries=tries, progress=not quiet)
        for verdict in board.verdicts:
            told = f"{percent(round(verdict.share, 2)):>5}"
            share = say("cli.share", share=told) if verdict.findings else ""
            outcome = outcome_words(verdict.outcome)
            print(f"{verdict.scenario.name:<24}{outcome:<22}{share}")
            for line in verdict.brief():
                print(f"    {line}")
        for name, why in board.refused.items():
            print(f"{name:<24}{say('cli.refused', why=why)}")
        if out is not None:
            from trustgame.workshop.story import write_board

            print("\n" + say("cli.board", folder=write_board(board, out)))


def _scenario(name: str, on: Path | None) -> Any:
    """Return a scenario by name or from a file, on a deal if one is given."""
    from trustgame.deals import Deal
    from trustgame.scenarios import Scenario, scenario

    is_file = name.endswith(".toml") or Path(name).is_file()
    found = Scenario.from_toml(Path(name)) if is_file else scenario(name)
    return found if on is None else found.on(Deal.from_file(on))


@app.command()
def doctor(
    language: Annotated[
        str | None,
        typer.Option(metavar="CODE|FOLDER", help="Say how far a translation has come."),
    ] = None,
    start: Annotated[
        bool, typer.Option("--start", help="Write that folder first, all in English.")
    ] = False,
) -> None:
    """Show versions and folders and test the two engines, or look at a language."""
    with _plainly():
        if language is not None:
            _look_at(language, start)
            return
        from trustgame.workshop.doctor import examine

        report = examine()
        for name, value in report.facts:
            print(f"{name:<12}{value}")
        print(report.verdict)
        if not report.well:
            raise typer.Exit(1)


def _look_at(language: str, start: bool) -> None:
    """Write a language's folder to begin with, or say how far it has come."""
    from trustgame.deals.words import say
    from trustgame.workshop.translating import examine_language, start_language

    if start:
        print(say("doctor.started", folder=start_language(language)))
        return
    report = examine_language(language)
    for line in report.lines():
        print(line)
    if report.wrong:
        raise typer.Exit(1)


def _say(sentences: Iterable[str]) -> None:
    """Print sentences, one a line."""
    for sentence in sentences:
        print(f"- {sentence}")


def _terminated(*_: Any) -> NoReturn:
    """End as after an interruption, so that nothing half-written stays."""
    raise KeyboardInterrupt


def main() -> None:
    """Run the command line."""
    if hasattr(signal, "SIGTERM"):
        signal.signal(signal.SIGTERM, _terminated)
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a deal's words may not fit an old code page
            stream.reconfigure(errors="replace")
    app()


if __name__ == "__main__":
    main()
