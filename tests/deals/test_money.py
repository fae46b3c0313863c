"""Payoffs worked out from amounts: formulas, sums on paper, and a file that keeps them."""

from __future__ import annotations

import copy
import re
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from trustgame.deals import Deal, Labels, Money, Time
from trustgame.exceptions import SpecificationError, TrustgameError
from trustgame.stage import StageGame

SAMPLE = Path(__file__).parents[2] / "deals" / "consulting.toml"
FACTS = {
    "price": 100,
    "cost": 40,
    "value": 150,
    "preparing": {"buyer": 10, "seller": 30},
    "lost": {"buyer": 55, "seller": 55},
    "lost_if_neither": {"buyer": 55, "seller": 45},
    "gained": {"buyer": 25, "seller": 0},
}


@pytest.fixture
def plain():
    """The tables of a deal in money."""
    tables = tomllib.loads(SAMPLE.read_text(encoding="utf-8"))
    tables.pop("outcomes", None)
    tables["money"] = {"unit": "k€", **copy.deepcopy(FACTS)}
    return tables


def cents(high=10**8):
    """Amounts of two decimals."""
    return st.integers(0, high).map(lambda whole: whole / 100)


def pairs(amounts):
    """An amount for each side, or one for both."""
    return st.one_of(amounts, st.tuples(amounts, amounts))


@st.composite
def moneys(draw):
    """Amounts of any round, dilemma or not."""
    signed = st.one_of(cents(), cents().map(lambda amount: -amount))
    return Money(
        price=draw(cents()),
        cost=draw(cents()),
        value=draw(cents()),
        preparing=draw(pairs(cents())),
        lost=draw(pairs(cents())),
        lost_if_neither=draw(st.none() | pairs(cents())),
        gained=draw(pairs(signed)),
    )


# --- the formulas ---------------------------------------------------------------------


def test_the_sample_s_payoffs_follow_from_amounts(plain):
    deal = Deal.from_dict(plain)
    assert deal.stage.roles("buyer") == {"T": 75, "R": 40, "P": 20, "S": -15}
    assert deal.stage.roles("seller") == {"T": 60, "R": 30, "P": 15, "S": -25}
    assert deal.labels.money == "k€"


@given(moneys())
def test_payoffs_obey_their_formulas_to_the_cent(money):
    exact = {
        name: Decimal(repr(getattr(money, name))) for name in ("price", "cost", "value")
    }
    for i, role in enumerate(("buyer", "seller")):
        c, lost, neither, gained = (
            Decimal(repr(getattr(money, name)[i]))
            for name in ("preparing", "lost", "lost_if_neither", "gained")
        )
        margin = (
            exact["value"] - exact["price"] if i == 0 else exact["price"] - exact["cost"]
        )
        R = margin - c
        T = R + c + gained
        wanted = {"T": T, "R": R, "P": T - neither, "S": R - lost}
        assert money.roles(role) == {name: float(value) for name, value in wanted.items()}


@given(moneys())
def test_a_round_is_a_dilemma_exactly_when_its_amounts_say_so(money):
    said = []
    for i in range(2):
        c, lost, neither, gained = (
            Decimal(repr(getattr(money, name)[i]))
            for name in ("preparing", "lost", "lost_if_neither", "gained")
        )
        said.append(c + gained > 0 and neither > c + gained and lost + c + gained > neither)
    assert money.stage.is_dilemma == all(said)


@given(moneys(), st.sampled_from(["buyer", "seller"]), st.integers(0, 1), st.integers(0, 1))
def test_parts_sum_to_the_payoff(money, role, own, other):
    parts = money.parts(role, own, other)
    assert float(sum(Decimal(repr(amount)) for _, amount in parts)) == money.payoff(
        role, own, other
    )
    matrix = money.stage.payoffs[0 if role == "buyer" else 1]
    cell = matrix[own, other] if role == "buyer" else matrix[other, own]
    assert cell == money.payoff(role, own, other)


def test_sums_are_those_on_paper():
    money = Money(price=0.1, cost=0.3, value=0.3, preparing=0, lost=0.1)
    assert money.roles("buyer")["R"] == 0.2  # and not 0.19999999999999998
    assert money.roles("seller")["R"] == -0.2


def test_only_a_saved_part_and_what_is_gained_tempt():
    money = Money(price=10, cost=2, value=20, preparing=(3, 3), lost=5)
    assert money.roles("seller") == {"T": 8, "R": 5, "P": 3, "S": 0}
    harmless = Money(price=10, cost=2, value=20, preparing=(3, 3), lost=5, gained=-3)
    assert harmless.stage.kind == "degenerate"
    assert (
        Money(price=10, cost=2, value=20, preparing=3, lost=5, gained=-4).stage.kind
        == "harmony"
    )


@given(
    st.lists(st.integers(-1000, 1000), min_size=4, max_size=4, unique=True),
    st.lists(st.integers(-1000, 1000), min_size=4, max_size=4, unique=True),
)
def test_any_dilemma_can_be_said_in_amounts(buyer, seller):
    wanted = []
    for four in (buyer, seller):
        S, P, R, T = sorted(four)
        wanted.append({"T": T, "R": R, "P": P, "S": S})
    (b, s) = wanted
    price = 3000
    money = Money(
        price=price,
        value=price + b["T"],
        cost=price - s["T"],
        preparing=(b["T"] - b["R"], s["T"] - s["R"]),
        lost=(b["R"] - b["S"], s["R"] - s["S"]),
        lost_if_neither=(b["T"] - b["P"], s["T"] - s["P"]),
    )
    assert money.stage == StageGame.from_roles(buyer=b, seller=s)


