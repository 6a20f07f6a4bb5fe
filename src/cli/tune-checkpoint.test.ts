import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FIXTURES } from "../language/fixtures.conformance.js";
import { openAdapter, openCheckpoint } from "../language/node.js";
import { selfplay } from "./testing.conformance.js";

// A checkpoint that transformers wrote is trained by an adapter and given back to peft, as a user would.
const CHECKPOINT = join(FIXTURES, "qwen3");

const FLAGS = Object.entries({
  environment: "countdown",
  style: "chat",
  lora: 4,
  "lora-alpha": 16,
  "lora-targets": "q_proj,v_proj",
  // A random model solves nothing, and learns nothing from that; a step on demonstrations moves the adapter.
  "sft-steps": 1,
  "show-batch": 2,
  "show-learning-rate": 0.05,
  warmup: 0,
  "rl-steps": 2,
  groups: 2,
  "group-size": 2,
  "max-tokens": 8,
  evaluations: 0,
  "evaluation-examples": 4,
  "evaluation-samples": 2,
  workers: 1,
  out: "tuned",
}).flatMap(([name, value]) => [`--${name}`, String(value)]);

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), "selfplay-tune-"));
});
afterAll(() => rmSync(cwd, { recursive: true }));

async function stdoutOf(...args: string[]): Promise<string> {
  const { status, stdout, stderr } = await selfplay(args, { cwd });
  expect([status, stderr]).toEqual([0, ""]);
  return stdout;
}
const jsonOf = async (...args: string[]) => JSON.parse(await stdoutOf(...args, "--json"));

/** The adapter of a folder, opened as one of the checkpoint, with one of its matrices that begin as zeros. */
async function adapterIn(folder: string) {
  const checkpoint = await openCheckpoint(CHECKPOINT);
  const adapter = await openAdapter(join(cwd, folder), checkpoint.config);
  const up = await adapter.read("base_model.model.model.layers.1.self_attn.v_proj.lora_B.weight");
  await Promise.all([checkpoint.close(), adapter.close()]);
  return { config: adapter.config, up: [...up] };
}

