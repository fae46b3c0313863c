"""Compiled loops of the exact solver: build a joint chain, push it forward, pull it back.

Blind: arrays in, arrays out. Letters: L depths; X, Y states of buyer and seller; N
reachable joint states (depth, x, y); K events, what a played round can come to, seen from
where play goes on: (depth, buyer's next-state row, seller's, buyer's action, seller's
action). States that share a next-state row share their events, so a round is two short
steps, states to events and events to states.
"""

from __future__ import annotations

import numpy as np

from trustgame._compiled import kernel


@kernel
def rows_of(next_state, first):
    """Fill ``first`` [L, X] with the first state of the same next-state row there."""
    L, X = first.shape
    for level in range(L):
        for x in range(X):
            first[level, x] = x
            for other in range(x):
                same = True
                for own in range(2):
                    for seen in range(2):
                        if (
                            next_state[level, other, own, seen]
                            != next_state[level, x, own, seen]
                        ):
                            same = False
                if same:
                    first[level, x] = other
                    break


@kernel
def build(
    cooperate_b, leave_b, next_b, rows_b, end_b, start_b,
    cooperate_s, leave_s, next_s, rows_s, end_s, start_s,
    movement, tremble, misperception, continuation, starts,
):  # fmt: skip
    """Return the reachable joint chain, breadth first from the start at each first depth.

    ``rows_b``, ``rows_s`` [L, X]: each state's next-state row, as ``rows_of`` numbers them.

    Returns
    -------
    states : [N, 3] depth, x, y
    leave : [N] P(somebody leaves before the round)
    weights : [4, N, 4] P(event slot | state), slots CC CD DC DD; phase 0, +1 when the buyer
        counts down, +2 when the seller does
    slots : [N, 4] event of each slot; K (a dummy) where it cannot happen
    events : [K, 2] depth, slot
    pointer, target, chance : [K + 1], [.], [.] next states of each event, if play goes on
    stop : [K] P(no round follows the event)
    """
    L, X = cooperate_b.shape
    Y = cooperate_s.shape[1]
    # As large as they can get, also where first depths repeat; memory that is never
    # touched costs nothing.
    most = L * X * Y + len(starts)
    spread = 1
    for level in range(L):
        for slot in range(4):
            wide = 0
            for there in range(L):
                wide += movement[level, slot // 2, slot % 2, there] > 0.0
            spread = max(spread, wide)
    state_at = np.zeros((L, X, Y), dtype=np.int64)  # number + 1; 0: not met yet
    event_at = np.zeros((L, X, Y, 4), dtype=np.int64)
    states = np.empty((most, 3), dtype=np.int64)
    slots = np.empty((most, 4), dtype=np.int64)
    leave = np.empty(most)
    weights = np.zeros((4, most, 4))
    events = np.empty((4 * most, 2), dtype=np.int64)
    stop = np.empty(4 * most)
    pointer = np.zeros(4 * most + 1, dtype=np.int64)
    target = np.empty(16 * most * spread, dtype=np.int64)
    chance = np.empty(16 * most * spread)
    N, K, J = len(starts), 0, 0
    for i in range(N):
        states[i, 0], states[i, 1], states[i, 2] = starts[i], start_b, start_s
        state_at[starts[i], start_b, start_s] = i + 1
    j = 0
    while j < N:
        level, x, y = states[j, 0], states[j, 1], states[j, 2]
        stay = (1.0 - leave_b[level, x]) * (1.0 - leave_s[level, y])
        leave[j] = 1.0 - stay
        e_b, e_s = tremble[level, 0], tremble[level, 1]
        c_b, c_s = cooperate_b[level, x], cooperate_s[level, y]
        # Of C and of D, each for itself: 1 - q would lose the digits of a rare slip.
        q_b = (c_b * (1.0 - e_b) + (1.0 - c_b) * e_b, e_b)
        q_s = (c_s * (1.0 - e_s) + (1.0 - c_s) * e_s, e_s)
        n_b = ((1.0 - c_b) * (1.0 - e_b) + c_b * e_b, 1.0 - e_b)
        n_s = ((1.0 - c_s) * (1.0 - e_s) + c_s * e_s, 1.0 - e_s)
        for slot in range(4):
            a, b = slot // 2, slot % 2
            possible = False
            for phase in range(4):
                down_b, down_s = phase % 2, phase // 2
                if (down_b and not end_b) or (down_s and not end_s):
                    continue
                p_b = q_b[down_b] if a == 0 else n_b[down_b]
                p_s = q_s[down_s] if b == 0 else n_s[down_s]
                weights[phase, j, slot] = stay * p_b * p_s
                possible |= weights[phase, j, slot] > 0.0
            slots[j, slot] = -1
            if not possible:
                continue
            row_b, row_s = rows_b[level, x], rows_s[level, y]
            if event_at[level, row_b, row_s, slot] == 0:
                event_at[level, row_b, row_s, slot] = K + 1
                events[K, 0], events[K, 1] = level, slot
                stop[K] = 0.0
                for there in range(L):
                    p_depth = movement[level, a, b, there]
                    stop[K] += p_depth * (1.0 - continuation[there])
                    for misread in range(4):
                        wrong_b, wrong_s = misread // 2, misread % 2
                        m_b, m_s = misperception[level, 0], misperception[level, 1]
                        p = p_depth * continuation[there]
                        p *= m_b if wrong_b else 1.0 - m_b
                        p *= m_s if wrong_s else 1.0 - m_s
                        if p == 0.0:
                            continue
                        to_x = next_b[level, x, a, b ^ wrong_b]
                        to_y = next_s[level, y, b, a ^ wrong_s]
                        to = state_at[there, to_x, to_y] - 1
                        if to < 0:
                            to = N
                            state_at[there, to_x, to_y] = N + 1
                            states[N, 0], states[N, 1], states[N, 2] = there, to_x, to_y
                            N += 1
                        k = pointer[K]
                        while k < J and target[k] != to:
                            k += 1
                        if k == J:
                            target[J], chance[J] = to, 0.0
                            J += 1
                        chance[k] += p
                K += 1
                pointer[K] = J
            slots[j, slot] = event_at[level, row_b, row_s, slot] - 1
        j += 1
    for j in range(N):
        for slot in range(4):
            if slots[j, slot] < 0:
                slots[j, slot] = K
    return (
        states[:N].copy(), leave[:N].copy(), weights[:, :N].copy(), slots[:N].copy(),
        events[:K].copy(), pointer[: K + 1].copy(), target[:J].copy(), chance[:J].copy(),
        stop[:K].copy(),
    )  # fmt: skip


@kernel
def forward(
    states, leave, weights, slots, events, pointer, target, chance,
    continuation, rounds, last, end_b, end_s, flow, frozen,
):  # fmt: skip
    """Fill ``flow`` [H, L, 4] and ``frozen`` [H, L]: where each round is played or waits.

    ``last`` is the round the players count down to. Rows past the point where nothing is
    left to happen stay zero; with ``H = 1`` rounds add up in one row.
    """
    N, K = len(leave), len(events)
    H = len(flow)
    w = np.zeros(N)
    w[0] = 1.0
    z = np.empty(K + 1)
    waiting = np.zeros(len(continuation))
    leavers = False
    for j in range(N):
        leavers |= leave[j] > 0.0
    for t in range(rounds):
        row = t if H > 1 else 0
        phase = (1 if t >= last - end_b else 0) + (2 if t >= last - end_s else 0)
        z[:] = 0.0
        for j in range(N):
            mass = w[j]
            for slot in range(4):
                z[slots[j, slot]] += mass * weights[phase, j, slot]
        mass = 0.0
        for e in range(K):
            flow[row, events[e, 0], events[e, 1]] += z[e]
            mass += z[e]
        if leavers:
            for j in range(N):
                waiting[states[j, 0]] += w[j] * leave[j]
            for level in range(len(waiting)):
                frozen[row, level] += waiting[level]
                mass += waiting[level]
                waiting[level] *= continuation[level]
        if mass < 1e-30:
            break
        w[:] = 0.0
        for e in range(K):
            for k in range(pointer[e], pointer[e + 1]):
                w[target[k]] += z[e] * chance[k]


@kernel
def endless(
    states, leave, weights, slots, events, pointer, target, chance, stop,
    continuation, flow, clock,
):  # fmt: skip
    """Fill ``flow`` and ``clock`` [L, 4] of a chain without a last round.

    The visits of what passes are the stationary shares of the chain that begins again
    whenever play leaves it, over the share of beginnings: one elimination without
    subtraction serves both passing and lasting events. Dense: time K ** 3.

    Returns
    -------
    waiting, length, played : as in ``trustgame.solve.endless.LongRun``
    """
    K, L = len(events), len(continuation)
    step = np.zeros((K, K))
    left = np.zeros((K, L))
    lasting = np.zeros(K, dtype=np.int64)  # class + 1 of the events that go on for ever
    ends = np.zeros(K)
    for e in range(K):
        ends[e] = stop[e]
        for k in range(pointer[e], pointer[e + 1]):
            j = target[k]
            if leave[j] > 0.0:
                left[e, states[j, 0]] += chance[k] * leave[j]
                ends[e] += chance[k] * leave[j]
            for slot in range(4):
                if weights[0, j, slot] > 0.0:
                    step[e, slots[j, slot]] += chance[k] * weights[0, j, slot]
    first = np.zeros(K)
    for slot in range(4):
        if weights[0, 0, slot] > 0.0:
            first[slots[0, slot]] += weights[0, 0, slot]
    for level in range(L):
        if continuation[level] == 1.0:
            classes(step, ends, lasting)
            break
    passing, n = members_of(lasting, 0)
    again = np.zeros((n + 1, n + 1))
    for i in range(n):
        e = passing[i]
        again[0, 1 + i] = first[e]
        again[1 + i, 0] = ends[e]
        for to in range(K):
            if lasting[to] > 0:
                again[1 + i, 0] += step[e, to]
        for k in range(n):
            again[1 + i, 1 + k] = step[e, passing[k]]
    visits = np.zeros(K)
    begun = 0.0
    for i in range(n):
        begun += first[passing[i]]
    if begun > 0.0:
        share = stationary(again)
        for i in range(n):
            visits[passing[i]] = share[1 + i] / share[0]
    away = np.zeros(L)
    away[states[0, 0]] = leave[0]
    arriving = first
    for e in range(K):
        if visits[e] > 0.0:
            for level in range(L):
                away[level] += visits[e] * left[e, level]
            for to in range(K):
                arriving[to] += visits[e] * step[e, to]
    waiting, for_ever = 0.0, 0.0
    for level in range(L):
        if continuation[level] < 1.0:
            waiting += away[level] / (1.0 - continuation[level])
        else:
            for_ever += away[level]
    absorbed, played = 0.0, 0.0
    for e in range(K):
        played += visits[e]
        if lasting[e] > 0:
            absorbed += arriving[e]
    for_ever_in_all = absorbed + for_ever
    if absorbed <= 0.0:
        for e in range(K):
            flow[events[e, 0], events[e, 1]] += visits[e]
            if for_ever <= 0.0:
                clock[events[e, 0], events[e, 1]] += visits[e]
        if for_ever <= 0.0:
            return waiting, played + waiting, played
        return 1.0, np.inf, played
    for c in range(1, K + 1):
        members, n = members_of(lasting, c)
        if n == 0:
            continue
        inner = np.empty((n, n))
        weight = 0.0
        for i in range(n):
            weight += arriving[members[i]]
            for k in range(n):
                inner[i, k] = step[members[i], members[k]]
        share = stationary(inner)
        for i in range(n):
            e = members[i]
            flow[events[e, 0], events[e, 1]] += weight / absorbed * share[i]
            clock[events[e, 0], events[e, 1]] += weight / for_ever_in_all * share[i]
    return for_ever / for_ever_in_all, np.inf, np.inf


@kernel
def members_of(lasting, c):
    """Return the events [K] that bear a number, those first, and how many they are."""
    members, n = np.empty(len(lasting), dtype=np.int64), 0
    for e in range(len(lasting)):
        if lasting[e] == c:
            members[n] = e
            n += 1
    return members, n


@kernel
def classes(step, ends, lasting):
    """Fill ``lasting`` [K]: a closed class's first member + 1; 0 for what passes."""
    K = len(step)
    reach = np.zeros((K, K), dtype=np.bool_)
    for e in range(K):
        for k in range(K):
            reach[e, k] = step[e, k] > 0.0
    for k in range(K):
        for i in range(K):
            if reach[i, k]:
                for j in range(K):
                    reach[i, j] |= reach[k, j]
    for e in range(K):
        closed = ends[e] == 0.0
        least = e
        for k in range(K):
            if reach[e, k]:
                least = min(least, k)
                closed = closed and reach[k, e] and ends[k] == 0.0
        if closed:
            lasting[e] = least + 1


@kernel
def horizons(
    states, leave, weights, slots, events, pointer, target, chance,
    continuation, end_b, end_s, reward, outside, wanted, out,
):  # fmt: skip
    """Fill ``out`` [., n, Q] with expected totals of Q quantities for whole horizons.

    One pass back from the last round: what stands ahead with r rounds left is the total
    over exactly r. ``reward`` [L, 4, Q] is paid by each event, ``outside`` [Q] by each
    clock round spent outside; ``wanted`` [rounds] is the row of a horizon, or -1; the first
    n states are the starts.
    """
    N, K, Q = len(leave), len(events), len(outside)
    worth, after = np.zeros((N, Q)), np.zeros((K + 1, Q))
    wait = np.zeros(len(continuation))
    for left in range(1, len(wanted) + 1):
        phase = (1 if left <= end_b else 0) + (2 if left <= end_s else 0)
        for level in range(len(wait)):
            wait[level] = 1.0 + continuation[level] * wait[level]
        for e in range(K):
            for q in range(Q):
                after[e, q] = reward[events[e, 0], events[e, 1], q]
            for k in range(pointer[e], pointer[e + 1]):
                for q in range(Q):
                    after[e, q] += chance[k] * worth[target[k], q]
        for j in range(N):
            for q in range(Q):
                worth[j, q] = leave[j] * wait[states[j, 0]] * outside[q]
            for slot in range(4):
                p = weights[phase, j, slot]
                if p > 0.0:
                    for q in range(Q):
                        worth[j, q] += p * after[slots[j, slot], q]
        row = wanted[left - 1]
        if row >= 0:
            for j in range(out.shape[1]):
                for q in range(Q):
                    out[row, j, q] = worth[j, q]


@kernel
def table(
    cooperate_b, leave_b, next_b, end_b, start_b,
    cooperate_s, leave_s, next_s, end_s, start_s,
    movement, tremble, misperception, continuation, starts,
    rounds, flow, clock, totals, reward, outside, wanted, out,
):  # fmt: skip
    """Build the chain of every pair and fill what is asked of it.

    Horizons, if any are ``wanted``: ``out`` [B, S, ., n, Q]. Else the totals of ``rounds``,
    or of no last round if that is 0: ``flow`` and ``clock`` [B, S, 1, L, 4], ``totals``
    [B, S, 3], as ``endless``. One kernel, so that ``build`` is compiled into one only.
    """
    L = len(continuation)
    rows_s = np.empty((len(start_s), L, cooperate_s.shape[2]), dtype=np.int64)
    for k in range(len(start_s)):
        rows_of(next_s[k], rows_s[k])
    rows_b = np.empty((L, cooperate_b.shape[2]), dtype=np.int64)
    for i in range(len(start_b)):
        rows_of(next_b[i], rows_b)
        for k in range(len(start_s)):
            states, leave, weights, slots, events, pointer, target, chance, stop = build(
                cooperate_b[i], leave_b[i], next_b[i], rows_b, end_b[i] > 0, start_b[i],
                cooperate_s[k], leave_s[k], next_s[k], rows_s[k], end_s[k] > 0, start_s[k],
                movement, tremble, misperception, continuation, starts,
            )  # fmt: skip
            if len(wanted) > 0:
                horizons(
                    states, leave, weights, slots, events, pointer, target, chance,
                    continuation, end_b[i], end_s[k], reward, outside, wanted, out[i, k],
                )  # fmt: skip
            elif rounds > 0:
                frozen = np.zeros((1, L))
                forward(
                    states, leave, weights, slots, events, pointer, target, chance,
                    continuation, rounds, rounds, end_b[i], end_s[k],
                    flow[i, k], frozen,
                )  # fmt: skip
                for level in range(L):
                    totals[i, k, 0] += frozen[0, level]
                    for slot in range(4):
                        clock[i, k, 0, level, slot] = flow[i, k, 0, level, slot]
                        totals[i, k, 2] += flow[i, k, 0, level, slot]
                totals[i, k, 1] = totals[i, k, 0] + totals[i, k, 2]
            else:
                waiting, length, played = endless(
                    states, leave, weights, slots, events, pointer, target, chance, stop,
                    continuation, flow[i, k, 0], clock[i, k, 0],
                )  # fmt: skip
                totals[i, k, 0], totals[i, k, 1], totals[i, k, 2] = waiting, length, played


@kernel
def backward(
    states, leave, weights, slots, events, pointer, target, chance, stop,
    continuation, rounds, end_b, end_s, reward, outside, mean, variance,
):  # fmt: skip
    """Fill ``mean`` [N] and ``variance`` [N] of one role's total from each first state.

    Variances are added up as conditional ones (the law of total variance), so nothing
    cancels. ``reward`` [K] is the role's payoff of each event.
    """
    N, K = len(leave), len(events)
    L = len(continuation)
    wait_mean, wait_var = np.zeros(L), np.zeros(L)
    after_mean, after_var = np.zeros(K + 1), np.zeros(K + 1)
    gain = np.zeros(K + 1)
    for left in range(1, rounds + 1):
        phase = (1 if left <= end_b else 0) + (2 if left <= end_s else 0)
        for level in range(L):
            d = continuation[level]
            wait_var[level] = d * wait_var[level] + d * (1.0 - d) * wait_mean[level] ** 2
            wait_mean[level] = 1.0 + d * wait_mean[level]
        for e in range(K):
            m = 0.0
            for k in range(pointer[e], pointer[e + 1]):
                m += chance[k] * mean[target[k]]
            v = stop[e] * m * m
            for k in range(pointer[e], pointer[e + 1]):
                v += chance[k] * (variance[target[k]] + (mean[target[k]] - m) ** 2)
            after_mean[e], after_var[e] = m, v
            gain[e] = reward[e] + m
        for j in range(N):
            level = states[j, 0]
            away = outside * wait_mean[level]
            m = leave[j] * away
            for slot in range(4):
                m += weights[phase, j, slot] * gain[slots[j, slot]]
            v = leave[j] * (outside**2 * wait_var[level] + (away - m) ** 2)
            for slot in range(4):
                e = slots[j, slot]
                v += weights[phase, j, slot] * (after_var[e] + (gain[e] - m) ** 2)
            mean[j], variance[j] = m, v


@kernel
def stationary(P):
    """Return the stationary distribution [n] of an irreducible chain [n, n]; uses it up.

    Elimination without subtraction (Grassmann, Taksar & Heyman 1985), so small
    probabilities lose no digits.
    """
    n = len(P)
    for k in range(n - 1, 0, -1):
        away = 0.0
        for i in range(k):
            away += P[k, i]
        for i in range(k):
            P[i, k] /= away
        for i in range(k):
            factor = P[i, k]
            if factor > 0.0:
                for j in range(k):
                    P[i, j] += factor * P[k, j]
    share = np.zeros(n)
    share[0] = 1.0
    total = 1.0
    for k in range(1, n):
        for i in range(k):
            share[k] += share[i] * P[i, k]
        total += share[k]
    for k in range(n):
        share[k] /= total
    return share
