import { cast, type Input, input, type Tensor } from "../../graph/index.js";
import type { TransformerConfig } from "../config.js";
import { linearLayers, parameterShapes } from "../parameter-shapes.js";
import type { LayerParameters } from "./layer.js";

/** A low-rank adapter's part of a layer. */
export interface LayerAdapter {
  /** Names of linear layers, as in `self_attn.q_proj`. */
  readonly targets: readonly string[];
  readonly rank: number;
  /** What the product of its matrices is multiplied by. */
  readonly scale: number;
}

/** How the parameters of a layer are held. */
export interface LayerForm {
  /** Names of those held in 16 bits. */
  readonly halves: readonly string[];
  readonly adapter: LayerAdapter | undefined;
}

const FIRST = "model.layers.0.";

/** Names, less `model.layers.N.`, and shapes of the parameters of one layer, those of an adapter among them. */
export function layerShapes(
  config: TransformerConfig,
  adapter?: LayerAdapter,
): ReadonlyMap<string, readonly number[]> {
  const own = [...parameterShapes(config)].filter(([name]) => name.startsWith(FIRST));
  const shapes = new Map(own.map(([name, shape]) => [name.slice(FIRST.length), shape]));
  for (const target of adapter?.targets ?? []) {
    const { out, input } = linearLayers(config).get(target)!;
    shapes.set(`${target}.lora_A.weight`, [adapter!.rank, input]);
    shapes.set(`${target}.lora_B.weight`, [out, adapter!.rank]);
  }
  return shapes;
}

/** The parameters of a layer as inputs of a program, which are named by `prefix` and their name. */
export class LayerInputs implements LayerParameters {
  readonly loraScale: number;
  readonly inputs: ReadonlyMap<string, Input>;
  private readonly single = new Map<string, Tensor>();

  constructor(config: TransformerConfig, { halves, adapter }: LayerForm, prefix = "") {
    this.loraScale = adapter?.scale ?? 0;
    const inputs = new Map<string, Input>();
    for (const [name, shape] of layerShapes(config, adapter)) {
      const given = input(prefix + name, halves.includes(name) ? "float16" : "float32", shape);
      inputs.set(name, given);
      this.single.set(name, cast(given, "float32"));
    }
    this.inputs = inputs;
  }

  get(name: string): Tensor | undefined {
    return this.single.get(name);
  }
}
