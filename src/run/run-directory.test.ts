import { existsSync } from "node:fs";
import {
  appendFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  truncate,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { SelfplayError } from "../errors.js";
import { Random } from "../random/index.js";
import {
  createRun,
  DamagedCheckpointError,
  openRun,
  type RunDescription,
  type RunDirectory,
} from "./index.js";

const description: RunDescription = {
  seed: 7,
  game: { name: "hex", options: { size: 5 } },
  algorithm: "alphazero",
  settings: { simulations: 32 },
};

let folder: string;
let path: string;
const open = new Set<RunDirectory>();

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "selfplay-run-"));
  path = join(folder, "a");
});

afterEach(async () => {
  for (const run of open) await run.close();
  open.clear();
  await rm(folder, { recursive: true });
});

const closing = async (opening: Promise<RunDirectory>) => {
  const run = await opening;
  open.add(run);
  return run;
};
const create = (at = path, options = {}) => closing(createRun(at, description, options));
const resume = (options = {}, at = path) => closing(openRun(at, { write: true, ...options }));
const close = async (run: RunDirectory) => {
  await run.close();
  open.delete(run);
};

/** Files and tensors that tell their step. */
const contents = (step: number) => ({
  step,
  meta: { games: step * 10 },
  files: { "window.episodes": new Uint8Array(5000).fill(step), "note.txt": `step ${step}` },
  tensors: { weights: new Map([["w", { shape: [2, 2], data: new Float32Array(4).fill(step) }]]) },
});

/** A closed run with checkpoints at the given steps, two lines of metrics before each and one after the last. */
async function trained(at: string, steps: readonly number[]): Promise<void> {
  const run = await create(at);
  for (const step of steps) {
    for (const half of [0.5, 1]) await run.appendMetrics({ step: step - 1 + half });
    await run.saveCheckpoint(contents(step));
  }
  await run.appendMetrics({ step: steps[steps.length - 1] + 0.5 });
  await close(run);
}

/** Names of the locks in the run. */
const locks = async () => (await readdir(path)).filter((name) => name.includes("lock"));

async function errorOf(action: Promise<unknown>): Promise<SelfplayError> {
  const error = await action.then(
    () => "no error",
    (error: unknown) => error,
  );
  if (error instanceof SelfplayError) return error;
  throw error;
}

describe("a run", () => {
  test("keeps its configuration and the versions it was made with", async () => {
    const made = await create();
    const { config } = await openRun(path);
    expect(config).toEqual(made.config);
    expect(config).toMatchObject(description);
    expect(config.versions.node).toBe(process.versions.node);
    expect(config.versions.selfplay).toMatch(/^\d+\.\d+\.\d+/);
    expect(config.versions.onnxruntime).toMatch(/^\d+\.\d+\.\d+/);
  });

  test("gives back what a checkpoint was made of", async () => {
    const run = await create();
    expect(await run.latestCheckpoint()).toBeUndefined();
    await run.saveCheckpoint(contents(3));
    expect(await run.saveCheckpoint({ ...contents(12), score: 0.5 })).toBe(join(path, "checkpoints", "12"));
    const found = (await run.latestCheckpoint())!;
    expect(found).toMatchObject({ step: 12, score: 0.5, previous: 3, meta: { games: 120 } });
    expect(await found.read("window.episodes")).toEqual(contents(12).files["window.episodes"]);
    expect(new TextDecoder().decode(await found.read("note.txt"))).toBe("step 12");
    expect(await found.weights()).toEqual(contents(12).tensors.weights);
    expect((await run.checkpoints()).map(({ step }) => step)).toEqual([3, 12]);
  });

  test("writes pieces of shared memory as one file", async () => {
    const run = await create();
    const shared = new Uint8Array(new SharedArrayBuffer(8)).fill(9);
    await run.saveCheckpoint({ step: 1, files: { pieces: [new Uint8Array([1]), shared, new Uint8Array()] } });
    expect([...(await (await run.latestCheckpoint())!.read("pieces"))]).toEqual([1, ...Array(8).fill(9)]);
  });

  test("saves a step again in place of the first", async () => {
    const run = await create();
    await run.saveCheckpoint(contents(5));
    await run.saveCheckpoint({ ...contents(5), meta: { games: 1 } });
    expect((await run.latestCheckpoint())?.meta).toEqual({ games: 1 });
    expect(await readdir(join(path, "checkpoints"))).toEqual(["5"]);
  });

  test("keeps the newest and the best checkpoints", async () => {
    const run = await create(path, { keepLast: 2, keepBest: 1 });
    for (const [step, score] of [0.1, 0.9, 0.3, 0.2, 0.4].entries())
      await run.saveCheckpoint({ ...contents(step), score });
    expect((await readdir(join(path, "checkpoints"))).sort()).toEqual(["1", "3", "4"]);
  });

  test("keeps sample games", async () => {
    const run = await create();
    await run.saveGames("100.txt", "a b c");
    await run.saveGames("100.txt", "d e f");
    expect(await readFile(join(path, "games", "100.txt"), "utf8")).toBe("d e f");
    expect(await readdir(join(path, "games"))).toEqual(["100.txt"]);
  });

  test.each(["../x", "manifest.json", ".hidden", "a/b", ""])("refuses a file named %j", async (name) => {
    const run = await create();
    const saving = run.saveCheckpoint({ step: 1, files: { [name]: "x" } });
    expect((await errorOf(saving)).code).toBe("BAD_OPTION");
    expect(await readdir(join(path, "checkpoints"))).toEqual([]);
  });
});

