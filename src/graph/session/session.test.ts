import { afterEach, describe, expect, test } from "vitest";
import { GraphError } from "../../errors.js";
import * as g from "../index.js";

const opened: g.Session[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((session) => session.close()));
});

async function open(program: g.Program, options: g.SessionOptions): Promise<g.Session> {
  const session = await g.createSession(program, options);
  opened.push(session);
  return session;
}

/** Counts runs and adds up what it is fed. */
function counter() {
  const x = g.input("x", "float32", ["batch", 2]);
  const total = g.variable("total", [2], g.zeros());
  const runs = g.variable("runs", [], g.zeros(), { dtype: "int32", trainable: false });
  const next = g.add(total, g.sum(x, 0));
  const program = g.compile({
    outputs: { next, doubled: g.mul(x, 2) },
    updates: [
      [total, next],
      [runs, g.add(runs, 1)],
    ],
  });
  return { program, total };
}

describe.each([true, false])("session, in thread: %s", (inThread) => {
  test("keeps variables between runs and copes with changing batches", async () => {
    const session = await open(counter().program, { inThread });
    await session.run({ x: Float32Array.of(1, 2) });
    const { next, doubled } = await session.run({ x: Float32Array.of(3, 4, 5, 6) });
    expect([...next.data]).toEqual([9, 12]);
    expect(doubled.shape).toEqual([2, 2]);
    expect([...doubled.data]).toEqual([6, 8, 10, 12]);
    const variables = await session.variables();
    expect([...variables.get("total")!.data]).toEqual([9, 12]);
    expect([...variables.get("runs")!.data]).toEqual([2]);
  });

  test("runs in the order of the calls", async () => {
    const session = await open(counter().program, { inThread });
    const runs = Array.from({ length: 20 }, (_, i) => session.run({ x: Float32Array.of(i, 1) }));
    await Promise.all(runs);
    expect([...(await session.variables()).get("total")!.data]).toEqual([190, 20]);
  });

  test("loads values, and attached programs share them", async () => {
    const { program, total } = counter();
    const session = await open(program, { inThread });
    const reader = await session.attach(g.compile({ outputs: { tenfold: g.mul(total, 10) } }));
    await session.load(new Map([["total", { shape: [2], data: Float32Array.of(5, 6) }]]));
    expect([...(await reader.run({})).tenfold.data]).toEqual([50, 60]);
    await session.run({ x: Float32Array.of(1, 1) });
    expect([...(await reader.run({})).tenfold.data]).toEqual([60, 70]);
  });

  test("says what is wrong with feeds and values", async () => {
    const session = await open(counter().program, { inThread });
    const message = (promise: Promise<unknown>) =>
      promise.then(
        () => "no error",
        (error) => (error instanceof GraphError ? `${error.code}: ${error.message}` : String(error)),
      );
    expect(await message(session.run({}))).toBe("BAD_FEED: input x was not fed");
    expect(await message(session.run({ y: 1 }))).toMatch(
      /^BAD_FEED: the program has no input named y; its inputs: x$/,
    );
    expect(await message(session.run({ x: new Float32Array(3) }))).toMatch(
      /3 elements are no whole number of 2/,
    );
    expect(await message(session.run({ x: new Int32Array(2) }))).toMatch(
      /expected elements of float32, found int32/,
    );
    const wrong = new Map([["total", { shape: [3], data: new Float32Array(3) }]]);
    expect(await message(session.load(wrong))).toMatch(
      /BAD_VARIABLE: variable total: expected float32\[2\], found \[3\]/,
    );
    expect(await message(session.load(new Map([["other", wrong.get("total")!]])))).toMatch(
      /no variable is named other/,
    );
    expect([...(await session.run({ x: Float32Array.of(1, 2) })).next.data]).toEqual([1, 2]);
  });
});

test("a device that is not there is named with those that are", async () => {
  const { program } = counter();
  await expect(g.createSession(program, { device: "tpu" as g.Device })).rejects.toThrow(
    /device tpu is not available here: no device has this name; available: cpu/,
  );
  for (const device of ["webgpu", "cuda"] as const) {
    // Where the machine has the device, the session opens and computes; where not, the message says what it needs.
    const opening = open(counter().program, { device, inThread: true });
    if ((await g.devices()).includes(device)) {
      expect([...(await (await opening).run({ x: Float32Array.of(1, 2) })).next.data]).toEqual([1, 2]);
    } else await expect(opening).rejects.toThrow(/it needs a.* GPU.*; available: cpu/);
  }
});

test("feeds in shared memory are accepted", async () => {
  const session = await open(counter().program, { inThread: true });
  const x = new Float32Array(new SharedArrayBuffer(8));
  x.set([3, 4]);
  expect([...(await session.run({ x })).next.data]).toEqual([3, 4]);
});
