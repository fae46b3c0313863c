"""The scenarios' numbers by hand: closed forms, short recursions, a replicator of its own.

Written from the stories that the files tell and from theory.md, without any of the library.
Every function takes a scenario's parameters by name and returns its quantities by name;
``EXACT`` holds those that need no selection, ``SELECTED`` the ones that do.

Own payoffs throughout: R = u(C, C), S = u(C, D), T = u(D, C), P = u(D, D).
"""

from __future__ import annotations

import math

import numpy as np
from scipy.integrate import solve_ivp

INF = math.inf


def chance_of_another(deals: float) -> float:
    """Return the chance of another deal where so many are expected."""
    return 1 - 1 / deals


def caring(T, R, P, S, care):
    """Return T, R, P, S of one who counts that share of the other's payoff."""
    return T + care * S, (1 + care) * R, (1 + care) * P, S + care * T


# --- C01: two prisoners ---


def prison(free, short, middle, long):
    """Return the years of both, by the four outcomes."""
    both_silent, both_betray = -2 * short, -2 * middle
    silent, betray = -(short + long) / 2, -(free + middle) / 2
    return {
        "silent": silent,
        "betray": betray,
        "coin_lead": betray - silent,
        "least_lead": min(short - free, long - middle),
        "both_silent": both_silent,
        "both_betray": both_betray,
        "together": both_silent - both_betray,
        "total_silent": 2 * short,
        "total_betray": 2 * middle,
        "loss_silent": -silent,
        "loss_betray": -betray,
        "lost_free": free,
        "lost_short": short,
        "lost_middle": middle,
        "lost_long": long,
    }


# --- C02: once, between strangers ---


def one_shot(temptation, reward, punishment, sucker, care):
    """Return one round's lead of defecting, and what it costs."""
    T, R, P, S = caring(temptation, reward, punishment, sucker, care)
    forgone = reward - punishment
    return {
        "lead": min(T - R, P - S),
        "both_cooperate": 2 * reward,
        "both_defect": 2 * punishment,
        "buyer_forgoes": forgone,
        "seller_forgoes": forgone,
        "forgone": forgone,
        "together": 2 * forgone,
    }


# --- grim trigger, with care, in an open and in an announced game ---


def cheating(T, R, P, S, care, more):
    """Return what cheating at once gains on grim trigger; ``more`` rounds follow it.

    The one who is punished defects on, or gives where giving is worth more to them
    (model.md). Cheating later is worth the same in an open game, discounted.
    """
    t, r, p, s = caring(T, R, P, S, care)
    return max(0.0, t - r + more * (max(p, s) - r))


def patience_needed(T, R, P, S, care):
    """Return grim trigger's critical continuation (theory row 1, with regard)."""
    t, r, p, s = caring(T, R, P, S, care)
    if r >= t:
        return 0.0
    need = (t - r) / (t - max(p, s))
    return need if 0 <= need < 1 - 1e-6 else INF


def care_needed(T, R, P, S, more):
    """Return the least care in [0, 1] at which nobody gains by cheating on grim trigger.

    The gain is the larger of two straight lines in care, one for each reply to punishment;
    both must have fallen to 0. (They stay there as long as 2 R > T + S.)
    """
    needed = 0.0
    for at_0, at_1 in (
        (T - R + more * (P - R), T + S - 2 * R + more * (2 * P - 2 * R)),
        (T - R + more * (S - R), T + S - 2 * R + more * (T + S - 2 * R)),
    ):
        if at_0 <= 0 and at_1 <= 0:
            continue
        if at_1 > 0:
            return INF
        needed = max(needed, at_0 / (at_0 - at_1))
    return needed


