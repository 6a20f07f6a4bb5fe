import { expect, test } from "vitest";
import { ticTacToe } from "../../games/tic-tac-toe.js";
import { Analyst } from "../../league/analyst.js";
import { playExhaustively } from "../../league/exhaustive.js";
import { NetworkPlayer } from "../../league/network-player.js";
import { NetworkEvaluator } from "../../networks/network-evaluator.js";
import { sidesInThisThread } from "./in-this-thread.js";
import { makeSearch } from "./make-search.js";
import { type Practised, practise } from "./practise.js";
import { networkShape, resolveAlphaZero } from "./settings.js";

const game = ticTacToe();
const settings = resolveAlphaZero(game, {});

async function practised(steps: number): Promise<Practised[]> {
  const sides = await sidesInThisThread(game, settings, { seed: 1, device: "cpu" });
  const found: Practised[] = [];
  for await (const round of practise(sides, settings, { steps })) found.push(round);
  return found;
}

async function seat(weights: Practised["weights"]) {
  const search = makeSearch(game, settings, 64);
  const evaluator = new NetworkEvaluator(game, networkShape(settings), 64, { device: "cpu", threads: 1 });
  await evaluator.load(weights);
  return { search, evaluator };
}

test("in one thread, tic-tac-toe is learnt from zero to where hardly any play beats it", async () => {
  const rounds = await practised(220);
  const last = rounds.at(-1)!;
  expect(last.share).toBe(1);
  expect(last.progress.step).toBe(220);
  expect(last.progress.games).toBeGreaterThan(800);
  const lost = async ({ weights }: Practised) => {
    const { search, evaluator } = await seat(weights);
    return (await playExhaustively(game, new NetworkPlayer("learnt", search, evaluator, 32))).lost;
  };
  expect(await lost(rounds[0])).toBeGreaterThan(50);
  expect(await lost(last)).toBeLessThan(25);
});

test("the same seed gives the same weights", async () => {
  const [a, b] = [await practised(3), await practised(3)];
  expect([...a.at(-1)!.weights]).toEqual([...b.at(-1)!.weights]);
  expect(a.at(-1)!.progress.games).toBe(b.at(-1)!.progress.games);
});

test("a signal ends it after the round under way", async () => {
  const stop = new AbortController();
  const sides = await sidesInThisThread(game, settings, { seed: 1, device: "cpu" });
  let rounds = 0;
  for await (const _ of practise(sides, settings, { steps: 1000 }, stop.signal))
    if (++rounds === 2) stop.abort();
  expect(rounds).toBe(2);
});

test("an analyst's line is a game that can be played, its own move first", async () => {
  const rounds = await practised(60);
  const { search, evaluator } = await seat(rounds.at(-1)!.weights);
  const analyst = new Analyst(game, search, evaluator);
  const { line, action, visits } = await analyst.analyse([4, 1], 60);
  expect(line[0]).toBe(action);
  expect(line.length).toBeGreaterThan(1);
  expect(visits.reduce((sum, n) => sum + n, 0)).toBeGreaterThan(0);
  const state = game.newState();
  const mask = new Uint8Array(game.actions);
  for (const move of [4, 1, ...line]) {
    state.legalActions(mask);
    expect(mask[move]).toBe(1);
    state.apply(move);
  }
  // X threatens to win at 2 and must be answered there, or wins: 4, 1, 6 leaves one reply.
  expect((await analyst.analyse([4, 1, 6], 60)).line[0]).toBe(2);
});
