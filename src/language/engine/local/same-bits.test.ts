import { expect, test } from "vitest";
import type { TransformerConfig } from "../../config.js";
import { orderIsKnown } from "../../kernels/processor.conformance.js";
import { type PresetName, transformerPreset } from "../../presets.js";
import type { LocalEngine } from "./local-engine.js";
import { localEngine } from "./open-local-engine.js";

const VOCABULARY = 61;

/** Largest difference of the sampler's and the trainer's log-probabilities of answers of many lengths. */
async function difference(
  engine: LocalEngine,
  longest: number,
  target: { readonly adapter?: string } = {},
): Promise<number> {
  const requests = Array.from({ length: 6 }, (_, i) => ({
    promptIds: Int32Array.from({ length: 3 + 5 * i }, (_, t) => (7 * t + 3 * i) % VOCABULARY),
    parameters: { maxTokens: Math.round(((i + 1) * longest) / 6), temperature: 0.8 },
    samples: 2,
    seed: i,
    promptLogprobs: true,
  }));
  const found = await engine.sample(requests, target);
  const drawn = found.flatMap(({ sequences, promptLogprobs }, i) =>
    sequences.map(({ ids, logprobs }) => ({
      ids: [...requests[i].promptIds, ...ids],
      logprobs: [...promptLogprobs!.slice(1), ...logprobs],
    })),
  );
  const data = drawn.map(({ ids }) => ({
    inputIds: Int32Array.from(ids.slice(0, -1)),
    targetIds: Int32Array.from(ids.slice(1)),
  }));
  const { logprobs } = await engine.forward(data, target);
  const differences = drawn.flatMap((answer, i) =>
    answer.logprobs.map((logprob, t) => Math.abs(logprob - logprobs[i][t])),
  );
  expect(differences.length).toBeGreaterThan(6 * longest);
  return Math.max(...differences);
}

const preset = (name: PresetName, context: number, more: Partial<TransformerConfig> = {}) => ({
  ...transformerPreset(name, { vocabulary: VOCABULARY, contextLength: context, family: "qwen3" }),
  ...more,
});

/** Shapes in which sums are made in different orders: see `termsInSum` and what a sampler makes constants of. */
const SHAPES: readonly (readonly [name: string, config: TransformerConfig, longest: number])[] = [
  ["small heads", preset("tiny", 200), 150],
  [
    "more positions than are summed at once",
    preset("tiny", 400, { heads: 2, kvHeads: 1, headDimension: 64 }),
    330,
  ],
  [
    "heads of 12 numbers, four to a key",
    preset("tiny", 120, { heads: 8, kvHeads: 2, headDimension: 12 }),
    80,
  ],
  ["heads of 128 numbers", preset("tiny", 200, { heads: 2, kvHeads: 2, headDimension: 128 }), 150],
  ["a sliding window", preset("tiny", 160, { slidingWindow: { size: 37, layers: [1] } }), 120],
  ["weights that are constants", preset("compact", 90), 60],
];

test.each(SHAPES)("sampler and trainer give the same: %s", async (_, config, longest) => {
  const engine = await localEngine({ config, seed: 2, inThread: true, sequences: 5 });
  const found = await difference(engine, longest);
  await engine.close();
  if (orderIsKnown) expect(found).toBe(0);
  else expect(found).toBeLessThan(1e-5);
});

test.each([
  ["tiny", 4],
  ["light", 160],
] as const)("an adapter on a %s model, too, of rank %i", async (name, rank) => {
  const engine = await localEngine({ config: preset(name, 80), seed: 2, inThread: true, train: "none" });
  await engine.createAdapter("mine", { rank });
  const inputIds = Int32Array.from({ length: 40 }, (_, t) => t);
  const data = [{ inputIds, targetIds: inputIds.map((id) => id + 1) }];
  const target = { adapter: "mine" };
  await engine.forwardBackward(data, "cross_entropy", target);
  await engine.optimStep({ learningRate: 0.05 }, target);
  const found = await difference(engine, 40, target);
  await engine.close();
  if (orderIsKnown) expect(found).toBe(0);
  else expect(found).toBeLessThan(1e-5);
});
