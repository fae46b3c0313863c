"""The state diagram of a strategy: what it means to do, and what makes it change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from trustgame import _validate as check
from trustgame._version import __version__
from trustgame.automata import Automaton, Recipe
from trustgame.automata.diagram import Arrow, arrows, chance
from trustgame.automata.recipe import as_automaton
from trustgame.curves import Curve, Line, Step, Values, read
from trustgame.deals.labels import Labels
from trustgame.deals.words import percent, say
from trustgame.exceptions import RefusedError
from trustgame.game import TrustGame
from trustgame.plot import palette
from trustgame.plot.anatomy import Telling, body, dress, is_slide, open_axes
from trustgame.plot.captions import join
from trustgame.plot.marks import MARKS, Pen, area, arrow_lines, length
from trustgame.plot.palette import Sizes
from trustgame.plot.routes import MANY, Box, Map
from trustgame.plot.states import chart
from trustgame.strategies import entry, find, names, resolve
from trustgame.typing import Role

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["MOST_STATES", "automaton", "tell_automaton"]

#: More states than this cannot be read in one picture.
MOST_STATES = 24

_C, _D = MARKS
_PURE = (0.0, 1.0)
_BETWEEN = 2.2  # sizes of type between two keys
_LARGER = {1: 1.7, 2: 1.7, 3: 1.45, 4: 1.2, 5: 1.1}  # circles, where they are few


def tell_automaton(
    result: Any,
    labels: Labels | None = None,
    *,
    role: Role = "buyer",
    game: TrustGame | None = None,
) -> Telling:
    """Return what the chart ``automaton`` says, and its numbers."""
    labels = Labels() if labels is None else labels
    drawn = _drawn(result, role, game)
    side = labels.sides[check.role("role", role)]
    title = side.player(drawn.name)
    n = drawn.n_states
    states = say("automaton.state") if n == 1 else say("automaton.states", n=n)
    begins = _move(drawn.cooperate[drawn.start], side.moves)
    told = {"name": title, "states": states, "first": begins}
    does = _listed_as(drawn, plain=labels == Labels())
    finding = (
        say("automaton.known", name=title, does=does)
        if does
        else say("automaton.other", **told)
    )
    finding = finding[:1].upper() + finding[1:]
    m = drawn.end_rounds
    ends = say(
        "automaton.ends_one" if m == 1 else "automaton.ends_many", n=m, D=side.defect
    )
    moves = arrows(drawn)
    return Telling(
        finding=finding,
        question=say("automaton.question") + (f". {ends}" if m else ""),
        footer=join(labels.title, say("automaton.how"), f"trustgame {__version__}"),
        sentence=" ".join(
            part
            for part in (
                say("automaton.sentence", **told),
                ends if m else "",
                say("automaton.not"),
            )
            if part
        ),
        alt=" ".join(
            [f"{finding}.", *(_alt(drawn, x, moves, side.moves) for x in range(n))]
        ),
        table=_table(drawn, moves),
    )


def automaton(
    result: Any,
    *,
    ax: Axes | None = None,
    size: str | None = None,
    labels: Labels | None = None,
    role: Role = "buyer",
    game: TrustGame | None = None,
    **style: Any,
) -> Axes:
    """Draw a strategy as circles and arrows.

    Parameters
    ----------
    result : Automaton, Recipe or str
        The strategy or its name; up to about a dozen states can be read.
    ax : Axes, optional
        Where to draw; a new slide unless given.
    size : {"slide", "column", "square", "poster"}, optional
        The new figure's size, without ``ax``: a slide unless given.
    labels : Labels, optional
        The words of a deal.
    role : {"buyer", "seller"}
        Whose words are used, and whose seat a recipe takes.
    game : TrustGame, optional
        Where a recipe finds its payoffs; needed for recipes only.
    **style
        Properties of the circles, as matplotlib names them for patches.

    Notes
    -----
    A circle is green and has a disc where it means to cooperate, red and a cross where it
    means to defect; where chance decides it is filled to that share, and where depth does
    the filling rises or falls from left (shallow) to right (deep). An arrow wears the marks
    of what makes it be followed: what was seen, or what was done and then what was seen. A
    dashed circle or arrow walks away.
    """
    labels = Labels() if labels is None else labels
    telling = tell_automaton(result, labels, role=role, game=game)
    drawn = _drawn(result, role, game)
    ax, sizes = open_axes(ax, size)
    ax.axis("off")
    dress(ax, telling, sizes)
    wide, high = _page(ax)
    ax.set(xlim=(0, wide), ylim=(0, high), aspect="equal")
    moves = arrows(drawn)
    keys = _keys(drawn, moves, labels, role)
    room = 0.98 * wide
    keys = [part for key in keys for part in _parts(key, room, sizes.small)]
    small = sizes.small * min(1.0, room / max(length(key, sizes.small) for key in keys))
    rows = _rows(keys, room, small)
    foot = (1.55 * len(rows) + 0.6) * small
    wordy = any(len(arrow_lines(arrow)) > 1 for arrow in moves)
    letters = sizes.small if len(moves) > MANY or wordy else sizes.text
    page = (max(wide, 6 * sizes.text), max(high - foot, 5 * sizes.text))
    plan, lines = _plan(drawn, moves, page, letters, sizes)
    _draw(Pen(ax, foot), drawn, moves, plan, lines, letters, sizes, style)
    pen = Pen(ax)
    for i, row in enumerate(rows):
        x, y = 0.0, (1.55 * (len(rows) - 1 - i) + 0.75) * small
        for tokens in row:
            half = length(tokens, small) / 2
            pen.words(
                Box(x + half, y, half, 0.6 * small), [tokens], small, "key", plain=True
            )
            x += 2 * half + _BETWEEN * small
    return ax


# --- what is said ---


def _drawn(result: Any, role: Role, game: TrustGame | None) -> Automaton:
    """Return the automaton that is drawn."""
    if game is not None:
        drawn = resolve(result, game, role, argument="result")
    else:
        found = find(result) if isinstance(result, str) else result
        drawn = as_automaton("result", found)
    if drawn.n_states > MOST_STATES:
        raise RefusedError(
            f"a diagram of '{drawn.name}' has {drawn.n_states} circles, and more than "
            f"{MOST_STATES} cannot be read. Try trustgame.minimise, or its to_text()."
        )
    return drawn


def _listed_as(drawn: Automaton, *, plain: bool) -> str:
    """Return the catalogue's sentence for a strategy, if it is in there."""
    if drawn.name not in names():
        return ""
    listed = find(drawn.name)
    if listed != drawn and not isinstance(listed, Recipe):
        return ""
    record = entry(drawn.name)
    text = (record.theory if plain else record.sales).rstrip(".")
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def _move(cooperate: Curve, moves: tuple[str, str]) -> str:
    """Return what a state means to do."""
    if cooperate in _PURE:
        return say("automaton.move", move=moves[int(cooperate == 0)])
    return say("automaton.mixed", C=moves[0], D=moves[1])


