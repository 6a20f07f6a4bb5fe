import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { loadPlayer } from "selfplay";
import { checkGame, type GameState } from "selfplay/games";
import { afterAll, beforeAll, expect, test } from "vitest";
import nim from "./nim.js";

const file = fileURLToPath(new URL("nim.ts", import.meta.url));
const main = fileURLToPath(new URL("../dist/cli/main.js", import.meta.url));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "selfplay-nim-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** `npx selfplay …`, in an empty folder. */
async function selfplay(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [main, ...args], { cwd: folder });
  return stdout;
}

test("the rules are sound", () => {
  expect(checkGame(nim)).toEqual([]);
});

test("moves are read and written, and the last match wins", () => {
  const state = nim.newState();
  for (const move of ["a7", "B5", "c7", "b1"]) state.apply(nim.actionFromName(move));
  expect(state.toString()).toBe("a\nb |\nc");
  expect(state.player).toBe(0);
  state.apply(nim.actionFromName("b1"));
  const returns = new Float32Array(2);
  state.returns(returns);
  expect([...returns]).toEqual([1, -1]);
  expect([nim.actionName(9), nim.actionFromName("d1"), nim.actionFromName("a8")]).toEqual(["b3", -1, -1]);
});

test("the check of the command line passes", async () => {
  expect(await selfplay("check", file)).toContain("nim looks sound.");
});

test("self-play learns it: the trained player finds more of the winning moves", async () => {
  // Steps and one worker instead of minutes: the same run on a slow machine as on a fast one.
  const train = ["train", file, "--out", "run", "--workers", "1", "--evaluations", "0"];
  await selfplay(...train, "--steps", "1");
  const before = await winningMoves();
  await selfplay(...train, "--steps", "150", "--resume");
  const after = await winningMoves();
  console.log(`winning moves found: ${before.toFixed(3)} untrained, ${after.toFixed(3)} trained`);
  expect(after).toBeGreaterThan(before + 0.15);
}, 240_000);

/** The share of won positions where the newest weights choose a winning move. */
async function winningMoves(): Promise<number> {
  const { player, close } = await loadPlayer(join(folder, "run"), { simulations: 32 });
  const won = positions().filter(({ heaps }) => nimSum(heaps) !== 0);
  const chosen = await player.choose(won.map(({ state }) => state));
  await close();
  const right = won.filter(({ heaps }, i) => {
    const [heap, taken] = [Math.floor(chosen[i] / 7), 1 + (chosen[i] % 7)];
    return nimSum(heaps.map((matches, h) => (h === heap ? matches - taken : matches))) === 0;
  });
  return right.length / won.length;
}

/** Bouton 1901: who moves loses exactly when the exclusive or of the heaps is 0. */
function nimSum(heaps: readonly number[]): number {
  return heaps.reduce((sum, matches) => sum ^ matches, 0);
}

/** Every position but the last, each reached by taking from the heaps in order. */
function positions(): { heaps: number[]; state: GameState }[] {
  return Array.from({ length: 8 ** 3 - 1 }, (_, i) => {
    const heaps = [(i + 1) & 7, ((i + 1) >> 3) & 7, (i + 1) >> 6];
    const state = nim.newState();
    for (const [heap, matches] of heaps.entries()) {
      if (matches < 7) state.apply(heap * 7 + 6 - matches);
    }
    return { heaps, state };
  });
}
