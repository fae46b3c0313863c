// What many pairs come to: selection, grim trigger's threshold, the map, the best reply.
(function (root) {
  "use strict";
  const TG = root.TG;

  // --- selection ----------------------------------------------------------------------
  // Replicator dynamics in logarithms of shares by Dormand & Prince's steps of order 5 (J.
  // Comput. Appl. Math. 6, 1980), with the limits of the library's maps: nothing moves or
  // grows by more than REST of the table's largest difference per unit of time.
  const SHARES = ["buyers", "sellers"]; // what shares are called, by role
  const REST = 1e-5, TOLERANCE = 1e-5, LONGEST = 1e7, STEPS = 1000, ROUNDING = 1e-12;
  const NODES = [
    [1 / 5],
    [3 / 40, 9 / 40],
    [44 / 45, -56 / 15, 32 / 9],
    [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
    [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656],
    [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84],
  ];
  const ERROR = [71 / 57600, 0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40];

  // Shares x from logarithms u[low ...].
  function sharesOf(u, low, x) {
    let top = -Infinity, total = 0;
    for (let i = 0; i < x.length; i++) top = Math.max(top, u[low + i]);
    for (let i = 0; i < x.length; i++) total += x[i] = Math.exp(u[low + i] - top);
    for (let i = 0; i < x.length; i++) x[i] /= total;
  }

  // Fill du[low ...], the slopes of one population's logarithms; return its unrest. own [n, m]
  // is what shares x earn against shares y.
  function slopes(own, x, y, low, du) {
    const [n, m] = [x.length, y.length];
    let mean = 0, moving = 0, growing = 0;
    for (let i = 0; i < n; i++) {
      let f = 0;
      for (let j = 0; j < m; j++) f += own[i * m + j] * y[j];
      du[low + i] = f;
      mean += x[i] * f;
    }
    for (let i = 0; i < n; i++) {
      du[low + i] -= mean;
      moving += Math.abs(x[i] * du[low + i]);
      growing = Math.max(growing, du[low + i]);
    }
    return Math.max(moving, growing);
  }

  // Where one table settles. fitness[b][s] = [buyer, seller]; one: both seats, one population.
  // Returns whether it comes to rest, the trail [{time, buyers, sellers}], and how often
  // couples meet in the end, met[b][s]: where nothing rests, on average over the later part
  // of the trail, as the library's maps have it, for the last point hangs on when one stops.
  function settle(fitness, one) {
    const B = fitness.length, S = fitness[0].length;
    const ownB = Float64Array.from(fitness.flatMap((row, i) =>
      row.map((cell, j) => (one ? (cell[0] + fitness[j][i][1]) / 2 : cell[0]))));
    const ownS = Float64Array.from({ length: S * B }, (_, k) => fitness[k % B][Math.floor(k / B)][1]);
    const spread = (own) => Math.max(...own) - Math.min(...own);
    let scale = one ? spread(ownB) : Math.max(spread(ownB), spread(ownS));
    // Differences that only rounding makes are none: nobody then grows or shrinks.
    const size = Math.max(...ownB.map(Math.abs), ...ownS.map(Math.abs));
    const level = !(scale > ROUNDING * size);
    if (level) scale = 1;
    const n = one ? B : B + S;
    const x = new Float64Array(B), y = one ? x : new Float64Array(S);
    let u = new Float64Array(n), trial = new Float64Array(n);
    u.fill(-Math.log(B), 0, B);
    if (!one) u.fill(-Math.log(S), B);
    const k = Array.from({ length: 7 }, () => new Float64Array(n));
    const derivative = (v, du) => {
      sharesOf(v, 0, x);
      if (!one) sharesOf(v, B, y);
      const first = slopes(ownB, x, y, 0, du);
      return (one ? first : Math.max(first, slopes(ownS, y, x, B, du))) / scale;
    };
    let unrest = derivative(u, k[0]), t = 0, h = 0.01 / scale;
    const trail = [{ time: 0, buyers: [...x], sellers: [...y] }];
    let later = STEPS; // where the trail's later part begins: its first quarter is left out
    // The library's first step has length 0 and counts.
    for (let step = 1; step < STEPS && !level && unrest > REST && t * scale < LONGEST; step++) {
      let after = 0;
      for (let stage = 0; stage < 6; stage++) {
        for (let i = 0; i < n; i++) {
          let change = 0;
          for (let q = 0; q <= stage; q++) change += NODES[stage][q] * k[q][i];
          trial[i] = u[i] + h * change;
        }
        after = derivative(trial, k[stage + 1]);
      }
      let worst = 1e-30;
      for (let i = 0; i < n; i++) {
        let error = 0;
        for (let q = 0; q < 7; q++) error += ERROR[q] * k[q][i];
        worst = Math.max(worst, Math.abs(h * error) / (TOLERANCE * (1 + Math.abs(u[i]))));
      }
      if (worst <= 1) {
        t += h;
        unrest = after;
        [u, trial] = [trial, u];
        k[0].set(k[6]);
        if (4 * step >= STEPS) later = Math.min(later, trail.length - 1);
        trail.push({ time: t * scale, buyers: [...x], sellers: [...y] });
      }
      h *= Math.min(5, Math.max(0.2, 0.9 * worst ** -0.2));
    }
    const atRest = level || unrest <= REST;
    return { atRest, trail, later: Math.min(later, trail.length - 1), met: meetings(trail, atRest ? STEPS : later) };
  }

  // How often couples meet [b][s], on average over time from a point of the trail on.
  function meetings(trail, from) {
    const last = trail.length - 1, part = trail.slice(Math.min(from, last));
    const whole = part[part.length - 1].time - part[0].time;
    const weights = part.map(({ time }, k) => (whole === 0 ? 1 / part.length
      : ((part[k + 1] || { time }).time - (part[k - 1] || { time }).time) / 2 / whole));
    return part[0].buyers.map((_, i) => part[0].sellers.map((__, j) =>
      part.reduce((sum, { buyers, sellers }, k) => sum + weights[k] * buyers[i] * sellers[j], 0)));
  }

  // Whether one population takes both seats: the same names, and payoffs that mirror.
  function isOne(table, sameNames) {
    if (!sameNames) return false;
    const close = (a, b) => Math.abs(a - b) <= 1e-9 + 1e-9 * Math.abs(b);
    return table.every((row, i) => row.every((cell, j) =>
      close(cell.totalUtility[0], table[j][i].totalUtility[1])));
  }

  // What selection among the strategies of a round robin leads to.
  function select(table, sameNames) {
    const one = isOne(table, sameNames);
    const found = settle(table.map((row) => row.map((cell) => cell.totalUtility)), one);
    const { met } = found;
    const buyers = met.map((row) => row.reduce((sum, p) => sum + p, 0));
    const sellers = met[0].map((_, j) => met.reduce((sum, row) => sum + row[j], 0));
    return { ...found, buyers, sellers, one, ...mixed(table, met) };
  }

  // How often each side cooperates where shares x of buyers meet shares y of sellers.
  const cooperationAt = (table, x, y) => mixed(table, x.map((p) => y.map((q) => p * q))).cooperation;

  // Cooperation and pay where couples meet so often, met[b][s].
  function mixed(table, met) {
    let played = 0, length = 0;
    const cooperated = [0, 0], value = [0, 0];
    met.forEach((row, i) => row.forEach((p, j) => {
      const cell = table[i][j];
      played += p * cell.played;
      length += p * cell.length;
      for (let r = 0; r < 2; r++) {
        cooperated[r] += p * cell.cooperation[r] * cell.played;
        value[r] += p * cell.value[r];
      }
    }));
    return {
      cooperation: cooperated.map((c) => c / played),
      value,
      payoff: value.map((v) => v / length),
    };
  }

  // --- theory's line ------------------------------------------------------------------

  // Grim trigger's critical continuation at one depth, nobody slipping (Friedman 1971, with
  // regard counted in); null where there is none. Each role holds to it on an interval of
  // continuations; the answer is where both first do.
  function criticalGrim(game, level) {
    const u = game.utility;
    let low = 0, high = 1 - 1e-6;
    for (let role = 0; role < 2; role++) {
      const at = 8 * level + 4 * role;
      const [R, P] = [u[at], u[at + 3]];
      const [S, T] = role === 0 ? [u[at + 1], u[at + 2]] : [u[at + 2], u[at + 1]];
      let worst = Math.max(P, S);
      if (game.mayLeave) {
        if (game.outside[role] > R) return null;
        worst = Math.max(worst, game.outside[role]);
      }
      // R >= (1 - d) T + d worst
      if (T > R) {
        if (worst >= R) return null;
        low = Math.max(low, (T - R) / (T - worst));
      } else if (worst > R) {
        high = Math.min(high, (R - T) / (worst - T));
      }
    }
    return low <= high ? low : null;
  }

  // --- the map ------------------------------------------------------------------------

  // Cooperation over times [G] and positions [D], the relationship held at each. With one
  // buyer and one seller it is their own; with more, what selection among them leads to.
  // Returns table [D][G] and rests [D][G], whether selection comes to rest there.
  function map(spec, buyers, sellers, times, positions, exact, sameNames) {
    const single = buyers.length * sellers.length === 1;
    const rests = [];
    const table = positions.map((position) => {
      const held = { ...spec, relationship: { ...spec.relationship, position } };
      const rows = buyers.map((p) => TG.lower(p, [position])), columns = sellers.map((p) => TG.lower(p, [position]));
      const pairs = rows.map((b) => columns.map((s) => TG.evaluateTimes(held, b, s, times, exact)));
      const still = times.map(() => true);
      rests.push(still);
      return times.map((_, t) => {
        const cells = pairs.map((row) => row.map((cell) => cell[t]));
        const found = single ? cells[0][0] : select(cells, sameNames);
        if (!single) still[t] = found.atRest;
        return (found.cooperation[0] + found.cooperation[1]) / 2;
      });
    });
    return { table, rests };
  }

  // --- the best reply -----------------------------------------------------------------

  // The best a role can do against an automaton whose state it knows: a decision process on
  // (depth, the other's state). `count` is "payoff" or "utility". Exact where nobody misreads,
  // else an upper bound. Returns {value, q(left, level, state) -> worth of C, D, leaving}.
  function bestReply(game, other, role, count) {
    const { L } = game;
    const X = other.X, n = L * X;
    const pays = game[count];
    const outside = game.outside[role];
    // For each state, phase of the other and own intention: pay now and where it leads.
    const rules = [0, 1].map((phase) => [0, 1].map((mine) => {
      const now = new Float64Array(n), next = Array.from({ length: n }, () => new Map());
      for (let l = 0; l < L; l++) {
        const own = game.tremble[2 * l + role], slip = game.tremble[2 * l + 1 - role];
        const misread = game.misread[2 * l + 1 - role];
        for (let x = 0; x < X; x++) {
          const i = l * X + x;
          const c = other.cooperate[i];
          const theirs = phase ? [slip, 1 - slip]
            : [c * (1 - slip) + (1 - c) * slip, (1 - c) * (1 - slip) + c * slip];
          for (let a = 0; a < 2; a++) {
            for (let d = 0; d < 2; d++) {
              const p = (1 - other.leave[i]) * (a === mine ? 1 - own : own) * theirs[d];
              if (p === 0) continue;
              const o = role === 0 ? 2 * a + d : 2 * d + a;
              now[i] += p * pays[8 * l + 4 * role + o];
              for (let wrong = 0; wrong < 2; wrong++) {
                const seen = wrong ? misread : 1 - misread;
                const to = other.next[4 * i + 2 * d + (a ^ wrong)];
                for (const [there, moved] of game.moves[4 * l + o]) {
                  const q = p * seen * moved * game.continuation[there];
                  if (q > 0) next[i].set(there * X + to, (next[i].get(there * X + to) || 0) + q);
                }
              }
            }
          }
        }
      }
      return { now, next: next.map((m) => [...m]) };
    }));
    // What waiting outside is worth: this round and those that follow it.
    const away = (level, left) => {
      const d = game.continuation[level];
      if (left === null) return outside / (1 - d);
      return d === 1 ? outside * left : (outside * (1 - d ** left)) / (1 - d);
    };
    const worths = (i, phase, after, left) => {
      const l = Math.floor(i / X);
      const gone = other.leave[i] * away(l, left);
      const list = [0, 1].map((mine) => {
        const rule = rules[phase][mine];
        let worth = rule.now[i] + gone;
        for (const [to, p] of rule.next[i]) worth += p * after[to];
        return worth;
      });
      if (game.mayLeave) list.push(away(l, left));
      return list;
    };
    const begin = game.start * X + other.start;
    if (game.rounds !== null) {
      const table = [new Float64Array(n)]; // by rounds left
      for (let left = 1; left <= game.rounds; left++) {
        const phase = left <= other.ends ? 1 : 0;
        const row = new Float64Array(n);
        for (let i = 0; i < n; i++) row[i] = Math.max(...worths(i, phase, table[left - 1], left));
        table.push(row);
      }
      return {
        value: table[game.rounds][begin],
        q: (left, level, x) =>
          worths(level * X + x, left <= other.ends ? 1 : 0, table[left - 1], left),
      };
    }
    const policy = new Int8Array(n);
    let worth = new Float64Array(n);
    for (let turn = 0; turn < 200; turn++) {
      const A = new Float64Array(n * n), right = new Float64Array(n);
      for (let i = 0; i < n; i++) {
        A[i * n + i] += 1;
        const l = Math.floor(i / X);
        if (policy[i] === 2) { right[i] = away(l, null); continue; }
        const rule = rules[0][policy[i]];
        right[i] = rule.now[i] + other.leave[i] * away(l, null);
        for (const [to, p] of rule.next[i]) A[i * n + to] -= p;
      }
      worth = TG.solve(A, right);
      let changed = false;
      const gap = 1e-11 * Math.max(1, ...worth.map(Math.abs));
      for (let i = 0; i < n; i++) {
        const list = worths(i, 0, worth, null);
        const best = list.indexOf(Math.max(...list));
        if (list[best] > list[policy[i]] + gap) { policy[i] = best; changed = true; }
      }
      if (!changed) break;
    }
    return { value: worth[begin], q: (_, level, x) => worths(level * X + x, 0, worth, null) };
  }

  Object.assign(TG, { SHARES, settle, select, cooperationAt, isOne, criticalGrim, map, bestReply });
})(typeof globalThis !== "undefined" ? globalThis : this);