def turns_needed(T, R, P, S, care):
    """Return the least continuation at which taking turns is an equilibrium.

    Whoever gives first must not prefer P and punishment, whoever takes must not prefer R
    and punishment: two polynomials in the continuation (theory row 5 where care is 0).
    """
    t, r, p, s = caring(T, R, P, S, care)
    bad = max(p, s)
    giver = (p - bad, t - bad, s - p)
    taker = (r - bad, s - bad, t - r)
    found = [0.0]
    for quadratic in (giver, taker):
        found += [z.real for z in np.roots(quadratic) if abs(z.imag) < 1e-12]
    able = [
        d
        for d in found
        if 0 <= d < 1 - 1e-6 and min(np.polyval(giver, d), np.polyval(taker, d)) >= -1e-9
    ]
    return min(able, default=INF)


# --- C04: it is personal ---

PRISON = {"temptation": 0.0, "reward": -0.5, "punishment": -5.0, "sucker": -10.0}


def on_record(T, R, P, encounters, told):
    """Return what cheating gains where it becomes known with that chance.

    Staying honest, and cheating whenever nothing is known yet, are the two plans that can
    be best; the second earns V = T + d (told P / (1 - d) + (1 - told) V).
    """
    d = chance_of_another(encounters)
    honest = R * encounters
    cheat = (T + d * told * P * encounters) / (1 - d * (1 - told))
    return max(0.0, cheat - honest)


def told_needed(T, R, P, encounters):
    """Return the chance of becoming known from which cheating gains nothing."""
    d = chance_of_another(encounters)
    if d == 0:
        return INF if T > R else 0.0
    need = (T - R) * (1 - d) / (d * (R - P))
    return max(0.0, need) if need <= 1 else INF


def personal(deals, care, encounters, told, temptation, reward, punishment, sucker):
    """Return what care, or a record, makes of strangers."""
    T, R, P, S = temptation, reward, punishment, sucker
    gain, record = (
        cheating(T, R, P, S, care, deals - 1),
        on_record(T, R, P, encounters, told),
    )
    return {
        "pair_gain": gain,
        "pair_steady": -gain,
        "needed": care_needed(T, R, P, S, deals - 1),
        "needed_once": care_needed(T, R, P, S, 0),
        "needed_prison": care_needed(*PRISON.values(), 0),
        "record_gain": record,
        "record_steady": -record,
        "no_record": -on_record(T, R, P, encounters, 0),
        "told_needed": told_needed(T, R, P, encounters),
    }


# --- C05: time and relationship ---


def time_and_relationship(chance, care, temptation, punishment, deals, **_):
    """Return the four corners, the exchange rate, and where it breaks."""
    stage = T, R, P, S = temptation, 3.0, punishment, 0.0
    t, r, p, s = caring(*stage, care)
    more = chance / (1 - chance)

    def gain(care, more):
        return cheating(*stage, care, more)

    def deals_at(patience):
        return 1 / (1 - patience) if patience < 1 else INF

    with_care, without = patience_needed(*stage, care), patience_needed(*stage, 0)
    # With a last round n the best cheater waits for it, or cheats at once.
    announced = max(t - r, t - r + (deals - 1) * (max(p, s) - r), 0.0)
    return {
        "gain": gain(care, more),
        "gain_time": gain(0, more),
        "gain_depth": gain(care, 0),
        "gain_neither": gain(0, 0),
        "least_alone": min(gain(0, more), gain(care, 0)),
        "steady": -gain(care, more),
        "works": float(gain(care, more) <= 1e-9),
        "chance_needed": with_care,
        "deals_needed": deals_at(with_care),
        "deals_without": deals_at(without),
        "chance_without": without,
        "saved": deals_at(without) - deals_at(with_care),
        "care_needed": care_needed(*stage, more),
        "care_once": care_needed(*stage, 0),
        "turns": turns_needed(*stage, care),
        "announced_gain": announced,
        "announced_steady": -announced,
        "care_announced": (T - R) / (R - S),
        # Without another deal nobody is ever there to be punished.
        "credible": float(gain(care, more) <= 1e-9 and (s <= p or chance == 0)),
        "lead_trusted": r - t,
        "lead_guarded": s - p,
        "care_forgiving": (P - S) / (T - P) if P - S <= T - P else INF,
    }


