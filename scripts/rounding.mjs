/**
 * Samples answers to countdown from a Hugging Face folder and writes how far the sampler's and the trainer's log-probabilities
 * differ at most, and the tokens and both log-probabilities of every sixteenth answer, for scripts/rounding.py.
 *
 *     npm run build && node scripts/rounding.mjs FOLDER OUT.json
 */
import { writeFileSync } from "node:fs";
import { countdown } from "../dist/environments/index.js";
import { localEngine } from "../dist/language/index.js";
import { openCheckpoint } from "../dist/language/node.js";

const [BATCHES, EXAMPLES, SAMPLES] = [40, 16, 8];
const EVERY = 16;
const [folder, out] = process.argv.slice(2);
if (!out) throw new Error("usage: node scripts/rounding.mjs FOLDER OUT.json");

const checkpoint = await openCheckpoint(folder);
const tokenizer = await checkpoint.tokenizer();
const engine = await localEngine({
  config: checkpoint.config,
  weights: checkpoint,
  tokenizer,
  train: "none",
});
const task = await countdown({ difficulty: 2, largest: 12, largestTarget: 60 });
const answers = [];
for (let batch = 0; batch < BATCHES; batch++) answers.push(...(await differences(batch)));
await engine.close();
const some = answers.filter((_, i) => i % EVERY === 0);
const largest = Math.max(...answers.map(({ difference }) => difference));
writeFileSync(out, JSON.stringify({ answers: answers.length, largest, some }));

async function differences(batch) {
  const requests = await Promise.all(
    Array.from({ length: EXAMPLES }, (_, i) => request(batch * EXAMPLES + i)),
  );
  const found = await engine.sample(requests);
  const sampled = found.flatMap(({ sequences }, i) =>
    sequences.map(({ ids, logprobs }) => ({
      ids: [...requests[i].promptIds, ...ids],
      start: requests[i].promptIds.length - 1,
      sampler: Array.from(logprobs),
    })),
  );
  const { logprobs } = await engine.forward(
    sampled.map(({ ids }) => ({
      inputIds: Int32Array.from(ids.slice(0, -1)),
      targetIds: Int32Array.from(ids.slice(1)),
    })),
  );
  return sampled.map((answer, i) => {
    const trainer = Array.from(logprobs[i]).slice(answer.start);
    const difference = Math.max(...trainer.map((p, at) => Math.abs(p - answer.sampler[at])));
    return { ...answer, trainer, difference };
  });
}

async function request(index) {
  const { opening } = await task.begin(task.example("train", index));
  return {
    promptIds: tokenizer.encodeChat(opening, { addGenerationPrompt: true }),
    parameters: { maxTokens: 160 },
    samples: SAMPLES,
    seed: index,
  };
}
