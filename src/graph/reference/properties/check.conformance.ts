import type { Random } from "../../../random/index.js";
import type { Device } from "../../backends/backend.js";
import { arrayFrom, dtypeOf } from "../../dtype.js";
import { grad, topologicalOrder } from "../../gradient.js";
import { add, mul } from "../../operators/arithmetic.js";
import { sum } from "../../operators/reduction.js";
import { type CompileOptions, compile } from "../../program.js";
import { createSession } from "../../session/session.js";
import { evaluate } from "../../shape.js";
import { Input, type Tensor } from "../../tensor.js";
import { type NdArray, zeros } from "../array.js";
import { interpret, toNdArray } from "../interpreter.js";
import { BINDINGS, type Property } from "./draw.conformance.js";

/** What {@link check} found. Errors are relative to the largest element of a tensor, or to 1 if that is smaller. */
export interface Agreement {
  /** Names of the operators in the function and in its gradient. */
  readonly operators: ReadonlySet<string>;
  /** Between ONNX Runtime's float32 and the reference: outputs and gradients. */
  readonly runtimeError: number;
  /** Between the gradient's graph and central differences, both on the reference. */
  readonly gradientError: number;
}

const STEP = 1e-4;
/** Elements of an operand by which differences are taken. */
const SAMPLES = 12;

/** Compares a function and its gradient with the reference interpreter and with finite differences. */
export async function check(
  { operands, build, differentiable }: Property,
  random: Random,
  device: Device = "cpu",
): Promise<Agreement> {
  const inputs = operands.map(({ shape, data }, i) => new Input(`x${i}`, dtypeOf(data), shape));
  const outputs = [build(...inputs)].flat();
  const smooth = outputs.slice(0, differentiable).filter(({ dtype }) => dtype === "float32");
  // A random weight for each element: otherwise errors could cancel, as in the sum of a softmax.
  const weights = smooth.map(({ shape }, i) => new Input(`w${i}`, "float32", shape));
  const targets = smooth.length === 0 ? [] : inputs.filter(({ dtype }) => dtype === "float32");
  const terms = smooth.map((y, i) => sum(mul(y, weights[i])));
  const gradients =
    targets.length === 0
      ? []
      : grad(
          terms.reduce((a, b) => add(a, b)),
          targets,
        );

  const feeds: Record<string, NdArray> = {};
  operands.forEach(({ shape, data }, i) => {
    feeds[`x${i}`] = toNdArray(data, evaluate(shape, BINDINGS));
  });
  for (const { name, shape } of weights) {
    feeds[name] = zeros(evaluate(shape, BINDINGS));
    feeds[name].data.set(Float32Array.from(feeds[name].data, () => random.normal()));
  }

  const all = [...outputs, ...gradients];
  const expected = interpret(all, { feeds, bindings: BINDINGS });
  const settings = {
    dimensions: random.chance(0.5) ? { batch: BINDINGS.batch } : {},
    portable: random.chance(0.5),
    device,
  };
  // The outputs once more alone: operators may compute them in another way where no gradient is wanted.
  const runtimeErrors = [
    await runtimeError(outputs, expected, feeds, settings),
    await runtimeError(all, expected, feeds, settings),
  ];

  const loss = (at: Record<string, NdArray>) =>
    interpret(smooth, { feeds: at, bindings: BINDINGS })
      .map(({ data }, i) => data.reduce((total, y, j) => total + y * feeds[`w${i}`].data[j], 0))
      .reduce((a, b) => a + b);
  let gradientError = 0;
  targets.forEach(({ name }, i) => {
    const exact = expected[outputs.length + i].data;
    const chosen = random.shuffle([...exact.keys()]).slice(0, SAMPLES);
    const worst = chosen.map((j) => Math.abs(exact[j] - difference(loss, feeds, name, j)));
    gradientError = Math.max(gradientError, Math.max(0, ...worst) / scale(exact));
  });
  const operators = new Set(topologicalOrder(all).map(({ operator }) => operator.name));
  return { operators, runtimeError: Math.max(...runtimeErrors), gradientError };
}

function difference(
  loss: (feeds: Record<string, NdArray>) => number,
  feeds: Record<string, NdArray>,
  name: string,
  element: number,
): number {
  const { shape, data } = feeds[name];
  const moved = (step: number) =>
    loss({ ...feeds, [name]: { shape, data: data.with(element, data[element] + step) } });
  return (moved(STEP) - moved(-STEP)) / (2 * STEP);
}

async function runtimeError(
  tensors: readonly Tensor[],
  expected: readonly NdArray[],
  feeds: Record<string, NdArray>,
  { device, ...settings }: Omit<CompileOptions, "outputs"> & { readonly device: Device },
): Promise<number> {
  const outputs = Object.fromEntries(tensors.map((tensor, i) => [`y${i}`, tensor]));
  const session = await createSession(compile({ outputs, ...settings }), { inThread: true, device });
  const given = session.program.inputs.map(({ name, dtype }) => {
    const { shape, data } = feeds[name];
    return [name, { shape, data: arrayFrom(dtype, [...data]) }];
  });
  const results = await session.run(Object.fromEntries(given));
  await session.close();
  const errors = tensors.map((_, i) => {
    const { shape, data } = results[`y${i}`];
    if (shape.join() !== expected[i].shape.join()) return Number.POSITIVE_INFINITY;
    const differences = expected[i].data.map((value, j) => Math.abs(value - Number(data[j])));
    return Math.max(0, ...differences) / scale(expected[i].data);
  });
  return Math.max(...errors);
}

const scale = (values: Float64Array) =>
  values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