# --- C06: four dilemmas of a salesperson ---


def from_deals(more: float) -> float:
    """Return the deals at which so many more than the first are expected, up to 20."""
    return 1 + max(0.0, more) if more <= 19 else INF


def salespersons_dilemma(deals, prospect, exposure, modesty, gives_back, offence):
    """Return first minus second option of all four."""
    R, P, S = 3.0, 1.0, 0.0
    stake = R - P
    e, m, g, o = exposure, modesty * stake, gives_back, offence

    def prepare(n):
        guarded_first = S + (n - 1) * R
        another = P + (n - 1) * (P + prospect * stake)
        return guarded_first, another

    def admit(n):
        # A fudge pays R until it comes out, then P; geometric sums of d (1 - e).
        more = n - 1
        fudged = n * (R + e * more * P) / (1 + e * more)
        return R - m + more * R, fudged

    def share(n):
        sharing, once = stake * n * (3 * g - 1), -stake
        buyer_gives, buyer_keeps = 3 * stake * n * (1 - g), 3 * stake
        return sharing, once, buyer_gives, buyer_keeps

    def shared(n):
        sharing, once, gives, keeps = share(n)
        return sharing if gives >= keeps else once

    def speak(n):
        candid = P - o * (P - S) + (n - 1) * ((1 - o) * R + o * S)
        return candid, n * P

    (p1, p2), (a1, a2), (s1, s2) = prepare(deals), admit(deals), speak(deals)
    given, kept, gives, keeps = share(deals)
    now = (p1 - p2, a1 - a2, shared(deals), s1 - s2)
    once = tuple(z[0] - z[1] for z in (prepare(1), admit(1)))
    once += (shared(1), speak(1)[0] - speak(1)[1])
    # Where they cross: a line, a parabola in the deals to come, a step, a line.
    prepare_more = (P - S) / (stake * (1 - prospect)) if prospect < 1 else INF
    if modesty == 0:
        admit_more = 0.0
    elif e == 0:
        admit_more = INF
    else:
        b = e * (1 - modesty)
        admit_more = (-b + math.sqrt(b * b + 4 * e * modesty)) / (2 * e)
    share_more = 1 / (1 - g) - 1 if 3 * g >= 1 else INF
    open_more = (1 - o) * R + o * S - P
    speak_more = o * (P - S) / open_more if open_more > 0 else (0.0 if o == 0 else INF)
    return {
        "stake": stake,
        "prepare_first": p1,
        "prepare_second": p2,
        "prepare": now[0],
        "fudge_first": a1,
        "fudge_second": a2,
        "admit": now[1],
        "given_back": given,
        "kept": kept,
        "buyer_gives": gives,
        "buyer_keeps": keeps,
        "held": 0.0,
        "share": now[2],
        "speak_first": s1,
        "speak_second": s2,
        "speak": now[3],
        "prepare_once": once[0],
        "admit_once": once[1],
        "share_once": once[2],
        "speak_once": once[3],
        "dilemmas": float(sum(a < 0 < b for a, b in zip(once, now, strict=True))),
        "ahead": float(sum(b > 0 for b in now)),
        "prepare_from": from_deals(prepare_more),
        "admit_from": from_deals(admit_more),
        "share_from": from_deals(share_more),
        "speak_from": from_deals(speak_more),
    }


# --- C10: a gift that may misfire ---


