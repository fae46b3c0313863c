"""Numbers as people type them: read as meant, or refused where two readings fit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustgame.deals.typed import number_and_unit, plain, read_number, read_share, split
from trustgame.exceptions import SpecificationError


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        (" 12 ", 12),
        ("12.5", 12.5),
        ("12,5", 12.5),
        (",5", 0.5),
        ("0,125", 0.125),
        ("0.125", 0.125),
        ("12,50", 12.5),
        ("1.234,50", 1234.5),
        ("1,234.50", 1234.5),
        ("1,234,567", 1234567),
        ("1.234.567", 1234567),
        ("1 234 567,8", 1234567.8),
        ("1\u00a0234\u202f567", 1234567),
        ("1'234'567.8", 1234567.8),
        ("-3", -3),
        ("−3", -3),
        ("+3", 3),
        ("1000", 1000),
        ("٣", 3),
        ("12345,678", 12345.678),
    ],
)
def test_a_number_is_read_as_it_is_meant(text, value):
    assert read_number("x", text) == value


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("1,500", "may be 1500 or 1.5."),
        ("12.500", "may be 12500 or 12.5."),
        ("1.000", "may be 1000 or 1.0."),
        ("ten", "must be a number"),
        ("", "must be a number"),
        ("1 2", "a space only parts thousands"),
        ("20 3000", "a space only parts thousands"),
        ("1,23,456", "must be one number"),
        ("1.2.3", "must be one number"),
        ("1,2.3,4", "must be one number"),
        ("12e5", "must be a number"),
        ("nan", "must be a number"),
        ("1" + "0" * 3 + "x", "must be a number"),
    ],
)
def test_what_is_no_number_or_two_is_refused(text, says):
    with pytest.raises(SpecificationError) as caught:
        read_number("money.price", text)
    assert says in str(caught.value)
    assert "`money.price`" in str(caught.value)


@given(st.floats(0, 1e12, allow_nan=False).map(lambda x: float(f"{x:.10g}")))
def test_a_number_written_plainly_is_read_back(value):
    text = plain(value)
    if "e" in text:  # below a millionth of a millionth
        return
    whole, _, part = text.partition(".")
    if len(part) == 3 and len(whole) <= 3 and whole != "0":
        return  # a text with two readings
    assert read_number("x", text) == value
    assert read_number("x", text.replace(".", ",")) == value


def test_shares_may_be_percentages():
    assert read_share("x", "90%") == 0.9
    assert read_share("x", " 92,5 % ") == 0.925
    assert read_share("x", "0.9") == 0.9


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("150", 150, ""),
        ("150 k€", 150, "k€"),
        ("150k€", 150, "k€"),
        ("$1,000,000", 1_000_000, "$"),
        ("CHF 2 500.50", 2500.5, "CHF"),
        ("1,5 Mio. €", 1.5, "Mio. €"),
        ("100 тыс. ₽", 100, "тыс. ₽"),
    ],
)
def test_a_unit_may_stand_on_either_side(text, number, unit):
    assert number_and_unit("x", text) == (number, unit)


@pytest.mark.parametrize("text", ["k€", "$ 5 k€", "-", "5 k€ 6"])
def test_a_unit_alone_or_two_of_them_are_refused(text):
    with pytest.raises(SpecificationError, match="`x` must"):
        number_and_unit("x", text)


def test_answers_part_where_people_part_them():
    assert split("x", "a/b", 2, "") == ["a", "b"]
    assert split("x", "a ; b", 2, "") == ["a", "b"]
    assert split("x", "a, b", 2, "") == ["a", "b"]
    assert split("x", "24/7 Ltd / B", 2, "") == ["24/7 Ltd", "B"]
    with pytest.raises(SpecificationError, match=r"`x` needs 2 parts.*got 'a b'.*c / d"):
        split("x", "a b", 2, "c / d")
    with pytest.raises(SpecificationError, match="needs 2 parts"):
        split("x", "a /", 2, "c / d")
