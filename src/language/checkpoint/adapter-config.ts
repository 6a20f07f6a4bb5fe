import type { TransformerConfig } from "../config.js";
import type { JsonFields, JsonObject } from "../json-fields.js";
import { linearLayers, OUTPUT_LAYER } from "../parameter-shapes.js";
import { type AdapterConfig, lastPart } from "./adapter.js";

/** Fields of `adapter_config.json` that stand for things that are not computed here unless they are empty or false. */
const MUST_BE_UNSET = [
  "use_dora",
  "fan_in_fan_out",
  "lora_bias",
  "modules_to_save",
  "rank_pattern",
  "alpha_pattern",
  "layer_replication",
  "layers_pattern",
  "trainable_token_indices",
  "target_parameters",
  "alora_invocation_tokens",
  "arrow_config",
  "kasa_config",
  "monteclora_config",
  "use_bdlora",
  "use_qalora",
  "ensure_weight_tying",
] as const;

/**
 * Reads `adapter_config.json` of PEFT.
 *
 * @param model that the adapter is for
 * @throws CheckpointError `CHECKPOINT_UNSUPPORTED` for another kind of adapter or a feature that is not computed here,
 * `CHECKPOINT_DAMAGED`
 */
export function readAdapterConfig(fields: JsonFields, model: TransformerConfig): AdapterConfig {
  fields.choice("peft_type", ["LORA"]);
  if (fields.string("bias", "none") !== "none") throw fields.unsupported("bias", "none");
  for (const name of MUST_BE_UNSET) {
    if (!isEmpty(fields.values[name])) throw fields.unsupported(name, "none");
  }
  const { targets, layers } = readTargets(fields, model);
  return {
    rank: fields.size("r"),
    alpha: fields.number("lora_alpha"),
    targets,
    // Of an adapter that is on the output alone all and none are the same.
    ...(layers.length > 0 && layers.length < model.layers && { layers }),
    rankStabilized: fields.boolean("use_rslora", false),
    ...(fields.has("base_model_name_or_path") && { baseModel: fields.string("base_model_name_or_path") }),
  };
}

/** The contents of `adapter_config.json`, which PEFT reads. */
export function writeAdapterConfig(adapter: AdapterConfig, model: TransformerConfig): JsonObject {
  const { targets, layers } = adapter;
  // PEFT leaves the output out where layers are numbered; then each linear layer is named by its whole path.
  const byPath = layers !== undefined && targets.includes(OUTPUT_LAYER);
  return {
    peft_type: "LORA",
    task_type: "CAUSAL_LM",
    base_model_name_or_path: adapter.baseModel ?? null,
    inference_mode: true,
    r: adapter.rank,
    lora_alpha: adapter.alpha,
    target_modules: byPath ? [...pathsOf(model, targets, layers), OUTPUT_LAYER] : targets,
    layers_to_transform: byPath ? null : (layers ?? null),
    use_rslora: adapter.rankStabilized ?? false,
    lora_dropout: 0,
    bias: "none",
    fan_in_fan_out: false,
    init_lora_weights: true,
    modules_to_save: null,
    use_dora: false,
  };
}

function pathsOf(model: TransformerConfig, targets: readonly string[], layers: readonly number[]): string[] {
  const linear = [...linearLayers(model).keys()].filter((name) => targets.includes(lastPart(name)));
  return layers.flatMap((layer) => linear.map((name) => `model.layers.${layer}.${name}`));
}

/**
 * Which linear layers of which layers are meant: every target must be in the same layers. The output may be one more, where
 * no layers are numbered.
 */
function readTargets(fields: JsonFields, model: TransformerConfig) {
  const isTarget = matcher(fields, "target_modules");
  const isExcluded = fields.has("exclude_modules") ? matcher(fields, "exclude_modules") : () => false;
  const chosen = chosenLayers(fields);
  const named = (path: string) =>
    fields.values.target_modules !== "all-linear" && isTarget(path) && !isExcluded(path);
  if (named(EMBEDDING)) throw fields.unsupported("target_modules", `linear layers other than ${EMBEDDING}`);
  const output = chosen === undefined && named(OUTPUT_LAYER) ? [OUTPUT_LAYER] : [];
  const targets = new Set<string>();
  const layers = new Set<number>();
  let count = 0;
  for (let layer = 0; layer < model.layers; layer++) {
    for (const name of linearLayers(model).keys()) {
      const path = `model.layers.${layer}.${name}`;
      if (!isTarget(path) || isExcluded(path) || !(chosen?.includes(layer) ?? true)) continue;
      targets.add(lastPart(name));
      layers.add(layer);
      count++;
    }
  }
  if (count + output.length === 0)
    throw fields.damaged("target_modules", "names of linear layers that the model has");
  if (count !== targets.size * layers.size)
    throw fields.unsupported("target_modules", "the same linear layers in every layer that has any");
  return { targets: [...targets, ...output], layers: [...layers] };
}

const EMBEDDING = "model.embed_tokens";

/** PEFT's rule: a list names modules or the ends of their paths, a text is a regular expression for the whole path. */
function matcher(fields: JsonFields, name: string): (path: string) => boolean {
  const value = fields.values[name];
  if (typeof value !== "string") {
    const list = fields.strings(name);
    return (path) => list.some((end) => path === end || path.endsWith(`.${end}`));
  }
  if (value.toLowerCase() === "all-linear") return () => true;
  try {
    const pattern = new RegExp(`^(?:${value})$`);
    return (path) => pattern.test(path);
  } catch {
    throw fields.unsupported(name, "a list, or a regular expression that JavaScript reads");
  }
}

function chosenLayers(fields: JsonFields): readonly number[] | undefined {
  if (!fields.has("layers_to_transform")) return undefined;
  const value = fields.values.layers_to_transform;
  if (!Array.isArray(value)) return [fields.index("layers_to_transform")];
  return value.length > 0 ? fields.indices("layers_to_transform") : undefined;
}

function isEmpty(value: unknown): boolean {
  return !value || (typeof value === "object" && Object.keys(value).length === 0);
}
