"""Our strategies at Axelrod's table."""

import contextlib
import math
import pickle

import pytest

from trustgame import strategies
from trustgame.automata import Automaton, Recipe, equivalent
from trustgame.curves import between
from trustgame.exceptions import RefusedError, SpecificationError
from trustgame.game import TrustGame
from trustgame.interop import AxelrodPlayer, from_axelrod, to_axelrod
from trustgame.relationship import Relationship
from trustgame.stage import StageGame

PD = TrustGame(StageGame.prisoners_dilemma(), rounds=20)


@pytest.fixture(scope="module")
def ours(axelrod):
    """Players of all entries that stay to the end."""
    players = {}
    for name in strategies.names():
        with contextlib.suppress(RefusedError):  # who walks away
            players[name] = to_axelrod(name)()
    return players


def opponents(axelrod):
    return [
        axelrod.TitForTat(),
        axelrod.Alternator(),
        axelrod.CyclerCCD(),
        axelrod.Grudger(),
        axelrod.Random(),
        axelrod.WinStayLoseShift(),
        axelrod.Prober(),
    ]


def test_nearly_all_of_the_catalogue_can_go(ours):
    assert len(ours) > 50
    assert len(strategies.names()) - len(ours) < 15


@pytest.mark.parametrize("noise", [0, 0.1])
def test_in_a_match_they_do_what_axelrods_own_do(axelrod, ours, noise):
    for name, player in ours.items():
        entry = strategies.entry(name)
        if not entry.axelrod or player.classifier["stochastic"]:
            continue
        original = getattr(axelrod, entry.axelrod)(**dict(entry.axelrod_settings))
        for opponent in opponents(axelrod):
            one, other = (
                axelrod.Match((p, opponent), turns=40, noise=noise, seed=3).play()
                for p in (player, original)
            )
            assert one == other, (name, opponent.name)


def test_there_and_back_they_are_the_same(ours):
    for name, player in ours.items():
        if player.classifier["makes_use_of"]:
            continue
        back = from_axelrod(player)
        assert isinstance(back, Automaton), (name, back)
        here = strategies.find(name)
        shallow = here.arrays([0.0])
        flat = here.replace(
            cooperate=shallow.cooperate[0].tolist(),
            next_state=shallow.next_state[0].tolist(),
        )
        assert equivalent(back, flat), name


def test_recipes_and_countdowns_come_back_too(axelrod):
    back = from_axelrod(to_axelrod("generous_tit_for_tat"))
    assert isinstance(back, Recipe)
    here = strategies.find("generous_tit_for_tat")
    assert equivalent(back.resolve(PD, "buyer"), here.resolve(PD, "buyer"))
    assert from_axelrod(to_axelrod("backstabber")).end_rounds == 2


def test_a_tournament(axelrod, ours):
    players = [ours[n] for n in ("tit_for_tat", "random", "grim_trigger", "always_defect")]
    players += [axelrod.TitForTat(), axelrod.CyclerCCD()]
    made = {"turns": 15, "repetitions": 3, "seed": 2}
    one = axelrod.Tournament(players, **made).play(progress_bar=False)
    other = axelrod.Tournament(players, **made).play(progress_bar=False)
    assert one.ranked_names == other.ranked_names
    assert set(one.ranked_names) == {str(p) for p in players}
    assert one.cooperation[0][2:4] == one.cooperation[4][2:4]  # both play tit-for-tat


def test_a_moran_process(axelrod, ours):
    population = [ours["tit_for_tat"].clone() for _ in range(3)]
    population += [ours["always_defect"].clone() for _ in range(2)]
    process = axelrod.MoranProcess(population, turns=10, noise=0.05, seed=1)
    process.play()
    assert process.winning_strategy_name in ("tit_for_tat", "always_defect")


def test_players_pickle_and_clone(axelrod, ours):
    for player in ours.values():
        again = pickle.loads(pickle.dumps(player))
        assert again == player
        assert type(again) is type(player) is type(player.clone())
    played = ours["grim_trigger"].clone()
    axelrod.Match((played, axelrod.Defector()), turns=3, reset=False).play()
    assert len(pickle.loads(pickle.dumps(played)).history) == 3
    assert played.clone().strategy(axelrod.Defector()) == axelrod.Action.C


