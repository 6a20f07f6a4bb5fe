import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { alphaZero } from "../algorithms/alpha-zero/alpha-zero.js";
import { train } from "../training/train.js";
import { examineRun } from "./doctor.js";

const SETTINGS = {
  blocks: 1,
  channels: 16,
  simulations: 4,
  slots: 8,
  roundPlies: 4,
  batchSize: 16,
  evaluations: 0,
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "selfplay-doctor-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Trains for a few steps on tic-tac-toe with something done to it; what the doctor finds in the game. */
async function findings(name: string, sick: string): Promise<string[]> {
  const file = join(folder, `${name}.ts`);
  const source = `import { ticTacToe } from "selfplay/games"; const game = ticTacToe(); export default ${sick};`;
  await writeFile(file, source);
  const out = join(folder, name);
  await train({ environment: file, algorithm: alphaZero(SETTINGS), steps: 10, workers: 1, out });
  const report = await examineRun(out);
  return report.findings.map((finding) => finding.name).filter((found) => found.startsWith("game-"));
}

test("of a sound game nothing is said", async () => {
  expect(await findings("sound", "game")).toEqual([]);
});

test("a wrong symmetry is named", async () => {
  const sick = `{ ...game, symmetries: [game.symmetries[0],
    { observation: game.symmetries[1].observation, action: game.symmetries[0].action }] }`;
  expect(await findings("crooked", sick)).toContain("game-symmetries");
});

test("a mask that is always true is named", async () => {
  const sick = `{ ...game, newState() {
    const state = game.newState();
    state.legalActions = (mask) => mask.fill(state.player < 0 ? 0 : 1) && (state.player < 0 ? 0 : 9);
    return state;
  } }`;
  expect(await findings("unmasked", sick)).toContain("game-masks");
});
