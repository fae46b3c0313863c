"""A scenario of one's own: what is wrong is said by its key; what is right goes round."""

from __future__ import annotations

import copy
import random
import tomllib
from importlib import resources

import pytest

from trustgame.exceptions import SpecificationError, TrustgameError, UnknownNameError
from trustgame.scenarios import names, scenario
from trustgame.scenarios.spec import Scenario

FILES = {
    name: resources.files("trustgame.scenarios").joinpath(f"{name}.toml").read_text("utf-8")
    for name in names()
}


def tables(name="prison"):
    """Return a file of the library as plain tables, to be spoiled."""
    return tomllib.loads(FILES[name])


def put(plain, path, value):
    """Put a value at a dotted path; numbers are places in lists."""
    *way, last = path.split(".")
    for part in way:
        plain = plain[int(part)] if part.isdigit() else plain.setdefault(part, {})
    plain[int(last) if last.isdigit() else last] = value


def drop(plain, path):
    """Take what stands at a dotted path away."""
    *way, last = path.split(".")
    for part in way:
        plain = plain[int(part)] if part.isdigit() else plain[part]
    del plain[int(last) if last.isdigit() else last]


def refused(plain, *said):
    """Assert that a scenario is refused with all of these in one message."""
    with pytest.raises(SpecificationError) as error:
        Scenario.from_dict(plain)
    assert not isinstance(error.value, RecursionError)
    for part in said:
        assert part in str(error.value), str(error.value)


# --- round trips ---


@pytest.mark.parametrize("name", names())
def test_a_scenario_goes_through_its_file_and_back(name, tmp_path):
    found = scenario(name)
    again = Scenario.from_toml(found.to_toml())
    assert again == found
    assert hash(again) == hash(found)
    assert Scenario.from_dict(found.to_dict()) == found
    found.to_toml(tmp_path / "mine.toml")
    assert Scenario.from_toml(tmp_path / "mine.toml") == found
    assert Scenario.from_toml(FILES[name]) == found


@pytest.mark.parametrize("name", names())
def test_a_scenario_with_another_number_is_another_scenario(name):
    found = scenario(name)
    other = found.replace(minutes=found.minutes + 1)
    assert other != found
    assert Scenario.from_toml(other.to_toml()) == other


# --- what is refused, the key that the message names, and the nearest that it offers ---

