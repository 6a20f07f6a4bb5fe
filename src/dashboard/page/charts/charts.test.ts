import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toCsv } from "./csv.js";
import { decimate } from "./decimate.js";
import { extent, nearest, type Series } from "./series.js";
import { smooth } from "./smooth.js";
import { summary } from "./summary.js";
import { toSvg } from "./svg.js";
import { ticks } from "./ticks.js";
import { panned, pinched, viewAfterKey, zoomed } from "./view-keys.js";

const series = (x: readonly number[], y: readonly number[], label = "loss"): Series => ({
  label,
  colour: 0,
  x: Float64Array.from(x),
  y: Float64Array.from(y),
});
const steps = (count: number) => Array.from({ length: count }, (_, i) => i);
const defined = (row: readonly (number | null | undefined)[]) =>
  row.filter((value) => typeof value === "number");

describe("decimation", () => {
  test("few points are all kept, and curves share one axis", () => {
    const drawn = decimate([series([0, 2, 4], [1, 2, 3]), series([1, 2], [5, 6])], [0, 4], 100);
    expect(drawn.x).toEqual([0, 1, 2, 4]);
    expect(drawn.y).toEqual([
      [1, undefined, 2, 3],
      [undefined, 5, 6, undefined],
    ]);
  });

  test("of many points each column of pixels keeps its least and its greatest", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 100, maxLength: 600 }),
        fc.integer({ min: 1, max: 40 }),
        (y, pixels) => {
          const range = [0, y.length - 1] as const;
          const drawn = decimate([series(steps(y.length), y)], range, pixels);
          expect(drawn.x).toHaveLength(2 * pixels);
          const width = (range[1] - range[0]) / pixels;
          for (let column = 0; column < pixels; column++) {
            const end = column === pixels - 1 ? Number.POSITIVE_INFINITY : (column + 1) * width;
            const own = y.filter((_, x) => x >= column * width && x < end);
            const kept = defined(drawn.y[0].slice(2 * column, 2 * column + 2));
            expect(kept).toHaveLength(own.length > 0 ? 2 : 0);
            if (own.length === 0) continue;
            expect(Math.min(...kept)).toBe(Math.min(...own));
            expect(Math.max(...kept)).toBe(Math.max(...own));
          }
        },
      ),
    );
  });

  test("a zoomed picture goes on to its edges: one point more on either side", () => {
    const drawn = decimate([series(steps(1000), steps(1000))], [500.2, 510.8], 300);
    expect(drawn.x[0]).toBe(500);
    expect(drawn.x[drawn.x.length - 1]).toBe(511);
  });

  test("bounds of an interval are drawn, and a curve without any has none", () => {
    const bounded = { ...series([0, 1], [5, 6]), low: Float64Array.of(4, 5), high: Float64Array.of(6, 7) };
    const drawn = decimate([bounded, series([0, 1], [1, 2])], [0, 1], 100);
    expect(drawn.low).toEqual([[4, 5], null]);
    expect(drawn.high).toEqual([[6, 7], null]);
  });
});

test("smoothing keeps a constant, begins with the first value, and lags behind a step", () => {
  expect([...smooth(Float64Array.of(3, 3, 3), 0.9)].map((value) => value.toFixed(9))).toEqual(
    Array(3).fill("3.000000000"),
  );
  const stepped = smooth(Float64Array.of(0, 0, 1, 1), 0.5);
  expect(stepped[0]).toBe(0);
  expect(stepped[2]).toBeCloseTo(0.5 / 0.875, 12);
  expect(stepped[3]).toBeGreaterThan(stepped[2]);
});

test("views stay within what there is", () => {
  const all = [0, 100] as const;
  expect(panned([10, 20], -2, all)).toEqual([0, 10]);
  expect(panned([80, 100], 0.5, all)).toEqual([80, 100]);
  expect(zoomed([40, 60], 0.5, all)).toEqual([45, 55]);
  expect(zoomed([10, 90], 4, all)).toBeNull();
  expect(viewAfterKey("ArrowRight", [0, 50], all)).toEqual([10, 60]);
  expect(viewAfterKey("Escape", [0, 50], all)).toBeNull();
  expect(viewAfterKey("x", [0, 50], all)).toBeUndefined();
});

test("the nearest point, and the ends of several curves", () => {
  expect(nearest(series([0, 10, 20], [1, 2, 3]), 14)).toBe(1);
  expect(nearest(series([0, 10, 20], [1, 2, 3]), 99)).toBe(2);
  expect(nearest(series([], []), 1)).toBeUndefined();
  expect(extent([series([3, 9], [0, 0]), series([1, 4], [0, 0]), series([], [])])).toEqual([1, 9]);
});

test("a chart in words tells beginning, end and extremes", () => {
  expect(summary([series([0, 10, 20], [2, 5, 1])], "step")).toBe(
    "loss: from 2 at step 0 to 1 at step 20; lowest 1 at step 20, highest 5 at step 10.",
  );
  expect(summary([], "step")).toBe("No numbers yet.");
});

test("ticks are round and within the range", () => {
  expect(ticks(0, 1, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
  expect(ticks(3, 47, 5)).toEqual([10, 20, 30, 40]);
});

test("a CSV file holds every point, and quotes what needs it", () => {
  const bounded = { ...series([1], [2], 'a, "b"'), low: Float64Array.of(1), high: Float64Array.of(3) };
  expect(toCsv([bounded, series([5], [6])], "step")).toBe(
    'series,step,value,low,high\n"a, ""b""",1,2,1,3\nloss,5,6,,\n',
  );
});

test("an SVG file escapes names, and leaves out what a logarithm cannot show", () => {
  const colours = { ink: "#000", muted: "#555", line: "#ccc", surface: "#fff", series: ["#07b"] };
  const svg = toSvg({
    title: "<script>",
    axis: "step",
    series: [series([0, 1, 2], [0, 10, 100], "a & b")],
    range: [0, 2],
    logarithmic: true,
    colours,
  });
  expect(svg).toContain("&lt;script&gt;");
  expect(svg).toContain("a &amp; b");
  expect(svg).not.toContain("<script>");
  expect(svg).not.toMatch(/NaN|Infinity/);
});

test("what two fingers hold stays below them, within all there is", () => {
  const all = [0, 100] as const;
  const held = (...fingers: Parameters<typeof pinched>) => pinched(...fingers)?.map(Math.round);
  expect(held([0, 100], [0.4, 0.6], [0.3, 0.7], all)).toEqual([25, 75]);
  // In whatever order the fingers are told.
  expect(held([0, 100], [0.6, 0.4], [0.3, 0.7], all)).toEqual([25, 75]);
  // Moved together, the range moves.
  expect(held([40, 60], [0.2, 0.6], [0.4, 0.8], all)).toEqual([36, 56]);
  expect(held([0, 20], [0.2, 0.6], [0.4, 0.8], all)).toEqual([0, 20]);
  expect(pinched([40, 60], [0.1, 0.9], [0.49, 0.5], all)).toBeNull();
});
