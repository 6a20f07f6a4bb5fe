import {
  type Publication,
  type RoundReport,
  SelfPlaySide,
} from "../../../algorithms/alpha-zero/self-play-side.js";
import type { Device } from "../../../graph/index.js";
import { openScenario, type Scenario, started } from "./scenario.js";

/** A worker that plays against itself. */
export function selfPlayRole(device: Device) {
  let side: SelfPlaySide | undefined;
  return {
    startSelfPlay({ seed, ...scenario }: Scenario & { readonly seed: number }): void {
      const { game, settings } = openScenario(scenario);
      side = new SelfPlaySide(game, settings, { seed, device, worker: 0, workers: 1 });
    },
    publish: (publication: Publication): Promise<void> => started(side).publish(publication),
    round: (plies: number): Promise<RoundReport> => started(side).round(plies),
  };
}
