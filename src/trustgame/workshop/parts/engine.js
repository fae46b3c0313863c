// Exact values of two finite automata on a ladder of depths: the page's own engine.
//
// It follows the library's conventions: actions 0 (C) and 1 (D), roles 0 (buyer) and 1
// (seller), outcomes CC CD DC DD numbered 2 a + b, buyer first. A game is a plain object of
// typed arrays; nothing here knows of words, pictures or the document. A test runs this file
// and the library on the same random games and compares every number.
(function (root) {
  "use strict";
  const TG = (root.TG = root.TG || {});
  const DENSE = 3.0; // a dense solve costs about n ** 3 / DENSE steps
  const LEFT_OVER = 1e-15; // what an endless sum may leave out, of its whole

  // --- curves over depth --------------------------------------------------------------

  // Read a number, {shallow, deep}, {at, before, after} or [values] at a position in [0, 1].
  function read(curve, position) {
    if (typeof curve === "number") return curve;
    if (Array.isArray(curve)) {
      const n = curve.length;
      if (n === 1) return curve[0];
      for (let k = 0; k < n; k++) if (position === k / (n - 1)) return curve[k];
      const k = Math.min(n - 2, Math.floor(position * (n - 1)));
      const low = k / (n - 1);
      return ((curve[k + 1] - curve[k]) / ((k + 1) / (n - 1) - low)) * (position - low) + curve[k];
    }
    if ("shallow" in curve) return (1 - position) * curve.shallow + position * curve.deep;
    return position >= curve.at ? curve.after : curve.before;
  }

  // The curve of one role, where a curve may be {buyer, seller}.
  function ofRole(curve, role) {
    const split = typeof curve === "object" && !Array.isArray(curve) && "buyer" in curve;
    return split ? (role === 0 ? curve.buyer : curve.seller) : curve;
  }

  // The level nearest to a position; ties go to the shallower.
  function nearestLevel(position, depths) {
    return Math.max(0, Math.ceil(Math.round((position * (depths - 1) - 0.5) * 1e9) / 1e9));
  }

  // --- a game as numbers --------------------------------------------------------------

  // spec: {buyer: [[..], [..]], seller: [[..], [..]], relationship: {...}, rounds (or null),
  // continuation: number or curve, outside: [b, s] or null}.
  function makeGame(spec) {
    const bond = spec.relationship;
    const held = bond.position !== undefined && bond.position !== null;
    const L = held ? 1 : bond.depths || 1;
    const positions = new Float64Array(L);
    for (let l = 0; l < L; l++) positions[l] = held ? bond.position : l / Math.max(L - 1, 1);
    const game = {
      L,
      positions,
      start: held ? 0 : bond.start || 0,
      rounds: spec.rounds || null,
      payoff: new Float64Array(L * 8), // [L, role, outcome]
      utility: new Float64Array(L * 8),
      tremble: new Float64Array(L * 2), // [L, role]
      misread: new Float64Array(L * 2),
      continuation: new Float64Array(L),
      outside: spec.outside || [0, 0],
      mayLeave: Boolean(spec.outside),
      moves: [], // [L * 4] lists of [level, chance]
    };
    const stage = [spec.buyer, spec.seller];
    for (let l = 0; l < L; l++) {
      const at = positions[l];
      game.continuation[l] = read(spec.continuation, at);
      for (let role = 0; role < 2; role++) {
        const stakes = read(ofRole(bond.stakes ?? 1, role), at);
        game.tremble[2 * l + role] = read(ofRole(bond.tremble ?? 0, role), at);
        game.misread[2 * l + role] = read(ofRole(bond.misperception ?? 0, role), at);
        for (let o = 0; o < 4; o++) {
          game.payoff[8 * l + 4 * role + o] = stakes * stage[role][o >> 1][o & 1];
        }
      }
      for (let role = 0; role < 2; role++) {
        const regard = read(ofRole(bond.regard ?? 0, role), at);
        for (let o = 0; o < 4; o++) {
          const own = game.payoff[8 * l + 4 * role + o];
          const theirs = game.payoff[8 * l + 4 * (1 - role) + o];
          game.utility[8 * l + 4 * role + o] = own + regard * theirs;
        }
      }
    }
    const erode = bond.erode ?? 1;
    const steps = [bond.deepen ?? 1, -erode, -erode, -(bond.drift ?? erode)];
    for (let l = 0; l < L; l++) {
      for (let o = 0; o < 4; o++) game.moves.push(destinations(l, steps[o], L));
    }
    return game;
  }

  // Where a step of so many levels, up or down, leads from a level: [[level, chance], ...].
  function destinations(level, step, L) {
    const size = Math.min(Math.abs(step), L);
    const whole = Math.floor(size);
    const chances = new Float64Array(L);
    for (const [far, chance] of [[whole, 1 - (size - whole)], [whole + 1, size - whole]]) {
      chances[Math.min(L - 1, Math.max(0, level + (step < 0 ? -far : far)))] += chance;
    }
    const found = [];
    chances.forEach((chance, there) => { if (chance > 0) found.push([there, chance]); });
    return found;
  }

  // A strategy's numbers at the depths of a game; plain is the library's Automaton.to_dict().
  function lower(plain, positions) {
    const L = positions.length;
    const X = plain.cooperate.length;
    const player = {
      X,
      start: plain.start || 0,
      ends: plain.end_rounds || 0,
      cooperate: new Float64Array(L * X),
      leave: new Float64Array(L * X),
      next: new Int32Array(L * X * 4), // [L, X, own action, partner's as seen]
      rows: new Int32Array(L * X), // first state with the same next-state row there
    };
    const leave = plain.leave || [];
    const table = plain.next_state;
    const flat = !Array.isArray(table[0][0]); // [X, 2]
    const byDepth = !flat && Array.isArray(table[0][0][0]); // [D, X, 2, 2]
    for (let l = 0; l < L; l++) {
      const at = positions[l];
      const layer = byDepth ? table[nearestLevel(at, table.length)] : table;
      for (let x = 0; x < X; x++) {
        player.cooperate[l * X + x] = read(plain.cooperate[x], at);
        player.leave[l * X + x] = leave.length ? read(leave[x], at) : 0;
        for (let k = 0; k < 4; k++) {
          player.next[(l * X + x) * 4 + k] = flat ? layer[x][k & 1] : layer[x][k >> 1][k & 1];
        }
        let first = 0;
        while (!sameRow(player.next, (l * X + first) * 4, (l * X + x) * 4)) first++;
        player.rows[l * X + x] = first;
      }
    }
    return player;
  }

  function sameRow(next, i, j) {
    for (let k = 0; k < 4; k++) if (next[i + k] !== next[j + k]) return false;
    return true;
  }

  // --- the joint chain ----------------------------------------------------------------

  // What play can reach. States (depth, x, y) come to events (depth, next-state rows,
  // outcome); an event leads to the next states if play goes on. States with equal rows
  // share their events, so the chain is small.
  function jointChain(game, b, s) {
    const { L } = game;
    const [X, Y] = [b.X, s.X];
    const ends = game.rounds === null ? [0, 0] : [b.ends, s.ends];
    const stateAt = new Int32Array(L * X * Y);
    const eventAt = new Int32Array(L * X * Y * 4);
    const states = [[game.start, b.start, s.start]];
    stateAt[(game.start * X + b.start) * Y + s.start] = 1;
    const leave = [], weights = [[], [], [], []], slots = [], events = [];
    const pointer = [0], target = [], chance = [];
    for (let j = 0; j < states.length; j++) {
      const [l, x, y] = states[j];
      const stay = (1 - b.leave[l * X + x]) * (1 - s.leave[l * Y + y]);
      leave.push(1 - stay);
      const [eb, es] = [game.tremble[2 * l], game.tremble[2 * l + 1]];
      const [cb, cs] = [b.cooperate[l * X + x], s.cooperate[l * Y + y]];
      // P(C), P(D) as usual and while counting down; each for itself keeps its digits.
      const act = (c, e) => [[c * (1 - e) + (1 - c) * e, (1 - c) * (1 - e) + c * e], [e, 1 - e]];
      const [pb, ps] = [act(cb, eb), act(cs, es)];
      for (let o = 0; o < 4; o++) {
        const [a, d] = [o >> 1, o & 1];
        let possible = false;
        for (let phase = 0; phase < 4; phase++) {
          const [downB, downS] = [phase & 1, phase >> 1];
          const open = (!downB || ends[0] > 0) && (!downS || ends[1] > 0);
          const w = open ? stay * pb[downB][a] * ps[downS][d] : 0;
          weights[phase].push(w);
          if (w > 0) possible = true;
        }
        if (!possible) { slots.push(-1); continue; }
        const place = ((l * X + b.rows[l * X + x]) * Y + s.rows[l * Y + y]) * 4 + o;
        if (!eventAt[place]) {
          events.push([l, o]);
          eventAt[place] = events.length;
          const from = target.length;
          for (const [there, moved] of game.moves[4 * l + o]) {
            for (let wrong = 0; wrong < 4; wrong++) {
              const [wrongB, wrongS] = [wrong >> 1, wrong & 1];
              const [mb, ms] = [game.misread[2 * l], game.misread[2 * l + 1]];
              const p = moved * game.continuation[there] *
                (wrongB ? mb : 1 - mb) * (wrongS ? ms : 1 - ms);
              if (p === 0) continue;
              const toX = b.next[(l * X + x) * 4 + 2 * a + (d ^ wrongB)];
              const toY = s.next[(l * Y + y) * 4 + 2 * d + (a ^ wrongS)];
              const at = (there * X + toX) * Y + toY;
              if (!stateAt[at]) { states.push([there, toX, toY]); stateAt[at] = states.length; }
              const to = stateAt[at] - 1;
              let k = from;
              while (k < target.length && target[k] !== to) k++;
              if (k === target.length) { target.push(to); chance.push(0); }
              chance[k] += p;
            }
          }
          pointer.push(target.length);
        }
        slots.push(eventAt[place] - 1);
      }
    }
    return {
      game, ends, states,
      leave: Float64Array.from(leave),
      weights: weights.map((w) => Float64Array.from(w)),
      slots: Int32Array.from(slots),
      events, pointer, target: Int32Array.from(target), chance: Float64Array.from(chance),
    };
  }

  // Push the start forward. Fills flow [H, L, 4] and waiting [H]: where each round is played,
  // or waited for outside; with byRound false H is 1 and rounds add up.
  function forward(chain, rounds, byRound, enough) {
    const { game, states, leave, weights, slots, events, pointer, target, chance } = chain;
    const [N, K, L] = [states.length, events.length, game.L];
    const H = byRound ? rounds : 1;
    const flow = new Float64Array(H * L * 4), waiting = new Float64Array(H);
    const outside = new Float64Array(L);
    const leavers = leave.some((p) => p > 0);
    let w = new Float64Array(N);
    const z = new Float64Array(K);
    w[0] = 1;
    for (let t = 0; t < rounds; t++) {
      const row = byRound ? t : 0;
      let phase = 0;
      if (game.rounds !== null) {
        phase = (t >= game.rounds - chain.ends[0] ? 1 : 0) + (t >= game.rounds - chain.ends[1] ? 2 : 0);
      }
      const weight = weights[phase];
      z.fill(0);
      for (let j = 0; j < N; j++) {
        if (w[j] === 0) continue;
        for (let k = 4 * j; k < 4 * j + 4; k++) {
          if (slots[k] >= 0) z[slots[k]] += w[j] * weight[k];
        }
      }
      let mass = 0;
      for (let e = 0; e < K; e++) {
        flow[row * L * 4 + events[e][0] * 4 + events[e][1]] += z[e];
        mass += z[e];
      }
      if (leavers) {
        for (let j = 0; j < N; j++) outside[states[j][0]] += w[j] * leave[j];
        for (let l = 0; l < L; l++) {
          waiting[row] += outside[l];
          mass += outside[l];
          outside[l] *= game.continuation[l];
        }
      }
      if (mass < enough) break;
      w.fill(0);
      for (let e = 0; e < K; e++) {
        if (z[e] === 0) continue;
        for (let k = pointer[e]; k < pointer[e + 1]; k++) w[target[k]] += z[e] * chance[k];
      }
    }
    return { flow, waiting };
  }

  // The sums of flow and waiting where play ends by chance alone: one linear system in the
  // events, or in the states if they are fewer; or rounds added up where that is cheaper.
  function endless(chain) {
    const { game, states, leave, weights, slots, events, pointer, target, chance } = chain;
    const [N, K, L] = [states.length, events.length, game.L];
    const most = Math.max(...game.continuation);
    const rounds = most === 0 ? 1 : Math.ceil(Math.log(LEFT_OVER * (1 - most)) / Math.log(most)) + 1;
    const n = Math.min(N, K);
    if (n ** 3 / DENSE > rounds * (target.length + 4 * N)) {
      return forward(chain, rounds, false, LEFT_OVER * (1 - most) * 1e-3);
    }
    const weight = weights[0];
    const z = new Float64Array(K), w = new Float64Array(N);
    if (K < N) {
      const A = new Float64Array(K * K), right = new Float64Array(K);
      for (let e = 0; e < K; e++) {
        A[e * K + e] += 1;
        for (let k = pointer[e]; k < pointer[e + 1]; k++) {
          for (let q = 4 * target[k]; q < 4 * target[k] + 4; q++) {
            if (slots[q] >= 0) A[slots[q] * K + e] -= weight[q] * chance[k];
          }
        }
      }
      for (let q = 0; q < 4; q++) if (slots[q] >= 0) right[slots[q]] += weight[q];
      z.set(solve(A, right));
      w[0] = 1;
      for (let e = 0; e < K; e++) {
        for (let k = pointer[e]; k < pointer[e + 1]; k++) w[target[k]] += z[e] * chance[k];
      }
    } else {
      const A = new Float64Array(N * N), right = new Float64Array(N);
      for (let j = 0; j < N; j++) {
        A[j * N + j] += 1;
        for (let q = 4 * j; q < 4 * j + 4; q++) {
          if (slots[q] < 0) continue;
          for (let k = pointer[slots[q]]; k < pointer[slots[q] + 1]; k++) {
            A[target[k] * N + j] -= weight[q] * chance[k];
          }
        }
      }
      right[0] = 1;
      w.set(solve(A, right));
      for (let q = 0; q < 4 * N; q++) if (slots[q] >= 0) z[slots[q]] += w[q >> 2] * weight[q];
    }
    const flow = new Float64Array(L * 4), waiting = new Float64Array(1);
    for (let e = 0; e < K; e++) flow[events[e][0] * 4 + events[e][1]] += z[e];
    for (let j = 0; j < N; j++) {
      if (leave[j] > 0) waiting[0] += (w[j] * leave[j]) / (1 - game.continuation[states[j][0]]);
    }
    return { flow, waiting };
  }

  // Solve A x = right by elimination with row exchanges; uses both up.
  function solve(A, right) {
    const n = right.length;
    for (let k = 0; k < n; k++) {
      let best = k;
      for (let i = k + 1; i < n; i++) if (Math.abs(A[i * n + k]) > Math.abs(A[best * n + k])) best = i;
      if (best !== k) {
        for (let j = k; j < n; j++) {
          const held = A[k * n + j]; A[k * n + j] = A[best * n + j]; A[best * n + j] = held;
        }
        const held = right[k]; right[k] = right[best]; right[best] = held;
      }
      for (let i = k + 1; i < n; i++) {
        const factor = A[i * n + k] / A[k * n + k];
        if (factor === 0) continue;
        for (let j = k; j < n; j++) A[i * n + j] -= factor * A[k * n + j];
        right[i] -= factor * right[k];
      }
    }
    for (let i = n - 1; i >= 0; i--) {
      for (let j = i + 1; j < n; j++) right[i] -= A[i * n + j] * right[j];
      right[i] /= A[i * n + i];
    }
    return right;
  }

  Object.assign(TG, { read, ofRole, nearestLevel, makeGame, lower, jointChain, forward, endless, solve });
})(typeof globalThis !== "undefined" ? globalThis : this);
