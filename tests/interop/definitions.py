"""Strategies of Axelrod with many states, written a second time, from their descriptions.

Each is a start, what it does, and what it remembers next; ``automaton`` walks through all
that can be remembered. The machines that are kept in the package are these:

    python tests/interop/definitions.py

writes them anew.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from trustgame.automata import Automaton, minimise

C, D = 0, 1
MACHINES = Path(__file__).parents[2] / "src/trustgame/interop/machines.json"


def automaton(name: str, start: Any, act: Callable, after: Callable) -> Automaton:
    number, memories, moves = {start: 0}, [start], []
    for memory in memories:  # grows while it runs
        rows = []
        for own in (C, D):
            for seen in (C, D):
                to = after(memory, own, seen)
                if to not in number:
                    number[to] = len(memories)
                    memories.append(to)
                rows.append(number[to])
        moves.append((rows[:2], rows[2:]))
    return minimise(Automaton(name, [act(m) for m in memories], moves))


def adaptive_pavlov(year: int) -> Automaton:
    """Six rounds of tit-for-tat, then a class for the partner every six rounds.

    2006: six C is cooperative, six D a defector, D, C in turn suspicious tit-for-tat, D, D,
    C in turn a defecting Pavlov; who was never classified is random. 2011: six C is
    cooperative, four D or more a defector, three D suspicious, else random.
    """

    def classify(six, partner):
        if six == (C,) * 6:
            return "cooperative"
        if year == 2006:
            classes = {
                (D,) * 6: "defector",
                (D, C) * 3: "suspicious",
                (D, D, C) * 2: "pavlov",
            }
            return classes.get(six, partner or "random")
        n = six.count(D)
        return "defector" if n >= 4 else "suspicious" if n == 3 else partner or "random"

    def after(memory, own, seen):
        t, last, partner = memory
        t, last = t + 1, (*last, seen)[-6:]
        if t % 6 == 0:
            partner = classify(last, partner)
        return (t if t < 6 else 6 + t % 6), last, partner

    def act(memory):
        t, last, partner = memory
        mirror = C if not last else last[-1]
        if t < 6:
            return 1 - mirror
        if partner in ("random", "defector"):
            return 0
        if partner == "cooperative":
            return 1 - mirror
        if year == 2011:  # suspicious: tit for two tats
            return int(last[-2:] != (D, D))
        if partner == "suspicious":
            return 1 if t % 6 < 2 else 1 - mirror
        return int(t % 6 != 0)

    return automaton(f"axelrod:APavlov{year}", (0, (), None), act, after)


def black() -> Automaton:
    """C with a probability that falls with the D among the partner's last five."""
    chance = (1, 1, 0.88, 0.68, 0.4, 0.04)
    return automaton(
        "axelrod:SecondByBlack",
        (),
        lambda last: chance[sum(last)] if len(last) == 5 else 1,
        lambda last, own, seen: (*last, seen)[-5:],
    )


def grofman() -> Automaton:
    """C, C, five rounds of tit-for-tat; then C if few D, the partner's last one apart.

    At most two D in the seven rounds before the last one if its own last action was C, at
    most one if it was D.
    """

    def act(memory):
        t, own, last = memory
        if t < 2:
            return 1
        if t < 7:
            return 1 - last[-1]
        return int(last[:-1].count(D) <= (2 if own == C else 1))

    def after(memory, own, seen):
        t, _, last = memory
        return min(t + 1, 8), own, (*last, seen)[-8:]

    return automaton("axelrod:SecondByGrofman", (0, C, ()), act, after)


def prober_4() -> Automaton:
    """Twenty rounds by rote, then D for ever, or five C and tit-for-tat.

    D for ever if the partner's D after own D and after own C differ by at most two, the
    last round apart.
    """
    rote = [int(a == "D") for a in "CCDCDDDCCDCDCCDCDDCD"]

    def act(memory):
        phase, n = memory[:2]
        if phase == "rote":
            return 1 - rote[n]
        return {"grim": 0, "calm": 1, "mirror": 1 - n}[phase]

    def after(memory, own, seen):
        phase, n = memory[:2]
        if phase == "rote":
            balance = memory[2]
            if n < 19:
                return "rote", n + 1, balance + seen * (1 if own == D else -1)
            return ("grim", 0) if abs(balance) <= 2 else ("calm", 0)
        if phase == "calm" and n < 4:
            return "calm", n + 1
        return memory if phase == "grim" else ("mirror", seen)

    return automaton("axelrod:Prober4", ("rote", 0, 0), act, after)


