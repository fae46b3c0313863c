r"""Automata as a few lines for people: to read, to mail, to paste into a deal.

The first line is the name; then one line per state: what it does, and where it goes.

.. code-block:: text

    tit_for_tat
    > 0: C | C>0 D>1
      1: D | C>0 D>1

``>`` marks the start. ``C>0`` reads "the partner was seen to play C: go to state 0";
``CD>1`` reads "own action C, partner's seen D"; ``any>0``, whatever was played. More words:

===========================  ===========================================================
``C``, ``D``                 cooperates, defects for sure
``C 0.9``, ``C 1/3``         cooperates with that probability
``C between(0.1, 0.9)``      ... a curve over depth; ``step``, ``values`` as well
``C, leaves``                walks away before the round
``C, leaves 0.2``            ... with that probability, or a curve
``C>0 D>1 / C>0 D>0``        moves by depth, shallow to deep; with the line ``depths: 2``
``last 2 rounds: D``         defects in the last rounds, where the game says how many
``# ...``                    a remark, to the end of the line
===========================  ===========================================================

States may be called by words instead of numbers; they are then numbered by line. A name of
unusual signs stands in quotation marks. ``write`` and ``read`` lose nothing: reading what
was written gives the automaton back, equal in every number.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import Any, NoReturn

import numpy as np

from trustgame import _validate as check
from trustgame._validate import frozen
from trustgame.automata.automaton import Automaton
from trustgame.curves import Curve, Line, Step, Values, as_curve, between, step, values
from trustgame.exceptions import SpecificationError

__all__ = ["read", "write"]

_PLAIN_NAME = re.compile(r"[^\W_]([\w .,+()/'-]*[\w.)+'])?")
_END = re.compile(r"last (\d+) rounds?: D")
_DEPTHS = re.compile(r"depths: (\d+)")
_STATE = re.compile(r"(>?)\s*(\w+)\s*:(.*)")
_MOVE = re.compile(r"(any|[CD]{1,2})>(\w+)")
_INTENTION = re.compile(r"(C|D)(?:\s+(.+?))?(?:\s*,\s*leaves(?:\s+(.+))?)?")
_CURVE = re.compile(r"(\w+)\s*\((.*)\)")
_CURVES: dict[str, tuple[Callable[..., Curve], int | None]] = {
    "between": (between, 2),
    "step": (step, 3),
    "values": (values, None),
}
_ENDS = ("C", "D")
_probability = partial(check.interval, low=0, high=1)


def write(automaton: Automaton) -> str:
    """Return an automaton as lines of text.

    Examples
    --------
    >>> shifter = Automaton("shifter", (1, 0), (((0, 1), (1, 0)), ((0, 1), (1, 0))))
    >>> print(write(shifter.replace(leave=(0, 0.1))))
    shifter
    > 0: C | CC>0 CD>1 DC>1 DD>0
      1: D, leaves 0.1 | CC>0 CD>1 DC>1 DD>0
    """
    name = automaton.name
    plain = _PLAIN_NAME.fullmatch(name) and name.isprintable()
    lines = [name if plain else json.dumps(name, ensure_ascii=not name.isprintable())]
    if automaton.end_rounds:
        many = "s" * (automaton.end_rounds > 1)
        lines.append(f"last {automaton.end_rounds} round{many}: D")
    table = np.array(automaton.next_state)
    levels = table if automaton.moves_by_depth else table[None]
    if automaton.moves_by_depth:
        lines.append(f"depths: {len(levels)}")
    wide = len(str(automaton.n_states - 1))
    for x in range(automaton.n_states):
        does = _intention(automaton.cooperate[x], automaton.leave[x])
        groups = [_moves(level[x].tolist()) for level in levels]
        if len(set(groups)) == 1:
            groups = groups[:1]
        mark = ">" if x == automaton.start else " "
        lines.append(f"{mark} {x:>{wide}}: {does} | {' / '.join(groups)}")
    return "\n".join(lines)


def read(text: str) -> Automaton:
    """Return the automaton that lines of text describe.

    Raises
    ------
    SpecificationError
        With the line, the rule and what stands there, if a line cannot be read.

    Examples
    --------
    >>> read('''
    ...     patient
    ...     > calm:  C | C>calm D>warned
    ...       warned: C | C>calm D>cross   # one more and that is it
    ...       cross: D | any>cross
    ... ''').next_state[1]
    ((0, 2), (0, 2))
    """
    lines = _lines(check.text("text", text))
    if not lines or _STATE.fullmatch(lines[0][1]):
        raise SpecificationError(
            "`text` must begin with the automaton's name on a line of its own; got "
            f"{lines[0][1] if lines else text!r}."
        )
    number, first = lines[0]
    name = _name(number, first)
    options: dict[str, int] = {}
    states: list[tuple[int, str, str, str]] = []
    for number, line in lines[1:]:
        for key, pattern in (("end_rounds", _END), ("depths", _DEPTHS)):
            if found := pattern.fullmatch(line):
                if key in options:
                    _fault(number, "may be given once only", line)
                options[key] = _told(number, line, check.count, key, int(found[1]), 1)
                break
        else:
            found = _STATE.fullmatch(line)
            if not found or found[3].count("|") != 1:
                _fault(
                    number,
                    "must read `state: C or D | moves`, as in `0: C | C>0 D>1`",
                    line,
                )
            states.append((number, found[1], found[2], found[3]))
    return _assemble(name, options, states)


def _lines(text: str) -> list[tuple[int, str]]:
    """Return the lines that say something, with their numbers and without remarks."""
    found = []
    for number, line in enumerate(text.split("\n"), 1):
        quoted = re.match(r'\s*"(?:[^"\\]|\\.)*"', line)
        kept = quoted[0] if quoted else ""
        clean = (kept + line[len(kept) :].partition("#")[0]).strip()
        if clean:
            found.append((number, clean))
    return found


def _name(number: int, line: str) -> str:
    """Return the name that the first line gives."""
    if not line.startswith('"'):
        return line
    try:
        return str(json.loads(line))
    except ValueError:
        _fault(number, "must be a name, or a name in quotation marks", line)


def _assemble(
    name: str, options: dict[str, int], states: list[tuple[int, str, str, str]]
) -> Automaton:
    """Return the automaton of the lines of states."""
    labels = [label for _, _, label, _ in states]
    if not states:
        raise SpecificationError(
            f"`text` of '{name}' has no state; a line such as `> 0: C | any>0` is needed."
        )
    n = len(labels)
    for number, _, label, _ in states:
        if labels.count(label) > 1:
            _fault(number, "must name a state of its own; two lines describe it", label)
    numbered = set(labels) == {str(x) for x in range(n)}
    index = {label: int(label) if numbered else i for i, label in enumerate(labels)}
    marked = [label for _, mark, label, _ in states if mark]
    if len(marked) > 1:
        second = [number for number, mark, _, _ in states if mark][1]
        _fault(second, "must not be a second start; `>` marks one state", marked[1])
    cooperate: list[Curve] = [0.0] * n
    leave: list[Curve] = [0.0] * n
    depths = options.get("depths")
    table = np.zeros((depths or 1, n, 2, 2), dtype=np.int64)
    for number, _, label, rest in states:
        x = index[label]
        does, _, moves = (part.strip() for part in rest.partition("|"))
        cooperate[x], leave[x] = _read_intention(number, does)
        groups = [part.strip() for part in moves.split("/")]
        if len(groups) not in (1, depths or 1):
            rule = (
                f"must give moves once, or for each of the {depths} depths"
                if depths
                else "has moves by depth; put `depths: N` above the states"
            )
            _fault(number, rule, moves)
        for level in range(depths or 1):
            group = groups[level if len(groups) > 1 else 0]
            table[level, x] = _read_moves(number, group, index)
    return Automaton(
        name,
        tuple(cooperate),
        frozen(table.tolist() if depths else table[0].tolist()),
        start=index[marked[0]] if marked else index[labels[0]],
        leave=tuple(leave),
        end_rounds=options.get("end_rounds", 0),
    )


def _intention(cooperate: Curve, leave: Curve) -> str:
    """Return what a state does, in words."""
    does = {1.0: "C", 0.0: "D"}.get(cooperate) if isinstance(cooperate, float) else None
    does = does or f"C {_curve(cooperate)}"
    if leave == 0:
        return does
    return f"{does}, leaves" + ("" if leave == 1 else f" {_curve(leave)}")


def _read_intention(number: int, text: str) -> tuple[Curve, Curve]:
    """Return P(C) and P(leaves) of words such as `C 0.9, leaves 0.1`."""
    found = _INTENTION.fullmatch(text)
    if not found:
        _fault(number, "must say `C`, `D` or `C` with a probability before `|`", text)
    side, chance, away = found.groups()
    cooperate = _read_curve(number, chance) if chance else float(side == "C")
    if side == "D" and chance:
        _fault(number, "must give the probability of C, as in `C 0.1`", text)
    leaves = "leaves" in text
    leave: Curve = (_read_curve(number, away) if away else 1.0) if leaves else 0.0
    return cooperate, leave


def _moves(table: list[list[int]]) -> str:
    """Return moves [own][seen] in words."""
    if table[0] != table[1]:
        return " ".join(
            f"{_ENDS[own]}{_ENDS[seen]}>{table[own][seen]}"
            for own in (0, 1)
            for seen in (0, 1)
        )
    on_c, on_d = table[0]
    return f"any>{on_c}" if on_c == on_d else f"C>{on_c} D>{on_d}"


def _read_moves(number: int, text: str, index: dict[str, int]) -> list[list[int]]:
    """Return moves [own][seen] of words such as `C>0 D>1`."""
    table = [[-1, -1], [-1, -1]]
    for word in text.replace(",", " ").split():
        found = _MOVE.fullmatch(word)
        if not found:
            _fault(number, "must give moves as `C>0 D>1`, `CC>0 ... DD>1` or `any>0`", word)
        played, label = found.groups()
        if label not in index:
            known = ", ".join(index)
            _fault(number, f"must move to one of the states {known}", word)
        for own in (0, 1):
            for seen in (0, 1):
                pair = _ENDS[own] + _ENDS[seen]
                if played in ("any", pair, pair[1]):
                    if table[own][seen] >= 0:
                        _fault(number, f"must say once where {pair} leads", text)
                    table[own][seen] = index[label]
    missing = [
        _ENDS[own] + _ENDS[seen]
        for own in (0, 1)
        for seen in (0, 1)
        if table[own][seen] < 0
    ]
    if missing:
        rule = f"must say where {' and '.join(missing)} (own action, seen) leads"
        _fault(number, rule, text or "nothing")
    return table


def _curve(curve: Curve) -> str:
    """Return a curve in the words that make it."""
    match curve:
        case Line():
            return f"between({_number(curve.shallow)}, {_number(curve.deep)})"
        case Step():
            parts = (curve.switch, curve.before, curve.after)
            return f"step({', '.join(map(_number, parts))})"
        case Values():
            return f"values({', '.join(map(_number, curve.levels))})"
    return _number(curve)


def _read_curve(number: int, text: str) -> Curve:
    """Return the curve of such words."""
    found = _CURVE.fullmatch(text)
    if not found:
        curve: Curve = _read_number(number, text)
    else:
        word, inside = found.groups()
        if word not in _CURVES:
            _fault(number, f"knows the curves {', '.join(_CURVES)}", text)
        make, count = _CURVES[word]
        parts = [_read_number(number, part.strip()) for part in inside.split(",")]
        if count is not None and len(parts) != count:
            _fault(number, f"needs {count} numbers in `{word}(...)`", text)
        curve = _told(number, text, make, *parts)
    clean: Curve = _told(number, text, as_curve, "probability", curve, _probability)
    return clean


def _number(value: float) -> str:
    """Return a number at its shortest that reads back the same: 1, 0.9 or 1/3."""
    if value == int(value):
        return str(int(value))
    share = Fraction(value).limit_denominator(99)
    written = repr(value)
    short = f"{share.numerator}/{share.denominator}"
    same = share.numerator / share.denominator == value
    return short if same and len(short) < len(written) and len(written) > 5 else written


def _read_number(number: int, text: str) -> float:
    """Return the number of a text such as 0.9 or 1/3."""
    above, slash, below = text.partition("/")
    try:
        return float(above) / float(below) if slash else float(text)
    except (ValueError, ZeroDivisionError):
        _fault(number, "must have a number such as 0.9 or 1/3 here", text)


def _told(number: int, text: str, make: Callable[..., Any], *parts: Any) -> Any:
    """Return what ``make`` makes of the parts; its complaint names the line."""
    try:
        return make(*parts)
    except SpecificationError as error:
        raise SpecificationError(f"`text`, line {number}, {text!r}: {error}") from None


def _fault(number: int, rule: str, got: str) -> NoReturn:
    """Raise the error of a line."""
    raise SpecificationError(f"`text`, line {number}, {rule}; got {got!r}.")
