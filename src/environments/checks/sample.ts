import type { Example, Split, TextEnvironment } from "../text/text-environment.js";

/** An example and where it stands. */
export interface Sampled {
  readonly split: Split;
  readonly index: number;
  readonly example: Example;
  /** In words, for messages: `train example 3`. */
  readonly place: string;
}

export interface EnvironmentSampleOptions {
  /** Examples of each split that are looked at. Default 30. */
  readonly examples?: number;
}

export const SPLITS: readonly Split[] = ["train", "test"];

/** The first examples of both splits. */
export function sampleOf(
  environment: TextEnvironment,
  { examples = 30 }: EnvironmentSampleOptions,
): readonly Sampled[] {
  return SPLITS.flatMap((split) => {
    const count = Math.min(examples, environment.size(split));
    return Array.from({ length: count }, (_, index) => {
      const place = `${split} example ${index}`;
      return { split, index, place, example: environment.example(split, index) };
    });
  });
}
