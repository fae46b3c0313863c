"""Closed forms of the literature against the solver.

Payoffs are own ones: R = u(C, C), S = u(C, D), T = u(D, C), P = u(D, D).
"""

from __future__ import annotations

import numpy as np
import pytest

import trustgame as tg

AS_PUBLISHED = {"rel": 0, "abs": 1e-9}


def symmetric(T, R, P, S):
    """Return a stage game in which both roles have the same payoffs."""
    own = {"T": T, "R": R, "P": P, "S": S}
    return tg.StageGame.from_roles(buyer=own, seller=own)


def gifts(benefit, cost):
    """Return the game of giving: C costs oneself, and is worth the benefit to the other."""
    return symmetric(T=benefit, R=benefit - cost, P=0, S=-cost)


STAGES = {
    "prison": symmetric(T=0, R=-0.5, P=-5, S=-10),
    "standard": symmetric(T=5, R=3, P=1, S=0),
    "DF 32": symmetric(T=50, R=32, P=25, S=12),
    "DF 40": symmetric(T=50, R=40, P=25, S=12),
    "DF 48": symmetric(T=50, R=48, P=25, S=12),
    "gifts 3, 1": gifts(3, 1),
}
UNEVEN = tg.StageGame.from_roles(
    buyer={"T": 5, "R": 3, "P": 1, "S": 0}, seller={"T": 9, "R": 4, "P": 2, "S": -1}
)
GRIM, TFT, WSLS = "grim_trigger", "tit_for_tat", "win_stay_lose_shift"
ALLC, ALLD = "always_cooperate", "always_defect"


def four(name):
    """Return T, R, P, S of a named stage game."""
    own = STAGES[name].roles("buyer")
    return tuple(own[letter] for letter in "TRPS")


def at(stage, delta, buyer, seller):
    """Return the equilibrium check of a repeated game ended by chance."""
    return tg.is_equilibrium(tg.TrustGame(stage, continuation=delta), buyer, seller)


def patience(stage, player, **curves):
    """Return the critical continuation of a strategy with itself."""
    return tg.critical_continuation(tg.TrustGame(stage, **curves), player, player)


# --- 1: Friedman, J. W. (1971). A non-cooperative equilibrium for supergames. RES 38. ---


@pytest.mark.parametrize(
    ("name", "published"),
    [("prison", 0.1), ("standard", 0.5), ("DF 32", 0.72), ("DF 40", 0.4), ("DF 48", 0.08)],
)
def test_1_grim_needs_the_temptation_to_be_small_against_the_punishment(name, published):
    T, R, P, _ = four(name)
    got = patience(STAGES[name], GRIM)
    assert got == pytest.approx((T - R) / (T - P), abs=1e-9)
    assert got == pytest.approx(published, abs=1e-9)
    above, below = (at(STAGES[name], published + d, GRIM, GRIM) for d in (1e-3, -1e-3))
    assert above.nash
    assert above.subgame_perfect
    assert not below.nash


def test_1_of_unequal_roles_the_more_tempted_decides():
    buyer, seller = (5 - 3) / (5 - 1), (9 - 4) / (9 - 2)
    assert patience(UNEVEN, GRIM) == pytest.approx(max(buyer, seller), abs=1e-9)


@pytest.mark.parametrize("name", ["standard", "prison", "DF 40"])
@pytest.mark.parametrize("regard", [-0.3, 0, 0.03, 0.1, 0.2, 0.3, 0.5, 0.65, 0.9])
def test_1_regard_changes_what_grim_needs(name, regard):
    # With T' = T + aS and so on: (T' - R') / (T' - max(P', S')), and 0 once R' >= T'.
    T, R, P, S = four(name)
    t, r, p, s = T + regard * S, (1 + regard) * R, (1 + regard) * P, S + regard * T
    got = patience(STAGES[name], GRIM, regard=regard)
    if r >= t:
        assert got == 0
        return
    need = (t - r) / (t - max(p, s))
    if need >= 1:
        assert got is None
        return
    assert got == pytest.approx(need, abs=1e-8)
    game = tg.TrustGame(STAGES[name], regard=regard, continuation=min(need + 0.01, 0.999))
    check = tg.is_equilibrium(game, GRIM, GRIM)
    assert check.nash
    # Where the reply to D is C, the punishment is not credible: Nash, not subgame-perfect.
    assert check.subgame_perfect is (s <= p)