describe("an adapter on a checkpoint of transformers", { sequential: true, timeout: 120_000 }, () => {
  test("is trained in words, and measured", async () => {
    const stdout = await stdoutOf("train", CHECKPOINT, ...FLAGS);
    expect(stdout).toMatch(/^Solved of 4 held-out countdown, with 95 % intervals:$/m);
    expect(stdout).toContain("The run is in tuned, its model in tuned/models/last.\n");
    expect(stdout).toContain(
      "  train on from it  npx selfplay export tuned --merge --out merged && " +
        "npx selfplay train merged --environment countdown --style chat\n",
    );
    expect(stdout).toMatch(/^ {2}ask it something .* --prompt 'Reach \d+ from .*' --temperature 0$/m);
    const report = await jsonOf("eval", "tuned");
    expect(report).toMatchObject({ environment: "countdown", step: 3, examples: 4, samples: 2, errors: {} });
    expect(report.options).toMatchObject({ style: "chat", largest: 12 });
    const { episodes } = await jsonOf("episodes", "tuned", "--last", "1");
    expect(episodes[0].messages[0].content).toMatch(/^Reach \d+ from the numbers /);
  });

  test("is exported as peft has it, and is the one that was trained", async () => {
    const exported = await jsonOf("export", "tuned", "--format", "hf", "--out", "adapter");
    const files = ["adapter_config.json", "adapter_model.safetensors"];
    expect(exported).toMatchObject({ format: "hf", holds: "adapter", step: 3, files });
    const config = JSON.parse(readFileSync(join(cwd, "adapter", "adapter_config.json"), "utf8"));
    expect(config).toMatchObject({
      peft_type: "LORA",
      base_model_name_or_path: CHECKPOINT,
      r: 4,
      lora_alpha: 16,
      target_modules: ["q_proj", "v_proj"],
    });
    const again = await adapterIn("adapter");
    expect(again.config).toMatchObject({ rank: 4, alpha: 16, targets: ["q_proj", "v_proj"] });
    expect(again.up.some((value) => value !== 0)).toBe(true);
    expect(again.up).toEqual((await adapterIn("tuned/models/last")).up);
  });

  test("is gone on with from where it lies, with what is not said being as it was begun", async () => {
    const done = /^Resuming from step 3: countdown in tuned /m;
    const resume = ["--resume", "--out", "tuned"];
    expect(await stdoutOf("train", ...resume)).toMatch(done);
    expect(await stdoutOf("train", "countdown", ...resume)).toMatch(done);
    expect(await stdoutOf("train", CHECKPOINT, ...resume, "--lora", "4")).toMatch(done);
    const refused = async (...args: string[]) =>
      (await selfplay(["train", ...args, ...resume], { cwd })).stderr;
    expect(await refused("sorting")).toMatch(
      /^error: tuned: expected a run of sorting.*found one of countdown/,
    );
    expect(await refused("--environment", "sorting")).toMatch(/found one of countdown/);
    expect(await refused("--lora", "8")).toBe("error: --lora: this run has 4, found 8\n");
    expect(await refused(join(FIXTURES, "qwen2"))).toMatch(
      /was begun with the checkpoint .*qwen3, found the checkp/,
    );
    expect((await selfplay(["train", "--resume"], { cwd })).stderr).toMatch(
      /^error: missing required argument/,
    );
    expect((await selfplay(["train", "--resume", "--out", "tund"], { cwd })).stderr).toBe(
      "error: tund: there is no such directory\n",
    );
  });

  test("is no model without its checkpoint, and says what makes one of both", async () => {
    const refused = async (...args: string[]) => {
      const { status, stderr } = await selfplay(args, { cwd });
      expect(status).toBe(2);
      return stderr;
    };
    expect(await refused("train", "tuned", "--environment", "countdown")).toBe(
      "error: tuned: is a run; go on with it with --resume --out tuned, or begin a new one with its model, which " +
        "`selfplay export tuned --merge --out DIR` writes as a checkpoint, DIR\n",
    );
    const alone = ": expected a whole model, found an adapter, which is nothing without its checkpoint; ";
    const last = await refused("train", "tuned/models/last", "--environment", "countdown");
    expect(last).toContain(`tuned/models/last${alone}`);
    expect(last).toMatch(/`selfplay export tuned --merge --out DIR` writes both as one checkpoint, DIR\n$/);
    expect(await refused("sample", "tuned/models/sft", "--prompt", "x")).toContain("--stage sft --merge");
    for (const command of [
      ["sample", "--prompt", "x"],
      ["serve"],
      ["chat"],
      ["eval"],
      ["export", "--out", "o"],
    ])
      expect(await refused(command[0], "adapter", ...command.slice(1))).toMatch(
        new RegExp(`^error: adapter${alone}of a run, .*; of another, peft's merge_and_unload\n$`),
      );
  });

  test("that was begun with a checkpoint that is gone says which one is missed", async () => {
    cpSync(CHECKPOINT, join(cwd, "base"), { recursive: true });
    await stdoutOf("train", "base", ...FLAGS.slice(0, -1), "moved", "--rl-steps", "0");
    renameSync(join(cwd, "base"), join(cwd, "elsewhere"));
    const { status, stderr } = await selfplay(["sample", "moved", "--prompt", "x"], { cwd });
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /\/base: expected config\.json, found no such file \(it is the checkpoint below the adapter of moved, /,
    );
    const resumed = await selfplay(["train", "--resume", "--out", "moved", "--rl-steps", "1"], { cwd });
    expect(resumed.status).toBe(1);
    expect(resumed.stderr).toMatch(
      /\/base: expected config\.json, found no such file \(it is the checkpoint below the training of moved, /,
    );
  });

  test("answers the same when it is merged into its checkpoint, which it changed", async () => {
    await stdoutOf("export", "tuned", "--merge", "--out", "merged");
    const logprobs = async (model: string): Promise<number[]> => {
      const ask = ["--prompt", "Reach 5 from 2, 3.", "--temperature", "0", "--max-tokens", "4"];
      const { samples } = await jsonOf("sample", model, ...ask);
      return samples[0].tokens.map(({ logprob }: { logprob: number }) => logprob);
    };
    const [tuned, merged, before] = [
      await logprobs("tuned"),
      await logprobs("merged"),
      await logprobs(CHECKPOINT),
    ];
    for (const [i, logprob] of merged.entries()) expect(logprob).toBeCloseTo(tuned[i], 4);
    expect(Math.abs(before[0] - tuned[0])).toBeGreaterThan(1e-3);
  });
});
