// A deal as the plain tables of its file: what game it makes, and what is wrong with it.
//
// A deal stays as it was written (payoffs as outcomes or as amounts of money, the depth as a
// word or as a ladder), so that what is opened and saved unchanged is the same deal.
(function (root) {
  "use strict";
  const TG = root.TG;
  const OUTCOMES = [
    ["both_cooperate", "only_buyer_cooperates"],
    ["only_seller_cooperates", "both_defect"],
  ];
  const ROLES = ["buyer", "seller"];
  const CURVES = ["stakes", "regard", "misperception", "tremble"];
  const LONGEST = { title: 120, name: 60, move: 40, unit: 16, round: 24, depth: 30 };
  const MOST_DEPTHS = 40;
  const MOST_ROUNDS = 10000; // that are worked out one by one, while a slider moves
  let known = { strategies: {}, depths: {}, limits: {} };

  // Take what only the library knows: strategies as tables, the ladders behind the words, limits.
  function learn(facts) { known = facts; }

  const isTable = (v) => typeof v === "object" && v !== null && !Array.isArray(v);
  const copy = (v) => JSON.parse(JSON.stringify(v));
  const same = (a, b) => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
  const sorted = (v) => (isTable(v)
    ? Object.fromEntries(Object.keys(v).sort().map((k) => [k, sorted(v[k])]))
    : Array.isArray(v) ? v.map(sorted) : v);

  // --- what a deal means --------------------------------------------------------------

  const inMoney = (deal) => isTable(deal.money);
  const unitOf = (deal) => (inMoney(deal) ? deal.money.unit : deal.money);
  const sideOf = (value, role) => (isTable(value) ? value[ROLES[role]] : Array.isArray(value) ? value[role] : value);

  // An amount of one side; two of them have a usual value, for both sides or for one.
  function amountOf(money, key, role) {
    const given = sideOf(money[key], role);
    return given !== undefined || !["lost_if_neither", "gained"].includes(key) ? given
      : key === "gained" ? 0 : sideOf(money.lost, role);
  }

  // A sum as one would take it on paper, in decimals: 0.3 less 0.1 is 0.2.
  function summed(...amounts) {
    const parts = amounts.map((v) => {
      const [digits, power] = v.toExponential().split("e");
      const places = (digits.split(".")[1] || "").length;
      return [BigInt(digits.replace(".", "")), Number(power) - places];
    });
    const low = Math.min(...parts.map(([, power]) => power));
    return Number(`${parts.reduce((sum, [n, power]) => sum + n * 10n ** BigInt(power - low), 0n)}e${low}`);
  }

  // Amounts to payoffs, by the library's rule (a test compares them): a side that does its
  // part pays for preparing; one that does not takes what is gained; the other's letting
  // down costs what is lost.
  function worked(money) {
    return [0, 1].map((role) => [0, 1].map((a) => [0, 1].map((b) => {
      const [own, other] = role === 0 ? [a, b] : [b, a];
      const trade = role === 0 ? [money.value, -money.price] : [money.price, -money.cost];
      const part = own ? amountOf(money, "gained", role) : -amountOf(money, "preparing", role);
      const loss = other ? amountOf(money, own ? "lost_if_neither" : "lost", role) : 0;
      return summed(...trade, part, -loss);
    })));
  }

  // What a round pays before stakes: {buyer, seller} as [buyer's move][seller's move].
  function stageOf(deal) {
    if (inMoney(deal)) {
      const [buyer, seller] = worked(deal.money);
      return { buyer, seller };
    }
    const of = (role) => OUTCOMES.map((row) => row.map((name) => deal.outcomes[name][role]));
    return { buyer: of("buyer"), seller: of("seller") };
  }

  function outsideOf(deal) {
    const after = (inMoney(deal) ? deal.money : deal.outcomes).after_leaving;
    return after ? [after.buyer, after.seller] : null;
  }

  // The ladder in full: {depths, start, names, deepen, ..., stakes, ...}.
  function ladderOf(deal) {
    const own = deal.relationship || {};
    let table = own;
    if (own.depth !== undefined) {
      const { depth, ...given } = own;
      const word = known.depths[depth];
      table = { ...word, ...given };
      if (given.depths !== undefined && given.start === undefined) {
        const names = Object.keys(known.depths);
        const position = names.indexOf(depth) / (names.length - 1);
        const n = Array.isArray(given.depths) ? given.depths.length : given.depths;
        table.start = TG.nearestLevel(position, n);
      }
    }
    const names = Array.isArray(table.depths) ? table.depths : null;
    const depths = names ? names.length : table.depths ?? 1;
    const start = typeof table.start === "string" ? names.indexOf(table.start) : table.start ?? 0;
    return { ...table, names, depths, start };
  }

  // Put some of a ladder's keys in the deal; `start` by its name if depths have names.
  function setLadder(deal, changes) {
    const bond = { ...(deal.relationship || {}), ...changes };
    const { names } = ladderOf(deal);
    if (typeof bond.start === "number" && names) bond.start = names[bond.start];
    for (const key of Object.keys(bond)) if (bond[key] === undefined) delete bond[key];
    deal.relationship = bond;
  }

  function timeOf(deal) {
    const { exactly, about, chance_of_another: chance, at_most: last } = deal.time;
    if (exactly !== undefined) return { rounds: exactly, continuation: 1 };
    return { rounds: last ?? null, continuation: about === undefined ? chance : 1 - 1 / about };
  }

  // The deal as the engine's spec.
  function specOf(deal) {
    const relationship = ladderOf(deal);
    return { ...stageOf(deal), relationship, ...timeOf(deal), outside: outsideOf(deal) };
  }

  // --- its players --------------------------------------------------------------------

  const nameOf = (player) => player.automaton ? player.automaton.name : player.play;
  const entryOf = (name) => (Object.hasOwn(known.strategies, name) ? known.strategies[name] : {});
  const called = (name) => entryOf(name).name || name.replace(/_/g, " ");
  const labelOf = (player) => player.label || called(nameOf(player));

  // A player's automaton: its own, or the library's table for that side.
  function automatonOf(player, role) {
    if (player.automaton) return player.automaton;
    const entry = entryOf(player.play);
    return entry.automaton || entry[ROLES[role]];
  }

  // Whether a strategy's rule was read from payoffs: those of the deal the page came with.
  const readsPayoffs = (player) => !player.automaton && Boolean(entryOf(player.play).reads);

  const playersOf = (deal, role) => deal[`${ROLES[role]}s`].map((p) => (typeof p === "string" ? { play: p } : p));

  // Which player of a side is followed: by name or label, the first unless said.
  function chosenOf(deal, role) {
    const wanted = (deal.pair || {})[ROLES[role]];
    const at = playersOf(deal, role).findIndex((p) => wanted === nameOf(p) || (p.label && wanted === p.label));
    return Math.max(0, at);
  }

  // --- what is wrong ------------------------------------------------------------------

  // Problems of a deal as [{at, key, ...blanks}]: where it stands and the sentence that says
  // so. Nothing is wrong where the list is empty.
  function problems(deal) {
    const found = [];
    const wrong = (at, key, blanks) => { found.push({ at, key: `wrong.${key}`, blanks: { at, ...blanks } }); return false; };
    if (!isTable(deal)) { wrong("deal", "table"); return found; }
    const table = (at, v, allowed, needed) => {
      if (!isTable(v)) return wrong(at, v === undefined ? "missing" : "table");
      let well = true;
      for (const key of Object.keys(v)) if (!allowed.includes(key)) well = wrong(at ? `${at}.${key}` : key, "unknown");
      for (const key of needed) if (v[key] === undefined) well = wrong(at ? `${at}.${key}` : key, "missing");
      return well;
    };
    const text = (at, v, kind) => {
      if (typeof v !== "string") return wrong(at, v === undefined ? "missing" : "text");
      const clean = v.trim();
      if (!clean) return wrong(at, "empty");
      if (/^[\u200c\u200d]|[\u200c\u200d]$|(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u.test(clean)) return wrong(at, "line");
      if ([...clean].length > LONGEST[kind]) return wrong(at, "long", { most: LONGEST[kind], got: [...clean].length });
      return true;
    };
    const number = (at, v, low, high, whole) => {
      if (typeof v === "string" && TG.twoWays(v)) return wrong(at, "two_ways", TG.twoWays(v));
      if (typeof v !== "number" || !Number.isFinite(v)) return wrong(at, v === undefined ? "missing" : "number");
      if (whole && !Number.isInteger(v)) return wrong(at, "whole", { got: v });
      if (v < low || v > high) return wrong(at, high < Infinity ? "between" : "least", { low, high, got: v });
      return true;
    };
    const lasts = (at, v) => {
      if (number(at, v, 1, known.limits.rounds, true) && v > MOST_ROUNDS) wrong(at, "rounds", { most: MOST_ROUNDS });
    };
    const curve = (at, v, low, high, open) => {
      const one = (x) => {
        if (!number(at, x, low, high) || !open) return;
        if (x >= 1) wrong(at, "below_one");
        else if (1 / (1 - x) > known.limits.rounds * (1 + 1e-9)) wrong(at, "chance", { most: known.limits.rounds });
      };
      if (isTable(v) && "buyer" in v) return table(at, v, ROLES, ROLES) && ROLES.forEach((r) => curve(`${at}.${r}`, v[r], low, high, open));
      if (isTable(v)) {
        const step = "at" in v;
        const keys = step ? ["at", "before", "after"] : ["shallow", "deep"];
        if (table(at, v, keys, keys)) {
          if (step) number(`${at}.at`, v.at, 0, 1);
          keys.forEach((k) => k !== "at" && one(v[k]));
        }
      } else if (Array.isArray(v)) { if (v.length) v.forEach(one); else wrong(at, "empty"); } else one(v);
    };
    table("", deal,
      ["title", "money", "round", "buyer", "seller", "outcomes", "time", "relationship", "buyers", "sellers", "pair", "story"],
      ["title", "money", "round", "buyer", "seller", "time", "buyers", "sellers"]);
    if (deal.title !== "") text("title", deal.title, "title");
    if (table("round", deal.round, ["one", "many"], ["one", "many"])) {
      text("round.one", deal.round.one, "round");
      text("round.many", deal.round.many, "round");
    }
    for (const role of ROLES) {
      const side = deal[role];
      if (!table(role, side, ["name", "cooperate", "defect"], ["name", "cooperate", "defect"])) continue;
      text(`${role}.name`, side.name, "name");
      const both = text(`${role}.cooperate`, side.cooperate, "move") & text(`${role}.defect`, side.defect, "move");
      if (both && side.cooperate.trim().toLowerCase() === side.defect.trim().toLowerCase()) wrong(`${role}.defect`, "same_moves");
    }
    const paid = (at, v) => {
      if (table(at, v, ROLES, ROLES)) ROLES.forEach((r) => number(`${at}.${r}`, v[r], -known.limits.amount, known.limits.amount));
    };
    if (isTable(deal.money)) {
      const one = ["price", "cost", "value"], two = ["preparing", "lost", "lost_if_neither", "gained"];
      if (deal.outcomes !== undefined) wrong("outcomes", "twice");
      if (table("money", deal.money, ["unit", ...one, ...two, "after_leaving"], ["unit", ...one, "preparing", "lost"])) {
        text("money.unit", deal.money.unit, "unit");
        one.forEach((k) => number(`money.${k}`, deal.money[k], 0, known.limits.amount));
        for (const k of two) {
          const v = deal.money[k];
          if (v === undefined) continue;
          if (Array.isArray(v) && v.length !== 2) wrong(`money.${k}`, "pair");
          else ROLES.forEach((r, i) => number(isTable(v) ? `money.${k}.${r}` : `money.${k}`, amountOf(deal.money, k, i), k === "gained" ? -known.limits.amount : 0, known.limits.amount));
        }
        if (deal.money.after_leaving !== undefined) paid("money.after_leaving", deal.money.after_leaving);
      }
    } else {
      text("money", deal.money, "unit");
      const names = OUTCOMES.flat();
      if (table("outcomes", deal.outcomes, [...names, "after_leaving"], names)) {
        Object.keys(deal.outcomes).forEach((k) => paid(`outcomes.${k}`, deal.outcomes[k]));
      }
    }
    if (table("time", deal.time, ["exactly", "about", "chance_of_another", "at_most"], [])) {
      const ways = ["exactly", "about", "chance_of_another"].filter((w) => deal.time[w] !== undefined);
      if (ways.length !== 1) wrong("time", "ways");
      else if (ways[0] === "exactly") {
        lasts("time.exactly", deal.time.exactly);
        if (deal.time.at_most !== undefined) wrong("time.at_most", "at_most");
      } else if (ways[0] === "about") number("time.about", deal.time.about, 1, known.limits.rounds);
      else if (isTable(deal.time.chance_of_another) && "buyer" in deal.time.chance_of_another) wrong("time.chance_of_another", "shared");
      else curve("time.chance_of_another", deal.time.chance_of_another, 0, 1, true);
      if (deal.time.at_most !== undefined) lasts("time.at_most", deal.time.at_most);
    }
    if (deal.pair !== undefined && table("pair", deal.pair, ROLES, [])) {
      for (const role of ROLES) if (deal.pair[role] !== undefined) text(`pair.${role}`, deal.pair[role], "name");
    }
    ladder(deal.relationship ?? {}, { table, text, number, curve, wrong });
    ROLES.forEach((role, i) => people(deal, role, i, { table, text, number, curve, wrong }));
    if (!found.length) ROLES.forEach((role, i) => begins(deal, role, i, wrong));
    if (!found.length) countable(deal, wrong);
    if (deal.story !== undefined && table("story", deal.story, ["seed"], [])) number("story.seed", deal.story.seed ?? 1, 0, Number.MAX_SAFE_INTEGER, true);
    return found;
  }

  function ladder(bond, { table, text, number, curve, wrong }) {
    if (!table("relationship", bond, ["depth", "depths", "start", "deepen", "erode", "drift", ...CURVES], [])) return;
    if (bond.depth !== undefined && !Object.hasOwn(known.depths, bond.depth)) {
      wrong("relationship.depth", "one_of", { words: Object.keys(known.depths).join(", ") });
      return;
    }
    let levels = 0;
    if (Array.isArray(bond.depths)) {
      bond.depths.forEach((name) => text("relationship.depths", name, "depth"));
      if (!bond.depths.length || new Set(bond.depths).size < bond.depths.length) wrong("relationship.depths", "different");
      levels = bond.depths.length;
    } else if (bond.depths !== undefined && number("relationship.depths", bond.depths, 1, MOST_DEPTHS, true)) levels = bond.depths;
    else if (bond.depths === undefined) levels = bond.depth === undefined ? 1 : Object.keys(known.depths).length;
    if (levels > MOST_DEPTHS) wrong("relationship.depths", "depths", { most: MOST_DEPTHS });
    if (typeof bond.start === "string") {
      const names = Array.isArray(bond.depths) ? bond.depths : bond.depth !== undefined && bond.depths === undefined ? Object.keys(known.depths) : [];
      if (!names.includes(bond.start)) wrong("relationship.start", "one_of", { words: names.join(", ") });
    } else if (bond.start !== undefined && levels) number("relationship.start", bond.start, 0, levels - 1, true);
    for (const key of ["deepen", "erode", "drift"]) if (bond[key] !== undefined) number(`relationship.${key}`, bond[key], 0, Infinity);
    const ranges = { stakes: [1e-12, Infinity], regard: [-1, 1], misperception: [0, 0.5], tremble: [0, 0.5] };
    for (const key of CURVES) if (bond[key] !== undefined) curve(`relationship.${key}`, bond[key], ...ranges[key]);
  }

  function people(deal, role, i, { table, text, curve, wrong }) {
    const key = `${role}s`;
    if (!Array.isArray(deal[key]) || deal[key].length < 1 || deal[key].length > known.limits.players) {
      wrong(key, "players", { most: known.limits.players });
      return;
    }
    const names = [], labels = [];
    playersOf(deal, i).forEach((player, n) => {
      const at = `${key}.${n}`;
      if (!table(at, player, ["play", "automaton", "label"], [])) return;
      if (player.label !== undefined && !text(`${at}.label`, player.label, "name")) return;
      if ((player.play === undefined) === (player.automaton === undefined)) { wrong(at, "play"); return; }
      if (player.automaton !== undefined) {
        if (!automaton(`${at}.automaton`, player.automaton, { table, text, curve, wrong })) return;
      } else if (!automatonOf(player, i)) { wrong(`${at}.play`, "strategy", { got: String(player.play) }); return; }
      const name = nameOf(player), label = labelOf(player);
      if (names.includes(name) || labels.includes(label)) wrong(at, "two_alike", { label });
      names.push(name);
      labels.push(label);
    });
    const wanted = (deal.pair || {})[role];
    if (wanted !== undefined && !names.includes(wanted) && !labels.includes(wanted)) {
      wrong(`pair.${role}`, "one_of", { words: labels.join(", ") });
    }
  }

  // Stakes that make amounts of money beyond all use.
  function countable(deal, wrong) {
    const { stakes = 1, depths } = ladderOf(deal);
    const places = Array.from({ length: depths }, (_, l) => l / Math.max(depths - 1, 1));
    const most = Math.max(...[0, 1].flatMap((role) => places.map((at) => TG.read(TG.ofRole(stakes, role), at))));
    const paid = Math.max(...Object.values(stageOf(deal)).flat(2).map(Math.abs));
    if (most > 1 && paid * most > known.limits.amount) wrong("relationship.stakes", "stakes", { most: TG.amount(known.limits.amount), got: TG.amount(paid * most) });
  }

  // A player who leaves before the first round has no match to report.
  function begins(deal, role, i, wrong) {
    const { start, depths } = ladderOf(deal);
    playersOf(deal, i).forEach((player, n) => {
      const { leave, start: first } = automatonOf(player, i);
      if (!leave || !leave.length) return;
      if (TG.read(leave[first || 0], start / Math.max(depths - 1, 1)) >= 1) wrong(`${role}s.${n}`, "never_begins");
    });
  }

  function automaton(at, own, { table, text, curve, wrong }) {
    if (!table(at, own, ["name", "cooperate", "next_state", "start", "leave", "end_rounds"], ["name", "cooperate", "next_state"])) return false;
    if (!text(`${at}.name`, own.name, "name")) return false;
    const n = Array.isArray(own.cooperate) ? own.cooperate.length : 0;
    const index = (v) => Number.isInteger(v) && v >= 0 && v < n;
    const rows = (v) => Array.isArray(v) && v.length === n && v.every((row) => Array.isArray(row) && row.length === 2);
    const flat = (v) => rows(v) && v.every((row) => row.every(index));
    const full = (v) => rows(v) && v.every((row) => row.every((c) => Array.isArray(c) && c.length === 2 && c.every(index)));
    const next = own.next_state;
    const fits = n > 0 && (flat(next) || full(next) || (Array.isArray(next) && next.length > 0 && next.every(full)));
    if (!fits || !index(own.start ?? 0) || (own.leave && own.leave.length && own.leave.length !== n)) return wrong(at, "automaton");
    own.cooperate.forEach((c) => curve(`${at}.cooperate`, c, 0, 1));
    (own.leave || []).forEach((c) => curve(`${at}.leave`, c, 0, 1));
    return true;
  }

  Object.assign(TG, {
    OUTCOMES, ROLES, CURVES, MOST_DEPTHS, MOST_ROUNDS, mostPlayers: () => known.limits.players, learn, isTable, copy, same, inMoney, unitOf, summed, stageOf,
    outsideOf, ladderOf, setLadder, timeOf, specOf, nameOf, called, labelOf, automatonOf, readsPayoffs,
    playersOf, chosenOf, problems,
  });
})(typeof globalThis !== "undefined" ? globalThis : this);
