import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pack } from "./packing.js";
import { collect, planBatches } from "./plan.js";

const lengths = fc.array(fc.integer({ min: 1, max: 200 }), { maxLength: 120 });

describe("packing", () => {
  test("every token of every sequence has a place of its own, and at most 8 % of a batch is padding", () => {
    const property = fc.property(lengths, fc.integer({ min: 1, max: 1000 }), (given, budget) => {
      const placed: number[] = [];
      for (const { time, rows, placements } of pack(given, budget)) {
        const taken = new Set<number>();
        for (const { sequence, row, start } of placements) {
          placed.push(sequence);
          expect(row).toBeLessThan(rows);
          expect(start + given[sequence]).toBeLessThanOrEqual(time);
          for (let t = start; t < start + given[sequence]; t++) taken.add(row * time + t);
        }
        const tokens = placements.reduce((sum, { sequence }) => sum + given[sequence], 0);
        expect(taken.size).toBe(tokens);
        expect(time * rows - tokens).toBeLessThanOrEqual(0.08 * time * rows);
        if (rows > 1) expect(time * rows).toBeLessThanOrEqual(budget);
      }
      expect(placed.sort((a, b) => a - b)).toEqual(given.map((_, i) => i));
    });
    fc.assert(property, { seed: 1, numRuns: 300 });
  });

  test("sequences of one length fill batches of that length", () => {
    expect(pack([5, 5, 5], 10).map(({ time, rows }) => [time, rows])).toEqual([
      [5, 2],
      [5, 1],
    ]);
    expect(pack([7], 3)).toEqual([{ time: 7, rows: 1, placements: [{ sequence: 0, row: 0, start: 0 }] }]);
    expect(pack([], 3)).toEqual([]);
  });
});

describe("plans", () => {
  const data = (given: readonly number[]) =>
    given.map((length, sequence) => ({
      inputIds: new Int32Array(length),
      targetIds: Int32Array.from({ length }, (_, i) => 1000 * sequence + i),
    }));

  test("results find their way back, and workers have about the same number of tokens", () => {
    const property = fc.property(lengths, fc.integer({ min: 1, max: 3 }), (given, workers) => {
      const sequences = data(given);
      const plan = planBatches(sequences, 400, workers, "weighted");
      const total = given.reduce((a, b) => a + b, 0);
      expect(plan.computed - plan.padding).toBe(total);
      const found = plan.workers.map((batches) =>
        batches.map(({ batch }) => Float32Array.from(batch.targets)),
      );
      expect(collect(sequences, plan, found)).toEqual(
        sequences.map(({ targetIds }) => Float32Array.from(targetIds)),
      );
      const loads = plan.workers.map((batches) =>
        batches.reduce((sum, { batch }) => sum + batch.time * batch.rows, 0),
      );
      expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(400);
    });
    fc.assert(property, { seed: 2, numRuns: 200 });
  });

  test("work for one batch is split where there are several workers", () => {
    const plan = planBatches(data(new Array(16).fill(64)), 4096, 2, "weighted");
    const loads = plan.workers.map((batches) => batches.map(({ batch }) => [batch.time, batch.rows]));
    expect(loads).toEqual([[[64, 8]], [[64, 8]]]);
  });

  test("no worker has much more than its share of a step's answers", () => {
    const answers = fc.array(fc.integer({ min: 60, max: 120 }), { minLength: 128, maxLength: 128 });
    const property = fc.property(answers, (given) => {
      const plan = planBatches(data(given), 1024, 2, "weighted");
      const loads = plan.workers.map((batches) =>
        batches.reduce((sum, { batch }) => sum + batch.time * batch.rows, 0),
      );
      expect(Math.max(...loads)).toBeLessThan((1.09 * (plan.computed - plan.padding)) / 2);
    });
    fc.assert(property, { seed: 3, numRuns: 50 });
  });
});
