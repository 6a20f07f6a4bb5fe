import { expect, test } from "vitest";
import { checkContext } from "../algorithms/language/context-check.js";
import { freshModel, tokensFor } from "../algorithms/language/fresh-model.js";
import { checkPractice } from "../algorithms/language/practice-settings.js";
import { resolveLanguage } from "../algorithms/language/settings.js";
import { recipes } from "../recipes/registry.js";

const runProgram = async () => [];

test.each(recipes.map(({ name }) => name))("%s fits its model with its default settings", async (name) => {
  const recipe = recipes.find((other) => other.name === name)!;
  const settings = resolveLanguage({}, recipe.defaults);
  checkPractice(settings);
  const environments = await recipe.environments({}, { runProgram });
  const { preset, vocabulary, contextLength } = settings;
  const tokens = await tokensFor(Object.values(environments), vocabulary);
  const { tokenizer } = freshModel({ preset, contextLength, ...tokens });
  await expect(
    checkContext({ name: "contextLength", contextLength, tokenizer }, environments, settings, 1),
  ).resolves.toBeUndefined();
});
