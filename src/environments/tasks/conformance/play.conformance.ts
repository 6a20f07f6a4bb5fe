import type { Message } from "../../text/message.js";
import type { Example, Outcome, TextEnvironment } from "../../text/text-environment.js";

const signal = new AbortController().signal;

/** Plays an episode with these answers; calls of tools are left out. Undefined when it does not end with the last. */
export async function outcomeOf<E extends Example>(
  environment: TextEnvironment<E>,
  example: E,
  answers: readonly (string | Message)[],
): Promise<Outcome | undefined> {
  const episode = await environment.begin(example);
  for (const answer of answers) {
    const message: Message = typeof answer === "string" ? { role: "assistant", content: answer } : answer;
    if (message.toolCalls !== undefined) continue;
    const turn = await episode.answer(message, signal);
    if (turn.done) return turn.outcome;
  }
  return undefined;
}

/** What an episode opens with, as one text. */
export async function promptOf<E extends Example>(
  environment: TextEnvironment<E>,
  example: E,
): Promise<string> {
  const { opening } = await environment.begin(example);
  return opening.map(({ content }) => content).join("\n");
}

/** The sum of an outcome's reward parts. */
export function total({ reward }: Outcome): number {
  return Object.values(reward).reduce((a, b) => a + b, 0);
}
