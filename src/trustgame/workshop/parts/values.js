// What a pair comes to: expectations, at many times, round by round, and everybody's.
(function (root) {
  "use strict";
  const TG = root.TG;
  const NOTHING = 1e-30; // less than this chance of still playing is none

  function paid(payoff, flow, from, L, role) {
    let total = 0;
    for (let l = 0; l < L; l++) {
      for (let o = 0; o < 4; o++) total += flow[from + 4 * l + o] * payoff[8 * l + 4 * role + o];
    }
    return total;
  }

  // Expectations of a pair of lowered strategies; arrays of two are (buyer, seller).
  const evaluate = (game, b, s) => evaluateChain(TG.jointChain(game, b, s));

  function evaluateChain(chain) {
    const { game } = chain;
    const found = game.rounds === null ? TG.endless(chain) : TG.forward(chain, game.rounds, false, NOTHING);
    return expectations(game, found);
  }

  // What flows [L, 4] and waiting [1], sums over rounds, come to.
  function expectations(game, { flow, waiting }) {
    const { L } = game;
    let played = 0;
    const outcomes = [0, 0, 0, 0], depth = new Array(L).fill(0);
    for (let l = 0; l < L; l++) {
      for (let o = 0; o < 4; o++) {
        played += flow[4 * l + o];
        outcomes[o] += flow[4 * l + o];
        depth[l] += flow[4 * l + o];
      }
    }
    const length = played + waiting[0];
    const value = [0, 1].map((r) => paid(game.payoff, flow, 0, L, r) + waiting[0] * game.outside[r]);
    const total = [0, 1].map((r) => paid(game.utility, flow, 0, L, r) + waiting[0] * game.outside[r]);
    return {
      value,
      totalUtility: total,
      payoff: value.map((v) => v / length),
      utility: total.map((v) => v / length),
      cooperation: [(outcomes[0] + outcomes[1]) / played, (outcomes[0] + outcomes[2]) / played],
      outcomes: outcomes.map((p) => p / played),
      depth: depth.map((p) => p / played),
      length,
      played,
    };
  }

  // A pair at many times at once, held at one depth: an open end of so many expected rounds,
  // or exactly so many (whole numbers, rising). The chain is built once.
  function evaluateTimes(spec, b, s, times, exact) {
    const game = TG.makeGame({ ...spec, rounds: exact ? times[times.length - 1] : null, continuation: 1 });
    const chain = TG.jointChain(game, b, s);
    if (!exact) {
      return times.map((time) => {
        const going = 1 - 1 / time;
        const ending = { ...game, continuation: game.continuation.map(() => going) };
        return evaluateChain({ ...chain, game: ending, chance: chain.chance.map((p) => p * going) });
      });
    }
    if (chain.ends[0] || chain.ends[1]) { // who counts down plays each length in its own way
      return times.map((rounds) => evaluateChain({ ...chain, game: { ...game, rounds } }));
    }
    const { flow, waiting } = TG.forward(chain, game.rounds, true, 0);
    const wide = 4 * game.L, so = { flow: new Float64Array(wide), waiting: new Float64Array(1) };
    let t = 0;
    return times.map((rounds) => {
      for (; t < rounds; t++) {
        for (let k = 0; k < wide; k++) so.flow[k] += flow[t * wide + k];
        so.waiting[0] += waiting[t];
      }
      return expectations({ ...game, rounds }, so);
    });
  }

  // The course of play over rounds: shares given that the round is played, else null.
  function path(game, b, s, rounds) {
    const { flow, waiting } = TG.forward(TG.jointChain(game, b, s), rounds, true, NOTHING);
    const { L } = game;
    const course = [];
    const so = [0, 0];
    let outside = 0;
    for (let t = 0; t < rounds; t++) {
      let played = 0, deep = 0;
      const c = [0, 0];
      for (let l = 0; l < L; l++) {
        for (let o = 0; o < 4; o++) {
          const p = flow[(t * L + l) * 4 + o];
          played += p;
          deep += l * p;
          if (o < 2) c[0] += p;
          if (o % 2 === 0) c[1] += p;
        }
      }
      outside = waiting[t];
      for (let r = 0; r < 2; r++) {
        so[r] += paid(game.payoff, flow, t * L * 4, L, r) + outside * game.outside[r];
      }
      course.push({
        round: t + 1,
        played,
        alive: played + outside,
        cooperation: played > 0 ? c.map((p) => p / played) : null,
        depth: played > 0 ? deep / played : null,
        value: so.slice(),
      });
    }
    return course;
  }

  // Every buyer with every seller: [B][S] of evaluate's answers.
  function roundRobin(game, buyers, sellers) {
    const rows = buyers.map((p) => TG.lower(p, game.positions));
    const columns = sellers.map((p) => TG.lower(p, game.positions));
    return rows.map((b) => columns.map((s) => evaluate(game, b, s)));
  }

  Object.assign(TG, { evaluate, evaluateTimes, path, roundRobin });
})(typeof globalThis !== "undefined" ? globalThis : this);
