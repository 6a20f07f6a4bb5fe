import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readEpisodesParquet } from "../rollout/text/episode-parquet.js";
import { type Outcome, type RunOptions, selfplay } from "./testing.conformance.js";

// One small run of a language model, in the order a person would: trained, stopped, resumed, measured, asked, exported.
const TASK = `
  import { questionTask } from "selfplay/environments";
  export default questionTask({
    name: "larger",
    generate: (random) => random.integer(100),
    id: String,
    ask: (x) => Math.floor(x / 10) + "," + (x % 10) + "?",
    grade: (x, answer) => ({ solved: answer === String(Math.max(Math.floor(x / 10), x % 10)) }),
    demonstrate: (x) => String(Math.max(Math.floor(x / 10), x % 10)),
  });`;

const SMALL = Object.entries({
  preset: "tiny",
  "context-length": 32,
  "sft-steps": 8,
  "rl-steps": 3,
  "show-batch": 16,
  groups: 4,
  "group-size": 4,
  "max-tokens": 3,
  evaluations: 1,
  "evaluation-examples": 20,
  "evaluation-samples": 4,
  workers: 1,
}).flatMap(([name, value]) => [`--${name}`, String(value)]);

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), "selfplay-words-"));
  writeFileSync(join(cwd, "task.ts"), TASK);
});
afterAll(() => rmSync(cwd, { recursive: true }));

const command = (args: readonly string[], options: RunOptions = {}): Promise<Outcome> =>
  selfplay(args, { cwd, ...options });

/** Standard output of a command that must end well, and of one that prints one JSON object that object. */
async function stdoutOf(...args: string[]): Promise<string> {
  const { status, stdout, stderr } = await command(args);
  expect([status, stderr]).toEqual([0, ""]);
  return stdout;
}
const jsonOf = async (...args: string[]) => JSON.parse(await stdoutOf(...args, "--json"));

const RUN = "runs/larger-1";

