import type { TextScenario } from "../scenarios/text-scenario.js";

/** So many characters can still be copied from a line of a terminal. */
const MOST = 300;

/** What is asked in the first of the examples that are held out; undefined where that is no single line of a user. */
export async function examplePrompt({
  recipe,
  environmentOptions,
}: Pick<TextScenario, "recipe" | "environmentOptions">): Promise<string | undefined> {
  try {
    const { environmentsOf } = await import("../scenarios/recipe-environments.js");
    const { measured } = await environmentsOf(recipe, environmentOptions);
    const { opening } = await measured.begin(measured.example("test", 0));
    const [{ role, content }] = opening;
    const isLine = opening.length === 1 && role === "user" && !content.includes("\n");
    return isLine && content.length > 0 && content.length <= MOST ? content : undefined;
  } catch {
    // An environment that fails now shall not spoil what it would have been an example for.
    return undefined;
  }
}
