import type { Game, GameState } from "../games/game.js";
import type { Random } from "../random/index.js";
import { type Episode, PLY_FULL, PLY_RANDOM } from "../rollout/episode.js";
import { ObservationHash } from "../search/hash.js";
import { valueTargets } from "./value-targets.js";

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

/** One position of an episode in the window. */
interface Position {
  readonly episode: Episode;
  readonly ply: number;
  /** `[channels · height · width]` */
  readonly observation: Float32Array;
  /** Names the observation; equal for equal ones. */
  readonly key: number;
  /** What the value should be, for the mover. */
  readonly value: number;
}

/**
 * The most recent positions of self-play, from which the learner draws its batches. Kept as whole episodes with
 * the observations beside them; a checkpoint holds the episodes alone, as the observations follow from them.
 */
export class ReplayWindow<State extends GameState> {
  private readonly kept: Episode[] = [];
  private positions: Position[] = [];
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
    return this.positions.length;
  }

  /** Share of the positions that are copies of another one in the window, 0 … 1. */
  get duplicateShare(): number {
    return this.positions.length === 0 ? 0 : 1 - this.copies.size / this.positions.length;
  }

  /** The episodes in the window, oldest first. */
  get episodes(): readonly Episode[] {
    return this.kept;
  }

  /** Adds an episode; its random opening plies are no positions to learn from. Returns the positions it brought. */
  add(episode: Episode): number {
    const before = this.positions.length;
    this.kept.push(episode);
    this.state.reset();
    const targets = valueTargets(episode, this.lambda);
    for (let ply = 0; ply < episode.actions.length; ply++) {
      if (episode.kinds[ply] !== PLY_RANDOM) {
        const observation = new Float32Array(this.size);
        this.state.observe(observation, 0);
        this.hash.of(observation, 0);
        // 53 of the 64 bits: what a number holds exactly.
        const key = (this.hash.high >>> 11) * 2 ** 32 + (this.hash.low >>> 0);
        this.copies.set(key, (this.copies.get(key) ?? 0) + 1);
        this.positions.push({ episode, ply, observation, key, value: targets[ply] });
      }
      this.state.apply(episode.actions[ply]);
    }
    return this.positions.length - before;
  }

  /** Drops whole episodes, oldest first, until at most `limit` positions are left. */
  trim(limit: number): void {
    let dropped = 0;
    let episodes = 0;
    while (this.positions.length - dropped > limit && episodes < this.kept.length - 1) {
      const episode = this.kept[episodes++];
      while (dropped < this.positions.length && this.positions[dropped].episode === episode) dropped++;
    }
    if (episodes === 0) return;
    for (let i = 0; i < dropped; i++) {
      const { key } = this.positions[i];
      const copies = this.copies.get(key)! - 1;
      if (copies > 0) this.copies.set(key, copies);
      else this.copies.delete(key);
    }
    this.kept.splice(0, episodes);
    this.positions = this.positions.slice(dropped);
  }

  /** Fills a batch with positions drawn evenly from the window, each under a random symmetry of the game. */
  sample(batch: TrainingBatch, random: Random): void {
    const { actions, symmetries } = this.game;
    const rows = batch.values.length;
    for (let row = 0; row < rows; row++) {
      const { episode, ply, observation, value } = this.positions[random.integer(this.positions.length)];
      const symmetry = symmetries[symmetries.length === 1 ? 0 : random.integer(symmetries.length)];
      const at = row * this.size;
      for (let i = 0; i < this.size; i++) batch.observations[at + i] = observation[symmetry.observation[i]];
      const from = ply * actions;
      for (let a = 0; a < actions; a++) {
        batch.policies[row * actions + a] = episode.policies[from + symmetry.action[a]];
      }
      batch.policyWeights[row] = episode.kinds[ply] === PLY_FULL ? 1 : 0;
      batch.values[row] = value;
    }
  }
}
