import { appendFileSync, mkdtempSync, rmSync, statSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { createRun, type RunDirectory } from "../../run/index.js";
import type { MetricsPage, RunSummary } from "../api.js";
import { type RunningDashboard, startDashboard } from "./start-dashboard.js";

interface ServerEvent {
  readonly event: string;
  readonly id?: string;
  readonly data: unknown;
}

let runs: string;
let run: RunDirectory;
let file: string;
let dashboard: RunningDashboard;
const streams: EventReader[] = [];

beforeAll(async () => {
  runs = mkdtempSync(join(tmpdir(), "selfplay-events-"));
  run = await begin("a");
  file = join(run.path, "metrics.jsonl");
  dashboard = await startDashboard({ runs, port: 0 });
});
afterEach(async () => {
  for (const stream of streams.splice(0)) await stream.cancel();
});
afterAll(async () => {
  await dashboard.close();
  await run.close();
  rmSync(runs, { recursive: true });
});

function begin(name: string): Promise<RunDirectory> {
  const game = { name: "hex", options: { size: 3 } };
  return createRun(join(runs, name), { seed: 1, game, algorithm: "alphazero", settings: {} });
}

/** Reads server-sent events as the standard says (html.spec.whatwg.org, 9.2.6). */
class EventReader {
  private text = "";
  private readonly decoder = new TextDecoder();
  private constructor(private readonly reader: ReadableStreamDefaultReader<Uint8Array>) {}

  static async open(path: string, headers: Record<string, string> = {}): Promise<EventReader> {
    const response = await fetch(new URL(path, dashboard.url), { headers });
    expect(response.headers.get("content-type")).toContain("text/event-stream");
    const stream = new EventReader((response.body as ReadableStream<Uint8Array>).getReader());
    streams.push(stream);
    return stream;
  }

  /** The next event of that name; undefined where the stream ends. */
  async next(name: string): Promise<ServerEvent | undefined> {
    for (;;) {
      const end = this.text.indexOf("\n\n");
      if (end < 0) {
        const { done, value } = await this.reader.read();
        if (done) return undefined;
        this.text += this.decoder.decode(value, { stream: true });
        continue;
      }
      const fields = this.text
        .slice(0, end)
        .split("\n")
        .map((line) => /^(\w*): ?(.*)$/.exec(line)?.slice(1) ?? []);
      this.text = this.text.slice(end + 2);
      const { event, id, data } = Object.fromEntries(fields) as Record<string, string>;
      if (event === name) return { event, data: JSON.parse(data), ...(id !== undefined && { id }) };
    }
  }

  async metrics(): Promise<MetricsPage & { readonly id: string }> {
    const { data, id = "" } = (await this.next("metrics")) as ServerEvent;
    return { ...(data as MetricsPage), id };
  }

  async cancel(): Promise<void> {
    await this.reader.cancel();
  }
}

const steps = ({ lines }: MetricsPage) => lines.map(({ step }) => step);

test("lines come as they are written, whoever writes them, and a client goes on where it was", async () => {
  await run.appendMetrics({ type: "round", step: 1, minutes: 0.1 });
  const first = await EventReader.open("/api/runs/a/events");
  expect(steps(await first.metrics())).toEqual([1]);
  const told = (await first.next("run")) as ServerEvent;
  expect(told.data).toMatchObject({ run: "a", state: "training", step: 1 });
  // Not by the run's own writer, as another process would; half of a line first.
  appendFileSync(file, '{"type":"round","st');
  appendFileSync(file, 'ep":2}\n');
  const second = await first.metrics();
  expect(steps(second)).toEqual([2]);
  expect(second.next).toBe(statSync(file).size);
  expect(await first.next("run")).toMatchObject({ data: { step: 2 } });
  await first.cancel();
  appendFileSync(file, '{"type":"round","step":3}\n');
  const again = await EventReader.open("/api/runs/a/events", { "last-event-id": second.id });
  expect(steps(await again.metrics())).toEqual([3]);
  const asked = await EventReader.open(`/api/runs/a/events?after=${second.next}`);
  expect(steps(await asked.metrics())).toEqual([3]);
});

test("a file that is cut back, as a resumed run does, is told again from its start", async () => {
  const stream = await EventReader.open("/api/runs/a/events");
  const before = await stream.metrics();
  expect(steps(before)).toEqual([1, 2, 3]);
  const [first] = before.lines;
  const length = JSON.stringify(first).length + 1;
  truncateSync(file, length);
  appendFileSync(file, '{"type":"round","step":22}\n');
  const after = await stream.metrics();
  expect(after.restarted).toBe(true);
  expect(steps(after)).toEqual([1, 22]);
  // Also for one who was away meanwhile and comes back when the file is as long again.
  appendFileSync(file, '{"type":"round","step":33}\n');
  const back = await EventReader.open("/api/runs/a/events", { "last-event-id": before.id });
  const told = await back.metrics();
  expect([told.restarted, steps(told)]).toEqual([true, [1, 22, 33]]);
});

test("many lines come in several events", async () => {
  const lines = Array.from({ length: 30_000 }, (_, i) =>
    JSON.stringify({ type: "round", step: i, note: "x".repeat(50) }),
  );
  const long = await begin("long");
  appendFileSync(join(long.path, "metrics.jsonl"), `${lines.join("\n")}\n`);
  const stream = await EventReader.open("/api/runs/long/events");
  const pages = [await stream.metrics()];
  while (steps(pages[pages.length - 1]).at(-1) !== 29_999) pages.push(await stream.metrics());
  expect(pages.length).toBeGreaterThan(1);
  expect(pages.flatMap(steps)).toEqual(lines.map((_, i) => i));
  await long.close();
});

test("the list of runs is told again when a run appears, changes or goes, and events of one that goes end", async () => {
  const stream = await EventReader.open("/api/events");
  const list = async () => {
    const { data } = (await stream.next("runs")) as ServerEvent;
    return (data as RunSummary[]).map(({ run, state }) => [run, state]);
  };
  const had = await list();
  const fresh = await begin("fresh");
  expect(await list()).toEqual([["fresh", "training"], ...had]);
  const events = await EventReader.open("/api/runs/fresh/events");
  await fresh.close();
  expect(await list()).toEqual([["fresh", "stopped"], ...had]);
  rmSync(fresh.path, { recursive: true });
  expect(await list()).toEqual(had);
  while ((await events.next("run")) !== undefined);
});

test("an id that is none is refused, and asking for the head opens no stream", async () => {
  const url = new URL("/api/runs/a/events", dashboard.url);
  expect((await fetch(url, { headers: { "last-event-id": "x" } })).status).toBe(400);
  expect((await fetch(new URL("/api/runs/none/events", url))).status).toBe(404);
  const head = await fetch(url, { method: "HEAD" });
  expect([head.status, await head.text()]).toEqual([200, ""]);
});

test("streams end when the server does", async () => {
  const other = await startDashboard({ runs, port: 0 });
  const response = await fetch(new URL("/api/events", other.url));
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  await reader.read();
  await other.close();
  for (;;) if ((await reader.read()).done) break;
});
