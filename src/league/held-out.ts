import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parsePositions, stateOf } from "../games/connect-four/positions.js";
import type { Game, GameState } from "../games/game.js";
import type { NetworkPlayer, RawPolicyPlayer } from "./network-player.js";
import { optimalShare } from "./optimal-moves.js";

/** A measurement against what no training has seen. */
export interface HeldOutResult {
  readonly label: string;
  readonly value: number;
  readonly interval: readonly [number, number];
  readonly details: Readonly<Record<string, number>>;
}

/** What a {@link heldOutTest} is given: a player that searches, and the same network without a search. */
export interface Candidate {
  readonly player: NetworkPlayer<GameState>;
  readonly raw: RawPolicyPlayer<GameState>;
  readonly simulations: number;
}

/** The test that comes with a game; undefined for a game with none, whose strength is its rating alone. */
export function heldOutTest(game: Game): ((candidate: Candidate) => Promise<HeldOutResult>) | undefined {
  return game.name === "connect-four" ? connectFourTest : undefined;
}

/** The share of solved positions where the chosen move keeps the game-theoretic value. */
async function connectFourTest({ player, raw, simulations }: Candidate): Promise<HeldOutResult> {
  const file = fileURLToPath(new URL("../../fixtures/connect-four/positions.txt", import.meta.url));
  const positions = parsePositions(await readFile(file, "utf8"), file);
  const states = positions.map(stateOf);
  const chosen = new Array<number>(states.length);
  await player.analyse(
    states,
    (index, { action }) => {
      chosen[index] = action;
    },
    simulations,
  );
  const searched = optimalShare(positions, chosen);
  const policy = optimalShare(positions, await raw.choose(states));
  return {
    label: `optimal moves on ${positions.length} solved positions, ${simulations} simulations`,
    value: searched.share,
    interval: searched.interval,
    details: { policyOptimal: policy.share, positions: positions.length, simulations },
  };
}
