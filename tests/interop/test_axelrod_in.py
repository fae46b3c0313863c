"""Axelrod's players here: exact where they are finite, guests where not."""

import copy
import pickle
import subprocess
import sys

import numpy as np
import pytest
from interop.definitions import MACHINES, large
from interop.table import follow, moody, partners

from trustgame import strategies
from trustgame.automata import Automaton, Recipe, equivalent
from trustgame.curves import between
from trustgame.exceptions import (
    PlayerError,
    RefusedError,
    SpecificationError,
    UnknownNameError,
)
from trustgame.game import TrustGame
from trustgame.interop import AxelrodPlayer, from_axelrod
from trustgame.interop.verdicts import FINITE, NOT_FINITE
from trustgame.relationship import Relationship
from trustgame.simulate.play import play
from trustgame.simulate.simulate import simulate
from trustgame.solve.evaluate import evaluate
from trustgame.stage import StageGame

PD = StageGame.prisoners_dilemma()
GAME = TrustGame(PD, rounds=50)
APART = StageGame.from_roles(
    buyer={"T": 5, "R": 3, "P": 1, "S": 0}, seller={"T": 9, "R": 5, "P": 2, "S": -1}
)
BOND = Relationship(
    depths=4,
    deepen=0.7,
    erode=1.3,
    stakes=between(1, 2),
    misperception=between(0.2, 0.1),
    tremble=0.1,
)
NOISY = TrustGame(PD, BOND, rounds=60)
REFUSED = {"Darwin"}


@pytest.fixture(scope="module")
def found(axelrod):
    """What every strategy of Axelrod's is here."""
    return {
        kind.__name__: from_axelrod(kind.__name__)
        for kind in axelrod.all_strategies
        if kind.__name__ not in REFUSED
    }


@pytest.fixture(scope="module")
def exact(found):
    """Those that are automata, in the standard dilemma."""
    return {
        name: player.resolve(GAME, "buyer") if isinstance(player, Recipe) else player
        for name, player in found.items()
        if not isinstance(player, AxelrodPlayer)
    }


# --- what becomes of whom ---


def test_every_strategy_is_an_automaton_or_says_why_not(found):
    guests = {n: p for n, p in found.items() if isinstance(p, AxelrodPlayer)}
    assert {n: p.reason for n, p in guests.items()} == NOT_FINITE
    assert len(found) - len(guests) == 123
    recipes = {n for n, p in found.items() if isinstance(p, Recipe)}
    assert all(n.startswith("ZD") for n in recipes)
    assert len(recipes) == 9


def test_names_and_sizes(exact):
    assert all(a.name == f"axelrod:{n}" for n, a in exact.items())
    sizes = {n: exact[n].n_states for n in FINITE}
    assert sizes == FINITE


def test_known_ones_are_what_the_literature_says(exact):
    for theirs, ours in {
        "TitForTat": "tit_for_tat",
        "Grudger": "grudger",
        "WinStayLoseShift": "win_stay_lose_shift",
        "Cooperator": "always_cooperate",
    }.items():
        assert equivalent(exact[theirs], strategies.find(ours)), theirs


def test_large_machines_are_those_written_a_second_time(exact):
    for automaton in large():
        assert equivalent(automaton, exact[automaton.name.removeprefix("axelrod:")])
    assert MACHINES.read_text().count("cooperate") == len(large())


@pytest.mark.parametrize("name", ["BackStabber", "Alexei", "EugineNier"])
def test_who_defects_at_an_announced_end_counts_down(exact, name):
    assert exact[name].end_rounds == (2 if name == "BackStabber" else 1)


def test_what_is_read_is_what_is_learned(axelrod):
    from trustgame.interop import _asking, _casting, _checking, _reading
    from trustgame.interop.learning import Learner

    told = _casting.told_game(GAME, "buyer")
    for name in ("Fortress4", "EvolvedFSM6", "FirmButFair", "AON2", "EvolvedLookerUp1_1_1"):
        mould = _casting.Mould(getattr(axelrod, name)(), told)
        laws, moves = _reading.read(mould.cast())
        learner = Learner(_asking.Box(mould).ask, 40)
        _checking._teach(mould, learner, _checking.matches(thorough=True))
        one, other = (
            Automaton(
                name,
                [_asking.probability(law) for law in ls],
                [(m[:2], m[2:]) for m in ms],
            )
            for ls, ms in ((laws, moves), (learner.laws, learner.moves))
        )
        assert equivalent(one, other), name


