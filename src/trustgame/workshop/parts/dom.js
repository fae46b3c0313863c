// Small helpers for the document: elements from text, never from markup; drawings likewise.
(function (root) {
  "use strict";
  const TG = root.TG;
  const SVG = "http://www.w3.org/2000/svg";

  function fill(node, given, children) {
    for (const [key, value] of Object.entries(given || {})) {
      if (value === undefined || value === null || value === false) continue;
      if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
      else if (key === "value") node.value = value;
      else if (key === "style") for (const [name, part] of Object.entries(value)) node.style.setProperty(name, part);
      else node.setAttribute(key, value === true ? "" : value);
    }
    for (const child of children.flat(9)) {
      if (child === null || child === undefined || child === false) continue;
      node.append(child instanceof Node ? child : document.createTextNode(String(child)));
    }
    return node;
  }

  // An element; texts among its children are only ever text.
  const h = (tag, given, ...children) => fill(document.createElement(tag), given, children);

  // A part of a drawing.
  const s = (tag, given, ...children) => fill(document.createElementNS(SVG, tag), given, children);

  const byId = (id) => document.getElementById(id);

  // Put new children in a node's place of the old. The focus stays where it was, by id; where
  // that is gone, it goes to the view's heading.
  function put(node, ...children) {
    const inside = document.activeElement && node.contains(document.activeElement);
    const held = inside ? document.activeElement.id : "";
    node.replaceChildren();
    fill(node, {}, children);
    if (!inside) return;
    const head = node.closest(".view") ? node.closest(".view").querySelector("h2") : null;
    const next = (held && byId(held)) || head;
    if (next) next.focus({ preventScroll: true });
  }

  // A table of numbers that a reader can open below a drawing.
  function numbers(head, rows) {
    return h("details", { class: "numbers" },
      h("summary", {}, TG.say("common.numbers")),
      h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": TG.say("common.numbers") }, h("table", {},
        h("thead", {}, h("tr", {}, head.map((text) => h("th", { scope: "col" }, text)))),
        h("tbody", {}, rows.map((row) => h("tr", {}, row.map((cell, i) =>
          (i === 0 ? h("th", { scope: "row" }, cell) : h("td", {}, cell)))))))));
  }

  // A choice among several: [{value, text}].
  function choose(id, label, options, value, change) {
    const select = h("select", { id, onchange: () => change(select.value) },
      options.map((o) => h("option", { value: o.value, selected: o.value === String(value) }, o.text)));
    select.value = String(value);
    return h("div", { class: "field" }, h("label", { for: id }, label), select);
  }

  const button = (text, click, given) => h("button", { type: "button", onclick: click, ...given }, text);

  Object.assign(TG, { h, s, byId, put, numbers, choose, button });
})(typeof globalThis !== "undefined" ? globalThis : this);
