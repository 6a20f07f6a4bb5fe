import type { Game } from "../../games/game.js";
import type { Device } from "../../graph/index.js";
import { LearnerSide } from "./learner-side.js";
import type { PractisingSides } from "./practise.js";
import { SelfPlaySide } from "./self-play-side.js";
import type { AlphaZeroValues } from "./settings.js";

/**
 * Both sides of a run in the calling thread, which is blocked while the network runs: play and learning take turns.
 *
 * @example
 * const sides = await sidesInThisThread(connectFour(), settings, { seed: 1, device: "cpu" });
 */
export async function sidesInThisThread(
  game: Game,
  settings: AlphaZeroValues,
  { seed, device }: { readonly seed: number; readonly device: Device },
): Promise<PractisingSides> {
  const learner = await LearnerSide.create(game, settings, { seed, device, threads: 1 });
  const player = new SelfPlaySide(game, settings, { seed, device, worker: 0, workers: 1 });
  return {
    play: async (plies) => [await player.round(plies)],
    learn: (order) => learner.learn(order),
    async publish(version) {
      const weights = await learner.weights();
      await player.publish({ weights, version });
      return weights;
    },
  };
}
