import { beforeAll, describe, expect, test } from "vitest";
import { Random } from "../../random/index.js";
import * as g from "../index.js";

let block: number | undefined;
beforeAll(async () => {
  block = await g.channelBlock();
});

interface Sizes {
  readonly batch: number;
  readonly planes: number;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** Parameters by name, made when they are asked for. */
function variables() {
  const made: g.Variable[] = [];
  const make = (name: string, shape: readonly number[], initializer: g.Initializer, trainable = true) => {
    const variable = g.variable(name, shape, initializer, { trainable });
    if (trainable) made.push(variable);
    return variable;
  };
  return { made, make };
}

/** A residual block with what networks put around it: stem, two narrow heads, one of them without normalisation. */
function tower({ batch, planes, channels, height, width }: Sizes, training = true) {
  const { made, make } = variables();
  const updates: g.Update[] = [];
  const convolution = (name: string, x: g.Tensor, out: number, size: number) => {
    const shape = [out, Number(x.shape[1]), size, size];
    return g.conv2d(x, make(`${name}/filter`, shape, g.heNormal()), undefined, { padding: "same" });
  };
  const normalized = (name: string, x: g.Tensor, out: number, size: number) => {
    const { output, updates: statistics } = g.batchNorm(
      convolution(name, x, out, size),
      {
        scale: make(`${name}/scale`, [out], g.normal(1)),
        bias: make(`${name}/bias`, [out], g.normal(1)),
        mean: make(`${name}/mean`, [out], g.zeros(), false),
        variance: make(`${name}/variance`, [out], g.ones(), false),
      },
      { training },
    );
    updates.push(...statistics);
    return output;
  };
  const board = g.input("board", "float32", [batch, planes, height, width]);
  const stem = g.relu(normalized("stem", board, channels, 3));
  const inner = g.relu(normalized("inner", stem, channels, 3));
  const x = g.relu(g.add(normalized("outer", inner, channels, 3), stem));
  const wide = g.relu(convolution("wide", x, 2 * channels, 3));
  const policy = g.flatten(g.relu(normalized("policy", wide, 3, 1)));
  const value = g.flatten(convolution("value", g.add(wide, wide), 1, 1));
  const loss = g.add(g.mean(g.square(policy)), g.mean(g.tanh(value)));
  return { board, loss, policy, value, updates, made };
}

/** Loss, gradients and new statistics. */
async function results(sizes: Sizes, channelBlock: number | undefined): Promise<Map<string, Float32Array>> {
  const { loss, updates, made } = tower(sizes);
  const gradients = g.grad(loss, made);
  const outputs = Object.fromEntries(made.map((variable, i) => [`by ${variable.name}`, gradients[i]]));
  const program = g.compile({ outputs: { loss, ...outputs }, updates, channelBlock });
  const session = await g.createSession(program, { inThread: true, seed: 3 });
  const random = new Random(1, "boards");
  const length = sizes.batch * sizes.planes * sizes.height * sizes.width;
  const found = await session.run({ board: Float32Array.from({ length }, () => random.normal()) });
  const after = await session.variables();
  await session.close();
  const statistics = updates.map(([{ name }]) => [name, after.get(name)!.data as Float32Array] as const);
  return new Map([
    ...statistics,
    ...Object.entries(found).map(([key, { data }]) => [key, data as Float32Array] as const),
  ]);
}

describe("programs in blocks", () => {
  test("the machine's block is 8 or 16 where there is one", () => {
    expect([undefined, 8, 16]).toContain(block);
  });

  const cases: Sizes[] = [
    { batch: 16, planes: 3, channels: 16, height: 6, width: 7 },
    { batch: 48, planes: 32, channels: 32, height: 3, width: 3 },
    { batch: 16, planes: 17, channels: 16, height: 9, width: 8 },
    { batch: 16, planes: 1, channels: 32, height: 1, width: 5 },
  ];
  test.each(cases)("compute what programs without them do: %o", async (sizes) => {
    if (block === undefined) return;
    const expected = await results(sizes, undefined);
    const found = await results(sizes, block);
    for (const [name, values] of expected) {
      const scale = values.reduce((max, value) => Math.max(max, Math.abs(value)), 1e-3);
      const actual = found.get(name)!;
      const worst = values.reduce((max, value, i) => Math.max(max, Math.abs(value - actual[i])), 0);
      expect(worst / scale, name).toBeLessThan(1e-4);
    }
  });

  test("inference agrees too", async () => {
    if (block === undefined) return;
    const sizes = { batch: 32, planes: 3, channels: 32, height: 6, width: 7 };
    const { policy, value, board } = tower(sizes, false);
    const random = new Random(2, "boards");
    const boards = Float32Array.from({ length: 32 * 3 * 42 }, () => random.normal());
    const outputs = await Promise.all(
      [undefined, block].map(async (channelBlock) => {
        const program = g.compile({ outputs: { policy, value }, channelBlock });
        const session = await g.createSession(program, { inThread: true, seed: 4 });
        const found = await session.run({ [board.name]: boards });
        await session.close();
        return [...(found.policy.data as Float32Array), ...(found.value.data as Float32Array)];
      }),
    );
    const scale = Math.max(...outputs[0].map(Math.abs));
    outputs[0].forEach((expected, i) => {
      expect(Math.abs(outputs[1][i] - expected) / scale).toBeLessThan(1e-4);
    });
  });

  test("what does not fit the blocks is written as without them", () => {
    const sizes = { batch: 10, planes: 3, channels: 12, height: 6, width: 7 };
    const { loss, made } = tower(sizes);
    const options = { outputs: { loss, by: g.grad(loss, made)[0] } };
    expect(g.compile({ ...options, channelBlock: 16 }).onnx).toEqual(g.compile(options).onnx);
  });
});
