// Play a few rounds against a hidden character; then guess who it was, and see what the best
// reply would have made of it.
(function (root) {
  "use strict";
  const TG = root.TG;
  const { h, say, state } = TG;
  const KNOWN = 8; // rounds unless said otherwise

  function begin(role, rounds) {
    const deal = TG.sittingOf(state.a, rounds);
    const people = TG.about(deal).people[1 - role];
    const draw = crypto.getRandomValues(new Uint32Array(2));
    const seed = (draw[0] % 2 ** 21) * 2 ** 31 + (draw[1] % 2 ** 31);
    const who = Number((BigInt(draw[0]) * BigInt(people.length)) >> 32n);
    state.play = seat({ deal, role, who, seed });
    TG.changed();
    TG.tell(say("play.begun", { round: deal.round.one }));
  }

  // A game as it stands after these choices; all else follows from them.
  function seat({ deal, role, who, seed, choices, guess }) {
    const info = TG.about(deal);
    const other = TG.lower(info.people[1 - role][who].automaton, info.game.positions);
    const p = { ...TG.sit(info.game, other, role, seed), deal, who, seed, guess: guess ?? null };
    for (const choice of choices || []) if (!p.over) TG.step(p, choice);
    return p;
  }

  const seated = ({ deal, role, who, seed, choices, guess }) => ({ deal, role, who, seed, choices, guess });

  function choose(mine) {
    const p = state.play, info = TG.about(p.deal);
    if (p.over) return;
    TG.step(p, mine);
    TG.changed();
    TG.tell([mine === TG.WALK ? "" : said(info, p, p.rounds[p.rounds.length - 1]), p.over ? ended(info, p) : ""].filter(Boolean).join(" "));
  }

  const ended = (info, p) => (p.walked ? say("play.walked") : p.left ? say("play.left", { other: info.sides[1 - p.role] }) : say("play.over"));

  // What the player knows of a round: own slip, and the other's move as it looked.
  function said(info, p, round) {
    const me = p.role;
    const moves = info.moves;
    const slip = round.done[me] !== round.intended[me]
      ? say("play.slipped", { meant: moves[me][round.intended[me]], done: moves[me][round.done[me]] })
      : say("play.did", { done: moves[me][round.done[me]] });
    return `${slip} ${say("play.saw", { other: info.sides[1 - me], seen: moves[1 - me][round.seen[me]] })}`;
  }

  function setup(info) {
    const role = h("div", { class: "row", role: "radiogroup", "aria-label": say("play.role") }, [1, 0].map((r) =>
      h("label", { class: "choice" }, h("input", { type: "radio", name: "play-role", id: `play-role-${r}`, value: r, checked: r === 1 }), info.sides[r])));
    const length = h("div", { class: "row", role: "radiogroup", "aria-label": say("play.length") },
      h("label", { class: "choice" }, h("input", { type: "radio", name: "play-length", id: "play-known", value: "known", checked: true }),
        say("play.known", { rounds: info.count(KNOWN) })),
      h("label", { class: "choice" }, h("input", { type: "radio", name: "play-length", id: "play-open", value: "open" }),
        say("play.open", { horizon: TG.horizonText(state.a) })));
    const cut = !TG.same(TG.sittingOf(state.a).time, state.a.time);
    return [
      state.b ? h("p", { class: "hint", id: "play-of-a" }, say("play.of_a")) : null,
      h("p", {}, say("play.intro", { round: info.round.one })),
      h("h3", {}, say("play.role")), role, h("h3", {}, say("play.length")), length,
      cut ? h("p", { class: "hint", id: "play-cut" }, say("play.cut", { rounds: info.count(TG.MOST_SITTING) })) : null,
      h("div", { class: "row after" }, TG.button(say("play.start"), () => {
        const picked = (name) => document.querySelector(`input[name="${name}"]:checked`).value;
        begin(Number(picked("play-role")), picked("play-length") === "known" ? KNOWN : 0);
      }, { class: "main", id: "play-start" })),
    ];
  }

  function rounds(info, p) {
    return h("ol", { class: "log", id: "play-log" }, p.rounds.map((round) => h("li", {},
      icon(round.done[p.role], "side-own"), " ", icon(round.seen[p.role], "side-other"), " ", said(info, p, round))));
  }

  const icon = (move) => {
    const made = TG.draw.frame(20, 20, "", [TG.draw.mark(move, 10, 10, 5.5)]);
    made.setAttribute("aria-hidden", "true");
    return made;
  };

  function clock(info, p) {
    const r = p.rounds.length + 1, blanks = { r, n: info.game.rounds, round: info.round.one };
    if (p.deal.time.exactly !== undefined) return say("play.round_known", blanks);
    return say(r < info.game.rounds ? "play.round_open" : "play.round_last", blanks);
  }

  // What the round pays where the relationship stands, own moves in rows.
  function table(info, p) {
    const me = p.role, you = 1 - me;
    const pays = (a, b, side) => {
      const outcome = me === 0 ? 2 * a + b : 2 * b + a;
      return h("span", { class: `side-${side}` }, info.pay(info.game.payoff[8 * p.level + 4 * side + outcome]));
    };
    const title = say("play.pays", { round: info.round.one, other: info.sides[you] });
    return h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": title }, h("table", { class: "league", id: "play-pays" },
      h("caption", {}, title),
      h("thead", {}, h("tr", {}, h("td", {}), info.moves[you].map((text, b) => h("th", { scope: "col" }, icon(b), " ", say("play.if_other", { other: info.sides[you], move: text }))))),
      h("tbody", {}, info.moves[me].map((text, a) => h("tr", {}, h("th", { scope: "row" }, icon(a), " ", say("play.if_you", { move: text })),
        [0, 1].map((b) => h("td", {}, pays(a, b, me), pays(a, b, you))))))));
  }

  function playing(info, p) {
    const moves = info.moves[p.role];
    return [
      h("h3", {}, TG.upper(clock(info, p))),
      info.depths.length > 1 ? h("p", {}, say("play.depth", { depth: info.depths[p.level] })) : null,
      h("p", {}, say("play.choose", { side: info.sides[p.role] })),
      h("div", { class: "row moves" }, moves.map((text, a) => {
        const b = TG.button("", () => choose(a), { class: `main move ${a ? "d" : "c"}`, id: `move-${a}` });
        b.append(icon(a), ` ${TG.upper(text)}`);
        return b;
      }), info.game.mayLeave ? TG.button(say("play.walk_away", { round: info.round.one, pay: info.pay(info.game.outside[p.role]) }), () => choose(TG.WALK), { id: "move-walk" }) : null),
      table(info, p),
      rounds(info, p),
      h("p", { class: "hint" }, say("play.keeps")),
      TG.button(say("play.stop"), () => { state.play = null; TG.changed(); }, { id: "play-stop" }),
    ];
  }

  function guessing(info, p) {
    const people = info.people[1 - p.role];
    return [
      h("p", { class: "finding" }, ended(info, p)),
      rounds(info, p),
      h("form", { class: "bet", onsubmit: (event) => {
        event.preventDefault();
        const picked = document.querySelector('input[name="play-guess"]:checked');
        if (!picked) { TG.tell(say("bet.pick"), true); return; }
        p.guess = Number(picked.value);
        TG.changed();
      } },
      h("h3", { id: "play-question" }, say("play.who", { other: info.sides[1 - p.role] })),
      h("div", { class: "options", role: "radiogroup", "aria-labelledby": "play-question" }, people.map((who, i) => h("label", { class: "choice" },
        h("input", { type: "radio", name: "play-guess", id: `play-guess-${i}`, value: i }), TG.face(who.name), who.label))),
      h("button", { type: "submit", class: "main", id: "play-reveal" }, say("play.reveal"))),
    ];
  }

  function revealed(info, p, width) {
    const me = p.role, people = info.people[1 - me];
    const { total, waiting, costs, lost, best, luck, scale } = TG.reckoned(p);
    const better = costs.map((c) => c > 1e-9 * scale);
    const n = better.filter(Boolean).length;
    const told = {
      label: people[p.who].label, other: info.sides[1 - me], total: info.pay(total), best: info.pay(p.reply.value), lost: info.pay(lost),
      n, rounds: info.count(p.rounds.length), round: info.round.one, luck: info.pay(luck),
      waited: info.count(p.waited), waiting: info.pay(waiting),
    };
    const hidden = p.deal && Array.from(info.game.misread).some((m) => m > 0);
    const instead = (i) => (better[i] ? [best[i] === TG.WALK ? say("play.walk") : info.moves[me][best[i]], info.pay(costs[i])] : ["=", "–"]);
    const rows = p.rounds.map((round, i) => [i + 1, info.moves[me][round.intended[me]], info.moves[me][round.done[me]], info.moves[1 - me][round.done[1 - me]], info.moves[1 - me][round.seen[me]],
      ...instead(i), info.pay(round.pay[me])]);
    if (p.walked || p.left) {
      const last = p.rounds.length;
      rows.push([last + 1, p.walked ? say("play.walk") : "–", "–", p.left ? say("play.walk") : "–", "–", ...(p.walked ? instead(last) : ["=", "–"]), info.pay(waiting)]);
    }
    return [
      h("p", { class: "finding revealed" }, TG.face(people[p.who].name, { width: 64, height: 64 }), h("span", {}, say(p.guess === p.who ? "play.right" : "play.not_right", told))),
      h("p", {}, say("play.result", told), " ", p.waited ? `${say("play.waited", told)} ` : "",
        say(n === 0 ? "play.perfect" : n === 1 ? "play.lost_one" : "play.lost", told), " ", say("play.luck", told)),
      h("h3", {}, say("play.truth")),
      TG.storyOf(info, { rounds: p.rounds, left: null, length: p.rounds.length }, width, better),
      better.some(Boolean) ? h("p", { class: "hint" }, `▲ ${say("play.better")}`) : null,
      h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": say("play.truth") }, h("table", {}, h("thead", {}, h("tr", {},
        ["meant", "done", "other_did", "other_seen", "best_was", "cost", "earned"].reduce((head, key) => [...head, h("th", { scope: "col" }, say(`play.col_${key}`, { other: info.sides[1 - me] }))], [h("th", { scope: "col" }, info.round.one)]))),
      h("tbody", {}, rows.map((row) => h("tr", {}, row.map((cell, i) => (i ? h("td", {}, cell) : h("th", { scope: "row" }, cell)))))))),
      h("p", { class: "hint" }, say("play.how"), hidden ? ` ${say("play.bound")}` : ""),
      TG.button(say("play.again"), () => { state.play = null; TG.changed(); }, { class: "main", id: "play-again" }),
    ];
  }

  function play(node) {
    const p = state.play;
    const info = TG.about(p ? p.deal : state.a);
    const width = Math.max(280, Math.min(900, node.clientWidth || 320));
    let parts;
    if (!p) parts = setup(info);
    else if (!p.over) parts = playing(info, p);
    else if (p.guess === null) parts = guessing(info, p);
    else parts = revealed(info, p, width);
    TG.put(node, parts);
  }

  TG.views.play = play;
  Object.assign(TG, { seat, seated });
})(typeof globalThis !== "undefined" ? globalThis : this);
