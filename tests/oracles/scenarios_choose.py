"""Four scenarios by hand that trainers ask for: sums of geometric series, mostly.

Part of ``oracles.scenarios``, which says what that is. Own payoffs throughout:
R = u(C, C), S = u(C, D), T = u(D, C), P = u(D, D).
"""

from __future__ import annotations

import math

from oracles.scenarios_core import chance_of_another

INF = math.inf


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


def last_at(edge, low, high, steps=4000):
    """Return the last place where edge is at least 0, by a fine walk back and halving."""
    if edge(high) >= 0:
        return high
    after = high
    for k in range(1, steps + 1):
        at = high * (low / high) ** (k / steps)
        if edge(at) >= 0:
            for _ in range(60):
                middle = (at + after) / 2
                at, after = (middle, after) if edge(middle) >= 0 else (at, middle)
            return at
        after = at
    return math.nan


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
        "pays_until": last_at(lambda n: -lag(deals=n), 1.5, 200),
        "dies_heard": first_from(lambda h: lag(heard=h, shows=0), 0, 1, 200),
        "dies_shows": first_from(lambda s: lag(shows=s, heard=0), 0, 1, 200),
    }