describe("making and opening", () => {
  test("a run that is there already is not overwritten unless asked for", async () => {
    await trained(path, [1]);
    const error = await errorOf(create());
    expect(error.code).toBe("RUN_EXISTS");
    expect(error.message).toContain(path);
    const run = await create(path, { overwrite: true });
    expect(await run.checkpoints()).toEqual([]);
    expect(await run.metrics()).toEqual([]);
  });

  test("somebody's other files are not taken for a run", async () => {
    await mkdir(path);
    expect((await create()).path).toBe(path);
    const other = join(folder, "b");
    await mkdir(other);
    await writeFile(join(other, "thesis.txt"), "x");
    expect((await errorOf(create(other))).code).toBe("RUN_EXISTS");
    expect((await errorOf(openRun(other))).code).toBe("RUN_NOT_FOUND");
    expect((await errorOf(openRun(join(folder, "c")))).code).toBe("RUN_NOT_FOUND");
    expect((await errorOf(openRun(join(other, "thesis.txt")))).code).toBe("RUN_NOT_FOUND");
  });

  describe("only a run is overwritten", () => {
    const foreign: Readonly<Record<string, string>> = {
      "models/mine.bin": "x",
      "games/g1.txt": "y",
      "checkpoints/ck": "z",
      "episodes.jsonl": "e",
      "metrics.jsonl": "m",
      "league/l": "l",
      "underway.jsonl": "u",
    };

    test.each(Object.keys(foreign).flatMap((file) => [[file, true] as const, [file, false] as const]))(
      "%s of somebody else stays (overwrite: %s)",
      async (file, overwrite) => {
        await mkdir(dirname(join(path, file)), { recursive: true });
        await writeFile(join(path, file), foreign[file]);
        const error = await errorOf(create(path, { overwrite }));
        const entry = join(path, file.split("/")[0]);
        expect([error.code, error.message]).toEqual([
          "RUN_FOREIGN",
          `${entry}: belongs to no run, as there is no config.json beside it, and a new run would replace it; ` +
            "move it away, or choose another directory",
        ]);
        expect(await readFile(join(path, file), "utf8")).toBe(foreign[file]);
        expect(await readdir(path)).toEqual([file.split("/")[0]]);
      },
    );

    test.each([
      ['{"db":"postgres"}', "RUN_FOREIGN", "is not a run's, and a new run would replace it; move it away"],
      ["null", "RUN_FOREIGN", "is not a run's"],
      [
        '{"format":"self',
        "RUN_DAMAGED",
        "is not valid JSON (15 characters): whether it is a run's cannot be told; delete",
      ],
    ])("config.json with %j stays", async (text, code, message) => {
      await mkdir(join(path, "models"), { recursive: true });
      await writeFile(join(path, "config.json"), text);
      await writeFile(join(path, "models", "mine.bin"), "x");
      for (const overwrite of [true, false]) {
        const error = await errorOf(create(path, { overwrite }));
        expect(error.code).toBe(code);
        expect(error.message).toContain(`${join(path, "config.json")}: ${message}`);
        expect(error.message).not.toContain("a run already");
      }
      expect((await readdir(path)).sort()).toEqual(["config.json", "models"]);
      expect(await readFile(join(path, "config.json"), "utf8")).toBe(text);
    });

    test("also a damaged one, with all that it wrote, and not what lies beside it", async () => {
      await trained(path, [1]);
      await writeFile(join(path, "config.json"), '{"format":"selfplay-run"}');
      for (const name of ["league", "models"]) await mkdir(join(path, name));
      for (const name of ["underway.jsonl", "episodes.jsonl", "notes.txt"])
        await writeFile(join(path, name), name);
      await close(await create(path, { overwrite: true }));
      const left = ["checkpoints", "config.json", "metrics.jsonl", "notes.txt"];
      expect((await readdir(path)).sort()).toEqual(left);
    });

    test("one may be made beside other files, and where a process was killed that made one", async () => {
      await mkdir(join(path, "checkpoints"), { recursive: true });
      await writeFile(join(path, ".config.json.tmp-9"), "{");
      await close(await create());
      const other = join(folder, "b");
      await mkdir(other);
      await writeFile(join(other, "notes.txt"), "x");
      await close(await create(other, { overwrite: true }));
      expect(await readFile(join(other, "notes.txt"), "utf8")).toBe("x");
    });
  });

  test.each([
    ["", "RUN_DAMAGED"],
    ['{"format":"self', "RUN_DAMAGED"],
    ['{"format":"selfplay-run","version":1,"id":"x"}', "RUN_DAMAGED"],
    ['{"name":"another-program"}', "RUN_FOREIGN"],
    ['{"format":"selfplay-run","version":99}', "RUN_FOREIGN"],
    ["null", "RUN_FOREIGN"],
  ])("config.json with %j is refused", async (text, code) => {
    await mkdir(path);
    await writeFile(join(path, "config.json"), text);
    const error = await errorOf(openRun(path));
    expect(error.code).toBe(code);
    expect(error.message).toContain(join(path, "config.json"));
  });

  test("one process at a time writes; others may read", async () => {
    const run = await create();
    await run.saveCheckpoint(contents(1));
    const error = await errorOf(resume());
    expect(error.code).toBe("RUN_LOCKED");
    expect(error.message).toContain(`process ${process.pid}`);
    const reader = await openRun(path);
    expect((await reader.latestCheckpoint())?.step).toBe(1);
    expect((await errorOf(reader.appendMetrics({}))).code).toBe("RUN_READ_ONLY");
    expect((await errorOf(reader.saveCheckpoint(contents(2)))).code).toBe("RUN_READ_ONLY");
    await reader.close();
    await close(run);
    await resume();
  });

  test.each([
    ["of a dead process", { pid: 2 ** 22 + 1, started: null }],
    ["whose number went to another process", { pid: process.pid, started: "1" }],
  ])("a lock %s is taken over", async (_, owner) => {
    await trained(path, [1]);
    const { hostname } = await import("node:os");
    await writeFile(join(path, "lock-1.json"), JSON.stringify({ host: hostname(), ...owner }));
    // Where the system does not tell when a process started, the second one cannot be known to be dead.
    if (owner.started !== null && !existsSync("/proc/self/stat")) return;
    await resume();
    const [left, ...more] = await locks();
    expect(more).toEqual([]);
    expect(JSON.parse(await readFile(join(path, left), "utf8")).pid).toBe(process.pid);
  });

  test("a lock torn by a power cut is taken over, one of another machine is not", async () => {
    await trained(path, [1]);
    await writeFile(join(path, "lock-1.json"), '{"pid": 1');
    await close(await resume());
    await writeFile(join(path, "lock-1.json"), JSON.stringify({ pid: 1, host: "elsewhere", started: null }));
    expect((await errorOf(resume())).message).toContain("process 1 on elsewhere");
  });

  test("of many that open at once at most one succeeds, also over a stale lock", async () => {
    await trained(path, [1]);
    for (let round = 0; round < 20; round++) {
      await writeFile(join(path, "lock-0.json"), "stale");
      const tries = await Promise.allSettled(Array.from({ length: 8 }, () => resume()));
      const won = tries.filter((result) => result.status === "fulfilled");
      expect(won.length).toBeLessThanOrEqual(1);
      for (const result of tries)
        if (result.status === "rejected") expect(result.reason).toMatchObject({ code: "RUN_LOCKED" });
      for (const { value } of won) await close(value);
      expect(await locks()).toEqual([]);
    }
    await resume();
  });
});

