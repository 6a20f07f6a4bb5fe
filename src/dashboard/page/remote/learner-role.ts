import {
  LearnerSide,
  type LearnOrder,
  type LearnReport,
  type SavedLearner,
} from "../../../algorithms/alpha-zero/learner-side.js";
import type { Device } from "../../../graph/index.js";
import type { NetworkWeights } from "../../../networks/network-evaluator.js";
import { openScenario, type Scenario, started } from "./scenario.js";

/** A worker that learns. */
export function learnerRole(device: Device) {
  let side: LearnerSide | undefined;
  return {
    /** @returns how many numbers the network has */
    async startLearner({ seed, ...scenario }: Scenario & { readonly seed: number }): Promise<number> {
      const { game, settings } = openScenario(scenario);
      side = await LearnerSide.create(game, settings, { seed, device, threads: 1 });
      return side.parameters;
    },
    learn: (order: LearnOrder): Promise<LearnReport> => started(side).learn(order),
    save: (): Promise<SavedLearner> => started(side).save(),
    restore: (saved: SavedLearner): Promise<void> => started(side).restore(saved),
    weights: (): Promise<NetworkWeights> => started(side).weights(),
  };
}
