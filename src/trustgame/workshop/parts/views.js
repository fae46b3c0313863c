// The answers: one match, everybody against everybody, selection.
(function (root) {
  "use strict";
  const TG = root.TG;
  const { h, say, state, draw } = TG;
  const MOST_SAID = 5; // ways to behave that a sentence lists
  const KEPT = 48; // rounds of a told match at most
  const NOBODY = "*"; // the bet that nobody takes over for good

  // What is drawn side by side: one column, or A and B with what B differs in; `wide` parts
  // stand one above the other.
  function columns(make, wide) {
    const both = Boolean(state.b);
    return h("div", { class: both ? (wide ? "ab stacked-ab" : "ab") : "" }, TG.settings().map(([side, deal]) => h("div", { class: "column", "data-side": side },
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

  const widthOf = (node, wide) => {
    const inner = node.clientWidth || 320;
    return Math.max(280, Math.min(980, state.b && !wide && inner > 760 ? (inner - 32) / 2 : inner));
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
    const story = storyOfPair(deal);
    return [
      h("p", { class: "finding" }, say("match.finding", told)),
      h("div", { class: "row pairing" }, [0, 1].map((r) => h("span", { class: `side-${r}` },
        TG.face(info.people[r][info.pair[r]].name, { width: 44, height: 44 }), ` ${info.sides[r]}: `, say("common.quoted", { label: labels[r] })))),
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
      state.told === null ? null : h("p", { class: "reading" }, tellRound(info, story, Math.min(state.told, story.rounds.length))),
      storyOf(info, unfolded(story), width),
    ];
  }

  // A story as far as it is told: all of it, or so many rounds.
  const unfolded = (story) => (state.told === null || state.told > story.rounds.length ? story : { rounds: story.rounds.slice(0, state.told), left: null, length: state.told });

  // What both did in a round, from 1.
  function tellRound(info, story, r) {
    const round = story.rounds[r - 1];
    if (!round) return "";
    return TG.upper(say("match.told", { round: info.round.one, r, one: info.sides[0], other: info.sides[1], done: info.moves[0][round.done[0]], did: info.moves[1][round.done[1]] }));
  }

  // Buttons that tell the story round by round, one at a click.
  function telling(info) {
    const tell = (told) => { state.told = told; TG.changed(); };
    if (state.told === null) return TG.button(say("match.step", { round: info.round.one }), () => tell(1), { id: "story-step" });
    const longest = Math.max(...TG.settings().map(([, deal]) => storyOfPair(deal).rounds.length));
    return [
      state.told < longest ? TG.button(say("match.next", { round: info.round.one }), () => {
        tell(state.told + 1);
        TG.tell(tellRound(info, storyOfPair(state.a), state.told));
      }, { id: "story-next", class: "main" }) : null,
      TG.button(say("match.all"), () => tell(null), { id: "story-all" }),
    ];
  }

  const storyOfPair = (deal) => TG.once(`story ${state.seed}`, deal, () => TG.play(TG.about(deal).game, ...TG.pairOf(deal).players, state.seed, 0, KEPT));

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
    return h("div", { class: "field room" },
      h("div", { class: "row after" }, telling(info), TG.button(say("match.another"), () => {
        state.seed = (state.seed + 1) % Number.MAX_SAFE_INTEGER;
        if (state.told !== null) state.told = 1;
        TG.changed();
      }, { id: "another" })),
      h("label", { for: "room-rounds" }, say("match.room_label", { C: info.moves[0][0], c: info.moves[1][0] })), area,
      h("p", { class: "hint", id: "room-hint" }, say("match.room_hint", { round: info.round.one })), h("p", { class: "wrong", id: "room-wrong", role: "alert" }));
  }

  // --- everybody against everybody ----------------------------------------------------

  function league(node) {
    const width = widthOf(node, true), deal = state.a, info = TG.about(deal);
    const boxes = [1, 0].map((r) => TG.bet(`bet-league-${r}`, {
      question: say("league.question", { side: info.sides[r], other: info.sides[1 - r] }), kind: "choice",
      options: info.people[r].map((p) => ({ value: p.name, text: p.label, who: p.name })),
      answer: () => { const { best, near } = leaders(deal, r); return [...best, ...near].map((i) => info.people[r][i].name); },
      says: TG.settled(`bet-league-${r}`) ? say(isEven(deal, r) ? "league.answer_even" : "league.answer", { side: info.sides[r], labels: leading(deal, r) }) : "",
    }));
    const parts = [h("div", { class: "bets" }, boxes)];
    if (TG.settled("bet-league-0", "bet-league-1")) parts.push(columns((d) => leagueOf(d, width), true));
    TG.put(node, parts);
  }

  // Who does best on a side, and who reads like it: nobody loses a bet on digits not shown.
  function leaders(deal, r) {
    const info = TG.about(deal), { means, best } = TG.leagueOf(deal);
    const read = info.pay(means[r][best[r][0]]);
    const near = means[r].map((_, i) => i).filter((i) => !best[r].includes(i) && info.pay(means[r][i]) === read);
    return { best: best[r], near };
  }

  const isEven = (deal, r) => TG.leagueOf(deal).best[r].length === TG.about(deal).people[r].length && TG.about(deal).people[r].length > 1;

  function leading(deal, r) {
    const info = TG.about(deal), { best, near } = leaders(deal, r);
    const labels = named(info, r, best);
    return near.length ? say("league.hardly", { labels, others: named(info, r, near) }) : labels;
  }

  // Ways to behave by their words, quoted.
  const named = (info, role, places) => TG.few(places.map((i) => say("common.quoted", { label: info.people[role][i].label })));

  function leagueOf(deal, width) {
    const info = TG.about(deal), { table, means } = TG.leagueOf(deal);
    const best = [0, 1].map((r) => leaders(deal, r).best);
    const totals = table.map((row) => row.map((cell) => cell.value[0] + cell.value[1]));
    const most = Math.max(...totals.flat());
    const isMost = totals.map((row) => row.map((v) => v >= most - 1e-9 * Math.abs(most)));
    const framed = isMost.flat().filter(Boolean).length, all = framed === totals.flat().length;
    const told = {
      one: info.sides[0], other: info.sides[1], buyer: leading(deal, 0), seller: leading(deal, 1),
      value: info.pay(means[0][best[0][0]]), pays: info.pay(means[1][best[1][0]]), horizon: horizonText(deal),
    };
    return [
      h("p", { class: "finding" }, say([0, 1].every((r) => isEven(deal, r)) ? "league.finding_even" : "league.finding", told)),
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
          row.map((cell, j) => h("td", { class: isMost[i][j] && !all ? "most" : "" },
            h("span", { class: "side-0" }, info.pay(cell.value[0])), h("span", { class: "side-1" }, info.pay(cell.value[1])),
            isMost[i][j] && framed === 1 ? h("span", { class: "tag" }, say("league.most")) : null))))))),
      framed > 1 ? h("p", { class: "hint" }, say(all ? "league.most_all" : "league.most_framed", { value: info.pay(most) })) : null,
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
    const boxes = [1, 0].map((r) => {
      const ahead = () => {
        const shares = TG.selectionOf(deal)[TG.SHARES[r]], most = TG.percent(Math.max(...shares));
        return shares.map((_, i) => i).filter((i) => TG.percent(shares[i]) === most);
      };
      const answer = () => (TG.selectionOf(deal).atRest ? ahead().map((i) => info.people[r][i].name) : [NOBODY]);
      const says = () => (TG.selectionOf(deal).atRest
        ? say("selection.answer", { side: info.sides[r], labels: named(info, r, ahead()) })
        : say("selection.answer_nobody", { side: info.sides[r], ranges: ranges(deal, r) }));
      return TG.bet(`bet-selection-${r}`, {
        question: say("selection.question", { side: info.sides[r] }), kind: "choice",
        options: [...info.people[r].map((p) => ({ value: p.name, text: p.label, who: p.name })), { value: NOBODY, text: say("selection.nobody") }],
        answer, says: TG.settled(`bet-selection-${r}`) ? says() : "",
      });
    });
    const parts = [h("div", { class: "bets" }, boxes)];
    if (TG.settled("bet-selection-0", "bet-selection-1")) parts.push(columns((d) => selectionOf(d, width)));
    TG.put(node, parts);
  }

  // From which share to which something goes while shares go round.
  function range(list) {
    const [low, high] = [Math.min(...list), Math.max(...list)].map(TG.percent);
    return low === high ? low : say("common.span", { first: low, last: high });
  }

  // The ways of a side that are ever seen while shares go round, the most frequent first.
  function ranges(deal, r) {
    const info = TG.about(deal), found = TG.selectionOf(deal), shares = found[TG.SHARES[r]];
    const part = found.trail.slice(found.later);
    const seen = shares.map((v, i) => [v, part.map((p) => p[TG.SHARES[r]][i]), info.people[r][i].label])
      .filter(([, list]) => Math.max(...list) >= 0.005).sort((a, b) => b[0] - a[0]);
    return few(seen.map(([, list, text]) => `${range(list)} ${text}`));
  }

  const few = (told) => (told.length > MOST_SAID + 1
    ? TG.strung([...told.slice(0, MOST_SAID), say("list.more", { n: told.length - MOST_SAID })]) : TG.strung(told));

  function selectionOf(deal, width) {
    const info = TG.about(deal), found = TG.selectionOf(deal), { atRest } = found;
    const ends = [found.buyers, found.sellers];
    const part = found.trail.slice(found.later);
    const said = [0, 1].map((r) => (atRest
      ? few(ends[r].map((v, i) => [v, info.people[r][i].label]).filter(([v]) => v >= 0.005).sort((a, b) => b[0] - a[0]).map(([v, text]) => `${TG.percent(v)} ${text}`))
      : ranges(deal, r)));
    const inEnd = (r, i) => (atRest ? TG.percent(ends[r][i]) : range(part.map((p) => p[TG.SHARES[r]][i])));
    const course = atRest ? null : part.map((p) => TG.cooperationAt(TG.leagueOf(deal).table, p.buyers, p.sellers));
    const share = (r) => (atRest ? TG.percent(found.cooperation[r]) : range(course.map((c) => c[r])));
    const told = {
      one: info.sides[0], other: info.sides[1], share: share(0), shared: share(1),
      C: info.moves[0][0], c: info.moves[1][0], rounds: info.round.many, horizon: horizonText(deal),
    };
    return [
      h("p", { class: "finding" }, say(atRest ? "selection.finding" : "selection.finding_circles", told)),
      atRest ? null : h("p", {}, say("selection.circles")),
      [1, 0].map((r) => [
        h("h4", {}, say("selection.shares", { side: info.sides[r] })),
        draw.areas({
          width, side: r, names: info.people[r].map((p) => p.label), x: say("selection.x"),
          trail: found.trail.map((t) => ({ time: t.time, shares: r ? t.sellers : t.buyers })),
          ends: info.people[r].map((_, i) => inEnd(r, i)),
          remains: atRest ? ends[r] : info.people[r].map((_, i) => Math.max(...part.map((p) => p[TG.SHARES[r]][i]))),
          alt: say(atRest ? "selection.alt" : "selection.alt_circles", { side: info.sides[r], ends: said[r] }),
        }),
        TG.numbers([info.sides[r], say("selection.at_first"), say(atRest ? "selection.at_end" : "selection.goes_round")],
          info.people[r].map((p, i) => [p.label, TG.percent(1 / info.people[r].length), inEnd(r, i)])),
      ]),
      h("p", { class: "hint" }, say(found.one ? "selection.hint_one" : "selection.hint", told)),
      recipes(info, deal),
    ];
  }

  Object.assign(TG, { views: { match, league, selection }, columns, horizonText, storyOf, widthOf });
})(typeof globalThis !== "undefined" ? globalThis : this);
