import type { TextEnvironment } from "../../environments/text/text-environment.js";

/** Characters of an environment that are looked at; the example in which they are reached is the last. */
const MOST = 1e7;

/**
 * What is asked and demonstrated in environments: the texts of the first examples to learn from.
 *
 * @param examples of each environment, at most
 */
export async function* environmentTexts(
  environments: Iterable<TextEnvironment>,
  examples: number,
): AsyncGenerator<string> {
  for (const environment of environments) {
    const count = Math.min(environment.size("train"), examples);
    let characters = 0;
    for (let i = 0; i < count && characters < MOST; i++) {
      const example = environment.example("train", i);
      const { opening } = await environment.begin(example);
      const shown = environment.demonstrate?.(example) ?? [];
      for (const { content } of [...opening, ...shown]) {
        characters += content.length;
        yield content;
      }
    }
  }
}