def risky_gift(returners, size, misfire, deals, effort):
    """Return what giving first gains, and what its return tells."""
    T, R, P = 5.0, 3.0, 1.0
    gift, cost = size * (R - P), effort * (T - P)
    lands = 1 - misfire
    cold = deals * P
    opened = deals * R
    give_returner = -gift + lands * opened + misfire * cold
    give_taker = -gift + cold
    pretending = lands * (T - cost + (deals - 1) * P) + misfire * cold
    pretend = float(pretending > cold)

    def learned(pretend):
        return returners / (returners + (1 - returners) * pretend) - returners

    rise = give_returner - give_taker
    return {
        "gift": gift,
        "return_cost": cost,
        "give_returner": give_returner,
        "give_taker": give_taker,
        "wait": cold,
        "gain": returners * lands * deals * (R - P) - gift,
        "break_even": size / (lands * deals) if rise > 0 else INF,
        "pretending": pretending,
        "taking": cold,
        "pretend": pretend,
        "believed": learned(pretend) + returners,
        "learned": learned(pretend),
        "riskless": learned(1.0),  # nothing given, nothing returned: every taker pretends
        "more": learned(pretend) - learned(1.0),
    }


# --- C12: the buyer's good first ---


def buyers_good_first(again, recognised, usual, found_out, margin, needs):
    """Return what referring earns against selling now."""
    R = 3.0
    per_need = {
        "refer": (recognised + (1 - recognised) * usual) * R,
        "sell": (1 - found_out) * usual * R,
    }
    first = {"refer": 0.0, "sell": margin * R}

    def so_far(n, plan):
        later = sum(again**k for k in range(1, int(n)))
        return first[plan] + later * per_need[plan]

    def lead_so_far(n):
        return so_far(n, "refer") - so_far(n, "sell")

    more = again / (1 - again)
    refer, sell = (first[plan] + more * per_need[plan] for plan in ("refer", "sell"))
    rise = per_need["refer"] - per_need["sell"]
    again_needed = INF
    if rise > 0:
        again_needed = first["sell"] / (first["sell"] + rise)
    ordinary = usual / (1 - (1 - usual) * again)  # one sale sooner or later
    return {
        "refer": refer,
        "sell": sell,
        "lead": refer - sell,
        "refer_so_far": so_far(needs, "refer"),
        "sell_so_far": so_far(needs, "sell"),
        "lead_so_far": lead_so_far(needs),
        "again_needed": again_needed if again_needed <= 0.999 else INF,
        "needs_needed": next((float(n) for n in range(1, 61) if lead_so_far(n) >= 0), INF),
        "follows": again * (recognised + (1 - recognised) * ordinary),
        "forgone": margin * R,
    }


# --- C13: always be closing; the part without selection ---


def always_be_closing(forgiveness, periods, temptation, **_):
    """Return what a push in the last of four weeks costs, period by period."""
    T, R, S = temptation, 3.0, 0.0
    n, f = periods, forgiveness
    served = 4 * n * R
    after_push = f * R + (1 - f) * S  # week 1, where a buyer was pushed before
    pushed = n * (2 * R + T) + R + (n - 1) * after_push
    cost = (served - pushed) / n
    needed = max(0.0, 1 - n * (T - R) / ((n - 1) * (R - S)))
    return {
        "served": served,
        "pushed": pushed,
        "push_cost": cost,
        "push_gain": -cost,
        "forgiveness_needed": needed,
    }


# --- C29: faking trust ---


def faker_and_honest(deals, heard, shows, top, temptation):
    """Return what a faker and an honest seller earn in all."""
    T, R, P = temptation, 3.0, 1.0
    d = chance_of_another(deals)
    stakes = [1 + (top - 1) * level / 4 for level in range(5)]
    honest = sum(R * stakes[level] * d**level for level in range(4))
    honest += R * stakes[4] * d**4 * deals
    # What follows a betrayal is w + v V, V being a fresh start; backwards from the top.
    w, v = heard * P * deals, 1 - heard
    a, b = T * stakes[4] + d * w, d * v
    for level in (3, 2, 1, 0):
        a = R * stakes[level] + d * ((1 - shows) * a + shows * w)
        b = d * ((1 - shows) * b + shows * v)
    return a / (1 - b), honest