# --- the file -------------------------------------------------------------------------


@given(moneys(), st.sampled_from(["", "unknown", "known", "trusted", "partner"]))
def test_a_deal_in_money_goes_to_toml_and_back_in_money(money, depth):
    deal = Deal(
        Labels("A deal", money="k€"),
        money.stage,
        Time(about=4),
        buyers=("tit_for_tat",),
        sellers=("tit_for_tat",),
        money=money,
    )
    text = deal.to_toml()
    assert Deal.from_toml(text) == deal
    tables = tomllib.loads(text)
    assert "outcomes" not in tables
    assert tables["money"]["price"] == money.price
    if depth:
        tables["relationship"] = {"depth": depth}
        deep = Deal.from_dict(tables)
        assert deep.depth == depth
        assert tomllib.loads(deep.to_toml())["relationship"] == {"depth": depth}
        assert Deal.from_toml(deep.to_toml()) == deep


def test_what_is_usual_is_not_written(plain):
    plain["money"]["lost_if_neither"] = {"buyer": 55, "seller": 55}
    plain["money"]["gained"] = 0
    deal = Deal.from_dict(plain)
    told = deal.to_dict()["money"]
    assert "lost_if_neither" not in told
    assert "gained" not in told
    del plain["money"]["lost_if_neither"], plain["money"]["gained"]
    assert Deal.from_dict(plain) == deal


def test_what_each_has_after_they_part_stands_with_the_money(plain):
    plain["money"]["after_leaving"] = {"buyer": 10, "seller": 12}
    deal = Deal.from_dict(plain)
    assert deal.outside == (10, 12)
    assert Deal.from_toml(deal.to_toml()) == deal


def without(key):
    """Return a change that takes a key of [money] out."""
    return lambda tables: tables["money"].pop(key)


def put(**keys):
    """Return a change that sets keys of [money]."""
    return lambda tables: tables["money"].update(keys)


BAD = {
    "no price": (without("price"), ["`money` needs the key 'price'"]),
    "no unit": (without("unit"), ["`money` needs the key 'unit'"]),
    "no part": (without("preparing"), ["`money` needs the key 'preparing'"]),
    "empty unit": (put(unit=""), ["`money.unit`", "not empty"]),
    "unit as number": (put(unit=5), ["`money.unit`", "text", "5"]),
    "text": (put(price="ten"), ["`money.price` must be a number", "'ten'"]),
    "nan": (put(cost=float("nan")), ["`money.cost`", "finite"]),
    "absurd": (put(value=1e13), ["`money.value`", "larger unit of `money`"]),
    "negative cost": (put(cost=-40), ["`money.cost` must be at least 0", "-40", "plain"]),
    "negative loss": (
        put(lost={"buyer": -1, "seller": 2}),
        ["`money.lost.buyer` must be at least 0"],
    ),
    "one side": (put(lost={"buyer": 1}), ["`money.lost` needs the key 'seller'"]),
    "third side": (
        put(lost={"buyer": 1, "selller": 2}),
        ["unknown key 'selller' in `money.lost`", "'seller'"],
    ),
    "three": (put(lost=[1, 2, 3]), ["`money.lost`", "{ buyer, seller }"]),
    "misspelt": (put(prise=4), ["unknown key 'prise' in `money`", "'price'"]),
    "parting": (
        put(after_leaving={"buyer": "x", "seller": 1}),
        ["`money.after_leaving.buyer` must be a number"],
    ),
    "both ways": (
        lambda tables: tables.update(outcomes={}),
        ["twice", "[money]", "[outcomes]", "Keep one"],
    ),
    "neither way": (
        lambda tables: tables.update(money="k€"),
        ["needs the key 'outcomes'", "[money]"],
    ),
    "price outside": (
        lambda tables: tables.update(price=3),
        ["unknown key 'price'", "[money]"],
    ),
    "depth outside": (
        lambda tables: tables.update(depth="known"),
        ["unknown key 'depth'", "[relationship]"],
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_amounts_are_refused_by_their_key(plain, name, tmp_path):
    change, says = BAD[name]
    change(plain)
    file = tmp_path / "my_deal.toml"
    file.write_text(tomli_w.dumps(plain), encoding="utf-8")
    with pytest.raises(TrustgameError) as caught:
        Deal.from_toml(file)
    message = str(caught.value)
    assert message.startswith("my_deal.toml: ")
    for part in says:
        assert part in message


def test_payoffs_must_be_those_of_the_amounts():
    money = Money(**FACTS)
    who = {"buyers": ("tit_for_tat",), "sellers": ("tit_for_tat",)}
    with pytest.raises(SpecificationError, match=re.escape("`stage` must be what `money`")):
        Deal(Labels(), StageGame.prisoners_dilemma(), Time(about=3), money=money, **who)
    with pytest.raises(SpecificationError, match="`money` must be Money"):
        Deal(Labels(), money.stage, Time(about=3), money="k€", **who)
