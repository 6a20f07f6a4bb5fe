import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTrainedModel, supervised, train } from "../index.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "selfplay-budget-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Fine-tunes a tiny model with so many tokens at a time. */
async function weightsWith(tokenBudget: number): Promise<Float32Array> {
  const out = join(folder, `budget-${tokenBudget}`);
  await train({
    environment: "addition",
    algorithm: supervised({
      tokenBudget,
      pretrainSteps: 0,
      sftSteps: 3,
      showBatch: 16,
      // Gradients of almost nothing shall not become whole steps, in which rounding would show.
      epsilon: 1e-3,
      evaluations: 0,
      evaluationExamples: 1,
    }),
    policy: { preset: "tiny", contextLength: 64 },
    workers: 1,
    out,
  });
  const model = await openTrainedModel(out, { threads: 1 });
  try {
    return await model.engine.parameter("model.layers.0.mlp.up_proj.weight");
  } finally {
    await model.close();
  }
}

test("a step that is computed in small parts is the same but for rounding", { timeout: 60_000 }, async () => {
  const [whole, parts] = [await weightsWith(0), await weightsWith(40)];
  expect(parts).not.toEqual(whole);
  expect(await weightsWith(1024)).toEqual(whole);
  const differences = parts.map((value, i) => Math.abs(value - whole[i]));
  expect(Math.max(...differences)).toBeLessThan(1e-5);
});

test("a budget is a whole number of tokens", () => {
  expect(() => supervised({ tokenBudget: -1 })).toThrow(
    /^tokenBudget: expected a whole number from 0 to 1000000000, found -1$/,
  );
});
