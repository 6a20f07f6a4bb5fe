import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createRun } from "../../run/index.js";
import type { RunSummary } from "../api.js";
import { createDashboard, type DashboardOptions } from "./create-dashboard.js";
import { startDashboard } from "./start-dashboard.js";

const SECRET = "nobody may read this";
const LOCAL = { host: "127.0.0.1:7878" };

let folder: string;
let runs: string;
let page: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "selfplay-safety-"));
  runs = join(folder, "runs");
  page = join(folder, "page");
  const run = await createRun(join(runs, "good"), {
    seed: 1,
    game: { name: "hex", options: { size: 3 } },
    algorithm: "alphazero",
    settings: {},
  });
  await run.appendMetrics({ type: "round", step: 1, minutes: 0.1 });
  await run.close();
  mkdirSync(join(page, "assets"), { recursive: true });
  writeFileSync(join(page, "index.html"), "<!doctype html><html lang=en></html>");
  writeFileSync(join(page, "assets", "index-a1.js"), "export {};");
  writeFileSync(join(folder, "secret.txt"), SECRET);
  writeFileSync(join(folder, "secret.jsonl"), `{"type":"round","step":1,"secret":"${SECRET}"}\n`);
});
afterAll(() => rmSync(folder, { recursive: true }));

const ask = (
  path: string,
  headers: Record<string, string> = LOCAL,
  options: Partial<DashboardOptions> = {},
) => createDashboard({ runs, page, ...options }).request(path, { headers });

describe("who may ask", () => {
  test.each([
    ["this machine by name", { host: "localhost" }, 200],
    ["this machine by number", { host: "127.0.0.1:7878" }, 200],
    ["this machine by its newer number", { host: "[::1]:7878" }, 200],
    ["a name that was made to point here", { host: "evil.example:7878" }, 403],
    ["a name that begins like this machine's", { host: "localhost.evil.example" }, 403],
    ["nobody", {}, 403],
    ["the page itself", { ...LOCAL, origin: "http://127.0.0.1:7878" }, 200],
    ["another server's page of this machine", { ...LOCAL, origin: "http://127.0.0.1:3000" }, 403],
    ["another site's page", { ...LOCAL, origin: "https://evil.example" }, 403],
    ["a page without an origin", { ...LOCAL, origin: "null" }, 403],
    [
      "an image of another site's page",
      { ...LOCAL, "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" },
      403,
    ],
    [
      "a link on another site's page",
      { ...LOCAL, "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" },
      200,
    ],
  ])("%s", async (_, headers, status) => {
    for (const path of ["/api/runs", "/"]) expect((await ask(path, headers)).status).toBe(status);
  });

  test.each(["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])("nothing can be done with %s", async (method) => {
    const response = await createDashboard({ runs, page }).request("/api/runs", { method, headers: LOCAL });
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("GET, HEAD");
  });
});

describe("a token", () => {
  const token = "s3cret";
  const far = { host: "192.168.1.2:7878" };
  const options = { host: "0.0.0.0", token };

  test("is needed where other machines reach the server", () => {
    expect(() => createDashboard({ runs, host: "0.0.0.0" })).toThrow(
      /^token: expected one, as other machines reach/,
    );
    expect(() => createDashboard({ runs, host: "::" })).toThrow(/^token/);
    expect(() => createDashboard({ runs, token: "" })).toThrow(/^token: expected a text that is not empty/);
  });

  test.each(["/", "/api/runs", "/api/events", "/assets/index-a1.js", "/api/runs?token=wrong", "/?token="])(
    "without it %s is refused",
    async (path) => {
      const response = await ask(path, far, options);
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({ code: "TOKEN_NEEDED" });
    },
  );

  test("in the address becomes a cookie, and goes from the address", async () => {
    const welcome = await ask(`/api/runs?token=${token}&x=1`, far, options);
    expect(welcome.status).toBe(303);
    expect(welcome.headers.get("location")).toBe("/api/runs?x=1");
    const cookie = welcome.headers.get("set-cookie") ?? "";
    expect(cookie).toBe(`selfplay-watch-7878=${token}; Path=/; HttpOnly; SameSite=Strict`);
    const [pair] = cookie.split(";");
    expect((await ask("/api/runs", { ...far, cookie: pair }, options)).status).toBe(200);
    expect((await ask("/api/runs", { ...far, cookie: `${pair}x` }, options)).status).toBe(401);
    const slashes = await ask(`//evil.example/?token=${token}`, far, options);
    expect(slashes.headers.get("location")).toBe("/evil.example/");
  });

  test("after a link on another site a page leads on, as browsers keep strict cookies from redirections", async () => {
    const headers = { ...far, "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" };
    const response = await ask(`/?token=${token}`, headers, options);
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('<meta http-equiv="refresh" content="0;url=/">');
    expect(response.headers.get("set-cookie")).toContain(token);
  });

  test("of a program is a header", async () => {
    const bearer = (text: string) => ask("/api/runs", { ...far, authorization: `Bearer ${text}` }, options);
    expect((await bearer(token)).status).toBe(200);
    expect((await bearer("other")).status).toBe(401);
  });

  test("is made where none is given, and stands in the address", async () => {
    const dashboard = await startDashboard({ runs, host: "0.0.0.0", port: 0, page });
    try {
      const url = new URL(dashboard.url);
      expect(url.searchParams.get("token")).toMatch(/^[\w-]{24}$/);
      expect((await fetch(new URL("/api/runs", url))).status).toBe(401);
      expect((await fetch(url, { redirect: "manual" })).status).toBe(303);
    } finally {
      await dashboard.close();
    }
  });
});

