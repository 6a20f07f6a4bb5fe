import { expect, test } from "vitest";
import { connectFour } from "../games/connect-four/connect-four.js";
import { compile, createSession } from "../graph/index.js";
import { Random } from "../random/index.js";
import { inferenceProgram, NetworkEvaluator } from "./network-evaluator.js";
import { OnnxEvaluator } from "./onnx-evaluator.js";
import { policyValueNetwork } from "./policy-value.js";

const game = connectFour();
const shape = { kind: "residual", blocks: 1, channels: 8 } as const;
const placement = { device: "cpu", threads: 1 } as const;

/** First weights of a network. */
async function weights() {
  const { logits, valueLogit } = policyValueNetwork(game, shape, false);
  const session = await createSession(compile({ outputs: { logits, valueLogit } }), {
    inThread: true,
    seed: 4,
  });
  const values = [...(await session.variables())];
  return new Map(values.map(([name, { shape, data }]) => [name, { shape, data: data as Float32Array }]));
}

test("an exported network answers as the one it was exported from", async () => {
  const values = await weights();
  const original = new NetworkEvaluator(game, shape, 8, placement);
  await original.load(values);
  const { onnx } = inferenceProgram(game, shape, values, { portable: true });
  const exported = await OnnxEvaluator.open(onnx, game, 8, placement);
  const random = new Random(2);
  const state = game.newState();
  for (let row = 0; row < 8; row++) {
    state.observe(original.observations, row * 84);
    state.apply(random.integer(7));
  }
  exported.observations.set(original.observations);
  for (const rows of [8, 1, 3]) {
    const [a, b] = [await original.evaluate(rows), await exported.evaluate(rows)];
    expect(b.logits.length).toBe(rows * 7);
    for (const [i, logit] of b.logits.entries()) expect(logit).toBeCloseTo(a.logits[i], 4);
    for (const [i, value] of b.values.entries()) expect(value).toBeCloseTo(a.values[i], 4);
  }
  await exported.close();
});

test("what is no network is refused", async () => {
  await expect(OnnxEvaluator.open(new Uint8Array([1, 2, 3]), game, 8, placement)).rejects.toThrow(
    /ONNX Runtime does not accept the program/,
  );
});
