import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { FIXTURES } from "../language/fixtures.conformance.js";
import { selfplay } from "./testing.conformance.js";

const TEMPLATE =
  "{% for m in messages %}{{ m.content }}{% endfor %}{% if enable_thinking %}think{% endif %}{{ date_string }}";
const FLAGS =
  "--environment countdown --rl-steps 1 --groups 2 --group-size 2 --max-tokens 2 --evaluations 0 " +
  "--evaluation-examples 2 --evaluation-samples 1 --workers 1 --out run";

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), "selfplay-variables-"));
  cpSync(join(FIXTURES, "qwen3"), join(cwd, "model"), { recursive: true });
  writeFileSync(join(cwd, "model", "chat_template.jinja"), TEMPLATE);
});
afterAll(() => rmSync(cwd, { recursive: true }));

test("variables of the chat template are given one at a time, and stay", { timeout: 120_000 }, async () => {
  const variables = ["--template-option", "enable_thinking=false", "--template-option", "date_string=1 May"];
  const begun = await selfplay(["train", "model", ...FLAGS.split(" "), ...variables], { cwd });
  expect(begun).toMatchObject({ status: 0, stderr: "" });
  const { stdout } = await selfplay(["info", "run", "--json"], { cwd });
  expect(JSON.parse(stdout).config.settings.templateOptions).toEqual({
    enable_thinking: false,
    date_string: "1 May",
  });
  const resume = ["train", "--resume", "--out", "run"];
  expect((await selfplay([...resume, ...variables], { cwd })).status).toBe(0);
  expect(await selfplay([...resume, ...variables.slice(0, 2)], { cwd })).toMatchObject({
    status: 2,
    stderr:
      'error: --template-option: this run has {"enable_thinking":false,"date_string":"1 May"}, ' +
      'found {"enable_thinking":false}\n',
  });
  const measured = await selfplay(["eval", "run", "--template-option", "enable_thinking=true", "--json"], {
    cwd,
  });
  expect(measured.status).toBe(0);
  expect(await selfplay(["train", "addition", "--template-option", "thinking"], { cwd })).toMatchObject({
    status: 2,
    stderr: expect.stringContaining("Expected a name of letters, digits and _, then = and a value."),
  });
});

test("a variable that the chat template does not mention is refused", { timeout: 60_000 }, async () => {
  const misspelt = ["--template-option", "enable_thinkng=false"];
  const commands = [
    ["train", "model", ...FLAGS.split(" ").slice(0, -1), "misspelt"],
    ["eval", "model", "--environment", "countdown"],
    ["sample", "model", "--prompt", "2+3"],
    ["serve", "model", "--port", "0"],
  ];
  for (const command of commands)
    expect(await selfplay([...command, ...misspelt], { cwd })).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(
        /^error: --template-option: expected variables of the model's chat template: enable_thinking, date_string \(did you mean enable_thinking\?\), found "?enable_thinkng"?\n$/,
      ),
    });
});

test("the help of every command that asks a model tells of the same flag", async () => {
  const helps = ["eval", "sample", "chat", "serve"].map(async (command) => {
    const { stdout } = await selfplay([command, "--help"], { cwd });
    const [, told] = /--template-option <name=value>((?:.|\n(?! +--))+)/.exec(stdout) ?? [];
    return told?.trim().replace(/\s+/g, " ");
  });
  const told =
    "a variable of the chat template, such as enable_thinking=false; may be given several times (default as in training)";
  expect(new Set(await Promise.all(helps))).toEqual(new Set([told]));
});
