import type { LanguageModelSpec } from "../algorithms/language/model.js";
import { OptionError } from "../errors.js";
import { LORA } from "../language/engine/local/known-names.js";
import { ADAPTER_TARGETS } from "../language/parameter-shapes.js";
import { PRESET_NAMES } from "../language/presets.js";
import { type Names, refuseUnknown } from "../unknown-option.js";

type Of<Part extends string> = Extract<LanguageModelSpec, Readonly<Record<Part, unknown>>>;

const OF_PRESET: Names<Of<"preset">> = {
  preset: true,
  contextLength: true,
  alphabet: true,
  merges: true,
  freeze: true,
};
const OF_CHECKPOINT: Names<Of<"checkpoint">> = { checkpoint: true, lora: true, freeze: true };

/**
 * Which model is trained on this machine, as `train` takes it: a fresh one of some size, or the checkpoint of a Llama-,
 * Mistral- or Qwen-family model on disk. It is opened when training starts.
 *
 * @throws OptionError for a part that is not what it must be
 * @example
 * await train({ environment: "countdown", policy: localModel({ preset: "compact", contextLength: 128 }) });
 * @example
 * const policy = localModel({ checkpoint: "Qwen2.5-0.5B", lora: { rank: 16 } });
 * await train({ environment: "countdown", algorithm: grpo({ groupSize: 8 }), policy });
 */
export function localModel(spec: LanguageModelSpec): LanguageModelSpec {
  if (typeof spec !== "object" || spec === null)
    throw new OptionError("model", "{ preset: … } or { checkpoint: … }", spec);
  refuseUnknown("localModel", { ...OF_PRESET, ...OF_CHECKPOINT }, spec);
  const given = Object.fromEntries(Object.entries(spec).filter(([, value]) => value !== undefined));
  const { preset, contextLength, alphabet, merges, checkpoint, lora, freeze } = given;
  if ((preset === undefined) === (checkpoint === undefined))
    throw new OptionError("model", "preset or checkpoint", preset === undefined ? "neither" : "both");
  if (freeze !== undefined) checkFreeze(freeze, lora);
  if (checkpoint !== undefined) {
    refuseOthers(OF_CHECKPOINT, "nothing beside checkpoint, which has its own", given);
    if (typeof checkpoint !== "string" || checkpoint === "")
      throw new OptionError("checkpoint", "the path of a folder", checkpoint);
    if (lora !== undefined && (typeof lora !== "object" || lora === null))
      throw new OptionError("lora", "{ rank, alpha, targets }", lora);
    if (lora !== undefined) checkLora(lora as Readonly<Record<string, unknown>>);
    return given as LanguageModelSpec;
  }
  refuseOthers(OF_PRESET, "none for a model that is trained from nothing", given);
  if (!PRESET_NAMES.some((name) => name === preset))
    throw new OptionError("preset", `one of ${PRESET_NAMES.join(", ")}`, preset);
  if (contextLength !== undefined && !isWhole(contextLength, 8))
    throw new OptionError("contextLength", "a whole number from 8", contextLength);
  if (alphabet !== undefined && (typeof alphabet !== "string" || alphabet === ""))
    throw new OptionError("alphabet", "the characters that the model reads and writes", alphabet);
  if (merges !== undefined && (typeof merges !== "string" || alphabet !== undefined))
    throw new OptionError("merges", "pairs of tokens, and no alphabet beside them", merges);
  return given as LanguageModelSpec;
}

/** @throws OptionError for a part of the other kind of model */
function refuseOthers(
  own: Readonly<Record<string, true>>,
  expected: string,
  given: Readonly<Record<string, unknown>>,
): void {
  const other = Object.keys(given).find((name) => !Object.hasOwn(own, name));
  if (other !== undefined) throw new OptionError(other, expected, given[other]);
}

function checkLora(lora: Readonly<Record<string, unknown>>): void {
  refuseUnknown("lora", LORA, lora);
  const { rank, alpha, targets } = lora;
  if (!isWhole(rank, 1)) throw new OptionError("lora.rank", "a whole number from 1", rank);
  if (alpha !== undefined && !(typeof alpha === "number" && alpha > 0 && Number.isFinite(alpha)))
    throw new OptionError("lora.alpha", "a number above 0", alpha);
  if (targets === undefined) return;
  const known = (name: unknown) => ADAPTER_TARGETS.some((target) => target === name);
  if (!Array.isArray(targets) || targets.length === 0 || !targets.every(known))
    throw new OptionError("lora.targets", `a list of some of ${ADAPTER_TARGETS.join(", ")}`, shown(targets));
}

function checkFreeze(freeze: unknown, lora: unknown): void {
  const named = (part: unknown) => typeof part === "string" && part !== "";
  if (!Array.isArray(freeze) || freeze.length === 0 || !freeze.every(named))
    throw new OptionError("freeze", "a list of parts of the names of parameters", shown(freeze));
  if (lora !== undefined)
    throw new OptionError("freeze", "nothing beside lora, below which all weights are frozen", freeze.join());
}

const shown = (value: unknown) => (Array.isArray(value) ? JSON.stringify(value) : value);

function isWhole(value: unknown, least: number): boolean {
  return Number.isInteger(value) && (value as number) >= least;
}