describe("a run of a language model from the command line", { sequential: true, timeout: 120_000 }, () => {
  let resume: string[] = [];

  test("Ctrl-C saves it and says how to go on", async () => {
    let stopped = false;
    const { status, stdout, stderr } = await command(["train", "task.ts", ...SMALL], {
      onOutput: (text, kill) => {
        if (stopped || !text.includes("tokens/s")) return;
        stopped = true;
        kill("SIGINT");
      },
    });
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(
      /^Training larger in runs\/larger-1 \(device cpu, 1 worker, \S+ parameters, seed 1\)$/m,
    );
    expect(stdout).toMatch(/^\d+ s {2}step 0 {2}\d+\.\d % \(.*\) solved of 20 held-out larger$/m);
    expect(stdout).toMatch(
      /^\d+ s {2}sft {2}\d+\.\d % .* tokens\/s {2}step 1 {2}loss \d\.\d+ {2}strength [^)]*\)$/m,
    );
    expect(stdout).toMatch(/^Stopping: the run is being saved/m);
    const [, line] =
      /^Stopped and saved at step \d+\. Go on with:\n {2}npx selfplay (train .*)$/m.exec(stdout) ?? [];
    expect(line).toBe("train task.ts --out runs/larger-1 --resume");
    resume = line.split(" ");
  });

  test("goes on with that command, and ends with what practice brought and what to do next", async () => {
    const stdout = await stdoutOf(...resume);
    expect(stdout).toMatch(/^Resuming from step \d+: larger in runs\/larger-1 /m);
    const share = "\\d+\\.\\d %";
    const both = `${share} \\(${share} to ${share}\\)`;
    expect(stdout).toMatch(/^Solved of 20 held-out larger, with 95 % intervals:$/m);
    expect(stdout).toMatch(new RegExp(`^accuracy +${both} +${both}$`, "m"));
    for (const k of [1, 2, 4]) expect(stdout).toMatch(new RegExp(`^pass@${k} +${share} +${share}$`, "m"));
    expect(stdout).toMatch(
      /^Rewarded but not solved: \d+\.\d % of the episodes with a positive reward, in the last step of practice$/m,
    );
    expect(stdout).toContain("The run is in runs/larger-1, its model in runs/larger-1/models/last.\n");
    for (const proposal of [
      "sample runs/larger-1 --prompt '\\d,\\d\\?' --temperature 0",
      "chat runs/larger-1",
      "eval runs/larger-1",
      "episodes runs/larger-1 --best 3",
      "train runs/larger-1/models/last --environment task.ts",
      "export runs/larger-1 --out my-model",
    ])
      expect(stdout).toMatch(new RegExp(`^  [a-z ]+ {2,}npx selfplay ${proposal}$`, "m"));
  });

  test("is practised for longer when it is gone on with so", async () => {
    cpSync(join(cwd, RUN), join(cwd, "longer"), { recursive: true });
    const longer = (steps: number) =>
      command(["train", "--resume", "--out", "longer", "--rl-steps", String(steps)]);
    expect((await longer(2)).stderr).toBe("error: --rl-steps: this run has 3, found 2\n");
    const { stdout } = await longer(5);
    expect(stdout).toMatch(/^Resuming from step 11: larger in longer /m);
    expect(stdout).not.toContain("Nothing was left");
    const { config, progress } = await jsonOf("info", "longer");
    expect([config.settings.rlSteps, progress.step]).toEqual([5, 13]);
  });

  test("is found by what it practises, and not gone on with otherwise", async () => {
    expect(await stdoutOf("train", "task.ts", "--resume")).toMatch(
      /^Resuming from step 11: larger.*\n(.*\n)*\nNothing was left to do: all 11 steps were made already\. A larger --rl-steps makes more\.\nSolved /,
    );
    const refused = async (...args: string[]) => (await command(["train", ...args])).stderr;
    expect(await refused("task.ts", "--resume", "--groups", "5")).toBe(
      "error: --groups: this run has 4, found 5\n",
    );
    expect(await refused("addition", "--resume", "--out", RUN)).toMatch(
      /^error: runs\/larger-1: expected a run of addition, found one of larger, .*task\.ts\n$/,
    );
    expect(await refused(RUN)).toMatch(/^error: runs\/larger-1: is a run; go on with it with --resume --out/);
    expect(await refused(`${RUN}/models/last`)).toMatch(/^error: --environment: say what the model of /);
    expect(await refused(`${RUN}/models/last`, "--environment", "countdwn")).toContain(
      'did you mean "countdown"?',
    );
    expect(await refused("task.ts", ...SMALL, "--out", RUN)).toContain("(--resume, --overwrite, --out)");
    expect(await refused("sorting", "--context-length", "8", "--out", "runs/none")).toMatch(
      /^error: --context-length: expected at least \d+ tokens for the demonstrations of sorting, found 8\n$/,
    );
    expect(await refused("task.ts", "--group-size", "1", "--out", "runs/none")).toMatch(
      /^error: --group-size: /,
    );
    expect(existsSync(join(cwd, "runs/none"))).toBe(false);
    expect(await refused("task.ts", "--digits", "3")).toContain("unknown option '--digits'");
    expect((await command(["play", RUN])).stderr).toBe(
      "error: runs/larger-1: is a run of a language model; `selfplay chat runs/larger-1` talks to it\n",
    );
  });

  test("info and eval tell how good it is, and how good it was before", async () => {
    const info = await jsonOf("info", RUN);
    expect(info.accuracy).toBe(info.headline.value);
    expect(info.accuracyBeforeReinforcement).toBeGreaterThanOrEqual(0);
    const words = await stdoutOf("info", RUN);
    expect(words).toMatch(
      /^task +larger \(.*task\.ts\)\nmodel +tiny, from nothing\nalgorithm +grpo, seed 1$/m,
    );
    expect(words).toMatch(/^ +\S+ % \(.*\) before practice \(step 8\), \S+ % \(.*\) now$/m);
    const report = await jsonOf("eval", RUN);
    expect(report).toMatchObject({ environment: "larger", examples: 20, accuracy: info.accuracy });
    expect(Object.keys(report.passAt)).toEqual(["1", "2", "4"]);
    const [low, high] = report.ci95;
    expect(low <= report.accuracy && report.accuracy <= high).toBe(true);
    const before = await jsonOf("eval", RUN, "--stage", "sft");
    expect(before.accuracy).toBe(info.accuracyBeforeReinforcement);
    expect(await stdoutOf("eval", RUN, "--samples", "2", "--examples", "5")).toMatch(
      /^runs\/larger-1, step 11\non 5 held-out examples of larger\n\nsolved .*\n\nof 2 answers to each, at temperature 1:/,
    );
    const other = ["eval", RUN, "--environment", "addition", "--digits", "6", "--examples", "3", "--json"];
    const { stdout, stderr } = await command(other);
    expect(JSON.parse(stdout)).toMatchObject({
      environment: "addition",
      options: { difficulty: 6 },
      unknownCharacters: expect.arrayContaining(["+", "="]),
    });
    expect(stderr).toMatch(/^warning: addition is written with characters .* does not know: .*"\+".*"="/);
    const limits = ["--max-turns", "1", "--max-episode-tokens", "3", "--episode-seconds", "60"];
    expect((await jsonOf("eval", RUN, ...limits)).accuracy).toBe(info.accuracy);
    const none = await command(["eval", RUN, "--max-turns", "0"]);
    expect([none.status, none.stderr]).toEqual([
      2,
      expect.stringContaining("'--max-turns <n>' argument '0'"),
    ]);
    const wrong = await command(["eval", RUN, "--games", "3"]);
    expect([wrong.status, wrong.stderr]).toEqual([
      2,
      "error: --games: is for runs of games, found a language model\n",
    ]);
  });

  test("sample answers, streaming, and tells tokens with log-probabilities", async () => {
    const ask = ["sample", RUN, "--prompt", "3,7?", "--temperature", "0", "--max-tokens", "3"];
    const { step, samples } = await jsonOf(...ask, "--samples", "2");
    expect([step, samples.length]).toEqual([11, 2]);
    expect(samples[0]).toEqual(samples[1]);
    for (const { logprob } of samples[0].tokens) expect(logprob).toBeLessThan(0);
    const streamed = await command(ask);
    expect([streamed.status, streamed.stdout]).toEqual([0, `${samples[0].text}\n`]);
    const cut = await command([...ask, "--max-tokens", "1"]);
    expect(cut.stderr).toMatch(/^warning: the answer was cut off after 1 tokens, by --max-tokens or /);
    const strange = await command([...ask, "--prompt", "x,7?", "--json"]);
    expect(strange.stderr).toMatch(/^warning: the prompt is written with characters that .* know: "x"\. /);
    const piped = await command(["sample", RUN, "--prompt", "-", ...ask.slice(4)], { input: "3,7?\n" });
    expect(piped.stdout).toBe(`${samples[0].text}\n`);
    const long = await command(["sample", RUN, "--prompt", "1".repeat(99)]);
    expect([long.status, long.stderr]).toEqual([
      2,
      expect.stringMatching(/^error: --prompt: expected fewer than 32/),
    ]);
    const misspelt = await command(["sample", "runs/largr-1", "--prompt", "x"]);
    expect(misspelt.stderr).toContain("(did you mean runs/larger-1?)");
  });

  test("chat goes by lines from a pipe", async () => {
    const input = "3,7?\n/rset\n/reset\n/help\n\n3,7?\n/quit\nnever said\n";
    const { status, stdout, stderr } = await command(
      ["chat", RUN, "--temperature", "0", "--max-tokens", "3"],
      { input: input.replace("/rset", "x?\n/rset") },
    );
    expect(status).toBe(0);
    expect(stderr).toMatch(/^warning: what was said is written with characters that .* know: "x"\. .*\n$/);
    expect(stdout).toMatch(/^runs\/larger-1, step 11\. Say something, or \/reset, \/help, \/quit\.$/m);
    expect(stdout).toContain("There is no /rset (did you mean /reset?).");
    expect(stdout).toMatch(/^ {2}\/quit +leave$/m);
    const [, first, second] = stdout.split("you> 3,7?\n").map((part) => part.split("\n\nyou>")[0]);
    expect(second).toBe(first);
    expect(stdout).not.toContain("never said");
  });

  test("a file that exports a function of options has flags for them", async () => {
    const source = TASK.replace("questionTask({", "(options) => questionTask({").replace(
      /\}\);$/,
      "}, options);",
    );
    writeFileSync(
      join(cwd, "function.ts"),
      source.replace(
        "(random) => random.integer(100)",
        "(random, difficulty) => random.integer(20 * difficulty)",
      ),
    );
    const flags = ["--difficulty", "3", "--progress-reward", "0.5"];
    expect((await jsonOf("check", "function.ts", ...flags)).environment).toBe("larger");
    expect((await command(["check", "task.ts", ...flags])).stderr).toContain("unknown option '--difficulty'");
    const run = "runs/function";
    await stdoutOf(
      "train",
      "function.ts",
      ...flags,
      ...SMALL,
      "--sft-steps",
      "0",
      "--rl-steps",
      "1",
      "--out",
      run,
    );
    const { config } = await jsonOf("info", run);
    expect(config.task.options).toEqual({ difficulty: 3, progressReward: 0.5 });
    const { episodes } = await jsonOf("episodes", run);
    expect(episodes[0]).toMatchObject({ difficulty: 3 });
    expect((await jsonOf("eval", run, "--examples", "3")).options).toEqual(config.task.options);
    const harder = await jsonOf("eval", run, "--examples", "3", "--difficulty", "4");
    expect(harder.byDifficulty).toHaveProperty("4");
    const resumed = await stdoutOf("train", "function.ts", "--resume", "--out", run);
    expect(resumed).toContain("Resuming from step 1: larger");
    const flagsAgain = "--environment function.ts --difficulty 3 --progress-reward 0.5\n";
    expect(resumed).toContain(flagsAgain);
    expect(await stdoutOf("train", "--resume", "--out", run)).toContain(flagsAgain);
    expect(
      (await command(["train", "function.ts", "--resume", "--out", run, "--difficulty", "2"])).stderr,
    ).toBe("error: --difficulty: this run has 3, found 2\n");
  });

  test("a file that exports a built-in task keeps the options it was made with", async () => {
    const source =
      'import { sorting } from "selfplay/environments"; export default sorting({ difficulty: 2, largest: 50 });';
    writeFileSync(join(cwd, "small.ts"), source);
    await stdoutOf(
      "train",
      "small.ts",
      ...SMALL,
      "--sft-steps",
      "1",
      "--rl-steps",
      "0",
      "--out",
      "runs/small",
    );
    const { config } = await jsonOf("info", "runs/small");
    expect(config.task.options).toMatchObject({ difficulty: 2, largest: 50 });
  });

  test("episodes shows, selects and filters", async () => {
    expect(await stdoutOf("episodes", RUN)).toMatch(
      /^runs\/larger-1: 48 episodes, \S+ % solved, mean reward \S+; the last 3:\n\n(not )?solved, reward \d .*step 11, example \d+/,
    );
    const { matching, episodes } = await jsonOf("episodes", RUN, "--step", "9", "--best", "2");
    expect([matching, episodes.length]).toEqual([16, 2]);
    expect(episodes[0]).toMatchObject({ step: 9, environment: "larger", version: 1 });
    const worst = await jsonOf("episodes", RUN, "--worst", "1", "--text", "^3,\\d\\?$");
    expect(worst.episodes[0].messages[0].content).toMatch(/^3,\d\?$/);
    expect(await stdoutOf("episodes", RUN, "--error", "judge")).toBe("runs/larger-1: no episode is so.\n");
  });

  test("episodes writes those that are wanted to a file", async () => {
    const wanted = ["episodes", RUN, "--step", "9", "--out"];
    for (const out of ["nine.jsonl", "nine.parquet"])
      expect(await stdoutOf(...wanted, out)).toBe(`${out}: 16 episodes\n`);
    const rows = await readEpisodesParquet(join(cwd, "nine.parquet"));
    const lines = (await readFile(join(cwd, "nine.jsonl"), "utf8")).trim().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toEqual(rows);
    expect((await command([...wanted, "nine.jsonl"])).stderr).toBe(
      "error: nine.jsonl: expected no such file, found one\n",
    );
    expect((await command([...wanted, "nine.csv"])).stderr).toMatch(
      /^error: --out: expected a file that ends/,
    );
    expect((await command([...wanted, "a.jsonl", "--best", "2"])).stderr).toMatch(/^error: --out and --best/);
  });

  test("export writes a folder that is a checkpoint to train on, and an ONNX file", async () => {
    expect(await stdoutOf("export", RUN, "--out", "model")).toMatch(
      /^model: a model with \S+ parameters, \S+ bytes, weights of step 11\n {2}config\.json\n/,
    );
    expect(await stdoutOf("export", RUN, "--format", "onnx", "--out", "model.onnx")).toMatch(
      /^ {2}out {2}logits \[rows, time, vocabulary\]\n {2}checked: .* differ from the engine's by at most \d\.\de-\d$/m,
    );
    const again = await command(["export", RUN, "--format", "onnx", "--out", "model.onnx"]);
    expect([again.status, again.stderr]).toEqual([
      1,
      "error: model.onnx: expected no such file, found one\n",
    ]);
    const half = await command([
      "export",
      RUN,
      "--format",
      "onnx",
      "--dtype",
      "float16",
      "--out",
      "half.onnx",
    ]);
    expect([half.status, half.stderr]).toEqual([
      2,
      expect.stringMatching(/^error: --dtype: expected float32 with onnx/),
    ]);
    const asked = await jsonOf("sample", "model", "--prompt", "3,7?", "--temperature", "0");
    expect(asked.run).toBe("model");
    const tuned = ["--lora", "2", "--rl-steps", "1", ...SMALL.slice(8), "--out", "runs/tuned"];
    const stdout = await stdoutOf("train", "model", "--environment", "task.ts", ...tuned);
    expect(stdout).toContain("The run is in runs/tuned");
    const strange = [
      "--environment",
      "countdown",
      "--rl-steps",
      "1",
      ...SMALL.slice(8),
      "--out",
      "runs/strange",
    ];
    const { status, stderr } = await command(["train", "model", ...strange]);
    expect(status).toBe(0);
    expect(stderr).toMatch(/^warning: countdown is written with characters .* does not know: .*\n$/);
    expect(await stdoutOf("info", "runs/tuned")).toMatch(/^model +.*\/model, with an adapter of rank 2$/m);
    expect((await jsonOf("export", "runs/tuned", "--out", "adapter")).holds).toBe("adapter");
  });

  test("a run of expert iteration is lengthened by its rounds", async () => {
    const iterated = ["--algorithm", "expert-iteration", "--rounds", "1", ...SMALL.slice(8)];
    await stdoutOf("train", "model", "--environment", "task.ts", ...iterated, "--out", "runs/rounds");
    const resume = ["train", "--resume", "--out", "runs/rounds"];
    const { status, stderr } = await command([...resume, "--rl-steps", "7"]);
    expect([status, stderr]).toEqual([
      2,
      "error: --rl-steps: this run practises by expert iteration, whose length is --rounds, found 7\n",
    ]);
    expect(await stdoutOf(...resume, "--rounds", "2")).toContain("The run is in runs/rounds");
  });

  test("a folder that is no model is said to be none", async () => {
    writeFileSync(join(cwd, "task-of-none.ts"), "export default 3;");
    const none = await command(["train", "task-of-none.ts"]);
    expect([none.status, none.stderr]).toEqual([1, expect.stringMatching(/^error: task-of-none\.ts: /)]);
    expect((await command(["train", "runs"])).stderr).toMatch(
      /^error: runs: expected the folder of a checkpoint, with config\.json and tokenizer\.json/,
    );
  });
});
