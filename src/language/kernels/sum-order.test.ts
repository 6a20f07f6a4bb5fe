import { expect, test } from "vitest";
import { compile, createSession, input, matmul } from "../../graph/index.js";
import { Random } from "../../random/index.js";
import { orderIsKnown } from "./processor.conformance.js";
import { termsInSum } from "./sum-order.js";

const { fround } = Math;

const draw = (name: string, length: number) => {
  const random = new Random(1, name);
  return Float32Array.from({ length }, () => random.float() - 0.5);
};

/** `a bᵀ`, summed over so many terms at a time, each rounded once. */
function product(a: Float32Array, b: Float32Array, width: number, terms: number): Float32Array {
  const [rows, columns] = [a.length / width, b.length / width];
  return Float32Array.from({ length: rows * columns }, (_, at) => {
    const [row, column] = [Math.floor(at / columns), at % columns];
    let total = 0;
    for (let from = 0; from < width; from += terms) {
      let sum = 0;
      for (let i = from; i < Math.min(width, from + terms); i++)
        sum = fround(a[row * width + i] * b[column * width + i] + sum);
      total = fround(total + sum);
    }
    return total;
  });
}

test.runIf(orderIsKnown)("products are summed in the order that termsInSum tells", async () => {
  for (const [columns, width] of [
    [8, 1500],
    [24, 1200],
    [40, 700],
    [64, 300],
    [128, 512],
    [200, 128],
    [300, 300],
  ]) {
    const [a, b] = [input("a", "float32", ["rows", width]), input("b", "float32", [columns, width])];
    const session = await createSession(compile({ outputs: { y: matmul(a, b, { transB: true }) } }), {
      threads: 1,
    });
    const feeds = { a: draw("a", 5 * width), b: draw("b", columns * width) };
    const { y } = await session.run(feeds);
    await session.close();
    expect(y.data, `${columns} columns of ${width}`).toEqual(
      product(feeds.a, feeds.b, width, termsInSum(columns)),
    );
  }
});
