"""What the page makes of a deal's file, words and money is what the library makes of it."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import replace
from importlib import resources
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from workshop_page import PARTS, facts_of

from trustgame import _language
from trustgame.deals import Deal, words
from trustgame.deals.depths import DEPTHS
from trustgame.deals.labels import Labels
from trustgame.deals.money import Money
from trustgame.deals.typed import read_number
from trustgame.exceptions import SpecificationError
from trustgame.workshop import page

DEALS = sorted((Path(__file__).parents[2] / "deals").glob("*.toml"))
SAMPLE = DEALS[[path.stem for path in DEALS].index("consulting")]


@pytest.fixture(scope="module")
def knowing(engine):
    """The engine, told what only the library knows."""
    engine.ask("learn", facts=facts_of(Deal.from_toml(SAMPLE)))
    return engine


# --- words ----------------------------------------------------------------------------


def test_every_word_of_the_page_is_there_and_none_is_idle():
    english = resources.files("trustgame").joinpath("languages", "en", "page.toml")
    table = tomllib.loads(english.read_text(encoding="utf-8"))
    said = {
        f"{part}.{key}"
        for part, keys in table.items()
        if isinstance(keys, dict) and part != "static"
        for key in keys
    }
    scripts = "\n".join(
        PARTS.joinpath(f"{name}.js").read_text(encoding="utf-8") for name in page.SCRIPTS
    )
    asked = said & set(re.findall(r"\"([a-z]+\.[a-z_]+)\"", scripts))
    direct = set(re.findall(r"say\(\s*\"([a-z]+\.[a-z_]+)\"", scripts))
    told = _language.flat(page._language())
    assert direct <= told.keys()
    made = re.findall(r"`([a-z]+)\.(\w*)\$\{", scripts)  # such as `pays.${key}`
    idle = {
        key
        for key in said - asked
        if not any(key.startswith(f"{part}.{head}") for part, head in made)
        and not re.search(rf"wrong\([^;]*\"{key.split('.')[1]}\"", scripts)
    }
    assert idle == set()
    html = PARTS.joinpath("page.html").read_text(encoding="utf-8")
    for key in table["static"]:
        assert f"${key}" in html or key in ("made", "toml") or key.startswith("tab_"), key


@settings(max_examples=20)
@given(
    st.lists(
        st.floats(-1e16, 1e16)
        | st.floats(-1, 1)
        | st.integers(-10_000, 10_000)
        | st.sampled_from([0.001, 0.999, 0.9995, 999.6, 1e6, 9.995, 99.95]),
        min_size=5,
        max_size=20,
    )
)
def test_numbers_are_written_as_the_library_writes_them(knowing, numbers):
    euros, dollars = Labels(money="k€"), Labels(money="$")
    for value, mine in zip(numbers, knowing.ask("write", numbers=numbers), strict=True):
        share = abs(value) % 1
        theirs = [words.amount(value), euros.pay(value), dollars.pay(value)]
        if not _on_a_tie(abs(value)):
            assert mine[:3] == theirs
        said = knowing.ask("write", numbers=[share])[0][3]
        if not _on_a_tie(100 * share):
            assert said == words.percent(share)


def _on_a_tie(size):
    """Tell whether rounding to the digits shown could go either way."""
    return any(
        abs(scaled % 1 - 0.5) < 1e-6
        for scale in (1, 1e6, 1e9, 1e12)
        for scaled in (size / scale * 10**k for k in range(5))
    ) or (0 < size < 1e-3)


def test_numbers_are_read_as_people_type_them(engine):
    texts = [
        "12", " −3,5 ", ".5", "12 000", "", "a", "1,2,3", "Infinity", "0x10", "1,200",
        "1.200", "-1.234", "0,500", "0.125", "1 234 567,5", "1\u00a0234", "1'000", "+7",
        "1’000.25", "12 34", "1.234,50", "1,234,567.8", "1.234.567", "1.23.4", "1,234,5",
        "5.", ",", "1..2", "--3", "1200,5", "12,3456", "1000.500", "1 000'000", "1,2.3",
        "999,999", "3 %", "12 345,6,7",
    ]  # fmt: skip
    assert engine.ask("typed", texts=texts) == [_read_here(text) for text in texts]
    assert engine.ask("typed", texts=["1e-7", "1.5e+21"]) == [1e-7, 1.5e21]


def _read_here(text):
    """Return the number that the library reads, if it reads one."""
    try:
        return read_number("a number", text)
    except SpecificationError:
        return None


def test_a_time_turned_another_way_and_back_is_what_it_was(engine):
    def turned(time, *ways, came=None):
        return engine.ask("turn", time=time, ways=ways, came=came)

    days = {"about": 100, "at_most": 30}
    assert turned(days, "exactly", "about") == [{"exactly": 30}, days]
    assert turned({"exactly": 40}, "about", came=30) == [{"about": 40, "at_most": 30}]
    for rounds in (6, 7, 12, 97, 10_000, 3.5):
        chance, about = turned({"about": rounds}, "chance_of_another", "about")
        assert about == {"about": rounds}
        assert turned(chance, "about") == [about]
    assert turned({"exactly": 6}, "chance_of_another", "about")[-1] == {"about": 6}
    assert turned({"chance_of_another": [0.1, 0.9]}, "exactly") == [{"exactly": 10}]


# --- files ----------------------------------------------------------------------------


@pytest.mark.parametrize("path", DEALS, ids=lambda path: path.stem)
def test_sample_deals_are_read_saved_and_played_alike(knowing, path):
    text = path.read_text(encoding="utf-8")
    plain = knowing.ask("toml", text=text)["plain"]
    assert plain == tomllib.loads(text)
    deal = Deal.from_toml(path)
    assert knowing.ask("problems", deal=plain) == []
    assert Deal.from_toml(knowing.ask("saved", plain=plain)) == deal
    assert Deal.from_toml(knowing.ask("saved", plain=deal.to_dict())) == deal
    spec = knowing.ask("spec", deal=plain)
    np.testing.assert_allclose([spec["buyer"], spec["seller"]], deal.stage.payoffs)
    assert spec["rounds"] == deal.game.rounds
    assert spec["relationship"]["start"] == deal.relationship.start
    assert spec["relationship"]["depths"] == deal.relationship.depths


TEXTS = st.text(st.characters(blacklist_categories=("Cs",)), max_size=30) | st.sampled_from(
    ['"', "\\", "a # b", "Исполнитель", "<script>", "it's", "\u2028"]
)
LEAVES = TEXTS | st.integers(-(2**53), 2**53) | st.booleans()
NUMBERS = st.floats(-1e12, 1e12).filter(lambda v: v == 0 or abs(v) > 1e-12)


@given(
    st.dictionaries(
        TEXTS.filter(bool),
        st.recursive(
            LEAVES | NUMBERS,
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(TEXTS.filter(bool), inner, max_size=3)
            ),
            max_leaves=6,
        ),
        max_size=4,
    )
)
def test_what_the_page_saves_is_toml(engine, plain):
    text = engine.ask("saved", plain=plain)
    assert tomllib.loads(text) == plain
    assert engine.ask("toml", text=text)["plain"] == plain


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a = 1\nb =", 2),
        ("a = 1\na = 2", 2),
        ('a = "open', 1),
        ("[t]\n[t]", 2),
        ("x = [1, 2\ny = 3", 2),
        ("a = {b = 1}\na.c = 2", 2),
        ("a = 01", 1),
        ("a = 1 b = 2", 1),
        ('a = "\\q"', 1),
        ("= 1", 1),
        ("a = 1979-05-27", 1),
        ("<html>", 1),
    ],
)
def test_what_is_no_toml_is_refused_with_its_line(engine, text, line):
    assert engine.ask("toml", text=text) == {"line": line}


@pytest.mark.parametrize(
    "text",
    [
        "a.b.c = 1\n'x y' = 'its'",
        "a = '''\nx\ny'''",
        'a = """\nx \\\n   y"""',
        "a = [ # one\n 1,\n 2, # two\n]\n",
        "[[p]]\nx = 1\n[[p]]\nx = 2\n[p.q]\ny = 3",
        "a = 1_000\nb = -1.5e3\nc = +2\nd = true",
        'a = "\\u00e4\\U0001F600\\t"',
        "[a]\n[a.b]\nc = 1\n[d]\n",
        "\ufeffa = 1",
    ],
)
def test_what_is_toml_is_read_alike(engine, text):
    assert engine.ask("toml", text=text)["plain"] == tomllib.loads(text.lstrip("\ufeff"))


# --- money, depth, rules --------------------------------------------------------------

AMOUNT = st.integers(0, 2000).map(lambda k: k / 10)
PAIR = st.tuples(AMOUNT, AMOUNT)


@given(
    st.builds(
        Money,
        price=AMOUNT,
        cost=AMOUNT,
        value=AMOUNT,
        preparing=PAIR | AMOUNT,
        lost=PAIR,
        lost_if_neither=st.none() | PAIR,
        gained=st.tuples(st.integers(-50, 50), AMOUNT),
    ),
    st.sampled_from(DEPTHS),
    st.sampled_from([(), ("buyer",), ("seller",)]),
)
def test_money_and_depth_come_to_the_library_s_game(knowing, money, depth, left_out):
    plain = Deal.from_toml(SAMPLE).to_dict()
    plain.pop("outcomes", None)
    plain["money"] = {"unit": "€", **money.to_dict()}
    for key in ("lost_if_neither", "gained"):
        for role in left_out:
            plain["money"].get(key, {}).pop(role, None)
    plain["relationship"] = {"depth": depth}
    deal = Deal.from_dict(plain)
    spec = knowing.ask("spec", deal=plain)
    assert [spec["buyer"], spec["seller"]] == deal.stage.payoffs.tolist()
    assert spec["relationship"]["start"] == deal.relationship.start
    for name in ("stakes", "regard", "misperception", "tremble"):
        curve = spec["relationship"][name]
        read = curve if isinstance(curve, list) else [curve] * deal.relationship.depths
        np.testing.assert_allclose(read, deal.relationship.per_level(name)[:, 0])


def outcomes_of(deal):
    """Return a deal's tables with its payoffs outcome by outcome."""
    return replace(deal, money=None).to_dict()


