"""What a bad spec or argument is told: the argument, the rule, the value, the remedy."""

from __future__ import annotations

import math

import numpy as np
import pytest

import trustgame as tg

STAGE = tg.StageGame.prisoners_dilemma()
STAY = [[[[1.0]] * 2] * 2]
FOUR = {"T": 5, "R": 3, "P": 1, "S": 0}
COPY = ((0, 1), (0, 1))


def player(**changes):
    fields = {"name": "mine", "cooperate": (1, 0), "next_state": COPY} | changes
    return tg.Automaton(**fields)


LEAGUE = tg.round_robin(tg.TrustGame(STAGE, rounds=5), ["grim_trigger", "always_defect"])

# id: (what is done, pieces of the message in their order)
CASES = {
    # --- numbers out of range ---
    "tremble": (
        lambda: tg.Relationship(tremble=0.7),
        ["`tremble`", "[0, 0.5]", "0.7", "opposite strategy"],
    ),
    "tremble by keyword": (
        lambda: tg.TrustGame(STAGE, tremble=-0.1),
        ["`tremble`", "[0, 0.5]", "-0.1"],
    ),
    "misperception": (
        lambda: tg.Relationship(misperception=0.51),
        ["`misperception`", "[0, 0.5]", "0.51", "opposite"],
    ),
    "one end of a curve": (
        lambda: tg.Relationship(tremble=tg.between(0.1, 0.6)),
        ["`tremble`", "[0, 0.5]", "0.6"],
    ),
    "one role's curve": (
        lambda: tg.Relationship(tremble=tg.per_role(0.1, tg.values(0.2, 0.9))),
        ["`tremble.seller`", "[0, 0.5]", "0.9"],
    ),
    "continuation": (
        lambda: tg.Relationship(continuation=1.2),
        ["`continuation`", "[0, 1]", "1.2"],
    ),
    "continuation per role": (
        lambda: tg.Relationship(continuation=tg.per_role(0.5, 0.6)),
        ["`continuation`", "both roles"],
    ),
    "regard": (lambda: tg.Relationship(regard=2), ["`regard`", "[-1, 1]", "2"]),
    "stakes": (
        lambda: tg.Relationship(stakes=tg.step(0.5, 1, 0)),
        ["`stakes`", "above 0", "0", "from_states"],
    ),
    "nan": (lambda: tg.Relationship(regard=math.nan), ["`regard`", "finite", "nan"]),
    "infinity": (lambda: tg.Relationship(deepen=math.inf), ["`deepen`", "finite", "inf"]),
    "text for a number": (
        lambda: tg.Relationship(tremble="low"),
        ["`tremble`", "number", "'low'"],
    ),
    "true for a number": (
        lambda: tg.Relationship(tremble=True),
        ["`tremble`", "number", "True"],
    ),
    "steps down": (lambda: tg.Relationship(erode=-1), ["`erode`", "[0, inf]", "-1"]),
    # --- the ladder ---
    "no depth": (lambda: tg.Relationship(depths=0), ["`depths`", "at least 1", "0"]),
    "half a depth": (lambda: tg.Relationship(depths=2.5), ["`depths`", "whole", "2.5"]),
    "start off the ladder": (
        lambda: tg.Relationship(depths=3, start=3),
        ["`start`", "0 to 2", "3"],
    ),
    "position without held_at": (
        lambda: tg.Relationship(depths=3, position=0.5),
        ["`position`", "3", "held_at"],
    ),
    "held off the ladder": (
        lambda: tg.Relationship(depths=3).held_at(1.5),
        ["`position`", "[0, 1]", "1.5"],
    ),
    "starting off the ladder": (
        lambda: tg.Relationship(depths=3).starting_at(-0.1),
        ["`position`", "[0, 1]", "-0.1"],
    ),
    "transition of a wrong shape": (
        lambda: tg.Relationship(depths=2, transition=STAY),
        ["`transition`", "[2, 2, 2, 2]", "(1, 2, 2, 1)"],
    ),
    "uneven transition": (
        lambda: tg.Relationship(
            depths=1, transition=[[[[1.0], [1.0, 2.0]], [[1.0], [1.0]]]]
        ),
        ["`transition`", "[1, 2, 2, 1]"],
    ),
    "transition that does not sum": (
        lambda: tg.Relationship(depths=1, transition=[[[[1], [0.9]], [[1], [1]]]]),
        ["`transition[0][0][1]`", "sum to 1", "0.9"],
    ),
    "transition below zero": (
        lambda: tg.TrustGame.from_states(
            [STAGE, STAGE], transition=[[[[1.5, -0.5]] * 2] * 2] * 2
        ),
        ["`transition[0][0][0]`", "sum to 1", "-0.5"],
    ),
    "transition with nan": (
        lambda: tg.Relationship(depths=1, transition=[[[[math.nan], [1]], [[1], [1]]]]),
        ["`transition[0][0][0]`", "nan"],
    ),
    # --- the stage ---
    "matrix of a wrong shape": (
        lambda: tg.StageGame(buyer=[[1, 2, 3], [4, 5, 6]], seller=[[1, 2], [3, 4]]),
        ["`buyer`", "2 x 2", "2 x 3"],
    ),
    "no matrix": (
        lambda: tg.StageGame(buyer=3, seller=[[1, 2], [3, 4]]),
        ["`buyer`", "2 x 2", "3"],
    ),
    "nan in a matrix": (
        lambda: tg.StageGame(buyer=[[1, 2], [3, 4]], seller=[[1, 2], [math.nan, 4]]),
        ["`seller[1][0]`", "finite", "nan"],
    ),
    "text in a matrix": (
        lambda: tg.StageGame(buyer=[[1, "two"], [3, 4]], seller=[[1, 2], [3, 4]]),
        ["`buyer[0][1]`", "number", "'two'"],
    ),
    "no dilemma": (
        lambda: tg.StageGame.prisoners_dilemma(T=3, R=3, P=1, S=0),
        ["`prisoners_dilemma`", "T > R > P > S", "T=3", "from_roles"],
    ),
    "a payoff missing": (
        lambda: tg.StageGame.from_roles(buyer={"T": 5, "R": 3, "P": 1}, seller=FOUR),
        ["`buyer`", "'S'", "missing"],
    ),
    "a payoff too many": (
        lambda: tg.StageGame.from_roles(buyer=FOUR, seller=FOUR | {"Q": 1}),
        ["'Q'", "`seller`"],
    ),
    "an unknown role": (lambda: STAGE.roles("bayer"), ["`role`", "'buyer'", "'bayer'"]),
    "regard of a stage": (
        lambda: STAGE.with_regard(0, 1.5),
        ["`seller`", "[-1, 1]", "1.5"],
    ),
    # --- the game ---
    "no rounds": (lambda: tg.TrustGame(STAGE, rounds=0), ["`rounds`", "at least 1", "0"]),
    "endless rounds": (
        lambda: tg.TrustGame(STAGE, rounds=math.inf),
        ["`rounds`", "whole", "inf", "rounds=None"],
    ),
    "not a stage": (lambda: tg.TrustGame("prison"), ["`stage`", "StageGame", "'prison'"]),
    "stages and depths": (
        lambda: tg.TrustGame([STAGE, STAGE], tg.Relationship(depths=3)),
        ["`stage`", "3", "2"],
    ),
    "not a relationship": (
        lambda: tg.TrustGame(STAGE, 5),
        ["`relationship`", "Relationship", "5"],
    ),
    "an unknown curve": (
        lambda: tg.TrustGame(STAGE, trembel=0.1),
        ["'trembel'", "'tremble'"],
    ),
    "an unknown field to replace": (
        lambda: tg.TrustGame(STAGE).replace(round=3),
        ["'round'", "'rounds'"],
    ),
    "outside of one": (
        lambda: tg.TrustGame(STAGE, outside=(1,)),
        ["`outside`", "two numbers", "(1,)"],
    ),
    "outside without value": (
        lambda: tg.TrustGame(STAGE, outside=(1, math.nan)),
        ["`outside.seller`", "finite", "nan"],
    ),
    "outside as one number": (lambda: tg.TrustGame(STAGE, outside=1), ["`outside`", "1"]),
    "no states": (
        lambda: tg.TrustGame.from_states([], transition=STAY),
        ["`", "got"],
    ),
    # --- automata ---
    "a probability": (
        lambda: player(cooperate=(1, 1.5)),
        ["`mine.cooperate[1]`", "[0, 1]", "1.5"],
    ),
    "a curve of probabilities": (
        lambda: tg.memory_one(1, tg.between(0, 2), 0, 0, name="mine"),
        ["`mine.cooperate[1]`", "[0, 1]", "2"],
    ),
    "an entry per role": (
        lambda: tg.memory_one(1, tg.per_role(0, 1), 0, 0, name="mine"),
        ["`mine.cooperate[1]`", "both roles"],
    ),
    "no states at all": (
        lambda: player(cooperate=(), next_state=()),
        ["`mine.cooperate`", "per state", "()"],
    ),
    "one number for a list": (
        lambda: player(cooperate=0.5),
        ["`mine.cooperate`", "per state", "0.5"],
    ),
    "one number to leave": (
        lambda: player(leave=0.5),
        ["`mine.leave`", "per state", "0.5"],
    ),
    "too few to leave": (
        lambda: player(leave=(0,)),
        ["`mine.leave`", "2", "1"],
    ),
    "gone before it began": (
        lambda: player(leave=(1, 0)),
        ["`mine.leave`", "below 1", "start"],
    ),
    "moves of a wrong shape": (
        lambda: player(next_state=((0, 1), (0, 1), (0, 1))),
        ["`mine.next_state`", "[2, 2]"],
    ),
    "uneven moves": (
        lambda: player(next_state=((0, 1), (0,))),
        ["`mine.next_state`", "[2, 2]"],
    ),
    "moves to nowhere": (
        lambda: player(next_state=((0, 2), (0, 1))),
        ["`mine.next_state`", "0 to 1", "2"],
    ),
    "moves below zero": (
        lambda: player(next_state=((0, 1), (-1, 1))),
        ["`mine.next_state`", "0 to 1", "-1"],
    ),
    "half moves": (
        lambda: player(next_state=((0, 0.5), (0, 1))),
        ["`mine.next_state`", "whole"],
    ),
    "start nowhere": (lambda: player(start=2), ["`mine.start`", "0 to 1", "2"]),
    "end rounds below zero": (
        lambda: player(end_rounds=-1),
        ["`mine.end_rounds`", "at least 0", "-1"],
    ),
    "no name": (lambda: player(name=" "), ["`name`", "not empty", "' '"]),
    "a number for a name": (lambda: player(name=7), ["`name`", "text", "7"]),
    # --- names ---
    "unknown strategy": (
        lambda: tg.strategies["tit_for_tatt"],
        ["unknown strategy 'tit_for_tatt'", "'tit_for_tat'"],
    ),
    "strategy like no other": (
        lambda: tg.strategies["zzz"],
        ["unknown strategy 'zzz'", "tit_for_tat"],
    ),
    # --- two meanings of a population, and who is meant ---
    "a size for how many": (
        lambda: tg.replicator(LEAGUE, population=100),
        ["`population`", "'one', 'two'", "100", "sizes are for moran"],
    ),
    "how many for a size": (
        lambda: tg.moran(LEAGUE, population="two", seed=1),
        ["`population`", "size", "'two'", "populations='one' or 'two'"],
    ),
    "stable against whom": (
        lambda: tg.is_ess(LEAGUE, "grim"),
        ["`buyer`", "strategy of the league", "'grim'", "'grim_trigger'"],
    ),
    "no mutants": (
        lambda: tg.stationary(LEAGUE, mutation=0),
        ["`mutation`", "above 0", "got 0", "limit='small_mutation'"],
    ),
    # --- files ---
    "unknown key": (
        lambda: tg.TrustGame.from_toml("runds = 3\n[stage]\n"),
        ["'runds'", "'rounds'"],
    ),
    "unknown key deep inside": (
        lambda: tg.TrustGame.from_toml(
            tg.TrustGame(STAGE).to_toml().replace("tremble", "trembel")
        ),
        ["'trembel'", "relationship", "'tremble'"],
    ),
    "missing table": (
        lambda: tg.TrustGame.from_toml("rounds = 3\n"),
        ["'stage'", "missing"],
    ),
    "a number for a table": (
        lambda: tg.TrustGame.from_toml("stage = 3\n"),
        ["`stage`", "table", "3"],
    ),
    "contradicting curve keys": (
        lambda: tg.TrustGame.from_toml(
            "relationship.tremble = {shallow = 0.1, deep = 0.2, at = 0.5}\n"
            + tg.TrustGame(STAGE).replace().to_toml().split("[relationship]")[0]
            + "[stage]\nbuyer = [[3, 0], [5, 1]]\nseller = [[3, 5], [0, 1]]\n"
        ),
        ["tremble`", "{shallow, deep}", "at"],
    ),
    "not TOML": (
        lambda: tg.TrustGame.from_toml("rounds = = 3\n"),
        ["not valid TOML", "line 1"],
    ),
    "no such file": (
        lambda: tg.TrustGame.from_toml("nowhere.toml"),
        ["no such file", "nowhere.toml"],
    ),
    "bad value in a file": (
        lambda: tg.Automaton.from_toml(player().to_toml().replace("1.0,", "1.7,", 1)),
        ["`mine.cooperate[0]`", "[0, 1]", "1.7"],
    ),
    "automaton without moves": (
        lambda: tg.Automaton.from_toml('name = "x"\ncooperate = [1.0]\n'),
        ["'next_state'", "missing"],
    ),
}


