import { BoundaryError } from "../../errors.js";
import type { Answer } from "./text-policy.js";

/** @throws BoundaryError of the policy `BAD_ANSWER` for an answer that is none */
export function checkAnswer(answer: Answer): Answer {
  const bad = (expected: string, found: unknown): BoundaryError =>
    new BoundaryError(
      "policy",
      "BAD_ANSWER",
      `the policy's answer: expected ${expected}, found ${show(found)}`,
    );
  if (typeof answer?.content !== "string") throw bad("text as `content`", answer?.content);
  for (const call of answer.toolCalls ?? []) {
    if (typeof call?.id !== "string" || typeof call.name !== "string")
      throw bad("`toolCalls` with an `id` and a `name` each", call);
  }
  for (const name of ["observedIds", "ids"] as const) {
    const wrong = Array.from(answer[name] ?? []).find((id) => !Number.isInteger(id) || id < 0);
    if (wrong !== undefined) throw bad(`whole numbers from 0 in \`${name}\``, wrong);
  }
  if (answer.logprobs !== undefined) {
    const count = answer.ids?.length ?? 0;
    if (answer.logprobs.length !== count)
      throw bad(`${count} \`logprobs\`, one for each of its \`ids\``, answer.logprobs.length);
    const wrong = Array.from(answer.logprobs).find((logprob) => !Number.isFinite(logprob));
    if (wrong !== undefined) throw bad("finite numbers in `logprobs`", wrong);
  }
  return answer;
}

function show(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "number") return String(value);
  return (JSON.stringify(value) ?? String(value)).slice(0, 80);
}
