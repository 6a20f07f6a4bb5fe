import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createRun } from "../run/index.js";
import { exportMetrics } from "./export-metrics.js";
import { csvOf } from "./metrics/csv.js";

const LINES = [
  { type: "round", step: 0, minutes: 0.5, games: 7, loss: null },
  { type: "round", step: 12, minutes: 1, games: 9, loss: 0.75 },
  { type: "match", players: ["step 12", "random"], wins: 3, draws: 1, losses: 0 },
  {
    type: "evaluation",
    step: 12,
    minutes: 1,
    label: 'moves, "best"',
    value: 0.5,
    interval: [0.25, 0.75],
    details: { depth: 64 },
  },
  { type: "end", step: 12, minutes: 1, reason: "budget" },
];

let folder: string;
let run: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "selfplay-metrics-"));
  run = join(folder, "a");
  const made = await createRun(run, { seed: 1, game: { name: "hex" }, algorithm: "alphazero", settings: {} });
  for (const line of LINES) await made.appendMetrics(line);
  await made.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Records of a TFRecord file, as tensorflow.org/tutorials/load_data/tfrecord describes it; checksums bit by bit. */
function recordsOf(bytes: Buffer): Buffer[] {
  const records: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = Number(bytes.readBigUInt64LE(at));
    expect(bytes.readUInt32LE(at + 8)).toBe(maskedChecksum(bytes.subarray(at, at + 8)));
    const data = bytes.subarray(at + 12, at + 12 + length);
    expect(bytes.readUInt32LE(at + 12 + length)).toBe(maskedChecksum(data));
    records.push(data);
    at += 16 + length;
  }
  return records;
}

function maskedChecksum(bytes: Uint8Array): number {
  let crc = 0xffffffffn;
  for (const byte of bytes) {
    crc ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit++) crc = crc & 1n ? (crc >> 1n) ^ 0x82f63b78n : crc >> 1n;
  }
  crc ^= 0xffffffffn;
  return Number((((crc >> 15n) | (crc << 17n)) + 0xa282ead8n) & 0xffffffffn);
}

/** Fields of a message, as protobuf.dev/programming-guides/encoding describes them. */
function fieldsOf(bytes: Buffer): { readonly field: number; readonly value: number | Buffer }[] {
  const fields: { field: number; value: number | Buffer }[] = [];
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const key = varint();
    const [field, kind] = [key >> 3, key & 7];
    const start = at;
    if (kind === 0) fields.push({ field, value: varint() });
    else if (kind === 1) {
      at += 8;
      fields.push({ field, value: bytes.readDoubleLE(start) });
    } else if (kind === 5) {
      at += 4;
      fields.push({ field, value: bytes.readFloatLE(start) });
    } else {
      const length = varint();
      fields.push({ field, value: bytes.subarray(at, at + length) });
      at += length;
    }
  }
  return fields;
}

test("an event file holds every number under its name, step and time", async () => {
  const { file, values } = await exportMetrics(run, { to: "tensorboard", out: join(folder, "tb") });
  const config = JSON.parse(readFileSync(join(run, "config.json"), "utf8")) as { created: string };
  const began = Date.parse(config.created) / 1000;
  const [version, ...events] = recordsOf(readFileSync(file)).map(fieldsOf);
  expect(version).toEqual([
    { field: 1, value: began },
    { field: 3, value: Buffer.from("brain.Event:2") },
  ]);
  const read = events.flatMap((event) => {
    const [wallTime, step] = event.map(({ value }) => value);
    expect(event.map(({ field }) => field)).toEqual([1, 2, 5]);
    return fieldsOf(event[2].value as Buffer).map(({ field, value }) => {
      expect(field).toBe(1);
      const [tag, number] = fieldsOf(value as Buffer);
      expect([tag.field, number.field]).toEqual([1, 2]);
      return [String(tag.value), step, Number(wallTime) - began, number.value];
    });
  });
  const label = 'evaluation/moves, "best"';
  const expected = [
    ["round/games", 0, 30, 7],
    ["round/games", 12, 60, 9],
    ["round/loss", 12, 60, 0.75],
    [label, 12, 60, 0.5],
    [`${label}/interval.0`, 12, 60, 0.25],
    [`${label}/interval.1`, 12, 60, 0.75],
    [`${label}/details.depth`, 12, 60, 64],
  ];
  expect(values).toBe(expected.length);
  // Times are seconds since 1970, of which a double holds some hundred nanoseconds.
  expect(
    read.map(([tag, step, time, value]) => [tag, step, Math.round(Number(time) * 1000) / 1000, value]),
  ).toEqual(expected);
});

test("a table has a row for each line and a column for each name", async () => {
  const { file } = await exportMetrics(run, { to: "csv", out: join(folder, "tables", "a.csv") });
  expect(readFileSync(file, "utf8").split("\r\n")).toEqual([
    "type,step,minutes,games,loss,players.0,players.1,wins,draws,losses,label,value,interval.0,interval.1,details.depth,reason",
    "round,0,0.5,7,,,,,,,,,,,,",
    "round,12,1,9,0.75,,,,,,,,,,,",
    "match,,,,,step 12,random,3,1,0,,,,,,",
    'evaluation,12,1,,,,,,,,"moves, ""best""",0.5,0.25,0.75,64,',
    "end,12,1,,,,,,,,,,,,,budget",
    "",
  ]);
  expect(csvOf([{ type: "a", text: "two\nlines" }]).text).toBe('type,text\r\na,"two\nlines"\r\n');
});
