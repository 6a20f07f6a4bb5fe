import { EnvironmentError } from "../../errors.js";
import { nearest } from "../../suggest.js";
import type { Message } from "../text/message.js";
import type { Row } from "./row.js";

/** A value of a row, and how to complain about it. */
export interface Field {
  readonly value: unknown;
  readonly wrong: (expected: string) => EnvironmentError;
}

/** The value in a column, whether it is there or not. */
export function fieldOf(row: Row, column: string, place: string): Field {
  const value = row[column];
  const wrong = (expected: string) => {
    const columns = Object.keys(row);
    const hint = nearest(column, columns);
    const has = `the row has ${columns.join(", ") || "no columns"}${hint ? `; did you mean ${hint}?` : ""}`;
    const found = value === undefined ? `nothing (${has})` : JSON.stringify(value).slice(0, 60);
    return new EnvironmentError(
      "DATASET_INVALID",
      `${place}: \`${column}\`: expected ${expected}, found ${found}`,
    );
  };
  return { value, wrong };
}

/** @throws EnvironmentError for what is neither text nor a number nor true or false */
export function textOf({ value, wrong }: Field): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw wrong("text or a number");
}

/** @throws EnvironmentError for what is no finite number */
export function numberOf({ value, wrong }: Field): number {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw wrong("a number");
}

/** A prompt: a text is the user's. @throws EnvironmentError for what is neither text nor a list of messages */
export function messagesOf({ value, wrong }: Field): Message[] {
  if (typeof value === "string" && value !== "") return [{ role: "user", content: value }];
  const fits = (message: Partial<Message> | null) =>
    typeof message?.content === "string" && ["system", "user", "assistant"].includes(message.role ?? "");
  if (Array.isArray(value) && value.length > 0 && value.every(fits)) {
    return (value as Message[]).map(({ role, content }) => ({ role, content }));
  }
  throw wrong("text, or a list of messages with `role` and `content`");
}
