import type { Split, TextEnvironment } from "./text-environment.js";

/** Examples looked at for each that is wanted, in search of different ones. */
const TRIES = 10;

/** Numbers of examples of a split that differ, as many as are wanted where so many are found. */
export function distinctExamples(environment: TextEnvironment, split: Split, wanted: number): number[] {
  const seen = new Set<string>();
  const indices: number[] = [];
  const last = Math.min(environment.size(split), TRIES * wanted);
  for (let index = 0; index < last && indices.length < wanted; index++) {
    const { id } = environment.example(split, index);
    if (seen.has(id)) continue;
    seen.add(id);
    indices.push(index);
  }
  return indices;
}
