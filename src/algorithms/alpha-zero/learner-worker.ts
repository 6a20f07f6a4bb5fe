import { type GameReference, loadReferencedGame } from "../../environments/load-game.js";
import type { NetworkWeights } from "../../networks/network-evaluator.js";
import { serve } from "../../threads/remote.js";
import type { LearnerOptions } from "./learner.js";
import { LearnerSide, type LearnOrder, type LearnReport, type SavedLearner } from "./learner-side.js";
import type { AlphaZeroValues } from "./settings.js";

/** What the learner's thread is started with. */
export interface LearnerStart extends LearnerOptions {
  readonly reference: GameReference;
  readonly settings: AlphaZeroValues;
}

let side: LearnerSide | undefined;

function ready(): LearnerSide {
  if (!side) throw new Error("the learner's thread was not started");
  return side;
}

const handlers = {
  /** @returns how many numbers the network has */
  async start({ reference, settings, ...options }: LearnerStart): Promise<number> {
    side = await LearnerSide.create(await loadReferencedGame(reference), settings, options);
    return side.parameters;
  },
  gather: (blocks: readonly Uint8Array[]): number => ready().gather(blocks),
  learn: (order: LearnOrder): Promise<LearnReport> => ready().learn(order),
  weights: (): Promise<NetworkWeights> => ready().weights(),
  save: (): Promise<SavedLearner> => ready().save(),
  restore: (saved: SavedLearner): Promise<void> => ready().restore(saved),
};

/** The methods of the learner's thread. */
export type LearnerThread = typeof handlers;

serve(handlers);
