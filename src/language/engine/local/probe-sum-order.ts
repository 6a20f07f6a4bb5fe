import { compile, type Host, input } from "../../../graph/index.js";
import { attentionKernel } from "../../kernels/attention-kernel.js";
import { KEY_STRIDE, keyStart, PAGE, roomForWeights } from "../../kernels/attention-layout.js";
import type { SumOrder } from "../../kernels/sum-order.js";
import { wasmMemory } from "../../kernels/web-assembly.js";
import { attention } from "../../model/attention.js";
import { transformerPreset } from "../../presets.js";

/** What {@link probeSumOrder} found. */
export interface FoundOrder extends SumOrder {
  /** Whether attention is the same to the last bit in that order; else no order was found that is ONNX Runtime's. */
  readonly exact: boolean;
}

/** A page full of positions, the last of which attends to all. */
const SHAPE = { heads: 4, kvHeads: 4, size: 8 };
const WIDTH = SHAPE.heads * SHAPE.size;
const SCALE = 1 / Math.sqrt(SHAPE.size);

/**
 * The order in which ONNX Runtime makes the sums of attention on this machine: that in which the sampler's kernel gives the same.
 * A tenth of a second or less.
 */
export async function probeSumOrder(host: Host): Promise<FoundOrder> {
  const expected = await byGraph(host);
  for (const lanes of [8, 16] as const) {
    if (byKernel({ lanes }).every((value, i) => value === expected[i])) return { lanes, exact: true };
  }
  return { lanes: 8, exact: false };
}

/** Numbers without a pattern, `[PAGE, WIDTH]`. */
const draw = (from: number): Float32Array =>
  Float32Array.from({ length: PAGE * WIDTH }, (_, i) => 2 * Math.sin(from + i * i));
const [QUERIES, KEYS, VALUES] = [1, 2, 3].map(draw);

async function byGraph(host: Host): Promise<Float32Array> {
  const { heads, kvHeads, size } = SHAPE;
  const config = { ...transformerPreset("tiny", { vocabulary: 1 }), heads, kvHeads, headDimension: size };
  const [q, k, v] = ["q", "k", "v"].map((name) => input(name, "float32", ["time", "rows", WIDTH]));
  const mask = input("mask", "float32", ["rows", 1, "time", "time"]);
  const mixed = attention(config, { q, k, v }, mask);
  const runner = await host.open(compile({ outputs: { mixed } }), 1);
  const result = new Float32Array(PAGE * WIDTH);
  const given = (data: Float32Array) => host.memory(data, [PAGE, 1, WIDTH]);
  await runner.run(
    {
      ...{ q: given(QUERIES), k: given(KEYS), v: given(VALUES) },
      mask: host.memory(new Float32Array(PAGE * PAGE), [1, 1, PAGE, PAGE]),
    },
    { mixed: host.memory(result, [PAGE, WIDTH]) },
  );
  await runner.close();
  return result.slice(-WIDTH);
}

/** The same of the sampler's kernel. */
export function byKernel(order: SumOrder): Float32Array {
  const { heads, size } = SHAPE;
  const [results, weights] = [WIDTH, 2 * WIDTH];
  const table = weights + roomForWeights(SHAPE, PAGE);
  const keys = table + 4;
  const values = keys + PAGE * WIDTH;
  const memory = wasmMemory(4 * (values + PAGE * WIDTH));
  const floats = new Float32Array(memory.buffer);
  new Int32Array(memory.buffer)[table] = 4 * keys;
  floats.set(QUERIES.slice(-WIDTH));
  for (let position = 0; position < PAGE; position++) {
    for (let head = 0; head < heads; head++) {
      const [from, block] = [position * WIDTH + head * size, head * PAGE * size];
      for (let i = 0; i < size; i++) {
        floats[keys + block + keyStart(size, position) + i * KEY_STRIDE] = KEYS[from + i];
        floats[values + block + position * size + i] = VALUES[from + i];
      }
    }
  }
  attentionKernel(SHAPE, PAGE, SCALE, order, memory)(0, 4 * results, 4 * weights, 4 * table, 0, 0, PAGE);
  return floats.slice(results, results + WIDTH);
}
