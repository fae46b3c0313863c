"""A deal's file: what it says, what it may not say, and the game it makes."""

from __future__ import annotations

import copy
import re
import tomllib
from importlib import resources
from pathlib import Path

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from trustgame.automata import Automaton
from trustgame.curves import Line, PerRole, Values
from trustgame.deals import Deal, Labels, Player, SideLabels, Time, words
from trustgame.exceptions import (
    FileFormatError,
    RefusedError,
    SpecificationError,
    TrustgameError,
    UnknownNameError,
)
from trustgame.relationship import Relationship
from trustgame.stage import StageGame

SAMPLE = Path(__file__).parents[1] / "deals" / "consulting.toml"

OUTCOMES = {
    "both_cooperate": {"buyer": 40, "seller": 30},
    "only_buyer_cooperates": {"buyer": -15, "seller": 60},
    "only_seller_cooperates": {"buyer": 75, "seller": -25},
    "both_defect": {"buyer": 20, "seller": 15},
}


@pytest.fixture
def plain():
    """The tables of the sample deal, its payoffs given as outcomes."""
    tables = tomllib.loads(SAMPLE.read_text(encoding="utf-8"))
    return tables | {"money": tables["money"]["unit"], "outcomes": copy.deepcopy(OUTCOMES)}


def changed(plain, *path, to=None):
    """Return the tables with one key set, or taken out if no value is given."""
    tables = copy.deepcopy(plain)
    spot = tables
    for key in path[:-1]:
        spot = spot[key]
    if to is None:
        del spot[path[-1]]
    else:
        spot[path[-1]] = to
    return tables


# --- what a file makes ----------------------------------------------------------------


def test_the_sample_deal_makes_the_game_it_describes():
    deal = Deal.from_toml(SAMPLE)
    assert deal.stage.roles("buyer") == {"T": 75, "R": 40, "P": 20, "S": -15}
    assert deal.stage.roles("seller") == {"T": 60, "R": 30, "P": 15, "S": -25}
    game = deal.game
    assert game.horizon == "geometric"
    assert game.arrays().continuation == pytest.approx([1 - 1 / 12] * 4)
    assert game.relationship.stakes == Line(1, 1.5)
    assert game.relationship.regard == PerRole(Line(0, 0.7), Line(0, 0.6))
    assert deal.labels.buyer.moves == ("open up", "shop around")
    assert deal.labels.seller.moves == ("prepare", "pitch")
    assert deal.labels.depths == ("unknown", "known", "trusted", "partner")
    assert [player.words for player in deal.pair_players] == ["forgives old friends"] * 2


def test_outcomes_and_money_make_the_same_game(plain):
    deal, in_money = Deal.from_dict(plain), Deal.from_toml(SAMPLE)
    assert deal.game == in_money.game
    assert deal.labels == in_money.labels
    assert (deal.money, in_money.money.value) == (None, 150)
    assert deal.to_dict()["outcomes"] == OUTCOMES


@pytest.mark.parametrize("form", ["money", "outcomes"])
def test_a_deal_goes_to_toml_and_back(plain, form):
    deal = Deal.from_toml(SAMPLE) if form == "money" else Deal.from_dict(plain)
    again = Deal.from_toml(deal.to_toml())
    assert again == deal
    assert hash(again) == hash(deal)
    assert again.to_toml() == deal.to_toml()


def test_a_deal_with_everything_goes_to_toml_and_back(plain, tmp_path):
    own = Automaton(
        "mine", cooperate=(1, Line(0, 1)), next_state=((0, 1), (0, 1)), leave=(0, 0.1)
    )
    plain["buyers"].append({"automaton": own.to_dict(), "label": "our own"})
    plain["outcomes"]["after_leaving"] = {"buyer": 10, "seller": 12.5}
    plain["time"] = {"chance_of_another": [0.8, 0.9, 0.95, 0.97], "at_most": 40}
    plain["relationship"]["drift"] = 0.25
    deal = Deal.from_dict(plain)
    assert deal.outside == (10, 12.5)
    assert deal.time.continuation == Values((0.8, 0.9, 0.95, 0.97))
    assert deal.game.rounds == 40
    assert deal.buyers[-1].strategy == own
    deal.to_toml(tmp_path / "deal.toml")
    assert Deal.from_toml(tmp_path / "deal.toml") == deal


