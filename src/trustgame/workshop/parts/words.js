// Sentences of the page's language file, and numbers as the library writes them.
(function (root) {
  "use strict";
  const TG = root.TG;
  let sentences = {};

  // Take the language's tables; `mark` and `ladder` are the library's own.
  function speak(tables) { sentences = tables; }

  // What a depth is called; the library's own words are the language's too.
  const rung = (depth) => (Object.hasOwn(sentences.ladder, depth) ? sentences.ladder[depth] : depth);

  // A sentence by its key, its blanks filled in; texts of a deal are never read as patterns.
  function say(key, blanks) {
    const [table, name] = key.split(".");
    const pattern = (sentences[table] || {})[name];
    if (pattern === undefined) throw new Error(`no sentence '${key}'`);
    return pattern.replace(/\{(\w+)\}/g, (_, blank) => {
      if (!blanks || !(blank in blanks)) throw new Error(`'${key}' needs {${blank}}`);
      return String(blanks[blank]);
    });
  }

  const upper = (text) => {
    const [first] = text;
    return first === undefined ? text : first.toUpperCase() + text.slice(first.length);
  };

  const strung = (parts) => parts.join(sentences.list.next);

  function listed(parts) {
    if (parts.length < 2) return parts[0] || "";
    const first = strung(parts.slice(0, -1));
    return say("number.listed", { first, last: parts[parts.length - 1] });
  }

  // Parts as `listed` has them; of many the first, and how many more there are.
  const FEW = 3;
  const few = (parts) => (parts.length > FEW + 1 ? listed([...parts.slice(0, FEW), say("list.more", { n: parts.length - FEW })]) : listed(parts));

  const SUPER = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };
  const SCALES = [[1e12, "trillion"], [1e9, "billion"], [1e6, "million"]];
  const bare = (text) => marked(text.includes(".") ? text.replace(/0+$/, "").replace(/\.$/, "") : text);
  const marked = (text) => text.replace(".", () => sentences.mark.decimal);
  const grouped = (text) => text.replace(/\B(?=(\d{3})+(?!\d))/g, () => sentences.mark.thousands);
  const negative = (text) => sentences.mark.minus + text;
  const percentage = (number, places) => say("mark.percent", { number: marked(number.toFixed(places)) });

  function digits(size) {
    if (size >= 99.95) return grouped(size.toFixed(0));
    return bare(size.toFixed(size >= 9.995 ? 1 : size >= 0.0995 ? 2 : 4));
  }

  function sized(size) {
    if (size < 1e-9) return "0";
    if (size >= 1e15 || size < 1e-3) {
      const power = Math.floor(Math.log10(size));
      const lead = bare((size / 10 ** power).toPrecision(2));
      return `${lead} × 10${[...String(power)].map((c) => SUPER[c]).join("")}`;
    }
    for (const [scale, word] of SCALES) {
      if (size >= scale * 0.9995) return `${digits(size / scale)}\u00a0${say(`number.${word}`)}`;
    }
    if (size < 1000 && Math.abs(100 * size - Math.round(100 * size)) < 1e-6) return bare(size.toFixed(2));
    return digits(size);
  }

  // A number as people write it: some three digits, words for millions.
  function amount(value) {
    const text = sized(Math.abs(value));
    return value < 0 && text !== "0" ? negative(text) : text;
  }

  // A share as a percentage; small and nearly whole ones keep a decimal.
  function percent(share) {
    if (share > 1e-12 && share < 0.001) return say("number.under", { value: percentage(0.1, 1) });
    if (share > 0.999 && share < 1 - 1e-12) return say("number.over", { value: percentage(99.9, 1) });
    const fine = (share > 1e-12 && share < 0.00995) || (share > 0.9905 && share < 1 - 1e-12);
    return percentage(100 * share, fine ? 1 : 0);
  }

  // An amount of money; $ and £ stand before it.
  function pay(value, unit) {
    const text = amount(value), size = amount(Math.abs(value));
    if (unit === "$" || unit === "£") return text === size ? unit + size : negative(unit + size);
    return `${text}\u00a0${unit}`;
  }

  // So many rounds, in the deal's word.
  function count(rounds, round) {
    const text = amount(rounds);
    return `${text}\u00a0${text === "1" ? round.one : round.many}`;
  }

  // What was typed as a number, by the library's rule: a point or a comma, thousands parted by
  // spaces, apostrophes or the other mark; null for anything else, and for what two countries
  // read as two numbers, such as 1,500.
  const THOUSANDS = /^\d{1,3}([.,])\d{3}(\1\d{3})*$/;
  const tidy = (text) => String(text).replace(/[\u00a0\u2007\u2009\u202f]/g, " ").trim();

  function typed(text) {
    const clean = tidy(text);
    if (/^[+-]?\d(\.\d+)?e[+-]?\d+$/i.test(clean)) return finite(clean); // as the page writes tiny ones
    const [, sign, digits] = /^([+\-\u2212\u2013]?)(\d[\d.,'’ ]*|[.,]\d+)$/.exec(clean) || [];
    if (digits === undefined) return null;
    const value = unmarked(digits);
    return value === null ? null : finite((sign && sign !== "+" ? "-" : "") + value);
  }

  const finite = (text) => (Number.isFinite(Number(text)) ? Number(text) : null);

  // Digits with a point, after working out what spaces, commas and points are.
  function unmarked(digits) {
    const space = [..." '’"].find((mark) => digits.includes(mark));
    if (space) {
      if (!new RegExp(`^\\d{1,3}(${space}\\d{3})+([.,]\\d*)?$`).test(digits)) return null;
      return digits.split(space).join("").replace(",", ".");
    }
    const marks = [...digits].filter((c) => c === "," || c === ".");
    const [first, last] = [marks[0], marks[marks.length - 1]];
    if (first !== last) { // the last kind is decimal, the first parts thousands
      const at = digits.lastIndexOf(last), whole = digits.slice(0, at);
      if (marks.filter((m) => m === last).length > 1 || !THOUSANDS.test(whole)) return null;
      return `${whole.split(first).join("")}.${digits.slice(at + 1)}`;
    }
    if (marks.length > 1) return THOUSANDS.test(digits) ? digits.split(first).join("") : null;
    return twoWays(digits) ? null : digits.replace(",", ".");
  }

  // The two numbers that a text may be, or null where it is none or one.
  function twoWays(text) {
    const digits = tidy(text).replace(/^[+\-\u2212\u2013]/, "");
    const [, whole, part] = /^([1-9]\d{0,2})[.,](\d{3})$/.exec(digits) || [];
    if (whole === undefined) return null;
    const second = `${whole}.${part.replace(/0+$/, "") || "0"}`;
    return { got: tidy(text), first: whole + part, second, exact: part.endsWith("0") ? second : `${second}0` };
  }

  // A number as it can be typed again.
  const plainly = (value) => (twoWays(value) ? `${value}0` : String(value));

  Object.assign(TG, { speak, say, upper, rung, listed, few, strung, amount, percent, pay, count, typed, twoWays, plainly });
})(typeof globalThis !== "undefined" ? globalThis : this);
