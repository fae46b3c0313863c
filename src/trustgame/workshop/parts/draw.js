// The page's pictures: courses, strips, bars, areas, the map. Each takes numbers and words
// and returns a drawing; nothing is computed here. Colours are the style sheet's classes.
(function (root) {
  "use strict";
  const TG = root.TG;
  const { s } = TG;
  const SIZE = 15; // of type, in pixels: drawings are made at the width they are shown at
  const PALEST = 0.18; // how opaque the last of several areas is
  const round2 = (v) => Math.round(v * 100) / 100;
  const round1 = (v) => Math.round(v * 10) / 10;

  // How wide a text is drawn, in pixels; as if bold, which is never too little.
  let ruler = null;
  function wide(text, size) {
    if (!ruler) ruler = document.createElement("canvas").getContext("2d");
    ruler.font = `bold ${size || SIZE}px ${getComputedStyle(document.body).fontFamily}`;
    return ruler.measureText(text).width;
  }
  const widest = (texts) => Math.max(0, ...texts.map((text) => wide(text)));

  // A text cut to a width; `label` gives its whole as a tooltip.
  function roomFor(text, width, size) {
    if (wide(text, size) <= width) return text;
    const letters = [...text];
    while (letters.length > 1 && wide(`${letters.join("")}…`, size) > width) letters.pop();
    return `${letters.join("")}…`;
  }

  // A text in one line, or in two where it is wider than its room; what is beyond is cut.
  function wrapped(text, room) {
    if (!room || wide(text) <= room) return [text];
    const words = text.split(" ");
    let first = "";
    while (words.length && wide(`${first} ${words[0]}`) <= room) first = `${first} ${words.shift()}`.trim();
    if (!first) { // one word without end: it breaks where it stands
      const letters = [...words.shift()];
      while (letters.length && wide(first + letters[0]) <= room) first += letters.shift();
      words.unshift(letters.join(""));
    }
    return [first, roomFor(words.join(" ").trim(), room)].filter(Boolean);
  }
  const LINE = SIZE + 2; // from one line of type to the next
  const twice = (texts, room) => texts.some((text) => wrapped(text, room).length > 1);

  // A text at a place. Of `lines`, those of one in two stand about it ("mid"), or end ("up")
  // or begin there ("down"); without, what is wider than its room is cut.
  function label(x, y, text, given) {
    const { room, lines, ...rest } = given || {};
    const shown = lines ? wrapped(text, room) : [room ? roomFor(text, room, rest["font-size"]) : text];
    const start = y - (shown.length - 1) * LINE * ({ mid: 0.5, up: 1 }[lines] || 0);
    const parts = shown.length === 1 ? shown : shown.map((line, i) => s("tspan", { x: round1(x), y: round1(start + i * LINE) }, line));
    return s("text", { x: round1(x), y: round1(y), ...rest }, parts, shown.join(" ") === text ? null : s("title", {}, text));
  }

  // Whole numbers that people say, from 1 to n: few, the first and the last among them.
  function counted(n) {
    const step = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].find((k) => n / k <= 5) || n;
    const inner = Array.from({ length: Math.floor(n / step) }, (_, k) => (k + 1) * step).filter((t) => t > 1 && t <= n - step / 2);
    return [...new Set([1, ...inner, n])];
  }

  const frame = (width, height, alt, ...parts) => s("svg", {
    viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": alt, class: "drawing",
  }, parts);

  // The mark of a move: a filled disc for C, a cross for D; hollow where it was not done.
  function mark(move, x, y, r, hollow) {
    const cls = `move-${move ? "d" : "c"}${hollow ? " hollow" : ""}`;
    if (!move) return s("circle", { cx: x, cy: y, r, class: cls });
    return s("path", { d: `M${x - r} ${y - r}L${x + r} ${y + r}M${x + r} ${y - r}L${x - r} ${y + r}`, class: `${cls} cross` });
  }

  // Labels at the ends of lines, moved apart where they would lie on each other.
  function apart(spots, gap, low, high) {
    const order = spots.map((y, i) => [y, i]).sort((a, b) => a[0] - b[0]);
    for (let k = 1; k < order.length; k++) order[k][0] = Math.max(order[k][0], order[k - 1][0] + gap);
    const over = order.length ? order[order.length - 1][0] - high : 0;
    if (over > 0) {
      order[order.length - 1][0] -= over;
      for (let k = order.length - 2; k >= 0; k--) order[k][0] = Math.min(order[k][0], order[k + 1][0] - gap);
    }
    const out = [];
    for (const [y, i] of order) out[i] = Math.max(low, y);
    return out;
  }

  // Cooperation by round: lines of both sides; points of the room with their intervals.
  function course({ width, rows, names, x, alt, room }) {
    const narrow = width < 460;
    const right = narrow ? 16 : Math.min(width * 0.34, 48 + widest(names));
    const stacked = narrow && twice(names, width / 2 - 36);
    const each = stacked ? (twice(names, width - 36) ? 2 : 1) * LINE : 0; // of the key above
    const more = stacked ? 2 * each - LINE + 4 : 0;
    const [left, top] = [46, narrow ? 36 + more : 16];
    const under = twice([x], width - left - right) ? LINE : 0;
    const bottom = 46 + under;
    const height = (narrow ? 250 : 300) + more + under;
    const n = rows.length;
    const px = (t) => left + (n === 1 ? 0.5 : (t - 1) / (n - 1)) * (width - left - right);
    const py = (v) => top + (1 - v) * (height - top - bottom);
    const parts = [];
    for (const v of [0, 0.5, 1]) {
      parts.push(s("line", { x1: left, x2: width - right, y1: py(v), y2: py(v), class: "guide" }));
      parts.push(label(left - 6, py(v) + 5, TG.percent(v), { "text-anchor": "end", class: "dim" }));
    }
    for (const t of counted(n)) parts.push(label(px(t), height - bottom + 20, t, { "text-anchor": "middle", class: "dim" }));
    parts.push(label((left + width - right) / 2, height - 6, x, { "text-anchor": "middle", class: "dim", room: width - left - right, lines: "up" }));
    const ends = [0, 1].map((r) => py(rows[n - 1][r]) + 5);
    const at = apart(ends, twice(names, right - 40) ? 2 * LINE + 4 : SIZE + 4, top + 8, height - bottom);
    [0, 1].forEach((r) => {
      const d = rows.map((row, i) => `${i ? "L" : "M"}${round1(px(i + 1))} ${round1(py(row[r]))}`).join("");
      parts.push(s("path", { d, class: `line side-${r}` }));
      if (n === 1) parts.push(s("circle", { cx: px(1), cy: py(rows[0][r]), r: 6, class: `dot side-${r}` }));
      if (narrow) {
        const [from, y] = stacked ? [0, 14 + r * (each + 2)] : [r * (width / 2), 14];
        parts.push(s("path", { d: `M${from} ${y}h26`, class: `line side-${r}` }));
        parts.push(label(from + 32, y + 5, names[r], { class: `side-name side-${r}`, room: (stacked ? width : width / 2) - 36, lines: "down" }));
      } else {
        parts.push(s("path", { d: `M${width - right + 8} ${at[r] - 5}h24`, class: `line side-${r}` }));
        parts.push(label(width - right + 38, at[r], names[r], { class: `side-name side-${r}`, room: right - 40, lines: "mid" }));
      }
    });
    for (const point of room || []) {
      if (point.round > n) continue;
      const cx = px(point.round);
      parts.push(s("line", { x1: cx, x2: cx, y1: py(point.low), y2: py(point.high), class: "people" }));
      parts.push(s("circle", { cx, cy: py(point.share), r: 5.5, class: "people" }));
    }
    return frame(width, height, alt, parts);
  }

  // One match: a row of tiles for each side, the depth beneath. Done fills a tile; meant, where
  // it was another move, stands hollow in its corner; misread wears a dashed border.
  function strip({ width, rounds, names, depths, alt, better }) {
    const n = Math.max(rounds.length, 1);
    const narrow = width < 460;
    const left = narrow ? 8 : Math.min(width * 0.3, 14 + widest(names));
    const per = Math.min(rounds.length, Math.max(1, Math.floor((width - left - 6) / 34))) || 1;
    const size = Math.min(46, (width - left - 6) / per);
    const lines = Math.ceil(n / per);
    const more = narrow && twice(names, width) ? LINE : 0;
    const [head, gap] = narrow ? [22 + more, 26 + more] : [6, 2];
    const lineHigh = 2 * size + 48 + (narrow ? 44 + 2 * more : 0) + (better ? 18 : 0);
    const parts = [];
    const deepest = Math.max(1, depths.length - 1);
    for (let k = 0; k < lines; k++) {
      const y0 = head + k * lineHigh;
      names.forEach((name, r) => {
        const y = narrow ? y0 - 6 + r * (size + gap) : y0 + r * (size + gap) + size / 2 + 5;
        parts.push(label(0, y, name, { class: `side-name side-${r}`, room: narrow ? width : left - 6, lines: narrow ? "up" : "mid" }));
      });
      const rowY = (r) => y0 + r * (size + gap);
      let d = "";
      rounds.slice(k * per, (k + 1) * per).forEach((round, i) => {
        const x = left + i * size;
        [0, 1].forEach((r) => {
          const y = rowY(r), done = round.done[r];
          const misread = round.seen[1 - r] !== done;
          parts.push(s("rect", { x: x + 2, y: y + 2, width: size - 4, height: size - 4, rx: 4, class: `tile ${misread ? "misread" : ""}` }));
          parts.push(mark(done, x + size / 2, y + size / 2, size * 0.22));
          if (round.intended[r] !== done) {
            parts.push(s("path", { d: `M${x + size - 2} ${y + 2}h${-size * 0.4}l${size * 0.4} ${size * 0.4}z`, class: "notch" }));
            parts.push(mark(round.intended[r], x + size * 0.83, y + size * 0.17, size * 0.09, true));
          }
        });
        const y = rowY(1) + size + 24 - (18 * round.depth) / deepest;
        d += `${i ? "L" : "M"}${round1(x + 2)} ${round1(y)}H${round1(x + size - 2)}`;
        const number = k * per + i + 1;
        if (number === 1 || number % 5 === 0 || number === rounds.length) {
          parts.push(label(x + size / 2, rowY(1) + size + 41, number, { "text-anchor": "middle", class: "dim", "font-size": 12 }));
        }
        if (better && better[number - 1]) {
          parts.push(s("path", { d: `M${x + size / 2 - 5} ${rowY(1) + size + 57}h10l-5 -9z`, class: "better" }));
        }
      });
      if (depths.length > 1 && d) parts.push(s("path", { d, class: "depth-line" }));
    }
    return frame(width, head + lines * lineHigh - (narrow ? 18 : 0), alt, parts);
  }

  // Bars with their words before them and their numbers at their ends; `picked` bears a mark.
  function bars({ width, rows, alt, side }) {
    const narrow = width < 460;
    const beside = rows.some((r) => r.face) ? 30 : 0; // the room of faces
    const left = narrow ? 0 : Math.min(width * 0.4, 28 + beside + widest(rows.map((r) => r.name)));
    const right = 14 + widest(rows.map((r) => r.text));
    const told = (row) => (row.picked ? "▸ " : "") + row.name;
    const room = (narrow ? width : left - 4) - beside;
    const more = twice(rows.map(told), room) ? (narrow ? LINE : 6) : 0;
    const high = (narrow ? 52 : 34) + more;
    const begins = (i) => i * high + (narrow ? 18 + more : more / 2);
    const low = Math.min(0, ...rows.map((r) => r.value)), top = Math.max(0, ...rows.map((r) => r.value));
    const px = (v) => left + 6 + ((v - low) / (top - low || 1)) * (width - left - right - 6);
    const parts = rows.map((row, i) => {
      const y = begins(i);
      const [x1, x2] = [Math.min(px(0), px(row.value)), Math.max(px(0), px(row.value))];
      const end = row.value < 0 ? px(0) : x2;
      return [
        row.face ? TG.face(row.face, narrow ? { x: 4, y: y - 18, width: 22, height: 22 } : { x: left - 26, y: y + 4, width: 25, height: 25 }) : null,
        label(narrow ? 6 + beside : left - beside, narrow ? y - 1 : y + 22, told(row),
          { "text-anchor": narrow ? "start" : "end", room, lines: narrow ? "up" : "mid", class: row.picked ? "picked" : null }),
        s("rect", { x: x1, y: y + 6, width: Math.max(1.5, x2 - x1), height: 21, class: `bar side-${side}${row.best ? " best" : ""}` }),
        label(end + 6, y + 22, row.text, { class: row.best ? "picked" : null }),
      ];
    });
    rows.forEach((_, i) => {
      const y = begins(i);
      parts.push(s("line", { x1: px(0), x2: px(0), y1: narrow ? y + 4 : y - more / 2, y2: y + (narrow ? 29 : high - more / 2), class: "axis" }));
    });
    return frame(width, rows.length * high + 4, alt, parts);
  }

  // A number line from 0 to 1: the model's answer, the guess, the room's guesses in bins.
  function against({ width, answer, guess, bins, says, alt }) {
    const [left, right, y] = [14, 14, bins ? 92 : 52];
    const px = (v) => left + v * (width - left - right);
    const parts = [];
    if (bins) {
      const most = Math.max(1, ...bins);
      bins.forEach((count, i) => {
        const [x1, x2] = [px(i / bins.length), px((i + 1) / bins.length)];
        const tall = (44 * count) / most;
        parts.push(s("rect", { x: x1 + 2, y: y - 8 - tall, width: x2 - x1 - 4, height: tall, class: "people" }));
        if (count) parts.push(label((x1 + x2) / 2, y - 13 - tall, count, { "text-anchor": "middle" }));
      });
    }
    parts.push(s("line", { x1: left, x2: width - right, y1: y, y2: y, class: "axis" }));
    for (const v of [0, 0.25, 0.5, 0.75, 1]) {
      parts.push(label(px(v), y + 20, TG.percent(v), { "text-anchor": v === 0 ? "start" : v === 1 ? "end" : "middle", class: "dim" }));
    }
    const spot = (v, text, cls, low) => {
      const x = px(v), anchor = v < 0.25 ? "start" : v > 0.75 ? "end" : "middle";
      const shift = anchor === "start" ? -8 : anchor === "end" ? 8 : 0;
      parts.push(label(x + shift, low, text, { "text-anchor": anchor, class: "picked", room: width - 20 }));
      parts.push(cls === "guess"
        ? s("path", { d: `M${x} ${y - 8}l7 8l-7 8l-7 -8z`, class: "guess" })
        : s("circle", { cx: x, cy: y, r: 7, class: cls }));
    };
    if (guess !== null && guess !== undefined) spot(guess, says.guess, "guess", bins ? 18 : 26);
    spot(answer, says.answer, "answer-dot", y + 42);
    return frame(width, y + 50, alt, parts);
  }

  // Shares over time as areas on each other, directly labelled at the right by `ends`: what
  // becomes of those of which something `remains`.
  function areas({ width, trail, names, ends: said, remains, x, alt, side }) {
    const narrow = width < 460;
    const ended = remains;
    const text = (i) => `${said[i]} ${names[i]}`;
    const longest = widest(names.map((_, i) => (ended[i] >= 0.005 ? text(i) : "")));
    const right = narrow ? 4 : Math.min(width * 0.5, 16 + longest);
    const remain = names.filter((_, i) => ended[i] >= 0.005).length;
    const [left, top, bottom] = [4, 8, 40];
    const double = twice(names.map((_, i) => (ended[i] >= 0.005 ? text(i) : "")), narrow ? width - 30 : right - 10);
    const gap = double ? 2 * LINE + 4 : SIZE + 4;
    const row = double ? 2 * LINE + 6 : 22; // of the key beneath
    const height = Math.max(230, narrow ? 0 : top + bottom + remain * gap);
    const shade = (i) => round2(PALEST ** (i / Math.max(names.length - 1, 5)));
    if (trail.length === 1) trail = [trail[0], { ...trail[0], time: 1 }]; // nothing moved
    const last = trail[trail.length - 1];
    const end = Math.log1p(last.time) || 1;
    const px = (t) => left + (Math.log1p(t) / end) * (width - left - right);
    const py = (v) => top + (1 - v) * (height - top - bottom);
    const edges = trail.map(({ time, shares }) => {
      let sum = 0;
      return { x: px(time), at: [0, ...shares.map((v) => (sum += v))] };
    });
    const parts = names.map((_, i) => {
      const up = edges.map((e) => `${round1(e.x)} ${round1(py(e.at[i + 1]))}`);
      const down = edges.map((e) => `${round1(e.x)} ${round1(py(e.at[i]))}`).reverse();
      return s("path", { d: `M${[...up, ...down].join("L")}Z`, class: `area side-${side}`, opacity: shade(i) });
    });
    const ends = edges[edges.length - 1].at;
    const begun = edges[0].at;
    names.forEach((name, i) => { // who is who, where all are still there
      const [low, high] = [py(begun[i]), py(begun[i + 1])];
      if (low - high >= SIZE + 4) parts.push(label(left + 8, (low + high) / 2 + 5, name, { class: "halo", room: (width - left - right) * 0.95 }));
    });
    const shown = names.map((name, i) => ({ name, i, share: ended[i] })).filter((r) => r.share >= 0.005);
    const spots = apart(shown.map((r) => py((ends[r.i] + ends[r.i + 1]) / 2) + 5), gap, top + (double ? 20 : 12), height - bottom);
    shown.forEach((r, k) => {
      if (!narrow) { parts.push(label(width - right + 8, spots[k], text(r.i), { room: right - 10, lines: "mid" })); return; }
      parts.push(s("rect", { x: 4, y: height + row * k - 2, width: 16, height: 16, class: `area side-${side}`, opacity: shade(r.i) }));
      parts.push(label(28, height + row * k + 11, text(r.i), { room: width - 30, lines: "down" }));
    });
    parts.push(label(left, height - 16, x, { class: "dim", room: width - right }));
    return frame(width, height + (narrow ? row * shown.length : 0), alt, parts);
  }

  // The colour of a share on the map's ramp.
  function ramp(stops, v) {
    const at = Math.min(1, Math.max(0, v)) * (stops.length - 1);
    const k = Math.min(stops.length - 2, Math.floor(at)), f = at - k;
    const parts = [1, 3, 5].map((i) => {
      const [a, b] = [stops[k], stops[k + 1]].map((c) => parseInt(c.slice(i, i + 2), 16));
      return Math.round(a + f * (b - a));
    });
    return `rgb(${parts.join(",")})`;
  }

  // Dots on a lattice between two corners, as one path of points.
  const LATTICE = 8;
  function dots(x1, y1, x2, y2) {
    const from = (v) => Math.ceil(v / LATTICE - 0.5) * LATTICE + LATTICE / 2;
    let d = "";
    for (let x = from(x1); x < x2; x += LATTICE) for (let y = from(y1); y < y2; y += LATTICE) d += `M${x} ${y}h0`;
    return d;
  }

  // Cooperation over time and depth, theory's line, where the deal stands, and a cursor; where
  // nothing rests, dots.
  function map({ width, table, rests, times, positions, ticks, depths, line, lineSays, here, hereSays, cursor, x, y, stops, alt }) {
    const narrow = width < 460;
    const left = narrow ? 8 : Math.min(width * 0.25, 14 + widest(depths.map((d) => d.name)));
    const [right, top] = [16, 30];
    const under = twice([x], width - left - right) ? LINE : 0;
    const bottom = 48 + under;
    const height = (narrow ? 330 : Math.min(460, 160 + width * 0.35)) + under;
    const [G, D] = [times.length, positions.length];
    const [low, high] = [Math.log(times[0]), Math.log(times[G - 1])];
    const px = (t) => left + ((Math.log(t) - low) / (high - low || 1)) * (width - left - right);
    const py = (d) => height - bottom - d * (height - top - bottom);
    const edge = (list, i) => (i <= 0 ? list[0] : i >= list.length ? list[list.length - 1] : (list[i - 1] + list[i]) / 2);
    const xs = times.map(px), ys = positions.map(py);
    const parts = [];
    for (let d = 0; d < D; d++) {
      for (let g = 0; g < G; g++) {
        const [x1, x2, y1, y2] = [edge(xs, g), edge(xs, g + 1), edge(ys, d + 1), edge(ys, d)];
        parts.push(s("rect", {
          x: round1(x1), y: round1(y1), width: round1(x2 - x1 + 0.6), height: round1(y2 - y1 + 0.6),
          fill: ramp(stops, table[d][g]), "shape-rendering": "crispEdges",
        }));
        if (!rests[d][g]) parts.push(s("path", { d: dots(x1, y1, x2, y2), class: table[d][g] < 0.5 ? "moving-dots pale" : "moving-dots" }));
      }
    }
    parts.push(label(left, 18, y, { class: "dim", room: width - left }));
    for (const t of ticks) parts.push(label(px(t), height - bottom + 20, TG.amount(t), { "text-anchor": t === times[0] ? "start" : t === times[G - 1] ? "end" : "middle", class: "dim" }));
    parts.push(label((left + width - right) / 2, height - 6, x, { "text-anchor": "middle", class: "dim", room: width - left - right, lines: "up" }));
    if (line && line.length > 1) {
      const d = line.map(([t, p], i) => `${i ? "L" : "M"}${round1(px(t))} ${round1(py(p))}`).join("");
      parts.push(s("path", { d, class: "theory-halo" }), s("path", { d, class: "theory" }));
      const [t, p] = line[line.length - 1];
      const end = px(t) > (left + width - right) / 2;
      if (!narrow) parts.push(label(px(t) + (end ? -10 : 10), Math.min(height - bottom - 8, py(p) + 22), lineSays, { class: "halo", "text-anchor": end ? "end" : "start", room: (width - left) * 0.9 }));
    }
    for (const { position, name } of depths) {
      const inside = narrow && position > 0.94 ? 14 : narrow && position < 0.06 ? -6 : 5;
      parts.push(label(narrow ? left + 6 : left - 8, py(position) + inside, name,
        { "text-anchor": narrow ? "start" : "end", class: narrow ? "halo" : "dim", room: narrow ? 130 : left - 12 }));
    }
    if (here) {
      const [hx, hy] = [px(Math.min(times[G - 1], Math.max(times[0], here[0]))), py(here[1])];
      parts.push(s("circle", { cx: hx, cy: hy, r: 8, class: "here" }));
      const end = hx > width * 0.6;
      parts.push(label(hx + (end ? -14 : 14), hy + (here[1] > 0.9 ? 20 : -12), hereSays, { class: "halo", "text-anchor": end ? "end" : "start" }));
    }
    if (cursor) {
      parts.push(s("rect", { x: xs[cursor[0]] - 7, y: ys[cursor[1]] - 7, width: 14, height: 14, class: "cursor" }));
    }
    const made = frame(width, height, alt, parts);
    made.place = (cx, cy) => {
      const nearest = (list, v) => list.reduce((best, p, i) => (Math.abs(p - v) < Math.abs(list[best] - v) ? i : best), 0);
      return [nearest(xs, cx), nearest(ys, cy)];
    };
    return made;
  }

  Object.assign(TG, { draw: { course, strip, bars, against, areas, map, dots, ramp, mark, frame, label } });
})(typeof globalThis !== "undefined" ? globalThis : this);
