import {
  LearnerSide,
  type LearnOrder,
  type LearnReport,
} from "../../../algorithms/alpha-zero/learner-side.js";
import type { NetworkWeights } from "../../../networks/network-evaluator.js";
import { openScenario, type Scenario, started } from "./scenario.js";

/** A worker that learns. */
export function learnerRole() {
  let side: LearnerSide | undefined;
  return {
    /** @returns how many numbers the network has */
    async startLearner({ seed, ...scenario }: Scenario & { readonly seed: number }): Promise<number> {
      const { game, settings } = openScenario(scenario);
      side = await LearnerSide.create(game, settings, { seed, device: "cpu", threads: 1 });
      return side.parameters;
    },
    learn: (order: LearnOrder): Promise<LearnReport> => started(side).learn(order),
    weights: (): Promise<NetworkWeights> => started(side).weights(),
  };
}
