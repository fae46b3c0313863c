// Time and depth: the map, what can be read off it, and theory's line upon it.
(function (root) {
  "use strict";
  const TG = root.TG;
  const { h, say, state, draw } = TG;
  const TIMES = 19, DEPTHS = 13, FEW_TIMES = 11, FEW_DEPTHS = 7;
  const NO_STEPS = { deepen: 0, erode: 0, drift: 0 };
  const BOUNDS = [1.5, 3, 6, 12, 25, 100]; // of the bet: expected rounds

  const mean = ([one, other]) => (one + other) / 2;
  const sameNames = (info) => TG.same(...info.people.map((side) => side.map((p) => p.name)));
  const heldAt = (spec, position) => ({ ...spec, relationship: { ...spec.relationship, position } });
  const playersOf = (info) => info.people.map((side, r) => (state.field ? side : [side[info.pair[r]]]).map((p) => p.automaton));

  // Everything that is drawn, worked out once: the shares, where selection rests, the line.
  function ground(deal) {
    return TG.once(`map${state.field}`, deal, () => {
      const info = TG.about(deal), { exact } = TG.horizonOf(deal);
      const [many, deep] = state.field ? [FEW_TIMES, FEW_DEPTHS] : [TIMES, DEPTHS];
      const flat = info.game.L === 1;
      const raw = Array.from({ length: many }, (_, i) => 100 ** (i / (many - 1)));
      const times = exact ? [...new Set(raw.map(Math.round))] : raw;
      const positions = Array.from({ length: deep }, (_, i) => i / (deep - 1));
      const { table, rests } = TG.map(info.spec, ...playersOf(info), times, flat ? [0] : positions, exact, sameNames(info));
      const moving = rests.flat().filter((still) => !still).length, points = rests.flat().length;
      if (flat) while (table.length < deep) { table.push(table[0]); rests.push(rests[0]); }
      const line = [];
      if (!exact) {
        for (let k = 0; k <= 60; k++) {
          const least = grimAt(deal, flat ? 0 : k / 60);
          if (least !== null && least < 0.99) line.push([1 / (1 - least), k / 60]);
        }
      }
      return { exact, times, positions, table, rests, moving, points, line, flat };
    });
  }

  // Theory's threshold with the relationship held at a position: nobody slips.
  function grimAt(deal, position) {
    const { spec } = TG.about(deal);
    const game = TG.makeGame({ ...heldAt(spec, position), rounds: null, continuation: 0.5 });
    return TG.criticalGrim(game, 0);
  }

  // What the deal itself comes to where it begins: held there, and as it may move.
  function atStart(deal) {
    return TG.once(`start${state.field}`, deal, () => {
      const info = TG.about(deal), { game } = info;
      const shareIn = (made) => {
        const table = TG.roundRobin(made, ...playersOf(info));
        const found = state.field ? TG.select(table, sameNames(info)) : table[0][0];
        return { share: mean(found.cooperation), rests: !state.field || found.atRest };
      };
      const held = TG.makeGame({ ...info.spec, relationship: { ...info.spec.relationship, ...NO_STEPS } });
      return { held: shareIn(held), free: TG.same(held.moves, game.moves) ? null : shareIn(game) };
    });
  }

  // What theory's threshold is where the deal begins, in words and as an answer to the bet.
  function question(deal) {
    const info = TG.about(deal);
    const least = grimAt(deal, info.game.positions[info.game.start]);
    const rounds = least === null ? Infinity : 1 / (1 - least);
    const told = { place: info.depths[info.game.start], C: info.moves[0][0], c: info.moves[1][0], round: info.round.one };
    const says = () => (least === null ? say("map.answer_never", told)
      : least === 0 ? say("map.answer_once", told)
        : say("map.answer", { ...told, chance: TG.percent(least), least: info.count(Math.round(10 * rounds) / 10) }));
    const at = BOUNDS.findIndex((top) => rounds <= top);
    return {
      question: say(info.game.L > 1 ? "map.question" : "map.question_flat", told), kind: "choice",
      options: [
        ...BOUNDS.map((top, i) => ({ value: String(i), text: say(i === 0 ? "map.once" : "map.within", { low: i && TG.amount(BOUNDS[i - 1]), high: info.count(top) }) })),
        { value: "never", text: say("map.never", { rounds: info.count(BOUNDS[BOUNDS.length - 1]) }) },
      ],
      answer: () => [at < 0 ? "never" : String(at)],
      says: TG.settled("bet-map") ? says() : "",
    };
  }

  function map(node) {
    const width = TG.widthOf(node);
    const parts = [TG.bet("bet-map", question(state.a))];
    if (TG.settled("bet-map")) {
      parts.push(h("div", { class: "row after", role: "group", "aria-label": say("map.whose") },
        [false, true].map((field) => TG.button(say(field ? "map.field" : "map.pair"), () => { state.field = field; TG.changed(); },
          { id: `map-${field}`, class: "tab", "aria-pressed": String(state.field === field) }))));
      parts.push(TG.columns((d, side) => mapOf(d, side, width)));
    }
    TG.put(node, parts);
  }

  // The corners of the map at which something holds, in one sentence; the others are left out.
  function finding(info, found, told, corners) {
    const said = (key, [g, d]) => (found.rests[d][g] ? say(key, { ...told, share: TG.percent(found.table[d][g]) }) : null);
    const parts = found.flat
      ? [said("map.finding_least", corners.neither), said("map.finding_most", corners.time)]
      : [said("map.finding_neither", corners.neither), said("map.finding_time", corners.time), said("map.finding_depth", corners.depth), said("map.finding_both", corners.both)];
    const kept = parts.filter((part) => part !== null);
    return kept.length ? say("map.finding", { parts: TG.listed(kept) }) : say("map.finding_none");
  }

  // What the mark stands for: the deal held where it begins, and free to move.
  function begins(info, deal) {
    const { held, free } = atStart(deal);
    const told = { horizon: TG.horizonText(deal), depth: info.depths[info.game.start], held: TG.percent(held.share) };
    const said = info.game.L === 1 ? say("map.begins_flat", told)
      : free === null ? say("map.begins_held", told) : say("map.begins", { ...told, free: TG.percent(free.share) });
    const rests = [held, free].filter((one) => one && !one.rests).length === 0;
    return rests ? said : `${said} ${say("map.begins_moving")}`;
  }

  // What stands at a place: time, depth, share.
  function reading(info, found, [g, d]) {
    const level = found.positions[d] * (info.depths.length - 1), near = Math.round(level);
    const time = say(found.exact ? "time.exactly" : "time.about", { rounds: info.count(found.exact ? found.times[g] : Math.round(10 * found.times[g]) / 10) });
    const depth = Math.abs(level - near) < 0.02 ? say("common.quoted", { label: info.depths[near] })
      : say("map.between", { low: info.depths[Math.floor(level)], high: info.depths[Math.ceil(level)] });
    const told = { time, depth, share: TG.percent(found.table[d][g]) };
    const said = TG.upper(say(found.flat ? "map.reading_flat" : "map.reading", told));
    return found.rests[d][g] ? said : `${said} ${say("map.reading_moving")}`;
  }

  const icon = (...parts) => {
    const made = draw.frame(26, 16, "", parts);
    made.setAttribute("aria-hidden", "true");
    return made;
  };
  const lineKey = () => icon(TG.s("path", { d: "M0 8h26", class: "theory" }));
  const dotsKey = () => icon(TG.s("rect", { x: 1, y: 1, width: 24, height: 14, class: "moving-key" }), TG.s("path", { d: draw.dots(1, 1, 25, 15), class: "moving-dots" }));

  // The map as a place to walk on: keys and clicks move the cursor.
  function walked(made, side, size, from, label, width) {
    const move = (to) => {
      state.cursors[side] = [0, 1].map((i) => Math.min(size[i], Math.max(0, to[i])));
      TG.changed();
    };
    return h("div", {
      class: "map", id: `map-${side}`, tabindex: 0, role: "application", "aria-roledescription": say("map.role"), "aria-label": label, "aria-describedby": `reading-${side}`,
      onkeydown: (event) => {
        const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
        if (!step) return;
        event.preventDefault();
        move([from[0] + step[0], from[1] + step[1]]);
      },
      onclick: (event) => {
        const box = made.getBoundingClientRect();
        const scale = width / box.width;
        move(made.place((event.clientX - box.left) * scale, (event.clientY - box.top) * scale));
      },
    }, made);
  }

  function mapOf(deal, side, width) {
    const info = TG.about(deal), found = ground(deal);
    const { length } = TG.pairOf(deal).exact, position = info.game.positions[info.game.start];
    const nearest = (list, v) => list.reduce((best, x, i) => (Math.abs(x - v) < Math.abs(list[best] - v) ? i : best), 0);
    const at = [nearest(found.times.map(Math.log), Math.log(length)), nearest(found.positions, position)];
    const [G, D] = [found.times.length - 1, found.positions.length - 1];
    const cursors = state.cursors || (state.cursors = {});
    const cursor = cursors[side] && [Math.min(G, cursors[side][0]), Math.min(D, cursors[side][1])];
    const corners = { neither: [0, 0], time: [G, 0], depth: [0, D], both: [G, D] };
    const told = {
      buyer: info.people[0][info.pair[0]].label, seller: info.people[1][info.pair[1]].label,
      shallow: info.depths[0], deep: info.depths[info.depths.length - 1], least: info.count(1), most: info.count(100), rounds: info.round.many,
    };
    const share = ([g, d]) => (found.rests[d][g] ? TG.percent(found.table[d][g]) : say("map.on_average", { share: TG.percent(found.table[d][g]) }));
    const rows = (found.flat ? ["neither", "time"] : Object.keys(corners)).map((key) => [say(found.flat ? `map.corner_${key}_flat` : `map.corner_${key}`, told), share(corners[key])]);
    const moving = found.moving ? say("map.moving", { n: found.moving, points: found.points }) : "";
    const alt = say("map.alt", { corners: rows.map(([corner, said]) => say("map.alt_corner", { corner, share: said })).join("; ") }) + (moving ? ` ${moving}` : "");
    const made = draw.map({
      width, table: found.table, rests: found.rests, times: found.times, positions: found.positions, stops: TG.ramp, ticks: [1, 3, 10, 30, 100],
      depths: info.depths.map((name, l) => ({ name: found.flat ? "" : name, position: info.game.positions[l] })).filter((_, l, all) => all.length <= 8 || l % Math.ceil(all.length / 8) === 0),
      line: found.line, lineSays: say("map.line"), here: [length, position], hereSays: say("map.here"), cursor,
      x: say(found.exact ? "map.x_exactly" : "map.x_about", { rounds: info.round.many }), y: found.flat ? "" : say("map.y"), alt,
    });
    const low = `linear-gradient(to right, ${[0, 0.25, 0.5, 0.75, 1].map((v) => draw.ramp(TG.ramp, v)).join(", ")})`;
    const keys = [
      width < 460 && found.line.length > 1 ? h("li", {}, lineKey(), say("map.line")) : null,
      found.moving ? h("li", {}, dotsKey(), say("map.moving_key")) : null,
    ].filter(Boolean);
    const hints = [say(state.field ? "map.hint_field" : "map.hint_pair", told), found.flat ? "" : say("map.hint_held"),
      found.exact ? say("map.no_line") : found.line.length > 1 ? say("map.hint_line") : ""];
    return [
      h("p", { class: "finding" }, finding(info, found, told, corners)),
      h("p", {}, begins(info, deal)),
      moving ? h("p", {}, moving) : null,
      h("div", { class: "ramp", "aria-hidden": "true" }, h("span", {}, TG.percent(0)), h("span", { class: "ramp-bar", style: { "background-image": low } }), h("span", {}, TG.percent(1)), h("span", {}, say("map.ramp", { C: info.moves[0][0], c: info.moves[1][0] }))),
      keys.length ? h("ul", { class: "key" }, keys) : null,
      walked(made, side, [G, D], cursor || at, alt, width),
      h("p", { class: "reading", id: `reading-${side}`, role: "status" }, cursor ? reading(info, found, cursor) : say("map.keys")),
      TG.numbers([say("map.corner"), say("map.share")], rows),
      h("p", { class: "hint" }, hints.filter(Boolean).join(" ")),
    ];
  }

  TG.views.map = map;
})(typeof globalThis !== "undefined" ? globalThis : this);