@given(
    money=st.lists(st.floats(-1e6, 1e6), min_size=8, max_size=8),
    name=st.text(min_size=1, max_size=40).filter(lambda t: t.strip() and t.isprintable()),
    about=st.floats(1, 1e6),
    levels=st.integers(1, 9),
    seed=st.integers(0, 2**63 - 1),
)
def test_any_deal_goes_to_toml_and_back(money, name, about, levels, seed):
    deal = Deal(
        Labels(title=name, buyer=SideLabels(name=name), money="k€"),
        StageGame(buyer=[money[0:2], money[2:4]], seller=[money[4:6], money[6:8]]),
        Time(about=about),
        Relationship(depths=levels, start=levels // 2, deepen=0.5),
        buyers=("tit_for_tat", Player("grim_trigger", name)),
        sellers=("walk_away",),
        seed=seed,
    )
    assert Deal.from_toml(deal.to_toml()) == deal


def test_names_may_be_short_lists(plain):
    plain["buyers"], plain["sellers"] = ["tit_for_tat"], ["grim_trigger", "walk_away"]
    del plain["pair"], plain["story"], plain["relationship"]
    deal = Deal.from_dict(plain)
    assert deal.pair == ("tit_for_tat", "grim_trigger")
    assert deal.seed == 1
    assert deal.game.depths == 1
    assert deal.labels.seller.player("walk_away") == "walk away"


def test_depths_without_names_are_a_number(plain):
    plain["relationship"].update(depths=6, start=2)
    deal = Deal.from_dict(plain)
    assert (deal.game.depths, deal.relationship.start) == (6, 2)
    assert deal.labels.depth(5) == "5"


@pytest.mark.parametrize(
    ("time", "last", "horizon"),
    [
        ({"exactly": 10}, 10, "exactly 10 quarters"),
        ({"exactly": 1}, 1, "exactly 1 quarter"),
        ({"about": 4}, None, "about 4 quarters"),
        ({"about": 1}, None, "about 1 quarter"),
        ({"about": 10, "at_most": 30}, 30, "about 9.58 quarters, at most 30 quarters"),
        ({"chance_of_another": 0.9}, None, "about 10 quarters"),
        (
            {"chance_of_another": {"shallow": 0.8, "deep": 0.95}},
            None,
            "chance of another quarter 80% to 95%",
        ),
    ],
)
def test_time_is_about_or_exactly(plain, time, last, horizon):
    from trustgame.deals.describe import horizon as say_horizon

    plain["time"] = time
    deal = Deal.from_dict(plain)
    assert deal.game.rounds == last
    assert say_horizon(deal.game, deal.labels).replace("\xa0", " ") == horizon


# --- what a file may not say ----------------------------------------------------------

BAD = [
    # where, what, words of the message
    (("titel",), "x", ["unknown key 'titel'", "Did you mean 'title'"]),
    (("outcome",), {}, ["unknown key 'outcome'", "Did you mean 'outcomes'"]),
    (("buyer", "nam"), "x", ["unknown key 'nam' in `buyer`", "'name'"]),
    (
        ("relationship", "tremblé"),
        0.1,
        ["unknown key 'tremblé' in `relationship`", "'tremble'"],
    ),
    (
        ("relationship", "continuation"),
        0.9,
        ["'continuation'", "[time]", "chance_of_another"],
    ),
    (("rounds",), 10, ["unknown key 'rounds'", "[time]"]),
    (("title",), None, ["needs the key 'title'"]),
    (("outcomes",), None, ["needs the key 'outcomes'"]),
    (("time",), None, ["needs the key 'time'"]),
    (("buyers",), None, ["needs the key 'buyers'"]),
    (("outcomes", "both_defect"), None, ["`outcomes` needs the key 'both_defect'"]),
    (
        ("outcomes", "both_defect", "seller"),
        None,
        ["`outcomes.both_defect` needs the key 'seller'"],
    ),
    (
        ("outcomes", "both_defect", "seller"),
        "ten",
        ["`outcomes.both_defect.seller`", "number", "'ten'"],
    ),
    (
        ("outcomes", "both_defect", "seller"),
        float("nan"),
        ["`outcomes.both_defect.seller`", "finite"],
    ),
    (
        ("outcomes", "both_defect", "seller"),
        float("inf"),
        ["`outcomes.both_defect.seller`", "finite"],
    ),
    (
        ("outcomes", "both_defect", "seller"),
        True,
        ["`outcomes.both_defect.seller`", "number"],
    ),
    (("outcomes", "both_defect", "seller"), 1e13, ["larger unit of `money`"]),
    (("outcomes", "both_defect"), 5, ["`outcomes.both_defect` must be a table"]),
    (
        ("outcomes", "after_leaving"),
        {"buyer": 1},
        ["`outcomes.after_leaving` needs the key 'seller'"],
    ),
    (("buyer",), "Client", ["`buyer` must be a table"]),
    (("buyer", "name"), "", ["`buyer.name`", "not empty"]),
    (("buyer", "name"), 7, ["`buyer.name`", "text"]),
    (("buyer", "name"), "a\nb", ["`buyer.name`", "one line"]),
    (("buyer", "name"), "x" * 61, ["`buyer.name`", "at most 60 letters", "61"]),
    (("buyer", "defect"), "Open up", ["`buyer.defect` must differ from `cooperate`"]),
    (("money",), "", ["`money`", "not empty"]),
    (("round",), "quarter", ["`round` must be a table"]),
    (("round", "many"), 4, ["`round.many`", "text"]),
    (
        ("time",),
        {"exactly": 10, "about": 10},
        ["`time.exactly` and `time.about`", "contradict"],
    ),
    (
        ("time",),
        {"about": 5, "chance_of_another": 0.8},
        ["`time.about` and `time.chance_of_another`"],
    ),
    (("time",), {"exactly": 10, "at_most": 12}, ["`time.at_most`", "`time.exactly`"]),
    (("time",), {"at_most": 12}, ["needs one of `exactly`", "none of them"]),
    (("time",), {"exactly": 0}, ["`time.exactly` must be at least 1"]),
    (("time",), {"exactly": 2.5}, ["`time.exactly` must be a whole number"]),
    (("time",), {"about": 0.5}, ["`time.about` must be at least 1"]),
    (("time",), {"about": "ten"}, ["`time.about` must be a number"]),
    (
        ("time",),
        {"chance_of_another": 1.2},
        ["`time.chance_of_another` must lie in [0, 1]"],
    ),
    (
        ("time",),
        {"chance_of_another": 1},
        ["`time.chance_of_another` must stay below 1", "`exactly`"],
    ),
    (("time",), {"chance_of_another": {"shallow": 0.5, "deep": 1}}, ["must stay below 1"]),
    (("time",), {"abaut": 5}, ["unknown key 'abaut' in `time`", "'about'"]),
    (
        ("relationship", "tremble"),
        0.7,
        ["`relationship.tremble` must lie in [0, 0.5]", "0.7"],
    ),
    (
        ("relationship", "misperception", "buyer"),
        {"shallow": 0.9, "deep": 0},
        ["`relationship.misperception.buyer`"],
    ),
    (
        ("relationship", "regard"),
        {"shalow": 0, "deep": 1},
        ["`relationship.regard`", "'shallow'"],
    ),
    (("relationship", "stakes"), -1, ["`relationship.stakes` must be above 0"]),
    (("relationship", "stakes"), "high", ["`relationship.stakes` must be a number"]),
    (
        ("relationship", "start"),
        "unknwn",
        ["`relationship.start`", "Did you mean 'unknown'"],
    ),
    (("relationship", "start"), 9, ["`relationship.start` must be a level from 0 to 3"]),
    (("relationship", "depths"), [], ["`relationship.depths`", "at least one"]),
    (
        ("relationship", "depths"),
        ["a", "a"],
        ["`relationship.depths` must be different names"],
    ),
    (("relationship", "depths"), 0, ["depths"]),
    (("relationship",), "deep", ["`relationship` must be a table"]),
    (("relationship", "stakes"), 1e300, ["`relationship.stakes` times what a round pays"]),
    (("story", "seed"), 2**53, ["`story.seed`", "at most 9007199254740991"]),
    (("buyer", "name"), "\u200dx", ["`buyer.name` must be one line of visible letters"]),
    (("buyers",), "tit_for_tat", ["`buyers` must be a list of players"]),
    (("buyers",), [], ["`buyers` must list 1 to 20 players", "got 0"]),
    (("buyers",), ["tit_for_tat"] * 2, ["`buyers`", "'tit_for_tat' twice"]),
    (("buyers", 0, "play"), "tit_for_tatt", ["`buyers[0]`", "Did you mean 'tit_for_tat'"]),
    (("buyers", 0, "play"), 5, ["`buyers[0].play`", "text"]),
    (("buyers", 0, "label"), "forgives old friends", ["`buyers`", "twice"]),
    (("buyers", 0, "lable"), "x", ["unknown key 'lable' in `buyers[0]`", "'label'"]),
    (("buyers", 0), {"label": "x"}, ["`buyers[0]` needs either `play`", "neither"]),
    (("buyers", 0, "automaton"), {}, ["`buyers[0]` needs either `play`", "both"]),
    (
        ("buyers", 0),
        {"automaton": {"name": "a", "cooperate": [2], "next_state": [[0, 0]]}},
        ["buyers[0]", "[0, 1]"],
    ),
    (
        ("pair", "buyer"),
        "nobody",
        ["`pair.buyer` must be one of", "'forgives old friends'", "'nobody'"],
    ),
    (("pair", "byer"), "x", ["unknown key 'byer' in `pair`", "'buyer'"]),
    (("story", "seed"), -1, ["`story.seed` must be at least 0"]),
    (("story", "seed"), "x", ["`story.seed` must be a whole number"]),
]


@pytest.mark.parametrize(("path", "value", "says"), BAD)
def test_a_bad_file_is_refused_by_its_key(plain, path, value, says, tmp_path):
    file = tmp_path / "my_deal.toml"
    file.write_text(tomli_w.dumps(changed(plain, *path, to=value)), encoding="utf-8")
    with pytest.raises(TrustgameError) as caught:
        Deal.from_toml(file)
    message = str(caught.value)
    assert isinstance(caught.value, SpecificationError)
    assert message.startswith("my_deal.toml: ")
    for part in says:
        assert part in message


def test_a_start_without_names_must_be_a_number(plain):
    plain["relationship"]["depths"] = 4
    with pytest.raises(
        SpecificationError, match=re.escape("`relationship.start` names a depth")
    ):
        Deal.from_dict(plain)


def test_a_deal_without_a_title_goes_to_toml_and_back(plain):
    deal = Deal.from_dict(plain | {"title": ""})
    assert Deal.from_toml(deal.to_toml()) == deal


def test_a_strategy_that_the_game_has_none_of_is_refused_with_the_file(plain, tmp_path):
    for pays in plain["outcomes"].values():
        pays.update(buyer=0, seller=0)
    plain["buyers"][0] = {"play": "generous_tit_for_tat"}
    file = tmp_path / "my_deal.toml"
    file.write_text(tomli_w.dumps(plain), encoding="utf-8")
    with pytest.raises(RefusedError, match=r"my_deal\.toml: the game has no 'generous"):
        Deal.from_toml(file)


def test_files_that_are_no_deal(tmp_path):
    with pytest.raises(FileFormatError, match="no such file"):
        Deal.from_toml(tmp_path / "none.toml")
    with pytest.raises(FileFormatError, match="is a folder"):
        Deal.from_toml(tmp_path)
    broken = tmp_path / "broken.toml"
    broken.write_text("title = ", encoding="utf-8")
    with pytest.raises(FileFormatError, match=r"'broken\.toml' is not valid TOML"):
        Deal.from_toml(broken)
    broken.write_text("title = “A deal”\n", encoding="utf-8")
    with pytest.raises(FileFormatError, match=r"reads 'title = “A deal”'.*straight quotes"):
        Deal.from_toml(broken)
    broken.write_bytes("title = 'A'\nmoney = 'Ä'\n".encode("latin-1"))
    with pytest.raises(FileFormatError, match=r"not UTF-8 text \(line 2, byte 21\)"):
        Deal.from_toml(broken)
    broken.write_bytes(b"PK\x03\x04\xff")
    with pytest.raises(FileFormatError, match=r"packed file.*ends in \.xlsx"):
        Deal.from_toml(broken)


def test_specs_check_what_files_cannot_say():
    side, stage, time = Labels(), StageGame.prisoners_dilemma(), Time(about=3)
    who = {"buyers": ("tit_for_tat",), "sellers": ("tit_for_tat",)}
    with pytest.raises(
        SpecificationError, match=r"`relationship\.continuation` is said by `time`"
    ):
        Deal(side, stage, time, Relationship(continuation=0.5), **who)
    with pytest.raises(SpecificationError, match="`relationship` must be a Relationship"):
        Deal(side, stage, time, "deep", **who)
    with pytest.raises(SpecificationError, match="`pair` must name two players"):
        Deal(side, stage, time, pair=("tit_for_tat",), **who)
    with pytest.raises(SpecificationError, match="`depths` must name every level"):
        Deal(Labels(depths=("a", "b")), stage, time, **who)
    with pytest.raises(UnknownNameError, match="unknown strategy"):
        Player("nobody")


# --- what a deal says of itself -------------------------------------------------------


def test_the_sample_is_a_dilemma_that_depth_makes_a_stag_hunt():
    said = Deal.from_toml(SAMPLE).check()
    assert said[0] == (
        "One quarter is a dilemma for both sides; "
        "for both a stag hunt once you are partners."
    )
    assert said[1].startswith("For Client, at the start a dilemma: “shop around” pays more")
    assert said[2].startswith("For Client, from depth “partner” on a stag hunt")
    assert any(
        "67% (about 3\xa0quarters) at “unknown”; however short the deal at “partner”" in s
        for s in said
    )
    assert "This deal: about 12\xa0quarters, a chance of another quarter of 92%." in said


@pytest.mark.parametrize(
    ("roles", "says"),
    [
        (dict(T=5, R=3, P=1, S=0), "a dilemma"),
        (dict(T=3, R=4, P=2, S=0), "a stag hunt"),
        (dict(T=5, R=3, P=0, S=1), "a snowdrift"),
        (dict(T=3, R=5, P=0, S=1), "no dilemma: “cooperate” pays more"),
        (dict(T=5, R=1, P=3, S=0), "no dilemma: “defect” pays more"),
        (dict(T=0, R=1, P=3, S=2), "a game of coordination"),
        (dict(T=1, R=2, P=3, S=4), "no dilemma: “cooperate” pays more"),
        (dict(T=4, R=1, P=0, S=3), "a game of turns"),
        (dict(T=3, R=1, P=0, S=4), "a game of turns"),
        (dict(T=1, R=1, P=0, S=0), "a game with a tie"),
    ],
)
def test_every_kind_of_game_is_explained(roles, says):
    deal = Deal(
        Labels(),
        StageGame.from_roles(buyer=roles, seller=roles),
        Time(about=10),
        buyers=("tit_for_tat",),
        sellers=("tit_for_tat",),
    )
    assert says in deal.check()[1]


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        (("seller", "name"), "client", "Both sides are called “Client”"),
        (("time",), {"exactly": 1}, "With one quarter there is no future"),
        (("time",), {"exactly": 4}, "needs some 6\xa0quarters of mutual cooperation"),
        (
            ("time",),
            {"about": 10, "at_most": 5},
            "The last round (5\xa0quarters) comes before",
        ),
        (("time",), {"exactly": 12}, "A known last round is another question"),
        (("relationship", "deepen"), 0, "never deepens"),
        (("relationship", "stakes"), {"shallow": 2, "deep": 1}, "has less at stake"),
        (("relationship", "regard"), {"shallow": 0.5, "deep": 0}, "cares less"),
        (
            ("outcomes", "only_buyer_cooperates"),
            {"buyer": -15, "seller": 200},
            "Taking turns pays",
        ),
        (("outcomes", "both_cooperate"), {"buyer": 4e4, "seller": 30}, "times the other's"),
    ],
)
def test_what_looks_odd_is_said(plain, path, value, says):
    said = Deal.from_dict(changed(plain, *path, to=value)).check()
    assert any(says in sentence for sentence in said), said


