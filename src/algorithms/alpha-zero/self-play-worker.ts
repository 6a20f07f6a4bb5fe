import { type GameReference, loadReferencedGame } from "../../environments/load-game.js";
import { serve, Transfer } from "../../threads/remote.js";
import {
  type Publication,
  type RoundReport,
  type SavedGames,
  type SelfPlayOptions,
  SelfPlaySide,
} from "./self-play-side.js";
import type { AlphaZeroValues } from "./settings.js";

/** What a self-play thread is started with. */
export interface SelfPlayStart extends SelfPlayOptions {
  readonly reference: GameReference;
  readonly settings: AlphaZeroValues;
}

let side: SelfPlaySide | undefined;

function ready(): SelfPlaySide {
  if (!side) throw new Error("the self-play thread was not started");
  return side;
}

const handlers = {
  async start({ reference, settings, ...options }: SelfPlayStart): Promise<void> {
    side = new SelfPlaySide(await loadReferencedGame(reference), settings, options);
  },
  publish: (publication: Publication): Promise<void> => ready().publish(publication),
  speed: (): Promise<number> => ready().speed(),
  async round(plies: number): Promise<Transfer<RoundReport>> {
    const report = await ready().round(plies);
    return new Transfer(report, [report.episodes.buffer as ArrayBuffer]);
  },
  save: (): SavedGames => ready().save(),
  renumber: (next: number): void => ready().renumber(next),
  restore: (saved: SavedGames): void => ready().restore(saved),
};

/** The methods of a self-play thread. */
export type SelfPlayThread = typeof handlers;

serve(handlers);
