// A character's face, of the parts that the library draws it of; initials for who has none.
// It stands beside a name, so that it is nothing to who hears the page.
(function (root) {
  "use strict";
  const TG = root.TG;
  const { s } = TG;
  const SIDE = 1000; // of the square that parts are given in

  // Up to two letters that stand for a player without a face.
  function initials(name) {
    const words = name.slice(name.lastIndexOf(":") + 1).match(/\p{L}+|\d+/gu) || [];
    return words.slice(0, 2).map((word) => [...word][0].toUpperCase()).join("") || "?";
  }

  // `given` says how large it is, and within a drawing where.
  function face(name, given) {
    const { parts, plain, of } = TG.state.facts.faces;
    const known = of[name] || of[TG.state.facts.aliases[name]];
    return s("svg", { viewBox: `0 0 ${SIDE} ${SIDE}`, width: 26, height: 26, class: "face", "aria-hidden": "true", focusable: "false", ...given },
      (known || plain).map((i) => s("path", { d: parts[i][1], class: parts[i][0] ? "ink" : null })),
      known ? null : s("text", { x: SIDE / 2, y: 630, "text-anchor": "middle" }, initials(name)));
  }

  Object.assign(TG, { face, initials });
})(typeof globalThis !== "undefined" ? globalThis : this);
