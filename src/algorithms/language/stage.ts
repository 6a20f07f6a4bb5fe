import type { LanguageEngine } from "../../language/engine/language-engine.js";
import type { TemplateOptions, Tokenizer } from "../../language/tokenizer/tokenizer.js";
import type { EpisodeFailures } from "../../rollout/text/episode-failures.js";
import type { TextEpisodeRecord } from "../../rollout/text/text-episode-record.js";
import type { Metrics } from "../algorithm.js";
import type { EndedEpisodes } from "./ended-episodes.js";
import type { OnEnded } from "./pulse.js";

/** Log-probabilities under weights that training leaves alone. */
export type Reference = (data: Parameters<LanguageEngine["forward"]>[0]) => Promise<readonly Float32Array[]>;

/** What a stage of training works with. */
export interface StageContext {
  readonly engine: LanguageEngine;
  readonly tokenizer: Tokenizer;
  /** The adapter that is trained and sampled; undefined for the model's own weights. */
  readonly adapter: string | undefined;
  /** Variables of the chat template, in what is shown and in what is practised. */
  readonly templateOptions?: TemplateOptions | undefined;
  readonly seed: number;
  readonly signal: AbortSignal;
  /** The weights with which the stage began; loaded when first asked for. */
  readonly reference: Reference;
  /** Sets the trained weights back to those with which the stage began; the optimiser then has made no step. */
  readonly restart: () => Promise<void>;
  /** Where episodes of a step are kept as they end, and found again when the step is begun a second time. */
  readonly ended?: Pick<EndedEpisodes, "find" | "add">;
  /** Told how many episodes of those that are played together have ended. */
  readonly onEnded?: OnEnded;
}

/** What one step of a stage brought. */
export interface StepReport {
  readonly metrics: Metrics;
  /** Episodes that were played, to be kept. */
  readonly episodes?: readonly TextEpisodeRecord[];
  /** What went wrong in what was played, kept or not. */
  readonly failures?: EpisodeFailures | undefined;
  /** Tokens that were learnt from, and tokens that were sampled. */
  readonly trainedTokens: number;
  readonly sampledTokens: number;
}

/** A stage under way. A step depends on its number, the seed, the weights and the state below; on nothing else. */
export interface StageRun {
  step(index: number): Promise<StepReport>;
  /** What later steps need to know of earlier ones, as plain data; undefined where they need nothing. */
  save?(): unknown;
  /** Goes on from what {@link save} gave. */
  load?(state: unknown): void;
}

/** One stage of training a language model: pre-training, fine-tuning, reinforcement. */
export interface Stage {
  /** Lower case with hyphens; unlike the other stages of its run. */
  readonly name: string;
  /** Whether the policy practises in it, so that what comes before is what practice set out from. */
  readonly practises: boolean;
  /** Steps to make; Infinity for as many as the run's budget has. */
  readonly steps: number;
  /** About how long a step takes beside those of other stages, to tell how far a run is. */
  readonly cost: number;
  begin(context: StageContext): Promise<StageRun>;
}
