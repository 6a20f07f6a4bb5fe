import type { Game, GameState } from "../games/game.js";
import { type Episode, PLY_RANDOM } from "../rollout/episode.js";
import type { ObservationHash } from "../search/hash.js";
import { valueTargets } from "./value-targets.js";

/** An episode in the replay window with what the learner needs of each of its positions, in a few packed arrays. */
export interface WindowEpisode {
  readonly episode: Episode;
  /** `[positions]`: their plies; those of a random opening are no positions to learn from. */
  readonly plies: Uint16Array;
  /** `[positions, channels · height · width]`: in bytes where every number is a whole one from 0 to 255. */
  readonly observations: Uint8Array | Float32Array;
  /** `[positions]`: names an observation; equal for equal ones. */
  readonly keys: Float64Array;
  /** `[positions]`: what the value should be, for the mover. */
  readonly values: Float32Array;
}

/**
 * Plays an episode again and notes what is seen on the way.
 *
 * @param state is used up
 * @param lambda see {@link valueTargets}
 */
export function windowEpisode<State extends GameState>(
  game: Game<State>,
  episode: Episode,
  { state, hash, lambda }: { readonly state: State; readonly hash: ObservationHash; readonly lambda: number },
): WindowEpisode {
  const { channels, height, width } = game.observation;
  const size = channels * height * width;
  const plies = Uint16Array.from(episode.actions.keys()).filter((ply) => episode.kinds[ply] !== PLY_RANDOM);
  const observations = new Float32Array(plies.length * size);
  const keys = new Float64Array(plies.length);
  const targets = valueTargets(episode, lambda);
  state.reset();
  let played = 0;
  for (const [position, ply] of plies.entries()) {
    while (played < ply) state.apply(episode.actions[played++]);
    state.observe(observations, position * size);
    hash.of(observations, position * size);
    // 53 of the 64 bits: what a number holds exactly.
    keys[position] = (hash.high >>> 11) * 2 ** 32 + (hash.low >>> 0);
  }
  const values = Float32Array.from(plies, (ply) => targets[ply]);
  return { episode, plies, observations: packed(observations), keys, values };
}

function packed(observations: Float32Array): Uint8Array | Float32Array {
  const bytes = Uint8Array.from(observations);
  return bytes.every((byte, i) => byte === observations[i]) ? bytes : observations;
}
