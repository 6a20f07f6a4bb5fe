import { type Game, TERMINAL } from "../../games/game.js";
import { Random } from "../../random/index.js";
import { ObservationHash } from "../../search/hash.js";
import { Learner } from "./learner.js";
import { resolveAlphaZero } from "./settings.js";

/** Whether a network learnt one small batch by heart. */
export interface OverfitReport {
  readonly learnt: boolean;
  readonly positions: number;
  readonly steps: number;
  /** In nats; each near 0 when every position's move and result are known by heart. */
  readonly policyLoss: number;
  readonly valueLoss: number;
}

/**
 * Has the game's default network learn made-up moves and results for a few positions by heart. Where it cannot, the
 * observations do not tell positions apart, or the network is too small for the board.
 *
 * @param steps learner's steps before giving up
 */
export async function overfitOneBatch(game: Game, steps = 300): Promise<OverfitReport> {
  const settings = { ...resolveAlphaZero(game, {}), batchSize: BATCH, weightDecay: 0 };
  const learner = await Learner.create(game, settings, { seed: 0, device: "cpu", threads: 1 });
  const positions = fill(game, learner.batch);
  let report = { policyLoss: Number.POSITIVE_INFINITY, valueLoss: Number.POSITIVE_INFINITY };
  let step = 0;
  while (step < steps && !learnt(report)) {
    report = await learner.step(LEARNING_RATE);
    step++;
  }
  const { policyLoss, valueLoss } = report;
  return { learnt: learnt(report), positions, steps: step, policyLoss, valueLoss };
}

function learnt({ policyLoss, valueLoss }: { policyLoss: number; valueLoss: number }): boolean {
  return policyLoss < ENOUGH && valueLoss < ENOUGH;
}

/** Fills the batch with different positions of random play, each with a random legal move and result. */
function fill(game: Game, batch: Learner["batch"]): number {
  const random = new Random(0, "overfit");
  const size = batch.observations.length / BATCH;
  const hash = new ObservationHash(size);
  const rows = new Map<string, number>();
  const mask = new Uint8Array(game.actions);
  const state = game.newState();
  const targets: { action: number; value: number }[] = [];
  batch.policyWeights.fill(1);
  batch.policies.fill(0);
  for (let row = 0, tries = 0; row < BATCH; tries++) {
    if (state.player === TERMINAL) state.reset();
    state.observe(batch.observations, row * size);
    state.legalActions(mask);
    const action = random.categorical(mask);
    hash.of(batch.observations, row * size);
    const key = `${hash.high} ${hash.low}`;
    // A small game has fewer positions than the batch: then the ones there are stand in it again.
    const again = rows.get(key);
    if (again === undefined || tries > PATIENCE) {
      if (again === undefined) rows.set(key, row);
      const target = targets[again ?? row] ?? { action, value: random.chance(0.5) ? 1 : -1 };
      targets[row] = target;
      batch.policies[row * game.actions + target.action] = 1;
      batch.values[row] = target.value;
      row++;
    }
    state.apply(action);
  }
  return rows.size;
}

const BATCH = 64;
const LEARNING_RATE = 3e-3;
/** Nats; a coin toss costs 0.69. */
const ENOUGH = 0.1;
const PATIENCE = 10_000;
