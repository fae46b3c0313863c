"""What every entry of the catalogue keeps, present and future, and what must be in it."""

from __future__ import annotations

import itertools
import re

import pytest

import trustgame as tg
from trustgame.automata import Automaton, Recipe, equivalent

NAMES = tg.strategies.names()
ENTRIES = [tg.strategies.entry(name) for name in NAMES]
RECIPES = [e.name for e in ENTRIES if isinstance(e.strategy, Recipe)]
EVERY = pytest.mark.parametrize("entry", ENTRIES, ids=NAMES)
ROLES = ("buyer", "seller")

USUAL = tg.StageGame.prisoners_dilemma()
PRISON = tg.StageGame.prisoners_dilemma(T=0, R=-0.5, P=-5, S=-10)
UNEQUAL = tg.StageGame.from_roles(
    buyer={"T": 5, "R": 3, "P": 1, "S": 0}, seller={"T": 9, "R": 4, "P": 2, "S": -1}
)
ONE_SIDED = tg.StageGame.from_roles(
    buyer={"T": 9, "R": 8, "P": 1, "S": 0}, seller={"T": 5, "R": 2, "P": 1, "S": 0}
)
STAG_HUNT = tg.StageGame.from_roles(
    buyer={"T": 3, "R": 4, "P": 1, "S": 0}, seller={"T": 3, "R": 4, "P": 1, "S": 0}
)
LADDER = tg.Relationship(
    depths=4, stakes=tg.per_role(buyer=tg.between(1, 2), seller=tg.between(1, 3))
)
GAMES = {
    "usual": tg.TrustGame(USUAL),
    "prison": tg.TrustGame(PRISON),
    "unequal roles": tg.TrustGame(UNEQUAL),
    "unequal gains": tg.TrustGame(ONE_SIDED),
    "ladder": tg.TrustGame(UNEQUAL, LADDER, rounds=9),
    "states": tg.TrustGame.from_states(
        [USUAL, UNEQUAL], transition=[[[[0, 1], [1, 0]], [[1, 0], [1, 0]]]] * 2
    ),
}


@EVERY
def test_names_are_words_in_lower_case(entry):
    for called in (entry.name, *entry.aliases):
        assert re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", called)
    assert entry.name[0].isalpha()  # so that strategies.<name> can be written


def test_a_name_or_alias_means_one_strategy():
    called = [name for e in ENTRIES for name in (e.name, *e.aliases)]
    assert len(called) == len(set(called))


@EVERY
def test_an_alias_is_as_good_as_the_name(entry):
    for alias in entry.aliases:
        assert tg.strategies.entry(alias) == entry
        assert tg.strategies[alias] is tg.strategies[entry.name]
        assert alias in tg.strategies
        assert alias.upper().replace("_", "-") in tg.strategies
        if not alias[0].isdigit():
            assert getattr(tg.strategies, alias) is tg.strategies[entry.name]


@EVERY
def test_what_is_said_is_short_and_sourced(entry):
    for said in (entry.theory, entry.sales):
        assert said.endswith(".")
        assert ". " not in said  # one sentence
        assert 20 < len(said) < 140
        assert said[0].isupper()
    assert entry.theory != entry.sales
    assert re.search(r"\b(19|20)\d\d\b", entry.source)
    assert entry.source.endswith(".")
    # A client is not a prisoner, and a room has no T, R, P and S.
    assert not re.search(r"defect|cheat|prison|betray|\b[CD]s?\b", entry.sales)


def test_no_sentence_is_used_twice():
    said = [s for e in ENTRIES for s in (e.theory, e.sales)]
    assert len(said) == len(set(said))


def test_the_table_says_family_and_aliases():
    table = tg.strategies.table()
    assert list(table.index) == list(NAMES)
    for entry in ENTRIES:
        assert entry.family
        assert table.loc[entry.name, "family"] == entry.family
        assert table.loc[entry.name, "aliases"] == ", ".join(entry.aliases)


@EVERY
def test_an_entry_says_which_class_of_axelrod_it_is(entry):
    assert re.fullmatch(r"([A-Z]\w*)?", entry.axelrod)
    assert entry.axelrod or not entry.axelrod_settings


def test_no_two_entries_are_one_strategy():
    fixed = [e.strategy for e in ENTRIES if isinstance(e.strategy, Automaton)]
    for one, two in itertools.combinations(fixed, 2):
        assert not equivalent(one, two), (one.name, two.name)


def resolved(strategy, game, role):
    """Return the automaton, or None where the game has no such strategy."""
    try:
        return tg.strategies.resolve(strategy, game, role)
    except tg.RefusedError:
        return None


def test_recipes_coincide_for_some_payoffs_at_most():
    seats = [(GAMES[label], role) for label in ("usual", "unequal roles") for role in ROLES]
    played = {e.name: [resolved(e.strategy, *seat) for seat in seats] for e in ENTRIES}
    for one, two in itertools.combinations(NAMES, 2):
        if one in RECIPES or two in RECIPES:
            pairs = zip(played[one], played[two], strict=True)
            assert any(not equivalent(*pair) for pair in pairs if None not in pair), (
                one,
                two,
            )


