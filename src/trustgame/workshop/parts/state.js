// What the page knows: the deal it came with, the settings A and B, and the address that
// restores them.
(function (root) {
  "use strict";
  const TG = root.TG;
  const VIEWS = ["match", "league", "selection", "map", "play", "deal", "charts"];
  const SHOWN = 120; // rounds that a course shows at most
  const state = {
    came: null, // the deal the page came with
    base: null, // the deal that was opened, to which sliders go back
    a: null,
    b: null,
    active: "a",
    view: "match",
    seed: 1,
    told: null, // rounds of the story that are told so far; null tells all of it
    field: false, // whether the map shows selection among all, or the pair
    bets: {}, // by question: {guess, shown, deal, counts}: the deal it was asked for, the room's guesses
    rounds: [], // the room, round by round: [cooperated, of]
    play: null,
  };
  let listener = () => {};
  let due = 0;

  // Run once per frame, however often asked.
  function changed(how) {
    state.rebuild = state.rebuild || (how && how.panel);
    state.turned = state.turned || (how && how.view);
    if (due) return;
    due = requestAnimationFrame(() => {
      due = 0;
      const { rebuild, turned } = state;
      Object.assign(state, { rebuild: false, turned: false });
      write(turned);
      listener({ panel: rebuild });
    });
  }

  const current = () => state[state.active];
  const settings = () => (state.b ? [["a", state.a], ["b", state.b]] : [["a", state.a]]);

  // Change the active setting's deal.
  function edit(change, how) {
    change(current());
    changed(how);
  }

  // --- the address --------------------------------------------------------------------

  const differing = (deal) => [...new Set([...Object.keys(deal), ...Object.keys(state.came)])]
    .filter((key) => !TG.same(deal[key] ?? null, state.came[key] ?? null));

  function address() {
    const parts = new URLSearchParams();
    parts.set("view", state.view);
    if (state.seed !== ((state.came.story || {}).seed ?? 1)) parts.set("seed", state.seed);
    if (state.field) parts.set("field", "1");
    for (const [side, deal] of settings()) {
      if (side === "b") parts.set("b", "1");
      for (const key of differing(deal)) parts.set(`${side}.${key}`, JSON.stringify(deal[key] ?? null));
    }
    return `#${parts}`;
  }

  // Put the address in its bar; a step of its own where the view was turned to another. An
  // entry of ours says which view it shows; one that a person typed says nothing.
  function write(turned) {
    const next = address();
    if (location.hash === next && history.state) return;
    try {
      history[turned ? "pushState" : "replaceState"]({ view: state.view }, "", next);
    } catch { // too often at once, or never allowed
      if (!history.state) location.hash = next;
    }
  }

  // Take up what an address says; returns whether all of it could be used.
  function readAddress(hash) {
    const parts = new URLSearchParams(hash.replace(/^#/, ""));
    const view = parts.get("view");
    if (VIEWS.includes(view)) state.view = view;
    const seed = Number(parts.get("seed"));
    if (parts.has("seed") && Number.isSafeInteger(seed) && seed >= 0) state.seed = seed;
    state.field = parts.get("field") === "1";
    let well = true;
    const deals = { a: TG.copy(state.came), b: parts.has("b") ? TG.copy(state.came) : null };
    for (const [name, text] of parts) {
      const [, side, key] = /^([ab])\.(\w+)$/.exec(name) || [];
      if (!side || !deals[side]) continue;
      try {
        const value = JSON.parse(text);
        if (value === null) delete deals[side][key];
        else deals[side][key] = value;
      } catch {
        well = false;
      }
    }
    for (const side of ["a", "b"]) {
      if (deals[side] && TG.problems(deals[side]).length) {
        well = false;
        deals[side] = side === "a" ? TG.copy(state.came) : null;
      }
    }
    state.a = deals.a;
    state.b = deals.b;
    if (!state.b) state.active = "a";
    return well;
  }

  // Take a deal as the one to work on.
  function take(deal) {
    TG.forgetTime();
    state.base = TG.copy(deal);
    state.a = TG.copy(deal);
    state.b = null;
    state.active = "a";
    state.seed = (deal.story || {}).seed ?? 1;
    state.bets = {};
    state.play = null;
    changed({ panel: true });
  }

  // --- answers, worked out once per setting -------------------------------------------

  const memory = new Map();
  function once(name, deal, work) {
    const key = name + JSON.stringify(deal);
    if (!memory.has(key)) {
      if (memory.size > 60) memory.clear();
      memory.set(key, work());
    }
    return memory.get(key);
  }

  // A setting's words and numbers, ready for the views.
  function about(deal) {
    return once("about", deal, () => {
      const spec = TG.specOf(deal);
      const game = TG.makeGame(spec);
      const people = [0, 1].map((role) => TG.playersOf(deal, role).map((player) => ({
        name: TG.nameOf(player),
        label: TG.labelOf(player),
        automaton: TG.automatonOf(player, role),
        reads: TG.readsPayoffs(player),
      })));
      const names = spec.relationship.names;
      const depths = Array.from({ length: game.L }, (_, l) => (names ? TG.rung(names[l]) : String(l)));
      return {
        deal, spec, game, people, depths,
        sides: TG.ROLES.map((role) => deal[role].name),
        moves: TG.ROLES.map((role) => [deal[role].cooperate, deal[role].defect]),
        round: deal.round,
        unit: TG.unitOf(deal),
        pay: (value) => TG.pay(value, TG.unitOf(deal)),
        count: (n) => TG.count(n, deal.round),
        pair: [0, 1].map((role) => TG.chosenOf(deal, role)),
      };
    });
  }

  function pairOf(deal) {
    return once("pair", deal, () => {
      const { game, people, pair } = about(deal);
      const players = [0, 1].map((r) => TG.lower(people[r][pair[r]].automaton, game.positions));
      const exact = TG.evaluate(game, ...players);
      const most = Math.max(...game.continuation);
      const enough = most <= 0 ? 1 : most < 1 ? Math.ceil(Math.log(0.05) / Math.log(most)) + 1 : Infinity;
      const rounds = Math.max(1, Math.min(enough, game.rounds ?? SHOWN, SHOWN));
      return { players, exact, course: TG.path(game, ...players, rounds) };
    });
  }

  // The places of the largest numbers of a list: several where they are as good as equal.
  function leaders(list, share) {
    const most = Math.max(...list), size = Math.max(...list.map(Math.abs));
    return list.map((_, i) => i).filter((i) => list[i] >= most - share * size);
  }

  function leagueOf(deal) {
    return once("league", deal, () => {
      const { game, people } = about(deal);
      const table = TG.roundRobin(game, ...people.map((side) => side.map((p) => p.automaton)));
      const [B, S] = [table.length, table[0].length];
      const means = [
        table.map((row) => row.reduce((sum, cell) => sum + cell.value[0], 0) / S),
        table[0].map((_, j) => table.reduce((sum, row) => sum + row[j].value[1], 0) / B),
      ];
      return { table, means, best: means.map((list) => leaders(list, 1e-9)) };
    });
  }

  function selectionOf(deal) {
    return once("selection", deal, () => {
      const { people } = about(deal);
      const same = JSON.stringify(people[0].map((p) => p.name)) === JSON.stringify(people[1].map((p) => p.name));
      return TG.select(leagueOf(deal).table, same);
    });
  }

  // How long play is expected to go on: exact where there is a known end.
  function horizonOf(deal) {
    const { game } = about(deal);
    const [low, high] = [Math.min(...game.continuation), Math.max(...game.continuation)];
    return { exact: high === 1 && low === 1, rounds: game.rounds, low, high };
  }

  Object.assign(TG, {
    VIEWS, state, changed, current, settings, edit, readAddress, take, about, pairOf, leagueOf,
    selectionOf, horizonOf, leaders, once, address,
    listen: (f) => { listener = f; },
  });
})(typeof globalThis !== "undefined" ? globalThis : this);
