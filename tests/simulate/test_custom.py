"""Players that are no automaton: the same matches, no leaks, errors with names."""

import numpy as np
import pytest

from trustgame.automata import Automaton
from trustgame.curves import between
from trustgame.exceptions import PlayerError, RefusedError, SpecificationError
from trustgame.game import TrustGame
from trustgame.relationship import Relationship
from trustgame.simulate.play import play
from trustgame.simulate.simulate import simulate
from trustgame.stage import COOPERATE, DEFECT, StageGame

PD = StageGame.prisoners_dilemma()
BOND = Relationship(
    depths=4,
    deepen=0.7,
    erode=1.3,
    stakes=between(1, 2),
    misperception=between(0.2, 0.1),
    tremble=0.1,
)


def copycat(view):
    return view.seen[-1] if view.seen else COOPERATE


def stayer(view):
    if not view.own:
        return "C"
    good = (view.own[-1], view.seen[-1]) in ((0, 0), (1, 0))
    return "CD"[view.own[-1] if good else 1 - view.own[-1]]


class Grim:
    """Keeps what it knows in itself."""

    name = "grim by hand"

    def __init__(self):
        self.angry = False

    def act(self, view):
        self.angry = self.angry or (
            bool(view.own) and DEFECT in (view.own[-1], view.seen[-1])
        )
        return DEFECT if self.angry else COOPERATE


class ResetGrim(Grim):
    resets = 0

    def reset(self):
        self.angry = False
        type(self).resets += 1


LEAVER = Automaton("leaver", (1, 0), ((0, 1), (0, 1)), leave=(0, 0.2), end_rounds=2)


@pytest.mark.parametrize("game", [
    TrustGame(PD, BOND, rounds=70),
    TrustGame(PD, BOND, rounds=130, continuation=0.95, outside=(1, 0.5)),
])  # fmt: skip
@pytest.mark.parametrize(
    ("custom", "name"),
    [
        (copycat, "tit_for_tat"),
        (stayer, "win_stay_lose_shift"),
        (Grim, "grim_trigger"),
        (Grim(), "grim_trigger"),
        (ResetGrim(), "grim_trigger"),
    ],
)
def test_an_automaton_by_hand_plays_the_same_matches(game, custom, name):
    for partner in ("win_stay_lose_shift", LEAVER):
        want = simulate(game, name, partner, matches=5, seed=4, keep="rounds")
        got = simulate(game, custom, partner, matches=5, seed=4, keep="rounds")
        assert got.rounds.equals(want.rounds)
        assert np.array_equal(got.value, want.value)
        assert np.array_equal(got.length, want.length)
    want, got = (play(game, LEAVER, who, seed=4, match=3) for who in (name, custom))
    assert got.to_frame().equals(want.to_frame())
    assert (got.left, got.length) == (want.left, want.length)


def test_two_custom_players_meet():
    game = TrustGame(PD, BOND, rounds=20)
    want = simulate(game, "tit_for_tat", "grim_trigger", matches=3, seed=1)
    got = simulate(game, copycat, Grim, matches=3, seed=1)
    assert np.array_equal(got.value, want.value)
    assert (got.buyer.name, got.seller.name) == ("copycat", "grim by hand")


def test_the_view_tells_what_a_player_may_know():
    views = []

    def watcher(view):
        views.append((view, tuple(view.own), tuple(view.seen), tuple(view.depths)))
        return "C"

    game = TrustGame(PD, BOND, rounds=12)
    story = play(game, "always_defect", watcher, seed=3)
    for r, (view, own, seen, depths) in enumerate(views):
        assert (view.role, view.round, view.rounds) == ("seller", r + 1, 12)
        assert view.depth == story.depth[r]
        assert view.position == story.depth[r] / 3
        assert own == tuple(view.own) == tuple(story.done[:r, 1])
        assert seen == tuple(view.seen) == tuple(story.seen[:r, 1])
        assert depths == tuple(story.depth[:r])
    rightly = story.seen[:11, 1] == story.done[:11, 0]
    assert rightly.any()
    assert not rightly.all()
    assert (views[11][0].payoffs == story.payoff[:11, 1])[rightly].all()
    last = views[3][0].own
    assert (last[-1], last[1:], len(last)) == (
        story.done[2, 1],
        tuple(story.done[1:3, 1]),
        3,
    )
    with pytest.raises(IndexError):
        last[3]
    with pytest.raises(TypeError):
        last[0] = 1


