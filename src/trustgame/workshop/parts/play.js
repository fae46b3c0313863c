// Play a few rounds against a hidden character; then guess who it was, and see what the best
// reply would have made of it.
(function (root) {
  "use strict";
  const TG = root.TG;
  const { h, say, state } = TG;
  const KNOWN = 8; // rounds unless said otherwise
  const MOST = 40;

  function begin(role, rounds) {
    const deal = TG.copy(state.a);
    if (rounds) deal.time = { exactly: rounds };
    const info = TG.about(deal);
    const people = info.people[1 - role];
    const draw = crypto.getRandomValues(new Uint32Array(2));
    const seed = (draw[0] % 2 ** 21) * 2 ** 31 + (draw[1] % 2 ** 31);
    const who = Number((BigInt(draw[0]) * BigInt(people.length)) >> 32n);
    const other = TG.lower(people[who].automaton, info.game.positions);
    state.play = {
      deal, role, who, seed, other, words: TG.wordsOf(TG.keyOf(seed), 0),
      level: info.game.start, state: other.start, rounds: [], states: [], over: false, left: false, guess: null,
      reply: TG.bestReply(info.game, other, role, "payoff"),
    };
    leaves(info);
    TG.changed();
    TG.tell(say("play.begun", { round: info.round.one }));
  }

  // The hidden character may walk away before a round.
  function leaves(info) {
    const p = state.play;
    const [low, high] = p.words(p.rounds.length)[3];
    const chance = p.other.leave[p.level * p.other.X + p.state];
    if ((p.role === 0 ? high : low) < TG.threshold(chance)) { p.over = true; p.left = true; }
  }

  function choose(mine) {
    const p = state.play, info = TG.about(p.deal), { game } = info;
    const r = p.rounds.length, l = p.level, me = p.role, you = 1 - me;
    const [actions, sight, moving] = p.words(r);
    const left = game.rounds === null ? null : game.rounds - r;
    const counting = game.rounds !== null && left <= p.other.ends;
    const done = [0, 0], intended = [0, 0], seen = [0, 0];
    const slip = actions[me] < TG.threshold(game.tremble[2 * l + me]);
    intended[me] = mine;
    done[me] = slip ? 1 - mine : mine;
    [intended[you], done[you]] = TG.acts(p.other.cooperate[l * p.other.X + p.state], game.tremble[2 * l + you], counting, actions[you]);
    for (const role of [0, 1]) {
      seen[role] = done[1 - role] ^ (sight[role] < TG.threshold(game.misread[2 * l + role]) ? 1 : 0);
    }
    const outcome = 2 * done[0] + done[1];
    p.rounds.push({
      depth: l, intended, done, seen, worths: p.reply.q(left, l, p.state),
      pay: [game.payoff[8 * l + outcome], game.payoff[8 * l + 4 + outcome]],
    });
    const there = TG.steps(game, l, outcome, moving[0]);
    p.state = p.other.next[4 * (l * p.other.X + p.state) + 2 * done[you] + seen[you]];
    p.level = there;
    const goesOn = game.rounds === null || r + 1 < game.rounds;
    p.over = !goesOn || moving[1] >= TG.threshold(game.continuation[there]) || p.rounds.length >= MOST;
    if (!p.over) leaves(info);
    TG.changed();
    TG.tell(said(info, p, p.rounds[r]) + (p.over ? ` ${say("play.over")}` : ""));
  }

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
    return [
      h("p", {}, say("play.intro", { round: info.round.one })),
      h("h3", {}, say("play.role")), role, h("h3", {}, say("play.length")), length,
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

  function playing(info, p) {
    const { game } = info;
    const r = p.rounds.length + 1;
    const horizon = game.rounds === null || p.deal.time.exactly === undefined ? say("play.round_open", { r, round: info.round.one }) : say("play.round_known", { r, n: game.rounds, round: info.round.one });
    const moves = info.moves[p.role];
    return [
      h("h3", {}, TG.upper(horizon)),
      info.depths.length > 1 ? h("p", {}, say("play.depth", { depth: info.depths[p.level] })) : null,
      h("p", {}, say("play.choose", { side: info.sides[p.role] })),
      h("div", { class: "row moves" }, moves.map((text, a) => {
        const b = TG.button("", () => choose(a), { class: `main move ${a ? "d" : "c"}`, id: `move-${a}` });
        b.append(icon(a), ` ${TG.upper(text)}`);
        return b;
      })),
      rounds(info, p),
      TG.button(say("play.stop"), () => { state.play = null; TG.changed(); }, { id: "play-stop" }),
    ];
  }

  function guessing(info, p) {
    const people = info.people[1 - p.role];
    return [
      h("p", { class: "finding" }, p.left ? say("play.left", { other: info.sides[1 - p.role] }) : say("play.over")),
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

  // What each choice cost against the best one at that point, the other's state known.
  function costs(p) {
    return p.rounds.map((round) => Math.max(...round.worths) - round.worths[round.intended[p.role]]);
  }

  function revealed(info, p, width) {
    const me = p.role, people = info.people[1 - me];
    const list = costs(p);
    const scale = Math.max(1, ...p.rounds.flatMap((r) => r.worths.map(Math.abs)));
    const better = list.map((c) => c > 1e-9 * scale);
    const lost = list.reduce((sum, c) => sum + c, 0);
    const waited = p.left ? 1 : 0;
    const total = p.rounds.reduce((sum, r) => sum + r.pay[me], 0);
    const told = {
      label: people[p.who].label, other: info.sides[1 - me], total: info.pay(total), best: info.pay(p.reply.value), lost: info.pay(lost),
      n: better.filter(Boolean).length, rounds: info.count(p.rounds.length), round: info.round.one,
      luck: info.pay(total - (p.reply.value - lost)),
    };
    const hidden = p.deal && Array.from(info.game.misread).some((m) => m > 0);
    const rows = p.rounds.map((round, i) => {
      const best = round.worths.indexOf(Math.max(...round.worths));
      return [i + 1, info.moves[me][round.intended[me]], info.moves[me][round.done[me]], info.moves[1 - me][round.done[1 - me]], info.moves[1 - me][round.seen[me]],
        better[i] ? (best === 2 ? say("play.walk") : info.moves[me][best]) : "=", better[i] ? info.pay(list[i]) : "–", info.pay(round.pay[me])];
    });
    return [
      h("p", { class: "finding revealed" }, TG.face(people[p.who].name, { width: 64, height: 64 }), h("span", {}, say(p.guess === p.who ? "play.right" : "play.not_right", told))),
      h("p", {}, say("play.result", told), " ", better.some(Boolean) ? say("play.lost", told) : say("play.perfect", told), " ",
        waited ? "" : say("play.luck", told)),
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
})(typeof globalThis !== "undefined" ? globalThis : this);
