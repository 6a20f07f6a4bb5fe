import type { TextEnvironment } from "../../environments/text/text-environment.js";

/**
 * What is asked and demonstrated in environments: the texts of the first examples to learn from.
 *
 * @param examples of each environment
 */
export async function* environmentTexts(
  environments: Iterable<TextEnvironment>,
  examples: number,
): AsyncGenerator<string> {
  for (const environment of environments) {
    const count = Math.min(environment.size("train"), examples);
    for (let i = 0; i < count; i++) {
      const example = environment.example("train", i);
      const { opening } = await environment.begin(example);
      const shown = environment.demonstrate?.(example) ?? [];
      for (const { content } of [...opening, ...shown]) yield content;
    }
  }
}
