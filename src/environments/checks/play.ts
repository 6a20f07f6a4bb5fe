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

const never = new AbortController().signal;

/** What an environment threw while an example was played. */
export class PlayFailed extends Error {
  override readonly name = "PlayFailed";

  /** @param where the example and what it was answered with, in words */
  constructor(
    readonly where: string,
    cause: unknown,
  ) {
    super(`playing ${where} failed`, { cause });
  }
}

/**
 * Begins an episode and makes sure that its opening is one.
 *
 * @param seconds that this may take
 */
export async function openingOf(
  environment: TextEnvironment,
  example: Example,
  seconds: number,
): Promise<readonly Message[]> {
  const limit = secondsToJudge(environment, seconds);
  return named(example, undefined, async () => {
    const episode = await withinTime(limit, never, () => environment.begin(example));
    return checkMessages("the opening of an episode", episode?.opening);
  });
}

/**
 * Plays an example with these answers, the calls of tools in them run.
 *
 * @param seconds that the beginning, an answer or a tool may take
 * @throws PlayFailed with what the environment throws, or BoundaryError for what is no turn or a reward that is not finite
 */
export async function playWith(
  environment: TextEnvironment,
  example: Example,
  answers: readonly Message[],
  seconds: number,
): Promise<Play> {
  const { players = 1, tools = {} } = environment;
  const limit = secondsToJudge(environment, seconds);
  const episode = await named(example, undefined, () =>
    withinTime(limit, never, () => environment.begin(example)),
  );
  const toolErrors: string[] = [];
  for (const answer of answers) {
    for (const call of answer.toolCalls ?? []) {
      const { content, failed } = await named(example, answer, () =>
        withinTime(seconds, never, (signal) => runTool(tools, call, { signal })),
      );
      if (failed) toolErrors.push(content);
    }
    if (answer.toolCalls !== undefined) continue;
    const turn = await named(example, answer, async () => {
      const turn = await withinTime(limit, never, (signal) => episode.answer(answer, signal));
      checkTurn(turn, players);
      return turn;
    });
    if (turn.done) return { outcome: turn.outcome, toolErrors };
  }
  return { outcome: undefined, toolErrors };
}

/** @throws PlayFailed that names the example, and the answer where there was one */
async function named<T>(
  { id }: Example,
  answer: Message | undefined,
  action: () => T | Promise<T>,
): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    const answered = answer === undefined ? "" : ` answered with ${shortened(answer.content)}`;
    throw new PlayFailed(`example ${JSON.stringify(id)}${answered}`, cause);
  }
}

function shortened(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}

/** The sum of the first player's reward parts. */
export function totalOf({ reward, rewards }: Outcome): number {
  return Object.values(rewards?.[0] ?? reward).reduce((sum, part) => sum + part, 0);
}
