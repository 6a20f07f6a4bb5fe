import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { languageSettings } from "../algorithms/language/settings.js";
import { FIXTURES } from "../language/fixtures.conformance.js";
import { run } from "./program.js";
import { flagOf } from "./settings-options.js";
import { type Outcome, selfplay } from "./testing.conformance.js";

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), "selfplay-cli-"));
});
afterAll(() => rmSync(cwd, { recursive: true }));

const CHECKPOINT = join(FIXTURES, "qwen3");
const TUNE = ["train", CHECKPOINT, "--environment", "countdown"];
const ASK = ["sample", "runs/a", "--prompt", "x"];

const COMMANDS = [
  "list",
  "train",
  "eval",
  "sample",
  "chat",
  "serve",
  "episodes",
  "play",
  "ratings",
  "export",
  "info",
  "check",
  "doctor",
];

/** The same command line without a process of its own: quicker, for what ends before any work begins. */
async function inProcess(args: readonly string[]): Promise<Outcome> {
  const written = { stdout: "", stderr: "" };
  const spies = (["stdout", "stderr"] as const).map((name) =>
    vi.spyOn(process[name], "write").mockImplementation((text) => {
      written[name] += text;
      return true;
    }),
  );
  try {
    return { status: await run(args), ...written };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

test("it can be executed, as npx does in a clone of the repository", () => {
  const main = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
  expect(() => accessSync(main, constants.X_OK)).not.toThrow();
});

describe("help", () => {
  test("lists every command, also when nothing was asked for", async () => {
    for (const args of [[], ["--help"]]) {
      const { status, stdout } = await selfplay(args);
      expect(status).toBe(0);
      for (const command of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${command} .*\\w`, "m"));
    }
  });

  test.each(COMMANDS)("of %s ends with examples", async (command) => {
    const { status, stdout, stderr } = await inProcess([command, "--help"]);
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(new RegExp(`^Examples:\\n  selfplay ${command} .*\\S`, "m"));
  });

  test("of train tells every setting of what is trained with its default", async () => {
    const game = await inProcess(["train", "hex", "--help"]);
    expect(game.stdout).toMatch(/^Settings of AlphaZero:$/m);
    expect(game.stdout).toMatch(/--simulations <n> +simulations of a full search \(default 32\)/);
    expect(game.stdout).toMatch(/^Options of hex:\n +--size <n> +.*\(default 11\)$/m);
    expect(game.stdout).not.toContain("--sft-steps");
    const text = await inProcess(["train", "addition", "--help"]);
    expect(text.stdout).toMatch(/^Options of addition:\n +--shown <n> +.*, 1 to 39 \(default 4\)$/m);
    const settings = text.stdout.slice(text.stdout.indexOf("Settings of training a language model:"));
    for (const name of Object.keys(languageSettings).filter((name) => !name.startsWith("lora")))
      expect(settings).toMatch(new RegExp(`^  ${flagOf(name)} .*\\(default .+\\)$`, "m"));
    expect(text.stdout).not.toContain("--device");
    expect(game.stdout).toContain("--device");
    const { stdout } = await inProcess(["train", "--help"]);
    expect(stdout.replace(/\s+/g, " ")).toContain(
      "(default 10; of a language model until its steps are made)",
    );
    expect((await inProcess(["list"])).stdout).toMatch(
      /^ {2}--lora +.*\(default 0; with a checkpoint only\)$/m,
    );
    expect(stdout).toContain("`selfplay train SCENARIO --help` tells them");
  });
});

test("help of train tells the settings of a checkpoint's training before it is said what the checkpoint practises", async () => {
  const { status, stdout } = await inProcess(["train", CHECKPOINT, "--help"]);
  expect(status).toBe(0);
  expect(stdout.replace(/\s+/g, " ")).toContain("--environment is needed");
  expect(stdout).toMatch(/^ {2}--environment <name> /m);
  const flags = (help: string) => help.match(/^ {2}--[a-z-]+/gm) ?? [];
  const settings = (help: string) =>
    flags(help.slice(help.indexOf("Settings of training a language model:")));
  const practising = await inProcess([...TUNE, "--help"]);
  expect(settings(stdout)).toEqual(settings(practising.stdout));
  expect(settings(stdout)).toContain("  --lora");
  expect(stdout).toMatch(/--sft-steps .*\(default 0\)$/m);
  const without = await inProcess(["train", CHECKPOINT, "--lora", "4", "--easiest", "2"]);
  expect(without).toMatchObject({
    status: 2,
    stderr: expect.stringMatching(/^error: --environment: say what/),
  });
});

describe("a command line that cannot be understood ends with status 2 and a suggestion", () => {
  test.each([
    [["tarin"], "unknown command 'tarin'\n(Did you mean train?)"],
    [["train", "hex", "--simulatons", "8"], "unknown option '--simulatons'\n(Did you mean --simulations?)"],
    [["train", "gomuko"], 'no environment "gomuko"; did you mean "gomoku"?'],
    [["train", "adition", "--digits", "3"], 'no environment "adition"; did you mean "addition"?'],
    [["train", "addition", "--digts", "3"], "unknown option '--digts'\n(Did you mean --digits?)"],
    [["train", "addition", "--digits", "99"], "Expected an integer from 2 to 40."],
    [["train", "maze", "--shortest", "maybe"], "Expected true or false."],
    [
      ["train", "addition", "--lora", "4"],
      "--lora: goes with a checkpoint only, as in `selfplay train CHECKPOINT",
    ],
    [["train", "addition", "--environment", "code"], "--environment: goes with a checkpoint only"],
    [
      ["train", "addition", "--simulations"],
      "--simulations: is for games, found the text environment addition",
    ],
    [["train", "hex", "--rl-steps", "3"], "--rl-steps: is for language models, found the game hex"],
    [
      [...TUNE, "--lora-alpha", "8"],
      "--lora-alpha: expected 0 without an adapter, which lora makes, found 8",
    ],
    [
      [...TUNE, "--freeze", "mlps"],
      "--freeze: expected parts of the names of parameters (embed_tokens, layers.0-",
    ],
    [
      [...TUNE, "--freeze", "mlp", "--lora", "2"],
      "--freeze: expected none with an adapter, which lora makes",
    ],
    [["train", "addition", "--beta2", "1"], "Expected a number from 0, below 1."],
    [["train", "addition", "--clip-norm", "0"], "Expected a number above 0, up to 1000000000."],
    [["train", "addition", "--top-p", "0"], "Expected a number above 0, up to 1."],
    [["train", "addition", "--top-k", "1"], "--top-k: expected 0 or at least 2 in practice with grpo"],
    [[...TUNE, "--lora", "2", "--lora-targets", "q"], "Expected all, or some of q_proj, k_proj"],
    [[...TUNE, "--vocabulary", "300"], "--vocabulary: is for a model from nothing, found the checkpoint"],
    [["train", "addition", "--algorithm", "ppo"], "Expected one of grpo, dr-grpo, rloo, dapo"],
    [["train", "addition", "--device", "cuda"], "language models are trained on cpu, found cuda"],
    [["check", "rows.csv"], "rows.csv: expected the name of an environment, or a file of JavaScript"],
    [["check", "soduku"], 'no environment "soduku"; did you mean "sudoku"?'],
    [["train", "hex", "--komi", "3"], 'option of hex: expected size, found "komi"'],
    [["train", "hex", "--size", "1"], "expected an integer from 2 to 26, found 1"],
    [["train", "hex", "--simulations", "0"], "Expected a whole number from 1 to 100000."],
    [["train", "hex", "--network", "resnet"], "Expected one of residual, mlp."],
    [["train", "hex", "--solve", "maybe"], "Expected true or false."],
    [["train", "hex", "--minutes", "0"], "Expected a number above 0."],
    [["train", "hex", "--workers", "1.5"], "Expected a whole number from 1 to 256."],
    [["train", "addition", "--workers", "1000"], "Expected a whole number from 1 to 256."],
    [["serve", CHECKPOINT, "--threads", "1000"], "Expected a whole number from 1 to 256."],
    [["train", "hex", "--minutes", "1", "--steps", "5"], "--minutes and --steps: give one of them"],
    [["train"], "missing required argument 'scenario'"],
    [["play", "hex", "--first", "--second"], "--first and --second: give one of them"],
    [["play", "hex", "--against", "mcts:many"], "playouts: expected a whole number"],
    [["sample", "runs/a"], "required option '--prompt <text>' not specified"],
    [
      [...ASK, "--top-p", "2"],
      "'--top-p <p>' argument '2' is invalid. Expected a number above 0 and at most 1.",
    ],
    [
      [...ASK, "--top-p", "0"],
      "'--top-p <p>' argument '0' is invalid. Expected a number above 0 and at most 1.",
    ],
    [["chat", "runs/a", "--top-p", "0"], "'--top-p <p>' argument '0' is invalid."],
    [
      [...ASK, "--min-p", "2"],
      "'--min-p <p>' argument '2' is invalid. Expected a number of at least 0 and at most 1.",
    ],
    [[...ASK, "--top-k", "1.5"], "'--top-k <n>' argument '1.5' is invalid."],
    [[...ASK, "--temperature", "-1"], "'--temperature <t>' argument '-1' is invalid."],
    [[...ASK, "--max-tokens", "0"], "'--max-tokens <n>' argument '0' is invalid."],
    [[...ASK, "--stop", ""], "'--stop <text>' argument '' is invalid. Expected a text that is not empty."],
    [[...ASK, "--seed", "x"], "'--seed <n>' argument 'x' is invalid."],
    ...["episodes", "doctor", "info", "ratings"].map(
      (command) =>
        [
          [command, CHECKPOINT],
          `${CHECKPOINT}: expected a run, found the checkpoint of a language model; eval, sample, chat, serve and export`,
        ] as [string[], string],
    ),
    [["episodes", "runs/a", "--best", "1", "--worst", "1"], "--best and --worst: give one of them"],
    [["episodes", "runs/a", "--text", "("], "Expected a regular expression"],
    [["export", "runs/a"], "required option '--out <path>' not specified"],
  ])("%j", async (args, message) => {
    const { status, stdout, stderr } = await inProcess(args);
    expect(stderr).toContain(message);
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/^error: /);
  });
});

describe("errors", () => {
  test.each([
    [
      ["train", "hex", "--resume"],
      "--resume: there is no run of hex under runs/; give its directory with --out",
    ],
    [["eval", "runs/nowhere"], "runs/nowhere: there is no such directory"],
    [["tarin"], "unknown command 'tarin'\n(Did you mean train?)\n(add --help for what it understands)"],
  ])("%j ends with status 2", async (args, message) => {
    expect(await selfplay(args, { cwd })).toEqual({ status: 2, stdout: "", stderr: `error: ${message}\n` });
  });

  test("tell what is not there, with status 2, from what cannot be loaded", async () => {
    const checkpoint = join(FIXTURES, "qwen2");
    for (const [args, message] of [
      [["train", "nope/checkpoint"], "nope/checkpoint: no such file"],
      [["train", checkpoint, "--environment", "./nope.ts"], "--environment: nope.ts: no such file"],
      [["eval", checkpoint, "--environment", "./nope.ts"], "--environment: nope.ts: no such file"],
    ] as const)
      expect(await selfplay(args, { cwd })).toMatchObject({ status: 2, stderr: `error: ${message}\n` });
    writeFileSync(join(cwd, "broken.ts"), "throw new Error('out of words');");
    const { status, stderr } = await selfplay(["train", checkpoint, "--environment", "./broken.ts"], { cwd });
    expect([status, stderr]).toEqual([
      1,
      "error: --environment: broken.ts: could not be loaded: out of words\n",
    ]);
  });

  test("show no stack unless asked to", async () => {
    const args = ["check", "./missing.ts"];
    const { status, stderr } = await selfplay(args, { cwd });
    expect([status, stderr]).toEqual([2, "error: missing.ts: no such file\n"]);
    const debugged = await selfplay(args, { cwd, env: { DEBUG: "selfplay" } });
    expect(debugged.stderr).toMatch(
      /^error: missing\.ts: no such file\nEnvironmentError: .*\n( +at .*\n)* +at loadEnvironment/,
    );
  });

  test("are red where colours are wanted and nowhere else", async () => {
    const args = ["check", "./missing.ts"];
    const coloured = await selfplay(args, { cwd, env: { FORCE_COLOR: "1" } });
    expect(coloured.stderr.startsWith("\u001b[31merror:")).toBe(true);
    const plain = await selfplay(args, { cwd, env: { FORCE_COLOR: "1", NO_COLOR: "1" } });
    expect(plain.stderr).not.toContain("\u001b");
  });
});

describe("list", () => {
  test("names every game and setting", async () => {
    const { stdout } = await selfplay(["list"]);
    expect(stdout).toMatch(/^ {2}gomoku +five stones/m);
    expect(stdout).toMatch(/--size +rows and columns, 5 to 26 \(default 15\)/);
    expect(stdout).toMatch(/--simulations +simulations of a full search/);
    expect(stdout).toMatch(/^ {2}countdown +reach a number from given numbers/m);
    expect(stdout).toMatch(/--group-size +answers to each of them; at least 2 .* \(default 8\)/);
  });

  test("prints one JSON object and nothing else", async () => {
    const { stdout, stderr } = await selfplay(["list", "--json"]);
    const { games, tasks, algorithms } = JSON.parse(stdout);
    expect(stderr).toBe("");
    expect(stdout.trimEnd()).not.toContain("\n");
    expect(games.map(({ name }: { name: string }) => name)).toContain("hex");
    expect(tasks.map(({ name }: { name: string }) => name)).toContain("sudoku");
    expect(algorithms[0].settings.simulations.default).toBe(32);
    expect(algorithms[1].settings.groupSize.default).toBe(8);
  });
});

describe("check", () => {
  const BROKEN = `
    import { gomoku } from "selfplay/games";
    const game = gomoku({ size: 5 });
    const [identity, other] = game.symmetries;
    export default { ...game, name: "broken", symmetries: [identity, { ...other, action: identity.action }] };`;

  test("finds the mistake in a game and ends with status 1", async () => {
    writeFileSync(join(cwd, "broken.ts"), BROKEN);
    const { status, stdout } = await selfplay(["check", "broken.ts"], { cwd });
    expect(stdout).toMatch(/^ok +copies share nothing with their originals$/m);
    expect(stdout).toMatch(/^problem +symmetries keep the rules: .*\w/m);
    expect(stdout).toMatch(/^broken has 1 problem\.$/m);
    expect(status).toBe(1);
  });

  test("a warning is no failure", async () => {
    const doubled = BROKEN.replace("{ ...other, action: identity.action }", "other, other");
    writeFileSync(join(cwd, "doubled.ts"), doubled);
    const { status, stdout } = await selfplay(["check", "doubled.ts"], { cwd });
    expect(stdout).toMatch(
      /^warning +symmetries keep the rules: symmetries\[2\] is the same as an earlier one$/m,
    );
    expect(stdout).toMatch(/^broken looks sound, with 1 warning\.$/m);
    expect(status).toBe(0);
  });

  test("says the same in JSON", async () => {
    writeFileSync(join(cwd, "broken.ts"), BROKEN);
    const { status, stdout } = await selfplay(["check", "broken.ts", "--json"], { cwd });
    const { game, ok, problems } = JSON.parse(stdout);
    expect([status, game, ok]).toEqual([1, "broken", false]);
    expect(problems[0].check).toBe("symmetries");
  });

  test("looks at tasks in text as well", async () => {
    const { status, stdout } = await selfplay(["check", "countdown", "--largest", "9"]);
    expect(stdout).toMatch(/^ok +demonstrations solve, and solving pays$/m);
    expect(stdout).toMatch(/^countdown looks sound\.$/m);
    expect(status).toBe(0);
    writeFileSync(
      join(cwd, "task.ts"),
      `import { questionTask } from "selfplay/environments";
       const grade = () => ({ solved: true });
       export default questionTask({ name: "easy", generate: (r) => r.integer(999), id: String, ask: String, grade });`,
    );
    const easy = await selfplay(["check", "task.ts", "--json"], { cwd });
    const { environment, ok, problems } = JSON.parse(easy.stdout);
    expect([easy.status, environment, ok]).toEqual([1, "easy", false]);
    expect(problems).toMatchObject([{ check: "wrong answers", severity: "error" }]);
    writeFileSync(
      join(cwd, "task.ts"),
      "export default { name: 'none', size: () => -1, example() {}, begin() {} };",
    );
    const none = await selfplay(["check", "task.ts"], { cwd });
    expect(none.stdout).toMatch(
      /^ok +no part of it is misspelt\nproblem +there are examples .*found -1\n.*\nnone has 2 problems\.\n$/,
    );
  });

  test("has every built-in option and passes a sound game", async () => {
    const { status, stdout } = await selfplay(["check", "hex", "--size", "3"]);
    expect(stdout).toMatch(/^ok +its network can learn one batch by heart$/m);
    expect(stdout).toMatch(/^hex looks sound\.$/m);
    expect(status).toBe(0);
  });
});

describe("play", () => {
  const play = (moves: string, ...args: string[]) =>
    selfplay(["play", "hex", "--size", "3", "--against", "mcts:50", ...args], { cwd, input: moves });

  test("goes by lines from a pipe and shows what the player thinks", async () => {
    const { status, stdout } = await play("b2\nquit\n");
    expect(status).toBe(0);
    expect(stdout).toMatch(/^hex against plain search with 50 playouts.*You move first/);
    expect(stdout).toContain("your move> b2\n");
    expect(stdout).toMatch(
      /^It plays [abc][123] and thinks:\n( {2}[abc][123] [█░]{16} +\d+\.\d %\n)+ {2}win estimate/m,
    );
  });

  test("the opponent begins when asked to", async () => {
    const { stdout } = await play("", "--second");
    expect(stdout.indexOf("It plays")).toBeLessThan(stdout.indexOf("your move>"));
  });

  test("undo takes back both moves", async () => {
    const { stdout } = await play("b2\nundo\nundo\nquit\n");
    const boards = stdout.split("your move> ").map((part) => part.split("\n\n")[1]);
    expect(stdout.match(/It plays/g)).toHaveLength(1);
    expect(boards[2]).toBe(boards[0]);
    expect(stdout).toContain("You have no move to take back.");
  });

  test("what is no move is told, and near words are offered", async () => {
    const { stdout } = await play("z9\nhinnt\nb2\nb2\nmoves\nhelp\nresign\n");
    expect(stdout).toContain("z9 is not a move; help shows what is.");
    expect(stdout).toContain("hinnt is not a move (did you mean hint?).");
    expect(stdout).toContain("b2 cannot be played now; moves shows what can.");
    expect(stdout).toMatch(/^your move> moves\n([abc][123] ){6}[abc][123]$/m);
    expect(stdout).toMatch(/^ {2}undo +take your last move back$/m);
    expect(stdout.trimEnd().endsWith("You resign.")).toBe(true);
  });

  test("a game can be played to its end with hints, and the end of the input leaves", async () => {
    const { stdout, status } = await play("hint\nb2\n");
    expect(status).toBe(0);
    expect(stdout).toMatch(/In your place it would play [abc][123]:/);
    // The legal moves in order, again and again: one of them is always legal until somebody has won.
    const all = ["a1", "a2", "a3", "b1", "b2", "b3", "c1", "c2", "c3"].join("\n");
    const finished = await play(`${all}\n`.repeat(9));
    expect(finished.stdout).toMatch(/You (win|lose)\.\n$/);
  });

  test("pieces are coloured where colours are wanted", async () => {
    const options = { cwd, input: "b2\nquit\n", env: { FORCE_COLOR: "1" } };
    const { stdout } = await selfplay(["play", "hex", "--size", "3", "--against", "mcts:50"], options);
    expect(stdout).toContain("\u001b[31mX");
    expect(stdout).toContain("\u001b[33mO");
  });
});
