import type { Host, Memories } from "../../../graph/index.js";
import type { AdapterConfig } from "../../checkpoint/adapter.js";
import type { TransformerConfig } from "../../config.js";
import type { HeadAdapter } from "../../model/head.js";
import { type LayerAdapter, type LayerForm, layerShapes } from "../../model/layer-parameters.js";
import { type GradientSums, gradientSums } from "./gradient-sums.js";
import type { Parameters } from "./parameters.js";
import { adaptedLayers, adapterPlaces, headAdapter, inLayer, layerAdapter } from "./places.js";
import { TrainedParameters } from "./trained-parameters.js";

/** A low-rank adapter in this thread. */
export interface Adapter {
  readonly form: LayerAdapter;
  /** Numbers of the layers that it is on. */
  readonly layers: ReadonlySet<number>;
  /** Its part of the output; undefined where it is not on it. */
  readonly output: HeadAdapter | undefined;
  readonly trained: TrainedParameters;
}

/** An adapter whose matrices are all zero. */
export function emptyAdapter(host: Host, config: TransformerConfig, adapter: AdapterConfig): Adapter {
  return {
    form: layerAdapter(config, adapter),
    layers: new Set(adaptedLayers(config, adapter)),
    output: headAdapter(adapter),
    trained: new TrainedParameters(host, adapterPlaces(config, adapter)),
  };
}

/** The parameters of one layer, with those of an adapter: which programs they need, and where they lie. */
export class LayerBinding {
  readonly form: LayerForm;
  /** Names of the parameters that are trained. */
  readonly trained: readonly string[];
  /** Says which programs fit; layers alike share them. */
  readonly key: string;
  /** Parameters by name. */
  readonly feeds: Memories;
  private readonly home: TrainedParameters;
  private gathering: GradientSums | undefined;

  constructor(
    parameters: Parameters,
    private readonly layer: number,
    adapter: Adapter | undefined,
  ) {
    const form = adapter?.layers.has(layer) ? adapter.form : undefined;
    const names = [...layerShapes(parameters.config, form).keys()];
    this.home = adapter?.trained ?? parameters.trained;
    this.trained = names.filter((name) => this.home.has(inLayer(layer, name)));
    const find = (name: string) => {
      const full = inLayer(layer, name);
      return adapter?.trained.has(full) ? adapter.trained.memory(full) : parameters.memory(full);
    };
    this.feeds = Object.fromEntries(names.map((name) => [name, find(name)]));
    const halves = names.filter((name) => this.feeds[name].data instanceof Uint16Array);
    this.form = { halves, adapter: form };
    this.key = JSON.stringify([this.form, this.trained]);
  }

  /** The sums of gradients, as a backward pass reads and writes them. */
  get sums(): GradientSums {
    this.gathering ??= gradientSums(
      this.home,
      this.trained.map((name) => [name, inLayer(this.layer, name)] as const),
    );
    return this.gathering;
  }
}