# --- action for action ---


@pytest.mark.parametrize("slips", [0, 0.1, 0.5])
def test_exact_ones_play_action_for_action(axelrod, exact, slips):
    for name, automaton in exact.items():
        player = getattr(axelrod, name)()
        for partner, does in partners().items():
            surprise, spread = 0.0, 0.0
            for action, p in follow(axelrod, player, automaton, does, slips, 100):
                assert p in (1 - action, p), (name, partner)
                assert 0 < p < 1 or action == 1 - p, (name, partner)
                surprise += (1 - action) - p
                spread += p * (1 - p)
            assert abs(surprise) <= 5.5 * spread**0.5, (name, partner)


@pytest.mark.slow
@pytest.mark.parametrize("slips", [0, 0.05])
def test_they_do_so_in_long_matches(axelrod, exact, slips):
    for name, automaton in exact.items():
        player = getattr(axelrod, name)()
        for seed in range(3):
            match = follow(axelrod, player, automaton, moody, slips, 1500, seed=seed)
            assert all(0 < p < 1 or action == 1 - p for action, p in match), name


def test_they_do_so_towards_an_announced_end(axelrod, exact):
    for name in ("BackStabber", "Alexei", "EugineNier"):
        player = getattr(axelrod, name)()
        for does in partners().values():
            moves = follow(axelrod, player, exact[name], does, 0.1, 23, length=23)
            assert all(action == 1 - p for action, p in moves), name


def test_entries_of_the_catalogue_are_axelrods(axelrod):
    named = [strategies.entry(name) for name in strategies.names()]
    named = [entry for entry in named if entry.axelrod]
    assert len(named) > 40
    for entry in named:
        player = getattr(axelrod, entry.axelrod)(**dict(entry.axelrod_settings))
        ours, theirs = entry.strategy, from_axelrod(player)
        if isinstance(theirs, Recipe):
            theirs = theirs.resolve(GAME, "buyer")
        if isinstance(ours, Recipe):
            ours = ours.resolve(GAME, "buyer")
        assert equivalent(ours, theirs), entry.name
        for partner, does in partners().items():
            for slips in (0, 0.1):
                for action, p in follow(axelrod, player, ours, does, slips, 80):
                    assert 0 < p < 1 or action == 1 - p, (entry.name, partner)


@pytest.mark.parametrize("game", [NOISY, TrustGame(APART, BOND, continuation=0.97)])
def test_automaton_and_player_play_the_same_matches(axelrod, exact, found, game):
    for name, player in found.items():
        if not isinstance(player, Automaton) or axelrod.Classifiers["stochastic"](
            getattr(axelrod, name)()
        ):
            continue
        guest = from_axelrod(name, exact=False)
        for seats in ((0, 1), (1, 0)):
            pairs = [(player, "joss"), (guest, "joss")]
            one, other = (
                play(game, *(pair[i] for i in seats), seed=9).to_frame() for pair in pairs
            )
            assert one.equals(other), (name, seats)


# --- guests ---


@pytest.mark.slow
def test_every_player_plays_fifty_rounds_in_either_seat(axelrod):
    played = 0
    for kind in axelrod.all_strategies:
        if kind.__name__ in REFUSED:
            continue
        guest = from_axelrod(kind.__name__, exact=False)
        for seats in ((guest, "joss"), ("joss", guest)):
            sample = simulate(GAME, *seats, matches=1, seed=4)
            assert sample.length[0] == 50
            played += 1
    assert played == 2 * 240


def test_who_keeps_something_between_matches_is_refused(axelrod):
    with pytest.raises(RefusedError, match="'axelrod:Darwin' keeps or changes memories"):
        from_axelrod("Darwin")


def test_stochastic_guests_reproduce_and_match_their_automaton(axelrod):
    guest = from_axelrod("Random", exact=False)
    one, same, other = (
        simulate(NOISY, guest, "tit_for_tat", matches=200, seed=s) for s in (1, 1, 2)
    )
    assert np.array_equal(one.value, same.value)
    assert not np.array_equal(one.value, other.value)
    exact = evaluate(NOISY, from_axelrod("Random"), "tit_for_tat")
    assert np.abs((one.payoff - exact.payoff) / one.se["payoff"]).max() < 5


