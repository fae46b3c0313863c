// How long a deal goes on, said in one way or another.
(function (root) {
  "use strict";
  const TG = root.TG;
  const PLACES = 12; // digits that a chance is written with
  let turned = null; // how the time was last turned into another way: {from, to}
  let limit; // the last round of the open end that a known end was made of

  const neat = (value) => Number(value.toPrecision(PLACES));

  // The expected rounds behind a chance: the shortest number that this chance is written for.
  function roundsOf(chance) {
    const rounds = 1 / (1 - chance);
    for (let digits = 1; digits < PLACES; digits++) {
      const short = Number(rounds.toPrecision(digits));
      if (short >= 1 && neat(1 - 1 / short) === neat(chance)) return short;
    }
    return rounds;
  }

  // What play comes to on average where a last round cuts an open end.
  const expectedRounds = (chance, last) => (last === null ? roundsOf(chance) : (1 - chance ** last) / (1 - chance));

  const wayOf = (time) => ["exactly", "about", "chance_of_another"].find((way) => time[way] !== undefined) || "about";

  // A time in another way of saying it. Turned back unchanged, it is what it was; a last round
  // of the open end (`cameWith`, unless it was changed) is minded while a known end has no use for it.
  function timeAs(time, way, cameWith) {
    const now = wayOf(time);
    if (now === way) return time;
    const last = now === "exactly" ? limit ?? cameWith : time.at_most;
    if (way === "exactly") limit = last;
    if (turned && TG.same(turned.to, time) && wayOf(turned.from) === way) {
      const back = TG.copy(turned.from);
      turned = { from: TG.copy(time), to: TG.copy(back) };
      return back;
    }
    const chance = typeof time.chance_of_another === "number" ? time.chance_of_another : 0.9;
    const rounds = Number(time[now]);
    const about = now === "chance_of_another" ? roundsOf(chance) : Math.max(1, Number.isFinite(rounds) ? rounds : 10);
    const most = Math.min(TG.MOST_ROUNDS, last ?? Infinity);
    let made;
    if (way === "exactly") made = { exactly: Math.max(1, Math.min(most, Math.round(about))) };
    else made = { ...(way === "about" ? { about } : { chance_of_another: neat(1 - 1 / about) }), ...(last === undefined ? {} : { at_most: last }) };
    turned = { from: TG.copy(time), to: TG.copy(made) };
    return made;
  }

  Object.assign(TG, { wayOf, timeAs, roundsOf, expectedRounds, forgetTime: () => { turned = null; limit = undefined; } });
})(typeof globalThis !== "undefined" ? globalThis : this);