def test_a_deal_about_nothing_is_said_to_be(plain):
    for pays in plain["outcomes"].values():
        pays.update(buyer=0, seller=0)
    said = Deal.from_dict(plain).check()
    assert any("Nothing is at stake for Client" in s for s in said)
    assert not any("Taking turns" in s for s in said)  # even is not more


# --- words and numbers ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (-0.0, "0"),
        (1e-12, "0"),
        (40, "40"),
        (-15, "−15"),
        (37.5, "37.5"),
        (11.25, "11.25"),
        (112.5, "112.5"),
        (2 / 3, "0.67"),
        (1234.4, "1,234"),
        (999_999, "1 million"),
        (1_000_000, "1 million"),
        (2_345_678, "2.35 million"),
        (-7.654e9, "−7.65 billion"),
        (3e12, "3 trillion"),
        (2.5e17, "2.5 × 10¹⁷"),
        (0.00012, "1.2 × 10⁻⁴"),
        (0.05, "0.05"),
        (0.012345, "0.0123"),
    ],
)
def test_amounts_read_as_people_write_them(value, text):
    assert words.amount(value).replace("\xa0", " ") == text


@given(st.floats(-1e14, 1e14))
def test_amounts_stay_close_to_their_value(value):
    text = words.amount(value).replace("−", "-").replace(",", "").replace("\xa0", " ")
    if "×" in text or text == "0":
        return
    number, _, scale = text.partition(" ")
    said = float(number) * {"": 1, "million": 1e6, "billion": 1e9, "trillion": 1e12}[scale]
    assert said == pytest.approx(value, rel=0.006, abs=1e-9)