@pytest.fixture
def diarist(axelrod):
    class Diarist(axelrod.Player):
        name = "Diarist"
        classifier = axelrod.TitForTat.classifier
        pages = ()

        def strategy(self, opponent):
            type(self).pages = (
                list(self.history),
                list(opponent.history),
                dict(self.match_attributes),
                (opponent.cooperations, opponent.defections),
            )
            return axelrod.Action.D if len(self.history) % 3 == 1 else axelrod.Action.C

    return Diarist


def test_it_sees_what_was_done_and_what_it_saw(axelrod, diarist):
    game = TrustGame(PD, tremble=0.3, misperception=0.3, rounds=41)
    guest = from_axelrod(diarist(), exact=False)
    for role in ("buyer", "seller"):
        seats = (guest, "random") if role == "buyer" else ("random", guest)
        story = play(game, *seats, seed=5)
        seat = ("buyer", "seller").index(role)
        own, seen, told, counts = diarist.pages
        actions = [axelrod.Action.C, axelrod.Action.D]
        assert own == [actions[a] for a in story.done[:40, seat]]
        assert seen == [actions[a] for a in story.seen[:40, seat]]
        assert counts == (seen.count(actions[0]), seen.count(actions[1]))
        assert (story.done[:, seat] != story.intended[:, seat]).any()
        assert told["length"] == 41
        assert told["noise"] == 0.3


def test_it_is_told_the_game_of_its_role(axelrod, diarist):
    guest = from_axelrod(diarist(), exact=False)
    bond = Relationship(depths=3, start=1, stakes=between(1, 3))
    game = TrustGame(APART, bond, continuation=0.9)
    play(game, guest, "random", seed=1)
    told = diarist.pages[2]
    assert told["length"] == float("inf")
    assert told["game"].RPST() == (6, 2, 0, 10)
    play(game, "random", guest, seed=1)
    told = diarist.pages[2]["game"]
    C, D = axelrod.Action.C, axelrod.Action.D
    assert told.RPST() == (10, 4, -2, 18)
    assert told.scores[C, D] == (-2, 10)
    play(GAME, guest, "random", seed=1)
    assert type(diarist.pages[2]["game"]) is axelrod.Game


def test_one_guest_in_both_seats_is_two_players(axelrod):
    guest = from_axelrod("Adaptive", exact=False)
    twin = from_axelrod(axelrod.Adaptive(), exact=False)
    one, other = play(NOISY, guest, guest, seed=3), play(NOISY, guest, twin, seed=3)
    assert one.to_frame().equals(other.to_frame())


def test_a_guest_is_a_value(axelrod):
    guest = from_axelrod("Forgiver")
    assert guest == from_axelrod("axelrod:Forgiver") == copy.deepcopy(guest)
    assert guest != from_axelrod("Grumpy")
    assert guest != "axelrod:Forgiver"
    again = pickle.loads(pickle.dumps(guest))
    assert (again, hash(again), again.reason) == (guest, hash(guest), guest.reason)
    assert repr(guest) == "AxelrodPlayer('axelrod:Forgiver')"


def test_guests_with_other_settings_are_others(axelrod):
    teams = ([axelrod.Pi], [axelrod.Pi], [axelrod.e])
    one, same, other = (from_axelrod(axelrod.MetaWinner(team)) for team in teams)
    assert one == same != other
    assert "takes long" in one.reason
    assert from_axelrod(axelrod.Grumpy()) != from_axelrod(axelrod.Grumpy("Grumpy"))


def test_recipes_follow_the_payoffs_and_say_where_there_is_none(axelrod):
    recipe = from_axelrod("ZDExtort2")
    donation = TrustGame(StageGame.prisoners_dilemma(T=3, R=2, P=0, S=-1), rounds=5)
    assert recipe.resolve(GAME, "buyer") != recipe.resolve(donation, "buyer")
    assert pickle.loads(pickle.dumps(recipe)) == recipe
    steep = {"T": 9, "R": 4, "P": 2, "S": -1}
    game = TrustGame(StageGame.from_roles(buyer=steep, seller=steep), rounds=5)
    told = "cannot be made for the payoffs of the seller, T=9, R=4, P=2, S=-1"
    with pytest.raises(RefusedError, match=told):
        from_axelrod("ZDExtort4").resolve(game, "seller")
    with pytest.raises(PlayerError, match=told):
        simulate(game, "random", "axelrod:MetaMinority", matches=1, seed=1)


# --- settings, classes and instances ---


