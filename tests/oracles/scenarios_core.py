"""The core scenarios by hand: one round, grim trigger with care, four small dilemmas.

Part of ``oracles.scenarios``, which says what that is. Own payoffs throughout:
R = u(C, C), S = u(C, D), T = u(D, C), P = u(D, D).
"""

from __future__ import annotations

import math

import numpy as np

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
        "only": float(T > R and P > S),
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


def copying_needed(T, R, P, S, care):
    """Return tit for tat's critical continuation (theory row 2, with regard).

    Against it defecting on and defecting every other time are the rivals of giving.
    """
    t, r, p, s = caring(T, R, P, S, care)
    return 0.0 if r >= t else max((t - r) / (t - p), (t - r) / (r - s))


def shifting_needed(T, R, P, S, care):
    """Return win-stay lose-shift's critical continuation (theory row 4, with regard).

    It gives again after both defected: the rivals are to defect on, which earns T, P, T, P,
    ..., and to give in where it punishes, which earns T, S, S, ...
    """
    t, r, p, s = caring(T, R, P, S, care)
    if r >= t:
        return 0.0
    need = max((t - r) / (r - p), (t - r) / (t - s))
    return need if need < 1 - 1e-6 else INF


def risk_needed(T, R, P, S, care):
    """Return where a coin-flip belief is enough for grim trigger (theory row 6)."""
    t, r, p, s = caring(T, R, P, S, care)
    lost = max(0.0, p - s)  # on the first round, to one who guards
    return max(0.0, (t - r + lost) / (t - p + lost)) if t - r + lost > 0 else 0.0


def belief_needed(T, R, P, S, care, chance):
    """Return the share of trusting partners from which grim trigger pays (theory row 7)."""
    t, r, p, s = caring(T, R, P, S, care)
    ahead = r - (1 - chance) * t - chance * p  # per round, among those who trust
    behind = (1 - chance) * max(0.0, p - s)
    return behind / (ahead + behind) if ahead > 0 else 1.0


def kept_up(slips):
    """Return cooperation for ever of two who copy, shift, never forgive (row 17)."""
    if slips == 0:
        return 1.0, 1.0, 1.0
    k = 2 * slips * (1 - slips)
    return 0.5, 1 - slips - k + 2 * slips * k, slips


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


def time_and_relationship(chance, care, temptation, punishment, deals, slips, **_):
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
    copying, shifting, grim = kept_up(slips)
    copying_5, shifting_5, grim_5 = kept_up(0.05)
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
        "copying_needed": copying_needed(*stage, care),
        "shifting_needed": shifting_needed(*stage, care),
        "risk_needed": risk_needed(*stage, care),
        "risk_without": risk_needed(*stage, 0),
        # Row 3: at its second bound, and only where T + S = P + R, as of gifts.
        "copying_credible": float(abs(T + S - P - R) < 1e-9),
        "copying_credible_gifts": 1.0,
        "belief": belief_needed(*stage, care, chance),
        "coin_flip": 0.5 - belief_needed(*stage, care, chance),
        "belief_without": belief_needed(*stage, 0, 0.75),
        "copying_left": copying,
        "shifting_left": shifting,
        "grim_left": grim,
        "copying_5": copying_5,
        "shifting_5": shifting_5,
        "grim_5": grim_5,
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
