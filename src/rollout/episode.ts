/** How much a ply's search counts for learning. */
export const PLY_RANDOM = 0;
/** A short search, made to get on with the game: its value is learnt from, its policy is not. */
export const PLY_FAST = 1;
/** A full search: policy and value are both learnt from. */
export const PLY_FULL = 2;

/** One game of self-play from start to end, or so far. The only currency between rollout and learning. */
export interface Episode {
  /** Number of the game within the run; names its random stream. */
  readonly id: number;
  /** Number of the learner's step whose weights played the last ply. */
  readonly version: number;
  /** `[plies]` */
  readonly actions: Uint16Array;
  /** `[plies]`: who moved. */
  readonly players: Uint8Array;
  /** `[plies]`: {@link PLY_RANDOM}, {@link PLY_FAST} or {@link PLY_FULL}. */
  readonly kinds: Uint8Array;
  /** `[plies]`: the search's value for the mover, −1 … 1. */
  readonly values: Float32Array;
  /** `[plies, actions]`: the search's policy; zeros where there was none. */
  readonly policies: Float32Array;
  /** `[players]`: how it ended, −1 … 1. */
  readonly returns: Float32Array;
  /** True when a player gave up, so that `returns` is the opponent's claim and not the rules' verdict. */
  readonly resigned: boolean;
}

/** Collects an episode ply by ply. */
export class EpisodeBuilder {
  private readonly actions: number[] = [];
  private readonly players: number[] = [];
  private readonly kinds: number[] = [];
  private readonly values: number[] = [];
  private readonly policies: Float32Array[] = [];

  constructor(
    readonly id: number,
    private readonly actionCount: number,
  ) {}

  get length(): number {
    return this.actions.length;
  }

  /** Notes one ply. `policy` (`[actions]`) is copied; it may be left out where nothing was searched. */
  add(action: number, player: number, kind: number, value: number, policy?: Float32Array): void {
    this.actions.push(action);
    this.players.push(player);
    this.kinds.push(kind);
    this.values.push(value);
    this.policies.push(policy ? policy.slice() : new Float32Array(this.actionCount));
  }

  /** The episode so far; `returns` is all zeros while the game goes on. */
  build(version: number, returns: Float32Array, resigned = false): Episode {
    const policies = new Float32Array(this.actions.length * this.actionCount);
    for (const [ply, policy] of this.policies.entries()) policies.set(policy, ply * this.actionCount);
    return {
      id: this.id,
      version,
      actions: Uint16Array.from(this.actions),
      players: Uint8Array.from(this.players),
      kinds: Uint8Array.from(this.kinds),
      values: Float32Array.from(this.values),
      policies,
      returns: returns.slice(),
      resigned,
    };
  }

  /** Goes on with an episode that was saved half-way. */
  static resume(episode: Episode, actionCount: number): EpisodeBuilder {
    const builder = new EpisodeBuilder(episode.id, actionCount);
    for (let ply = 0; ply < episode.actions.length; ply++) {
      const policy = episode.policies.subarray(ply * actionCount, (ply + 1) * actionCount);
      builder.add(
        episode.actions[ply],
        episode.players[ply],
        episode.kinds[ply],
        episode.values[ply],
        policy,
      );
    }
    return builder;
  }
}