def test_money_stands_where_its_sign_belongs():
    assert Labels(money="$").pay(-20) == "−$20"
    assert Labels(money="£").pay(5e6) == "£5\xa0million"
    assert Labels(money="k€").pay(20) == "20\xa0k€"


def test_every_sentence_asked_for_is_there():
    source = Path(words.__file__).parents[1]
    english = resources.files("trustgame").joinpath("languages", "en", "library.toml")
    language = tomllib.loads(english.read_text(encoding="utf-8"))
    for file in source.rglob("*.py"):
        for table, name in re.findall(
            r"say\(\s*\"(\w+)\.(\w+)\"", file.read_text(encoding="utf-8")
        ):
            assert name in language[table], f"{file.name}: {table}.{name}"


def test_a_text_of_the_deal_is_never_a_pattern():
    deal = Deal(
        Labels(buyer=SideLabels(name="{side} {0} {evil}"), title="{x}"),
        StageGame.prisoners_dilemma(),
        Time(about=3),
        buyers=(Player("tit_for_tat", "{p}"),),
        sellers=("tit_for_tat",),
    )
    assert "{side} {0} {evil}" in deal.check()[1]


def test_letters_may_be_joined_and_kept_apart():
    for name in ("\N{WOMAN}\u200d\N{GIRL}", "می\u200cرسم"):
        assert SideLabels(name).name == name