describe("nothing outside", () => {
  test.each([
    "/../secret.txt",
    "/%2e%2e/secret.txt",
    "/..%2fsecret.txt",
    "/%2e%2e%2fsecret.txt",
    "/assets/..%2f..%2fsecret.txt",
    "/..%5csecret.txt",
    "/%00",
    "/%E0%A4%A",
    "/assets",
    "/.hidden",
    "/api/runs/..%2fsecret.txt",
    "/api/runs/../../secret.txt",
    "/api/runs/%2e%2e",
    "/api/runs/good%2f..%2f..",
    "/api/runs/good/games/..%2f..%2f..%2fsecret",
    "/api/runs/good/policies/..%2f1.onnx",
  ])("%s", async (path) => {
    const response = await rawRequest(path);
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.body).not.toContain(SECRET);
  });

  test("a run that is a link to elsewhere, or holds one, is told of and not read", async () => {
    const outside = join(folder, "outside");
    cpSync(join(runs, "good"), outside, { recursive: true });
    symlinkSync(outside, join(runs, "linked"));
    for (const [name, file, target] of [
      ["metrics", "metrics.jsonl", "secret.jsonl"],
      ["games", "games", "outside"],
      ["nowhere", "league", "not-there"],
    ]) {
      cpSync(join(runs, "good"), join(runs, name), { recursive: true });
      rmSync(join(runs, name, file), { recursive: true, force: true });
      symlinkSync(join(folder, target), join(runs, name, file));
    }
    // Within the runs directory a link is nobody's harm.
    symlinkSync(join(runs, "good"), join(runs, "same"));
    const list = (await (await ask("/api/runs")).json()) as RunSummary[];
    const errors = Object.fromEntries(list.map(({ run, error }) => [run, error]));
    const leads = (path: string) => `${path}: leads out of the runs directory`;
    expect(errors).toEqual({
      good: undefined,
      same: undefined,
      linked: leads("linked"),
      metrics: leads("metrics/metrics.jsonl"),
      games: leads("games/games"),
      nowhere: leads("nowhere/league"),
    });
    for (const run of ["linked", "metrics", "games", "nowhere"])
      for (const path of ["", "/metrics", "/league", "/games", "/episodes", "/policies", "/events"]) {
        const response = await ask(`/api/runs/${run}${path}`);
        // The run itself says what is wrong with it.
        expect(response.status).toBe(path === "" ? 200 : 403);
        expect(await response.text()).not.toContain(SECRET);
      }
    for (const run of ["linked", "metrics", "games", "nowhere", "same"])
      rmSync(join(runs, run), { recursive: true });
  });

  test("a link in the page's folder leads nowhere", async () => {
    symlinkSync(join(folder, "secret.txt"), join(page, "secret.txt"));
    expect((await ask("/secret.txt")).status).toBe(404);
    rmSync(join(page, "secret.txt"));
  });

  /** Without the tidying of paths that fetch does. */
  async function rawRequest(path: string): Promise<{ readonly status: number; readonly body: string }> {
    const dashboard = await startDashboard({ runs, port: 0, page });
    try {
      const { hostname, port } = new URL(dashboard.url);
      return await new Promise((resolve, reject) => {
        request({ host: hostname, port, path, headers: { host: `127.0.0.1:${port}` } }, (response) => {
          let body = "";
          response.setEncoding("utf8").on("data", (text: string) => {
            body += text;
          });
          response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
        })
          .on("error", reject)
          .end();
      });
    } finally {
      await dashboard.close();
    }
  }
});

describe("the page", () => {
  test("comes with headers that let it run nothing but itself", async () => {
    for (const path of ["/", "/api/runs", "/assets/index-a1.js", "/none"]) {
      const { headers } = await ask(path);
      const policy = headers.get("content-security-policy") ?? "";
      expect(policy).toContain("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain("unsafe-inline");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
    }
    expect((await ask("/api/runs", {})).headers.get("x-content-type-options")).toBe("nosniff");
  });

  test("is the built one, its files kept by browsers as long as they have their names", async () => {
    const index = await ask("/");
    expect(index.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(index.headers.get("cache-control")).toBe("no-cache");
    const script = await ask("/assets/index-a1.js");
    expect(script.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    expect(script.headers.get("cache-control")).toContain("immutable");
    expect((await ask("/api/runs")).headers.get("cache-control")).toBe("no-store");
  });

  test("that is not built is told of", async () => {
    const response = await ask("/", LOCAL, { page: join(folder, "none") });
    expect(response.status).toBe(503);
    expect(await response.text()).toContain("npm run build");
  });
});
