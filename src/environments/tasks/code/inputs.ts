import type { Random } from "../../../random/index.js";
import type { JsonValue } from "./run-program.js";
import type { Kind } from "./stages/stage.js";

/** What is often overlooked. */
const EDGES: Readonly<Record<Exclude<Kind, "boolean">, readonly JsonValue[]>> = {
  number: [0, 1, -1],
  list: [[], [0]],
  string: ["", "a"],
};

const WORDS =
  "one two three stone river apple onion tea sea rain nest train table paper cat rose error noise toast ion".split(
    " ",
  );

/**
 * An input for a function; the first few are the values that are often overlooked.
 *
 * @param index how many were drawn before
 */
export function randomInput(random: Random, kind: Kind, index: number): JsonValue {
  if (kind === "boolean") return random.chance(0.5);
  if (index < EDGES[kind].length) return EDGES[kind][index];
  if (kind === "number") return random.integer(random.chance(0.3) ? 60 : 25) - (random.chance(0.3) ? 12 : 0);
  if (kind === "string")
    return Array.from({ length: 1 + random.integer(3) }, () => WORDS[random.integer(WORDS.length)]).join(" ");
  const lowest = random.chance(0.3) ? -9 : 0;
  return Array.from({ length: 1 + random.integer(7) }, () => lowest + random.integer(10 - lowest));
}