def mem_2() -> Automaton:
    """Every two rounds tit-for-tat, tit for two tats or D, by the last two outcomes.

    Tit-for-tat after CC twice, tit for two tats after CD and DC, else D, which stays when
    it has come twice. The first choice is made after two rounds of tit-for-tat.
    """

    def act(memory):
        mode, _, _, last = memory
        seen = [b for _, b in last]
        if mode == "defect":
            return 0
        if mode == "once":
            return int(seen[-1:] != [D])
        return int(seen[-2:] != [D, D])

    def after(memory, own, seen):
        mode, left, defected, last = memory
        last = (*last, (own, seen))[-2:]
        left -= defected < 2
        if left == 0 and defected < 2:
            left = 2
            if set(last) == {(C, C)}:
                mode = "once"
            elif set(last) == {(C, D), (D, C)}:
                mode = "twice"
            else:
                mode, defected = "defect", defected + 1
        return mode, left, defected, last

    return automaton("axelrod:MEM2", ("once", 2, 0, ()), act, after)


def double_resurrection() -> Automaton:
    """Tit-for-tat, but D after five own C in a row and C after five own D."""

    def act(memory):
        own, run, seen = memory
        return int(own == D) if run == 5 else 1 - seen

    def after(memory, own, seen):
        return own, min(memory[1] + 1, 5) if own == memory[0] else 1, seen

    return automaton("axelrod:DoubleResurrection", (C, 0, C), act, after)


def nydegger() -> Automaton:
    """Tit-for-tat at first, then by the sum of the last three outcomes.

    The partner's D counts 2 and the own one 1. As Axelrod-Python has it: with weights 16,
    4 and 1 from the latest round back, and D in the third round after a partner's D, C,
    whatever it did itself.
    """
    defects = {1, 6, 7, 17, 22, 23, 26, 29, 30, 31, 33, 38, 39, 45, 49, 54, 55, 58, 61}

    def act(last):
        if len(last) < 3:
            seen = [b for _, b in last]
            return 0 if seen == [D, C] else 1 - (seen[-1] if seen else C)
        points = [2 * b + a for a, b in last]
        return int(points[0] + 4 * points[1] + 16 * points[2] not in defects)

    return automaton(
        "axelrod:FirstByNydegger", (), act, lambda last, a, b: (*last, (a, b))[-3:]
    )


def capri() -> Automaton:
    """C only after the fifteen histories of three rounds that CAPRI names."""
    lenient = {
        *(
            "CC,CC,CC",
            "CC,CC,DC",
            "CC,DC,CD",
            "DC,CD,CC",
            "CD,CC,CC",
            "CC,CD,DC",
            "CD,DC,CC",
        ),
        *(
            "DC,CC,CC",
            "DD,DD,DC",
            "DD,DC,CC",
            "DD,DD,CD",
            "DD,CD,CC",
            "DD,DD,CC",
            "DD,CC,CC",
        ),
    }
    return automaton(
        "axelrod:Capri",
        ("CC",) * 3,
        lambda last: int(",".join(last) in lenient),
        lambda last, own, seen: (*last[1:], "CD"[own] + "CD"[seen]),
    )


def large() -> list[Automaton]:
    return [
        adaptive_pavlov(2006),
        adaptive_pavlov(2011),
        black(),
        grofman(),
        prober_4(),
        mem_2(),
        double_resurrection(),
        nydegger(),
        capri(),
    ]


if __name__ == "__main__":
    kept = {
        a.name.removeprefix("axelrod:"): {
            "cooperate": a.cooperate,
            "next_state": [x for row in a.next_state for pair in row for x in pair],
        }
        for a in large()
    }
    lines = [f"{json.dumps(name)}: {json.dumps(m)}" for name, m in kept.items()]
    MACHINES.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
