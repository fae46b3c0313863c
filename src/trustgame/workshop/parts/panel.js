// The settings beside every answer: time, depth, mistakes, what a round pays, who meets whom.
(function (root) {
  "use strict";
  const TG = root.TG;
  const { h, say, state } = TG;
  const LONGEST = 200; // rounds on the slider; more can be typed
  const { MOST_ROUNDS } = TG;

  const toSlider = (rounds) => Math.round(1000 * Math.log(Math.min(rounds, LONGEST)) / Math.log(LONGEST));
  const fromSlider = (value) => {
    const rounds = Math.exp((value / 1000) * Math.log(LONGEST));
    return rounds < 30 ? Math.round(rounds) : 5 * Math.round(rounds / 5);
  };

  // A slider with its number beside it. set(value) is called while it moves.
  function slider(id, label, { min, max, step, value, text, set, reset, hint }) {
    const output = h("output", { for: id, id: `${id}-out` }, text(value));
    const range = h("input", {
      type: "range", id, min, max, step, value, "aria-valuetext": text(value),
      oninput: () => {
        set(Number(range.value));
        show(Number(range.value));
      },
    });
    range.value = value;
    function show(at) {
      output.textContent = text(at);
      range.setAttribute("aria-valuetext", text(at));
    }
    const back = reset ? TG.button("↺", reset, { class: "small", id: `${id}-reset`, title: say("panel.reset_one"), "aria-label": say("panel.reset_of", { what: label }) }) : null;
    return h("div", { class: "field slider" },
      h("div", { class: "row" }, h("label", { for: id }, label), output, back), range,
      hint ? h("p", { class: "hint" }, hint) : null);
  }

  function timeFields(deal) {
    const { time, round } = deal;
    const exact = time.exactly !== undefined;
    const curve = time.chance_of_another !== undefined && typeof time.chance_of_another !== "number";
    const about = exact ? time.exactly : time.about ?? (curve ? null : TG.roundsOf(time.chance_of_another));
    const kind = (wanted, text) => h("label", { class: "choice" },
      h("input", {
        type: "radio", name: "time-kind", id: `time-${wanted}`, checked: (wanted === "exactly") === exact,
        onchange: () => TG.edit((d) => { d.time = TG.timeAs(d.time, wanted, state.base.time.at_most); }, { panel: true }),
      }), text);
    const put = (rounds) => TG.edit((d) => {
      if (exact) d.time = { exactly: rounds };
      else { d.time = { ...d.time, about: rounds }; delete d.time.chance_of_another; }
    });
    const typed = h("input", {
      type: "text", inputmode: "decimal", id: "rounds-typed", class: "short", "aria-label": say("panel.rounds", { rounds: round.many }),
      value: about === null ? "" : String(Math.round(about * 100) / 100),
      onchange: () => {
        const value = TG.typed(typed.value);
        const well = value !== null && value >= 1 && value <= MOST_ROUNDS && (!exact || Number.isInteger(value));
        typed.setAttribute("aria-invalid", String(!well));
        const both = TG.twoWays(typed.value);
        if (well) { put(value); TG.changed({ panel: true }); } else TG.tell(both ? say("panel.two_ways", both) : say("panel.rounds_wrong", { most: TG.amount(MOST_ROUNDS) }), true);
      },
    });
    const range = h("input", {
      type: "range", id: "rounds", min: 0, max: 1000, step: 1, "aria-valuetext": TG.count(about ?? 10, round),
      oninput: () => {
        const rounds = Math.max(1, fromSlider(Number(range.value)));
        put(rounds);
        typed.value = rounds;
        range.setAttribute("aria-valuetext", TG.count(rounds, round));
        if (chance) chance(1 - 1 / rounds);
      },
    });
    range.value = toSlider(about ?? 10);
    let chance = null;
    let other = null;
    if (!exact) {
      const now = curve ? null : 1 - 1 / about;
      other = slider("chance", say("panel.chance", { round: round.one }), {
        min: 0, max: 995, step: 5, value: Math.round(1000 * (now ?? TG.horizonOf(deal).low)),
        text: (v) => (curve && current(deal) ? say("common.span", { first: TG.percent(TG.horizonOf(deal).low), last: TG.percent(TG.horizonOf(deal).high) }) : TG.percent(v / 1000)),
        set: (v) => {
          const rounds = TG.roundsOf(v / 1000);
          TG.edit((d) => { d.time = { ...d.time, about: rounds }; delete d.time.chance_of_another; });
          typed.value = Math.round(rounds * 100) / 100;
          range.value = toSlider(rounds);
          range.setAttribute("aria-valuetext", TG.count(rounds, round));
        },
      });
      chance = (v) => {
        const input = other.querySelector("input");
        input.value = Math.round(1000 * v);
        other.querySelector("output").textContent = TG.percent(v);
        input.setAttribute("aria-valuetext", TG.percent(v));
      };
    }
    return h("fieldset", {}, h("legend", {}, say("panel.time")),
      h("div", { class: "row" }, kind("exactly", say("panel.exactly")), kind("about", say("panel.about"))),
      h("div", { class: "field slider" },
        h("div", { class: "row" }, h("label", { for: "rounds" }, say("panel.rounds", { rounds: round.many })), typed), range),
      other,
      time.at_most ? h("p", { class: "hint" }, say("panel.at_most", { rounds: TG.count(time.at_most, round), expected: TG.count(TG.pairOf(deal).exact.length, round) })) : null,
      h("p", { class: "hint" }, exact ? say("panel.exactly_hint", { round: round.one }) : say("panel.about_hint", { round: round.one })));
  }

  // Whether the deal's own curve of chances still holds.
  const current = (deal) => deal.time.chance_of_another !== undefined;

  function depthFields(deal) {
    const ladder = TG.ladderOf(deal);
    if (ladder.depths < 2) return null;
    const names = TG.about(deal).depths;
    const held = ladder.deepen === 0 && ladder.erode === 0 && (ladder.drift ?? ladder.erode) === 0;
    return h("fieldset", {}, h("legend", {}, say("panel.depth")),
      slider("depth", say("panel.start"), {
        min: 0, max: ladder.depths - 1, step: 1, value: ladder.start, text: (v) => names[v],
        set: (v) => TG.edit((d) => TG.setLadder(d, { start: v })),
      }),
      h("label", { class: "choice" }, h("input", {
        type: "checkbox", id: "held", checked: held,
        onchange: (event) => TG.edit((d) => {
          const own = TG.ladderOf(state.base);
          const still = own.deepen === 0 && own.erode === 0;
          const back = still ? { deepen: 1, erode: 1, drift: undefined } : { deepen: own.deepen, erode: own.erode, drift: own.drift };
          TG.setLadder(d, event.target.checked ? { deepen: 0, erode: 0, drift: 0 } : back);
        }),
      }), say("panel.held")));
  }

  // Mistakes are curves; a slider makes one the same for both sides at every depth.
  function mistake(deal, key) {
    const spread = (d) => {
      const { L, tremble, misread } = TG.about(d).game;
      const list = [...(key === "tremble" ? tremble : misread)];
      return [Math.min(...list), Math.max(...list), list.reduce((a, v) => a + v, 0) / (2 * L)];
    };
    const plain = (d) => typeof (TG.ladderOf(d)[key] ?? 0) === "number";
    const text = (v) => {
      const now = TG.current();
      if (plain(now)) return TG.percent(TG.ladderOf(now)[key] ?? 0);
      const [low, high] = spread(now);
      return say("common.span", { first: TG.percent(low), last: TG.percent(high) });
    };
    return slider(key, say(`panel.${key}`), {
      min: 0, max: 500, step: 5, value: Math.round(1000 * spread(deal)[2]), text,
      set: (v) => TG.edit((d) => TG.setLadder(d, { [key]: v / 1000 })),
      reset: () => TG.edit((d) => TG.setLadder(d, { [key]: (state.base.relationship || {})[key] ?? (d.relationship.depth ? undefined : 0) }), { panel: true }),
    });
  }

  // Sliders for what a round pays: its eight outcomes, or the amounts they are worked out from.
  function payFields(deal) {
    const info = TG.about(deal);
    const parts = [];
    const one = (id, label, value, top, low, set) => slider(id, label, {
      min: low, max: top, step: top / 100, value, text: (v) => info.pay(Math.abs(v - value) < top / 1000 ? value : v), set,
    });
    if (TG.inMoney(deal)) {
      const { money } = deal;
      const pick = (v, i) => (TG.isTable(v) ? v[TG.ROLES[i]] : Array.isArray(v) ? v[i] : v);
      const largest = niceTop(Math.max(1e-9, ...["price", "cost", "value"].map((k) => money[k])));
      for (const key of ["value", "price", "cost"]) {
        parts.push(one(`pay-${key}`, say(`form.${key}`, blanks(info)), money[key], largest * 1.5, 0, (v) => TG.edit((d) => { d.money[key] = v; })));
      }
      for (const key of ["preparing", "lost", "gained"]) {
        TG.ROLES.forEach((role, i) => {
          const now = pick(money[key] ?? 0, i);
          const low = key === "gained" ? -largest : 0;
          parts.push(one(`pay-${key}-${role}`, say(`form.${key}`, { side: info.sides[i], other: info.sides[1 - i], ...moves(info, i) }), now, largest, low, (v) => TG.edit((d) => {
            const old = d.money[key] ?? 0;
            d.money[key] = { buyer: pick(old, 0), seller: pick(old, 1), [role]: v };
          })));
        });
      }
    } else {
      const list = TG.OUTCOMES.flat();
      const largest = niceTop(Math.max(1e-9, ...list.flatMap((k) => TG.ROLES.map((r) => Math.abs(deal.outcomes[k][r])))));
      for (const key of list) {
        parts.push(h("p", { class: "when" }, say(`pays.${key}`, outcomeBlanks(info))));
        TG.ROLES.forEach((role, i) => parts.push(one(`pay-${key}-${role}`, info.sides[i], deal.outcomes[key][role], largest * 1.5, -largest * 1.5,
          (v) => TG.edit((d) => { d.outcomes[key][role] = v; }))));
      }
    }
    return h("details", { class: "pays", id: "pays", open: state.paysOpen, ontoggle: (e) => { state.paysOpen = e.target.open; } },
      h("summary", {}, say("panel.pays", { round: deal.round.one })), parts,
      TG.button(say("panel.reset_pays"), () => TG.edit((d) => {
        for (const key of ["money", "outcomes"]) {
          if (state.base[key] === undefined) delete d[key]; else d[key] = TG.copy(state.base[key]);
        }
      }, { panel: true }), { id: "reset-pays" }));
  }

  // The next round number of thousands, hundreds ... from an amount up.
  function niceTop(size) {
    const unit = 10 ** Math.floor(Math.log10(size));
    return [1, 2, 5, 10].map((k) => k * unit).find((top) => top >= size * 0.999) || 10 * unit;
  }

  const moves = (info, role) => ({ c: info.moves[role][0], d: info.moves[role][1], oc: info.moves[1 - role][0], od: info.moves[1 - role][1] });
  const blanks = (info) => ({ one: info.sides[0], other: info.sides[1], round: info.round.one, rounds: info.round.many, money: info.unit });
  const outcomeBlanks = (info) => ({
    one: info.sides[0], other: info.sides[1],
    C: info.moves[0][0], D: info.moves[0][1], c: info.moves[1][0], d: info.moves[1][1],
  });

  function pairFields(deal) {
    const info = TG.about(deal);
    return h("fieldset", {}, h("legend", {}, say("panel.pair")),
      TG.ROLES.map((role, r) => TG.choose(`pair-${role}`, info.sides[r],
        info.people[r].map((p) => ({ value: p.name, text: p.label })), info.people[r][info.pair[r]].name,
        (name) => TG.edit((d) => { d.pair = { ...(d.pair || {}), [role]: name }; }))));
  }

  // Where a round, as it is where the deal begins, is no dilemma for a side: [{dilemma, text}].
  function tempted(info) {
    return [0, 1].map((r) => {
      const at = 8 * info.game.start + 4 * r;
      const u = info.game.utility;
      const [R, P] = [u[at], u[at + 3]];
      const [S, T] = r === 0 ? [u[at + 1], u[at + 2]] : [u[at + 2], u[at + 1]];
      const dilemma = T > R && R > P && P > S;
      const text = say(dilemma ? "form.dilemma" : T > R ? "form.tempted" : "form.not_tempted", { side: info.sides[r], D: info.moves[r][1], C: info.moves[r][0] });
      return { dilemma, text };
    });
  }

  // What sliders change without building the panel anew: whether it is still a dilemma.
  function panelNotes() {
    const note = TG.byId("pays-note");
    if (note) TG.put(note, tempted(TG.about(TG.current())).filter((side) => !side.dilemma).map(({ text }) => h("p", { class: "hint" }, text)));
  }

  // Build the panel for the active setting.
  function panel() {
    const deal = TG.current();
    const compare = state.b
      ? h("div", { class: "row", role: "group", "aria-label": say("panel.which") },
        ["a", "b"].map((side) => TG.button(say(`common.${side}`), () => { state.active = side; TG.changed({ panel: true }); },
          { id: `edit-${side}`, "aria-pressed": String(state.active === side), class: "tab" })),
        TG.button(say("panel.no_b"), () => { state.b = null; state.active = "a"; TG.changed({ panel: true }); TG.tell(say("panel.no_b_said")); }, { id: "no-b" }))
      : TG.button(say("panel.add_b"), () => { state.b = TG.copy(state.a); state.active = "b"; TG.changed({ panel: true }); TG.tell(say("panel.add_b_said")); }, { id: "add-b" });
    TG.put(TG.byId("panel-body"), compare,
      state.b ? h("p", { class: "hint" }, say("panel.editing", { side: say(`common.${state.active}`) })) : null,
      timeFields(deal), depthFields(deal),
      h("fieldset", {}, h("legend", {}, say("panel.mistakes")), mistake(deal, "tremble"), mistake(deal, "misperception")),
      pairFields(deal), payFields(deal), h("div", { id: "pays-note" }),
      h("div", { class: "row" },
        TG.button(say("panel.reset"), () => {
          state[state.active] = TG.copy(state.base);
          TG.changed({ panel: true });
          TG.tell(say("panel.reset_said"));
        }, { id: "reset" }),
        TG.button(say("panel.link"), copyLink, { id: "copy-link" }),
        TG.button(say("panel.clear"), TG.clearRoom, { id: "clear-room" })));
  }

  async function copyLink() {
    const link = location.href.split("#")[0] + TG.address();
    const here = location.protocol === "file:"; // a path that nobody else has
    try {
      await navigator.clipboard.writeText(link);
      TG.tell(say(here ? "panel.link_here" : "panel.link_said"), true);
    } catch {
      if (here) TG.tell(say("panel.link_here"), true);
      const box = h("input", { type: "text", readonly: true, value: link, "aria-label": say("panel.link") });
      TG.byId("copy-link").after(box);
      box.select();
    }
  }

  Object.assign(TG, { panel, panelNotes, tempted, slider, sayBlanks: blanks, sideMoves: moves, outcomeBlanks });
})(typeof globalThis !== "undefined" ? globalThis : this);