@pytest.mark.parametrize(("do", "pieces"), CASES.values(), ids=list(CASES))
def test_bad_input_is_told_what_is_wrong(do, pieces):
    with pytest.raises(tg.SpecificationError) as caught:
        do()
    message = str(caught.value)
    at = 0
    for piece in pieces:
        found = message.find(piece, at)
        assert found >= 0, (piece, message)
        at = found + 1
    assert message.endswith((".", "?")), message


@pytest.mark.parametrize("seed", [None, -1, 1.5, "one"])
def test_a_seed_is_a_whole_number_or_a_generator(seed):
    from trustgame._random import whole

    with pytest.raises(tg.SpecificationError, match="`seed`"):
        whole(seed)


def test_keys_are_the_documented_ones():
    from trustgame._random import key_from, whole

    for seed in (0, 1, 12345678901234567890123):
        want = np.random.SeedSequence(seed).generate_state(1, np.uint64)[0]
        assert key_from(seed) == want
    draws = np.random.default_rng(5)
    keys = [whole(draws), whole(draws)]
    again = np.random.default_rng(5).integers(0, 2**64, size=2, dtype=np.uint64)
    assert keys == again.tolist()


def test_what_provenance_keeps_of_a_generator_makes_the_same_again():
    game = tg.TrustGame(tg.StageGame.prisoners_dilemma(), rounds=9, tremble=0.2)
    pair = ["grim_trigger", "tit_for_tat"]
    league = tg.round_robin(game, pair)
    runs = {"population": 20, "runs": 5}
    makers = {
        "value": lambda seed: tg.simulate(game, *pair, matches=30, seed=seed),
        "done": lambda seed: tg.play(game, *pair, seed=seed),
        "counts": lambda seed: tg.truncation(league, **runs, totals="drawn", seed=seed),
        "runs_buyers": lambda seed: tg.moran(league, **runs, steps=300, seed=seed),
    }
    for part, make in makers.items():
        first = make(np.random.default_rng(5))
        again = make(first.provenance["seed"])
        assert np.array_equal(getattr(first, part), getattr(again, part)), part
        assert not np.array_equal(getattr(first, part), getattr(make(6), part)), part
