import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { POLICY_GRADIENT_METHODS } from "../dist/algorithms/language/methods.js";
import { policyGradient } from "../dist/algorithms/language/policy-gradient.js";
import { characterTokenizer, localEngine, transformerPreset } from "../dist/language/index.js";
import { saveCheckpoint } from "../dist/language/node.js";
import { duel, times } from "./tools/duel.mjs";
import { Peer } from "./tools/peer.mjs";

const [groups, groupSize, maxTokens, threads] = [16, 8, 128, 2];
const LEARNING_RATE = 1e-6;

/**
 * A whole step of GRPO beside TRL's, with the sizes that `selfplay train` has by default: 16 groups of 8 answers of at most
 * 128 tokens are sampled and judged, and the policy, a Llama of 1 M parameters, is updated once, on two threads. The task has
 * different rewards in a group from the start, so that no group is left out; the learning rate is so small that answers
 * stay as long as they are.
 */
export default async function grpoStep({ python, seconds }) {
  const tokenizer = characterTokenizer(ALPHABET);
  const config = transformerPreset("mini", { vocabulary: tokenizer.size, contextLength: 256 });
  const engine = await localEngine({ config, tokenizer, threads, seed: 1 });
  const folder = await mkdtemp(join(tmpdir(), "selfplay-bench-"));
  await saveCheckpoint(folder, { config, weights: (name) => engine.parameter(name), tokenizer });
  const prompts = Array.from({ length: 1000 }, (_, i) => prompt(i));
  await writeFile(join(folder, "prompts.json"), JSON.stringify(prompts));
  const options = { threads, groups, size: groupSize, tokens: maxTokens };
  const peer = await Peer.start(python, "grpo-step.py", [
    folder,
    ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]),
  ]);
  const step = await stepOf(engine, tokenizer);
  const answers = [];
  const found = await duel(
    {
      ours: (calls) => times(async () => answers.push(...(await step()).episodes), calls),
      ...(peer && { peer: (calls) => peer.times(calls) }),
    },
    seconds,
  );
  peer?.close();
  await engine.close();
  await rm(folder, { recursive: true });
  const rate = (ms) => (ms === undefined ? null : (1000 * groups * groupSize) / ms);
  return {
    name: "grpo-step",
    ours: rate(found.ours),
    peer: rate(found.peer),
    ratio: found.peer === undefined ? null : found.peer / found.ours,
    unit: "samples/s",
    threads,
    oursMs: found.ours,
    peerMs: found.peer ?? null,
    oursAnswerTokens: answers.reduce((sum, { counts }) => sum + counts.sampledTokens, 0) / answers.length,
    ...(peer === undefined ? { install: "pip install torch transformers trl" } : { trl: peer.version }),
  };
}

/** Printable ASCII. */
const ALPHABET = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).join("");

const prompt = (i) => `Write digits, as many as ${i}.`;

/** Pays for the share of an answer that is digits; bench/peers/grpo-step.py pays the same. */
const digits = {
  name: "digits",
  size: () => 1000,
  example: (split, index) => ({ id: `${split}/${index}`, difficulty: 1, index: index % 1000 }),
  begin: ({ index }) => ({
    opening: [{ role: "user", content: prompt(index) }],
    answer({ content }) {
      const share = content.replace(/\D/g, "").length / Math.max(1, content.length);
      return { done: true, outcome: { reward: { digits: share }, solved: share === 1 } };
    },
  }),
};

/** A function that makes one step after another. */
async function stepOf(engine, tokenizer) {
  const stage = policyGradient({
    ...POLICY_GRADIENT_METHODS.grpo,
    name: "rl",
    environment: digits,
    steps: Number.POSITIVE_INFINITY,
    groups,
    groupSize,
    maxTokens,
    budgets: { turns: 1 },
    temperature: 1,
    updates: 1,
    epochs: 1,
    learningRate: LEARNING_RATE,
    warmup: 0,
    schedule: "constant",
    weightDecay: 0,
    clipNorm: 1,
    klCoefficient: 0,
    klEvery: 0,
    curriculum: false,
  });
  const run = await stage.begin({
    engine,
    tokenizer,
    adapter: undefined,
    seed: 1,
    signal: new AbortController().signal,
    reference: (data) => engine.forward(data).then(({ logprobs }) => logprobs),
  });
  let index = 0;
  return () => run.step(index++);
}