def test_1_half_regard_needs_one_fifth_in_the_standard_game():
    assert patience(STAGES["standard"], GRIM, regard=0.5) == pytest.approx(0.2, abs=1e-9)


# --- 2: Axelrod, R. (1981). The emergence of cooperation among egoists. APSR 75. ---


@pytest.mark.parametrize(
    ("name", "published"), [("prison", 0.1), ("standard", 2 / 3), ("DF 40", None)]
)
def test_2_tit_for_tat_is_nash_for_the_patient(name, published):
    T, R, P, S = four(name)
    need = max((T - R) / (T - P), (T - R) / (R - S))
    if published is not None:
        assert need == pytest.approx(published)
    assert patience(STAGES[name], TFT) == pytest.approx(need, abs=1e-9)


# --- 3: ... and subgame-perfect only on a knife edge ---


def test_3_tit_for_tat_is_subgame_perfect_on_a_knife_edge_only():
    stage = STAGES["gifts 3, 1"]
    T, R, P, S = four("gifts 3, 1")
    assert T + S == P + R
    edge = (T - R) / (R - S)
    assert edge == pytest.approx(1 / 3)
    assert at(stage, edge, TFT, TFT).subgame_perfect
    for delta in (edge - 1e-3, edge + 1e-3, 0.9):
        assert not at(stage, delta, TFT, TFT).subgame_perfect
    assert at(stage, 0.9, TFT, TFT).nash


@pytest.mark.parametrize("name", ["prison", "standard"])
def test_3_where_the_sums_differ_it_never_is(name):
    T, R, P, S = four(name)
    assert T + S != P + R
    edges = [(T - R) / (R - S), (P - S) / (T - P), (T - R) / (T - P)]
    for delta in [*np.linspace(0.02, 0.98, 25), *(e for e in edges if e < 1)]:
        assert not at(STAGES[name], float(delta), TFT, TFT).subgame_perfect


# --- 4: Nowak, M. & Sigmund, K. (1993). A strategy of win-stay, lose-shift. Nature 364. ---


@pytest.mark.parametrize(("name", "published"), [("prison", 1 / 9), ("DF 40", 2 / 3)])
def test_4_win_stay_lose_shift_is_an_equilibrium_for_the_patient(name, published):
    T, R, P, _ = four(name)
    need = (T - R) / (R - P)
    assert need == pytest.approx(published)
    assert 2 * R > T + P
    assert patience(STAGES[name], WSLS) == pytest.approx(need, abs=1e-9)
    for delta in (need + 1e-3, (1 + need) / 2):
        check = at(STAGES[name], delta, WSLS, WSLS)
        assert check.nash
        assert check.subgame_perfect


@pytest.mark.parametrize("name", ["standard", "DF 32"])
def test_4_where_mutual_cooperation_is_worth_too_little_it_is_none(name):
    T, R, P, _ = four(name)
    assert 2 * R <= T + P
    assert patience(STAGES[name], WSLS) is None


# --- 5: turns; Abreu, D. & Sannikov, Y. (2014). An algorithm for two-player repeated games
# with perfect monitoring. Theor. Econ. 9. ---

GIVE, TAKE, ANGRY = 0, 1, 2


def turns(first):
    """Return taking turns, one giving while the other takes, until somebody slips."""
    give = ((ANGRY, TAKE), (ANGRY, ANGRY))
    take = ((ANGRY, ANGRY), (GIVE, ANGRY))
    angry = ((ANGRY, ANGRY), (ANGRY, ANGRY))
    return tg.Automaton("turns", (1, 0, 0), (give, take, angry), start=first)


