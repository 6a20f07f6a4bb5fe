import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { OpenModel } from "../algorithms/language/model.js";
import { FIXTURES, readFolder } from "../language/fixtures.conformance.js";
import { loadTokenizer, localEngine } from "../language/index.js";
import { openCheckpoint } from "../language/node.js";
import { ChatSession } from "./chat-session.js";
import { sampleText } from "./sample-text.js";

test("three turns with Qwen3's template: the model sees what it wrote, whatever the template makes of it", async () => {
  const template = readFileSync(join(FIXTURES, "templates", "qwen3.jinja"), "utf8");
  const tokenizer = loadTokenizer(new Map([...readFolder("qwen3"), ["chat_template.jinja", template]]));
  const checkpoint = await openCheckpoint(join(FIXTURES, "qwen3"));
  const { config } = checkpoint;
  const engine = await localEngine({ config, weights: checkpoint, train: "none", tokenizer, threads: 1 });
  const prompts: number[][] = [];
  const watched: Pick<OpenModel["engine"], "sample" | "contextLength"> = {
    contextLength: engine.contextLength,
    sample: (requests, options) => {
      prompts.push([...requests[0].promptIds]);
      return engine.sample(requests, options);
    },
  };
  const model: OpenModel = { engine: watched as OpenModel["engine"], tokenizer, adapter: undefined };
  try {
    const templateOptions = { enable_thinking: false };
    const session = new ChatSession(model, { maxTokens: 6, seed: 3, templateOptions });
    const asked = ["3+4?", "And twice that?", "Sure?"];
    let expected: number[] = [];
    for (const [i, question] of asked.entries()) {
      const { ids, stopReason } = await session.say(question);
      const end = i > 0 ? "<|im_end|>\n" : "";
      const added = `${end}<|im_start|>user\n${question}<|im_end|>\n<|im_start|>assistant\n<think>\n\n</think>\n\n`;
      expected = [...expected, ...tokenizer.encode(added)];
      expect(prompts[i]).toEqual(expected);
      expect(stopReason).toBe("length");
      expected.push(...ids);
    }
    await sampleText(model, { prompt: [{ role: "user", content: asked[0] }], maxTokens: 1, templateOptions });
    expect(prompts.at(-1)).toEqual(prompts[0]);
  } finally {
    await engine.close();
    await checkpoint.close();
  }
});
