import { settledTextEnvironment } from "../assert-text-environment.js";
import { EnvironmentStuck } from "../text/environment-stuck.js";
import type { Example, TextEnvironment } from "../text/text-environment.js";
import { TimeUp } from "../text/time-limit.js";
import { checkDemonstrations, checkEnds, checkWrongAnswers } from "./check-answers.js";
import {
  checkExamples,
  checkHeldOut,
  checkOpenings,
  checkRepeatable,
  checkSizes,
  checkSplits,
} from "./check-examples.js";
import { checkMembers } from "./check-members.js";
import { PlayFailed } from "./play.js";
import { type EnvironmentProblem, error, type Finding } from "./problem.js";
import { type EnvironmentSampleOptions, type Sampled, sampleOf } from "./sample.js";

/** What {@link checkTextEnvironment} looks at, by name. */
const TEXT_CHECKS = {
  members: checkMembers,
  sizes: checkSizes,
  examples: checkExamples,
  "held out": checkHeldOut,
  repeatable: checkRepeatable,
  splits: checkSplits,
  openings: checkOpenings,
  ends: checkEnds,
  demonstrations: checkDemonstrations,
  "wrong answers": checkWrongAnswers,
} satisfies Record<
  string,
  (
    environment: TextEnvironment,
    sample: readonly Sampled[],
    seconds: number,
  ) => Finding[] | Promise<Finding[]>
>;

/** How {@link checkTextEnvironment} looks. */
export interface TextCheckOptions extends EnvironmentSampleOptions {
  /** Seconds that the beginning of an episode, the judgement of an answer or a tool may take. Default 30. */
  readonly environmentSeconds?: number;
}

export type TextCheckName = keyof typeof TEXT_CHECKS;

/**
 * Plays some examples and looks for everything that would make training on this environment, or its measurement, go
 * wrong: examples that change, splits that overlap, too little that is held out, demonstrations that fail, answers that are
 * paid without solving,
 * rewards that are no numbers. Whether the task is the one that was meant it cannot know.
 *
 * @returns nothing when all is well; each check reports the first problem of its kind
 * @throws EnvironmentError for what is no text environment at all, and EnvironmentStuck for one from a file that does not come back
 * @example
 * for (const { severity, message } of await checkTextEnvironment(task)) console.log(`${severity}: ${message}`);
 */
export async function checkTextEnvironment<E extends Example>(
  environment: TextEnvironment<E>,
  { environmentSeconds = 30, ...options }: TextCheckOptions = {},
): Promise<EnvironmentProblem[]> {
  const any = await settledTextEnvironment("environment", environment);
  const problems: EnvironmentProblem[] = [];
  const look = async (check: string, action: () => Finding[] | Promise<Finding[]>) => {
    const findings = await attempt(action);
    problems.push(...findings.map((finding) => ({ check, ...finding })));
    return findings.every(({ severity }) => severity !== "error");
  };
  let sample: readonly Sampled[] = [];
  const { members, sizes, examples, ...others } = TEXT_CHECKS;
  await look("members", () => members(any));
  if (!(await look("sizes", () => sizes(any)))) return problems;
  const sampled = await look("examples", () => {
    sample = sampleOf(any, options);
    return examples(any, sample);
  });
  // Examples that are none make everything else go wrong as well.
  if (!sampled) return problems;
  for (const [name, check] of Object.entries(others))
    await look(name, () => check(any, sample, environmentSeconds));
  return problems;
}

async function attempt(check: () => Finding[] | Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await check();
  } catch (thrown) {
    if (thrown instanceof EnvironmentStuck) throw thrown;
    const { cause, where } = thrown instanceof PlayFailed ? thrown : { cause: thrown, where: undefined };
    const at = where === undefined ? "" : ` (${where})`;
    if (cause instanceof TimeUp)
      return [error(`${cause.message}${at}: an endless loop, or a promise that nobody keeps?`)];
    return [error(`threw: ${cause instanceof Error ? cause.message : String(cause)}${at}`)];
  }
}