@pytest.mark.parametrize("name", RECIPES)
@pytest.mark.parametrize("label", GAMES)
@pytest.mark.parametrize("role", ROLES)
def test_a_recipe_resolves_or_refuses(name, label, role):
    game = GAMES[label]
    player = resolved(name, game, role)
    if player is None:
        assert (label, role) == ("unequal gains", "buyer")
        assert name in {"extort_2", "extort_3", "zdgtft_2"}
    else:
        assert player.name == name
        assert Automaton.from_toml(player.to_toml()) == player
        pair = (name, "tit_for_tat") if role == "buyer" else ("tit_for_tat", name)
        short = game.replace(continuation=0.5)
        by_name = tg.evaluate(short, *pair).value
        assert tg.evaluate(short, *(player if n == name else n for n in pair)).value == (
            pytest.approx(by_name)
        )


@pytest.mark.parametrize("name", RECIPES)
@pytest.mark.parametrize("role", ROLES)
def test_a_recipe_refuses_what_is_no_dilemma(name, role):
    with pytest.raises(tg.RefusedError) as caught:
        tg.strategies.resolve(name, tg.TrustGame(STAG_HUNT), role)
    for piece in (f"'{name}'", "T > R > P > S", "T=3, R=4", "memory_one"):
        assert piece in str(caught.value)
    third = tg.TrustGame((USUAL, USUAL, STAG_HUNT), tg.Relationship(depths=3))
    with pytest.raises(tg.RefusedError, match="at depth 2 the buyer has T=3"):
        tg.strategies.resolve(name, third, role)


def test_the_usual_payoffs_give_the_published_probabilities():
    third, tol = 1 / 3, 1e-12
    known = {
        "extort_2": (8 / 9, 1 / 2, third, 0),
        "extort_3": (11 / 13, 1 / 2, 7 / 26, 0),
        "zdgtft_2": (1, 1 / 8, 1, 1 / 4),
        "equalizer": (3 / 4, 1 / 4, 1 / 2, 1 / 4),
        "mischief": (0.8, 0.6, 0.1, 0),
    }
    for name, p in known.items():
        player = tg.strategies.resolve(name, GAMES["usual"], "seller")
        assert equivalent(player, tg.memory_one(*p)), name
    generous = tg.strategies.resolve("gtft", GAMES["usual"], "buyer")
    assert generous.cooperate == (1, pytest.approx(third, abs=tol))


# --- what the catalogue covers ---


def test_the_cast_of_the_evolution_of_trust_is_here():
    for name in (
        "copycat",
        "always_cheat",
        "always_cooperate",
        "grudger",
        "detective",
        "copykitten",
        "simpleton",
        "random",
    ):
        assert name in tg.strategies


LABORATORY = (
    "AD AC TFT D-TFT TF2T TF3T 2TFT 2TF2T grim grim2 grim3 WSLS T2 PTFT 2PTFT D-TF2T "
    "D-TF3T D-Grim2 D-Grim3 C-to-AllD DC-Alt ALLC ALLD false-cooperator"
)
FIRST_TOURNAMENT = "tit_for_tat nydegger grofman friedman davis joss random"
STEWART_PLOTKIN = (
    "ALLC ALLD extort_2 hard_joss hard_tft hard_tf2t TFT grim gtft tf2t wsls random "
    "zdgtft_2 prober prober_2 prober_3 hard_prober"
)


@pytest.mark.parametrize("code", LABORATORY.split())
def test_the_codes_of_the_laboratory_are_known(code):
    assert tg.strategies[code].name in NAMES


@pytest.mark.parametrize("name", f"{FIRST_TOURNAMENT} {STEWART_PLOTKIN}".split())
def test_the_finite_players_of_the_tournaments_are_here(name):
    assert name in tg.strategies


def test_the_players_of_the_sales_room_are_a_family():
    sales = tg.strategies.table().query("family == 'sales'").index
    assert set(sales) == {
        "transactional",
        "cooperative",
        "trusted_advisor",
        "always_be_closing",
        "risky_giver",
        "sampler",
        "hard_bargainer",
        "procurement_squeezer",
        "quiet_leaver",
        "trust_faker",
        "fearful",
        "mirror",
    }


# --- the family without end ---


@pytest.mark.parametrize("m", [1, 2, 7, 30])
def test_every_threshold_has_a_name(m):
    name = f"threshold_{m}"
    entry = tg.strategies.entry(name)
    assert entry.strategy == tg.strategies[name.upper()]
    assert entry.strategy.name == name
    assert entry.family == "end-aware"
    assert name in tg.strategies
    for said in (entry.theory, entry.sales):
        assert len(said) < 140


def test_a_threshold_of_none_is_no_name():
    with pytest.raises(tg.SpecificationError, match="unknown strategy 'threshold_0'"):
        _ = tg.strategies["threshold_0"]
    assert "threshold_0" not in tg.strategies
    assert 7 not in tg.strategies
    with pytest.raises(tg.SpecificationError, match="unknown strategy 7"):
        _ = tg.strategies[7]


def test_a_threshold_is_a_grim_trigger_that_counts_from_the_other_end():
    n = 6
    game = tg.TrustGame(USUAL, rounds=n, tremble=0.1)
    for m in range(1, n):
        grim = tg.strategies.grim_trigger.replace(end_rounds=n - m)
        for other in ("tit_for_tat", "random", f"threshold_{m}"):
            assert tg.evaluate(game, f"threshold_{m}", other).value == pytest.approx(
                tg.evaluate(game, grim, other).value
            )
