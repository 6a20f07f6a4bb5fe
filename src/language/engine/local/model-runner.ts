import { evaluate, type Host, type Memories, type Memory } from "../../../graph/index.js";
import type { TransformerConfig } from "../../config.js";
import { type LayerPrograms, layerPrograms } from "../../model/layer-programs.js";
import type { Batch, Tokens } from "./batch.js";
import { embed, embedGradient } from "./embedding.js";
import { type Adapter, LayerBinding } from "./layer-binding.js";
import { EMBEDDING, type Parameters } from "./parameters.js";
import { type PositionMemory, PositionWriter } from "./positions.js";
import type { Bound, Runners } from "./runners.js";
import type { Scratch } from "./scratch.js";

/** Keys and values of a layer `[time, rows, kvHeads · size]`, as {@link ModelRunner.infer} shows them. */
export type CacheListener = (layer: number, keys: Float32Array, values: Float32Array) => void;

/** Runs the layers of a model over batches, forward and back. */
export class ModelRunner {
  readonly config: TransformerConfig;
  readonly positions: PositionWriter;
  private readonly programs = new Map<string, LayerPrograms>();
  private readonly bindings = new Map<Adapter | undefined, readonly LayerBinding[]>();

  constructor(
    readonly host: Host,
    readonly parameters: Parameters,
    readonly runners: Runners,
    readonly scratch: Scratch,
  ) {
    this.config = parameters.config;
    this.positions = new PositionWriter(this.config, scratch);
  }

  /** The layers' parameters, with an adapter's. */
  layers(adapter: Adapter | undefined): readonly LayerBinding[] {
    const known = this.bindings.get(adapter);
    if (known !== undefined) return known;
    const { layers } = this.config;
    const made = Array.from({ length: layers }, (_, i) => new LayerBinding(this.parameters, i, adapter));
    this.bindings.set(adapter, made);
    return made;
  }

  /** The last hidden states `[time, rows, hidden]`. */
  async infer(batch: Tokens, adapter: Adapter | undefined, listener?: CacheListener): Promise<Memory> {
    const shape = this.hiddenShape(batch);
    const positions = this.positions.write(batch);
    let x = this.embed(batch);
    for (const [i, layer] of this.layers(adapter).entries()) {
      const name = `x${1 + (i % 2)}`;
      const y = this.flat(name, shape);
      const [k, v] = this.cached(batch);
      const feeds = { ...layer.feeds, ...shared(positions, i), x };
      await (await this.open(layer, "infer")).run(feeds, { y, ...(listener && { k, v }) });
      listener?.(i, k.data as Float32Array, v.data as Float32Array);
      x = this.scratch.get(name, shape);
    }
    return x;
  }

  /** The last hidden states, and a backward pass from their gradient, which may be called once. */
  async forward(batch: Batch, adapter: Adapter | undefined): Promise<{ x: Memory; backward: Backward }> {
    const shape = this.hiddenShape(batch);
    const positions = this.positions.write(batch);
    const layers = this.layers(adapter);
    const kept: Memories[] = [];
    let x = this.embed(batch);
    for (const [i, layer] of layers.entries()) {
      const y = this.flat(`x${i + 1}`, shape);
      const bound = await this.open(layer, "forward");
      const saved = this.saved(bound, batch, i);
      await bound.run({ ...layer.feeds, ...shared(positions, i), x }, { y, ...saved });
      kept.push({ ...shared(positions, i), ...saved, x });
      x = this.scratch.get(`x${i + 1}`, shape);
    }
    const backward = async (byLast: Memory) => {
      let byY = byLast;
      for (let i = layers.length - 1; i >= this.lowest(adapter, layers); i--) {
        const layer = layers[i];
        const byX = this.flat(`byX${i % 2}`, shape);
        const bound = await this.open(layer, "backward");
        const feeds = { ...layer.feeds, ...kept[i], ...layer.sums.feeds, byY };
        await bound.run(feeds, { byX, ...layer.sums.results });
        byY = this.scratch.get(`byX${i % 2}`, shape);
      }
      if (adapter === undefined && this.parameters.trained.has(EMBEDDING)) {
        const sums = this.parameters.trained.sum(EMBEDDING).data as Float32Array;
        embedGradient(sums, batch.ids, byY.data as Float32Array, this.config.hiddenSize);
      }
    };
    return { x, backward };
  }

  /** Forgets what was bound to an adapter. */
  forget(adapter: Adapter): void {
    this.bindings.delete(adapter);
  }

  hiddenShape({ time, rows }: Tokens): number[] {
    return [time, rows, this.config.hiddenSize];
  }

  /** The memory of a name with time and rows as one axis. */
  private flat(name: string, [time, rows, width]: readonly number[]): Memory {
    return this.scratch.get(name, [time * rows, width]);
  }

  private cached({ time, rows }: Tokens): readonly [k: Memory, v: Memory] {
    const width = this.config.kvHeads * this.config.headDimension;
    return [this.scratch.get("k", [time, rows, width]), this.scratch.get("v", [time * rows, width])];
  }

  private embed(batch: Tokens): Memory {
    const x = this.scratch.get("x0", this.hiddenShape(batch));
    const table = this.parameters.memory(EMBEDDING).data as Float32Array | Uint16Array;
    embed(table, batch.ids, x.data as Float32Array, this.config.hiddenSize);
    return x;
  }

  /** The lowest layer that a backward pass must reach. */
  private lowest(adapter: Adapter | undefined, layers: readonly LayerBinding[]): number {
    if (adapter === undefined && this.parameters.trained.has(EMBEDDING)) return 0;
    const first = layers.findIndex(({ trained }) => trained.length > 0);
    return first < 0 ? layers.length : first;
  }

  /** Memory for what a layer's forward pass keeps. */
  private saved({ program }: Bound, { time, rows }: Batch, layer: number): Record<string, Memory> {
    const outputs = program.outputs.filter(({ name }) => name !== "y");
    return Object.fromEntries(
      outputs.map(({ name, shape }) => {
        const sizes = evaluate(shape, { time, rows });
        return [name, this.scratch.get(`layer${layer}/${name}`, sizes)];
      }),
    );
  }

  private open(layer: LayerBinding, part: "infer" | "forward" | "backward"): Promise<Bound> {
    const programs = () => {
      const made = this.programs.get(layer.key) ?? layerPrograms(this.config, layer.form, layer.trained);
      this.programs.set(layer.key, made);
      return made;
    };
    return this.runners.get(`${part} ${layer.key}`, () => programs()[part]);
  }
}

/** Adds the gradients of a batch to those gathered, from the gradient by the last hidden states. */
export type Backward = (byLast: Memory) => Promise<void>;

const shared = ({ cos, sin, mask }: PositionMemory, layer: number): Memories => ({
  cos,
  sin,
  mask: mask(layer),
});
