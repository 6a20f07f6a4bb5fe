/**
 * Trains the small MLP of the reference models in a headless Chromium through selfplay/graph and onnxruntime-web, in the
 * page and in a web worker, with WebAssembly and, where the browser has it, WebGPU; and compares the losses with Node's.
 *
 *     npm run build && node scripts/browser-test.mjs
 *
 * Chromium is looked for on the PATH, or given by the environment variable CHROMIUM; without one the script says so and
 * skips. Where there is no GPU, Chromium's software one is used.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { delimiter, dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { trainMlp } from "./tools/train-mlp.mjs";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const ORT = "/node_modules/onnxruntime-web/dist/ort.bundle.min.mjs";
const TYPES = { ".html": "text/html", ".wasm": "application/wasm" };
const TIMEOUT_MS = 300_000;
const TOLERANCE = 1e-4;
const PAGE = `<!doctype html><script type="module">
  const report = (result) => fetch("/result", { method: "POST", body: JSON.stringify(result) });
  try {
    const { devices } = await import("/dist/graph/index.js");
    const { trainMlp } = await import("/scripts/tools/train-mlp.mjs");
    for (const device of await devices()) {
      for (const inThread of [true, false]) await report(await trainMlp({ device, inThread }));
    }
    await report({ done: true });
  } catch (error) {
    await report({ error: String(error?.stack ?? error) });
  }
</script>`;

const browser = findBrowser();
if (browser === undefined) {
  console.log("skipped: no chromium on the PATH; set CHROMIUM to the path of one");
  process.exit(0);
}
const expected = await trainMlp({ device: "cpu", inThread: true });
const results = await runInBrowser(browser);
for (const { device, inThread, losses, milliseconds } of results) {
  const error = Math.max(...losses.map((loss, i) => Math.abs(loss - expected.losses[i])));
  const where = `${device} ${inThread ? "in the page" : "in a worker"}`;
  console.log(
    `${where}: loss ${losses[0].toFixed(4)} to ${losses.at(-1).toFixed(4)} in ${losses.length} steps of ` +
      `${milliseconds.toFixed(1)} ms; largest difference from Node ${error.toExponential(1)}`,
  );
  if (!(error < TOLERANCE)) process.exitCode = 1;
}
if (!results.some(({ device }) => device === "webgpu"))
  console.log("webgpu: skipped, the browser finds no GPU");
if (!results.some(({ device }) => device === "cpu")) process.exitCode = 1;

function findBrowser() {
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  const folders = (process.env.PATH ?? "").split(delimiter);
  const paths = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return process.env.CHROMIUM ?? paths.find((path) => existsSync(path));
}

/** Serves the repository, opens the page and collects what it reports. */
function runInBrowser(path) {
  const found = [];
  return new Promise((resolve, reject) => {
    const profile = mkdtempSync(join(tmpdir(), "selfplay-browser-"));
    let child;
    const end = (finish) => {
      clearTimeout(timer);
      server.close();
      server.closeAllConnections();
      child.once("exit", () => {
        rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
        finish();
      });
      child.kill();
    };
    const timer = setTimeout(() => end(() => reject(new Error("the browser took too long"))), TIMEOUT_MS);
    const server = createServer((request, response) => {
      if (request.method !== "POST") return serve(request.url, response);
      let body = "";
      request.on("data", (part) => {
        body += part;
      });
      request.on("end", () => {
        response.end();
        const result = JSON.parse(body);
        if (result.error !== undefined) end(() => reject(new Error(result.error)));
        else if (result.done) end(() => resolve(found));
        else found.push(result);
      });
    });
    server.listen(0, "127.0.0.1", () => {
      const flags = [
        "--headless=new",
        "--no-sandbox",
        `--user-data-dir=${profile}`,
        "--disable-dev-shm-usage",
      ];
      const gpu = ["--enable-unsafe-webgpu", "--enable-features=Vulkan", "--use-webgpu-adapter=swiftshader"];
      const url = `http://localhost:${server.address().port}/`;
      child = spawn(path, [...flags, ...gpu, url], { stdio: "ignore" });
      child.once("error", reject);
    });
  });
}

/** A file of the repository; what a bundler would do with the package's name is done on the way. */
function serve(url, response) {
  if (url === "/") return response.writeHead(200, { "content-type": TYPES[".html"] }).end(PAGE);
  const path = join(ROOT, new URL(url, "http://localhost").pathname);
  if (!existsSync(path)) return response.writeHead(404).end();
  const type = TYPES[extname(path)] ?? "text/javascript";
  const bytes = readFileSync(path);
  const body = path.includes(join(ROOT, "dist"))
    ? bytes.toString().replaceAll('from "onnxruntime-web"', `from "${ORT}"`)
    : bytes;
  return response.writeHead(200, { "content-type": type }).end(body);
}
