import { describe, expect, test } from "vitest";
import { Random } from "../../random/index.js";
import * as g from "../index.js";

interface Case {
  readonly name: string;
  readonly rows: number;
  /** Between the two layers, on tensors `[2, rows / 2, hidden]`. */
  readonly activation: (x: g.Tensor) => g.Tensor;
}

const SIZE = 256;
const HIDDEN = 512;

/** Two layers with something between them, as in a transformer: results of a training step. */
async function results({ rows, activation }: Case, channelBlock: number | undefined) {
  const x = g.input("x", "float32", [2, rows / 2, SIZE]);
  const weights = [
    g.variable("up", [SIZE, HIDDEN], g.glorotUniform()),
    g.variable("up/bias", [HIDDEN], g.normal(0.1)),
    g.variable("down", [HIDDEN, SIZE], g.glorotUniform()),
    g.variable("table", [SIZE, SIZE], g.glorotUniform()),
  ];
  const [up, bias, down, table] = weights;
  const hidden = activation(g.linear(x, up, bias));
  const y = g.add(x, g.matmul(hidden, down));
  const logits = g.matmul(g.layerNorm(y, g.constant(ones), g.constant(zeros)), table, { transB: true });
  const loss = g.mean(g.square(logits));
  const gradients = Object.fromEntries(g.grad(loss, [x, ...weights]).map((by, i) => [`by ${i}`, by]));
  const program = g.compile({ outputs: { loss, hidden, logits, ...gradients }, channelBlock });
  const session = await g.createSession(program, { inThread: true, seed: 5 });
  const random = new Random(2, "rows");
  const found = await session.run({ x: Float32Array.from({ length: rows * SIZE }, () => random.normal()) });
  await session.close();
  return { found, size: program.onnx.length };
}

const ones = new Float32Array(SIZE).fill(1);
const zeros = new Float32Array(SIZE);

const cases: Case[] = [
  { name: "GELU", rows: 96, activation: g.gelu },
  { name: "SiLU", rows: 96, activation: g.silu },
  { name: "ReLU", rows: 96, activation: g.relu },
  { name: "a value that is read twice", rows: 96, activation: (x) => g.add(g.relu(x), g.mul(x, 0.5)) },
  { name: "an operator that wants the ordinary layout", rows: 96, activation: (x) => g.softmax(g.tanh(x)) },
  { name: "nothing", rows: 96, activation: (x) => x },
];

describe("matrix products in blocks", () => {
  test.each(cases)("agree with those without, around $name", async (settings) => {
    const block = await g.channelBlock();
    if (block === undefined) return;
    const { found: expected, size } = await results(settings, undefined);
    const blocked = await results(settings, block);
    expect(blocked.size).not.toBe(size);
    for (const [name, { data }] of Object.entries(expected)) {
      const values = data as Float32Array;
      const scale = values.reduce((max, value) => Math.max(max, Math.abs(value)), 1e-6);
      const actual = blocked.found[name].data as Float32Array;
      const worst = values.reduce((max, value, i) => Math.max(max, Math.abs(value - actual[i])), 0);
      expect(worst / scale, name).toBeLessThan(1e-5);
    }
  });

  test("sizes that are not multiples of the block are left alone", async () => {
    const settings = { name: "odd", rows: 98, activation: g.gelu };
    const { size } = await results(settings, undefined);
    expect((await results(settings, 16)).size).toBe(size);
  });
});
