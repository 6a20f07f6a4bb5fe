import { expect, test } from "vitest";
import * as g from "./index.js";

const x = g.input("x", "float32", ["batch", 3]);
const weight = g.input("weight", "float32", [2, 3]);
const byY = g.input("byY", "float32", ["batch", 2]);
const y = g.tanh(g.matmul(g.silu(x), weight, { transB: true }));

const elements = { x: [1, 2, -3, 0.5, 0, 2], weight: [0.1, -0.2, 0.3, 0.4, 0.5, -0.6], byY: [1, 2, -1, 0.5] };
const feeds = {
  x: Float32Array.from(elements.x),
  weight: Float32Array.from(elements.weight),
  byY: Float32Array.from(elements.byY),
};

async function run(program: g.Program, given: g.Feeds): Promise<Record<string, g.TensorValue>> {
  const session = await g.createSession(program, { inThread: true });
  const wanted = Object.fromEntries(program.inputs.map(({ name }) => [name, given[name]]));
  const results = await session.run(wanted);
  await session.close();
  return results;
}

test("a backward pass of its own, fed with what the forward pass saved, gives the gradients of one program", async () => {
  const [byX, byWeight] = g.pullBack(y, byY, [x, weight]);
  const whole = await run(g.compile({ outputs: { byX, byWeight } }), feeds);

  const tensors = g.savedTensors([y], [byX, byWeight]);
  expect(tensors.map((tensor) => tensor.node?.operator.name).sort()).toEqual(["silu", "silu", "tanh"]);
  const saved = Object.fromEntries(tensors.map((tensor, i) => [`saved${i}`, tensor]));
  const first = await run(g.compile({ outputs: { y, ...saved } }), feeds);
  const backward = g.compile({ outputs: { byX, byWeight }, given: saved });
  const second = await run(backward, { ...feeds, ...first });
  expect(second.byX.data).toEqual(whole.byX.data);
  expect(second.byWeight.data).toEqual(whole.byWeight.data);
  expect(backward.inputs.map(({ name }) => name)).not.toContain("x");

  const again = g.savedTensors([y], [byX], (node) => node.operator.name === "silu");
  expect(again.map((tensor) => tensor.node?.operator.name)).toEqual(["tanh"]);
});

test("the gradient of a scalar is a backward pass from 1", async () => {
  const loss = g.sum(g.mul(y, byY));
  const [expected] = g.grad(loss, [weight]);
  const [found] = g.pullBack(y, byY, [weight]);
  const results = await run(g.compile({ outputs: { expected, found } }), feeds);
  expect(results.found.data).toEqual(results.expected.data);
});

test("a runner writes where it is told, also into the memory of an input", async () => {
  const host = await g.Host.here();
  const total = g.input("total", "float32", [2, 3]);
  const next = g.accumulate(total, g.pullBack(y, byY, [weight])[0]);
  const runner = await host.open(g.compile({ outputs: { next } }), 1);
  const sums = new Float32Array(7);
  // A view that does not start where its buffer does.
  const memory = host.memory(sums.subarray(1), [2, 3]);
  const fed = {
    x: host.memory(feeds.x, [2, 3]),
    weight: host.memory(feeds.weight, [2, 3]),
    byY: host.memory(feeds.byY, [2, 2]),
  };
  await runner.run({ ...fed, total: memory }, { next: memory });
  const once = sums.slice();
  await runner.run({ ...fed, total: memory }, { next: memory });
  const [gradient] = g.pullBack(y, byY, [weight]);
  const expected = await run(g.compile({ outputs: { gradient } }), feeds);
  expect(once).toEqual(Float32Array.of(0, ...(expected.gradient.data as Float32Array)));
  expect(sums).toEqual(once.map((value) => 2 * value));
  await expect(runner.run(fed, { next: memory })).rejects.toMatchObject({ code: "RUN_FAILED" });
  await runner.close();
  const broken = { ...runner, onnx: new Uint8Array(3), inputs: [], outputs: [], variables: [] };
  await expect(host.open(broken, 1)).rejects.toMatchObject({ code: "BAD_PROGRAM" });
});
