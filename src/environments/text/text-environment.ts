import type { Message } from "./message.js";
import type { ToolSet } from "./tool.js";

/** Examples to learn from, and examples that learning never sees. */
export type Split = "train" | "test";

/** One thing to be done, made from its split and number alone, so that it is the same wherever it is asked for. */
export interface Example {
  /** Names the example within its environment, for provenance and de-duplication. */
  readonly id: string;
  /** How hard it is meant to be, on the environment's own dial; larger is harder. */
  readonly difficulty: number;
}

/** How an episode ended, as the environment judges it. */
export interface Outcome {
  /** Parts of the reward by name; the reward is their sum. For several players see {@link rewards}. */
  readonly reward: Readonly<Record<string, number>>;
  /** What the exact checker says. A positive reward for an episode that is not solved is counted and warned of. */
  readonly solved: boolean;
  /** Anything else worth a line in the metrics. */
  readonly metrics?: Readonly<Record<string, number>>;
  /** With several players: each player's reward by name of its parts, in place of {@link reward}. */
  readonly rewards?: readonly Readonly<Record<string, number>>[];
}

/** What follows an answer: more messages and somebody's turn, or the end. */
export type Turn =
  | {
      readonly done: false;
      /** Said to the player who answers next, and to nobody else. */
      readonly messages: readonly Message[];
      /** Who answers next; 0 when left out. */
      readonly player?: number;
    }
  | { readonly done: true; readonly outcome: Outcome };

/** One play of an example. */
export interface TextEpisode {
  /** What is said to player 0 before the first answer. */
  readonly opening: readonly Message[];
  /**
   * Takes the policy's answer. Where it calls tools of the environment, the driver has run them and asks the policy
   * again before this is called; an answer that arrives here is meant for the environment.
   *
   * @param signal aborted when the episode's time is up, or nobody wants to know any more
   */
  answer(message: Message, signal: AbortSignal): Turn | Promise<Turn>;
}

/**
 * An environment whose observations and actions are messages. Budgets (turns, tokens, seconds, tool calls) are not
 * its business: the driver that plays it keeps them, but for the time of judging where it {@link keepsTime}.
 *
 * @example
 * const environment: TextEnvironment = countdown({ difficulty: 3 });
 * const episode = await environment.begin(environment.example("train", 0));
 */
export interface TextEnvironment<E extends Example = Example> {
  /** Lower case with hyphens; the name used on the command line. */
  readonly name: string;
  /** Settings it was made with; together with `name` they say which environment this is. */
  readonly options?: Readonly<Record<string, number | string | boolean>>;
  /** Players who answer in turn; 1 when left out. */
  readonly players?: number;
  /** What the policy may call while it answers. */
  readonly tools?: ToolSet;
  /**
   * Every judgement ends by itself, within limits that the environment keeps, so that the driver sets `begin` and `answer` none.
   * For one whose answers wait in line for something they share: that others are judged first is no fault of an answer's.
   */
  readonly keepsTime?: boolean;
  /** Number of examples of a split; Infinity where they are generated. */
  size(split: Split): number;
  /** The example with that number, the same each time; no example of one split is one of the other. */
  example(split: Split, index: number): E;
  begin(example: E): TextEpisode | Promise<TextEpisode>;
  /**
   * An assistant's messages that solve the example, one for each of its turns, where a solver can write them. One that
   * calls tools is followed by their results, which the driver adds, and then by the next.
   */
  demonstrate?(example: E): readonly Message[];
}
