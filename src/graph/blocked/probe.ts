import { hostBackend } from "../backends/backend.js";
import { grad } from "../gradient.js";
import { values } from "../initializers.js";
import { relu } from "../operators/activation.js";
import { square } from "../operators/arithmetic.js";
import { batchNorm } from "../operators/batch-normalization.js";
import { conv2d } from "../operators/convolution.js";
import { sum } from "../operators/reduction.js";
import { compile, type Program } from "../program.js";
import { LocalSession } from "../session/local.js";
import { input, variable } from "../tensor.js";

const CANDIDATES = [16, 8] as const;
const [BATCH, CHANNELS, HEIGHT, WIDTH] = [16, 16, 4, 3];
const TOLERANCE = 1e-3;

let found: Promise<number | undefined> | undefined;

/**
 * The number of channels in a block that this machine's ONNX Runtime works with, for `compile`; undefined where it has no
 * blocked operators. They are internal to ONNX Runtime, so a small training step in blocks is compared with the
 * same in the ordinary layout before they are trusted. Takes a few milliseconds, once.
 *
 * @example const program = compile({ outputs: { loss }, updates, channelBlock: await channelBlock() });
 */
export function channelBlock(): Promise<number | undefined> {
  found ??= probe();
  return found;
}

async function probe(): Promise<number | undefined> {
  const expected = await run(trial(undefined));
  for (const block of CANDIDATES) {
    const results = await run(trial(block)).catch(() => undefined);
    const close = (value: number, i: number) =>
      Math.abs(value - expected[i]) <= TOLERANCE * Math.max(1, Math.abs(expected[i]));
    if (results?.every(close)) return block;
  }
  return undefined;
}

/** Convolution, normalisation and their gradients. */
function trial(block: number | undefined): Program {
  const x = input("x", "float32", [BATCH, CHANNELS, HEIGHT, WIDTH]);
  const filter = input("filter", "float32", [CHANNELS, CHANNELS, 3, 3]);
  const [scale, bias] = ["scale", "bias"].map((name) => input(name, "float32", [CHANNELS]));
  const [mean, variance] = ["mean", "variance"].map((name) =>
    variable(name, [CHANNELS], values(ramp(CHANNELS))),
  );
  const y = conv2d(x, filter, undefined, { padding: 1 });
  const { output } = batchNorm(y, { scale, bias, mean, variance }, { training: true });
  const loss = sum(square(relu(output)));
  const [byX, byFilter] = grad(loss, [x, filter]);
  return compile({ outputs: { loss, byX, byFilter }, channelBlock: block });
}

async function run(program: Program): Promise<number[]> {
  const settings = { device: "cpu", threads: 1, spin: false } as const;
  const session = await LocalSession.open(program, { backend: await hostBackend(), settings, seed: 0 });
  const feeds = program.inputs.map(({ name, shape }) => {
    const size = shape.reduce<number>((a, b) => a * Number(b), 1);
    return [name, ramp(size)] as const;
  });
  const results = await session.run(Object.fromEntries(feeds));
  await session.close();
  return Object.values(results).flatMap(({ data }) => Array.from(data, Number));
}

/** Numbers without a pattern that a wrong order of channels could keep. */
function ramp(length: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => Math.sin(1 + i * i) / 4);
}
