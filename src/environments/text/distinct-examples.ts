import type { Split, TextEnvironment } from "./text-environment.js";

/** Examples looked at for each that is wanted, in search of different ones. */
const TRIES = 10;

/** Examples looked at in one go, without a moment in which others, such as Ctrl-C, can act. */
const AT_ONCE = 200;

/**
 * Numbers of examples of a split that differ, as many as are wanted where so many are found.
 * @param signal stops it; its reason is thrown
 */
export async function distinctExamples(
  environment: TextEnvironment,
  split: Split,
  wanted: number,
  signal?: AbortSignal,
): Promise<number[]> {
  const seen = new Set<string>();
  const indices: number[] = [];
  const last = Math.min(environment.size(split), TRIES * wanted);
  for (let index = 0; index < last && indices.length < wanted; index++) {
    if (index % AT_ONCE === AT_ONCE - 1) await new Promise((resolve) => setTimeout(resolve));
    signal?.throwIfAborted();
    const { id } = environment.example(split, index);
    if (seen.has(id)) continue;
    seen.add(id);
    indices.push(index);
  }
  return indices;
}
