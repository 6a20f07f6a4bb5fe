import { resolve, sep } from "node:path";
import { Hono } from "hono";
import { episodeQuery, whole } from "./episode-query.js";
import { placeOf, runEvents, runsEvents } from "./events.js";
import { type GateRules, gate } from "./gate.js";
import { linesAfter } from "./growing-file.js";
import { metricsPage } from "./metrics-page.js";
import { openApi } from "./openapi.js";
import { BUILT_PAGE, pageFile } from "./page-files.js";
import { gameName } from "./policies.js";
import { Problem, told } from "./problem.js";
import { RunsFolder } from "./runs-folder.js";

/** What a dashboard shows, and to whom. */
export interface DashboardOptions extends Partial<GateRules> {
  /** The directory that runs lie in, or a run. */
  readonly runs: string;
  /** Ends the streams of events. */
  readonly signal?: AbortSignal;
  /** Folder of the built page. Default that of this package. */
  readonly page?: string;
}

/** Most bytes of a page of metrics. */
const METRICS_PAGE = 32 << 20;

const HEADERS = {
  "Content-Security-Policy": [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; "),
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  // Threads of WebAssembly share memory only in a page that is alone in its process.
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
};

/**
 * The dashboard as a Hono app: the page, and below `/api` what `src/dashboard/api.ts` tells. It reads files only.
 *
 * @throws OptionError for a host that other machines reach, without a token
 * @example
 * const app = createDashboard({ runs: "runs" });
 * const runs = await (await app.request("/api/runs", { headers: { host: "localhost" } })).json();
 */
export function createDashboard(options: DashboardOptions): Hono {
  const { runs, host = "127.0.0.1", token, page = BUILT_PAGE } = options;
  const signal = options.signal ?? new AbortController().signal;
  const folder = new RunsFolder(runs);
  const app = new Hono();

  app.use(async (context, next) => {
    for (const [name, value] of Object.entries(HEADERS)) context.header(name, value);
    await next();
  });
  app.use(gate({ host, token }));
  app.use("/api/*", async (context, next) => {
    context.header("Cache-Control", "no-store");
    await next();
  });

  app.get("/api/runs", async (c) => c.json(await folder.list()));
  app.get("/api/events", (c) => runsEvents(c, folder, signal));
  app.get("/api/openapi.json", (c) => c.json(openApi));
  app.get("/api/runs/:run", async (c) => {
    const later = c.req.query("findings") === "later";
    return c.json(await (await folder.run(c.req.param("run"))).detail({ later }));
  });
  app.get("/api/runs/:run/events", (c) => runEvents(c, folder, c.req.param("run"), signal));
  app.get("/api/runs/:run/metrics", async (c) => {
    const run = await folder.run(c.req.param("run"));
    await run.open();
    const found = await linesAfter(run.metricsPath, placeOf(c.req.query("after")), METRICS_PAGE);
    return c.body(await metricsPage(found), 200, { "Content-Type": "application/json" });
  });
  app.get("/api/runs/:run/columns", async (c) => {
    const columns = await (await folder.run(c.req.param("run"))).columns();
    return c.body(columns, 200, { "Content-Type": "application/octet-stream" });
  });
  app.get("/api/runs/:run/league", async (c) =>
    c.json(await (await folder.run(c.req.param("run"))).league()),
  );
  app.get("/api/runs/:run/games", async (c) => {
    const run = await folder.run(c.req.param("run"));
    const game = gameName(await run.open());
    return c.json({ game, games: await run.games.list() });
  });
  app.get("/api/runs/:run/games/:game", async (c) => {
    const run = await folder.run(c.req.param("run"));
    gameName(await run.open());
    return c.json(await run.games.game(c.req.param("game")));
  });
  app.get("/api/runs/:run/episodes", async (c) => {
    const episodes = await (await folder.run(c.req.param("run"))).episodes();
    return c.json(await episodes.page(episodeQuery(c.req.query())));
  });
  app.get("/api/runs/:run/episodes/:number", async (c) => {
    const episodes = await (await folder.run(c.req.param("run"))).episodes();
    return c.json(await episodes.detail(whole("number", c.req.param("number"))));
  });
  app.get("/api/runs/:run/policies", async (c) =>
    c.json(await (await folder.run(c.req.param("run"))).policies()),
  );
  app.get("/api/runs/:run/policies/:file{\\d+\\.onnx}", async (c) => {
    const run = await folder.run(c.req.param("run"));
    const onnx = await run.onnx(Number.parseInt(c.req.param("file"), 10));
    return c.body(new Uint8Array(onnx), 200, { "Content-Type": "application/octet-stream" });
  });
  app.all("/api/*", (c) => {
    throw new Problem(
      404,
      "NOT_FOUND",
      `there is nothing at ${c.req.path}; /api/openapi.json tells what there is`,
    );
  });
  app.get("*", (c) => pageFile(c, page));

  const root = resolve(runs);
  app.onError((error, context) => {
    const { status, body } = told(error);
    const message = body.message.replaceAll(root + sep, "").replaceAll(root, ".");
    return context.json({ ...body, message }, status);
  });
  return app;
}
