// The deal as a form: words and numbers in, every answer checked at once, saved as a file.
(function (root) {
  "use strict";
  const TG = root.TG;
  const { h, say, state } = TG;
  let draft = null; // the deal as the form has it; it becomes A once nothing is wrong
  let taken = null; // A as the form last knew it
  let fields = {}; // problem's place -> where its message goes

  const dig = (object, path) => path.split(".").reduce((at, key) => (at === undefined || at === null ? undefined : at[key]), object);
  function plant(object, path, value) {
    const keys = path.split(".");
    const last = keys.pop();
    const at = keys.reduce((o, key) => (o[key] === undefined || typeof o[key] !== "object" ? (o[key] = {}) : o[key]), object);
    if (value === undefined) delete at[last]; else at[last] = value;
  }

  // Check the draft; take it as A where nothing is wrong.
  function checked(how) {
    const found = TG.problems(draft);
    for (const { wrong, input } of Object.values(fields)) {
      wrong.textContent = "";
      input.removeAttribute("aria-invalid");
    }
    const loose = [];
    for (const problem of found) {
      const field = fields[problem.at] || fields[problem.at.split(".").slice(0, -1).join(".")];
      const text = say(problem.key, problem.blanks);
      if (!field) { loose.push(text); continue; }
      if (!field.wrong.textContent) field.wrong.textContent = text;
      field.input.setAttribute("aria-invalid", "true");
    }
    const status = TG.byId("form-status");
    status.textContent = found.length ? `${say("form.wrong", { n: found.length })} ${loose.join(" ")}` : say("form.well");
    status.classList.toggle("wrong", found.length > 0);
    TG.byId("save").disabled = found.length > 0;
    if (!found.length) {
      state.a = TG.copy(draft);
      taken = TG.copy(draft);
      if (!(how && how.quiet)) TG.changed({ panel: true });
      echo();
    }
    TG.byId("toml").value = found.length ? "" : TG.toToml(draft);
    return !found.length;
  }

  // What the numbers mean, said back.
  function echo() {
    const info = TG.about(draft);
    const { buyer, seller } = TG.stageOf(draft);
    const rows = TG.OUTCOMES.flatMap((row, a) => row.map((key, b) => h("li", {},
      `${say(`pays.${key}`, TG.outcomeBlanks(info))} `, say("form.left", { one: info.sides[0], other: info.sides[1], value: info.pay(buyer[a][b]), pays: info.pay(seller[a][b]) }))));
    TG.put(TG.byId("echo"), h("ul", {}, rows, TG.tempted(info).map(({ text }) => h("li", {}, text))));
  }

  // --- fields -------------------------------------------------------------------------

  let made = 0;
  function field(path, label, { kind, options, hint, rebuild, get, set } = {}) {
    const id = `f-${path.replace(/\./g, "-")}-${(made += 1)}`;
    const now = get ? get() : dig(draft, path);
    const wrong = h("p", { class: "wrong", id: `${id}-wrong` });
    let input;
    const store = (value) => {
      if (set) set(value); else plant(draft, path, value);
      checked();
      if (rebuild) build();
    };
    if (kind === "choice") {
      input = h("select", { id, "data-path": path, onchange: () => store(input.value) },
        options.map((o) => h("option", { value: o.value, selected: o.value === now }, o.text)));
      input.value = now ?? "";
    } else {
      input = h("input", {
        id, type: "text", "data-path": path, value: now === undefined || now === null ? "" : typeof now === "number" ? TG.plainly(now) : String(now), "aria-describedby": `${id}-wrong`,
        inputmode: kind === "number" ? "decimal" : null, autocomplete: "off",
        oninput: () => {
          if (kind !== "number") { store(input.value); return; }
          const text = input.value.trim();
          store(text === "" ? undefined : TG.typed(text) ?? text);
        },
      });
    }
    fields[path] = { input, wrong };
    return h("div", { class: `field ${kind === "number" ? "number" : ""}` }, h("label", { for: id }, label), input, wrong, hint ? h("p", { class: "hint" }, hint) : null);
  }

  const set = (legend, ...parts) => h("fieldset", {}, h("legend", {}, legend), parts);
  const grid = (...parts) => h("div", { class: "grid" }, parts);

  function radio(name, label, picked, options, pick) {
    return h("div", { class: "row", role: "radiogroup", "aria-label": label }, options.map(([value, text]) => h("label", { class: "choice" },
      h("input", { type: "radio", name, id: `${name}-${value}`, value, checked: value === picked, onchange: () => { pick(value); checked(); build(); } }), text)));
  }

  function words() {
    return set(say("form.words"), field("title", say("form.title")),
      grid(TG.inMoney(draft) ? field("money.unit", say("form.unit")) : field("money", say("form.unit")),
        field("round.one", say("form.round_one")), field("round.many", say("form.round_many"))));
  }

  function side(role, r) {
    const name = dig(draft, `${role}.name`) || role;
    return set(say(`form.${role}`), field(`${role}.name`, say("form.name")),
      grid(field(`${role}.cooperate`, say("form.cooperate", { name })), field(`${role}.defect`, say("form.defect", { name }))));
  }

  function money() {
    const blanks = { one: draft.buyer.name, other: draft.seller.name, round: draft.round.one };
    const way = radio("pay-way", say("form.pays"), TG.inMoney(draft) ? "money" : "outcomes", [["money", say("form.by_amounts")], ["outcomes", say("form.by_outcomes")]], (value) => {
      const unit = TG.unitOf(draft);
      const after = (TG.inMoney(draft) ? draft.money : draft.outcomes).after_leaving;
      if (value === "outcomes") {
        const { buyer, seller } = TG.stageOf(draft);
        draft.money = unit;
        draft.outcomes = {};
        TG.OUTCOMES.forEach((row, a) => row.forEach((key, b) => { draft.outcomes[key] = { buyer: buyer[a][b], seller: seller[a][b] }; }));
        if (after) draft.outcomes.after_leaving = after;
      } else {
        const found = amounts(TG.stageOf(draft));
        if (found === null) { TG.tell(say("form.no_amounts"), true); return; }
        draft.money = { unit, ...found };
        delete draft.outcomes;
        if (after) draft.money.after_leaving = after;
      }
    });
    const table = TG.inMoney(draft) ? "money" : "outcomes";
    const body = TG.inMoney(draft) ? amountFields(blanks) : TG.OUTCOMES.flat().map((key) => h("div", { class: "group", role: "group", "aria-label": key },
      h("p", { class: "when" }, say(`pays.${key}`, { one: draft.buyer.name, other: draft.seller.name, C: draft.buyer.cooperate, D: draft.buyer.defect, c: draft.seller.cooperate, d: draft.seller.defect })),
      grid(TG.ROLES.map((role) => field(`outcomes.${key}.${role}`, draft[role].name, { kind: "number" })))));
    const leaves = dig(draft, `${table}.after_leaving`) !== undefined;
    return set(say("form.pays"), way, body,
      h("label", { class: "choice" }, h("input", { type: "checkbox", id: "leaves", checked: leaves, onchange: (e) => {
        plant(draft, `${table}.after_leaving`, e.target.checked ? { buyer: 0, seller: 0 } : undefined);
        checked();
        build();
      } }), say("form.after_leaving", blanks)),
      leaves ? grid(TG.ROLES.map((role) => field(`${table}.after_leaving.${role}`, draft[role].name, { kind: "number" }))) : null,
      h("div", { id: "echo", class: "echo" }));
  }

  // Amounts that come to the same payoffs, nothing spent on preparing; null where a side would
  // gain by being let down, or by nobody doing a part: no amounts say that.
  function amounts({ buyer, seller }) {
    const [R, S, T, P] = [[0, 0], [0, 1], [1, 0], [1, 1]].map(([own, other]) => [buyer[own][other], seller[other][own]]);
    const both = (f) => ({ buyer: f(0), seller: f(1) });
    const lost = both((i) => TG.summed(R[i], -S[i])), neither = both((i) => TG.summed(T[i], -P[i]));
    if (Math.min(lost.buyer, lost.seller, neither.buyer, neither.seller) < 0) return null;
    const price = Math.max(0, R[1], -R[0]);
    return {
      price, cost: TG.summed(price, -R[1]), value: TG.summed(price, R[0]), preparing: { buyer: 0, seller: 0 },
      lost, lost_if_neither: neither, gained: both((i) => TG.summed(T[i], -R[i])),
    };
  }

  function amountFields(blanks) {
    return [
      grid(["price", "cost", "value"].map((key) => field(`money.${key}`, say(`form.${key}`, blanks), { kind: "number" }))),
      ["preparing", "lost", "lost_if_neither", "gained"].map((key) => grid(TG.ROLES.map((role, i) => {
        const own = draft[role], other = draft[TG.ROLES[1 - i]];
        const pick = (v) => (TG.isTable(v) ? v[role] : Array.isArray(v) ? v[i] : v);
        return field(`money.${key}.${role}`, say(`form.${key}`, { side: own.name, other: other.name, c: own.cooperate, d: own.defect, oc: other.cooperate, od: other.defect }), {
          kind: "number",
          get: () => pick(draft.money[key]),
          set: (value) => {
            const now = draft.money[key];
            const next = { buyer: sidesOf(now, 0), seller: sidesOf(now, 1), [role]: value };
            const empty = next.buyer === undefined && next.seller === undefined;
            draft.money[key] = empty && (key === "gained" || key === "lost_if_neither") ? undefined : next;
            if (draft.money[key] === undefined) delete draft.money[key];
          },
        });
      }))),
    ];
  }
  const sidesOf = (v, i) => (TG.isTable(v) ? v[TG.ROLES[i]] : Array.isArray(v) ? v[i] : v);

  function time() {
    const way = TG.wayOf(draft.time);
    return set(say("form.time"),
      radio("time-way", say("form.time"), way, [["exactly", say("panel.exactly")], ["about", say("panel.about")], ["chance_of_another", say("form.chance")]], (value) => { draft.time = TG.timeAs(draft.time, value, state.base.time.at_most); }),
      grid(way === "chance_of_another"
        ? curveField("time.chance_of_another", say("panel.chance", { round: draft.round.one }))
        : field(`time.${way}`, say("panel.rounds", { rounds: draft.round.many }), { kind: "number" }),
      way === "exactly" ? null : field("time.at_most", say("form.at_most", { rounds: draft.round.many }), { kind: "number" })));
  }

  // --- curves as a person writes them: "0.1", "0 → 0.7", "0 0.1 0.3 0.5" ----------------

  function written(curve) {
    if (curve === undefined) return "";
    if (Array.isArray(curve)) return curve.map(written).join("  ");
    if (!TG.isTable(curve)) return typeof curve === "number" ? TG.plainly(curve) : String(curve);
    const parts = "shallow" in curve ? [curve.shallow, curve.deep] : [curve.before, curve.at, curve.after];
    return parts.map(written).join(parts.length === 2 ? " → " : " | ");
  }

  function understood(text) {
    const clean = text.trim();
    if (!clean) return undefined;
    const all = (parts) => parts.map((part) => TG.typed(part));
    const step = all(clean.split("|"));
    if (step.length === 3) return step.includes(null) ? clean : { before: step[0], at: step[1], after: step[2] };
    const line = all(clean.split(/→|->|–>|\.\.\.|…/));
    if (line.length === 2) return line.includes(null) ? clean : { shallow: line[0], deep: line[1] };
    const list = all(clean.split(/[\s;]+/));
    if (list.includes(null)) return clean;
    return list.length === 1 ? list[0] : list;
  }

  function curveField(path, label, role) {
    const value = () => {
      const [table, key] = path.split(".");
      const now = (table === "relationship" ? TG.ladderOf(draft) : draft[table])[key];
      return role === undefined ? now : TG.ofRole(now ?? (key === "stakes" ? 1 : 0), role);
    };
    const place = role === undefined ? path : `${path}.${TG.ROLES[role]}`;
    return field(place, label, {
      get: () => written(value()),
      set: (text) => {
        const curve = understood(text);
        if (role === undefined) { plant(draft, path, curve); return; }
        const key = path.split(".")[1];
        const now = TG.ladderOf(draft)[key] ?? (key === "stakes" ? 1 : 0);
        const pair = [0, 1].map((r) => (r === role ? curve ?? (key === "stakes" ? 1 : 0) : TG.ofRole(now, r)));
        draft.relationship = draft.relationship || {};
        draft.relationship[key] = TG.same(pair[0], pair[1]) ? pair[0] : { buyer: pair[0], seller: pair[1] };
      },
    });
  }

  function relationship() {
    const bond = draft.relationship || {};
    const ladder = TG.ladderOf(draft);
    const known = Object.keys(state.facts.depths);
    const word = field("relationship.depth", say("form.depth_word"), {
      kind: "choice", rebuild: true, get: () => bond.depth ?? "",
      options: [...known.map((text) => ({ value: text, text: say(`depths.${text}`) })), { value: "", text: say("form.own_ladder") }],
      set: (value) => {
        if (value) draft.relationship = { depth: value };
        else {
          const { names, ...full } = TG.ladderOf(draft);
          draft.relationship = { ...full, depths: names || full.depths, start: names ? names[full.start] : full.start };
          delete draft.relationship.depth;
        }
      },
    });
    const own = bond.depth === undefined;
    const inner = [
      own ? field("relationship.depths", say("form.depths"), {
        hint: say("form.depths_hint"),
        get: () => (Array.isArray(bond.depths) ? bond.depths.join(", ") : bond.depths ?? 1),
        set: (text) => {
          const number = TG.typed(text);
          const names = text.split(",").map((part) => part.trim()).filter(Boolean);
          draft.relationship = { ...(draft.relationship || {}), depths: number !== null ? number : names };
          const { start } = draft.relationship;
          const well = typeof start === "string" ? names.includes(start) : true;
          if (!well || number !== null) draft.relationship.start = number !== null ? 0 : names[0];
        },
      }) : null,
      own && ladder.depths > 1 ? field("relationship.start", say("panel.start"), {
        kind: "choice", get: () => String(ladder.start),
        options: Array.from({ length: ladder.depths }, (_, l) => ({ value: String(l), text: ladder.names ? TG.rung(ladder.names[l]) : String(l) })),
        set: (value) => TG.setLadder(draft, { start: Number(value) }),
      }) : null,
      grid(["deepen", "erode", "drift"].map((key) => field(`relationship.${key}`, say(`form.${key}`), {
        kind: "number", get: () => ladder[key] ?? (key === "drift" ? ladder.erode ?? 1 : 1),
        set: (value) => { draft.relationship = { ...(draft.relationship || {}), [key]: value }; if (value === undefined) delete draft.relationship[key]; },
      }))),
      h("p", { class: "hint" }, say("form.curves_hint")),
      TG.CURVES.map((key) => grid(TG.ROLES.map((role, r) => curveField(`relationship.${key}`, say(`form.${key}`, { side: draft[role].name, other: draft[TG.ROLES[1 - r]].name }), r)))),
    ];
    return set(say("form.relationship"), word, own ? inner : h("details", { id: "behind" }, h("summary", {}, say("form.behind")), inner));
  }

  function people(role, r) {
    const key = `${role}s`;
    draft[key] = TG.playersOf(draft, r);
    const all = Object.entries(state.facts.strategies).map(([value, entry]) => ({ value, text: entry.sales }));
    const rows = draft[key].map((player, n) => h("li", {},
      player.automaton
        ? h("p", {}, say("form.own_automaton", { name: player.automaton.name }))
        : field(`${key}.${n}.play`, say("form.play"), { kind: "choice", options: all, rebuild: true }),
      field(`${key}.${n}.label`, say("form.label"), { set: (text) => { if (text.trim()) player.label = text; else delete player.label; } }),
      draft[key].length > 1 ? TG.button(say("form.remove", { label: TG.labelOf(player) }), () => {
        draft[key].splice(n, 1);
        delete (draft.pair || {})[role];
        checked();
        build();
      }, { id: `remove-${key}-${n}` }) : null,
      player.automaton ? null : h("p", { class: "hint" }, say("form.catalogue", { name: TG.called(String(player.play)) }))));
    const spare = all.find((o) => !draft[key].some((p) => TG.nameOf(p) === o.value));
    return set(say("form.people", { side: draft[role].name }), h("ol", { class: "people" }, rows),
      h("p", { class: "wrong" }),
      draft[key].length < TG.mostPlayers() && spare ? TG.button(say("form.add"), () => {
        draft[key].push({ play: spare.value });
        checked();
        build();
      }, { id: `add-${key}` }) : null);
  }

  // --- files --------------------------------------------------------------------------

  function save() {
    if (!checked({ quiet: true })) return;
    const name = (draft.title || "deal").toLowerCase().normalize("NFC").replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-+|-+$/g, "").slice(0, 60) || "deal";
    const link = h("a", { download: `${name}.toml`, href: URL.createObjectURL(new Blob([TG.toToml(draft)], { type: "text/plain" })) });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    TG.tell(say("file.saved", { name: `${name}.toml` }), true);
  }

  // Other names of strategies, in whatever case, become those the page knows.
  function byName(deal) {
    const plain = (name) => name.toLowerCase().replace(/[\s_-]+/g, "_");
    const all = { ...Object.fromEntries(Object.keys(state.facts.strategies).map((name) => [plain(name), name])) };
    for (const [alias, name] of Object.entries(state.facts.aliases)) all[plain(alias)] = name;
    for (const key of ["buyers", "sellers"]) {
      if (!Array.isArray(deal[key])) continue;
      deal[key] = deal[key].map((player) => (typeof player === "string" ? { play: player } : player));
      for (const player of deal[key]) {
        if (TG.isTable(player) && typeof player.play === "string") player.play = all[plain(player.play)] || player.play;
      }
    }
  }

  async function open(file) {
    const failed = (text) => {
      TG.byId("file-wrong").textContent = text;
      TG.tell(text);
    };
    failed("");
    if (file.size > 1e6) { failed(say("file.large", { name: file.name })); return; }
    let deal;
    try {
      deal = JSON.parse(JSON.stringify(TG.fromToml(await file.text())));
    } catch (error) {
      if (error.line === undefined) throw error;
      failed(say("file.toml", { name: file.name, line: error.line }));
      return;
    }
    byName(deal);
    const found = TG.problems(deal);
    if (found.length) {
      failed(`${say("file.wrong", { name: file.name })} ${found.slice(0, 4).map((p) => say(p.key, p.blanks)).join(" ")}`);
      return;
    }
    TG.take(deal);
    form(true);
    TG.tell(say("file.opened", { name: file.name }), true);
  }

  function build() {
    fields = {};
    const opened = TG.byId("behind") && TG.byId("behind").open;
    TG.put(TG.byId("form-body"), words(), TG.ROLES.map(side), money(), time(), relationship(), TG.ROLES.map(people),
      set(say("form.story"), field("story.seed", say("form.seed"), { kind: "number" })));
    if (TG.byId("behind")) TG.byId("behind").open = Boolean(opened);
    checked({ quiet: true });
  }

  // What was typed, with what has changed elsewhere since; what is wrong stays as typed.
  function merged(typed, was, now) {
    if (![typed, was, now].every(TG.isTable)) return TG.same(was, now) ? typed : now;
    const keys = [...new Set([...Object.keys(typed), ...Object.keys(now)])];
    return Object.fromEntries(keys.map((key) => [key, merged(typed[key], was[key], now[key])]).filter(([, v]) => v !== undefined));
  }

  // Show the form for the deal of A; afresh where something else changed it.
  function form(force) {
    if (!force && draft && TG.same(taken, state.a)) return;
    draft = TG.copy(force || !draft ? state.a : merged(draft, taken, state.a));
    taken = TG.copy(state.a);
    build();
  }

  function wire() {
    TG.byId("save").addEventListener("click", save);
    TG.byId("open").addEventListener("change", (event) => {
      const [file] = event.target.files;
      event.target.value = "";
      if (file) open(file);
    });
    TG.byId("came").addEventListener("click", () => { TG.take(state.came); form(true); TG.tell(say("file.came"), true); });
  }

  Object.assign(TG, { form, wireForm: wire });
})(typeof globalThis !== "undefined" ? globalThis : this);
