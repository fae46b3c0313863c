// The answers: one match, everybody against everybody, selection, time and depth.
(function (root) {
  "use strict";
  const TG = root.TG;
  const { h, say, state, draw } = TG;
  const MOST_SAID = 5; // ways to behave that a sentence lists
  const KEPT = 48; // rounds of a told match at most
  const MAP_TIMES = 19, MAP_DEPTHS = 13, FEW_TIMES = 11, FEW_DEPTHS = 7;

  // What is drawn side by side: one column, or A and B with what B differs in.
  function columns(make) {
    const both = Boolean(state.b);
    return h("div", { class: both ? "ab" : "" }, TG.settings().map(([side, deal]) => h("div", { class: "column", "data-side": side },
      both ? h("h3", { class: "side-title" }, say(`common.${side}`), h("small", {}, ` ${describe(side, deal)}`)) : null,
      make(deal, side, both))));
  }

  // A setting in a few words, as it differs from the deal.
  function describe(side, deal) {
    const info = TG.about(deal);
    const parts = [horizonText(deal)];
    if (info.depths.length > 1) parts.push(info.depths[info.game.start]);
    if (side === "b") {
      const keys = ["time", "relationship", "outcomes", "money", "pair", "buyers", "sellers"].filter((k) => !TG.same(deal[k] ?? null, state.a[k] ?? null));
      parts.push(keys.length ? say("common.differs", { what: TG.listed(keys.map((k) => say(`common.key_${k}`))) }) : say("common.no_difference"));
    }
    return `(${parts.join("; ")})`;
  }

  function horizonText(deal) {
    const info = TG.about(deal), time = TG.horizonOf(deal);
    if (time.exact) return say("time.exactly", { rounds: info.count(time.rounds) });
    const text = time.low === time.high
      ? say("time.about", { rounds: info.count(TG.expectedRounds(time.low, time.rounds)) })
      : say("time.chance", { round: info.round.one, first: TG.percent(time.low), last: TG.percent(time.high) });
    return time.rounds === null ? text : say("time.at_most", { time: text, rounds: info.count(time.rounds) });
  }

  const widthOf = (node) => {
    const inner = node.clientWidth || 320;
    return Math.max(280, Math.min(980, state.b && inner > 760 ? (inner - 32) / 2 : inner));
  };

  // --- one match ----------------------------------------------------------------------

  function match(node) {
    const width = widthOf(node), deal = state.a, info = TG.about(deal);
    const answer = () => TG.pairOf(deal).exact.cooperation[1];
    const blanks = { side: info.sides[1], move: info.moves[1][0], rounds: info.round.many, with: info.people[1][info.pair[1]].label, other: info.people[0][info.pair[0]].label };
    const box = TG.bet("bet-match", {
      question: say("match.question", { ...blanks, horizon: horizonText(deal) }), kind: "share", answer,
      says: TG.settled("bet-match") ? say("match.answer", { ...blanks, share: TG.percent(answer()) }) : "", width: Math.min(width, 620),
    });
    const parts = [box];
    if (TG.settled("bet-match")) parts.push(columns((d) => matchOf(d, width)), roomRounds());
    TG.put(node, parts);
  }

  function matchOf(deal, width) {
    const info = TG.about(deal), { exact, course } = TG.pairOf(deal);
    const labels = [0, 1].map((r) => info.people[r][info.pair[r]].label);
    const told = {
      one: info.sides[0], other: info.sides[1], buyer: labels[0], seller: labels[1],
      C: info.moves[0][0], c: info.moves[1][0], rounds: info.round.many, horizon: horizonText(deal),
      value: info.pay(exact.value[0]), pays: info.pay(exact.value[1]),
      share: TG.percent(exact.cooperation[0]), shared: TG.percent(exact.cooperation[1]),
    };
    const rows = course.map((c) => c.cooperation || [0, 0]).filter((_, i) => course[i].cooperation);
    const room = state.rounds.map(([k, n], i) => ({ round: i + 1, ...interval(k, n) }));
    const players = TG.pairOf(deal).players;
    const story = TG.play(info.game, ...players, state.seed, 0, KEPT);
    return [
      h("p", { class: "finding" }, say("match.finding", told)),
      h("p", {}, say("match.detail", told)),
      h("h4", {}, say("match.y", { C: told.C, c: told.c })),
      draw.course({
        width, rows, names: info.sides, x: info.round.many, room,
        alt: say("match.alt", { ...told, n: rows.length, first: TG.percent(rows[0][0]), firsts: TG.percent(rows[0][1]), last: TG.percent(rows[rows.length - 1][0]), lasts: TG.percent(rows[rows.length - 1][1]) }),
      }),
      h("p", { class: "hint" }, say("match.course_hint", told)),
      TG.numbers([info.round.one, `${told.one}: ${told.C}`, `${told.other}: ${told.c}`, ...(room.length ? [say("match.room")] : [])],
        rows.map((row, i) => [i + 1, TG.percent(row[0]), TG.percent(row[1]), ...(room.length ? [room[i] ? TG.percent(room[i].share) : "–"] : [])])),
      h("h3", {}, say("match.story", { seed: state.seed })),
      storyOf(info, story, width),
    ];
  }

  function storyOf(info, story, width, better) {
    const shown = story.rounds;
    const slips = shown.reduce((n, r) => n + (r.intended[0] !== r.done[0]) + (r.intended[1] !== r.done[1]), 0);
    const misread = shown.reduce((n, r) => n + (r.seen[0] !== r.done[1]) + (r.seen[1] !== r.done[0]), 0);
    const total = [0, 1].map((r) => shown.reduce((sum, round) => sum + round.pay[r], 0));
    const alt = say("match.story_alt", {
      rounds: info.count(shown.length), slips, misread, one: info.sides[0], other: info.sides[1],
      value: info.pay(total[0]), pays: info.pay(total[1]),
    });
    return [
      draw.strip({ width, rounds: shown, names: info.sides, depths: info.depths, alt, better }),
      h("p", {}, alt, story.left ? ` ${say("match.left", { who: TG.listed(info.sides.filter((_, r) => story.left[r])) })}` : "",
        story.rounds.length === KEPT && story.length > KEPT ? ` ${say("match.cut", { rounds: info.count(KEPT) })}` : ""),
      key(info),
    ];
  }

  // What the tiles of a told match mean.
  function key(info) {
    const small = (...parts) => draw.frame(26, 26, "", parts);
    const tile = (cls) => TG.s("rect", { x: 2, y: 2, width: 22, height: 22, rx: 4, class: `tile ${cls || ""}` });
    const rows = [
      [small(tile(), draw.mark(0, 13, 13, 6)), TG.listed([...new Set([info.moves[0][0], info.moves[1][0]])])],
      [small(tile(), draw.mark(1, 13, 13, 6)), TG.listed([...new Set([info.moves[0][1], info.moves[1][1]])])],
      [small(tile(), draw.mark(1, 12, 14, 6), TG.s("path", { d: "M24 2h-10l10 10z", class: "notch" }), draw.mark(0, 21, 5, 2.6, true)), say("match.key_slip")],
      [small(tile("misread"), draw.mark(0, 13, 13, 6)), say("match.key_misread")],
    ];
    if (info.depths.length > 1) rows.push([small(TG.s("path", { d: "M2 20h11v-12h11", class: "depth-line" })), say("match.key_depth", { first: info.depths[0], last: info.depths[info.depths.length - 1] })]);
    return h("ul", { class: "key" }, rows.map(([icon, text]) => {
      icon.setAttribute("aria-hidden", "true");
      return h("li", {}, icon, " ", text);
    }));
  }

  // A share of people with its 95% interval (Wilson 1927).
  function interval(k, n) {
    const z = 1.959963984540054, p = k / n;
    const middle = (p + (z * z) / (2 * n)) / (1 + (z * z) / n);
    const half = (z / (1 + (z * z) / n)) * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
    return { share: p, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
  }

  // The room's own choices, round by round, typed as "12/40, 15/40".
  function roomRounds() {
    const info = TG.about(state.a);
    const area = h("input", {
      type: "text", id: "room-rounds", value: state.rounds.map(([k, n]) => `${k}/${n}`).join(", "), placeholder: "12/40, 18/40",
      "aria-describedby": "room-hint room-wrong",
      onchange: () => {
        const parts = area.value.split(/[,;\s]+/).filter(Boolean).map((part) => /^(\d{1,5})\/(\d{1,5})$/.exec(part));
        const well = parts.every((m) => m && Number(m[2]) > 0 && Number(m[1]) <= Number(m[2]));
        area.setAttribute("aria-invalid", String(!well));
        TG.byId("room-wrong").textContent = well ? "" : say("match.room_wrong");
        if (!well) return;
        state.rounds = parts.map((m) => [Number(m[1]), Number(m[2])]);
        TG.changed();
      },
    });
    return h("div", { class: "field room" }, h("label", { for: "room-rounds" }, say("match.room_label", { C: info.moves[0][0], c: info.moves[1][0] })), area,
      h("p", { class: "hint", id: "room-hint" }, say("match.room_hint", { round: info.round.one })), h("p", { class: "wrong", id: "room-wrong", role: "alert" }),
      h("div", { class: "row after" }, TG.button(say("match.another"), () => { state.seed = (state.seed + 1) % Number.MAX_SAFE_INTEGER; TG.changed(); }, { id: "another" })));
  }

  // --- everybody against everybody ----------------------------------------------------

  function league(node) {
    const width = widthOf(node), deal = state.a, info = TG.about(deal);
    const boxes = [1, 0].map((r) => TG.bet(`bet-league-${r}`, {
      question: say("league.question", { side: info.sides[r], other: info.sides[1 - r] }), kind: "choice",
      options: info.people[r].map((p) => ({ value: p.name, text: p.label, who: p.name })),
      answer: () => TG.leagueOf(deal).best[r].map((i) => info.people[r][i].name),
      says: TG.settled(`bet-league-${r}`) ? say("league.answer", { side: info.sides[r], labels: named(info, r, TG.leagueOf(deal).best[r]) }) : "",
    }));
    const parts = [h("div", { class: "bets" }, boxes)];
    if (TG.settled("bet-league-0", "bet-league-1")) parts.push(columns((d) => leagueOf(d, width)));
    TG.put(node, parts);
  }

  // Ways to behave by their words, quoted.
  const named = (info, role, places) => TG.few(places.map((i) => say("common.quoted", { label: info.people[role][i].label })));

  function leagueOf(deal, width) {
    const info = TG.about(deal), { table, means, best } = TG.leagueOf(deal);
    const totals = table.map((row) => row.map((cell) => cell.value[0] + cell.value[1]));
    const most = Math.max(...totals.flat());
    const told = {
      one: info.sides[0], other: info.sides[1], buyer: named(info, 0, best[0]), seller: named(info, 1, best[1]),
      value: info.pay(means[0][best[0][0]]), pays: info.pay(means[1][best[1][0]]), horizon: horizonText(deal),
    };
    return [
      h("p", { class: "finding" }, say("league.finding", told)),
      [1, 0].map((r) => [
        h("h4", {}, say("league.mean", { side: info.sides[r], other: info.sides[1 - r] })),
        draw.bars({
          width: Math.min(width, 760), side: r,
          rows: info.people[r].map((p, i) => ({ name: p.label, face: p.name, value: means[r][i], text: info.pay(means[r][i]), best: best[r].includes(i), picked: (state.bets[`bet-league-${r}`] || {}).guess === p.name })),
          alt: say("league.mean", { side: info.sides[r], other: info.sides[1 - r] }) + ": " + info.people[r].map((p, i) => `${p.label} ${info.pay(means[r][i])}`).join("; "),
        }),
      ]),
      h("h4", {}, say("league.table", told)),
      h("div", { class: "scroll held", tabindex: 0, role: "group", "aria-label": say("league.table", told) }, h("table", { class: "league" },
        h("thead", {}, h("tr", {}, h("td", {}), info.people[1].map((p) => h("th", { scope: "col", class: "side-1" }, TG.face(p.name), " ", p.label)))),
        h("tbody", {}, table.map((row, i) => h("tr", {}, h("th", { scope: "row", class: "side-0" }, TG.face(info.people[0][i].name), " ", info.people[0][i].label),
          row.map((cell, j) => h("td", { class: totals[i][j] >= most - 1e-9 * Math.abs(most) ? "most" : "" },
            h("span", { class: "side-0" }, info.pay(cell.value[0])), h("span", { class: "side-1" }, info.pay(cell.value[1])),
            totals[i][j] >= most - 1e-9 * Math.abs(most) ? h("span", { class: "tag" }, say("league.most")) : null))))))),
      h("p", { class: "hint" }, say("league.hint", told)),
      recipes(info, deal),
    ];
  }

  // Strategies that read payoffs keep the rule they had in the deal the page came with.
  function recipes(info, deal) {
    const names = info.people.flat().filter((p) => p.reads).map((p) => p.label);
    const moved = !TG.same(TG.stageOf(deal), TG.stageOf(state.came));
    return names.length && moved ? h("p", { class: "hint" }, say("league.recipes", { names: TG.listed([...new Set(names)]) })) : null;
  }

  // --- selection ----------------------------------------------------------------------

  function selection(node) {
    const width = widthOf(node), deal = state.a, info = TG.about(deal);
    const ahead = (r) => TG.leaders(r ? TG.selectionOf(deal).sellers : TG.selectionOf(deal).buyers, 1e-6);
    const boxes = [1, 0].map((r) => TG.bet(`bet-selection-${r}`, {
      question: say("selection.question", { side: info.sides[r] }), kind: "choice",
      options: info.people[r].map((p) => ({ value: p.name, text: p.label, who: p.name })),
      answer: () => ahead(r).map((i) => info.people[r][i].name),
      says: TG.settled(`bet-selection-${r}`) ? say("selection.answer", { side: info.sides[r], labels: named(info, r, ahead(r)) }) : "",
    }));
    const parts = [h("div", { class: "bets" }, boxes)];
    if (TG.settled("bet-selection-0", "bet-selection-1")) parts.push(columns((d) => selectionOf(d, width)));
    TG.put(node, parts);
  }

  function selectionOf(deal, width) {
    const info = TG.about(deal), found = TG.selectionOf(deal);
    const ends = [found.buyers, found.sellers];
    const said = [0, 1].map((r) => {
      const left = ends[r].map((v, i) => [v, info.people[r][i].label]).filter(([v]) => v >= 0.005).sort((a, b) => b[0] - a[0]);
      const told = left.map(([v, text]) => `${TG.percent(v)} ${text}`);
      return left.length > MOST_SAID + 1 ? TG.strung([...told.slice(0, MOST_SAID), say("list.more", { n: left.length - MOST_SAID })]) : TG.strung(told);
    });
    const told = {
      one: info.sides[0], other: info.sides[1], share: TG.percent(found.cooperation[0]), shared: TG.percent(found.cooperation[1]),
      C: info.moves[0][0], c: info.moves[1][0], ends: said[0], ended: said[1], rounds: info.round.many, horizon: horizonText(deal),
    };
    return [
      h("p", { class: "finding" }, say("selection.finding", told)),
      found.atRest ? null : h("p", {}, say("selection.circles")),
      [1, 0].map((r) => [
        h("h4", {}, say("selection.shares", { side: info.sides[r] })),
        draw.areas({
          width, side: r, names: info.people[r].map((p) => p.label), x: say("selection.x"),
          trail: found.trail.map((t) => ({ time: t.time, shares: r ? t.sellers : t.buyers })),
          alt: say("selection.alt", { side: info.sides[r], ends: said[r] }),
        }),
        TG.numbers([info.sides[r], say("selection.at_first"), say("selection.at_end")],
          info.people[r].map((p, i) => [p.label, TG.percent(1 / info.people[r].length), TG.percent(ends[r][i])])),
      ]),
      h("p", { class: "hint" }, say(found.one ? "selection.hint_one" : "selection.hint", told)),
      recipes(info, deal),
    ];
  }

  // --- time and depth -----------------------------------------------------------------

  function ground(deal) {
    return TG.once(`map${state.field}`, deal, () => {
      const info = TG.about(deal), time = TG.horizonOf(deal);
      const exact = time.exact;
      const [many, deep] = state.field ? [FEW_TIMES, FEW_DEPTHS] : [MAP_TIMES, MAP_DEPTHS];
      const flat = info.game.L === 1;
      const raw = Array.from({ length: many }, (_, i) => 100 ** (i / (many - 1)));
      const times = exact ? [...new Set(raw.map(Math.round))] : raw;
      const positions = Array.from({ length: deep }, (_, i) => i / (deep - 1));
      const players = [0, 1].map((r) => (state.field ? info.people[r] : [info.people[r][info.pair[r]]]).map((p) => p.automaton));
      const same = JSON.stringify(info.people[0].map((p) => p.name)) === JSON.stringify(info.people[1].map((p) => p.name));
      const { table, rests } = TG.map(info.spec, ...players, times, flat ? [0] : positions, exact, same);
      if (flat) while (table.length < deep) { table.push(table[0]); rests.push(rests[0]); }
      const line = [];
      if (!exact) {
        for (let k = 0; k <= 60; k++) {
          const least = grimAt(deal, flat ? 0 : k / 60);
          if (least !== null && least < 0.99) line.push([1 / (1 - least), k / 60]);
        }
      }
      return { exact, times, positions, table, rests, line };
    });
  }

  function lineKey() {
    const icon = draw.frame(26, 16, "", [TG.s("path", { d: "M0 8h26", class: "theory" })]);
    icon.setAttribute("aria-hidden", "true");
    return icon;
  }

  // Theory's threshold with the relationship held at a position: nobody slips.
  function grimAt(deal, position) {
    const { spec } = TG.about(deal);
    const game = TG.makeGame({ ...spec, relationship: { ...spec.relationship, position }, rounds: null, continuation: 0.5 });
    return TG.criticalGrim(game, 0);
  }

  const expected = (deal) => {
    const { exact } = TG.pairOf(deal);
    return exact.length;
  };

  function map(node) {
    const width = widthOf(node), deal = state.a, info = TG.about(deal);
    const position = info.game.positions[info.game.start];
    const least = grimAt(deal, position);
    const rounds = least === null ? Infinity : 1 / (1 - least);
    const bounds = [1.5, 3, 6, 12, 25, 100];
    const options = [
      ...bounds.map((top, i) => ({ value: String(i), text: i === 0 ? say("map.once") : say("map.within", { low: TG.amount(bounds[i - 1]), high: info.count(top) }) })),
      { value: "never", text: say("map.never", { rounds: info.count(100) }) },
    ];
    const truth = () => { const i = bounds.findIndex((top) => rounds <= top); return [i < 0 ? "never" : String(i)]; };
    const place = info.depths[info.game.start];
    const told = { place, one: info.sides[0], other: info.sides[1], C: info.moves[0][0], c: info.moves[1][0], round: info.round.one, rounds: info.round.many };
    const box = TG.bet("bet-map", {
      question: say(info.game.L > 1 ? "map.question" : "map.question_flat", told), kind: "choice", options, answer: truth,
      says: !TG.settled("bet-map") ? "" : least === null ? say("map.answer_never", told)
        : least === 0 ? say("map.answer_once", told) : say("map.answer", { ...told, chance: TG.percent(least), least: info.count(Math.round(10 * rounds) / 10) }),
    });
    const parts = [box];
    if (TG.settled("bet-map")) {
      parts.push(h("div", { class: "row after", role: "group", "aria-label": say("map.whose") },
        [false, true].map((field) => TG.button(say(field ? "map.field" : "map.pair"), () => { state.field = field; TG.changed(); },
          { id: `map-${field}`, class: "tab", "aria-pressed": String(state.field === field) }))));
      parts.push(columns((d, side) => mapOf(d, side, width)));
    }
    TG.put(node, parts);
  }

  function mapOf(deal, side, width) {
    const info = TG.about(deal), found = ground(deal);
    const time = expected(deal), position = info.game.positions[info.game.start];
    const labels = [0, 1].map((r) => info.people[r][info.pair[r]].label);
    const nearest = (list, v) => list.reduce((best, x, i) => (Math.abs(x - v) < Math.abs(list[best] - v) ? i : best), 0);
    const at = [nearest(found.times.map(Math.log), Math.log(time)), nearest(found.positions, position)];
    const cursors = state.cursors || (state.cursors = {});
    const cursor = cursors[side];
    const depthName = (p) => {
      const level = p * (info.depths.length - 1);
      const k = Math.round(level);
      if (info.depths.length === 1) return "";
      return Math.abs(level - k) < 0.02 ? info.depths[k] : say("map.between", { low: info.depths[Math.floor(level)], high: info.depths[Math.ceil(level)] });
    };
    const reads = ([g, d]) => say("map.reading", {
      time: say(found.exact ? "time.exactly" : "time.about", { rounds: info.count(found.exact ? found.times[g] : Math.round(10 * found.times[g]) / 10) }),
      depth: depthName(found.positions[d]), share: TG.percent(found.table[d][g]),
    }).replace(/,\s*:/, ":");
    const corner = (g, d) => TG.percent(found.table[d][g]);
    const [G, D] = [found.times.length - 1, found.positions.length - 1];
    const told = {
      buyer: labels[0], seller: labels[1], one: info.sides[0], other: info.sides[1], neither: corner(0, 0), time: corner(G, 0), depth: corner(0, D), both: corner(G, D),
      shallow: info.depths[0], deep: info.depths[info.depths.length - 1], least: info.count(1), most: info.count(100), rounds: info.round.many, here: TG.percent(found.table[at[1]][at[0]]),
    };
    const made = draw.map({
      width, table: found.table, times: found.times, positions: found.positions, stops: TG.ramp, ticks: [1, 3, 10, 30, 100],
      depths: info.depths.map((name, l) => ({ name: info.depths.length === 1 ? "" : name, position: info.game.positions[l] })).filter((_, l, all) => all.length <= 8 || l % Math.ceil(all.length / 8) === 0),
      line: found.line, lineSays: say("map.line"), here: [time, position], hereSays: say("map.here"), cursor,
      x: say(found.exact ? "map.x_exactly" : "map.x_about", { rounds: info.round.many }), y: info.game.L > 1 ? say("map.y") : "",
      alt: say("map.alt", told),
    });
    const output = h("p", { class: "reading", id: `reading-${side}`, role: "status" }, cursor ? reads(cursor) : say("map.keys"));
    const move = (to) => {
      cursors[side] = [Math.min(G, Math.max(0, to[0])), Math.min(D, Math.max(0, to[1]))];
      TG.changed();
    };
    const holder = h("div", {
      class: "map", id: `map-${side}`, tabindex: 0, role: "application", "aria-roledescription": say("map.role"), "aria-label": say("map.alt", told), "aria-describedby": `reading-${side}`,
      onkeydown: (event) => {
        const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
        if (!step) return;
        event.preventDefault();
        const from = cursors[side] || at;
        move([from[0] + step[0], from[1] + step[1]]);
      },
      onclick: (event) => {
        const box = made.getBoundingClientRect();
        const scale = width / box.width;
        move(made.place((event.clientX - box.left) * scale, (event.clientY - box.top) * scale));
      },
    }, made);
    const low = `linear-gradient(to right, ${[0, 0.25, 0.5, 0.75, 1].map((v) => draw.ramp(TG.ramp, v)).join(", ")})`;
    return [
      h("p", { class: "finding" }, say(info.game.L > 1 ? "map.finding" : "map.finding_flat", told)),
      h("div", { class: "ramp", "aria-hidden": "true" }, h("span", {}, TG.percent(0)), h("span", { class: "ramp-bar", style: { "background-image": low } }), h("span", {}, TG.percent(1)), h("span", {}, say("map.ramp", { C: info.moves[0][0], c: info.moves[1][0] }))),
      holder,
      width < 460 && found.line.length > 1 ? h("ul", { class: "key" }, h("li", {}, lineKey(), say("map.line"))) : null, output,
      TG.numbers([say("map.corner"), say("map.share")], [
        [say("map.neither", told), told.neither], [say("map.time", told), told.time], [say("map.depth", told), told.depth], [say("map.both", told), told.both]]),
      h("p", { class: "hint" }, say(state.field ? "map.hint_field" : "map.hint_pair", told), info.game.L > 1 ? ` ${say("map.hint_held")}` : "",
        found.exact ? ` ${say("map.no_line")}` : found.line.length > 1 ? ` ${say("map.hint_line")}` : ""),
    ];
  }

  Object.assign(TG, { views: { match, league, selection, map }, horizonText, storyOf, widthOf });
})(typeof globalThis !== "undefined" ? globalThis : this);