@pytest.mark.parametrize(("name", "published"), [("standard", 0.25), ("DF 32", 0.52)])
def test_5_turns_can_be_kept_below_grims_threshold(name, published):
    T, R, P, S = four(name)
    need = (P - S) / (T - P)
    assert need == pytest.approx(published)
    got = tg.critical_continuation(tg.TrustGame(STAGES[name]), turns(GIVE), turns(TAKE))
    assert got == pytest.approx(need, abs=1e-9)
    assert got < (T - R) / (T - P)
    check = at(STAGES[name], need + 1e-3, turns(GIVE), turns(TAKE))
    assert check.nash
    assert check.subgame_perfect


def test_5_turns_that_cost_the_giver_all_are_never_kept():
    T, _, P, S = four("prison")
    assert (P - S) / (T - P) == 1
    game = tg.TrustGame(STAGES["prison"])
    assert tg.critical_continuation(game, turns(GIVE), turns(TAKE)) is None


# --- 6, 7: Dal Bo, P. & Frechette, G. (2011). The evolution of cooperation in infinitely
# repeated games: experimental evidence. AER 101. ---


def against(stage, **time):
    """Return what grim and always-defect (rows) earn against each of them (columns)."""
    game = tg.TrustGame(stage, **time)
    return np.array(
        [[tg.evaluate(game, a, b).value[0] for b in (GRIM, ALLD)] for a in (GRIM, ALLD)]
    )


def basin(table):
    """Return the share of grim above which grim earns more than always-defect."""
    (gg, gd), (dg, dd) = table
    gain_among_grim, loss_among_defectors = gg - dg, dd - gd
    if gain_among_grim <= 0:
        return 1.0
    return min(1.0, loss_among_defectors / (loss_among_defectors + gain_among_grim))


@pytest.mark.parametrize(
    ("name", "published"),
    [("prison", 0.55), ("DF 32", 0.8158), ("DF 40", 0.6053), ("DF 48", 0.3947)],
)
def test_6_grim_risk_dominates_where_half_of_them_is_enough(name, published):
    T, R, P, S = four(name)
    edge = (T + P - S - R) / (T - S)
    assert edge == pytest.approx(published, abs=5e-5)
    assert basin(against(STAGES[name], continuation=edge)) == pytest.approx(0.5, abs=1e-9)
    assert basin(against(STAGES[name], continuation=edge + 0.02)) < 0.5
    assert basin(against(STAGES[name], continuation=edge - 0.02)) > 0.5


@pytest.mark.parametrize(
    ("name", "delta", "published"),
    [("prison", 0.5, 5 / 9), ("prison", 0.75, 5 / 18), ("DF 40", 0.75, None)],
)
def test_7_the_basin_of_always_defect(name, delta, published):
    T, R, P, S = four(name)
    formula = (1 - delta) * (P - S) / (R - delta * P - (1 - delta) * (T + S - P))
    if published is not None:
        assert formula == pytest.approx(published)
    assert basin(against(STAGES[name], continuation=delta)) == pytest.approx(formula)


@pytest.mark.parametrize("name", ["prison", "standard", "DF 32"])
def test_7_below_the_critical_continuation_it_is_everything(name):
    T, R, P, _ = four(name)
    assert basin(against(STAGES[name], continuation=(T - R) / (T - P) - 1e-3)) == 1


# --- 8: Embrey, M., Frechette, G. & Yuksel, S. (2018). Cooperation in the finitely repeated
# prisoner's dilemma. QJE 133. ---


@pytest.mark.parametrize(
    ("name", "rounds", "published"),
    [("prison", 2, 5 / 9), ("prison", 8, 5 / 36), ("standard", 4, None), ("DF 32", 2, 1)],
)
def test_8_the_basin_shrinks_with_the_rounds(name, rounds, published):
    T, R, P, S = four(name)
    g, loss = (T - R) / (R - P), (P - S) / (R - P)
    room = rounds - 1 - g
    formula = min(1, loss / (room + loss)) if room > 0 else 1
    if published is not None:
        assert formula == pytest.approx(published)
    # Grim against always-defect; nobody counts down, so the last round is like any other.
    assert basin(against(STAGES[name], rounds=rounds)) == pytest.approx(formula)


