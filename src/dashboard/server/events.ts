import type { Context } from "hono";
import { type SSEStreamingApi, streamSSE } from "hono/streaming";
import { idOf, linesAfter, type Place, START } from "./growing-file.js";
import { metricsPage } from "./metrics-page.js";
import { Problem } from "./problem.js";
import type { RunsFolder } from "./runs-folder.js";

/** Milliseconds between two looks at the files. */
const LOOK = 500;
/** Milliseconds between two signs of life where nothing happens. */
const HEARTBEAT = 15_000;
/** Milliseconds after which a browser connects again. */
const RETRY = 1000;
/** Bytes of metrics in one event. */
const PIECE = 1 << 20;

/** Tells of the list of runs, at first and whenever it changes. */
export function runsEvents(context: Context, folder: RunsFolder, signal: AbortSignal): Response {
  let last = "";
  return events(context, signal, async (stream) => {
    const runs = JSON.stringify(await folder.list());
    if (runs !== last) await stream.writeSSE({ event: "runs", data: runs });
    last = runs;
    return true;
  });
}

/** Tells of a run: all of its metrics from where the client stands, and the rest of it whenever something changes. */
export async function runEvents(
  context: Context,
  folder: RunsFolder,
  name: string,
  signal: AbortSignal,
): Promise<Response> {
  const run = await folder.run(name);
  await run.refuseOutside();
  let place = placeOf(context.req.header("last-event-id") ?? context.req.query("after"));
  let last = "";
  return events(context, signal, async (stream) => {
    const current = await folder.run(name).catch(() => undefined);
    if (current !== run) return false;
    await run.refuseOutside();
    for (;;) {
      const found = await linesAfter(run.metricsPath, place, PIECE);
      if (found.bytes.length === 0 && !found.restarted) break;
      place = found.next;
      await stream.writeSSE({ event: "metrics", id: idOf(found.next), data: await metricsPage(found) });
      if (stream.aborted || signal.aborted) return false;
    }
    const summary = JSON.stringify(await run.summary());
    if (summary === last) return true;
    last = summary;
    await stream.writeSSE({ event: "run", data: JSON.stringify(await run.detail()) });
    return true;
  });
}

/** @param look at the files, and tells what is new; false ends the stream */
function events(
  context: Context,
  signal: AbortSignal,
  look: (stream: SSEStreamingApi) => Promise<boolean>,
): Response {
  context.header("Cache-Control", "no-store");
  context.header("X-Accel-Buffering", "no");
  // Nobody would read what a stream without a body sends.
  if (context.req.method === "HEAD") return context.body(null, 200, { "Content-Type": "text/event-stream" });
  return streamSSE(context, async (stream) => {
    await stream.write(`retry: ${RETRY}\n\n`);
    let heard = Date.now();
    while (!stream.aborted && !signal.aborted) {
      // Where something goes wrong now, the browser asks again and is told what.
      if (!(await look(stream).catch(() => false))) return;
      if (Date.now() - heard >= HEARTBEAT) {
        heard = Date.now();
        await stream.write(": still here\n\n");
      }
      await pause(LOOK, stream, signal);
    }
  });
}

/** Waits, but not for a client that goes or a server that stops. */
function pause(milliseconds: number, stream: SSEStreamingApi, signal: AbortSignal): Promise<void> {
  if (stream.aborted || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener("abort", end);
    stream.onAbort(end);
  });
}

/** The place that an id, or a number of bytes, names. @throws Problem 400 */
export function placeOf(id = ""): Place {
  if (id === "") return START;
  const [, bytes, mark] = /^(\d{1,15})(?:-([0-9a-f]{1,8}))?$/.exec(id) ?? [];
  if (bytes === undefined)
    throw new Problem(400, "BAD_OPTION", `after: expected a number of bytes, found ${JSON.stringify(id)}`);
  return { bytes: Number(bytes), ...(mark !== undefined && { mark: Number.parseInt(mark, 16) }) };
}