def _leaving(leave: Curve) -> str:
    """Return how often a state that may leave does so, in words."""
    return say("automaton.leaves_often", share=_share(leave).replace("\n", " "))


def _alt(drawn: Automaton, x: int, moves: Sequence[Arrow], names: tuple[str, str]) -> str:
    """Return one state in a sentence for who cannot see it."""
    if drawn.leave[x] == 1:
        return say("automaton.alt_gone", x=x)
    leave, c = drawn.leave[x], drawn.cooperate[x]
    goes = "; ".join(
        say("automaton.alt_move", words=" / ".join(a.words), to=a.to)
        for a in moves
        if a.origin == x
    )
    pure = c in _PURE
    does = say(
        "automaton.alt_sure" if pure else "automaton.alt_chance",
        move=names[int(c == 0)] if pure else names[0],
        share=chance(c),
    )
    leaves = "" if leave == 0 else say("automaton.alt_leaves", share=chance(leave))
    return say("automaton.alt_state", x=x, does=does, leaves=leaves, moves=goes)


def _table(drawn: Automaton, moves: Sequence[Arrow]) -> pd.DataFrame:
    """Return one row per arrow."""
    rows = [
        {
            "state": a.origin,
            "cooperate": chance(drawn.cooperate[a.origin]),
            "leave": chance(drawn.leave[a.origin]),
            "after": " / ".join(a.words),
            "to": a.to,
        }
        for a in moves
    ]
    return pd.DataFrame(rows, columns=["state", "cooperate", "leave", "after", "to"])


# --- what the marks mean ---


def _keys(
    drawn: Automaton, moves: Sequence[Arrow], labels: Labels, role: Role
) -> list[list[str]]:
    """Return what the marks mean, in the room's words."""
    me = check.role("role", role)
    own, other = labels.sides[me], labels.sides[1 - me]
    keys = [[say("automaton.circle"), _C, own.cooperate, _D, own.defect]]
    mixed = [c for c in drawn.cooperate if c not in _PURE]
    if any(isinstance(c, float) for c in mixed):
        keys.append([say("automaton.share")])
    if any(not isinstance(c, float) for c in mixed):
        keys.append([say("automaton.depth")])
    keys.append([say("automaton.one"), _C, other.cooperate, _D, other.defect])
    if any(len(line) > 1 and {_C, _D} & set(line[:2]) and line[1] in (_C, _D)
           for a in moves for line in arrow_lines(a)):  # fmt: skip
        keys.append([say("automaton.two")])
    if any(not line for a in moves for line in arrow_lines(a)):
        keys.append([say("automaton.always")])
    return keys


def _parts(tokens: list[str], room: float, size: float) -> list[list[str]]:
    """Return a key in one piece, or broken before its last mark where it is too long."""
    if _D not in tokens or length(tokens, size) <= room:
        return [tokens]
    at = tokens.index(_D)
    return [tokens[:at], tokens[at:]]


