import { EngineError } from "../../../errors.js";
import type { AdapterConfig } from "../../checkpoint/adapter.js";
import type { TransformerConfig } from "../../config.js";
import type { TensorData } from "../language-engine.js";
import type { TrainedState } from "./core.js";
import type { Moments } from "./optimizer-shard.js";
import type { Places } from "./places.js";

/** Everything of one set of trained parameters, and whose it is. */
export interface FullState extends TrainedState {
  readonly adapter: string | undefined;
  readonly means: Float32Array | undefined;
  readonly squares: Float32Array | undefined;
}

/** Joins the stretches of running means that the workers have. */
export function joinMoments(
  length: number,
  parts: readonly (Moments | undefined)[],
): Pick<FullState, "means" | "squares"> {
  if (parts.some((part) => part === undefined)) return { means: undefined, squares: undefined };
  const [means, squares] = [new Float32Array(length), new Float32Array(length)];
  for (const part of parts) {
    means.set(part!.means, part!.start);
    squares.set(part!.squares, part!.start);
  }
  return { means, squares };
}

const prefixOf = (adapter: string | undefined) => (adapter === undefined ? "" : `adapters/${adapter}/`);

/** Writes a set of parameters into a state: weights under their names, an adapter's below `adapters/NAME/`. */
export function writeState(
  state: Map<string, TensorData>,
  { adapter, weights, steps, means, squares }: FullState,
  places: Places,
): void {
  const prefix = prefixOf(adapter);
  for (const [name, { shape, start, end }] of places) {
    const part = (array: Float32Array) => ({ shape, data: array.subarray(start, end) });
    state.set(prefix + name, part(weights));
    if (means !== undefined) state.set(`optimizer/mean/${prefix}${name}`, part(means));
    if (squares !== undefined) state.set(`optimizer/square/${prefix}${name}`, part(squares));
  }
  state.set(`optimizer/steps/${prefix}`, { shape: [1], data: Int32Array.of(steps) });
}

/** @throws EngineError `BAD_STATE` naming the tensor, what was expected and what was found */
export function readState(
  state: ReadonlyMap<string, TensorData>,
  adapter: string | undefined,
  places: Places,
): FullState {
  const prefix = prefixOf(adapter);
  const length = Math.max(0, ...[...places.values()].map(({ end }) => end));
  const all = (kind: string) => {
    const array = new Float32Array(length);
    for (const [name, { shape, start }] of places) {
      array.set(tensor(state, kind + prefix + name, shape, Float32Array), start);
    }
    return array;
  };
  const [steps] = tensor(state, `optimizer/steps/${prefix}`, [1], Int32Array);
  const moments = steps > 0;
  return {
    adapter,
    weights: all(""),
    steps,
    means: moments ? all("optimizer/mean/") : undefined,
    squares: moments ? all("optimizer/square/") : undefined,
  };
}

/** Writes what an adapter is, in numbers: rank, targets and layers are those of its matrices. */
export function writeAdapterConfig(
  state: Map<string, TensorData>,
  name: string,
  { alpha, rankStabilized = false }: AdapterConfig,
): void {
  const data = Float32Array.of(alpha, Number(rankStabilized));
  state.set(prefixOf(name) + CONFIG, { shape: [2], data });
}

/** The adapters that a state has. @throws EngineError `BAD_STATE` */
export function readAdapterConfigs(
  state: ReadonlyMap<string, TensorData>,
  model: Pick<TransformerConfig, "layers">,
): Map<string, AdapterConfig> {
  const adapters = new Map<string, AdapterConfig>();
  for (const key of state.keys()) {
    const [, name] = /^adapters\/([^/]+)\/config$/.exec(key) ?? [];
    if (name === undefined) continue;
    const layers = new Set<number>();
    const targets = new Set<string>();
    let rank = 0;
    for (const [other, { shape }] of state) {
      const [, layer, target] =
        /^(?:model\.layers\.(\d+)\.\w+\.)?(\w+)\.lora_A/.exec(other.replace(prefixOf(name), "")) ?? [];
      if (!other.startsWith(prefixOf(name)) || target === undefined) continue;
      if (layer !== undefined) layers.add(Number(layer));
      targets.add(target);
      rank = shape[0];
    }
    if (rank === 0)
      throw new EngineError("BAD_STATE", `state: expected matrices of adapter ${name}, found none`);
    const [alpha, rankStabilized] = tensor(state, key, [2], Float32Array);
    const sorted = [...layers].sort((a, b) => a - b);
    adapters.set(name, {
      rank,
      alpha,
      targets: [...targets],
      ...(layers.size > 0 && layers.size < model.layers && { layers: sorted }),
      rankStabilized: rankStabilized === 1,
    });
  }
  return adapters;
}

const CONFIG = "config";

function tensor<T extends Float32Array | Int32Array>(
  state: ReadonlyMap<string, TensorData>,
  name: string,
  shape: readonly number[],
  type: new (length: number) => T,
): T {
  const found = state.get(name);
  const expected = `${type.name.replace("Array", "").toLowerCase()} [${shape}]`;
  const fail = (what: string) =>
    new EngineError("BAD_STATE", `state tensor "${name}": expected ${expected}, found ${what}`);
  if (found === undefined) throw fail("nothing");
  if (!(found.data instanceof type)) throw fail(found.data.constructor.name);
  if (found.shape.join() !== shape.join()) throw fail(`[${found.shape}]`);
  return found.data;
}
