import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenModel } from "../algorithms/language/model.js";
import { characterTokenizer } from "../language/tokenizer/training/character-tokenizer.js";
import { createRun } from "../run/index.js";
import { ChatSession } from "./chat-session.js";
import { toolsOfRun } from "./run-tools.js";
import { sampleText } from "./sample-text.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "selfplay-tools-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function runOf(name: string): Promise<string> {
  const path = join(folder, name);
  const task = { name, options: {}, recipe: true };
  await (await createRun(path, { seed: 1, task, algorithm: "grpo", settings: {} })).close();
  return path;
}

test("a run's tools are those of its environment, a checkpoint has none", async () => {
  expect(Object.keys(await toolsOfRun(await runOf("calculator")))).toEqual(["calculate"]);
  expect(await toolsOfRun(await runOf("sorting"))).toEqual({});
  expect(await toolsOfRun(folder)).toEqual({});
});

test("a model is asked as it was in practice, with its tools declared", async () => {
  const tokenizer = characterTokenizer("abc ");
  const prompts: Int32Array[] = [];
  const engine = {
    contextLength: 4096,
    sample: async ([{ promptIds }]: readonly { promptIds: Int32Array }[]) => {
      prompts.push(promptIds);
      const ids = tokenizer.encode("b");
      return [{ sequences: [{ ids, logprobs: new Float32Array(1), stopReason: "length" }] }];
    },
  };
  const model = { engine, tokenizer, adapter: undefined } as unknown as OpenModel;
  const tools = await toolsOfRun(join(folder, "calculator"));
  const prompt = [{ role: "user", content: "a" }] as const;
  const expected = tokenizer.encodeChat(prompt, { tools, addGenerationPrompt: true });
  await sampleText(model, { prompt, tools });
  await new ChatSession(model, { tools }).say("a");
  expect(prompts).toEqual([expected, expected]);
  expect(expected.length).toBeGreaterThan(
    tokenizer.encodeChat(prompt, { addGenerationPrompt: true }).length + 50,
  );
});
