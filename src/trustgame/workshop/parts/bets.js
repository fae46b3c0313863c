// Guess first, then see: a bet before each answer, and the room's guesses beside it.
(function (root) {
  "use strict";
  const TG = root.TG;
  const { h, say, state } = TG;
  const BINS = 5;
  const MOST = 9999; // people of one opinion

  // What a question depends on, by its view: the game, how long it lasts, who plays. Theory's
  // threshold, which the map asks for, knows neither the time nor mistakes.
  function asks(id, deal) {
    const view = id.split("-")[1];
    return TG.once(`asks-${view}`, deal, () => {
      const { game, people, pair } = TG.about(deal);
      const list = (values) => Array.from(values);
      const play = [list(game.payoff), list(game.utility), list(game.outside), game.mayLeave, game.start];
      if (view === "map") return JSON.stringify(play);
      const who = people.map((side, r) => (view === "match" ? [side[pair[r]]] : side).map((p) => p.name));
      return JSON.stringify([play, list(game.tremble), list(game.misread), list(game.continuation), game.rounds, game.moves, who]);
    });
  }

  // The bet of one question. `kind` is "share" (a slider from 0 to 100%) or "choice" (options
  // [{value, text, who}]; `who` is the character that an option is). answer() is a share, or
  // the values of the right options; `says` says it. Before the reveal only the question
  // shows; after it the answer, and beside it what was guessed for this very setting.
  function bet(id, given) {
    const made = state.bets[id];
    return made && made.shown ? shown(id, made, given) : asked(id, given);
  }

  function asked(id, { question, kind, options }) {
    const see = (guess) => {
      state.bets[id] = { guess, shown: true, deal: TG.copy(state.a), counts: {} };
      TG.changed();
      TG.tell(say("bet.seen"));
    };
    let body;
    if (kind === "share") {
      const output = h("output", { for: `${id}-guess` }, TG.percent(0.5));
      const part = () => TG.percent(range.value / 100);
      const range = h("input", {
        type: "range", id: `${id}-guess`, min: 0, max: 100, step: 1, value: 50,
        "aria-valuetext": TG.percent(0.5),
        oninput: () => { output.textContent = part(); range.setAttribute("aria-valuetext", part()); },
      });
      body = [h("div", { class: "row" }, h("label", { for: `${id}-guess` }, say("bet.guess")), output), range];
      return box(id, question, body, () => see(Number(range.value) / 100), () => see(null));
    }
    body = h("div", { class: "options", role: "radiogroup", "aria-labelledby": `${id}-question` }, options.map((o, i) =>
      h("label", { class: "choice" }, h("input", {
        type: "radio", name: `${id}-guess`, id: `${id}-guess-${i}`, value: o.value,
      }), o.who ? TG.face(o.who) : null, o.text)));
    return box(id, question, body, () => {
      const picked = document.querySelector(`input[name="${id}-guess"]:checked`);
      if (picked) see(picked.value);
      else TG.tell(say("bet.pick"), true);
    }, () => see(null));
  }

  const box = (id, question, body, place, skip) => h("form", {
    class: "bet", "aria-labelledby": `${id}-question`, onsubmit: (event) => { event.preventDefault(); place(); },
  },
  h("h3", { id: `${id}-question` }, question), body,
  h("div", { class: "row" },
    h("button", { type: "submit", class: "main", id: `${id}-place` }, say("bet.place")),
    TG.button(say("bet.skip"), skip, { id: `${id}-skip` })));

  // One line, which unfolds: the answer and how far off the guess was; inside the room's guesses.
  function shown(id, made, given) {
    const { question, says } = given;
    const holds = asks(id, made.deal) === asks(id, state.a);
    const again = TG.button(say(holds ? "bet.again" : "bet.here"), () => { delete state.bets[id]; TG.changed(); }, { id: `${id}-again`, class: "small" });
    const [score, inside] = !holds ? ["", []] : (given.kind === "share" ? scale : ballot)(id, made, given);
    const fold = h("details", { open: made.open, ontoggle: (event) => { made.open = event.target.open; } },
      h("summary", { class: "verdict", id: `${id}-verdict` }, says, score ? ` ${score}` : ""),
      h("h3", {}, question), inside);
    return h("div", { class: "bet shown" }, fold, holds ? null : before(made, given), again);
  }

  // Of a guess that was made for another setting: which, and what has changed since.
  function before(made, { kind, options }) {
    const n = total(made);
    if (made.guess === null && !n) return null;
    const info = TG.about(made.deal);
    const keys = ["time", "relationship", "outcomes", "money", "pair", "buyers", "sellers"].filter((k) => !TG.same(made.deal[k] ?? null, state.a[k] ?? null));
    const setting = [TG.horizonText(made.deal), ...(info.depths.length > 1 ? [info.depths[info.game.start]] : [])].join("; ");
    const option = kind === "share" ? null : options.find((o) => o.value === made.guess);
    const guess = kind === "share" ? TG.percent(made.guess ?? 0) : say("common.quoted", { label: option ? option.text : String(made.guess) });
    const told = { guess, setting, what: TG.listed([...new Set(keys.map((k) => say(`common.key_${k}`)))]) };
    return h("p", { class: "hint was-for" }, say(made.guess === null ? "bet.room_was_for" : "bet.was_for", told));
  }

  const total = ({ counts }) => Object.values(counts).reduce((sum, n) => sum + n, 0);

  // Where the room's guesses of one kind are typed: counted by what was guessed.
  const field = (id, made, i, value, name) => h("input", {
    type: "number", min: 0, max: MOST, step: 1, id: `${id}-tally-${i}`, class: "short", "aria-label": say("bet.tally_of", { what: name }),
    value: made.counts[value] || "",
    onchange: (event) => {
      const n = Number(event.target.value);
      if (Number.isInteger(n) && n > 0) made.counts[value] = Math.min(n, MOST); else delete made.counts[value];
      TG.changed();
    },
  });

  function scale(id, made, { answer, says, width }) {
    const truth = answer(), tallied = total(made);
    const score = made.guess === null ? "" : `${say("bet.yours", { guess: TG.percent(made.guess) })} ${say("bet.off", { points: TG.amount(Math.round(100 * Math.abs(made.guess - truth))) })}`;
    const counts = Array.from({ length: BINS }, (_, i) => made.counts[i] || 0);
    const bins = counts.map((_, i) => say("bet.bin", { low: Math.round((100 * i) / BINS), high: Math.round((100 * (i + 1)) / BINS) }));
    return [score, [
      TG.draw.against({
        width, answer: truth, guess: made.guess, bins: tallied ? counts : null,
        says: { guess: say("bet.your_mark"), answer: say("bet.model_mark", { answer: TG.percent(truth) }) },
        alt: says + (tallied ? ` ${say("bet.room_says", { counts: bins.map((b, i) => `${b}: ${counts[i]}`).join("; ") })}` : ""),
      }),
      h("div", { class: "tally" }, h("h4", {}, say("bet.tally")),
        h("div", { class: "row" }, bins.map((b, i) => h("label", { class: "stacked" }, b, field(id, made, i, i, b)))))]];
  }

  function ballot(id, made, { question, options, answer }) {
    const truth = answer();
    const most = Math.max(1, ...Object.values(made.counts));
    const score = made.guess === null ? "" : truth.includes(made.guess) ? say("bet.right") : say("bet.not_right");
    return [score,
      h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": question }, h("table", { class: "guesses" },
        h("thead", {}, h("tr", {}, h("th", { scope: "col" }, say("bet.option")), h("th", { scope: "col" }, say("bet.room")))),
        h("tbody", {}, options.map((o, i) => h("tr", { class: truth.includes(o.value) ? "truth" : "" },
          h("th", { scope: "row" }, o.who ? [TG.face(o.who), " "] : null, `${o.text} `, truth.includes(o.value) ? h("span", { class: "tag" }, `● ${say("bet.model")}`) : "", o.value === made.guess ? h("span", { class: "tag" }, `◆ ${say("bet.your_mark")}`) : ""),
          h("td", { class: "people" }, field(id, made, i, o.value, o.text), h("span", { class: "people-bar", style: { width: `${(5 * (made.counts[o.value] || 0)) / most}rem` } })))))))];
  }

  // Whether all bets of a view are settled.
  const settled = (...ids) => ids.every((id) => state.bets[id] && state.bets[id].shown);

  Object.assign(TG, { bet, settled });
})(typeof globalThis !== "undefined" ? globalThis : this);
