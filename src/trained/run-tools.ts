import type { ToolSet } from "../environments/text/tool.js";
import { openRun } from "../run/index.js";
import { environmentsOf } from "../scenarios/recipe-environments.js";
import { scenarioOfRun } from "../scenarios/text-scenario.js";
import { folderKind } from "./model-folder.js";

/**
 * The tools that a run's model was told of whenever it practised; none for a checkpoint.
 *
 * @throws EnvironmentError where the environment's file is not there any more
 * @example
 * const tools = await toolsOfRun("runs/calculator-1");
 * await sampleText(model, { prompt: [{ role: "user", content: "3 bags of 4?" }], tools });
 */
export async function toolsOfRun(path: string): Promise<ToolSet> {
  if ((await folderKind(path)) !== "run") return {};
  const { recipe, environmentOptions } = await scenarioOfRun(await openRun(path));
  const { measured } = await environmentsOf(recipe, environmentOptions);
  return measured.tools ?? {};
}