def first_from(lag, low, high, steps=4000):
    """Return the first place from which lag is at least 0, by a fine walk and halving."""
    if lag(low) >= 0:
        return low
    before = low
    for k in range(1, steps + 1):
        at = low + (high - low) * k / steps
        if lag(at) >= 0:
            for _ in range(60):
                middle = (before + at) / 2
                before, at = (before, middle) if lag(middle) >= 0 else (middle, at)
            return at
        before = at
    return INF


def faking_trust(deals, heard, shows, top, temptation):
    """Return faker against honest."""

    def lag(**change):
        setting = {"deals": deals, "heard": heard, "shows": shows, "top": top, **change}
        faked, honest = faker_and_honest(temptation=temptation, **setting)
        return honest - faked

    faked, honest = faker_and_honest(deals, heard, shows, top, temptation)
    return {
        "honest": honest,
        "faked": faked,
        "edge": faked - honest,
        "lag": honest - faked,
        "edge_unseen": -lag(heard=0, shows=0),
        "edge_deal": (faked - honest) / deals,
        "pays_until": first_from(lambda n: lag(deals=n), 1.5, 200),
        "dies_heard": first_from(lambda h: lag(heard=h, shows=0), 0, 1, 200),
        "dies_shows": first_from(lambda s: lag(shows=s, heard=0), 0, 1, 200),
    }


EXACT = {
    "prison": prison,
    "one-shot": one_shot,
    "personal": personal,
    "time-and-relationship": time_and_relationship,
    "salespersons-dilemma": salespersons_dilemma,
    "risky-gift": risky_gift,
    "buyers-good-first": buyers_good_first,
    "always-be-closing": always_be_closing,
    "faking-trust": faking_trust,
}


# --- selection among characters that count down, or do not ---

C, D = 0, 1
#: Five characters of two states: P(C) by state, and the next state by (state, own, other).
ALWAYS_C = ((1, 1), lambda state, own, other: state)
ALWAYS_D = ((0, 0), lambda state, own, other: state)
TIT_FOR_TAT = ((1, 0), lambda state, own, other: other)
GRIM = ((1, 0), lambda state, own, other: int(state or own or other))
WIN_STAY = ((1, 0), lambda state, own, other: int(own != other))
CROWD = (ALWAYS_C, ALWAYS_D, TIT_FOR_TAT, GRIM, WIN_STAY)


def crowd(counting_down: int = 0):
    """Return P(C) [S, 2], moves [S, 2, 2, 2, 2] and last rounds of D [S] of everybody.

    After the five come as many grim triggers that defect in the last 1, 2, ... rounds.
    """
    kinds = [*CROWD, *[GRIM] * counting_down]
    start = [0.0] * len(CROWD)
    cooperate = np.array([kind[0] for kind in kinds], dtype=float)
    moves = np.zeros((len(kinds), 2, 2, 2, 2))
    for i, (_, after) in enumerate(kinds):
        for state, own, other in np.ndindex(2, 2, 2):
            moves[i, state, own, other, after(state, own, other)] = 1
    return cooperate, moves, np.array([*start, *range(1, counting_down + 1)])


def course_of(n, known, slips, counting_down=0, rounds=None):
    """Return P(row's C) and P(CC), P(CD), P(DC), P(DD) [4] of all pairs, by round.

    ``rounds`` of them for an open end, where nobody can count down.
    """
    cooperate, moves, last = crowd(counting_down)
    S = len(cooperate)
    there = np.zeros((S, S, 2, 2))
    there[:, :, 0, 0] = 1
    for number in range(1, int(n if known else rounds) + 1):
        wants = cooperate.copy()
        if known:
            wants[number > n - last] = 0
        does = wants * (1 - slips) + (1 - wants) * slips
        chance = np.stack([does, 1 - does], axis=-1)  # [S, state, action]
        outcome = np.einsum("ijab,iax,jby->ijxy", there, chance, chance, optimize=True)
        after = np.zeros_like(there)
        for x, y in np.ndindex(2, 2):
            mine = chance[:, :, x, None] * moves[:, :, x, y]
            theirs = chance[:, :, y, None] * moves[:, :, y, x]
            half = np.einsum("ijab,iac->ijcb", there, mine)
            after += np.einsum("ijcb,jbd->ijcd", half, theirs)
        yield outcome
        there = after


