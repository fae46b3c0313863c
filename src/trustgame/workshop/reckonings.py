"""What a session asks of a deal beyond its charts: six characters, one misunderstanding.

Each answer is a table of bars, worked out exactly, with the sentences that it supports.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from trustgame import strategies
from trustgame._display import Result
from trustgame.automata import Automaton
from trustgame.curves import per_role
from trustgame.deals import Deal
from trustgame.deals.deal import ROLES
from trustgame.deals.money import effect
from trustgame.deals.words import character, listed, percent, quoted, say, sentence_case
from trustgame.exceptions import RefusedError
from trustgame.game import TrustGame
from trustgame.solve.chain import joint_chain
from trustgame.tournament import round_robin
from trustgame.typing import FloatArray

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Reckoning", "bars", "characters", "one_slip", "six"]

#: The six characters of a session, and who stands in where a game has none of one.
SIX = (
    "tit_for_tat",
    "generous_tit_for_tat",
    "grim_trigger",
    "win_stay_lose_shift",
    "always_cooperate",
    "always_defect",
)
_RESERVES = ("tit_for_two_tats", "suspicious_tit_for_tat")
_SPANS = (1, 10, 100)  # rounds
_AFTER = 12  # rounds that are watched after a misunderstanding
_FAINT = 1e-12  # a chance of misreading that reaches the states and changes no number
_SAME = 1e-9


@dataclass(frozen=True, eq=False, repr=False)
class Reckoning(Result):
    """Bars in groups, and what they say."""

    _chart: ClassVar[str | None] = "grouped_bars"

    deal: Deal
    frame: pd.DataFrame  #: a row per bar: ``group``, ``series``, ``value``
    kind: str  #: how values are written, as in ``trustgame.deals.numerals``
    words: str  #: of the values' axis
    roles: tuple[str, ...]  #: whose each series is
    finding: str
    question: str
    sentence: str
    how: str  #: how it was worked out, for the footer
    game: TrustGame | None = None  #: what was played, if it is not the deal's own
    time: str | None = None  #: how long it went on, for the footer, if it is not the deal's
    numbers: Mapping[str, float] = field(default_factory=dict)  #: what else is said
    faces: Mapping[str, str] = field(default_factory=dict)  #: a group's strategy, by group

    def __repr__(self) -> str:
        return f"Reckoning({self.finding!r})"

    def to_frame(self) -> pd.DataFrame:
        """Return one row per bar."""
        return self.frame.copy()

    def _made_from(self) -> Mapping[str, Any]:
        return {"deal": self.deal}


def bars(rows: list[tuple[str, str, float]]) -> pd.DataFrame:
    """Return rows of group, series and value as the table of a reckoning."""
    import pandas as pd

    return pd.DataFrame(rows, columns=["group", "series", "value"])


# --- six characters -----------------------------------------------------------------------


def six(deal: Deal) -> dict[str, str]:
    """Return the session's six characters, and what the room calls each."""
    found: dict[str, str] = {}
    for name in (*SIX, *_RESERVES):
        if len(found) == len(SIX):
            break
        try:
            for role in ROLES:
                strategies.resolve(name, deal.game, role)
        except RefusedError:
            continue
        found[name] = _called(name, deal, set(found.values()))
    return found


def _called(name: str, deal: Deal, taken: set[str]) -> str:
    """Return what a room calls a character: the deal's words, if both sides share them."""
    sides = (deal.buyers, deal.sellers)
    words = [next((p.words for p in side if p.name == name), "") for side in sides]
    own = words[0] if words[0] == words[1] else ""
    usual = say(f"character.{name}")
    for text in (own, usual, character(name)):
        if text and text not in taken:
            return text
    return name


def characters(deal: Deal) -> Reckoning:
    r"""Return what six characters earn a round, on the seller's side, at 1, 10, 100 rounds.

    Everybody meets everybody once, the six on both sides, at every announced length.

    Examples
    --------
    >>> from trustgame.deals import Labels, Time
    >>> from trustgame.stage import StageGame
    >>> deal = Deal(
    ...     Labels(), StageGame.prisoners_dilemma(), Time(about=10),
    ...     buyers=("tit_for_tat",), sellers=("tit_for_tat",))
    >>> found = characters(deal)
    >>> found.frame["series"].unique().tolist()
    ['1\xa0round', '10\xa0rounds', '100\xa0rounds']
    """
    labels, names = deal.labels, six(deal)
    rows: list[tuple[str, str, float]] = []
    spans: list[str] = []
    pays: list[str] = []
    ahead: list[str] = []
    lead = 0.0
    for rounds in _SPANS:
        game = deal.game.replace(continuation=1.0, rounds=rounds)
        league = round_robin(game, buyers=list(names), sellers=list(names))
        mean = league.payoff_seller.mean(axis=0)
        rows += [(names[n], labels.count(rounds), float(mean[n])) for n in names]
        top = float(mean.max())
        near = _SAME * max(1.0, float(mean.abs().max()))
        best = [names[n] for n in names if mean[n] > top - near]
        told = listed(map(quoted, best))
        ahead.append(say("session.all_alike") if len(best) == len(names) else told)
        spans.append(labels.count(rounds))
        pays.append(labels.pay(top))
        lead = float(mean.max() - mean.min())
    said = {
        "firsts": listed(_firsts(ahead, spans, pays)),
        "spans": listed(spans), "pays": listed(pays),
        "who": sentence_case(ahead[0]), "side": labels.seller.name, "round": labels.round,
    }  # fmt: skip
    kind = "same" if len(set(ahead)) == 1 else "change"
    return Reckoning(
        deal=deal,
        frame=bars(rows),
        kind="money",
        words=say("session.earned", side=labels.seller.name, round=labels.round),
        roles=("few", "some", "many"),
        finding=say(f"session.characters_first_{kind}", **said),
        question=say("session.characters_question", rounds=labels.rounds, **said),
        sentence=say(
            f"session.characters_{kind}",
            gap=labels.pay(lead),
            rounds=labels.count(_SPANS[-1]),
            **said,
        ),
        how=say("session.characters_how"),
        time=say("session.characters_time", spans=listed(spans)),
        faces={called: name for name, called in names.items()},
        numbers={"lead": lead, **{f"rounds_{n}": float(n) for n in _SPANS}},
    )


