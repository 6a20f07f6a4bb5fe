import { BoundaryError } from "../../errors.js";
import type { Message } from "./message.js";
import type { Outcome, Turn } from "./text-environment.js";

const ROLES = ["system", "user", "assistant", "tool"];

/** @throws BoundaryError of the environment `BAD_MESSAGES` for messages that are none */
export function checkMessages(what: string, messages: unknown): readonly Message[] {
  const bad = (expected: string, found: unknown) =>
    new BoundaryError("environment", "BAD_MESSAGES", `${what}: expected ${expected}, found ${show(found)}`);
  if (!Array.isArray(messages)) throw bad("a list of messages", messages);
  for (const message of messages as Partial<Message>[]) {
    if (!ROLES.includes(message?.role ?? "")) throw bad(`a role (${ROLES.join(", ")})`, message?.role);
    if (typeof message.content !== "string") throw bad("text as `content`", message.content);
  }
  return messages as readonly Message[];
}

/** @throws BoundaryError of the environment: `BAD_TURN`, `BAD_MESSAGES`, or `BAD_REWARD` for one that is not finite */
export function checkTurn(turn: Turn, players: number): Turn {
  const bad = (code: string, expected: string, found: unknown) =>
    new BoundaryError(
      "environment",
      code,
      `what followed an answer: expected ${expected}, found ${show(found)}`,
    );
  const { done } = (turn ?? {}) as { readonly done?: unknown };
  if (typeof done !== "boolean") throw bad("BAD_TURN", "`done`, true or false", done);
  if (turn.done) {
    checkOutcome(turn.outcome, players, bad);
    return turn;
  }
  checkMessages("what followed an answer", turn.messages);
  const { player = 0 } = turn;
  if (!Number.isInteger(player) || player < 0 || player >= players)
    throw bad("BAD_TURN", `a \`player\` from 0 to ${players - 1}`, player);
  return turn;
}

function checkOutcome(
  outcome: Outcome,
  players: number,
  bad: (code: string, expected: string, found: unknown) => BoundaryError,
): void {
  if (typeof outcome?.solved !== "boolean") throw bad("BAD_TURN", "`solved`, true or false", outcome?.solved);
  if (outcome.rewards !== undefined && outcome.rewards.length !== players)
    throw bad("BAD_REWARD", `${players} \`rewards\`, one for each player`, outcome.rewards.length);
  for (const reward of outcome.rewards ?? [outcome.reward]) {
    if (typeof reward !== "object" || reward === null)
      throw bad("BAD_REWARD", "parts of the reward by name", reward);
    for (const [part, value] of Object.entries(reward))
      if (!Number.isFinite(value)) throw bad("BAD_REWARD", `a finite number as reward \`${part}\``, value);
  }
  for (const [name, value] of Object.entries(outcome.metrics ?? {}))
    if (!Number.isFinite(value)) throw bad("BAD_REWARD", `a finite number as metric \`${name}\``, value);
}

function show(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "number") return String(value);
  return (JSON.stringify(value) ?? String(value)).slice(0, 80);
}
