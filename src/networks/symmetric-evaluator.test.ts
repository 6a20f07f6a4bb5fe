import { describe, expect, it } from "vitest";
import { connectFour } from "../games/index.js";
import { Random } from "../random/index.js";
import type { Evaluator } from "./evaluator.js";
import { SymmetricEvaluator } from "./symmetric-evaluator.js";

const game = connectFour();
const size = game.observation.channels * game.observation.height * game.observation.width;
const random = new Random(1, "symmetric evaluator");
const weights = Float32Array.from({ length: size * 8 }, () => random.normal());

/** Linear, so that it has no symmetry of its own. */
function linear(capacity: number): Evaluator {
  const observations = new Float32Array(capacity * size);
  const dot = (row: number, column: number) => {
    let sum = 0;
    for (let i = 0; i < size; i++) sum += observations[row * size + i] * weights[column * size + i];
    return sum;
  };
  return {
    observations,
    evaluate: async (rows) => ({
      logits: Float32Array.from({ length: rows * 7 }, (_, i) => dot(Math.floor(i / 7), i % 7)),
      values: Float32Array.from({ length: rows }, (_, row) => dot(row, 7)),
    }),
  };
}

async function answers(columns: readonly number[], evaluator: Evaluator) {
  const state = game.newState();
  for (const column of columns) state.apply(column);
  state.observe(evaluator.observations, size);
  const { logits, values } = await evaluator.evaluate(2);
  return { logits: Array.from(logits.slice(7, 14)), value: values[1] };
}

describe("averaging over symmetries", () => {
  it("gives mirrored answers to mirrored positions", async () => {
    const evaluator = new SymmetricEvaluator(linear(6), game.symmetries, 3);
    const left = await answers([0, 1, 1, 5], evaluator);
    const right = await answers([6, 5, 5, 1], evaluator);
    expect(right.value).toBeCloseTo(left.value, 4);
    for (const [a, logit] of left.logits.entries()) expect(right.logits[6 - a]).toBeCloseTo(logit, 4);
    const alone = await answers([0, 1, 1, 5], linear(2));
    const mirrored = await answers([6, 5, 5, 1], linear(2));
    expect(left.value).toBeCloseTo((alone.value + mirrored.value) / 2, 4);
    expect(left.logits[2]).toBeCloseTo((alone.logits[2] + mirrored.logits[4]) / 2, 4);
    expect(Math.abs(alone.value - mirrored.value)).toBeGreaterThan(0.1);
  });

  it("changes nothing with the identity alone", async () => {
    const alone = await answers([3, 2], linear(2));
    expect(await answers([3, 2], new SymmetricEvaluator(linear(2), game.symmetries.slice(0, 1), 2))).toEqual(
      alone,
    );
  });
});