def meetings(n, known, slips, counting_down=0):
    """Return the mean outcome [S, S, 2, 2] of a round between each two."""
    if known:
        return sum(course_of(n, True, slips, counting_down)) / n
    # Open: one linear system per pair for the states where they are, geometric weights.
    d = chance_of_another(n)
    cooperate, moves, _ = crowd(counting_down)
    does = cooperate * (1 - slips) + (1 - cooperate) * slips
    chance = np.stack([does, 1 - does], axis=-1)
    step = np.einsum(
        "iax,jby,iaxyc,jbyxd->ijabcd", chance, chance, moves, moves, optimize=True
    )
    S = len(cooperate)
    system = np.eye(4) - d * step.reshape(S, S, 4, 4).swapaxes(2, 3)
    first = np.zeros((S, S, 4, 1))
    first[:, :, 0] = 1 - d
    there = np.linalg.solve(system, first).reshape(S, S, 2, 2)
    return np.einsum("ijab,iax,jby->ijxy", there, chance, chance, optimize=True)


def earned(outcome, stage):
    """Return what the row earns per round."""
    T, R, P, S = stage
    return (
        outcome[:, :, C, C] * R
        + outcome[:, :, C, D] * S
        + (outcome[:, :, D, C] * T + outcome[:, :, D, D] * P)
    )


def selected(fitness, time, shares=None):
    """Return the shares that the replicator leaves, in logarithms, by an implicit method.

    x' = x (f - mean f), f = fitness x, from equal shares unless given.
    """
    fitness = np.asarray(fitness, dtype=float)
    n = len(fitness)

    def shares_of(u):
        x = np.exp(u - u.max())
        return x / x.sum()

    def rate(_, u):
        x = shares_of(u)
        f = fitness @ x
        return f - x @ f

    def slope(_, u):
        x = shares_of(u)
        f = fitness @ x
        through = fitness * x - np.outer(f, x)
        return through - (f * x + x @ fitness * x - 2 * (x @ f) * x)

    start = np.zeros(n) if shares is None else np.log(shares)
    found = solve_ivp(
        rate, (0, time), start, method="LSODA", jac=slope, rtol=1e-9, atol=1e-9
    )
    assert found.success, found.message
    return shares_of(found.y[:, -1])


def cooperated(outcome, x):
    """Return P(C) in a round of two who meet with shares x."""
    return float(x @ outcome[:, :, C, :].sum(axis=-1) @ x)


def left(stage, n, *, known, slips=0.0, counting_down=0, care=0.0, time=None):
    """Return (shares, mean outcome) that selection leaves.

    By earnings per round for so much time; by earnings in all, for ever, without one.
    """
    outcome = meetings(n, known, slips, counting_down)
    own = earned(outcome, stage)
    utility = own + care * own.T
    if time is None:
        return selected(n * utility, LONG), outcome
    return selected(utility, time), outcome


LONG = 1e6  #: long enough for whatever settles


def one_ten_hundred(
    n, known, sight, patience, temptation, slips, reward, punishment, sucker
):
    """Return cooperation after selection that was stopped, by the number of rounds."""
    stage = temptation, reward, punishment, sucker

    def cooperation(n):
        down = int(min(sight, n - 1))
        x, outcome = left(
            stage, n, known=known, slips=slips, counting_down=down, time=patience
        )
        return cooperated(outcome, x)

    at = {m: cooperation(m) for m in (1, 10, 100)}
    return {
        "cooperation": at[n] if n in at else cooperation(n),
        "at_1": at[1],
        "at_10": at[10],
        "at_100": at[100],
        "begins": at[10] - at[1],
    }