def _rows(keys: list[list[str]], room: float, size: float) -> list[list[list[str]]]:
    """Return the keys in as few rows as they fit."""
    rows: list[list[list[str]]] = [[]]
    at = 0.0
    for tokens in keys:
        long = length(tokens, size)
        if rows[-1] and at + long > room:
            rows.append([])
            at = 0.0
        rows[-1].append(tokens)
        at += long + _BETWEEN * size
    return rows


# --- the drawing ---


def _page(ax: Axes) -> tuple[float, float]:
    """Return width and height in points; a panel's once its figure has made room for it."""
    figure = ax.get_figure(root=True)
    engine = None if figure is None else figure.get_layout_engine()
    if figure is not None and engine is not None and not is_slide(ax):
        engine.execute(figure)
    return body(ax)


def _plan(
    drawn: Automaton,
    moves: Sequence[Arrow],
    page: tuple[float, float],
    size: float,
    sizes: Sizes,
) -> tuple[Map, dict[Arrow, list[list[str]]]]:
    """Return where everything goes, and the words of the arrows."""
    lines = {arrow: arrow_lines(arrow) for arrow in moves}
    wordy = any(len(words) > 1 for words in lines.values())
    curved = any(c not in _PURE and not isinstance(c, float) for c in drawn.cooperate)
    gone = {x for x in range(drawn.n_states) if drawn.leave[x] == 1}
    plan = chart(
        drawn.n_states,
        drawn.start,
        {(a.origin, a.to): area(lines[a], size) for a in moves},
        {
            x: area([[_leaving(leave)]], sizes.small)
            for x, leave in enumerate(drawn.leave)
            if leave != 0 and x not in gone
        },
        area([[say("automaton.start")]], sizes.small),
        page,
        (2.3 if curved or gone else 2.0)
        * (1.0 if wordy else _LARGER.get(drawn.n_states, 1.0))
        * sizes.text,
    )
    return plan, lines


def _share(curve: Curve) -> str:
    """Return a share of rounds, short enough for a circle."""
    match curve:
        case Line():
            ends = (curve.shallow, curve.deep)
        case Step():
            ends = (curve.before, curve.after)
        case Values():
            ends = (curve.levels[0], curve.levels[-1])
        case _:
            return percent(curve)
    return say("automaton.from_to", low=percent(ends[0]), high=percent(ends[1]))


def _draw(
    pen: Pen,
    drawn: Automaton,
    moves: Sequence[Arrow],
    plan: Map,
    lines: dict[Arrow, list[list[str]]],
    size: float,
    sizes: Sizes,
    style: dict[str, Any],
) -> None:
    """Draw arrows, circles and words where they go."""
    line = 0.5 * sizes.line
    for arrow in moves:
        seen = {pair[1] for pairs in arrow.played for pair in pairs}
        colour = palette.MOVES["CD".index(seen.pop())] if len(seen) == 1 else palette.INK
        ends = f"{arrow.origin} {arrow.to}"
        spot = plan.arrows[arrow.origin, arrow.to]
        pen.arrow(spot, line, f"arrow {ends}", colour=colour)
        if spot.box.half_wide:
            pen.words(spot.box, lines[arrow], size, f"words {ends}")
    pen.arrow(plan.start, line, "start")
    pen.words(plan.start.box, [[say("automaton.start")]], sizes.small, "words start")
    for x, spot in plan.exits.items():
        pen.arrow(spot, line, f"exit {x}", dashed=True)
        pen.words(spot.box, [[_leaving(drawn.leave[x])]], sizes.small, f"words exit {x}")
    for x in range(drawn.n_states):
        _circle(pen, drawn, x, plan, sizes, style)


def _circle(
    pen: Pen, drawn: Automaton, x: int, plan: Map, sizes: Sizes, style: dict[str, Any]
) -> None:
    """Draw one state."""
    at, r, c = plan.centres[x], plan.radius, drawn.cooperate[x]
    look: dict[str, Any]
    if drawn.leave[x] == 1:
        look = {"facecolor": palette.PAPER, "edgecolor": palette.DIM}
        look |= {"linestyle": (0, (3, 2)), "linewidth": 0.6 * sizes.line}
        pen.disc(at, r, f"state {x} leaves", **(look | style))
        text = say("automaton.leaves")
        pen.title(at, text, sizes.small, palette.INK, room=1.7 * r)
        return
    kind = "CD"[int(c == 0)] if c in _PURE else "mixed"
    look = {"facecolor": palette.MOVES[int(c != 1)], "linewidth": 0}
    rim = pen.disc(at, r, f"state {x} {kind}", **(look | style))
    if c in _PURE:
        pen.mark(at, 0.86 * r, int(c == 0), palette.PAPER)
        return
    across = np.linspace(-r, r, 241)
    level = -r + 2 * r * read(c, (across + r) / (2 * r))
    corners = [(-r, -r), *zip(across, level, strict=True), (r, -r)]
    share = pen.shape(corners, at, f"share {x}", facecolor=palette.MOVES[0], zorder=3.1)
    share.set_clip_path(rim)
    size = sizes.text if isinstance(c, float) else sizes.small
    pen.title(at, _share(c), size, palette.PAPER, room=1.75 * r)