def test_instances_with_settings_of_ones_own(axelrod):
    random = from_axelrod(axelrod.Random(0.7))
    assert (random.name, random.cooperate) == ("axelrod:Random(p=0.7)", (0.7,))
    assert from_axelrod(axelrod.Random).cooperate == (0.5,)
    majority = from_axelrod(axelrod.GoByMajority(memory_depth=3))
    assert majority.n_states == 6
    vector = axelrod.MemoryOnePlayer((0.9, 0, 1, 0.25), axelrod.Action.D)
    assert from_axelrod(vector).cooperate == (0.0, 0.9, 1.0, 0.25)
    from axelrod.strategy_transformers import FlipTransformer

    opposite = from_axelrod(FlipTransformer()(axelrod.Grudger)())
    assert opposite.cooperate == (0.0, 1.0)
    assert opposite.name == "axelrod:FlippedGrudger"


def test_reacting_to_what_it_meant_is_no_automaton(axelrod):
    """A slip shows in the history; what a coin said before it does not."""
    player = from_axelrod(axelrod.RemorsefulProber(p=0.3))
    assert isinstance(player, AxelrodPlayer)
    assert player.reason == "it does not answer the same word alike"


def test_players_of_ones_own_may_be_too_large_or_fail(axelrod):
    class Counting(axelrod.Player):
        name = "Counting"
        classifier = axelrod.TitForTat.classifier

        def strategy(self, opponent):
            return axelrod.Action.D if opponent.defections % 400 > 3 else axelrod.Action.C

    class Failing(Counting):
        def strategy(self, opponent):
            return 1 / (5 - len(self.history)) and axelrod.Action.C

    assert "no end was found" in from_axelrod(Counting).reason
    assert "ZeroDivisionError" in from_axelrod(Failing).reason


def test_a_player_that_was_in_a_match_is_taken_as_new(axelrod):
    player = axelrod.ForgetfulGrudger()
    axelrod.Match((player, axelrod.Defector()), turns=7).play()
    assert equivalent(from_axelrod(player), from_axelrod("ForgetfulGrudger"))
    assert len(player.history) == 7


# --- names and errors ---


def test_names_in_the_catalogue_and_in_axelrods_own_words(axelrod):
    import trustgame as tg

    assert tg.strategies["axelrod:Grudger"].n_states == 2
    assert from_axelrod("Win-Stay Lose-Shift").name == "axelrod:WinStayLoseShift"
    assert evaluate(GAME, "axelrod:TitForTat", "axelrod:Defector").payoff[0] == 0.98


@pytest.mark.parametrize("name", ["axelrod:Gruger", "Gruger"])
def test_the_nearest_name_is_offered(axelrod, name):
    with pytest.raises(
        UnknownNameError,
        match=r"unknown strategy 'axelrod:Gruger'\. Did you mean 'axelrod:Grudger'\?",
    ):
        from_axelrod(name)
    with pytest.raises(UnknownNameError, match=r"See axelrod\.all_strategies"):
        from_axelrod("Qzx")


def test_what_is_no_player_is_refused(axelrod):
    with pytest.raises(SpecificationError, match="a class of Axelrod's players or an"):
        from_axelrod(3)
    with pytest.raises(SpecificationError, match="how 'ReactivePlayer' is made"):
        from_axelrod(axelrod.ReactivePlayer)


def test_a_missing_or_untried_version_has_a_remedy(monkeypatch):
    from importlib.metadata import PackageNotFoundError

    from trustgame.interop import library as room

    def missing(name):
        raise PackageNotFoundError(name)

    monkeypatch.delitem(sys.modules, "axelrod", raising=False)
    for version, told in (
        (missing, "not installed"),
        (lambda _: "4.14.0", "version 4.14.0"),
    ):
        monkeypatch.setattr(room, "version", version)
        with pytest.raises(RefusedError, match=rf"{told}.*pip install 'axelrod>=4.13.1"):
            room.library.__wrapped__()


def test_loading_is_announced_and_happens_when_asked_for(axelrod):
    code = (
        "import sys, trustgame as tg; tg.strategies['tit_for_tat'];"
        "from trustgame.interop import from_axelrod;"
        "assert 'axelrod' not in sys.modules; from_axelrod('Grudger'); from_axelrod('Pi')"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert run.stdout == ""
    assert run.stderr.count("trustgame: loading Axelrod's strategies") == 1
