// TOML, as deals are written in it: read a file, write one that the library reads.
(function (root) {
  "use strict";
  const TG = root.TG;
  const BARE = /[A-Za-z0-9_-]/;
  const ESCAPES = { b: "\b", t: "\t", n: "\n", f: "\f", r: "\r", '"': '"', "\\": "\\" };

  class TomlError extends Error {
    constructor(line, what) {
      super(`line ${line}: ${what}`);
      this.line = line;
    }
  }

  // Read TOML text into plain tables. Dates are not read: no deal has any.
  function fromToml(text) {
    const s = text.replace(/^\uFEFF/, "").replace(/\r\n/g, "\n");
    let i = 0;
    const fail = (what) => {
      throw new TomlError(s.slice(0, i).split("\n").length, what);
    };
    const make = () => Object.create(null);
    const top = make();
    const closed = new Set(); // inline tables and arrays, which nothing may be added to
    const headed = new Set(); // tables that had a heading of their own
    let here = top;

    const blank = () => { while (s[i] === " " || s[i] === "\t") i++; };
    const comment = () => { if (s[i] === "#") while (i < s.length && s[i] !== "\n") i++; };
    const space = () => { // spaces, comments and line breaks
      for (;;) {
        blank();
        comment();
        if (s[i] !== "\n") return;
        i++;
      }
    };

    function key() {
      if (s[i] === '"' || s[i] === "'") return string();
      const from = i;
      while (i < s.length && BARE.test(s[i])) i++;
      if (from === i) fail("a key");
      return s.slice(from, i);
    }

    function path() {
      const keys = [];
      for (;;) {
        blank();
        keys.push(key());
        blank();
        if (s[i] !== ".") return keys;
        i++;
      }
    }

    function string() {
      const quote = s[i];
      const long = s.startsWith(quote.repeat(3), i);
      i += long ? 3 : 1;
      if (long && s[i] === "\n") i++;
      let out = "";
      for (;;) {
        if (i >= s.length) fail(quote);
        if (long ? s.startsWith(quote.repeat(3), i) : s[i] === quote) {
          i += long ? 3 : 1;
          while (long && s[i] === quote && quote.length) { out += quote; i++; }
          return out;
        }
        if (!long && s[i] === "\n") fail(quote);
        if (quote === '"' && s[i] === "\\") {
          i++;
          const c = s[i];
          if (long && /[\n \t]/.test(c) && /^[ \t]*\n/.test(s.slice(i))) {
            while (/[\n \t]/.test(s[i] || "")) i++;
          } else if (c === "u" || c === "U") {
            const digits = s.slice(i + 1, i + (c === "u" ? 5 : 9));
            const point = /^([0-9A-Fa-f]{4}|[0-9A-Fa-f]{8})$/.test(digits) ? parseInt(digits, 16) : -1;
            if (point < 0 || point > 0x10ffff) fail("\\" + c);
            out += String.fromCodePoint(point);
            i += digits.length + 1;
          } else if (c in ESCAPES) { out += ESCAPES[c]; i++; } else fail("\\" + (c || ""));
        } else out += s[i++];
      }
    }

    function value() {
      const c = s[i];
      if (c === '"' || c === "'") return string();
      if (c === "[") {
        i++;
        const list = [];
        closed.add(list);
        for (;;) {
          space();
          if (s[i] === "]") { i++; return list; }
          list.push(value());
          space();
          if (s[i] === ",") i++;
          else if (s[i] !== "]") fail("]");
        }
      }
      if (c === "{") {
        i++;
        const table = make();
        blank();
        if (s[i] === "}") i++;
        else {
          for (;;) {
            pair(table);
            blank();
            if (s[i] === ",") { i++; continue; }
            if (s[i] === "}") { i++; break; }
            fail("}");
          }
        }
        closed.add(table);
        return table;
      }
      const word = /^[^\s,\]}#]+/.exec(s.slice(i, i + 400));
      if (!word) fail("=");
      const text = word[0];
      if (text === "true" || text === "false") { i += text.length; return text === "true"; }
      if (!/^[+-]?(0|[1-9](_?\d)*)(\.\d(_?\d)*)?([eE][+-]?\d(_?\d)*)?$/.test(text)) fail(text);
      i += text.length;
      return Number(text.replace(/_/g, ""));
    }

    function enter(table, name) {
      if (!(name in table)) table[name] = make();
      const next = table[name];
      if (Array.isArray(next) && !closed.has(next)) return next[next.length - 1];
      if (typeof next !== "object" || closed.has(next)) fail(name);
      return next;
    }

    function pair(table) {
      const keys = path();
      if (s[i] !== "=") fail("=");
      i++;
      blank();
      const last = keys.pop();
      const into = keys.reduce(enter, table);
      if (last in into) fail(last);
      into[last] = value();
    }

    for (;;) {
      space();
      if (i >= s.length) return top;
      if (s[i] === "[") {
        const list = s[i + 1] === "[";
        i += list ? 2 : 1;
        const keys = path();
        if (!s.startsWith(list ? "]]" : "]", i)) fail("]");
        i += list ? 2 : 1;
        const last = keys.pop();
        const into = keys.reduce(enter, top);
        if (list) {
          if (!(last in into)) into[last] = [];
          if (!Array.isArray(into[last]) || closed.has(into[last])) fail(last);
          here = make();
          into[last].push(here);
        } else {
          if (last in into && Array.isArray(into[last])) fail(last);
          here = enter(into, last);
          if (headed.has(here)) fail(last);
          headed.add(here);
        }
      } else pair(here);
      blank();
      comment();
      if (i < s.length && s[i] !== "\n") fail(s.slice(i).split("\n")[0].slice(0, 20));
    }
  }

  // --- writing ------------------------------------------------------------------------

  const isTable = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
  const isTables = (value) => Array.isArray(value) && value.length > 0 && value.every(isTable);

  function quoted(text) {
    // Every control character is escaped; the rest stands as it is.
    return `"${text.replace(/[\\"\u0000-\u001f\u007f]/g, (c) => {
      if (c === "\\" || c === '"') return "\\" + c;
      return "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0");
    })}"`;
  }

  const name = (key) => (/^[A-Za-z0-9_-]+$/.test(key) ? key : quoted(key));

  function inline(value) {
    if (typeof value === "string") return quoted(value);
    if (typeof value === "number" || typeof value === "boolean") return String(value);
    if (Array.isArray(value)) return `[${value.map(inline).join(", ")}]`;
    const parts = Object.entries(value).map(([key, part]) => `${name(key)} = ${inline(part)}`);
    return `{ ${parts.join(", ")} }`;
  }

  // Write plain tables; what is in a table's own tables is written in one line.
  function toToml(plain) {
    const lines = [];
    const entries = Object.entries(plain).filter(([, value]) => value !== undefined && value !== null);
    for (const [key, value] of entries) {
      if (!isTable(value) && !isTables(value)) lines.push(`${name(key)} = ${inline(value)}`);
    }
    for (const [key, value] of entries) {
      const tables = isTables(value) ? value : isTable(value) ? [value] : [];
      for (const table of tables) {
        lines.push("", isTables(value) ? `[[${name(key)}]]` : `[${name(key)}]`);
        for (const [inner, part] of Object.entries(table)) {
          if (part !== undefined && part !== null) lines.push(`${name(inner)} = ${inline(part)}`);
        }
      }
    }
    return lines.join("\n") + "\n";
  }

  Object.assign(TG, { fromToml, toToml });
})(typeof globalThis !== "undefined" ? globalThis : this);
