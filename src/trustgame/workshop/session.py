"""Ninety minutes on one deal: the stations of a session, their bets, reveals and notes.

A station asks before it shows: its bet comes before its chart. What is shown is worked out
on the deal; a claim that this deal cannot be put to is left out, and the reason is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tqdm.auto import tqdm

from trustgame import scenarios
from trustgame.deals import Deal
from trustgame.deals.words import say, sentence_case
from trustgame.exceptions import RefusedError, SpecificationError
from trustgame.plot import Telling, tell
from trustgame.plot.board_rows import pages_of
from trustgame.plot.maps import at_mark
from trustgame.scenarios import Board, Scenario, ScenarioRun, Verdict
from trustgame.workshop.answers import answer, letters, settles
from trustgame.workshop.extent import flips, ranges_of, share
from trustgame.workshop.order import here_on_map
from trustgame.workshop.reckonings import characters, one_slip, six
from trustgame.workshop.steps import four_corners, next_step

__all__ = ["TRIES", "Exhibit", "Session", "Slide", "Station", "session"]

#: Settings drawn from a claim's box, for its share on a slide.
TRIES = 60

#: What groups choose from: a name, its scenario, the picture that is shown.
CHOICES = (
    ("gift", "risky-gift", "break-even"),
    ("lunch", "paris-lunch", ""),
    ("referral", "buyers-good-first", "profit"),
    ("deadline", "always-be-closing", "push"),
)
_LATER = ("always-be-closing", "risky-gift")  # they are about the rounds after the first
_NEARLY_ALL = 0.9  # of the settings in which a claim holds: as the bet on claims asks
MINUTES = (10, 8, 8, 10, 10, 8, 12, 14, 5, 5)


@dataclass(frozen=True, eq=False)
class Exhibit:
    """A chart to be shown, and the result it is drawn from."""

    name: str
    chart: str
    result: Any
    options: Mapping[str, Any] = field(default_factory=dict)
    own_words: bool = False  #: whether it speaks its own words and not the deal's

    def tell(self, deal: Deal) -> Telling:
        """Return what the chart says."""
        labels = None if self.own_words else deal.labels
        return tell(self.chart, self.result, labels, **self.options)


@dataclass(frozen=True, eq=False)
class Slide:
    """One slide: what it shows, and what is said with it."""

    kind: str  #: "cover", "rules", "text", "bet" or "reveal"
    title: str
    lead: str = ""
    lines: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    exhibit: Exhibit | None = None
    columns: tuple[str, ...] = ()  #: what a bet's counts are of, if of several things
    answer: str = ""  #: which option of the bet was right
    fine: str = ""  #: what stands under the chart in small letters
    faces: tuple[str, ...] = ()  #: the strategy of each line, where lines are characters


@dataclass(frozen=True, eq=False)
class Station:
    """A part of the ninety minutes."""

    number: int
    minutes: int
    title: str
    slides: tuple[Slide, ...]

    @property
    def bets(self) -> tuple[Slide, ...]:
        """The questions that are asked before anything is shown."""
        return tuple(slide for slide in self.slides if slide.kind == "bet")

    @property
    def reveals(self) -> tuple[Slide, ...]:
        """The answers."""
        return tuple(slide for slide in self.slides if slide.kind == "reveal")


@dataclass(frozen=True, eq=False)
class Session:
    """The stations in order, the first slide, and the last one on limits."""

    deal: Deal
    cover: Slide
    stations: tuple[Station, ...]
    limits: Slide

    @property
    def slides(self) -> tuple[Slide, ...]:
        """Every slide, in order."""
        shown = [slide for station in self.stations for slide in station.slides]
        return (self.cover, *shown, self.limits)

    @property
    def exhibits(self) -> tuple[Exhibit, ...]:
        """Every chart that is shown, in order."""
        return tuple(slide.exhibit for slide in self.slides if slide.exhibit is not None)


def session(
    deal: Deal, *, tries: int | None = None, progress: bool = False, remark: str = ""
) -> Session:
    """Return the session of a deal, everything worked out.

    Parameters
    ----------
    deal : Deal
        The deal.
    tries : int, optional
        Settings drawn from the box of each claim; the usual number unless given.
    progress : bool
        Whether to show a progress bar.
    remark : str
        What else the first slide says, as what amounts are shown in.

    Notes
    -----
    Half a minute on one core, most of it for the shares of plausible settings.
    """
    maker = _Maker(deal, TRIES if tries is None else tries)
    stations = []
    bar = tqdm(_STATIONS, unit=say("progress.station"), disable=not progress, leave=False)
    for number, (name, make) in enumerate(bar):
        bar.set_description(say(f"station.{name}", **maker.words))
        slides = tuple(make(maker))
        title = say(f"station.{name}", **maker.words)
        stations.append(Station(number, MINUTES[number], title, slides))
    plan = tuple(
        say("station.plan", number=s.number, title=s.title, minutes=s.minutes)
        for s in stations
    )
    cover = Slide(
        "cover",
        deal.labels.title or say("station.untitled", **maker.words),
        say("station.cover", **maker.words, minutes=sum(MINUTES)),
        plan if not remark else (*plan, remark),
        (say("notes.cover", **maker.words), *deal.check()),
    )
    lines = tuple(say(f"limits.{key}", **maker.words) for key in _LIMITS)
    limits = Slide(
        "text", say("limits.title"), say("limits.lead"), lines, (say("notes.limits"),)
    )
    return Session(deal, cover, tuple(stations), limits)


_LIMITS = ("people", "strategies", "possible", "care", "numbers", "stories")


class _Maker:
    """Makes the slides of stations; keeps the verdicts for the board at the end."""

    def __init__(self, deal: Deal, tries: int) -> None:
        labels = deal.labels
        self.deal, self.tries = deal, tries
        self.verdicts: list[Verdict] = []
        self.refused: dict[str, str] = {}
        self.words = {
            "one": labels.buyer.name, "other": labels.seller.name,
            "C": labels.buyer.cooperate, "D": labels.buyer.defect,
            "c": labels.seller.cooperate, "d": labels.seller.defect,
            "round": labels.round, "rounds": labels.rounds, "money": labels.money,
            "single": labels.count(1), "ten": labels.count(10),
            "hundred": labels.count(100),
        }  # fmt: skip

    def bet(
        self, name: str, *choices: str, columns: tuple[str, ...] = (),
        faces: tuple[str, ...] = (),
    ) -> Slide:  # fmt: skip
        """Return a bet: a question, what can be bet on, and how it is run."""
        title = say(f"bet.{name}", **self.words)
        told = choices or tuple(
            say(f"bet.{name}_{letter}", **self.words) for letter in letters(name)
        )
        notes = (say("notes.bet"), say(f"notes.{name}", **self.words))
        return Slide(
            "bet", title, say("bet.lead"), told, notes, columns=columns, faces=faces
        )

    def reveal(
        self, exhibit: Exhibit, *lines: str, notes: tuple[str, ...] = (), fine: str = "",
        answer: str = "",
    ) -> Slide:  # fmt: skip
        """Return the answer: a chart, its finding as the title."""
        told = exhibit.tell(self.deal)
        said = (
            say("notes.say", text=told.sentence),
            *notes,
            say("notes.made", text=told.footer),
        )
        return Slide("reveal", told.finding, told.question, lines, said, exhibit,
                     answer=answer, fine=fine)  # fmt: skip

    def right(self, bet: str, numbers: Mapping[str, float]) -> str:
        """Return which option of a bet is right."""
        return answer(bet, numbers, self.words)

    def asked(self, bet: str, name: str, picture: str, label: str) -> Iterator[Slide]:
        """Yield a bet and its answer; where there is none, why, and nothing is asked."""
        shown = self.claim(name, picture, label, bet)
        if shown.kind == "reveal":
            yield self.bet(bet)
        yield shown

    def claim(self, name: str, picture: str, label: str, bet: str) -> Slide:
        """Return the answer of a scenario on the deal, or why there is none."""
        found = scenarios.scenario(name)
        title = say("station.refused", title=found.title)
        try:
            if name in _LATER and self.deal.game.rounds == 1:
                raise RefusedError(say("station.one_round", **self.words))
            return self._answer(found, picture, label, bet)
        except RefusedError as error:
            self.refused[name] = why = str(error)
            return Slide("text", title, lines=(why,), notes=(found.claim,))
        except SpecificationError as error:  # a formula without a value at these amounts
            self.refused[name] = why = say("station.no_value")
            return Slide("text", title, lines=(why,), notes=(found.claim, str(error)))

    def _answer(self, found: Scenario, picture: str, label: str, bet: str) -> Slide:
        """Return the answer of a scenario: its chart, and how far it holds."""
        judged = bet != "breaks"  # its verdict comes with another of its pictures
        if "refused" not in found.on_deal:
            found = found.on(self.deal)
        run = _with_picture(found, picture).run()
        lines: tuple[str, ...] = ()
        notes = tuple(say("notes.assumed", text=part.says) for part in found.assumed)
        fine = ""
        if judged:
            verdict = found.verdict(tries=self.tries)
            lines = (*flips(verdict), *share(verdict))
            notes += verdict.lines()
            ranges = "; ".join(ranges_of(found))
            fine = say("caption.box", box=ranges) if ranges else ""
        exhibit = Exhibit(label, "scenario", run, {"picture": 0}, own_words=True)
        if label == "corners":
            exhibit = Exhibit(label, "grouped_bars", four_corners(self.deal, run))
        numbers = settles(self.deal.stage) if bet == "one_shot" else run.numbers
        told = self.right(bet, {**run.settings, **numbers})
        shown = self.reveal(exhibit, *lines, notes=notes, fine=fine, answer=told)
        if judged:
            self.verdicts.append(verdict)
        return shown

    # --- the stations ---

    def cards(self) -> Iterator[Slide]:
        """Yield the opening: a card each, one round with a stranger."""
        rules = tuple(say(f"rules.{i}", **self.words) for i in range(4))
        yield Slide(
            "rules", say("rules.title", **self.words), say("rules.lead", **self.words),
            rules, (say("notes.rules", **self.words),),
        )  # fmt: skip
        yield self.bet("cards")

    def one_shot(self) -> Iterator[Slide]:
        """Yield the deal played once."""
        yield from self.asked("one_shot", "one-shot", "table", "once")

    def prison(self) -> Iterator[Slide]:
        """Yield the two prisoners."""
        yield from self.asked("prison", "prison", "years", "prison")

    def breaks(self) -> Iterator[Slide]:
        """Yield the announced end."""
        yield from self.asked("breaks", "always-be-closing", "wall", "announced-end")

    def six(self) -> Iterator[Slide]:
        """Yield who earns most."""
        known = six(self.deal)
        yield self.bet(
            "six", *map(sentence_case, known.values()), faces=tuple(known),
            columns=tuple(self.deal.labels.count(n) for n in (1, 10, 100)),
        )  # fmt: skip
        yield self.reveal(
            Exhibit("six-characters", "grouped_bars", characters(self.deal)),
            say("caption.six", **self.words),
        )

    def slip(self) -> Iterator[Slide]:
        """Yield who recovers from a misunderstanding."""
        known = six(self.deal)
        yield self.bet("slip", *map(sentence_case, known.values()), faces=tuple(known))
        yield self.reveal(
            Exhibit("one-misunderstanding", "grouped_bars", one_slip(self.deal)),
            say("caption.slip", **self.words),
        )

    def corners(self) -> Iterator[Slide]:
        """Yield time or relationship: the corners, and the map with this deal on it."""
        yield self.bet("corners")
        yield self.claim("time-and-relationship", "map", "corners", "corners")
        name, result, options = here_on_map(self.deal)
        yield self.reveal(
            Exhibit("you-are-here", name, result, options),
            " ".join(at_mark(result, options["here"], self.deal.labels)),
            say("caption.here", **self.words),
        )

    def groups(self) -> Iterator[Slide]:
        """Yield what groups choose from."""
        offered = [choice for choice in CHOICES if choice[1] in scenarios.names()]
        parts = [tuple(self.asked(key, name, drawn, key)) for key, name, drawn in offered]
        known = [
            choice for choice, part in zip(offered, parts, strict=True) if len(part) > 1
        ]
        lines = tuple(
            say(
                "station.choice",
                title=scenarios.scenario(name).title,
                claim=scenarios.scenario(name).claim,
            )
            for _, name, _ in known
        )
        title = say("station.choose", n=len(known))
        yield Slide(
            "text", title, say("station.choose_lead"), lines, (say("notes.choose"),)
        )
        for part in parts:
            yield from part

    def fails(self) -> Iterator[Slide]:
        """Yield where the claims fail, on this deal."""
        yield self.bet("fails")
        board = Board(tuple(self.verdicts), self.refused)
        pages = pages_of(board) if self.verdicts else 0
        for page in range(1, pages + 1):
            name = "where-it-fails" if page == 1 else f"where-it-fails-{page}"
            shown = Exhibit(name, "verdict_board", board, {"page": page}, own_words=True)
            hold = sum(verdict.share >= _NEARLY_ALL for verdict in self.verdicts)
            told = self.right("fails", {"hold": hold, "claims": len(self.verdicts)})
            slide = self.reveal(shown, say("caption.fails", **self.words), answer=told)
            if pages > 1:
                title = say("slides.part", title=slide.title, page=page, pages=pages)
                slide = replace(slide, title=title)
            yield slide

    def step(self) -> Iterator[Slide]:
        """Yield what the next step brings and costs."""
        yield self.bet("step")
        found = next_step(self.deal)
        shown = Exhibit("next-step", "grouped_bars", found)
        told = self.right("step", found.numbers)
        yield self.reveal(shown, found.sentence, answer=told)


_STATIONS: tuple[tuple[str, Callable[[_Maker], Iterator[Slide]]], ...] = (
    ("cards", _Maker.cards),
    ("one_shot", _Maker.one_shot),
    ("prison", _Maker.prison),
    ("breaks", _Maker.breaks),
    ("six", _Maker.six),
    ("slip", _Maker.slip),
    ("corners", _Maker.corners),
    ("groups", _Maker.groups),
    ("fails", _Maker.fails),
    ("step", _Maker.step),
)


def _with_picture(found: Scenario, picture: str) -> Scenario:
    """Return a scenario with the one picture that is shown; the first unless named."""
    wanted = [p for p in found.pictures if p.get("name", p["chart"]) == picture]
    return found.replace(pictures=tuple(wanted or found.pictures)[:1])


def run_of(exhibit: Exhibit) -> ScenarioRun | None:
    """Return the scenario's run that an exhibit shows, if it shows one."""
    return exhibit.result if isinstance(exhibit.result, ScenarioRun) else None