def bent(**changes):
    """Return the sample deal's tables with some keys of dotted paths changed."""
    plain = json.loads(json.dumps(outcomes_of(Deal.from_toml(SAMPLE))))
    for path, value in changes.items():
        *keys, last = path.split("__")
        table = plain
        for key in keys:
            table = table[int(key) if key.isdigit() else key]
        last = int(last) if last.isdigit() else last
        if value is ...:
            del table[last]
        else:
            table[last] = value
    return plain


BROKEN = [
    {"title": "x" * 121},
    {"title": "two\nlines"},
    {"money": ""},
    {"money": "a" * 17},
    {"round": "quarter"},
    {"buyer__name": "\u200b"},
    {"buyer__defect": "Open Up"},
    {"seller__name": ...},
    {"outcomes__both_defect__buyer": 2e12},
    {"outcomes__both_defect": {"buyer": 1}},
    {"outcomes__neither": {"buyer": 1, "seller": 2}},
    {"outcomes": ...},
    {"time": {}},
    {"time": {"about": 0.5}},
    {"time": {"exactly": 2.5}},
    {"time": {"exactly": 2, "about": 3}},
    {"time": {"exactly": 2, "at_most": 3}},
    {"time": {"chance_of_another": 1}},
    {"time": {"chance_of_another": {"shallow": 0.5, "deep": 1}}},
    {"time": {"chance_of_another": {"buyer": 0.5, "seller": 0.5}}},
    {"relationship__tremble": 0.6},
    {"relationship__regard": {"buyer": 2, "seller": 0}},
    {"relationship__stakes": 0},
    {"relationship__stakes": {"shallow": 1}},
    {"relationship__depths": ["a", "a"]},
    {"relationship__start": "nowhere"},
    {"relationship__depth": "deep"},
    {"relationship__height": 1},
    {"buyers": []},
    {"buyers__0": {"label": "nobody"}},
    {"buyers__0__play": "nobody_knows"},
    {"buyers__1__label": "answers in kind"},
    {"buyers__0": {"automaton": {"name": "x", "cooperate": [1], "next_state": [[0, 2]]}}},
    {
        "buyers__0": {
            "automaton": {
                "name": "x",
                "cooperate": [1],
                "next_state": [[0, 0]],
                "leave": [1],
            }
        }
    },
    {"pair__buyer": "nobody"},
    {"pair": 5},
    {"pair__buyer": 5},
    {"relationship__depth": "constructor"},
    {"buyers__0__play": "constructor"},
    {"time": {"exactly": 2_000_000}},
    {"time": {"about": 2_000_000}},
    {"time": {"about": 20, "at_most": 2_000_000}},
    {"time": {"chance_of_another": 0.9999999}},
    {"relationship__tremble": {"buyer": 0.1, "seller": 0.1, "both": 0.1}},
    {"relationship__stakes": "1.200"},
    {"outcomes__both_cooperate": {"buyer": -1e12, "seller": 1e-9}},
    {"story__seed": -1},
    {"extra": 1},
]


