import { checkMessages, checkTurn } from "../text/check-turn.js";
import type { Message } from "../text/message.js";
import { runTool } from "../text/run-tool.js";
import type { Example, Outcome, TextEnvironment } from "../text/text-environment.js";
import { secondsToJudge, withinTime } from "../text/time-limit.js";

/** What came of playing an example with given answers. */
export interface Play {
  /** Undefined where the episode did not end. */
  readonly outcome: Outcome | undefined;
  /** What tools said of calls that failed. */
  readonly toolErrors: readonly string[];
}

/** Seconds for one step of an environment. */
const STEP_SECONDS = 30;

const never = new AbortController().signal;

/** Begins an episode and makes sure that its opening is one. */
export async function openingOf(environment: TextEnvironment, example: Example): Promise<readonly Message[]> {
  const episode = await withinTime(STEP_SECONDS, never, () => environment.begin(example));
  return checkMessages("the opening of an episode", episode?.opening);
}

/**
 * Plays an example with these answers, the calls of tools in them run.
 *
 * @throws what the environment throws, and BoundaryError for what is no turn or a reward that is not finite
 */
export async function playWith(
  environment: TextEnvironment,
  example: Example,
  answers: readonly Message[],
): Promise<Play> {
  const { players = 1, tools = {} } = environment;
  const episode = await withinTime(STEP_SECONDS, never, () => environment.begin(example));
  const toolErrors: string[] = [];
  for (const answer of answers) {
    for (const call of answer.toolCalls ?? []) {
      const { content, failed } = await withinTime(STEP_SECONDS, never, (signal) =>
        runTool(tools, call, { signal }),
      );
      if (failed) toolErrors.push(content);
    }
    if (answer.toolCalls !== undefined) continue;
    const limit = secondsToJudge(environment, STEP_SECONDS);
    const turn = await withinTime(limit, never, (signal) => episode.answer(answer, signal));
    checkTurn(turn, players);
    if (turn.done) return { outcome: turn.outcome, toolErrors };
  }
  return { outcome: undefined, toolErrors };
}

/** The sum of the first player's reward parts. */
export function totalOf({ reward, rewards }: Outcome): number {
  return Object.values(rewards?.[0] ?? reward).reduce((sum, part) => sum + part, 0);
}
