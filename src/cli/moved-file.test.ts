import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { selfplay } from "./testing.conformance.js";

const TASK = `
  import { questionTask } from "selfplay/environments";
  const task = {
    name: "parity",
    generate: (random) => random.integer(50),
    id: String,
    ask: (x) => x + "?",
    grade: (x, answer) => ({ solved: answer === String(x % 2) }),
    demonstrate: (x) => String(x % 2),
  };
  export default (options) => questionTask(task, { difficulty: 1, ...options });`;

const TEXT =
  "--preset tiny --context-length 32 --sft-steps 2 --rl-steps 1 --groups 2 --group-size 2 --max-tokens 2 " +
  "--evaluations 0 --evaluation-examples 2 --evaluation-samples 1";
const GAME = "--network mlp --blocks 1 --channels 8 --slots 8 --simulations 4 --steps 2 --evaluations 0";

let cwd: string;
const at = (...names: string[]) => join(cwd, ...names);
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), "selfplay-moved-"));
});
afterAll(() => rmSync(cwd, { recursive: true }));

const command = (line: string) => selfplay([...line.split(" "), ...WORKERS(line)], { cwd });
const WORKERS = (line: string) => (line.startsWith("train") ? ["--workers", "1"] : []);
const refusal = async (line: string) => (await command(line)).stderr;
const gone = (file: string, run: string, how: string) =>
  `error: ${file}: no such file; ${run}/config.json names it as what the run practises: put it back, or say where it ` +
  `is now${how}\n`;
const configOf = (run: string) => JSON.parse(readFileSync(at(run, "config.json"), "utf8"));

describe("a run whose file has moved", { sequential: true, timeout: 120_000 }, () => {
  test("of a language model says who asks for it, and is gone on with from where it is now", async () => {
    writeFileSync(at("task.ts"), TASK);
    expect((await command(`train task.ts --format-reward 0.2 ${TEXT} --out text`)).status).toBe(0);
    writeFileSync(at("copy.ts"), TASK);
    expect(await refusal("train copy.ts --resume --out text")).toMatch(
      /^error: text: expected a run of parity/,
    );
    rmSync(at("copy.ts"));
    renameSync(at("task.ts"), at("elsewhere.ts"));
    const evaluated = await command("eval text");
    expect([evaluated.status, evaluated.stderr]).toEqual([
      2,
      gone("task.ts", "text", " (--environment FILE)"),
    ]);
    expect(await refusal("train --resume --out text")).toBe(
      gone("task.ts", "text", " (selfplay train FILE --resume --out text)"),
    );
    expect((await command("eval text --environment elsewhere.ts --examples 2 --samples 1")).status).toBe(0);
    expect(await refusal("train elsewhere.ts --format-reward 0.3 --resume --out text")).toBe(
      "error: --format-reward: this run has 0.2, found 0.3\n",
    );
    const { stdout } = await command("train elsewhere.ts --rl-steps 2 --resume --out text");
    expect(stdout).toMatch(/^Resuming from step 3: parity in text /m);
    expect(configOf("text").task).toEqual({
      name: "parity",
      options: { formatReward: 0.2 },
      file: at("elsewhere.ts"),
    });
    expect((await command("train --resume --out text")).stdout).toContain("Nothing was left to do");
  });

  test("and is not where the file is of something else", async () => {
    rmSync(at("elsewhere.ts"));
    writeFileSync(at("other.ts"), TASK.replace("parity", "oddness"));
    expect(await refusal("train other.ts --resume --out text")).toMatch(
      /^error: text: expected a run of oddness, .*found one of parity/,
    );
  });

  test("of a game as well", async () => {
    const game = 'export { ticTacToe as default } from "selfplay/games";';
    writeFileSync(at("game.ts"), game);
    const trained = await command(`train game.ts ${GAME} --out game`);
    expect([trained.status, trained.stderr]).toEqual([0, ""]);
    renameSync(at("game.ts"), at("there.ts"));
    expect(await refusal("eval game --games 2")).toBe(gone("game.ts", "game", ""));
    expect(await refusal("train --resume --out game --steps 3")).toBe(
      gone("game.ts", "game", " (selfplay train FILE --resume --out game)"),
    );
    const { stdout } = await command("train there.ts --resume --out game --steps 3");
    expect(stdout).toMatch(/^Resuming from step 2: tic-tac-toe/m);
    expect(configOf("game").game).toEqual({ name: "tic-tac-toe", file: at("there.ts") });
  });
});
