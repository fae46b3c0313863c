"""What is said at the table: rounds asked for, a guess, and what was left on the table.

Nothing is printed or read here: ``ask`` shows a prompt and returns an answer, ``tell``
shows a line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from trustgame import _validate as check
from trustgame import strategies
from trustgame.automata import Automaton
from trustgame.deals import words
from trustgame.deals.deal import Player
from trustgame.deals.describe import horizon
from trustgame.deals.sitting import Sitting, said_moves
from trustgame.deals.words import listed, say, sentence_case
from trustgame.exceptions import UnknownNameError
from trustgame.simulate.play import Story

__all__ = ["hold"]

Ask = Callable[[str], str]
Tell = Callable[[str], None]

_STOP, _WALK = 2, 3  # beside the moves 0 and 1
_SHOWN = 20  # rounds of which each is said again at the end


def hold(table: Sitting, ask: Ask, tell: Tell) -> None:
    """Play rounds until the end, or until somebody stops; then guess, and see.

    Parameters
    ----------
    table : Sitting
        Who plays what.
    ask : callable(prompt) -> str
        Shows a prompt and returns what was answered.
    tell : callable(line)
        Shows a line.
    """
    for line in _intro(table):
        tell(line)
    moves, end = _rounds(table, ask, tell)
    story = table.story(moves, leaves=end == _WALK)
    tell("")
    tell(_ending(table, story, len(moves), end))
    if not moves:
        tell(say("play.was", player=table.hidden.words))
        return
    tell("")
    for line in _revealed(table, _guess(table, ask, tell)):
        tell(line)
    tell("")
    for line in _reckoning(table, story, len(moves), end):
        tell(line)
    tell("")
    tell(say("play.same", role=table.role, seed=table.seed))


def _names(table: Sitting) -> dict[str, str]:
    """Return the words that all lines are filled with."""
    labels = table.deal.labels
    own, other = (getattr(labels, role) for role in (table.role, table.other))
    return {
        "side": own.name,
        "other": other.name,
        "C": own.cooperate,
        "D": own.defect,
        "c": other.cooperate,
        "d": other.defect,
        "round": labels.round,
    }


def _intro(table: Sitting) -> Iterator[str]:
    """Yield who plays what, and for how long."""
    deal, names = table.deal, _names(table)
    players = listed(words.quoted(player.words) for player in table.candidates)
    yield say("play.intro", players=players, **names)
    lasts = horizon(deal.game, deal.labels)
    most = deal.labels.count(table.most)
    yield say("play.length" if table.cut else "play.whole", horizon=lasts, most=most)
    yield say("play.moves", **names)
    arrays, i = deal.game.arrays(), check.ROLES.index(table.role)
    slips, misread = (a[:, i] for a in (arrays.tremble, arrays.misperception))
    if slips.any() or misread.any():
        yield say("play.errors", slips=words.span(slips), misreadings=words.span(misread))


def _rounds(table: Sitting, ask: Ask, tell: Tell) -> tuple[list[int], int]:
    """Ask round by round; return the moves and how it ended (0, or stopped, or walked)."""
    labels, names = table.deal.labels, _names(table)
    i = check.ROLES.index(table.role)
    own, other = labels.sides[i], labels.sides[1 - i]
    moves: list[int] = []
    while len((story := table.story(moves)).done) > len(moves):
        n, level = len(moves) + 1, int(story.depth[len(moves)])
        head = "play.round_at" if table.deal.game.depths > 1 else "play.round"
        tell("")
        tell(sentence_case(say(head, round=labels.round, n=n, depth=labels.depth(level))))
        move = _move(table, ask, tell, names)
        while move == _WALK and not moves:
            tell(say("play.not_yet", **names))
            move = _move(table, ask, tell, names)
        if move in (_STOP, _WALK):
            return moves, move
        moves.append(move)
        now = table.story(moves)
        meant, did, seen = (a[n - 1, i] for a in (now.intended, now.done, now.seen))
        if meant != did:
            tell(say("play.slipped", meant=own.moves[meant]))
        cell = (did, seen) if i == 0 else (seen, did)
        believed = table.game.arrays().payoff[level, i][cell]
        tell(
            say(
                "play.saw",
                own=own.moves[did],
                other=other.name,
                seen=other.moves[seen],
                pay=labels.pay(believed),
            )
        )
    return moves, 0


def _move(table: Sitting, ask: Ask, tell: Tell, names: dict[str, str]) -> int:
    """Return one answer: a move, or that one stops or walks away."""
    may_leave = "_leave" if table.deal.outside is not None else ""
    known = {"1": 0, "2": 1, say("play.stop").casefold(): _STOP}
    known |= {names["C"].casefold(): 0, names["D"].casefold(): 1}
    if may_leave:
        known |= {"3": _WALK, say("play.walk").casefold(): _WALK}
    while True:
        answer = ask(say(f"play.prompt{may_leave}", **names)).strip().casefold()
        if answer in known:
            return known[answer]
        tell(say("play.again", options=say(f"play.options{may_leave}")))


def _ending(table: Sitting, story: Story, played: int, end: int) -> str:
    """Say why there is no further round."""
    labels, names = table.deal.labels, _names(table)
    rounds = labels.count(played)
    if end == _STOP:
        return say("play.ended_stop" if played else "play.nothing", rounds=rounds)
    if table.other in story.leavers:
        return say("play.ended_both" if end == _WALK else "play.ended_left", **names)
    if end == _WALK:
        return say("play.ended_walked")
    if played < (table.game.rounds or played + 1):
        return say("play.ended_chance", rounds=rounds, **names)
    return say(
        "play.ended_here" if table.cut else "play.ended_last", rounds=rounds, **names
    )


def _guess(table: Sitting, ask: Ask, tell: Tell) -> Player | None:
    """Return whom the person takes the other for; nobody if it will not say."""
    players = table.candidates
    if len(players) < 2:
        return None
    tell(say("play.guess"))
    for n, player in enumerate(players, 1):
        tell(say("play.guess_option", n=n, player=player.words))
    known: dict[str, Player | None] = {say("play.stop").casefold(): None}
    for n, player in enumerate(players, 1):
        known |= {str(n): player, player.words.casefold(): player}
    while True:
        answer = ask(say("play.guess_prompt", n=len(players))).strip().casefold()
        if answer in known:
            return known[answer]
        tell(say("play.guess_again", n=len(players)))


def _revealed(table: Sitting, guessed: Player | None) -> Iterator[str]:
    """Yield who it was, and what the catalogue says of such people."""
    hidden = table.hidden
    key = "was" if guessed is None else "right" if guessed == hidden else "wrong"
    yield say(f"play.{key}", player=hidden.words)
    if not isinstance(hidden.strategy, Automaton):
        try:
            yield say("play.sales", sales=strategies.entry(hidden.name).sales)
        except UnknownNameError:  # of another library
            return


def _reckoning(table: Sitting, story: Story, played: int, end: int) -> Iterator[str]:
    """Yield what was done, what it came to, and what the best reply would have brought."""
    labels, names = table.deal.labels, _names(table)
    i = check.ROLES.index(table.role)
    if played <= _SHOWN:
        yield say("play.truly")
        for r in range(played):
            yield _line(table, story, r, names)
    whole = end != _STOP  # a match that was broken off earns what was played
    paid = story.value if whole else story.payoff[:played].sum(axis=0)
    own, theirs = float(paid[i]), float(paid[1 - i])
    yield say(
        "play.totals", own=labels.pay(own), theirs=labels.pay(theirs), other=names["other"]
    )
    rounds = story.length if whole else played
    reply = table.best_reply(rounds)
    moves, walks = table.replies(reply, rounds)
    yield say(
        "play.reply_bound" if reply.is_upper_bound else "play.reply",
        rounds=labels.count(rounds),
        moves=said_moves(moves, labels.sides[i].moves, walks=walks),
        value=labels.pay(reply.value),
    )
    left = reply.value - own
    if words.amount(left) == "0":
        yield say("play.even")
    else:
        yield say("play.left" if left > 0 else "play.luck", left=labels.pay(abs(left)))


def _line(table: Sitting, story: Story, r: int, names: dict[str, str]) -> str:
    """Return what was truly done in one round, errors marked."""
    i = check.ROLES.index(table.role)
    sides: Any = table.deal.labels.sides
    did, meant, saw = story.done[r], story.intended[r], story.seen[r]
    slip = say("play.line_slip")
    return say(
        "play.line",
        round=names["round"],
        n=r + 1,
        own=sides[i].moves[did[i]],
        slip=slip if did[i] != meant[i] else "",
        other=names["other"],
        theirs=sides[1 - i].moves[did[1 - i]],
        their_slip=slip if did[1 - i] != meant[1 - i] else "",
        misread=say("play.line_misread") if saw[i] != did[1 - i] else "",
        misread_you=say("play.line_misread_you") if saw[1 - i] != did[i] else "",
    )
