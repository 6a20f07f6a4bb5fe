import type { ChatInput } from "./chat-template.js";
import { anyOf } from "./text-sections.js";

/** A conversation in which no special token is spelt out. */
export interface ShieldedChat {
  readonly input: ChatInput;
  /** Puts back what stood there; undefined when nothing had to be taken out. */
  readonly restore: ((text: string) => string) | undefined;
}

/**
 * Takes every text that is spelt like a special token out of a conversation, so that in the rendered conversation all
 * special tokens are the template's own. A place-holder stands in for each: its number between two marks. The mark is
 * a noncharacter of Unicode, repeated until it occurs nowhere in the conversation.
 *
 * @param specialTokens as they are spelt
 */
export function shieldChat(input: ChatInput, specialTokens: readonly string[]): ShieldedChat {
  if (specialTokens.length === 0) return { input, restore: undefined };
  const special = anyOf(specialTokens);
  let longestRun = 0;
  let found = false;
  mapStrings(input, (text) => {
    found ||= text.search(special) >= 0;
    for (const [run] of text.matchAll(/\uFDD0+/g)) longestRun = Math.max(longestRun, run.length);
    return text;
  });
  if (!found) return { input, restore: undefined };
  const mark = "\uFDD0".repeat(longestRun + 1);
  const hide = (text: string) => text.replace(special, (token) => mark + specialTokens.indexOf(token) + mark);
  const placeHolder = new RegExp(`${mark}(\\d+)${mark}`, "g");
  return {
    input: mapStrings(input, hide) as ChatInput,
    restore: (text) => text.replace(placeHolder, (_, index: string) => specialTokens[Number(index)]),
  };
}

/** The same plain data with every string, names of fields included, replaced. */
function mapStrings(value: unknown, replace: (text: string) => string): unknown {
  if (typeof value === "string") return replace(value);
  if (Array.isArray(value)) return value.map((item) => mapStrings(item, replace));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [replace(name), mapStrings(item, replace)]),
  );
}
