"""One word for how deep a relationship is, and what stands behind it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustgame.curves import Line
from trustgame.deals import Deal
from trustgame.deals.depths import DEPTHS, ladder
from trustgame.exceptions import TrustgameError

SAMPLE = Path(__file__).parents[2] / "deals" / "consulting.toml"


def tables(**relationship):
    """The tables of the sample deal, with another relationship."""
    plain = tomllib.loads(SAMPLE.read_text(encoding="utf-8"))
    return {**plain, "relationship": relationship}


@pytest.mark.parametrize("level", range(4))
def test_a_word_says_where_the_deal_stands(level):
    depth = DEPTHS[level]
    deal = Deal.from_dict(tables(depth=depth))
    bond = deal.relationship
    assert (bond.start, bond.depths, deal.labels.depths) == (level, 4, DEPTHS)
    assert bond.per_level("stakes")[level].tolist() == [1, 1]  # amounts are today's
    for rising, falling in (("stakes", "misperception"), ("regard", "misperception")):
        assert (np.diff(bond.per_level(rising), axis=0) > 0).all()
        assert (np.diff(bond.per_level(falling), axis=0) < 0).all()
    assert (bond.deepen, bond.erode, bond.drift) == (0.5, 1, 0.5)


def test_words_share_all_but_start_and_stakes():
    tables_ = [ladder(depth) for depth in DEPTHS]
    for table in tables_:
        table.pop("start"), table.pop("stakes")
    assert all(table == tables_[0] for table in tables_)


def test_the_page_for_facilitators_says_the_same_numbers():
    page = SAMPLE.parents[1] / "docs" / "how-to" / "make-a-deal-of-your-own.md"
    rows = [line for line in page.read_text(encoding="utf-8").splitlines() if "|" in line]
    table = ladder("unknown")
    for key, write in (("regard", "{:g}".format), ("misperception", "{:.0%}".format)):
        [row] = [line for line in rows if f"(`{key}`)" in line]
        assert [cell.strip() for cell in row.split("|")[2:-1]] == list(
            map(write, table[key])
        )


def test_what_is_written_goes_before_the_word():
    deal = Deal.from_dict(
        tables(
            depth="trusted",
            regard={"shallow": 0.1, "deep": 0.2},
            tremble=0,
            start="known",
            drift=2,
        )
    )
    assert deal.relationship.regard == Line(0.1, 0.2)
    assert (deal.relationship.tremble, deal.relationship.start) == (0, 1)
    told = deal.to_dict()["relationship"]
    assert told == {
        "depth": "trusted",
        "regard": {"shallow": 0.1, "deep": 0.2},
        "tremble": 0.0,
        "start": "known",
        "drift": 2.0,
    }
    assert Deal.from_toml(deal.to_toml()) == deal


def test_a_ladder_of_one_s_own_starts_nearest_to_the_word():
    deal = Deal.from_dict(
        tables(depth="trusted", depths=["a", "b", "c", "d", "e", "f", "g"])
    )
    assert deal.labels.depth(deal.relationship.start) == "e"
    assert Deal.from_toml(deal.to_toml()) == deal
    unnamed = Deal.from_dict(tables(depth="partner", depths=9))
    assert unnamed.relationship.start == 8
    assert Deal.from_toml(unnamed.to_toml()) == unnamed


@given(
    depth=st.sampled_from(DEPTHS),
    keys=st.fixed_dictionaries(
        {},
        optional={
            "depths": st.one_of(
                st.integers(1, 9),
                st.lists(st.sampled_from("abcdefgh"), min_size=1, unique=True),
            ),
            "regard": st.floats(-1, 1),
            "stakes": st.floats(0.1, 9),
            "misperception": st.floats(0, 0.5),
            "tremble": st.floats(0, 0.5),
            "deepen": st.floats(0, 3),
            "erode": st.floats(0, 3),
            "drift": st.floats(0, 3),
        },
    ),
)
def test_any_word_with_any_exception_goes_to_toml_and_back(depth, keys):
    deal = Deal.from_dict(tables(depth=depth, **keys))
    again = Deal.from_toml(deal.to_toml())
    assert again == deal
    assert again.depth == depth
    assert set(deal.to_dict()["relationship"]) <= {"depth", "start", *keys}


@pytest.mark.parametrize(
    ("relationship", "says"),
    [
        (
            {"depth": "knwon"},
            ["`relationship.depth` must be one of", "Did you mean 'known'"],
        ),
        ({"depth": 3}, ["`relationship.depth` must be one of", "3"]),
        ({"depth": "known", "tremble": 0.7}, ["`relationship.tremble`", "[0, 0.5]"]),
        ({"depth": "known", "depths": []}, ["`relationship.depths`", "at least one"]),
        ({"depth": "known", "depths": 0}, ["`relationship.depths` must be at least 1"]),
        ({"depth": "known", "depths": "x"}, ["`relationship.depths`", "whole number"]),
        ({"depth": "known", "start": "x"}, ["`relationship.start`", "'unknown'"]),
    ],
)
def test_bad_words_are_refused_by_their_key(relationship, says):
    with pytest.raises(TrustgameError) as caught:
        Deal.from_dict(tables(**relationship))
    for part in says:
        assert part in str(caught.value)
