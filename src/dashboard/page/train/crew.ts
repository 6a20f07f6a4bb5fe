import type { PractisingSides } from "../../../algorithms/alpha-zero/practise.js";
import type { NetworkWorker } from "../remote/network-roles.js";
import type { Processor } from "../remote/processor.js";
import type { RemoteWorker } from "../remote/remote-worker.js";
import type { Scenario } from "../remote/scenario.js";
import { startNetworkWorker } from "../remote/start.js";
import type { KeptTraining } from "./kept-training.js";

export type Remote = RemoteWorker<NetworkWorker>;

/** The three workers of a training: one plays, one learns, and one measures and plays with people. */
export interface Crew extends PractisingSides {
  readonly learner: Remote;
  readonly seat: Remote;
  /** Numbers in the network. */
  readonly parameters: number;
  /** Ends the two that train. */
  endTraining(): void;
  end(): void;
}

/**
 * Starts the workers.
 *
 * @param kept what they go on with
 */
export async function openCrew(
  processor: Processor,
  { game, settings }: Scenario,
  seed: number,
  kept: KeptTraining | undefined,
): Promise<Crew> {
  const [learner, player, seat] = [0, 1, 2].map(() => startNetworkWorker(processor));
  const end = () => {
    for (const worker of [learner, player, seat]) worker.end();
  };
  const scenario = { game, settings };
  try {
    const [parameters] = await Promise.all([
      learner.call("startLearner", { ...scenario, seed }),
      // The games of another sitting are others.
      player.call("startSelfPlay", { ...scenario, seed: seed + (kept?.progress.step ?? 0) }),
    ]);
    if (kept) await learner.call("restore", kept.learner);
    await seat.call("seatWeights", { ...scenario, weights: await learner.call("weights", undefined) });
    return {
      learner,
      seat,
      parameters,
      play: async (plies) => [await player.call("round", plies)],
      learn: (order) => learner.call("learn", order),
      async publish(version) {
        const weights = await learner.call("weights", undefined);
        await player.call("publish", { weights, version });
        return weights;
      },
      endTraining() {
        learner.end();
        player.end();
      },
      end,
    };
  } catch (error) {
    end();
    throw error;
  }
}
