import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Random } from "../random/index.js";
import { createRun, openRun } from "./index.js";

// Child processes run JavaScript, so they use the built package (`npm test` builds it first).
const library = JSON.stringify(new URL("../../dist/run/index.js", import.meta.url).href);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "selfplay-crash-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** Goes on with the run for ever: a line of metrics, then a checkpoint whose files tell its step. */
const trainer = `
  import { openRun } from ${library};
  const run = await openRun(process.argv[1], { write: true, keepLast: 2 });
  for (let step = ((await run.latestCheckpoint())?.step ?? 0) + 1; ; step++) {
    await run.appendMetrics({ step });
    const block = new Uint8Array(20_000 + 7919 * (step % 50)).fill(step);
    const weights = new Map([["w", { shape: [500], data: new Float32Array(500).fill(step) }]]);
    // Every third step is saved twice, as when a run is stopped right after a save.
    for (let save = step % 3 === 0 ? 2 : 1; save > 0; save--)
      await run.saveCheckpoint({ step, files: { block }, tensors: { weights } });
    process.stdout.write(step + "\\n");
  }
`;

test("killed at any moment, a run goes on from its last checkpoint", async () => {
  const path = join(folder, "run");
  const game = { name: "hex" };
  await (await createRun(path, { seed: 1, game, algorithm: "none", settings: {} })).close();
  const random = new Random(5, "kill");
  let saved = 0;
  for (let round = 0; round < 15; round++) {
    const child = spawn(process.execPath, ["--input-type=module", "-e", trainer, path], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const steps = lines(child);
    await Promise.race([once(child.stdout!, "data"), once(child, "exit")]);
    await new Promise((resolve) => setTimeout(resolve, 60 * random.float()));
    child.kill("SIGKILL");
    await once(child, "close");
    const told = Number(steps().at(-1));
    expect(told).toBeGreaterThan(saved);

    const run = await openRun(path, { write: true });
    const checkpoint = (await run.latestCheckpoint())!;
    saved = checkpoint.step;
    expect(saved).toBeGreaterThanOrEqual(told);
    const block = await checkpoint.read("block");
    expect([block.length, block[0]]).toEqual([20_000 + 7919 * (saved % 50), saved % 256]);
    expect((await checkpoint.weights()).get("w")?.data[499]).toBe(saved);
    const expected = Array.from({ length: saved }, (_, i) => i + 1);
    expect((await run.metrics()).map(({ step }) => step)).toEqual(expected);
    expect((await readdir(join(path, "checkpoints"))).filter((name) => !/^\d+$/.test(name))).toEqual([]);
    await run.close();
  }
});

/** Whether this system lets us make a small file system of our own. */
function canMount(): boolean {
  try {
    execFileSync("unshare", ["-Urm", "sh", "-c", "mount -t tmpfs none /mnt"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

const onFullDisk = `
  import { readdirSync, rmSync, writeFileSync } from "node:fs";
  import { createRun, openRun, retryWhileDiskFull } from ${library};
  const [, folder] = process.argv;
  const fill = () => {
    let size = 1 << 20;
    for (let i = 0; size >= 1; i++) {
      try { writeFileSync(folder + "/ballast-" + i, new Uint8Array(size)); }
      catch { rmSync(folder + "/ballast-" + i); size >>= 1; }
    }
  };
  const free = () => {
    for (const name of readdirSync(folder)) if (name.startsWith("ballast")) rmSync(folder + "/" + name);
  };
  const path = folder + "/run";
  const contents = (step) => ({ step, files: { a: new Uint8Array(300_000).fill(step), b: new Uint8Array(10) } });
  const run = await createRun(path, { seed: 1, game: { name: "hex" }, algorithm: "none", settings: {} });
  await run.appendMetrics({ line: 0 });
  await run.saveCheckpoint(contents(1));
  fill();
  for (let line = 1; line < 300; line++) await run.appendMetrics({ line, text: "x".repeat(50) });
  const codes = [];
  await run.saveCheckpoint(contents(2)).catch((error) => codes.push(error.code));
  // Room for the metrics but not for a whole checkpoint.
  free();
  fill();
  rmSync(folder + "/ballast-0");
  writeFileSync(folder + "/ballast-0", new Uint8Array((1 << 20) - 150_000));
  await run.saveCheckpoint(contents(2)).catch((error) => codes.push(error.code));
  const left = readdirSync(path + "/checkpoints");
  const latest = (await (await openRun(path)).latestCheckpoint()).step;
  const told = [];
  setTimeout(free, 150);
  await retryWhileDiskFull(() => run.saveCheckpoint(contents(2)), {
    seconds: 0.05,
    onPause: (message) => told.push(message),
    onResume: () => told.push("resumed"),
  });
  await run.close();
  const again = await openRun(path);
  const lines = (await again.metrics()).map(({ line }) => line);
  const after = (await again.latestCheckpoint()).step;
  console.log(JSON.stringify({ codes, left, latest, told, lines, after }));
`;

test.skipIf(!canMount())(
  "on a full disk nothing is half-written or lost, and saving goes on once there is room",
  () => {
    const script = 'mount -t tmpfs -o size=4m none "$1" && exec "$2" --input-type=module -e "$3" "$1"';
    const args = ["-Urm", "sh", "-c", script, "sh", folder, process.execPath, onFullDisk];
    const found = JSON.parse(execFileSync("unshare", args, { encoding: "utf8" }));
    expect(found).toMatchObject({ codes: ["DISK_FULL", "DISK_FULL"], left: ["1"], latest: 1, after: 2 });
    expect(found.lines).toEqual(Array.from({ length: 300 }, (_, i) => i));
    expect(found.told).toEqual([
      expect.stringMatching(/no space left.*paused until there is room/),
      "resumed",
    ]);
  },
);

/** Collects what a child prints; call the result for the whole lines so far. */
function lines(child: ChildProcess): () => string[] {
  let text = "";
  child.stdout?.on("data", (data) => {
    text += data;
  });
  return () => text.split("\n").slice(0, -1);
}