def _firsts(ahead: list[str], spans: list[str], pays: list[str]) -> Iterator[str]:
    """Yield who earns most at which lengths, neighbours of one lead taken together."""
    rows = zip(ahead, spans, pays, strict=True)
    for who, same in groupby(rows, key=lambda row: row[0]):
        _, lengths, amounts = zip(*same, strict=True)
        yield say("session.first", who=who, rounds=listed(lengths), pay=listed(amounts))


# --- one misunderstanding -----------------------------------------------------------------


def one_slip(deal: Deal) -> Reckoning:
    """Return what one misunderstanding leaves of the rounds after it, by character.

    Two of a kind meet where the deal starts, and nobody slips; but what the seller did in
    the first round is taken for its opposite by the buyer. The twelve rounds after it are
    compared with those that would have been.

    Notes
    -----
    A round's transition is linear in the chance of a misreading, so that a certain one is
    twice an even chance of it less none: exact, by the joint chain.

    Examples
    --------
    >>> from trustgame.deals import Labels, Time
    >>> from trustgame.stage import StageGame
    >>> deal = Deal(
    ...     Labels(), StageGame.prisoners_dilemma(), Time(about=10),
    ...     buyers=("tit_for_tat",), sellers=("tit_for_tat",))
    >>> table = one_slip(deal).frame
    >>> table[table["series"] == "after it"].head(3).round(6).value.tolist()
    [0.0, 0.834618, 0.0]
    """
    labels, names = deal.labels, six(deal)
    calm, after = say("session.calm"), say("session.after")
    rows: list[tuple[str, str, float]] = []
    kept: dict[str, float] = {}
    cost: dict[str, float] = {}
    for name, called in names.items():
        shares, money = _slipped(deal, name)
        rows += [(called, calm, shares[0]), (called, after, shares[1])]
        if shares[0] > _SAME:
            kept[called] = shares[1]
        cost[called] = money
    worst = max(cost, key=lambda who: cost[who])
    dearest = effect(deal, cost[worst])
    many = labels.count(_AFTER)
    if kept:
        top, low = max(kept.values()), min(kept.values())
        best = listed(quoted(who) for who in kept if kept[who] > top - _SAME)
        least = listed(quoted(who) for who in kept if kept[who] < low + _SAME)
        key = "slip" if top - low > _SAME else "slip_even"
        finding = say(
            f"session.{key}", best=best, top=percent(_tidy(top)), worst=least,
            low=percent(_tidy(low)), rounds=many,
        )  # fmt: skip
    else:
        finding = say("session.slip_none", rounds=many)
    said = {"round": labels.round, "rounds": many, "one": labels.buyer.name}
    return Reckoning(
        deal=deal,
        frame=bars(rows),
        kind="percent",
        words=say("session.together", rounds=labels.rounds),
        roles=("guide", "cooperate"),
        finding=finding,
        question=say("session.slip_question", other=labels.seller.name, **said),
        sentence=say(
            "session.slip_cost" if dearest > 0 else "session.slip_free",
            worst=worst, money=labels.pay(dearest), **said,
        ),
        how=say("session.slip_how"),
        game=_watched(deal.game, 0.0),
        time="",
        faces={called: name for name, called in names.items()},
        numbers={"after": float(_AFTER), "cost": dearest},
    )  # fmt: skip


def _tidy(value: float) -> float:
    """Return a number without the noise of the faint chance it was worked out with."""
    return float(np.round(value, 9)) + 0.0


def _slipped(deal: Deal, name: str) -> tuple[tuple[float, float], float]:
    """Return the shares of rounds together without and after a misreading, and its cost."""
    faint, even = (_watched(deal.game, chance) for chance in (_FAINT, 0.5))
    buyer, seller = (strategies.resolve(name, deal.game, role) for role in ROLES)
    assert isinstance(buyer, Automaton)
    assert isinstance(seller, Automaton)
    chain, half = joint_chain(faint, buyer, seller), joint_chain(even, buyer, seller)
    events, states = chain.to_events, chain.to_states
    wrong = 2 * half.to_states - states
    pays = sum(chain.reward(faint.arrays().payoff[:, role]) for role in range(2))
    both = (chain.events[:, 1] == 0).astype(float)
    begin: FloatArray = np.zeros(events.shape[1])
    begin[0] = 1.0
    first = events @ begin
    found = []
    for step in (states, wrong):
        now, together, money = step @ first, 0.0, 0.0
        for _ in range(_AFTER):
            done = events @ now
            together += float(both @ done)
            money += float(pays @ done)
            now = states @ done
        found.append((_tidy(together / _AFTER), money))
    (calm, most), (after, least) = found
    return (calm, after), most - least


def _watched(game: TrustGame, chance: float) -> TrustGame:
    """Return the game without slips or an end, in which the buyer misreads that often."""
    return game.replace(
        tremble=0.0,
        misperception=per_role(buyer=chance, seller=0.0),
        rounds=None,
        continuation=1.0,
    )
