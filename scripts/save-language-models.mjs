/**
 * Writes language models and tokenisers with this package, for scripts/check-hf.py to read back in Python: every fixture
 * in its own element type and over several files, its adapters, and new models with tokenisers trained here.
 *
 *     npm run build && node scripts/save-language-models.mjs OUT
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  characterTokenizer,
  parameterShapes,
  trainBytePairTokenizer,
  transformerPreset,
} from "../dist/language/index.js";
import { openAdapter, openCheckpoint, saveAdapter, saveCheckpoint } from "../dist/language/node.js";
import { Random } from "../dist/random/index.js";

const FIXTURES = fileURLToPath(new URL("../fixtures/language", import.meta.url));
const FAMILIES = ["llama2", "llama3", "mistral", "qwen2", "qwen3", "linear", "dynamic", "yarn"];
const ADAPTERS = { qwen2: ["adapter", "adapter-all", "adapter-head"], llama2: ["adapter-head"] };
const [out] = process.argv.slice(2);
if (!out) throw new Error("usage: node scripts/save-language-models.mjs OUT");
mkdirSync(out, { recursive: true });

for (const name of FAMILIES) {
  const checkpoint = await openCheckpoint(join(FIXTURES, name));
  await saveCheckpoint(join(out, name), {
    config: checkpoint.config,
    weights: (parameter) => checkpoint.read(parameter),
    dtype: checkpoint.fields.dtype ?? checkpoint.fields.torch_dtype,
    tokenizer: await checkpoint.tokenizer(),
    shardBytes: 60_000,
  });
  for (const folder of ADAPTERS[name] ?? []) {
    const adapter = await openAdapter(join(FIXTURES, name, folder), checkpoint.config);
    await saveAdapter(join(out, name, folder), {
      model: checkpoint.config,
      adapter: adapter.config,
      weights: (tensor) => adapter.read(tensor),
    });
    await adapter.close();
  }
  await checkpoint.close();
}

const { texts } = JSON.parse(readFileSync(join(FIXTURES, "tokenizers", "merges.json"), "utf8"));
const { encode } = JSON.parse(readFileSync(join(FIXTURES, "tokenizers", "qwen.json"), "utf8"));
const tokenizers = {
  "byte-pair-qwen2": trainBytePairTokenizer(texts, { vocabulary: 700, split: "qwen2" }),
  "byte-pair-llama3": trainBytePairTokenizer(texts, { vocabulary: 700, split: "llama3" }),
  "byte-pair-gpt2": trainBytePairTokenizer(texts, { vocabulary: 700, split: "gpt2" }),
  characters: characterTokenizer("0123456789+-*/=() \nabcdefghijklmnopqrstuvwxyzéü中😀"),
};
const messages = [
  { role: "system", content: "be brief" },
  { role: "user", content: "what is 2 + 2" },
  { role: "assistant", content: "4" },
];
for (const [name, tokenizer] of Object.entries(tokenizers)) {
  const family = name === "characters" ? "llama" : "qwen3";
  const config = transformerPreset("tiny", { vocabulary: tokenizer.size, family, contextLength: 128 });
  const random = new Random(1, name);
  const weights = new Map();
  for (const [parameter, shape] of parameterShapes(config)) {
    const size = shape.reduce((a, b) => a * b, 1);
    weights.set(
      parameter,
      Float32Array.from({ length: size }, () => 0.1 * random.normal()),
    );
  }
  await saveCheckpoint(join(out, name), {
    config,
    weights: (parameter) => weights.get(parameter),
    tokenizer,
  });
  const expected = {
    encode: encode.map(({ text }) => ({
      text,
      ids: [...tokenizer.encode(text)],
      decoded: tokenizer.decode(tokenizer.encode(text), { special: true }),
    })),
    messages,
    chat: [...tokenizer.encodeChat(messages, { addGenerationPrompt: true })],
    end: tokenizer.endIds,
    pad: tokenizer.padId,
  };
  writeFileSync(join(out, `${name}.json`), JSON.stringify(expected));
}