# --- 9: backward induction; Luce, R. D. & Raiffa, H. (1957). Games and Decisions. ---


@pytest.mark.parametrize("rounds", [1, 2, 3, 10, 100])
@pytest.mark.parametrize("name", ["prison", "standard", "gifts 3, 1"])
def test_9_a_known_end_undoes_cooperation_from_the_back(name, rounds):
    game = tg.TrustGame(STAGES[name], rounds=rounds)
    check = tg.is_equilibrium(game, ALLD, ALLD)
    assert check.nash
    assert check.subgame_perfect
    for other in (GRIM, TFT, WSLS, ALLC):
        # The last round alone is worth T - R to whoever defects in it.
        T, R, _, _ = four(name)
        broken = tg.is_equilibrium(game, other, other)
        assert not broken.nash
        assert broken.gain.min() >= T - R - 1e-9
    # Whatever the others do in the last m rounds, one round earlier is better.
    for last in range(min(rounds, 6)):
        ender = tg.strategies.grim_trigger.replace(end_rounds=last)
        reply = tg.best_response(game, opponent=ender, role="buyer").automaton
        path = tg.evaluate(game, reply, ender).path()
        first_defection = int(np.argmax(path.cooperation[:, 0] < 0.5))
        if path.cooperation[:, 0].min() > 0.5:
            first_defection = rounds
        assert first_defection <= rounds - 1 - last or rounds <= last


# --- 10: regard; after Taylor, C. & Nowak, M. A. (2007). Transforming the dilemma.
# Evolution 61. ---


@pytest.mark.parametrize(
    ("name", "against_c", "against_d"),
    [("prison", 0.5 / 9.5, 1.0), ("standard", 2 / 3, 1 / 4)],
)
def test_10_how_much_regard_makes_cooperation_best_at_once(name, against_c, against_d):
    T, R, P, S = four(name)
    assert against_c == pytest.approx((T - R) / (R - S))
    assert against_d == pytest.approx((P - S) / (T - P))
    for threshold, other in ((against_c, ALLC), (against_d, ALLD)):
        for regard, best in ((threshold - 1e-3, 0), (threshold + 1e-3, 1)):
            if regard > 1:
                continue
            game = tg.TrustGame(STAGES[name], rounds=1, regard=regard)
            reply = tg.best_response(game, opponent=other, role="seller")
            played = tg.evaluate(game, other, reply.automaton)
            assert played.cooperation[1] == best, (other, regard)


@pytest.mark.parametrize(
    ("name", "between"), [("prison", "stag hunt"), ("standard", "snowdrift")]
)
def test_10_between_the_bounds_the_game_is_another(name, between):
    T, R, P, S = four(name)
    low, high = sorted(((T - R) / (R - S), (P - S) / (T - P)))
    stage = STAGES[name]
    assert stage.with_regard(low - 0.01, low - 0.01).kind == "prisoner's dilemma"
    middle = (low + high) / 2
    assert stage.with_regard(middle, middle).kind == between
    if high + 0.01 <= 1:
        assert stage.with_regard(high + 0.01, high + 0.01).kind == "harmony"
    # The solver says the same of one round: C, C is stable in a stag hunt only.
    game = tg.TrustGame(stage, rounds=1, regard=middle)
    assert tg.is_equilibrium(game, ALLC, ALLC).nash is (between == "stag hunt")
    assert tg.is_equilibrium(game, ALLD, ALLD).nash is (between == "stag hunt")
    assert tg.is_equilibrium(game, ALLC, ALLD).nash is (between == "snowdrift")


# --- 13, 14: Hilbe, C., Simsa, S., Chatterjee, K. & Nowak, M. A. (2018). Evolution of
# cooperation in stochastic games. Nature 559. ---

