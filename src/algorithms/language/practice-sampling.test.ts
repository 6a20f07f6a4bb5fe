import { expect, test } from "vitest";
import { resolveLanguage } from "./settings.js";
import { beginStage, makeSteps, practiceStage, tinyModel, twoDigits } from "./testing.conformance.js";

/** Answers are paid for what they begin with, so that groups differ. */
const environment = twoDigits((answer) => ({ reward: { low: answer < "5" ? 1 : 0 }, solved: answer < "5" }));

/** The first step of practice on few examples, with many answers of one token to each. */
async function firstStep(given: Parameters<typeof practiceStage>[1]) {
  const model = await tinyModel();
  const stage = practiceStage(environment, { groups: 3, groupSize: 64, rounds: 1, maxTokens: 1, ...given });
  const [{ episodes, metrics }] = await makeSteps(await beginStage(stage, model), 0, 1);
  await model.engine.close();
  const drawn = [0, 1, 2].map((group) => {
    const sequences = episodes!.slice(group * 64, (group + 1) * 64).map((episode) => episode.sequences[0]);
    return new Map(sequences.map(({ ids, logprobs }) => [ids.at(-1), Math.exp(logprobs.at(-1)!)]));
  });
  return { drawn, metrics };
}

/** How many different tokens each group has drawn. */
const sizes = ({ drawn }: Awaited<ReturnType<typeof firstStep>>) => drawn.map(({ size }) => size);

test.each(["grpo", "expert-iteration"] as const)("%s draws from what the cuts leave", async (algorithm) => {
  const uncut = sizes(await firstStep({ algorithm }));
  expect(Math.min(...uncut)).toBeGreaterThan(4);
  expect(sizes(await firstStep({ algorithm, topK: 2 }))).toEqual([2, 2, 2]);
  expect(sizes(await firstStep({ algorithm, topP: 0.01 }))).toEqual([1, 1, 1]);
  expect(sizes(await firstStep({ algorithm, minP: 0.9999 }))).toEqual([1, 1, 1]);
});

test("log-probabilities stay those of the model's own distribution", async () => {
  const { drawn, metrics } = await firstStep({ topK: 2 });
  for (const probabilities of drawn) {
    const together = [...probabilities.values()].reduce((sum, probability) => sum + probability, 0);
    expect(together).toBeLessThan(0.9);
  }
  expect(metrics.samplerTrainerDifference).toBeLessThan(1e-4);
});

test.each([
  [{ topK: -1 }, "topK: expected a whole number from 0 to 1000000, found -1"],
  [{ topK: 2.5 }, "topK: expected a whole number from 0 to 1000000, found 2.5"],
  [{ topP: 0 }, "topP: expected a number above 0, up to 1, found 0"],
  [{ topP: 1.1 }, "topP: expected a number above 0, up to 1, found 1.1"],
  [{ minP: "much" }, 'minP: expected a number from 0 to 1, found "much"'],
])("%j is refused", (given, message) => {
  expect(() => resolveLanguage(given)).toThrow(message);
});