def test_the_classifier_is_true(axelrod, ours):
    depth = {n: p.classifier["memory_depth"] for n, p in ours.items()}
    assert depth["always_defect"] == 0
    assert depth["tit_for_tat"] == depth["win_stay_lose_shift"] == 1
    assert depth["tit_for_two_tats"] == 2
    assert depth["capri"] == 3
    assert depth["grim_trigger"] == math.inf
    stochastic = {n for n, p in ours.items() if axelrod.Classifiers["stochastic"](p)}
    assert {"random", "generous_tit_for_tat", "joss"} <= stochastic
    assert "tit_for_tat" not in stochastic
    assert ours["backstabber"].classifier["makes_use_of"] == {"length"}
    assert ours["extort_2"].classifier["makes_use_of"] == {"game"}
    assert all(axelrod.Classifiers.obey_axelrod(p) for p in ours.values())


def test_a_recipe_reads_the_payoffs_of_the_match(axelrod):
    player = to_axelrod("generous_tit_for_tat")()
    assert min(player._chances) == pytest.approx(1 / 3)
    player.set_match_attributes(game=axelrod.Game(r=4, s=0, t=5, p=1))
    assert min(player._chances) == pytest.approx(0.75)
    donation = TrustGame(StageGame.prisoners_dilemma(T=3, R=2, P=0, S=-1))
    fixed = to_axelrod("generous_tit_for_tat", game=donation)()
    fixed.set_match_attributes(game=axelrod.Game(r=4, s=0, t=5, p=1))
    assert min(fixed._chances) == pytest.approx(2 / 3)


def test_a_recipe_is_told_its_side_of_an_asymmetric_game(axelrod):
    stage = StageGame.from_roles(
        buyer={"T": 5, "R": 3, "P": 1, "S": 0}, seller={"T": 5, "R": 4, "P": 1, "S": 0}
    )
    game = axelrod.AsymmetricGame(*stage.payoffs)
    least = []
    for role in ("buyer", "seller"):
        player = to_axelrod("generous_tit_for_tat", role=role)()
        player.set_match_attributes(game=game)
        least.append(min(player._chances))
    assert least == pytest.approx([0.75, 1 / 3])  # what the other side makes safe


def test_last_rounds_are_counted_where_they_are_known(axelrod):
    player = to_axelrod(Automaton("pushes last", (1,), ((0, 0),), end_rounds=2))()
    C, D = axelrod.Action.C, axelrod.Action.D
    known = axelrod.Match((player, axelrod.Cooperator()), turns=4).play()
    assert [a for a, _ in known] == [C, C, D, D]
    unknown = axelrod.Match((player, axelrod.Cooperator()), prob_end=0.3, seed=2).play()
    assert D not in [a for a, _ in unknown]


def test_depth_is_the_shallow_end_or_that_of_the_game(axelrod):
    fickle = Automaton("fickle", (between(0, 1),), ((0, 0),))
    deep = TrustGame(PD.stage, Relationship(depths=3)).held_at(1)
    opponent = axelrod.Cooperator()
    assert to_axelrod(fickle)().strategy(opponent) == axelrod.Action.D
    assert to_axelrod(fickle, game=deep)().strategy(opponent) == axelrod.Action.C
    with pytest.raises(RefusedError, match="`game` has 3"):
        to_axelrod(fickle, game=TrustGame(PD.stage, Relationship(depths=3)))


def test_who_walks_away_cannot_go(axelrod):
    leaver = Automaton("leaver", (1, 1), ((0, 1), (0, 1)), leave=(0, 1))
    with pytest.raises(RefusedError, match="'leaver' walks away"):
        to_axelrod(leaver)


def test_what_is_no_strategy_is_refused(axelrod):
    with pytest.raises(SpecificationError, match="`strategy` must be an Automaton"):
        to_axelrod(3)
    with pytest.raises(SpecificationError, match="role"):
        to_axelrod("tit_for_tat", role="lender")


def test_a_guest_goes_home_as_it_came(axelrod):
    guest = from_axelrod("Forgiver")
    assert isinstance(guest, AxelrodPlayer)
    assert to_axelrod(guest) is axelrod.Forgiver


def test_it_plays_under_axelrods_transformers(axelrod):
    from axelrod.strategy_transformers import DualTransformer

    dual = DualTransformer()(to_axelrod("tit_for_tat"))()
    moves = axelrod.Match((dual, axelrod.Alternator()), turns=5).play()
    plain = DualTransformer()(axelrod.TitForTat)()
    assert moves == axelrod.Match((plain, axelrod.Alternator()), turns=5).play()