RICH, POOR = gifts(2, 1), gifts(1.2, 1)
ONE_WAY = [[[[1, 0], [0, 1]], [[0, 1], [0, 1]]], [[[0, 1], [0, 1]], [[0, 1], [0, 1]]]]
RETURN = [[[[1, 0], [0, 1]], [[0, 1], [0, 1]]]] * 2


def test_13_falling_into_the_poor_game_for_good_deters():
    T1, R1, P2 = 2, 1, 0
    game = tg.TrustGame.from_states([RICH, POOR], transition=ONE_WAY)
    got = tg.critical_continuation(game, GRIM, GRIM)
    assert got == pytest.approx((T1 - R1) / (T1 - P2), abs=1e-9)
    assert got == pytest.approx(0.5, abs=1e-9)
    assert patience(POOR, GRIM) == pytest.approx(1 / 1.2, abs=1e-9)
    assert patience(POOR, GRIM) == pytest.approx(0.8333, abs=5e-5)


def test_13_by_steps_of_a_ladder_too():
    # The same with the library's own movement: one level down, never up, stakes per level.
    bond = tg.Relationship(depths=2, start=1, deepen=0, erode=1, stakes=tg.values(0.6, 1))
    stage = gifts(2, 1)
    got = tg.critical_continuation(tg.TrustGame(stage, bond), GRIM, GRIM)
    assert got == pytest.approx((2 - 1) / (2 - 0), abs=1e-9)


def test_14_rich_only_after_cooperation_lets_win_stay_lose_shift_hold():
    b1, b2, c = 2, 1.2, 1
    assert 2 * b1 - b2 > 2 * c  # 2.8 > 2
    assert not b1 > 2 * c
    game = tg.TrustGame.from_states([RICH, POOR], transition=RETURN)
    # In full (1 + d + d^2)(b1 - c) >= b1 + d^2 (b2 - c), which tends to that bound.
    roots = np.roots([b1 - c - (b2 - c), b1 - c, -c])
    need = float(max(roots[np.isreal(roots)].real))
    got = tg.critical_continuation(game, WSLS, WSLS)
    assert got == pytest.approx(need, abs=1e-8)
    patient = tg.is_equilibrium(game.replace(continuation=0.99), WSLS, WSLS)
    assert patient.nash
    assert patient.subgame_perfect
    assert tg.is_equilibrium(game, WSLS, WSLS).nash  # and in the long run


@pytest.mark.parametrize("stage", [RICH, POOR])
def test_14_either_game_alone_does_not(stage):
    assert patience(stage, WSLS) is None
    for delta in (0.5, 0.9, 0.999):
        assert not at(stage, delta, WSLS, WSLS).nash


@pytest.mark.parametrize("b2", [1.0, 1.5, 1.9, 2.1, 2.5])
def test_14_the_bound_is_where_it_is_published(b2):
    b1, c = 2.04, 1
    game = tg.TrustGame.from_states([gifts(b1, c), gifts(b2, c)], transition=RETURN)
    patient = tg.is_equilibrium(game.replace(continuation=0.999), WSLS, WSLS)
    assert patient.nash is (2 * b1 - b2 > 2 * c)


# --- 17: trembles in the long run; Molander, P. (1985). The optimal level of generosity in
# a selfish, uncertain environment. J. Confl. Resolut. 29; Nowak & Sigmund (1993). ---


@pytest.mark.parametrize("e", [0.001, 0.01, 0.05, 0.2, 0.5])
def test_17_what_trembles_leave_of_cooperation(e):
    game = tg.TrustGame(STAGES["standard"], tremble=e)
    k = 2 * e * (1 - e)
    want = {
        TFT: 0.5,
        WSLS: 1 - e - k + 2 * e * k,
        GRIM: e,
        tg.memory_one(1, 0, 0, 0): e + (e / 2) * (1 - 2 * e),
    }
    for player, share in want.items():
        got = tg.evaluate(game, player, player).cooperation
        assert got.tolist() == pytest.approx([share, share], **AS_PUBLISHED)


