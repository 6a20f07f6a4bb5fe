import { CHANCE, type Game, TERMINAL } from "../game.js";
import { error, type Finding, warning } from "./problem.js";
import type { GameSample } from "./sample.js";
import { historyText, type Snapshot } from "./snapshot.js";

/** Fewer games than this are too few to say that something never happens. */
const MANY = 20;

/** `player` is a player's number until the game ends, and each player moves some time. */
export function checkPlayers(game: Game, sample: GameSample): Finding[] {
  const findings = firstAtEachPosition(game, sample, ({ player }) => {
    if (player === TERMINAL || (player >= 0 && player < game.players && Number.isInteger(player))) return;
    if (player === CHANCE && game.chance) return;
    const expected = `0 to ${game.players - 1}, or TERMINAL (${TERMINAL}) when the game is over`;
    return `player is ${player}; expected ${expected}`;
  });
  return findings.length > 0 ? findings : checkIdlePlayers(game, sample);
}

function checkIdlePlayers(game: Game, { games, findings: unfinished }: GameSample): Finding[] {
  if (games.length < MANY || unfinished.length > 0) return [];
  const movers = new Set(games.flatMap(({ snapshots }) => snapshots.map(({ player }) => player)));
  const idle = Array.from({ length: game.players }, (_, player) => player).find((p) => !movers.has(p));
  if (idle === undefined) return [];
  return [
    error(`player ${idle} never moved in ${games.length} random games; expected apply to pass the turn on`),
  ];
}

/** Legal-action masks hold 0 and 1 only, agree with the count, and are empty exactly when the game is over. */
export function checkMasks(game: Game, sample: GameSample): Finding[] {
  const findings = firstAtEachPosition(game, sample, ({ player, legal, count }) => {
    const odd = legal.findIndex((flag) => flag > 1);
    if (odd >= 0 && legal[odd] === 255) return `legalActions left entry ${odd} of the mask unwritten`;
    if (odd >= 0) return `legalActions wrote ${legal[odd]} for action ${odd}; expected 0 or 1`;
    const ones = legal.reduce((sum, flag) => sum + flag, 0);
    if (count !== ones) return `legalActions returned ${count}, but its mask has ${ones} legal actions`;
    if (player === TERMINAL && ones > 0) return `the game is over, but ${ones} actions are legal`;
    return;
  });
  const going = sample.games
    .flatMap(({ snapshots }) => snapshots)
    .filter(({ player }) => player !== TERMINAL);
  if (going.length > 1 && game.actions > 1 && going.every(({ legal }) => !legal.includes(0))) {
    findings.push(
      warning(
        `every action was legal in each of ${going.length} positions: if some moves are against the rules, ` +
          "legalActions must write 0 for them",
      ),
    );
  }
  return findings;
}

/** Returns are 0 until the end, between −1 and 1, and those of two players add up to 0. */
export function checkReturns(game: Game, sample: GameSample): Finding[] {
  const findings = firstAtEachPosition(game, sample, ({ player, returns }) => {
    const unwritten = returns.findIndex(Number.isNaN);
    if (unwritten >= 0) return `returns wrote no number for player ${unwritten}`;
    const list = `[${Array.from(returns, (value) => Number(value.toPrecision(6))).join(", ")}]`;
    if (player !== TERMINAL) {
      return returns.some((value) => value !== 0)
        ? `returns are ${list} while the game goes on; expected 0 for everyone`
        : undefined;
    }
    if (returns.some((value) => Math.abs(value) > 1)) return `returns are ${list}; expected −1 to 1`;
    if (game.players === 2 && Math.abs(returns[0] + returns[1]) > 1e-6)
      return `returns are ${list}; expected the two players' returns to add up to 0`;
    return;
  });
  const ends = sample.games
    .map(({ snapshots }) => snapshots[snapshots.length - 1])
    .filter(({ player }) => player === TERMINAL);
  const always = findings.length === 0 ? sameForAll(game, ends) : undefined;
  if (always !== undefined) {
    findings.push(warning(`${always}: returns must tell who won, for each player, whoever moved last`));
  }
  return findings;
}

/** In words, what all results have in common that results should not have in common; undefined for too few games. */
function sameForAll(game: Game, ends: readonly Snapshot[]): string | undefined {
  if (ends.length < MANY) return;
  const results = ends.map(({ returns }) => returns[0]);
  if (results.every((result) => result === results[0]))
    return `each of ${ends.length} random games ended with ${results[0]} for player 0`;
  const decided = results.filter((result) => result !== 0);
  if (game.players !== 2 || decided.length < MANY) return;
  const winner = decided[0] > 0 ? 0 : 1;
  if (decided.some((result) => result > 0 !== decided[0] > 0)) return;
  return `player ${winner} won each of the ${decided.length} random games that were not drawn`;
}

/** Games end, within `maxLength` actions, and legal actions can be played. */
export function checkLength(_game: Game, sample: GameSample): Finding[] {
  return [...sample.findings];
}

/** The first position, if any, about which `problem` has something to say. */
function firstAtEachPosition(
  game: Game,
  { games }: GameSample,
  problem: (snapshot: Snapshot) => string | undefined,
): Finding[] {
  for (const { history, snapshots } of games) {
    for (const [ply, shot] of snapshots.entries()) {
      const message = problem(shot);
      const past = history.slice(0, ply);
      if (message) return [error(`${message} (${historyText(game, past)})`, past)];
    }
  }
  return [];
}
