import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { evenPackings } from "./even-rows.js";
import { type Packing, pack } from "./packing.js";
import { collect, planBatches } from "./plan.js";

const lengths = fc.array(fc.integer({ min: 1, max: 200 }), { maxLength: 120 });

const counted = (lengths: readonly number[]) => lengths.reduce((a, b) => a + b, 0);

/** Every token of every sequence has a place of its own. @returns tokens computed */
function expectPlaces(packings: readonly Packing[], given: readonly number[]): number {
  const placed: number[] = [];
  for (const { time, rows, placements } of packings) {
    const taken = new Set<number>();
    for (const { sequence, row, start } of placements) {
      placed.push(sequence);
      expect(row).toBeLessThan(rows);
      expect(start % 4).toBe(0);
      expect(start + given[sequence]).toBeLessThanOrEqual(time);
      for (let t = start; t < start + given[sequence]; t++) taken.add(row * time + t);
    }
    expect(taken.size).toBe(counted(placements.map(({ sequence }) => given[sequence])));
  }
  expect(placed.sort((a, b) => a - b)).toEqual(given.map((_, i) => i));
  return counted(packings.map(({ time, rows }) => time * rows));
}

describe("packing", () => {
  test("every token of every sequence has a place of its own, and at most 8 % of a batch is padding", () => {
    const property = fc.property(lengths, fc.integer({ min: 1, max: 1000 }), (given, budget) => {
      const packings = pack(given, budget);
      expectPlaces(packings, given);
      for (const { time, rows, placements } of packings) {
        const tokens = counted(placements.map(({ sequence }) => given[sequence]));
        expect(time * rows - tokens).toBeLessThanOrEqual(0.08 * time * rows);
        if (rows > 1) expect(time * rows).toBeLessThanOrEqual(budget);
      }
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

describe("rows of one length", () => {
  test("every token has a place of its own, batches have one shape, and at most 8 % is padding", () => {
    const some = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 120 });
    const property = fc.property(some, fc.integer({ min: 1, max: 4 }), (given, batches) => {
      for (const packings of evenPackings(given, 1000, batches)) {
        const computed = expectPlaces(packings, given);
        expect(computed - counted(given)).toBeLessThanOrEqual(0.08 * computed);
        expect(new Set(packings.map(({ time, rows }) => `${time} x ${rows}`)).size).toBe(1);
        expect(packings.length).toBe(batches);
        if (packings[0].rows > 1) expect(computed / batches).toBeLessThanOrEqual(1000);
      }
    });
    fc.assert(property, { seed: 4, numRuns: 300 });
  });
});

describe("plans", () => {
  const settings = (budget: number) => ({ budget, workers: 2, attention: 5e-4 });

  const data = (given: readonly number[]) =>
    given.map((length, sequence) => ({
      inputIds: new Int32Array(length),
      targetIds: Int32Array.from({ length }, (_, i) => 1000 * sequence + i),
    }));

  test("results find their way back, and workers have about the same number of tokens", () => {
    const property = fc.property(lengths, fc.integer({ min: 1, max: 3 }), (given, workers) => {
      const sequences = data(given);
      const plan = planBatches(sequences, { budget: 400, workers, attention: 1e-3 }, "weighted");
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
    const plan = planBatches(data(new Array(16).fill(64)), settings(4096), "weighted");
    const loads = plan.workers.map((batches) => batches.map(({ batch }) => [batch.time, batch.rows]));
    expect(loads).toEqual([[[64, 8]], [[64, 8]]]);
  });

  test("lengths that leave room in rows of the longest share longer rows, unless attention is dear", () => {
    const given = [120, 110, 100, 90, 80, 70, 60, 50, 40, 30, 20, 10, 115, 105, 95, 85];
    const computed = (attention: number) =>
      planBatches(data(given), { budget: 1024, workers: 1, attention }, "weighted").workers[0].map(
        ({ batch }) => batch.time,
      );
    expect(new Set(computed(0)).size).toBe(1);
    expect(computed(0)[0]).toBeGreaterThan(120);
    expect(Math.max(...computed(1e-2))).toBe(120);
  });

  test("no worker has much more than its share of a step's answers", () => {
    const answers = fc.array(fc.integer({ min: 60, max: 120 }), { minLength: 128, maxLength: 128 });
    const property = fc.property(answers, (given) => {
      const plan = planBatches(data(given), settings(1024), "weighted");
      const loads = plan.workers.map((batches) =>
        batches.reduce((sum, { batch }) => sum + batch.time * batch.rows, 0),
      );
      expect(Math.max(...loads)).toBeLessThan((1.09 * (plan.computed - plan.padding)) / 2);
    });
    fc.assert(property, { seed: 3, numRuns: 50 });
  });
});
