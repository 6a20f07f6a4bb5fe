/**
 * Measures the dashboard's page and prints JSON: what of it travels, how soon something is seen, and how smoothly a chart
 * of a million points is moved and zoomed.
 *
 *     npm run build && node scripts/dashboard-figures.mjs [POINTS]
 *
 * Needs a Chromium: `CHROMIUM`, or /usr/bin/chromium. What it draws with is a software renderer.
 */
import { appendFile, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { startDashboard } from "../dist/dashboard/server/start-dashboard.js";
import { createRun } from "../dist/run/index.js";
import { launchChromium } from "./tools/launch-chromium.mjs";

const points = Number(process.argv[2] ?? 1e6);
const VISITS = 7;
/** Frames that are measured of each movement. */
const FRAMES = 240;

const folder = await mkdtemp(join(tmpdir(), "selfplay-figures-"));
const browser = await launchChromium();
try {
  await makeRun(join(folder, "long"));
  const server = await answers(folder);
  const served = await startDashboard({ runs: folder, port: 0 });
  const figures = {
    points,
    cores: availableParallelism(),
    browser: `Chromium ${browser.version()}`,
    client: await clientSize(fileURLToPath(new URL("../dist/dashboard/page", import.meta.url))),
    server,
    firstPaint: await firstPaint(served.url),
    chart: await chartFrames(`${served.url}#/run/long`),
  };
  console.log(JSON.stringify(figures, null, 2));
  await served.close();
} finally {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
}

/** A run of a game whose metrics are one number in a million lines. */
async function makeRun(directory) {
  const run = await createRun(directory, {
    seed: 1,
    game: { name: "tic-tac-toe", options: {} },
    algorithm: "alphazero",
    settings: {},
  });
  await run.close();
  const size = 100_000;
  for (let first = 0; first < points; first += size) {
    const lines = Array.from({ length: Math.min(size, points - first) }, (_, i) => {
      const step = first + i;
      const policyLoss = Math.exp(-step / points) + 0.1 * Math.sin(step * 12.9898) ** 3;
      return JSON.stringify({ type: "round", step, minutes: step / 1000, policyLoss });
    });
    await appendFile(join(directory, "metrics.jsonl"), `${lines.join("\n")}\n`);
  }
}

/** Milliseconds until each answer is here whole that opening the run takes, from a server that knows nothing of it yet. */
async function answers(folder) {
  const { url, close } = await startDashboard({ runs: folder, port: 0 });
  const took = {};
  for (const path of [
    "runs",
    "runs/long?findings=later",
    "runs/long/columns",
    "runs/long",
    "runs/long/metrics",
  ]) {
    const begun = performance.now();
    const answer = await fetch(`${url}api/${path}`);
    const { byteLength } = await answer.arrayBuffer();
    took[path] = answer.ok
      ? { ms: Math.round(performance.now() - begun), MB: Math.round(byteLength / 1e5) / 10 }
      : null;
  }
  await close();
  return took;
}

/** Kilobytes of the page's files as a server compresses them: those of the first view, and all without ONNX Runtime. */
async function clientSize(page) {
  const names = await readdir(page, { recursive: true });
  const rows = [];
  for (const name of names) {
    if (![".html", ".js", ".css", ".svg"].includes(extname(name))) continue;
    const content = await readFile(join(page, name));
    const runtime = extname(name) === ".js" && content.includes("ort.env") ? "onnxruntime" : "page";
    rows.push({ name, runtime, gzip: gzipSync(content).length, brotli: brotliCompressSync(content).length });
  }
  const html = await readFile(join(page, "index.html"), "utf8");
  const sum = (wanted, how) =>
    Math.round(rows.filter(wanted).reduce((total, row) => total + row[how], 0) / 100) / 10;
  const first = ({ name }) => name === "index.html" || html.includes(name);
  const own = ({ runtime }) => runtime === "page";
  return {
    firstViewGzipKB: sum(first, "gzip"),
    firstViewBrotliKB: sum(first, "brotli"),
    allGzipKB: sum(own, "gzip"),
    allBrotliKB: sum(own, "brotli"),
  };
}

/** Milliseconds until something, and until the list of runs, is seen; medians of visits with an empty cache. */
async function firstPaint(url) {
  const [painted, listed] = [[], []];
  for (let visit = 0; visit < VISITS; visit++) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(url);
    await page.getByRole("link", { name: "long" }).waitFor();
    listed.push(await page.evaluate(() => performance.now()));
    painted.push(
      await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime),
    );
    await context.close();
  }
  return { firstContentfulPaintMs: median(painted), listOfRunsMs: median(listed), visits: VISITS };
}

/** Frames a second of the chart while it is zoomed and moved, a step each frame, and the longest that one took. */
async function chartFrames(url) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const opened = Date.now();
  await page.goto(url);
  const plot = page.getByRole("region", { name: "Loss", exact: true }).locator(".chart-plot");
  await page
    .getByRole("img", { name: new RegExp(`at step ${(points - 1).toLocaleString("en-US")}`) })
    .waitFor({
      timeout: 120_000,
    });
  const shownMs = Date.now() - opened;
  const move = (wheel) =>
    plot.evaluate(
      (element, [frames, wheel]) =>
        new Promise((resolve) => {
          const box = element.getBoundingClientRect();
          const at = {
            clientX: box.left + box.width / 2,
            clientY: box.top + 100,
            bubbles: true,
            cancelable: true,
          };
          const times = [];
          const step = (time) => {
            times.push(time);
            if (times.length > frames) return resolve(times);
            const sign = Math.floor(times.length / 30) % 2 === 0 ? 1 : -1;
            const { zoom = 0, pan = 0 } = wheel;
            const turn = { deltaY: sign * zoom, deltaX: sign * pan, ctrlKey: zoom !== 0, ...at };
            element.dispatchEvent(new WheelEvent("wheel", turn));
            requestAnimationFrame(step);
          };
          requestAnimationFrame(step);
        }),
      [FRAMES, wheel],
    );
  const zooming = figures(await move({ zoom: -8 }));
  await page.keyboard.press("Escape");
  await plot.evaluate((element) => {
    const box = element.getBoundingClientRect();
    const at = { clientX: box.left + box.width / 2, clientY: box.top + 100 };
    element.dispatchEvent(new WheelEvent("wheel", { deltaY: -60, ctrlKey: true, cancelable: true, ...at }));
  });
  const panning = figures(await move({ pan: 6 }));
  await page.close();
  return { shownMs, zooming, panning };
}

function figures(times) {
  const frames = times.slice(1).map((time, i) => time - times[i]);
  const total = times[times.length - 1] - times[0];
  return {
    framesPerSecond: Math.round((10_000 * frames.length) / total) / 10,
    medianFrameMs: median(frames),
    longestFrameMs: Math.round(10 * Math.max(...frames)) / 10,
  };
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round(10 * sorted[Math.floor(sorted.length / 2)]) / 10;
}
