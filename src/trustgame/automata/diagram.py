"""What a state diagram shows: states in words, arrows in words, and both as mermaid text.

An arrow says after what it is followed: own *actual* action ("did"), partner's action *as
seen* ("saw"). Where own actions do not matter they are not mentioned.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np

from trustgame._language import marked, say
from trustgame.automata.automaton import Automaton
from trustgame.automata.recipe import as_automaton
from trustgame.curves import Curve, Line, Step, Values

__all__ = ["Arrow", "arrows", "chance", "in_words", "to_mermaid"]

_PAIRS = ("CC", "CD", "DC", "DD")
_WORDS = {
    "CC CD DC DD": "always",
    "CC DC": "saw_C",
    "CD DD": "saw_D",
    "CC CD": "did_C",
    "DC DD": "did_D",
    "CC DD": "same",
    "CD DC": "other",
    "CD DC DD": "any_D",
    "CC CD DC": "any_C",
    "CC CD DD": "any_but_DC",
    "CC DC DD": "any_but_CD",
}


@dataclass(frozen=True, slots=True)
class Arrow:
    """A move from a state to a state."""

    origin: int
    to: int
    played: tuple[tuple[str, ...], ...]  #: [L] what leads there: own action and seen, "CD"

    @property
    def words(self) -> tuple[str, ...]:
        """What the arrow says: one line, or one for each run of depths that differ."""
        L = len(self.played)
        lines = []
        level = 0
        for pairs, run in groupby(self.played):
            first, level = level, level + len(list(run))
            if pairs:
                lines.append(in_words(pairs) + _depths(first, level - 1, L))
        return tuple(lines)


def arrows(automaton: Automaton) -> tuple[Arrow, ...]:
    """Return the moves of an automaton, origin by origin; none from where it surely leaves.

    Examples
    --------
    >>> grim = Automaton("grim", (1, 0), (((0, 1), (1, 1)), ((1, 1), (1, 1))))
    >>> [(a.origin, a.to, *a.words) for a in arrows(grim)]
    [(0, 0, 'did C, saw C'), (0, 1, 'any D'), (1, 1, 'always')]
    """
    table = np.array(automaton.next_state)
    table = table if automaton.moves_by_depth else table[None]  # [L, X, 2, 2]
    if (table == table[0]).all():
        table = table[:1]
    found = []
    for x in range(automaton.n_states):
        if automaton.leave[x] == 1:
            continue
        rows = table[:, x].reshape(len(table), 4)
        for y in np.unique(rows).tolist():
            played = tuple(
                tuple(pair for pair, to in zip(_PAIRS, row, strict=True) if to == y)
                for row in rows
            )
            found.append(Arrow(x, y, played))
    return tuple(found)


def in_words(pairs: tuple[str, ...]) -> str:
    """Return in words after which actions, own and seen, a move is made."""
    if len(pairs) == 1:
        return say("arrow.pair", did=pairs[0][0], saw=pairs[0][1])
    return say(f"arrow.{_WORDS[' '.join(pairs)]}")


def chance(curve: Curve) -> str:
    """Return a probability in words.

    Examples
    --------
    >>> from trustgame.curves import between
    >>> chance(0.9), chance(between(0.1, 0.9))
    ('90%', '10 to 90% with depth')
    """
    match curve:
        case Line():
            low, high = _percent(curve.shallow), _percent(curve.deep)
            return say("arrow.line", low=low, high=high)
        case Step():
            before, after = _percent(curve.before), _percent(curve.after)
            at = marked(f"{curve.switch:.3g}")
            return say("arrow.step", before=before, after=after, at=at)
        case Values():
            each = say("list.next").join(map(_percent, curve.levels))
            return say("arrow.levels", each=each)
    return say("mark.percent", number=_percent(curve))


def to_mermaid(automaton: Any) -> str:
    """Return the state diagram as mermaid text, for pages that draw it from text.

    Parameters
    ----------
    automaton : Automaton or str
        The strategy, or its name in the catalogue.

    References
    ----------
    .. [1] Sveidqvist, K. et al. Mermaid, diagrams from text; state diagrams, version 2.

    Examples
    --------
    >>> print(to_mermaid(Automaton("tit_for_tat", (1, 0), ((0, 1), (0, 1)))))
    ---
    title: "tit_for_tat"
    ---
    stateDiagram-v2
        direction LR
        state "C" as s0
        state "D" as s1
        [*] --> s0
        s0 --> s0 : saw C
        s0 --> s1 : saw D
        s1 --> s0 : saw C
        s1 --> s1 : saw D
    """
    drawn = as_automaton("automaton", automaton)
    lines = [
        "---",
        f"title: {json.dumps(drawn.name, ensure_ascii=not drawn.name.isprintable())}",
        "---",
        "stateDiagram-v2",
        "    direction LR",
    ]
    for x, c in enumerate(drawn.cooperate):
        does = {1.0: "C", 0.0: "D"}.get(c) if isinstance(c, float) else None
        lines.append(f'    state "{does or f"C {chance(c)}"}" as s{x}')
    lines.append(f"    [*] --> s{drawn.start}")
    lines += [
        f"    s{a.origin} --> s{a.to} : {say('arrow.or').join(a.words)}"
        for a in arrows(drawn)
    ]
    for x, leave in enumerate(drawn.leave):
        if leave != 0:
            often = "" if leave == 1 else f" {chance(leave)}"
            lines.append(f"    s{x} --> [*] : {say('automaton.leaves')}{often}")
    if drawn.end_rounds:
        n = drawn.end_rounds
        said = say("arrow.end_one" if n == 1 else "arrow.end_many", n=n)
        lines += [f"    note left of s{drawn.start}", f"        {said}", "    end note"]
    return "\n".join(lines)


def _percent(value: float) -> str:
    """Return a share as a percentage without its sign."""
    return marked(f"{100 * value:.3g}")


def _depths(first: int, last: int, levels: int) -> str:
    """Return which part of the ladder is meant; nothing if all of it."""
    if last - first == levels - 1:
        return ""
    if levels == 2:
        return say("arrow.shallow" if first == 0 else "arrow.deep")
    key = "arrow.depth" if first == last else "arrow.depths"
    return say(key, first=first + 1, last=last + 1, n=levels)