describe("resuming", () => {
  test("goes back to the newest checkpoint and drops the metrics after it", async () => {
    await trained(path, [1, 2]);
    await appendFile(join(path, "metrics.jsonl"), '{"step": 2.7');
    expect((await (await openRun(path)).metrics()).map(({ step }) => step)).toEqual([0.5, 1, 1.5, 2, 2.5]);
    const run = await resume();
    await run.appendMetrics({ step: 2.6, loss: Number.NaN });
    const metrics = await run.metrics();
    expect(metrics.map(({ step }) => step)).toEqual([0.5, 1, 1.5, 2, 2.6]);
    expect(metrics[4].loss).toBeNull();
  });

  test("a run without a checkpoint begins again", async () => {
    const run = await create();
    await run.appendMetrics({ step: 1 });
    await close(run);
    expect(await (await resume()).metrics()).toEqual([]);
  });

  test("a run whose checkpoints were taken away is not begun again over what is left of it", async () => {
    await trained(path, [1, 2]);
    const before = await readFile(join(path, "metrics.jsonl"), "utf8");
    await rm(join(path, "checkpoints"), { recursive: true });
    await expect(resume()).rejects.toThrow(/checkpoints: expected the folder that the run is resumed from/);
    expect(await readFile(join(path, "metrics.jsonl"), "utf8")).toBe(before);
  });

  test.each([
    ["by a run that remembers them", false],
    ["by a run of an earlier version that ended", true],
  ])("nor one whose checkpoints are missing from their folder, %s", async (_, earlier) => {
    await trained(path, [1, 2]);
    const metrics = join(path, "metrics.jsonl");
    if (earlier) {
      await appendFile(metrics, '{"type":"end"}\n');
      await rm(join(path, "checkpointed.json"));
    }
    const before = await readFile(metrics, "utf8");
    for (const step of ["1", "2"]) await rm(join(path, "checkpoints", step), { recursive: true });
    const error = await errorOf(resume());
    expect(error.code).toBe("RUN_DAMAGED");
    expect(error.message).toBe(
      `${join(path, "checkpoints")}: expected the checkpoints that the run is resumed from, found none; ` +
        "put them back, or begin again with overwrite",
    );
    expect((await errorOf(resume({ fallback: true }))).code).toBe("RUN_DAMAGED");
    expect(await readFile(metrics, "utf8")).toBe(before);
    const again = await create(path, { overwrite: true });
    await close(again);
    expect((await resume()).path).toBe(path);
  });

  test("a run of an earlier version remembers its checkpoints once it is resumed", async () => {
    await trained(path, [1]);
    await rm(join(path, "checkpointed.json"));
    await close(await resume());
    await rm(join(path, "checkpoints", "1"), { recursive: true });
    expect((await errorOf(resume())).message).toContain("expected the checkpoints");
  });

  test("cleans up after a process killed while it wrote", async () => {
    await trained(path, [1, 2]);
    const checkpoints = join(path, "checkpoints");
    await mkdir(join(checkpoints, ".tmp-3-99"));
    await writeFile(join(checkpoints, ".tmp-3-99", "half"), "x");
    await writeFile(join(path, ".config.json.tmp-99"), "{");
    // Killed between the two renames that save step 2 again.
    await rename(join(checkpoints, "2"), join(checkpoints, ".replaced-2"));
    const run = await resume();
    expect((await run.latestCheckpoint())?.step).toBe(2);
    expect((await readdir(checkpoints)).sort()).toEqual(["1", "2"]);
    const names = (await readdir(path)).filter((name) => !name.startsWith("lock-"));
    expect(names.sort()).toEqual(["checkpointed.json", "checkpoints", "config.json", "metrics.jsonl"]);
  });

  test("falls back only when asked to, and moves the damaged checkpoint aside", async () => {
    await trained(path, [1, 2, 3]);
    await truncate(join(path, "checkpoints", "3", "note.txt"), 2);
    const error = await errorOf(resume());
    expect(error).toBeInstanceOf(DamagedCheckpointError);
    expect((error as DamagedCheckpointError).lastGood?.step).toBe(2);
    const file = join(path, "checkpoints", "3", "note.txt");
    const offered = join(path, "checkpoints", "2");
    expect(error.message).toBe(
      `${file}: expected 6 bytes, found 2; the last good checkpoint is that of step 2 (${offered})`,
    );
    const run = await resume({ fallback: true });
    expect((await run.latestCheckpoint())?.step).toBe(2);
    expect((await run.metrics()).at(-1)).toEqual({ step: 2 });
    await run.saveCheckpoint(contents(3));
    expect((await run.latestCheckpoint())?.step).toBe(3);
    expect((await readdir(join(path, "checkpoints"))).sort()).toEqual(["1", "2", "3", "3.damaged"]);
  });

  test("metrics cut shorter than the checkpoint knows them are noticed", async () => {
    await trained(path, [1]);
    await truncate(join(path, "metrics.jsonl"), 5);
    const error = await errorOf(resume());
    expect(error.code).toBe("RUN_DAMAGED");
    expect(error.message).toContain("metrics.jsonl");
    const run = await resume({ fallback: true });
    await run.appendMetrics({ step: 9 });
    expect(await run.metrics()).toEqual([{ step: 9 }]);
  });

  test("a log that has lost something sends it back to a checkpoint from before", async () => {
    await trained(path, [1, 2, 3]);
    const metrics = join(path, "metrics.jsonl");
    const lines = (await readFile(metrics, "utf8")).split("\n");
    const whole = lines.join("\n");
    const offer = `the last good checkpoint is that of step 2 (${join(path, "checkpoints", "2")})`;
    const cut = lines.slice(0, 5).join("\n").length;
    await truncate(metrics, cut);
    const { metricsBytes } = (await (await openRun(path)).latestCheckpoint())!;
    const short = await errorOf(resume());
    expect(short).toBeInstanceOf(DamagedCheckpointError);
    expect(short.message).toBe(`${metrics}: expected at least ${metricsBytes} bytes, found ${cut}; ${offer}`);
    await writeFile(metrics, whole.replace('{"step":2.5}', '{"step":2.5'));
    expect((await errorOf(resume())).message).toBe(`${metrics}: line 5 is not valid JSON; ${offer}`);
    const run = await resume({ fallback: true });
    expect((await run.metrics()).map(({ step }) => step)).toEqual([0.5, 1, 1.5, 2]);
    expect((await run.latestCheckpoint())?.step).toBe(2);
  });

  test("lines that are damaged after the checkpoint are dropped with the others there", async () => {
    await trained(path, [1]);
    await appendFile(join(path, "metrics.jsonl"), '{"a":\n{"b":1}\n');
    expect((await (await resume()).metrics()).map(({ step }) => step)).toEqual([0.5, 1]);
  });

  test("a log that is missing is said to be, and is begun again only when asked to", async () => {
    await trained(path, [1, 2]);
    const metrics = join(path, "metrics.jsonl");
    const { length } = await readFile(metrics);
    const { metricsBytes } = (await (await openRun(path)).latestCheckpoint())!;
    expect(metricsBytes).toBeLessThan(length);
    await rm(metrics);
    for (const _ of ["once", "again"])
      expect((await errorOf(resume())).message).toBe(
        `${metrics}: is missing; it had at least ${metricsBytes} bytes; the last good checkpoint is that of step 2 ` +
          `(${join(path, "checkpoints", "2")}), with what is left of the logs`,
      );
    expect(await (await resume({ fallback: true })).metrics()).toEqual([]);
  });

  test("other logs are looked at by the length that a checkpoint's meta tells", async () => {
    const episodes = join(path, "episodes.jsonl");
    const made = await create();
    for (const step of [1, 2, 3]) {
      await appendFile(episodes, '{"a":1}\n');
      await made.saveCheckpoint({ step, meta: { bytes: 8 * step } });
    }
    await close(made);
    const logs = { "episodes.jsonl": "bytes" };
    await truncate(episodes, 20);
    const error = await errorOf(resume({ logs }));
    expect(error.message).toContain(
      `${episodes}: expected at least 24 bytes, found 20; the last good checkpoint`,
    );
    const run = await resume({ logs, fallback: true });
    expect([(await run.latestCheckpoint())?.step, run.logBytes("episodes.jsonl")]).toEqual([2, 16]);
    await close(run);
    await truncate(episodes, 5);
    const rest = await resume({ logs, fallback: true });
    expect([(await rest.latestCheckpoint())?.step, rest.logBytes("episodes.jsonl")]).toEqual([2, 0]);
  });
});

