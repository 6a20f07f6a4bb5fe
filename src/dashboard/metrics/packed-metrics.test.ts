import fc from "fast-check";
import { expect, test } from "vitest";
import type { MetricsLine } from "../api.js";
import { MetricStore } from "./metric-store.js";
import { packMetrics, unpackMetrics } from "./packed-metrics.js";
import { RowReader } from "./row-reader.js";

const number = fc.oneof(fc.double({ noDefaultInfinity: true, noNaN: true }), fc.nat(), fc.constant(null));
const round = fc.record(
  { positions: fc.nat(), processorSeconds: number, minutes: number, loss: number, 'a"b': number, 7: number },
  { requiredKeys: ["minutes"] },
);
const step = fc.record(
  {
    stage: fc.constantFrom("sft", "rl"),
    loss: number,
    episodes: fc.nat(),
    nested: fc.object(),
    note: fc.string(),
  },
  { requiredKeys: ["stage", "loss"] },
);
const evaluation = fc.record(
  {
    label: fc.constantFrom("Elo", "solved"),
    value: number,
    interval: fc.tuple(fc.double({ noNaN: true }), fc.double({ noNaN: true })),
    details: fc.record({ "pass@2": number }),
  },
  { requiredKeys: ["label", "value"] },
);
const lines = fc
  .array(
    fc.oneof(
      round.map((fields) => ({ type: "round", ...fields })),
      step.map((fields) => ({ type: "step", ...fields })),
      evaluation.map((fields) => ({ type: "evaluation", ...fields })),
      fc.constant({ type: "end" }),
    ),
    { maxLength: 40 },
  )
  // As they stand in a file: without what JSON lacks, and each with its step.
  .map((rows) => rows.map((row, i) => JSON.stringify({ ...row, step: i })));

/** What can be drawn of a store, in full. */
function drawn(store: MetricStore) {
  return store.names().map((metric) => [
    metric,
    ...(["step", "minutes", "samples", "processorSeconds"] as const).map((axis) => {
      const { x, y, low, high } = store.curve(metric, axis);
      return [x, y, low, high].map((values) => values && [...values]);
    }),
  ]);
}

/** The line stands within others. */
function readText(reader: RowReader, text: string): boolean {
  const bytes = new TextEncoder().encode(`}${text}}`);
  return reader.read(bytes, 1, bytes.length - 1);
}

function readRows(texts: readonly string[]) {
  const store = new MetricStore();
  const reader = new RowReader(store);
  let unparsed = 0;
  for (const text of texts) {
    if (readText(reader, text)) {
      unparsed++;
      continue;
    }
    const line = JSON.parse(text) as MetricsLine;
    store.add([line]);
    reader.learn(line);
  }
  return { store, unparsed };
}

test("lines read by what they looked like before give the numbers that JSON.parse gives", () => {
  fc.assert(
    fc.property(lines, (texts) => {
      const parsed = new MetricStore();
      parsed.add(texts.map((text) => JSON.parse(text) as MetricsLine));
      expect(drawn(readRows(texts).store)).toEqual(drawn(parsed));
    }),
  );
});

test("a line like one before is not parsed; one that is torn, or holds something else, is not taken for such", () => {
  const line = (step: number, loss: number | null) =>
    JSON.stringify({ type: "step", step, stage: "rl", loss, seconds: 0.25 });
  const { unparsed } = readRows([line(1, 0.5), line(2, null), line(3, -1e-7)]);
  expect(unparsed).toBe(2);

  const store = new MetricStore();
  const reader = new RowReader(store);
  reader.learn(JSON.parse(line(1, 0.5)));
  for (const damaged of [
    line(2, 0.5).slice(0, 30),
    line(2, 0.5).slice(0, 30) + line(3, 0.5),
    line(2, 0.5).replace("0.5", "0.x5"),
    line(2, 0.5).replace("0.5", " "),
    line(2, 0.5).replace("0.5", '"0.5"'),
    line(2, 0.5).replace("0.5", "[0.5]"),
    `${line(2, 0.5)}}`,
    line(2, 0.5).replace("rl", "sft"),
    "",
  ])
    expect(readText(reader, damaged), damaged).toBe(false);
  expect(store.names()).toEqual([]);
});

test("a store that is packed and unpacked is the same, and grows on", () => {
  fc.assert(
    fc.property(lines, lines, (before, after) => {
      const { store } = readRows(before);
      const unpacked = unpackMetrics(packMetrics(store, "17-ab").buffer);
      expect(unpacked.place).toBe("17-ab");
      expect(drawn(unpacked.store)).toEqual(drawn(store));
      for (const grown of [store, unpacked.store]) grown.add(after.map((text) => JSON.parse(text)));
      expect(drawn(unpacked.store)).toEqual(drawn(store));
    }),
  );
});
