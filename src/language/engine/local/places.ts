import { type AdapterConfig, adapterScale } from "../../checkpoint/adapter.js";
import type { TransformerConfig } from "../../config.js";
import { type LayerAdapter, layerShapes } from "../../model/layer-parameters.js";
import { linearLayers, parameterShapes } from "../../parameter-shapes.js";

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

/** Where the parameters of an adapter lie. */
export function adapterPlaces(config: TransformerConfig, adapter: AdapterConfig): Places {
  const form = layerAdapter(config, adapter);
  const added = [...layerShapes(config, form)].filter(([name]) => name.includes(".lora_"));
  const layers = adapter.layers ?? Array.from({ length: config.layers }, (_, layer) => layer);
  return placesOf(
    layers.flatMap((layer) => added.map(([name, shape]) => [inLayer(layer, name), shape] as const)),
  );
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