BAD = [
    # (scenario, path, value, parts of the message)
    ("prison", "judged.0.must", "be abowe", ["judged.must", "'be above'"]),
    ("prison", "judged.0.size", "high", ["judged.size", "number"]),
    ("prison", "judged.0.range", [0, 1], ["must be above", "no `range`"]),
    ("prison", "judged.0.quantity", "coin_leed", ["judged[0].quantity", "'coin_lead'"]),
    ("prison", "judged.0.kind", "year", ["judged.kind", "'years'"]),
    ("prison", "tier", "cor", ["tier", "'core'"]),
    ("prison", "minutes", 0, ["minutes", "at least 1"]),
    ("prison", "minits", 8, ["minits", "'minutes'"]),
    ("prison", "limits", "x", ["'limits'"]),
    ("prison", "tries", 0.5, ["tries", "whole number"]),
    ("prison", "sources.0.year", "1950", ["sources.year", "whole number"]),
    ("prison", "sources.0.autor", "A.", ["autor", "'author'"]),
    ("prison", "assumed.0.names", ["fre"], ["assumed[0].names", "'free'"]),
    ("prison", "assumed.0.names", "free", ["assumed.names", "list"]),
    # Measures and their keys.
    ("prison", "quantities.silent.measure", "averge", ["silent.measure", "'average'"]),
    ("prison", "quantities.silent.moov", "C", ["moov", "'move'"]),
    ("prison", "quantities.silent.of", "byer", ["quantities.silent.of", "'buyer'"]),
    ("prison", "quantities.silent.game", "sell", ["quantities.silent.game", "'cell'"]),
    ("prison", "quantities.both_silent.buyer", "tit_for_tatt", ["buyer", "tit_for_tat"]),
    ("prison", "quantities.silent.with", {"shart": 1}, ["silent.with", "'short'"]),
    ("prison", "quantities.silent.kind", "yers", ["silent.kind", "'years'"]),
    ("personal", "quantities.needed.parameter", "car", ["needed.parameter", "'care'"]),
    ("personal", "quantities.needed.quantity", "steady", ["needed.quantity", "steady'"]),
    ("one-ten-hundred", "quantities.cooperation.group", "crow", ["group", "'crowd'"]),
    ("one-ten-hundred", "groups.crowd", [], ["groups.crowd", "at least one"]),
    ("one-ten-hundred", "groups.crowd.0", "always_coperate", ["groups.crowd[0]",
                                                           "always_cooperate"]),
    ("one-ten-hundred", "groups.crowd.5.end_round", 1, ["end_round", "'end_rounds'"]),
    # Boxes.
    ("prison", "parameters.free.box", [1, 0], ["parameters.free.box", "empty"]),
    ("prison", "parameters.free.box", [0, 0], ["parameters.free.box", "empty"]),
    ("prison", "parameters.free.box", [0], ["parameters.free.box", "two numbers"]),
    ("prison", "parameters.free.value", 2, ["parameters.free.value", "its box"]),
    ("prison", "parameters.free.among", [0, 1], ["parameters.free", "both", "keep one"]),
    ("personal", "parameters.deals.box", [0, 5], ["parameters.deals.box", "log"]),
    ("risky-gift", "parameters.deals.box", [0.5, 30], ["deals.box", "whole"]),
    ("one-ten-hundred", "parameters.known.among", [1], ["known.among", "at least two"]),
    ("one-ten-hundred", "phrases.end.options", ["a"], ["phrases.end.options", "two"]),
    ("one-ten-hundred", "phrases.end.choose", "nobody", ["phrases.end.choose", "nobody"]),
    ("one-ten-hundred", "parameters.known.options", ["a"], ["known.options", "2"]),
    ("prison", "parameters.free.whole", "yes", ["parameters.free.whole", "true or false"]),
    ("prison", "parameters.free.scale", "lag", ["parameters.free.scale", "'log'"]),
    # A verdict never judges what was put in.
    ("prison", "assumed.0.names", ["coin_lead"], ["judged[0].quantity", "assumed"]),
    ("prison", "quantities.coin_lead", "middle - short", ["judged[0]", "parameters alone"]),
    # Circles.
    ("prison", "quantities.silent", "betray + coin_lead", ["circle", "coin_lead -> "]),
    ("prison", "games.cell.rounds", "both_silent", ["circle", "games.cell"]),
    ("prison", "payoffs.R", "both_betray", ["circle", "games.cell"]),
    # Games and their states.
    ("prison", "games.cell.round", 1, ["round", "'rounds'"]),
    ("prison", "games.cell.about", 5, ["games.cell", "rounds", "about"]),
    ("prison", "games.cell.rounds", 0, ["games.cell.rounds", "at least 1"]),
    ("prison", "games.cell.rounds", 10**9, ["games.cell.rounds", "1,000,000"]),
    ("prison", "payoffs.X", 1, ["X", "payoffs"]),
    ("personal", "games.pair.about", 0.5, ["games.pair.about", "at least 1"]),
    ("personal", "games.strangers.start", "clear", ["strangers.start", "'clean'"]),
    ("personal", "games.strangers.states.known.to", "knwon", ["known.to", "'known'"]),
    ("personal", "games.strangers.states.known.too", "known", ["too", "'to'"]),
    ("personal", "games.strangers.states.known.to", 3, ["states.known.to", "table"]),
    ("personal", "games.strangers.states.known", "clean", ["states.known", "table"]),
    ("personal", "games.strangers.states", {}, ["strangers.states", "at least one"]),
    ("personal", "games.strangers.states.clean.to", {"CC": "clean"}, ["clean.to", "CD"]),
    ("personal", "games.strangers.states.clean.to", {"**": {"known": 0.5, "clean": 0.4}},
     ["games.strangers.states.clean.to", "sum to 1", "known 0.5"]),
    ("personal", "games.strangers.states.clean.to", {"**": {"known": 1.5, "clean": -0.5}},
     ["games.strangers.states.clean.to", "probabilities"]),
    ("risky-gift", "games.gift.states.open.pays", {"C*": [1]},
     ["open.pays", "[buyer, seller]"]),
    # Players.
    ("risky-gift", "players.giver", "always_defect", ["players.giver", "table"]),
    ("risky-gift", "players.giver.act", 1, ["act", "'acts'"]),
    ("risky-gift", "players.giver.play", "random", ["players.giver", "one of `play`"]),
    # Names used twice.
    ("prison", "quantities.free", "1 - bR", ["'free'", "a parameter", "a quantity"]),
    ("prison", "quantities.bT", "bR", ["'bT'", "a payoff"]),
    ("prison", "parameters.inf", {"value": 1, "words": "x"}, ["'inf'", "a constant"]),
    ("prison", "parameters.rounds", {"value": 1, "words": "x"}, ["'rounds'", "sentences"]),
    ("prison", "parameters.lambda", {"value": 1, "words": "x"}, ["parameters.lambda"]),
    ("prison", "parameters.a-b", {"value": 1, "words": "x"}, ["parameters.a-b"]),
    # Pictures and sentences.
    ("prison", "pictures", [], ["pictures", "at least one"]),
    ("prison", "pictures.0.chart", "bar", ["pictures[0].chart", "'bars'"]),
    ("prison", "pictures.0.alt", "x", ["pictures[0]", "'alt'"]),
    ("always-be-closing", "pictures.0.walls.0.axis", "x", ["walls[0]", "'axis'"]),
    ("prison", "pictures.0.bars", [], ["pictures[0].bars", "at least one"]),
    ("personal", "pictures.0.lines", [], ["pictures[0].lines", "at least one"]),
    ("personal", "pictures.0.x", {"parameter": "deals", "words": "x"}, ["x", "`values`"]),
    ("personal", "pictures.0.x.parameter", "deal", ["pictures[0].x.parameter", "'deals'"]),
    ("personal", "pictures.0.x.scale", "lin", ["pictures[0].x.scale", "'plain'"]),
    ("personal", "pictures.0.x.points", 1, ["pictures[0].x.points", "at least 2"]),
    ("personal", "pictures.0.y.range", [0], ["pictures[0].y.range"]),
    ("personal", "pictures.0.lines.0.quantity", "need", ["lines[0].quantity", "'needed'"]),
    ("personal", "pictures.0.lines.0.role", "modell", ["lines[0].role", "'model'"]),
    ("personal", "pictures.0.lines.0.label", 5, ["lines[0].label", "text"]),
    ("personal", "pictures.0.marks.0.x", "deal", ["marks[0].x", "'deals'"]),
    ("prison", "pictures.0.finding.yes", "{loss_silnt:years}", ["finding.yes",
                                                              "'loss_silent'"]),
    ("prison", "pictures.0.finding.yes", "{loss_silent:yers}", ["finding.yes", "'years'"]),
    ("prison", "pictures.0.finding.yes", "{loss_silent", ["finding.yes", "text"]),
    ("prison", "pictures.0.finding.yess", "x", ["yess", "'yes'"]),
    ("prison", "pictures.0.question", 5, ["pictures[0].question", "text"]),
    ("prison", "words.shows", "{nobody}", ["words.shows", "'nobody'"]),
    ("prison", "words.show", "x", ["show", "'shows'"]),
    ("prison", "labels.buyr", {}, ["buyr", "'buyer'"]),
    ("prison", "labels.buyer.name", 3, ["labels.buyer", "name"]),
    # On a deal.
    ("one-shot", "on_deal.takes.car", "rounds", ["car", "'care'"]),
    ("one-shot", "on_deal.takes.care", "regard_byer",
     ["on_deal.takes.care", "regard_buyer"]),
    ("one-shot", "on_deal.needs", "dilema", ["on_deal.needs", "'dilemma'"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "path", "value", "said"), BAD, ids=[f"{b[1]} = {b[2]}"[:60] for b in BAD]
)
def test_what_is_wrong_is_named_and_the_nearest_offered(name, path, value, said):
    plain = tables(name)
    put(plain, path, value)
    refused(plain, *said)


MISSING = [
    ("prison", "name", ["'name'"]),
    ("prison", "sources", ["'sources'"]),
    ("prison", "judged.0.must", ["judged[0]", "'must'"]),
    ("prison", "judged.0.size", ["be above", "`size`"]),
    ("prison", "parameters.free.value", ["parameters.free", "'value'"]),
    ("prison", "parameters.free.words", ["parameters.free", "'words'"]),
    ("prison", "payoffs.T", ["payoffs", "'T'"]),
    ("prison", "payoffs", ["payoffs", "'T'"]),
    ("prison", "quantities.silent.measure", ["quantities.silent", "'measure'"]),
    ("prison", "quantities.silent.game", ["quantities.silent", "'game'"]),
    ("prison", "pictures", ["pictures", "at least one"]),
    ("prison", "pictures.0.finding", ["pictures[0]", "'finding'"]),
    ("prison", "pictures.0.finding.mixed", ["finding", "'mixed'"]),
    ("prison", "pictures.0.bars.0.quantity", ["bars[0]", "'quantity'"]),
    ("personal", "pictures.0.lines", ["pictures[0]", "'lines'"]),
    ("personal", "pictures.0.x.to", ["pictures[0].x", "'to'"]),
    ("one-ten-hundred", "quantities.cooperation.group", ["cooperation", "`group`"]),
]


@pytest.mark.parametrize(("name", "path", "said"), MISSING)
def test_what_is_missing_is_named(name, path, said):
    plain = tables(name)
    drop(plain, path)
    refused(plain, *said)


def test_players_in_a_circle_are_refused():
    plain = tables("prison")
    plain["players"] = {"a": {"play": "b"}, "b": {"play": "a"}}
    refused(plain, "players", "circle", "players.a -> players.b -> players.a")


def test_what_another_quantity_passes_on_is_still_made_of_parameters():
    plain = tables("prison")
    plain["quantities"]["made"] = "short * 2"
    plain["quantities"]["passed"] = {"measure": "quantity", "quantity": "made"}
    plain["judged"][0]["quantity"] = "passed"
    refused(plain, "judged[0].quantity", "parameters alone")


def test_an_error_names_the_file_it_was_read_from(tmp_path):
    spoiled = tmp_path / "spoiled.toml"
    spoiled.write_text(FILES["prison"].replace('tier = "core"', 'tier = "cor"'), "utf-8")
    with pytest.raises(UnknownNameError, match=r"spoiled\.toml: `tier`.*'core'"):
        Scenario.from_toml(spoiled)


# --- formulas ---

NO_FORMULA = [
    "", "silent +", "1 if", "silent.real", "silent[0]", "lambda: 1", "(lambda: 1)()",
    "__import__('os')", "'years'", "[silent]", "{silent}", "[z for z in (1, 2)]", "x := 1",
    "f'{silent}'", "1j", "True", "None", "max(1, key=2)", "max()", "silent = 1",
    "silent; 1",
    "silent // 2", "silent @ 2", "silent << 2", "`silent`", "-" * 5000 + "1",
    "(" * 300 + "1" + ")" * 300, "silent\x00", "*silent", "await silent",
]  # fmt: skip


@pytest.mark.parametrize("formula", NO_FORMULA)
def test_what_is_no_formula_is_refused_when_it_is_read(formula):
    plain = tables("prison")
    plain["quantities"]["coin_lead"] = formula
    with pytest.raises(SpecificationError, match=r"quantities\.coin_lead"):
        Scenario.from_dict(plain)


@pytest.mark.parametrize(
    ("formula", "offered"),
    [
        ("betray - silnt", "'silent'"),
        ("sqr(silent)", "'sqrt'"),
        ("shorts + 0 * bR", "'short'"),
    ],
)
def test_an_unknown_name_in_a_formula_is_answered_with_the_nearest(formula, offered):
    plain = tables("prison")
    plain["quantities"]["coin_lead"] = formula
    refused(plain, "quantities.coin_lead", offered)


NO_VALUE = ["silent / free", "sqrt(silent)", "log(free * silent)", "exp(-1000 * silent)",
            "(0 * silent) ** -1", "silent ** 0.5", "9 ** (9 ** (9 - 0 * silent))",
            "max(silent)"]  # fmt: skip


@pytest.mark.parametrize("formula", NO_VALUE)
def test_a_formula_without_a_value_here_says_so_and_where(formula):
    plain = tables("prison")
    plain["quantities"]["coin_lead"] = formula
    found = Scenario.from_dict(plain)
    with pytest.raises(SpecificationError, match=r"quantities\.coin_lead"):
        found.run()
    with pytest.raises(SpecificationError, match=r"quantities\.coin_lead"):
        found.verdict(tries=1)


# --- settings ---


def test_an_unknown_setting_is_answered_with_the_nearest():
    with pytest.raises(UnknownNameError, match=r"shrt.*'short'"):
        scenario("prison").run(shrt=1)


@pytest.mark.parametrize("value", ["1", None, float("nan"), float("inf"), [1]])
def test_a_setting_must_be_a_number(value):
    with pytest.raises(SpecificationError, match="short"):
        scenario("prison").run(short=value)


def test_a_setting_that_counts_must_be_whole():
    with pytest.raises(SpecificationError, match="deals"):
        scenario("risky-gift").run(deals=2.5)


@pytest.mark.parametrize("tries", [0, -1, 2.5, "3"])
def test_tries_must_be_a_count(tries):
    with pytest.raises(SpecificationError, match="tries"):
        scenario("prison").verdict(tries=tries)


def test_an_unknown_scenario_is_answered_with_the_nearest():
    with pytest.raises(UnknownNameError, match="'prison'"):
        scenario("prisn")


# --- anything at all ---

JUNK = (
    None, 0, 1, -1, 2.5, -0.5, 1e300, float("nan"), float("inf"), True, 10**30, "", "x",
    "C",
    "n + 1", "1 / 0", "(", "{", "{x}", "{x:y}", "inf", "2 ** 100000", "a.b", "x[0]",
    "tit_for_tat", [], [1], ["a"], [[1]], [0, 1], [{}], {}, {"a": 1}, {"a": {"b": [1]}},
)  # fmt: skip


def places(part, way=()):
    """Yield the way to everything in nested tables and lists."""
    keyed = part.items() if isinstance(part, dict) else enumerate(part)
    for key, value in keyed:
        yield (*way, key)
        if isinstance(value, dict | list):
            yield from places(value, (*way, key))


def spoiled(name, chance):
    """Return a file in which one thing is gone, is something else, or is new."""
    plain = tables(name)
    *way, last = chance.choice(list(places(plain)))
    home = plain
    for key in way:
        home = home[key]
    value = copy.deepcopy(chance.choice(JUNK))
    what = chance.random()
    if what < 0.25:
        del home[last]
    elif what < 0.35 and isinstance(last, str):
        home[last + "x"] = value
    else:
        home[last] = value
    return plain, (*way, last), value


@pytest.mark.parametrize("name", names())
def test_whatever_stands_in_a_file_it_is_read_or_refused(name):
    chance = random.Random(f"{name} 1")
    for _ in range(60):
        plain, way, value = spoiled(name, chance)
        try:
            found = Scenario.from_dict(plain)
        except SpecificationError:
            continue
        except Exception as error:
            raise AssertionError(f"{way} = {value!r}: {error!r}") from error
        assert Scenario.from_toml(found.to_toml()) == found, way


@pytest.mark.parametrize("name", ["prison", "one-shot", "risky-gift", "trust-1"])
def test_whatever_was_read_runs_or_is_refused(name):
    chance = random.Random(f"{name} 2")
    for _ in range(40):
        plain, way, value = spoiled(name, chance)
        try:
            found = Scenario.from_dict(plain)
            found.run()
        except TrustgameError:
            continue
        except Exception as error:
            raise AssertionError(f"{way} = {value!r}: {error!r}") from error
