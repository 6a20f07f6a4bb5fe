import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { languagePlan } from "../dist/algorithms/language/plan.js";
import { resolveLanguage } from "../dist/algorithms/language/settings.js";
import { characterTokenizer, localEngine, transformerPreset } from "../dist/language/index.js";
import { saveCheckpoint } from "../dist/language/node.js";
import { againstPeer, perSecond, shareOfGemm } from "./tools/against-peer.mjs";

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
  const step = await stepOf(engine, tokenizer);
  const answers = [];
  const { oursMs, peerMs, ratio, gemmGflops, version } = await againstPeer({
    call: async () => answers.push(...(await step()).episodes),
    python,
    script: "grpo-step.py",
    options: { threads, groups, size: groupSize, tokens: maxTokens },
    args: [folder],
    seconds,
  });
  await engine.close();
  await rm(folder, { recursive: true });
  return {
    name: "grpo-step",
    ours: perSecond(groups * groupSize, oursMs),
    peer: perSecond(groups * groupSize, peerMs),
    ratio,
    unit: "samples/s",
    threads,
    oursMs,
    peerMs,
    oursAnswerTokens: meanOf(answers, ({ counts }) => counts.sampledTokens),
    gemmGflops,
    oursOfGemm: shareOfGemm(groups * groupSize * flops(config, answers), oursMs, gemmGflops),
    ...(version === undefined ? { install: "pip install torch transformers trl" } : { trl: version }),
  };
}

const meanOf = (episodes, number) =>
  episodes.reduce((sum, episode) => sum + number(episode), 0) / episodes.length;

/**
 * Multiplications and additions of the products with weights for one answer: forward for each token that was sampled,
 * forward and backward for the whole sequence. Prompts, which a group shares, and attention are not counted.
 */
function flops({ layers, hiddenSize, intermediateSize, vocabulary }, answers) {
  const weights =
    layers * (4 * hiddenSize ** 2 + 3 * hiddenSize * intermediateSize) + hiddenSize * vocabulary;
  const [sampled, all] = [
    meanOf(answers, ({ counts }) => counts.sampledTokens),
    meanOf(answers, ({ sequences }) => sequences[0].ids.length),
  ];
  return 2 * weights * (sampled + 3 * all);
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

/** A function that makes one step after another, with the settings that `selfplay train` has by default. */
async function stepOf(engine, tokenizer) {
  const settings = {
    groups,
    groupSize,
    maxTokens,
    learningRate: LEARNING_RATE,
    warmup: 0,
    klEvery: 0,
    maxTurns: 1,
  };
  const environments = { shown: digits, practised: digits, measured: digits };
  const model = { preset: "mini" };
  const { stages } = languagePlan(digits.name, model, environments, resolveLanguage(settings));
  const run = await stages[0].begin({
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