def test_17_the_published_numbers():
    game = tg.TrustGame(STAGES["standard"], tremble=0.05)
    published = {TFT: 0.5, WSLS: 0.8645, GRIM: 0.05, tg.memory_one(1, 0, 0, 0): 0.0725}
    for player, share in published.items():
        got = tg.evaluate(game, player, player).cooperation[0]
        assert got == pytest.approx(share, abs=1e-9)


@pytest.mark.parametrize("e", [0.01, 0.05, 0.3])
def test_17_tit_for_tat_forgets_its_good_start_round_by_round(e):
    path = tg.evaluate(
        tg.TrustGame(STAGES["standard"], tremble=e, rounds=30), TFT, TFT
    ).path()
    t = np.arange(1, 31)
    want = 0.5 + (1 - 2 * e) ** t / 2
    assert path.cooperation[:, 0] == pytest.approx(want, **AS_PUBLISHED)


# --- 18: Press, W. H. & Dyson, F. J. (2012). Iterated prisoner's dilemma contains
# strategies that dominate any evolutionary opponent. PNAS 109. ---

EXTORTION = tg.memory_one(8 / 9, 1 / 2, 1 / 3, 0, name="extortion 2")
GENEROUS = tg.memory_one(1, 1 / 8, 1, 1 / 4, name="generous 2")
EQUALIZER = tg.memory_one(0.9, 0.7, 0.2, 0.1, name="equalizer")
PARTNERS = [
    ALLC,
    TFT,
    "random",
    "generous_tit_for_tat",
    "joss",
    tg.memory_one(0.9, 0.1, 0.8, 0.3, name="any"),
    tg.memory_one(0.2, 0.7, 0.4, 0.6, first=0, name="another"),
]


@pytest.mark.parametrize("partner", PARTNERS)
@pytest.mark.parametrize("role", [0, 1])
def test_18_zero_determinant_strategies_fix_a_line(partner, role):
    game = tg.TrustGame(STAGES["standard"])

    def play(own):
        pair = (own, partner) if role == 0 else (partner, own)
        payoff = tg.evaluate(game, *pair).payoff
        return payoff[role], payoff[1 - role]

    mine, theirs = play(EXTORTION)
    assert mine - 1 == pytest.approx(2 * (theirs - 1), abs=1e-9)
    mine, theirs = play(GENEROUS)
    assert mine - 3 == pytest.approx(2 * (theirs - 3), abs=1e-9)
    _, theirs = play(EQUALIZER)
    assert theirs == pytest.approx(2, abs=1e-9)


def test_18_extortion_of_a_saint_as_published():
    got = tg.evaluate(tg.TrustGame(STAGES["standard"]), EXTORTION, ALLC).payoff
    assert got.tolist() == pytest.approx([3.5, 2.25], **AS_PUBLISHED)


def determinant(p, q, f):
    """Press and Dyson's D(p, q, f); f by outcome CC, CD, DC, DD seen from the buyer."""
    (p1, p2, p3, p4), (q1, q2, q3, q4) = p, q
    return np.linalg.det(
        [
            [p1 * q1 - 1, p1 - 1, q1 - 1, f[0]],
            [p2 * q3, p2 - 1, q3, f[1]],
            [p3 * q2, p3, q2 - 1, f[2]],
            [p4 * q4, p4, q4, f[3]],
        ]
    )


@pytest.mark.parametrize("seed", range(8))
def test_18_memory_one_payoffs_are_a_ratio_of_determinants(seed):
    draw = np.random.default_rng(seed)
    p, q = draw.uniform(0.05, 0.95, (2, 4))
    stage = tg.StageGame(
        buyer=draw.uniform(-5, 5, (2, 2)), seller=draw.uniform(-5, 5, (2, 2))
    )
    got = tg.evaluate(tg.TrustGame(stage), tg.memory_one(*p), tg.memory_one(*q)).payoff
    total = determinant(p, q, np.ones(4))
    want = [determinant(p, q, np.ravel(m)) / total for m in (stage.buyer, stage.seller)]
    assert got.tolist() == pytest.approx(want, abs=1e-9)
