import { expect, test } from "vitest";
import type { Datum } from "../../language/engine/language-engine.js";
import { Random } from "../../random/index.js";
import { gspoLoss } from "./gspo-loss.js";

/** One answer of three sampled tokens behind an observed one. */
function datum(advantage: number, q: readonly number[]): Datum {
  return {
    inputIds: Int32Array.of(1, 2, 3, 4),
    targetIds: Int32Array.of(2, 3, 4, 5),
    weights: Float32Array.of(0, 1, 1, 1),
    logprobs: Float32Array.from(q),
    advantages: Float32Array.of(0, advantage, advantage, advantage),
  };
}

test("by hand: the ratio is the geometric mean over the answer's own tokens", () => {
  const p = [Float32Array.of(-9, -1, -1, -1)];
  const data = [datum(0.5, [0, -1.3, -1, -1.3])];
  const ratio = Math.exp(0.2);
  const free = gspoLoss(0, 2)(data, p);
  expect(free.loss).toBeCloseTo(-1.5 * ratio, 5);
  expect([...free.gradients[0]]).toEqual(
    [0, 1, 1, 1].map((one) => expect.closeTo((one * -1.5 * ratio) / 3, 5)),
  );
  const clipped = gspoLoss(0.9, 1.1)(data, p);
  expect(clipped.loss).toBeCloseTo(-1.5 * 1.1, 5);
  expect([...clipped.gradients[0]]).toEqual([0, 0, 0, 0]);
  // A bad answer that has become more likely is not spared.
  const bad = gspoLoss(0.9, 1.1)([datum(-0.5, [0, -1.3, -1, -1.3])], p);
  expect(bad.loss).toBeCloseTo(1.5 * ratio, 5);
  expect(bad.gradients[0][1]).toBeCloseTo((1.5 * ratio) / 3, 5);
});

test("gradients are those of finite differences", () => {
  const random = new Random(1, "gspo");
  const loss = gspoLoss(0.95, 1.05);
  for (let round = 0; round < 50; round++) {
    const q = Array.from({ length: 4 }, () => -random.float());
    const data = [datum(random.normal(), q), datum(random.normal(), q)];
    const p = data.map(() => Float64Array.from(q, (x) => x + 0.1 * random.normal()));
    const at = (values: readonly Float64Array[]) => loss(data, values as unknown as Float32Array[]).loss;
    const { gradients } = loss(data, p as unknown as Float32Array[]);
    for (const [i, row] of p.entries()) {
      for (let t = 0; t < row.length; t++) {
        const moved = (by: number) =>
          p.map((r, j) => (j === i ? r.map((x, u) => (u === t ? x + by : x)) : r));
        const h = 1e-6;
        expect(gradients[i][t]).toBeCloseTo((at(moved(h)) - at(moved(-h))) / (2 * h), 3);
      }
    }
  }
});
