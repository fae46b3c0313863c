"""State diagrams: every state and move is there, and nothing covers anything."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.colors import to_hex

import trustgame as tg
from trustgame.automata.diagram import arrows
from trustgame.deals import Labels
from trustgame.deals.words import sentence_case
from trustgame.plot import palette
from trustgame.plot.diagram import MOST_STATES, automaton, tell_automaton

GAME = tg.TrustGame(tg.StageGame.prisoners_dilemma())
FEW = (
    "always_cooperate",
    "random",
    "tit_for_tat",
    "win_stay_lose_shift",
    "tit_for_two_tats",
    "contrite_tit_for_tat",
    "trusting_tit_for_tat",
    "start_small",
    "walk_away",
    "quiet_leaver",
    "backstabber",
    "tester",
    "detective",
)
BY_DEPTH = tg.Automaton(
    "by depth",
    (tg.step(0.5, 0.2, 0.9), tg.values(0.1, 0.9, 0.3), 0.5),
    (
        (((0, 1), (0, 1)), ((0, 1), (0, 1)), ((2, 2), (2, 2))),
        (((0, 1), (0, 1)), ((0, 1), (0, 1)), ((2, 2), (2, 2))),
        (((0, 0), (0, 0)), ((0, 2), (1, 0)), ((2, 1), (1, 2))),
    ),
    leave=(0, tg.between(0.5, 0), 0.1),
    end_rounds=1,
)
LEAVER = tg.Automaton("mine", (1, 0, 1), ((0, 1), (0, 2), (2, 2)), leave=(0, 0.25, 1))


def named(ax, start):
    """Return the artists whose name begins so, by the rest of the name."""
    return {
        artist.get_gid().removeprefix(start): artist
        for artist in ax.findobj(lambda found: str(found.get_gid() or "").startswith(start))
    }


def boxes(ax, start):
    """Return what artists of a name cover, in pixels."""
    renderer = ax.figure.canvas.get_renderer()
    return {k: a.get_window_extent(renderer) for k, a in named(ax, start).items()}


def shared(a, b):
    """Return width and height that two boxes share."""
    return min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)


def covered(ax):
    """Return what covers what: words and words, words and circles."""
    ax.figure.canvas.draw()
    words = boxes(ax, "box of words ")
    discs = boxes(ax, "state ")
    faults = []
    for (one, a), (other, b) in itertools.combinations(words.items(), 2):
        if min(shared(a, b)) > 4:
            faults.append((one, other))
    for one, a in words.items():
        for state, disc in discs.items():
            x = np.clip((disc.x0 + disc.x1) / 2, a.x0, a.x1) - (disc.x0 + disc.x1) / 2
            y = np.clip((disc.y0 + disc.y1) / 2, a.y0, a.y1) - (disc.y0 + disc.y1) / 2
            if np.hypot(x, y) < (disc.x1 - disc.x0) / 2 - 1:
                faults.append((one, state))
    return faults


@pytest.mark.parametrize("name", FEW)
def test_nothing_covers_anything(name, slides, troubles):
    ax = automaton(name, ax=slides(), game=GAME)
    assert covered(ax) == []
    assert troubles(ax.figure) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(set(tg.strategies.names()) - set(FEW)))
def test_the_whole_catalogue_can_be_read(name, slides, troubles):
    ax = automaton(name, ax=slides(), game=GAME)
    assert troubles(ax.figure) == []
    if len(named(ax, "state ")) <= 12:
        assert covered(ax) == []


def test_words_of_arrows_from_one_circle_make_room_for_each_other(slides, troubles):
    game = tg.TrustGame(tg.StageGame.prisoners_dilemma(), rounds=10, tremble=0.02)
    best = tg.best_response(game, opponent="win_stay_lose_shift", role="seller")
    ax = best.plot(ax=slides())
    assert covered(ax) == []
    assert troubles(ax.figure) == []
    found = tg.plot.tell("automaton", best.automaton).finding
    assert found.startswith("Best response to win stay lose shift: 10 states")


@pytest.mark.parametrize("which", [BY_DEPTH, LEAVER])
def test_odd_ones_can_be_read(which, slides, troubles):
    ax = automaton(which, ax=slides())
    assert covered(ax) == []
    assert troubles(ax.figure) == []


@pytest.mark.parametrize("wording", ["none", "40 characters", "Cyrillic and formulas"])
def test_any_words_fit(wording, wordings, slides, troubles):
    ax = automaton("win_stay_lose_shift", ax=slides(), labels=wordings[wording])
    assert covered(ax) == []
    assert troubles(ax.figure) == []


@pytest.mark.parametrize("which", ["detective", BY_DEPTH, LEAVER])
def test_every_state_and_every_move_is_there(which, slides):
    drawn = tg.strategies.find(which) if isinstance(which, str) else which
    ax = automaton(drawn, ax=slides())
    states = {key.partition(" ")[0] for key in named(ax, "state ")}
    assert states == {str(x) for x in range(drawn.n_states)}
    wanted = {f"{a.origin} {a.to}" for a in arrows(drawn)}
    assert set(named(ax, "arrow ")) == wanted
    assert set(named(ax, "head of arrow ")) == wanted
    leaving = {str(x) for x, leave in enumerate(drawn.leave) if leave not in (0, 1)}
    assert set(named(ax, "exit ")) == leaving
    assert set(named(ax, "start")) == {""}


def test_arrows_lead_from_rim_to_rim(slides):
    ax = automaton("detective", ax=slides())
    centres = {k.partition(" ")[0]: c.center for k, c in named(ax, "state ").items()}
    radius = next(iter(named(ax, "state ").values())).radius
    for key, line in named(ax, "arrow ").items():
        tail, head = (np.array(centres[x]) for x in key.split())
        points = np.column_stack(line.get_data())
        assert np.hypot(*(points[0] - tail)) == pytest.approx(1.12 * radius, rel=0.1)
        tip = named(ax, "head of arrow ")[key].get_xy()[0]
        assert np.hypot(*(tip - head)) == pytest.approx(1.12 * radius, rel=0.1)


def test_colours_and_marks_say_the_same(slides):
    ax = automaton("tit_for_tat", ax=slides())
    kinds = {key: to_hex(disc.get_facecolor()) for key, disc in named(ax, "state ").items()}
    c, d = (colour.lower() for colour in palette.MOVES)
    assert kinds == {"0 C": c, "1 D": d}
    lines = {key: to_hex(line.get_color()) for key, line in named(ax, "arrow ").items()}
    assert lines == {"0 0": c, "1 0": c, "0 1": d, "1 1": d}
    marks = {
        key: to_hex(m.get_facecolor()) for key, m in named(ax, "mark of words ").items()
    }
    assert marks == lines


def test_what_depends_on_own_moves_has_ink_and_two_marks(slides):
    ax = automaton("win_stay_lose_shift", ax=slides())
    assert {to_hex(a.get_color()) for a in named(ax, "arrow ").values()} == {
        palette.INK.lower()
    }
    words = ax.findobj(lambda a: a.get_gid() == "mark of words 0 1")
    assert len(words) == 4


def test_a_circle_is_filled_to_the_chance_of_cooperating(slides):
    ax = automaton("random", ax=slides())
    disc = named(ax, "state ")["0 mixed"]
    share = named(ax, "share ")["0"].get_xy()
    low, high = disc.center[1] - disc.radius, disc.center[1] + disc.radius
    assert share[:, 1].max() == pytest.approx((low + high) / 2)
    curved = tg.Automaton("x", (tg.between(0, 1),), ((0, 0),))
    ax = automaton(curved, ax=slides())
    disc = named(ax, "state ")["0 mixed"]
    corners = named(ax, "share ")["0"].get_xy()
    top = corners[np.abs(corners[:, 0] - disc.center[0] - disc.radius).argmin()]
    assert corners[1, 1] == pytest.approx(disc.center[1] - disc.radius)
    assert corners[:, 1].max() == pytest.approx(disc.center[1] + disc.radius)
    assert top[0] > disc.center[0]


def test_who_leaves_is_dashed(slides):
    ax = automaton(LEAVER, ax=slides())
    assert set(named(ax, "state ")) == {"0 C", "1 D", "2 leaves"}
    assert named(ax, "state ")["2 leaves"].get_linestyle() != "-"
    said = [text.get_text() for text in ax.texts]
    assert "leaves" in said
    assert "leaves 25%" in said


def test_two_drawings_are_one(slides):
    one, two = (automaton("sampler", ax=slides()) for _ in range(2))
    first, second = ([a.get_xydata().tolist() for a in ax.lines] for ax in (one, two))
    assert first == second


def test_a_panel_keeps_to_its_axes():
    figure, (left, right) = plt.subplots(ncols=2, figsize=(12, 4), layout="constrained")
    try:
        assert automaton("tit_for_two_tats", ax=left) is left
        figure.canvas.draw()
        assert covered(left) == []
        assert left.get_title(loc="left").startswith("Tit for two tats")
        assert not right.patches
        assert not right.texts
        assert figure.texts == []
    finally:
        plt.close(figure)


@pytest.mark.parametrize("size", [(2, 1.2), (3, 3), (30, 2)])
def test_the_smallest_axes_do_no_harm(size):
    figure, ax = plt.subplots(figsize=size)
    try:
        automaton("detective", ax=ax)
        figure.canvas.draw()
    finally:
        plt.close(figure)


def test_what_is_told():
    told = tell_automaton("tit_for_tat")
    theory = tg.strategies.entry("tit_for_tat").theory.rstrip(".")
    assert told.finding == f"Tit for tat: {theory[0].lower()}{theory[1:]}"
    assert told.sentence.startswith("tit for tat has 2 states and begins with “cooperate”.")
    assert "that is not shown" in told.sentence
    assert told.alt.endswith(
        "State 0 means to cooperate: after “saw C” to state 0; after “saw D” to state 1. "
        "State 1 means to defect: after “saw C” to state 0; after “saw D” to state 1."
    )
    assert told.table.to_dict("list") == {
        "state": [0, 0, 1, 1],
        "cooperate": ["100%", "100%", "0%", "0%"],
        "leave": ["0%"] * 4,
        "after": ["saw C", "saw D", "saw C", "saw D"],
        "to": [0, 1, 0, 1],
    }


def test_what_is_told_of_ones_own():
    told = tell_automaton(BY_DEPTH)
    assert told.finding == (
        "By depth: 3 states, beginning with a mixture of cooperate and defect"
    )
    assert told.question.endswith("In the last round it means to defect, wherever it is.")
    assert "with probability 20%, 90% from depth 0.5: after" in told.alt
    assert "leaves with probability 10%" in told.alt
    assert "State 2 leaves." in tell_automaton(LEAVER).alt
    twice = tell_automaton(LEAVER.replace(end_rounds=2)).question
    assert twice.endswith("In the last 2 rounds it means to defect, wherever it is.")
    mine = tg.strategies.grim_trigger.replace(name="tit_for_tat")
    assert tell_automaton(mine).finding == (
        "Tit for tat: 2 states, beginning with “cooperate”"
    )
    one = tg.Automaton("one", (0,), ((0, 0),))
    assert tell_automaton(one).finding == "One: one state, beginning with “defect”"


def test_a_deal_has_its_own_words(deal, slides):
    labels = deal.labels
    for role, side in zip(("buyer", "seller"), labels.sides, strict=True):
        told = tell_automaton("grim_trigger", labels, role=role)
        sales = tg.strategies.entry("grim_trigger").sales.rstrip(".")
        assert told.finding.startswith(sentence_case(side.player("grim_trigger")))
        assert told.finding.endswith(sales[1:])
        assert f"means to {side.cooperate}" in told.alt
        ax = automaton("grim_trigger", ax=slides(), labels=labels, role=role)
        said = [text.get_text() for text in ax.texts]
        assert {*labels.buyer.moves, *labels.seller.moves} <= set(said)


def test_words_name_depths_where_they_matter(slides):
    said = [text.get_text() for text in automaton(BY_DEPTH, ax=slides()).texts]
    assert {"depths 1–2", "depth 3"} <= set(said)
    said = [text.get_text() for text in automaton("start_small", ax=slides()).texts]
    assert {"shallow", "deep"} <= set(said)


def test_a_recipe_of_the_catalogue_has_its_sentence():
    told = tell_automaton("generous_tit_for_tat", game=GAME)
    assert told.finding.endswith(
        tg.strategies.entry("generous_tit_for_tat").theory.rstrip(".")[1:]
    )


def test_a_recipe_needs_a_game(slides):
    def fair(game, role):
        own = game.stages[0].roles(role)
        return tg.reactive(1, own["P"] / own["R"])

    recipe = tg.Recipe("fair", fair)
    ax = automaton(recipe, ax=slides(), game=GAME)
    assert "33%" in [text.get_text() for text in ax.texts]
    with pytest.raises(tg.SpecificationError, match="'fair' is one only once the payoffs"):
        automaton(recipe, ax=slides())


def test_what_nobody_could_read_is_refused(slides):
    n = MOST_STATES + 1
    ring = tg.Automaton("ring", (1,) * n, [[(x + 1) % n] * 2 for x in range(n)])
    with pytest.raises(tg.RefusedError) as caught:
        automaton(ring, ax=slides())
    assert str(caught.value) == (
        "a diagram of 'ring' has 25 circles, and more than 24 cannot be read. "
        "Try trustgame.minimise, or its to_text()."
    )


def test_style_is_the_circles(slides):
    ax = automaton("tit_for_tat", ax=slides(), linewidth=3, edgecolor="black")
    assert {disc.get_linewidth() for disc in named(ax, "state ").values()} == {3}


def test_labels_default_to_plain_words():
    assert (
        tell_automaton("tit_for_tat", Labels()).finding
        == tell_automaton("tit_for_tat").finding
    )
