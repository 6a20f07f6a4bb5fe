import { type AdapterConfig, adapterScale } from "../../checkpoint/adapter.js";
import type { TransformerConfig } from "../../config.js";
import type { HeadAdapter } from "../../model/head.js";
import { type LayerAdapter, layerShapes } from "../../model/layer-parameters.js";
import { linearLayers, OUTPUT_LAYER, parameterShapes } from "../../parameter-shapes.js";

/** Where a parameter lies in the arrays of parameters that are trained together. */
export interface Place {
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

/** Parameters that are trained together, by name, in the order in which they lie. */
export type Places = ReadonlyMap<string, Place>;

/** The full name of a layer's parameter. */
export const inLayer = (layer: number, name: string) => `model.layers.${layer}.${name}`;

/** What an adapter adds to the layers that it is on. */
export function layerAdapter(config: TransformerConfig, adapter: AdapterConfig): LayerAdapter {
  const targets = [...linearLayers(config).keys()].filter((name) =>
    adapter.targets.includes(name.split(".")[1]),
  );
  return { targets, rank: adapter.rank, scale: Math.fround(adapterScale(adapter)) };
}

/** Full names of an adapter's matrices on the output, by the names that programs give them. */
export const OUTPUT_ADAPTER = {
  lora_A: `${OUTPUT_LAYER}.lora_A.weight`,
  lora_B: `${OUTPUT_LAYER}.lora_B.weight`,
} as const;

/** What an adapter adds to the output; undefined where it is not on it. */
export function headAdapter(adapter: AdapterConfig): HeadAdapter | undefined {
  if (!adapter.targets.includes(OUTPUT_LAYER)) return undefined;
  return { rank: adapter.rank, scale: Math.fround(adapterScale(adapter)) };
}

/** Numbers of the layers that an adapter is on. */
export function adaptedLayers(config: TransformerConfig, adapter: AdapterConfig): readonly number[] {
  if (layerAdapter(config, adapter).targets.length === 0) return [];
  return adapter.layers ?? Array.from({ length: config.layers }, (_, layer) => layer);
}

/** Where the parameters of an adapter lie. */
export function adapterPlaces(config: TransformerConfig, adapter: AdapterConfig): Places {
  const form = layerAdapter(config, adapter);
  const added = [...layerShapes(config, form)].filter(([name]) => name.includes(".lora_"));
  const output = [
    [OUTPUT_ADAPTER.lora_A, [adapter.rank, config.hiddenSize]],
    [OUTPUT_ADAPTER.lora_B, [config.vocabulary, adapter.rank]],
  ] as const;
  return placesOf([
    ...adaptedLayers(config, adapter).flatMap((layer) =>
      added.map(([name, shape]) => [inLayer(layer, name), shape] as const),
    ),
    ...(headAdapter(adapter) === undefined ? [] : output),
  ]);
}

/** Where the trained ones of a model's own parameters lie. */
export function modelPlaces(config: TransformerConfig, trained: ReadonlySet<string>): Places {
  return placesOf([...parameterShapes(config)].filter(([name]) => trained.has(name)));
}

/** Lays parameters out one after the other, matrices first, which weight decay applies to. */
function placesOf(shapes: Iterable<readonly [name: string, shape: readonly number[]]>): Places {
  const all = [...shapes];
  const sorted = [
    ...all.filter(([, { length }]) => length > 1),
    ...all.filter(([, { length }]) => length < 2),
  ];
  const places = new Map<string, Place>();
  let end = 0;
  for (const [name, shape] of sorted) {
    const start = end;
    end += shape.reduce((a, b) => a * b, 1);
    places.set(name, { shape, start, end });
  }
  return places;
}

/** Numbers of all of them together. */
export function lengthOf(places: Places): number {
  let length = 0;
  for (const { end } of places.values()) length = end;
  return length;
}