def test_own_chance_repeats_and_stays_within_its_match():
    def gambler(view):
        return "C" if view.random.random() < 0.5 else "D"

    game = TrustGame(PD, rounds=30)
    more = simulate(game, gambler, gambler, matches=6, seed=8, keep="rounds").rounds
    fewer = simulate(game, gambler, gambler, matches=2, seed=8, keep="rounds").rounds
    assert fewer.equals(more[more["match"] < 2])
    assert not more["done_buyer"].equals(more["done_seller"])
    by_match = more["done_buyer"].astype(str).to_numpy().reshape(6, 30)
    assert len({tuple(row) for row in by_match}) == 6


@pytest.mark.parametrize("answer", ["c", None, 2, True, 0.5, [], np.bool_(False)])
def test_an_answer_that_is_no_action_is_an_error(answer):
    def odd(view):
        return answer if view.round == 3 else "C"

    with pytest.raises(PlayerError) as caught:
        play(TrustGame(PD, rounds=5), "tit_for_tat", odd, seed=1, match=4)
    assert str(caught.value) == (
        f"player 'odd' (seller) must return 'C' or 'D'; it returned {answer!r}, in round 3 "
        "of match 4."
    )


def test_other_matches_survive_a_player_that_breaks():
    def fragile(view):
        if view.random.random() < 0.05:
            raise ZeroDivisionError("oh")
        return "C"

    game = TrustGame(PD, rounds=10, tremble=0.1)
    with pytest.raises(PlayerError) as caught:
        simulate(game, fragile, "tit_for_tat", matches=30, seed=1)
    error = caught.value
    kept, failed = error.sample, error.failed
    assert isinstance(error.__cause__, ZeroDivisionError)
    assert "player 'fragile' (buyer) raised ZeroDivisionError: oh, in round" in str(error)
    assert f"of match {failed[0]}." in str(error)
    assert 0 < len(failed) < 30
    assert sorted([*failed, *kept.match]) == list(range(30))
    want = simulate(game, "always_cooperate", "tit_for_tat", matches=30, seed=1)
    assert np.array_equal(kept.value, want.value[kept.match])


def test_where_every_match_breaks_there_is_no_sample():
    with pytest.raises(PlayerError) as caught:
        simulate(TrustGame(PD, rounds=2), lambda view: 1 / 0, "random", matches=3, seed=1)
    assert caught.value.sample is None
    assert caught.value.failed == (0, 1, 2)


def test_custom_players_need_a_game_that_ends_at_every_depth():
    bond = Relationship(depths=2, continuation=between(0.5, 1))
    for game in (TrustGame(PD), TrustGame(PD, bond)):
        with pytest.raises(RefusedError, match=r"Give rounds=\.\.\., or a continuation"):
            simulate(game, copycat, "always_defect", matches=1, seed=1)
    assert simulate(
        TrustGame(PD, bond), "always_defect", "always_defect", matches=1, seed=1
    )


@pytest.mark.parametrize("nobody", [3, None, int, object(), ["C"]])
def test_what_cannot_play_is_refused(nobody):
    with pytest.raises(SpecificationError, match="`seller` must be a strategy's name"):
        simulate(TrustGame(PD, rounds=2), "random", nobody, matches=1, seed=1)


def test_a_player_that_keeps_something_between_matches_is_named():
    calls = []

    def diary(view):
        calls.append(view.round)
        return "C" if len(calls) < 25 else "D"

    game = TrustGame(StageGame.prisoners_dilemma(), rounds=10)
    with pytest.raises(
        PlayerError, match=r"'diary' \(seller\).*match 0 .* round 1 "
    ) as caught:
        simulate(game, "tit_for_tat", diary, matches=5, seed=1)
    assert len(caught.value.sample.length) == 5


def test_a_player_with_chance_of_its_own_is_told_of_ours():
    import random

    own = random.Random(1)

    def moody(view):
        return "C" if own.random() < 0.5 else "D"

    def fair(view):
        return "C" if view.random.random() < 0.5 else "D"

    game = TrustGame(StageGame.prisoners_dilemma(), rounds=20)
    with pytest.raises(PlayerError, match=r"view\.random"):
        simulate(game, moody, fair, matches=3, seed=1)
    assert len(simulate(game, fair, fair, matches=3, seed=1).length) == 3
