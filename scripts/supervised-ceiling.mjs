// What a Connect Four network can learn at all: it is taught the solver's labels (scripts/label-positions.mjs) instead
// of self-play, and measured like a run. Tells a network that is too small from self-play that goes wrong.
//
//   npm run build && node scripts/supervised-ceiling.mjs LABELS [--steps 12000] [--out runs/ceiling] [--SETTING VALUE …]
//
// The network is saved as a run, so that `selfplay eval runs/ceiling --positions …` measures it too.

import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { alphaZero } from "../dist/algorithms/alpha-zero/alpha-zero.js";
import { Learner } from "../dist/algorithms/alpha-zero/learner.js";
import { learningRate } from "../dist/algorithms/alpha-zero/schedule.js";
import { alphaZeroSettings, resolveAlphaZero } from "../dist/algorithms/alpha-zero/settings.js";
import { connectFour } from "../dist/games/connect-four/connect-four.js";
import { parsePositions, stateOf } from "../dist/games/connect-four/positions.js";
import { Random } from "../dist/random/index.js";
import { createRun } from "../dist/run/index.js";

const kebab = (name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const settingFlags = Object.keys(alphaZeroSettings).map((name) => [kebab(name), { type: "string" }]);
const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    steps: { type: "string", default: "12000" },
    out: { type: "string", default: "runs/ceiling" },
    seed: { type: "string", default: "1" },
    ...Object.fromEntries(settingFlags),
  },
});
if (positionals.length === 0) throw new Error("give the file with labelled positions");
const [steps, seed] = [Number(flags.steps), Number(flags.seed)];
const game = connectFour();
const given = Object.keys(alphaZeroSettings).filter((name) => flags[kebab(name)] !== undefined);
const settings = resolveAlphaZero(game, Object.fromEntries(given.map((name) => [name, flags[kebab(name)]])));

const positions = positionals.flatMap((file) => parsePositions(readFileSync(file, "utf8"), file));
const planes = new Float32Array(84);
const lessons = positions.map((position) => {
  stateOf(position).observe(planes, 0);
  const outcomes = position.scores.map((score) => (score < -100 ? -2 : Math.sign(score)));
  const value = Math.max(...outcomes);
  const right = outcomes.filter((outcome) => outcome === value).length;
  return {
    planes: Uint8Array.from(planes),
    value,
    policy: outcomes.map((o) => (o === value ? 1 / right : 0)),
  };
});
console.error(`${lessons.length} labelled positions, ${steps} steps of ${settings.batchSize}`);

const learner = await Learner.create(game, settings, { seed, device: "cpu", threads: 1 });
const { batch } = learner;
batch.policyWeights.fill(1);
let [policyLoss, valueLoss] = [0, 0];
for (let step = 0; step < steps; step++) {
  const random = new Random(seed, "ceiling", step);
  for (let row = 0; row < settings.batchSize; row++) {
    const lesson = lessons[random.integer(lessons.length)];
    const { observation, action } = game.symmetries[random.integer(game.symmetries.length)];
    for (let i = 0; i < 84; i++) batch.observations[row * 84 + i] = lesson.planes[observation[i]];
    for (let a = 0; a < 7; a++) batch.policies[row * 7 + a] = lesson.policy[action[a]];
    batch.values[row] = lesson.value;
  }
  const report = await learner.step(learningRate(settings.learningRate, settings.warmup, step, step / steps));
  policyLoss += report.policyLoss;
  valueLoss += report.valueLoss;
  if ((step + 1) % 1000 > 0 && step + 1 < steps) continue;
  const made = (step % 1000) + 1;
  console.error(
    `${step + 1} policy ${(policyLoss / made).toFixed(4)} value ${(valueLoss / made).toFixed(4)}`,
  );
  [policyLoss, valueLoss] = [0, 0];
}

const description = {
  game: { name: game.name, options: {} },
  algorithm: alphaZero().name,
  settings,
  seed,
};
const run = await createRun(flags.out, description, { overwrite: true });
await run.saveCheckpoint({ step: steps, tensors: { weights: await learner.weights() } });
await run.close();
console.log(`${flags.out}: ${learner.parameters} parameters, taught ${steps * settings.batchSize} positions`);
process.exit(0);
