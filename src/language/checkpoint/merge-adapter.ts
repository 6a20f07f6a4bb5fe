import type { TransformerConfig } from "../config.js";
import { linearLayers } from "../parameter-shapes.js";
import { type AdapterConfig, adapterScale, adapterTensorName, lastPart } from "./adapter.js";
import type { ReadWeights } from "./checkpoint-contents.js";

/**
 * The weights of a model with an adapter put into them, W + scale · B·A, so that it needs none any more.
 *
 * @param base the model's own weights
 * @param adapter with its matrices by the names of `adapterShapes`
 * @returns for `saveCheckpoint`; names are those of `parameterShapes`
 * @example
 * const weights = mergeAdapter(engine.config, (name) => engine.parameter(name), await engine.adapter("countdown"));
 */
export function mergeAdapter(
  config: TransformerConfig,
  base: ReadWeights,
  { adapter, weights }: { readonly adapter: AdapterConfig; readonly weights: ReadWeights },
): ReadWeights {
  const changed = new Map<string, { readonly layer: number; readonly linear: string }>();
  for (const layer of adapter.layers ?? Array.from({ length: config.layers }, (_, i) => i)) {
    for (const linear of linearLayers(config).keys()) {
      if (!adapter.targets.includes(lastPart(linear))) continue;
      changed.set(`model.layers.${layer}.${linear}.weight`, { layer, linear });
    }
  }
  const scale = adapterScale(adapter);
  return async (name) => {
    const own = await base(name);
    const place = changed.get(name);
    if (place === undefined) return own;
    const down = await weights(adapterTensorName(place.layer, place.linear, "A"));
    const up = await weights(adapterTensorName(place.layer, place.linear, "B"));
    return withUpdate(own, down, up, { rank: adapter.rank, scale });
  };
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
