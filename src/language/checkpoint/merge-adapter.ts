import type { TransformerConfig } from "../config.js";
import { linearLayers, OUTPUT_LAYER } from "../parameter-shapes.js";
import {
  type AdapterConfig,
  adapterScale,
  adapterTensorName,
  lastPart,
  outputTensorName,
} from "./adapter.js";
import type { ReadWeights } from "./checkpoint-contents.js";

/** A model that an adapter was put into. */
export interface MergedModel {
  /** That of the model; where an adapter was on a tied output it is tied no more. */
  readonly config: TransformerConfig;
  /** For `saveCheckpoint`; names are those of `parameterShapes`. */
  readonly weights: ReadWeights;
}

/** The matrices of an update of a weight. */
interface Update {
  readonly down: string;
  readonly up: string;
}

/**
 * A model with an adapter put into its weights, W + scale · B·A, so that it needs none any more. The embedding stays what it
 * was: an output that was the embedding gets a matrix of its own where the adapter is on it.
 *
 * @param base the model's own weights
 * @param adapter with its matrices by the names of `adapterShapes`
 * @example
 * const merged = mergeAdapter(engine.config, (name) => engine.parameter(name), await engine.adapter("countdown"));
 */
export function mergeAdapter(
  config: TransformerConfig,
  base: ReadWeights,
  { adapter, weights }: { readonly adapter: AdapterConfig; readonly weights: ReadWeights },
): MergedModel {
  const updates = updatesOf(config, adapter);
  const untied = config.tiedEmbeddings && updates.has(OUTPUT);
  const form = { rank: adapter.rank, scale: adapterScale(adapter) };
  return {
    config: untied ? { ...config, tiedEmbeddings: false } : config,
    weights: async (name) => {
      const own = await base(untied && name === OUTPUT ? "model.embed_tokens.weight" : name);
      const update = updates.get(name);
      if (update === undefined) return own;
      return withUpdate(own, await weights(update.down), await weights(update.up), form);
    },
  };
}

const OUTPUT = `${OUTPUT_LAYER}.weight`;

/** By the names of the weights that an adapter changes. */
function updatesOf(config: TransformerConfig, { targets, layers }: AdapterConfig): Map<string, Update> {
  const updates = new Map<string, Update>();
  for (const layer of layers ?? Array.from({ length: config.layers }, (_, i) => i)) {
    for (const linear of linearLayers(config).keys()) {
      if (!targets.includes(lastPart(linear))) continue;
      const [down, up] = (["A", "B"] as const).map((matrix) => adapterTensorName(layer, linear, matrix));
      updates.set(`model.layers.${layer}.${linear}.weight`, { down, up });
    }
  }
  if (targets.includes(OUTPUT_LAYER))
    updates.set(OUTPUT, { down: outputTensorName("A"), up: outputTensorName("B") });
  return updates;
}

/** `own + scale · up·down`, with `own [out, in]`, `down [rank, in]`, `up [out, rank]`. */
function withUpdate(
  own: Float32Array,
  down: Float32Array,
  up: Float32Array,
  { rank, scale }: { readonly rank: number; readonly scale: number },
): Float32Array {
  const width = down.length / rank;
  const merged = Float32Array.from(own);
  for (let row = 0; row < up.length / rank; row++) {
    for (let r = 0; r < rank; r++) {
      const factor = scale * up[row * rank + r];
      for (let i = 0; i < width; i++) merged[row * width + i] += factor * down[r * width + i];
    }
  }
  return merged;
}
