import type { Game, GameState } from "../games/game.js";
import type { Random } from "../random/index.js";
import { type Episode, PLY_FULL } from "../rollout/episode.js";
import { ObservationHash } from "../search/hash.js";
import { type WindowEpisode, windowEpisode } from "./window-episode.js";

/** A batch for the learner; rows are positions. */
export interface TrainingBatch {
  /** `[rows, channels · height · width]` */
  readonly observations: Float32Array;
  /** `[rows, actions]` */
  readonly policies: Float32Array;
  /** `[rows]`: 1 where the policy is to be learnt from, else 0. */
  readonly policyWeights: Float32Array;
  /** `[rows]`: what the value should be for the player to move, −1 … 1. */
  readonly values: Float32Array;
}

/**
 * The most recent positions of self-play, from which the learner draws its batches. Kept as whole episodes with
 * the observations beside them, packed; a checkpoint holds the episodes alone, as the observations follow from them.
 */
export class ReplayWindow<State extends GameState> {
  private kept: WindowEpisode[] = [];
  /** Positions added before each of the kept episodes, since the window was made. */
  private starts: number[] = [];
  private added = 0;
  /** How often each observation stands in the window. */
  private readonly copies = new Map<number, number>();
  private readonly hash: ObservationHash;
  private readonly state: State;
  private readonly size: number;

  /** @param lambda of the value targets, see `valueTargets` */
  constructor(
    private readonly game: Game<State>,
    private readonly lambda: number,
  ) {
    this.state = game.newState();
    const { channels, height, width } = game.observation;
    this.size = channels * height * width;
    this.hash = new ObservationHash(this.size);
  }

  /** Positions that can be drawn. */
  get length(): number {
    return this.added - (this.starts[0] ?? this.added);
  }

  /** Share of the positions that are copies of another one in the window, 0 … 1. */
  get duplicateShare(): number {
    return this.length === 0 ? 0 : 1 - this.copies.size / this.length;
  }

  /** The episodes in the window, oldest first. */
  get episodes(): readonly Episode[] {
    return this.kept.map(({ episode }) => episode);
  }

  /** Adds an episode; its random opening plies are no positions to learn from. Returns the positions it brought. */
  add(episode: Episode): number {
    const { state, hash, lambda } = this;
    const entry = windowEpisode(this.game, episode, { state, hash, lambda });
    this.kept.push(entry);
    this.starts.push(this.added);
    this.added += entry.plies.length;
    for (const key of entry.keys) this.copies.set(key, (this.copies.get(key) ?? 0) + 1);
    return entry.plies.length;
  }

  /** Drops whole episodes, oldest first, until at most `limit` positions are left. */
  trim(limit: number): void {
    let dropped = 0;
    while (dropped < this.kept.length - 1 && this.added - this.starts[dropped] > limit) {
      for (const key of this.kept[dropped++].keys) {
        const copies = this.copies.get(key)! - 1;
        if (copies > 0) this.copies.set(key, copies);
        else this.copies.delete(key);
      }
    }
    if (dropped === 0) return;
    this.kept = this.kept.slice(dropped);
    this.starts = this.starts.slice(dropped);
  }

  /** Fills a batch with positions drawn evenly from the window, each under a random symmetry of the game. */
  sample(batch: TrainingBatch, random: Random): void {
    const { size } = this;
    const { actions, symmetries } = this.game;
    const rows = batch.values.length;
    for (let row = 0; row < rows; row++) {
      const drawn = this.starts[0] + random.integer(this.length);
      const at = this.episodeOf(drawn);
      const { episode, plies, observations, values } = this.kept[at];
      const position = drawn - this.starts[at];
      const symmetry = symmetries[symmetries.length === 1 ? 0 : random.integer(symmetries.length)];
      const seen = position * size;
      for (let i = 0; i < size; i++) {
        batch.observations[row * size + i] = observations[seen + symmetry.observation[i]];
      }
      const ply = plies[position];
      for (let a = 0; a < actions; a++) {
        batch.policies[row * actions + a] = episode.policies[ply * actions + symmetry.action[a]];
      }
      batch.policyWeights[row] = episode.kinds[ply] === PLY_FULL ? 1 : 0;
      batch.values[row] = values[position];
    }
  }

  /** Index of the last episode that starts at or before a position. */
  private episodeOf(position: number): number {
    let [low, high] = [0, this.starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.starts[middle] <= position) low = middle;
      else high = middle;
    }
    return low;
  }
}
