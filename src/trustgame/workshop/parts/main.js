// Puts the page together: what it came with, the view that is shown, what is said aloud.
(function (root) {
  "use strict";
  const TG = root.TG;
  const { state, byId } = TG;
  const SHOWN = 7000; // milliseconds that a message stays in sight
  const PAUSE = 700; // milliseconds without a change before the answer is said
  let said = 0, pause = 0;

  // Say something to who listens; `aloud` shows it too, where nothing else on the page does.
  function tell(text, aloud) {
    clearTimeout(said);
    const line = byId("said");
    line.textContent = "";
    line.classList.toggle("quiet", !aloud);
    said = setTimeout(() => {
      line.textContent = text;
      said = setTimeout(() => line.classList.add("quiet"), SHOWN);
    }, 30);
  }

  // What the view has found, for A and for B.
  function findings() {
    const columns = [...byId("main").querySelectorAll(`#view-${state.view} .column`)];
    return columns.map((column) => {
      const found = column.querySelector(".finding");
      const side = state.b ? `${TG.say(`common.${column.dataset.side}`)}: ` : "";
      return found ? side + found.textContent : "";
    }).filter(Boolean).join(" · ");
  }

  // After a slider has come to rest, say what it changed.
  function rest() {
    clearTimeout(pause);
    pause = setTimeout(() => {
      const text = findings();
      if (text && !byId("panel").querySelector('[aria-invalid="true"]')) tell(text, false);
    }, PAUSE);
  }

  function show({ panel }) {
    for (const view of TG.VIEWS) {
      byId(`view-${view}`).hidden = state.view !== view;
      const link = byId(`to-${view}`);
      if (state.view === view) link.setAttribute("aria-current", "page"); else link.removeAttribute("aria-current");
    }
    document.body.dataset.view = state.view;
    byId("panel").hidden = state.view === "charts" || state.view === "deal";
    const deal = state.view === "charts" ? state.came : state.a; // the charts are of the deal that came
    const info = TG.about(deal);
    byId("charts-note").hidden = !state.b && TG.same(state.came, state.a);
    byId("deal-note").hidden = !state.b;
    document.title = deal.title || TG.say("common.untitled", TG.outcomeBlanks(info));
    byId("deal-title").textContent = document.title;
    byId("lead").textContent = TG.upper(TG.say("common.lead", { ...TG.outcomeBlanks(info), horizon: TG.horizonText(deal) }));
    if (panel) TG.panel();
    TG.panelNotes();
    if (TG.views[state.view]) TG.views[state.view](byId(`body-${state.view}`));
    if (state.view === "deal") TG.form(false);
    byId("now").textContent = findings();
    TG.remember();
  }

  function go(view, focus) {
    const turned = state.view !== view;
    state.view = view;
    TG.changed({ view: turned });
    if (focus) requestAnimationFrame(() => { byId(`head-${view}`).focus(); window.scrollTo(0, 0); });
  }

  // What an address names on the page: nothing where it is cut in the middle of a letter.
  function named(hash) {
    try {
      return hash.length > 1 ? byId(decodeURIComponent(hash.slice(1))) : null;
    } catch {
      return null;
    }
  }

  function start() {
    const facts = JSON.parse(byId("facts-data").textContent);
    TG.speak(facts.language);
    TG.learn(facts);
    TG.ramp = facts.ramp;
    state.facts = facts;
    state.came = facts.deal;
    TG.tell = tell;
    state.base = TG.copy(state.came);
    state.a = TG.copy(state.came);
    state.seed = (state.came.story || {}).seed ?? 1;
    const chart = named(location.hash);
    document.documentElement.classList.add("scripted");
    TG.recall();
    TG.listen(show);
    TG.wireForm();
    for (const view of TG.VIEWS) {
      byId(`to-${view}`).addEventListener("click", (event) => { event.preventDefault(); go(view, true); });
    }
    // Links to a chart, from the contents or from outside, show the charts.
    document.addEventListener("click", (event) => {
      const link = event.target.closest ? event.target.closest('a[href^="#"]') : null;
      if (!link || link.id.startsWith("to-")) return;
      const there = byId(link.getAttribute("href").slice(1));
      if (!there) return;
      event.preventDefault();
      if (byId("view-charts").contains(there)) go("charts", false);
      requestAnimationFrame(() => requestAnimationFrame(() => { there.scrollIntoView(); there.setAttribute("tabindex", "-1"); there.focus({ preventScroll: true }); }));
    });
    if (chart && byId("view-charts").contains(chart)) {
      state.view = "charts";
      requestAnimationFrame(() => requestAnimationFrame(() => chart.scrollIntoView()));
    } else if (location.hash && !TG.readAddress(location.hash)) tell(TG.say("common.address_wrong"), true);
    // Back and forward turn the views; the settings stay as they are now.
    window.addEventListener("popstate", (event) => {
      if (!event.state || !TG.VIEWS.includes(event.state.view)) return;
      state.view = event.state.view;
      TG.changed();
    });
    byId("panel").addEventListener("input", rest);
    byId("panel").addEventListener("change", rest);
    window.addEventListener("hashchange", () => {
      if (history.state || location.hash === TG.address() || !/^#(view|a\.|b)/.test(location.hash)) return;
      if (!TG.readAddress(location.hash)) tell(TG.say("common.address_wrong"), true);
      TG.changed({ panel: true });
    });
    let width = window.innerWidth;
    window.addEventListener("resize", () => { if (window.innerWidth !== width) { width = window.innerWidth; TG.changed(); } });
    byId("panel-fold").open = window.innerWidth > 900;
    TG.changed({ panel: true });
  }

  start();
})(typeof globalThis !== "undefined" ? globalThis : this);
