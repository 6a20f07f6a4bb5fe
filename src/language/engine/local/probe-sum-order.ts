import { compile, type Host, input, reshape, rotary } from "../../../graph/index.js";
import type { TransformerConfig } from "../../config.js";
import type { SumOrder } from "../../kernels/sum-order.js";
import { attention } from "../../model/attention.js";
import { RotationTable } from "../../model/rotation.js";
import { transformerPreset } from "../../presets.js";
import { PagedCache } from "./paged-cache.js";

const ORDERS: readonly SumOrder[] = [{ lanes: 8 }, { lanes: 16 }];

const CONFIG: TransformerConfig = {
  ...transformerPreset("tiny", { vocabulary: 1, contextLength: 64 }),
  ...{ layers: 1, heads: 4, kvHeads: 4, headDimension: 8 },
};
const WIDTH = CONFIG.heads * CONFIG.headDimension;
const ROTATION = new RotationTable(CONFIG);
/** Tokens, the last of which attends to all. */
const TIME = 40;
/** Where the last one begins. */
const LAST = (TIME - 1) * WIDTH;

/** Queries, keys and values without a pattern, `[TIME, WIDTH]`; only those of the last token are to be rotated. */
const [Q, K, V] = [1, 2, 3].map((from) =>
  Float32Array.from({ length: TIME * WIDTH }, (_, i) => 2 * Math.sin(from + i * i)),
);

/**
 * The order in which ONNX Runtime makes the sums of attention on this machine: that in which a sampler's attention comes to the
 * same bits. Undefined where none does.
 */
export async function probeSumOrder(host: Host): Promise<SumOrder | undefined> {
  const expected = await byTrainer(host);
  return ORDERS.find((order) => bySampler(order).every((value, i) => value === expected[i]));
}

async function byTrainer(host: Host): Promise<Float32Array> {
  const { half } = ROTATION;
  const wide = (name: string, width = WIDTH) => input(name, "float32", ["time", "rows", width]);
  const [cos, sin] = ["cos", "sin"].map((name) => reshape(wide(name, half), [-1, half]));
  const turned = (name: string) => rotary(wide(name), cos, sin);
  const mask = input("mask", "float32", ["rows", 1, "time", "time"]);
  const mixed = attention(CONFIG, { q: turned("q"), k: turned("k"), v: wide("v") }, mask);
  const runner = await host.open(compile({ outputs: { mixed } }), 1);
  const [cosines, sines] = [1, 0].map((value) => new Float32Array(TIME * half).fill(value));
  ROTATION.write(TIME - 1, TIME, cosines, sines, TIME - 1);
  const tokens = (data: Float32Array) => host.memory(data, [TIME, 1, data.length / TIME]);
  const result = new Float32Array(TIME * WIDTH);
  await runner.run(
    {
      ...{ q: tokens(Q), k: tokens(K), v: tokens(V), cos: tokens(cosines), sin: tokens(sines) },
      mask: host.memory(new Float32Array(TIME * TIME), [1, 1, TIME, TIME]),
    },
    { mixed: host.memory(result, [TIME, WIDTH]) },
  );
  await runner.close();
  return result.slice(LAST);
}

/** The same by the sampler's kernels. */
export function bySampler(order: SumOrder): Float32Array {
  const cache = new PagedCache(CONFIG, ROTATION, 1, order);
  const [keys, values] = [K, V].map((all) => [all.slice(0, LAST)]);
  cache.begin(0, cache.keep({ tokens: TIME - 1, keys, values }));
  cache.advance(1);
  const mixed = new Float32Array(WIDTH);
  cache.attend(0, 1, { q: Q.slice(LAST), k: K.slice(LAST), v: V.slice(LAST) }, mixed);
  return mixed;
}
