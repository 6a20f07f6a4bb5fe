import { expect, test } from "vitest";
import * as g from "../index.js";

const [BATCH, WIDTH] = [128, 64];

/** A layer that is trained with Adam: 4·(WIDTH·WIDTH) bytes of weights, two slots of that size and a step count. */
function training() {
  const x = g.input("x", "float32", ["batch", WIDTH]);
  const weight = g.variable("weight", [WIDTH, WIDTH], g.glorotUniform());
  const y = g.matmul(x, weight);
  const loss = g.mean(g.square(g.sub(y, 1)));
  const step = g.adam().step([[weight, g.grad(loss, [weight])[0]]], 1e-3);
  return g.compile({ outputs: { loss, y }, updates: step.updates });
}

const feeds = { x: new Float32Array(BATCH * WIDTH).fill(0.1) };
const variables = 3 * 4 * WIDTH ** 2 + 4;
const outputs = 4 * BATCH * WIDTH + 4;

test("a session in this thread copies nothing", async () => {
  const session = await g.createSession(training(), { inThread: true });
  await session.run(feeds);
  expect(await session.memory()).toEqual({ variables, spare: variables, outputs, copies: 0, copiedBytes: 0 });
  await session.close();
});

test("a session in a worker copies feeds and results, not variables", async () => {
  const session = await g.createSession(training());
  await session.run(feeds);
  const copiedBytes = feeds.x.byteLength + outputs;
  expect(await session.memory()).toEqual({ variables, spare: variables, outputs, copies: 3, copiedBytes });
  await session.close();
});

test("thousands of steps do not make the process grow", async () => {
  const session = await g.createSession(training(), { inThread: true });
  const steps = async (count: number) => {
    for (let i = 0; i < count; i++) await session.run(feeds);
  };
  await steps(500);
  const before = process.memoryUsage.rss();
  await steps(4000);
  // Were one array of a step kept, 4000 steps would add 64 MB (weights) or 130 MB (feeds, results).
  expect(process.memoryUsage.rss() - before).toBeLessThan(40e6);
  await session.close();
});
