import type { Memories, Memory } from "../../../graph/index.js";
import type { TrainedParameters } from "./trained-parameters.js";

/** The sums of gradients, as a program reads and writes them. */
export interface GradientSums {
  readonly feeds: Memories;
  readonly results: Memories;
}

/** @param names full names of parameters by those that the program gives them */
export function gradientSums(
  home: TrainedParameters,
  names: Iterable<readonly [name: string, full: string]>,
): GradientSums {
  const feeds: Record<string, Memory> = {};
  const results: Record<string, Memory> = {};
  for (const [name, full] of names) {
    const sum = home.sum(full);
    feeds[`${name}/sum`] = sum;
    results[`${name}/next`] = sum;
  }
  return { feeds, results };
}
