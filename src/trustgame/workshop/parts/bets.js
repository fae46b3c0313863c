// Guess first, then see: a bet before each answer, and the room's guesses beside it.
(function (root) {
  "use strict";
  const TG = root.TG;
  const { h, say, state } = TG;
  const BINS = 5;

  // The bet of one question. `kind` is "share" (a slider from 0 to 100%) or "choice" (options
  // [{value, text, who}]; `who` is the character that an option is). answer() is a share, or the values of the right options; `says` says it.
  // Before the reveal only the question shows; after it, `reveal` shows the answer.
  function bet(id, { question, kind, options, answer, says, width }) {
    const made = state.bets[id] || (state.bets[id] = { guess: null, shown: false });
    return made.shown
      ? shown(id, made, { question, kind, options, answer, says, width })
      : asked(id, made, { question, kind, options });
  }

  function asked(id, made, { question, kind, options }) {
    const see = (guess) => {
      made.guess = guess;
      made.shown = true;
      TG.changed();
      TG.tell(say("bet.seen"));
    };
    let body;
    if (kind === "share") {
      const output = h("output", { for: `${id}-guess` }, TG.percent(0.5));
      const part = () => TG.percent(range.value / 100);
      const range = h("input", {
        type: "range", id: `${id}-guess`, min: 0, max: 100, step: 1, value: made.guess === null ? 50 : Math.round(100 * made.guess),
        "aria-valuetext": TG.percent(0.5),
        oninput: () => { output.textContent = part(); range.setAttribute("aria-valuetext", part()); },
      });
      if (made.guess !== null) { range.value = Math.round(100 * made.guess); output.textContent = part(); }
      body = [h("div", { class: "row" }, h("label", { for: `${id}-guess` }, say("bet.guess")), output), range];
      return box(id, question, body, () => see(Number(range.value) / 100), () => see(null));
    }
    body = h("div", { class: "options", role: "radiogroup", "aria-labelledby": `${id}-question` }, options.map((o, i) =>
      h("label", { class: "choice" }, h("input", {
        type: "radio", name: `${id}-guess`, id: `${id}-guess-${i}`, value: o.value, checked: made.guess === o.value,
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

  function shown(id, made, { question, kind, options, answer, says, width }) {
    const truth = answer();
    const counts = state.tally[id] || [];
    const tallied = counts.reduce((sum, n) => sum + (n || 0), 0);
    const again = TG.button(say("bet.again"), () => { state.bets[id] = { guess: null, shown: false }; TG.changed(); }, { id: `${id}-again` });
    const field = (i, name) => h("input", {
      type: "number", min: 0, max: 9999, step: 1, id: `${id}-tally-${i}`, class: "short", "aria-label": say("bet.tally_of", { what: name }),
      value: counts[i] || "",
      onchange: (event) => {
        const n = Number(event.target.value);
        const list = state.tally[id] || (state.tally[id] = []);
        list[i] = Number.isInteger(n) && n >= 0 ? Math.min(n, 9999) : 0;
        TG.changed();
      },
    });
    if (kind === "share") {
      const off = made.guess === null ? "" : say("bet.off", { points: TG.amount(Math.round(100 * Math.abs(made.guess - truth))) });
      const bins = Array.from({ length: BINS }, (_, i) => say("bet.bin", { low: Math.round((100 * i) / BINS), high: Math.round((100 * (i + 1)) / BINS) }));
      return h("div", { class: "bet shown" }, h("h3", {}, question),
        h("p", { class: "verdict" }, says, made.guess === null ? "" : ` ${say("bet.yours", { guess: TG.percent(made.guess) })} ${off}`),
        TG.draw.against({
          width, answer: truth, guess: made.guess, bins: tallied ? Array.from({ length: BINS }, (_, i) => counts[i] || 0) : null,
          says: { guess: say("bet.your_mark"), answer: say("bet.model_mark", { answer: TG.percent(truth) }) },
          alt: says + (tallied ? ` ${say("bet.room_says", { counts: bins.map((b, i) => `${b}: ${counts[i] || 0}`).join("; ") })}` : ""),
        }),
        h("details", { class: "tally", open: tallied > 0 }, h("summary", {}, say("bet.tally")),
          h("div", { class: "row" }, bins.map((b, i) => h("label", { class: "stacked" }, b, field(i, b))))), again);
    }
    const most = Math.max(1, ...counts.map((n) => n || 0));
    const right = made.guess === null ? "" : truth.includes(made.guess) ? say("bet.right") : say("bet.not_right");
    return h("div", { class: "bet shown" }, h("h3", {}, question),
      h("p", { class: "verdict" }, says, right ? ` ${right}` : ""),
      h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": question }, h("table", { class: "guesses" },
        h("thead", {}, h("tr", {}, h("th", { scope: "col" }, say("bet.option")), h("th", { scope: "col" }, say("bet.room")))),
        h("tbody", {}, options.map((o, i) => h("tr", { class: truth.includes(o.value) ? "truth" : "" },
          h("th", { scope: "row" }, o.who ? [TG.face(o.who), " "] : null, `${o.text} `, truth.includes(o.value) ? h("span", { class: "tag" }, `● ${say("bet.model")}`) : "", o.value === made.guess ? h("span", { class: "tag" }, `◆ ${say("bet.your_mark")}`) : ""),
          h("td", { class: "people" }, field(i, o.text), h("span", { class: "people-bar", style: { width: `${(5 * (counts[i] || 0)) / most}rem` } }))))))),
      again);
  }

  // Whether all bets of a view are settled.
  const settled = (...ids) => ids.every((id) => state.bets[id] && state.bets[id].shown);

  Object.assign(TG, { bet, settled });
})(typeof globalThis !== "undefined" ? globalThis : this);