describe("damage", () => {
  const steps = [1, 2];

  test("any flipped bit or cut in any file of the newest checkpoint is noticed, and the one before offered", async () => {
    await trained(path, steps);
    const newest = join(path, "checkpoints", "2");
    const random = new Random(3, "damage");
    for (const name of await readdir(newest)) {
      const file = join(newest, name);
      const whole = await readFile(file);
      for (let round = 0; round < 12; round++) {
        const damaged = Buffer.from(whole);
        const at = random.integer(whole.length);
        // White space between the manifest's entries may change: it says nothing.
        damaged[at] ^= 1 << random.integer(7);
        const cut = round % 3 === 0;
        const harmless = !cut && name === "manifest.json" && sameJson(whole, damaged);
        await writeFile(file, cut ? whole.subarray(0, at) : damaged);
        const reader = await openRun(path);
        if (!harmless) {
          const error = await errorOf(reader.latestCheckpoint());
          expect(error.code).toMatch(/^RUN_(DAMAGED|FOREIGN)$/);
          expect(error.message).toContain(newest);
          expect((error as DamagedCheckpointError).lastGood?.step).toBe(1);
          expect((await reader.latestCheckpoint({ fallback: true }))?.step).toBe(1);
        }
        await writeFile(file, whole);
      }
      await rename(file, `${file}.away`);
      expect((await errorOf((await openRun(path)).latestCheckpoint())).message).toContain("is missing");
      await rename(`${file}.away`, file);
    }
    expect((await (await openRun(path)).latestCheckpoint())?.step).toBe(2);
  });

  test("files of another run or of another checkpoint are noticed", async () => {
    const other = join(folder, "b");
    await trained(path, steps);
    await trained(other, steps);
    const place = (run: string, step: number, name = "") => join(run, "checkpoints", String(step), name);
    const weights = "weights.safetensors";

    await writeFile(place(path, 2, weights), await readFile(place(path, 1, weights)));
    expect((await errorOf((await openRun(path)).latestCheckpoint())).message).toContain(
      "its contents do not match the checksum",
    );
    await rm(place(path, 2), { recursive: true });
    await rename(place(other, 2), place(path, 2));
    const mixed = await errorOf((await openRun(path)).latestCheckpoint());
    expect(mixed.code).toBe("RUN_FOREIGN");
    expect(mixed.message).toContain("belongs to run");
    await rm(place(path, 2), { recursive: true });
    await rename(place(path, 1), place(path, 2));
    const renamed = await errorOf((await openRun(path)).latestCheckpoint());
    expect(renamed.message).toContain("is of step 1, its directory of another");
    expect(renamed.message).toContain("there is no good checkpoint before it");
  });

  test("a damaged line of metrics is named", async () => {
    await trained(path, steps);
    await writeFile(join(path, "metrics.jsonl"), '{"a":1}\n{"a":\n{"a":3}\n');
    const error = await errorOf((await openRun(path)).metrics());
    expect(error.message).toBe(`${join(path, "metrics.jsonl")}: line 2 is not valid JSON`);
  });
});

function sameJson(a: Buffer, b: Buffer): boolean {
  try {
    return JSON.stringify(JSON.parse(a.toString())) === JSON.stringify(JSON.parse(b.toString()));
  } catch {
    return false;
  }
}
