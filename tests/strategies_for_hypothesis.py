"""Hypothesis strategies for the specs: every field, and the edges of each."""

from __future__ import annotations

from hypothesis import strategies as st

from trustgame.automata import Automaton
from trustgame.curves import between, per_role, step, values
from trustgame.game import TrustGame
from trustgame.relationship import Relationship
from trustgame.stage import StageGame


def numbers(low, high, places=3):
    """Numbers of a few decimals; the ends and the middle often."""
    scale = 10**places
    return st.one_of(
        st.sampled_from([low, high, (low + high) / 2]),
        st.integers(int(low * scale), int(high * scale)).map(lambda k: k / scale),
    )


def curves(low, high):
    """Numbers and every kind of curve."""
    at = numbers(low, high)
    return st.one_of(
        at,
        st.builds(between, at, at),
        st.builds(step, numbers(0, 1, 2), at, at),
        st.lists(at, min_size=1, max_size=5).map(lambda levels: values(*levels)),
    )


def role_curves(low, high):
    """The same, and one for each role."""
    return st.one_of(
        curves(low, high),
        st.builds(per_role, buyer=curves(low, high), seller=curves(low, high)),
    )


def matrices():
    """Two by two payoffs."""
    row = st.tuples(numbers(-5, 5, 2), numbers(-5, 5, 2))
    return st.tuples(row, row)


def stages():
    """Any stage game; dilemmas often."""
    four = st.lists(st.integers(-50, 50), min_size=4, max_size=4, unique=True)
    dilemma = four.map(
        lambda f: dict(zip("SPRT", (k / 10 for k in sorted(f)), strict=True))
    )
    return st.one_of(
        st.builds(StageGame, buyer=matrices(), seller=matrices()),
        st.builds(StageGame.from_roles, buyer=dilemma, seller=dilemma),
    )


@st.composite
def transitions(draw, depths):
    """Any movement between states."""
    weight = st.sampled_from([0, 0, 1, 1, 2, 5])
    table = []
    for _ in range(depths * 4):
        weights = draw(st.lists(weight, min_size=depths, max_size=depths))
        weights[draw(st.integers(0, depths - 1))] += 1
        table.append([w / sum(weights) for w in weights])
    return [
        [[table[4 * d + 2 * a + b] for b in (0, 1)] for a in (0, 1)] for d in range(depths)
    ]


STEPS = st.one_of(st.sampled_from([0, 1, 2, 0.5, 9]), numbers(0, 3, 2))


@st.composite
def relationships(draw, continuation=None, most_depths=4, misperception=True):
    """Ladders with fractional steps, and explicit transitions."""
    depths = draw(st.integers(1, most_depths))
    fields = {
        "depths": depths,
        "start": draw(st.integers(0, depths - 1)),
        "stakes": draw(role_curves(0.25, 3)),
        "regard": draw(role_curves(-1, 1)),
        "tremble": draw(role_curves(0, 0.5)),
        "misperception": draw(role_curves(0, 0.5)) if misperception else 0,
        "continuation": draw(curves(0, 0.9) if continuation is None else continuation),
    }
    if draw(st.booleans()):
        fields |= {name: draw(STEPS) for name in ("deepen", "erode")}
        fields["drift"] = draw(st.none() | STEPS)
    elif draw(st.booleans()):
        fields["transition"] = draw(transitions(depths))
    return Relationship(**fields)


@st.composite
def games(
    draw, rounds=None, continuation=None, outside=True, most_depths=4, misperception=True
):
    """Games on any relationship, with one stage or one for each depth."""
    bond = draw(relationships(continuation, most_depths, misperception))
    several = draw(st.booleans())
    one_each = st.lists(stages(), min_size=bond.depths, max_size=bond.depths)
    pay = st.tuples(numbers(-3, 3, 2), numbers(-3, 3, 2))
    return TrustGame(
        draw(one_each if several else stages()),
        bond,
        rounds=draw(rounds) if rounds is not None else None,
        outside=draw(st.none() | pay) if outside else None,
    )


def finite_games(most=7, **rest):
    """At most ``most`` rounds; surely all of them, or each goes on by chance."""
    continuation = st.just(1) | curves(0, 1)
    return games(rounds=st.integers(1, most), continuation=continuation, **rest)


def geometric_games(highest=0.9, **rest):
    """Play that ends by chance."""
    return games(continuation=curves(0, highest), **rest)


def unbounded_games(**rest):
    """Play that never ends."""
    return games(continuation=st.just(1), **rest)


def mixed_games(**rest):
    """Play that may end at some depths and not at others."""
    ends = st.sampled_from([0, 0.5, 0.9])
    curve = st.one_of(
        st.builds(step, numbers(0, 1, 2), ends, st.just(1)),
        st.builds(step, numbers(0, 1, 2), st.just(1), ends),
        st.builds(between, ends, st.just(1)),
        st.lists(ends | st.just(1), min_size=2, max_size=4).map(lambda v: values(*v)),
    )
    return games(continuation=curve, **rest)


@st.composite
def automata(draw, most_states=3, leaving=True, sharp=False, by_depth=True):
    """Any automaton: mixed or pure, by depth, leaving, counting down.

    ``sharp`` ones take no chances of their own.
    """
    n = draw(st.integers(1, most_states))
    state = st.integers(0, n - 1)
    start = draw(state)
    chance = st.sampled_from([0, 1]) if sharp else curves(0, 1)

    def table(*shape):
        if not shape:
            return draw(state)
        return [table(*shape[1:]) for _ in range(shape[0])]

    shapes = [(n, 2), (n, 2, 2)]
    if by_depth:
        shapes += [(draw(st.integers(1, 4)), n, 2, 2)]
    leave = [0] * n
    if leaving and draw(st.booleans()):
        leave = [draw(curves(0, 0.9) if x == start else curves(0, 1)) for x in range(n)]
    return Automaton(
        "drawn",
        cooperate=[draw(chance) for _ in range(n)],
        next_state=table(*draw(st.sampled_from(shapes))),
        start=start,
        leave=leave,
        end_rounds=draw(st.sampled_from([0, 0, 1, 2])),
    )
