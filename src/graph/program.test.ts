import { describe, expect, test } from "vitest";
import * as g from "./index.js";

async function run(program: g.Program, feeds: g.Feeds) {
  const session = await g.createSession(program, { inThread: true });
  const results = await session.run(feeds);
  const values = Object.entries(results).map(([name, { data }]) => [name, [...data].map(Number)]);
  await session.close();
  return Object.fromEntries(values) as Record<string, number[]>;
}

describe("named dimensions", () => {
  const x = g.input("x", "float32", ["batch", "time", 2]);
  const scale = g.variable("scale", [2], g.ones());
  const loss = g.mean(g.square(g.mean(g.mul(x, scale), [0])));
  const outputs = {
    loss,
    gradient: g.grad(loss, [scale])[0],
    repeated: g.expand(g.constant(3), ["batch", "time"]),
    flat: g.reshape(x, [-1]),
    size: g.size(["batch", "time", 2]),
  };
  const feeds = { x: { shape: [3, 4, 2], data: Float32Array.from({ length: 24 }, (_, i) => i / 8) } };

  test.each([[{}], [{ batch: 3 }], [{ time: 4 }], [{ batch: 3, time: 4 }]])(
    "give the same results where sizes %j are fixed",
    async (dimensions) => {
      const found = await run(g.compile({ outputs, dimensions }), feeds);
      const expected = await run(g.compile({ outputs }), feeds);
      expect(found).toEqual(expected);
      expect(found.size).toEqual([24]);
      expect(found.repeated).toEqual(new Array(12).fill(3));
    },
  );

  test("are numbers in a program that fixes them", () => {
    const { inputs, outputs: types } = g.compile({ outputs, dimensions: { batch: 3 } });
    expect(inputs).toEqual([{ name: "x", dtype: "float32", shape: [3, "time", 2] }]);
    expect(types.map(({ shape }) => shape)).toEqual([[], [2], [3, "time"], ["6*time"], []]);
  });
});

describe("portable programs", () => {
  const x = g.input("x", "float32", ["batch", 3, 4]);
  const outputs = { y: g.gelu(g.silu(g.matmul(x, x, { transA: true, alpha: 2 }))) };
  const text = (program: g.Program) => new TextDecoder("latin1").decode(program.onnx);

  test("name ONNX's own operators only and give the same results", async () => {
    const [own, portable] = [g.compile({ outputs }), g.compile({ outputs, portable: true })];
    expect(text(own)).toContain("com.microsoft");
    expect(text(portable)).not.toContain("com.microsoft");
    const feeds = { x: Float32Array.from({ length: 24 }, (_, i) => Math.sin(i)) };
    const [expected, found] = [await run(own, feeds), await run(portable, feeds)];
    found.y.forEach((value, i) => {
      expect(value).toBeCloseTo(expected.y[i], 5);
    });
  });

  test("are not written in blocks of channels", () => {
    expect(() => g.compile({ outputs, portable: true, channelBlock: 8 })).toThrow(/not portable/);
  });
});