def reciprocators_needed(n, temptation, reward, punishment, sucker, **_):
    """Return theory row 8: l / (H - 1 - g + l), at most 1."""
    g = (temptation - reward) / (reward - punishment)
    loss = (punishment - sucker) / (reward - punishment)
    room = n - 1 - g
    return min(1.0, loss / (room + loss)) if room > 0 else 1.0


def grim_and_guard(n, temptation, reward, punishment, sucker, **_):
    """Return what grim trigger and always-defect earn among each other in n rounds."""
    rest = (n - 1) * punishment
    needed = {
        name: reciprocators_needed(m, temptation, reward, punishment, sucker)
        for name, m in (("needed", n), ("needed_10", 10), ("needed_100", 100))
    }
    return {
        "trust_trust": n * reward,
        "trust_guard": sucker + rest,
        "guard_trust": temptation + rest,
        "guard_guard": n * punishment,
        **needed,
    }


EXACT["one-ten-hundred"] = grim_and_guard


def corners(chance, care, temptation, punishment, slips, deals):
    """Return cooperation at the four corners after selection, and what slips leave."""
    stage = temptation, 3.0, punishment, 0.0

    def cooperation(care, n, slips=0.0):
        x, outcome = left(stage, n, known=False, slips=slips, care=care)
        return cooperated(outcome, x)

    expected = 1 / (1 - chance)
    found = {
        "left": cooperation(care, expected),
        "left_time": cooperation(0, expected),
        "left_depth": cooperation(care, 1),
        "left_neither": cooperation(0, 1),
        "after": cooperation(care, deals, slips),
        "slips_10": cooperation(0, 10, 0.05),
        "slips_100": cooperation(0, 100, 0.05),
    }
    found["interaction"] = (
        found["left"] - found["left_time"] - found["left_depth"] + found["left_neither"]
    )
    return found


def one_round(T, R, P, S, care, openers=0.8):
    """Return where the first move settles if it is all there is: theory row 10.

    ``openers`` of the crowd open with C at first.
    """
    t, r, p, s = caring(T, R, P, S, care)
    trusting, guarded = r - t, s - p
    if trusting >= 0 and guarded >= 0:
        return 1.0
    if trusting <= 0 and guarded <= 0:
        return 0.0
    edge = guarded / (guarded - trusting)
    if trusting < 0:  # snowdrift: both stay
        return edge
    return 1.0 if openers > edge else 0.0  # stag hunt: one of them wins


def deadline(rounds_left, sight, patience, temptation, k=1, **_):
    """Return cooperation by round, and what a deadline costs the seller."""
    stage = temptation, 3.0, 1.0, 0.0
    n, down = int(rounds_left), int(min(sight, rounds_left - 1))
    x, outcome = left(stage, n, known=True, counting_down=down, time=patience)
    # The open end has the same crowd: who would count down cannot.
    y, open_outcome = left(stage, n, known=False, counting_down=down, time=patience)
    by_round = [cooperated(o, x) for o in course_of(n, True, 0, down)]
    open_round = [cooperated(o, y) for o in course_of(n, False, 0, down, rounds=k)]
    with_deadline = float(x @ earned(outcome, stage) @ x)
    without = float(y @ earned(open_outcome, stage) @ y)
    return {
        "course": by_round[int(k) - 1],
        "course_open": open_round[-1],
        "first": by_round[0],
        "last": by_round[-1],
        "below_half": 0.5 - by_round[int(k) - 1],
        "breaks": next((float(i) for i, c in enumerate(by_round, 1) if c <= 0.5), INF),
        "with_deadline": with_deadline,
        "without": without,
        "price": n * (without - with_deadline),
    }


SELECTED = {
    "one-ten-hundred": one_ten_hundred,
    "time-and-relationship": corners,
    "always-be-closing": deadline,
}
