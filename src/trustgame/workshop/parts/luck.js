// Chance, as the library draws it: words counted from a key, so that a seed tells the same
// match here and there (SplitMix64's constants; numpy's SeedSequence makes the key).
(function (root) {
  "use strict";
  const TG = root.TG;
  const MASK = (1n << 64n) - 1n;
  const GAMMA = 0x9e3779b97f4a7c15n, MIX1 = 0xbf58476d1ce4e5b9n, MIX2 = 0x94d049bb133111ebn;
  const FULL = 2 ** 32;

  function mix64(z) {
    z = ((z ^ (z >> 30n)) * MIX1) & MASK;
    z = ((z ^ (z >> 27n)) * MIX2) & MASK;
    return z ^ (z >> 31n);
  }

  // The first 64-bit word of numpy.random.SeedSequence(seed), for a whole number seed.
  function keyOf(seed) {
    let left = BigInt(seed);
    const words = [];
    do { words.push(Number(left & 0xffffffffn)); left >>= 32n; } while (left > 0n);
    const pool = [0, 0, 0, 0];
    let constant = 0x43b0d7e5;
    const hash = (value) => {
      value = (value ^ constant) >>> 0;
      constant = Math.imul(constant, 0x931e8875) >>> 0;
      value = Math.imul(value, constant) >>> 0;
      return (value ^ (value >>> 16)) >>> 0;
    };
    const mix = (x, y) => {
      const r = (Math.imul(x, 0xca01f9dd) - Math.imul(y, 0x4973f715)) >>> 0;
      return (r ^ (r >>> 16)) >>> 0;
    };
    for (let i = 0; i < 4; i++) pool[i] = hash(i < words.length ? words[i] : 0);
    for (let from = 0; from < 4; from++) {
      for (let to = 0; to < 4; to++) {
        if (from !== to) pool[to] = mix(pool[to], hash(pool[from]));
      }
    }
    for (let from = 4; from < words.length; from++) {
      for (let to = 0; to < 4; to++) pool[to] = mix(pool[to], hash(words[from]));
    }
    let out = 0x8b51f9dd;
    const halves = [0, 1].map((i) => {
      let value = (pool[i] ^ out) >>> 0;
      out = Math.imul(out, 0x58f38ded) >>> 0;
      value = Math.imul(value, out) >>> 0;
      return (value ^ (value >>> 16)) >>> 0;
    });
    return BigInt(halves[0]) | (BigInt(halves[1]) << 32n);
  }

  // The four words of a round (from 0), each as [low half, high half].
  function wordsOf(key, match) {
    const base = mix64(key ^ mix64((BigInt(match) * GAMMA) & MASK));
    return (round) => [0, 1, 2, 3].map((slot) => {
      const z = mix64((base + BigInt(4 * round + slot) * GAMMA) & MASK);
      return [Number(z & 0xffffffffn), Number(z >> 32n)];
    });
  }

  const threshold = (p) => Math.floor(p * FULL + 0.5);

  // What one player does in a round: [intended, done], from a half word.
  function acts(c, slip, counting, half) {
    const q = counting ? slip : c * (1 - slip) + (1 - c) * slip;
    const done = half >= threshold(q) ? 1 : 0;
    if (counting) return [1, done];
    const low = threshold(c * (1 - slip)), high = threshold(q + (1 - c) * (1 - slip));
    return [half >= low && half < high ? 1 : 0, done];
  }

  // The next depth after an outcome, from a half word.
  function steps(game, level, outcome, half) {
    const ways = game.moves[4 * level + outcome];
    let sum = 0;
    for (const [there, chance] of ways) {
      sum += chance;
      if (half < threshold(sum)) return there;
    }
    return ways[ways.length - 1][0];
  }

  // One match of two lowered strategies: rounds of {depth, intended, done, seen, pay}, who
  // left, and the clock's length. At most `most` rounds are kept.
  function play(game, b, s, seed, match, most) {
    const words = wordsOf(keyOf(seed), match || 0);
    const last = game.rounds === null ? Infinity : game.rounds;
    let [l, x, y] = [game.start, b.start, s.start];
    const rounds = [];
    let left = null, r = 0;
    while (r < last && rounds.length < most) {
      const [actions, sight, moving, leaving] = words(r);
      const goes = [
        leaving[0] < threshold(b.leave[l * b.X + x]),
        leaving[1] < threshold(s.leave[l * s.X + y]),
      ];
      if (goes[0] || goes[1]) {
        left = goes;
        const going = threshold(game.continuation[l]);
        if (going === FULL) r = last;
        else {
          r += 1;
          while (r < last && words(r - 1)[2][1] < going) r += 1;
        }
        break;
      }
      const downB = game.rounds !== null && r >= last - b.ends;
      const downS = game.rounds !== null && r >= last - s.ends;
      const [wantB, a] = acts(b.cooperate[l * b.X + x], game.tremble[2 * l], downB, actions[0]);
      const [wantS, d] = acts(s.cooperate[l * s.X + y], game.tremble[2 * l + 1], downS, actions[1]);
      const seenB = d ^ (sight[0] < threshold(game.misread[2 * l]) ? 1 : 0);
      const seenS = a ^ (sight[1] < threshold(game.misread[2 * l + 1]) ? 1 : 0);
      const o = 2 * a + d;
      rounds.push({
        depth: l,
        intended: [wantB, wantS],
        done: [a, d],
        seen: [seenB, seenS],
        pay: [game.payoff[8 * l + o], game.payoff[8 * l + 4 + o]],
      });
      const there = steps(game, l, o, moving[0]);
      x = b.next[(l * b.X + x) * 4 + 2 * a + seenB];
      y = s.next[(l * s.X + y) * 4 + 2 * d + seenS];
      l = there;
      r += 1;
      if (moving[1] >= threshold(game.continuation[l])) break;
    }
    return { rounds, left, length: r };
  }

  Object.assign(TG, { keyOf, wordsOf, threshold, acts, steps, play });
})(typeof globalThis !== "undefined" ? globalThis : this);