@pytest.mark.parametrize("changes", BROKEN, ids=lambda c: next(iter(c)))
def test_what_the_library_refuses_the_page_refuses(knowing, changes):
    plain = bent(**changes)
    with pytest.raises(SpecificationError):
        Deal.from_dict(plain)
    found = knowing.ask("problems", deal=plain)
    assert found
    assert all("{" not in problem["said"] for problem in found)


ODD = [
    {"title": ""},
    {"time": {"exactly": 1}},
    {"time": {"about": 10_000, "at_most": 10_000}},
    {"time": {"chance_of_another": [0.1, 0.9]}},
    {"relationship": {}},
    {"relationship__stakes": {"at": 0.5, "before": 1, "after": 2}},
    {"buyer__name": '<script>alert("x")</script>'},
    {"buyer__name": "Я" * 60},
    {"outcomes__after_leaving": {"buyer": 1, "seller": -1}},
    {"outcomes__both_cooperate": {"buyer": -6e11, "seller": 1e-9}},
]


@pytest.mark.parametrize("changes", ODD, ids=lambda c: next(iter(c)))
def test_what_is_odd_but_well_passes_both(knowing, changes):
    plain = bent(**changes)
    if changes == {"relationship": {}}:
        plain["buyers"] = plain["sellers"] = [{"play": "tit_for_tat"}]
        plain.pop("pair")
    Deal.from_dict(plain)
    assert knowing.ask("problems", deal=plain) == []
