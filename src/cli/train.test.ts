import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { selfplay } from "./testing.conformance.js";

// One small run, trained, stopped, resumed, measured and exported in the order a person would.
const GAME = ["hex", "--size", "3"];
const SMALL = [
  "--network",
  "mlp",
  "--blocks",
  "1",
  "--channels",
  "16",
  "--slots",
  "16",
  "--simulations",
  "8",
];

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), "selfplay-train-"));
});
afterAll(() => rmSync(cwd, { recursive: true }));

describe("a run from the command line", { sequential: true, timeout: 120_000 }, () => {
  let resume: string[] = [];

  test("tells how it goes in plain lines, and Ctrl-C saves it and says how to go on", async () => {
    let stopped = false;
    const { status, stdout, stderr } = await selfplay(
      ["train", ...GAME, ...SMALL, "--workers", "1", "--minutes", "9"],
      {
        cwd,
        onOutput: (text, kill) => {
          if (stopped || !text.includes("positions/s")) return;
          stopped = true;
          kill("SIGINT");
        },
      },
    );
    expect(stderr).toBe("");
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^Training hex in runs\/hex-1 \(device cpu, \S+ evaluations\/s a worker, 1 worker, \S+ parameters, seed 1, 9 minutes\)$/m,
    );
    expect(stdout).toMatch(/^\d+ s {2}(self-play|evaluating) {2}\d+\.\d % {2}\d+ games {2}.* left$/m);
    expect(stdout).not.toContain("\u001b");
    expect(stdout).toMatch(/^Stopping: the run is being saved/m);
    const [, command] = /^ {2}npx selfplay (train .*)$/m.exec(stdout) ?? [];
    expect(command).toBe("train hex --size 3 --minutes 9 --out runs/hex-1 --resume");
    resume = command.split(" ");
  });

  test("goes on with that command, and SIGTERM stops it as well", async () => {
    let stopped = false;
    const { status, stdout } = await selfplay(resume, {
      cwd,
      onOutput: (text, kill) => {
        if (stopped || !text.includes("positions/s")) return;
        stopped = true;
        kill("SIGTERM");
      },
    });
    expect(stdout).toMatch(/^Resuming from step \d+: hex in runs\/hex-1 \(device cpu, .*, 1 worker,/m);
    expect(stdout).toContain("Stopped and saved at step");
    expect(status).toBe(0);
  });

  test("refuses to go on with another setting, seed or game", async () => {
    const changed = async (...args: string[]) => (await selfplay([...resume, ...args], { cwd })).stderr;
    expect(await changed("--simulations", "9")).toBe("error: --simulations: this run has 8, found 9\n");
    expect(await changed("--seed", "2")).toBe("error: --seed: this run has 1, found 2\n");
    expect(await changed("--size", "4")).toBe(
      "error: runs/hex-1: expected a run of hex, size 4, found hex, size 3\n",
    );
  });

  test("ends when its steps are done, found under runs/ by itself, and tells its strength and what to do", async () => {
    const { status, stdout } = await selfplay(["train", "hex", "--resume", "--steps", "20"], { cwd });
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^Measured strength: -?\d+ Elo \(95 % interval -?\d+ to -?\d+\)\.\n {2}score against random/m,
    );
    expect(stdout).toMatch(/^ {2}play against it +npx selfplay play hex --against runs\/hex-1$/m);
    expect(stdout).toMatch(
      /^ {2}train it further +npx selfplay train hex --steps 40 --out runs\/hex-1 --resume$/m,
    );
  });

  test("needs no name where the run is named", async () => {
    const args = ["train", "--resume", "--out", "runs/hex-1", "--steps", "20"];
    const { status, stdout } = await selfplay(args, { cwd });
    expect(status).toBe(0);
    expect(stdout).toMatch(/^Resuming from step \d+: hex in runs\/hex-1 /m);
    expect(stdout).toMatch(/^Nothing was left to do: \d+ steps were made already, of 20\.$/m);
    expect(stdout).toMatch(
      /^ {2}train it further +npx selfplay train hex --steps 40 --out runs\/hex-1 --resume$/m,
    );
    const spent = await selfplay([...args.slice(0, 4), "--minutes", "0.01"], { cwd });
    expect(spent.stdout).toMatch(/^Nothing was left to do: \S+ minutes were spent already, of 0\.01\.$/m);
    const [, more, spentMinutes] = [
      ...(/^ {2}train it further .* --minutes (\S+) --out/m.exec(spent.stdout) ?? []),
      /: (\S+) minutes were spent/.exec(spent.stdout)?.[1],
    ];
    expect(Number(more)).toBeGreaterThan(Number(spentMinutes));
  });

  test("does not touch a run that is there already, unless told to", async () => {
    const again = await selfplay(["train", ...GAME, ...SMALL, "--out", "runs/hex-1"], { cwd });
    expect([again.status, again.stdout]).toEqual([1, ""]);
    expect(again.stderr).toMatch(
      /^error: runs\/hex-1: holds a run already; .* \(--resume, --overwrite, --out\)\n$/,
    );
    const both = await selfplay(["train", "hex", "--resume", "--overwrite"], { cwd });
    expect([both.status, both.stderr]).toEqual([2, "error: --resume and --overwrite: give one of them\n"]);
  });

  test("info tells settings, progress, strength and the weights' checksum", async () => {
    const { stdout } = await selfplay(["info", "runs/hex-1"], { cwd });
    expect(stdout).toMatch(/^game +hex, size 3$/m);
    expect(stdout).toMatch(/^progress +.*, step 20, \S+ games, \S+ positions$/m);
    expect(stdout).toMatch(/^strength +-?\d+ Elo \(step 20\)/m);
    expect(stdout).toMatch(/^settings\n {2}network +mlp$/m);
    expect(stdout).toMatch(/^ {2}simulations +8$/m);
    const json = await selfplay(["info", "runs/hex-1", "--json"], { cwd });
    const info = JSON.parse(json.stdout);
    expect(info.weightsSha256).toMatch(/^[0-9a-f]{64}$/);
    expect([info.progress.step, info.headline.label, json.stderr]).toEqual([20, "Elo", ""]);
  });

  test("ratings lists the league", async () => {
    const { stdout } = await selfplay(["ratings", "runs/hex-1"], { cwd });
    expect(stdout).toMatch(/^player +Elo +95 % +games +won +drawn +lost$/m);
    expect(stdout).toMatch(/^random +0 +0 … 0 +\d+ +\d+ +\d+ +\d+$/m);
    const { ratings } = JSON.parse((await selfplay(["ratings", "runs/hex-1", "--json"], { cwd })).stdout);
    expect(ratings.map(({ player }: { player: string }) => player)).toContain("step 20");
  });

  test("eval plays a match", async () => {
    const args = ["eval", "runs/hex-1", "--against", "random", "--games", "6", "--simulations", "8"];
    const { stdout } = await selfplay(args, { cwd });
    expect(stdout).toMatch(/^runs\/hex-1, step 20, 8 simulations a move$/m);
    expect(stdout).toMatch(/^Against random, 6 games: \d won, 0 drawn, \d lost; score \d+\.\d %/m);
    const json = await selfplay([...args, "--json"], { cwd });
    const { match, simulations } = JSON.parse(json.stdout);
    expect([match.games, simulations, json.stderr]).toEqual([6, 8, ""]);
    const wrong = await selfplay(["eval", "runs/hex-1", "--positions", "p.txt"], { cwd });
    expect([wrong.status, wrong.stdout]).toEqual([2, ""]);
    expect(wrong.stderr).toContain("expected a run of connect-four, found");
  });

  test("play finds the newest run by itself", async () => {
    const { stdout } = await selfplay(["play", "hex", "--simulations", "8"], { cwd, input: "b2\nquit\n" });
    expect(stdout).toMatch(/^hex against runs\/hex-1, step 20, 8 simulations\. You move first, with X\.$/m);
    expect(stdout).toContain("win estimate");
    const named = await selfplay(["play", "runs/hex-1", "--simulations", "8"], { cwd, input: "quit\n" });
    expect(named.stdout).toMatch(/^hex against runs\/hex-1, step 20, 8 simulations\./m);
    const other = await selfplay(["play", "hex", "--size", "5", "--against", "runs/hex-1"], { cwd });
    expect(other.stderr).toBe("error: runs/hex-1: expected a run of hex, size 5, found hex, size 3\n");
  });

  test("export writes an ONNX file", async () => {
    const { stdout } = await selfplay(["export", "runs/hex-1", "--out", "policy.onnx"], { cwd });
    expect(stdout).toMatch(
      /^policy\.onnx: \S+ bytes, weights of step 20\n {2}in +observation \[batch, 3, 3, 3\]\n {2}out +/,
    );
    const again = await selfplay(["export", "runs/hex-1", "--out", "policy.onnx"], { cwd });
    expect([again.status, again.stderr]).toEqual([
      1,
      "error: policy.onnx: expected no such file, found one\n",
    ]);
    const { InferenceSession } = await import("onnxruntime-node");
    const session = await InferenceSession.create(readFileSync(join(cwd, "policy.onnx")));
    expect([...session.outputNames].sort()).toEqual(["logits", "value"]);
  });

  test("a damaged checkpoint is named, and the one before is gone on from when asked to", async () => {
    const last = join(cwd, "runs/hex-1/checkpoints/20/weights.safetensors");
    writeFileSync(last, readFileSync(last).subarray(0, 100));
    const args = ["train", "hex", "--resume", "--steps", "22", "--evaluations", "10"];
    const { status, stderr } = await selfplay(args, { cwd });
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /20\/weights\.safetensors: expected \d+ bytes, found 100; the last good checkpoint .*\(--resume --fallback goes on from it\)\n$/,
    );
    const { status: ended, stdout } = await selfplay([...args, "--fallback"], { cwd });
    expect(ended).toBe(0);
    expect(stdout).toMatch(/^Resuming from step \d: hex/m);
  });

  test("a misspelt run is found out", async () => {
    const { status, stderr } = await selfplay(["info", "runs/hx-1"], { cwd });
    expect([status, stderr]).toEqual([
      2,
      "error: runs/hx-1: there is no such directory (did you mean runs/hex-1?)\n",
    ]);
  });
});
