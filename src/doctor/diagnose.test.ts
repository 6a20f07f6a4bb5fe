import { describe, expect, test } from "vitest";
import { Learner } from "../algorithms/alpha-zero/learner.js";
import { makeSearch } from "../algorithms/alpha-zero/make-search.js";
import { roundMetrics } from "../algorithms/alpha-zero/round-metrics.js";
import { type AlphaZeroValues, networkShape, resolveAlphaZero } from "../algorithms/alpha-zero/settings.js";
import { connectFour } from "../games/connect-four/connect-four.js";
import type { Game } from "../games/game.js";
import { NetworkEvaluator } from "../networks/network-evaluator.js";
import { Random } from "../random/index.js";
import { ReplayWindow } from "../replay/replay-window.js";
import { SelfPlay } from "../rollout/self-play.js";
import { diagnose } from "./diagnose.js";
import type { Round } from "./finding.js";

const SETTINGS = {
  network: "mlp",
  blocks: 1,
  channels: 64,
  simulations: 8,
  slots: 32,
  roundPlies: 16,
  batchSize: 64,
  learningRate: 3e-3,
  warmup: 0,
  averaging: 0.9,
};

/** What is done to make a run sick. */
interface Sickness {
  readonly game?: Game;
  readonly settings?: Partial<AlphaZeroValues>;
  /** Changes each batch before it is learnt. */
  readonly batch?: (batch: Learner["batch"]) => void;
}

/** A short run in this thread, with the parts that a real one is made of; its metrics. */
async function practise({ game = connectFour(), settings, batch }: Sickness): Promise<Round[]> {
  const values = resolveAlphaZero(game, { ...SETTINGS, ...settings });
  const learner = await Learner.create(game, values, { seed: 1, device: "cpu", threads: 1 });
  const search = makeSearch(game, values, values.slots);
  const evaluator = new NetworkEvaluator(game, networkShape(values), search.capacity, {
    device: "cpu",
    threads: 1,
  });
  const selfPlay = new SelfPlay(game, search, evaluator, values, 1, { next: 0, stride: 1 });
  const window = new ReplayWindow(game, values.lambda);
  const rounds: Round[] = [];
  let step = 0;
  for (let round = 0; round < ROUNDS; round++) {
    await evaluator.load(await learner.weights());
    search.forget();
    const played = await selfPlay.round(values.slots * values.roundPlies, step);
    for (const episode of played.episodes) window.add(episode);
    const report = {
      ...played,
      episodes: new Uint8Array(),
      search: search.statistics,
      seconds: 1,
      networkSeconds: 0.8,
    };
    let losses = { steps: 0, policyLoss: 0, valueLoss: 0, gradientNorm: 0 };
    for (let i = 0; i < STEPS && window.length > 0; i++) {
      window.sample(learner.batch, new Random(1, "batch", step++));
      batch?.(learner.batch);
      losses = { ...(await learner.step(values.learningRate)), steps: i + 1 };
    }
    const learnt = { ...losses, step, window: window.length, duplicates: window.duplicateShare, seconds: 1 };
    rounds.push(roundMetrics([report], learnt, 1));
  }
  return rounds;
}

const ROUNDS = 12;
const STEPS = 25;

async function findings(sickness: Sickness): Promise<string[]> {
  return diagnose(await practise(sickness), connectFour()).map(({ name }) => name);
}

describe("the doctor", () => {
  test("finds nothing wrong with a healthy run", async () => {
    expect(await findings({})).toEqual([]);
  });

  test("sees a value whose sign is flipped", async () => {
    const flip = ({ values }: Learner["batch"]) => {
      for (const i of values.keys()) values[i] = -values[i];
    };
    expect(await findings({ batch: flip })).toContain("flipped-value");
  });

  test("sees a learning rate that is too high", async () => {
    expect(await findings({ settings: { learningRate: 3, clip: 1000 } })).toContain("diverged");
  });

  test("sees that nothing is explored", async () => {
    const settings = { explore: false, openingShare: 0 };
    expect(await findings({ settings })).toContain("no-exploration");
  });

  test("says nothing before there is enough to tell", async () => {
    expect(diagnose([{ learnerSteps: 3, policyLoss: 99, valueLoss: 99 }], connectFour())).toEqual([]);
  });
});
