// How the tests ask the page's engine: one line of JSON in, one out.
"use strict";
const ASKED = {
  evaluate({ spec, buyer, seller }) {
    const game = TG.makeGame(spec);
    return TG.evaluate(game, TG.lower(buyer, game.positions), TG.lower(seller, game.positions));
  },
  path({ spec, buyer, seller, rounds }) {
    const game = TG.makeGame(spec);
    const players = [buyer, seller].map((p) => TG.lower(p, game.positions));
    return TG.path(game, ...players, rounds);
  },
  grim({ spec }) {
    const game = TG.makeGame(spec);
    return Array.from({ length: game.L }, (_, level) => TG.criticalGrim(game, level));
  },
  select({ spec, buyers, sellers, same }) {
    const { trail, ...found } = TG.select(TG.roundRobin(TG.makeGame(spec), buyers, sellers), same);
    return { ...found, steps: trail.length };
  },
  map({ spec, buyers, sellers, times, positions, exact, same }) {
    return TG.map(spec, buyers, sellers, times, positions, exact, same);
  },
  reply({ spec, other, role, count }) {
    const game = TG.makeGame(spec);
    const found = TG.bestReply(game, TG.lower(other, game.positions), role, count);
    const start = found.q(game.rounds, game.start, other.start);
    return { value: found.value, start };
  },
  play({ spec, buyer, seller, seed, match }) {
    const game = TG.makeGame(spec);
    const players = [buyer, seller].map((p) => TG.lower(p, game.positions));
    return TG.play(game, ...players, seed, match, 10000);
  },
  sitting({ deal, rounds }) {
    return TG.sittingOf(deal, rounds).time;
  },
  sit({ spec, other, role, games }) {
    const game = TG.makeGame(spec), lowered = TG.lower(other, game.positions);
    return games.map(({ seed, choices }) => {
      const p = TG.sit(game, lowered, role, seed);
      for (const choice of choices) if (!p.over) TG.step(p, choice);
      const { total, luck, lost, waiting } = TG.reckoned(p);
      return { total, luck, lost, waiting, value: p.reply.value, over: p.over, played: p.rounds.length, waited: p.waited, left: p.left };
    });
  },
  learn({ facts }) {
    TG.speak(facts.language);
    TG.learn(facts);
    return true;
  },
  write({ numbers }) {
    return numbers.map((v) => [TG.amount(v), TG.pay(v, "k€"), TG.pay(v, "$"), TG.percent(v)]);
  },
  typed({ texts }) {
    return texts.map((text) => TG.typed(text));
  },
  toml({ text }) {
    try {
      return { plain: TG.fromToml(text) };
    } catch (error) {
      if (error.line === undefined) throw error;
      return { line: error.line };
    }
  },
  saved({ plain }) {
    return TG.toToml(plain);
  },
  problems({ deal }) {
    return TG.problems(deal).map((problem) => ({ ...problem, said: TG.say(problem.key, problem.blanks) }));
  },
  turn({ time, ways, came }) {
    TG.forgetTime();
    return ways.map((way) => (time = TG.timeAs(time, way, came ?? undefined)));
  },
  spec({ deal }) {
    return TG.specOf(deal);
  },
};

function answer(line) {
  try {
    const given = JSON.parse(line);
    return JSON.stringify({ said: ASKED[given.what](given) });
  } catch (error) {
    return JSON.stringify({ wrong: String(error && error.stack) });
  }
}
