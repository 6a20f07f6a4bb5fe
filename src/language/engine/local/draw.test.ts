import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Random } from "../../../random/index.js";
import type { SamplingParameters } from "../language-engine.js";
import { drawToken } from "./draw.js";

function softmax(logits: readonly number[], temperature: number): Float32Array {
  const most = Math.max(...logits);
  const weights = logits.map((logit) => Math.exp((logit - most) / temperature));
  const total = weights.reduce((a, b) => a + b);
  return Float32Array.from(weights, (weight) => weight / total);
}

/** The tokens that may be drawn, by the plainest reading of the cuts. */
function allowed(
  probabilities: Float32Array,
  { topK = 0, topP = 1, minP = 0 }: Partial<SamplingParameters>,
): Set<number> {
  let tokens = [...probabilities.keys()].sort((a, b) => probabilities[b] - probabilities[a] || a - b);
  if (topK > 0) tokens = tokens.slice(0, topK);
  if (topP < 1) {
    const mass = topP * tokens.reduce((total, token) => total + probabilities[token], 0);
    let reached = 0;
    const enough = tokens.findIndex((token) => {
      reached += probabilities[token];
      return reached >= mass;
    });
    tokens = enough < 0 ? tokens : tokens.slice(0, enough + 1);
  }
  const most = probabilities.reduce((a, b) => Math.max(a, b));
  return new Set(tokens.filter((token) => probabilities[token] >= minP * most));
}

const logits = fc.array(fc.integer({ min: -40, max: 40 }), { minLength: 1, maxLength: 60 });
const cuts = fc.record({
  topK: fc.constantFrom(0, 1, 2, 5, 20),
  topP: fc.constantFrom(1, 0.999_999, 0.9, 0.3, 0.01),
  minP: fc.constantFrom(0, 1e-8, 0.05, 0.5, 1),
});

describe("drawing", () => {
  test("the tokens drawn are those that the cuts leave", () => {
    const property = fc.property(logits, cuts, fc.integer(), (given, parameters, seed) => {
      const probabilities = softmax(given, 4);
      const wanted = allowed(probabilities, parameters);
      const random = new Random(seed, "draw");
      for (let i = 0; i < 8; i++) {
        const token = drawToken(
          { logprobs: probabilities, probabilities },
          { maxTokens: 1, ...parameters },
          random,
        );
        expect(wanted).toContain(token);
      }
    });
    fc.assert(property, { seed: 3, numRuns: 500 });
  });

  test.each<[string, Partial<SamplingParameters>]>([
    ["no cut", {}],
    ["top-k", { topK: 3 }],
    ["top-p", { topP: 0.7 }],
    ["min-p", { minP: 0.3 }],
    ["all of them", { topK: 4, topP: 0.9, minP: 0.2 }],
  ])("with %s, tokens come as often as their probability says", (_, given) => {
    const parameters = { maxTokens: 1, ...given };
    const probabilities = softmax([2, 1, 3, 0, 2.5, -1, 1.5], 1);
    const wanted = allowed(probabilities, parameters);
    const total = [...wanted].reduce((sum, token) => sum + probabilities[token], 0);
    const counts = new Float64Array(probabilities.length);
    const random = new Random(4, "frequencies");
    const draws = 20_000;
    for (let i = 0; i < draws; i++)
      counts[drawToken({ logprobs: probabilities, probabilities }, parameters, random)]++;
    probabilities.forEach((probability, token) => {
      const share = wanted.has(token) ? probability / total : 0;
      // Five standard deviations.
      const tolerance = 5 * Math.sqrt((share * (1 - share)) / draws);
      expect(Math.abs(counts[token] / draws - share)).toBeLessThanOrEqual(tolerance);
    });
  });

  test("temperature 0 takes the first of the most likely and no random number", () => {
    const random = new Random(5, "greedy");
    const logprobs = Float32Array.of(-2, -1, -1, -3);
    const drawn = drawToken({ logprobs, probabilities: logprobs }, { maxTokens: 1, temperature: 0 }, random);
    expect(drawn).toBe(1);
    expect(random.state.position).toBe(0);
  });

  test("from a large vocabulary too", () => {
    const random = new Random(6, "large");
    const weights = Float64Array.from({ length: 20_000 }, () => random.float() ** 40);
    const total = weights.reduce((a, b) => a + b);
    const probabilities = Float32Array.from(weights, (weight) => weight / total);
    for (const cut of [{ topP: 0.9 }, { topK: 50 }, { minP: 0.2 }, { topP: 0.999_99 }, { topK: 3000 }]) {
      const parameters = { maxTokens: 1, ...cut };
      const wanted = allowed(probabilities, parameters);
      for (let i = 0; i < 5; i++) {
        expect(wanted).toContain(drawToken({ logprobs: probabilities, probabilities }, parameters, random));
      }
    }
  });
});
