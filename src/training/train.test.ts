import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TrainEvent } from "../algorithms/algorithm.js";
import { alphaZero } from "../algorithms/alpha-zero/alpha-zero.js";
import { ticTacToe } from "../games/tic-tac-toe.js";
import { Random } from "../random/index.js";
import { openRun, weightsSha256 } from "../run/index.js";
import { trainAndKill } from "./train.conformance.js";
import { type TrainOptions, train } from "./train.js";

const SETTINGS = {
  blocks: 1,
  channels: 16,
  simulations: 4,
  slots: 8,
  roundPlies: 4,
  batchSize: 16,
  evaluations: 0,
  checkpointMinutes: 0,
};

/** What the killed process trains, as source. */
const killed = (out: string) => `{
  environment: "tic-tac-toe", algorithm: alphaZero(${JSON.stringify(SETTINGS)}), steps: 40, workers: 1, seed: 3,
  out: ${JSON.stringify(out)},
}`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "selfplay-train-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const small = (out: string, options: Partial<TrainOptions> = {}): TrainOptions => ({
  environment: ticTacToe(),
  algorithm: alphaZero(SETTINGS),
  steps: 40,
  workers: 1,
  seed: 3,
  out: join(folder, out),
  ...options,
});

async function fingerprint(out: string): Promise<string> {
  const checkpoint = await (await openRun(join(folder, out))).latestCheckpoint();
  return weightsSha256(await checkpoint!.weights("weights"));
}

async function events(options: TrainOptions): Promise<TrainEvent[]> {
  const training = train(options);
  const seen: TrainEvent[] = [];
  for await (const event of training) seen.push(event);
  await training;
  return seen;
}

describe("a training run", () => {
  test("is the same each time with the same seed, and another with another", async () => {
    await Promise.all([train(small("a")), train(small("b")), train(small("c", { seed: 4 }))]);
    expect(await fingerprint("a")).toBe(await fingerprint("b"));
    expect(await fingerprint("a")).not.toBe(await fingerprint("c"));
  });

  test("tells what it does, makes the steps asked for and can be evaluated", async () => {
    const seen = await events(small("told", { algorithm: alphaZero({ ...SETTINGS, evaluations: 1 }) }));
    expect(seen[0]).toMatchObject({ type: "started", scenario: "tic-tac-toe", workers: 1, steps: 40 });
    expect(seen.at(-1)).toMatchObject({ type: "finished", step: 40, reason: "budget" });
    const kinds = new Set(seen.map(({ type }) => type));
    expect([...kinds].sort()).toEqual([
      "checkpoint",
      "evaluation",
      "finished",
      "metrics",
      "progress",
      "started",
    ]);
    const run = await train(
      small("told", { resume: true, algorithm: alphaZero({ ...SETTINGS, evaluations: 1 }) }),
    );
    const report = await run.evaluate({ against: "random", games: 20, simulations: 16 });
    const { wins, draws, losses } = report.match!;
    expect(wins + draws + losses).toBe(20);
  });

  test("stopped by a signal, it saves itself and goes on to the same weights", async () => {
    const stop = new AbortController();
    const training = train(small("stopped", { signal: stop.signal }));
    for await (const event of training) if (event.type === "metrics") stop.abort();
    await training;
    const { step } = (await (await openRun(join(folder, "stopped"))).latestCheckpoint())!;
    expect(step).toBeLessThan(40);
    await train(small("stopped", { resume: true }));
    const lines = await (await openRun(join(folder, "stopped"))).metrics();
    const costs = lines.filter(({ type }) => type === "round").map((line) => Number(line.processorSeconds));
    // The second sitting goes on where the first one ended.
    expect(costs[0]).toBeGreaterThan(0);
    expect(costs.slice(1).every((cost, i) => cost > costs[i])).toBe(true);
    await train(small("whole"));
    expect(await fingerprint("stopped")).toBe(await fingerprint("whole"));
  });

  test("killed at random moments and resumed, it ends with the same bytes of weights", async () => {
    await train(small("unbroken"));
    const random = new Random(1, "kill");
    let kills = 0;
    for (let tries = 0; tries < 40; tries++) {
      const kill = { checkpoints: 1 + random.integer(4), milliseconds: random.integer(60) };
      const ended = await trainAndKill(killed(join(folder, "killed")), kill);
      if (ended) break;
      kills++;
    }
    expect(kills).toBeGreaterThan(0);
    expect(await fingerprint("killed")).toBe(await fingerprint("unbroken"));
  }, 120_000);

  test.each([
    [{ minutes: 1, steps: 2 }, "minutes and steps"],
    [{ steps: 0 }, "steps"],
    [{ workers: 0 }, "workers"],
    [{ workers: 257 }, "workers: expected a whole number from 1 to 256, found 257"],
    [{ seed: -1 }, "seed"],
  ])("refuses %j", async (wrong, named) => {
    await expect(train(small("refused", wrong))).rejects.toThrow(named);
  });

  test("is continued only with what it was begun with", async () => {
    await train(small("same"));
    await expect(train(small("same", { resume: true, seed: 9 }))).rejects.toThrow(
      /seed of .*same: expected 3/,
    );
    await expect(train(small("same"))).rejects.toMatchObject({ code: "RUN_EXISTS" });
  });
});
