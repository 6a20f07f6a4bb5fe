import type { Message } from "../../environments/text/message.js";
import type { Split } from "../../environments/text/text-environment.js";
import type { Boundary } from "../../errors.js";

/** Version of the format on disk; a reader refuses others. */
export const TEXT_EPISODE_VERSION = 1;

/** A message, and which player's conversation it belongs to. */
export interface RecordedMessage extends Message {
  readonly player: number;
}

/** One player's whole conversation in tokens; arrays are `[tokens]`. */
export interface TokenSequence {
  readonly ids: readonly number[];
  /** 1 where the policy sampled the token, 0 where it observed it. */
  readonly mask: readonly (0 | 1)[];
  /** Under the policy that sampled; 0 where {@link mask} is 0. Empty where the policy gave none. */
  readonly logprobs: readonly number[];
}

/** Something that went wrong, and on which side. */
export interface EpisodeError {
  readonly boundary: Boundary;
  /** Stable identifier, upper snake case. */
  readonly code: string;
  readonly message: string;
  /** Answers that had been given by then. */
  readonly turn: number;
}

/**
 * Why an episode ended: the environment said so (`done`), a budget was spent (`turns`, `tokens`, `seconds`), or
 * something went wrong (`error`).
 */
export type EpisodeEnd = "done" | "turns" | "tokens" | "seconds" | "error";

/** Everything that is kept of an episode of a text environment; plain data. */
export interface TextEpisodeRecord {
  readonly version: typeof TEXT_EPISODE_VERSION;
  readonly environment: string;
  readonly options: Readonly<Record<string, number | string | boolean>>;
  readonly split: Split;
  /** Number of the example within its split. */
  readonly index: number;
  /** Number of the episode among those of the same example. */
  readonly sample: number;
  /** Episodes of one group are compared with one another; null outside of groups. */
  readonly group: string | null;
  /** Null where the environment could not give the example. */
  readonly exampleId: string | null;
  readonly difficulty: number | null;
  readonly seed: number;
  /** The policy's version, such as a step of training; null where nobody said. */
  readonly policyVersion: number | string | null;
  /** In the order in which they were said. */
  readonly messages: readonly RecordedMessage[];
  /** One for each player; empty where the policy does not count in tokens. */
  readonly sequences: readonly TokenSequence[];
  /** Parts of the reward by name, for each player. Empty objects where the environment did not say. */
  readonly rewards: readonly Readonly<Record<string, number>>[];
  readonly solved: boolean;
  /** Whether it was kept to be learnt from; only where successes are chosen, as in expert iteration. */
  readonly kept?: boolean;
  readonly metrics: Readonly<Record<string, number>>;
  readonly end: EpisodeEnd;
  /** Whether some answer was cut off. */
  readonly truncated: boolean;
  readonly errors: readonly EpisodeError[];
  readonly counts: {
    readonly answers: number;
    readonly toolCalls: number;
    readonly toolErrors: number;
    readonly sampledTokens: number;
  };
  /** In seconds. */
  readonly timings: {
    readonly total: number;
    readonly policy: number;
    readonly environment: number;
    readonly tools: number;
  };
}

/** The sum of the parts of a player's reward. */
export function totalReward(episode: Pick<TextEpisodeRecord, "rewards">, player = 0): number {
  return Object.values(episode.rewards[player] ?? {}).reduce((sum, part) => sum + part, 0);
}
