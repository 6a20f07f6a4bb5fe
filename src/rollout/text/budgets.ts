import { OptionError } from "../../errors.js";
import { type Names, refuseUnknown } from "../../unknown-option.js";

/** What an episode may spend; the environment does not know of it. Everything is without limit when left out. */
export interface EpisodeBudgets {
  /** Answers of all players together, those that call tools included. */
  readonly turns?: number;
  /** Sampled tokens of all players together; the policy is told how many are left. */
  readonly tokens?: number;
  readonly seconds?: number;
  /** A call beyond it is answered with an error instead of being run. */
  readonly toolCalls?: number;
}

/** How long one step may take before it counts as hanging, in seconds. */
export interface StepLimits {
  /** Beginning an episode, or judging one answer unless the environment keeps time itself. Default 30. */
  readonly environment?: number;
  /** One call of a tool; the model is told of the error. Default 30. */
  readonly tool?: number;
}

const BUDGETS: Names<EpisodeBudgets> = { turns: true, tokens: true, seconds: true, toolCalls: true };
const LIMITS: Names<StepLimits> = { environment: true, tool: true };

/** @throws OptionError for a budget or limit that is negative or no number, or that there is not */
export function checkBudgets(budgets: EpisodeBudgets, limits: StepLimits): void {
  refuseUnknown("budgets", BUDGETS, budgets);
  refuseUnknown("limits", LIMITS, limits);
  for (const [name, value] of [...Object.entries(budgets), ...Object.entries(limits)])
    if (typeof value !== "number" || !(value >= 0))
      throw new OptionError(`budget ${name}`, "a number from 0", value);
}
