// A game against a hidden character: what happens round by round, and what it is worth.
(function (root) {
  "use strict";
  const TG = root.TG;
  const MOST = 40; // rounds that one person sits through
  const WALK = 2; // the choice to walk away, beside the two moves

  // The deal as it is played: exactly `rounds`, or as it stands but never longer than MOST.
  // What is expected and where it ends then belong to the game that is played.
  function sittingOf(deal, rounds) {
    const made = TG.copy(deal);
    const { exactly, at_most: last } = made.time;
    if (rounds) made.time = { exactly: rounds };
    else if (exactly !== undefined) made.time = { exactly: Math.min(exactly, MOST) };
    else made.time.at_most = Math.min(last ?? MOST, MOST);
    return made;
  }

  // Sit down across from a lowered strategy; the same seed and choices make the same game.
  function sit(game, other, role, seed) {
    const p = {
      game, other, role, words: TG.wordsOf(TG.keyOf(seed), 0), reply: TG.bestReply(game, other, role, "payoff"),
      level: game.start, state: other.start, rounds: [], choices: [], over: false, left: false, walked: null, waited: 0,
    };
    leaves(p);
    return p;
  }

  // The hidden character may walk away before a round.
  function leaves(p) {
    const [low, high] = p.words(p.rounds.length)[3];
    if ((p.role === 0 ? high : low) >= TG.threshold(p.other.leave[p.level * p.other.X + p.state])) return;
    p.left = true;
    away(p);
  }

  // Nobody plays on; the clock of the deal does, and each round brings what waiting brings.
  function away(p) {
    const { game } = p;
    const going = TG.threshold(game.continuation[p.level]);
    let r = p.rounds.length + 1;
    while (r < game.rounds && p.words(r - 1)[2][1] < going) r += 1;
    p.waited = r - p.rounds.length;
    p.over = true;
  }

  // Do one's part (0), not (1), or walk away (2).
  function step(p, choice) {
    const { game, other, role: me } = p;
    const r = p.rounds.length, l = p.level, you = 1 - me;
    const left = game.rounds - r;
    const worths = p.reply.q(left, l, p.state);
    p.choices.push(choice);
    if (choice === WALK) {
      p.walked = { worths };
      away(p);
      return;
    }
    const [actions, sight, moving] = p.words(r);
    const done = [0, 0], intended = [0, 0], seen = [0, 0];
    const slip = actions[me] < TG.threshold(game.tremble[2 * l + me]);
    intended[me] = choice;
    done[me] = slip ? 1 - choice : choice;
    [intended[you], done[you]] = TG.acts(other.cooperate[l * other.X + p.state], game.tremble[2 * l + you], left <= other.ends, actions[you]);
    for (const role of [0, 1]) {
      seen[role] = done[1 - role] ^ (sight[role] < TG.threshold(game.misread[2 * l + role]) ? 1 : 0);
    }
    const outcome = 2 * done[0] + done[1];
    p.rounds.push({ depth: l, intended, done, seen, worths, pay: [game.payoff[8 * l + outcome], game.payoff[8 * l + 4 + outcome]] });
    p.state = other.next[4 * (l * other.X + p.state) + 2 * done[you] + seen[you]];
    p.level = TG.steps(game, l, outcome, moving[0]);
    p.over = r + 1 >= game.rounds || moving[1] >= TG.threshold(game.continuation[p.level]);
    if (!p.over) leaves(p);
  }

  // What a game came to: in all, in waiting, and what each choice cost against the best one
  // at that point, the other's rule and state known.
  function reckoned(p) {
    const taken = [...p.rounds.map((round) => [round.worths, round.intended[p.role]]), ...(p.walked ? [[p.walked.worths, WALK]] : [])];
    const costs = taken.map(([worths, choice]) => Math.max(...worths) - worths[choice]);
    const waiting = p.waited ? p.waited * p.game.outside[p.role] : 0;
    const total = p.rounds.reduce((sum, round) => sum + round.pay[p.role], waiting);
    const lost = costs.reduce((sum, cost) => sum + cost, 0);
    const best = taken.map(([worths]) => worths.indexOf(Math.max(...worths)));
    return { total, waiting, costs, lost, best, luck: total - (p.reply.value - lost), scale: Math.max(1, ...taken.flatMap(([worths]) => worths.map(Math.abs))) };
  }

  Object.assign(TG, { sittingOf, sit, step, reckoned, WALK, MOST_SITTING: MOST });
})(typeof globalThis !== "undefined" ? globalThis : this);
