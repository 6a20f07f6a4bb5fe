import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { MetricsPage, PolicyList, RunDetail, RunSummary } from "../dashboard/api.js";
import { smallGameRun, smallTextRun } from "../dashboard/runs.conformance.js";
import { selfplay } from "./testing.conformance.js";

let cwd: string;
beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), "selfplay-watch-"));
  await smallGameRun(join(cwd, "runs"));
  await smallTextRun(join(cwd, "runs"));
}, 120_000);
afterAll(() => rmSync(cwd, { recursive: true }));

/** Runs a command until its address stands there, asks something of it, and ends it with Ctrl-C. */
async function watching<T>(args: string[], ask: (url: URL) => Promise<T>) {
  let asked: Promise<T> | undefined;
  const outcome = await selfplay(args, {
    cwd,
    onOutput: (stdout, kill) => {
      const address = /http:\/\/\S+?(?=\s)/.exec(stdout)?.[0];
      if (address === undefined || asked) return;
      asked = ask(new URL(address)).finally(() => kill("SIGINT"));
      asked.catch(() => undefined);
    },
  });
  return { ...outcome, answer: await asked };
}

const json = async <T>(url: URL, path: string) => (await (await fetch(new URL(path, url))).json()) as T;

describe("watch", () => {
  test("serves the runs in runs/ until Ctrl-C", async () => {
    const { status, stdout, stderr, answer } = await watching(["watch", "--port", "0"], async (url) => {
      return [await json<RunSummary[]>(url, "/api/runs"), (await fetch(url)).headers.get("content-type")];
    });
    expect(stderr).toBe("");
    expect(status).toBe(0);
    expect(stdout).toMatch(/^The runs in runs \(Ctrl-C ends it\): http:\/\/127\.0\.0\.1:\d+\/\n$/);
    expect(answer).toMatchObject([[{ run: "text" }, { run: "game" }], expect.stringMatching(/^text\//)]);
  });

  test("takes the next port where its own is taken, but not in place of one that was asked for", async () => {
    const server = createServer();
    // Another dashboard of this machine may have it already; then it is taken all the same.
    await new Promise<void>((resolve) =>
      server.once("error", resolve).listen(7878, "127.0.0.1", () => resolve()),
    );
    try {
      const { stdout } = await watching(["watch"], async () => undefined);
      expect(Number(/:(\d+)\//.exec(stdout)?.[1])).toBeGreaterThan(7878);
    } finally {
      server.close();
    }
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", () => resolve()));
    const { port } = other.address() as AddressInfo;
    const { status, stderr } = await selfplay(["watch", "--port", String(port)], { cwd });
    other.close();
    expect(status).toBe(1);
    expect(stderr).toBe(`error: port ${port} is taken on 127.0.0.1; choose another one with --port\n`);
  });

  test("for other machines has a token in its address", async () => {
    const args = ["watch", "runs/game", "--port", "0", "--host", "0.0.0.0"];
    const { status, stdout, answer } = await watching(args, async (url) => {
      const authorization = `Bearer ${url.searchParams.get("token")}`;
      const runs = await fetch(new URL("/api/runs", url), { headers: { authorization } });
      return [(await fetch(new URL("/api/runs", url))).status, await runs.json()];
    });
    expect(status).toBe(0);
    expect(stdout).toMatch(/http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{24}\n/);
    expect(answer).toMatchObject([401, [{ run: "game" }]]);
  });

  test.each<[string, string[], RegExp]>([
    ["no directory", ["nowhere"], /^error: nowhere: there is no such directory$/m],
    [
      "a wrong name",
      ["runs/gam"],
      /^error: runs\/gam: there is no such directory \(did you mean runs\/game\?\)/,
    ],
    ["a file", ["runs/game/config.json"], /config\.json: expected a directory of runs, found a file/],
    [
      "a port that there is not",
      ["--port", "99999"],
      /^error: --port: expected a whole number from 0 to 65535/,
    ],
    ["an empty token", ["--token", ""], /^error: --token: expected a text that is not empty/],
  ])("%s is refused", async (_, args, message) => {
    const { status, stderr } = await selfplay(["watch", ...args], { cwd });
    expect(status).toBe(2);
    expect(stderr).toMatch(message);
  });
});

describe("train --watch", () => {
  test("shows the run meanwhile, in the same process, and ends with it", async () => {
    const small = [
      "--blocks",
      "1",
      "--channels",
      "16",
      "--slots",
      "16",
      "--simulations",
      "8",
      "--evaluations",
      "0",
    ];
    const args = ["train", "--watch", "tic-tac-toe", ...small, "--workers", "1", "--minutes", "9"];
    const { status, stdout, stderr, answer } = await watching(args, async (url) => {
      const steps = async (): Promise<number> =>
        (await json<RunSummary[]>(url, "/api/runs")).find(({ run }) => run === "tic-tac-toe-1")?.step ?? 0;
      const first = await steps();
      for (let now = first; now === first; now = await steps())
        await new Promise((next) => setTimeout(next, 100));
      return [url.hash, (await json<RunDetail>(url, "/api/runs/tic-tac-toe-1")).state];
    });
    expect(stderr).toBe("");
    expect(status).toBe(0);
    expect(stdout).toMatch(/^Watch it at http:\/\/127\.0\.0\.1:\d+\/#\/run\/tic-tac-toe-1$/m);
    expect(answer).toEqual(["#/run/tic-tac-toe-1", "training"]);
    expect(stdout).toMatch(/^ {2}npx selfplay watch runs$/m);
  });
});

describe("publish", () => {
  test("makes a site of a game, with its networks, and makes it again", async () => {
    for (let again = 0; again < 2; again++) {
      const { status, stdout, stderr } = await selfplay(["publish", "runs/game", "--out", "site"], { cwd });
      expect(stderr).toBe("");
      expect(status).toBe(0);
      const instead = again ? ", in place of the site that was there" : "";
      expect(stdout).toMatch(
        new RegExp(`^site: \\d+ files, \\S+ bytes, 2 networks to play against${instead}; serve it`),
      );
    }
    const read = (path: string) => readFileSync(join(cwd, "site", path));
    const parsed = <T>(path: string) => JSON.parse(read(path).toString()) as T;
    expect(read("index.html").toString()).toMatch(/<html data-static/);
    expect(parsed<RunSummary[]>("api/runs.json")).toMatchObject([{ run: "game", state: "finished" }]);
    expect(parsed<RunDetail>("api/runs/game.json").info?.checkpoints).toEqual([30]);
    expect(parsed<MetricsPage>("api/runs/game/metrics.json").lines.at(-1)?.type).toBe("end");
    const { policies } = parsed<PolicyList>("api/runs/game/policies.json");
    for (const { step } of policies)
      expect(read(`api/runs/game/policies/${step}.onnx`).length).toBeGreaterThan(1000);
    const { games } = parsed<{ games: { id: string }[] }>("api/runs/game/games.json");
    for (const { id } of games)
      expect(parsed(`api/runs/game/games/${id}.json`)).toMatchObject({ step: expect.any(Number) });
    expect(parsed("api/openapi.json")).toMatchObject({ openapi: "3.1.0" });
    expect(readdirSync(cwd).filter((name) => name.startsWith("."))).toEqual([]);
    expect(read("api/runs.json").toString() + read("api/runs/game.json").toString()).not.toContain(cwd);
  });

  test("makes one of a language model, with as many answers as asked for", async () => {
    const args = ["publish", "runs/text", "--out", "answers", "--episodes", "5", "--json"];
    const { status, stdout } = await selfplay(args, { cwd });
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ folder: "answers", networks: 0, replaced: false });
    const folder = join(cwd, "answers", "api", "runs", "text");
    expect(readdirSync(join(folder, "episodes")).length).toBe(5);
    const page = JSON.parse(readFileSync(join(folder, "episodes.json"), "utf8")) as object;
    expect(page).toMatchObject({ matching: 24, episodes: [{ number: 23 }, {}, {}, {}, {}] });
  });

  test("leaves a folder of other things as it is", async () => {
    mkdirSync(join(cwd, "mine"));
    writeFileSync(join(cwd, "mine", "thesis.txt"), "years of work");
    const { status, stderr } = await selfplay(["publish", "runs/game", "--out", "mine"], { cwd });
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /mine: expected a new or empty folder, or one that publish made; it holds other things \(thesis\.txt …\)/,
    );
    expect(readdirSync(join(cwd, "mine"))).toEqual(["thesis.txt"]);
    const none = await selfplay(["publish", "runs/gam", "--out", "new"], { cwd });
    expect(none.status).toBe(2);
    expect(none.stderr).toContain("did you mean runs/game?");
  });
});

describe("export-metrics", () => {
  test("writes curves for TensorBoard and tables, says where, and does so again", async () => {
    for (let again = 0; again < 2; again++) {
      const { status, stdout } = await selfplay(["export-metrics", "runs/game", "--to", "tensorboard"], {
        cwd,
      });
      expect(status).toBe(0);
      expect(stdout).toMatch(
        /^tensorboard\/game\/events\.out\.tfevents\.\d+\.selfplay: \S+ values from \d+ lines\n {2}tensorboard --logdir tensorboard\n$/,
      );
      expect(readdirSync(join(cwd, "tensorboard", "game"))).toHaveLength(1);
    }
    const csv = await selfplay(["export-metrics", "runs/text", "--to", "csv", "--json"], { cwd });
    expect(JSON.parse(csv.stdout)).toMatchObject({ file: "text.csv", folder: "." });
    expect(readFileSync(join(cwd, "text.csv"), "utf8")).toMatch(/^type,step,minutes,label,/);
  });

  test("wants to know the format", async () => {
    const { status, stderr } = await selfplay(["export-metrics", "runs/game"], { cwd });
    expect(status).toBe(2);
    expect(stderr).toContain("--to <format>");
    const other = await selfplay(["export-metrics", "runs/game", "--to", "xml"], { cwd });
    expect(other.stderr).toContain("Allowed choices are tensorboard, csv");
  });
});

test("a dashboard that is killed loses nothing of the run, and its port is free again", async () => {
  const main = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
  const before = readFileSync(join(cwd, "runs", "game", "metrics.jsonl"));
  const child = spawn(process.execPath, [main, "watch", "--port", "0"], { cwd });
  const [text] = (await new Promise((resolve) => child.stdout.once("data", (...data) => resolve(data)))) as [
    Buffer,
  ];
  const url = new URL(/http:\/\/\S+?(?=\s)/.exec(String(text))?.[0] ?? "");
  await json(url, "/api/runs/game");
  child.kill("SIGKILL");
  await new Promise((resolve) => child.once("exit", resolve));
  expect(readFileSync(join(cwd, "runs", "game", "metrics.jsonl"))).toEqual(before);
  const { answer } = await watching(["watch", "--port", url.port], (again) =>
    json<RunDetail>(again, "/api/runs/game"),
  );
  expect(answer).toMatchObject({ run: "game", state: "finished" });
});
