"""Every bet has exactly one right option, by what the option says in words."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustgame.deals.words import say
from trustgame.stage import StageGame
from trustgame.workshop.answers import ASKED, answer, letters, settles

SHARES = st.sampled_from([0, 0.1, 0.2, 1 / 3, 0.5, 0.64, 0.75, 0.99, 1, 1.5, math.inf])
GAINS = st.sampled_from([-20.0, -1.0, 0.0, 1.0, 1.05, 1.2, 20.0])
FLAGS = st.sampled_from([0.0, 1.0])


def more(x, y):
    """Whether x is more than y by over a tenth of the larger."""
    return x > y and x - y > 0.1 * max(abs(x), abs(y))


#: What each option says, once more and apart from the library: numbers, one test a letter.
MEANS = {
    "one_shot": (
        {"both": FLAGS, "one": FLAGS, "neither": FLAGS},
        [
            lambda n: n["both"] and not n["one"] and not n["neither"],
            lambda n: n["one"] and not n["both"] and not n["neither"],
            lambda n: n["neither"] and not n["both"] and not n["one"],
            lambda n: sum(n.values()) != 1,
        ],
    ),
    "prison": (
        {"least_lead": GAINS},
        [lambda n: n["least_lead"] <= 0, lambda n: n["least_lead"] > 0],
    ),
    "breaks": (
        {
            "first": SHARES,
            "breaks": st.sampled_from([1, 2, 3, 4, 5, 6, math.inf]),
            "rounds_left": st.just(6),
        },
        [
            lambda n: n["first"] <= 0.5 or n["breaks"] <= 2,
            lambda n: n["first"] > 0.5 and 2 < n["breaks"] <= 4,
            lambda n: n["first"] > 0.5 and 4 < n["breaks"] <= 6,
            lambda n: n["first"] > 0.5 and n["breaks"] > 6,
        ],
    ),
    "corners": (
        {"left_time": SHARES, "left_depth": SHARES, "left": SHARES},
        [
            lambda n: n["left_time"] > 0.5 >= n["left_depth"],
            lambda n: n["left_depth"] > 0.5 >= n["left_time"],
            lambda n: n["left_time"] > 0.5 < n["left_depth"],
            lambda n: max(n["left_time"], n["left_depth"]) <= 0.5 < n["left"],
            lambda n: max(n.values()) <= 0.5,
        ],
    ),
    "gift": (
        {"break_even": SHARES},
        [
            lambda n: 1 / 2 <= n["break_even"] <= 1,
            lambda n: 1 / 5 <= n["break_even"] < 1 / 2,
            lambda n: n["break_even"] < 1 / 5,
            lambda n: n["break_even"] > 1,
        ],
    ),
    "lunch": (
        {"gain": GAINS},
        [lambda n: n["gain"] > 0, lambda n: n["gain"] < 0, lambda n: n["gain"] == 0],
    ),
    "referral": (
        {"again_needed": SHARES},
        [
            lambda n: n["again_needed"] < 1 / 2,
            lambda n: 1 / 2 <= n["again_needed"] < 3 / 4,
            lambda n: 3 / 4 <= n["again_needed"] < 1,
            lambda n: n["again_needed"] >= 1,
        ],
    ),
    "deadline": (
        {"push_gain": GAINS},
        [
            lambda n: n["push_gain"] > 0,
            lambda n: n["push_gain"] < 0,
            lambda n: n["push_gain"] == 0,
        ],
    ),
    "fails": (
        {"hold": st.integers(0, 7), "claims": st.sampled_from([7, 9])},
        [
            lambda n: 3 * n["hold"] > 2 * n["claims"],
            lambda n: n["claims"] <= 3 * n["hold"] <= 2 * n["claims"],
            lambda n: 3 * n["hold"] < n["claims"],
        ],
    ),
    "step": (
        {"deeper": GAINS, "more": GAINS},
        [
            lambda n: more(n["deeper"], n["more"]),
            lambda n: more(n["more"], n["deeper"]),
            lambda n: not more(n["deeper"], n["more"]) and not more(n["more"], n["deeper"]),
        ],
    ),
}
WORDS = {"round": "event", "rounds": "events", "one": "A", "other": "B", "C": "c",
         "D": "d", "c": "e", "d": "f"}  # fmt: skip


def test_every_bet_with_options_of_its_own_is_here():
    assert MEANS.keys() == ASKED.keys()


@pytest.mark.parametrize("bet", MEANS)
@given(data=st.data())
def test_exactly_one_option_is_right_and_it_is_the_one_that_is_said(bet, data):
    drawn, means = MEANS[bet]
    numbers = {name: data.draw(values) for name, values in drawn.items()}
    right = [bool(mean(numbers)) for mean in means]
    assert len(right) == len(letters(bet))
    assert right.count(True) == 1, numbers
    option = say(f"bet.{bet}_{letters(bet)[right.index(True)]}", **WORDS)
    assert answer(bet, numbers, WORDS).startswith(f"Answer: {option}")


def alike(**pays):
    """Return a round that pays both sides alike."""
    return StageGame.from_roles(buyer=pays, seller=pays)


def test_where_one_round_settles():
    hunt = settles(alike(T=3, R=4, P=1, S=0))
    assert hunt == {"both": 1, "one": 0, "neither": 1}
    snow = settles(alike(T=5, R=3, P=0, S=1))
    assert snow == {"both": 0, "one": 1, "neither": 0}
