// What a room has bet, guessed and played outlasts a reload of the page and a way back to it.
(function (root) {
  "use strict";
  const TG = root.TG;
  const { state } = TG;
  const PAUSE = 300; // milliseconds without a change before it is kept
  const place = () => `trustgame ${location.pathname}`;
  let due = 0;

  function keep() {
    clearTimeout(due);
    due = 0;
    const { came, base, bets, rounds, play } = state;
    try {
      sessionStorage.setItem(place(), JSON.stringify({ came, base, bets, rounds, play: play && TG.seated(play) }));
    } catch { // no room or no leave to keep anything: the page works without
    }
  }

  // Keep what there is once nothing has changed for a while.
  function remember() {
    clearTimeout(due);
    due = setTimeout(keep, PAUSE);
  }

  const well = (deal) => TG.isTable(deal) && !TG.problems(deal).length;

  // Take up what was kept, where this same page is shown again and not opened afresh.
  function recall() {
    window.addEventListener("pagehide", () => { if (due) keep(); });
    if (!history.state) return;
    try {
      const kept = JSON.parse(sessionStorage.getItem(place()));
      if (!kept || !TG.same(kept.came, state.came)) return;
      if (well(kept.base)) state.base = kept.base;
      state.bets = Object.fromEntries(Object.entries(kept.bets).filter(([, bet]) => well(bet.deal) && TG.isTable(bet.counts)));
      state.rounds = kept.rounds.filter((pair) => Array.isArray(pair) && pair.length === 2 && pair.every(Number.isInteger));
      if (kept.play && well(kept.play.deal)) state.play = TG.seat(kept.play);
    } catch { // what cannot be read is not taken up
    }
  }

  // Forget what this room said, for the next one.
  function clear() {
    Object.assign(state, { bets: {}, rounds: [], play: null });
    TG.changed({ panel: true });
    TG.tell(TG.say("panel.cleared"), true);
  }

  Object.assign(TG, { remember, recall, clearRoom: clear });
})(typeof globalThis !== "undefined" ? globalThis : this);
