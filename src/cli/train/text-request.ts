import { resolve } from "node:path";
import { practiceSetting } from "../../algorithms/language/planned-steps.js";
import { languageSettings, resolveLanguage } from "../../algorithms/language/settings.js";
import type { Settings } from "../../algorithms/settings.js";
import { type RunConfig, settingsOfRun } from "../../run/index.js";
import { isMovedFile } from "../../training/moved-file.js";
import type { TrainOptions } from "../../training/train.js";
import { type AskedScenario, newestRunOf, openExistingRun, scenarioWords } from "../runs.js";
import type { AskedForText } from "../scenario/asked.js";
import { givenTaskOptions, taskFlag } from "../scenario/task-options.js";
import { flagOf, givenSettings } from "../settings-options.js";
import { UsageError } from "../usage-error.js";
import { given, refuseChange, type TrainFlags } from "./flags.js";

/** Settings that only make sense for a model from nothing, and for one from a checkpoint. */
const FOR_FRESH = ["preset", "contextLength", "vocabulary"];
const FOR_CHECKPOINTS = ["lora", "loraAlpha", "loraTargets"];

/** Where a setting can be given, for the list of all; undefined where always. */
export function conditionOf(setting: string): string | undefined {
  if (FOR_FRESH.includes(setting)) return "of a model from nothing";
  return FOR_CHECKPOINTS.includes(setting) ? "with a checkpoint only" : undefined;
}

/** The settings that can be given for a model from nothing, or for one from a checkpoint. */
export function settingsFor({ checkpoint }: Pick<AskedForText, "checkpoint">): Settings {
  const none = checkpoint === undefined ? FOR_CHECKPOINTS : FOR_FRESH;
  return Object.fromEntries(Object.entries(languageSettings).filter(([name]) => !none.includes(name)));
}

/** What the library is asked for by a command line that names what a language model practises. */
export async function textRequest(asked: AskedForText, flags: TrainFlags): Promise<TrainOptions> {
  const { device, minutes, steps, out, seed, workers, overwrite } = flags;
  if (device !== undefined && device !== "cpu")
    throw new UsageError(`--device: language models are trained on cpu, found ${device}`);
  if (flags.environment !== undefined && flags.environment !== asked.name)
    throw new UsageError(
      `--environment: expected ${asked.name} as named already, found ${flags.environment}`,
    );
  if (flags.resume) return resumeRequest(asked, flags);
  const settings = givenSettings(settingsFor(asked), flags);
  const { checkpoint, environmentOptions, file, recipe } = asked;
  const options = { ...environmentOptions, ...givenTaskOptions(recipe, flags) };
  return given({
    environment: file ?? recipe.name,
    environmentOptions: Object.keys(options).length > 0 ? options : undefined,
    algorithm: Object.keys(settings).length > 0 ? { kind: "language", settings } : undefined,
    policy: checkpoint === undefined ? undefined : { checkpoint },
    minutes,
    steps,
    out,
    seed,
    workers,
    overwrite,
  });
}

/** Goes on with everything as the run was begun; what is given again must be the same, but for a longer practice. */
async function resumeRequest(asked: AskedForText, flags: TrainFlags): Promise<TrainOptions> {
  const wanted = describeAsked(asked, flags);
  const out = flags.out ?? (await newestRunOf(wanted));
  if (out === undefined)
    throw new UsageError(
      `--resume: there is no run of ${wanted.words} under runs/; give its directory with --out`,
    );
  const run = await openExistingRun(out);
  const { config, path } = run;
  refuseOther(wanted, asked, config, path);
  const { fallback, minutes, steps, workers } = flags;
  refuseChange("--seed", config.seed, flags.seed ?? config.seed);
  const length = practiceSetting(config.settings);
  const settings: Record<string, unknown> = {};
  // A setting that there was not when the run was begun is by default, and names are in the order of those given now.
  const begun: Readonly<Record<string, unknown>> = settingsOfRun(run, resolveLanguage);
  for (const [name, value] of Object.entries(givenSettings(settingsFor(asked), flags))) {
    if (name === length && Number(value) > Number(config.settings[name])) settings[name] = value;
    else if (name === "rlSteps" && length === "rounds" && value !== begun[name])
      throw new UsageError(
        `--rl-steps: this run practises by expert iteration, whose length is --rounds, found ${value}`,
      );
    else refuseChange(flagOf(name), begun[name], value);
  }
  const algorithm = length in settings ? ({ kind: "language", settings } as const) : undefined;
  const moved = isMovedFile(config.task, wanted);
  const from = moved ? { environment: asked.file, environmentOptions: config.task?.options } : {};
  return given({ ...from, out, resume: true, fallback, minutes, steps, workers, algorithm });
}

/** @throws UsageError for a run of something else, also of the same with other options or another checkpoint */
function refuseOther(wanted: AskedScenario, asked: AskedForText, config: RunConfig, run: string): void {
  const found = config.task ?? config.game;
  const same =
    found?.name === wanted.name && (found?.file === wanted.file || isMovedFile(config.task, wanted));
  if (!same)
    throw new UsageError(`${run}: expected a run of ${wanted.words}, found one of ${scenarioWords(found)}`);
  for (const [name, value] of Object.entries(wanted.options ?? {}))
    refuseChange(taskFlag(name), found.options?.[name], value);
  const { checkpoint } = config.model ?? {};
  const now = asked.checkpoint === undefined ? undefined : resolve(asked.checkpoint);
  if (checkpoint === now) return;
  const model = (path: unknown) => (path === undefined ? "a model from nothing" : `the checkpoint ${path}`);
  throw new UsageError(`${run}: this run was begun with ${model(checkpoint)}, found ${model(now)}`);
}

function describeAsked({ recipe, file, checkpoint }: AskedForText, flags: TrainFlags): AskedScenario {
  const options = givenTaskOptions(recipe, flags);
  const scenario = { name: recipe.name, options, ...(file !== undefined && { file }) };
  const from = checkpoint === undefined ? {} : { checkpoint: resolve(checkpoint) };
  return { ...scenario, ...from, words: scenarioWords(scenario) };
}
