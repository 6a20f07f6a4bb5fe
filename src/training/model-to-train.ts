import { resolve } from "node:path";
import { tokensFor } from "../algorithms/language/fresh-model.js";
import { frozenParts } from "../algorithms/language/frozen-parameters.js";
import { loraOptions } from "../algorithms/language/lora-options.js";
import type { LanguageModelSpec } from "../algorithms/language/model.js";
import type { LanguageValues } from "../algorithms/language/settings.js";
import { ALL } from "../algorithms/settings.js";
import type { TextEnvironment } from "../environments/text/text-environment.js";
import { OptionError } from "../errors.js";

/**
 * The model that is trained: as given, or a fresh one that can write what the environments are written in.
 *
 * @throws OptionError for settings that do not go with it
 */
export async function modelToTrain(
  policy: LanguageModelSpec | undefined,
  settings: LanguageValues,
  environments: readonly TextEnvironment[],
): Promise<LanguageModelSpec> {
  const { preset, contextLength, vocabulary } = settings;
  const lora = loraOptions(settings);
  const chosen = frozenParts(settings.freeze);
  once("freeze", chosen, policy?.freeze);
  const frozen = policy?.freeze ?? chosen;
  const freeze = frozen && { freeze: frozen };
  if (policy !== undefined && "checkpoint" in policy) {
    once("lora", lora, policy.lora);
    const adapter = policy.lora ?? lora;
    if (adapter !== undefined && frozen !== undefined)
      throw new OptionError(
        "freeze",
        "none with an adapter, which lora makes: all weights below it are frozen already",
        frozen.join(),
      );
    return { ...fromAnywhere(policy), ...(adapter && { lora: adapter }), ...freeze };
  }
  if (lora !== undefined)
    throw new OptionError("lora", "0 for a model that is trained from nothing", lora.rank);
  const given = policy?.alphabet !== undefined || policy?.merges !== undefined;
  const tokens = given ? {} : await tokensFor(environments, vocabulary);
  return { preset, contextLength, ...tokens, ...policy, ...freeze };
}

/** @throws OptionError for what both an algorithm's settings and a policy say, in different words */
function once(name: string, setting: object | undefined, ofPolicy: object | undefined): void {
  if (setting === undefined || ofPolicy === undefined) return;
  const [first, second] = [setting, ofPolicy].map(words);
  if (first !== second)
    throw new OptionError(name, `one choice; the algorithm has ${first}`, `${second} in the policy`);
}

const words = (choice: object) =>
  Array.isArray(choice)
    ? inOrder(choice)
    : Object.entries(choice)
        .map(([name, value]) => `${name} ${inOrder(value)}`)
        .sort()
        .join(", ");

/** Names in another order are the same choice. */
const inOrder = (value: unknown) =>
  Array.isArray(value) ? [...new Set(value)].sort().join() : String(value);

/** Settings as they are kept: what a policy says of its adapter and of frozen parts stands there too. */
export function settingsWith(model: LanguageModelSpec, settings: LanguageValues): LanguageValues {
  const lora = "checkpoint" in model ? model.lora : undefined;
  return {
    ...settings,
    ...(model.freeze && { freeze: [...model.freeze].sort().join() }),
    ...(lora && { lora: lora.rank, loraAlpha: lora.alpha ?? 0, loraTargets: lora.targets?.join() ?? ALL }),
  };
}

/** The model of a run with what a policy now says of it, names as the run has them written where they are the same. */
export function modelAsBegun(
  begun: Readonly<Record<string, unknown>>,
  policy: LanguageModelSpec,
): Readonly<Record<string, unknown>> {
  return { ...begun, ...(written(begun, fromAnywhere(policy)) as object) };
}

function written(before: unknown, now: unknown): unknown {
  if (!isObject(before) || !isObject(now)) return now;
  if (Array.isArray(now)) return inOrder(before) === inOrder(now) ? before : now;
  return Object.fromEntries(Object.entries(now).map(([name, value]) => [name, written(before[name], value)]));
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

/** A run finds its checkpoint from wherever it is resumed. */
function fromAnywhere(policy: LanguageModelSpec): LanguageModelSpec {
  return "checkpoint" in policy ? { ...policy, checkpoint: resolve(policy.checkpoint) } : policy;
}
